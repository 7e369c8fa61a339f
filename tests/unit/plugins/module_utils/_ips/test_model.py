# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service's XML means, complete, sparse and garbled."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any, Callable

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
    Unreadable,
    shown,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.identity import JobIdentity, Tie
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
            element="imageServingPublishJob",
            fields=definition,
            time_zone="UTC",
            submitted_by=e.USER,
        )

    def test_sparse(self) -> None:
        job = ScheduledJob.parse(element({"jobHandle": "0|Cleanup|", "name": "Cleanup", "originalName": ""}))
        assert job == ScheduledJob("0|Cleanup|", "Cleanup")
        assert job.as_result()["original_name"] is None

    def test_an_empty_definition_is_still_one(self) -> None:
        for nothing in ("", "\n  ", "\t"):
            job = ScheduledJob.parse(element(e.scheduled_job(optimizeImagesJob=nothing)))
            assert (job.element, job.fields) == ("optimizeImagesJob", {})

    def test_white_space_in_a_definition_is_an_empty_structure(self) -> None:
        definition = {"pdfOptions": "\n", "urlArray": " ", "emailSetting": "None"}
        job = ScheduledJob.parse(element(e.scheduled_job(uploadUrlsJob=definition)))
        assert job.fields == {"pdfOptions": None, "urlArray": [], "emailSetting": "None"}

    def test_unknown_elements_are_ignored(self) -> None:
        assert ScheduledJob.parse(element(e.scheduled_job(brandNew={"x": "y"}))).element == ""


def task(*values: Any) -> dict[str, Any]:
    names = ("type", "state", "processed", "processing", "pending", "progress", "progress_message")
    return dict(zip(names, values))


class TestRun:
    def test_complete(self) -> None:
        whole = {"taskType": "Publish", "taskState": "Running", "numProcessed": 3, "numProcessing": 1, "numPending": 6}
        tasks = [{**whole, "progress": 0.3, "progressMessage": "a.tif"}, {"numProcessed": 2, "progress": "NaN"}]
        run = Run.parse(element(e.active_run(taskProgressArray=tasks, totalSize=7, description="d")))
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
            type="ImageServingPublish",
            submitted_by=e.USER,
            server="ips1",
            description="d",
            total_size=7,
            tasks=(
                task("Publish", "Running", 3, 1, 6, 0.3, "a.tif"),
                task(None, None, 2, None, None, None, None),
            ),
        )

    def test_sparse(self) -> None:
        run = Run.parse(element({"jobHandle": "r", "name": "n", "state": "New"}))
        assert run == Run("r", "n", state="New")

    def test_one_whose_state_is_not_shown_is_active(self) -> None:
        run = Run.parse(element(e.active_run(state="")))
        assert (run.state, run.is_active) == ("Unknown", True)

    @pytest.mark.parametrize(
        ("state", "active", "stopping"),
        [("New", True, False), ("Stopping", True, True), ("Done", False, False), ("BrandNew", True, False)],
    )
    def test_states(self, state: str, active: bool, stopping: bool) -> None:
        run = Run("r", "n", state=state)
        assert (run.is_active, run.is_stopping) == (active, stopping)


