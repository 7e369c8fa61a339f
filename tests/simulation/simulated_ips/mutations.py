# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ways to break the flow on purpose. The simulation must find each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Callable
from unittest.mock import patch

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.client import IpsClient
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    Delivery,
    IpsError,
    ProtocolError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Fields, Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.redaction import Redactor
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import ServerClock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import HttpTransport
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs import decision as decision_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs import delivery as delivery_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs import (
    evidence,
    execution,
    follow,
    identity,
    look,
    stop,
    watch,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.evidence import Age, NewRuns, Seen, Verdict
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.execution import TriggeredRun
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.follow import RunFollower
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.identity import JobIdentity, Tie
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.judgement import Thresholds
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.look import JobLook
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.notes import StoppedRuns
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.result import RunOutcome, Status, StopResult
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.watch import (
    Followed,
    JobWatch,
    Polling,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import (
    base,
    execute_job,
)
from simulated_ips.campaign import Finding, first_finding
from simulated_ips.timeline import HeldLock


@dataclass(frozen=True)
class Mutation:
    """One way to break the flow.

    :param applied: makes the context manager that breaks the flow.
    :param odd: whether schedules with oddities find it soon.
    :param seed: of a schedule that finds it, if few schedules do.
    """

    name: str
    applied: Callable[[], AbstractContextManager[Any]]
    odd: bool
    seed: int | None

    def finding(self, seeds: Iterable[int], odd: bool = True) -> Finding | None:
        """The finding of the first seed that has one. If the mutation has its own seed, only that is tried."""
        with self.applied():
            return first_finding(seeds if self.seed is None else (self.seed,), odd)


MUTATIONS: list[Mutation] = []


def _mutation(
    name: str, odd: bool = True, seed: int | None = None
) -> Callable[[Callable[[], AbstractContextManager[Any]]], None]:
    return lambda applied: MUTATIONS.append(Mutation(name, applied, odd, seed))


@_mutation("an ambiguous trigger is sent again")
def _resend() -> AbstractContextManager[Any]:
    once = IpsClient._call

    def twice(self: IpsClient, *args: Any, **kwargs: Any) -> Any:
        try:
            return once(self, *args, **kwargs)
        except IpsError as exc:
            if exc.delivery is not Delivery.UNKNOWN or not kwargs["changes"]:
                raise
            return once(self, *args, **kwargs)

    return patch.object(IpsClient, "_call", twice)


@_mutation("a trigger that a fault may have followed counts as refused")
def _believe_faults() -> AbstractContextManager[Any]:
    return patch.object(delivery_module, "can_follow_the_act", lambda _exc: False)


@_mutation("an unknown delivery counts as no change")
def _play_down() -> AbstractContextManager[Any]:
    surely = (Delivery.CONFIRMED, Delivery.RECONCILED)
    return patch.object(RunOutcome, "changed", property(lambda self: self.delivery in surely))


@_mutation("a fault is a refusal however short the look for a run was")
def _look_briefly() -> AbstractContextManager[Any]:
    give_up = delivery_module.give_up

    def hasty(trigger: Any, outcome: Any, doubt: Any, looked: bool = True, **places: Any) -> None:
        give_up(trigger, outcome, doubt, True, **places)

    return patch.multiple(execution, give_up=hasty)


@_mutation("a fault is a refusal if no run is looked for")
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


@_mutation("what something else has between its name and the time does not matter")
def _take_infixes() -> AbstractContextManager[Any]:
    return patch.object(identity, "_is_run_of", lambda run_name, job_name: run_name.startswith(job_name))


@_mutation("a job's own time is taken for that of a run")
def _want_a_time() -> AbstractContextManager[Any]:
    is_run_of = identity._is_run_of
    return patch.object(identity, "_is_run_of", lambda run, job: run != job and is_run_of(run, job))


@_mutation("a row that ended before the trigger counts like any other")
def _ignore_time() -> AbstractContextManager[Any]:
    return _rows_counted(Age.DOUBTFUL, Age.NEW)


@_mutation("a row that came after the trigger is of an older run when its machine's clock says so")
def _believe_old_rows() -> AbstractContextManager[Any]:
    return _rows_counted(Age.UNLIKELY, Age.OLD)


def _rows_counted(age: Age, instead: Age) -> AbstractContextManager[Any]:
    """Let log rows of one age count as rows of another."""
    age_of_row = Seen.age_of_row

    def counted(self: Seen, *args: Any) -> Age:
        found = age_of_row(self, *args)
        return instead if found is age else found

    return patch.object(Seen, "age_of_row", counted)


@_mutation("a new run may have been seen before")
def _ignore_names() -> AbstractContextManager[Any]:
    age_of_row = Seen.age_of_row
    stack = ExitStack()
    stack.enter_context(patch.object(Seen, "age_of_run", lambda _self, _run: Age.NEW))
    stack.enter_context(patch.object(Seen, "age_of_row", lambda _self, *args: age_of_row(Seen(), *args)))
    return stack


@_mutation("a run that is Done is new although the look has shown its row", seed=8093156)
def _ignore_rows_with_end() -> AbstractContextManager[Any]:
    has_led = Seen.has_led
    return patch.object(Seen, "has_led", lambda self, run: has_led(self._replace(rows_with_end=frozenset()), run))


@_mutation("an active run must have started after the trigger")
def _believe_one_clock() -> AbstractContextManager[Any]:
    add_runs = NewRuns.add_runs

    def strict(self: NewRuns, runs: Any) -> None:
        add_runs(self, [run for run in runs if not (self.since and run.start_time and run.start_time < self.since)])

    return patch.object(NewRuns, "add_runs", strict)


@_mutation("a time in the future is a time")
def _believe_the_future() -> AbstractContextManager[Any]:
    stack = ExitStack()
    for module in (evidence, look, decision_module):
        stack.enter_context(patch.object(module, "is_possible", lambda _moment, _now: True))
    return stack


@_mutation("of several active runs that come first, only the latest is waited out", seed=8158713)
def _wait_out_one() -> AbstractContextManager[Any]:
    about_ends = decision_module._about_ends
    return patch.object(decision_module, "_about_ends", lambda reason, runs: about_ends(reason, runs[:1]))


@_mutation("the last poll asks for no more of the log than the first")
def _ask_for_new_rows_only() -> AbstractContextManager[Any]:
    rows = JobWatch.rows

    def brief(self: JobWatch, since: Any, back_to: Any = None) -> Any:
        return rows(self, back_to if self.client.poll_timeout else since, back_to)

    return patch.object(JobWatch, "rows", brief)


@_mutation("an end that never shows is waited for without end", seed=8004558)
def _await_forever() -> AbstractContextManager[Any]:
    return patch.object(JobLook, "_is_overdue", lambda _self, _name: False)


@_mutation("a run whose row shows an end before the stop was answered ended first", seed=8082671)
def _believe_ends() -> AbstractContextManager[Any]:
    verify_stop = stop.verify_stop

    def by_times(run_watch: JobWatch, order: Any, followed: Followed, deadline: Any) -> Any:
        answered_at = run_watch.client.server_clock.now()
        result = verify_stop(run_watch, order, followed, deadline)
        end = followed.row.end_time if followed.row else None
        is_first = end is not None and end < answered_at and not followed.stopping
        return StopResult.FINISHED_FIRST if is_first else result

    return patch.object(follow, "verify_stop", by_times)


@_mutation("what another task has stopped counts like any other run")
def _forget_stops() -> AbstractContextManager[Any]:
    return patch.object(StoppedRuns, "times", lambda _self: {})


@_mutation("a row without an end belongs to a run that has ended")
def _overlook_leading_rows() -> AbstractContextManager[Any]:
    def active(runs: Any, _rows: Any, _now: Any) -> Any:
        return tuple(run for run in runs if run.is_active)

    return patch.object(look, "under_way", active)


@_mutation("a new run among the active jobs is taken without a look at the log")
def _believe_the_active_jobs() -> AbstractContextManager[Any]:
    look_for = TriggeredRun._look_for

    def hasty(self: TriggeredRun, new: NewRuns, timeout: float) -> None:
        new.add_runs(self.watch.active_runs(timeout))
        if not new.candidates:
            look_for(self, new, timeout)

    return patch.object(TriggeredRun, "_look_for", hasty)


@_mutation("one of several new runs is taken")
def _take_any() -> AbstractContextManager[Any]:
    verdict = NewRuns.verdict

    def bold(self: NewRuns, *args: Any, **kwargs: Any) -> Verdict:
        found = verdict(self, *args, **kwargs)
        return Verdict.TAKE if found is Verdict.SEVERAL else found

    return patch.object(NewRuns, "verdict", bold)


@_mutation("of two runs with one name, the first row is judged")
def _take_any_row() -> AbstractContextManager[Any]:
    return patch.object(Followed, "is_ambiguous", False)


@_mutation("a run keeps the handle of its log row")
def _keep_the_first_handle() -> AbstractContextManager[Any]:
    saw_active = Followed.saw_active

    def stubborn(self: Followed, runs: Any) -> None:
        first = self.run
        saw_active(self, runs)
        self.run = self.run._replace(handle=first.handle)

    return patch.object(Followed, "saw_active", stubborn)


@_mutation("a run that is Done has vanished")
def _overlook_the_done() -> AbstractContextManager[Any]:
    saw_active = Followed.saw_active

    def strict(self: Followed, runs: Any) -> None:
        saw_active(self, runs)
        self.listed = self.active

    return patch.object(Followed, "saw_active", strict)


@_mutation("the log is given no time to show an end")
def _want_the_end_at_once() -> AbstractContextManager[Any]:
    return patch.object(JobWatch, "end_patience", 60.0)


@_mutation("a run whose log row never shows an end is waited for without limit")
def _wait_for_ever() -> AbstractContextManager[Any]:
    return patch.object(JobWatch, "end_patience", float("inf"))


@_mutation("a run that has ended keeps running")
def _tell_an_old_state() -> AbstractContextManager[Any]:
    where = follow._where_it_is
    return patch.object(follow, "_where_it_is", lambda followed: where(replace(followed, active=True)))


@_mutation("nothing is noted of what was sent")
def _note_nothing() -> AbstractContextManager[Any]:
    return patch.object(TriggeredRun, "_take_notes", lambda _self, _noted: None)


@_mutation("a note ends with its task")
def _forget_what_was_sent() -> AbstractContextManager[Any]:
    execute = TriggeredRun._execute

    def forgetful(self: TriggeredRun, seen: Seen) -> Any:
        try:
            return execute(self, seen)
        finally:
            for note in self._held.notes if self._held else ():
                self._held.remove(note)

    return patch.object(TriggeredRun, "_execute", forgetful)


@_mutation("a message always advises to run the task again")
def _advise_badly() -> AbstractContextManager[Any]:
    return patch.object(RunOutcome, "how_to_find_out", lambda *_args: "Run this task again with on_running: execute.")


@_mutation("a task continues although its parent has died")
def _work_for_nobody() -> AbstractContextManager[Any]:
    return patch.object(base, "_refuse_orphan", lambda _parent_lives: None)


@_mutation("what was not sent is tried again after the deadline")
def _try_for_ever() -> AbstractContextManager[Any]:
    def has_tries(self: Any, post: Any, _pause: Any) -> Any:
        return post.retry_unsent and self._budget.left > 0

    return patch.object(HttpTransport, "_may_retry", has_tries)


@_mutation("a poll does not wait as long as it is asked to")
def _be_impatient() -> AbstractContextManager[Any]:
    def note(self: Polling, _exc: Any) -> None:
        self.client.counters.transient_errors += 1

    return patch.object(Polling, "_note_failure", note)


@_mutation("what was not sent counts as sent once it has begun")
def _date_by_the_first_try() -> AbstractContextManager[Any]:
    return patch.object(IpsClient, "sent_at", property(lambda self: self._transport.sent_at or self.clock.monotonic()))


@_mutation("a detached run that never appeared is well")
def _detach_from_nothing() -> AbstractContextManager[Any]:
    not_found = TriggeredRun._not_found

    def calm(self: TriggeredRun, last_error: Any) -> None:
        if self.policy.on_timeout is not follow.OnTimeout.DETACH:
            not_found(self, last_error)

    return patch.object(TriggeredRun, "_not_found", calm)


@_mutation("an older run is waited out without its log row")
def _wait_out_hastily() -> AbstractContextManager[Any]:
    wait_out = TriggeredRun._wait_out

    def hasty(self: TriggeredRun, run: Any) -> None:
        with patch.object(self, "policy", self.policy._replace(skip_if_succeeded_since=None)):
            wait_out(self, run)

    return patch.object(TriggeredRun, "_wait_out", hasty)


@_mutation("files that were not transferred do not count")
def _overlook_transfers() -> AbstractContextManager[Any]:
    violations = Thresholds.violations

    def lenient(self: Thresholds, row: Any) -> Any:
        return [violation for violation in violations(self, row) if violation.counter != "transfer_error"]

    return patch.object(Thresholds, "violations", lenient)


@_mutation("what cannot be read of anybody fails the task")
def _read_strictly() -> AbstractContextManager[Any]:
    unreadable = Fields._unreadable

    def strict(self: Fields, *args: Any) -> Any:
        value = unreadable(self, *args)
        raise ProtocolError(value.problem)

    return patch.object(Fields, "_unreadable", strict)


@_mutation("the trigger is dated by the local clock")
def _local_time() -> AbstractContextManager[Any]:
    return patch.object(ServerClock, "at", lambda self, _monotonic: self.clock.now())


@_mutation("a lost run has succeeded")
def _hope() -> AbstractContextManager[Any]:
    def lost(self: RunFollower, *_args: Any) -> None:
        self.outcome.status = Status.SUCCEEDED

    return patch.object(RunFollower, "_end_is_unknown", lost)


@_mutation("a run has ended when it is not active")
def _forget_the_log() -> AbstractContextManager[Any]:
    is_over = property(lambda self: not self.active and self.row is not None)
    return patch.object(Followed, "is_over", is_over)


@_mutation("pre-4.0: the end and the counters are of different moments")
def _mix_moments() -> AbstractContextManager[Any]:
    complete = JobWatch.complete

    def mixed(self: JobWatch, row: Any) -> Any:
        return row._replace(end_time=complete(self, row).end_time)

    return patch.object(JobWatch, "complete", mixed)


@_mutation("a run that was stopped is judged by its log alone")
def _overlook_stopping() -> AbstractContextManager[Any]:
    return patch.object(Run, "is_stopping", False)


@_mutation("errors do not count")
def _overlook_errors() -> AbstractContextManager[Any]:
    return patch.object(Thresholds, "violations", lambda _self, _row: [])


@_mutation("a skip does not look at the thresholds")
def _skip_for_failures() -> AbstractContextManager[Any]:
    succeeded = JobLook._succeeded

    def lenient(self: JobLook, *args: Any) -> Any:
        with patch.object(Thresholds, "violations", lambda _self, _row: []):
            return succeeded(self, *args)

    return patch.object(JobLook, "_succeeded", lenient)


@_mutation("a skip does not look at the start")
def _skip_for_old_runs() -> AbstractContextManager[Any]:
    fix_times = JobLook.fix_times

    def forgetful(self: JobLook) -> None:
        fix_times(self)
        self._skip_since = self._skip_since and self._skip_since.replace(year=2001)

    return patch.object(JobLook, "fix_times", forgetful)


@_mutation("a skip does not mind that the run was seen stopping", odd=False)
def _skip_for_stopped_runs() -> AbstractContextManager[Any]:
    succeeded = JobLook._succeeded

    def forgiving(self: JobLook, *args: Any) -> Any:
        self.watch.stopped.clear()
        return succeeded(self, *args)

    return patch.object(JobLook, "_succeeded", forgiving)


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
    """A lock that locks nothing."""

    def hold(self, _key: Any, _deadline: Any) -> AbstractContextManager[HeldLock]:
        """Return at once."""
        return nullcontext(HeldLock([]))

    def peek(self, _key: Any) -> HeldLock:
        """Return no notes."""
        return HeldLock([])


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

    def peek(self, key: Any) -> Any:
        """Look at the notes."""
        return self.lock.peek(key)


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
    return patch.object(Polling, "attempt", lambda _self, look, _deadline: look(30.0))


@_mutation("one refusal of access ends the wait")
def _little_patience() -> AbstractContextManager[Any]:
    attempt = Polling.attempt

    def hasty(self: Polling, *args: Any) -> Any:
        self._access_refused = True
        return attempt(self, *args)

    return patch.object(Polling, "attempt", hasty)


@_mutation("wait_timeout does not bound the wait")
def _wait_on() -> AbstractContextManager[Any]:
    return patch.object(base.Context, "start_deadline", lambda self: Deadline(self.client.clock, None))


@_mutation("the last polls take as long as any")
def _poll_slowly() -> AbstractContextManager[Any]:
    return patch.object(watch, "MIN_POLL_TIMEOUT", 30.0)


@_mutation("secrets are shown")
def _blab() -> AbstractContextManager[Any]:
    return patch.object(Redactor, "text", lambda _self, text: text)


@_mutation("a failure leaves out what is not known")
def _leave_out() -> AbstractContextManager[Any]:
    as_result = RunOutcome.as_result

    def sparse(self: RunOutcome) -> dict[str, Any]:
        return {name: value for name, value in as_result(self).items() if value is not None}

    return patch.object(RunOutcome, "as_result", sparse)
