# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Following one run of a job: wait for its end, judge it, and read its log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import NamedTuple, NoReturn

from .._ips.client import MAX_PAGE
from .._ips.errors import DeadlineError, FaultError, IpsError, JobError, ProtocolError
from .._ips.model import FAILURE_LOG_TYPES, JobLog, LogMessage, Run
from .._ips.pace import Deadline
from .._ips.times import When
from .decision import OnRunning
from .judgement import Thresholds
from .result import RunOutcome, Status, StopResult, how_to_wait_on
from .stop import STOP_TIMEOUT, order_stop, verify_stop
from .watch import Ending, Followed, JobWatch, ended

MAX_LOG_PAGES = 10
"""The maximum number of pages that a task reads of a run's log."""


MAX_EXPORT_PAGES = 100
"""The maximum number of pages that a task reads of an export's log to find URLs."""


class OnTimeout(str, Enum):
    """What a task does when ``wait_timeout`` expires before the run has ended."""

    FAIL = "fail"
    STOP = "stop"
    DETACH = "detach"


class LogDetails(str, Enum):
    """Which messages of the run's log a task wants."""

    ERRORS = "errors"
    ALL = "all"
    NONE = "none"


class RunPolicy(NamedTuple):
    """A task's options about its run, under their names. Durations are in seconds."""

    on_running: OnRunning = OnRunning.ADOPT
    adopt_since: When | None = None
    skip_if_succeeded_since: When | None = None
    wait: bool = True
    on_timeout: OnTimeout = OnTimeout.FAIL
    thresholds: Thresholds = Thresholds()
    log_details: LogDetails = LogDetails.ERRORS
    log_limit: int = 100


