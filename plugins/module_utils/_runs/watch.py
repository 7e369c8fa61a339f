# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watching a job's runs: what is active, what the logs say, and polls that may fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from functools import cached_property
from typing import Callable, TypeVar

from .._ips.client import MAX_RETRY_AFTER, IpsClient
from .._ips.errors import FaultError, IpsError, ProtocolError, TransportError
from .._ips.model import DONE, JobLog, Run, shown
from .._ips.pace import FIRST_INTERVAL, Deadline, pace
from .evidence import CLOCK_MARGIN, ROUNDING, Seen
from .identity import JobIdentity, Tie
from .notes import StoppedRuns
from .progress import Observer

NEWEST_ROWS = 200
"""How many log rows a look without a start time asks for. getJobLogs has no filter by name and no paging."""

END_PATIENCE = CLOCK_MARGIN.total_seconds()
"""Seconds after a run was last active for which a task waits for an end in its log row."""

EVER = datetime(1970, 1, 1, tzinfo=timezone.utc)
"""A time before any log row."""

MIN_POLL_TIMEOUT = 1.0
"""Seconds that the exchange of the last poll may take, however near the deadline is."""

SeenInPoll = TypeVar("SeenInPoll")


class Ending(Enum):
    """How the waiting for a run ended."""

    ENDED = "ended"
    LOST = "lost"
    AMBIGUOUS = "ambiguous"
    WITHOUT_END = "without an end"
    DEADLINE = "deadline"


@dataclass
class Followed:
    """A run that a task waits for, as it was last seen.

    :param run: with the handle of the active run once that was seen, which is not the log row's.
    :param row: its log row, if it was seen.
    :param row_handle: the handle of its log row, if the task found the run by that row.
    :param earliest: the earliest time at which it may have started. The service shows a moving start for a waiting run.
    :param other_rows: handles of log rows that are not its own, though their names may be the same.
    :param stopping: whether it was seen in state Stopping, or a task has stopped it.
    :param active: whether it was active at the last look.
    :param listed: whether it was among the active jobs then, even as Done.
    :param was_listed: whether it has ever been among them.
    :param shares_name: whether another run has its name, so that their log rows cannot be distinguished.
    """

    run: Run
    row: JobLog | None
    row_handle: str | None
    earliest: datetime
    other_rows: frozenset[str] = frozenset()
    stopping: bool = False
    active: bool = True
    listed: bool = True
    was_listed: bool = True
    shares_name: bool = False

    def saw_active(self, runs: Iterable[Run]) -> None:
        """Add what a poll shows of the active runs of its name."""
        runs = list(runs)
        # If the run was found by its log row, it may be any of the runs of its name.
        is_only_one = not (self.was_listed or self.shares_name or len(runs) > 1)
        own = [run for run in runs if is_only_one or run.handle == self.run.handle]
        self.shares_name = self.shares_name or len(runs) > 1 or len(own) < len(runs)
        self.listed = bool(own)
        self.active = any(run.is_active for run in own)
        if len(own) == 1:
            self.run, self.was_listed = own[0], True
            self.stopping = self.stopping or self.run.is_stopping
            self.earliest = min(self.earliest, self.run.start_time or self.earliest)
        elif self.is_untied:
            self.stopping = self.stopping or any(run.is_stopping for run in runs)

    def saw_rows(self, rows: Iterable[JobLog]) -> JobLog | None:
        """Which of the log rows of its name is its own, or None."""
        own = [row for row in rows if row.handle not in self.other_rows]
        self.shares_name = self.shares_name or len(own) > 1
        if self.row_handle is not None:
            if len(own) > 1:
                # The active run that the task has taken for it may belong to another row.
                self.run, self.was_listed = self.run._replace(handle=self.row_handle), False
            own = [row for row in own if row.handle == self.row_handle]
        return own[0] if own else None

    @property
    def is_over(self) -> bool:
        """Whether it has left the active jobs, or is Done, and its log row shows its end."""
        return not self.active and self.row is not None and self.row.end_time is not None

    @property
    def is_untied(self) -> bool:
        """Whether it was found by its log row, and which active run of the name it is cannot be known."""
        return self.shares_name and not self.was_listed

    @property
    def is_ambiguous(self) -> bool:
        """Whether its log row, or the stop of a run of its name, may belong to another run."""
        return self.shares_name and (self.row_handle is None or (self.is_untied and self.stopping))


