# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of one user on one machine trigger a job once, however differently they are set up."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from harness import Player, Simulator

WAYS = {"directly": True, "as a module": False}


def execute(**options: Any) -> dict[str, Any]:
    return {"mediaops.dynamic_media.execute_job": {"job_name": "My Test Job", "wait": False, **options}}


def first_or_second(first: str, second: str) -> str:
    """A template of two expressions: one for the first host of a play, one for the second."""
    return f"{{{{ {first} if inventory_hostname == 'host1' else {second} }}}}"


@pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)
def test_that_two_hosts_that_differ_in_all_but_the_job_trigger_it_once(
    simulator: Simulator, play: Player, tmp_path: Path, direct: bool
) -> None:
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"appear_after": 2, "duration": 30}})
    (company,) = (one for one in simulator.get("state")["companies"] if one["name"] == "Planetary")
    for host in ("host1", "host2"):
        (tmp_path / host).mkdir()
    task = execute(
        company_name=first_or_second("'Planetary'", "omit"),
        company_handle=first_or_second("omit", repr(company["handle"])),
        endpoint=first_or_second(repr(simulator.endpoint), repr(simulator.endpoint.replace("127.0.0.1", "localhost"))),
    )
    own = f"{tmp_path}/{{{{ inventory_hostname }}}}"
    task["environment"] = {"TMPDIR": own, "HOME": own, "XDG_STATE_HOME": own}
    played = play([task], hosts=2, variables={"dynamic_media_direct_execution": direct}).assert_success()
    assert simulator.sent("executeJob") == 1
    assert sorted(result["action"] for result in played.results) == ["adopt", "execute"]
    assert len({result["run"]["name"] for result in played.results}) == 1


@pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)
def test_that_a_deleted_lock_file_does_not_let_two_tasks_trigger(
    simulator: Simulator, play: Player, tmp_path: Path, direct: bool
) -> None:
    """The first waits for an older run, its lock file goes, and the second comes along."""
    simulator.post("runs", {"job": "My Test Job", "behaviour": {"duration": 600}})
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": 30}})
    task = execute(company_name="Planetary", on_running="wait", poll_interval=0.5)
    plays = [{"hosts": "all", "gather_facts": False, "tasks": [task]}]
    first = play.start(plays, {"dynamic_media_direct_execution": direct})
    wait_for_polls(simulator, 2)
    for file in (tmp_path / "state").iterdir():
        file.unlink()
    second = play.start(plays, {"dynamic_media_direct_execution": direct})
    wait_for_polls(simulator, simulator.sent("getActiveJobs") + 8)
    simulator.post("clock", {"advance": 600})
    outputs = [process.communicate(timeout=90)[0] for process in (first, second)]
    assert simulator.sent("executeJob") == 1, outputs
    assert [process.returncode for process in (first, second)] == [2, 0], outputs
    assert "was deleted while this task held it" in outputs[0]


def wait_for_polls(simulator: Simulator, number: int) -> None:
    deadline = time.monotonic() + 60
    while simulator.sent("getActiveJobs") < number:
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)
