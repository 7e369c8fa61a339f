# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The right run, judged correctly: follow-on runs, clocks that differ, shared names, and triggers that are noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    ConfigurationError,
    Delivery,
    TransportError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import parse_iso
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.lock import FileLock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.notes import NOTE_PATIENCE, Note
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import (
    execute_job,
    stop_job,
    submit_job,
    wait_for_job,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import Terminated
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON, FakeClock
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import check_run_result, perform
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import OpenLock, ScriptedTransport

LOST = TransportError("it broke off", Delivery.UNKNOWN)
UNSENT = TransportError("nothing was sent", Delivery.NOT_SENT)
IDLE = e.active_answer()
EMPTY = e.logs_answer()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def rows_since(asked: dict[str, Any], *rows: dict[str, Any]) -> bytes:
    """The log as the service shows it: of the rows, those that started at ``startDate`` or later."""
    return e.logs_answer(*(row for row in rows if row["startDate"] >= parse_iso(asked.get("startDate", EVER))))


EVER = "1970-01-01T00:00:00Z"
NAME = e.run_name(at(1))
NEW = e.active_run(at(1))
NEW_ROW = e.log_row(at(1), at(3))
OLD = e.active_run(at(-600))


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service whose job is idle, and stays so."""
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", IDLE).on("getJobLogs", EMPTY).on("getJobLogDetails", e.details_answer())
    return wire.on("executeJob", e.executed_answer()).on("stopJob", e.answer("stopJob"))


def execute(wire: ScriptedTransport, **options: Any) -> dict[str, Any]:
    named = {} if "company_handle" in options else {"company_name": e.COMPANY, "job_name": e.JOB}
    before = wire.count("executeJob")
    result = perform(execute_job.TASK, wire, **{**named, **options})
    check_run_result(result)
    assert wire.count("executeJob") <= before + 1
    return result


def wait(wire: ScriptedTransport, **options: Any) -> dict[str, Any]:
    named = {} if "run_handle" in options else {"job_name": e.JOB}
    return perform(wait_for_job.TASK, wire, company_name=e.COMPANY, **{**named, **options})


def stop(wire: ScriptedTransport, **options: Any) -> dict[str, Any]:
    return perform(stop_job.TASK, wire, company_name=e.COMPANY, **options)


def summary(result: dict[str, Any]) -> tuple[bool, str, str, str]:
    return bool(result.get("failed")), result["action"], result["status"], result["delivery"]


SUCCEEDED = (False, "execute", "succeeded", "confirmed")
UNKNOWN = (True, "execute", "unknown", "confirmed")


class TestFollowOns:
    """A follow-on run has the same original name and another name, wherever the addition is."""

    NAMES = (f"Pub_{NAME}", f"_Pub{NAME}", e.run_name(at(1), between=" Pub"), f"{NAME}_Pub")

    @pytest.mark.parametrize("name", NAMES)
    def test_its_success_makes_no_run_unnecessary(self, service: ScriptedTransport, name: str) -> None:
        failed = e.log_row(at(-300), at(-250), fileErrorCount=3)
        follow_on = e.log_row(at(-250), at(-200), jobName=name)
        service.on("getJobLogs", e.logs_answer(follow_on, failed), e.logs_answer(NEW_ROW, follow_on, failed))
        result = execute(service, skip_if_succeeded_since="1h")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == NAME

    @pytest.mark.parametrize("name", NAMES)
    def test_it_is_not_adopted_but_listed(self, service: ScriptedTransport, name: str) -> None:
        follow_on = e.active_run(at(2), name=name)
        service.on("getActiveJobs", e.active_answer(follow_on), e.active_answer(follow_on, NEW), IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(NEW_ROW))
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert [run["name"] for run in result["follow_ons"]] == [name]

    def test_it_is_not_waited_for(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(at(1), name=f"Pub_{NAME}")))
        assert wait(service, start_timeout=5)["status"] == "unknown"

    def test_it_is_not_stopped(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(at(1), name=f"Pub_{NAME}")))
        assert stop(service, job_name=e.JOB)["runs"] == []
        assert service.count("stopJob") == 0


class TestClocks:
    """The machine that runs the job has a clock of its own."""

    @pytest.mark.parametrize("behind", [2, 600, 3600, 8 * 3600])
    @pytest.mark.parametrize(("answer", "delivery"), [(e.executed_answer(), "confirmed"), (LOST, "reconciled")])
    def test_an_active_run_under_a_new_name_is_new(
        self, service: ScriptedTransport, answer: Any, delivery: str, behind: float
    ) -> None:
        early = e.active_run(at(-behind))
        service.on("executeJob", answer).on("getActiveJobs", IDLE, *[e.active_answer(early)] * 5, IDLE)
        service.on("getJobLogs", *[EMPTY] * 6, e.logs_answer(e.log_row(at(-behind), at(-behind + 9))))
        result = execute(service)
        assert summary(result) == (False, "execute", "succeeded", delivery)
        assert result["run"]["name"] == e.run_name(at(-behind))
        assert "taken for this task's" in result["warnings"][0]

    def test_it_is_not_stopped_since_it_may_be_an_older_one(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(at(-2))))
        result = execute(service, wait_timeout=60, on_timeout="stop")
        assert summary(result) == (True, "execute", "running", "confirmed")
        assert service.count("stopJob") == 0

    @pytest.mark.parametrize("hours", [-2, 0])
    def test_a_run_that_was_stopped_has_not_succeeded_before_by_another_clock(
        self, service: ScriptedTransport, hours: int
    ) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW))
        service.on("getJobLogs", EMPTY, e.logs_answer(e.log_row(at(1), at(hours * 3600 + 61))))
        service.clock.at(60.5, lambda: service.on("getActiveJobs", IDLE))
        assert execute(service, wait_timeout=60, on_timeout="stop")["status"] == "stopped"

    def test_another_one_that_shows_while_it_settles_makes_two(self, service: ScriptedTransport) -> None:
        early = e.active_run(at(-2))
        service.on("getActiveJobs", IDLE, e.active_answer(early), e.active_answer(early, NEW))
        assert summary(execute(service)) == UNKNOWN

    @pytest.mark.parametrize("wait_for_end", [True, False])
    def test_a_run_that_has_ended_is_found_by_elimination(self, service: ScriptedTransport, wait_for_end: bool) -> None:
        early = e.logs_answer(e.log_row(at(-2), at(-1)))
        service.on("getJobLogs", EMPTY, early)
        result = execute(service, wait=wait_for_end)
        assert summary(result) == SUCCEEDED
        assert service.clock.elapsed < 15
        assert "taken for this task's" in result["warnings"][0]

    def test_not_where_the_delivery_is_in_doubt(self, service: ScriptedTransport) -> None:
        service.on("executeJob", LOST).on("getJobLogs", EMPTY, e.logs_answer(e.log_row(at(-2), at(-1))))
        result = execute(service, start_timeout=20)
        assert summary(result) == (True, "execute", "unknown", "unknown")
        assert e.run_name(at(-2)) in result["msg"]
        assert service.clock.elapsed == pytest.approx(20)

    def test_a_better_candidate_beats_a_row_that_came_late(self, service: ScriptedTransport) -> None:
        late = e.log_row(at(-400), at(-300))
        service.on("getJobLogs", EMPTY, e.logs_answer(late), e.logs_answer(NEW_ROW, late))
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == NAME

    def test_before_version_40_the_details_show_that_it_had_ended(self, service: ScriptedTransport) -> None:
        early, ended = ({**e.log_row(at(-2), end), "originalJobName": None} for end in (None, at(-1)))
        service.on("executeJob", LOST).on("getJobLogs", EMPTY, e.logs_answer(early))
        service.on("getJobLogDetails", e.details_answer(ended))
        result = execute(service, start_timeout=20, api_version="pre-4.0")
        assert summary(result) == (True, "execute", "unknown", "unknown")

    def test_a_row_of_a_longer_run_than_the_trigger_can_have_caused_is_an_older_runs(
        self, service: ScriptedTransport
    ) -> None:
        service.on("getJobLogs", EMPTY, e.logs_answer(e.log_row(at(-1000), at(-970))))
        assert summary(execute(service, start_timeout=20)) == UNKNOWN

    @pytest.mark.parametrize("hours", [1, 8])
    def test_a_short_run_that_is_over_is_found_in_the_end_however_far_its_clock_is_behind(
        self, service: ScriptedTransport, hours: int
    ) -> None:
        early = e.log_row(at(-hours * 3600), at(-hours * 3600 + 5))
        service.on("getJobLogs", lambda asked: rows_since(asked, early) if service.count("executeJob") else EMPTY)
        result = execute(service, start_timeout=30)
        assert summary(result) == SUCCEEDED
        assert service.clock.elapsed == pytest.approx(30)
        assert "taken for this task's" in result["warnings"][0]

    def test_it_is_asked_for_again_if_it_had_no_end_yet(self, service: ScriptedTransport) -> None:
        """The two polls of the last second."""
        rows: list[dict[str, Any]] = []
        service.on("getJobLogs", lambda asked: rows_since(asked, *rows))
        service.clock.at(2.3, lambda: rows.append(e.log_row(at(-3600))))
        service.clock.at(2.8, lambda: rows.__setitem__(0, e.log_row(at(-3600), at(-3599))))
        assert summary(execute(service, wait_timeout=3)) == SUCCEEDED

    def test_one_that_shows_in_time_comes_before_it(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", lambda asked: rows_since(asked, *rows) if service.count("executeJob") else EMPTY)
        rows = [e.log_row(at(-3600), at(-3595))]
        service.clock.at(25, lambda: rows.insert(0, e.log_row(at(20), at(24))))
        assert execute(service, start_timeout=30)["run"]["name"] == e.run_name(at(20))

    def test_further_back_than_the_look_has_reached_nothing_is_new(self, service: ScriptedTransport) -> None:
        others = [e.log_row(at(-1000), at(-1), job="Other", jobName=f"Other {number}") for number in range(200)]
        service.on("getJobLogs", e.logs_answer(*others), e.logs_answer(e.log_row(at(-3600), at(-3595)), *others))
        assert summary(execute(service, start_timeout=20)) == UNKNOWN

    def test_the_look_goes_back_as_far_as_clocks_may_be_apart(self, service: ScriptedTransport) -> None:
        """Otherwise the rows of a busy company hide what was there, which then counts as new."""
        others = [e.log_row(at(-1), at(-1), job="Other", jobName=f"Other {number}") for number in range(200)]
        over = e.log_row(at(-100), at(-90))
        service.on("getJobLogs", e.logs_answer(*others), e.logs_answer(*others, over), e.logs_answer(over))
        result = execute(service, start_timeout=20)
        assert summary(result) == UNKNOWN
        assert service.requests("getJobLogs")[1]["startDate"] == "2026-01-31T11:45:00Z"


class TestImpossibleTimes:
    FUTURE = e.log_row(at(2 * 3600), at(3 * 3600))

    def test_a_start_in_the_future_is_not_a_recent_success(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", e.logs_answer(self.FUTURE), e.logs_answer(NEW_ROW, self.FUTURE))
        result = execute(service, skip_if_succeeded_since="1h")
        assert summary(result) == SUCCEEDED
        assert [warning for warning in result["warnings"] if e.run_name(at(2 * 3600)) in warning]

    def test_minutes_in_the_future_are_possible(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", e.logs_answer(e.log_row(at(600), at(700))))
        assert execute(service, skip_if_succeeded_since="1h")["action"] == "skip"

    def test_a_row_without_a_date_next_to_a_new_run_leaves_a_doubt(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW))
        service.on("getJobLogs", EMPTY, e.logs_answer(self.FUTURE))
        assert summary(execute(service)) == UNKNOWN

    @pytest.mark.parametrize("start", [e.Raw("2026-01-31T11:55:00"), e.Raw("0001-01-01T00:00:00Z"), e.Raw("soon")])
    def test_a_start_that_cannot_be_read_stops_no_task(self, service: ScriptedTransport, start: e.Raw) -> None:
        own = e.log_row(at(-300), at(-200), startDate=start)
        others = e.log_row(at(-300), at(-200), job="Other", startDate=start)
        service.on("getJobLogs", e.logs_answer(own, others), e.logs_answer(NEW_ROW, own, others))
        assert summary(execute(service, skip_if_succeeded_since="1h")) == SUCCEEDED

    def test_an_active_run_with_an_impossible_start_is_not_known_to_be_recent(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(at(7200))), IDLE, IDLE, e.active_answer(NEW), IDLE)
        service.on("getJobLogs", *[EMPTY] * 3, e.logs_answer(NEW_ROW))
        assert execute(service, adopt_since="1h")["action"] == "execute"


class TestJudgement:
    @pytest.mark.parametrize(("limit", "status"), [(0, "failed"), (4, "failed"), (5, "succeeded")])
    def test_files_that_were_not_transferred_are_errors(
        self, service: ScriptedTransport, limit: int, status: str
    ) -> None:
        row = e.log_row(at(1), at(3), transferErrorCount=5)
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), IDLE).on("getJobLogs", EMPTY, EMPTY, e.logs_answer(row))
        result = execute(service, max_errors=limit)
        assert result["status"] == status
        assert [violation["counter"] for violation in result["violations"]] == ["transfer_error"] * (limit < 5)

    def test_they_make_no_run_unnecessary(self, service: ScriptedTransport) -> None:
        row = e.log_row(at(-300), at(-200), transferErrorCount=1)
        service.on("getJobLogs", e.logs_answer(row), e.logs_answer(NEW_ROW, row))
        assert execute(service, skip_if_succeeded_since="1h")["action"] == "execute"

    def test_a_row_that_cannot_be_read_makes_no_run_unnecessary(self, service: ScriptedTransport) -> None:
        row = e.log_row(at(-300), at(-200), fileErrorCount="N/A")
        service.on("getJobLogs", e.logs_answer(row), e.logs_answer(NEW_ROW, row))
        assert summary(execute(service, skip_if_succeeded_since="1h")) == SUCCEEDED


class TestRowsThatLead:
    """The service may list a run's row, without an end, before the run is among the active jobs."""

    LEADING = e.log_row(at(-2))
    RUN = e.active_run(at(-2))
    ENDED = e.log_row(at(-2), at(5))

    def lead(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, IDLE, e.active_answer(self.RUN), IDLE)
        service.on("getJobLogs", e.logs_answer(self.LEADING), e.logs_answer(self.LEADING), e.logs_answer(self.ENDED))

    def test_it_is_adopted(self, service: ScriptedTransport) -> None:
        self.lead(service)
        result = execute(service)
        assert summary(result) == (False, "adopt", "succeeded", "not_sent")
        assert result["run"]["handle"] == self.RUN["jobHandle"]
        assert service.count("executeJob") == 0

    def test_on_running_fail(self, service: ScriptedTransport) -> None:
        self.lead(service)
        assert summary(execute(service, on_running="fail")) == (True, "none", "not_run", "not_sent")

    @pytest.mark.parametrize(("appears", "delivery"), [(True, "unknown"), (False, "refused")])
    def test_a_fault_is_no_refusal_if_the_run_that_it_leads_may_be_the_new_one(
        self, service: ScriptedTransport, appears: bool, delivery: str
    ) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(*[self.RUN] * appears))
        service.on("getJobLogs", e.logs_answer(self.LEADING)).on("executeJob", e.fault(30000, server=True))
        result = execute(service, on_running="execute")
        assert (result["delivery"], result["changed"]) == (delivery, appears)
        assert service.count("executeJob") == 1

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_on_running_wait(self, service: ScriptedTransport, check_mode: bool) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(self.RUN), IDLE, IDLE, e.active_answer(NEW), IDLE)
        rows = [e.logs_answer(self.LEADING)] * 2 + [e.logs_answer(self.ENDED)] * 2
        service.on("getJobLogs", *rows, e.logs_answer(NEW_ROW, self.ENDED))
        result = execute(service, on_running="wait", check_mode=check_mode)
        assert result["action"] == "execute"
        assert service.count("executeJob") == (not check_mode)
        if not check_mode:
            # It was triggered when the other one had ended, and not before it was among the active jobs.
            assert service.operations[: service.operations.index("executeJob")].count("getActiveJobs") == 4

    def test_an_old_row_without_an_end_is_of_a_run_that_has_ended(self, service: ScriptedTransport) -> None:
        stale = e.log_row(at(-3600))
        service.on("getJobLogs", e.logs_answer(stale), e.logs_answer(NEW_ROW, stale))
        assert summary(execute(service)) == SUCCEEDED

    @pytest.mark.parametrize("start", [None, at(14 * 3600)], ids=["no start", "hours in the future"])
    def test_one_whose_age_is_not_known_is_waited_for_no_longer_than_clocks_may_differ(
        self, service: ScriptedTransport, start: datetime | None
    ) -> None:
        stale = e.log_row(start or at(-3600))
        stale["startDate"] = start and stale["startDate"]
        service.on("getJobLogs", *[e.logs_answer(stale)] * 200)
        service.clock.at(1200, lambda: service.on("getJobLogs", e.logs_answer(NEW_ROW, stale)))
        result = execute(service, on_running="wait", wait_timeout=0, start_timeout=600)
        assert (result["action"], service.count("executeJob")) == ("execute", 1), result
        assert 900 < service.clock.elapsed < 1800
        (warning,) = (text for text in result["warnings"] if "no longer counts as under way" in text)
        assert stale["jobName"] in warning

    def test_before_version_40_only_the_details_show_it(self, service: ScriptedTransport) -> None:
        over = {**e.log_row(at(-60)), "originalJobName": None}
        ended = {**e.log_row(at(-60), at(-50)), "originalJobName": None}
        new = {**NEW_ROW, "originalJobName": None, "endDate": None}
        service.on("getJobLogs", e.logs_answer(over), e.logs_answer(new, over))
        service.on("getJobLogDetails", e.details_answer(ended), e.details_answer(NEW_ROW))
        assert summary(execute(service, api_version="pre-4.0")) == SUCCEEDED


