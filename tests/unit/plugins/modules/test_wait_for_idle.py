# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""wait_for_idle: which runs count, when the waiting ends, and what is reported about the runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_idle import TASK as WAIT_FOR_IDLE
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.progress import ShowingObserver
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.screen import PlainScreen
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    COUNTER_KEYS,
    ONE_RUN_KEYS,
    DirectRunner,
    ModuleRunner,
    check_common_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

IDLE = e.active_answer()
LOST = TransportError("it broke off", Delivery.UNKNOWN)
HOURS_AGO = NOON - timedelta(hours=3)
STARTED = NOON - timedelta(minutes=5)
PUBLISH = e.active_run(HOURS_AGO)
UPLOAD = e.active_run(STARTED, job="Nightly Upload", type="UrlUpload", submitUserEmail="Other@Example.com")
ENDED = NOON + timedelta(seconds=1)
PUBLISHED = e.log_row(HOURS_AGO, ENDED)
UPLOADED = e.log_row(STARTED, ENDED, job="Nightly Upload", fileErrorCount=2)


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service where two runs are active; first one of them ends, then the other."""
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(), e.scheduled_job("Nightly Upload", jobHandle="j|7")))
    wire.on("getActiveJobs", e.active_answer(PUBLISH, UPLOAD), e.active_answer(PUBLISH), IDLE)
    return wire.on("getJobLogs", e.logs_answer(UPLOADED, PUBLISHED))


def wait(wire: ScriptedTransport, **options: Any) -> dict[str, Any]:
    result = perform(WAIT_FOR_IDLE, wire, company_name=e.COMPANY, **options)
    check_common_result(result)
    keys = ONE_RUN_KEYS | {"job_name", "type", "submitted_by", "status", "counters"}
    assert all(run.keys() == keys for run in result["runs"])
    assert all(run["counters"] is None or run["counters"].keys() == COUNTER_KEYS for run in result["runs"])
    assert (result["changed"], result["diff"]) == (False, None)
    assert result["reason"].endswith(".")
    assert all(operation.startswith("get") for operation in wire.operations)
    return result


def endings(result: dict[str, Any]) -> dict[str, str]:
    return {run["job_name"]: run["status"] for run in result["runs"]}


def test_until_all_have_ended(service: ScriptedTransport) -> None:
    result = wait(service)
    assert (result["idle"], result["reason"]) == (True, "No run is active.")
    assert endings(result) == {e.JOB: "succeeded", "Nightly Upload": "failed"}
    assert {run["end_time"] for run in result["runs"]} == {"2026-01-31T12:00:01Z"}
    assert service.clock.sleeps == [1.0, 1.5]
    assert "getScheduledJobs" not in service.operations


def test_at_once_if_nothing_runs(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", IDLE)
    result = wait(service)
    assert (result["idle"], result["runs"], service.clock.sleeps) == (True, [], [])


def test_a_waiting_run_is_active_and_one_that_is_done_is_not(service: ScriptedTransport) -> None:
    waiting = e.active_run(STARTED, state="WaitingCoordinator")
    service.on("getActiveJobs", e.active_answer(waiting), e.active_answer(e.active_run(STARTED, state="Done")))
    service.on("getJobLogs", e.logs_answer(e.log_row(STARTED, ENDED)))
    assert endings(wait(service)) == {e.JOB: "succeeded"}
    assert service.requests("getActiveJobs")[0]["includeWaitingJobs"] == "true"


class TestOnlySomeCount:
    @pytest.mark.parametrize(
        ("options", "counted"),
        [
            ({"job_names": ["Nightly Upload"]}, {"Nightly Upload"}),
            ({"job_names": ["Nightly Upload", e.JOB]}, {"Nightly Upload", e.JOB}),
            ({"types": ["UrlUpload", "Cleanup"]}, {"Nightly Upload"}),
            ({"submitted_by": ["other@example.com"]}, {"Nightly Upload"}),
            ({"submitted_by": [e.USER], "types": ["UrlUpload"]}, set()),
            ({"job_names": [], "types": [], "submitted_by": []}, {"Nightly Upload", e.JOB}),
        ],
    )
    def test_by(self, service: ScriptedTransport, options: dict[str, Any], counted: set[str]) -> None:
        result = wait(service, **options)
        assert set(endings(result)) == counted
        assert result["warnings"] == []

    def test_by_the_name_of_a_job_with_another_original_name(self, service: ScriptedTransport) -> None:
        service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job("New Name", originalName=e.JOB)))
        assert set(endings(wait(service, job_names=["New Name"]))) == {e.JOB}

    def test_a_follow_on_is_not_the_jobs(self, service: ScriptedTransport) -> None:
        follow_on = e.active_run(STARTED, name=f"Pub_{e.run_name(STARTED)}")
        service.on("getActiveJobs", e.active_answer(follow_on))
        assert wait(service, job_names=[e.JOB])["runs"] == []

    def test_a_misspelt_name_gives_a_warning(self, service: ScriptedTransport) -> None:
        result = wait(service, job_names=["Nightly Publsh"])
        [warning] = result["warnings"]
        assert "'Nightly Publsh'" in warning
        assert repr(e.JOB) in warning

    def test_an_unscheduled_job_that_runs_gives_no_warning(self, service: ScriptedTransport) -> None:
        service.on("getScheduledJobs", e.jobs_answer())
        result = wait(service, job_names=[e.JOB])
        assert (endings(result), result["warnings"]) == ({e.JOB: "succeeded"}, [])

    def test_a_misspelt_type_gives_a_warning(self, service: ScriptedTransport) -> None:
        result = wait(service, types=["ImageServingPublsh", "Export", "EndVideoPublish", "VideoPublish"])
        assert result["warnings"] == [
            "'EndVideoPublish' is not a known type of job. Did you mean 'VideoPublish'?",
            "'ImageServingPublsh' is not a known type of job. Did you mean 'ImageServingPublish'?",
        ]

    def test_an_empty_name_is_refused(self, service: ScriptedTransport) -> None:
        assert "job_names[1] is empty" in wait(service, job_names=[e.JOB, " "])["msg"]


class TestTheLog:
    def test_a_young_row_without_an_end_is_a_run_under_way(self, service: ScriptedTransport) -> None:
        leading = e.log_row(STARTED)
        running = e.active_answer(e.active_run(STARTED))
        service.on("getActiveJobs", IDLE, running, IDLE)
        service.on("getJobLogs", e.logs_answer(leading), e.logs_answer(e.log_row(STARTED, ENDED)))
        result = wait(service)
        assert endings(result) == {e.JOB: "succeeded"}
        assert result["runs"][0]["handle"] == e.active_run(STARTED)["jobHandle"]
        assert service.count("getActiveJobs") == 3

    def test_an_old_row_without_an_end_is_not(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(e.log_row(HOURS_AGO)))
        assert wait(service)["runs"] == []

    def test_of_another_job_decides_nothing(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(e.log_row(STARTED, job="Another")))
        assert wait(service, job_names=[e.JOB])["runs"] == []

    def test_that_does_not_show_the_end_is_waited_for_half_a_minute(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", e.logs_answer(UPLOADED, e.log_row(HOURS_AGO)))
        result = wait(service)
        assert (result["idle"], result.get("failed")) == (True, None)
        assert endings(result) == {e.JOB: "unknown", "Nightly Upload": "failed"}
        assert 30 <= service.clock.elapsed <= 45

    def test_does_not_decide_between_two_runs_of_one_name(self, service: ScriptedTransport) -> None:
        twin = e.active_run(HOURS_AGO, jobHandle="twin")
        service.on("getActiveJobs", e.active_answer(PUBLISH, twin), IDLE)
        result = wait(service)
        assert [(run["status"], run["counters"]) for run in result["runs"]] == [("unknown", None)] * 2

    def test_a_run_that_was_seen_to_be_stopped_was_stopped(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(HOURS_AGO, state="Stopping")), IDLE)
        assert endings(wait(service)) == {e.JOB: "stopped"}

    def test_a_run_that_cannot_be_judged_is_unknown(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(PUBLISH), IDLE)
        service.on("getJobLogs", e.logs_answer({**PUBLISHED, "fileErrorCount": "N/A"}))
        assert endings(wait(service)) == {e.JOB: "unknown"}

    def test_pre_4_0_shows_ends_only_in_the_details(self, service: ScriptedTransport) -> None:
        version = "pre-4.0"
        run = {**e.active_run(STARTED), "serverName": None}
        row = {**e.log_row(STARTED), "originalJobName": None}
        service.on("getCompanyInfo", e.company_answer(version))
        service.on("getActiveJobs", e.active_answer(run, version=version), e.active_answer(version=version))
        service.on("getJobLogs", e.logs_answer(row, version=version))
        service.on(
            "getJobLogDetails",
            e.details_answer(row, version=version),
            e.details_answer({**row, "endDate": ENDED}, version=version),
        )
        assert endings(wait(service, api_version=version)) == {e.JOB: "succeeded"}
        assert service.count("getJobLogDetails") == 2


class TestTheEnd:
    def test_of_the_time_is_a_failure_that_names_the_runs(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(PUBLISH, UPLOAD), e.active_answer(PUBLISH))
        result = wait(service, wait_timeout=20)
        assert (result["error"]["kind"], result["idle"]) == ("timeout", False)
        assert endings(result) == {e.JOB: "running", "Nightly Upload": "failed"}
        assert f"1 run is active: {e.run_name(HOURS_AGO)!r} (Running)." in result["msg"]
        assert service.clock.elapsed == 20

    def test_names_a_few_of_many(self, service: ScriptedTransport) -> None:
        many = [e.active_run(STARTED + timedelta(seconds=number)) for number in range(7)]
        service.on("getActiveJobs", e.active_answer(*many))
        result = wait(service, wait_timeout=1)
        assert "7 runs are active" in result["msg"]
        assert "and 2 more" in result["msg"]

    def test_names_what_it_can_of_a_run_without_a_name(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(STARTED, name="")))
        assert "1 run is active: '(no name)' (Running)." in wait(service, wait_timeout=1)["msg"]

    def test_does_not_come_because_of_failed_looks(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", LOST, e.fault(30000), e.active_answer(PUBLISH), LOST, IDLE)
        result = wait(service, retries=0)
        assert result["idle"] is True
        assert result["exchange"]["transient_errors"] == 3

    def test_comes_when_every_look_fails(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", LOST)
        result = wait(service, wait_timeout=10)
        assert (result["error"]["kind"], result["idle"], result["runs"]) == ("timeout", False, [])
        assert "The last look failed: it broke off" in result["msg"]
        assert result["reason"] == "Which runs are active is not known."

    def test_comes_when_access_is_refused_twice(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(PUBLISH), e.fault(20003))
        result = wait(service)
        assert (result["error"]["kind"], endings(result)) == ("authorization", {e.JOB: "running"})
        assert service.count("getActiveJobs") == 3


def test_check_mode_looks_once(service: ScriptedTransport) -> None:
    result = wait(service, check_mode=True)
    assert (result["idle"], result["reason"]) == (False, "2 runs are active.")
    assert endings(result) == {e.JOB: "running", "Nightly Upload": "running"}
    assert service.count("getActiveJobs") == 1
    assert service.clock.sleeps == []


def test_runs_without_a_name_count_and_are_shown(service: ScriptedTransport) -> None:
    one, two = (e.active_run(STARTED, name="", jobHandle=handle) for handle in ("1", "2"))
    service.on("getActiveJobs", e.active_answer(one, two), e.active_answer(one), IDLE)
    lines: list[str] = []
    screen = PlainScreen("", lambda text, **_how: lines.append(text), service.clock)
    result = wait(service, observer=ShowingObserver(screen, str, service.clock))
    assert (result["idle"], len(result["runs"])) == (True, 2)
    assert "0 of 2 runs ended, (no name): Running" in lines[0]
    assert "(no name): Running" in lines[1]


def test_the_module_runs_the_task(run_module: ModuleRunner | DirectRunner, service: ScriptedTransport) -> None:
    result = run_module("wait_for_idle", company_name=e.COMPANY)
    assert result["idle"] is True
    assert len(result["runs"]) == 2
