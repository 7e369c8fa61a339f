# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The detail log of a run, generated a page at a time: 100,000 rows cost nothing until they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Callable

from .runs import Run


@dataclass(frozen=True)
class Segment:
    """Some rows of one type. ``row`` makes the row with an index below ``count``; ``first`` is its place in the log."""

    type: str
    first: int
    count: int
    row: Callable[[int], dict[str, Any]]


class RunLog:
    """The rows that a run has logged by ``now``, in the order of their writing.

    ``date_time`` makes text of a time of the clock of the machine that runs it. ``exported`` is
    where the ZIP of an export is.
    """

    def __init__(self, run: Run, now: float, date_time: Callable[[float], str], exported: str) -> None:
        self._run = run
        self._now = now
        self._date_time = date_time
        self._exported = exported
        self._rows = 0
        self._segments: list[Segment] = []
        self._fill()

    def _fill(self) -> None:
        run, behaviour, kind = self._run, self._run.behaviour, self._run.kind
        warning_type, error_type = kind.log_family + "Warning", kind.error_type
        types = [entry.get("type", error_type) for entry in behaviour.log]
        successes = behaviour.success if behaviour.log_rows is None else behaviour.log_rows
        self._add("Begin" + kind.log_family, 1, lambda index: {"logMessage": f"{run.name} started"})
        self._add(kind.log_family + "Success", self._share(successes), _asset_row("done"))
        # Entries that the behaviour spells out count among its warnings and errors.
        self._add(warning_type, self._share(behaviour.warnings - types.count(warning_type)), _asset_row("warning"))
        self._add(error_type, self._share(behaviour.errors - types.count(error_type)), _asset_row("failed"))
        entries = list(zip(types, behaviour.log))[: self._share(len(types))]
        for log_type, alike in groupby(entries, key=itemgetter(0)):
            rows = [entry for _type, entry in alike]
            self._add(log_type, len(rows), _explicit_rows(rows))
        if run.ended_in_log(self._now):
            self._end()

    def _share(self, count: int) -> int:
        return max(0, self._run.share(count, self._now))

    def _end(self) -> None:
        if self._run.behaviour.fatal:
            self._add("FatalError", 1, lambda index: {"logMessage": "The job ended with a fatal error"})
        elif self._run.element == "exportJob":
            # The reference: the name of an asset is the URL of the ZIP.
            row = {"logMessage": "exported", "assetName": self._exported}
            self._add(self._run.kind.log_family + "Success", 1, lambda index: dict(row))
        self._add("End" + self._run.kind.log_family, 1, lambda index: {"logMessage": "%s ended" % self._run.name})

    def _add(self, log_type: str, count: int, row: Callable[[int], dict[str, Any]]) -> None:
        if count:
            self._segments.append(Segment(log_type, self._rows, count, row))
            self._rows += count

    def total(self, types: Collection[str] | None = None) -> int:
        """How many rows there are of some types (None: of any)."""
        return sum(segment.count for segment in self._of(types))

    def page(
        self, first: int, size: int, types: Collection[str] | None, by_type: bool, descending: bool
    ) -> list[dict[str, Any]]:
        """At most ``size`` rows of some types, from number ``first`` on, in their order in time or ``by_type``."""
        total = self.total(types)
        numbers = range(first, min(first + size, total))
        if descending:
            numbers = range(total - 1 - first, max(total - 1 - first - size, -1), -1)
        segments = self._of(types)
        if by_type:
            segments.sort(key=lambda segment: segment.type)
        return [self._row(segments, number) for number in numbers]

    def _of(self, types: Collection[str] | None) -> list[Segment]:
        return [segment for segment in self._segments if types is None or segment.type in types]

    def _row(self, segments: list[Segment], number: int) -> dict[str, Any]:
        for segment in segments:
            if number < segment.count:
                row = segment.row(number)
                row["logType"] = segment.type
                row["dateCreated"] = self._date_time(self._written(segment.first + number))
                return row
            number -= segment.count
        raise IndexError(number)

    def _written(self, place: int) -> float:
        run = self._run
        until = min(self._now, run.ended)
        written = run.triggered + (until - run.triggered) * place / max(1, self._rows - 1)
        return run.on_its_clock(written)


def _asset_row(what: str) -> Callable[[int], dict[str, Any]]:
    def row(index: int) -> dict[str, Any]:
        name = "asset-%06d" % (index + 1)
        return {
            "logMessage": "%s: %s" % (name, what),
            "assetName": name,
            "assetType": "Image",
            "assetHandle": "a|%d" % (index + 1),
        }

    return row


def _explicit_rows(entries: Sequence[Mapping[str, Any]]) -> Callable[[int], dict[str, Any]]:
    def row(index: int) -> dict[str, Any]:
        entry = entries[index]
        aux = [{"logMessage": one["message"], "logType": one["type"]} for one in entry.get("aux", ())]
        return {
            "logMessage": entry.get("message", ""),
            "assetName": entry.get("asset"),
            "assetType": entry.get("asset_type"),
            "assetHandle": entry.get("asset_handle"),
            "auxArray": aux or None,
        }

    return row
