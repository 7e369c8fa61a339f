# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The boundary to AnsibleModule: missing libraries, warnings, and what is not logged."""

from __future__ import annotations

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import module as boundary
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import ModuleRunner, check_run_result
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport


@pytest.mark.parametrize("library", ["requests", "lxml"])
def test_a_missing_library_is_named(run_as_module: ModuleRunner, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    libraries = [(name, ImportError("no") if name == library else None) for name, _error in boundary.LIBRARIES]
    monkeypatch.setattr(boundary, "LIBRARIES", libraries)
    result = run_as_module("execute_job", company_name=e.COMPANY, job_name=e.JOB)
    check_run_result(result)
    assert (result["failed"], result["status"], result["error"]["kind"]) == (True, "not_run", "configuration")
    assert f"({library})" in result["msg"]


def test_all_missing_libraries_are_named(run_as_module: ModuleRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary, "LIBRARIES", [(name, ImportError("no")) for name, _error in boundary.LIBRARIES])
    assert "(requests and lxml)" in run_as_module("company_info", company_name=e.COMPANY)["msg"]


def test_warnings_are_ansibles_own(run_as_module: ModuleRunner, wire: ScriptedTransport) -> None:
    wire.skew = 7200
    wire.on("getCompanyInfo", e.company_answer())
    (warning,) = run_as_module("company_info", company_name=e.COMPANY)["warnings"]
    assert "7200 s ahead of" in warning


def test_the_invocation_shows_no_secret(run_as_module: ModuleRunner, wire: ScriptedTransport) -> None:
    wire.on("getCompanyInfo", e.company_answer())
    options = {"company_name": e.COMPANY, "endpoint": "https://someone:hunter22@ips.example.com/"}
    result = run_as_module("company_info", **options)
    assert "hunter22" not in str(result)
    assert e.PASSWORD not in str(result)
    assert result["invocation"]["module_args"]["username"] == e.USER
