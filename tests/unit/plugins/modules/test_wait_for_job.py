# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""wait_for_job: which run it waits for, and what it reports."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_job import TASK as WAIT_FOR_JOB
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import check_run_result, perform
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import OpenLock, ScriptedTransport

IDLE = e.active_answer()
LOST = TransportError("it broke off", Delivery.UNKNOWN)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


EARLIER = at(-300)
RUNNING = e.active_run(EARLIER)
ENDED = e.log_row(EARLIER, at(2))


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service where a run of the job is active for two looks, and then has succeeded."""
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", *[e.active_answer(RUNNING)] * 2, IDLE)
    return wire.on("getJobLogs", e.logs_answer(ENDED)).on("getJobLogDetails", e.details_answer())


def wait(wire: ScriptedTransport, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    named = {} if "run_handle" in options else {"job_name": e.JOB}
    result = perform(WAIT_FOR_JOB, wire, check_mode=check_mode, company_name=e.COMPANY, **{**named, **options})
    check_run_result(result)
    assert result["changed"] is False
    assert result["executed_at"] is None
    assert result["delivery"] == "not_sent"
    assert not {"executeJob", "stopJob"} & set(wire.operations)
    return result


def summary(result: dict[str, Any]) -> tuple[bool, str, str]:
    return bool(result.get("failed")), result["action"], result["status"]


SUCCEEDED = (False, "adopt", "succeeded")
NOTHING_FOUND = (True, "none", "unknown")


def test_the_active_run_is_waited_for(service: ScriptedTransport, run_module: Callable[..., dict[str, Any]]) -> None:
    result = run_module("wait_for_job", company_name=e.COMPANY, job_name=e.JOB)
    check_run_result(result)
    assert summary(result) == SUCCEEDED
    assert result["run"]["name"] == e.run_name(EARLIER)
    assert result["run"]["end_time"] == "2026-01-31T12:00:02Z"
    assert result["counters"]["success"] == 10
    assert result["job"]["handle"] == e.JOB_HANDLE


def test_the_latest_of_several_is_waited_for(service: ScriptedTransport) -> None:
    later = e.active_run(at(-100))
    service.on("getActiveJobs", e.active_answer(RUNNING, later), IDLE)
    service.on("getJobLogs", e.logs_answer(e.log_row(at(-100), at(1)), ENDED))
    assert wait(service)["run"]["name"] == e.run_name(at(-100))


def test_a_run_that_starts_meanwhile_is_waited_for(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", IDLE, IDLE, e.active_answer(e.active_run(at(2))), IDLE)
    service.on("getJobLogs", *[e.logs_answer()] * 2, e.logs_answer(e.log_row(at(2), at(5))))
    assert wait(service)["run"]["name"] == e.run_name(at(2))


def test_one_that_started_and_ended_meanwhile_is_found_in_the_logs(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", IDLE)
    service.on("getJobLogs", e.logs_answer(ENDED), e.logs_answer(e.log_row(at(0.5), at(0.9)), ENDED))
    result = wait(service)
    assert summary(result) == SUCCEEDED
    assert result["run"]["name"] == e.run_name(at(0.5))


def test_a_job_that_is_not_scheduled_can_have_runs_too(service: ScriptedTransport) -> None:
    service.on("getScheduledJobs", e.jobs_answer())
    result = wait(service)
    assert summary(result) == SUCCEEDED
    assert result["job"] is None


def test_two_jobs_of_one_original_name_have_the_same_runs(service: ScriptedTransport) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(), e.scheduled_job(jobHandle="h2")))
    result = wait(service)
    assert summary(result) == (False, "adopt", "succeeded")
    assert result["job"] is None


def test_two_jobs_that_share_only_the_name_shown_are_named(service: ScriptedTransport) -> None:
    jobs = [e.scheduled_job(originalName="A", jobHandle="h1"), e.scheduled_job(originalName="B", jobHandle="h2")]
    service.on("getScheduledJobs", e.jobs_answer(), e.jobs_answer(*jobs))
    result = wait(service)
    assert summary(result) == (True, "none", "not_run")
    assert "'h1', 'h2'" in result["msg"]


class TestSince:
    def test_an_older_active_run_is_named_when_nothing_is_found(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(RUNNING)).on("getJobLogs", e.logs_answer())
        result = wait(service, since="2026-01-31T12:00:00Z", start_timeout=10)
        assert summary(result) == NOTHING_FOUND
        assert f"{e.run_name(EARLIER)!r} is active, but started before since" in result["msg"]

    def test_an_older_active_run_does_not_count(self, service: ScriptedTransport) -> None:
        newer = e.active_run(at(3))
        service.on("getActiveJobs", *[e.active_answer(RUNNING)] * 3, e.active_answer(RUNNING, newer), IDLE)
        service.on("getJobLogs", *[e.logs_answer()] * 4, e.logs_answer(e.log_row(at(3), at(9)), ENDED))
        result = wait(service, since="2026-01-31T12:00:00Z")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == e.run_name(at(3))

    def test_the_first_run_since_then_counts_even_if_it_has_ended(self, service: ScriptedTransport) -> None:
        first, second = e.log_row(at(-200), at(-190)), e.log_row(at(-100), at(-90))
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(second, first))
        result = wait(service, since="5m")
        assert result["run"]["name"] == e.run_name(at(-200))
        assert service.requests("getJobLogs")[0]["startDate"] == "2026-01-31T11:55:00Z"
        assert service.clock.sleeps == []

    @pytest.mark.parametrize("check_mode", [False, True])
    def test_two_of_one_name_and_start_cannot_be_distinguished(
        self, service: ScriptedTransport, check_mode: bool
    ) -> None:
        good, failed = e.log_row(at(-200), at(-190)), e.log_row(at(-200), at(-180), fileErrorCount=3, jobHandle="2")
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(failed, good))
        result = wait(service, check_mode, since="5m")
        assert summary(result) == (True, "none", "unknown")
        assert result["error"]["kind"] == "job"
        assert all(repr(row["jobHandle"]) in result["msg"] for row in (good, failed))

    def test_of_two_of_one_name_the_first_to_start_counts(self, service: ScriptedTransport) -> None:
        first = e.log_row(at(-200), at(-190))
        second = e.log_row(at(-199), at(-180), jobName=first["jobName"], fileErrorCount=3, jobHandle="2")
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(second, first))
        assert summary(wait(service, since="5m")) == SUCCEEDED

    def test_one_that_failed_is_a_failure(self, service: ScriptedTransport) -> None:
        failed = e.log_row(at(-200), at(-190), fatalError=True)
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(failed))
        result = wait(service, since="5m")
        assert summary(result) == (True, "adopt", "failed")
        assert result["error"]["kind"] == "job"

    def test_a_neighbour_and_a_follow_on_do_not_count(self, service: ScriptedTransport) -> None:
        others = e.logs_answer(
            e.log_row(at(-90), at(-80), job="Nightly Publish_2"),
            e.log_row(at(-60), at(-50), jobName=e.run_name(at(-60), between=" post")),
        )
        service.on("getActiveJobs", IDLE).on("getJobLogs", others)
        result = wait(service, since="5m", start_timeout=30)
        assert summary(result) == NOTHING_FOUND

    def test_the_times_are_the_servers(self, service: ScriptedTransport) -> None:
        service.skew = -3600.0
        row = e.log_row(at(-3600 - 200), at(-3600 - 190))
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(row))
        result = wait(service, since="5m")
        assert summary(result) == SUCCEEDED
        assert "3600 s behind" in result["warnings"][0]


class TestHandle:
    def test_of_an_active_run(self, service: ScriptedTransport) -> None:
        handle = f"run|{e.run_name(EARLIER)}"
        result = wait(service, run_handle=handle)
        assert summary(result) == SUCCEEDED
        assert result["run"]["handle"] == handle
        assert service.requests("getActiveJobs")[0]["jobHandle"] == handle
        assert service.count("getScheduledJobs") == 0

    def test_of_a_log_row(self, service: ScriptedTransport) -> None:
        handle = f"log|{e.run_name(EARLIER)}"
        service.on("getActiveJobs", IDLE).on("getJobLogDetails", e.details_answer(ENDED))
        result = wait(service, run_handle=handle)
        assert summary(result) == SUCCEEDED
        assert service.requests("getJobLogDetails")[0]["jobHandle"] == handle

    def test_a_filter_that_the_service_ignores_does_not_mislead(self, service: ScriptedTransport) -> None:
        other = e.active_run(at(-10), job="Other")
        service.on("getActiveJobs", e.active_answer(other, RUNNING), e.active_answer(other), e.active_answer(other))
        assert wait(service, run_handle=f"run|{e.run_name(EARLIER)}")["run"]["name"] == e.run_name(EARLIER)

    def test_of_a_follow_on_run(self, service: ScriptedTransport) -> None:
        name = e.run_name(EARLIER, between=" post publish")
        follow_on = e.active_run(EARLIER, name=name)
        service.on("getActiveJobs", e.active_answer(follow_on), IDLE)
        service.on("getJobLogs", e.logs_answer(e.log_row(EARLIER, at(2), jobName=name)))
        result = wait(service, run_handle=f"run|{name}")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == name

    def test_of_a_run_that_has_not_been_seen_yet(self, service: ScriptedTransport) -> None:
        handle = f"run|{e.run_name(EARLIER)}"
        service.on("getActiveJobs", IDLE, e.active_answer(RUNNING), IDLE)
        assert summary(wait(service, run_handle=handle)) == SUCCEEDED

    def test_of_nothing(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogDetails", e.fault(30001, "no such handle"))
        result = wait(service, run_handle="gone", start_timeout=10)
        assert summary(result) == NOTHING_FOUND
        assert "no such handle" in result["msg"]


class TestEnds:
    def test_nothing_to_wait_for(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer())
        result = wait(service)
        assert summary(result) == NOTHING_FOUND
        assert result["error"]["kind"] == "job"
        assert result["run"] is None
        assert service.clock.elapsed == pytest.approx(120)

    def test_nothing_to_wait_for_until_the_deadline(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer())
        result = wait(service, wait_timeout=30)
        assert summary(result) == NOTHING_FOUND
        assert result["error"]["kind"] == "timeout"
        assert "wait_timeout" in result["msg"]
        assert service.clock.elapsed == pytest.approx(30)

    def test_at_the_deadline(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(RUNNING))
        result = wait(service, wait_timeout=30, on_timeout="stop")
        assert summary(result) == (True, "adopt", "running")
        assert result["error"]["kind"] == "timeout"

    def test_detached(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(RUNNING))
        assert summary(wait(service, wait_timeout=30, on_timeout="detach")) == (False, "adopt", "running")

    def test_failed_looks_are_tolerated(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", LOST, e.active_answer(RUNNING), LOST, IDLE)
        result = wait(service)
        assert summary(result) == SUCCEEDED
        assert result["exchange"]["transient_errors"] == 2

    def test_access_refused_twice_in_a_row(self, service: ScriptedTransport) -> None:
        result = wait(service.on("getActiveJobs", e.fault(10001)))
        assert result["error"]["kind"] == "authentication"
        assert service.count("getActiveJobs") == 2

    def test_no_lock_is_taken(self, service: ScriptedTransport) -> None:
        lock = OpenLock()
        wait(service, lock=lock)
        assert lock.keys == []


class TestCheckMode:
    def test_one_look_is_enough(self, service: ScriptedTransport) -> None:
        result = wait(service, check_mode=True)
        assert summary(result) == (False, "adopt", "running")
        assert result["run"]["name"] == e.run_name(EARLIER)
        assert service.clock.sleeps == []

    @pytest.mark.parametrize(("errors", "reported"), [(0, SUCCEEDED), (1, (True, "adopt", "failed"))])
    def test_a_run_that_has_ended_is_judged(
        self, service: ScriptedTransport, errors: int, reported: tuple[bool, str, str]
    ) -> None:
        row = e.log_row(at(-200), at(-190), fileErrorCount=errors)
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer(row))
        assert summary(wait(service, check_mode=True, since="5m")) == reported
        assert summary(wait(service, since="5m")) == reported

    def test_a_run_that_is_missing_may_still_come(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer())
        assert summary(wait(service, check_mode=True)) == (False, "none", "not_run")
        assert service.clock.sleeps == []


@pytest.mark.parametrize("options", [{"since": "600"}, {"run_handle": " ", "job_name": None}, {"poll_interval": 0}])
def test_bad_input(wire: ScriptedTransport, options: dict[str, Any]) -> None:
    options = {name: value for name, value in options.items() if value is not None}
    result = wait(wire, **options)
    assert summary(result) == (True, "none", "not_run")
    assert result["error"]["kind"] == "configuration"
    assert wire.posts == []


@pytest.mark.parametrize("failure", [e.fault(10001), TransportError("refused", Delivery.NOT_SENT)])
def test_a_look_that_fails_is_a_failure_in_check_mode_too(service: ScriptedTransport, failure: Any) -> None:
    service.on("getActiveJobs", failure)
    result = wait(service, check_mode=True, run_handle="j|1", retries=0)
    assert result["failed"]
    assert result["error"]["kind"] in ("authentication", "transport")


def test_a_name_that_no_job_has_is_answered_with_those_close_to_it(service: ScriptedTransport) -> None:
    service.on("getScheduledJobs", e.jobs_answer(), e.jobs_answer(e.scheduled_job()))
    service.on("getActiveJobs", IDLE).on("getJobLogs", e.logs_answer())
    result = wait(service, job_name="Nightly Publich")
    assert summary(result) == NOTHING_FOUND
    assert f"similar names are {e.JOB!r}" in result["msg"]


def test_a_run_that_a_clock_may_hide_is_hinted_at(wire: ScriptedTransport) -> None:
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer())
    options = {"company_name": e.COMPANY, "job_name": e.JOB, "start_timeout": 1}
    hint = "has its own clock"
    assert hint in perform(WAIT_FOR_JOB, wire, since="2026-01-31T12:00:00Z", **options)["msg"]
    assert hint not in perform(WAIT_FOR_JOB, wire, **options)["msg"]
    wire.on("getJobLogDetails", e.details_answer())
    by_handle = {"company_name": e.COMPANY, "run_handle": "j|no|such|run", "start_timeout": 1}
    assert hint not in perform(WAIT_FOR_JOB, wire, since="2026-01-31T12:00:00Z", **by_handle)["msg"]