@dataclass
class RunFollower:
    """Waits for one run of a job and judges it.

    :param outcome: is filled while the run is followed.
    :param deadline: of all the task's waiting.
    """

    watch: JobWatch
    policy: RunPolicy
    outcome: RunOutcome
    deadline: Deadline

    def conclude(
        self,
        run: Run,
        row: JobLog | None = None,
        started_here: bool = False,
        other_rows: frozenset[str] = frozenset(),
    ) -> None:
        """Follow the run as far as the policy says, and judge it.

        :param row: its log row, if the task found the run by it.
        :param started_here: whether this task has started it, and so may stop it.
        :param other_rows: handles of log rows that are not its own.
        :raises IpsError: when the run failed, or its end could not be seen.
        """
        outcome = self.outcome
        followed = self.watch.known(run, row, other_rows)
        outcome.run = followed.run
        outcome.status = Status.RUNNING if followed.active or run.state is None else Status.TRIGGERED
        try:
            if row is not None and row.end_time is not None:
                followed.run = ended(followed.run, row)
                self._judge(followed)
            elif self.policy.wait:
                self._wait(followed, started_here)
        finally:
            self.note_follow_ons()

    def _wait(self, followed: Followed, started_here: bool) -> None:
        try:
            ending = self.watch.follow(followed, self.deadline)
        except FaultError as exc:
            name = followed.run.name
            self.outcome.reason = f"The service refuses to show the run {name!r}."
            exc.message = f"{exc.fact} It is not known how the run {name!r} ends; {how_to_wait_on(followed.run)}."
            self._note_sight(followed)
            self.outcome.status = Status.UNKNOWN
            raise
        except BaseException:
            self._note_sight(followed)
            raise
        self._note_sight(followed)
        if ending is Ending.ENDED:
            self._judge(followed)
        elif ending is Ending.DEADLINE:
            self._at_deadline(followed, started_here)
        else:
            self._end_is_unknown(followed, ending)

    def _note_sight(self, followed: Followed) -> None:
        """Report the run as it was last seen, however the wait ended."""
        self.outcome.run = followed.run
        self.outcome.status = Status.RUNNING if followed.active else Status.UNKNOWN

    def _end_is_unknown(self, followed: Followed, ending: Ending) -> NoReturn:
        name = followed.run.name
        self.outcome.status = Status.UNKNOWN
        if ending is Ending.LOST:
            self.outcome.reason = "The run has disappeared from the active jobs and is not in the logs."
            raise JobError(
                f"the run {name!r} has been neither among the active jobs nor in the logs for "
                f"{self.watch.start_timeout:g} s, so how it ended is not known. {_LOOK_AT_IT}"
            )
        if ending is Ending.WITHOUT_END:
            seen, advice = _where_it_is(followed)
            self.outcome.reason = f"{seen[:1].upper()}{seen[1:]}."
            minutes = self.watch.end_patience / 60
            raise JobError(f"{seen}. The log has had {minutes:g} minutes to show its end. {advice}")
        self.outcome.reason = f"Two runs have the name {name!r}, and nothing shows which log row belongs to which run."
        raise JobError(
            f"two runs have the name {name!r}, and nothing shows which log row belongs to the run that was waited for, "
            f"so how it ended is not known. {_LOOK_AT_IT}"
        )

    def _at_deadline(self, followed: Followed, started_here: bool) -> None:
        outcome = self.outcome
        outcome.status = Status.RUNNING
        seen, advice = _where_it_is(followed)
        if self.policy.on_timeout is OnTimeout.DETACH:
            outcome.reason = f"wait_timeout expired; {seen}."
            return
        if self.policy.on_timeout is OnTimeout.STOP and started_here and followed.active:
            self._stop(followed)
            return
        outcome.reason = f"wait_timeout expired; {seen}."
        outcome.status = Status.RUNNING if followed.active else Status.UNKNOWN
        raise DeadlineError(f"wait_timeout expired, and {seen}.{self.watch.trouble} {advice}")

    def _stop(self, followed: Followed) -> None:
        """Stop the run that this task has started, and verify that it ends. A run that ended first is judged."""
        outcome, name = self.outcome, followed.run.name
        order = order_stop(self.watch, followed.run)
        try:
            result = verify_stop(self.watch, order, followed, Deadline(self.watch.client.clock, STOP_TIMEOUT))
        finally:
            self._note_sight(followed)
        if result is StopResult.FINISHED_FIRST and followed.is_over and not followed.is_ambiguous:
            self._judge(followed)
            return
        if result is not StopResult.STOPPED:
            outcome.reason = f"wait_timeout expired, and it is not confirmed that the run {name!r} was stopped."
            outcome.status = Status.RUNNING if followed.active else Status.UNKNOWN
            raise DeadlineError(
                f"the run {name!r} had not ended when wait_timeout expired, and it is not confirmed that it "
                f"was stopped{': ' + order.error.fact if order.error else ''}.{self.watch.trouble} Look at it with "
                "job_info, stop it with stop_job."
            )
        if not followed.is_ambiguous:
            self._keep(followed)
        outcome.status = Status.STOPPED
        outcome.reason = f"wait_timeout expired before the run {name!r} ended, so it was stopped."
        raise DeadlineError(
            f"the run {name!r} had not ended when wait_timeout expired, and was stopped. "
            "Give a longer wait_timeout and run the task again."
        )

    def _keep(self, followed: Followed) -> ProtocolError | None:
        """Put what the log shows of the run into the outcome. Returns the error of a counter that cannot be read."""
        if followed.row is None:
            return None
        self.outcome.counters = followed.row.counters
        self._read_log(followed.row)
        self.note_exports(followed.run, followed.row)
        try:
            self.outcome.violations = self.policy.thresholds.violations(followed.row)
        except ProtocolError as exc:
            return exc
        return None

    def _judge(self, followed: Followed) -> None:
        outcome = self.outcome
        outcome.run = followed.run
        unreadable = self._keep(followed)
        name = followed.run.name
        broken = ", ".join(str(violation) for violation in outcome.violations)
        if followed.stopping:
            outcome.status = Status.STOPPED
            outcome.reason = f"The run {name!r} was stopped."
            problem = f"the run {name!r} was stopped before its end. Find out who stopped it, and run the task again."
        elif unreadable:
            self._not_judged(followed.run, unreadable)
            return
        elif broken:
            outcome.status = Status.FAILED
            outcome.reason = f"The run {name!r} failed: {broken}."
            problem = (
                f"the run {name!r} failed: {broken}.{self._first_failure()} Fix the cause, and run the task again."
            )
        else:
            outcome.status = Status.SUCCEEDED
            outcome.reason = f"The run {name!r} has succeeded."
            return
        if self.policy.wait:
            raise JobError(problem)

    def _not_judged(self, run: Run, exc: ProtocolError) -> None:
        self.outcome.status = Status.UNKNOWN
        self.outcome.reason = (
            f"The log row of the run {run.name!r} cannot be read, so how it ended is not known; {how_to_wait_on(run)}."
        )
        exc.message = (
            f"the log row of the run {run.name!r} cannot be read, so how it ended is not known: {exc.fact} "
            f"{exc.advice} To have it judged later, {how_to_wait_on(run)}. "
            "Run the task again only if it has ended without success."
        )
        if self.policy.wait:
            raise exc

    def _first_failure(self) -> str:
        for message in self.outcome.log:
            if message.is_failure and message.message:
                return f" The log says: {message.message[:200].rstrip('.')}."
        return ""

    def _read_log(self, row: JobLog) -> None:
        """Read the messages that the task asked for. If they cannot be read, the task warns and does not fail."""
        if self.policy.log_details is LogDetails.NONE:
            return
        try:
            self._read_pages(row)
        except IpsError as exc:
            self.outcome.warnings.append(f"The log of the run {row.job_name!r} could not be read: {exc.message}")

    def _read_pages(self, row: JobLog) -> None:
        only_failures = self.policy.log_details is LogDetails.ERRORS
        page_size = min(MAX_PAGE, self.policy.log_limit + 1)
        pages = self.watch.client.job_log_pages(
            self.watch.company_handle, row.handle, FAILURE_LOG_TYPES if only_failures else (), page_size
        )
        for number, page in enumerate(pages, start=1):
            messages = [message for part in page if part.job_name == row.job_name for message in part.messages]
            self._take_messages([message for message in messages if message.is_failure or not only_failures])
            if self.outcome.log_truncated:
                return
            if number == MAX_LOG_PAGES:
                self.outcome.log_truncated = len(messages) >= page_size
                return

    def _take_messages(self, messages: list[LogMessage]) -> None:
        room = self.policy.log_limit - len(self.outcome.log)
        self.outcome.log.extend(messages[:room])
        self.outcome.log_truncated = len(messages) > room

    def note_exports(self, run: Run, row: JobLog) -> None:
        """Collect the URLs of what an export has made. If they cannot be read, the task warns and does not fail.

        The log may be long, so it is read page by page, and only the URLs are kept.

        :param row: the run's log row.
        """
        job = self.outcome.job
        if not (run.is_export or row.is_export or (job is not None and job.is_export)):
            return
        pages = self.watch.client.job_log_pages(self.watch.company_handle, row.handle)
        try:
            for page in islice(pages, MAX_EXPORT_PAGES):
                messages = (message for part in page if part.job_name == row.job_name for message in part.messages)
                urls = filter(None, (message.exported_url for message in messages))
                self.outcome.exported_urls = list(dict.fromkeys([*self.outcome.exported_urls, *urls]))
        except IpsError as exc:
            self.outcome.warnings.append(
                f"The URLs of the export could not be read in the log of the run {row.job_name!r}: {exc.message}"
            )

    def note_follow_ons(self) -> None:
        """Report the follow-on runs that came after the run, or after the trigger if the run is not found."""
        run, executed_at = self.outcome.run, self.outcome.executed_at
        if run is None and executed_at is None:
            return
        since = run.start_time if run else executed_at
        self.outcome.follow_ons = {
            name: follow_on
            for name, follow_on in self.watch.follow_ons.items()
            if not since or not follow_on.start_time or follow_on.start_time >= since
        }


_LOOK_AT_IT = (
    "Look at it with job_info, subset [active, logs], and run the task again only if it has ended without success."
)


def _where_it_is(followed: Followed) -> tuple[str, str]:
    """What was last seen of a run that is not known to have ended, and what to do."""
    run = followed.run
    if followed.active:
        return (
            f"the run {run.name!r} had not ended when it was last seen; it keeps running at the service",
            f"To see its end, {how_to_wait_on(run)}.",
        )
    place = "is Done, but" if followed.listed else "is not among the active jobs, but"
    if followed.is_untied:
        place = "cannot be distinguished from another one of its name, and"
    lack = "its log row has no end" if followed.row else "it has no log row yet"
    return f"the run {run.name!r} {place} {lack}, so how it ended is not known", _LOOK_AT_IT