class TestSharedNames:
    """Names carry no fraction of a second, so two runs can have one name."""

    OURS = e.active_run(at(1))
    THEIRS = e.active_run(at(1), jobHandle="theirs")
    FAILED = e.log_row(at(1), at(5), fileErrorCount=3)
    GOOD = e.log_row(at(1), at(5), jobHandle="their row")

    def test_two_rows_of_the_name_prove_nothing(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(self.OURS), IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(self.GOOD, self.FAILED))
        result = execute(service)
        assert summary(result) == UNKNOWN
        assert "two runs have the name" in result["msg"]
        assert result["counters"] is None

    def test_two_active_runs_of_the_name_are_two(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(self.OURS, self.THEIRS))
        result = execute(service)
        assert summary(result) == UNKNOWN
        assert "theirs" in result["msg"]

    def test_another_one_that_shows_while_it_is_waited_for(self, service: ScriptedTransport) -> None:
        both = e.active_answer(self.OURS, self.THEIRS)
        service.on("getActiveJobs", IDLE, e.active_answer(self.OURS), both, IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(self.GOOD))
        assert summary(execute(service)) == UNKNOWN

    def test_another_one_that_shows_when_ours_has_left(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(self.OURS), e.active_answer(self.THEIRS), IDLE)
        service.on("getJobLogs", *[EMPTY] * 3, e.logs_answer(self.GOOD))
        assert summary(execute(service)) == UNKNOWN

    def test_a_run_that_was_found_by_its_row_is_judged_by_that_row(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, IDLE, e.active_answer(self.OURS, self.THEIRS), IDLE)
        leading = e.logs_answer(e.log_row(at(1)))
        service.on("getJobLogs", EMPTY, leading, e.logs_answer(self.GOOD, self.FAILED))
        assert summary(execute(service)) == (True, "execute", "failed", "confirmed")

    def test_a_new_run_in_a_second_that_the_look_has_seen_is_found(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(self.OURS), IDLE)
        before = e.log_row(at(1), at(0), jobHandle="row before", fileErrorCount=3)
        ours = e.log_row(at(1), at(5))
        service.on("getJobLogs", e.logs_answer(before), e.logs_answer(before), e.logs_answer(ours, before))
        result = execute(service)
        assert summary(result) == SUCCEEDED
        assert result["run"]["handle"] == self.OURS["jobHandle"]

    @pytest.mark.parametrize(
        ("state", "end", "wanted"),
        [("Running", at(5), SUCCEEDED), ("Stopping", at(5), UNKNOWN), ("Running", None, UNKNOWN)],
    )
    def test_an_active_run_may_be_that_of_another_row(
        self, service: ScriptedTransport, state: str, end: datetime | None, wanted: tuple[bool, str, str, str]
    ) -> None:
        theirs = e.log_row(at(1), jobHandle="their row")
        service.on("getActiveJobs", IDLE, IDLE, e.active_answer(e.active_run(at(1), state, jobHandle="theirs")))
        found, later = (e.logs_answer(e.log_row(at(1), ended), theirs) for ended in (None, end))
        service.on("getJobLogs", e.logs_answer(theirs), found, later)
        result = execute(service, on_running="execute", on_timeout="stop", wait_timeout=60)
        assert summary(result) == wanted
        assert result["run"]["handle"] == f"log|{NAME}"
        assert ("cannot be distinguished" in result.get("msg", "")) is (end is None)
        assert service.count("stopJob") == 0

    def test_a_second_row_that_appears_later_leaves_the_active_handle_open(self, service: ScriptedTransport) -> None:
        ours, theirs = e.log_row(at(1)), e.log_row(at(1), jobHandle="their row")
        over = e.log_row(at(1), at(9), fileErrorCount=3)
        service.on("getActiveJobs", IDLE, IDLE, IDLE, e.active_answer(self.THEIRS), IDLE)
        service.on("getJobLogs", EMPTY, *(e.logs_answer(*rows) for rows in ([ours], [ours, theirs], [over, theirs])))
        result = execute(service)
        assert summary(result) == (True, "execute", "failed", "confirmed")
        assert result["run"]["handle"] == f"log|{NAME}"

    def test_a_run_that_is_done_before_the_trigger_is_that_of_a_row_that_the_look_has_shown(
        self, service: ScriptedTransport
    ) -> None:
        over = e.log_row(at(-9), at(-1), fileErrorCount=3)
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(at(-9), "Done")))
        service.on("getJobLogs", e.logs_answer(over))
        result = execute(service, start_timeout=20)
        assert summary(result) == UNKNOWN
        assert result["run"] is None

    def test_one_that_appears_later_takes_the_active_handle_back(self, service: ScriptedTransport) -> None:
        ours, over = e.log_row(at(1)), e.log_row(at(1), at(9), fileErrorCount=3)
        theirs = e.log_row(at(1), jobHandle="their row")
        service.on("getActiveJobs", IDLE, IDLE, e.active_answer(self.THEIRS), IDLE)
        service.on("getJobLogs", EMPTY, e.logs_answer(ours), e.logs_answer(over, theirs))
        result = execute(service)
        assert summary(result) == (True, "execute", "failed", "confirmed")
        assert result["run"]["handle"] == f"log|{NAME}"

    def test_the_late_row_of_an_older_run_of_the_name_is_not_ours(self, service: ScriptedTransport) -> None:
        older = e.active_run(at(1), "Done", jobHandle="older")
        service.on("getActiveJobs", e.active_answer(older), e.active_answer(self.OURS), IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(self.GOOD))
        assert summary(execute(service)) == UNKNOWN

    def test_stop_job_by_a_row_of_the_name_names_both(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(self.OURS, self.THEIRS))
        service.on("getJobLogDetails", e.details_answer(e.log_row(at(1))))
        result = stop(service, run_handle=f"log|{NAME}")
        assert result["failed"]
        assert "theirs" in result["msg"]
        assert service.count("stopJob") == 0


