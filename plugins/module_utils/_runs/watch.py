# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watching a job's runs: what is active, what the logs say, and the patience with polls that fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Callable, Protocol, TypeVar

from .._ips.client import IpsClient
from .._ips.errors import FaultError, IpsError
from .._ips.model import DONE, JobLog, Run
from .._ips.pace import FIRST_INTERVAL, Deadline, no_wish, pace
from .identity import JobIdentity, Tie

NEWEST_ROWS = 200
"""Log rows that a look asks for when it has no time to go back to; getJobLogs has no filter by name and no paging."""

LOG_MARGIN = timedelta(minutes=10)
"""How far before a run's start its log row is looked for: the two starts may differ by the time spent waiting."""

MIN_POLL_TIMEOUT = 1.0
"""Seconds that the exchange of a last poll gets, however near the deadline is."""

Seen = TypeVar("Seen")


class Observer(Protocol):
    """Who is told how the run goes, as it goes."""

    def saw(self, run: Run) -> None:
        """A poll has shown the run."""


class SilentObserver:
    """Tells nobody."""

    def saw(self, run: Run) -> None:
        """A poll has shown the run."""


class Ending(Enum):
    """How the waiting for a run ended."""

    ENDED = "ended"
    LOST = "lost"
    DEADLINE = "deadline"


@dataclass
class Followed:
    """A run as the waiting left it.

    :param row: its log row, where it was seen.
    :param stopping: whether it was seen to be stopped.
    :param active: whether it was active when it was last looked for.
    :param first_start: the earliest time that was given for its start, which moves on while it waits.
    """

    ending: Ending
    run: Run
    row: JobLog | None = None
    stopping: bool = False
    active: bool = False
    first_start: datetime | None = None

    def __post_init__(self) -> None:
        self.first_start = self.run.start_time

    def sees(self, run: Run) -> None:
        """Take note of the run as a poll has shown it; it keeps the handle by which it was first seen."""
        self.run = replace(run, handle=self.run.handle)
        self.stopping = self.stopping or run.is_stopping
        starts = [start for start in (self.first_start, run.start_time) if start]
        self.first_start = min(starts, default=None)


@dataclass
class Sighting:
    """What was there before a trigger.

    :param names: of all runs, in the active jobs or in the logs.
    :param since: when the trigger was sent, by the server's clock; None while that is unknown.
    :param new: the runs that were not there, by name, as the polls have shown them so far.
    """

    names: frozenset[str] = frozenset()
    since: datetime | None = None
    new: dict[str, tuple[Run, JobLog | None]] = field(default_factory=dict)

    def lacks(self, run: Run) -> bool:
        """Whether the run is a new one."""
        started_before = self.since is not None and run.start_time is not None and run.start_time < self.since
        return run.name not in self.names and not started_before

    def know(self, names: Iterable[str]) -> None:
        """Take note of older runs that show late; the log may tell of a later start than the active jobs do."""
        self.names = self.names.union(names)


class Patience:
    """Bears polls that fail, except a second refusal of access in a row.

    :param count: is called for each poll that failed.
    """

    def __init__(self, count: Callable[[], None]) -> None:
        self._count = count
        self._access_refused = False
        self.last_error: IpsError | None = None

    def attempt(self, poll: Callable[[], Seen]) -> Seen | None:
        """What the poll shows, or None when it failed.

        :raises FaultError: when access is refused twice in a row.
        """
        try:
            seen = poll()
        except IpsError as exc:
            refused = isinstance(exc, FaultError) and exc.about_access
            if refused and self._access_refused:
                raise
            self._access_refused = refused
            self.last_error = exc
            self._count()
            return None
        self._access_refused = False
        self.last_error = None
        return seen


class Polling:
    """The rhythm of asking the service how something goes, and the patience with it.

    :param poll_interval: seconds between two polls at the most.
    """

    def __init__(self, client: IpsClient, poll_interval: float) -> None:
        self.client = client
        self.poll_interval = poll_interval

    def poll_timeout(self, deadline: Deadline) -> float:
        """Seconds for the exchange of a poll, so that one that hangs does not outlast the deadline."""
        return max(MIN_POLL_TIMEOUT, min(deadline.remaining(), self.client.connection.request_timeout))

    def turns(self, deadline: Deadline, at_once: bool = True, wished: Callable[[], float] = no_wish) -> Iterator[None]:
        """The moments at which to poll.

        :param wished: the interval that the service wishes now, in seconds.
        """
        for _turn in pace(deadline, FIRST_INTERVAL, self.poll_interval, at_once, wished):
            self.client.counters.polls += 1
            yield

    def patience(self) -> Patience:
        """A new one, whose failures count in the task's result."""

        def count() -> None:
            self.client.counters.transient_errors += 1

        return Patience(count)


