# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""service_info against the simulator: each assumption that is broken is found, also in the transcript of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from harness import DEFAULT_SEED, PASSWORD, USERNAME, Player, Simulator, running_simulator

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.assumptions import ASSUMPTIONS
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.direct import (
    ModuleCall,
    run_directly,
    task_of,
)

Steps = list[tuple[str, Mapping[str, Any]]]
DIRECTLY, AS_A_MODULE = ({"dynamic_media_direct_execution": direct} for direct in (True, False))
RUN = ("runs", {"job": "Long Optimize"})
REFUSAL = {"kind": "fault", "code": 20003, "faultcode": "Client", "element": "authorizationFault", "times": 0}
OPEN = {"zone_labels", "follow_on_names"}
"""What the simulator's own account does not show: its times are in UTC, and no upload has run."""


def job_clock(**settings: Any) -> tuple[str, dict[str, Any]]:
    return "clock", {"job_clock": settings}


def bad_fields(operation: str, **values: str) -> tuple[str, dict[str, Any]]:
    return "faults", {"kind": "bad_fields", "operation": operation, "values": values, "times": 0}


def job(name: str, **behaviour: Any) -> tuple[str, dict[str, Any]]:
    return "jobs", {"jobs": [{"name": name, "behaviour": behaviour}]}


