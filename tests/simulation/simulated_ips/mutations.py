# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The flow, broken on purpose: what the simulation is worth shows in its finding each of these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Callable
from unittest.mock import patch

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.client import IpsClient
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, FaultError, IpsError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.redaction import Redactor
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import ServerClock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs import decision as decision_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs import delivery as delivery_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs import execution
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.evidence import Age, NewRuns, Seen, Verdict
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.execution import TriggeredRun
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.follow import RunFollower
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.identity import JobIdentity, Tie
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.judgement import Thresholds
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.result import RunOutcome, Status
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.watch import Followed, JobWatch, Patience
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import execute_job, submit_job, wait_for_job


@dataclass(frozen=True)
class Mutation:
    """One way to break the flow.

    :param applied: makes what breaks it while it is entered.
    """

    name: str
    applied: Callable[[], AbstractContextManager[Any]]


MUTATIONS: list[Mutation] = []


def _mutation(name: str) -> Callable[[Callable[[], AbstractContextManager[Any]]], None]:
    return lambda applied: MUTATIONS.append(Mutation(name, applied))


@_mutation("an ambiguous trigger is sent again")
def _resend() -> AbstractContextManager[Any]:
    once = IpsClient.change

    def change(self: IpsClient, operation: str, fields: Any) -> Any:
        try:
            return once(self, operation, fields)
        except IpsError as exc:
            if exc.delivery is not Delivery.UNKNOWN:
                raise
            return once(self, operation, fields)

    return patch.object(IpsClient, "change", change)


@_mutation("a trigger that a fault may have followed counts as refused")
def _believe_faults() -> AbstractContextManager[Any]:
    return patch.object(delivery_module, "can_follow_the_act", lambda _exc: False)


@_mutation("an unknown delivery is no change")
def _play_down() -> AbstractContextManager[Any]:
    surely = (Delivery.CONFIRMED, Delivery.RECONCILED)
    return patch.object(RunOutcome, "changed", property(lambda self: self.delivery in surely))


@_mutation("a fault is a refusal however short the look for a run was")
def _look_briefly() -> AbstractContextManager[Any]:
    give_up = delivery_module.give_up

    def hasty(trigger: Any, outcome: Any, doubt: Any, looked: bool = True, **places: Any) -> None:
        give_up(trigger, outcome, doubt, True, **places)

    return patch.multiple(execution, give_up=hasty)


@_mutation("a fault is a refusal where nobody looks for a run")
def _do_not_look() -> AbstractContextManager[Any]:
    give_up = delivery_module.give_up
    return patch.object(execute_job, "give_up", lambda trigger, outcome, doubt, **_: give_up(trigger, outcome, doubt))


@_mutation("runs tie by the beginning of their names")
def _tie_by_prefix() -> AbstractContextManager[Any]:
    def tie(self: JobIdentity, run_name: str, _original_name: str) -> Tie:
        return Tie.RUN if run_name.startswith(self.key) else Tie.NONE

    return patch.object(JobIdentity, "tie", tie)


@_mutation("follow-on runs are runs")
def _take_follow_ons() -> AbstractContextManager[Any]:
    tie = JobIdentity.tie

    def generous(self: JobIdentity, run_name: str, original_name: str) -> Tie:
        found = tie(self, run_name, original_name)
        return Tie.RUN if found is Tie.FOLLOW_ON else found

    return patch.object(JobIdentity, "tie", generous)


@_mutation("a row that was not seen is new, whatever its start")
def _ignore_time() -> AbstractContextManager[Any]:
    def age_of_row(self: Seen, row: Any, _since: Any, _now: Any) -> Age:
        return Age.OLD if row.handle in self.handles or row.job_name in self.active else Age.NEW

    return patch.object(Seen, "age_of_row", age_of_row)


@_mutation("an active run is new though it was seen before")
def _ignore_names() -> AbstractContextManager[Any]:
    return patch.object(Seen, "age_of_run", lambda _self, _run: Age.NEW)


