# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task costs, compared with its floors, a bare ping, a raw uri call, and a one-shot client made by zeep."""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from measuring import BENCHMARKS, Simulator, play, processor_and_wall

PING, URI = "A bare ping", "One raw uri call"
DIRECT_FLOOR, MODULE_FLOOR = "Seven calls of requests, directly", "Seven calls of requests, as a module"
DIRECT, MODULE = "The execute_job task, directly", "The execute_job task, as a module"
FLOORS = {DIRECT: DIRECT_FLOOR, MODULE: MODULE_FLOOR}
"""The least that the same requests can cost, run in the same way."""

HOST = "host-"


@dataclass(frozen=True)
class TaskTimes:
    """Medians in seconds of wall time: of an item of a loop, and of a task by itself, its worker's start included."""

    item: float
    task: float
    turns: int


def measure_tasks(simulator: Simulator, folder: Path, rounds: int, items: int) -> dict[str, TaskTimes]:
    """Run rounds of the playbook; the first item of a loop counts for nothing, the others do."""
    simulator.restart()
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": 0.05}})
    lines = play(simulator, BENCHMARKS / "tasks.yml", folder, {"rounds": rounds, "items": items})
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in lines:
        seconds[line["task"].partition(" : ")[2] or line["task"], line["what"]].append(line["seconds"])
    return {
        name: TaskTimes(
            item=statistics.median(seconds[name, "item"]),
            task=statistics.median(seconds[name, "task"]),
            turns=len(seconds[name, "item"]),
        )
        for name in (PING, URI, DIRECT_FLOOR, DIRECT, MODULE_FLOOR, MODULE)
    }


def measure_hosts(simulator: Simulator, folder: Path, hosts: int) -> dict[str, float]:
    """Seconds of wall time until a task has run on all of so many hosts, with as many forks."""
    simulator.restart()
    simulator.post("jobs", {"bulk": {"count": hosts, "prefix": HOST}})
    names = ",".join(f"{HOST}{number}" for number in range(1, hosts + 1))
    variables = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    arguments = ["--inventory", f"{names},", "--forks", str(hosts)]
    seconds: dict[str, float] = defaultdict(float)
    for line in play(simulator, BENCHMARKS / "hosts.yml", folder, variables, arguments):
        seconds[line["task"]] = max(seconds[line["task"]], line["seconds"])
    return dict(seconds)


def measure_zeep(simulator: Simulator, turns: int) -> float:
    """Seconds of wall time of the one-shot client."""
    command = [sys.executable, str(BENCHMARKS / "zeep_once.py"), simulator.endpoint, "Planetary", "My Test Job"]
    return processor_and_wall(command, turns)[1]
