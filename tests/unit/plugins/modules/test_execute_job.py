# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""execute_job: what is sent, what the result says on every path, in a module and directly."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Callable, ClassVar

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.execute_job import TASK as EXECUTE_JOB
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import check_run_result, perform
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import OpenLock, ScriptedTransport

LOOKING = {"getCompanyInfo", "getScheduledJobs", "getActiveJobs", "getJobLogs", "getJobLogDetails"}
UNSENT = TransportError("nothing was sent", Delivery.NOT_SENT)
LOST = TransportError("it broke off", Delivery.UNKNOWN)
PAGE_500 = Response(500, {}, b"<html>Oops</html>")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


STARTED = at(1)
NEW = e.active_run(STARTED)
NEW_ROW = e.log_row(STARTED, at(3))
OLD = e.active_run(at(-600))
OLD_ROW = e.log_row(at(-600), at(-590))
IDLE = e.active_answer()


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service whose job is idle; once executed it runs for one poll, and succeeds."""
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", IDLE, e.active_answer(NEW), IDLE)
    wire.on("getJobLogs", e.logs_answer(), e.logs_answer(NEW_ROW))
    wire.on("getJobLogDetails", e.details_answer())
    return wire.on("executeJob", e.executed_answer())


def execute(wire: ScriptedTransport, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """Run the task; check what holds for each result, and that there is never a second trigger."""
    named = {} if "company_handle" in options else {"company_name": e.COMPANY}
    named |= {} if "job_handle" in options else {"job_name": e.JOB}
    result = perform(EXECUTE_JOB, wire, check_mode=check_mode, **{**named, **options})
    check_run_result(result)
    assert wire.count("executeJob") <= 1
    if check_mode:
        assert set(wire.operations) <= LOOKING
    if result["changed"] and not check_mode:
        assert wire.count("executeJob") == 1
        assert result["executed_at"]
    return result


def summary(result: dict[str, Any]) -> tuple[bool, bool, str, str, str]:
    return (bool(result.get("failed")), result["changed"], result["action"], result["status"], result["delivery"])


SUCCEEDED = (False, True, "execute", "succeeded", "confirmed")
UNKNOWN = (True, True, "execute", "unknown", "unknown")


class TestAllWentWell:
    def test_the_whole_result(self, service: ScriptedTransport, run_module: Callable[..., dict[str, Any]]) -> None:
        result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB, diff=True)
        result.pop("invocation", None)
        elapsed = result.pop("elapsed")
        assert elapsed == 1.0
        assert result == {
            "changed": True,
            "action": "execute",
            "status": "succeeded",
            "delivery": "confirmed",
            "reason": f"The run '{e.run_name(STARTED)}' has succeeded.",
            "job": {
                "handle": e.JOB_HANDLE,
                "name": e.JOB,
                "original_name": e.JOB,
                "type": "ImageServingPublish",
                "trigger_state": "Normal",
                "next_fire_time": "2026-02-01T00:00:00Z",
            },
            "run": {
                "handle": f"run|{e.run_name(STARTED)}",
                "name": e.run_name(STARTED),
                "state": "Done",
                "progress": 40,
                "progress_message": "publishing",
                "start_time": "2026-01-31T12:00:01Z",
                "end_time": "2026-01-31T12:00:03Z",
            },
            "follow_ons": [],
            "counters": {
                "success": 10,
                "error": 0,
                "warning": 0,
                "duplicate": 0,
                "updated": 2,
                "total": 10,
                "transfer_success": 0,
                "transfer_error": 0,
                "transfer_warning": 0,
            },
            "violations": [],
            "log": [],
            "log_truncated": False,
            "exported_urls": [],
            "executed_at": "2026-01-31T12:00:00Z",
            "exchange": {"requests": 10, "retries": 0, "polls": 2, "transient_errors": 0},
            "diff": {
                "before": {"active_run": None, "last_run": None, "last_result": None},
                "after": {"active_run": None, "last_run": e.run_name(STARTED), "last_result": "succeeded"},
            },
        }

    def test_the_order_of_the_requests(self, service: ScriptedTransport) -> None:
        assert summary(execute(service)) == SUCCEEDED
        look, trigger, identify = ["getActiveJobs", "getJobLogs"], ["executeJob"], ["getActiveJobs", "getJobLogs"]
        wait, judge = ["getActiveJobs", "getJobLogs"], ["getJobLogDetails"]
        resolve = ["getCompanyInfo", "getScheduledJobs"]
        assert service.operations == resolve + look + trigger + identify + wait + judge
        assert service.requests("getCompanyInfo") == [{"companyName": e.COMPANY}]
        assert service.requests("getScheduledJobs") == [{"companyHandle": e.COMPANY_HANDLE, "originalName": e.JOB}]
        assert service.requests("getActiveJobs")[0] == {
            "companyHandle": e.COMPANY_HANDLE,
            "originalName": e.JOB,
            "includeWaitingJobs": "true",
        }
        assert service.requests("getJobLogs")[0]["numRows"] == "200"
        assert service.requests("executeJob") == [{"companyHandle": e.COMPANY_HANDLE, "jobHandle": e.JOB_HANDLE}]
        assert service.closed

    def test_with_handles_only_the_companys_name_is_looked_up_for_the_lock(self, service: ScriptedTransport) -> None:
        assert summary(execute(service, company_handle="c|7", job_handle=e.JOB_HANDLE)) == SUCCEEDED
        assert service.requests("getCompanyInfo") == [{"companyHandle": "c|7"}]
        assert service.requests("getScheduledJobs") == [{"companyHandle": "c|7", "jobHandle": e.JOB_HANDLE}]
        assert service.requests("executeJob")[0]["companyHandle"] == "c|7"

    def test_without_waiting_seven_requests_are_enough(self, service: ScriptedTransport) -> None:
        result = execute(service, wait=False)
        assert summary(result) == (False, True, "execute", "running", "confirmed")
        assert result["run"]["name"] == e.run_name(STARTED)
        assert result["exchange"]["requests"] == len(service.posts) == 7
        assert service.clock.sleeps == []

    def test_without_waiting_a_failed_run_does_not_fail_the_task(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(STARTED, at(2), fileErrorCount=1)))
        assert summary(execute(service, wait=False)) == (False, True, "execute", "failed", "confirmed")

    def test_without_waiting_a_run_need_not_appear(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer())
        result = execute(service, wait=False)
        assert summary(result) == (False, True, "execute", "triggered", "confirmed")
        assert result["run"] is None
        assert service.clock.elapsed == pytest.approx(15)

    def test_a_run_that_ended_before_the_first_look_is_found_in_the_logs(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE)
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert result["run"]["handle"] == f"log|{e.run_name(STARTED)}"

    def test_a_run_that_takes_its_time_to_appear(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", *[IDLE] * 8, e.active_answer(e.active_run(STARTED, "WaitingCoordinator")), IDLE)
        service.on("getJobLogs", *[e.logs_answer()] * 8, e.logs_answer(NEW_ROW))
        assert summary(execute(service)) == SUCCEEDED

    @pytest.mark.parametrize(
        "answer", [e.executed_answer(), e.empty_body(), Response(202, {}, b""), Response(202, {}, b"\n")]
    )
    def test_each_form_of_a_successful_answer(self, service: ScriptedTransport, answer: Any) -> None:
        assert summary(execute(service.on("executeJob", answer))) == SUCCEEDED

    def test_polling_backs_off_up_to_poll_interval(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, *[e.active_answer(NEW)] * 9, IDLE)
        execute(service, poll_interval=4)
        assert service.clock.sleeps[:5] == pytest.approx([1, 1.5, 2.25, 3.375, 4])

    def test_a_name_of_any_characters(self, service: ScriptedTransport) -> None:
        name = " A & B <c> \"d\" 'e' | f  g 😀 \t_2026-01-31-12:00:00 "
        service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(name)))
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(STARTED, job=name)), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(STARTED, at(3), job=name)))
        result = execute(service, job_name=name)
        assert summary(result) == SUCCEEDED
        assert result["job"]["name"] == name
        assert service.requests("getActiveJobs")[0]["originalName"] == name

    def test_the_log_row_may_lag(self, service: ScriptedTransport) -> None:
        running = e.log_row(STARTED)
        rows = [e.logs_answer()] * 3 + [e.logs_answer(running)] * 3 + [e.logs_answer(NEW_ROW)]
        service.on("getJobLogs", *rows)
        assert summary(execute(service)) == SUCCEEDED

    def test_a_run_that_stays_listed_as_done_has_ended(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), e.active_answer(e.active_run(STARTED, "Done")))
        assert summary(execute(service)) == SUCCEEDED


class TestBare:
    OPTIONS: ClassVar[dict[str, Any]] = {
        "company_handle": e.COMPANY_HANDLE,
        "job_handle": e.JOB_HANDLE,
        "on_running": "execute",
        "wait": False,
    }

    def test_one_request_is_all(self, wire: ScriptedTransport, run_module: Callable[..., dict[str, Any]]) -> None:
        wire.on("executeJob", e.executed_answer())
        result = run_module("execute_job", diff=True, **self.OPTIONS)
        check_run_result(result)
        assert summary(result) == (False, True, "execute", "triggered", "confirmed")
        assert wire.operations == ["executeJob"]
        assert result["executed_at"] == "2026-01-31T12:00:00Z"
        assert result["run"] is result["diff"] is None
        assert result["job"] == {
            "handle": e.JOB_HANDLE,
            "name": None,
            "original_name": None,
            "type": None,
            "trigger_state": None,
            "next_fire_time": None,
        }

    @pytest.mark.parametrize("answer", [e.executed_answer(), Response(202, {}, b"")])
    def test_the_servers_clock_counts_though_it_is_known_only_afterwards(
        self, wire: ScriptedTransport, answer: Response
    ) -> None:
        wire.skew = -7200.0
        result = execute(wire.on("executeJob", answer), **self.OPTIONS)
        assert result["executed_at"] == "2026-01-31T10:00:00Z"

    @pytest.mark.parametrize("answer", [LOST, PAGE_500, Response(200, {}, b""), e.fault(30000, server=True)])
    def test_an_ambiguous_answer_fails_at_once(self, wire: ScriptedTransport, answer: Any) -> None:
        result = execute(wire.on("executeJob", answer), **self.OPTIONS)
        assert summary(result) == UNKNOWN
        assert wire.operations == ["executeJob"]
        assert "on_running: adopt" in result["msg"]

    def test_a_refusal_and_what_was_not_sent(self, wire: ScriptedTransport) -> None:
        result = execute(wire.on("executeJob", e.fault(20003)), **self.OPTIONS)
        assert summary(result) == (True, False, "execute", "not_run", "refused")
        result = execute(ScriptedTransport().on("executeJob", UNSENT), **self.OPTIONS)
        assert summary(result) == (True, False, "execute", "not_run", "not_sent")
        assert result["executed_at"] is None

    @pytest.mark.parametrize(
        "more", [{"wait": True}, {"skip_if_succeeded_since": "1h"}, {"on_running": "adopt"}, {"check_mode": True}]
    )
    def test_what_needs_to_know_more_looks(self, service: ScriptedTransport, more: dict[str, Any]) -> None:
        execute(service, **{**self.OPTIONS, **more})
        assert {"getScheduledJobs", "getActiveJobs"} < set(service.operations)


class TestResolve:
    def test_a_missing_job_names_the_nearest(self, service: ScriptedTransport) -> None:
        service.on("getScheduledJobs", e.jobs_answer(), e.jobs_answer(e.scheduled_job(), e.scheduled_job("Other")))
        result = execute(service, job_name="Nightly Publich")
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert result["error"]["kind"] == "job"
        assert result["job"] is None
        assert result["msg"].startswith("Job 'Nightly Publich' of company 'Planetary'")
        assert "'Nightly Publish'" in result["msg"]

    def test_two_of_one_name_are_both_named(self, service: ScriptedTransport) -> None:
        jobs = [e.scheduled_job(jobHandle="h|1"), e.scheduled_job(jobHandle="h|2")]
        result = execute(service.on("getScheduledJobs", e.jobs_answer(*jobs)))
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert "'h|1', 'h|2'" in result["msg"]

    def test_the_name_counts_if_no_job_has_the_original_name(self, service: ScriptedTransport) -> None:
        jobs = [e.scheduled_job("Cleanup", originalName=""), e.scheduled_job("Other")]
        service.on("getScheduledJobs", e.jobs_answer(), e.jobs_answer(*jobs))
        name = e.run_name(STARTED, "Cleanup")
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(STARTED, job="Cleanup", originalName="")), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(STARTED, at(3), jobName=name, job="")))
        result = execute(service, job_name="Cleanup")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == name
        assert result["job"]["original_name"] is None
        assert "originalName" not in service.requests("getActiveJobs")[0]

    def test_a_handle_that_no_longer_exists(self, service: ScriptedTransport) -> None:
        result = execute(service, job_handle="j|old")
        assert result["error"]["kind"] == "job"
        assert "Handles do not last" in result["msg"]
        assert result["msg"].startswith("Job with handle 'j|old'")

    @pytest.mark.parametrize(
        ("code", "kind"), [(10001, "authentication"), (20000, "authorization"), (30001, "api"), (30000, "api")]
    )
    def test_a_fault(self, service: ScriptedTransport, code: int, kind: str) -> None:
        result = execute(service.on("getCompanyInfo", e.fault(code, "Because.")))
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert (result["error"]["kind"], result["error"]["code"]) == (kind, code)
        assert result["error"]["operation"] == "getCompanyInfo"
        assert result["error"]["reason"] == "Because."

    @pytest.mark.parametrize("operation", sorted(LOOKING - {"getJobLogDetails"}))
    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (UNSENT, "transport"),
            (Response(200, {}, b"<html>"), "protocol"),
            (Response(302, {"location": "https://elsewhere"}, b""), "protocol"),
            (e.fault(20009), "authorization"),
        ],
    )
    def test_trouble_before_the_decision_triggers_nothing(
        self, service: ScriptedTransport, operation: str, answer: Any, kind: str
    ) -> None:
        result = execute(service.on(operation, answer))
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert (result["error"]["kind"], result["error"]["operation"]) == (kind, operation)
        assert service.count("executeJob") == 0


class TestSkip:
    RECENT = e.log_row(at(-300), at(-200), fileWarningCount=3)

    @pytest.mark.parametrize("check_mode", [False, True])
    @pytest.mark.parametrize("since", ["10m", "2026-01-31T11:55:00Z", "1769860500"])
    def test_a_recent_success_is_enough(self, service: ScriptedTransport, since: str, check_mode: bool) -> None:
        service.on("getJobLogs", e.logs_answer(self.RECENT))
        result = execute(service, check_mode, skip_if_succeeded_since=since)
        assert summary(result) == (False, False, "skip", "succeeded", "not_sent")
        assert result["run"]["name"] == e.run_name(at(-300))
        assert result["run"]["end_time"] == "2026-01-31T11:56:40Z"
        assert result["counters"]["warning"] == 3
        assert result["diff"]["before"] == result["diff"]["after"]
        assert service.count("executeJob") == 0

    def test_all_rows_since_then_are_asked_for(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", e.logs_answer(self.RECENT))
        execute(service, skip_if_succeeded_since="1h")
        request = service.requests("getJobLogs")[0]
        assert request["startDate"] == "2026-01-31T11:00:00Z"
        assert "numRows" not in request

    def test_an_age_counts_back_from_the_servers_now(self, service: ScriptedTransport) -> None:
        service.skew = 4 * 3600.0
        service.on("getJobLogs", e.logs_answer(e.log_row(at(4 * 3600 - 300), at(4 * 3600 - 200))))
        result = execute(service, skip_if_succeeded_since="1h")
        assert result["action"] == "skip"
        assert service.requests("getJobLogs")[0]["startDate"] == "2026-01-31T15:00:00Z"
        assert "14400 s ahead of" in result["warnings"][0]

    def test_it_beats_an_active_run(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", e.logs_answer(self.RECENT)).on("getActiveJobs", e.active_answer(OLD))
        result = execute(service, skip_if_succeeded_since="10m", on_running="fail")
        assert summary(result) == (False, False, "skip", "succeeded", "not_sent")

    def test_an_older_success_counts_though_a_newer_run_failed(self, service: ScriptedTransport) -> None:
        failed = e.log_row(at(-100), at(-90), fileErrorCount=1)
        service.on("getJobLogs", e.logs_answer(failed, self.RECENT))
        assert execute(service, skip_if_succeeded_since="10m")["run"]["name"] == e.run_name(at(-300))

    @pytest.mark.parametrize(
        "row",
        [
            e.log_row(at(-601), at(-500)),
            e.log_row(at(-300), at(-200), fileErrorCount=1),
            e.log_row(at(-300), at(-200), fatalError=True),
            e.log_row(at(-300), at(-200), job="Nightly Publish_2"),
            e.log_row(at(-300), at(-200), jobName=e.run_name(at(-300), between=" post")),
            e.log_row(at(-300), at(-200), startDate=None),
        ],
        ids=["too old", "failed", "fatal", "a neighbour's", "a follow-on's", "of unknown time"],
    )
    def test_no_other_row_is(self, service: ScriptedTransport, row: dict[str, Any]) -> None:
        service.on("getJobLogs", e.logs_answer(row), e.logs_answer(row, NEW_ROW))
        assert summary(execute(service, skip_if_succeeded_since="10m")) == SUCCEEDED

    @pytest.mark.parametrize(
        ("limits", "skips"), [({}, True), ({"max_warnings": 2}, False), ({"max_warnings": 3}, True)]
    )
    def test_the_thresholds_say_what_a_success_is(
        self, service: ScriptedTransport, limits: dict[str, int], skips: bool
    ) -> None:
        service.on("getJobLogs", e.logs_answer(self.RECENT), e.logs_answer(self.RECENT, NEW_ROW))
        assert (execute(service, skip_if_succeeded_since="10m", **limits)["action"] == "skip") is skips

    def test_a_run_that_is_active_still_has_not_succeeded(self, service: ScriptedTransport) -> None:
        active = e.active_run(at(-300))
        service.on("getActiveJobs", e.active_answer(active), IDLE).on("getJobLogs", e.logs_answer(self.RECENT))
        assert summary(execute(service, skip_if_succeeded_since="10m"))[2] == "adopt"


class TestOnRunning:
    AFTER = at(9)

    @pytest.fixture
    def busy(self, service: ScriptedTransport) -> ScriptedTransport:
        """A service where a run of the job is active for two looks, and then has succeeded."""
        service.on(
            "getActiveJobs", *[e.active_answer(OLD)] * 2, IDLE, IDLE, e.active_answer(e.active_run(self.AFTER)), IDLE
        )
        rows = [e.logs_answer(OLD_ROW)] * 2 + [e.logs_answer(e.log_row(self.AFTER, at(12)), OLD_ROW)]
        return service.on("getJobLogs", e.logs_answer(), *rows)

    def test_adopt(self, busy: ScriptedTransport) -> None:
        result = execute(busy)
        assert summary(result) == (False, False, "adopt", "succeeded", "not_sent")
        assert result["run"]["name"] == e.run_name(at(-600))
        assert result["executed_at"] is None
        assert result["diff"]["before"]["active_run"] == e.run_name(at(-600))
        assert result["diff"]["after"] == {
            "active_run": None,
            "last_run": e.run_name(at(-600)),
            "last_result": "succeeded",
        }
        assert busy.count("executeJob") == 0

    def test_adopt_without_waiting(self, busy: ScriptedTransport) -> None:
        assert summary(execute(busy, wait=False)) == (False, False, "adopt", "running", "not_sent")
        assert busy.clock.sleeps == []

    def test_an_adopted_run_that_fails_is_a_failure_without_change(self, busy: ScriptedTransport) -> None:
        busy.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(at(-600), at(2), fileErrorCount=2)))
        result = execute(busy)
        assert summary(result) == (True, False, "adopt", "failed", "not_sent")
        assert result["violations"] == [{"counter": "error", "limit": 0, "value": 2}]

    @pytest.mark.parametrize("wait", [True, False])
    def test_one_that_started_before_adopt_since_is_waited_out(self, busy: ScriptedTransport, wait: bool) -> None:
        result = execute(busy, adopt_since="5m", wait=wait)
        assert summary(result)[:3] == (False, True, "execute")
        assert result["run"]["name"] == e.run_name(self.AFTER)
        assert busy.operations.index("executeJob") > 5

    def test_one_that_started_since_is_adopted(self, busy: ScriptedTransport) -> None:
        assert execute(busy, adopt_since="10m")["action"] == "adopt"

    def test_adopt_since_is_fixed_at_the_first_look(self, busy: ScriptedTransport) -> None:
        """While an old run is waited out, the age does not move on past a younger one."""
        younger = e.active_run(at(-30))
        both, ending = e.active_answer(OLD), e.active_answer(younger)
        busy.on("getActiveJobs", *[both] * 30, ending, ending, IDLE)
        busy.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(at(-30), at(400))))
        result = execute(busy, adopt_since="1m")
        assert result["action"] == "adopt"
        assert result["run"]["name"] == e.run_name(at(-30))

    @pytest.mark.parametrize("check_mode", [False, True])
    def test_fail(self, busy: ScriptedTransport, check_mode: bool) -> None:
        result = execute(busy, check_mode, on_running="fail")
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert result["error"]["kind"] == "job"
        assert e.run_name(at(-600)) in result["msg"]
        assert busy.count("executeJob") == 0

    def test_wait(self, busy: ScriptedTransport) -> None:
        result = execute(busy, on_running="wait")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == e.run_name(self.AFTER)

    @pytest.mark.parametrize("failure", [LOST, Response(503, {}, b""), e.fault(10001)])
    def test_a_failed_look_after_the_wait_is_tolerated_like_a_poll(self, busy: ScriptedTransport, failure: Any) -> None:
        running, after = e.active_answer(OLD), e.active_answer(e.active_run(self.AFTER))
        busy.on("getActiveJobs", running, running, IDLE, failure, IDLE, after, IDLE)
        result = execute(busy, on_running="wait", retries=0)
        assert summary(result) == SUCCEEDED
        assert result["exchange"]["transient_errors"] == 1

    def test_looks_that_fail_till_the_deadline_trigger_nothing(self, busy: ScriptedTransport) -> None:
        busy.on("getActiveJobs", e.active_answer(OLD), IDLE, LOST)
        result = execute(busy, on_running="wait", wait_timeout=60)
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert result["error"]["kind"] == "timeout"
        assert result["reason"] == "wait_timeout expired before the job could be triggered."
        assert "The last look failed: " in result["msg"]
        assert "is active" not in result["msg"]

    def test_polls_of_an_older_run_that_fail_till_the_deadline_are_reported(self, busy: ScriptedTransport) -> None:
        busy.on("getActiveJobs", e.active_answer(OLD), LOST)
        result = execute(busy, on_running="wait", wait_timeout=60)
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert "came first" in result["msg"]
        assert "The last look failed: " in result["msg"]

    def test_the_diff_shows_the_run_that_the_decision_is_about(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(at(-10)), OLD))
        result = execute(service, check_mode=True)
        assert result["diff"]["before"]["active_run"] == result["run"]["name"] == e.run_name(at(-10))

    def test_the_run_that_was_waited_for_may_make_another_one_unnecessary(self, busy: ScriptedTransport) -> None:
        result = execute(busy, on_running="wait", skip_if_succeeded_since="1h")
        assert summary(result) == (False, False, "skip", "succeeded", "not_sent")
        assert result["run"]["name"] == e.run_name(at(-600))

    def test_execute_in_parallel(self, busy: ScriptedTransport) -> None:
        both = e.active_answer(OLD, NEW)
        busy.on("getActiveJobs", e.active_answer(OLD), both, e.active_answer(OLD))
        busy.on("getJobLogs", e.logs_answer(), e.logs_answer(NEW_ROW))
        result = execute(busy, on_running="execute")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == e.run_name(STARTED)

    def test_a_run_that_is_done_is_not_active(self, service: ScriptedTransport) -> None:
        done = e.active_run(at(-600), "Done")
        service.on("getActiveJobs", e.active_answer(done), e.active_answer(done, NEW), e.active_answer(done))
        assert summary(execute(service, on_running="fail")) == SUCCEEDED

    def test_an_older_run_that_does_not_end_in_time(self, busy: ScriptedTransport) -> None:
        busy.on("getActiveJobs", e.active_answer(OLD))
        result = execute(busy, on_running="wait", wait_timeout=60)
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert result["error"]["kind"] == "timeout"
        assert busy.count("executeJob") == 0

    @pytest.mark.parametrize("on_timeout", ["fail", "stop", "detach"])
    def test_a_deadline_before_the_trigger_always_fails(self, busy: ScriptedTransport, on_timeout: str) -> None:
        busy.on("getActiveJobs", e.active_answer(OLD), e.active_answer(OLD), IDLE)
        busy.latency = 20.0
        result = execute(busy, on_running="wait", wait_timeout=110, on_timeout=on_timeout)
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert result["error"]["kind"] == "timeout"

    @pytest.mark.parametrize(
        ("options", "predicted"),
        [
            ({}, (False, False, "adopt", "running", "not_sent")),
            ({"on_running": "execute"}, (False, True, "execute", "not_run", "not_sent")),
            ({"on_running": "wait"}, (False, True, "execute", "not_run", "not_sent")),
            ({"adopt_since": "1m"}, (False, True, "execute", "not_run", "not_sent")),
        ],
    )
    def test_check_mode(
        self, busy: ScriptedTransport, options: dict[str, Any], predicted: tuple[bool, bool, str, str, str]
    ) -> None:
        result = execute(busy, check_mode=True, **options)
        assert summary(result) == predicted
        assert result["delivery"] == "not_sent"
        assert result["exchange"]["requests"] == 4
        assert busy.clock.sleeps == []


def test_check_mode_of_an_idle_job(service: ScriptedTransport) -> None:
    result = execute(service, check_mode=True)
    assert summary(result) == (False, True, "execute", "not_run", "not_sent")
    assert result["run"] is result["executed_at"] is None
    assert result["diff"]["after"]["active_run"] == "(a new run)"


class TestIdentify:
    def test_a_run_of_a_job_with_a_similar_name_is_not_taken_for_the_run(self, service: ScriptedTransport) -> None:
        neighbour = e.active_run(STARTED, job="Nightly Publish_2")
        service.on("getActiveJobs", IDLE, e.active_answer(neighbour), e.active_answer(neighbour, NEW), IDLE)
        result = execute(service)
        assert result["run"]["name"] == e.run_name(STARTED)
        assert result["follow_ons"] == []

    def test_a_follow_on_run_is_no_candidate_but_listed(self, service: ScriptedTransport) -> None:
        follow_on = e.active_run(at(2), name=e.run_name(at(2), between=" post publish"))
        service.on("getActiveJobs", IDLE, e.active_answer(follow_on), e.active_answer(follow_on, NEW), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(), e.logs_answer(NEW_ROW))
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == e.run_name(STARTED)
        assert [run["name"] for run in result["follow_ons"]] == [e.run_name(at(2), between=" post publish")]

    @pytest.mark.parametrize(("end", "state"), [(None, "Running"), (at(9), "Done")])
    def test_a_follow_on_run_is_listed_as_the_active_jobs_showed_it_until_its_row_has_an_end(
        self, service: ScriptedTransport, end: datetime | None, state: str
    ) -> None:
        follow_on = e.active_run(at(2), name=e.run_name(at(2), between=" post publish"))
        row = e.log_row(at(2), end, jobName=follow_on["name"])
        service.on("getActiveJobs", IDLE, e.active_answer(follow_on, NEW), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(row, NEW_ROW))
        [listed] = execute(service)["follow_ons"]
        assert (listed["handle"], listed["state"], listed["progress"]) == (follow_on["jobHandle"], state, 40)
        assert (listed["end_time"] is None) == (end is None)

    def test_follow_on_runs_are_listed_also_where_the_run_is_not_found(self, service: ScriptedTransport) -> None:
        earlier, later = (e.run_name(at(seconds), between=" post publish") for seconds in (-60, 2))
        runs = e.active_answer(e.active_run(at(-60), name=earlier), e.active_run(at(2), name=later))
        service.on("getActiveJobs", IDLE, runs).on("getJobLogs", e.logs_answer())
        result = execute(service)
        assert (result["status"], result["run"]) == ("unknown", None)
        assert [run["name"] for run in result["follow_ons"]] == [later]

    def test_an_old_run_whose_row_shows_up_late_is_not_taken(self, service: ScriptedTransport) -> None:
        late = e.log_row(at(-5), at(-1))
        service.on("getActiveJobs", IDLE, IDLE, e.active_answer(NEW), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(late), e.logs_answer(NEW_ROW, late))
        assert execute(service)["run"]["name"] == e.run_name(STARTED)

    def test_a_row_of_a_run_seen_before_is_not_new(self, service: ScriptedTransport) -> None:
        """It starts next to another one, which ends. The row of the other one appears first."""
        service.on("getActiveJobs", e.active_answer(OLD), IDLE, e.active_answer(NEW), IDLE)
        row = e.log_row(at(-600), at(1), startDate=at(3))
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(row), e.logs_answer(NEW_ROW, row))
        assert execute(service, on_running="execute")["run"]["name"] == e.run_name(STARTED)

    def test_several_new_runs_are_named_and_none_is_chosen(self, service: ScriptedTransport) -> None:
        other = e.active_run(at(2))
        service.on("getActiveJobs", IDLE, e.active_answer(NEW, other))
        result = execute(service)
        assert summary(result) == (True, True, "execute", "unknown", "confirmed")
        assert result["error"]["kind"] == "job"
        assert result["run"] is None
        assert all(f"run|{e.run_name(start)}" in result["msg"] for start in (STARTED, at(2)))

    @pytest.mark.parametrize("wait", [True, False])
    @pytest.mark.parametrize("answer", [e.executed_answer(), LOST])
    def test_an_ended_and_an_active_run_are_several_too(
        self, service: ScriptedTransport, answer: Any, wait: bool
    ) -> None:
        """The run that failed at once may be this task's, and the active one another user's."""
        failed = e.log_row(at(0), at(0.5), fileErrorCount=3)
        service.on("executeJob", answer).on("getActiveJobs", IDLE, e.active_answer(NEW), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(failed), e.logs_answer(NEW_ROW, failed))
        result = execute(service, wait=wait)
        assert summary(result)[:4] == (True, True, "execute", "unknown")
        assert all(e.run_name(start) in result["msg"] for start in (STARTED, at(0)))

    @pytest.mark.parametrize("skew", [-5 * 3600.0, 5 * 3600.0])
    def test_a_server_hours_off(self, service: ScriptedTransport, skew: float) -> None:
        service.skew = skew
        started = at(skew + 1)
        late = e.log_row(at(skew - 5), at(skew - 1))
        service.on("getActiveJobs", IDLE, IDLE, e.active_answer(e.active_run(started)), IDLE)
        rows = e.logs_answer(e.log_row(started, at(skew + 4)), late)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(late), rows)
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == e.run_name(started)
        assert len(result["warnings"]) == 1

    def test_without_a_servers_clock_only_names_decide(self, service: ScriptedTransport) -> None:
        service.date = lambda: "no date"  # type: ignore[method-assign]
        assert summary(execute(service)) == SUCCEEDED

    def test_without_a_servers_clock_no_older_run_is_taken(self, service: ScriptedTransport) -> None:
        """Those since ``skip_if_succeeded_since`` are not all that were there before."""
        service.date = lambda: "no date"  # type: ignore[method-assign]

        def rows(fields: dict[str, Any]) -> bytes:
            new = [NEW_ROW] if service.count("getActiveJobs") > 2 else []
            return e.logs_answer(*new, *([] if fields.get("startDate") == "2026-01-31T11:59:00Z" else [OLD_ROW]))

        service.on("getJobLogs", rows)
        result = execute(service, skip_if_succeeded_since="1m")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == e.run_name(STARTED)

    @pytest.mark.parametrize(
        ("options", "kind", "seconds"),
        [({}, "job", 120), ({"start_timeout": 30}, "job", 30), ({"wait_timeout": 20}, "timeout", 20)],
    )
    def test_a_run_that_does_not_appear(
        self, service: ScriptedTransport, options: dict[str, Any], kind: str, seconds: float
    ) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer())
        result = execute(service, **options)
        assert summary(result) == (True, True, "execute", "unknown", "confirmed")
        assert result["error"]["kind"] == kind
        assert service.clock.elapsed == pytest.approx(seconds)
        assert "2026-01-31T12:00:00Z" in result["msg"]

    def test_looks_that_all_fail_are_reported(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.fault(30000, "Out of order"))
        result = execute(service)
        assert summary(result) == (True, True, "execute", "unknown", "confirmed")
        assert "The last look failed: IPS refused getActiveJobs" in result["msg"]

    @pytest.mark.parametrize("wait", [True, False])
    def test_a_look_that_is_refused_says_what_was_sent(self, service: ScriptedTransport, wait: bool) -> None:
        service.on("getActiveJobs", IDLE, e.fault(10001))
        result = execute(service, wait=wait)
        assert summary(result) == (True, True, "execute", "unknown", "confirmed")
        assert "the service has accepted executeJob, but the run was not seen" in result["msg"]
        assert "on_running: adopt and skip_if_succeeded_since: 2026-01-31T12:00:00Z" in result["msg"]
        assert result["reason"] == "The service has accepted executeJob, but refuses to show the run."

    def test_a_detached_task_does_not_fail(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer())
        result = execute(service, wait_timeout=20, on_timeout="detach")
        assert summary(result) == (False, True, "execute", "triggered", "confirmed")


class TestDelivery:
    @pytest.mark.parametrize(
        ("answer", "delivery", "kind"),
        [
            (UNSENT, "not_sent", "transport"),
            (e.fault(10001), "refused", "authentication"),
            (e.fault(20003), "refused", "authorization"),
            (e.fault(30001), "refused", "api"),
            (Response(200, {}, e.fault(20003)), "refused", "authorization"),
            (Response(302, {"location": "https://elsewhere"}, b""), "refused", "protocol"),
            (Response(403, {}, b"<html>"), "refused", "protocol"),
            (Response(429, {"retry-after": "1"}, b""), "refused", "protocol"),
        ],
    )
    def test_a_request_that_did_not_act_is_reported_at_once(
        self, service: ScriptedTransport, answer: Any, delivery: str, kind: str
    ) -> None:
        result = execute(service.on("executeJob", answer))
        assert summary(result) == (True, False, "execute", "not_run", delivery)
        assert result["error"]["kind"] == kind
        assert result["error"]["operation"] == "executeJob"
        assert result["executed_at"] is None
        assert result["diff"]["before"] == result["diff"]["after"]
        assert service.operations[-1] == "executeJob"

    def test_the_time_is_that_of_the_try_that_was_sent(self, service: ScriptedTransport) -> None:
        def tried_again(_fields: dict[str, Any]) -> bytes:
            service.clock.pass_time(7)
            service.sent_at = service.clock.monotonic()
            return e.executed_answer()

        started = at(8)
        service.on("executeJob", tried_again)
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(started)), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(at(3), at(4)), e.log_row(started, at(9))))
        result = execute(service)
        assert result["executed_at"] == "2026-01-31T12:00:07Z"
        assert result["run"]["name"] == e.run_name(started)

    AMBIGUOUS = (
        LOST,
        Response(404, {}, e.executed_answer()),
        Response(302, {}, e.empty_body()),
        PAGE_500,
        Response(503, {"retry-after": "1"}, b""),
        Response(200, {}, b""),
        Response(200, {}, b"<html>Log in</html>"),
        Response(200, {}, e.executed_answer()[:-9]),
        e.answer("getActiveJobs"),
    )

    @pytest.mark.parametrize("answer", AMBIGUOUS)
    def test_a_doubt_is_cleared_by_the_run(self, service: ScriptedTransport, answer: Any) -> None:
        assert summary(execute(service.on("executeJob", answer))) == (False, True, "execute", "succeeded", "reconciled")

    @pytest.mark.parametrize("answer", AMBIGUOUS)
    def test_a_doubt_is_cleared_by_the_log_of_a_run_that_had_ended(
        self, service: ScriptedTransport, answer: Any
    ) -> None:
        service.on("getActiveJobs", IDLE).on("executeJob", answer)
        assert summary(execute(service)) == (False, True, "execute", "succeeded", "reconciled")

    @pytest.mark.parametrize("answer", AMBIGUOUS)
    def test_a_doubt_that_remains_says_what_to_do(self, service: ScriptedTransport, answer: Any) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer()).on("executeJob", answer)
        result = execute(service)
        assert summary(result) == UNKNOWN
        assert result["error"]["operation"] == "executeJob"
        assert "subset [active, logs] and since 2026-01-31T11:45:00Z" in result["msg"]
        assert "on_running: adopt and skip_if_succeeded_since: 2026-01-31T12:00:00Z" in result["msg"]
        assert service.clock.elapsed == pytest.approx(120)

    def test_another_job_that_starts_at_the_same_moment_clears_nothing(self, service: ScriptedTransport) -> None:
        other = e.active_answer(e.active_run(STARTED, job="Other"), e.active_run(STARTED, job=f"{e.JOB} 2"))
        service.on("getActiveJobs", IDLE, other).on("getJobLogs", e.logs_answer()).on("executeJob", LOST)
        assert summary(execute(service)) == UNKNOWN

    @pytest.mark.parametrize("fault", [e.fault(30000), e.fault(30001, server=True)])
    def test_a_fault_that_can_follow_the_act_is_looked_into(self, service: ScriptedTransport, fault: bytes) -> None:
        result = execute(service.on("executeJob", fault))
        assert summary(result) == (False, True, "execute", "succeeded", "reconciled")

    @pytest.mark.parametrize("fault", [e.fault(30000, "In use."), e.fault(30001, "In use.", server=True)])
    def test_without_a_run_it_is_a_refusal_after_ten_seconds(self, service: ScriptedTransport, fault: bytes) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer()).on("executeJob", fault)
        result = execute(service)
        assert summary(result) == (True, False, "execute", "not_run", "refused")
        assert result["error"]["reason"] == "In use."
        assert service.clock.elapsed == pytest.approx(10)

    def test_a_fault_that_could_not_be_looked_into_stays_in_doubt(self, service: ScriptedTransport) -> None:
        service.on("executeJob", e.fault(30000)).on("getActiveJobs", IDLE, LOST)
        assert summary(execute(service)) == UNKNOWN

    def test_access_that_is_refused_while_looking_leaves_the_doubt(self, service: ScriptedTransport) -> None:
        service.on("executeJob", LOST).on("getActiveJobs", IDLE, e.fault(10001))
        result = execute(service)
        assert summary(result) == UNKNOWN
        assert "executeJob was sent once" in result["msg"]
        assert "on_running: adopt and skip_if_succeeded_since: 2026-01-31T12:00:00Z" in result["msg"]


class TestWaiting:
    @pytest.fixture
    def endless(self, service: ScriptedTransport) -> ScriptedTransport:
        """A service whose run does not end."""
        service.on("getActiveJobs", IDLE, e.active_answer(NEW)).on("getJobLogs", e.logs_answer())
        return service.on("stopJob", e.answer("stopJob"))

    def test_on_timeout_fail(self, endless: ScriptedTransport) -> None:
        result = execute(endless, wait_timeout=60)
        assert summary(result) == (True, True, "execute", "running", "confirmed")
        assert result["error"]["kind"] == "timeout"
        assert f"run|{e.run_name(STARTED)}" in result["msg"]
        assert endless.clock.elapsed == pytest.approx(60)
        assert endless.count("stopJob") == 0

    def test_on_timeout_detach(self, endless: ScriptedTransport) -> None:
        result = execute(endless, wait_timeout=60, on_timeout="detach")
        assert summary(result) == (False, True, "execute", "running", "confirmed")
        assert result["run"]["handle"] == f"run|{e.run_name(STARTED)}"

    def test_a_run_that_the_last_polls_did_not_show(self, endless: ScriptedTransport) -> None:
        endless.on("getActiveJobs", IDLE, e.active_answer(NEW), Response(503, {}, b""))
        result = execute(endless, wait_timeout=60)
        assert summary(result) == (True, True, "execute", "running", "confirmed")
        assert "had not ended when it was last seen" in result["msg"]
        assert "The last look failed: " in result["msg"]
        assert "503" in result["msg"]

    @pytest.mark.parametrize(
        ("on_timeout", "failed", "status"),
        [("detach", False, "running"), ("fail", True, "unknown"), ("stop", True, "unknown")],
    )
    @pytest.mark.parametrize(
        ("active", "rows", "seen"),
        [
            (e.active_run(STARTED, "Done"), (), "is Done, but it has no log row yet"),
            (e.active_run(STARTED, "Done"), (e.log_row(STARTED),), "is Done, but its log row has no end"),
            (None, (e.log_row(STARTED),), "is not among the active jobs, but its log row has no end"),
        ],
    )
    def test_a_run_that_has_ended_without_showing_its_end(
        self, endless: ScriptedTransport, active: Any, rows: Any, seen: str, on_timeout: str, failed: bool, status: str
    ) -> None:
        over = e.active_answer(active) if active else IDLE
        endless.on("getActiveJobs", IDLE, e.active_answer(NEW), over).on(
            "getJobLogs", e.logs_answer(), e.logs_answer(*rows)
        )
        result = execute(endless, wait_timeout=600, on_timeout=on_timeout)
        assert summary(result) == (failed, True, "execute", status, "confirmed")
        assert seen in result["reason"]
        assert not failed or seen in result["msg"]
        assert "keeps running" not in str(result)
        assert endless.clock.elapsed == pytest.approx(600)
        assert endless.count("stopJob") == 0

    def test_on_timeout_stop(self, endless: ScriptedTransport) -> None:
        row = e.log_row(STARTED, at(62), fileSuccessCount=4)
        endless.clock.at(61, lambda: endless.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(row)))
        result = execute(endless, wait_timeout=60, on_timeout="stop")
        assert summary(result) == (True, True, "execute", "stopped", "confirmed")
        assert result["error"]["kind"] == "timeout"
        assert result["counters"]["success"] == 4
        assert endless.requests("stopJob") == [
            {"companyHandle": e.COMPANY_HANDLE, "jobHandle": f"run|{e.run_name(STARTED)}"}
        ]

    def test_a_stopped_run_need_not_have_a_log_row(self, endless: ScriptedTransport) -> None:
        stopping = e.active_answer(e.active_run(STARTED, "Stopping"))
        endless.clock.at(60, lambda: endless.on("getActiveJobs", stopping, stopping, IDLE))
        result = execute(endless, wait_timeout=60, on_timeout="stop")
        assert summary(result) == (True, True, "execute", "stopped", "confirmed")
        assert result["counters"] is None

    def test_a_run_that_ended_before_it_was_stopped_is_judged(self, endless: ScriptedTransport) -> None:
        row = e.logs_answer(e.log_row(STARTED, at(50)))

        def ended_before(_fields: dict[str, Any]) -> bytes:
            endless.on("getActiveJobs", IDLE).on("getJobLogs", row)
            return e.fault(30001, "no such job")

        endless.on("stopJob", ended_before)
        result = execute(endless, wait_timeout=60, on_timeout="stop")
        assert summary(result) == SUCCEEDED

    def test_a_stop_without_effect_is_not_confirmed(self, endless: ScriptedTransport) -> None:
        result = execute(endless, wait_timeout=60, on_timeout="stop")
        assert summary(result) == (True, True, "execute", "running", "confirmed")
        assert endless.clock.elapsed == pytest.approx(120)
        assert "not confirmed" in result["msg"]

    def test_a_stop_says_what_failed_in_the_last_look(self, endless: ScriptedTransport) -> None:
        def answer(_fields: dict[str, Any]) -> bytes:
            endless.on("getActiveJobs", LOST)
            return e.answer("stopJob")

        result = execute(endless.on("stopJob", answer), wait_timeout=60, on_timeout="stop")
        assert "not confirmed" in result["msg"]
        assert "The last look failed: " in result["msg"]

    def test_an_adopted_run_is_never_stopped(self, endless: ScriptedTransport) -> None:
        endless.on("getActiveJobs", e.active_answer(OLD))
        result = execute(endless, wait_timeout=60, on_timeout="stop")
        assert summary(result) == (True, False, "adopt", "running", "not_sent")
        assert endless.count("stopJob") == 0

    def test_no_limit(self, endless: ScriptedTransport) -> None:
        endless.clock.at(10**6, lambda: endless.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(NEW_ROW)))
        assert summary(execute(endless, wait_timeout=0, poll_interval=5000)) == SUCCEEDED

    def test_a_run_that_vanishes_is_not_a_success(self, endless: ScriptedTransport) -> None:
        endless.on("getActiveJobs", IDLE, e.active_answer(NEW), IDLE)
        result = execute(endless)
        assert summary(result) == (True, True, "execute", "unknown", "confirmed")
        assert result["error"]["kind"] == "job"
        assert 120 <= endless.clock.elapsed < 150

    def test_a_run_without_end_in_its_log_row_is_waited_for(self, endless: ScriptedTransport) -> None:
        endless.on("getActiveJobs", IDLE, e.active_answer(NEW), IDLE)
        endless.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(STARTED)))
        result = execute(endless, wait_timeout=600)
        assert result["error"]["kind"] == "timeout"
        assert endless.clock.elapsed == pytest.approx(600)

    def test_a_run_that_another_user_stops_has_not_succeeded(self, service: ScriptedTransport) -> None:
        stopping = e.active_answer(e.active_run(STARTED, "Stopping"))
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), stopping, IDLE)
        result = execute(service)
        assert summary(result) == (True, True, "execute", "stopped", "confirmed")
        assert result["error"]["kind"] == "job"

    def test_that_it_was_stopped_is_remembered(self, service: ScriptedTransport) -> None:
        stopping, done = (e.active_answer(e.active_run(STARTED, state)) for state in ("Stopping", "Done"))
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), stopping, done)
        service.on("getJobLogs", *[e.logs_answer()] * 2, e.logs_answer(NEW_ROW))
        assert summary(execute(service))[3] == "stopped"

    def test_the_log_row_is_looked_for_from_some_time_before_the_runs_start(self, service: ScriptedTransport) -> None:
        execute(service)
        assert service.requests("getJobLogs")[-1]["startDate"] == "2026-01-31T11:45:00Z"

    @pytest.mark.parametrize(
        "failure", [UNSENT, LOST, PAGE_500, Response(200, {}, b"<html>"), e.fault(30000), Response(503, {}, b"")]
    )
    def test_failed_polls_are_counted_and_tolerated(self, service: ScriptedTransport, failure: Any) -> None:
        service.on("getActiveJobs", IDLE, failure, e.active_answer(NEW), failure, failure, IDLE)
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert result["exchange"]["transient_errors"] == 3
        assert result["exchange"]["retries"] == 0

    def test_a_start_that_moves_on_while_the_run_waits(self, service: ScriptedTransport) -> None:
        waiting = e.active_run(STARTED, "WaitingCoordinator")
        later = {**waiting, "state": "Running", "startDate": at(900)}
        service.on("getActiveJobs", IDLE, e.active_answer(waiting), e.active_answer(later), IDLE)

        def rows(fields: dict[str, Any]) -> bytes:
            return e.logs_answer(*[NEW_ROW] * (fields.get("startDate", "") < "2026-01-31T12:00:00Z"))

        service.on("getJobLogs", e.logs_answer(), e.logs_answer(), rows)
        assert summary(execute(service)) == SUCCEEDED

    def test_failed_polls_are_tolerated_only_until_the_deadline(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), LOST)
        result = execute(service, wait_timeout=60)
        assert summary(result) == (True, True, "execute", "running", "confirmed")
        assert service.clock.elapsed == pytest.approx(60)

    def test_one_access_fault_is_checked_once_more(self, service: ScriptedTransport) -> None:
        running = e.active_answer(NEW)
        service.on("getActiveJobs", IDLE, running, e.fault(10001), running, e.fault(20003), IDLE)
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert result["exchange"]["transient_errors"] == 2

    @pytest.mark.parametrize(("code", "kind"), [(10001, "authentication"), (20003, "authorization")])
    def test_two_in_a_row_end_the_wait(self, service: ScriptedTransport, code: int, kind: str) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), e.fault(code))
        result = execute(service)
        assert summary(result) == (True, True, "execute", "unknown", "confirmed")
        assert result["error"]["kind"] == kind
        assert result["run"]["handle"] == f"run|{e.run_name(STARTED)}"
        assert f"wait_for_job (run_handle 'run|{e.run_name(STARTED)}')" in result["msg"]
        assert "refuses to show" in result["reason"]

    def test_a_read_is_not_tried_again_beyond_the_deadline(self, service: ScriptedTransport) -> None:
        busy = Response(503, {"retry-after": "6"}, b"")
        result = execute(service.on("getActiveJobs", busy), wait_timeout=5)
        assert summary(result) == (True, False, "none", "not_run", "not_sent")
        assert service.clock.elapsed == 0
        assert execute(service.on("getActiveJobs", busy, IDLE, e.active_answer(NEW), IDLE), wait_timeout=60)["changed"]

    def test_the_last_poll_does_not_outlast_the_deadline_by_much(self, endless: ScriptedTransport) -> None:
        execute(endless, wait_timeout=60, request_timeout=30)
        assert endless.posts[-1].timeout == 1.0
        assert endless.posts[0].timeout == 30.0


class TestJudgement:
    def judged(self, service: ScriptedTransport, row: dict[str, Any], **options: Any) -> dict[str, Any]:
        return execute(service.on("getJobLogs", e.logs_answer(), e.logs_answer(row)), **options)

    @pytest.mark.parametrize(
        ("fields", "options", "violated"),
        [
            ({"fatalError": True}, {"max_errors": 100}, ["fatal_error"]),
            ({"fileErrorCount": 1}, {}, ["error"]),
            ({"fileErrorCount": 6}, {"max_errors": 5}, ["error"]),
            ({"fileWarningCount": 1}, {"max_warnings": 0}, ["warning"]),
            ({"fileErrorCount": 1, "fileWarningCount": 1}, {"max_warnings": 0}, ["error", "warning"]),
            ({"fileErrorCount": 5}, {"max_errors": 5}, []),
            ({"fileWarningCount": 10**6}, {}, []),
        ],
    )
    def test_thresholds(
        self, service: ScriptedTransport, fields: dict[str, Any], options: dict[str, int], violated: list[str]
    ) -> None:
        result = self.judged(service, e.log_row(STARTED, at(3), **fields), **options)
        status = "failed" if violated else "succeeded"
        assert summary(result) == (bool(violated), True, "execute", status, "confirmed")
        assert [violation["counter"] for violation in result["violations"]] == violated
        if violated:
            assert result["error"]["kind"] == "job"
            assert result["diff"]["after"]["last_result"] == "failed"

    def test_the_log_is_read_by_the_rows_handle_and_by_type(self, service: ScriptedTransport) -> None:
        details = [e.log_detail(), e.log_detail("BrandNewFailure", "x"), e.log_detail("UploadSuccess", "fine")]
        row = e.log_row(STARTED, at(3), fileErrorCount=2)
        service.on("getJobLogDetails", e.details_answer({**row, "detailArray": details}))
        result = self.judged(service, row)
        assert [message["type"] for message in result["log"]] == ["ImageServingPublishError", "BrandNewFailure"]
        assert result["log"][0] == {
            "type": "ImageServingPublishError",
            "message": "disk full",
            "asset": "a.tif",
            "asset_type": None,
            "asset_handle": None,
            "time": "2026-01-31T12:00:00Z",
            "details": [],
        }
        assert "disk full" in result["msg"]
        request = service.requests("getJobLogDetails")[0]
        assert request["jobHandle"] == f"log|{e.run_name(STARTED)}"
        assert "FatalError" in request["logTypeArray"]
        assert "ImageServingPublishSuccess" not in request["logTypeArray"]

    @pytest.mark.parametrize(
        ("limit", "shown", "truncated"), [(0, 0, True), (2, 2, True), (3, 3, False), (9, 3, False)]
    )
    def test_the_log_is_limited(self, service: ScriptedTransport, limit: int, shown: int, truncated: bool) -> None:
        details = [e.log_detail("UploadSuccess", str(number)) for number in range(3)]
        service.on("getJobLogDetails", e.details_answer({**NEW_ROW, "detailArray": details}))
        result = self.judged(service, NEW_ROW, log_details="all", log_limit=limit)
        assert [message["message"] for message in result["log"]] == [str(number) for number in range(shown)]
        assert result["log_truncated"] is truncated
        assert "logTypeArray" not in service.requests("getJobLogDetails")[0]

    def test_at_most_ten_pages_are_read(self, service: ScriptedTransport) -> None:
        """A service that ignores the filter returns pages without a single failure."""
        numbers = iter(range(99))

        def page(_fields: dict[str, Any]) -> bytes:
            details = [e.log_detail("UploadSuccess", str(next(numbers))) for _row in range(3)]
            return e.details_answer({**NEW_ROW, "detailArray": details})

        result = self.judged(service.on("getJobLogDetails", page), NEW_ROW, log_limit=2)
        assert service.count("getJobLogDetails") == 10
        assert result["log_truncated"] is True
        assert result["log"] == []

    def test_no_log_is_read_where_none_is_wanted(self, service: ScriptedTransport) -> None:
        assert self.judged(service, NEW_ROW, log_details="none")["log"] == []
        assert service.count("getJobLogDetails") == 0

    def test_a_log_that_cannot_be_read_is_not_a_failure(self, service: ScriptedTransport) -> None:
        result = self.judged(service.on("getJobLogDetails", e.fault(30000)), NEW_ROW)
        assert summary(result) == SUCCEEDED
        assert "could not be read" in result["warnings"][0]


class TestVersions:
    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_every_version_runs_the_job(self, wire: ScriptedTransport, version: str) -> None:
        wire.on("getCompanyInfo", e.company_answer(version))
        wire.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(), version=version))
        running = e.active_answer(NEW, version=version)
        wire.on("getActiveJobs", e.active_answer(version=version), running, e.active_answer(version=version))
        row: dict[str, Any] = dict(NEW_ROW)
        if version == "pre-4.0":
            row.update(originalJobName=None, jobSubType=None, description=None, endDate=None)
        wire.on("getJobLogs", e.logs_answer(version=version), e.logs_answer(row, version=version))
        wire.on("getJobLogDetails", e.details_answer({**row, "endDate": at(3)}, version=version))
        wire.on("executeJob", e.executed_answer(version))
        result = execute(wire, api_version=version)
        assert summary(result) == SUCCEEDED
        assert result["run"]["end_time"] == "2026-01-31T12:00:03Z"
        assert ("includeWaitingJobs" in wire.requests("getActiveJobs")[0]) is (version == e.CURRENT)
        assert ("recordsPerPage" in wire.requests("getJobLogDetails")[0]) is (version != "pre-4.0")
        assert all(e.namespace_of(version).encode() in post.body for post in wire.posts)

    def test_pre_40_shows_the_last_result_in_the_diff(self, service: ScriptedTransport) -> None:
        row = {**e.log_row(at(-300), fileErrorCount=1), "originalJobName": None}
        running = {**e.log_row(at(-100)), "originalJobName": None}
        service.on("getActiveJobs", e.active_answer(e.active_run(at(-100))))
        service.on("getJobLogs", e.logs_answer(running, row))
        before = execute(service, check_mode=True, api_version="pre-4.0")["diff"]["before"]
        assert before == {"active_run": e.run_name(at(-100)), "last_run": e.run_name(at(-300)), "last_result": "failed"}

    def test_pre_40_skips_by_the_end_that_only_details_show(self, service: ScriptedTransport) -> None:
        row = {**e.log_row(at(-300)), "originalJobName": None}
        service.on("getJobLogs", e.logs_answer(row))
        service.on("getJobLogDetails", e.details_answer({**row, "endDate": at(-200)}))
        result = execute(service, api_version="pre-4.0", skip_if_succeeded_since="10m")
        assert result["action"] == "skip"
        assert result["run"]["end_time"] == "2026-01-31T11:56:40Z"

    def test_pre_40_does_not_skip_for_a_run_without_end(self, service: ScriptedTransport) -> None:
        row = {**e.log_row(at(-300)), "originalJobName": None}
        service.on("getJobLogs", e.logs_answer(row), e.logs_answer(NEW_ROW))
        service.on("getJobLogDetails", e.details_answer(row), e.details_answer(NEW_ROW))
        assert execute(service, api_version="pre-4.0", skip_if_succeeded_since="10m")["action"] == "adopt"


class TestLock:
    class WatchedLock(OpenLock):
        """Records which operations were sent while it was held."""

        def __init__(self, wire: ScriptedTransport) -> None:
            super().__init__()
            self._wire = wire
            self.operations: list[str] = []

        def __enter__(self) -> OpenLock:
            self._first = len(self._wire.posts)
            return super().__enter__()

        def __exit__(self, *exc: object) -> None:
            super().__exit__(*exc)
            self.operations = self._wire.operations[self._first :]

    def test_it_is_held_from_the_look_to_the_identification(self, service: ScriptedTransport) -> None:
        lock = self.WatchedLock(service)
        execute(service, lock=lock)
        look = ["getActiveJobs", "getJobLogs"]
        assert lock.operations == [*look, "executeJob", *look]
        assert lock.keys == [("ips.example.com/service", e.COMPANY, e.JOB)]

    @pytest.mark.parametrize(
        "options",
        [
            {"api_version": "pre-4.0"},
            {"company_handle": e.COMPANY_HANDLE},
            {"company_handle": e.COMPANY_HANDLE, "job_handle": e.JOB_HANDLE},
            {"endpoint": "HTTPS://IPS.example.com:443/service/"},
        ],
    )
    def test_it_is_the_same_however_the_job_is_named(self, service: ScriptedTransport, options: dict[str, Any]) -> None:
        lock = OpenLock()
        execute(service, lock=lock, wait=False, **options)
        assert lock.keys == [("ips.example.com/service", e.COMPANY, e.JOB)]

    @pytest.mark.parametrize("code", [20003, 20009])
    def test_a_company_that_may_not_be_asked_for_is_named_by_its_handle(
        self, service: ScriptedTransport, code: int
    ) -> None:
        lock = OpenLock()
        execute(service.on("getCompanyInfo", e.fault(code)), lock=lock, wait=False, company_handle="c|7")
        assert lock.keys == [("ips.example.com/service", "c|7", e.JOB)]

    @pytest.mark.parametrize("answer", [Response(200, {}, b"<html>"), e.fault(10001), LOST])
    def test_no_other_failure_hides_its_name(self, service: ScriptedTransport, answer: Any) -> None:
        """The next task would have another key, and another trigger."""
        result = execute(service.on("getCompanyInfo", answer), wait=False, company_handle="c|7")
        assert summary(result) == (True, False, "none", "not_run", "not_sent")

    def test_none_is_held_in_check_mode(self, service: ScriptedTransport) -> None:
        lock = OpenLock()
        execute(service, check_mode=True, lock=lock)
        assert lock.keys == []

    def test_it_is_released_while_an_adopted_run_is_waited_for(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(OLD), e.active_answer(OLD), IDLE)
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(OLD_ROW))
        lock = self.WatchedLock(service)
        execute(service, lock=lock)
        assert lock.operations == ["getActiveJobs", "getJobLogs"]


BAD_OPTIONS = [
    {"job_name": ""},
    {"job_name": " "},
    {"company_name": ""},
    {"skip_if_succeeded_since": "yesterday"},
    {"skip_if_succeeded_since": "2026-01-31T12:00:00"},
    {"adopt_since": "600"},
    {"adopt_since": "-6h"},
    {"wait_timeout": -1},
    {"start_timeout": -1},
    {"poll_interval": 0},
    {"poll_interval": -1},
    {"request_timeout": 0},
    {"request_timeout": float("nan")},
    {"wait_timeout": float("inf")},
    {"retries": -1},
    {"max_errors": -1},
    {"max_warnings": -1},
    {"log_limit": -1},
    {"endpoint": "no URL"},
    {"endpoint": "http://ips.example.com/"},
    {"endpoint": "https://user:hunter22@ips.example.com/"},
    {"username": "u:v", "auth_method": "http_basic"},
    {"access_token": "a-token", "auth_method": "http_basic"},
    {"password": ""},
    {"client_key": "/missing/key.pem"},
    {"job_name": "Nightly\x0bPublish"},
    {"locale": "en\ufffe"},
    {"app_name": "\x01"},
]


@pytest.mark.parametrize("options", BAD_OPTIONS, ids=str)
def test_bad_input_is_refused_before_anything_is_sent(
    wire: ScriptedTransport, run_module: Callable[..., dict[str, Any]], options: dict[str, Any]
) -> None:
    result = run_module("execute_job", **{"company_name": e.COMPANY, "job_name": e.JOB, **options})
    check_run_result(result)
    assert summary(result) == (True, False, "none", "not_run", "not_sent")
    assert result["error"]["kind"] == "configuration"
    assert result["run"] is result["job"] is result["counters"] is result["executed_at"] is None
    assert result["exchange"] == {"requests": 0, "retries": 0, "polls": 0, "transient_errors": 0}
    assert "hunter22" not in json.dumps(result)
    assert wire.posts == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"job_handle": "j"}, "mutually exclusive"),
        ({"job_name": None}, "one of the following is required"),
        ({"company_handle": "c"}, "mutually exclusive"),
        ({"company_name": None}, "one of the following is required"),
        ({"region": "na"}, "mutually exclusive"),
        ({"on_running": "adpot"}, "value of on_running must be one of"),
        ({"auth_method": "digest"}, "value of auth_method must be one of"),
        ({"wait_timeout": "long"}, "wait_timeout"),
        ({"job": "x"}, "Unsupported parameters"),
    ],
)
def test_what_ansible_itself_refuses(
    wire: ScriptedTransport, run_module: Callable[..., dict[str, Any]], options: dict[str, Any], why: str
) -> None:
    result = run_module("execute_job", **{"company_name": e.COMPANY, "job_name": e.JOB, **options})
    assert result["failed"] is True
    assert why in result["msg"]
    assert wire.posts == []


@pytest.mark.parametrize("place", ["fault", "page", "redirect", "run", "log"])
def test_an_echoed_password_is_shown_nowhere(
    service: ScriptedTransport, run_module: Callable[..., dict[str, Any]], place: str
) -> None:
    echo = f"user {e.USER} password {e.PASSWORD} "
    if place == "fault":
        service.on("executeJob", e.fault(20003, echo * 100))
    elif place == "page":
        service.on("executeJob", Response(403, {}, e.xml("p", echo).encode()))
    elif place == "redirect":
        service.on("getCompanyInfo", Response(302, {"location": f"https://x/?p={e.PASSWORD}"}, b""))
    elif place == "run":
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(STARTED, progressMessage=echo)), IDLE)
    else:
        row = {**NEW_ROW, "fileErrorCount": 1}
        details = [e.log_detail(message=echo, assetName=e.PASSWORD)]
        service.on("getJobLogs", e.logs_answer(), e.logs_answer(row))
        service.on("getJobLogDetails", e.details_answer({**row, "detailArray": details}))
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB, diff=True)
    printed = json.dumps(result, ensure_ascii=False)
    for form in (e.PASSWORD, json.dumps(e.PASSWORD)[1:-1], e.xml("x", e.PASSWORD)[3:-4]):
        assert form not in printed
    assert e.USER in printed
    assert "********" in printed or "VALUE_SPECIFIED" in printed
