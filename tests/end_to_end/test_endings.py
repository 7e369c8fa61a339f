# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that something from outside ends: what they still say, and what they no longer do."""

from __future__ import annotations

import os
import signal
import time
from typing import Any, Callable

import pytest
from harness import Player, Simulator

WAYS = {"directly": True, "as a module": False}


def execute(job: str, **options: Any) -> dict[str, Any]:
    return {"mediaops.dynamic_media.execute_job": {"company_name": "Planetary", "job_name": job, **options}}


PATIENT = execute("Nightly Publish", on_running="wait", poll_interval=0.5)
WAIT = {"mediaops.dynamic_media.wait_for_job": {"company_name": "Planetary", "job_name": "Nightly Publish"}}


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


@pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_that_nothing_is_triggered_for_a_playbook_that_was_killed(
    simulator: Simulator, play: Player, direct: bool, number: int
) -> None:
    simulator.post("runs", {"job": "My Test Job", "behaviour": {"duration": 600}})
    task = execute("My Test Job", on_running="wait", poll_interval=0.5)
    plays = [{"hosts": "all", "gather_facts": False, "tasks": [task]}]
    process = play.start(plays, {"dynamic_media_direct_execution": direct})
    wait_until(lambda: simulator.sent("getActiveJobs") >= 2)
    os.kill(process.pid, number)
    simulator.post("clock", {"advance": 600})
    time.sleep(3)  # several polls
    process.communicate()
    assert simulator.sent("executeJob") == 0


def test_that_the_end_of_its_timeout_is_reported(simulator: Simulator, play: Player) -> None:
    task = {**execute("Long Optimize"), "timeout": 5}
    played = play([task], variables={"dynamic_media_direct_execution": True})
    result = played.result
    assert (played.status, simulator.changes()) == (2, ["executeJob"])
    assert (result["changed"], result["delivery"], result["status"]) == (True, "confirmed", "running")
    assert result["run"]["name"] in result["msg"]
    assert "its timeout expired" in result["msg"]
    assert (result["timedout"], result["error"]["kind"]) == ({"period": 5}, "timeout")


@pytest.mark.parametrize(("job", "changed"), [(PATIENT, True), (WAIT, False)])
def test_that_a_module_that_is_not_waited_for_leaves_open_what_it_did(
    simulator: Simulator, play: Player, job: dict[str, Any], changed: bool
) -> None:
    simulator.post("runs", {"job": "Nightly Publish", "behaviour": {"duration": 600}})
    played = play([{**job, "timeout": 6}], variables={"dynamic_media_direct_execution": False})
    assert (played.status, played.result["changed"], played.result["timedout"]) == (2, changed, {"period": 6})
    assert played.result["msg"].startswith("Job 'Nightly Publish' of company 'Planetary': the task's timeout (6 s)")
    assert "could not report what it had done" in played.result["msg"]
    assert played.result["error"]["kind"] == "timeout"
    simulator.post("clock", {"advance": 600})
    time.sleep(3)  # several polls
    assert simulator.sent("executeJob") == 0


def test_that_a_timeout_while_the_trigger_is_under_way_leaves_its_delivery_open(
    simulator: Simulator, play: Player
) -> None:
    simulator.post("faults", {"kind": "hang_after", "operation": "executeJob", "seconds": 20})
    task = {**execute("Long Optimize"), "timeout": 5}
    result = play([task], variables={"dynamic_media_direct_execution": True}).result
    assert (result["changed"], result["delivery"], result["status"]) == (True, "unknown", "unknown")
    assert "job_info" in result["msg"]
