# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A password that is an ordinary word is masked where the service returns it, and the result stays usable."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

Runner = Callable[..., dict[str, Any]]

STARTED = NOON + timedelta(seconds=1)
HANDLE = "j|6|Nightly Publish||"
WORDS = ["succeeded", "execute", "confirmed", "Done", "ImageServingPublish", "Publish", "Nightly", "running", "error"]


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(jobHandle=HANDLE)))
    wire.on("getActiveJobs", e.active_answer(), e.active_answer(e.active_run(STARTED)), e.active_answer())
    wire.on("getJobLogs", e.logs_answer(), e.logs_answer(e.log_row(STARTED, STARTED)))
    wire.on("getJobLogDetails", e.details_answer())
    return wire.on("executeJob", e.executed_answer())


@pytest.mark.parametrize("password", WORDS)
def test_the_result_can_be_used(service: ScriptedTransport, run_module: Runner, password: str) -> None:
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB, password=password)
    assert (result["action"], result["status"], result["delivery"]) == ("execute", "succeeded", "confirmed")
    assert (result["job"]["handle"], result["job"]["name"]) == (HANDLE, e.JOB)
    assert result["job"]["type"] == "ImageServingPublish"
    assert (result["run"]["name"], result["run"]["state"]) == (e.run_name(STARTED), "Done")
    asked = result["invocation"]["module_args"]
    assert (asked["job_name"], asked["password"]) == (e.JOB, "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")


@pytest.mark.parametrize("password", [*WORDS, "hunter22"])
def test_what_the_service_echoes_is_masked(service: ScriptedTransport, run_module: Runner, password: str) -> None:
    service.on("executeJob", e.fault(10001, f"password={password}!"))
    result = run_module("execute_job", company_name=e.COMPANY, job_name=e.JOB, password=password)
    assert (result["status"], result["delivery"], result["error"]["kind"]) == ("not_run", "refused", "authentication")
    assert result["error"]["reason"] == "password=********!"
    assert f"password={password}" not in json.dumps(result)