def log(name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "logs", {"job": name, "started_ago": 7200, **more}


BROKEN: dict[str, Steps] = {
    "may_read": [("faults", {**REFUSAL, "operation": "getActiveJobs"})],
    "service_clock": [("clock", {"offset": -3 * 86400})],
    "job_clock": [job_clock(skew=-1200), RUN],
    "zone_labels": [job_clock(utc_digits=True), RUN],
    "possible_times": [job_clock(skew=7200), log("My Test Job", started_ago=60)],
    "readable": [bad_fields("getJobLogs", fileErrorCount="?")],
    "original_names": [("answers", {"original_names": False})],
    "run_names": [("answers", {"names_tie": False})],
    "names_tie": [("answers", {"names_tie": False}), RUN],
    "name_fractions": [job_clock(name_fractions=False), RUN],
    "run_names_differ": [job_clock(name_fractions=False), log("My Test Job", count=2, spacing=0)],
    "handles_differ": [bad_fields("getJobLogs", jobHandle="same")],
    "details_by_handle": [bad_fields("getJobLogs", jobHandle="nobody's")],
    "job_names_differ": [("answers", {"same_names": True}), job("My Test Job")],
    "end_dates": [job("Endless", row_ends=False), log("Endless")],
    "log_order": [("answers", {"log_sorted": False})],
    "log_complete": [("answers", {"log_limit": 5})],
    "log_since": [job_clock(utc_digits=True)],
    "log_reach": [("answers", {"log_retention": 7300}), log("My Test Job")],
    "known_states": [RUN, bad_fields("getActiveJobs", state="Dozing")],
    "follow_on_names": [job("Up", follow_on=[{"infix": "_publish"}]), log("Up")],
    "one_submitter": [("runs", {"job": "Long Optimize", "user": "viewer@scene7.com"})],
}
OTHERWISE: dict[str, dict[str, Any]] = {
    "may_run_jobs": {"username": "viewer@scene7.com", "password": "viewerpassword"},
    "may_invalidate": {"username": "viewer@scene7.com", "password": "viewerpassword"},
    "current_version": {"api_version": "2012-02-14"},
}
"""What is broken by the options of the task."""


def seed(**more: Any) -> dict[str, Any]:
    """The simulator's own, without the two jobs that have one name."""
    content: dict[str, Any] = json.loads(DEFAULT_SEED.read_text(encoding="utf-8"))
    planetary = content["companies"][0]
    planetary["jobs"] = [one for one in planetary["jobs"] if one["name"] != "Twin Job"]
    return {**content, **more}


def check(endpoint: str, **options: Any) -> dict[str, Any]:
    """The result of the module, in this process."""
    account = {"username": USERNAME, "password": PASSWORD, "company_name": "Planetary"}
    args = {"endpoint": endpoint, **account, **options, "_ansible_check_mode": False, "_ansible_diff": False}
    result = run_directly(ModuleCall(task_of("service_info"), args, environment={}, directory=""))
    assert not result.get("failed"), result["msg"]
    return result


def findings(result: Mapping[str, Any]) -> dict[str, bool | None]:
    return {one["name"]: one["holds"] for one in result["checks"]}


def replayed(transcript: Path, **options: Any) -> dict[str, Any]:
    with running_simulator("--replay", str(transcript)) as simulator:
        return check(simulator.endpoint, **{**options, "company_name": "Company 0001"})


def test_each_assumption_is_broken_here() -> None:
    assert {*BROKEN, *OTHERWISE} == {assumption.name for assumption in ASSUMPTIONS}


def test_an_account_as_it_should_be(simulator: Simulator) -> None:
    simulator.restart(seed())
    simulator.post(*RUN)
    result = check(simulator.endpoint)
    assert {name for name, holds in findings(result).items() if not holds} == OPEN
    assert {name for name, holds in findings(result).items() if holds is None} == OPEN
    assert simulator.changes() == []


def test_names_after_the_zone_and_the_upload(simulator: Simulator) -> None:
    simulator.restart(seed(time_zone="-07:00"))
    for step in (job("Up", follow_on=[{"prefix": "Pub_"}]), log("Up"), RUN):
        simulator.post(*step)
    assert set(findings(check(simulator.endpoint)).values()) == {True}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_on_purpose(simulator: Simulator, tmp_path: Path, name: str) -> None:
    simulator.restart(seed(time_zone="-07:00"))
    for step in BROKEN[name]:
        simulator.post(*step)
    result = check(simulator.endpoint, record_to=str(tmp_path / "transcript"))
    assert findings(result)[name] is False
    assert replayed(tmp_path / "transcript")["checks"] == result["checks"]


@pytest.mark.parametrize("name", OTHERWISE)
def test_broken_by_options(simulator: Simulator, tmp_path: Path, name: str) -> None:
    result = check(simulator.endpoint, **OTHERWISE[name], record_to=str(tmp_path / "transcript"))
    assert findings(result)[name] is False
    assert replayed(tmp_path / "transcript", **OTHERWISE[name])["checks"] == result["checks"]


@pytest.mark.parametrize("version", ["pre-4.0", "2009-07-31"])
def test_an_older_version_shows_less(simulator: Simulator, tmp_path: Path, version: str) -> None:
    simulator.restart(seed())
    result = check(simulator.endpoint, api_version=version, record_to=str(tmp_path / "transcript"))
    assert {name for name, holds in findings(result).items() if holds is False} == {"current_version"}
    assert replayed(tmp_path / "transcript", api_version=version)["checks"] == result["checks"]


@pytest.mark.parametrize("variables", [DIRECTLY, AS_A_MODULE], ids=["directly", "as a module"])
def test_in_a_playbook(play: Player, simulator: Simulator, tmp_path: Path, variables: dict[str, Any]) -> None:
    path = tmp_path / "transcript"
    task = {"mediaops.dynamic_media.service_info": {"company_name": "Planetary", "record_to": str(path)}}
    predicted = play([task], check=True, variables=variables).assert_success().result
    assert not path.exists()
    result = play([task], variables=variables).assert_success().result
    assert (predicted["changed"], result["changed"]) == (False, False)
    assert findings(predicted) == findings(result)
    assert path.read_text(encoding="utf-8").count("\n") == result["exchange"]["requests"]
    assert not any(word in path.read_text(encoding="utf-8") for word in (USERNAME, PASSWORD, "Planetary", "Nightly"))
    assert simulator.changes() == []
