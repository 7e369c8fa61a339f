# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""company_info: the company, and a proof of the credentials."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import check_common_result
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

Run = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("check_mode", [False, True])
def test_by_name(wire: ScriptedTransport, run_module: Run, check_mode: bool) -> None:
    wire.on("getCompanyInfo", e.company_answer(expires=NOON, imsOrgId="x@AdobeOrg"))
    result = run_module("company_info", check_mode, company_name=e.COMPANY)
    check_common_result(result)
    assert result["company"] == {
        "handle": e.COMPANY_HANDLE,
        "name": e.COMPANY,
        "root_path": "Planetary/",
        "expires": "2026-01-31T12:00:00Z",
        "ims_org_id": "x@AdobeOrg",
    }
    assert result["login"] == "valid"
    assert result["changed"] is False
    assert wire.requests("getCompanyInfo") == [{"companyName": e.COMPANY}]
    assert wire.operations == ["getCompanyInfo"]


def test_by_handle(wire: ScriptedTransport, run_module: Run) -> None:
    wire.on("getCompanyInfo", e.company_answer())
    result = run_module("company_info", company_handle=e.COMPANY_HANDLE)
    assert result["company"]["expires"] is None
    assert wire.requests("getCompanyInfo") == [{"companyHandle": e.COMPANY_HANDLE}]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (e.fault(10001, "Wrong password."), "authentication"),
        (e.fault(20000, "No such company."), "authorization"),
        (Response(200, {}, b"<html>"), "protocol"),
        (e.answer("getCompanyInfo"), "protocol"),
        (e.answer("getCompanyInfo", {"companyInfo": {"name": "x"}}), "protocol"),
    ],
)
def test_a_failure_has_all_keys(wire: ScriptedTransport, run_module: Run, answer: Any, kind: str) -> None:
    wire.on("getCompanyInfo", answer)
    result = run_module("company_info", company_name=e.COMPANY)
    check_common_result(result)
    assert result["failed"] is True
    assert result["error"]["kind"] == kind
    assert result["company"] is result["login"] is None
    assert result["msg"].startswith("Company 'Planetary': ")


def test_a_wrong_password_is_reported_with_its_code(wire: ScriptedTransport, run_module: Run) -> None:
    wire.on("getCompanyInfo", e.fault(10001, "Invalid credentials"))
    result = run_module("company_info", company_name=e.COMPANY)
    assert result["error"] == {
        "kind": "authentication",
        "operation": "getCompanyInfo",
        "code": 10001,
        "name": "AUTHENTICATION_FAULT_CODE_INVALID_CREDENTIALS",
        "reason": "Invalid credentials",
        "http_status": 500,
    }


def test_a_token_is_sent_in_place_of_user_and_password(wire: ScriptedTransport, run_module: Run) -> None:
    wire.on("getCompanyInfo", e.company_answer())
    run_module("company_info", company_name=e.COMPANY, access_token="an-ims-token")
    assert b"<accessToken>an-ims-token</accessToken>" in wire.posts[0].body
    assert b"<user>" not in wire.posts[0].body


def test_what_is_null_is_not_given(wire: ScriptedTransport, run_module: Run) -> None:
    wire.on("getCompanyInfo", e.company_answer())
    nothing = {"company_handle": None, "region": None, "stage": None, "request_timeout": None, "retries": None}
    assert run_module("company_info", company_name=e.COMPANY, **nothing)["login"] == "valid"


def test_neither_name_nor_handle(wire: ScriptedTransport, run_module: Run) -> None:
    for nothing in ({}, {"company_name": None}):
        result = run_module("company_info", **nothing)
        assert "one of the following is required: company_name, company_handle" in result["msg"]
    assert wire.posts == []


@pytest.mark.parametrize(
    ("option", "subject"), [("company_name", "Company ''"), ("company_handle", "Company with handle ''")]
)
def test_an_empty_name_or_handle(wire: ScriptedTransport, run_module: Run, option: str, subject: str) -> None:
    assert run_module("company_info", **{option: ""})["msg"] == f"{subject}: {option} is empty."
    assert wire.posts == []
