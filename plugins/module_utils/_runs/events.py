# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has happened to a company's runs between two polls, each end exactly once.

The name links a run to its log row. Handles differ and do not last. So reported ends are remembered by name and number,
since two runs in one second can share a name. Times come from the machine that runs the job, whose clock may differ
from the service's. They only limit which rows are requested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .._ips.model import JobLog, Run, shown
from .._ips.times import format_time, parse_iso
from .judgement import Thresholds
from .rows import RowStatus, active_row, log_row, status_of

OVERLAP = timedelta(hours=2)
"""How far before the oldest open run, or now, log rows are requested. This is more than clocks differ and rows lag."""

HISTORY = timedelta(days=1)
"""How much further back the first poll looks, so that runs that ended recently are not reported later."""

KEPT_FOR = timedelta(days=7)
"""How long to remember that a run's end was reported."""

LOST_AFTER = 600.0
"""Seconds for which an open run may be in neither place before it counts as ended with status unknown."""

Event = dict[str, Any]


@dataclass
class Memory:
    """What is known about the runs, and what was reported; all that a restart needs.

    :param began: the server's time when the watch began.
    :param ended: by name, how many ends were reported, and when the run started.
    :param open: by name, the run as it was last shown.
    """

    began: datetime
    ended: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    open: dict[str, Event] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "began": format_time(self.began),
            "ended": {name: [number, format_time(start)] for name, (number, start) in self.ended.items()},
            "open": self.open,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Memory:
        """From what :meth:`as_data` returns.

        :raises ValueError: when it is something else.
        """
        try:
            ended = {str(name): (int(number), parse_iso(start)) for name, (number, start) in data["ended"].items()}
            return cls(parse_iso(data["began"]), ended, {str(name): dict(run) for name, run in data["open"].items()})
        except (KeyError, TypeError, AttributeError) as exc:
            raise ValueError(f"it is not the state of a watch ({type(exc).__name__})") from None


