# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting until nothing runs, and how each run that was seen meanwhile ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Callable

from .._ips.model import JobLog, Run
from .._ips.pace import Deadline
from .evidence import CLOCK_MARGIN, under_way
from .identity import job_name_of
from .judgement import Thresholds
from .progress import describe
from .result import Status
from .rows import status_of
from .watch import Followed, JobWatch, ended

ROW_TIMEOUT = 30.0
"""Seconds within which the log must show the ends of runs, once nothing is active."""


class IdleWatch:
    """The active runs of a company, from the first look to their ends.

    :param watch: over all jobs that count.
    :param is_wanted: whether such a run counts.

    ``followed`` has each run that was seen. ``busy`` has the active runs of the last look; None before the first one.
    """

    def __init__(self, watch: JobWatch, is_wanted: Callable[[Run], bool]) -> None:
        self.followed: list[Followed] = []
        self.busy: tuple[Run, ...] | None = None
        self._watch = watch
        self._is_wanted = is_wanted

    @property
    def has_ends(self) -> bool:
        """Whether the end of each run is known."""
        return all(followed.is_over for followed in self.followed)

    def wait(self, deadline: Deadline) -> str:
        """Look until nothing is active and the log shows how each run ended, or until the deadline.

        :returns: what went wrong in the last look, as a sentence; empty if nothing did.
        :raises FaultError: when access is refused twice in a row.
        """
        log_deadline: Deadline | None = None
        for busy in self._watch.polls(self.look, deadline):
            if busy is None:
                continue
            self._show()
            if busy:
                log_deadline = None
                continue
            log_deadline = log_deadline or deadline.within(ROW_TIMEOUT)
            if self.has_ends or log_deadline.passed:
                break
        return self._watch.trouble

    def look(self) -> tuple[Run, ...]:
        """The active runs; a recent log row without an end counts as one."""
        runs = self._watch.active_runs()
        for followed in self.followed:
            followed.saw_active(run for run in runs if run.name == followed.run.name)
        active = self._follow(run for run in runs if run.is_active)
        if active and all(followed.active or followed.is_over for followed in self.followed):
            self.busy = active
        else:
            self.busy = self._follow(under_way(runs, self._rows(), self._now()))
        return self.busy

    def _follow(self, runs: Iterable[Run]) -> tuple[Run, ...]:
        """The runs that count. From now on they are followed."""
        wanted = tuple(run for run in runs if self._is_wanted(run))
        for run in wanted:
            if not any(_is_of(run, followed) for followed in self.followed):
                self.followed.append(self._watch.known(run))
        return wanted

    def _rows(self) -> list[JobLog]:
        """The log rows of runs whose end is not known yet, and of those that may be active."""
        young = self._now() - CLOCK_MARGIN
        open_ones = [followed for followed in self.followed if not followed.is_over]
        back_to = min([young, *(followed.earliest - CLOCK_MARGIN for followed in open_ones)])
        names = {followed.run.name for followed in open_ones}
        rows = [
            self._watch.complete(row)
            for row in self._watch.rows(back_to)
            if row.job_name in names or (row.start_time is None or row.start_time > young)
        ]
        for followed in open_ones:
            if not followed.active:
                followed.row = followed.saw_rows(row for row in rows if row.job_name == followed.run.name)
        return rows

    def _now(self) -> datetime:
        return self._watch.client.server_clock.now()

    def _show(self) -> None:
        """Show the progress of a single run or, if there are several, how many have ended."""
        busy = self.busy or ()
        if len(busy) == 1:
            self._watch.observer.saw(busy[0])
        elif busy:
            text = "; ".join(f"{run.title}: {describe(run)}" for run in busy)
            total = len(self.followed)
            self._watch.observer.counted("Active runs", total - len(busy), total, "runs ended", text)


def _is_of(run: Run, followed: Followed) -> bool:
    """Whether it is the run that is followed; a log row belongs to it by its name alone."""
    return run.handle == followed.run.handle or (run.state is None and run.name == followed.run.name)


def ending_of(followed: Followed, is_busy: bool) -> dict[str, Any]:
    """A run that was seen, and how it ended.

    :param is_busy: whether it was active at the last look.
    """
    run, row = followed.run, followed.row
    if row is not None and followed.is_over:
        run = ended(run, row)
    return {
        **run.as_result(),
        "job_name": job_name_of(run),
        "type": run.type,
        "submitted_by": run.submitted_by,
        "status": Status.RUNNING.value if is_busy else _status_of(followed),
        "counters": row.counters.as_result() if row and not followed.is_ambiguous else None,
    }


def _status_of(followed: Followed) -> str:
    if followed.stopping:
        return Status.STOPPED.value
    if followed.row is None or not followed.is_over or followed.is_ambiguous:
        return Status.UNKNOWN.value
    return status_of(followed.row, Thresholds()).value