@dataclass(eq=False)
class Polling:
    """Polls the service. A poll that fails does not end the polling.

    :param poll_interval: seconds between two polls at most, unless the service asks for more.

    ``last_error`` is what went wrong in the last poll.
    """

    client: IpsClient
    poll_interval: float
    last_error: IpsError | None = field(default=None, init=False)
    _access_refused: bool = field(default=False, init=False)

    @property
    def trouble(self) -> str:
        """What went wrong in the last poll, as a sentence that follows another; empty if nothing did."""
        return f" The last look failed: {self.last_error.fact}" if self.last_error else ""

    def polls(
        self,
        look: Callable[[], SeenInPoll],
        deadline: Deadline,
        at_once: bool = True,
        requested: Callable[[], float] = float,
        retried: bool = False,
    ) -> Iterator[SeenInPoll | None]:
        """Poll until the deadline. Yields what each poll shows, or None if it failed.

        No poll comes before a Retry-After has expired, except the one at the deadline.

        :param look: asks the service.
        :param requested: the interval that the service requests now, in seconds.
        :param retried: whether a read of a poll is retried, like one outside polls.
        :raises FaultError: when access is refused twice in a row.
        """
        clock = self.client.clock
        self.last_error, self._access_refused = None, False
        for _turn in pace(deadline, FIRST_INTERVAL, self.poll_interval, at_once, requested):
            pause = min(self.client.not_before - clock.monotonic(), deadline.remaining())
            if pause > 0:
                clock.sleep(pause)
            self.client.counters.polls += 1
            yield self.attempt(look, deadline, retried)
            if pause > 0 and deadline.passed:
                return

    def attempt(self, look: Callable[[], SeenInPoll], deadline: Deadline, retried: bool = False) -> SeenInPoll | None:
        """Poll once. Returns what the poll shows, or None if it failed. It never ends much later than the deadline.

        :raises FaultError: when access is refused twice in a row.
        """
        timeout = max(MIN_POLL_TIMEOUT, min(deadline.remaining(), self.client.connection.request_timeout))
        was_refused, self._access_refused, self.last_error = self._access_refused, False, None
        try:
            with nullcontext() if retried else self.client.polling(timeout):
                return look()
        except (TransportError, ProtocolError, FaultError) as exc:
            self.last_error = exc
            self._access_refused = isinstance(exc, FaultError) and exc.about_access
            if self._access_refused and was_refused:
                raise
            self._note_failure(exc)
            return None

    def _note_failure(self, exc: IpsError) -> None:
        self.client.counters.transient_errors += 1
        if isinstance(exc, ProtocolError) and exc.retry_after is not None:
            wanted = self.client.clock.monotonic() + min(exc.retry_after, MAX_RETRY_AFTER)
            self.client.not_before = max(self.client.not_before, wanted)