class RunEvents:
    """Turns polls into events.

    :param memory: of an earlier watch. Without it, runs that have ended by the first poll are not reported.
    """

    def __init__(self, thresholds: Thresholds, memory: Memory | None = None) -> None:
        self.memory = memory
        self._thresholds = thresholds
        self._missing: dict[str, float] = {}
        self._handles: set[str] = set()

    def since(self, now: datetime) -> datetime:
        """The start from which on log rows are requested.

        :param now: the server's time.
        """
        if self.memory is None:
            return now - OVERLAP - HISTORY
        starts = (run["run"]["start_time"] for run in self.memory.open.values())
        return min([now, *(parse_iso(start) for start in starts if start)]) - OVERLAP

    def take(self, now: datetime, monotonic: float, runs: Iterable[Run], rows: Iterable[JobLog]) -> list[Event]:
        """What has happened since the last poll.

        :param now: the server's time.
        :param monotonic: seconds of the local clock, which measure how long a run is missing.
        """
        active = [run for run in runs if run.is_active]
        by_name: dict[str, list[JobLog]] = {}
        for row in rows:
            by_name.setdefault(row.job_name, []).append(row)
        if self.memory is None:
            self.memory = Memory(now)
            self._begin(active, by_name)
            return []
        events = [*self._started(active, by_name), *self._ended(active, by_name)]
        events += self._lost(monotonic, {run.name for run in active} | set(by_name))
        self._forget(now)
        return events

    def _begin(self, active: list[Run], by_name: Mapping[str, list[JobLog]]) -> None:
        """Begin with what is there: runs that have ended are not reported, open ones are watched."""
        for _event in self._started(active, by_name):
            pass
        counts = Counter(run.name for run in active)
        for name, rows in by_name.items():
            over = _ended_rows(rows, counts[name])
            if over:
                self._remember(name, len(over), over[0])

    def _started(self, active: list[Run], by_name: Mapping[str, list[JobLog]]) -> Iterator[Event]:
        memory = self._known
        for run in active:
            row = _event(active_row(run))
            before = memory.open.get(run.name)
            if before is None:
                yield {"type": "run_started", **row}
            elif _progress(row) != _progress(before) and before["run"]["state"] is not None:
                yield {"type": "run_progress", **row}
            memory.open[run.name] = row
        for name, rows in by_name.items():
            under_way = [row for row in rows if shown(row.end_time) is None]
            if under_way and name not in memory.open and name not in memory.ended:
                memory.open[name] = _event(log_row(under_way[0], RowStatus.RUNNING))
                yield {"type": "run_started", **memory.open[name]}

    def _ended(self, active: list[Run], by_name: Mapping[str, list[JobLog]]) -> Iterator[Event]:
        memory = self._known
        counts = Counter(run.name for run in active)
        for name, rows in by_name.items():
            reported = memory.ended[name][0] if name in memory.ended else 0
            over = _ended_rows(rows, counts[name])
            # Rows that this process has reported are known by their handles, which may change while it does not run.
            unreported = [row for row in over if row.handle not in self._handles]
            for row in unreported[-(len(over) - reported) :] if len(over) > reported else []:
                self._handles.add(row.handle)
                if name in memory.open or _end_of(row) >= memory.began - OVERLAP:
                    row_event = _event(log_row(row, status_of(row, self._thresholds)))
                    if name not in memory.open and not reported:
                        yield {"type": "run_started", **row_event}
                    yield {"type": "run_ended", **row_event}
            if len(over) > reported:
                self._remember(name, len(over), over[0])
            if len(over) == len(rows) and not counts[name]:
                memory.open.pop(name, None)

    def _lost(self, monotonic: float, seen: set[str]) -> Iterator[Event]:
        memory = self._known
        self._missing = {name: self._missing.get(name, monotonic) for name in memory.open if name not in seen}
        for name, since in self._missing.items():
            if monotonic - since >= LOST_AFTER:
                lost = memory.open.pop(name)
                start = lost["run"]["start_time"]
                reported = memory.ended.get(name, (0, memory.began))[0]
                memory.ended[name] = (reported + 1, parse_iso(start) if start else memory.began)
                yield {**lost, "type": "run_ended", "status": RowStatus.UNKNOWN.value}

    def _remember(self, name: str, number: int, row: JobLog) -> None:
        start: datetime | None = shown(row.start_time)
        self._known.ended[name] = (number, start or self._known.began)

    def _forget(self, now: datetime) -> None:
        oldest = self.since(now) - KEPT_FOR
        memory = self._known
        memory.ended = {name: reported for name, reported in memory.ended.items() if reported[1] >= oldest}

    @property
    def _known(self) -> Memory:
        if self.memory is None:
            raise ValueError("nothing is known before the first poll")
        return self.memory


def _ended_rows(rows: list[JobLog], active: int) -> list[JobLog]:
    """The rows of one name whose runs have ended, in a stable order. A row with an end may belong to an active run."""
    ended = sorted((row for row in rows if shown(row.end_time) is not None), key=_end_of)
    return ended[: max(0, len(rows) - active)]


def _end_of(row: JobLog) -> datetime:
    if row.end_time is None:
        raise ValueError(f"the row of {row.job_name!r} has no end")
    return row.end_time


def _event(row: Event) -> Event:
    """A row of job_info as the payload of an event, whose own type is in ``type``."""
    return {**{key: value for key, value in row.items() if key not in ("type", *_RUN_KEYS)}, **_nested(row)}


_RUN_KEYS = ("handle", "name", "state", "progress", "progress_message", "start_time", "end_time")


def _nested(row: Event) -> Event:
    run = row.get("run") or {key: row[key] for key in _RUN_KEYS}
    return {"run": run, "job_type": row["type"]}


def _progress(event: Event) -> tuple[Any, ...]:
    return tuple(event["run"][key] for key in ("state", "progress", "progress_message"))
