# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cdn_invalidation: what it sends, in which batches, what it refuses, and how it waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    ConfigurationError,
    Delivery,
    TransportError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.cdn_invalidation import (
    BATCH_SIZE,
    in_batches,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.cdn_invalidation import (
    TASK as CDN_INVALIDATION,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.cdn_urls import checked_urls, filled
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    DirectRunner,
    ModuleRunner,
    check_common_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

URL = "https://planetary.example.com/is/image/Planetary/shoe-red"
MANY = [f"{URL}?wid={width}" for width in range(2500)]
ITEM_KEYS = {"handle", "urls", "delivery", "estimated_seconds", "status", "completion_time"} | {
    *("success", "warning", "error", "errors")
}
LOST_ANSWER = TransportError("the connection was lost", Delivery.UNKNOWN)
NOT_SENT = TransportError("the connection was refused", Delivery.NOT_SENT)


def accepted(number: int = 1, seconds: int = 5) -> bytes:
    return e.answer("cdnCacheInvalidation", {"invalidationHandle": f"i|{number}", "estimatedSeconds": seconds})


def status(text: str, ask_after: int | None = None, completed: Any = None) -> bytes:
    fields = {"status": text, "pingAfterSeconds": ask_after, "completionTime": completed}
    return e.answer("getCdnCacheInvalidationStatus", fields)


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("cdnCacheInvalidation", accepted(1), accepted(2), accepted(3))
    return wire.on("getCdnCacheInvalidationStatus", status("Complete", completed=NOON))


def invalidate(wire: ScriptedTransport, urls: list[str] | None = None, **options: Any) -> dict[str, Any]:
    given = {} if urls is None else {"urls": urls}
    result = perform(CDN_INVALIDATION, wire, company_name=e.COMPANY, **given, **options)
    check_common_result(result)
    assert all(item.keys() == ITEM_KEYS for item in result["invalidations"])
    assert result["diff"] is None
    return result


def of_each(result: dict[str, Any], key: str) -> list[Any]:
    return [item[key] for item in result["invalidations"]]


def test_one_request_for_a_few(service: ScriptedTransport) -> None:
    result = invalidate(service, [URL, f"{URL}?wid=200&hei=100"])
    assert result["changed"] is True
    assert result["invalidations"] == [
        {
            "handle": "i|1",
            "urls": 2,
            "delivery": "confirmed",
            "estimated_seconds": 5,
            "status": None,
            "completion_time": None,
            "success": None,
            "warning": None,
            "error": None,
            "errors": [],
        }
    ]
    assert service.requests("cdnCacheInvalidation") == [
        {"companyHandle": e.COMPANY_HANDLE, "urlArray": [URL, f"{URL}?wid=200&hei=100"]}
    ]


def test_many_go_in_batches_in_their_order_and_once_each(service: ScriptedTransport) -> None:
    result = invalidate(service, MANY + MANY[:10])
    assert of_each(result, "urls") == [1000, 1000, 500]
    sent = [request["urlArray"] for request in service.requests("cdnCacheInvalidation")]
    assert [url for batch in sent for url in batch] == MANY


@given(st.lists(st.integers(0, 5000), max_size=3000))
def test_no_url_is_lost_or_repeated_between_batches(numbers: list[int]) -> None:
    urls = [f"{URL}?{number}" for number in numbers]
    batches = in_batches(checked_urls(urls))
    assert [url for batch in batches for url in batch] == list(dict.fromkeys(urls))
    assert all(0 < len(batch) <= BATCH_SIZE for batch in batches)


def test_no_url_is_not_a_change(service: ScriptedTransport) -> None:
    result = invalidate(service, [])
    assert (result["changed"], result["invalidations"]) == (False, [])
    assert "cdnCacheInvalidation" not in service.operations


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "/is/image/Planetary/shoe-red",
        "planetary.example.com/shoe-red",
        "//planetary.example.com/shoe-red",
        "ftp://planetary.example.com/shoe-red",
        "https://",
        "https:///shoe-red",
        "https://planetary.example.com:port/shoe-red",
        "https://[planetary/shoe-red",
        "https://planetary.example.com/shoe red",
        "https://planetary.example.com/shoe-red\n",
        " https://planetary.example.com/shoe-red",
        "https://planetary.example.com/shoe\tred",
        "https://planetary.example.com/shoe\x7fred",
    ],
)
def test_an_invalid_url_is_refused_before_anything_is_sent(service: ScriptedTransport, bad: str) -> None:
    result = invalidate(service, [*MANY, bad])
    assert result["error"]["kind"] == "configuration"
    assert "urls[2500]" in result["msg"]
    assert (result["changed"], result["invalidations"], service.operations) == (False, [], [])


def test_credentials_in_a_url_are_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        checked_urls(["https://user:hush@planetary.example.com/shoe-red"])
    assert "hush" not in refusal.value.message