@dataclass(eq=False)
class JobWatch(Polling):
    """One job's runs, as the service shows them.

    :param identity: the names by which runs belong to the job.
    :param poll_interval: seconds between two polls at most.
    :param start_timeout: seconds that a run may be in neither place before it counts as lost.
    :param observer: is called with each state of a run that the task follows.
    :param stopped_runs: those that this user's tasks have stopped from this machine.

    ``seen`` is all that the service has shown. ``stopped`` has the names of runs that were in state Stopping or that
    this task has stopped, because the log does not show that.
    """

    company_handle: str
    identity: JobIdentity
    start_timeout: float
    observer: Observer = field(default_factory=Observer)
    stopped_runs: StoppedRuns | None = None

    def __post_init__(self) -> None:
        self.follow_ons: dict[str, Run] = {}
        self.seen = Seen()
        self.stopped: set[str] = set()
        self._handles: dict[str, set[str]] = {}
        self._row_handles: dict[str, set[str]] = {}
        self._listed: dict[str, Run] | None = None

    @cached_property
    def _stopped_before(self) -> dict[str, datetime]:
        """When this user's tasks have stopped runs. It is read when it is first needed, after the wait for a lock."""
        return self.stopped_runs.times() if self.stopped_runs is not None else {}

    def note_stop(self, run: Run, row: JobLog | None = None) -> None:
        """Note that this task has stopped a run, for itself and for other tasks.

        :param row: its log row, if known. Its end comes from the same clock as the starts of runs.
        """
        self.stopped.add(run.name)
        if self.stopped_runs is not None:
            now = self.client.server_clock.now()
            end = shown(row.end_time) if row else None
            self.stopped_runs.add(run.name, end or max(now, run.start_time or now))

    def was_stopped(self, name: str, start: datetime | None) -> bool:
        """Whether the run of that name was stopped.

        If all runs have the job's name, without a time, one that started after another task's stop is another run.
        """
        stopped_at = self._stopped_before.get(name)
        if name in self.stopped or stopped_at is None:
            return name in self.stopped
        return name != self.identity.key or start is None or start - stopped_at <= ROUNDING

    def active_runs(self) -> list[Run]:
        """The job's runs among the active jobs, including Done ones. Follow-on runs are kept in ``follow_ons``.

        The service filters by original name. For a job without one, the task asks for all runs.
        """
        original_name = self.identity.original_name or None
        shown_runs = self.client.active_runs(self.company_handle, original_name)
        runs = [run._replace(start_time=shown(run.start_time)) for run in self._own(shown_runs)]
        self.stopped.update(run.name for run in runs if run.is_stopping)
        self.seen = self.seen.with_runs(runs)
        self._listed = {run.handle: run for run in runs}
        for run in runs:
            self._handles.setdefault(run.name, set()).add(run.handle)
        return runs

    def rows(self, since: datetime | None, back_to: datetime | None = None) -> list[JobLog]:
        """The job's log rows, newest first: all since a time or, without one, those among the company's newest rows.

        :param back_to: the newest rows must go back to this start, so that no older row is taken for a new one.
        """
        limit = NEWEST_ROWS if since is None else None
        rows = self.client.job_logs(self.company_handle, since, limit=limit)
        if limit is not None:
            starts = [start for start in (shown(row.start_time) for row in rows) if start]
            since = min(starts, default=None) if len(rows) >= limit else EVER
            if back_to and (since is None or since > back_to):
                since = back_to
                rows = self.client.job_logs(self.company_handle, back_to)
        own = {run.name for run in self._own(row.as_run() for row in rows)}
        # A start that cannot be read counts as missing.
        rows = [row._replace(start_time=shown(row.start_time)) for row in rows if row.job_name in own]
        self.seen = self.seen.with_rows(rows, since)
        for row in rows:
            self._row_handles.setdefault(row.job_name, set()).add(row.handle)
        return rows

    def _own(self, runs: Iterable[Run]) -> list[Run]:
        """The runs that belong to the job. Follow-on runs are kept in ``follow_ons``."""
        own = []
        for run in runs:
            tie = self.identity.tie(run.name, run.original_name)
            if tie is Tie.RUN:
                own.append(run)
            elif tie is Tie.FOLLOW_ON:
                self.follow_ons[run.name] = _joined(self.follow_ons.get(run.name), run)
        return own

    def complete(self, row: JobLog) -> JobLog:
        """The row with its end, which pre-4.0 shows only in the details, and with the details' counters."""
        if row.end_time is not None or self.client.version.log_end_dates:
            return row
        for page in self.client.job_log_pages(self.company_handle, row.handle):
            for detailed in page:
                if detailed.job_name == row.job_name:
                    return detailed._replace(messages=(), start_time=shown(detailed.start_time))
            break
        return row

    def with_ends(self, rows: list[JobLog]) -> list[JobLog]:
        """The rows, which show whether their runs have ended. In pre-4.0, only the newest, completed by its details."""
        return rows if self.client.version.log_end_dates else [self.complete(row) for row in rows[:1]]

    def completed(self, rows: Iterable[JobLog], known: frozenset[str]) -> list[JobLog]:
        """The rows, each with its end, except those with these handles."""
        return [row if row.handle in known else self.complete(row) for row in rows]

    def known(self, run: Run, row: JobLog | None = None, other_rows: frozenset[str] = frozenset()) -> Followed:
        """What the task knows of a run before it follows it.

        :param row: its log row, if the task found the run by it.
        :param other_rows: handles of log rows that are not its own.
        """
        now = self.client.server_clock.now()
        earliest = min(now, run.start_time or now)
        stopping = run.is_stopping or self.was_stopped(run.name, run.start_time)
        was_found_in_log = row is not None or run.state is None
        row_handle = run.handle if was_found_in_log else None
        handles = self._handles.get(run.name, set())
        shares_name = len(handles) > 1 or (was_found_in_log and len(self._row_handles.get(run.name, set())) > 1)
        was_listed = not was_found_in_log or (len(handles) == 1 and not shares_name)
        if was_found_in_log and was_listed:
            run = run._replace(handle=next(iter(handles)))
        last_sight = run if self._listed is None else self._listed.get(run.handle)
        listed = was_listed and last_sight is not None
        if listed and last_sight and not was_found_in_log:
            run = last_sight
        return Followed(
            run,
            row,
            row_handle,
            earliest,
            other_rows,
            stopping,
            active=listed and last_sight is not None and last_sight.is_active,
            listed=listed,
            was_listed=was_listed,
            shares_name=shares_name,
        )

    def follow(self, followed: Followed, deadline: Deadline, with_row: bool = True, at_once: bool = False) -> Ending:
        """Wait until the run has left the active jobs, or is Done, and its log row has an end.

        :param followed: is kept up to date.
        :param with_row: whether to wait for the log row too; needed if the run is not among the active jobs.
        :param at_once: whether to poll before the first interval.
        :raises FaultError: when access is refused twice in a row.
        """
        clock = self.client.clock
        absent_since = inactive_since = float("inf")
        for went_well in self.polls(lambda: self._looked_after(followed, with_row), deadline, at_once):
            if not went_well:
                continue
            now = clock.monotonic()
            if followed.is_over or not (followed.active or with_row):
                return Ending.AMBIGUOUS if with_row and followed.is_ambiguous else Ending.ENDED
            absent_since = float("inf") if followed.listed or followed.row else min(absent_since, now)
            inactive_since = float("inf") if followed.active else min(inactive_since, now)
            if now - absent_since >= self.start_timeout and now > absent_since:
                return Ending.LOST
            if now - inactive_since >= self.end_patience:
                return Ending.WITHOUT_END
        return Ending.DEADLINE

    @property
    def end_patience(self) -> float:
        """Seconds for which a run that has ended may have no end in its log row. A longer ``start_timeout`` wins."""
        return max(END_PATIENCE, self.start_timeout)

    def _looked_after(self, followed: Followed, with_row: bool) -> bool:
        """One poll that updates what is known of the run. Returns True if it succeeded."""
        name = followed.run.name
        followed.saw_active(run for run in self.active_runs() if run.name == name)
        if followed.listed:
            self.observer.saw(followed.run)
        if followed.active or not with_row:
            return True
        rows = self.rows(followed.earliest - CLOCK_MARGIN)
        row = followed.saw_rows(row for row in rows if row.job_name == name)
        if row is not None:
            followed.row = self.complete(row)
        if followed.is_over and followed.row:
            followed.run = ended(followed.run, followed.row)
            self.observer.saw(followed.run)
        return True


def _joined(known: Run | None, shown_now: Run) -> Run:
    """A run as its active run and its log row show it; the latter adds its end."""
    if known is None or (shown_now.state and shown_now.end_time is None):
        return shown_now
    return ended(known, shown_now) if shown_now.state else known


def ended(run: Run, row: JobLog | Run) -> Run:
    """The run, with the end that its log row shows."""
    return run._replace(state=DONE, start_time=run.start_time or row.start_time, end_time=row.end_time)
