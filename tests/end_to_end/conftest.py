# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of the end-to-end tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Player, Simulator, running_simulator

# A shell that runs the tests in the background ignores Ctrl-C, and nohup ignores SIGHUP. Without this, so would each
# program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def shared_simulator() -> Iterator[Simulator]:
    """One simulator for all tests of a process."""
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    """A simulator that has seen nothing yet, with its default seed."""
    shared_simulator.restart()
    return shared_simulator


@pytest.fixture
def play(simulator: Simulator, tmp_path: Path) -> Player:
    """Runs tasks against the simulator; see :class:`harness.Player`."""
    return Player(tmp_path, simulator.environment)
