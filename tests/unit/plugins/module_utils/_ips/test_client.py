# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's operations: what each version is sent, which answers are tolerated, which reads are retried."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.assets import (
    Asset,
    assets_by_name,
    search_assets,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.cdn import (
    CdnAnswer,
    cdn_invalidation_status,
    invalidate_cdn,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.client import IpsClient
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Credentials
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    Delivery,
    FaultError,
    IpsError,
    ProtocolError,
    TransportError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.submission import JobDefinition, submit_job
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import XML_TEXT
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport, client

UNSENT = TransportError("nothing was sent", Delivery.NOT_SENT)
LOST = TransportError("broke off", Delivery.UNKNOWN)
GATEWAY_DATE = format_datetime(NOON - timedelta(hours=5), usegmt=True)


def page(status: int, body: bytes = b"<html>Busy</html>", **headers: str) -> Response:
    return Response(status, {name.replace("_", "-"): text for name, text in headers.items()}, body)


def execute(ips: IpsClient) -> None:
    ips.execute_job("c", "j")


def error_of(call: Callable[[], Any]) -> IpsError:
    with pytest.raises(IpsError) as caught:
        call()
    return caught.value


class TestRequests:
    """The fields of each request, in the order of the schema, as each version has them."""

    def sent(self, version: str, answer: bytes, call: Callable[[IpsClient], Any]) -> Mapping[str, Any]:
        wire = ScriptedTransport()
        for operation in ("getCompanyInfo", "getScheduledJobs", "getActiveJobs", "getJobLogs", "getJobLogDetails"):
            wire.on(operation, answer)
        call(client(wire, version))
        assert len(wire.posts) == 1
        assert e.namespace_of(version).encode() in wire.posts[0].body
        fields = wire.requests(wire.operations[0])[0]
        assert wire.posts[0].headers["SOAPAction"] == wire.operations[0]
        return fields

    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_company(self, version: str) -> None:
        fields = self.sent(version, e.company_answer(version), lambda ips: ips.company(name="P & Q"))
        assert list(fields.items()) == [("companyName", "P & Q")]
        fields = self.sent(version, e.company_answer(version), lambda ips: ips.company(handle="c|6"))
        assert list(fields.items()) == [("companyHandle", "c|6")]

    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_scheduled_jobs(self, version: str) -> None:
        answer = e.jobs_answer(version=version)
        fields = self.sent(version, answer, lambda ips: ips.scheduled_jobs("c", "j", "n"))
        assert list(fields.items()) == [("companyHandle", "c"), ("jobHandle", "j"), ("originalName", "n")]
        assert self.sent(version, answer, lambda ips: ips.scheduled_jobs("c")) == {"companyHandle": "c"}

    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_active_runs_include_waiting_ones_where_the_version_can(self, version: str) -> None:
        fields = self.sent(version, e.active_answer(version=version), lambda ips: ips.active_runs("c", "n", "r"))
        expected = [("companyHandle", "c"), ("jobHandle", "r"), ("originalName", "n")]
        if version == e.CURRENT:
            expected.append(("includeWaitingJobs", "true"))
        assert list(fields.items()) == expected

    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_job_logs(self, version: str) -> None:
        later = NOON + timedelta(hours=1)
        fields = self.sent(version, e.logs_answer(version=version), lambda ips: ips.job_logs("c", NOON, later, 200))
        assert list(fields.items()) == [
            ("companyHandle", "c"),
            ("sortBy", "StartDate"),
            ("sortDirection", "Descending"),
            ("startDate", "2026-01-31T12:00:00Z"),
            ("endDate", "2026-01-31T13:00:00Z"),
            ("numRows", "200"),
        ]

    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_job_log_pages_page_and_filter_where_the_version_can(self, version: str) -> None:
        answer = e.details_answer(version=version)
        fields = self.sent(version, answer, lambda ips: list(ips.job_log_pages("c", "r", ["UploadError"], 50)))
        expected: list[tuple[str, Any]] = [("companyHandle", "c"), ("jobHandle", "r")]
        if version != "pre-4.0":
            expected += [("logTypeArray", ["UploadError"]), ("recordsPerPage", "50"), ("resultsPage", "1")]
        assert list(fields.items()) == expected

    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_submit_job(self, version: str) -> None:
        wire = ScriptedTransport().on("submitJob", e.answer("submitJob", {"jobHandle": "h"}, version))
        kind, described = ("optimizeImagesJob", "described") if version != "pre-4.0" else ("videoPublishJob", None)
        job = JobDefinition("n", kind, {"emailSetting": "None"}, NOON, None, "en-US", described, "u|1")
        assert submit_job(client(wire, version), "c", job) == "h"
        expected = {
            "companyHandle": "c",
            "userHandle": "u|1",
            "jobName": "n",
            "locale": "en-US",
            "execTime": "2026-01-31T12:00:00Z",
            **({"description": described} if described else {}),
            kind: {"emailSetting": "None"},
        }
        if version == "pre-4.0":
            del expected["locale"]
        assert list(wire.requests("submitJob")[0].items()) == list(expected.items())

    @pytest.mark.parametrize("operation", ["executeJob", "stopJob", "pauseJob", "resumeJob", "deleteJob"])
    def test_operations_on_a_job(self, operation: str) -> None:
        wire = ScriptedTransport().on(operation, e.answer(operation))
        client(wire).change_job(operation, "c", "j")
        assert list(wire.requests(operation)[0].items()) == [("companyHandle", "c"), ("jobHandle", "j")]
        assert wire.posts[0].changes

    @given(XML_TEXT)
    def test_a_name_of_any_characters_survives_the_round_trip(self, name: str) -> None:
        wire = ScriptedTransport().on("getScheduledJobs", e.jobs_answer(e.scheduled_job(name)))
        (job,) = client(wire).scheduled_jobs("c", original_name=name)
        assert wire.requests("getScheduledJobs")[0]["originalName"] == name
        assert job.original_name == name

    def test_headers(self) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", e.company_answer())
        client(wire, app_name=" Größe\n", app_version="1").company(name="x")
        assert wire.posts[0].headers == {
            "Content-Type": "text/xml; charset=UTF-8",
            "SOAPAction": "getCompanyInfo",
            "Accept": "text/xml",
            "Accept-Encoding": "gzip",
            "User-Agent": "?Gr??e?/1",
        }

    def test_http_basic_is_sent_without_a_challenge(self) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", e.company_answer())
        client(wire, credentials=Credentials("ü", "p:w", http_basic=True)).company(name="x")
        scheme, token = wire.posts[0].headers["Authorization"].split()
        assert (scheme, base64.b64decode(token).decode()) == ("Basic", "ü:p:w")
        assert b"authHeader" not in wire.posts[0].body

    @pytest.mark.parametrize(("poll_timeout", "expected"), [(None, 30.0), (5.0, 5.0), (90.0, 30.0)])
    def test_a_poll_has_no_more_time_than_it_is_given(self, poll_timeout: float | None, expected: float) -> None:
        wire = ScriptedTransport().on("getActiveJobs", e.active_answer())
        asking = client(wire)
        with asking.polling(poll_timeout) if poll_timeout else nullcontext():
            asking.active_runs("c")
        assert wire.posts[0].timeout == expected
        assert wire.posts[0].retry_unsent is (poll_timeout is None)


class TestAnswers:
    def test_arrays(self) -> None:
        wire = ScriptedTransport()
        ips = client(wire)
        wire.on("getActiveJobs", e.active_answer(e.active_run(), e.active_run(job="Other")))
        wire.on("getJobLogs", e.logs_answer(e.log_row(NOON, NOON)))
        assert [run.original_name for run in ips.active_runs("c")] == [e.JOB, "Other"]
        assert [row.job_name for row in ips.job_logs("c")] == [e.run_name()]

    @pytest.mark.parametrize("fields", [{}, {"jobArray": ""}, {"jobArray": []}, {"other": "x"}])
    def test_a_missing_array_is_an_empty_one(self, fields: dict[str, Any]) -> None:
        wire = ScriptedTransport().on("getActiveJobs", e.answer("getActiveJobs", fields))
        assert client(wire).active_runs("c") == []

    def test_a_garbled_company_is_a_protocol_error_of_the_operation(self) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", e.company_answer(companyHandle=""))
        error = error_of(lambda: client(wire).company("Planetary"))
        assert (error.kind, error.operation) == ("protocol", "getCompanyInfo")
        assert "companyInfo has no companyHandle" in error.message
        assert "It begins: '<?xml" in error.message

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
    @pytest.mark.parametrize("is_declared", [True, False])
    def test_no_encoding_hides_a_secret_from_the_mask(self, encoding: str, is_declared: bool) -> None:
        body = f"<html>{'x' * 30} pässword-1 ü</html>".encode(encoding)
        headers = {"content-type": f"text/html; charset={encoding}"} if is_declared else {}
        wire = ScriptedTransport().on("getCompanyInfo", Response(403, headers, body))
        ips = client(wire, credentials=Credentials("u", "pässword-1"))
        message = error_of(lambda: ips.company(name="x")).message
        assert "********" in message
        assert "ssword" not in message

    def test_soap_12_is_read_too(self) -> None:
        answer = e.answer("getCompanyInfo", {"companyInfo": e.company()}, soap=e.SOAP_12)
        wire = ScriptedTransport().on("getCompanyInfo", answer)
        assert client(wire).company(name="x").handle == e.COMPANY_HANDLE

    def test_the_servers_clock_is_read_from_each_answer(self) -> None:
        wire = ScriptedTransport(skew=3600.0).on("getCompanyInfo", e.fault(10001))
        ips = client(wire)
        error_of(lambda: ips.company(name="x"))
        assert ips.server_clock.now() == NOON + timedelta(hours=1)

    def test_the_clock_of_a_gateways_page_is_not_the_servers(self) -> None:
        wire = ScriptedTransport(skew=3600.0).on("getCompanyInfo", e.company_answer(), page(500, date=GATEWAY_DATE))
        ips = client(wire)
        ips.company(name="x")
        error_of(lambda: ips.company(name="x"))
        assert ips.server_clock.now() == NOON + timedelta(hours=1)

    def test_closing_closes_the_transport(self) -> None:
        wire = ScriptedTransport()
        client(wire).close()
        assert wire.closed


class TestPaging:
    def details(self, count: int, first: int = 0) -> bytes:
        messages = [e.log_detail(message=str(number)) for number in range(first, first + count)]
        return e.details_answer(e.log_row(NOON, NOON, details=messages))

    def test_pages_are_requested_until_one_is_not_full(self) -> None:
        wire = ScriptedTransport().on(
            "getJobLogDetails", self.details(1000), self.details(1000, 1000), self.details(500, 2000)
        )
        pages = client(wire).job_log_pages("c", "r")
        messages = [message.message for rows in pages for row in rows for message in row.messages]
        assert messages == [str(number) for number in range(2500)]
        assert [fields["resultsPage"] for fields in wire.requests("getJobLogDetails")] == ["1", "2", "3"]
        assert {fields["recordsPerPage"] for fields in wire.requests("getJobLogDetails")} == {"1000"}

    def test_a_version_without_paging_answers_all_at_once(self) -> None:
        answer = self.details(1000).replace(f"{e.BASE}/{e.CURRENT}".encode(), e.BASE.encode())
        wire = ScriptedTransport().on("getJobLogDetails", answer)
        assert len(list(client(wire, "pre-4.0").job_log_pages("c", "r"))) == 1

    def test_a_service_that_does_not_page_is_not_asked_forever(self) -> None:
        wire = ScriptedTransport().on("getJobLogDetails", self.details(1000))
        assert len(list(client(wire).job_log_pages("c", "r"))) == 1
        assert len(wire.posts) == 2

    def test_a_page_is_requested_only_when_it_is_needed(self) -> None:
        wire = ScriptedTransport().on("getJobLogDetails", self.details(10))
        next(client(wire).job_log_pages("c", "r", page_size=10))
        assert len(wire.posts) == 1


class TestFaults:
    @pytest.mark.parametrize("status", [200, 400, 500, 503])
    @pytest.mark.parametrize("build", [e.fault, e.fault_12], ids=["SOAP-1.1", "SOAP-1.2"])
    @pytest.mark.parametrize(
        ("code", "kind", "name"),
        [
            (10001, "authentication", "AUTHENTICATION_FAULT_CODE_INVALID_CREDENTIALS"),
            (20003, "authorization", "AUTHORIZATION_FAULT_CODE_NO_OPERATION_PERMISSION"),
            (30001, "api", "IPS_API_FAULT_CODE_INVALID_PARAMETER"),
        ],
    )
    def test_a_fault_counts_at_every_status_and_is_not_retried(
        self, status: int, build: Any, code: int, kind: str, name: str
    ) -> None:
        wire = ScriptedTransport()
        body = build(code, "So & so")
        wire.on("getActiveJobs", page(status, body)).on("executeJob", page(status, body))
        for call in (lambda: client(wire).active_runs("c"), lambda: execute(client(wire))):
            error = error_of(call)
            assert isinstance(error, FaultError)
            assert error.delivery is Delivery.REFUSED
            assert error.as_result() == {
                "kind": kind,
                "operation": wire.operations[-1],
                "code": code,
                "name": name,
                "reason": "So & so",
                "http_status": status,
            }
            assert f"{name} ({code}): So & so." in error.message
        assert len(wire.posts) == 2

    def test_an_access_fault_says_what_to_check(self) -> None:
        wire = ScriptedTransport().on("getActiveJobs", e.fault(10001), e.fault(20000), e.fault(30001))
        ips = client(wire)
        assert "Check username and password" in error_of(lambda: ips.active_runs("c")).message
        assert "Check the company" in error_of(lambda: ips.active_runs("c")).message
        assert "Check" not in error_of(lambda: ips.active_runs("c")).message

    def test_the_advice_for_an_invalid_request_names_the_version(self) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", e.fault(30003, "unknown element"))
        assert "Check api_version" in error_of(lambda: client(wire).company(name="x")).message

    def test_a_fault_without_code_or_reason(self) -> None:
        wire = ScriptedTransport().on("executeJob", e.envelope("<e:Fault/>"))
        error = error_of(lambda: execute(client(wire)))
        assert (error.kind, error.code, error.name) == ("api", None, None)
        assert (
            error.message == "IPS refused executeJob with a fault of kind api: no reason given. "
            "Correct what the reason names, and run the task again."
        )

    def test_a_reason_of_megabytes_is_cut(self) -> None:
        wire = ScriptedTransport().on("executeJob", e.fault(30000, "x" * 3_000_000))
        error = error_of(lambda: execute(client(wire)))
        assert error.reason is not None
        assert len(error.reason) == 1000
        assert len(error.message) < 1300

    def test_a_secret_in_a_fault_is_masked_before_the_reason_is_cut(self) -> None:
        reason = "x" * (1000 - len(e.PASSWORD) + 2) + e.PASSWORD
        wire = ScriptedTransport().on("executeJob", e.fault(30000, reason))
        error = error_of(lambda: execute(client(wire)))
        assert error.reason is not None
        assert e.PASSWORD[:5] not in error.reason


class TestChanges:
    @pytest.mark.parametrize(
        "answer",
        [
            e.executed_answer(),
            e.answer("executeJob", {"unknown": "element"}),
            e.empty_body(),
            page(202, b""),
            page(202, b" \n"),
            page(202, e.executed_answer()),
        ],
    )
    def test_confirmed(self, answer: Any) -> None:
        wire = ScriptedTransport().on("executeJob", answer)
        execute(client(wire))
        assert len(wire.posts) == 1

    @pytest.mark.parametrize(
        ("answer", "delivery"),
        [
            (UNSENT, Delivery.NOT_SENT),
            (LOST, Delivery.UNKNOWN),
            (page(301, location="https://elsewhere.example.com/"), Delivery.REFUSED),
            (page(308), Delivery.REFUSED),
            (page(400), Delivery.REFUSED),
            (page(404, b""), Delivery.REFUSED),
            (page(429, retry_after="1"), Delivery.REFUSED),
            (page(500), Delivery.UNKNOWN),
            (page(502), Delivery.UNKNOWN),
            (page(503, b"", retry_after="1"), Delivery.UNKNOWN),
            (page(500, e.executed_answer()), Delivery.UNKNOWN),
            (page(200), Delivery.UNKNOWN),
            (page(200, b""), Delivery.UNKNOWN),
            (page(200, e.executed_answer()[:-9]), Delivery.UNKNOWN),
            (page(200, e.answer("getActiveJobs")), Delivery.UNKNOWN),
            (page(202), Delivery.UNKNOWN),
            (page(204, b""), Delivery.UNKNOWN),
        ],
    )
    def test_every_other_answer_is_classified_and_nothing_is_sent_again(self, answer: Any, delivery: Delivery) -> None:
        wire = ScriptedTransport().on("executeJob", answer)
        error = error_of(lambda: execute(client(wire)))
        assert error.delivery is delivery
        assert error.operation == "executeJob"
        assert len(wire.posts) == 1
        assert wire.posts[0].changes

    def test_a_job_may_be_submitted_without_an_answered_handle(self) -> None:
        wire = ScriptedTransport().on("submitJob", e.answer("submitJob"), e.empty_body())
        job = JobDefinition("n", "optimizeImagesJob", {})
        assert submit_job(client(wire), "c", job) is None
        assert submit_job(client(wire), "c", job) is None

    def test_cdn_invalidation(self) -> None:
        wire = ScriptedTransport()
        wire.on("cdnCacheInvalidation", e.answer("cdnCacheInvalidation", {"invalidationHandle": "i"}))
        wire.on("getCdnCacheInvalidationStatus", e.answer("getCdnCacheInvalidationStatus", {"status": "Done"}))
        ips = client(wire)
        assert invalidate_cdn(ips, "c", ["u", "v"]) == CdnAnswer("i")
        assert cdn_invalidation_status(ips, "c", "i") == ("Done", None, None)
        assert wire.requests("cdnCacheInvalidation") == [{"companyHandle": "c", "urlArray": ["u", "v"]}]

    def test_cdn_invalidation_as_older_versions_answer_it(self) -> None:
        faults = [{"code": 7, "reason": "no such host"}, {"code": 8, "reason": None}]
        counts = {"successCount": 3, "warningCount": 0, "errorCount": 2, "errorDetailArray": faults}
        wire = ScriptedTransport().on("cdnCacheInvalidation", e.answer("cdnCacheInvalidation", counts), e.empty_body())
        ips = client(wire)
        assert invalidate_cdn(ips, "c", ["u"]) == CdnAnswer(None, None, 3, 0, 2, ("no such host", "code 8"))
        assert invalidate_cdn(ips, "c", ["u"]) == CdnAnswer()


class TestAssets:
    @staticmethod
    def page(*numbers: int) -> bytes:
        assets = [{"assetHandle": f"a|{number}", "name": f"shoe {number}"} for number in numbers]
        return e.answer("searchAssets", {"totalRows": 3, "assetArray": assets})

    def test_a_search_goes_through_all_pages(self) -> None:
        wire = ScriptedTransport().on("searchAssets", self.page(1, 2), self.page(3))
        pages = search_assets(client(wire), "c", "Planetary/shoes", page_size=2)
        assert [[asset.handle for asset in page] for page in pages] == [["a|1", "a|2"], ["a|3"]]
        first, second = wire.requests("searchAssets")
        assert list(first.items()) == [
            ("companyHandle", "c"),
            ("folder", "Planetary/shoes"),
            ("includeSubfolders", "true"),
            ("recordsPerPage", "2"),
            ("resultsPage", "1"),
        ]
        assert second == {**first, "resultsPage": "2"}

    def test_a_service_that_does_not_page_is_not_asked_forever(self) -> None:
        wire = ScriptedTransport().on("searchAssets", self.page(1, 2))
        assert len(list(search_assets(client(wire), "c", page_size=2))) == 1

    def test_by_name(self) -> None:
        info = {"originalPath": "Planetary/a.tif", "originalFile": "a.tif", "fileSize": 2**40}
        found = {
            "assetHandle": "a|1",
            "type": "Image",
            "name": "a",
            "folder": "Planetary/",
            "lastModified": NOON,
            "imageInfo": info,
            "permissions": [],
        }
        wire = ScriptedTransport().on("getAssetsByName", e.answer("getAssetsByName", {"assetArray": [found]}))
        asset = Asset("a|1", "Planetary/", "a.tif", "Planetary/a.tif", 2**40, NOON)
        assert assets_by_name(client(wire), "c", ["a", "b"]) == [asset]
        assert wire.requests("getAssetsByName") == [{"companyHandle": "c", "nameArray": ["a", "b"]}]


class TestReads:
    @pytest.mark.parametrize("failure", [LOST, page(429), page(502), page(503), page(504)])
    def test_a_read_is_tried_again(self, failure: Any) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", failure, failure, e.company_answer())
        ips = client(wire, retries=2)
        assert ips.company(name="x").name == e.COMPANY
        assert ips.counters.retries == 2
        assert len(wire.clock.sleeps) == 2

    @pytest.mark.parametrize("failure", [LOST, page(503)])
    def test_no_more_often_than_retries_allows(self, failure: Any) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", failure)
        error_of(lambda: client(wire, retries=2).company(name="x"))
        assert len(wire.posts) == 3

    @pytest.mark.parametrize(
        "answer",
        [
            UNSENT,  # has been tried again below
            e.fault(30000, server=True),
            page(503, e.fault(30000)),
            page(500),
            page(501),
            page(400),
            page(302),
            page(200),
            page(200, b""),
            e.empty_body(),
        ],
    )
    def test_other_failures_are_reported_at_once(self, answer: Any) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", answer)
        error_of(lambda: client(wire).company(name="x"))
        assert len(wire.posts) == 1

    @pytest.mark.parametrize("failure", [LOST, page(503), page(429, retry_after="2")])
    def test_a_poll_is_not_tried_again(self, failure: Any) -> None:
        wire = ScriptedTransport().on("getActiveJobs", failure)
        asking = client(wire)
        with asking.polling(5):
            error_of(lambda: asking.active_runs("c"))
        assert len(wire.posts) == 1
        assert wire.clock.sleeps == []

    @pytest.mark.parametrize(
        ("retry_after", "waited"),
        [
            ("7", 7),
            (" 0 ", 0),
            ("60", 60),
            (format_datetime(NOON + timedelta(seconds=3612), usegmt=True), 12),
            (format_datetime(NOON, usegmt=True), 0),
        ],
    )
    def test_retry_after_is_honoured_in_both_forms(self, retry_after: str, waited: float) -> None:
        """A date is one of the service's clock, which is an hour ahead here."""
        wire = ScriptedTransport(skew=3600.0)
        wire.on("getCompanyInfo", page(503, retry_after=retry_after), e.company_answer())
        client(wire).company(name="x")
        assert wire.clock.sleeps == [waited]

    @pytest.mark.parametrize("retry_after", ["soon", "-5", "1.5", "\u00b2", ""])
    def test_an_invalid_retry_after_is_ignored(self, retry_after: str) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", page(503, retry_after=retry_after), e.company_answer())
        client(wire).company(name="x")
        assert 0 < wire.clock.sleeps[0] < 1

    @pytest.mark.parametrize("retry_after", ["61", "9" * 400, format_datetime(NOON + timedelta(hours=1), usegmt=True)])
    def test_a_longer_one_fails_at_once(self, retry_after: str) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", page(503, retry_after=retry_after))
        error = error_of(lambda: client(wire).company(name="x"))
        assert "asks to wait" in error.message
        assert wire.clock.sleeps == []


class TestWhatIsShown:
    def message(self, answer: Any, credentials: Credentials | None = None) -> str:
        wire = ScriptedTransport().on("getCompanyInfo", answer)
        fields: dict[str, Any] = {"credentials": credentials} if credentials else {}
        error = error_of(lambda: client(wire, retries=0, **fields).company(name="x"))
        assert isinstance(error, ProtocolError)
        return error.message

    def test_the_first_200_characters(self) -> None:
        message = self.message(page(200, b"<html>" + b"x" * 1_000_000))
        assert "HTTP 200" in message
        assert "<html>" + "x" * 194 + "'" in message

    def test_control_characters_are_left_out(self) -> None:
        assert "\x1b" not in self.message(page(200, b"\x1b[2J\x00\x07text"))

    @pytest.mark.parametrize(
        ("status", "advice"), [(200, "Check endpoint"), (401, "auth_method"), (403, "auth_method"), (503, "later")]
    )
    def test_the_status_decides_the_advice(self, status: int, advice: str) -> None:
        assert advice in self.message(page(status))

    def test_a_redirects_target(self) -> None:
        message = self.message(page(302, b"", location="https://login.example.com/" + "x" * 500))
        assert "https://login.example.com/" in message
        assert "redirects are refused" in message
        assert len(message) < 400

    def test_a_redirect_to_nowhere(self) -> None:
        assert "redirects to nowhere" in self.message(page(302, b""))

    @pytest.mark.parametrize(
        "credentials",
        [
            Credentials("u", e.PASSWORD),
            Credentials("u", e.PASSWORD, http_basic=True),
            Credentials(access_token="t&kén"),
        ],
    )
    def test_secrets_are_masked(self, credentials: Credentials) -> None:
        secret = credentials.password or credentials.access_token or ""
        echoes = [secret, secret.replace("&", "&amp;"), base64.b64encode(secret.encode()).decode()]
        if credentials.http_basic:
            echoes.append(credentials.basic_token())
        for echo in echoes:
            for answer in (page(200, f"<p>{echo}".encode()), page(302, b"", location=f"https://x/?p={echo}")):
                message = self.message(answer, credentials)
                assert echo not in message
                assert "********" in message

    def test_a_secret_across_the_excerpts_end_is_masked(self) -> None:
        message = self.message(page(200, b"x" * 195 + e.PASSWORD.encode()))
        assert e.PASSWORD[:4] not in message

    def test_other_values_can_be_kept_secret_too(self) -> None:
        wire = ScriptedTransport().on("getCompanyInfo", page(200, b"ftp-secret " + e.PASSWORD.encode()))
        ips = client(wire)
        ips.keep_secret(["ftp-secret"])
        message = error_of(lambda: ips.company(name="x")).message
        assert "ftp-secret" not in message
        assert e.PASSWORD not in message


@given(st.binary(max_size=300), st.integers(200, 599), st.booleans())
def test_any_answer_is_read_or_reported_as_an_error(body: bytes, status: int, changes: bool) -> None:
    wire = ScriptedTransport().on("op", page(status, body))
    ips = client(wire, retries=0)
    try:
        ips.change("op", {}) if changes else ips.read("op", {})
    except (ProtocolError, FaultError) as exc:
        assert exc.operation == "op"  # noqa: PT017
    else:
        assert changes
        assert status == 202
