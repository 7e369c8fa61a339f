# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's run from the look to the judgement: look, decide, execute, identify; then it is followed.

The flow is pure over a client, a clock, a lock and an observer. What it triggers with, executeJob or submitJob, is a
:class:`Trigger`; everything else is the same for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from .._ips.client import IpsClient
from .._ips.errors import DeadlineError, Delivery, FaultError, IpsError, JobError
from .._ips.model import JobLog, Run
from .._ips.pace import Deadline
from .._ips.times import format_time
from .decision import Decision, Situation, Step, decide
from .delivery import Trigger, deliver, give_up, in_doubt
from .follow import OnTimeout, RunFollower, RunPolicy
from .notes import Lock
from .result import Action, RunOutcome, Snapshot, Status
from .watch import Ending, JobWatch, Patience, Sighting

UNFOLLOWED_TIMEOUT = 15.0
"""Seconds that a task with ``wait: false`` looks for its run."""

DOUBT_TIMEOUT = 10.0
"""Seconds that a run is looked for after a fault that can follow the act."""


@dataclass
class Look:
    """What was there: the situation to decide upon, and the names that a new run does not bear."""

    situation: Situation
    names: frozenset[str]
    snapshot: Snapshot


class TriggeredRun:
    """Sees to it that a job runs: decides, triggers at most once, and follows the run.

    :param lock_key: what names the job among this user's tasks on this machine.
    :param check_mode: whether to stop after the decision.
    """

    def __init__(
        self,
        watch: JobWatch,
        policy: RunPolicy,
        outcome: RunOutcome,
        deadline: Deadline,
        trigger: Trigger,
        lock: Lock,
        lock_key: Sequence[str],
        check_mode: bool,
    ) -> None:
        self.watch = watch
        self.client: IpsClient = watch.client
        self.policy = policy
        self.outcome = outcome
        self.deadline = deadline
        self.trigger = trigger
        self.lock = lock
        self.lock_key = lock_key
        self.check_mode = check_mode
        self._adopt_since: datetime | None = None
        self._skip_since: datetime | None = None
        self._times_are_known = False
        self.follower = RunFollower(watch, policy, outcome, deadline)

    def run(self) -> None:
        """Do it; the outcome tells what came of it.

        :raises IpsError: when it did not go well.
        """
        if self.check_mode:
            self._predict()
            return
        with self.lock.hold(self.lock_key, self.deadline):
            decision, look = self._settle()
            found = self._execute(look) if decision.step is Step.EXECUTE else None
        if decision.step is Step.SKIP:
            self._skip(decision)
        elif decision.step is Step.ADOPT:
            self._adopt(decision)
        elif found:
            self.follower.conclude(*found, started_here=True)

    def _predict(self) -> None:
        """Say what would be done. How a run that would be waited out ends is not known; an execution is most likely."""
        decision, _look = self._look_and_decide()
        outcome = self.outcome
        if decision.step is Step.SKIP:
            self._skip(decision)
        elif decision.step is Step.ADOPT:
            outcome.action = Action.ADOPT
            outcome.status = Status.RUNNING if decision.run else Status.TRIGGERED
            outcome.run = decision.run
        else:
            outcome.action = Action.EXECUTE

    def _adopt(self, decision: Decision) -> None:
        """Follow what something else has triggered; what has yet to start is not followed."""
        self.outcome.action = Action.ADOPT
        if decision.run:
            self.follower.conclude(decision.run)
        else:
            self.outcome.status = Status.TRIGGERED

    def _settle(self) -> tuple[Decision, Look]:
        """Decide, waiting out the runs that come first."""
        decision, look = self._look_and_decide()
        while decision.step is Step.WAIT_OUT and decision.run:
            self._wait_out(decision.run)
            decision, look = self._look_again()
        return decision, look

    def _look_again(self) -> tuple[Decision, Look]:
        """Look and decide anew after a wait, bearing looks that fail as the wait has borne them."""
        patience = self.watch.patience()
        for _turn in self.watch.turns(self.deadline):
            seen = patience.attempt(self._look_and_decide)
            if seen:
                return seen
        raise self._too_late()

    def _too_late(self) -> DeadlineError:
        self.outcome.reason = "The time was over before the job could be triggered."
        return DeadlineError(
            "wait_timeout was over before the job could be triggered. Nothing was triggered; "
            "run the task again, or give it a longer wait_timeout."
        )

    def _wait_out(self, run: Run) -> None:
        """Wait for a run to end; also for its log row, where its success would make another one needless."""
        with_row = self.policy.skip_if_succeeded_since is not None
        if self.watch.follow(self.watch.known(run), self.deadline, with_row).ending is Ending.DEADLINE:
            raise DeadlineError(
                f"the run {run.name!r} came first and had not ended when wait_timeout was over. "
                "Nothing was triggered; run the task again, or give it a longer wait_timeout."
            )

    def _look_and_decide(self) -> tuple[Decision, Look]:
        look = self._look()
        decision = decide(look.situation, self.policy.on_running, self._adopt_since)
        self.outcome.reason = decision.reason
        if self.outcome.before is None:
            self.outcome.before = look.snapshot
        if decision.step is Step.FAIL and decision.run:
            raise JobError(
                f"the run {decision.run.name!r} is already active ({decision.run.state}), and on_running is fail. "
                "Nothing was triggered; run the task again when it has ended."
            )
        return decision, look

    def _look(self) -> Look:
        """What is there: active runs first, so that one that ends in between is in the logs."""
        watch = self.watch
        runs = watch.active_runs()
        self._fix_times()
        rows = watch.rows(self._skip_since)
        if self._skip_since and not self.client.server_clock.known:
            # Without a clock, only its name tells an older run from a new one.
            watch.rows(None)
        active = tuple(run for run in runs if run.is_active)
        active_names = {run.name for run in active}
        situation = Situation(active, self._succeeded(rows, active_names))
        return Look(situation, frozenset(watch.seen), self._snapshot(situation, rows, active_names))

    def _snapshot(self, situation: Situation, rows: Sequence[JobLog], active_names: set[str]) -> Snapshot:
        """What a diff shows of the job before; where no row tells an end (pre-4.0), what is not active is over."""
        tells_ends = self.client.version.log_end_dates
        over = (row for row in rows if row.end_time or (not tells_ends and row.job_name not in active_names))
        last = next(over, None)
        return Snapshot(
            active_run=situation.latest.name if situation.latest else None,
            last_run=last.job_name if last else None,
            last_result=self._result(last) if last else None,
        )

    def _fix_times(self) -> None:
        """Make the policy's times absolute, once, as soon as the service has told its time."""
        if not self._times_are_known:
            self._adopt_since = self.client.server_clock.resolve(self.policy.adopt_since)
            self._skip_since = self.client.server_clock.resolve(self.policy.skip_if_succeeded_since)
            self._times_are_known = True

    def _result(self, row: JobLog) -> str:
        status = Status.FAILED if self.policy.thresholds.violations(row) else Status.SUCCEEDED
        return str(status.value)

    def _succeeded(self, rows: Sequence[JobLog], active_names: set[str]) -> JobLog | None:
        """The newest row of a run that has succeeded since the task's ``skip_if_succeeded_since``."""
        since = self._skip_since
        if since is None:
            return None
        for row in rows:
            recent = row.start_time is not None and row.start_time >= since
            ruled_out = row.job_name in active_names or row.job_name in self.watch.stopped
            if not recent or ruled_out or self.policy.thresholds.violations(row):
                continue
            completed = self.watch.complete(row)
            if completed.end_time and not self.policy.thresholds.violations(completed):
                return completed
        return None

    def _skip(self, decision: Decision) -> None:
        outcome = self.outcome
        outcome.action = Action.SKIP
        outcome.status = Status.SUCCEEDED
        if decision.row:
            outcome.run = decision.row.as_run()
            outcome.counters = decision.row.counters

    def _execute(self, look: Look) -> tuple[Run, JobLog | None] | None:
        """Send the trigger and find what it has triggered."""
        outcome = self.outcome
        if self.deadline.passed:
            raise self._too_late()
        outcome.action = Action.EXECUTE
        try:
            return self._find(look, deliver(self.client, self.trigger, outcome))
        finally:
            self.follower.note_follow_ons()

    def _find(self, look: Look, doubt: IpsError | None) -> tuple[Run, JobLog | None] | None:
        """Find the new run; None where the policy does not mind that it was not found."""
        outcome = self.outcome
        since = outcome.executed_at if self.client.server_clock.known else None
        before = Sighting(look.names, since)
        patience = self.watch.patience()
        try:
            found = self._identify(before, doubt, patience)
        except FaultError as exc:
            self._look_refused(exc, doubt)
        if found:
            outcome.delivery = Delivery.CONFIRMED if doubt is None else Delivery.RECONCILED
        elif doubt is not None:
            give_up(self.trigger, outcome, doubt, looked=patience.last_error is None and not self.deadline.passed)
        else:
            self._not_found(patience.last_error)
        return found

    def _identify(
        self, before: Sighting, doubt: IpsError | None, patience: Patience
    ) -> tuple[Run, JobLog | None] | None:
        """The new run, in the active jobs or in the logs; None when it does not show in time.

        :raises JobError: when there are several.
        """
        deadline = self.deadline.within(self._identify_timeout(doubt))
        for _turn in self.watch.turns(deadline):
            found = patience.attempt(lambda: self.watch.new_runs(before, self.watch.poll_timeout(deadline)))
            if not found:
                continue
            if len(found) > 1:
                self.outcome.status = Status.UNKNOWN
                self.outcome.reason = "Several runs have started at the same time."
                raise JobError(
                    f"{self.trigger.operation} was sent once, but several new runs have appeared, and nothing tells "
                    f"which is this task's: {', '.join(f'{run.name!r} ({run.handle!r})' for run, _row in found)}. "
                    "Wait for each with wait_for_job and its run_handle; do not trigger again."
                )
            return found[0]
        return None

    def _identify_timeout(self, doubt: IpsError | None) -> float:
        if doubt is not None and doubt.delivery is Delivery.REFUSED:
            return DOUBT_TIMEOUT
        if doubt is None and not self.policy.wait:
            return min(UNFOLLOWED_TIMEOUT, self.watch.start_timeout)
        return self.watch.start_timeout

    def _look_refused(self, exc: FaultError, doubt: IpsError | None) -> NoReturn:
        """The service has refused to show the new run."""
        outcome = self.outcome
        operation = self.trigger.operation
        outcome.status = Status.UNKNOWN
        if doubt is not None:
            exc.message = in_doubt(self.trigger, outcome, f"{doubt.message} The look for the run failed: {exc.message}")
        else:
            outcome.reason = f"The service has accepted {operation}, but refuses to show the run."
            exc.message = (
                f"the service has accepted {operation}, but the run was not seen: {exc.message} {self._advice()}"
            )
        raise exc

    def _advice(self) -> str:
        since = format_time(self.outcome.executed_at)
        return (
            f"Look for it with wait_for_job (since {since}), or with job_info (subset [active, logs], since {since}), "
            "before triggering again."
        )

    def _not_found(self, last_error: IpsError | None) -> None:
        """An accepted trigger of which no run was seen."""
        outcome = self.outcome
        operation = self.trigger.operation
        if not self.policy.wait or (self.deadline.passed and self.policy.on_timeout is OnTimeout.DETACH):
            outcome.reason = f"The service has accepted {operation}; the run has not appeared yet."
            return
        outcome.status = Status.UNKNOWN
        outcome.reason = f"The service has accepted {operation}, but no new run has appeared."
        trouble = f" The last look failed: {last_error.message}" if last_error else ""
        error = DeadlineError if self.deadline.passed else JobError
        raise error(f"the service has accepted {operation}, but no new run was seen in time.{trouble} {self._advice()}")
