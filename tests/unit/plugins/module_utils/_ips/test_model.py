# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service's XML means, complete, sparse and garbled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, ProtocolError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import (
    FAILURE_LOG_TYPES,
    Company,
    Counters,
    Fields,
    JobLog,
    LogMessage,
    Run,
    ScheduledJob,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import XML_TEXT

LATER = NOON + timedelta(minutes=5)


def element(fields: dict[str, Any], version: str = e.CURRENT) -> Any:
    return etree.fromstring(e.xml("items", fields).replace(">", f' xmlns="{e.namespace_of(version)}">', 1))


class TestCompany:
    def test_complete(self) -> None:
        company = Company.parse(element(e.company(expires=NOON, imsOrgId="x@AdobeOrg")))
        assert company == Company(e.COMPANY_HANDLE, e.COMPANY, "Planetary/", NOON, "x@AdobeOrg")
        assert company.as_result() == {
            "handle": e.COMPANY_HANDLE,
            "name": e.COMPANY,
            "root_path": "Planetary/",
            "expires": "2026-01-31T12:00:00Z",
            "ims_org_id": "x@AdobeOrg",
        }

    def test_only_the_handle_is_needed(self) -> None:
        assert Company.parse(element({"companyHandle": "c"})) == Company("c", None)


class TestScheduledJob:
    def test_complete(self) -> None:
        definition = {"publishType": "Full", "emailSetting": "None"}
        job = ScheduledJob.parse(
            element(e.scheduled_job(locale="en-US", description="d", imageServingPublishJob=definition))
        )
        assert job == ScheduledJob(
            handle=e.JOB_HANDLE,
            name=e.JOB,
            original_name=e.JOB,
            type="ImageServingPublish",
            trigger_state="Normal",
            next_fire_time=NOON + timedelta(hours=12),
            schedule="00 00 00 * * ",
            locale="en-US",
            description="d",
            definition=("imageServingPublishJob", definition),
        )

    def test_sparse(self) -> None:
        job = ScheduledJob.parse(element({"jobHandle": "0|Cleanup|", "name": "Cleanup", "originalName": ""}))
        assert job == ScheduledJob("0|Cleanup|", "Cleanup")
        assert job.as_result()["original_name"] is None

    def test_an_empty_definition_is_still_one(self) -> None:
        job = ScheduledJob.parse(element(e.scheduled_job(optimizeImagesJob="")))
        assert job.definition == ("optimizeImagesJob", {})

    def test_unknown_elements_are_passed_over(self) -> None:
        assert ScheduledJob.parse(element(e.scheduled_job(brandNew={"x": "y"}))).definition is None


class TestRun:
    def test_complete(self) -> None:
        tasks = [{"numProcessed": 3, "numProcessing": 1, "numPending": 6}, {"numProcessed": 2}]
        run = Run.parse(element(e.active_run(taskProgressArray=tasks)))
        assert run == Run(
            handle=f"run|{e.run_name()}",
            name=e.run_name(),
            original_name=e.JOB,
            state="Running",
            progress=40,
            progress_message="publishing",
            start_time=NOON,
            files_done=5,
            files_total=12,
        )

    def test_sparse(self) -> None:
        run = Run.parse(element({"jobHandle": "r", "name": "n", "state": "New"}))
        assert run == Run("r", "n", state="New")

    @pytest.mark.parametrize(
        ("state", "active", "stopping"),
        [("New", True, False), ("Stopping", True, True), ("Done", False, False), ("BrandNew", True, False)],
    )
    def test_states(self, state: str, active: bool, stopping: bool) -> None:
        run = Run("r", "n", state=state)
        assert (run.is_active, run.is_stopping) == (active, stopping)


class TestJobLog:
    def test_complete(self) -> None:
        row = JobLog.parse(element(e.log_row(NOON, LATER, fileErrorCount=1, fatalError=True, details=[e.log_detail()])))
        assert row == JobLog(
            handle=f"log|{e.run_name()}",
            job_name=e.run_name(),
            original_name=e.JOB,
            start_time=NOON,
            end_time=LATER,
            counters=Counters(10, 1, 0, 0, 2, 10),
            fatal_error=True,
            messages=(LogMessage("ImageServingPublishError", "disk full", "a.tif", NOON),),
        )
        assert row.counters.as_result() == {
            "success": 10,
            "error": 1,
            "warning": 0,
            "duplicate": 0,
            "updated": 2,
            "total": 10,
        }

    @pytest.mark.parametrize(("ended", "state"), [(None, None), (LATER, "Done")])
    def test_as_run(self, ended: Any, state: Any) -> None:
        run = JobLog.parse(element(e.log_row(NOON, ended))).as_run()
        assert (run.name, run.original_name, run.state) == (e.run_name(), e.JOB, state)
        assert (run.start_time, run.end_time) == (NOON, ended)

    def test_what_the_judgement_rests_on_must_be_there(self) -> None:
        for name in ("fileErrorCount", "fileWarningCount", "fatalError", "jobHandle", "jobName"):
            with pytest.raises(ProtocolError, match=name):
                JobLog.parse(element(e.log_row(NOON, LATER, **{name: None})))
            with pytest.raises(ProtocolError, match=name):
                JobLog.parse(element(e.log_row(NOON, LATER, **{name: ""})))

    def test_the_rest_may_be_missing(self) -> None:
        optional = ("originalJobName", "startDate", "endDate", "fileSuccessCount", "fileUpdateCount", "totalFileCount")
        row = JobLog.parse(element(e.log_row(NOON, LATER, **dict.fromkeys(optional))))
        assert row.original_name == ""
        assert row.counters.success is row.counters.total is row.start_time is None