class JobWatch(Polling):
    """One job's runs, as the service shows them.

    :param identity: ties runs to the job.
    :param poll_interval: seconds between two polls at the most.
    :param start_timeout: seconds that a run may be in neither place before it counts as lost.
    :param observer: is told of each sight of a run that is followed.

    ``seen`` are the names of all runs that any look has shown, ``stopped`` those of runs that were in state Stopping,
    which the log does not tell afterwards.
    """

    def __init__(
        self,
        client: IpsClient,
        company_handle: str,
        identity: JobIdentity,
        poll_interval: float,
        start_timeout: float,
        observer: Observer | None = None,
    ) -> None:
        super().__init__(client, poll_interval)
        self.company_handle = company_handle
        self.identity = identity
        self.start_timeout = start_timeout
        self.observer = observer or SilentObserver()
        self.follow_ons: dict[str, Run] = {}
        self.seen: set[str] = set()
        self.stopped: set[str] = set()

    def active_runs(self, poll_timeout: float | None = None) -> list[Run]:
        """The job's runs among the active jobs, Done ones included; follow-on runs are noted.

        The service filters by original name; a job without one is looked for among all.
        """
        runs = self.client.active_runs(
            self.company_handle, self.identity.original_name or None, poll_timeout=poll_timeout
        )
        return list(self._tied(runs))

    def rows(self, since: datetime | None, poll_timeout: float | None = None) -> list[JobLog]:
        """The job's log rows, newest first: all since that time, or those among the newest of the company."""
        limit = NEWEST_ROWS if since is None else None
        rows = self.client.job_logs(self.company_handle, since, limit=limit, poll_timeout=poll_timeout)
        tied = {run.name for run in self._tied(row.as_run() for row in rows)}
        return [row for row in rows if row.job_name in tied]

    def _tied(self, runs: Iterable[Run]) -> Iterator[Run]:
        for run in runs:
            tie = self.identity.tie(run.name, run.original_name)
            if tie is Tie.RUN:
                self.seen.add(run.name)
                if run.is_stopping:
                    self.stopped.add(run.name)
                yield run
            elif tie is Tie.FOLLOW_ON:
                known = self.follow_ons.get(run.name)
                self.follow_ons[run.name] = replace(run, handle=known.handle) if known else run

    def complete(self, row: JobLog, poll_timeout: float | None = None) -> JobLog:
        """The row with its end, which pre-4.0 tells only in the details, and the counters of the same moment."""
        if row.end_time is not None or self.client.version.log_end_dates:
            return row
        for page in self.client.job_log_pages(self.company_handle, row.handle, poll_timeout=poll_timeout):
            for detailed in page:
                if detailed.job_name == row.job_name:
                    return replace(detailed, messages=())
            break
        return row

    def row_of(self, followed: Followed, poll_timeout: float | None = None) -> JobLog | None:
        """The run's log row, tied by name, or None while there is none."""
        since = followed.first_start - LOG_MARGIN if followed.first_start else None
        for row in self.rows(since, poll_timeout):
            if row.job_name == followed.run.name:
                return self.complete(row, poll_timeout)
        return None

    def new_runs(self, before: Sighting, poll_timeout: float) -> list[tuple[Run, JobLog | None]]:
        """The job's runs that were not there before, each with its log row where that is how it was found.

        Both places are looked at, since one run may be over while another one, of the same moment, is active.
        """
        active = self.active_runs(poll_timeout)
        # Noted before the log is asked for, which may fail: a new run may be neither here nor there in the next poll,
        # and an older one is not to be new by its row then.
        before.new.update({run.name: (run, None) for run in active if before.lacks(run)})
        before.know(run.name for run in active if run.name not in before.new)
        rows = [row for row in self.rows(before.since, poll_timeout) if before.lacks(row.as_run())]
        over = [self.complete(row, poll_timeout) for row in rows if row.job_name not in before.new]
        before.new.update({row.job_name: (row.as_run(), row) for row in over})
        return list(before.new.values())

    def known(self, run: Run) -> Followed:
        """What is known of a run before it is followed."""
        stopping = run.is_stopping or run.name in self.stopped
        return Followed(Ending.DEADLINE, run, stopping=stopping, active=True)

    def follow(
        self,
        followed: Followed,
        deadline: Deadline,
        with_row: bool = True,
        at_once: bool = False,
    ) -> Followed:
        """Wait until the run has left the active jobs, or is Done, and its log row has an end.

        :param followed: is kept up to date, and returned.
        :param with_row: whether the log row is waited for too.
        :param at_once: whether to poll before the first interval.
        :raises FaultError: when access is refused twice in a row.
        """
        clock = self.client.clock
        patience = self.patience()
        absent_since: float | None = None
        for _turn in self.turns(deadline, at_once):
            if not patience.attempt(lambda: self._looked_after(followed, with_row, deadline)):
                continue
            if not followed.active and (not with_row or (followed.row and followed.row.end_time)):
                followed.ending = Ending.ENDED
                return followed
            if followed.active or followed.row:
                absent_since = None
            elif absent_since is None:
                absent_since = clock.monotonic()
            elif clock.monotonic() - absent_since >= self.start_timeout:
                followed.ending = Ending.LOST
                return followed
        return followed

    def _looked_after(self, followed: Followed, with_row: bool, deadline: Deadline) -> bool:
        """One poll: bring what is known of the run up to date; true when it went well."""
        name = followed.run.name
        active = [run for run in self.active_runs(self.poll_timeout(deadline)) if run.name == name]
        for run in active:
            followed.sees(run)
            self.observer.saw(followed.run)
        followed.active = any(run.is_active for run in active)
        if followed.active or not with_row:
            return True
        followed.row = self.row_of(followed, self.poll_timeout(deadline)) or followed.row
        if followed.row and followed.row.end_time:
            followed.run = ended(followed.run, followed.row)
            self.observer.saw(followed.run)
        return True


def ended(run: Run, row: JobLog) -> Run:
    """The run, with the end that its log row tells."""
    return replace(run, state=DONE, start_time=run.start_time or row.start_time, end_time=row.end_time)
