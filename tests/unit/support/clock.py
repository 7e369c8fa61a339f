# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock that a test moves by hand, or that sleeping moves."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Callable

NOON = datetime(2026, 1, 31, 12, 0, 0, tzinfo=timezone.utc)


class FakeClock:
    """No time passes but by :meth:`sleep`; what a test wants to happen at a moment, it plans with :meth:`at`.

    :param start: the local time in the beginning.
    """

    def __init__(self, start: datetime = NOON) -> None:
        self.start = start
        self.elapsed = 0.0
        self.sleeps: list[float] = []
        self._plans: list[tuple[float, Callable[[], object]]] = []

    def monotonic(self) -> float:
        return 1000.0 + self.elapsed

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.elapsed)

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.pass_time(seconds)

    def pass_time(self, seconds: float) -> None:
        """Let time pass without anybody having slept."""
        self.elapsed += max(0.0, seconds)
        due = [plan for plan in self._plans if plan[0] <= self.elapsed]
        self._plans = [plan for plan in self._plans if plan[0] > self.elapsed]
        for _moment, happen in sorted(due, key=lambda plan: plan[0]):
            happen()

    def at(self, seconds: float, happen: Callable[[], object]) -> None:
        """Have something happen so many seconds after the start, while somebody sleeps."""
        self._plans.append((seconds, happen))
