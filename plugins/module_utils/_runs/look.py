# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look at a job before a decision: which runs are active, which has succeeded, and what earlier tasks have sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .._ips.errors import ProtocolError
from .._ips.model import JobLog, Run
from .._ips.times import format_time
from .decision import Situation
from .earlier import EarlierTriggers
from .evidence import CLOCK_MARGIN, is_possible, under_way
from .follow import RunPolicy
from .notes import Noted
from .result import Status, snapshot
from .watch import JobWatch

SUCCEEDED = Status.SUCCEEDED.value


class JobLook:
    """Looks at a job, as often as it is called.

    :param policy: says from when on a success, or a run to adopt, counts.
    :param warnings: gets one for each log row whose start cannot be true.

    ``adopt_since`` is the policy's as an absolute time, once the service's time is known. ``waited_out`` has the names
    of the runs for whose end the task has waited.
    """

    def __init__(self, watch: JobWatch, policy: RunPolicy, warnings: list[str]) -> None:
        self.watch = watch
        self.policy = policy
        self.warnings = warnings
        self.earlier = EarlierTriggers(Noted(), None, watch, warnings)
        self.adopt_since: datetime | None = None
        self.waited_out: set[str] = set()
        self._skip_since: datetime | None = None
        self._times_are_known = False
        self._awaited_since: dict[str, float] = {}

    def __call__(self) -> tuple[Situation, dict[str, Any]]:
        """Ask for the active runs, then for the log, which has the runs that end in between."""
        watch, earlier = self.watch, self.earlier
        runs = watch.active_runs()
        self.fix_times()
        server_clock = watch.client.server_clock
        now = server_clock.now()
        back_to = min([now, *(note.sent_at for note in earlier.notes)]) - CLOCK_MARGIN
        rows = watch.rows(self._skip_since and min(self._skip_since, back_to), back_to=back_to)
        if self._skip_since and (not server_clock.known or earlier.is_missing_in(rows, self._skip_since)):
            # If the service shows no clock, or the run's machine is hours behind, only the name identifies a run.
            newest = watch.rows(None, back_to=back_to)
            handles = {row.handle for row in newest}
            rows = [*newest, *(row for row in rows if row.handle not in handles)]
        active = self._under_way(runs, rows, now)
        names = {run.name for run in active}
        earlier.resolve(runs, rows, names, now)
        succeeded, awaited = self._succeeded(rows, names, now), self._awaited(runs, rows, now)
        situation = Situation(active, succeeded, earlier.sent, earlier.over, now, awaited, earlier.triggered)
        return situation, self._snapshot(situation, rows, names)

    def _snapshot(self, situation: Situation, rows: Sequence[JobLog], active_names: set[str]) -> dict[str, Any]:
        """The "before" of a diff. If rows show no end (pre-4.0), a run that is not active has ended."""
        shows_ends = self.watch.client.version.log_end_dates
        over = (
            row for row in rows if row.end_time is not None or (not shows_ends and row.job_name not in active_names)
        )
        last = next(over, None)
        return snapshot(
            active_run=situation.latest.name if situation.latest else None,
            last_run=last.job_name if last else None,
            last_result=self._result(last) if last else None,
        )

    def _under_way(self, runs: list[Run], rows: list[JobLog], now: datetime) -> tuple[Run, ...]:
        """The job's active runs."""
        rows = self.watch.with_ends([row for row in rows if row.job_name not in self.waited_out])
        listed = {run.name for run in runs}
        return under_way(runs, [row for row in rows if row.job_name in listed or not self._is_stale(row, now)], now)

    def _is_stale(self, row: JobLog, now: datetime) -> bool:
        """Whether a row without an end, whose start does not show its age, is too old to count as an active run."""
        if row.end_time is not None or (row.start_time is not None and is_possible(row.start_time, now)):
            return False
        if not self._is_overdue(row.job_name):
            return False
        self._warn(
            f"The log row of the run {row.job_name!r} has had no end for {CLOCK_MARGIN.seconds // 60} minutes, shows "
            "no start that can be true, and the run is not among the active jobs. It no longer counts as under way."
        )
        return True

    def _is_overdue(self, name: str) -> bool:
        """Whether the task has waited 15 minutes for the end of the run, counted from the first call."""
        elapsed = self.watch.client.clock.monotonic()
        return elapsed - self._awaited_since.setdefault(name, elapsed) > CLOCK_MARGIN.total_seconds()

    def fix_times(self) -> None:
        """Make the policy's times absolute, once, as soon as the service's time is known."""
        if not self._times_are_known:
            server_clock = self.watch.client.server_clock
            self.adopt_since = server_clock.resolve(self.policy.adopt_since)
            self._skip_since = server_clock.resolve(self.policy.skip_if_succeeded_since)
            self._times_are_known = True

    def _result(self, row: JobLog) -> str | None:
        if self.watch.was_stopped(row.job_name, row.start_time):
            return Status.STOPPED.value
        try:
            violations = self.policy.thresholds.violations(row)
        except ProtocolError:
            return None
        return str((Status.FAILED if violations else Status.SUCCEEDED).value)

    def _succeeded(self, rows: Sequence[JobLog], active_names: set[str], now: datetime) -> JobLog | None:
        """The newest row of a run that has succeeded since the task's ``skip_if_succeeded_since``.

        The run of a noted trigger started no earlier than the trigger was sent, regardless of the start that it shows.
        """
        since = self._skip_since
        if since is None:
            return None
        for row in rows:
            if row.start_time is None or row.start_time < since:
                continue
            if not is_possible(row.start_time, now):
                self._warn(
                    f"The log row of the run {row.job_name!r} starts at {format_time(row.start_time)}, which is in the "
                    "service's future. The task ignores such a time."
                )
            elif success := self._as_success(row, active_names):
                return success
        over = self.earlier.row_since(since, rows)
        return over and self._as_success(over, active_names)

    def _awaited(self, runs: Sequence[Run], rows: Sequence[JobLog], now: datetime) -> Run | None:
        """A run that has ended and whose success would be recent enough to skip, but whose log row has no end yet."""
        if self._skip_since is None:
            return None
        earliest, over = max(self._skip_since, now - CLOCK_MARGIN), self.earlier.over_since(self._skip_since)
        recent = [
            run
            for run in runs
            if run.start_time is not None and run.start_time >= earliest and is_possible(run.start_time, now)
        ]
        names = {run.name for run in [*recent, *over] if not self.watch.was_stopped(run.name, run.start_time)}
        settled = {row.job_name for row in rows if row.job_name in names and self.watch.complete(row).end_time}
        awaited = [run for run in [*recent, *over] if not run.is_active and run.name in names - settled]
        return next((run for run in awaited if not self._is_lost(run.name)), None)

    def _is_lost(self, name: str) -> bool:
        """Whether the log has not shown in time how a run has ended."""
        if not self._is_overdue(name):
            return False
        self._warn(
            f"The run {name!r} has ended, but the log has not shown how for {CLOCK_MARGIN.seconds // 60} minutes. "
            "The task no longer waits for that."
        )
        return True

    def _as_success(self, row: JobLog, active_names: set[str]) -> JobLog | None:
        """The row with its end, if its run has succeeded. A row that cannot be read does not count."""
        if row.job_name in active_names or self._result(row) != SUCCEEDED:
            return None
        completed = self.watch.complete(row)
        return completed if completed.end_time is not None and self._result(completed) == SUCCEEDED else None

    def _warn(self, warning: str) -> None:
        """Warn once, however often the task looks."""
        if warning not in self.warnings:
            self.warnings.append(warning)
