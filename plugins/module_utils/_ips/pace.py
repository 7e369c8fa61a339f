# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deadlines, and the intervals between polls."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable

from .times import Clock

FIRST_INTERVAL = 1.0
"""Seconds between the first two polls."""

INTERVAL_GROWTH = 1.5

RESOLUTION = 0.001
"""Seconds that are not worth another poll."""


class Deadline:
    """A moment of the local monotonic clock, or never.

    :param seconds: from now on; None for never.
    """

    def __init__(self, clock: Clock, seconds: float | None) -> None:
        self.clock = clock
        self._moment = clock.monotonic() + (math.inf if seconds is None else seconds)

    def remaining(self) -> float:
        """Seconds left, not below zero."""
        return max(0.0, self._moment - self.clock.monotonic())

    @property
    def passed(self) -> bool:
        """Whether the moment has passed."""
        return self.remaining() <= 0

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Do not count the time that the context takes."""
        began = self.clock.monotonic()
        try:
            yield
        finally:
            self._moment += self.clock.monotonic() - began

    def within(self, seconds: float) -> Deadline:
        """The earlier of this and so many seconds from now."""
        return Deadline(self.clock, min(seconds, self.remaining()))


def pace(
    deadline: Deadline, first: float, longest: float, at_once: bool = True, requested: Callable[[], float] = float
) -> Iterator[None]:
    """Yield whenever it is time to poll, the last time at the deadline.

    :param first: seconds between the first two polls; the intervals then grow.
    :param longest: the most seconds between two polls.
    :param at_once: whether the first poll comes now, not after an interval.
    :param requested: the interval that the service requests at the moment; it counts if it is longer.
    """
    interval = min(first, longest)
    left = deadline.remaining()
    if at_once:
        yield
    while left > RESOLUTION:
        # What was asked before the deadline may have changed by then, however long the answer took.
        left = deadline.remaining()
        pause = min(max(interval, requested()), longest, left)
        deadline.clock.sleep(pause)
        left -= pause
        interval = min(interval * INTERVAL_GROWTH, longest)
        yield
