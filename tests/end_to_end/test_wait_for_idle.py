# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""wait_for_idle in playbooks against the simulator, whose journal shows what was sent."""

from __future__ import annotations

from typing import Any

import pytest
from harness import USERNAME, Player, Simulator

DIRECTLY, AS_A_MODULE = ({"dynamic_media_direct_execution": direct} for direct in (True, False))


def wait(**options: Any) -> list[dict[str, Any]]:
    return [{"mediaops.dynamic_media.wait_for_idle": {"company_name": "Planetary", "poll_interval": 1, **options}}]


def start_run(simulator: Simulator, job: str, duration: float, **behaviour: Any) -> str:
    """Start a run of a job as another user would; its name."""
    simulator.patch("jobs", {"name": job, "behaviour": {"duration": duration, **behaviour}})
    return str(simulator.post("runs", {"job": job})["runs"][0]["name"])


def starting(simulator: Simulator, job: str) -> dict[str, Any]:
    """A task by which another user starts a run, so that it does not end before the playbook gets to the next task."""
    url = f"{simulator.endpoint.partition('/scene7')[0]}/control/runs"
    return {"ansible.builtin.uri": {"url": url, "method": "POST", "body_format": "json", "body": {"job": job}}}


@pytest.mark.parametrize("variables", [DIRECTLY, AS_A_MODULE], ids=["directly", "as a module"])
def test_until_all_have_ended(play: Player, simulator: Simulator, variables: dict[str, Any]) -> None:
    simulator.patch("jobs", {"name": "Failing Publish", "behaviour": {"duration": 12}})
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": 12, "waiting": 1}})
    tasks = [starting(simulator, "Failing Publish"), starting(simulator, "My Test Job"), *wait()]
    result = play(tasks, variables=variables).assert_success().result
    assert (result["changed"], result["idle"]) == (False, True)
    assert {run["job_name"]: run["status"] for run in result["runs"]} == {
        "Failing Publish": "failed",
        "My Test Job": "succeeded",
    }
    assert {run["submitted_by"] for run in result["runs"]} == {USERNAME}
    assert simulator.get("state")["active_runs"] == []
    assert simulator.changes() == []


def test_only_those_that_count(play: Player, simulator: Simulator) -> None:
    start_run(simulator, "Long Optimize", 600)
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": 8}})
    tasks = [
        starting(simulator, "My Test Job"),
        *wait(types=["ImageServingPublish"]),
        *wait(job_names=["Nightly Publish", "My Test Job"]),
        *wait(submitted_by=["viewer@scene7.com"]),
    ]
    by_type, by_name, by_user = play(tasks).assert_success().results[1:]
    assert [(run["job_name"], run["status"]) for run in by_type["runs"]] == [("My Test Job", "succeeded")]
    assert (by_name["idle"], by_name["runs"]) == (True, [])
    assert (by_user["idle"], by_user["runs"]) == (True, [])


def test_a_run_that_only_the_log_shows_is_under_way(play: Player, simulator: Simulator) -> None:
    behaviour = {"appear_after": 600, "row_after": 0, "duration": 1200}
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": behaviour})
    played = play([starting(simulator, "My Test Job"), *wait(wait_timeout=2)])
    assert (played.result["error"]["kind"], played.result["idle"]) == ("timeout", False)
    assert "(in the log only)" in played.result["msg"]


def test_not_longer_than_asked(play: Player, simulator: Simulator) -> None:
    name = start_run(simulator, "Long Optimize", 600)
    played = play(wait(wait_timeout=1), variables=DIRECTLY)
    assert played.tasks[-1].outcome == "failed", played.output
    assert (played.result["error"]["kind"], played.result["runs"][0]["status"]) == ("timeout", "running")
    assert name in played.result["msg"]
    assert f"{name}: Running" in played.output


def test_check_mode_looks_once(play: Player, simulator: Simulator) -> None:
    start_run(simulator, "Long Optimize", 600)
    result = play(wait(), check=True).assert_success().result
    assert (result["idle"], result["runs"][0]["status"]) == (False, "running")
    assert simulator.sent("getActiveJobs") == 1
    assert simulator.changes() == []


def test_the_service_may_be_away_for_a_moment(play: Player, simulator: Simulator) -> None:
    simulator.post("faults", {"kind": "drop_before", "operation": "getActiveJobs", "times": 2})
    result = play(wait()).assert_success().result
    assert result["idle"] is True
    assert result["exchange"]["transient_errors"] == 2
