# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a job: look, decide, execute, identify the new run, and follow it.

The flow is pure over a client, a clock, a lock and an observer. The request that triggers, executeJob or submitJob, is
a :class:`Trigger`. Everything else is the same for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from .._ips.client import IpsClient
from .._ips.errors import (
    ConfigurationError,
    DeadlineError,
    Delivery,
    FaultError,
    IpsError,
    JobError,
)
from .._ips.model import Run
from .._ips.pace import Deadline
from .._ips.times import format_time, whole_second
from .decision import Decision, Step, decide, state_of
from .delivery import DOUBT_TIMEOUT, Trigger, deliver, give_up, in_doubt
from .earlier import EarlierTriggers
from .evidence import CLOCK_MARGIN, Found, NewRuns, Seen, Verdict
from .follow import OnTimeout, RunFollower, RunPolicy
from .look import JobLook
from .notes import NOTE_PATIENCE, Held, Lock, Note, Noted, new_id
from .result import MAY_HAVE_ACTED, Action, RunOutcome, Status
from .watch import MIN_POLL_TIMEOUT, Ending, JobWatch

UNFOLLOWED_TIMEOUT = 15.0
"""Seconds for which a task with ``wait: false`` looks for its run."""


@dataclass
class TriggeredRun:
    """Runs a job: decides, triggers at most once, and follows the run.

    :param deadline: of all the task's waiting.
    :param lock_key: identifies the job among this user's tasks on this machine.
    :param check_mode: whether to stop after the decision.
    """

    watch: JobWatch
    policy: RunPolicy
    outcome: RunOutcome
    deadline: Deadline
    trigger: Trigger
    lock: Lock
    lock_key: Sequence[str]
    check_mode: bool

    def __post_init__(self) -> None:
        self.client: IpsClient = self.watch.client
        self.follower = RunFollower(self.watch, self.policy, self.outcome, self.deadline)
        self.look = JobLook(self.watch, self.policy, self.outcome.warnings)
        self._held: Held | None = None
        self._is_proven = False

    def run(self) -> None:
        """Run the job, and fill the outcome.

        :raises IpsError: when the task fails.
        """
        if self.client.server_clock.known:
            # An age counts back from here, however long the task waits for the lock.
            self.look.fix_times()
        if self.check_mode:
            self._take_notes(self.lock.peek(self.lock_key))
            self._predict()
            return
        with self.lock.hold(self.lock_key, self.deadline) as held:
            self._held = held
            self._take_notes(held)
            decision = self._settle()
            seen = self.watch.seen
            found = self._execute(seen) if decision.step is Step.EXECUTE else None
        if decision.step is Step.SKIP:
            self._skip(decision)
        elif decision.step is Step.ADOPT:
            self._adopt(decision)
        elif found:
            self.follower.conclude(*found, started_here=self._is_proven, other_rows=seen.handles)

    def _take_notes(self, noted: Noted | Held) -> None:
        self.look.earlier = EarlierTriggers(noted, self._held, self.watch, self.outcome.warnings)

    def _predict(self) -> None:
        """Predict what the task would do. If it would wait for a run first, an execution is most likely to follow."""
        decision, outcome = self._look_and_decide(), self.outcome
        if decision.step is Step.SKIP:
            self._skip(decision)
        elif Step.ADOPT in (decision.step, decision.then):
            outcome.action = Action.ADOPT
            outcome.status = self._status_of_adoption(decision)
            outcome.run = decision.run
        else:
            outcome.action = Action.EXECUTE

    def _status_of_adoption(self, decision: Decision) -> Status:
        """The status that check mode reports for an adoption."""
        return Status.RUNNING

    def _adopt(self, decision: Decision) -> None:
        """Follow a run that something else has triggered."""
        self.outcome.action = Action.ADOPT
        if decision.run:
            self.follower.conclude(decision.run, decision.row)

    def _settle(self) -> Decision:
        """Decide. First wait for the runs that must end before, and for the run of an earlier trigger."""
        decision = self._look_and_decide()
        while decision.step in (Step.WAIT_OUT, Step.LOOK_AGAIN):
            self.watch.observer.says(decision.reason)
            for run in decision.waited_out:
                self._wait_out(run)
            decision = self._look_again(at_once=decision.step is Step.WAIT_OUT)
        if decision.step is Step.ADOPT:
            self.watch.observer.says(decision.reason)
        return decision

    def _look_again(self, at_once: bool) -> Decision:
        """Look and decide after a wait. A look that fails counts as a poll that fails."""
        why = ""
        for decision in self.watch.polls(self._look_and_decide, self.deadline, at_once, retried=True):
            if decision and decision.step is not Step.LOOK_AGAIN:
                return decision
            why = f" {decision.reason}" if decision else why
        raise self._too_late(why + self.watch.trouble)

    def _too_late(self, why: str = "") -> DeadlineError:
        self.outcome.reason = "wait_timeout expired before the job could be triggered."
        return DeadlineError(
            f"wait_timeout expired before the job could be triggered.{why} Nothing was triggered; "
            "run the task again, or give it a longer wait_timeout."
        )

    def _wait_out(self, run: Run) -> None:
        """Wait for a run to end, and for its log row, if a success would be recent enough to skip."""
        with_row = self.policy.skip_if_succeeded_since is not None
        if self.watch.follow(self.watch.known(run), self.deadline, with_row) is Ending.DEADLINE:
            raise DeadlineError(
                f"the run {run.name!r} came first and had not ended when wait_timeout expired.{self.watch.trouble} "
                "Nothing was triggered; run the task again, or give it a longer wait_timeout."
            )
        self.look.waited_out.add(run.name)

    def _look_and_decide(self) -> Decision:
        situation, before = self.look()
        decision = decide(situation, self.policy.on_running, self.look.adopt_since)
        self.outcome.reason = decision.reason
        if self.outcome.before is None:
            self.outcome.before = before
        if decision.step is Step.FAIL:
            raise JobError(_refusal(decision))
        return decision

    def _skip(self, decision: Decision) -> None:
        outcome = self.outcome
        outcome.action = Action.SKIP
        outcome.status = Status.SUCCEEDED
        if decision.row:
            outcome.run = decision.row.as_run()
            outcome.counters = decision.row.counters
            self.follower.note_exports(outcome.run, decision.row)

    def _execute(self, seen: Seen) -> Found | None:
        """Send the trigger and find its run. The trigger is noted until the run is found."""
        outcome, note = self.outcome, self._note(seen)
        if self.deadline.passed:
            raise self._too_late()
        outcome.action = Action.EXECUTE
        found: Found | None = None
        try:
            if self._held and note:
                self._held.add(note)
                self.look.earlier.forget_found()
            found = self._find(seen, deliver(self.client, self.trigger, outcome))
            return found
        finally:
            if self._held and note:
                self._end_note(self._held, note, found)
            self.follower.note_follow_ons()

    def _end_note(self, held: Held, note: Note, found: Found | None) -> None:
        """Remove the note if the run was found, or the trigger not sent. Otherwise set its time to that of the result.

        If the file cannot be written any more, the note stays as it is.
        """
        if not found and self.outcome.delivery in MAY_HAVE_ACTED:
            sent_at = format_time(self.outcome.executed_at) if note.executed_at else None
            try:
                held.add(note._replace(id=new_id(), executed_at=sent_at))
            except ConfigurationError:
                return
        held.remove(note)

    def _note(self, seen: Seen) -> Note | None:
        """The note of the trigger, which is kept until its run is seen."""
        clock, server_clock = self.client.clock, self.client.server_clock
        executed_at = format_time(whole_second(server_clock.now())) if server_clock.known else None
        operation, job = self.trigger.operation, self.watch.identity.key
        return Note(new_id(), operation, job, executed_at, clock.now().timestamp(), seen.texts())

    def _find(self, seen: Seen, doubt: IpsError | None) -> Found | None:
        """Find the new run; None if the policy does not need it to be found."""
        outcome = self.outcome
        new = NewRuns(seen, outcome.executed_at if self.client.server_clock.known else None)
        try:
            found = self._identify(new, doubt)
        except FaultError as exc:
            self._look_refused(exc, doubt)
        if found:
            outcome.delivery = Delivery.CONFIRMED if doubt is None else Delivery.RECONCILED
        elif doubt is not None:
            looked = self.watch.last_error is None and not self.deadline.passed and not new.hides_one
            give_up(self.trigger, outcome, doubt, looked)
        else:
            self._not_found()
        return found

    def _identify(self, new: NewRuns, doubt: IpsError | None) -> Found | None:
        """The new run, among the active jobs or in the logs. None if it does not appear in time.

        :raises JobError: when there are several, or the only one may be an older run.
        """
        clock = self.client.clock
        deadline = self.deadline.within(self._identify_timeout(doubt))
        names, same_since = new.names, clock.monotonic()
        for _poll in self.watch.polls(lambda: self._look_for(new, deadline), deadline):
            if new.names != names:
                names, same_since = new.names, clock.monotonic()
            if self._can_take(new, new.verdict(clock.monotonic() - same_since), doubt):
                return new.candidates[0]
        if self._can_take(new, new.verdict(0.0, is_last=True), doubt, is_last=True):
            return new.candidates[0]
        return None

    def _look_for(self, new: NewRuns, deadline: Deadline) -> None:
        """One poll of both places, since one run may have ended while another one is active."""
        since = new.since and new.since - CLOCK_MARGIN
        is_last = deadline.remaining() <= MIN_POLL_TIMEOUT
        # Added before the request for the log, which may fail: the next poll may find the run in neither place.
        new.add_runs(self.watch.active_runs())
        # The last poll asks for as many rows as the look did, since the clock of the run's machine may be hours behind.
        rows = self.watch.rows(None if is_last and not new.certain else since, back_to=since)
        now = self.client.server_clock.now()
        # For the same reason, rows that are new by their start are added before the requests for details (pre-4.0).
        new.add_rows([row for row in rows if row.start_time and new.since and row.start_time >= new.since], now)
        new.add_rows(self.watch.completed(rows, new.seen.handles), now)

    def _can_take(self, new: NewRuns, verdict: Verdict, doubt: IpsError | None, is_last: bool = False) -> bool:
        """Whether the one candidate is this task's run.

        :raises JobError: when that cannot be decided.
        """
        if verdict is Verdict.SEVERAL:
            raise self._several(new, "several new runs have appeared")
        if verdict in (Verdict.NONE, Verdict.WAIT):
            return False
        by_elimination = verdict is Verdict.TAKE_BY_ELIMINATION
        if self.look.earlier.notes or (by_elimination and doubt is not None):
            if is_last:
                why = "an earlier trigger's" if self.look.earlier.notes else "an older one"
                raise self._several(new, f"the only run in sight may be {why}")
            return False
        run = new.candidates[0].run
        self._is_proven = not by_elimination and not new.is_early(run)
        if not self._is_proven:
            self.outcome.warnings.append(
                f"The run {run.name!r} is taken for this task's, since no other one has appeared, though its start "
                "does not prove that it came after the trigger. It is not stopped at wait_timeout."
            )
        return True

    def _several(self, new: NewRuns, why: str) -> JobError:
        self.outcome.status = Status.UNKNOWN
        self.outcome.reason = f"{self.trigger.operation} was sent once, and which run is its own is not known."
        runs = ", ".join(f"{found.run.name!r} ({found.run.handle!r})" for found in new.candidates)
        return JobError(
            f"{self.trigger.operation} was sent once, but {why}, and nothing shows which is this task's: {runs}. "
            "Wait for each with wait_for_job and its run_handle; do not trigger again."
        )

    def _identify_timeout(self, doubt: IpsError | None) -> float:
        if doubt is not None and doubt.delivery is Delivery.REFUSED:
            return DOUBT_TIMEOUT
        if not self.policy.wait:
            return min(UNFOLLOWED_TIMEOUT, self.watch.start_timeout)
        return self.watch.start_timeout

    def _look_refused(self, exc: FaultError, doubt: IpsError | None) -> NoReturn:
        """Fail because the service has refused to show the new run."""
        outcome = self.outcome
        operation = self.trigger.operation
        outcome.status = Status.UNKNOWN
        if doubt is not None:
            exc.message = in_doubt(self.trigger, outcome, f"{doubt.fact} The look for the run failed: {exc.fact}")
        else:
            outcome.reason = f"The service has accepted {operation}, but refuses to show the run."
            exc.message = (
                f"the service has accepted {operation}, but the run was not seen: {exc.fact} "
                f"{outcome.how_to_find_out()}"
            )
        raise exc

    def _not_found(self) -> None:
        """End a trigger that was accepted, but whose run was not seen."""
        outcome = self.outcome
        operation = self.trigger.operation
        if not self.policy.wait or (self.deadline.passed and self.policy.on_timeout is OnTimeout.DETACH):
            outcome.reason = f"The service has accepted {operation}; the run has not appeared yet."
            return
        outcome.status = Status.UNKNOWN
        outcome.reason = f"The service has accepted {operation}, but no new run has appeared."
        error = DeadlineError if self.deadline.passed else JobError
        raise error(
            f"the service has accepted {operation}, but no new run was seen in time.{self.watch.trouble} "
            f"{outcome.how_to_find_out()}"
        )


def _refusal(decision: Decision) -> str:
    """The message of a task that ends by ``on_running: fail``: which run is active, and what to do."""
    if decision.run:
        return (
            f"the run {decision.run.name!r} is already active ({state_of(decision.run)}), and on_running is fail. "
            "Nothing was triggered; run the task again when that run has ended."
        )
    reason = decision.reason[:1].lower() + decision.reason[1:]
    return (
        f"{reason} Nothing was triggered. Run the task again when that run has ended, or with on_running: adopt, which "
        f"waits for it. If it has not appeared {NOTE_PATIENCE / 60:g} minutes after the trigger, no task waits for it "
        "any longer."
    )
