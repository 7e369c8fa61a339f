# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recurring job's schedule: check it, compare what it means, and say it in words.

Source: the user guide, "Check job files". Its own examples and that of the API reference break its rules in places, so
only what cannot be right is refused; the rest gets a warning.
"""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")

LONGEST_MONTHS = {month: calendar.monthrange(2024, month)[1] for month in range(1, 13)}
"""The days of each month in a leap year."""

HORIZON = timedelta(days=4 * 366)
"""How far ahead the next time is looked for: far enough for a 29 February."""

FIRST_ZONE, LAST_ZONE = timedelta(hours=-12), timedelta(hours=14)
"""The time zones of the world. Which of them is the service's is not known."""


class _Place(NamedTuple):
    """One field of a schedule.

    :param low: its smallest number.
    :param names: of its numbers, from the smallest on.
    :param letters: the special characters that it takes besides ``, - * /``.
    """

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    letters: str = ""

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return self.high - self.low + 1

    def is_wildcard(self, text: str) -> bool:
        """Whether the text stands for any of its numbers."""
        return text == "*" or (text == "?" and "?" in self.letters)


PLACES = (
    _Place("seconds", 0, 59),
    _Place("minutes", 0, 59),
    _Place("hours", 0, 23),
    _Place("day of month", 1, 31, letters="?LC"),
    _Place("month", 1, 12, MONTHS),
    _Place("day of week", 1, 7, WEEKDAYS, letters="?LC#"),
    _Place("year", 1970, 2099),
)
SECONDS, MINUTES, HOURS, DAYS, MONTH, WEEKDAY, YEAR = range(len(PLACES))
FEWEST_FIELDS = 5

Part = tuple[str, int, int]
"""What only the calendar resolves: its letter, a number (0 for none), and the occurrence in the month (0 for none)."""


class _Values(NamedTuple):
    """The values of one field; without numbers and parts, any value."""

    numbers: frozenset[int] = frozenset()
    parts: frozenset[Part] = frozenset()

    @property
    def is_any(self) -> bool:
        return not self.numbers and not self.parts

    def include(self, number: int, parts: Iterable[Part] = ()) -> bool:
        """Whether the field matches a number, or one of the parts that describe the same day."""
        return self.is_any or number in self.numbers or not self.parts.isdisjoint(parts)