class TestHandles:
    """A run and its row have different handles; a run is stopped by the one that the active jobs have."""

    def test_a_run_first_seen_by_its_row_is_stopped_by_its_own(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, IDLE, e.active_answer(NEW)).on(
            "getJobLogs", EMPTY, e.logs_answer(e.log_row(at(1)))
        )
        service.clock.at(61, lambda: service.on("getActiveJobs", IDLE))
        result = execute(service, wait_timeout=60, on_timeout="stop")
        assert result["run"]["handle"] == NEW["jobHandle"]
        assert [request["jobHandle"] for request in service.requests("stopJob")] == [NEW["jobHandle"]]

    def test_wait_for_job_returns_the_active_handle(self, service: ScriptedTransport) -> None:
        """Its start among the active jobs is before ``since``, that in the log is not."""
        early = e.active_run(at(-5), name=NAME)
        service.on("getActiveJobs", e.active_answer(early), IDLE).on("getJobLogs", EMPTY, e.logs_answer(NEW_ROW))
        result = wait(service, since="2026-01-31T12:00:00Z")
        assert result["run"]["handle"] == early["jobHandle"]

    def test_a_row_handle_of_pre_40_leads_to_the_active_run(self, service: ScriptedTransport) -> None:
        row, over = ({**e.log_row(at(1), end), "originalJobName": None} for end in (None, at(9)))
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), IDLE).on("getJobLogs", e.logs_answer(row))
        service.on("getJobLogDetails", e.details_answer(row), e.details_answer(over))
        result = wait(service, run_handle=f"log|{NAME}", api_version="pre-4.0")
        assert result["status"] == "succeeded"
        assert result["run"]["handle"] == NEW["jobHandle"]

    def test_follow_ons_that_cannot_be_read_fail_no_wait(self, service: ScriptedTransport) -> None:
        service.on("getJobLogDetails", e.details_answer(NEW_ROW)).on("getJobLogs", e.fault(30000))
        assert wait(service, run_handle=f"log|{NAME}")["status"] == "succeeded"


