# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that determine from the service's answers which run is new, which is older, and which cannot be identified.

This file implements the rules on the documentation's page ``identification``, and cites their numbers. All functions
are pure, over plain data.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from .._ips.model import JobLog, Run, shown
from .._ips.times import format_time, parse_iso

CLOCK_MARGIN = timedelta(minutes=15)
"""How far the clocks of the service's machines may differ. A time that is further in the future cannot be true."""

SETTLING_TIME = 5.0
"""Seconds for which a run that may be an older one must be the only candidate before the task takes it."""


ROUNDING = timedelta(seconds=2)
"""How much the rounding of two times may add up to."""

_KINDS = ("handle", "active", "row", "over", "back_to")


class Found(NamedTuple):
    """A run, and the log row by which it was found, if any."""

    run: Run
    row: JobLog | None = None


class Age(Enum):
    """Whether a run came after the trigger.

    ``DOUBTFUL`` may be an older run whose row appeared late. ``UNLIKELY`` is the same, but its times differ by more
    than clocks may. ``UNDATED`` has no times that can be used (rules 5 and 6).
    """

    OLD = "old"
    NEW = "new"
    DOUBTFUL = "doubtful"
    UNLIKELY = "unlikely"
    UNDATED = "undated"


class Seen(NamedTuple):
    """What was there before a trigger.

    :param handles: of the active runs and of the log rows, which differ.
    :param active: names of the runs that were among the active jobs.
    :param rows_without_end: names of the log rows without an end.
    :param rows_with_end: names of the others.
    :param back_to: the last look has shown all log rows from this start on; None if that is not known.
    """

    handles: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    rows_without_end: frozenset[str] = frozenset()
    rows_with_end: frozenset[str] = frozenset()
    back_to: datetime | None = None

    def with_runs(self, runs: Iterable[Run]) -> Seen:
        """The same, with these active runs added."""
        runs = list(runs)
        return self._replace(
            handles=self.handles.union(run.handle for run in runs),
            active=self.active.union(run.name for run in runs),
        )

    def with_rows(self, rows: Iterable[JobLog], back_to: datetime | None = None) -> Seen:
        """The same, with these log rows added, which are all rows since ``back_to``."""
        rows = list(rows)
        return self._replace(
            handles=self.handles.union(row.handle for row in rows),
            rows_without_end=self.rows_without_end.union(row.job_name for row in rows if row.end_time is None),
            rows_with_end=self.rows_with_end.union(row.job_name for row in rows if row.end_time is not None),
            back_to=back_to,
        )

    def texts(self) -> tuple[str, ...]:
        """As texts, for a note."""
        back_to = {format_time(self.back_to) or ""} - {""}
        parts = (self.handles, self.active, self.rows_without_end, self.rows_with_end, back_to)
        return tuple(f"{kind} {text}" for kind, texts in zip(_KINDS, parts) for text in sorted(texts))

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> Seen:
        """From the texts that :meth:`texts` has written; anything else is ignored."""
        found = [text.partition(" ") for text in texts]
        handles, active, without_end, with_end, times = (
            frozenset(text for kind, _space, text in found if kind == wanted) for wanted in _KINDS
        )
        back_to = None
        with suppress(ValueError):
            back_to = max(map(parse_iso, times), default=None)
        return cls(handles, active, without_end, with_end, back_to)

    def age_of_run(self, run: Run) -> Age:
        """The age of an active run: its name and handle decide, regardless of its start (rule 4)."""
        return Age.OLD if run.handle in self.handles or self.has_led(run) else Age.NEW

    def has_led(self, run: Run) -> bool:
        """Whether the look has shown the run by its log row, before it was among the active jobs (rule 3).

        A row with an end belongs to such a run only if the run is Done (rule 4).
        """
        if run.handle in self.handles or run.name in self.active:
            return False
        return run.name in (self.rows_without_end if run.is_active else self.rows_without_end | self.rows_with_end)

    def age_of_row(self, row: JobLog, since: datetime | None, now: datetime) -> Age:
        """The age of a log row: if neither name nor handle decides, its times do (rules 3, 5 and 6).

        :param since: the server's time as the trigger was sent; None while the server's time is not known.
        :param now: the server's time.
        """
        if row.handle in self.handles or row.job_name in self.active:
            return Age.OLD
        start, end = row.start_time, shown(row.end_time)
        if start is None or since is None or not is_possible(start, now):
            return Age.UNDATED
        if start < since - CLOCK_MARGIN:
            # Whatever its clock, the trigger's run cannot have lasted longer than the time since the trigger.
            is_short = end is None or end - start <= now - since + ROUNDING
            return Age.UNLIKELY if self.back_to and start >= self.back_to and is_short else Age.OLD
        # The look would have shown a run that was active when the trigger was sent.
        was_over = start < since and (end is not None and end < since)
        return Age.DOUBTFUL if was_over else Age.NEW