@dataclass(frozen=True)
class Schedule:
    """What a schedule means; two that mean the same are equal, however they are written.

    :param warnings: what a user should know about the way it is written.
    """

    fields: tuple[_Values, ...]
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def never_fires(self) -> bool:
        """Whether no month of the schedule has one of its days, as for 31 February."""
        days, months = self.fields[DAYS], self.fields[MONTH].numbers or frozenset(LONGEST_MONTHS)
        return (
            bool(days.numbers) and not days.parts and min(days.numbers) > max(LONGEST_MONTHS[month] for month in months)
        )

    def in_words(self) -> str:
        """When it fires, for example ``at 02:00:00 every day``."""
        return " ".join(filter(None, [self._time_in_words(), self._day_in_words()]))

    def _time_in_words(self) -> str:
        times = [sorted(self.fields[place].numbers) for place in (HOURS, MINUTES, SECONDS)]
        hours, minutes, seconds = times
        if all(len(values) == 1 for values in times):
            return f"at {hours[0]:02}:{minutes[0]:02}:{seconds[0]:02}"
        words = [_of("second", seconds), _of("minute", minutes), _of("hour", hours)]
        return "at " + " of ".join(words)

    def _day_in_words(self) -> str:
        days, weekdays, months, years = (self.fields[place] for place in (DAYS, WEEKDAY, MONTH, YEAR))
        given = (
            ("on", _weekday_words(weekdays)),
            ("on", _day_words(days)),
            ("in", [MONTHS[number - 1] for number in sorted(months.numbers)]),
            ("in", [str(number) for number in sorted(years.numbers)]),
        )
        every_day = ["every day"] if days.is_any and weekdays.is_any else []
        return " ".join([*every_day, *(f"{word} {_listed(values)}" for word, values in given if values)])

    def next_in_words(self, now: datetime) -> str:
        """On which day it fires next, as a sentence; empty where that cannot be said.

        :param now: the aware time at the service.
        """
        local = now.astimezone(timezone.utc).replace(tzinfo=None)
        earliest, latest = self.next_after(local + FIRST_ZONE), self.next_after(local + LAST_ZONE)
        if latest is not None and earliest is not None:
            is_certain = earliest.date() == latest.date()
            return f"The next time is on {'' if is_certain else 'or before '}{latest.date()}."
        is_past = earliest is None and max(self.fields[YEAR].numbers, default=local.year + 1) <= local.year
        return "All of its times have passed." if is_past and not self._needs_service_calendar else ""

    @property
    def _needs_service_calendar(self) -> bool:
        """Whether it has the character C."""
        return any(letter == "C" for values in self.fields for letter, _number, _occurrence in values.parts)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after a moment, both in the service's time zone and naive.

        None where no time comes within four years, or where only the service's own calendar decides (the character C).
        """
        if self._needs_service_calendar:
            return None
        start = moment.replace(microsecond=0) + timedelta(seconds=1)
        end = start + HORIZON
        while start <= end:
            found = self._first_time(start) if self._fires_on(start) else None
            if found:
                return found
            start = start.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        return None

    def _fires_on(self, day: datetime) -> bool:
        weekday = day.isoweekday() % 7 + 1
        last = calendar.monthrange(day.year, day.month)[1]
        day_parts: list[Part] = [("L", 0, 0)] if day.day == last else []
        weekday_parts: list[Part] = [("#", weekday, (day.day - 1) // 7 + 1)]
        if day.day > last - 7:
            weekday_parts.append(("L", weekday, 0))
        if weekday == len(WEEKDAYS):
            weekday_parts.append(("L", 0, 0))
        return (
            self.fields[DAYS].include(day.day, day_parts)
            and self.fields[MONTH].include(day.month)
            and self.fields[WEEKDAY].include(weekday, weekday_parts)
            and self.fields[YEAR].include(day.year)
        )

    def _first_time(self, start: datetime) -> datetime | None:
        """The first time of the day that is not before the start, or None."""
        values = (
            sorted(self.fields[place].numbers) or range(PLACES[place].high + 1) for place in (HOURS, MINUTES, SECONDS)
        )
        for hour, minute, second in itertools.product(*values):
            if (hour, minute, second) >= (start.hour, start.minute, start.second):
                return start.replace(hour=hour, minute=minute, second=second)
        return None


def parse_schedule(text: str) -> Schedule:
    """Read a schedule: six fields or seven, seconds first.

    :raises ValueError: with a sentence for the user when it cannot be right.
    """
    words = text.split()
    if not FEWEST_FIELDS <= len(words) <= len(PLACES):
        plural = "" if len(words) == 1 else "s"
        raise ValueError(
            f"{text.strip()!r} has {len(words)} field{plural}. A schedule has six or seven: "
            f"{', '.join(place.name for place in PLACES[:-1])} and, optionally, the year"
        )
    try:
        fields = tuple(_field(word, place) for word, place in zip(words, PLACES))
    except ValueError as exc:
        raise ValueError(f"{exc}{_cron_hint(words)}") from None
    schedule = Schedule(fields + (_Values(),) * (len(PLACES) - len(fields)))
    return Schedule(schedule.fields, tuple(_warnings(words, schedule)))


def same_schedule(one: str | None, other: str | None) -> bool:
    """Whether two schedules mean the same; texts that cannot be read are compared word by word."""
    try:
        return parse_schedule(one or "") == parse_schedule(other or "")
    except ValueError:
        return (one or "").split() == (other or "").split()


def _warnings(words: Sequence[str], schedule: Schedule) -> Iterable[str]:
    written = " ".join(words)
    if len(words) == FEWEST_FIELDS:
        yield (
            f"The schedule {written!r} has five fields. The service reads seconds first, so the job runs "
            f"{schedule.in_words()}{_cron_hint(words)}."
        )
    elif [words[DAYS], words[WEEKDAY]].count("?") != 1:
        yield f"In the schedule {written!r}, exactly one of day of month and day of week should be '?'."
    if schedule.never_fires:
        yield f"The schedule {written!r} names a day that none of its months has, so the job never runs."
    for word, place in zip(words, PLACES):
        for name in re.findall("[A-Za-z]{3}", word):
            if name not in place.names:
                yield f"The name {name!r} in the schedule should be written {name.capitalize()!r}."


def _cron_hint(words: Sequence[str]) -> str:
    """How to write five fields as a schedule, if they are a Unix cron line. Cron's weekday 0 is Sunday."""
    if len(words) != FEWEST_FIELDS:
        return ""
    minute, hour, day, month, weekday = words
    named = re.sub(r"(?<![/\d])[0-7](?!\d)", lambda match: WEEKDAYS[int(match.group()) % 7], weekday)
    days = (day, "?") if weekday == "*" else ("?" if day == "*" else day, named)
    line = f"0 {minute} {hour} {days[0]} {month} {days[1]}"
    try:
        parse_schedule(line)
    except ValueError:
        return ""
    return f". If you mean a Unix cron line, write {line!r}"


