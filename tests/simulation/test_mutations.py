# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulation finds each mistake that is put into the flow on purpose."""

from __future__ import annotations

import pytest
from simulated_ips.mutations import MUTATIONS, Mutation

SEEDS = 2000
"""The number of schedules within which each mistake must be found. Most need only a few."""


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_mistake_is_found(mutation: Mutation) -> None:
    finding = mutation.finding(range(SEEDS), mutation.odd)
    assert finding is not None, f"{mutation.name!r} was not found in {SEEDS} schedules"
    assert "the simulation itself" not in finding.broken[0]
