# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""upload_files in real playbooks; the simulator's journal shows which bytes arrived."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable

import pytest
from harness import CHECKOUT, COLLECTIONS, PASSWORD, USERNAME, Player, Simulator

MODULE = "mediaops.dynamic_media.upload_files"
WAYS = {"directly": True, "as a module": False}
BOTH_WAYS = pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)

CONTENTS = {
    "a.jpg": b"first",
    "empty.jpg": b"",
    "sub/b & \"c\" 'd'.tif": b"second",
    "sub/\U0001f45f \u00e4.png": b"third",
    "sub/deeper/per%22cent\\.txt": bytes(700_000),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files of many names."""
    for name, content in CONTENTS.items():
        path = tmp_path / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "images"


def upload(**options: Any) -> list[dict[str, Any]]:
    """A task that uploads."""
    return [{"name": "upload", MODULE: {"company_name": "Planetary", "poll_interval": 1, **options}}]


def received(simulator: Simulator) -> dict[str, str]:
    """The checksums of the files that have arrived, by the names that their POSTs gave them."""
    files: dict[str, str] = {}
    for entry in simulator.journal("uploadPost"):
        for file in entry["files"]:
            name = entry["params"].get("fileName") or file["name"]
            assert name not in files, f"{name} has come twice"
            files[name] = file["sha256"]
    return files


def checksums() -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in CONTENTS.items()}


def results(result: dict[str, Any]) -> dict[str, str]:
    return {file["target"]: file["result"] for file in result["files"]}


@BOTH_WAYS
def test_a_folder_arrives_byte_for_byte_and_only_once(
    play: Player, simulator: Simulator, folder: Path, direct: bool
) -> None:
    variables = {"dynamic_media_direct_execution": direct}
    task = upload(src=str(folder), dest_folder="Planetary/release/", max_post_files=2)
    result = play(task, variables=variables).assert_success().result
    assert received(simulator) == checksums()
    assert (result["changed"], result["action"], result["status"]) == (True, "execute", "succeeded")
    assert results(result) == {f"release/{name}": "uploaded" for name in sorted(CONTENTS)}
    assert result["counters"]["success"] == len(CONTENTS)
    posts = simulator.sent("uploadPost")
    again = play(task, variables=variables).assert_success().result
    assert (again["changed"], again["action"], again["status"]) == (False, "skip", "succeeded")
    assert set(results(again).values()) == {"unchanged"}
    assert simulator.sent("uploadPost") == posts


@BOTH_WAYS
def test_check_mode_shows_what_would_go(play: Player, simulator: Simulator, folder: Path, direct: bool) -> None:
    variables = {"dynamic_media_direct_execution": direct}
    play(upload(files=[str(folder / "a.jpg")]), variables=variables).assert_success()
    posts = simulator.sent("uploadPost")
    (folder / "a.jpg").write_bytes(b"longer than before")
    task = upload(files=[str(folder / "*.jpg")])
    result = play(task, check=True, diff=True, variables=variables).assert_success().result
    assert simulator.sent("uploadPost") == posts
    assert (result["changed"], result["status"]) == (True, "not_run")
    assert results(result) == {"a.jpg": "uploaded", "empty.jpg": "uploaded"}
    assert result["diff"]["before"]["files"] == {"a.jpg": 5, "empty.jpg": None}
    assert result["diff"]["after"]["files"] == {"a.jpg": 18, "empty.jpg": 0}
    result = play(task, variables=variables).assert_success().result
    assert result["counters"]["updated"] == 1
    assert result["counters"]["success"] == 1


@BOTH_WAYS
def test_relative_paths_are_below_the_playbook(play: Player, simulator: Simulator, direct: bool) -> None:
    variables = {"dynamic_media_direct_execution": direct}
    process = play.start(
        [
            {
                "hosts": "all",
                "gather_facts": False,
                "tasks": [
                    {"ansible.builtin.copy": {"dest": "{{ playbook_dir }}/here.jpg", "content": "here"}},
                    *upload(files=["here.jpg"]),
                ],
            }
        ],
        variables,
    )
    output, _no_errors = process.communicate(timeout=180)
    assert process.returncode == 0, output
    assert list(received(simulator)) == ["here.jpg"]


def test_progress_shows_files_and_bytes(play: Player, folder: Path) -> None:
    played = play(upload(src=str(folder)), variables={"dynamic_media_direct_execution": True}).assert_success()
    assert "0 of 683 KiB, 0 of 5 files" in played.output
    assert "5 of 5 files sent" in played.output
    assert "if interrupted" not in played.output.partition("5 of 5 files sent")[0]


def test_a_file_that_the_service_cannot_use_fails_the_task(play: Player, simulator: Simulator, folder: Path) -> None:
    simulator.patch("jobs", {"name": "Bad files", "behaviour": {"failing_files": ["a*"]}})
    played = play(upload(src=str(folder), job_name="Bad files"))
    assert played.tasks[-1].outcome == "failed"
    assert results(played.result)["a.jpg"] == "failed"
    assert played.result["status"] == "failed"
    assert [entry["asset"] for entry in played.result["log"]] == ["a"]


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


@BOTH_WAYS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_job_is_ended_when_the_playbook_is(
    play: Player, simulator: Simulator, folder: Path, direct: bool, number: int
) -> None:
    simulator.post("faults", {"operation": "uploadPost", "kind": "slow", "seconds": 4, "skip": 1})
    plays = [{"hosts": "all", "gather_facts": False, "tasks": upload(src=str(folder), max_post_files=1)}]
    process = play.start(plays, {"dynamic_media_direct_execution": direct})
    wait_until(lambda: simulator.sent("uploadPost") >= 2 or process.poll() is not None)
    os.killpg(process.pid, number)
    process.communicate(timeout=60)
    wait_until(lambda: any(entry["params"].get("endJob") for entry in simulator.journal("uploadPost")))
    assert simulator.sent("uploadPost") < len(CONTENTS) + 1


def test_memory_does_not_grow_with_the_files(simulator: Simulator, tmp_path: Path) -> None:
    with (tmp_path / "large.tif").open("wb") as file:
        file.truncate(300 * 2**20)
    options = {
        "endpoint": simulator.endpoint,
        "username": USERNAME,
        "password": PASSWORD,
        "company_name": "Planetary",
        "files": [str(tmp_path / "large.tif")],
        "wait": False,
    }
    command = [sys.executable, str(CHECKOUT / "benchmarks" / "probe.py"), "upload_files", json.dumps(options)]
    environment = {**os.environ, "PYTHONPATH": COLLECTIONS}
    reported = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout)
    assert reported["failure"] is None
    assert [file["size"] for file in simulator.journal("uploadPost")[0]["files"]] == [300 * 2**20]
    assert reported["mib_at_peak"] - reported["mib_at_first"] < 20