class TestLogMessage:
    @pytest.mark.parametrize(
        ("type_", "failure"),
        [
            *((name, True) for name in FAILURE_LOG_TYPES),
            ("BrandNewError", True),
            ("BrandNewFailure", True),
            ("UploadSuccess", False),
            ("UploadWarning", False),
            ("ErrorCount", False),
            ("TotalFileCount", False),
        ],
    )
    def test_failure_is_told_by_the_types_end(self, type_: str, failure: bool) -> None:
        assert LogMessage(type_, None, None, None).tells_of_failure is failure

    def test_result(self) -> None:
        message = LogMessage.parse(element(e.log_detail("UploadError", "m & m", assetName=None)))
        assert message.as_result() == {
            "type": "UploadError",
            "message": "m & m",
            "asset": None,
            "time": "2026-01-31T12:00:00Z",
        }


class TestFields:
    def test_a_nil_or_empty_child_is_as_good_as_none(self) -> None:
        nil = e.Raw('<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">x</a><b/>')
        fields = Fields(element({"w": nil})[0])
        assert fields.text("a") is fields.text("b") is fields.text("missing") is None
        assert fields.integer("b") is fields.boolean("b") is fields.time("b") is None

    def test_nothing_at_all_has_no_fields(self) -> None:
        assert Fields(None).items("x") == []
        with pytest.raises(ProtocolError, match="body has no x"):
            Fields(None).required_element("x")

    @pytest.mark.parametrize(("text", "value"), [("7", 7), (" -7\n", -7), ("+7", 7), ("007", 7), ("", None)])
    def test_whole_numbers(self, text: str, value: int | None) -> None:
        assert Fields(element({"n": text})).integer("n") == value

    @pytest.mark.parametrize("text", ["x", "1.5", "1e3", "0x1", "NaN", "9" * 19, "9" * 5000, "\u0667", "1 2", "-"])
    def test_what_is_no_whole_number(self, text: str) -> None:
        with pytest.raises(ProtocolError, match="n is no whole number"):
            Fields(element({"n": text})).integer("n")

    @pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), (" 0 ", False)])
    def test_truth(self, text: str, value: bool) -> None:
        assert Fields(element({"n": text})).boolean("n") is value

    @pytest.mark.parametrize("text", ["True", "yes", "2", "truefalse"])
    def test_what_is_neither_true_nor_false(self, text: str) -> None:
        with pytest.raises(ProtocolError, match="neither true nor false"):
            Fields(element({"n": text})).boolean("n")

    @pytest.mark.parametrize("text", ["now", "2026-01-31", "2026-01-31T12:00:00", "2026-99-31T12:00:00Z", "9" * 50])
    def test_what_is_no_time(self, text: str) -> None:
        with pytest.raises(ProtocolError, match="no time with a zone"):
            Fields(element({"n": text})).time("n")

    def test_a_garbled_value_is_shown_in_few_words(self) -> None:
        with pytest.raises(ProtocolError) as caught:
            Fields(element({"n": "x" * 3_000_000})).integer("n")
        assert len(caught.value.message) < 200
        assert caught.value.delivery is Delivery.UNKNOWN


PARSERS = (Company.parse, ScheduledJob.parse, Run.parse, JobLog.parse, LogMessage.parse)
COMPLETE = (e.company(expires=NOON), e.scheduled_job(), e.active_run(), e.log_row(NOON, LATER), e.log_detail())
GARBAGE = XML_TEXT | st.sampled_from(["", "0", "-1", "true", "2026-01-31T12:00:00Z", {"items": "x"}, ["", {}], None])


@given(st.integers(0, len(PARSERS) - 1), st.data())
def test_fields_that_are_missing_or_garbled_are_a_protocol_error_at_the_most(kind: int, data: Any) -> None:
    fields = dict(COMPLETE[kind])
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=4, unique=True)):
        fields[name] = data.draw(GARBAGE)
    try:
        parsed = PARSERS[kind](element(fields))
    except ProtocolError as exc:
        assert exc.message.startswith("the answer's ")  # noqa: PT017 it may as well be read
    else:
        assert vars(parsed)
