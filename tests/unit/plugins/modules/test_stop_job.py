# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""stop_job: which runs are stopped, what the result says, and what is never sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import Terminated
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.stop_job import TASK as STOP_JOB
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    JOB_KEYS,
    ONE_RUN_KEYS,
    DirectRunner,
    ModuleRunner,
    check_common_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

STARTED = NOON - timedelta(minutes=5)
LATER = STARTED + timedelta(minutes=1)
RUNNING = e.active_run(STARTED)
FOLLOW_ON = e.active_run(LATER, name=e.run_name(LATER, between="_PostPublish"))
LOST_ANSWER = TransportError("the connection was lost", Delivery.UNKNOWN)


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service where one run is active, and ends two seconds after it is asked to stop."""
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", e.active_answer(RUNNING), e.active_answer())
    wire.on("getJobLogs", e.logs_answer(e.log_row(STARTED, NOON + timedelta(seconds=2))))
    return wire.on("stopJob", e.answer("stopJob"))


def stop(wire: ScriptedTransport, **options: Any) -> dict[str, Any]:
    options = {"company_name": e.COMPANY, **({} if "run_handle" in options else {"job_name": e.JOB}), **options}
    result = perform(STOP_JOB, wire, **options)
    check_common_result(result)
    assert result["job"] is None or result["job"].keys() == JOB_KEYS
    assert all(run.keys() == ONE_RUN_KEYS | {"result"} for run in result["runs"])
    assert result["reason"].endswith(".")
    return result


def results(result: dict[str, Any]) -> list[str]:
    return [run["result"] for run in result["runs"]]


def test_the_active_run_is_stopped(service: ScriptedTransport) -> None:
    result = stop(service)
    assert result["changed"] is True
    assert results(result) == ["stopped"]
    assert result["runs"][0]["state"] == "Done"
    assert service.requests("stopJob") == [{"companyHandle": e.COMPANY_HANDLE, "jobHandle": RUNNING["jobHandle"]}]
    assert result["diff"] == {"before": {"active_runs": [e.run_name(STARTED)]}, "after": {"active_runs": []}}


def test_nothing_is_sent_if_no_run_is_active(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer(e.active_run(STARTED, state="Done"), FOLLOW_ON))
    result = stop(service)
    assert (result["changed"], result["runs"], result["warnings"]) == (False, [], [])
    assert "stopJob" not in service.operations


class TestARowThatLeadsItsRun:
    """The log can show a run before it is among the active jobs."""

    ROW = e.log_row(STARTED)

    @pytest.mark.parametrize("options", [{}, {"run_handle": ROW["jobHandle"]}])
    def test_the_run_is_waited_for_and_stopped(self, service: ScriptedTransport, options: dict[str, Any]) -> None:
        service.on("getActiveJobs", *[e.active_answer()] * 3, e.active_answer(RUNNING), e.active_answer())
        service.on("getJobLogs", e.logs_answer(self.ROW)).on("getJobLogDetails", e.details_answer(self.ROW))
        result = stop(service, **options)
        assert (result["changed"], results(result), result["warnings"]) == (True, ["stopped"], [])
        assert [request["jobHandle"] for request in service.requests("stopJob")] == [RUNNING["jobHandle"]]

    def test_one_that_never_becomes_active_is_named(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer(self.ROW))
        result = stop(service)
        assert (result["changed"], result["runs"], result["reason"]) == (False, [], "No run is active.")
        [warning] = result["warnings"]
        assert self.ROW["jobName"] in warning
        assert service.clock.elapsed == pytest.approx(10)

    @pytest.mark.parametrize(("end", "waited"), [(NOON, 0), (None, 10)])
    def test_before_4_0_only_the_details_show_whether_it_leads(
        self, service: ScriptedTransport, end: datetime | None, waited: float
    ) -> None:
        version = "pre-4.0"
        row = {**self.ROW, "originalJobName": None}
        service.on("getCompanyInfo", e.company_answer(version))
        service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(), version=version))
        service.on("getActiveJobs", e.active_answer(version=version)).on(
            "getJobLogs", e.logs_answer(row, version=version)
        )
        service.on("getJobLogDetails", e.details_answer({**row, "endDate": end}, version=version))
        result = stop(service, api_version=version)
        assert (result["changed"], len(result["warnings"])) == (False, 1 if waited else 0)
        assert service.clock.elapsed == pytest.approx(waited)

    @pytest.mark.parametrize("answer", [e.logs_answer(e.log_row(STARTED, NOON)), e.fault(20003)], ids=["end", "fault"])
    def test_what_ends_the_wait(self, service: ScriptedTransport, answer: Any) -> None:
        service.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer(self.ROW), answer)
        result = stop(service)
        assert (result["changed"], result["warnings"], service.clock.elapsed) == (False, [], pytest.approx(1))


def test_check_mode_predicts_and_sends_nothing(service: ScriptedTransport) -> None:
    result = stop(service, check_mode=True)
    assert result["changed"] is True
    assert results(result) == ["stopped"]
    assert result["diff"]["after"] == {"active_runs": []}
    assert "stopJob" not in service.operations


def test_all_runs_are_stopped_before_any_is_waited_for(service: ScriptedTransport) -> None:
    both = e.active_answer(RUNNING, e.active_run(LATER), FOLLOW_ON)
    service.on("getActiveJobs", both, both, e.active_answer(FOLLOW_ON))
    result = stop(service)
    assert results(result) == ["stopped", "stopped"]
    assert service.operations[3:6] == ["stopJob", "stopJob", "getActiveJobs"]
    assert FOLLOW_ON["jobHandle"] not in {request["jobHandle"] for request in service.requests("stopJob")}


def test_a_job_that_is_not_scheduled_can_have_runs(service: ScriptedTransport) -> None:
    service.on("getScheduledJobs", e.jobs_answer())
    assert results(stop(service)) == ["stopped"]


def test_a_name_close_to_a_job_gives_a_warning(service: ScriptedTransport) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job("Nightly Publishing"))).on(
        "getActiveJobs", e.active_answer()
    )
    result = stop(service)
    assert result["changed"] is False
    assert "'Nightly Publishing'" in result["warnings"][0]


def test_several_jobs_of_the_name_are_refused(service: ScriptedTransport) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(jobHandle="one"), e.scheduled_job(jobHandle="two")))
    result = stop(service)
    assert result["failed"]
    assert result["diff"] is None
    assert all(text in result["msg"] for text in ("'one'", "'two'", "run_handle"))
    assert "stopJob" not in service.operations


def test_a_run_that_ended_first_is_not_a_change(service: ScriptedTransport) -> None:
    service.on("stopJob", e.fault(30001, "The job is not active any more"))
    result = stop(service)
    assert (result["changed"], results(result)) == (False, ["finished_first"])
    assert not result.get("failed")


def test_a_run_that_keeps_running_is_a_failure(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer(RUNNING))
    result = stop(service, stop_timeout=20)
    assert (result["failed"], result["changed"], results(result)) == (True, True, ["unconfirmed"])
    assert result["error"]["kind"] == "timeout"
    assert result["diff"]["before"] == result["diff"]["after"]
    assert repr(e.run_name(STARTED)) in result["msg"]
    assert service.clock.elapsed == 20


def test_polls_that_fail_till_the_deadline_are_reported(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer(RUNNING), LOST_ANSWER)
    result = stop(service, stop_timeout=20)
    assert (result["failed"], results(result)) == (True, ["unconfirmed"])
    assert "The last look failed: " in result["msg"]


def test_a_refusal_is_reported_and_changes_nothing(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer(RUNNING)).on("stopJob", e.fault(20003, "No permission"))
    result = stop(service)
    assert (result["failed"], result["changed"], results(result)) == (True, False, ["unconfirmed"])
    assert f"not certain to have stopped: {e.run_name(STARTED)!r}; IPS refused stopJob" in result["msg"]
    assert (result["error"]["kind"], result["error"]["code"]) == ("authorization", 20003)


def test_an_answer_that_is_lost_is_not_sent_again(service: ScriptedTransport) -> None:
    service.on("stopJob", LOST_ANSWER)
    result = stop(service)
    assert (result["changed"], results(result)) == (True, ["stopped"])
    assert service.count("stopJob") == 1


def test_a_task_that_is_ended_while_it_sends_may_have_stopped_the_run(service: ScriptedTransport) -> None:
    service.on("stopJob", Terminated())
    result = stop(service)
    assert (result["failed"], result["changed"], results(result)) == (True, True, ["unconfirmed"])


def test_a_run_that_another_user_has_stopped_is_only_waited_for(service: ScriptedTransport) -> None:
    stopping = e.active_answer(e.active_run(STARTED, state="Stopping"))
    service.on("getActiveJobs", stopping, stopping, e.active_answer())
    result = stop(service)
    assert (result["changed"], results(result)) == (False, ["stopped"])
    assert "stopJob" not in service.operations


class TestByHandle:
    def test_the_run_of_the_handle_is_stopped_and_no_other(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(RUNNING), e.active_answer(e.active_run(LATER)))
        result = stop(service, run_handle=RUNNING["jobHandle"])
        assert results(result) == ["stopped"]
        assert [request["jobHandle"] for request in service.requests("stopJob")] == [RUNNING["jobHandle"]]
        assert service.requests("getActiveJobs")[0]["jobHandle"] == RUNNING["jobHandle"]

    def test_the_handle_of_its_log_row_is_accepted(self, service: ScriptedTransport) -> None:
        row = e.log_row(STARTED)
        service.on("getActiveJobs", e.active_answer(), e.active_answer(RUNNING), e.active_answer())
        service.on("getJobLogDetails", e.details_answer(row))
        assert results(stop(service, run_handle=row["jobHandle"])) == ["stopped"]
        assert service.requests("stopJob")[0]["jobHandle"] == RUNNING["jobHandle"]

    def test_a_follow_on_run_that_is_asked_for_is_stopped(self, service: ScriptedTransport) -> None:
        active = e.active_answer(FOLLOW_ON)
        service.on("getActiveJobs", active, active, e.active_answer())
        service.on("getJobLogs", e.logs_answer(e.log_row(LATER, NOON, jobName=FOLLOW_ON["name"])))
        assert results(stop(service, run_handle=FOLLOW_ON["jobHandle"])) == ["stopped"]
        assert service.clock.elapsed == 1

    def test_an_unknown_handle_means_no_active_run(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer()).on("getJobLogDetails", e.fault(30001, "No such job"))
        assert stop(service, run_handle="gone")["changed"] is False

    def test_refused_access_fails(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer()).on("getJobLogDetails", e.fault(20003))
        assert stop(service, run_handle="gone")["error"]["code"] == 20003

    def test_a_run_that_has_ended_is_not_active(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(STARTED, state="Done")))
        assert stop(service, run_handle=RUNNING["jobHandle"])["runs"] == []


def test_a_failure_before_the_look_has_all_keys_of_its_result(service: ScriptedTransport) -> None:
    service.on("getCompanyInfo", e.fault(20000, "No such company"))
    result = stop(service)
    assert (result["changed"], result["runs"], result["diff"]) == (False, [], None)
    assert e.COMPANY in result["msg"]


def test_the_module_runs_the_task(run_module: ModuleRunner | DirectRunner, service: ScriptedTransport) -> None:
    result = run_module("stop_job", company_name=e.COMPANY, job_name=e.JOB)
    assert results(result) == ["stopped"]