@_mutation("a new run among the active jobs is taken without a look at the log")
def _believe_the_active_jobs() -> AbstractContextManager[Any]:
    look_for = TriggeredRun._look_for

    def hasty(self: TriggeredRun, new: NewRuns, poll_timeout: float) -> None:
        new.add_runs(self.watch.active_runs(poll_timeout))
        if not new.candidates:
            look_for(self, new, poll_timeout)

    return patch.object(TriggeredRun, "_look_for", hasty)


@_mutation("one of several new runs is taken")
def _take_any() -> AbstractContextManager[Any]:
    verdict = NewRuns.verdict

    def bold(self: NewRuns, *args: Any, **kwargs: Any) -> Verdict:
        found = verdict(self, *args, **kwargs)
        return Verdict.TAKE if found is Verdict.SEVERAL else found

    return patch.object(NewRuns, "verdict", bold)


@_mutation("the trigger is dated by the local clock")
def _local_time() -> AbstractContextManager[Any]:
    return patch.object(ServerClock, "at", lambda self, _monotonic: self.clock.now())


@_mutation("a lost run has succeeded")
def _hope() -> AbstractContextManager[Any]:
    def lost(self: RunFollower, _followed: Any) -> None:
        self.outcome.status = Status.SUCCEEDED

    return patch.object(RunFollower, "_end_is_unknown", lost)


@_mutation("a run has ended when it is not active")
def _forget_the_log() -> AbstractContextManager[Any]:
    return patch.object(Followed, "is_over", property(lambda self: not self.active and self.row is not None))


@_mutation("pre-4.0: the end and the counters are of different moments")
def _mix_moments() -> AbstractContextManager[Any]:
    complete = JobWatch.complete

    def mixed(self: JobWatch, row: Any, poll_timeout: float | None = None) -> Any:
        return replace(row, end_time=complete(self, row, poll_timeout).end_time)

    return patch.object(JobWatch, "complete", mixed)


@_mutation("a run that was stopped is judged by its log alone")
def _overlook_stopping() -> AbstractContextManager[Any]:
    return patch.object(Run, "is_stopping", False)


@_mutation("errors do not count")
def _overlook_errors() -> AbstractContextManager[Any]:
    return patch.object(Thresholds, "violations", lambda _self, _row: [])


@_mutation("a skip does not look at the thresholds")
def _skip_for_failures() -> AbstractContextManager[Any]:
    succeeded = TriggeredRun._succeeded

    def lenient(self: TriggeredRun, *look: Any) -> Any:
        with patch.object(Thresholds, "violations", lambda _self, _row: []):
            return succeeded(self, *look)

    return patch.object(TriggeredRun, "_succeeded", lenient)


@_mutation("a skip does not look at the start")
def _skip_for_old_runs() -> AbstractContextManager[Any]:
    fix_times = TriggeredRun._fix_times

    def forgetful(self: TriggeredRun) -> None:
        fix_times(self)
        self._skip_since = self._skip_since and self._skip_since.replace(year=2001)

    return patch.object(TriggeredRun, "_fix_times", forgetful)


@_mutation("a skip does not mind that the run was seen stopping")
def _skip_for_stopped_runs() -> AbstractContextManager[Any]:
    succeeded = TriggeredRun._succeeded

    def forgiving(self: TriggeredRun, *look: Any) -> Any:
        self.watch.stopped.clear()
        return succeeded(self, *look)

    return patch.object(TriggeredRun, "_succeeded", forgiving)


@_mutation("adopt_since does not count")
def _adopt_any() -> AbstractContextManager[Any]:
    decide = decision_module.decide
    return patch.object(execution, "decide", lambda situation, on_running, _since=None: decide(situation, on_running))


@_mutation("a run that lingers as Done is active")
def _adopt_the_done() -> AbstractContextManager[Any]:
    return patch.object(Run, "is_active", True)


