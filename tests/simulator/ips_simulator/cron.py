# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's cron-like schedules: second, minute, hour, day of month, month, day of week, in its own time zone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_PLACES = (
    ("second", 0, 59, ()),
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of week", 1, 7, _WEEKDAYS),
)
_DIGITS = re.compile("[0-9]{1,4}")
_HORIZON_DAYS = 4 * 366
"""How far ahead a next time is looked for: long enough for a 29 February."""


@dataclass(frozen=True)
class Schedule:
    """The values at which each of the six fields fires, in their order."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after a moment, or None when there is none within four years."""
        start = moment.replace(microsecond=0) + timedelta(seconds=1)
        for _unused in range(_HORIZON_DAYS):
            if self._fires_on(start):
                found = _first_from((self.hours, self.minutes, self.seconds), (start.hour, start.minute, start.second))
                if found is not None:
                    hour, minute, second = found
                    return start.replace(hour=hour, minute=minute, second=second)
            start = start.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        return None

    def _fires_on(self, day: datetime) -> bool:
        weekday = day.isoweekday() % 7 + 1
        return day.month in self.months and day.day in self.days and weekday in self.weekdays


def _first_from(choices: Sequence[Sequence[int]], start: Sequence[int]) -> tuple[int, ...] | None:
    """The first combination with one of each of the choices that is not before ``start``, place by place."""
    if not choices:
        return ()
    own, others = choices[0], choices[1:]
    place = bisect_left(own, start[0])
    if place < len(own) and own[place] == start[0]:
        rest = _first_from(others, start[1:])
        if rest is not None:
            return (start[0], *rest)
        place += 1
    return None if place == len(own) else (own[place], *(values[0] for values in others))


def parse(text: str) -> Schedule:
    """Read a schedule; ValueError says what is wrong with it.

    The service's own example has but five fields, so fields that are missing at the end mean any value. A seventh
    field, the year, is accepted when it is ``*``.
    """
    words = text.split()
    if len(words) == 7 and words[6] == "*":
        words.pop()
    if not 5 <= len(words) <= 6:
        raise ValueError("a schedule has six fields, second first; %r has %d" % (text, len(words)))
    words += ["*"] * (6 - len(words))
    return Schedule(*(_values(word.upper(), place) for word, place in zip(words, _PLACES)))


def _values(word: str, place: tuple[str, int, int, tuple[str, ...]]) -> tuple[int, ...]:
    return tuple(sorted({value for part in word.split(",") for value in _range(part, place)}))


def _range(part: str, place: tuple[str, int, int, tuple[str, ...]]) -> range:
    name, low, high, names = place
    span, _slash, step = part.partition("/")
    if span in ("*", "?"):
        first, last = low, high
    else:
        start, dash, end = span.partition("-")
        first = _number(start, name, low, names)
        last = _number(end, name, low, names) if dash else high if step else first
    stride = _number(step or "1", name)
    if not low <= first <= last <= high or stride == 0:
        raise ValueError("%r is no %s" % (part, name))
    return range(first, last + 1, stride)


def _number(text: str, name: str, low: int = 0, names: tuple[str, ...] = ()) -> int:
    if text in names:
        return names.index(text) + low
    if _DIGITS.fullmatch(text) is None:
        raise ValueError("%r is no %s" % (text, name))
    return int(text)
