# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task costs, beside its peers: a bare ping, a raw uri call, and a one-shot client made by zeep."""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from measuring import BENCHMARKS, Simulator, play, processor_and_wall

PING, URI = "A bare ping", "One raw uri call"
DIRECT, MODULE = "The execute_job task, directly", "The execute_job task, as a module"


@dataclass(frozen=True)
class TaskTimes:
    """Medians in seconds of wall time: of an item of a loop, and of a task by itself, its worker's start included."""

    item: float
    task: float
    turns: int


@dataclass(frozen=True)
class ImportTimes:
    """Medians in seconds of processor time of an interpreter that does nothing, or just imports."""

    nothing: float
    libraries: float
    uri_libraries: float


def measure_tasks(simulator: Simulator, folder: Path, rounds: int, items: int) -> dict[str, TaskTimes]:
    """Run rounds of the playbook; the first item of a loop counts for nothing, the others do."""
    simulator.start_anew()
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
        for name in (PING, URI, DIRECT, MODULE)
    }


def measure_zeep(simulator: Simulator, turns: int) -> float:
    """Seconds of wall time of the one-shot client."""
    command = [sys.executable, str(BENCHMARKS / "zeep_once.py"), simulator.endpoint, "Planetary", "My Test Job"]
    return processor_and_wall(command, turns)[1]


def measure_imports(turns: int) -> ImportTimes:
    """What an interpreter spends on libraries before it does anything."""

    def importing(code: str) -> float:
        return processor_and_wall([sys.executable, "-c", code], turns)[0]

    return ImportTimes(
        nothing=importing("pass"),
        libraries=importing("import requests, lxml.etree"),
        uri_libraries=importing("import urllib.request, http.cookiejar, ssl"),
    )
