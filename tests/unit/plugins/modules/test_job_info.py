# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_info: scheduled jobs, active runs and job logs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.job_info import TASK as JOB_INFO
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    ACTIVE_ROW_KEYS,
    COUNTER_KEYS,
    LOG_ROW_KEYS,
    ONE_RUN_KEYS,
    SCHEDULED_ROW_KEYS,
    check_common_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


EVERYTHING = ["scheduled", "active", "logs"]
ROW = e.log_row(at(-60), at(-50))
OTHER = e.log_row(at(-120), at(-110), job="Other")
DATED = "Add_2007-09-14-15:04:34"


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(), e.scheduled_job("Other", jobHandle="j|other")))
    wire.on("getActiveJobs", e.active_answer(e.active_run(), e.active_run(job="Other")))
    return wire.on("getJobLogs", e.logs_answer(ROW, OTHER))


def check(result: dict[str, Any]) -> dict[str, Any]:
    check_common_result(result)
    assert result["changed"] is False
    assert all(job.keys() == SCHEDULED_ROW_KEYS for job in result["scheduled_jobs"])
    assert all(run.keys() == ACTIVE_ROW_KEYS for run in result["active_runs"])
    for row in result["job_logs"]:
        assert row.keys() == LOG_ROW_KEYS
        assert row["run"].keys() == ONE_RUN_KEYS
        assert row["counters"].keys() == COUNTER_KEYS
    return result


def ask(wire: ScriptedTransport, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    return check(perform(JOB_INFO, wire, check_mode=check_mode, company_name=e.COMPANY, **options))


def names(result: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    return (
        [job["name"] for job in result["scheduled_jobs"]],
        [run["name"] for run in result["active_runs"]],
        [row["run"]["name"] for row in result["job_logs"]],
    )


@pytest.mark.parametrize("check_mode", [False, True])
def test_by_default_jobs_and_runs(
    service: ScriptedTransport, run_module: Callable[..., dict[str, Any]], check_mode: bool
) -> None:
    result = check(run_module("job_info", check_mode, company_name=e.COMPANY))
    assert names(result) == ([e.JOB, "Other"], [e.run_name(), e.run_name(job="Other")], [])
    assert service.operations == ["getCompanyInfo", "getScheduledJobs", "getActiveJobs"]


@pytest.mark.parametrize(
    ("subset", "operations"),
    [
        (["scheduled"], ["getScheduledJobs"]),
        (["active"], ["getActiveJobs"]),
        (["logs"], ["getJobLogs"]),
        ([], []),
        (["logs", "active", "scheduled"], ["getScheduledJobs", "getActiveJobs", "getJobLogs"]),
    ],
)
def test_only_what_is_wanted_is_requested(service: ScriptedTransport, subset: list[str], operations: list[str]) -> None:
    ask(service, subset=subset)
    assert service.operations == ["getCompanyInfo", *operations]


class TestOfOneJob:
    def test_by_name(self, service: ScriptedTransport) -> None:
        result = ask(service, subset=EVERYTHING, job_name=e.JOB)
        assert names(result) == ([e.JOB], [e.run_name()], [e.run_name(at(-60))])
        assert service.requests("getActiveJobs")[0]["originalName"] == e.JOB

    def test_by_handle(self, service: ScriptedTransport) -> None:
        result = ask(service, subset=EVERYTHING, job_handle="j|other")
        assert names(result) == (["Other"], [e.run_name(job="Other")], [e.run_name(at(-120), "Other")])

    def test_runs_of_a_job_that_is_not_scheduled(self, service: ScriptedTransport) -> None:
        service.on("getScheduledJobs", e.jobs_answer())
        result = ask(service, subset=EVERYTHING, job_name="Other")
        assert names(result) == ([], [e.run_name(job="Other")], [e.run_name(at(-120), "Other")])

    def test_a_run_that_stays_listed_as_done_is_not_active(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(state="Done"), e.active_run(state="New")))
        result = ask(service, job_name=e.JOB)
        assert [run["state"] for run in result["active_runs"]] == ["New"]

    def test_a_handle_that_no_longer_exists_finds_nothing(self, service: ScriptedTransport) -> None:
        result = ask(service, subset=EVERYTHING, job_handle="j|gone")
        assert names(result) == ([], [], [])
        assert not result.get("failed")

    def test_all_jobs_of_one_name_are_returned(self, service: ScriptedTransport) -> None:
        service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(), e.scheduled_job(jobHandle="j|2")))
        result = ask(service, job_name=e.JOB)
        assert [job["handle"] for job in result["scheduled_jobs"]] == [e.JOB_HANDLE, "j|2"]

    def test_follow_on_runs_and_neighbours_are_left_out(self, service: ScriptedTransport) -> None:
        follow_on = e.active_run(name=e.run_name(between=" post"))
        service.on("getActiveJobs", e.active_answer(follow_on, e.active_run(job=f"{e.JOB}_2")))
        assert ask(service, job_name=e.JOB)["active_runs"] == []