class TestNames:
    @pytest.mark.parametrize("version", ["pre-4.0", e.CURRENT])
    @pytest.mark.parametrize("suffix", ["", "_2026-01-31-12:00:01"])
    def test_a_job_whose_own_name_ends_in_a_time(self, service: ScriptedTransport, version: str, suffix: str) -> None:
        job = "Add_2007-09-14-15:04:34"
        original = None if version == "pre-4.0" else job
        row = {**e.log_row(at(1), at(3), job=job, jobName=job + suffix), "originalJobName": original}
        service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(job)))
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(at(1), job=job, name=job + suffix)), IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(row)).on("getJobLogDetails", e.details_answer(row))
        result = execute(service, job_name=job, api_version=version)
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == job + suffix


class TestRunThatIsDoneAndNotInTheLog:
    """Whether its success makes another run unnecessary is not known before its row shows it."""

    DONE = e.active_answer(e.active_run(at(-60), "Done"))
    OPEN = e.logs_answer(e.log_row(at(-60)))

    @pytest.mark.parametrize("rows", [EMPTY, OPEN])
    @pytest.mark.parametrize(
        ("errors", "expected"),
        [(0, (False, "skip", "succeeded", "not_sent")), (1, (False, "execute", "triggered", "confirmed"))],
    )
    def test_its_row_comes_first(
        self, service: ScriptedTransport, rows: bytes, errors: int, expected: tuple[bool, str, str, str]
    ) -> None:
        ended = e.logs_answer(e.log_row(at(-60), at(-5), fileErrorCount=errors))
        service.on("getActiveJobs", self.DONE).on("getJobLogs", rows, rows, ended)
        assert summary(execute(service, wait=False, skip_if_succeeded_since="5m")) == expected

    @pytest.mark.parametrize(
        "options", [{}, {"skip_if_succeeded_since": "30s"}, {"skip_if_succeeded_since": "5m", "on_running": "execute"}]
    )
    def test_where_it_does_not_matter_nothing_is_waited_for(
        self, service: ScriptedTransport, options: dict[str, Any]
    ) -> None:
        service.on("getActiveJobs", self.DONE)
        execute(service, wait=False, **options)
        assert service.operations.index("executeJob") == 4

    def test_one_that_was_seen_stopping_has_not_succeeded(self, service: ScriptedTransport) -> None:
        stopping = e.active_answer(e.active_run(at(-60), "Stopping"))
        service.on("getActiveJobs", stopping, stopping, self.DONE)
        service.clock.at(20, lambda: service.on("getJobLogs", e.logs_answer(e.log_row(at(-60), at(5)))))
        result = execute(service, wait=False, on_running="wait", skip_if_succeeded_since="5m")
        assert result["action"] == "execute"

    def test_one_that_started_longer_ago_than_clocks_are_apart_is_not_waited_for(
        self, service: ScriptedTransport
    ) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(at(-901), "Done")))
        execute(service, wait=False, skip_if_succeeded_since="1h")
        assert service.operations.index("executeJob") == 4

    def test_check_mode_predicts_another_run(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", self.DONE)
        result = execute(service, check_mode=True, skip_if_succeeded_since="5m")
        assert (result["action"], result["changed"]) == ("execute", True)
        assert "the log does not show yet" in result["reason"]

    def test_a_run_that_starts_meanwhile_fails_the_task_at_once(self, service: ScriptedTransport) -> None:
        done = e.active_run(at(-60), "Done")
        service.on("getActiveJobs", e.active_answer(done), e.active_answer(done, NEW))
        result = execute(service, on_running="fail", skip_if_succeeded_since="5m")
        assert summary(result) == (True, "none", "not_run", "not_sent")
        assert f"the run {NAME!r} is already active" in result["msg"]
        assert service.clock.elapsed < 10

    def test_the_run_that_was_waited_for_is_named_when_it_is_too_late(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", self.DONE)
        result = execute(service, wait_timeout=30, skip_if_succeeded_since="5m")
        assert summary(result) == (True, "none", "not_run", "not_sent")
        assert f"The run {e.run_name(at(-60))!r} has ended, but the log does not show yet" in result["msg"]


class SlowLock(OpenLock):
    """A lock that another task holds for ten minutes."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock

    def __enter__(self) -> OpenLock:
        self.clock.pass_time(600)
        return super().__enter__()


@pytest.mark.parametrize(("age", "action"), [("2m", "skip"), ("30s", "execute")])
def test_an_age_does_not_count_the_wait_for_the_lock(service: ScriptedTransport, age: str, action: str) -> None:
    service.on("getJobLogs", e.logs_answer(e.log_row(at(-60), at(-5))))
    result = execute(service, lock=SlowLock(service.clock), wait=False, skip_if_succeeded_since=age)
    assert result["action"] == action


class TestNotes:
    """A trigger whose run has not been seen is noted next to the lock, for the next task."""

    @pytest.fixture
    def lock(self) -> OpenLock:
        return OpenLock()

    def send_in_vain(self, wire: ScriptedTransport, lock: OpenLock, answer: Any = LOST) -> None:
        """Leave a trigger whose run is not seen."""
        wire.on("executeJob", answer)
        result = execute(wire, lock=lock, start_timeout=3)
        assert result["status"] == "unknown"
        assert "on_running: adopt" in result["msg"]
        assert len(lock.notes) == 1
        wire.on("executeJob", e.executed_answer())

    @pytest.mark.parametrize("answer", [LOST, e.executed_answer(), Response(500, {}, b"Oops")])
    def test_the_next_task_waits_for_the_run_and_adopts_it(
        self, service: ScriptedTransport, lock: OpenLock, answer: Any
    ) -> None:
        self.send_in_vain(service, lock, answer)
        service.clock.at(20, lambda: service.on("getActiveJobs", e.active_answer(NEW), IDLE))
        service.clock.at(20, lambda: service.on("getJobLogs", EMPTY, e.logs_answer(NEW_ROW)))
        result = execute(service, lock=lock, start_timeout=3)
        assert summary(result) == (False, "adopt", "succeeded", "not_sent")
        assert service.count("executeJob") == 1
        assert [note.run for note in lock.notes] == [NEW["name"]]

    @pytest.mark.parametrize(("age", "adopts"), [("75s", True), ("1s", False)])
    def test_a_run_under_way_started_no_earlier_than_its_trigger_was_sent(
        self, service: ScriptedTransport, lock: OpenLock, age: str, adopts: bool
    ) -> None:
        """Its machine's clock is an hour behind; another run was triggered after it."""
        self.send_in_vain(service, lock)
        service.clock.pass_time(5)
        early, row = e.active_run(at(-3600)), e.log_row(at(-3600), at(-3590))
        service.on("getActiveJobs", e.active_answer(early), e.active_answer(early), IDLE)
        service.on("getJobLogs", EMPTY, e.logs_answer(row))
        options = {"adopt_since": age, "skip_if_succeeded_since": "2026-01-31T12:00:00Z"}
        result = execute(service, lock=lock, **options)
        assert summary(result) == (False, "adopt" if adopts else "skip", "succeeded", "not_sent")
        assert service.count("executeJob") == 1

    @pytest.mark.parametrize(
        ("options", "action"),
        [
            ({}, "adopt"),
            ({"adopt_since": "2026-01-31T12:00:00Z"}, "adopt"),
            ({"adopt_since": "1s"}, "execute"),
            ({"on_running": "wait"}, "execute"),
            ({"on_running": "execute"}, "execute"),
        ],
    )
    def test_check_mode_predicts_what_the_next_task_does(
        self, service: ScriptedTransport, lock: OpenLock, options: dict[str, Any], action: str
    ) -> None:
        self.send_in_vain(service, lock)
        predicted = execute(service, lock=lock, check_mode=True, **options)
        assert (predicted["action"], predicted["changed"]) == (action, action == "execute")
        service.clock.at(20, lambda: service.on("getActiveJobs", e.active_answer(NEW), IDLE))
        service.clock.at(20, lambda: service.on("getJobLogs", EMPTY, e.logs_answer(NEW_ROW)))
        result = execute(service, lock=lock, wait_timeout=60, **options)
        assert result["action"] == action

    def test_a_lock_that_is_deleted_while_the_run_is_looked_for_hides_nothing(
        self, service: ScriptedTransport, lock: OpenLock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        noted = lock.add

        def once(note: Note) -> None:
            if lock.notes:
                raise ConfigurationError("the lock was deleted. Nothing was sent; run the task again.")
            noted(note)

        monkeypatch.setattr(lock, "add", once)
        self.send_in_vain(service, lock)
        assert service.count("executeJob") == 1

    @pytest.mark.parametrize("start", [1, -2])
    def test_a_run_that_has_ended_is_adopted_too(
        self, service: ScriptedTransport, lock: OpenLock, start: float
    ) -> None:
        self.send_in_vain(service, lock)
        service.on("getJobLogs", e.logs_answer(e.log_row(at(start), at(start + 1), fileErrorCount=1)))
        result = execute(service, lock=lock)
        assert summary(result) == (True, "adopt", "failed", "not_sent")
        assert service.count("executeJob") == 1
        assert [note.run for note in lock.notes] == [e.run_name(at(start))]

    def test_the_advice_can_be_followed_again_and_again_where_the_job_machine_is_behind(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        """Its run shows a start before the time that the advice names; the third task triggered again."""
        self.send_in_vain(service, lock)
        service.on("getJobLogs", e.logs_answer(e.log_row(at(-600), at(-599))))
        for _time in range(3):
            result = execute(service, lock=lock, skip_if_succeeded_since="2026-01-31T12:00:00Z")
            assert summary(result) == (False, "skip", "succeeded", "not_sent")
        assert service.count("executeJob") == 1
        execute(service, lock=lock, wait=False)
        assert service.count("executeJob") == 2
        assert e.run_name(at(-600)) not in [note.run for note in lock.notes]

    def test_it_can_be_followed_where_the_job_machine_is_hours_behind(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        """The log since the trigger does not show the row."""
        self.send_in_vain(service, lock)
        service.on("getJobLogs", lambda asked: rows_since(asked, e.log_row(at(-3600), at(-3599))))
        for _time in range(3):
            result = execute(service, lock=lock, skip_if_succeeded_since="2026-01-31T12:00:00Z")
            assert summary(result) == (False, "skip", "succeeded", "not_sent")
        assert service.count("executeJob") == 1

    def test_one_that_failed_there_is_not_waited_for(self, service: ScriptedTransport, lock: OpenLock) -> None:
        self.send_in_vain(service, lock)
        service.clock.pass_time(5)
        failed = e.log_row(at(-3600), at(-3590), fileErrorCount=1)
        service.on("getJobLogs", lambda asked: rows_since(asked, failed))
        service.clock.at(900, lambda: service.on("getActiveJobs", e.active_answer(e.active_run(at(900)))))
        execute(service, lock=lock, on_running="wait", wait=False, skip_if_succeeded_since="2026-01-31T12:00:00Z")
        assert service.count("executeJob") == 2
        assert service.clock.elapsed < 700

    @pytest.mark.parametrize(("rows", "warnings"), [(EMPTY, 1), (e.logs_answer(e.log_row(at(1))), 0)])
    def test_one_whose_end_never_shows_is_not_waited_for_without_end(
        self, service: ScriptedTransport, lock: OpenLock, rows: bytes, warnings: int
    ) -> None:
        self.send_in_vain(service, lock)
        done = e.active_answer(e.active_run(at(1), "Done"))
        service.on("getActiveJobs", IDLE, IDLE, done, done, IDLE).on("getJobLogs", EMPTY, EMPTY, rows)
        since = "2026-01-31T12:00:00Z"
        result = execute(
            service, lock=lock, on_running="wait", wait=False, wait_timeout=0, skip_if_succeeded_since=since
        )
        assert sum("no longer waits for" in warning for warning in result["warnings"]) == warnings
        assert service.count("executeJob") == 2
        assert 600 < service.clock.elapsed < 2000

    def test_one_that_is_too_old_to_count_is_not_looked_for_again(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        self.send_in_vain(service, lock)
        service.on("getJobLogs", lambda asked: rows_since(asked, e.log_row(at(1), at(2), fileErrorCount=1)))
        execute(service, lock=lock)
        assert [note.run for note in lock.notes] == [e.run_name(at(1))]
        for seconds, requests in ((600, 1), (7200, 1)):
            service.clock.pass_time(seconds)
            before = service.count("getJobLogs")
            execute(service, lock=lock, check_mode=True, skip_if_succeeded_since="1h")
            assert service.count("getJobLogs") - before == requests

    def test_a_run_that_starts_between_two_looks_at_the_log_has_not_ended(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        """Another run was triggered beside it."""
        self.send_in_vain(service, lock)
        service.clock.pass_time(10)
        service.on("getJobLogs", EMPTY, e.logs_answer(e.log_row(at(1))))
        result = execute(
            service, lock=lock, on_running="wait", wait_timeout=30, skip_if_succeeded_since="2026-01-31T12:00:00Z"
        )
        assert summary(result) == (True, "none", "not_run", "not_sent")
        assert service.count("executeJob") == 1

    def test_one_that_is_done_is_waited_for_until_its_row_has_an_end(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        self.send_in_vain(service, lock)
        service.on("getActiveJobs", e.active_answer(e.active_run(at(1), "Done")))
        service.on("getJobLogs", *[e.logs_answer(e.log_row(at(1)))] * 3, e.logs_answer(NEW_ROW))
        assert summary(execute(service, lock=lock)) == (False, "adopt", "succeeded", "not_sent")

    @pytest.mark.parametrize("on_running", ["adopt", "wait", "fail"])
    def test_the_advice_is_safe_while_the_run_is_done_and_its_row_is_late(
        self, service: ScriptedTransport, lock: OpenLock, on_running: str
    ) -> None:
        """By its age, ``adopt_since`` has moved past the trigger by then."""
        self.send_in_vain(service, lock)
        service.clock.pass_time(60)
        service.on("getActiveJobs", e.active_answer(e.active_run(at(1), "Done")), IDLE)
        service.clock.at(120, lambda: service.on("getJobLogs", e.logs_answer(NEW_ROW)))
        result = execute(
            service, lock=lock, on_running=on_running, adopt_since="12s", skip_if_succeeded_since="2026-01-31T12:00:00Z"
        )
        assert summary(result) == (False, "skip", "succeeded", "not_sent")
        assert service.count("executeJob") == 1

    def test_it_is_given_up_after_ten_minutes_with_a_warning(self, service: ScriptedTransport, lock: OpenLock) -> None:
        self.send_in_vain(service, lock)
        result = execute(service, lock=lock, wait=False)
        assert result["action"] == "execute"
        assert service.count("executeJob") == 2
        assert service.clock.elapsed == pytest.approx(NOTE_PATIENCE + 15, abs=11)
        assert "was sent for this job at 2026-01-31T12:00:00Z" in result["warnings"][0]

    def test_where_the_machines_clock_is_far_behind_its_run_is_adopted_in_the_end(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        """The next task triggered again when it had waited for ten minutes."""
        self.send_in_vain(service, lock)
        service.on("getJobLogs", lambda asked: rows_since(asked, e.log_row(at(-3600), at(-3550))))
        result = execute(service, lock=lock)
        assert summary(result) == (False, "adopt", "succeeded", "not_sent")
        assert service.clock.elapsed == pytest.approx(NOTE_PATIENCE, abs=11)
        assert service.count("executeJob") == 1

    def test_wait_timeout_ends_the_look_and_nothing_is_sent(self, service: ScriptedTransport, lock: OpenLock) -> None:
        self.send_in_vain(service, lock)
        result = execute(service, lock=lock, wait_timeout=60)
        assert summary(result) == (True, "none", "not_run", "not_sent")
        assert result["error"]["kind"] == "timeout"
        assert "An earlier task of this user on this machine sent executeJob at 2026-01-31T12:00:00Z" in result["msg"]
        assert result["msg"].endswith("or give it a longer wait_timeout.")
        assert service.count("executeJob") == 1
        assert len(lock.notes) == 1

    def test_on_running_fail(self, service: ScriptedTransport, lock: OpenLock) -> None:
        self.send_in_vain(service, lock)
        result = execute(service, lock=lock, on_running="fail")
        assert summary(result) == (True, "none", "not_run", "not_sent")
        assert "task of this user on this machine sent executeJob at 2026-01-31T12:00:00Z" in result["msg"]
        assert "with on_running: adopt, which waits for it" in result["msg"]
        assert service.count("executeJob") == 1

    def test_on_running_wait_executes_after_it(self, service: ScriptedTransport, lock: OpenLock) -> None:
        self.send_in_vain(service, lock)
        second = e.log_row(at(9), at(10))
        service.clock.at(5, lambda: service.on("getJobLogs", e.logs_answer(NEW_ROW), e.logs_answer(second, NEW_ROW)))
        result = execute(service, lock=lock, on_running="wait")
        assert summary(result) == SUCCEEDED
        assert result["run"]["name"] == e.run_name(at(9))

    def test_next_to_an_unseen_trigger_a_run_cannot_be_assigned(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        self.send_in_vain(service, lock)
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(at(9))))
        result = execute(service, lock=lock, on_running="execute", start_timeout=10)
        assert summary(result) == UNKNOWN
        assert "an earlier trigger" in result["msg"]

    def test_after_a_long_time_its_success_still_makes_another_run_needless(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        """The advice of the first task, followed two hours later, where the machine's clock is behind."""
        self.send_in_vain(service, lock)
        service.clock.pass_time(7200)
        early = e.log_row(at(-2), at(8))

        def rows(fields: dict[str, Any]) -> bytes:
            return e.logs_answer(*[early] * (fields.get("startDate", "") < "2026-01-31T11:59:58Z"))

        service.on("getJobLogs", rows)
        result = execute(service, lock=lock, skip_if_succeeded_since="2026-01-31T12:00:00Z")
        assert summary(result) == (False, "skip", "succeeded", "not_sent")
        assert service.count("executeJob") == 1

    def test_its_time_is_that_of_the_result(self, service: ScriptedTransport, lock: OpenLock) -> None:
        """It went out seven seconds after it was noted; the user goes by the result."""

        def late(_fields: dict[str, Any]) -> Any:
            service.clock.pass_time(7)
            service.sent_at = service.clock.monotonic()
            return LOST

        result = execute(service.on("executeJob", late), lock=lock, start_timeout=1)
        assert [note.executed_at for note in lock.notes] == [result["executed_at"]] == ["2026-01-31T12:00:07Z"]
        service.clock.pass_time(7200)
        service.on("getJobLogs", e.logs_answer(e.log_row(at(5), at(9))))
        assert execute(service, lock=lock, skip_if_succeeded_since=result["executed_at"])["action"] == "skip"

    @pytest.mark.parametrize(("seconds", "action"), [(10, "adopt"), (NOTE_PATIENCE + 10, "execute")])
    def test_check_mode_reads_it_and_changes_nothing(
        self, service: ScriptedTransport, lock: OpenLock, seconds: float, action: str
    ) -> None:
        self.send_in_vain(service, lock)
        service.clock.pass_time(seconds)
        result = execute(service, lock=lock, check_mode=True)
        assert result["action"] == action
        assert result["status"] == ("running" if action == "adopt" else "not_run")
        assert len(lock.notes) == 1

    @pytest.mark.parametrize("answer", [UNSENT, e.fault(20003), e.fault(30001), e.fault(30000, server=True)])
    def test_what_was_not_sent_or_was_refused_leaves_none(
        self, service: ScriptedTransport, lock: OpenLock, answer: Any
    ) -> None:
        assert execute(service.on("executeJob", answer), lock=lock)["failed"]
        assert lock.notes == ()

    def test_a_run_that_is_found_leaves_none(self, service: ScriptedTransport, lock: OpenLock) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW))
        execute(service, lock=lock, wait=False)
        assert lock.notes == ()

    def test_it_is_kept_before_the_trigger_is_sent(self, service: ScriptedTransport, lock: OpenLock) -> None:
        noted: list[tuple[Note, ...]] = []

        def lose(_fields: dict[str, Any]) -> Any:
            noted.append(lock.notes)
            return LOST

        service.on("getActiveJobs", e.active_answer(OLD)).on("executeJob", lose)
        execute(service, lock=lock, on_running="execute", start_timeout=1)
        assert [(note.operation, note.job, note.executed_at) for note in noted[0]] == [
            ("executeJob", e.JOB, "2026-01-31T12:00:00Z")
        ]
        assert f"handle {OLD['jobHandle']}" in noted[0][0].seen

    def test_two_runs_since_then_cannot_be_distinguished(self, service: ScriptedTransport, lock: OpenLock) -> None:
        self.send_in_vain(service, lock)
        rows = [e.log_row(at(start), at(start + 1)) for start in (1, 2)]
        service.on("getJobLogs", e.logs_answer(*rows), e.logs_answer(e.log_row(at(9), at(10)), *rows))
        result = execute(service, lock=lock)
        assert (result["action"], lock.notes) == ("execute", ())

    def test_warnings_about_notes_are_shown(self, service: ScriptedTransport, lock: OpenLock) -> None:
        lock.warnings = ("A note cannot be read.",)
        assert "A note cannot be read." in execute(service, lock=lock, wait=False)["warnings"]

    def test_submit_job_reads_them_too(self, service: ScriptedTransport, lock: OpenLock) -> None:
        def submit() -> dict[str, Any]:
            options = {"job_name": e.JOB, "optimize_images": {"email_setting": "None"}, "start_timeout": 3}
            return perform(submit_job.TASK, service, lock=lock, company_name=e.COMPANY, **options)

        service.on("submitJob", LOST)
        assert submit()["status"] == "unknown"
        service.clock.at(20, lambda: service.on("getActiveJobs", e.active_answer(NEW), IDLE))
        service.clock.at(20, lambda: service.on("getJobLogs", EMPTY, e.logs_answer(NEW_ROW)))
        assert submit()["action"] == "adopt"
        assert service.count("submitJob") == 1


class TestStoppedRuns:
    """The log does not show that a run was stopped; a note of this user's tasks does."""

    @pytest.fixture
    def lock(self) -> OpenLock:
        return OpenLock()

    def stop(self, wire: ScriptedTransport, lock: OpenLock, answer: Any = e.answer("stopJob")) -> None:  # noqa: B008
        """Run the job, stop the run at wait_timeout, and leave a log row without errors."""
        wire.on("stopJob", answer).on("getActiveJobs", IDLE, *[e.active_answer(NEW)] * 4, IDLE)
        wire.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(NEW_ROW))
        execute(wire, lock=lock, wait_timeout=3, on_timeout="stop")
        assert wire.count("stopJob") == 1

    @pytest.mark.parametrize("answer", [e.answer("stopJob"), LOST, Terminated()], ids=["accepted", "lost", "ended"])
    def test_its_log_row_makes_no_run_unnecessary(
        self, service: ScriptedTransport, lock: OpenLock, answer: Any
    ) -> None:
        self.stop(service, lock, answer)
        result = execute(service, lock=lock, wait=False, skip_if_succeeded_since="1h")
        assert result["action"] == "execute"
        assert result["diff"]["before"]["last_result"] == "stopped"
        assert service.count("executeJob") == 2

    def test_one_that_had_ended_before_does(self, service: ScriptedTransport, lock: OpenLock) -> None:
        self.stop(service, lock, e.fault(30001, "Job not active"))
        assert execute(service, lock=lock, skip_if_succeeded_since="1h")["action"] == "skip"

    @pytest.mark.parametrize("options", [{"since": "1h"}, {"run_handle": f"log|{NAME}"}])
    def test_a_wait_for_it_fails(self, service: ScriptedTransport, lock: OpenLock, options: dict[str, Any]) -> None:
        self.stop(service, lock)
        service.on("getJobLogDetails", e.details_answer(NEW_ROW))
        assert wait(service, lock=lock, **options)["status"] == "stopped"

    def test_so_does_one_that_stop_job_has_stopped(self, service: ScriptedTransport, lock: OpenLock) -> None:
        service.on("getActiveJobs", e.active_answer(OLD), IDLE)
        service.on("getJobLogs", e.logs_answer(e.log_row(at(-600), at(2))))
        assert stop(service, lock=lock, job_name=e.JOB)["changed"]
        assert wait(service, lock=lock, since="1h")["status"] == "stopped"

    def test_while_a_task_waited_for_the_lock(self, service: ScriptedTransport) -> None:
        lock = SlowLock(service.clock)
        service.on("getJobLogs", e.logs_answer(NEW_ROW))
        service.clock.at(1, lambda: lock.stops.add(Note("1", "stopJob", "", None, at(9).timestamp(), (), NAME)))
        assert execute(service, lock=lock, wait=False, skip_if_succeeded_since="1h")["action"] == "execute"

    def test_an_end_that_cannot_be_true_disturbs_no_later_task(
        self, service: ScriptedTransport, lock: OpenLock
    ) -> None:
        lock.stops.add(Note("1", "stopJob", "", "9999-12-31T23:59:59Z", at(0).timestamp(), (), NAME))
        service.on("getJobLogs", e.logs_answer(NEW_ROW))
        assert execute(service, lock=lock, wait=False, skip_if_succeeded_since="1h")["action"] == "execute"

    @pytest.mark.parametrize(("name", "action"), [(e.JOB, "skip"), (NAME, "execute")])
    def test_a_later_run_of_the_jobs_own_name_is_another_one(
        self, service: ScriptedTransport, lock: OpenLock, name: str, action: str
    ) -> None:
        lock.stops.add(Note("1", "stopJob", "", "2026-01-31T11:50:00Z", at(0).timestamp(), (), name))
        service.on("getJobLogs", e.logs_answer(e.log_row(at(-300), at(-200), jobName=name)))
        assert execute(service, lock=lock, wait=False, skip_if_succeeded_since="1h")["action"] == action

    @pytest.mark.parametrize(("answer", "noted"), [(LOST, [NAME]), (UNSENT, []), (e.fault(20003), [])])
    def test_a_stop_that_may_have_arrived_is_noted_even_if_the_run_goes_on(
        self, service: ScriptedTransport, lock: OpenLock, answer: Any, noted: list[str]
    ) -> None:
        service.on("stopJob", answer).on("getActiveJobs", IDLE, e.active_answer(NEW))
        assert execute(service, lock=lock, wait_timeout=3, on_timeout="stop")["status"] == "running"
        assert [note.run for note in lock.stops.notes] == noted

    def test_a_note_of_yesterday_is_dropped(self, service: ScriptedTransport, lock: OpenLock) -> None:
        for hours in (25, 23):
            lock.stops.add(Note(f"{hours}", "stopJob", "", None, at(-hours * 3600).timestamp(), (), f"run {hours}"))
        self.stop(service, lock)
        assert [note.run for note in lock.stops.notes] == ["run 23", NAME]

    def test_a_place_that_cannot_be_used_fails_no_stop(self, service: ScriptedTransport, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        service.on("getActiveJobs", e.active_answer(NEW), IDLE).on("getJobLogs", e.logs_answer(NEW_ROW))
        result = stop(service, lock=FileLock(str(tmp_path / "file" / "state")), job_name=e.JOB)
        assert result["changed"]
        assert not result.get("failed")


class TestTheEnd:
    def test_a_polls_retry_after_is_honoured(self, service: ScriptedTransport) -> None:
        busy = Response(503, {"retry-after": "40"}, b"")
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), busy, IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(NEW_ROW))
        execute(service)
        assert service.clock.elapsed == pytest.approx(41, abs=2)

    def test_a_shorter_one_does_not_end_a_longer_one(self, service: ScriptedTransport) -> None:
        busy = [Response(503, {"retry-after": seconds}, b"") for seconds in ("40", "1")]
        service.on("getActiveJobs", IDLE, busy[0], busy[1], e.active_answer(NEW))
        execute(service, wait=False, start_timeout=5)
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), busy[0], busy[1], IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(NEW_ROW))
        before = service.clock.elapsed
        execute(service, start_timeout=5)
        assert service.clock.elapsed - before >= 41

    def test_not_beyond_the_deadline(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), Response(503, {"retry-after": "40"}, b""))
        execute(service, wait_timeout=20)
        assert service.clock.elapsed == pytest.approx(20)

    def test_a_detached_task_whose_run_does_not_appear_in_start_timeout_fails(self, service: ScriptedTransport) -> None:
        assert summary(execute(service, start_timeout=20, on_timeout="detach")) == UNKNOWN

    @pytest.mark.parametrize(("start_timeout", "patience"), [(120, 900), (1800, 1800)])
    @pytest.mark.parametrize("listed", [IDLE, e.active_answer(e.active_run(at(1), "Done"))])
    @pytest.mark.parametrize("rows", [EMPTY, e.logs_answer(e.log_row(at(1)))])
    def test_a_run_whose_end_never_shows_is_given_up_also_without_wait_timeout(
        self, service: ScriptedTransport, rows: bytes, listed: bytes, start_timeout: float, patience: float
    ) -> None:
        service.on("getActiveJobs", IDLE, *[e.active_answer(NEW)] * 3, listed).on("getJobLogs", EMPTY, EMPTY, rows)
        result = execute(service, wait_timeout=0, start_timeout=start_timeout)
        assert summary(result) == UNKNOWN
        is_lost = listed is IDLE and rows is EMPTY
        assert service.clock.elapsed == pytest.approx(start_timeout if is_lost else patience, abs=20)
        assert ("so how it ended is not known" in result["reason"]) is not is_lost
        assert NAME in result["msg"]

    def test_an_end_that_shows_late_is_waited_for(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", IDLE, e.active_answer(NEW), IDLE)
        service.on("getJobLogs", EMPTY, EMPTY, e.logs_answer(e.log_row(at(1))))
        service.clock.at(890, lambda: service.on("getJobLogs", e.logs_answer(NEW_ROW)))
        assert summary(execute(service, wait_timeout=0)) == SUCCEEDED

    def test_an_older_run_is_waited_out_with_its_row_where_that_can_make_another_one_needless(
        self, service: ScriptedTransport
    ) -> None:
        service.on("getActiveJobs", e.active_answer(OLD), IDLE)
        ended = e.logs_answer(e.log_row(at(-600), at(2)))
        service.on("getJobLogs", *[e.logs_answer(e.log_row(at(-600)))] * 4, ended)
        assert execute(service, on_running="wait", skip_if_succeeded_since="1h")["action"] == "skip"

    def test_so_is_another_one_that_has_ended_meanwhile(self, service: ScriptedTransport) -> None:
        active = [e.active_run(at(-600)), e.active_run(at(-500), serverName="another")]
        service.on("getActiveJobs", *[e.active_answer(*active)] * 2, IDLE)
        last, first = e.log_row(at(-500), at(2), fileErrorCount=3), e.log_row(at(-600), at(2))
        service.on("getJobLogs", EMPTY, e.logs_answer(last), e.logs_answer(last), e.logs_answer(last, first))
        assert execute(service, on_running="wait", skip_if_succeeded_since="1h")["action"] == "skip"

    def test_a_run_that_has_left_is_waited_for_no_longer_though_its_row_has_no_end(
        self, service: ScriptedTransport
    ) -> None:
        row = e.log_row(at(-60))
        service.on("getActiveJobs", e.active_answer(e.active_run(at(-60))), IDLE, IDLE, e.active_answer(NEW), IDLE)
        service.on("getJobLogs", *[e.logs_answer(row)] * 3, e.logs_answer(NEW_ROW, row))
        assert summary(execute(service, on_running="wait", wait_timeout=60)) == SUCCEEDED

    def test_wait_false_ends_after_15_s_in_doubt_too(self, service: ScriptedTransport) -> None:
        result = execute(service.on("executeJob", LOST), wait=False)
        assert summary(result) == (True, "execute", "unknown", "unknown")
        assert service.clock.elapsed == pytest.approx(15)

    @pytest.mark.parametrize("options", [{}, {"company_handle": "c", "job_handle": "j", "on_running": "execute"}])
    @pytest.mark.parametrize(
        "look", [IDLE, Response(503, {}, b"busy"), Response(429, {"retry-after": "61"}, b"busy"), e.fault(30000)]
    )
    @pytest.mark.parametrize("answer", [e.executed_answer(), Response(503, {}, b"busy"), e.fault(30000, server=True)])
    def test_a_message_about_what_was_sent_gives_no_other_advice(
        self, service: ScriptedTransport, answer: Any, look: Any, options: dict[str, Any]
    ) -> None:
        service.on("executeJob", answer).on("getActiveJobs", IDLE, look)
        result = execute(service, wait=not options, **options)
        for advice in ("later", "Correct what", "the task again.", "again then"):
            assert result["delivery"] == "refused" or advice not in result.get("msg", "")

    @pytest.mark.parametrize(("state", "rows"), [("Done", ()), (None, (e.log_row(at(-2)),))])
    def test_a_run_that_is_found_at_the_deadline_is_reported_as_last_seen(
        self, service: ScriptedTransport, state: str | None, rows: Any
    ) -> None:
        """It started before the trigger, so it is taken only then."""
        last = e.active_answer(e.active_run(at(-2), state)) if state else IDLE
        service.on("getActiveJobs", IDLE, e.active_answer(e.active_run(at(-2))), last)
        service.on("getJobLogs", EMPTY, e.logs_answer(*rows))
        result = execute(service, wait_timeout=3)
        assert summary(result) == UNKNOWN
        assert "keeps running" not in result["msg"]

    @pytest.mark.parametrize("step", [-9999, 9999])
    def test_a_step_of_the_local_clock_makes_no_note_older(self, service: ScriptedTransport, step: float) -> None:
        lock = OpenLock(Note("1", "executeJob", e.JOB, "2026-01-31T12:00:00Z", at(step).timestamp(), ()))
        result = execute(service, lock=lock, wait_timeout=30)
        assert result["status"] == "not_run"
        assert len(lock.notes) == 1

    def test_a_note_without_a_server_time_goes_by_the_local_clock(self, service: ScriptedTransport) -> None:
        for noted, action in ((0, "none"), (-NOTE_PATIENCE, "execute")):
            lock = OpenLock(Note("1", "executeJob", e.JOB, None, at(noted).timestamp(), ()))
            assert execute(service, lock=lock, wait_timeout=5)["action"] == action
            service.clock = FakeClock()
