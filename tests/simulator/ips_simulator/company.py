# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A company and what it owns, indexed for the questions that clients ask."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from .behaviour import Plan
from .runs import Run, ScheduledJob, UploadRun
from .versions import PRE_4_0


@dataclass
class User:
    """A user who may log in. ``roles`` maps company names to the role held there; an IPS admin sees every company."""

    number: int
    email: str
    password: str
    first_name: str = ""
    last_name: str = ""
    token: str | None = None
    valid: bool = True
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def handle(self) -> str:
        return "u|%d" % self.number

    @property
    def is_ips_admin(self) -> bool:
        return "IpsAdmin" in self.roles.values()


@dataclass
class Invalidation:
    """URLs on their way out of the CDN's caches, from and until a service time."""

    number: int
    urls: list[str]
    submitted: float
    completed: float

    @property
    def handle(self) -> str:
        return "i|%d" % self.number


@dataclass
class Asset:
    """A file of the company; ``metadata`` is what setAssetMetadata has set, by field handle.

    The service shows no checksum; ``sha256`` is for the control interface, None where the content was never seen.
    """

    number: int
    name: str
    type: str
    folder: str
    file_name: str
    created: float
    last_modified: float
    size: int = 0
    sha256: str | None = None
    ready: bool = True
    user: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def handle(self) -> str:
        return "a|%d|1|%d" % (self.number, self.number * 3)


class JobList:
    """Scheduled jobs, in the order of their making, and by original name."""

    def __init__(self) -> None:
        self._all: dict[int, ScheduledJob] = {}
        self._by_original: dict[str, dict[int, ScheduledJob]] = {}

    def __iter__(self) -> Iterator[ScheduledJob]:
        return iter(list(self._all.values()))

    def __contains__(self, job: ScheduledJob) -> bool:
        return job.number in self._all

    def add(self, job: ScheduledJob) -> None:
        self._all[job.number] = job
        self._by_original.setdefault(job.original_name, {})[job.number] = job

    def remove(self, job: ScheduledJob) -> None:
        del self._all[job.number]
        del self._by_original[job.original_name][job.number]

    def of_original(self, name: str) -> list[ScheduledJob]:
        return list(self._by_original.get(name, {}).values())

    def named(self, name: str) -> list[ScheduledJob]:
        return [job for job in self if job.name == name]


class RunList:
    """Runs that are not over, in the order of their making, and by original name."""

    def __init__(self) -> None:
        self._all: dict[int, Run] = {}
        self._by_original: dict[str, dict[int, Run]] = {}

    def __iter__(self) -> Iterator[Run]:
        return iter(list(self._all.values()))

    def add(self, run: Run) -> None:
        self._all[run.number] = run
        self._by_original.setdefault(run.original_name, {})[run.number] = run

    def remove(self, run: Run) -> None:
        self._all.pop(run.number, None)
        self._by_original.get(run.original_name, {}).pop(run.number, None)

    def of_original(self, name: str) -> list[Run]:
        return list(self._by_original.get(name, {}).values())


_MILLISECOND = 0.001


class History:
    """Every run ever, by its start on the clock of the machine that ran it."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._runs: list[Run] = []
        self._names: set[str] = set()
        self._moments: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, run: Run) -> None:
        place = bisect_right(self._times, run.started)
        self._times.insert(place, run.started)
        self._runs.insert(place, run)
        self._names.add(run.name)

    def free_name(self, moment: float, name_at: Callable[[float], str]) -> str:
        """The first name from a moment on, a millisecond after the other, that no run has."""
        wanted = name = name_at(moment)
        if wanted not in self._names:
            return wanted
        # The search continues where the last one ended: thousands of runs may start at one moment.
        moment = self._moments.get(wanted, moment)
        while name in self._names:
            moment += _MILLISECOND
            name = name_at(moment)
        self._moments[wanted] = moment
        return name

    def between(self, start: float | None, end: float | None, newest_first: bool) -> Iterator[Run]:
        """The runs that started from ``start`` to ``end``, each None for no bound."""
        low = 0 if start is None else bisect_left(self._times, start)
        high = len(self._times) if end is None else bisect_right(self._times, end)
        places = range(high - 1, low - 1, -1) if newest_first else range(low, high)
        return (self._runs[place] for place in places)


class Company:
    """A company with its jobs, runs, assets and CDN invalidations."""

    def __init__(self, number: int, name: str, root_path: str, ims_org: str | None = None) -> None:
        self.number = number
        self.name = name
        self.root_path = root_path
        self.ims_org = ims_org
        self.jobs = JobList()
        self.active = RunList()
        self.history = History()
        self.invalidations: dict[str, Invalidation] = {}
        self.assets: dict[str, Asset] = {}
        self.folders: dict[str, str] = {}
        self.uploads: dict[int, UploadRun] = {}
        self._plans: dict[str, Plan] = {}

    def handle(self, version: str) -> str:
        return str(self.number) if version == PRE_4_0 else "c|%d" % self.number

    def plan(self, name: str) -> Plan:
        """What the runs of jobs of a name are planned to do."""
        return self._plans.get(name, Plan())

    def change_behaviour(self, name: str, changes: Mapping[str, Any]) -> list[ScheduledJob]:
        """Change what the runs of a name's jobs do from now on; returns the jobs of that name that there are."""
        plan = self._plans[name] = self.plan(name).changed(changes)
        jobs = self.jobs.named(name)
        for job in jobs:
            job.behaviour = job.behaviour.changed(changes)
            job.turns = plan.turns if "outcomes" in changes else job.turns
        return jobs