class TestJobLog:
    def test_complete(self) -> None:
        transfers = {"transferSuccessCount": 7, "transferErrorCount": 5, "transferWarningCount": 1}
        counts = {"fileErrorCount": 1, "fatalError": True, **transfers}
        row = JobLog.parse(element(e.log_row(NOON, LATER, details=[e.log_detail()], jobSubType="Full", **counts)))
        assert row == JobLog(
            handle=f"log|{e.run_name()}",
            job_name=e.run_name(),
            original_name=e.JOB,
            start_time=NOON,
            end_time=LATER,
            counters=Counters(10, 1, 0, 0, 2, 10, 7, 5, 1),
            fatal_error=True,
            messages=(LogMessage("ImageServingPublishError", "disk full", "a.tif", NOON),),
            type="ImageServingPublish",
            sub_type="Full",
            submitted_by=e.USER,
        )
        assert row.counters.as_result() == {
            "success": 10,
            "error": 1,
            "warning": 0,
            "duplicate": 0,
            "updated": 2,
            "total": 10,
            "transfer_success": 7,
            "transfer_error": 5,
            "transfer_warning": 1,
        }

    @pytest.mark.parametrize(("ended", "state"), [(None, None), (LATER, "Done")])
    def test_as_run(self, ended: Any, state: Any) -> None:
        run = JobLog.parse(element(e.log_row(NOON, ended))).as_run()
        assert (run.name, run.original_name, run.state) == (e.run_name(), e.JOB, state)
        assert (run.start_time, run.end_time) == (NOON, ended)

    @pytest.mark.parametrize("nothing", [None, "", " "])
    def test_what_the_judgement_needs_must_be_there(self, nothing: Any) -> None:
        fields = ("fileErrorCount", "fileWarningCount", "fatalError")
        row = JobLog.parse(element(e.log_row(NOON, LATER, **dict.fromkeys(fields, nothing))))
        for use, name in zip(
            (lambda: row.counters.error > 0, lambda: row.counters.warning > 0, lambda: bool(row.fatal_error)), fields
        ):
            with pytest.raises(ProtocolError, match=f"entry of '{e.run_name()}' has no {name}"):
                use()

    def test_a_row_without_a_name_could_be_any_jobs(self) -> None:
        for original_name in (e.JOB, ""):
            row = JobLog.parse(element(e.log_row(NOON, LATER, jobName="", originalJobName=original_name)))
            with pytest.raises(ProtocolError, match="has no jobName"):
                JobIdentity(e.JOB, e.JOB).tie(row.job_name, row.original_name)

    def test_a_row_of_another_job_needs_no_name(self) -> None:
        row = JobLog.parse(element(e.log_row(NOON, LATER, job="Other", jobName="")))
        assert JobIdentity(e.JOB, e.JOB).tie(row.job_name, row.original_name) is Tie.NONE
        assert row.as_run().as_result()["name"] is None

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
    def test_the_end_of_the_type_shows_a_failure(self, type_: str, failure: bool) -> None:
        assert LogMessage(type_, None, None, None).is_failure is failure

    def test_result(self) -> None:
        causes = [
            {"logMessage": "not a TIFF", "logType": "UploadError", "dateCreated": NOON},
            {"logMessage": "no profile", "logType": "UploadWarning"},
        ]
        asset = {"assetName": None, "assetType": "Image", "assetHandle": "a|1"}
        message = LogMessage.parse(element(e.log_detail("UploadError", "m & m", auxArray=causes, **asset)))
        assert message.as_result() == {
            "type": "UploadError",
            "message": "m & m",
            "asset": None,
            "asset_type": "Image",
            "asset_handle": "a|1",
            "time": "2026-01-31T12:00:00Z",
            "details": [
                {"type": "UploadError", "message": "not a TIFF", "time": "2026-01-31T12:00:00Z"},
                {"type": "UploadWarning", "message": "no profile", "time": None},
            ],
        }


class TestFields:
    def test_a_nil_or_empty_child_counts_as_missing(self) -> None:
        nil = e.Raw('<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">x</a><b/>')
        fields = Fields(element({"w": nil})[0])
        assert fields.text("a") is fields.text("b") is fields.text("missing") is None
        assert fields.integer("b") is fields.time("b") is None

    @pytest.mark.parametrize("blank", ["", " ", "\n\t"])
    def test_white_space_is_not_a_value(self, blank: str) -> None:
        fields = Fields(element({"n": blank}))
        assert fields.integer("n") is fields.time("n") is fields.fraction("n") is None

    def test_nothing_at_all_has_no_fields(self) -> None:
        assert Fields(None).items("x") == []
        with pytest.raises(ProtocolError, match="body has no x"):
            Fields(None).required_element("x")

    @pytest.mark.parametrize(("text", "value"), [("7", 7), (" -7\n", -7), ("+7", 7), ("007", 7), ("", None)])
    def test_whole_numbers(self, text: str, value: int | None) -> None:
        assert Fields(element({"n": text})).integer("n") == value

    @pytest.mark.parametrize(
        "text", ["x", "N/A", "1.5", "1e3", "0x1", "NaN", "9" * 19, "9" * 5000, "\u0667", "1 2", "-"]
    )
    def test_an_invalid_whole_number(self, text: str) -> None:
        value = Fields(element({"n": text})).integer("n")
        assert "n is not a whole number" in problem(lambda: (value or 0) > 0)

    @pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), (" 0 ", False)])
    def test_truth(self, text: str, value: bool) -> None:
        assert Fields(element({"n": text})).truth("n") is value

    @pytest.mark.parametrize("text", ["True", "yes", "2", "truefalse"])
    def test_what_is_neither_true_nor_false(self, text: str) -> None:
        value = Fields(element({"n": text})).truth("n")
        assert "neither true nor false" in problem(lambda: bool(value))

    @pytest.mark.parametrize("text", ["now", "2026-01-31", "2026-01-31T12:00:00", "2026-99-31T12:00:00Z", "9" * 50])
    def test_an_invalid_time(self, text: str) -> None:
        value = Fields(element({"n": text})).time("n")
        assert "not a time with a zone" in problem(lambda: value is None or value > NOON)

    @pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "1969-12-31T23:59:59Z"])
    def test_a_time_that_cannot_be_true(self, text: str) -> None:
        value = Fields(element({"n": text})).time("n")
        assert "too early to be true" in problem(lambda: value is None or value > NOON)

    @pytest.mark.parametrize(("text", "value"), [("0.25", 0.25), ("1", 1.0), ("1.5", None), ("nan", None), ("x", None)])
    def test_fractions(self, text: str, value: float | None) -> None:
        assert Fields(element({"n": text})).fraction("n") == value

    def test_a_garbled_value_is_shown_in_few_words(self) -> None:
        value = Fields(element({"n": "x" * 3_000_000, "name": "y" * 3_000_000})).integer("n")
        assert len(problem(lambda: bool(value))) < 500


