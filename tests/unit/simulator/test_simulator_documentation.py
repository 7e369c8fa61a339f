# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator's page in the documentation beside what the simulator has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from dataclasses import fields
from pathlib import Path

import pytest
from simulator_client import Client

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import SimulatorServer
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.behaviour import Behaviour
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.clock import JobClock
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.control import Control
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.fault_kinds import KINDS
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.http_messages import AnswerSettings
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.operation_table import OPERATIONS
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.replay import read_transcript

PROJECT = Path(__file__).resolve().parents[3]
PAGE = (PROJECT / "docs/docsite/rst/simulator.rst").read_text(encoding="utf-8")


def row(first: str) -> str:
    """The row of a table of which the first cell has that name."""
    pattern = r"^    \* - [^\n]*``%s``.*?(?=^    \* - |^\S)" % re.escape(first)
    found = re.search(pattern, PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no table of the page has {first}"
    return found[0]


def block(language: str, number: int = 0) -> str:
    """A block of code of the page."""
    found = re.findall(rf"^\.\. code-block:: {language}\n\n((?:    .*\n|\n)+)", PAGE, re.MULTILINE)
    return textwrap.dedent(found[number])


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_faults_and_their_options(kind: str) -> None:
    documented = row(kind)
    for option in KINDS[kind].options:
        assert f"``{option}``" in documented


def test_every_documented_fault_exists() -> None:
    section = PAGE[PAGE.index("\nFaults\n") :]
    first_cells = re.findall(r"^    \* - (``.*)", section, re.MULTILINE)
    documented = {name for cell in first_cells for name in re.findall(r"``(\w+)``", cell)}
    assert documented == KINDS.keys()


@pytest.mark.parametrize("field", fields(Behaviour), ids=lambda field: field.name)
def test_keys_of_behaviours(field: object) -> None:
    name = field.name  # type: ignore[attr-defined]
    assert f"``{name}``" in PAGE[PAGE.index("\nBehaviours\n") : PAGE.index("\nThe control interface\n")]


@pytest.mark.parametrize("field", fields(AnswerSettings), ids=lambda field: field.name)
def test_answers(field: object) -> None:
    row(field.name)  # type: ignore[attr-defined]


@pytest.mark.parametrize("field", fields(JobClock), ids=lambda field: field.name)
def test_keys_of_the_job_clock(field: object) -> None:
    row(field.name)  # type: ignore[attr-defined]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operations(operation: str) -> None:
    assert f"``{operation}``" in PAGE


def test_routes_of_the_control_interface(server: SimulatorServer) -> None:
    cells = re.findall(r"^    \* - (``(?:GET|POST|PATCH|DELETE).*)", PAGE, re.MULTILINE)
    documented = set()
    for cell in cells:
        words = re.findall(r"[A-Z]{3,}|/control/[a-z/]+", cell)
        documented |= {(method, words[-1][len("/control/") :]) for method in words[:-1]}
    assert documented == Control(server.simulation).routes.keys()


def test_jobs_and_users_of_the_seed(client: Client) -> None:
    state = client.control("GET", "state")
    for job in state["scheduled_jobs"]:
        assert job["company"] != "Planetary" or row(job["name"])
    for user in state["users"]:
        assert row(user["email"])


def test_the_seed_of_the_page(client: Client) -> None:
    yaml = pytest.importorskip("yaml")
    client.control("POST", "seed", yaml.safe_load(block("yaml")))
    state = client.control("GET", "state")
    assert (len(state["active_runs"]), len(state["job_logs"])) == (1, 8)


def test_the_transcript_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "transcript.jsonl"
    path.write_text(block("json"), encoding="utf-8")
    with SimulatorServer(transcript=read_transcript(path)) as replaying:
        talker = Client(int(replaying.base_url.rpartition(":")[2]))
        answer = talker.call("getCompanyInfo", {"companyName": "company-1"}).data
        talker.close()
    assert answer["companyInfo"]["rootPath"] == "company-1/"


def test_the_bodies_of_the_commands(client: Client) -> None:
    bodies = [json.loads(body) for body in re.findall(r"-d '(.*)'", PAGE)]
    client.control("PATCH", "jobs", bodies[0])
    client.control("POST", "faults", bodies[1])


def test_the_program_of_the_page() -> None:
    command = [sys.executable, "-c", block("python")]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("http://127.0.0.1:")