class TestLogs:
    def test_a_row(self, service: ScriptedTransport) -> None:
        (row,) = ask(service, subset=["logs"], job_name=e.JOB)["job_logs"]
        assert row["run"] == {
            "handle": f"log|{e.run_name(at(-60))}",
            "name": e.run_name(at(-60)),
            "state": "Done",
            "progress": None,
            "progress_message": None,
            "start_time": "2026-01-31T11:59:00Z",
            "end_time": "2026-01-31T11:59:10Z",
        }
        assert row["fatal_error"] is False
        assert row["counters"]["success"] == 10
        assert row["log"] == []

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ({}, {"numRows": "100"}),
            ({"limit": 7}, {"numRows": "7"}),
            ({"limit": 7, "since": "1h"}, {"numRows": "7", "startDate": "2026-01-31T11:00:00Z"}),
            ({"until": "2026-01-31T11:00:00+01:00"}, {"numRows": "100", "endDate": "2026-01-31T10:00:00Z"}),
            ({"job_name": e.JOB}, {"numRows": "200"}),
            ({"job_name": e.JOB, "limit": 500}, {"numRows": "500"}),
            ({"job_name": e.JOB, "since": "1h"}, {"startDate": "2026-01-31T11:00:00Z"}),
        ],
    )
    def test_which_rows_are_asked_for(
        self, service: ScriptedTransport, options: dict[str, Any], expected: dict[str, str]
    ) -> None:
        ask(service, subset=["logs"], **options)
        request = service.requests("getJobLogs")[0]
        assert {name: request[name] for name in request.keys() & {"numRows", "startDate", "endDate"}} == expected

    def test_no_more_rows_than_the_limit(self, service: ScriptedTransport) -> None:
        rows = [e.log_row(at(-60 * number), at(-60 * number + 5)) for number in range(1, 6)]
        service.on("getJobLogs", e.logs_answer(*rows))
        assert len(ask(service, subset=["logs"], limit=3)["job_logs"]) == 3

    def test_an_age_counts_back_from_the_servers_now_with_a_handle_too(self, service: ScriptedTransport) -> None:
        """Only the logs are requested, so the time needs a request of its own."""
        service.skew = 7200.0
        result = check(
            perform(JOB_INFO, service, company_handle=e.COMPANY_HANDLE, subset=["logs"], since="1h", until="30m")
        )
        assert not result.get("failed")
        request = service.requests("getJobLogs")[0]
        assert (request["startDate"], request["endDate"]) == ("2026-01-31T13:00:00Z", "2026-01-31T13:30:00Z")

    @pytest.mark.parametrize(
        ("details", "types"), [("errors", ["UploadError"]), ("all", ["UploadError", "UploadSuccess"])]
    )
    def test_details(self, service: ScriptedTransport, details: str, types: list[str]) -> None:
        messages = [e.log_detail("UploadError"), e.log_detail("UploadSuccess")]
        service.on("getJobLogDetails", e.details_answer({**ROW, "detailArray": messages}))
        (row,) = ask(service, subset=["logs"], job_name=e.JOB, details=details)["job_logs"]
        assert [message["type"] for message in row["log"]] == types
        request = service.requests("getJobLogDetails")[0]
        assert request["jobHandle"] == ROW["jobHandle"]
        assert ("logTypeArray" in request) is (details == "errors")

    def test_details_beyond_a_thousand(self, service: ScriptedTransport) -> None:
        def page(number: int, count: int) -> bytes:
            return e.details_answer({**ROW, "detailArray": [e.log_detail(message=f"on page {number}")] * count})

        service.on("getJobLogDetails", page(1, 1000), page(2, 1000), page(3, 1))
        (row,) = ask(service, subset=["logs"], job_name=e.JOB, details="all")["job_logs"]
        assert len(row["log"]) == 2001
        assert [request["resultsPage"] for request in service.requests("getJobLogDetails")] == ["1", "2", "3"]

    def test_details_that_the_service_refuses_fail_no_task(self, service: ScriptedTransport) -> None:
        service.on(
            "getJobLogDetails",
            e.fault(30001, "No such job."),
            e.details_answer({**OTHER, "detailArray": [e.log_detail()]}),
        )
        result = ask(service, subset=["logs"], details="errors")
        assert not result.get("failed")
        assert [(row["status"], len(row["log"])) for row in result["job_logs"]] == [("succeeded", 0), ("succeeded", 1)]
        [warning] = result["warnings"]
        assert ROW["jobName"] in warning
        assert "No such job." in warning

    def test_many_refusals_are_one_warning(self, service: ScriptedTransport) -> None:
        service.on("getJobLogDetails", e.fault(30001, "No such job."))
        [warning] = ask(service, subset=["logs"], details="all")["warnings"]
        assert f"{ROW['jobName']!r} and of 1 more" in warning

    def test_details_that_the_user_may_not_read_are_a_failure(self, service: ScriptedTransport) -> None:
        service.on("getJobLogDetails", e.fault(20003))
        assert ask(service, subset=["logs"], details="all")["error"]["kind"] == "authorization"

    def test_pre_40_shows_the_end_in_the_details(self, service: ScriptedTransport) -> None:
        bare = {**ROW, "originalJobName": None, "endDate": None}
        service.on("getJobLogs", e.logs_answer(bare)).on("getJobLogDetails", e.details_answer(ROW))
        (row,) = ask(service, subset=["logs"], job_name=e.JOB, details="errors", api_version="pre-4.0")["job_logs"]
        assert (row["run"]["state"], row["run"]["end_time"]) == ("Done", "2026-01-31T11:59:10Z")

    @pytest.mark.parametrize(("details", "status"), [("all", "running"), ("none", "unknown")])
    def test_pre_40_shows_in_the_details_that_a_run_has_not_ended(
        self, service: ScriptedTransport, details: str, status: str
    ) -> None:
        bare = {**e.log_row(at(-60)), "originalJobName": None}
        service.on("getJobLogs", e.logs_answer(bare)).on("getJobLogDetails", e.details_answer(bare))
        (row,) = ask(service, subset=["logs"], details=details, api_version="pre-4.0")["job_logs"]
        assert row["status"] == status

    @pytest.mark.parametrize("scheduled", [True, False])
    @pytest.mark.parametrize("name", [DATED, f"{DATED}_2026-01-31-12:00:00"])
    def test_pre_40_has_jobs_whose_own_name_ends_in_a_time(
        self, service: ScriptedTransport, name: str, scheduled: bool
    ) -> None:
        service.on("getScheduledJobs", e.jobs_answer(*([e.scheduled_job(DATED)] if scheduled else [])))
        row = {**e.log_row(at(-60), jobName=name), "originalJobName": None, "endDate": None}
        service.on("getJobLogs", e.logs_answer(row, {**OTHER, "originalJobName": None}))
        (found,) = ask(service, subset=["logs"], job_name=DATED, api_version="pre-4.0")["job_logs"]
        assert (found["run"]["name"], found["job_name"]) == (name, DATED)

    def test_pre_40_names_the_job_of_a_run_by_the_scheduled_jobs(self, service: ScriptedTransport) -> None:
        service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(DATED), e.scheduled_job("Other")))
        dated = {**e.log_row(at(-60), jobName=DATED), "originalJobName": None}
        service.on("getJobLogs", e.logs_answer(dated, {**OTHER, "originalJobName": None}))
        rows = ask(service, subset=EVERYTHING, api_version="pre-4.0")["job_logs"]
        assert [row["job_name"] for row in rows] == [DATED, "Other"]


