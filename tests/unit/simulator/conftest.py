# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running simulator for every test, as its seed has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulator_client import Client

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import SimulatorServer
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.seed import default_seed


@pytest.fixture(scope="session")
def server() -> Iterator[SimulatorServer]:
    with SimulatorServer() as running:
        yield running


@pytest.fixture
def client(server: SimulatorServer) -> Iterator[Client]:
    server.simulation.load(default_seed())
    talker = Client(int(server.base_url.rpartition(":")[2]))
    # A drift this slow is standing still: time passes only when a test lets it.
    talker.control("POST", "clock", {"drift": 1e-9})
    yield talker
    talker.close()
