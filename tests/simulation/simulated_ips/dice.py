# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chance that is the same on every machine for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Side = TypeVar("Side")


class Dice:
    """Draws from a stream of its own, so that the draws of one part do not change those of another.

    Everything is based on ``Random.random``, whose numbers for a seed are the same in every version of Python.

    :param seed: the name of the stream.
    """

    def __init__(self, *seed: object) -> None:
        self._draw = random.Random("/".join(map(str, seed))).random

    def chance(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self._draw() < probability

    def between(self, low: float, high: float) -> float:
        """A number from ``low`` to ``high``."""
        return low + (high - low) * self._draw()

    def spread(self, low: float, high: float) -> float:
        """A positive number on a logarithmic scale: as often from 1 to 10 as from 10 to 100."""
        return float(low * (high / low) ** self._draw())

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int((high - low + 1) * self._draw())

    def pick(self, sides: Sequence[Side]) -> Side:
        """One of them, all equally likely."""
        return sides[int(len(sides) * self._draw())]

    def weighted(self, sides: Sequence[tuple[float, Side]]) -> Side:
        """One of them, with the probability of its weight."""
        left = self._draw() * sum(weight for weight, _side in sides)
        for weight, side in sides:
            left -= weight
            if left < 0:
                return side
        return sides[-1][1]
