# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's cron-like schedules, by the rules of the user guide ("Check job files"), in the server's time zone.

Six or seven fields: second, minute, hour, day of month, month, day of week, year. What breaks the rules but has a
meaning is taken, as the guide's own examples break them: five fields, both days given, ranges that wrap around.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Callable, NamedTuple

DayTest = Callable[[datetime], bool]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_LAST_YEAR = 2099
_DIGITS = re.compile("[0-9]{1,4}")
_NTH_WEEKDAY = re.compile("(?P<day>[0-9A-Za-z]+)#(?P<week>[1-5])")


class _Place(NamedTuple):
    """One of the fields, with the numbers and names that it can have."""

    name: str
    low: int
    high: int
    names: Sequence[str] = ()


_SECOND, _MINUTE, _HOUR = _Place("second", 0, 59), _Place("minute", 0, 59), _Place("hour", 0, 23)
_DAY, _MONTH = _Place("day of month", 1, 31), _Place("month", 1, 12, _MONTHS)
_WEEKDAY, _YEAR = _Place("day of week", 1, 7, _WEEKDAYS), _Place("year", 1970, _LAST_YEAR)


@dataclass(frozen=True)
class Schedule:
    """When a job fires: times of the day, and the days that pass a test of either day field."""

    seconds: Sequence[int]
    minutes: Sequence[int]
    hours: Sequence[int]
    days: Sequence[DayTest]
    months: Sequence[int]
    weekdays: Sequence[DayTest]
    years: Sequence[int]

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after a moment, or None if there is none before the end of 2099."""
        start = moment.replace(microsecond=0) + timedelta(seconds=1)
        for day in self._days_from(start):
            found = _first_from((self.hours, self.minutes, self.seconds), (day.hour, day.minute, day.second))
            if found is not None:
                hour, minute, second = found
                return day.replace(hour=hour, minute=minute, second=second)
        return None

    def _days_from(self, start: datetime) -> Iterator[datetime]:
        """The days on which it fires: the rest of the first one, then whole ones."""
        for year in self.years:
            day = max(start, datetime(year, 1, 1))
            while day.year == year:
                if self._fires_on(day):
                    yield day
                day = day.replace(hour=0, minute=0, second=0) + timedelta(days=1)

    def _fires_on(self, day: datetime) -> bool:
        return (
            day.month in self.months
            and any(test(day) for test in self.days)
            and any(test(day) for test in self.weekdays)
        )


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

    The service's own example has but five fields, so fields that are missing at the end mean any value.
    """
    words = text.split()
    if not 5 <= len(words) <= 7:
        raise ValueError("a schedule has six or seven fields, second first; %r has %d" % (text, len(words)))
    second, minute, hour, day, month, weekday, year = words + ["*"] * (7 - len(words))
    return Schedule(
        _values(second, _SECOND),
        _values(minute, _MINUTE),
        _values(hour, _HOUR),
        [_day_of_month(part) for part in day.split(",")],
        _values(month, _MONTH),
        [_day_of_week(part) for part in weekday.split(",")],
        _values(year, _YEAR),
    )


def _day_of_month(part: str) -> DayTest:
    if part == "L":
        return lambda day: (day + timedelta(days=1)).day == 1
    values = _days(part, _DAY)
    return lambda day: day.day in values


def _day_of_week(part: str) -> DayTest:
    nth = _NTH_WEEKDAY.fullmatch(part)
    if nth is not None:
        wanted, week = _number(nth["day"], _WEEKDAY), int(nth["week"])
        return lambda day: _weekday(day) == wanted and (day.day - 1) // 7 + 1 == week
    if part.endswith("L") and part != "L":
        last = _number(part[:-1], _WEEKDAY)
        return lambda day: _weekday(day) == last and (day + timedelta(days=7)).month != day.month
    values = _days("7" if part == "L" else part, _WEEKDAY)
    return lambda day: _weekday(day) in values


def _weekday(day: datetime) -> int:
    return day.isoweekday() % 7 + 1


def _days(part: str, place: _Place) -> Sequence[int]:
    """The days of one part. ``C`` asks for a calendar that excludes days; there is none here."""
    if part == "?":
        part = "*"
    return _range(part[:-1] or "*" if part.endswith("C") else part, place)


def _values(word: str, place: _Place) -> Sequence[int]:
    return sorted({value for part in word.split(",") for value in _range(part, place)})


def _range(part: str, place: _Place) -> Sequence[int]:
    span, slash, step = part.partition("/")
    if span == "*":
        first, last = place.low, place.high
    else:
        start, dash, end = span.partition("-")
        first = _number(start, place)
        last = _number(end, place) if dash else place.high if slash else first
    stride = int(step) if _DIGITS.fullmatch(step) else 0
    if slash and not stride:
        raise ValueError("%r is not a step of a %s" % (part, place.name))
    # A range may wrap around: Fri-Mon.
    count = place.high - place.low + 1
    length = (last - first) % count
    return [(first - place.low + offset) % count + place.low for offset in range(0, length + 1, stride or 1)]


def _number(text: str, place: _Place) -> int:
    if text in place.names:
        return place.names.index(text) + place.low
    if _DIGITS.fullmatch(text) is None or not place.low <= int(text) <= place.high:
        raise ValueError("%r is not a %s" % (text, place.name))
    return int(text)
