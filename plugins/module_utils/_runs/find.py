# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a run that something else has started, or is about to start."""

from __future__ import annotations

from datetime import datetime
from typing import Callable, Optional

from .._ips.client import IpsClient
from .._ips.errors import JobError
from .._ips.model import Run, needed
from .._ips.pace import Deadline
from .._ips.times import When, whole_second
from .decision import Situation
from .evidence import Found, is_possible
from .watch import JobWatch, Polling

Search = Callable[[], Optional[Found]]
"""One look for a run; None if it finds none. Its argument is the seconds that each exchange of a poll may take."""


class SearchByName:
    """Looks for a run of a job.

    With a time, it finds the first run that started then or later, whether it is active or has ended. Without one, it
    finds the active run that started last, or else the first run that has started since the search began.

    :param since: the option's value.

    ``older`` is the latest active run that the last look has skipped, because it started before that time.
    """

    def __init__(self, watch: JobWatch, since: When | None) -> None:
        self.watch = watch
        self._since = since
        self._from: datetime | None = None
        self.older: Run | None = None

    def __call__(self) -> Found | None:
        """Look once.

        :raises JobError: when the first run is one of several whose log rows cannot be distinguished.
        """
        active = [run for run in self.watch.active_runs() if run.is_active]
        since = self._from = self._from or self._beginning()
        latest = Situation(tuple(active)).latest
        if latest and self._since is None:
            return Found(latest)
        recent = [Found(run) for run in active if _started_since(run, since)]
        self.older = Situation(tuple(run for run in active if not _started_since(run, since))).latest
        names = {run.name for run in active}
        now = self.watch.client.server_clock.now()
        for row in self.watch.rows(since):
            run = row.as_run()
            can_be_true = row.start_time is None or is_possible(row.start_time, now)
            if row.job_name not in names and _started_since(run, since) and can_be_true:
                completed = self.watch.complete(row)
                recent.append(Found(completed.as_run(), completed))
        first = min(recent, key=lambda found: found.run.start_time or since, default=None)
        handles = [found.run.handle for found in recent if first and found.row and _is_same(found.run, first.run)]
        if first and len(handles) > 1:
            raise JobError(
                f"several runs are named {first.run.name!r} and started at the same time, and nothing shows which is "
                f"meant. Wait for each with its run_handle: {', '.join(map(repr, handles))}."
            )
        return first

    def _beginning(self) -> datetime:
        server_clock = self.watch.client.server_clock
        return server_clock.resolve(self._since) or whole_second(server_clock.now())


def run_of_handle(client: IpsClient, company: str, handle: str) -> Found | None:
    """The run with this handle, which may be its own or its log row's; None if it is not there.

    :raises ProtocolError: when its name, by which its log row is found, cannot be read.
    """
    for run in client.active_runs(company, run_handle=handle):
        if run.handle == handle:
            needed(run.name)
            return Found(run)
    for row in next(client.job_log_pages(company, handle, page_size=1), []):
        needed(row.job_name)
        return Found(row.as_run(), row)
    return None


def _started_since(run: Run, moment: datetime) -> bool:
    return run.start_time is None or run.start_time >= moment


def _is_same(run: Run, other: Run) -> bool:
    """Whether two log rows show the same name and start."""
    return (run.name, run.start_time) == (other.name, other.start_time)


def find_run(polling: Polling, search: Search, start_timeout: float, deadline: Deadline) -> Found | None:
    """Look until there is a run, or until ``start_timeout`` or the deadline.

    :raises FaultError: when access is refused twice in a row.
    """
    return next(filter(None, polling.polls(search, deadline.within(start_timeout))), None)