def problem(use: Callable[[], Any]) -> str:
    """What a use of an unreadable value is refused with."""
    with pytest.raises(ProtocolError) as caught:
        use()
    assert caught.value.delivery is Delivery.NOT_SENT
    return caught.value.message


class TestUnreadable:
    VALUE: Any = Unreadable("x is not a whole number: 'N/A'")

    @pytest.mark.parametrize(
        "use",
        [
            bool,
            str,
            "{}".format,
            lambda value: value > 1,
            lambda value: value < 1,
            lambda value: value <= NOON,
            lambda value: value + 1,
            lambda value: NOON - value,
            lambda value: sum([1, value]),
            lambda value: value.astimezone(),
            lambda value: max(1, value),
        ],
    )
    def test_every_use_says_what_could_not_be_read(self, use: Callable[[Any], Any]) -> None:
        assert problem(lambda: use(self.VALUE)).startswith("the answer's x is not a whole number: 'N/A'. ")

    def test_it_can_be_carried(self) -> None:
        assert self.VALUE is not None
        assert copy.deepcopy(self.VALUE) == self.VALUE
        assert self.VALUE != 3
        assert shown(self.VALUE) is None
        assert shown(3) == 3

    def test_a_row_is_shown_without_what_cannot_be_read(self) -> None:
        bad = {"startDate": "2026-01-31T12:00:00", "endDate": "0001-01-01T00:00:00Z", "fileErrorCount": "N/A"}
        row = JobLog.parse(element(e.log_row(NOON, LATER, jobHandle="", **bad)))
        run = row.as_run().as_result()
        assert (run["handle"], run["start_time"], run["end_time"], run["state"]) == (None, None, None, None)
        assert row.counters.as_result()["error"] is None
        assert row == JobLog.parse(element(e.log_row(NOON, LATER, jobHandle="", **bad)))


PARSERS: tuple[Any, ...] = (
    Company.parse,
    ScheduledJob.parse,
    Run.parse,
    lambda row: JobLog.parse(row).as_run(),
    lambda row: JobLog.parse(row).counters,
    LogMessage.parse,
)
COMPLETE = (
    e.company(expires=NOON),
    e.scheduled_job(),
    e.active_run(),
    e.log_row(),
    e.log_row(NOON, LATER),
    e.log_detail(),
)
GARBAGE = XML_TEXT | st.sampled_from(["", "0", "-1", "true", "2026-01-31T12:00:00Z", {"items": "x"}, ["", {}], None])


@given(st.integers(0, len(PARSERS) - 1), st.data())
def test_fields_that_are_missing_or_garbled_are_a_protocol_error_at_most(kind: int, data: Any) -> None:
    fields = dict(COMPLETE[kind])
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=4, unique=True)):
        fields[name] = data.draw(GARBAGE)
    try:
        parsed = PARSERS[kind](element(fields))
    except ProtocolError as exc:
        assert exc.message.startswith("the answer's ")  # noqa: PT017 it may as well be read
    else:
        assert json.dumps(parsed.as_result())
