# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times as options, as the service writes them, and as results; and the two clocks, this machine's and the server's."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Union

SMALLEST_EPOCH = 10**9
"""Epoch seconds start here (2001), so that a forgotten unit ("600") is refused instead of read as the year 1970."""

MAX_AGE = timedelta(days=36500)

SERVER_YEARS = range(1970, 9999)
"""The years that a server's ``Date`` may have, so that an age can be counted back from it."""

NOTABLE_SKEW = 60.0
"""Seconds between the two clocks above which the user is warned."""

_AGE = re.compile(r"(\d+)([smhd])", re.ASCII)
_AGE_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(?:[Zz]|([+-]\d\d):?([0-5]\d)?)",
    re.ASCII,
)

When = Union[datetime, timedelta]
"""A time as an option gives it: absolute, or an age that counts back from the server's now."""


def parse_when(text: str) -> When:
    """Read a time option.

    :returns: an aware datetime, or a timedelta for an age.
    :raises ValueError: with a message for the user when the text has none of the accepted forms.
    """
    text = text.strip()
    try:
        age = _AGE.fullmatch(text)
        if age:
            return _age(int(age.group(1)), _AGE_UNITS[age.group(2)])
        if _NUMBER.fullmatch(text):
            return _from_epoch(text)
        return parse_iso(text)
    except OverflowError:
        raise ValueError(f"{text!r} is out of range") from None


def parse_duration(text: str) -> float:
    """Read a duration option: seconds, or a whole number with one of the units s, m, h and d.

    :returns: seconds.
    :raises ValueError: with a message for the user when the text has neither form.
    """
    text = text.strip()
    age = _AGE.fullmatch(text)
    try:
        if age:
            return _age(int(age.group(1)), _AGE_UNITS[age.group(2)]).total_seconds()
        if _NUMBER.fullmatch(text):
            return timedelta(seconds=float(text)).total_seconds()
    except OverflowError:
        raise ValueError(f"{text!r} is out of range") from None
    raise ValueError(f"{text!r} is not a duration")


def _age(number: int, unit: str) -> timedelta:
    age = timedelta(**{unit: number})
    if age > MAX_AGE:
        raise OverflowError
    return age


def _from_epoch(text: str) -> datetime:
    if float(text) < SMALLEST_EPOCH:
        raise ValueError(f"{text!r} is too small for epoch seconds")
    return datetime.fromtimestamp(0, timezone.utc) + timedelta(seconds=float(text))


def parse_iso(text: str) -> datetime:
    """Read an ISO 8601 date and time with a zone, which is also what xs:dateTime with a zone looks like.

    :raises ValueError: when the text is not such a time.
    """
    match = _ISO.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a time with a zone")
    day, minute, second, fraction, zone, zone_minute = match.groups()
    # As Python before 3.11 reads it.
    plain = f"{day}T{minute}:{second or '00'}.{(fraction or '')[:6]:0<6}{zone or '+00'}:{zone_minute or '00'}"
    try:
        return _in_utc(datetime.fromisoformat(plain))
    except ValueError as exc:
        raise ValueError(f"{text!r} is not a time: {exc}") from None


def _in_utc(moment: datetime) -> datetime:
    """The moment in UTC; in its own zone where UTC has no such year, as for 9999-12-31T23:59:59-06:00."""
    try:
        return moment.astimezone(timezone.utc)
    except OverflowError:
        return moment


def format_time(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, with milliseconds only where there are any."""
    if moment is None:
        return None
    moment = _in_utc(moment)
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def parse_http_date(text: str | None) -> datetime | None:
    """An HTTP header's date as an aware datetime, or None where it is missing, unreadable or too far from now."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.year not in SERVER_YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


class Clock:
    """This machine's time; tests and simulations bring their own."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def now(self) -> datetime:
        """The aware local time."""
        return datetime.now(timezone.utc)

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds."""
        time.sleep(max(0.0, seconds))


class ServerClock:
    """The server's time, from the ``Date`` of its answers.

    ``Date`` has whole seconds, and an answer takes time to arrive. So the server's time is what this clock shows, or
    later by up to a second and the time that the answer took.

    ``skew`` is the seconds by which it is ahead of the local clock; None while it is unknown.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.skew: float | None = None
        self._date: datetime | None = None
        self._received = 0.0

    def observe(self, date_header: str | None) -> None:
        """Take note of the ``Date`` of an answer that has just arrived."""
        date = parse_http_date(date_header)
        if date is None:
            return
        self._date = date
        self._received = self.clock.monotonic()
        self.skew = (date - self.clock.now()).total_seconds()

    @property
    def known(self) -> bool:
        """Whether the server has sent its time."""
        return self._date is not None

    def at(self, monotonic: float) -> datetime:
        """The server's time at a moment of the local monotonic clock; the local time while the server's is unknown."""
        if self._date is None:
            return self.clock.now() - timedelta(seconds=self.clock.monotonic() - monotonic)
        return self._date + timedelta(seconds=monotonic - self._received)

    def now(self) -> datetime:
        """The server's time now; the local time while the server's is unknown."""
        return self.at(self.clock.monotonic())

    def resolve(self, when: When | None) -> datetime | None:
        """Make an option's time absolute: an age counts back from the server's now, which is known to a second."""
        return whole_second(self.now() - when) if isinstance(when, timedelta) else when


def whole_second(moment: datetime) -> datetime:
    """The moment, rounded down to a second."""
    return moment.replace(microsecond=0)
