# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's clock, and what it has planned for later.

Two times are kept apart. *Service time* (float seconds since 1970) is what behaviours, runs and plans live in; it can
be advanced or made to drift, never turned back. What leaves the service (dates in answers, the Date header) is service
time plus an *offset*, which is how a server's clock that is wrong looks from outside. The machine that runs jobs has a
clock of its own, which is ahead of the service's by a *skew*: it dates runs and gives them their names.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formatdate
from typing import Callable

from .errors import BadControlRequest

_ZONE = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)", re.ASCII)
_DATE_TIME = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|%s)\s*" % _ZONE.pattern.replace("(", "(?:"), re.ASCII
)
_EPOCH = datetime(1970, 1, 1)
_FIRST_SHOWN = (datetime(1, 1, 1) - _EPOCH).total_seconds()
_END = (datetime(9000, 1, 1) - _EPOCH).total_seconds()
"""How far service time can be advanced, so that the clock can still be wrong and runs can still take their time."""
_LAST_SHOWN = (datetime(9999, 12, 31, 23, 59, 59, 999_000) - _EPOCH).total_seconds()


@dataclass
class JobClock:
    """The clock of the machine that runs jobs.

    ``skew`` is how many seconds it is ahead of the service's; a run keeps the skew with which it started. With
    ``utc_digits`` its dates show UTC's digits and label them with the server's zone, as the reference's JobLog does.
    Without ``name_fractions`` runs that start in one second share a name.
    """

    skew: float = 0.0
    utc_digits: bool = False
    name_fractions: bool = True


class Clock:
    """Service time and its face. ``zone`` is the server's time zone as an offset such as ``-07:00``."""

    def __init__(self, zone: str = "+00:00", jobs: JobClock | None = None) -> None:
        self.offset = 0.0
        self.drift = 1.0
        self.jobs = jobs or JobClock()
        self.zone = zone
        self.zone_seconds = zone_seconds(zone)
        self._suffix = "Z" if self.zone_seconds == 0 else zone
        self._base = time.time()
        self._anchor = time.monotonic()
        self._lock = threading.Lock()

    def now(self) -> float:
        """The service time."""
        with self._lock:
            return self._now()

    def _now(self) -> float:
        return self._base + (time.monotonic() - self._anchor) * self.drift

    def advance(self, seconds: float) -> None:
        """Let time pass at once; BadControlRequest at the end of time."""
        with self._lock:
            if self._now() + seconds > _END:
                raise BadControlRequest("advance: the year is %d already" % self.local(self._now()).year)
            self._base += seconds

    def set_drift(self, factor: float) -> None:
        """From now on let ``factor`` seconds of service time pass in each real second."""
        with self._lock:
            self._base, self._anchor = self._now(), time.monotonic()
            self.drift = factor

    def from_outside(self, text: str) -> float:
        """The service time that a client means by an xs:dateTime, which carries its zone."""
        return round(parse_date_time(text) - self.offset, 3)

    def can_show(self, moment: float) -> bool:
        """Whether a service time is in the years that dates have, 1 to 9999, in the server's zone."""
        return _FIRST_SHOWN <= self._shown(moment) <= _LAST_SHOWN

    def local(self, moment: float) -> datetime:
        """What the server's own clock shows at a service time.

        An offset that is set later can put a planned time out of the years that there are; it shows as their end.
        """
        return _EPOCH + timedelta(seconds=min(max(self._shown(moment), _FIRST_SHOWN), _LAST_SHOWN))

    def _shown(self, moment: float) -> float:
        return moment + self.offset + self.zone_seconds

    def from_local(self, shown: datetime) -> float:
        """The service time at which the server's own clock shows something."""
        return (shown - _EPOCH).total_seconds() - self.zone_seconds - self.offset

    def date_time(self, moment: float) -> str:
        """A service time as xs:dateTime with milliseconds and the server's zone."""
        return self.local(moment).isoformat(timespec="milliseconds") + self._suffix

    def job_date_time(self, moment: float) -> str:
        """A time of the job machine's clock as xs:dateTime."""
        digits = moment - self.zone_seconds if self.jobs.utc_digits else moment
        return self.date_time(digits)

    def run_suffix(self, moment: float) -> str:
        """A time of the job machine's clock as run names have it, ``YYYY-MM-DD-HH:MM:SS`` with or without ``.mmm``."""
        return self.local(moment).isoformat("-", timespec="milliseconds" if self.jobs.name_fractions else "seconds")

    def http_date(self) -> str:
        """Now, for the Date header."""
        return formatdate(self.now() + self.offset, usegmt=True)


class Agenda:
    """Things that happen by themselves at a service time, in the order of their times."""

    def __init__(self) -> None:
        self._order = itertools.count()
        self._plans: list[tuple[float, int, Callable[[], None]]] = []

    def plan(self, moment: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._plans, (moment, next(self._order), action))

    def settle(self, now: float) -> None:
        """Do all that is due, what the doing plans included."""
        while self._plans and self._plans[0][0] <= now:
            heapq.heappop(self._plans)[2]()


def to_milliseconds(moment: float) -> float:
    """A time cut down to what clients can see of it, so that it equals what they send back; never a later time."""
    count = math.floor(moment * 1000)
    return (count if count / 1000 <= moment else count - 1) / 1000


def is_zone(text: str) -> bool:
    """Whether a text is a zone such as ``-07:00``."""
    return _ZONE.fullmatch(text) is not None


def zone_seconds(zone: str) -> int:
    """The seconds that a zone such as ``-07:00`` is ahead of UTC; ValueError if it is invalid."""
    parts = _ZONE.fullmatch(zone)
    if parts is None:
        raise ValueError("%r is not a time zone" % zone)
    sign = -1 if parts[1] == "-" else 1
    return sign * (int(parts[2]) * 3600 + int(parts[3]) * 60)


def parse_date_time(text: str) -> float:
    """Seconds since 1970 of an xs:dateTime with a zone; ValueError for anything else."""
    parts = _DATE_TIME.fullmatch(text)
    if parts is None:
        raise ValueError("%r is not a date and time with a zone" % text)
    year, month, day, hour, minute, second = (int(part) for part in parts.groups()[:6])
    moment = datetime(year, month, day, hour, minute, second)
    ahead = 0 if parts[8] == "Z" else zone_seconds(parts[8])
    return (moment - _EPOCH).total_seconds() + float(parts[7] or 0) - ahead


def is_date_time(text: str) -> bool:
    """Whether a text is an xs:dateTime with a zone."""
    try:
        parse_date_time(text)
    except ValueError:
        return False
    return True
