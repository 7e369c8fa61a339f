# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees of a run while a task waits for it, and when the person interrupts the task."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest
from harness import PASSWORD, Player, Simulator

LINE = re.compile(r"^\[(?P<host>\S+)\] (?P<run>.+?): (?P<state>\w+), (?P<rest>.*)$", re.MULTILINE)
DIRECTLY, AS_A_MODULE = ({"dynamic_media_direct_execution": direct} for direct in (True, False))
GOES_ON = "it goes on at the service if this is interrupted"


def execute(job: str, **options: Any) -> dict[str, Any]:
    return {"mediaops.dynamic_media.execute_job": {"company_name": "Planetary", "job_name": job, **options}}


def lines_of(output: str) -> list[Mapping[str, str]]:
    """The progress lines in what ansible-playbook has written."""
    return [match.groupdict() for match in LINE.finditer(output)]


@pytest.fixture
def slow_job(simulator: Simulator) -> str:
    """The name of a job whose run takes some seconds."""
    behaviour = {
        "duration": 8,
        "success": 40,
        "updates": 0,
        "progress_messages": ["Collecting assets", "Publishing images"],
    }
    simulator.patch("jobs", {"name": "Nightly Publish", "behaviour": behaviour})
    return "Nightly Publish"


@pytest.fixture(params=[DIRECTLY, AS_A_MODULE], ids=["directly", "as a module"])
def variables(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The variables by which a task runs in either way."""
    return dict(request.param)


def test_that_a_run_is_seen_to_move(slow_job: str, play: Player) -> None:
    played = play([execute(slow_job, poll_interval=0.5)], variables=DIRECTLY).assert_success()
    lines = lines_of(played.output)
    assert [line["state"] for line in lines] == ["Running", "Running", "Done"], played.output
    assert {line["host"] for line in lines} == {"localhost"}
    assert {line["run"] for line in lines} == {played.result["run"]["name"]}
    assert [GOES_ON in line["rest"] for line in lines] == [True, *[False] * (len(lines) - 1)]
    assert re.match(r"\d+ %, \d+ of 40 files, (Collecting assets|Publishing images), \d+s", lines[-2]["rest"])
    assert re.match(r"\d+s$", lines[-1]["rest"])


def test_that_a_module_shows_one_line_at_its_end(slow_job: str, play: Player, simulator: Simulator) -> None:
    played = play([execute(slow_job)], variables=AS_A_MODULE, verbosity=3).assert_success()
    (line,) = lines_of(played.output)
    assert (line["run"], line["state"]) == (played.result["run"]["name"], "succeeded")
    assert re.match(r"\d+s$", line["rest"])
    assert played.output.count("Using module file") == 1
    assert simulator.changes() == ["executeJob"]


@pytest.mark.parametrize(
    ("keywords", "silencing"),
    [({"no_log": True}, {}), ({}, {"dynamic_media_progress": False}), ({}, {"dynamic_media_progress": "no"})],
    ids=["no_log", "switched off", "switched off by a word"],
)
def test_that_it_can_be_quiet(
    slow_job: str, play: Player, keywords: dict[str, Any], silencing: dict[str, Any], variables: dict[str, Any]
) -> None:
    played = play([{**execute(slow_job), **keywords}], variables={**variables, **silencing}).assert_success()
    assert lines_of(played.output) == []


def test_that_it_leaves_the_output_for_programs_alone(slow_job: str, play: Player) -> None:
    plays = [{"hosts": "all", "gather_facts": False, "tasks": [execute(slow_job)]}]
    environment = {"ANSIBLE_STDOUT_CALLBACK": "jsonl"}
    process = play.start(plays, environment=environment, stderr=subprocess.PIPE)
    output, errors = process.communicate(timeout=60)
    assert [json.loads(line)["outcome"] for line in output.splitlines()] == ["ok"], output
    assert [line["state"] for line in lines_of(errors)][-1] == "Done", errors


def test_that_each_host_shows_its_own(simulator: Simulator, play: Player, variables: dict[str, Any]) -> None:
    for job in ("My Test Job", "My Test Job_2"):
        simulator.patch("jobs", {"name": job, "behaviour": {"duration": 3}})
    job = "{{ 'My Test Job' if inventory_hostname == 'host1' else 'My Test Job_2' }}"
    played = play([execute(job)], hosts=2, variables=variables).assert_success()
    shown = {(line["host"], line["run"].partition("_20")[0]) for line in lines_of(played.output)}
    assert shown == {("host1", "My Test Job"), ("host2", "My Test Job_2")}


def test_that_no_secret_is_shown_on_the_way(simulator: Simulator, play: Player) -> None:
    behaviour = {"duration": 2, "progress_messages": [f"Connecting with {PASSWORD}"]}
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": behaviour})
    played = play([execute("My Test Job")], variables=DIRECTLY, verbosity=4).assert_success()
    assert "Connecting with ********" in played.output
    assert PASSWORD not in played.output


def test_that_an_older_run_which_is_waited_out_is_shown_too(simulator: Simulator, play: Player) -> None:
    (older,) = simulator.post("runs", {"job": "My Test Job", "behaviour": {"duration": 12}})["runs"]
    played = play([execute("My Test Job", on_running="wait")], variables=DIRECTLY).assert_success()
    assert lines_of(played.output)[0]["run"] == older["name"] != played.result["run"]["name"]


def test_that_an_interrupt_ends_the_task_and_not_the_run(simulator: Simulator, play: Player) -> None:
    process = play.start([{"hosts": "all", "gather_facts": False, "tasks": [execute("Long Optimize")]}], DIRECTLY)
    assert process.stdout
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    before = ""
    while not lines_of(before):
        before += process.stdout.readline() or pytest.fail(f"it ended too early:\n{before}")
    wait_for_another_poll(simulator)
    os.killpg(process.pid, signal.SIGINT)
    after = process.stdout.read()
    process.wait()
    watchdog.cancel()
    (run,) = simulator.get("state")["active_runs"]
    assert run["state"] == "Running"
    assert "stopJob" not in simulator.changes()
    assert process.returncode > 0, after
    assert f"{run['name']}: " in before
    assert GOES_ON in before


def wait_for_another_poll(simulator: Simulator) -> None:
    """Let the task go on after it has shown a line.

    A worker of Ansible's that dies while it hands over a line takes the lock of its queue along, and ansible-playbook
    then waits for that for ever: a matter of microseconds for a person, but not for a test.
    """
    seen = simulator.sent("getActiveJobs")
    while simulator.sent("getActiveJobs") == seen:
        time.sleep(0.1)