def is_possible(moment: datetime, now: datetime | None) -> bool:
    """Whether a time can be true; one in the server's future cannot (rule 6).

    :param now: the server's time, if that is known.
    """
    return now is None or moment <= now + CLOCK_MARGIN


def under_way(runs: Iterable[Run], rows: Iterable[JobLog], now: datetime) -> tuple[Run, ...]:
    """The active runs, and those of recent log rows without an end (rule 3).

    A row can appear before its run is among the active jobs. An older row without an end belongs to a run that has left
    the active jobs, and whose end the log does not show.

    :param now: the server's time.
    """
    runs = list(runs)
    names = {run.name for run in runs}
    leading = [
        row.as_run()
        for row in rows
        if row.end_time is None
        and row.job_name not in names
        and (row.start_time is None or row.start_time > now - CLOCK_MARGIN)
    ]
    return (*(run for run in runs if run.is_active), *leading)


class Verdict(Enum):
    """What to conclude about the new run."""

    NONE = "none"
    WAIT = "wait"
    TAKE = "take"
    TAKE_BY_ELIMINATION = "take by elimination"
    SEVERAL = "several"


@dataclass
class NewRuns:
    """The runs that may have come after a trigger, as polls show them.

    :param seen: what was there before.
    :param since: the server's time as the trigger was sent; None while the server's time is not known.
    :param hides_one: whether a run that counts as an older one may be a new one of the same name.
    """

    seen: Seen
    since: datetime | None
    hides_one: bool = False
    _runs: dict[tuple[str, str], Run] = field(default_factory=dict)
    _rows: dict[tuple[str, str], tuple[JobLog, Age]] = field(default_factory=dict)

    def add_runs(self, runs: Iterable[Run]) -> None:
        """Add what a poll shows among the active jobs."""
        for run in runs:
            self.hides_one = self.hides_one or self.seen.has_led(run)
            if self.seen.age_of_run(run) is Age.NEW:
                self._runs[run.name, run.handle] = run

    def add_rows(self, rows: Iterable[JobLog], now: datetime) -> None:
        """Add what a poll shows in the log.

        :param now: the server's time.
        """
        for row in rows:
            age = self.seen.age_of_row(row, self.since, now)
            if age is not Age.OLD:
                self._rows[row.job_name, row.handle] = (row, age)

    @property
    def certain(self) -> list[Found]:
        """The runs that have come after the trigger."""
        active = [name for name, _handle in self._runs]
        found = [Found(run) for run in self._runs.values()]
        rowless = list(active)
        for row, age in self._rows.values():
            if row.job_name in rowless:
                rowless.remove(row.job_name)
            elif age is Age.NEW or row.job_name in active:
                # A row in excess of the active runs of its name belongs to another run (rule 7).
                found.append(Found(row.as_run(), row))
        return found

    @property
    def uncertain(self) -> list[Found]:
        """The runs that may have come after the trigger; they are candidates if no certain one appears."""
        names = {name for name, _handle in self._runs}
        return [
            Found(row.as_run(), row)
            for row, age in self._rows.values()
            if age is not Age.NEW and row.job_name not in names
        ]

    @property
    def candidates(self) -> list[Found]:
        """The runs that may be the task's. An undated one is among them even if another one is certain."""
        certain = self.certain
        undated = [found for found in self.uncertain if self._rows[found.run.name, found.run.handle][1] is Age.UNDATED]
        return certain + undated if certain else self.uncertain

    @property
    def names(self) -> list[str]:
        """The names of the candidates."""
        return [found.run.name for found in self.candidates]

    def verdict(self, seconds: float, is_last: bool = False) -> Verdict:
        """What to conclude.

        :param seconds: for how long the candidates have been the same.
        :param is_last: whether this is the last poll.
        """
        certain, candidates = self.certain, self.candidates
        if not candidates:
            return Verdict.NONE
        if len(candidates) > 1:
            return Verdict.SEVERAL if certain or is_last else Verdict.WAIT
        is_settled = self._is_settled(candidates[0], seconds, is_last)
        if certain:
            return Verdict.WAIT if self.is_early(candidates[0].run) and not is_settled else Verdict.TAKE
        if is_settled:
            return Verdict.TAKE_BY_ELIMINATION
        return Verdict.NONE if is_last else Verdict.WAIT

    def _is_settled(self, found: Found, seconds: float, is_last: bool) -> bool:
        """Whether the task takes a run that may be an older one, since no better one is to be expected."""
        row, age = self._rows.get((found.run.name, found.run.handle), (None, None))
        if row is not None and age is Age.UNLIKELY:
            return is_last and row.end_time is not None
        return is_last or seconds >= SETTLING_TIME

    def is_early(self, run: Run) -> bool:
        """Whether the start of the run is before the trigger: its machine's clock is behind, or it is an older run."""
        return run.start_time is not None and self.since is not None and run.start_time < self.since
