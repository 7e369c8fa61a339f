# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in slices: the result is the one that it gives in one piece, and each slice ends with a line to tell."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.progress import ProgressLines, Told
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import Arguments
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import Task, run_task
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.execute_job import (
    ARGUMENTS as EXECUTE_ARGUMENTS,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.execute_job import TASK as EXECUTE_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.slices import (
    FIRST,
    KEY,
    VARIABLE,
    run_slice,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import (
    ARGUMENTS as SUBMIT_ARGUMENTS,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import TASK as SUBMIT_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_job import (
    ARGUMENTS as WAIT_ARGUMENTS,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_job import TASK as WAIT_FOR_JOB
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import params_of
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import OpenLock, ScriptedTransport

WAYS: dict[str, tuple[Task, Arguments, dict[str, Any]]] = {
    "execute_job": (EXECUTE_JOB, EXECUTE_ARGUMENTS, {"job_name": e.JOB}),
    "submit_job": (
        SUBMIT_JOB,
        SUBMIT_ARGUMENTS,
        {"job_name": e.JOB, "image_serving_publish": {"publish_type": "Full", "email_setting": "None"}},
    ),
    "wait_for_job": (WAIT_FOR_JOB, WAIT_ARGUMENTS, {"job_name": e.JOB, "since": "2026-01-31T12:00:00Z"}),
}


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


STARTED = at(1)
ROW = e.log_row(STARTED, at(90), fileErrorCount=1)
FOLLOW_ON = f"{e.JOB}_Publish_2026-01-31-12:01:00"


def moving(*states: str) -> list[bytes]:
    """Answers in which the run moves on from poll to poll, a follow-on run beside it."""
    return [
        e.active_answer(
            e.active_run(STARTED, state, progress=number, progressMessage=f"step {number}"),
            e.active_run(at(60), name=FOLLOW_ON),
        )
        for number, state in enumerate(states)
    ]


RUNNING = moving(*["Running"] * 12)
GONE = e.active_answer()
ENDED = [e.logs_answer(), e.logs_answer(ROW)]
TROUBLE = e.fault(30000)
REFUSED = e.fault(10001)

COURSES: dict[str, tuple[list[Any], list[bytes], dict[str, Any]]] = {
    "it ends": ([*RUNNING, GONE], ENDED, {"log_details": "all"}),
    "it was stopped": ([*moving(*["Running"] * 4, *["Stopping"] * 6), *[GONE] * 9], ENDED, {}),
    "it is lost": ([*RUNNING, GONE], [e.logs_answer()], {}),
    "it lasts": (RUNNING, [e.logs_answer()], {"wait_timeout": 40}),
    "it lasts and is left": (RUNNING, [e.logs_answer()], {"wait_timeout": 40, "on_timeout": "detach"}),
    "polls fail": ([RUNNING[0], TROUBLE, *RUNNING[:3], REFUSED, *RUNNING[3:], GONE], ENDED, {}),
    "access is refused": ([*RUNNING, REFUSED], ENDED, {}),
}


@dataclass
class Sliced:
    """A task's slices, run one after the other.

    :param overhead: seconds that pass between two slices.
    """

    wire: ScriptedTransport
    overhead: float = 0.0
    lines: list[str] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)

    def __call__(self, task: Task, arguments: Arguments, **options: Any) -> dict[str, Any]:
        params = params_of(arguments, **options)
        run = functools.partial(run_task, connect=self.wire.connect, lock=OpenLock())
        asked = FIRST
        while True:
            # Each slice is a process of its own, which counts anew.
            self.wire.counters = type(self.wire.counters)()
            result = run_slice(asked, task, params, {}, diff_mode=True, clock=self.wire.clock, run=run)
            told: Mapping[str, Any] = result.pop(KEY)
            self.lines += [told["line"]] if told["line"] else []
            if told["bookmark"] is None:
                return result
            assert result == {"changed": False}
            asked = told["bookmark"]
            self.bookmarks.append(base64.b64decode(asked).decode())
            self.wire.clock.pass_time(self.overhead)


@pytest.fixture
def scripted(course: str, way: str) -> Callable[[], ScriptedTransport]:
    """Makes services on which a run of the job takes that course."""

    def script() -> ScriptedTransport:
        active, logs, _options = COURSES[course]
        wire = ScriptedTransport(skew=-7200)
        wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
        wire.on("getActiveJobs", *([] if way == "wait_for_job" else [GONE]), *active)
        wire.on("getJobLogs", e.logs_answer(), *logs).on("getJobLogDetails", e.details_answer())
        return wire.on("executeJob", e.executed_answer()).on("submitJob", e.answer("submitJob", {"jobHandle": "j|new"}))

    return script


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("way", WAYS)
def test_result_and_lines_are_those_of_a_task_in_one_piece(
    scripted: Callable[[], ScriptedTransport], way: str, course: str
) -> None:
    task, arguments, options = WAYS[way]
    options = {"company_name": e.COMPANY, **options, **COURSES[course][2]}
    wire = scripted()
    sliced = Sliced(wire)
    result = sliced(task, arguments, **options)
    assert (result, sliced.lines) == in_one_piece(scripted(), task, arguments, **options)
    assert len(sliced.lines) >= 3
    assert wire.count("executeJob") + wire.count("submitJob") == (0 if way == "wait_for_job" else 1)


def in_one_piece(
    wire: ScriptedTransport, task: Task, arguments: Arguments, **options: Any
) -> tuple[dict[str, Any], list[str]]:
    lines: list[str] = []
    observer = ProgressLines(lines.append, str, wire.clock, Told(NOON, at=NOON))
    params = params_of(arguments, **options)
    run = functools.partial(run_task, clock=wire.clock, connect=wire.connect, lock=OpenLock(), observer=observer)
    return run(task, params, {}, diff_mode=True), lines


@pytest.mark.parametrize("way", ["execute_job"])
@pytest.mark.parametrize("course", ["it lasts"])
def test_the_time_between_slices_counts_as_waiting(scripted: Callable[[], ScriptedTransport]) -> None:
    wire = scripted()
    sliced = Sliced(wire, overhead=3.0)
    result = sliced(EXECUTE_JOB, EXECUTE_ARGUMENTS, company_name=e.COMPANY, job_name=e.JOB, wait_timeout=40)
    assert (result["status"], result["error"]["kind"]) == ("running", "timeout")
    assert result["elapsed"] == pytest.approx(40)
    moments = [seconds for seconds in wire.clock.sleeps if seconds > 0]
    assert max(moments) <= 10


@pytest.mark.parametrize("way", ["execute_job"])
@pytest.mark.parametrize("course", ["it lasts"])
def test_without_a_deadline_it_goes_on_for_ever(scripted: Callable[[], ScriptedTransport]) -> None:
    wire = scripted()
    wire.clock.at(5000, lambda: wire.on("getActiveJobs", GONE).on("getJobLogs", *ENDED))
    result = Sliced(wire)(EXECUTE_JOB, EXECUTE_ARGUMENTS, company_name=e.COMPANY, job_name=e.JOB, wait_timeout=0)
    assert result["status"] == "failed"


def test_a_secret_that_the_service_shows_is_neither_in_a_line_nor_in_a_bookmark() -> None:
    wire = ScriptedTransport()
    job = e.scheduled_job(description=f"as {e.PASSWORD}", uploadUrlsJob={"url": e.PASSWORD})
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(job))
    shown = e.active_run(STARTED, progressMessage=f"as {e.PASSWORD}")
    wire.on("getActiveJobs", GONE, *[e.active_answer(shown)] * 5, GONE)
    wire.on("getJobLogs", e.logs_answer(), e.logs_answer(ROW)).on("getJobLogDetails", e.details_answer())
    sliced = Sliced(wire.on("executeJob", e.executed_answer()))
    sliced(EXECUTE_JOB, EXECUTE_ARGUMENTS, company_name=e.COMPANY, job_name=e.JOB)
    assert "as ********" in sliced.lines[0]
    assert "as ********" in sliced.bookmarks[0]
    assert all(json.dumps(e.PASSWORD)[1:-1] not in bookmark for bookmark in sliced.bookmarks)


@pytest.mark.parametrize("asked", ["", "x", "eyJpcyI6ImRpY3QifQ==", "W10=", "eyJpcyI6IlJ1biIsInZhbHVlIjp7fX0="])
def test_what_is_no_bookmark_triggers_nothing(wire: ScriptedTransport, asked: str) -> None:
    run = functools.partial(run_task, connect=wire.connect, lock=OpenLock())
    params = params_of(EXECUTE_ARGUMENTS, company_name=e.COMPANY, job_name=e.JOB)
    result = run_slice(asked, EXECUTE_JOB, params, {}, clock=wire.clock, run=run)
    assert result["failed"] is True
    assert VARIABLE in result["msg"]
    assert wire.posts == []
