# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""service_info: what it asks for, and what remains when the service fails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.assumptions import ASSUMPTIONS
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import check_common_result
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

Run = Callable[..., dict[str, Any]]
NOT_PERMITTED = e.fault(20003, "No permission.", "authorizationFault")
STARTED = NOON - timedelta(days=2)


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    member = {"company": {"companyHandle": e.COMPANY_HANDLE, "name": e.COMPANY}, "role": "IpsAdmin", "isActive": True}
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getCompanyMembership", e.answer("getCompanyMembership", {"membershipArray": [member]}))
    wire.on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", e.active_answer())
    wire.on("getJobLogs", e.logs_answer(e.log_row(STARTED, STARTED + timedelta(minutes=1))))
    return wire.on("getJobLogDetails", e.details_answer(e.log_row(STARTED)))


def findings(result: Mapping[str, Any]) -> dict[str, bool | None]:
    check_common_result(result)
    assert not result.get("failed"), result["msg"]
    assert all(one.keys() == {"name", "holds", "evidence", "consequence"} for one in result["checks"])
    assert all(one["evidence"].endswith(".") for one in result["checks"])
    return {one["name"]: one["holds"] for one in result["checks"]}


@pytest.mark.parametrize("check_mode", [False, True])
def test_it_only_reads(service: ScriptedTransport, run_module: Run, tmp_path: Path, check_mode: bool) -> None:
    path = tmp_path / "transcript"
    result = run_module("service_info", check_mode, company_name=e.COMPANY, record_to=str(path))
    found = findings(result)
    assert list(found) == [one.name for one in ASSUMPTIONS]
    assert False not in found.values()
    assert result["changed"] is False
    assert all(operation.startswith("get") for operation in service.operations)
    assert path.exists() is not check_mode


def test_the_facts_about_the_account(service: ScriptedTransport, run_module: Run) -> None:
    service.on("getCompanyMembership", e.fault(30001, "No such operation."))
    found = findings(run_module("service_info", company_name=e.COMPANY))
    assert (found["may_run_jobs"], found["may_invalidate"], found["may_read"]) == (None, None, True)


def test_the_role_is_the_one_in_the_company(service: ScriptedTransport, run_module: Run) -> None:
    roles = {"c|other": "IpsAdmin", e.COMPANY_HANDLE: "IpsUser"}
    members = [{"company": {"companyHandle": handle}, "role": role} for handle, role in roles.items()]
    service.on("getCompanyMembership", e.answer("getCompanyMembership", {"membershipArray": members}))
    found = findings(run_module("service_info", company_handle=e.COMPANY_HANDLE))
    assert (found["may_run_jobs"], found["may_invalidate"]) == (True, False)


@pytest.mark.parametrize(
    "operation", ["getCompanyInfo", "getScheduledJobs", "getActiveJobs", "getJobLogs", "getJobLogDetails"]
)
def test_what_the_user_may_not_ask_for(service: ScriptedTransport, run_module: Run, operation: str) -> None:
    service.on(operation, NOT_PERMITTED)
    result = run_module("service_info", company_handle=e.COMPANY_HANDLE)
    assert findings(result)["may_read"] is False
    assert result["checks"][0]["evidence"] == f"The service refused {operation}."


def test_a_failure_has_its_transcript(service: ScriptedTransport, run_module: Run, tmp_path: Path) -> None:
    service.on("getActiveJobs", e.fault(30000, f"Crash of {e.USER}"))
    path = tmp_path / "transcript"
    result = run_module("service_info", company_name=e.COMPANY, record_to=str(path))
    assert (result["error"]["operation"], result["checks"]) == ("getActiveJobs", [])
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["operation"] for line in lines] == service.operations
    assert (lines[-1]["fault"]["code"], lines[-1]["status"]) == (30000, 500)
    assert e.USER not in path.read_text(encoding="utf-8")


def test_a_transcript_that_cannot_be_written(service: ScriptedTransport, run_module: Run, tmp_path: Path) -> None:
    result = run_module("service_info", company_name=e.COMPANY, record_to=str(tmp_path / "nowhere" / "transcript"))
    assert result["error"]["kind"] == "configuration"
    assert result["msg"].endswith("Check record_to.")