@_mutation("nothing is locked")
def _do_not_lock() -> AbstractContextManager[Any]:
    begin = TriggeredRun.__init__

    def unlocked(self: TriggeredRun, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        self.lock = _NoLock()

    return patch.object(TriggeredRun, "__init__", unlocked)


class _NoLock:
    """Holds nothing."""

    notes = warnings = ()

    def hold(self, _key: Any, _deadline: Any) -> AbstractContextManager[Any]:
        """Do not."""
        return nullcontext(self)

    peek = add = remove = lambda self, _key: self


@_mutation("the look is before the lock")
def _look_first() -> AbstractContextManager[Any]:
    settle = TriggeredRun._settle

    @contextmanager
    def late(self: TriggeredRun, lock: Any, key: Any, deadline: Any) -> Iterator[Any]:
        settled = settle(self)
        with lock.hold(key, deadline) as held, patch.object(self, "_settle", lambda: settled):
            yield held

    def run(self: TriggeredRun) -> None:
        self.lock = _LateLock(self, self.lock, late)
        whole(self)

    whole = TriggeredRun.run
    return patch.object(TriggeredRun, "run", run)


@dataclass
class _LateLock:
    """Lets the task look before it takes the lock."""

    run: TriggeredRun
    lock: Any
    late: Any

    def hold(self, key: Any, deadline: Any) -> AbstractContextManager[Any]:
        """Look, then hold the lock."""
        held: AbstractContextManager[Any] = self.late(self.run, self.lock, key, deadline)
        return held


@_mutation("check mode executes")
def _execute_in_check_mode() -> AbstractContextManager[Any]:
    run = TriggeredRun.run

    def careless(self: TriggeredRun) -> None:
        self.check_mode = False
        run(self)

    return patch.object(TriggeredRun, "run", careless)


@_mutation("check mode predicts an execution")
def _predict_blindly() -> AbstractContextManager[Any]:
    def predict(self: TriggeredRun) -> None:
        self._look_and_decide()
        self.outcome.action = execution.Action.EXECUTE

    return patch.object(TriggeredRun, "_predict", predict)


@_mutation("an adopted run is stopped at the deadline")
def _stop_any() -> AbstractContextManager[Any]:
    at_deadline = RunFollower._at_deadline
    return patch.object(RunFollower, "_at_deadline", lambda self, followed, _ours: at_deadline(self, followed, True))


@_mutation("a poll that fails ends the wait")
def _no_patience() -> AbstractContextManager[Any]:
    return patch.object(Patience, "attempt", lambda _self, poll: poll())


@_mutation("one refusal of access ends the wait")
def _little_patience() -> AbstractContextManager[Any]:
    attempt = Patience.attempt

    def hasty(self: Patience, poll: Any) -> Any:
        def strict() -> Any:
            try:
                return poll()
            except FaultError as exc:
                self._access_refused = exc.about_access
                raise

        return attempt(self, strict)

    return patch.object(Patience, "attempt", hasty)


@_mutation("wait_timeout does not bound the wait")
def _wait_on() -> AbstractContextManager[Any]:
    endless = lambda context: Deadline(context.client.clock, None)  # noqa: E731
    stack = ExitStack()
    for module in (execute_job, submit_job, wait_for_job):
        stack.enter_context(patch.object(module, "deadline_from", endless))
    return stack


@_mutation("the last polls take as long as any")
def _poll_slowly() -> AbstractContextManager[Any]:
    return patch.object(JobWatch, "poll_timeout", lambda self, _deadline: self.client.connection.request_timeout)


@_mutation("secrets are shown")
def _blab() -> AbstractContextManager[Any]:
    return patch.object(Redactor, "text", lambda _self, text: text)


@_mutation("a failure leaves out what is not known")
def _leave_out() -> AbstractContextManager[Any]:
    as_result = RunOutcome.as_result

    def sparse(self: RunOutcome) -> dict[str, Any]:
        return {name: value for name, value in as_result(self).items() if value is not None}

    return patch.object(RunOutcome, "as_result", sparse)
