# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task changes nothing once the process that asked for its result has ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import parent
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import (
    AttendedClock,
    Context,
    Task,
    run_task,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.execute_job import TASK as EXECUTE_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.findings import Findings
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.parent import PLAYBOOK_PID, parent_of_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import Terminated, uninterrupted
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import check_run_result, params_of
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import OpenLock, ScriptedTransport


@pytest.fixture
def playbook() -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def test_a_playbook_that_is_killed(playbook: subprocess.Popen[bytes]) -> None:
    lives = parent_of_module({PLAYBOOK_PID: str(playbook.pid)})
    assert lives()
    playbook.kill()
    os.waitid(os.P_PID, playbook.pid, os.WEXITED | os.WNOWAIT)  # it stays behind as a zombie
    assert not lives()
    assert not parent_of_module({PLAYBOOK_PID: str(playbook.pid)})()


def test_a_playbook_that_ended_before_the_module_began(playbook: subprocess.Popen[bytes]) -> None:
    playbook.kill()
    playbook.wait()
    assert not parent_of_module({PLAYBOOK_PID: str(playbook.pid)})()


def test_a_system_without_pidfd(playbook: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    lives = parent_of_module({PLAYBOOK_PID: str(playbook.pid)})
    assert lives()
    playbook.kill()
    playbook.wait()
    assert not lives()


def test_another_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    lives = parent_of_module({})
    assert lives()
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert not lives()


@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_a_reader_that_is_gone(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    reader, writer = (end.detach() for end in socket.socketpair()) if kind == "socket" else os.pipe()
    monkeypatch.setattr(parent, "STDOUT", writer)
    lives = parent_of_module({})
    assert lives()
    os.close(reader)
    assert not lives()
    os.close(writer)


def test_nothing_more_is_changed(wire: ScriptedTransport) -> None:
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer()).on("executeJob", e.executed_answer())
    params = params_of(EXECUTE_JOB, company_name=e.COMPANY, job_name=e.JOB)
    context: dict[str, Any] = {"clock": wire.clock, "connect": wire.connect, "lock": OpenLock()}
    result = run_task(EXECUTE_JOB, params, {}, parent_lives=lambda: False, **context)
    check_run_result({**result, "diff": None})
    assert (result["failed"], result["changed"], result["delivery"]) == (True, False, "not_sent")
    assert "the process that started this task has ended" in result["msg"]
    assert wire.count("executeJob") == 0
    assert wire.count("getActiveJobs") == 1


def test_nothing_is_left_half_done(wire: ScriptedTransport) -> None:
    wire.on("deleteJob", e.answer("deleteJob")).on("submitJob", e.answer("submitJob", {"jobHandle": "j|new"}))
    lives = [True, False]

    def replace(context: Context[Findings]) -> None:
        context.client.change_job("deleteJob", "c|6", "j|1")
        with uninterrupted():
            context.client.change_job("deleteJob", "c|6", "j|2")
        context.client.change_job("deleteJob", "c|6", "j|3")

    params = params_of(EXECUTE_JOB, company_name=e.COMPANY, job_name=e.JOB)
    task = Task(EXECUTE_JOB.arguments, lambda _params, _check_mode: Findings("It"), replace)
    result = run_task(task, params, {}, clock=wire.clock, connect=wire.connect, parent_lives=lambda: lives.pop(0))
    assert [request["jobHandle"] for request in wire.requests("deleteJob")] == ["j|1", "j|2"]
    assert "the process that started this task has ended" in result["msg"]


def test_a_task_stops_waiting_without_its_parent() -> None:
    AttendedClock(lambda: True).sleep(0)
    clock = AttendedClock(lambda: False)
    with uninterrupted():
        clock.sleep(0)
    with pytest.raises(Terminated, match="SIGHUP"):
        clock.sleep(0)
