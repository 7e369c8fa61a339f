# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One simulated service with all its state, as the HTTP server and the control interface share it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from .clock import Clock, JobClock
from .faults import FaultBook
from .http_messages import AnswerSettings
from .journal import Journal
from .seed import default_seed, populate
from .seed_shapes import SEED
from .shapes import check
from .world import World


class Simulation:
    """State that can be reset. ``lock`` guards the world and is held while a call is performed.

    ``base_url`` is where it is served.
    """

    def __init__(self, seed: Mapping[str, Any] | None = None) -> None:
        self.lock = threading.RLock()
        self.journal = Journal()
        self.faults = FaultBook()
        self.base_url = ""
        self.load(default_seed() if seed is None else seed)

    def load(self, seed: Mapping[str, Any]) -> None:
        """Restart from a seed; BadControlRequest, and nothing changed, if the seed is invalid."""
        check(SEED, "seed", seed)
        clock = Clock(seed.get("time_zone", "+00:00"), JobClock(**seed.get("job_clock", {})))
        world = World(clock)
        populate(world, seed)
        answers = AnswerSettings(**seed.get("answers", {}))
        with self.lock:
            self.seed, self.clock, self.world, self.answers = seed, clock, world, answers
            self.journal.clear()
            self.faults.clear()

    def reset(self) -> None:
        """Restart from the seed in use."""
        self.load(self.seed)
