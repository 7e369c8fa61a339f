# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ips_request: what it sends and returns, what counts as a change, and that it shows no secret."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.redaction import named_secrets
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.ips_request import TASK as IPS_REQUEST
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    ModuleRunner,
    check_common_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

LOST_ANSWER = TransportError("the connection was lost", Delivery.UNKNOWN)
NOT_SENT = TransportError("the connection was refused", Delivery.NOT_SENT)


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("searchAssets", e.answer("searchAssets", {"totalRows": 0}))
    return wire.on("setAssetMetadata", e.answer("setAssetMetadata"))


def request(wire: ScriptedTransport, operation: str, **options: Any) -> dict[str, Any]:
    result = perform(IPS_REQUEST, wire, operation=operation, **options)
    check_common_result(result)
    assert result.keys() >= {"changed", "delivery", "response"}
    return result


FIELDS: dict[str, Any] = {
    "z": "last letter first",
    "flag": True,
    "count": 7,
    "ratio": 0.5,
    "nothing": None,
    "itemArray": [{"b": "1", "a": "2"}, {"b": "3", "nested": ["x", "y"]}],
    "empty": [],
}


class TestFields:
    def test_are_sent_as_they_are_given(self, service: ScriptedTransport) -> None:
        request(service, "searchAssets", params=FIELDS)
        [sent] = service.requests("searchAssets")
        assert sent == {
            "z": "last letter first",
            "flag": "true",
            "count": "7",
            "ratio": "0.5",
            "itemArray": [{"b": "1", "a": "2"}, {"b": "3", "nested": ["x", "y"]}],
            "empty": None,
        }
        assert list(sent) == ["z", "flag", "count", "ratio", "itemArray", "empty"]
        assert list(sent["itemArray"][0]) == ["b", "a"]

    def test_the_company_comes_first(self, service: ScriptedTransport) -> None:
        request(service, "searchAssets", params={"folder": "x"}, company_name=e.COMPANY)
        assert list(service.requests("searchAssets")[0].items()) == [
            ("companyHandle", e.COMPANY_HANDLE),
            ("folder", "x"),
        ]

    def test_the_company_goes_where_its_key_is(self, service: ScriptedTransport) -> None:
        params = {"userHandle": "u|1", "companyHandle": None, "more": "x"}
        request(service, "searchAssets", params=params, company_handle="c|9")
        assert list(service.requests("searchAssets")[0].items()) == [
            ("userHandle", "u|1"),
            ("companyHandle", "c|9"),
            ("more", "x"),
        ]
        assert "getCompanyInfo" not in service.operations

    def test_an_operation_without_a_company_gets_none(self, service: ScriptedTransport) -> None:
        service.on("getUserInfo", e.answer("getUserInfo"))
        request(service, "getUserInfo", params={"email": "x"}, company_name=e.COMPANY)
        assert service.operations == ["getUserInfo"]
        assert service.requests("getUserInfo") == [{"email": "x"}]

    def test_a_company_in_the_params_counts(self, service: ScriptedTransport) -> None:
        request(service, "searchAssets", params={"companyHandle": "c|9"}, company_name=e.COMPANY)
        assert service.requests("searchAssets") == [{"companyHandle": "c|9"}]
        assert "getCompanyInfo" not in service.operations

    def test_none_are_needed(self, service: ScriptedTransport) -> None:
        request(service, "searchAssets")
        assert service.requests("searchAssets") == [{}]

    @pytest.mark.parametrize(
        "params",
        [
            {"with space": "x"},
            {"": "x"},
            {"1st": "x"},
            {"a": {"b>": "x"}},
            {"a": [{"ns:b": "x"}]},
            {"a": [["ok", {"é": "x"}]]},
            {"newline\n": "x"},
        ],
    )
    def test_keys_that_are_not_names_are_refused(self, service: ScriptedTransport, params: dict[str, Any]) -> None:
        result = request(service, "searchAssets", params=params)
        assert result["error"]["kind"] == "configuration"
        assert (result["delivery"], service.operations) == ("not_sent", [])

    @pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\ufffe"])
    def test_text_that_xml_cannot_carry_is_refused(self, service: ScriptedTransport, text: str) -> None:
        result = request(service, "searchAssets", params={"a": [{"b": text}]})
        assert "params.a[0].b" in result["msg"]
        assert service.operations == []


@pytest.mark.parametrize(
    "operation", ["", " ", "get Assets", "ns:getAssets", "getAssets/../x", "getÄssets", "x\n", "1x"]
)
def test_an_invalid_operation_is_refused(service: ScriptedTransport, operation: str) -> None:
    result = request(service, operation)
    assert result["error"]["kind"] == "configuration"
    assert service.operations == []


def test_the_answer_becomes_plain_data(service: ScriptedTransport) -> None:
    fields = {"totalRows": 2, "assetArray": [{"name": "a & b", "tagArray": ["x", "y"]}, {"name": "c", "tagArray": []}]}
    service.on("searchAssets", e.answer("searchAssets", fields))
    assert request(service, "searchAssets")["response"] == {
        "totalRows": "2",
        "assetArray": [{"name": "a & b", "tagArray": ["x", "y"]}, {"name": "c", "tagArray": []}],
    }


def test_an_array_is_a_list_whatever_else_is_in_it(service: ScriptedTransport) -> None:
    array = e.Raw("<newField>1</newField><items><name>a</name></items>")
    service.on("searchAssets", e.answer("searchAssets", {"assetArray": array}))
    assert request(service, "searchAssets")["response"] == {"assetArray": [{"name": "a"}]}


