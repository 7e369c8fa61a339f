# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that cannot be read fail the tasks that need them, and no others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

Runner = Callable[..., dict[str, Any]]

STARTED = NOON + timedelta(seconds=1)
ENDED = NOON + timedelta(seconds=3)
OTHER = "Somebody's Upload"

UNREADABLE: dict[str, dict[str, Any]] = {
    "an invalid count": {"fileErrorCount": "N/A", "transferErrorCount": "-", "progress": "half"},
    "a count that is missing": {"fileErrorCount": None, "fileWarningCount": ""},
    "an invalid boolean": {"fatalError": "maybe"},
    "dates without a zone": {"startDate": "2026-01-31T12:00:00", "endDate": "2026-01-31T12:00:00"},
    "dates of the year 1": {"startDate": "0001-01-01T00:00:00Z", "endDate": "0001-01-01T00:00:00+01:00"},
    "dates at the end of time": {"startDate": "9999-12-31T23:59:59-06:00"},
    "no handle": {"jobHandle": ""},
    "no name": {"name": "", "jobName": None},
    "no state": {"state": ""},
    "an escape character": {"description": e.Raw("\x1b[0m"), "progressMessage": e.Raw("&#27;[0m")},
    "white space": {"taskProgressArray": "\n", "detailArray": "\n", "fileSuccessCount": " ", "locale": "\t"},
}


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    wire.on("getCompanyInfo", e.company_answer(expires="9999-12-31T23:59:59-06:00"))
    wire.on("getJobLogDetails", e.details_answer())
    return wire.on("executeJob", e.executed_answer())


def own_run(wire: ScriptedTransport, *others: dict[str, Any], **own: Any) -> None:
    """The job is idle, then runs, then has a row. The runs of others are always there."""
    active, rows = others[:1], others[1:]
    wire.on("getActiveJobs", e.active_answer(*active), e.active_answer(e.active_run(STARTED), *active))
    wire._steps["getActiveJobs"].append(e.active_answer(*active))
    wire.on("getJobLogs", e.logs_answer(*rows), e.logs_answer(e.log_row(STARTED, ENDED, **own), *rows))


def having(fields: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """An element of this kind with fields of that shape in place of its own."""
    return {**fields, **{name: value for name, value in shape.items() if name in fields}}


@pytest.mark.parametrize("shape", UNREADABLE)
def test_a_row_of_another_job_fails_no_task(service: ScriptedTransport, run_module: Runner, shape: str) -> None:
    bad = UNREADABLE[shape]
    job = having(e.scheduled_job(OTHER, jobHandle="j|other"), {**bad, "nextFireTime": bad.get("startDate")})
    service.on("getScheduledJobs", e.jobs_answer(), e.jobs_answer(job, e.scheduled_job(originalName="")))
    run = having(e.active_run(job=OTHER), bad)
    row = having(e.log_row(NOON, ENDED, job=OTHER), bad)
    own_run(service, run, row)
    since = datetime.isoformat(NOON - timedelta(hours=1))
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB, skip_if_succeeded_since=since)
    assert (result.get("msg"), result["status"], result["changed"]) == (None, "succeeded", True)
    assert service.count("executeJob") == 1


def test_an_active_run_of_the_job_without_a_name_stops_the_task_before_the_trigger(
    service: ScriptedTransport, run_module: Runner
) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job())).on("getJobLogs", e.logs_answer())
    service.on("getActiveJobs", e.active_answer(e.active_run(name="")))
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB)
    assert (result["status"], result["changed"], result["error"]["kind"]) == ("not_run", False, "protocol")
    assert "entry has no name" in result["msg"]
    assert service.count("executeJob") == 0


