# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""submit_job: what differs from execute_job. A run that was submitted is followed by the same code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import TASK as SUBMIT_JOB
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    DirectRunner,
    ModuleRunner,
    check_run_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import OpenLock, ScriptedTransport

LOST_ANSWER = TransportError("the connection was lost", Delivery.UNKNOWN)
IN_USE = e.fault(30000, "The name is in use.", server=True)

RELEASE = "Release 1.2.3"
PUBLISH = {"publish_type": "Full", "email_setting": "None"}
OPTIONS = {"company_name": e.COMPANY, "job_name": RELEASE, "image_serving_publish": PUBLISH}
STARTED, ENDED = NOON + timedelta(seconds=1), NOON + timedelta(seconds=5)
TONIGHT, TOMORROW = NOON + timedelta(hours=8), NOON + timedelta(hours=30)
RUNNING = e.active_run(STARTED, job=RELEASE)
ROW = e.log_row(STARTED, ENDED, job=RELEASE)


def waiting(when: datetime = TONIGHT, handle: str = "j|later", **fields: Any) -> dict[str, Any]:
    """A job that waits for the one time at which it runs."""
    return e.scheduled_job(RELEASE, jobHandle=handle, execSchedule=None, nextFireTime=when, **fields)


def submitted(handle: str | None = "j|new") -> bytes:
    return e.answer("submitJob", {"jobHandle": handle})


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service where nothing of the name is to be seen, and a job runs as soon as it is submitted."""
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getScheduledJobs", e.jobs_answer())
    wire.on("getActiveJobs", e.active_answer(), e.active_answer(RUNNING), e.active_answer())
    wire.on("getJobLogs", e.logs_answer(), e.logs_answer(ROW))
    wire.on("getJobLogDetails", e.details_answer())
    return wire.on("submitJob", submitted())


def submit(wire: ScriptedTransport, **options: Any) -> dict[str, Any]:
    result = perform(SUBMIT_JOB, wire, **{**OPTIONS, **options})
    check_run_result(result)
    return result


def outcome_of(result: dict[str, Any]) -> tuple[bool, str, str, str]:
    return result["changed"], result["action"], result["status"], result["delivery"]


def test_as_a_user_runs_it(run_module: ModuleRunner | DirectRunner, service: ScriptedTransport) -> None:
    result = run_module("submit_job", **OPTIONS)
    check_run_result(result)
    assert outcome_of(result) == (True, "execute", "succeeded", "confirmed")
    assert service.operations == [
        "getCompanyInfo",
        "getActiveJobs",
        "getJobLogs",
        "submitJob",
        "getActiveJobs",
        "getJobLogs",
        "getActiveJobs",
        "getJobLogs",
        "getJobLogDetails",
    ]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (
            {"image_serving_publish": {"publishType": "Full", "emailSetting": "None"}},
            "image_serving_publish.publishType",
        ),
        (
            {"image_serving_publish": {"publish_type": "Full", "email_seting": "None"}},
            "image_serving_publish.email_seting",
        ),
        ({"image_serving_publish": None, "image_serving_publsh": PUBLISH}, "image_serving_publsh"),
    ],
)
def test_what_is_misspelt_is_named_and_not_what_is_missing_for_it(
    run_module: ModuleRunner | DirectRunner, wire: ScriptedTransport, options: dict[str, Any], name: str
) -> None:
    result = run_module("submit_job", **{**OPTIONS, **options})
    assert result["msg"].startswith("Unsupported parameters for (")
    assert name in result["msg"]
    assert wire.posts == []


@pytest.mark.parametrize("value", [True, 1, 1.5, "yes", [True]])
@pytest.mark.parametrize("option", ["optimize_images", "pdf_options"])
def test_what_should_be_a_dictionary_is_refused_by_name(
    run_module: ModuleRunner | DirectRunner, wire: ScriptedTransport, option: str, value: Any
) -> None:
    given = {option: value} if option == "optimize_images" else {"upload_directory": {option: value}}
    result = run_module("submit_job", company_name=e.COMPANY, job_name="Once", **given)
    assert result["msg"].startswith(f"value of '{option}' must be of type dict")
    assert wire.posts == []


def test_what_is_sent(service: ScriptedTransport) -> None:
    submit(service, description="the release", user_handle="u|1", locale="en-US")
    [request] = service.requests("submitJob")
    assert list(request.items()) == [
        ("companyHandle", e.COMPANY_HANDLE),
        ("userHandle", "u|1"),
        ("jobName", RELEASE),
        ("locale", "en-US"),
        ("description", "the release"),
        ("imageServingPublishJob", {"publishType": "Full", "emailSetting": "None"}),
    ]


@pytest.mark.parametrize("handle", ["j|new", None])
def test_the_job_in_the_result(service: ScriptedTransport, handle: str | None) -> None:
    service.on("submitJob", submitted(handle))
    job = submit(service)["job"]
    assert (job["handle"], job["name"], job["original_name"]) == (handle, RELEASE, RELEASE)


def test_a_kind_that_is_null_counts_as_missing(
    run_module: ModuleRunner | DirectRunner, wire: ScriptedTransport
) -> None:
    result = run_module("submit_job", company_name=e.COMPANY, job_name=RELEASE, image_serving_publish=None)
    assert "one of the following is required: image_serving_publish, " in result["msg"]
    assert wire.posts == []


@pytest.mark.parametrize("exec_time", ["2h", "tomorrow", "17:00"])
def test_an_invalid_time_to_run_at(wire: ScriptedTransport, exec_time: str) -> None:
    result = submit(wire, exec_time=exec_time)
    assert result["error"]["kind"] == "configuration"
    assert "exec_time" in result["msg"]
    assert wire.posts == []


def test_a_lost_answer_is_found_again_by_the_name(service: ScriptedTransport) -> None:
    service.on("submitJob", LOST_ANSWER)
    result = submit(service)
    assert outcome_of(result) == (True, "execute", "succeeded", "reconciled")
    assert service.requests("getActiveJobs")[-1]["originalName"] == RELEASE
    assert service.count("submitJob") == 1
    assert result["job"]["handle"] is None


def test_a_run_of_the_name_is_adopted(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer(RUNNING), e.active_answer())
    result = submit(service)
    assert outcome_of(result) == (False, "adopt", "succeeded", "not_sent")
    assert "submitJob" not in service.operations


def test_a_success_of_the_name_is_enough(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer(ROW))
    result = submit(service, skip_if_succeeded_since="1h")
    assert outcome_of(result) == (False, "skip", "succeeded", "not_sent")


# A later time


@pytest.fixture
def later(service: ScriptedTransport) -> ScriptedTransport:
    """A service where nothing runs, and a job that is submitted waits for its time."""
    service.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer())
    nothing = e.jobs_answer()
    return service.on("getScheduledJobs", nothing, nothing, e.jobs_answer(waiting()))


def test_a_job_for_a_later_time_is_not_waited_for(later: ScriptedTransport) -> None:
    result = submit(later, exec_time=TONIGHT.isoformat())
    assert outcome_of(result) == (True, "execute", "triggered", "confirmed")
    assert (result["run"], result["job"]["handle"]) == (None, "j|later")
    assert result["job"]["next_fire_time"] == "2026-01-31T20:00:00Z"
    assert result["reason"] == "The job runs at 2026-01-31T20:00:00Z, and is not waited for."
    assert result["diff"]["after"]["active_run"] == "(a run at 2026-01-31T20:00:00Z)"
    assert later.clock.elapsed == 0


def test_a_job_that_cannot_be_seen_is_not_a_failure(later: ScriptedTransport) -> None:
    later.on("getScheduledJobs", e.jobs_answer(), e.jobs_answer(), LOST_ANSWER)
    result = submit(later, exec_time=TONIGHT.isoformat())
    assert outcome_of(result) == (True, "execute", "triggered", "confirmed")
    assert result["job"]["handle"] == "j|new"
    assert later.clock.elapsed == 0


@pytest.mark.parametrize("failure", [LOST_ANSWER, IN_USE], ids=["lost", "fault"])
def test_a_job_for_a_later_time_is_found_again(later: ScriptedTransport, failure: Any) -> None:
    nothing = e.jobs_answer()
    later.on("getScheduledJobs", nothing, nothing, nothing, nothing, LOST_ANSWER, e.jobs_answer(waiting()))
    later.on("submitJob", failure)
    result = submit(later, exec_time=TONIGHT.isoformat())
    assert outcome_of(result) == (True, "execute", "triggered", "reconciled")
    assert result["job"]["handle"] == "j|later"
    assert later.count("submitJob") == 1


def test_a_job_that_is_not_found_again_is_unknown(later: ScriptedTransport) -> None:
    later.on("getScheduledJobs", e.jobs_answer()).on("submitJob", LOST_ANSWER)
    result = submit(later, exec_time=TONIGHT.isoformat())
    assert outcome_of(result) == (True, "execute", "unknown", "unknown")
    assert "subset [scheduled, active, logs]" in result["msg"]
    assert "If no run is there after ten minutes" in result["msg"], "no note leads the next task to it"
    assert later.clock.elapsed == 120


def test_a_fault_without_a_job_is_a_refusal(later: ScriptedTransport) -> None:
    later.on("getScheduledJobs", e.jobs_answer()).on("submitJob", IN_USE)
    result = submit(later, exec_time=TONIGHT.isoformat())
    assert outcome_of(result) == (False, "execute", "not_run", "refused")
    assert later.clock.elapsed == 10


def test_the_run_of_a_job_whose_time_came_meanwhile_proves_it_too(later: ScriptedTransport) -> None:
    soon = NOON + timedelta(seconds=3)
    run = e.active_run(soon, job=RELEASE)
    later.on("getScheduledJobs", e.jobs_answer()).on("submitJob", LOST_ANSWER)
    later.on("getActiveJobs", e.active_answer(), e.active_answer(run))
    result = submit(later, exec_time=soon.isoformat())
    assert outcome_of(result) == (True, "execute", "triggered", "reconciled")
    assert result["run"]["name"] == run["name"]


@pytest.mark.parametrize("starts", [[-1], [3, 4]], ids=["a run before its time", "two runs"])
def test_a_run_that_may_be_another_one_does_not(later: ScriptedTransport, starts: list[int]) -> None:
    soon = NOON + timedelta(seconds=3)
    later.on("getScheduledJobs", e.jobs_answer()).on("submitJob", LOST_ANSWER)
    runs = [e.active_run(NOON + timedelta(seconds=start), job=RELEASE) for start in starts]
    later.on("getActiveJobs", e.active_answer(), e.active_answer(*runs))
    result = submit(later, exec_time=soon.isoformat())
    assert outcome_of(result) == (True, "execute", "unknown", "unknown")
    assert result["run"] is None


@pytest.mark.parametrize("on_running", ["adopt", "wait"])
def test_a_job_that_waits_already_is_not_submitted_again(later: ScriptedTransport, on_running: str) -> None:
    later.on("getScheduledJobs", e.jobs_answer(waiting()))
    result = submit(later, exec_time=TONIGHT.isoformat(), on_running=on_running)
    assert outcome_of(result) == (False, "adopt", "triggered", "not_sent")
    assert (result["job"]["handle"], result["warnings"]) == ("j|later", [])
    assert result["diff"]["before"] == result["diff"]["after"]
    assert "submitJob" not in later.operations


def test_a_job_that_waits_for_another_time_is_warned_of(later: ScriptedTransport) -> None:
    later.on("getScheduledJobs", e.jobs_answer(waiting(TOMORROW)))
    result = submit(later, exec_time=TONIGHT.isoformat())
    assert outcome_of(result) == (False, "adopt", "triggered", "not_sent")
    assert any("is already waiting for 2026-02-01T18:00:00Z, not for" in warning for warning in result["warnings"])


def test_a_job_that_waits_already_fails_the_task_on_running_fail(later: ScriptedTransport) -> None:
    later.on("getScheduledJobs", e.jobs_answer(waiting()))
    result = submit(later, exec_time=TONIGHT.isoformat(), on_running="fail")
    assert outcome_of(result) == (False, "none", "not_run", "not_sent")
    assert result["error"]["kind"] == "job"
    assert "'j|later'" in result["msg"]


def test_a_job_that_waits_already_gets_another_one(later: ScriptedTransport) -> None:
    both = e.jobs_answer(waiting(), waiting(TOMORROW, "j|second"))
    later.on("getScheduledJobs", e.jobs_answer(waiting()), both).on("submitJob", LOST_ANSWER)
    result = submit(later, exec_time=TOMORROW.isoformat(), on_running="execute")
    assert outcome_of(result) == (True, "execute", "triggered", "reconciled")
    assert result["job"]["handle"] == "j|second"


def test_a_recurring_job_of_the_name_does_not_wait_for_one_time(later: ScriptedTransport) -> None:
    recurring = e.scheduled_job(RELEASE)
    later.on("getScheduledJobs", e.jobs_answer(recurring), e.jobs_answer(recurring, waiting()))
    assert submit(later, exec_time=TONIGHT.isoformat())["job"]["handle"] == "j|later"


def test_check_mode_for_a_later_time(later: ScriptedTransport) -> None:
    lock = OpenLock()
    result = submit(later, exec_time=TONIGHT.isoformat(), check_mode=True, lock=lock)
    assert outcome_of(result) == (True, "execute", "not_run", "not_sent")
    later.on("getScheduledJobs", e.jobs_answer(waiting()))
    result = submit(later, exec_time=TONIGHT.isoformat(), check_mode=True, lock=lock)
    assert outcome_of(result) == (False, "adopt", "triggered", "not_sent")
    assert "submitJob" not in later.operations
    assert lock.keys == []


def test_an_active_run_comes_first(later: ScriptedTransport) -> None:
    later.on("getActiveJobs", e.active_answer(RUNNING), e.active_answer()).on("getJobLogs", e.logs_answer(ROW))
    result = submit(later, exec_time=TONIGHT.isoformat())
    assert outcome_of(result) == (False, "adopt", "succeeded", "not_sent")


def test_the_clock_of_the_service_decides_what_is_later(service: ScriptedTransport) -> None:
    service.skew = 3600.0
    exec_time = (NOON + timedelta(minutes=30)).isoformat()
    started = NOON + timedelta(seconds=3601)
    service.on("getActiveJobs", e.active_answer(), e.active_answer(e.active_run(started, job=RELEASE)))
    options = {name: value for name, value in OPTIONS.items() if name != "company_name"}
    result = perform(SUBMIT_JOB, service, company_handle=e.COMPANY_HANDLE, exec_time=exec_time, wait=False, **options)
    assert result["run"] is not None
    assert service.operations[0] == "getCompanyInfo"


def test_a_time_that_has_passed_is_not_sent_since_only_a_job_without_one_runs_now(service: ScriptedTransport) -> None:
    result = submit(service, exec_time=(NOON - timedelta(minutes=1)).isoformat())
    assert outcome_of(result) == (True, "execute", "succeeded", "confirmed")
    assert "execTime" not in service.requests("submitJob")[0]


@pytest.mark.parametrize(
    ("options", "version", "named"),
    [
        (
            {"image_serving_publish": {**PUBLISH, "context_handle": "c"}},
            "2010-01-31",
            "submitJob.imageServingPublishJob.contextHandle, which came with 2012-02-14",
        ),
        ({"description": "for the release"}, "pre-4.0", "has no submitJob.description, which came with 2008-01-15"),
    ],
)
def test_what_is_missing_from_the_version_is_refused_by_name(
    service: ScriptedTransport, options: dict[str, Any], version: str, named: str
) -> None:
    result = submit(service, api_version=version, **options)
    assert named in result["msg"]
    assert (result["error"]["kind"], result["delivery"]) == ("configuration", "not_sent")
    assert service.posts == []