@pytest.mark.parametrize("operation", ["getCompanyInfo", "getScheduledJobs", "getActiveJobs", "getJobLogs"])
def test_a_failure_has_all_keys(
    service: ScriptedTransport, run_module: Callable[..., dict[str, Any]], operation: str
) -> None:
    service.on(operation, e.fault(20003, "No."))
    result = check(run_module("job_info", company_name=e.COMPANY, job_name=e.JOB, subset=EVERYTHING))
    assert result["failed"] is True
    assert (result["error"]["kind"], result["error"]["operation"]) == ("authorization", operation)
    assert result["msg"].startswith(f"Job '{e.JOB}' of company 'Planetary'")


@pytest.mark.parametrize("options", [{"limit": 0}, {"since": "1"}, {"until": "then"}, {"job_name": ""}])
def test_bad_input(wire: ScriptedTransport, options: dict[str, Any]) -> None:
    result = ask(wire, **options)
    assert result["error"]["kind"] == "configuration"
    assert (result["scheduled_jobs"], result["active_runs"], result["job_logs"]) == ([], [], [])
    assert wire.posts == []


class TestRows:
    """What the service's own Jobs page shows, and the filters."""

    def test_a_log_row(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", e.logs_answer({**ROW, "submitUserEmail": "a@b.c", "jobSubType": "Full"}))
        [row] = ask(service, subset=["logs"])["job_logs"]
        assert (row["job_name"], row["duration"], row["status"]) == (e.JOB, 10.0, "succeeded")
        assert (row["submitted_by"], row["sub_type"]) == ("a@b.c", "Full")

    @pytest.mark.parametrize(
        ("fields", "options", "status"),
        [
            ({}, {}, "succeeded"),
            ({"fileErrorCount": 1}, {}, "failed"),
            ({"fileErrorCount": 1}, {"max_errors": 1}, "succeeded"),
            ({"transferErrorCount": 5}, {}, "failed"),
            ({"fileWarningCount": 1}, {}, "succeeded"),
            ({"fileWarningCount": 1}, {"max_warnings": 0}, "failed"),
            ({"fatalError": True}, {}, "failed"),
            ({"endDate": None}, {}, "running"),
            ({"fileErrorCount": "N/A"}, {}, "unknown"),
        ],
    )
    def test_the_status_follows_the_judgement_of_all_modules(
        self, service: ScriptedTransport, fields: dict[str, Any], options: dict[str, Any], status: str
    ) -> None:
        service.on("getJobLogs", e.logs_answer({**ROW, **fields}))
        [row] = ask(service, subset=["logs"], **options)["job_logs"]
        assert row["status"] == status

    def test_filters(self, service: ScriptedTransport) -> None:
        failed = {
            **OTHER,
            "fileErrorCount": 2,
            "logType": "EndUpload",
            "jobSubType": "Url",
            "submitUserEmail": "Else@b.c",
        }
        service.on("getJobLogs", e.logs_answer(ROW, failed))
        by_type = [{"types": [text, "Cleanup"]} for text in ("EndUpload", "Upload", "Url")]
        for options in (*by_type, {"status": ["failed"]}, {"submitted_by": ["else@B.c"]}):
            assert names(ask(service, subset=["logs"], **options))[2] == [e.run_name(at(-120), "Other")]
        assert names(ask(service, subset=["logs"], status=["failed"], types=["Cleanup"]))[2] == []

    def test_a_misspelt_type_gives_a_warning(self, service: ScriptedTransport) -> None:
        listed = ["ImageServingPublish", "EndImageServingPublish", "BeginVideoPublish", "Upload", "Export"]
        assert ask(service, subset=EVERYTHING, types=listed)["warnings"] == []
        assert ask(service, subset=EVERYTHING, types=["EndVideoPublsh", "imageoptimization"])["warnings"] == [
            "'VideoPublsh' is not a known type of job. Did you mean 'VideoPublish'?",
            "'imageoptimization' is not a known type of job. Did you mean 'ImageOptimization'?",
        ]

    def test_the_limit_counts_what_is_shown(self, service: ScriptedTransport) -> None:
        rows = [e.log_row(at(-60 * number), at(-50 * number), job=f"Job {number}") for number in range(1, 8)]
        failed = [{**row, "fileErrorCount": number % 2} for number, row in enumerate(rows)]
        service.on("getJobLogs", e.logs_answer(*failed))
        assert len(ask(service, subset=["logs"], status=["failed"], limit=2)["job_logs"]) == 2
        assert service.requests("getJobLogs")[0]["numRows"] == "200"

    def test_a_scheduled_job_is_shown_as_scheduled_job_takes_it(self, service: ScriptedTransport) -> None:
        content = {"publishType": "Full", "emailSetting": "None", "newField": "x"}
        job = e.scheduled_job(imageServingPublishJob=content, timeZone="UTC", locale="de-DE")
        service.on("getScheduledJobs", e.jobs_answer(job))
        [job] = ask(service, subset=["scheduled"])["scheduled_jobs"]
        assert job["definition"] == {"image_serving_publish": {"publish_type": "Full", "email_setting": "None"}}
        assert (job["time_zone"], job["locale"]) == ("UTC", "de-DE")

    def test_urls_that_the_service_hides_are_left_out(self, service: ScriptedTransport) -> None:
        content = {
            "urlArray": [],
            "overwrite": True,
            "readyForPublish": True,
            "createMask": False,
            "emailSetting": "None",
        }
        service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(uploadUrlsJob=content)))
        [job] = ask(service, subset=["scheduled"])["scheduled_jobs"]
        assert job["definition"] == {
            "upload_urls": {"overwrite": True, "ready_for_publish": True, "create_mask": False, "email_setting": "None"}
        }

    def test_an_active_run_with_its_tasks(self, service: ScriptedTransport) -> None:
        task = {"taskType": "Publish", "numProcessed": 3, "numProcessing": 1, "numPending": 6, "progress": 0.3}
        run = e.active_run(serverName="node-3", submitUserEmail="a@b.c", locale="de-DE", taskProgressArray=[task])
        service.on("getActiveJobs", e.active_answer(run))
        [row] = ask(service, subset=["active"])["active_runs"]
        assert (row["job_name"], row["server"], row["submitted_by"]) == (e.JOB, "node-3", "a@b.c")
        assert row["locale"] == "de-DE"
        assert row["tasks"][0] == {
            "type": "Publish",
            "state": None,
            "processed": 3,
            "processing": 1,
            "pending": 6,
            "progress": 0.3,
            "progress_message": None,
        }