def test_params_that_are_null_count_as_missing(service: ScriptedTransport) -> None:
    service.on("getAllCompanies", e.answer("getAllCompanies"))
    assert not request(service, "getAllCompanies", params=None).get("failed")


@pytest.mark.parametrize(
    "bad", [{"operation": "create Folder"}, {"params": {"a b": 1}}, {"company_name": "Nowhere"}], ids=str
)
def test_what_cannot_be_sent_changes_nothing_in_check_mode_either(
    service: ScriptedTransport, bad: dict[str, Any]
) -> None:
    service.on("getCompanyInfo", e.fault(20000))
    options = {"operation": "createFolder", "company_name": e.COMPANY, **bad}
    result = perform(IPS_REQUEST, service, check_mode=True, **options)
    assert (result["failed"], result["changed"], result["delivery"]) == (True, False, "not_sent")


class TestChanges:
    @pytest.mark.parametrize(
        ("operation", "options", "changed"),
        [
            ("searchAssets", {}, False),
            ("searchAssets", {"changes": True}, True),
            ("setAssetMetadata", {}, True),
            ("setAssetMetadata", {"changes": False}, False),
        ],
    )
    @pytest.mark.parametrize("check_mode", [True, False])
    def test_by_name_or_option(
        self, service: ScriptedTransport, operation: str, options: Any, changed: bool, check_mode: bool
    ) -> None:
        result = request(service, operation, check_mode=check_mode, **options)
        assert result["changed"] is changed
        assert service.count(operation) == (0 if check_mode and changed else 1)
        assert result["delivery"] == ("not_sent" if check_mode and changed else "confirmed")

    @pytest.mark.parametrize(
        ("answer", "delivery", "changed"),
        [
            (e.fault(20003), "refused", False),
            (Response(404, {}, b"no"), "refused", False),
            (NOT_SENT, "not_sent", False),
            (LOST_ANSWER, "unknown", True),
            (Response(503, {}, b"busy"), "unknown", True),
            (Response(200, {}, b"<html>"), "unknown", True),
            (Response(202, {}, b""), "confirmed", True),
            (e.empty_body(), "confirmed", True),
        ],
    )
    def test_are_sent_once_and_reported_truly(
        self, service: ScriptedTransport, answer: Any, delivery: str, changed: bool
    ) -> None:
        service.on("setAssetMetadata", answer)
        result = request(service, "setAssetMetadata")
        assert (result["delivery"], result["changed"]) == (delivery, changed)
        assert service.count("setAssetMetadata") == 1
        assert ("Check that before you send it again" in result.get("msg", "")) is (delivery == "unknown")

    def test_a_fault_that_can_follow_the_act_gives_advice(self, service: ScriptedTransport) -> None:
        service.on("setAssetMetadata", e.fault(30000, server=True))
        result = request(service, "setAssetMetadata")
        assert (result["delivery"], result["changed"]) == ("refused", False)
        assert "Check that before you send it again" in result["msg"]


def test_a_read_is_tried_again(service: ScriptedTransport) -> None:
    service.on("searchAssets", LOST_ANSWER, Response(503, {}, b"busy"), e.answer("searchAssets"))
    result = request(service, "searchAssets")
    assert (result["delivery"], result["changed"], result["exchange"]["retries"]) == ("confirmed", False, 2)


def test_the_message_names_the_company(service: ScriptedTransport) -> None:
    service.on("getCompanyInfo", e.fault(20000))
    assert (
        "Operation 'searchAssets' of company 'Planetary'"
        in request(service, "searchAssets", company_name=e.COMPANY)["msg"]
    )


class TestSecrets:
    SECRET = "hush<&>hush"

    def options(self) -> dict[str, Any]:
        nested = [{"newPassword": self.SECRET + "2", "accessToken": 987654321}]
        return {"email": "someone@example.com", "password": self.SECRET, "userArray": nested}

    def test_what_counts_as_one(self) -> None:
        assert named_secrets(self.options()) == [self.SECRET, self.SECRET + "2", "987654321"]
        harmless = {"passwordExpires": "2026-01-31", "passwordSet": True, "tokenArray": ["a"], "password": True}
        assert named_secrets(harmless) == []

    def test_none_is_in_the_result_even_where_the_service_echoes_it(self, service: ScriptedTransport) -> None:
        service.on("checkLogin", e.answer("checkLogin", {"status": f"no: {self.SECRET}", "other": "987654321"}))
        result = request(service, "checkLogin", params=self.options())
        assert result["response"] == {"status": "no: ********", "other": "********"}
        assert service.requests("checkLogin")[0]["password"] == self.SECRET

    @pytest.mark.parametrize("lead", range(160, 200))
    def test_no_part_of_one_is_in_an_excerpt(self, service: ScriptedTransport, lead: int) -> None:
        service.on("checkLogin", Response(200, {}, b"x" * lead + self.SECRET.encode() * 3))
        assert "hush" not in json.dumps(request(service, "checkLogin", params=self.options()))

    def test_none_is_in_what_the_module_prints_or_logs(
        self,
        run_as_module: ModuleRunner,
        service: ScriptedTransport,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        logged: list[str] = []

        def log(_module: Any, message: str, log_args: Any = None) -> None:
            logged.append(f"{message} {log_args}")

        monkeypatch.setattr(basic.AnsibleModule, "log", log)
        caplog.set_level(logging.DEBUG)
        service.on("checkLogin", e.answer("checkLogin", {"status": "ValidLogin"}))
        result = run_as_module("ips_request", operation="checkLogin", params=self.options())
        assert logged
        assert "hush" not in json.dumps(result) + "".join(logged) + caplog.text
        assert result["invocation"]["module_args"]["params"]["email"] == "someone@example.com"
        assert result["response"] == {"status": "ValidLogin"}
