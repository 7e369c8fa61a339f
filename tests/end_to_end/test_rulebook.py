# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source in a real ansible-rulebook: a run fails, and the rulebook runs a playbook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import CHECKOUT, COLLECTIONS, PASSWORD, USERNAME, Simulator

RULEBOOK = CHECKOUT / "extensions" / "eda" / "rulebooks" / "failed_runs.yml"
PAGE = CHECKOUT / "docs" / "docsite" / "rst" / "events.rst"

PROGRAM = shutil.which("ansible-rulebook", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
NEEDS = "needs ansible-rulebook and Java 17: make matrix SESSIONS=rulebook installs the first one and runs this"


def test_the_page_shows_the_rulebook_as_it_is() -> None:
    text = RULEBOOK.read_text(encoding="utf-8")
    rulebook = text[text.index("- name: Runs that fail") :]
    assert textwrap.indent(rulebook, "    ") in PAGE.read_text(encoding="utf-8")


@pytest.mark.skipif(PROGRAM is None or shutil.which("java") is None, reason=NEEDS)
def test_a_run_that_fails_starts_the_playbook(simulator: Simulator, tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yml"
    inventory.write_text("all: {hosts: {localhost: {ansible_connection: local}}}\n", encoding="utf-8")
    log = tmp_path / "rulebook.log"
    command = [str(PROGRAM), "--rulebook", "mediaops.dynamic_media.failed_runs", "--inventory", str(inventory)]
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "PATH": f"{Path(str(PROGRAM)).parent}{os.pathsep}{os.environ['PATH']}",
        "IPS_ENDPOINT": simulator.endpoint,
        "IPS_USERNAME": USERNAME,
        "IPS_PASSWORD": PASSWORD,
        "INTERVAL": "1s",
    }
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*command, "--env-vars", "INTERVAL"], env=environment, cwd=tmp_path, stdout=output, stderr=output
        )
        try:
            assert wait_for(lambda: any(entry["operation"] == "getJobLogs" for entry in simulator.journal()))
            simulator.post("runs", {"job": "Failing Publish"})
            assert wait_for(lambda: "failed after" in log.read_text(encoding="utf-8")), log.read_text(encoding="utf-8")
        finally:
            process.terminate()
            process.wait(20)
    shown = log.read_text(encoding="utf-8")
    assert "the image could not be read" in shown
    assert PASSWORD not in shown


def wait_for(happened: Callable[[], bool]) -> bool:
    """Whether it happens within a minute."""
    for _second in range(60):
        if happened():
            return True
        time.sleep(1)
    return False
