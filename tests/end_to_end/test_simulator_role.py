# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role simulator: one process for each folder, found again, seeded, and stopped."""

from __future__ import annotations

import os
import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from harness import PASSWORD, USERNAME, Played, Player

SHOW = {"name": "show", "ansible.builtin.debug": {"msg": "{{ [simulator_endpoint, simulator_control] }}"}}


def role(**variables: Any) -> dict[str, Any]:
    given = {f"simulator_{name}": value for name, value in variables.items()}
    return {"name": "role", "ansible.builtin.include_role": {"name": "mediaops.dynamic_media.simulator"}, "vars": given}


def listens(url: str) -> bool:
    address = urlsplit(url)
    try:
        socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def changed(played: Played) -> list[bool]:
    """Whether each inclusion of the role has changed something."""
    return [task.result["changed"] for task in played.tasks if "Start or stop" in task.task]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Player]:
    """Runs tasks that start simulators in the default folder; what they start does not outlive the test."""
    player = Player(tmp_path, {})
    yield player
    player([role(state="stopped")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ansible" / "dynamic_media_simulator"


def test_it_starts_serves_and_stops(play: Player, folder: Path) -> None:
    login = {"endpoint": "{{ simulator_endpoint }}", "username": USERNAME, "password": PASSWORD}
    company = {"name": "company", "mediaops.dynamic_media.company_info": {**login, "company_name": "Planetary"}}
    played = play([role(), SHOW, company]).assert_success()
    endpoint, control = played.of("show")["msg"]
    assert control == f"{urlsplit(endpoint).scheme}://{urlsplit(endpoint).netloc}/control"
    assert played.of("company")["login"] == "valid"
    assert listens(endpoint)
    assert changed(play([role(state="stopped"), role(state="stopped")]).assert_success()) == [True, False]
    assert not listens(endpoint)
    assert list(folder.iterdir()) == []


def test_it_is_found_again(play: Player) -> None:
    first = play([role(), SHOW]).assert_success()
    second = play([role(), SHOW]).assert_success()
    assert (changed(first), changed(second)) == ([True], [False])
    assert first.of("show")["msg"] == second.of("show")["msg"]


def test_each_folder_has_one(play: Player, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    first = play([role(), SHOW]).assert_success().of("show")["msg"]
    second = play([role(folder=other), SHOW, role(folder=other, state="stopped")]).assert_success().of("show")["msg"]
    assert first != second
    assert listens(first[0])
    assert not listens(second[0])


def test_one_serves_all_hosts(play: Player) -> None:
    played = play([role(), SHOW], hosts=3).assert_success()
    seen = [task.result["msg"] for task in played.tasks if task.task == "show"]
    assert len(seen) == 3
    assert len({endpoint for endpoint, _control in seen}) == 1


def test_a_seed_says_what_it_knows(play: Player) -> None:
    jobs = [{"name": "Übersicht & <Preise>"}]
    seed = {
        "companies": [{"name": "Acme", "jobs": jobs}],
        "users": [{"email": "ada@example.com", "password": "secret", "roles": {"Acme": "IpsAdmin"}}],
    }
    login = {"endpoint": "{{ simulator_endpoint }}", "username": "ada@example.com", "password": "secret"}
    info = {"name": "info", "mediaops.dynamic_media.job_info": {**login, "company_name": "Acme"}}
    played = play([role(seed=seed), info]).assert_success()
    assert [job["name"] for job in played.of("info")["scheduled_jobs"]] == ["Übersicht & <Preise>"]


def test_what_keeps_it_from_starting_is_said(play: Player, folder: Path) -> None:
    played = play([role(seed={"companys": []})])
    assert played.status != 0
    assert "did not start" in played.result["stderr"]
    assert "companys" in played.result["stderr"]
    assert list(folder.iterdir()) == []


def test_a_process_that_is_not_the_simulator_yet_is_waited_for(play: Player, tmp_path: Path) -> None:
    """As between fork and exec: its command line does not name the simulator."""
    later = """python=$1; shift; sleep 1; exec "$python" "$FOLDER" "$@" """
    slow = tmp_path / "slow"
    slow.write_text(
        f'#!/bin/sh\nexport FOLDER=$1; shift\nexec sh -c {shlex.quote(later)} later {sys.executable} "$@"\n',
        encoding="utf-8",
    )
    slow.chmod(0o755)
    endpoint, _control = play([role(python=str(slow)), SHOW]).assert_success().of("show")["msg"]
    assert listens(endpoint)


def test_check_mode_predicts_and_starts_nothing(play: Player, folder: Path) -> None:
    assert changed(play([role()], check=True).assert_success()) == [True]
    assert not folder.exists()


def test_another_process_with_its_old_number_is_left_alone(play: Player, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "simulator.pid").write_text(str(os.getpid()), encoding="ascii")
    assert changed(play([role(state="stopped")]).assert_success()) == [False]
    assert changed(play([role()]).assert_success()) == [True]
