# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scheduled jobs and their runs. A run is data; what it looks like at a moment is computed from that, never stored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .behaviour import Behaviour, Turns
from .cron import Schedule
from .job_kinds import BY_ELEMENT, FOLLOW_ONS, JobKind
from .versions import PRE_4_0

NEW = "New"
WAITING = "WaitingCoordinator"
RUNNING = "Running"
STOPPING = "Stopping"
DONE = "Done"


@dataclass
class ScheduledJob:
    """A job of a company. ``element`` names its kind, ``details`` holds that element's content as plain data.

    ``listed`` is false for a job that was submitted to run at once: it has runs, but is in no list of scheduled jobs.
    """

    number: int
    name: str
    original_name: str
    element: str
    details: dict[str, Any]
    submit_user: str
    behaviour: Behaviour
    locale: str | None = None
    description: str | None = None
    exec_schedule: str | None = None
    schedule: Schedule | None = None
    next_fire: float | None = None
    paused: bool = False
    listed: bool = True
    turns: Turns = field(default_factory=Turns)

    @property
    def kind(self) -> JobKind:
        return BY_ELEMENT[self.element]

    @property
    def trigger_state(self) -> str:
        if self.paused:
            return "Paused"
        return "None" if self.next_fire is None else "Normal"

    def handle(self, version: str) -> str:
        if version == PRE_4_0:
            return "%d|%s|" % (self.number, self.name)
        return "j|%d|%s||" % (self.number, self.name)


@dataclass
class Run:
    """One run of a job. Times are service time; ``number`` and ``row_number`` make its two handles differ.

    ``skew`` is how many seconds the clock of the machine that runs it is ahead of the service's.
    """

    job: ScheduledJob
    number: int
    row_number: int
    name: str
    element: str
    details: dict[str, Any]
    submit_user: str
    behaviour: Behaviour
    triggered: float
    skew: float = 0.0
    stopped: float | None = None
    over: bool = field(default=False, compare=False)

    @property
    def original_name(self) -> str:
        return self.job.original_name

    @property
    def kind(self) -> JobKind:
        return BY_ELEMENT[self.element]

    # Its life

    @property
    def visible_from(self) -> float:
        return self.triggered + self.behaviour.appear_after

    @property
    def running_from(self) -> float:
        return self.visible_from + self.behaviour.waiting

    @property
    def works_from(self) -> float:
        """When it begins the work that its progress shows."""
        return self.running_from

    @property
    def ended(self) -> float:
        natural = self.works_from + self.behaviour.duration
        if self.stopped is None:
            return natural
        return min(natural, self.stopped + self.behaviour.stopping)

    @property
    def leaves(self) -> float:
        """When it leaves the active jobs."""
        return self.ended + self.behaviour.linger

    @property
    def logged(self) -> float:
        """When the log shows its end."""
        return self.ended + self.behaviour.log_lag if self.behaviour.row_ends else math.inf

    @property
    def row_from(self) -> float:
        """When its log row appears."""
        if self.behaviour.row_after is not None:
            return self.triggered + self.behaviour.row_after
        shown = self.ended + self.behaviour.log_lag
        return min(self.running_from, shown) if self.behaviour.row_at_start else shown

    def on_its_clock(self, moment: float) -> float:
        """A service time as the clock of the machine that runs it has it."""
        return moment + self.skew

    @property
    def started(self) -> float:
        return round(self.on_its_clock(self.triggered), 3)

    def vanished(self, now: float) -> bool:
        age = self.behaviour.vanish_after
        return age is not None and now >= self.triggered + age

    def state(self, now: float) -> str | None:
        """Its state in the active jobs, or None while it is not among them."""
        if now < self.visible_from or now >= self.leaves or self.vanished(now):
            return None
        if now >= self.ended:
            return DONE
        if self.stopped is not None and now >= self.stopped:
            return STOPPING
        if now >= self.running_from:
            return RUNNING
        return NEW if now < self.visible_from + self.behaviour.waiting / 2 else WAITING

    def in_log(self, now: float) -> bool:
        """Whether its log row can be seen."""
        return now >= self.row_from and not self.vanished(now)

    def ended_in_log(self, now: float) -> bool:
        return now >= self.logged

    @property
    def follow_ons(self) -> Sequence[Mapping[str, Any]]:
        """The runs that start when it ends: those of its behaviour, else the jobs that its own details order."""
        if self.behaviour.follow_on is not None:
            return self.behaviour.follow_on
        if self.details.get("postJobOnlyIfFiles") and not self.behaviour.success + self.behaviour.updates:
            return ()
        ordered = ((FOLLOW_ONS.get(name), details) for name, details in self.details.items())
        return [{"kind": kind, "details": details} for kind, details in ordered if kind is not None]

    # What it has done

    def progress(self, now: float) -> float:
        """How much of the work is done, from 0.0 to 1.0. A stopped run stays where it was."""
        until = now if self.stopped is None else min(now, self.stopped)
        worked = until - self.works_from
        if worked <= 0:
            return 0.0
        return 1.0 if worked >= self.behaviour.duration else worked / self.behaviour.duration

    def share(self, count: int, now: float) -> int:
        """How many of ``count`` things are done."""
        return math.floor(count * self.progress(now))

    def message(self, now: float) -> str:
        """What it says that it is doing."""
        messages = self.behaviour.progress_messages
        if messages:
            return messages[min(int(self.progress(now) * len(messages)), len(messages) - 1)]
        total = self.behaviour.total
        return "%d of %d files" % (self.share(total, now), total)

    # Its handles, as the active jobs and as the logs give them

    def handle(self, version: str) -> str:
        if version == PRE_4_0:
            return "%d||%s|%d" % (self.number, self.name, self.number * 17)
        return "j|%d||%s|%d" % (self.number, self.name, self.number * 17)

    def row_handle(self, version: str) -> str:
        if version == PRE_4_0:
            return "%d||%s" % (self.row_number, self.name)
        return "j|%d||%s" % (self.row_number, self.name)


@dataclass
class UploadRun(Run):
    """A run that takes files until it is closed, each as it comes, and is at work as long as its behaviour says then.

    ``address`` is the one from which its files come, ``last_post`` when one came.
    """

    address: str = ""
    last_post: float = 0.0
    closed: float | None = None

    @property
    def works_from(self) -> float:
        return math.inf if self.closed is None else max(self.closed, self.running_from)

    def takes_files(self, now: float) -> bool:
        """Whether more posts may come."""
        return self.closed is None and (self.stopped is None or now < self.stopped)

    def share(self, count: int, now: float) -> int:
        return count
