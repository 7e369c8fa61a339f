# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting what is measured: probes, playbooks and other programs, against one simulator."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
BENCHMARKS = CHECKOUT / "benchmarks"
sys.path.insert(0, str(CHECKOUT / "tests" / "end_to_end"))

from harness import (  # noqa: E402
    ANSIBLE_PLAYBOOK,
    COLLECTIONS,
    PASSWORD,
    USERNAME,
    Simulator,
    running_simulator,
)

__all__ = ["CHECKOUT", "PASSWORD", "USERNAME", "Simulator", "running_simulator"]


@dataclass(frozen=True)
class Probed:
    """What a probe has measured; times are in seconds, memory is in MiB."""

    seconds: list[float]
    processor_seconds: list[float]
    mib_at_first: float
    mib_at_peak: float
    exchange: dict[str, int]
    elapsed: float
    end_time: str | None
    messages: int

    @property
    def median(self) -> float:
        """Seconds of a turn; the first one, which warms up, does not count where there are others."""
        return statistics.median(self.seconds[1:] or self.seconds)


def connection_to(simulator: Simulator) -> dict[str, Any]:
    """The connection options that lead to the simulator."""
    return {"endpoint": simulator.endpoint, "username": USERNAME, "password": PASSWORD}


def probe(simulator: Simulator, module: str, repeat: int = 1, **options: Any) -> Probed:
    """Run a task in a process of its own."""
    given = json.dumps({"company_name": "Planetary", **connection_to(simulator), **options})
    command = [sys.executable, str(BENCHMARKS / "probe.py"), module, given, str(repeat)]
    reported = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment()).stdout)
    failure = reported.pop("failure")
    if failure:
        raise SystemExit(f"{module} with {options} failed: {failure}")
    return Probed(**reported)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of what is started: the collection can be imported, and the user's Ansible settings are gone."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "IPS_"))}
    return {**own, "PYTHONPATH": COLLECTIONS, "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS, **(more or {})}


def processor_and_wall(command: Sequence[str], turns: int) -> tuple[float, float]:
    """The medians of a program's processor and wall time, in seconds."""
    processor, wall = [], []
    for _turn in range(turns):
        before, began = os.times(), time.perf_counter()
        subprocess.run(list(command), check=True, env=environment())
        wall.append(time.perf_counter() - began)
        after = os.times()
        processor.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return statistics.median(processor), statistics.median(wall)


def play(
    simulator: Simulator, playbook: Path, folder: Path, variables: Mapping[str, Any], arguments: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Run a playbook with the stopwatch; its lines."""
    stopwatch = folder / f"{playbook.stem}.jsonl"
    settings = {
        "HOME": str(folder),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_REMOTE_TEMP": str(folder / "remote"),
        "ANSIBLE_ACTION_PLUGINS": str(BENCHMARKS / "action_plugins"),
        "ANSIBLE_CALLBACK_PLUGINS": str(BENCHMARKS / "callback_plugins"),
        "ANSIBLE_LIBRARY": str(BENCHMARKS / "library"),
        "ANSIBLE_CALLBACKS_ENABLED": "stopwatch",
        "ANSIBLE_STDOUT_CALLBACK": "minimal",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "STOPWATCH_FILE": str(stopwatch),
        **simulator.environment,
    }
    command = [str(ANSIBLE_PLAYBOOK), "-e", json.dumps(dict(variables)), *arguments, str(playbook)]
    ended = subprocess.run(
        command, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if ended.returncode:
        raise SystemExit(f"{playbook.name} failed:\n{ended.stdout[-4000:]}")
    return [json.loads(line) for line in stopwatch.read_text(encoding="utf-8").splitlines()]