@pytest.mark.parametrize("operation", ["getActiveJobs", "getJobLogDetails"])
def test_a_run_without_a_name_is_not_found_by_its_handle(
    service: ScriptedTransport, run_module: Runner, operation: str
) -> None:
    run, row = e.active_run(name="", jobHandle="j|run"), e.log_row(NOON, ENDED, jobName=None)
    service.on("getActiveJobs", e.active_answer(*[run] * (operation == "getActiveJobs")))
    service.on("getJobLogDetails", e.details_answer(row)).on("getJobLogs", e.logs_answer())
    result = run_module("wait_for_job", company_name=e.COMPANY, run_handle="j|run", start_timeout=5)
    assert (result["failed"], result["status"], result["run"]) == (True, "unknown", None)
    assert "has no " + ("name" if operation == "getActiveJobs" else "jobName") in result["msg"]


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("fileErrorCount", "N/A", "is not a whole number: 'N/A'"),
        ("fatalError", "maybe", "is neither true nor false: 'maybe'"),
        ("fileWarningCount", None, "has no fileWarningCount"),
    ],
)
def test_what_the_task_needs_is_named(
    service: ScriptedTransport, run_module: Runner, field: str, value: Any, problem: str
) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    own_run(service, **{field: value})
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB, max_warnings=0, wait_timeout=60)
    assert result["failed"]
    assert result["status"] == "unknown"
    assert (result["changed"], result["delivery"]) == (True, "confirmed")
    assert e.run_name(STARTED) in result["msg"]
    assert field in result["msg"]
    assert problem in result["msg"]
    for text in (result["reason"], result["msg"]):
        assert f"wait_for_job (run_handle {result['run']['handle']!r})" in text
    assert result["msg"].endswith("Run the task again only if it has ended without success.")


def test_without_waiting_a_row_that_cannot_be_judged_fails_no_task(
    service: ScriptedTransport, run_module: Runner
) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    service.on("getActiveJobs", e.active_answer())
    row = e.log_row(STARTED, ENDED, fileErrorCount="N/A")
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(row))
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB, wait=False)
    assert (result.get("msg"), result["status"]) == (None, "unknown")


def test_a_run_that_was_stopped_is_stopped_though_its_row_cannot_be_judged(
    service: ScriptedTransport, run_module: Runner
) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    stopping = e.active_answer(e.active_run(STARTED, "Stopping"))
    service.on("getActiveJobs", e.active_answer(), stopping, e.active_answer())
    row = e.log_row(STARTED, ENDED, fileErrorCount="N/A")
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(), e.logs_answer(row))
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB)
    assert (result["status"], result["error"]["kind"]) == ("stopped", "job")


@pytest.mark.parametrize("shape", UNREADABLE)
def test_all_rows_are_listed(service: ScriptedTransport, run_module: Runner, shape: str) -> None:
    bad = UNREADABLE[shape]
    service.on("getScheduledJobs", e.jobs_answer(having(e.scheduled_job(OTHER), bad), e.scheduled_job()))
    service.on("getActiveJobs", e.active_answer(having(e.active_run(job=OTHER), bad), e.active_run()))
    service.on("getJobLogs", e.logs_answer(having(e.log_row(NOON, ENDED, job=OTHER), bad), e.log_row(NOON, ENDED)))
    result = run_module("job_info", company_name=e.COMPANY, subset=["scheduled", "active", "logs"])
    assert not result.get("failed"), result
    assert [len(result[key]) for key in ("scheduled_jobs", "active_runs", "job_logs")] == [2, 2, 2]


def test_an_expiry_at_the_end_of_time_is_shown(service: ScriptedTransport, run_module: Runner) -> None:
    result = run_module("company_info", company_name=e.COMPANY)
    assert result["company"]["expires"] == "9999-12-31T23:59:59-06:00"


@pytest.mark.parametrize(
    ("asked", "there"), [("Gro\u0308\u00dfe", "Gr\u00f6\u00dfe"), ("\u00e9", "e\u0301"), ("A\u00a0B", "A B")]
)
def test_a_name_that_looks_the_same_is_distinguished(
    service: ScriptedTransport, run_module: Runner, asked: str, there: str
) -> None:
    service.on("getScheduledJobs", e.jobs_answer(), e.jobs_answer(e.scheduled_job(there)))
    result = run_module("execute_job", company_name=e.COMPANY, job_name=asked)
    assert result["error"]["kind"] == "job"
    assert f"{there!a} looks the same, but has other characters than {asked!a}." in result["msg"]
    assert service.count("executeJob") == 0