@pytest.mark.parametrize("url", ["HTTP://planetary.example.com", "https://planetary.example.com:8443/ä?q=[1]#x"])
def test_other_spellings_of_urls_are_accepted_unchanged(url: str) -> None:
    assert checked_urls([url]) == [url]


def test_check_mode_sends_nothing(service: ScriptedTransport) -> None:
    result = invalidate(service, MANY, check_mode=True, wait=True)
    assert result["changed"] is True
    assert of_each(result, "urls") == [1000, 1000, 500]
    assert set(of_each(result, "delivery")) == {"not_sent"}
    assert service.operations == ["getCompanyInfo"]


@pytest.mark.parametrize("fields", [None, {}, {"estimatedSeconds": 5}])
def test_an_answer_without_a_handle_is_an_acceptance(service: ScriptedTransport, fields: Any) -> None:
    """The service has acted, regardless of the format of its version's answer."""
    service.on("cdnCacheInvalidation", e.empty_body() if fields is None else e.answer("cdnCacheInvalidation", fields))
    result = invalidate(service, [URL])
    assert (result.get("failed"), result["changed"]) == (None, True)
    assert of_each(result, "delivery") == ["confirmed"]
    assert of_each(result, "handle") == [None]


class TestATemplate:
    TEMPLATE = """
      https://planetary.example.com/is/image/Planetary/<ID>

      https://planetary.example.com/is/image/Planetary/<ID>?wid=200,300&layer=<ID>
    """

    def test_is_filled_for_each_asset(self, service: ScriptedTransport) -> None:
        result = invalidate(service, template=self.TEMPLATE, assets=["shoe-red", "shoe-blue", "shoe-red"])
        root = "https://planetary.example.com/is/image/Planetary/"
        assert service.requests("cdnCacheInvalidation")[0]["urlArray"] == [
            f"{root}shoe-red",
            f"{root}shoe-red?wid=200,300&layer=shoe-red",
            f"{root}shoe-blue",
            f"{root}shoe-blue?wid=200,300&layer=shoe-blue",
        ]
        assert of_each(result, "urls") == [4]

    def test_goes_in_batches(self, service: ScriptedTransport) -> None:
        result = invalidate(service, template=self.TEMPLATE, assets=[f"shoe-{number}" for number in range(1001)])
        assert of_each(result, "urls") == [1000, 1000, 2]

    def test_without_assets_is_not_a_change(self, service: ScriptedTransport) -> None:
        assert invalidate(service, template=self.TEMPLATE, assets=[])["changed"] is False

    @given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), min_size=1))
    def test_accepts_any_name(self, names: list[str]) -> None:
        names = [name for name in names if name.strip()]
        urls = filled("https://planetary.example.com/is/image/<ID>", names)
        assert checked_urls(urls) == urls
        assert [unquote(url.partition("/image/")[2]) for url in urls] == list(dict.fromkeys(names))

    @pytest.mark.parametrize(
        ("template", "assets", "message"),
        [
            ("", ["a"], "template is empty"),
            ("https://a.example.com/<ID>\nhttps://a.example.com/<id>", ["a"], "line 2 of template has no <ID>"),
            ("https://<ID>.example.com/<ID>", ["a"], "line 1 of template has <ID> in the name of the host"),
            ("a.example.com/<ID>", ["a"], "line 1 of template is not an absolute http or https URL"),
            ("https://a.example.com/<ID> x", ["a"], "line 1 of template contains white space"),
            ("https://a.example.com/<ID>", ["a", " "], "assets[1] is empty"),
            ("https://a.example.com/<ID>", None, "template is given without assets"),
        ],
    )
    def test_that_is_invalid_is_refused_before_anything_is_sent(
        self, service: ScriptedTransport, template: str, assets: list[str] | None, message: str
    ) -> None:
        result = invalidate(service, template=template, assets=assets)
        assert (result["error"]["kind"], service.operations) == ("configuration", [])
        assert message in result["msg"]

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"assets": ["a"]},
            {"urls": [URL], "template": "https://a.example.com/<ID>", "assets": ["a"]},
            {"urls": [URL], "assets": ["a"]},
        ],
    )
    def test_is_one_of_exactly_two_ways(
        self, run_module: ModuleRunner | DirectRunner, service: ScriptedTransport, options: dict[str, Any]
    ) -> None:
        result = run_module("cdn_invalidation", company_name=e.COMPANY, **options)
        assert result["failed"]
        assert "urls" in result["msg"]
        assert service.operations == []


def counted(*reasons: str, success: int = 1) -> bytes:
    """The answer of versions before 2014-04-03."""
    fields = {
        "successCount": success,
        "warningCount": 0,
        "errorCount": len(reasons),
        "errorDetailArray": [{"code": 30001, "reason": reason} for reason in reasons],
    }
    return e.answer("cdnCacheInvalidation", fields, "2013-02-15")


