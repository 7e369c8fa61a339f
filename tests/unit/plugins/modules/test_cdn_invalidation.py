# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cdn_invalidation: what is sent, in which parts, what is refused before, and how the waiting goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    ConfigurationError,
    Delivery,
    TransportError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.cdn_invalidation import (
    ARGUMENTS,
    BATCH_SIZE,
    checked_urls,
    in_batches,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.cdn_invalidation import (
    TASK as CDN_INVALIDATION,
)
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
ITEM_KEYS = {"handle", "urls", "delivery", "estimated_seconds", "status", "completion_time"}
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


def invalidate(wire: ScriptedTransport, urls: list[str], **options: Any) -> dict[str, Any]:
    result = perform(CDN_INVALIDATION, ARGUMENTS, wire, company_name=e.COMPANY, urls=urls, **options)
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


def test_none_is_no_change(service: ScriptedTransport) -> None:
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
def test_what_is_no_url_is_refused_before_anything_is_sent(service: ScriptedTransport, bad: str) -> None:
    result = invalidate(service, [*MANY, bad])
    assert result["error"]["kind"] == "configuration"
    assert "urls[2500]" in result["msg"]
    assert (result["changed"], result["invalidations"], service.operations) == (False, [], [])


def test_credentials_in_a_url_are_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        checked_urls(["https://user:hush@planetary.example.com/shoe-red"])
    assert "hush" not in refusal.value.message


@pytest.mark.parametrize("url", ["HTTP://planetary.example.com", "https://planetary.example.com:8443/ä?q=[1]#x"])
def test_other_spellings_of_urls_are_taken_as_they_are(url: str) -> None:
    assert checked_urls([url]) == [url]


def test_check_mode_sends_nothing(service: ScriptedTransport) -> None:
    result = invalidate(service, MANY, check_mode=True, wait=True)
    assert result["changed"] is True
    assert of_each(result, "urls") == [1000, 1000, 500]
    assert set(of_each(result, "delivery")) == {"not_sent"}
    assert service.operations == ["getCompanyInfo"]


OLDER_ANSWER = {"successCount": 1, "warningCount": 0, "errorCount": 1, "errorDetailArray": []}


@pytest.mark.parametrize("fields", [None, {}, {"estimatedSeconds": 5}, OLDER_ANSWER])
def test_an_answer_without_a_handle_is_an_acceptance(service: ScriptedTransport, fields: Any) -> None:
    """The service has acted, whatever shape its version gives the answer."""
    service.on("cdnCacheInvalidation", e.empty_body() if fields is None else e.answer("cdnCacheInvalidation", fields))
    result = invalidate(service, [URL])
    assert (result.get("failed"), result["changed"]) == (None, True)
    assert of_each(result, "delivery") == ["confirmed"]
    assert of_each(result, "handle") == [None]


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
    def test_a_word_for_it_will_do_without_a_time(self, service: ScriptedTransport, word: str) -> None:
        service.on("getCdnCacheInvalidationStatus", status(word))
        assert not invalidate(service, [URL], wait=True).get("failed")

    @pytest.mark.parametrize("completed", [None, NOON])
    def test_one_that_has_failed_is_no_success(self, service: ScriptedTransport, completed: Any) -> None:
        service.on("getCdnCacheInvalidationStatus", status("Complete"), status("Failed", completed=completed))
        result = invalidate(service, MANY[:1500], wait=True)
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, True, "job")
        assert "1 of 2 invalidations have failed: 'i|2' (Failed)" in result["msg"]

    def test_not_for_ever(self, service: ScriptedTransport) -> None:
        service.on("getCdnCacheInvalidationStatus", status("Pending", 5))
        result = invalidate(service, MANY, wait=True, wait_timeout=30)
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, True, "timeout")
        assert of_each(result, "status") == ["Pending"] * 3
        assert "3 of 3 invalidations" in result["msg"]
        assert service.clock.elapsed == 30

    def test_polls_that_fail_are_borne(self, service: ScriptedTransport) -> None:
        done = status("Complete", completed=NOON)
        service.on("getCdnCacheInvalidationStatus", LOST_ANSWER, e.fault(30000), done)
        result = invalidate(service, [URL], wait=True)
        assert not result.get("failed")
        assert result["exchange"]["transient_errors"] == 2

    def test_what_is_wrong_at_the_end_is_told(self, service: ScriptedTransport) -> None:
        service.on("getCdnCacheInvalidationStatus", LOST_ANSWER)
        assert "the connection was lost" in invalidate(service, [URL], wait=True, wait_timeout=5)["msg"]

    def test_access_that_is_refused_twice_ends_it(self, service: ScriptedTransport) -> None:
        service.on("getCdnCacheInvalidationStatus", e.fault(20003))
        result = invalidate(service, [URL], wait=True)
        assert (result["error"]["code"], result["changed"]) == (20003, True)
        assert service.count("getCdnCacheInvalidationStatus") == 2


def test_the_module_runs_the_task(run_module: ModuleRunner | DirectRunner, service: ScriptedTransport) -> None:
    result = run_module("cdn_invalidation", company_name=e.COMPANY, urls=[URL])
    assert of_each(result, "handle") == ["i|1"]
