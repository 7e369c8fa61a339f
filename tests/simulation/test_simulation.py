# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated deployments: the promises hold despite other users and failures of the service and the network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from simulated_ips.campaign import check, describe

SCHEDULES = 2000
CHUNK = 250

HERE = Path(__file__).resolve().parent


@pytest.mark.parametrize("first", range(0, SCHEDULES, CHUNK))
def test_promises_hold(first: int) -> None:
    for seed in range(first, first + CHUNK):
        finding = check(seed)
        assert finding is None, f"seed {seed}: {finding.broken}\n{describe(seed)}"


def test_a_seed_tells_the_same_story_each_time() -> None:
    seeds = range(40)
    stories = [describe(seed) for seed in seeds]
    assert stories == [describe(seed) for seed in seeds]
    assert len(set(stories)) == len(stories)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_story_does_not_depend_on_the_process(hash_seed: str) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE), "--trace", "7"],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == f"{describe(7)}\nNothing is broken.\n"


def test_the_command_reports_progress_and_success() -> None:
    command = [sys.executable, str(HERE), "--seeds", "20", "--first", "5", "--jobs", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].startswith("20 schedules, 0 failed")
