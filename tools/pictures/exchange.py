# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of one task as a sequence diagram, drawn from the simulator's journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pictures.svg import element, label, picture

WIDTH, TOP, STEP, BETWEEN_PHASES, MARGIN = 860, 66.0, 32.0, 26.0, 24
TASK, SERVICE = 330.0, 720.0
POLLS = frozenset({"getActiveJobs", "getJobLogs"})
# In their order; an operation that the current phase lacks begins the next one that has it.
PHASES = (
    ("resolve", "names to handles", frozenset({"getCompanyInfo", "getScheduledJobs"})),
    ("look", "what is active, what has run", POLLS),
    ("execute", "sent once, and never again", frozenset({"executeJob"})),
    ("identify and wait", "the new run, until it has ended", POLLS),
    ("judge", "by the messages of its log", frozenset({"getJobLogDetails"})),
)

Entry = Mapping[str, Any]
"""A request as the journal has it: operation, params and time among others."""


def phases(journal: Sequence[Entry]) -> list[int]:
    """Return for each request the place of its phase in PHASES.

    :raises StopIteration: a request belongs to no phase that is left.
    """
    current = 0
    found = []
    for entry in journal:
        current = next(place for place in range(current, len(PHASES)) if entry["operation"] in PHASES[place][2])
        found.append(current)
    return found


def draw(journal: Sequence[Entry], run_start: str, run_end: str) -> str:
    """Return the diagram of the requests, and next to them the life of the run; the times are ISO 8601."""
    places = phases(journal)
    ys = [TOP + STEP * (number + 0.9) + BETWEEN_PHASES * place for number, place in enumerate(places)]
    height = ys[-1] + STEP
    start = _moment(journal[0]["time"])
    moments = [(_moment(entry["time"]) - start).total_seconds() for entry in journal]
    parts = list(_lifelines(height))
    parts.extend(_headings(places, ys))
    for entry, moment, y in zip(journal, moments, ys):
        parts.extend(_request(entry, moment, y))
    ends = [(_moment(text) - start).total_seconds() for text in (run_start, run_end)]
    parts.extend(_run(*(_place(moments, ys, end) for end in ends)))
    return picture(WIDTH, height, "The requests of one task that runs a job, and the life of the run", parts)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _lifelines(height: float) -> Iterator[str]:
    for x, name in ((TASK, "task"), (SERVICE, "service")):
        yield element("rect", class_="card", x=x - 50, y=16, width=100, height=30, rx=6)
        yield label(x, 36, name, "strong", text_anchor="middle")
        yield element("path", class_="line", stroke_dasharray="3 4", d=f"M{x:g} 46V{height - 14:g}")


def _headings(places: Sequence[int], ys: Sequence[float]) -> Iterator[str]:
    for number, place in enumerate(places):
        if place not in places[:number]:
            name, what, _operations = PHASES[place]
            y = ys[number]
            if number:
                yield element("path", class_="line", stroke_opacity=0.3, d=f"M{MARGIN} {y - 32:g}H{WIDTH - MARGIN}")
            yield label(MARGIN, y - 4, name, "strong")
            yield label(MARGIN, y + 13, what, "soft")


def _request(entry: Entry, moment: float, y: float) -> Iterator[str]:
    changes = entry["operation"] == "executeJob"
    line = "line accent" if changes else "line"
    yield element("path", class_=line, d=f"M{TASK:g} {y:g}H{SERVICE - 9:g}")
    yield element("path", class_="tip", d=f"M{SERVICE:g} {y:g}l-9 -5v10z")
    yield label(TASK + 14, y - 6, entry["operation"], "mono strong" if changes else "mono")
    yield label(SERVICE - 14, y - 6, f"{moment:.2f} s", "soft", text_anchor="end")


def _place(moments: Sequence[float], ys: Sequence[float], moment: float) -> float:
    """Return the height at which *moment* lies between the requests."""
    for number in range(len(moments) - 1):
        if moments[number] <= moment <= moments[number + 1]:
            share = (moment - moments[number]) / ((moments[number + 1] - moments[number]) or 1)
            return ys[number] + share * (ys[number + 1] - ys[number])
    return ys[0] if moment < moments[0] else ys[-1]


def _run(begin: float, end: float) -> Iterator[str]:
    yield element(
        "rect", class_="card accent", x=SERVICE + 18, y=f"{begin:g}", width=16, height=f"{end - begin:g}", rx=4
    )
    yield label(SERVICE + 44, (begin + end) / 2 + 5, "the run", "soft")
