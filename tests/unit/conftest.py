# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the unit tests."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from ansible_collections.mediaops.dynamic_media.tests.unit.support.certificates import Authority
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import DirectRunner, ModuleRunner
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

# A shell that runs the tests in the background ignores Ctrl-C, and so would each program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What a property says does not depend on how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on who runs it from where."""
    for variable in os.environ:
        if variable.startswith("IPS_") or variable.lower().endswith("_proxy") or variable.endswith("_CA_BUNDLE"):
            monkeypatch.delenv(variable)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def wire(clock: FakeClock) -> ScriptedTransport:
    return ScriptedTransport(clock)


@pytest.fixture
def run_as_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wire: ScriptedTransport
) -> ModuleRunner:
    """Runs a module's ``main()`` over the test's wire."""
    runner = ModuleRunner(monkeypatch, capsys)
    runner.wire = wire
    return runner


@pytest.fixture
def run_directly(monkeypatch: pytest.MonkeyPatch, wire: ScriptedTransport) -> DirectRunner:
    """Runs a module's task in this process, over the test's wire."""
    runner = DirectRunner(monkeypatch)
    runner.wire = wire
    return runner


@pytest.fixture(params=["run_as_module", "run_directly"])
def run_module(request: pytest.FixtureRequest) -> ModuleRunner | DirectRunner:
    """Runs a module over the test's wire, in both ways in which Ansible may."""
    runner: ModuleRunner | DirectRunner = request.getfixturevalue(request.param)
    return runner


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that no trust store has."""
    return Authority(tmp_path_factory.mktemp("authority"))