class TestErrorsThatTheServiceCounts:
    def test_are_reported_for_each_url(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", counted(f"Not cached: {URL}?wid=2000", "Too many"))
        result = invalidate(service, [URL, f"{URL}?wid=200", f"{URL}?wid=2000"], api_version="2013-02-15")
        assert (result.get("failed"), result["changed"]) == (None, True)
        [item] = result["invalidations"]
        assert (item["success"], item["warning"], item["error"]) == (1, 0, 2)
        assert item["errors"] == [
            {"url": f"{URL}?wid=2000", "reason": f"Not cached: {URL}?wid=2000"},
            {"url": None, "reason": "Too many"},
        ]
        [warning] = result["warnings"]
        assert warning.startswith(f"The service counts 2 of 3 URLs as errors: Not cached: {URL}?wid=2000; Too many.")

    def test_are_limited_in_a_warning(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", counted(*(f"No {number}" for number in range(8))))
        result = invalidate(service, MANY[:9], api_version="2013-02-15")
        assert "No 4 (and 3 more)" in result["warnings"][0]
        assert len(result["invalidations"][0]["errors"]) == 8

    def test_are_a_failure_if_nothing_was_invalidated(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", counted("Not yours", success=0))
        result = invalidate(service, [URL], api_version="2013-02-15", wait=True)
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "job")
        assert "Not yours" in result["msg"]


class TestABatchThatFails:
    @pytest.mark.parametrize(
        ("answer", "delivery", "changed"),
        [
            (e.fault(20003), "refused", False),
            (NOT_SENT, "not_sent", False),
            (LOST_ANSWER, "unknown", True),
            (e.answer("stopJob"), "unknown", True),
        ],
    )
    def test_alone(self, service: ScriptedTransport, answer: Any, delivery: str, changed: bool) -> None:
        service.on("cdnCacheInvalidation", answer)
        result = invalidate(service, [URL], retries=0)
        assert (result["failed"], result["changed"]) == (True, changed)
        assert of_each(result, "delivery") == [delivery]
        assert service.count("cdnCacheInvalidation") == 1

    def test_after_a_fault_that_can_follow_the_act(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", e.fault(30000, server=True))
        assert "URLs 1 to 1 of 1 may have been invalidated." in invalidate(service, [URL])["msg"]

    def test_after_another(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", accepted(1), e.fault(30001, "Not this one"))
        result = invalidate(service, MANY, wait=True)
        assert (result["failed"], result["changed"]) == (True, True)
        assert of_each(result, "delivery") == ["confirmed", "refused", "not_sent"]
        assert of_each(result, "handle") == ["i|1", None, None]
        assert service.count("cdnCacheInvalidation") == 2
        assert "URLs 1 to 1000 of 2500 were sent. URLs 1001 to 2000 of 2500 were not invalidated. " in result["msg"]
        assert "URLs 2001 to 2500 were not sent." in result["msg"]

    def test_with_an_unknown_end(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", accepted(1), accepted(2), LOST_ANSWER)
        result = invalidate(service, MANY)
        assert "URLs 2001 to 2500 of 2500 may have been invalidated." in result["msg"]


class TestWaiting:
    def test_until_the_cdn_is_done(self, service: ScriptedTransport) -> None:
        done = NOON + timedelta(seconds=7)
        service.on(
            "getCdnCacheInvalidationStatus", status("Pending", 4), status("Pending", 1), status("Done", completed=done)
        )
        result = invalidate(service, [URL], wait=True)
        assert of_each(result, "status") == ["Done"]
        assert of_each(result, "completion_time") == ["2026-01-31T12:00:07Z"]
        assert service.clock.sleeps == [4, 1.5]
        assert result["exchange"]["polls"] == 3

    def test_the_service_cannot_ask_for_more_than_the_poll_interval(self, service: ScriptedTransport) -> None:
        service.on("getCdnCacheInvalidationStatus", status("Pending", 3600), status("Complete", completed=NOON))
        invalidate(service, [URL], wait=True, poll_interval=7)
        assert service.clock.sleeps == [7]

    def test_for_each_batch(self, service: ScriptedTransport) -> None:
        result = invalidate(service, MANY, wait=True)
        asked = [request["invalidationHandle"] for request in service.requests("getCdnCacheInvalidationStatus")]
        assert asked == ["i|1", "i|2", "i|3"]
        assert of_each(result, "status") == ["Complete"] * 3

    @pytest.mark.parametrize("word", ["complete", "Completed", "DONE"])
    def test_a_status_without_a_time_is_enough(self, service: ScriptedTransport, word: str) -> None:
        service.on("getCdnCacheInvalidationStatus", status(word))
        assert not invalidate(service, [URL], wait=True).get("failed")

    @pytest.mark.parametrize("completed", [None, NOON])
    def test_one_that_has_failed_is_a_failure(self, service: ScriptedTransport, completed: Any) -> None:
        service.on("getCdnCacheInvalidationStatus", status("Complete"), status("Failed", completed=completed))
        result = invalidate(service, MANY[:1500], wait=True)
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, True, "job")
        assert "1 of 2 invalidations have failed: 'i|2' (Failed)" in result["msg"]

    def test_has_a_limit(self, service: ScriptedTransport) -> None:
        service.on("getCdnCacheInvalidationStatus", status("Pending", 5))
        result = invalidate(service, MANY, wait=True, wait_timeout=30)
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, True, "timeout")
        assert of_each(result, "status") == ["Pending"] * 3
        assert "3 of 3 invalidations" in result["msg"]
        assert service.clock.elapsed == 30

    def test_failed_polls_are_tolerated(self, service: ScriptedTransport) -> None:
        done = status("Complete", completed=NOON)
        service.on("getCdnCacheInvalidationStatus", LOST_ANSWER, e.fault(30000), done)
        result = invalidate(service, [URL], wait=True)
        assert not result.get("failed")
        assert result["exchange"]["transient_errors"] == 2

    def test_the_last_error_is_reported(self, service: ScriptedTransport) -> None:
        service.on("getCdnCacheInvalidationStatus", LOST_ANSWER)
        assert "the connection was lost" in invalidate(service, [URL], wait=True, wait_timeout=5)["msg"]

    @pytest.mark.parametrize("version", ["2010-01-31", "2012-02-14", "2013-02-15"])
    def test_lasts_as_long_as_usual_if_the_version_has_no_status(
        self, service: ScriptedTransport, version: str
    ) -> None:
        service.on("getCompanyInfo", e.company_answer(version)).on("cdnCacheInvalidation", counted(success=1))
        result = invalidate(service, [URL], wait=True, api_version=version)
        assert (result.get("failed"), result["changed"]) == (None, True)
        assert service.operations == ["getCompanyInfo", "cdnCacheInvalidation"]
        assert service.clock.elapsed == 5
        [warning] = result["warnings"]
        assert f"api_version {version} has no getCdnCacheInvalidationStatus" in warning

    def test_lasts_as_long_as_estimated_without_a_handle(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", e.answer("cdnCacheInvalidation", {"estimatedSeconds": 8}))
        result = invalidate(service, [URL], wait=True)
        assert service.count("getCdnCacheInvalidationStatus") == 0
        assert service.clock.elapsed == 8
        assert "the service has returned no handle for it" in result["warnings"][0]

    def test_lasts_no_longer_than_wait_timeout_without_a_status(self, service: ScriptedTransport) -> None:
        service.on("cdnCacheInvalidation", e.answer("cdnCacheInvalidation", {}))
        assert "the task waited 2 s" in invalidate(service, [URL], wait=True, wait_timeout=2)["warnings"][0]

    @pytest.mark.parametrize(
        "refusal", [e.fault(30003, "No such operation"), Response(404, {"content-type": "text/html"}, b"<h1>404</h1>")]
    )
    def test_stops_asking_a_service_that_refuses(self, service: ScriptedTransport, refusal: Any) -> None:
        service.on("getCdnCacheInvalidationStatus", refusal)
        result = invalidate(service, MANY, wait=True)
        assert (result.get("failed"), result["changed"]) == (None, True)
        assert service.count("getCdnCacheInvalidationStatus") == 3
        assert service.clock.elapsed == 5
        assert ("No such operation" in result["warnings"][0]) or ("404" in result["warnings"][0])

    @pytest.mark.parametrize("before", [[status("Pending")], []])
    def test_continues_if_the_service_has_answered_before_or_is_only_busy(
        self, service: ScriptedTransport, before: list[bytes]
    ) -> None:
        refusal = e.fault(30001) if before else Response(429, {}, b"")
        service.on("getCdnCacheInvalidationStatus", *before, *[refusal] * 5, status("Complete", completed=NOON))
        assert of_each(invalidate(service, [URL], wait=True), "status") == ["Complete"]

    def test_access_that_is_refused_twice_ends_it(self, service: ScriptedTransport) -> None:
        service.on("getCdnCacheInvalidationStatus", e.fault(20003))
        result = invalidate(service, [URL], wait=True)
        assert (result["error"]["code"], result["changed"]) == (20003, True)
        assert service.count("getCdnCacheInvalidationStatus") == 2


def test_the_module_runs_the_task(run_module: ModuleRunner | DirectRunner, service: ScriptedTransport) -> None:
    result = run_module("cdn_invalidation", company_name=e.COMPANY, urls=[URL])
    assert of_each(result, "handle") == ["i|1"]
