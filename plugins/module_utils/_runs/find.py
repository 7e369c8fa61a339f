# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a run that something else has started, or is about to start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Optional, Protocol

from .._ips.errors import IpsError
from .._ips.model import JobLog, Run
from .._ips.pace import Deadline
from .._ips.times import When, whole_second
from .decision import Situation
from .identity import identity_of_run
from .watch import JobWatch

Found = tuple[Run, Optional[JobLog]]


class RunSearch(Protocol):
    """One way to look for a run.

    ``near`` are names of scheduled jobs that may have been meant.
    """

    watch: JobWatch
    near: Sequence[str]

    def look(self, poll_timeout: float | None = None) -> Found | None:
        """The run, with its log row where that is how it was found; None while there is none."""


class SearchByName:
    """Looks for a run of a job.

    With a time, the first run that started then or later, be it active or over. Without, the active run that started
    last; or one that has started, and may be over, since the search began.

    :param since: as the option gives it.
    :param near: names of scheduled jobs that may have been meant.
    """

    def __init__(self, watch: JobWatch, since: When | None, near: Sequence[str] = ()) -> None:
        self.watch = watch
        self.near = near
        self._since = since
        self._from: datetime | None = None

    def look(self, poll_timeout: float | None = None) -> Found | None:
        """The run, with its log row where that is how it was found; None while there is none."""
        active = [run for run in self.watch.active_runs(poll_timeout) if run.is_active]
        since = self._from = self._from or self._beginning()
        if active and self._since is None:
            latest = Situation(tuple(active)).latest
            return (latest, None) if latest else None
        recent: list[Found] = [(run, None) for run in active if _started_since(run, since)]
        names = {run.name for run in active}
        for row in self.watch.rows(since, poll_timeout):
            if row.job_name not in names and _started_since(row.as_run(), since):
                completed = self.watch.complete(row, poll_timeout)
                recent.append((completed.as_run(), completed))
        return min(recent, key=lambda found: found[0].start_time or since, default=None)

    def _beginning(self) -> datetime:
        server_clock = self.watch.client.server_clock
        return server_clock.resolve(self._since) or whole_second(server_clock.now())


class SearchByHandle:
    """Looks for the run of a handle, the run's own or its log row's."""

    def __init__(self, watch: JobWatch, run_handle: str) -> None:
        self.watch = watch
        self.near: Sequence[str] = ()
        self._handle = run_handle

    def look(self, poll_timeout: float | None = None) -> Found | None:
        """The run, with its log row where that is how it was found; None while there is none."""
        client, company = self.watch.client, self.watch.company_handle
        for run in client.active_runs(company, run_handle=self._handle, poll_timeout=poll_timeout):
            if run.handle == self._handle:
                return self._found(run, None)
        for row in next(client.job_log_pages(company, self._handle, page_size=1, poll_timeout=poll_timeout), []):
            found = self._found(row.as_run(), row)
            if row.start_time:
                # For the follow-on runs.
                self.watch.rows(row.start_time, poll_timeout)
            return found
        return None

    def _found(self, run: Run, row: JobLog | None) -> Found:
        self.watch.identity = identity_of_run(run)
        return run, row


def _started_since(run: Run, moment: datetime) -> bool:
    return run.start_time is None or run.start_time >= moment


def find_run(search: RunSearch, deadline: Deadline) -> tuple[Found | None, IpsError | None]:
    """Look until there is a run, or ``start_timeout`` or the deadline is over.

    :returns: the run, and what went wrong in the last look.
    :raises FaultError: when access is refused twice in a row.
    """
    patience = search.watch.patience()
    deadline = deadline.within(search.watch.start_timeout)
    for _turn in search.watch.turns(deadline):
        found = patience.attempt(lambda: search.look(search.watch.poll_timeout(deadline)))
        if found:
            return found, None
    return None, patience.last_error
