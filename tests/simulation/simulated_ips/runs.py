# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's data: scheduled jobs, and runs whose whole life is known in advance."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulated_ips.timeline import NEVER

SUBMITTED = "j|110|submitted|"
"""The beginning of the handles of jobs that submitJob has created."""


@dataclass(frozen=True)
class Job:
    """A scheduled job.

    :param original_name: empty for a system job; its runs are found by its name.
    :param uploads: whether its runs start follow-on runs when they end.
    :param due: when it runs, once, by the server's clock in seconds; None for a recurring one.
    :param spoiled: makes all that the service shows of it unreadable: a pattern, and its replacement.
    """

    handle: str
    name: str
    original_name: str
    uploads: bool = False
    due: float | None = None
    spoiled: tuple[str, str] | None = None

    @property
    def key(self) -> str:
        """The beginning of the names of its runs."""
        return self.original_name or self.name

    @property
    def is_submitted(self) -> bool:
        """Whether submitJob has created it."""
        return self.handle.startswith(SUBMITTED)


@dataclass(eq=False)
class Life:
    """The life of a run. All values are seconds, each after the event before.

    :param start_shift: from the trigger to what the service shows as its start.
    :param shown_after: from the trigger until the run appears.
    :param waits: until it runs.
    :param runs: until it ends.
    :param lingers: how long it stays among the active jobs as Done.
    :param row_after: from its appearance to its log row, or NEVER.
    :param end_after: from its end until the log row shows it, or NEVER.
    :param row_shift: from its start in the active jobs to that in the log; the row appears no earlier.
    :param leads: by how much its log row appears before the run itself.
    :param stops_after: from stopJob to its end.
    :param stopped_at: from the trigger until another user stops it, or NEVER.
    """

    start_shift: float = 0.0
    shown_after: float = 0.5
    waits: float = 1.0
    runs: float = 10.0
    lingers: float = 0.0
    row_after: float = 0.0
    end_after: float = 0.0
    row_shift: float = 0.0
    leads: float = 0.0
    stops_after: float = 2.0
    stopped_at: float = NEVER
    errors: int = 0
    warnings: int = 0
    transfer_errors: int = 0
    fatal: bool = False


@dataclass(eq=False)
class Run:
    """A run of a job.

    :param cause: who made it: ``task N``, ``a user``, ``history``, ``follow-on of N``.
    :param started: its start in the active jobs, in seconds of the service's clock.
    :param row_started: its start by the log.
    :param row_label: by how much all times in the log are too late, because of a wrong zone.
    :param follows: whether it is a follow-on run, not one of the job itself.
    """

    number: int
    job: Job
    cause: str
    name: str
    handle: str
    row_handle: str
    triggered_at: float
    started: float
    row_started: float
    life: Life = field(repr=False)
    row_label: float = 0.0
    follows: bool = False
    by_task: int | None = None
    stop_asked_at: float = NEVER
    stoppers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        life = self.life
        self.shown_at = self.triggered_at + life.shown_after
        self.running_at = self.triggered_at + life.shown_after + life.waits
        self.row_at = self.shown_at + max(life.row_after, life.waits if life.row_shift else 0.0)
        if life.leads:
            self.row_at = self.shown_at - min(life.leads, life.shown_after)
        self._end_at(self.running_at + life.runs)

    def _end_at(self, moment: float) -> None:
        self.ended_at = moment
        self.gone_at = moment + self.life.lingers
        self.row_end_at = max(self.row_at, moment + self.life.end_after)

    @property
    def key(self) -> str:
        """The original name of its job."""
        return self.job.key

    @property
    def row_shown(self) -> float:
        """The start that the log shows."""
        return self.row_started + self.row_label

    def state(self, now: float) -> str | None:
        """Its state among the active jobs; None while it is not there."""
        if not self.shown_at <= now < self.gone_at:
            return None
        if now >= self.ended_at:
            return "Done"
        if now >= self.stop_asked_at:
            return "Stopping"
        if now >= self.running_at:
            return "Running"
        return "New" if now < (self.shown_at + self.running_at) / 2 else "WaitingCoordinator"

    def stop(self, now: float, who: str) -> None:
        """Begin to stop."""
        if now >= self.ended_at:
            return
        self.stoppers.append(who)
        self.stop_asked_at = min(self.stop_asked_at, now)
        if now + self.life.stops_after < self.ended_at:
            self._end_at(now + self.life.stops_after)

    def was_stopped(self) -> bool:
        """Whether it ended because it was stopped."""
        return self.stop_asked_at < self.ended_at

    def shows_end(self, now: float) -> bool:
        """Whether its log row shows its end."""
        return now >= self.row_end_at

    def keeps_within(self, max_errors: int, max_warnings: int | None) -> bool:
        """Whether it is a success by its log and these thresholds."""
        life = self.life
        too_many_warnings = max_warnings is not None and life.warnings > max_warnings
        return not (life.fatal or max(life.errors, life.transfer_errors) > max_errors or too_many_warnings)
