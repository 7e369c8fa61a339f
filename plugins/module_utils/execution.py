# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's run from the trigger to the judgement: look, decide, execute, identify, wait, judge.

The flow is pure over a client, a clock, a lock and an observer. What it triggers with, executeJob or submitJob, is a
:class:`Trigger`; everything else is the same for both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NoReturn, Protocol

from ansible_collections.mediaops.dynamic_media.plugins.module_utils.bookmark import Bookmark, Paused
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.client import MAX_PAGE, IpsClient
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.decision import (
    Decision,
    OnRunning,
    Situation,
    Step,
    decide,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.delivery import Trigger, deliver, give_up, in_doubt
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.errors import (
    DeadlineError,
    Delivery,
    FaultError,
    IpsError,
    JobError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.judgement import Thresholds
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.model import (
    FAILURE_LOG_TYPES,
    JobLog,
    LogMessage,
    Run,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.outcome import (
    Action,
    RunOutcome,
    Snapshot,
    Status,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.pace import Deadline, grown
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.stop import (
    STOP_TIMEOUT,
    StopResult,
    order_stop,
    verify_stop,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.times import When, format_time
from ansible_collections.mediaops.dynamic_media.plugins.module_utils.watch import (
    Ending,
    Followed,
    JobWatch,
    Patience,
    Sighting,
    ended,
)

UNFOLLOWED_TIMEOUT = 15.0
"""Seconds that a task with ``wait: false`` looks for its run."""

DOUBT_TIMEOUT = 10.0
"""Seconds that a run is looked for after a fault that can follow the act."""

MAX_LOG_PAGES = 10


class OnTimeout(str, Enum):
    """What a task wants done when its time is over and the run goes on."""

    FAIL = "fail"
    STOP = "stop"
    DETACH = "detach"


class LogDetails(str, Enum):
    """Which messages of the run's log a task wants."""

    ERRORS = "errors"
    ALL = "all"
    NONE = "none"


class Lock(Protocol):
    """Keeps parallel tasks from triggering the same job."""

    def hold(self, key: Sequence[str], deadline: Deadline) -> AbstractContextManager[None]:
        """Hold the lock of that key."""


@dataclass(frozen=True)
class RunPolicy:
    """What a task wants of a run, in the words of its options; durations are in seconds."""

    on_running: OnRunning = OnRunning.ADOPT
    adopt_since: When | None = None
    skip_if_succeeded_since: When | None = None
    wait: bool = True
    start_timeout: float = 120.0
    on_timeout: OnTimeout = OnTimeout.FAIL
    thresholds: Thresholds = field(default_factory=Thresholds)
    log_details: LogDetails = LogDetails.ERRORS
    log_limit: int = 100


@dataclass
class Look:
    """What was there: the situation to decide upon, and the names that a new run does not bear."""

    situation: Situation
    names: frozenset[str]
    snapshot: Snapshot


class RunFollower:
    """Waits for one run of a job and judges it.

    :param outcome: is filled as the run goes on.
    :param deadline: of all the task's waiting.
    """

    def __init__(self, watch: JobWatch, policy: RunPolicy, outcome: RunOutcome, deadline: Deadline) -> None:
        self.watch = watch
        self.client: IpsClient = watch.client
        self.policy = policy
        self.outcome = outcome
        self.deadline = deadline

    def conclude(self, run: Run, row: JobLog | None = None, started_here: bool = False) -> None:
        """Take the run to the end that the policy asks for.

        :param row: its log row, where that is known already.
        :param started_here: whether this task started it, and so may stop it.
        :raises IpsError: when the run, or the waiting for it, did not go well.
        """
        outcome = self.outcome
        outcome.run = run
        outcome.status = Status.RUNNING if run.is_active else Status.TRIGGERED
        try:
            if row is not None and row.end_time is not None:
                stopping = run.name in self.watch.stopped
                self._judge(Followed(Ending.ENDED, ended(run, row), row, stopping))
            elif self.policy.wait:
                self._wait(run, started_here)
        finally:
            self.note_follow_ons()

    def resume(self, bookmark: Bookmark) -> None:
        """Go on where the waiting has paused.

        :raises IpsError: when the run, or the waiting for it, did not go well.
        """
        clock = self.client.clock
        self.watch.follow_ons.update(self.outcome.follow_ons)
        if bookmark.stopping:
            self.watch.stopped.add(bookmark.run.name)
        clock.sleep(min(bookmark.pause_left(clock), self.deadline.remaining()))
        try:
            interval = grown(bookmark.interval, self.watch.poll_interval)
            self._wait(bookmark.run, bookmark.started_here, at_once=True, first=interval)
        finally:
            self.note_follow_ons()

    def _wait(self, run: Run, started_here: bool, **rhythm: Any) -> None:
        followed = self.watch.known(run)
        try:
            self.watch.follow(followed, self.deadline, may_pause=True, **rhythm)
        except FaultError as exc:
            self.outcome.status = Status.UNKNOWN
            self.outcome.reason = f"The service refuses to tell how the run {run.name!r} goes."
            exc.message += f" The run {run.name!r} goes on; {_wait_on(run)}."
            raise
        finally:
            self.outcome.run = followed.run
        if followed.ending is Ending.ENDED:
            self._judge(followed)
        elif followed.ending is Ending.LOST:
            self._lost(followed)
        elif followed.ending is Ending.PAUSED:
            self._pause(followed, started_here)
        else:
            self._at_deadline(followed, started_here)

    def _pause(self, followed: Followed, started_here: bool) -> NoReturn:
        self.note_follow_ons()
        now, left = self.client.clock.now(), self.deadline.remaining()
        raise Paused(
            Bookmark(
                outcome=self.outcome,
                run=followed.run,
                company_handle=self.watch.company_handle,
                identity=self.watch.identity,
                started_here=started_here,
                stopping=followed.stopping,
                interval=followed.interval,
                paused_at=now,
                deadline=None if math.isinf(left) else now + timedelta(seconds=left),
                counters=self.client.counters.as_result(),
            )
        )

    def _lost(self, followed: Followed) -> NoReturn:
        self.outcome.status = Status.UNKNOWN
        self.outcome.reason = "The run has vanished from the active jobs and is not in the logs."
        raise JobError(
            f"the run {followed.run.name!r} has been neither among the active jobs nor in the logs for "
            f"{self.watch.start_timeout:g} s, so how it ended is not known. Look for it with job_info, "
            "subset [active, logs], and run the task again if it did not succeed."
        )

    def _at_deadline(self, followed: Followed, started_here: bool) -> None:
        outcome = self.outcome
        outcome.status = Status.RUNNING
        name = followed.run.name
        if self.policy.on_timeout is OnTimeout.DETACH:
            outcome.reason = f"The time was over before the run {name!r} ended; it goes on unwatched."
            return
        if self.policy.on_timeout is OnTimeout.STOP and started_here:
            self._stop(followed)
            return
        outcome.reason = f"The time was over before the run {name!r} ended."
        raise DeadlineError(
            f"the run {name!r} had not ended when wait_timeout was over; it goes on at the service. To see its end, "
            f"{_wait_on(followed.run)}, or give a longer wait_timeout."
        )

    def _stop(self, followed: Followed) -> None:
        """Stop the run that this task started, and see that it ends; one that ended first is judged."""
        outcome = self.outcome
        order = order_stop(self.watch, followed.run)
        attempt = verify_stop(self.watch, order, Deadline(self.client.clock, STOP_TIMEOUT), stopping=followed.stopping)
        after, name = attempt.followed, followed.run.name
        outcome.run = after.run
        if attempt.result is StopResult.FINISHED_FIRST and after.ending is Ending.ENDED:
            self._judge(after)
            return
        if attempt.result is not StopResult.STOPPED:
            outcome.reason = f"The time was over, and that the run {name!r} was stopped is not confirmed."
            outcome.status = Status.RUNNING if after.active else Status.UNKNOWN
            raise DeadlineError(
                f"the run {name!r} had not ended when wait_timeout was over, and stopping it is not "
                f"confirmed{': ' + order.error.message if order.error else ''}. Look at it with job_info, stop it "
                "with stop_job."
            )
        self._keep(after)
        outcome.status = Status.STOPPED
        outcome.reason = f"The time was over before the run {name!r} ended, so it was stopped."
        raise DeadlineError(
            f"the run {name!r} had not ended when wait_timeout was over, and was stopped. "
            "Give a longer wait_timeout and run the task again."
        )

    def _keep(self, followed: Followed) -> None:
        """Put what the log tells of the run into the outcome."""
        if followed.row is None:
            return
        self.outcome.counters = followed.row.counters
        self.outcome.violations = self.policy.thresholds.violations(followed.row)
        self._read_log(followed.row)

    def _judge(self, followed: Followed) -> None:
        outcome = self.outcome
        outcome.run = followed.run
        self._keep(followed)
        name = followed.run.name
        broken = ", ".join(str(violation) for violation in outcome.violations)
        if followed.stopping:
            outcome.status = Status.STOPPED
            outcome.reason = f"The run {name!r} was stopped."
            problem = f"the run {name!r} was stopped before its end. Find out who stopped it, and run the task again."
        elif broken:
            outcome.status = Status.FAILED
            outcome.reason = f"The run {name!r} failed: {broken}."
            problem = (
                f"the run {name!r} failed: {broken}.{self._first_failure()} Mend the cause, and run the task again."
            )
        else:
            outcome.status = Status.SUCCEEDED
            outcome.reason = f"The run {name!r} has succeeded."
            return
        if self.policy.wait:
            raise JobError(problem)

    def _first_failure(self) -> str:
        for message in self.outcome.log:
            if message.tells_of_failure and message.message:
                return f" The log says: {message.message[:200].rstrip('.')}."
        return ""

    def _read_log(self, row: JobLog) -> None:
        """Read the messages that the task asked for; that they cannot be read is no reason to fail."""
        if self.policy.log_details is LogDetails.NONE:
            return
        try:
            self._read_pages(row)
        except IpsError as exc:
            self.outcome.warnings.append(f"The log of the run {row.job_name!r} could not be read: {exc.message}")

    def _read_pages(self, row: JobLog) -> None:
        only_failures = self.policy.log_details is LogDetails.ERRORS
        page_size = min(MAX_PAGE, self.policy.log_limit + 1)
        pages = self.client.job_log_pages(
            self.watch.company_handle, row.handle, FAILURE_LOG_TYPES if only_failures else (), page_size
        )
        for number, page in enumerate(pages, start=1):
            messages = [message for part in page if part.job_name == row.job_name for message in part.messages]
            self._take_messages([message for message in messages if message.tells_of_failure or not only_failures])
            if self.outcome.log_truncated:
                return
            if number == MAX_LOG_PAGES:
                self.outcome.log_truncated = len(messages) >= page_size
                return

    def _take_messages(self, messages: list[LogMessage]) -> None:
        room = self.policy.log_limit - len(self.outcome.log)
        self.outcome.log.extend(messages[:room])
        self.outcome.log_truncated = len(messages) > room

    def note_follow_ons(self) -> None:
        """Tell of the follow-on runs that came after the run, or after the trigger while the run is not found."""
        run, executed_at = self.outcome.run, self.outcome.executed_at
        if run is None and executed_at is None:
            return
        since = run.start_time if run else executed_at
        self.outcome.follow_ons = {
            name: follow_on
            for name, follow_on in self.watch.follow_ons.items()
            if not since or not follow_on.start_time or follow_on.start_time >= since
        }


def _wait_on(run: Run) -> str:
    return f"wait on with wait_for_job (run_handle {run.handle!r})"


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
        active_names = {run.name for run in runs if run.is_active}
        succeeded = self._succeeded(rows, active_names)
        situation = Situation(tuple(run for run in runs if run.is_active), succeeded)
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