def _field(word: str, place: _Place) -> _Values:
    numbers: set[int] = set()
    parts: set[Part] = set()
    for piece in word.split(","):
        if place.is_wildcard(piece):
            return _Values()
        part = _part(piece, place)
        if part:
            parts.add(part)
        else:
            numbers |= set(_range(piece, place))
    everything = place is not PLACES[YEAR] and len(numbers) == place.size
    return _Values() if everything else _Values(frozenset(numbers), frozenset(parts))


def _part(piece: str, place: _Place) -> Part | None:
    """A piece that only the calendar resolves: ``L``, ``6L``, ``5C``, ``6#3``; None for any other."""
    if "#" in piece and "#" in place.letters:
        weekday, _hash, occurrence = piece.partition("#")
        if not re.fullmatch("[1-5]", occurrence):
            raise _wrong(piece, place)
        return "#", _number(weekday, piece, place), int(occurrence)
    letter = piece[-1:]
    if letter in ("L", "C") and letter in place.letters:
        return letter, _number(piece[:-1], piece, place) if piece[:-1] else 0, 0
    return None


def _range(piece: str, place: _Place) -> Iterable[int]:
    span, slash, step = piece.partition("/")
    if slash and not re.fullmatch("[1-9][0-9]{0,3}", step):
        raise _wrong(piece, place)
    if place.is_wildcard(span):
        first, last = place.low, place.high
    else:
        start, dash, end = span.partition("-")
        first = _number(start, piece, place)
        last = _number(end, piece, place) if dash else place.high if slash else first
    if last < first:
        # Over the end of the hour, the week or the year, as in Fri-Mon.
        last += place.size
    return ((value - place.low) % place.size + place.low for value in range(first, last + 1, int(step or 1)))


def _number(text: str, piece: str, place: _Place) -> int:
    if text.capitalize() in place.names:
        return place.names.index(text.capitalize()) + place.low
    if not re.fullmatch("[0-9]{1,4}", text) or not place.low <= int(text) <= place.high:
        raise _wrong(piece, place)
    return int(text)


def _wrong(piece: str, place: _Place) -> ValueError:
    names = f", {place.names[0]} to {place.names[-1]}" if place.names else ""
    letters = f" and {' '.join(place.letters)}" if place.letters else ""
    return ValueError(
        f"{piece!r} is not valid for {place.name}, which takes {place.low} to {place.high}{names}, and the characters "
        f", - * /{letters}"
    )


def _of(unit: str, values: Sequence[int]) -> str:
    if not values:
        return f"every {unit}"
    return f"{unit}{'s' if len(values) > 1 else ''} {_listed([*map(str, values)])}"


def _listed(words: list[str]) -> str:
    """Words as a list in a sentence; of many, the first few and how many more there are."""
    if len(words) > 8:
        words = [*words[:6], f"{len(words) - 6} more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _weekday_words(values: _Values) -> list[str]:
    parts = (_weekday_part(*part) for part in sorted(values.parts))
    return [*(WEEKDAYS[number - 1] for number in sorted(values.numbers)), *parts]


def _weekday_part(letter: str, number: int, occurrence: int) -> str:
    if letter == "L" and not number:
        return "Sat"
    day = WEEKDAYS[number - 1]
    if letter == "#":
        return f"{day} number {occurrence} of the month"
    return f"the last {day}" if letter == "L" else f"{day} by the service's calendar"


def _day_words(values: _Values) -> list[str]:
    parts = (
        "the last day" if letter == "L" else f"day {number or 1} by the service's calendar"
        for letter, number, _occurrence in sorted(values.parts)
    )
    return [*(f"day {number}" for number in sorted(values.numbers)), *parts]
