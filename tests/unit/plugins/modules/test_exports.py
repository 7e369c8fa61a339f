# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URLs of an export's files: found in its log, however long, by each module that follows a run."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import execute_job, submit_job, wait_for_job
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import check_run_result, perform
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

NAME = "Export Shoes"
URL = "https://export.example.com/shoes.zip"
STARTED, ENDED = NOON + timedelta(seconds=1), NOON + timedelta(seconds=5)
EXPORT: dict[str, Any] = {"asset_handle_array": ["a|1"], "fmt": "orig", "email_setting": "None"}
PLAIN_TYPE = {"type": "Unlisted"}
"""The log of a run whose type does not show that it is an export."""

MODULES = {"execute_job": execute_job, "submit_job": submit_job, "wait_for_job": wait_for_job}


def row(job: str = NAME, **fields: Any) -> dict[str, Any]:
    return e.log_row(STARTED, ENDED, job=job, **{"logType": "EndSomething", **fields})


def page(*names: str, **fields: Any) -> bytes:
    details = [e.log_detail("GetSuccess", "done", assetName=name) for name in names]
    return e.details_answer(row(details=details, **fields))


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service where the export is active for a look, and its log has two URLs among assets' names."""
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(NAME, exportJob={"fmt": "orig"})))
    wire.on("getActiveJobs", e.active_answer(), e.active_answer(e.active_run(STARTED, job=NAME)), e.active_answer())
    wire.on("getJobLogs", e.logs_answer(), e.logs_answer(row()))
    wire.on("getJobLogDetails", page("shoe-red", URL, "http-logo", URL, "http://export.example.com/2.zip"))
    return wire.on("executeJob", e.executed_answer()).on("submitJob", e.answer("submitJob", {"jobHandle": "j|new"}))


def run(wire: ScriptedTransport, module: str = "execute_job", **options: Any) -> dict[str, Any]:
    task = MODULES[module]
    kind = {"export": EXPORT} if module == "submit_job" else {}
    options = {"company_name": e.COMPANY, "job_name": NAME, "log_details": "none", **kind, **options}
    result = perform(task.TASK, wire, **options)
    check_run_result(result)
    return result


@pytest.mark.parametrize("module", MODULES)
def test_each_module_returns_them(service: ScriptedTransport, module: str) -> None:
    if module == "submit_job":
        service.on("getScheduledJobs", e.jobs_answer())
    result = run(service, module)
    assert result["status"] == "succeeded"
    assert result["exported_urls"] == [URL, "http://export.example.com/2.zip"]
    assert result["log"] == []


@pytest.mark.parametrize(
    ("active", "logged"),
    [
        ({"exportJob": {"fmt": "orig"}, **PLAIN_TYPE}, {}),
        ({"type": "Export"}, {}),
        (PLAIN_TYPE, {"logType": "AssetExport"}),
        (PLAIN_TYPE, {"jobSubType": "export"}),
        (PLAIN_TYPE, {"logType": "EndGet"}),
    ],
)
def test_an_export_is_known_by_what_the_service_shows_of_it(
    service: ScriptedTransport, active: dict[str, Any], logged: dict[str, Any]
) -> None:
    service.on("getScheduledJobs", e.jobs_answer())
    service.on("getActiveJobs", e.active_answer(e.active_run(STARTED, job=NAME, **active)), e.active_answer())
    service.on("getJobLogs", e.logs_answer(row(**logged)))
    assert run(service, "wait_for_job")["exported_urls"][0] == URL


def test_the_log_of_other_jobs_is_not_read_for_them(service: ScriptedTransport) -> None:
    service.on("getScheduledJobs", e.jobs_answer(e.scheduled_job(NAME)))
    assert run(service)["exported_urls"] == []
    assert "getJobLogDetails" not in service.operations


def test_they_are_in_a_log_of_many_pages(service: ScriptedTransport) -> None:
    pages = [page(*[f"shoe-{number}-{row}" for row in range(1000)]) for number in range(5)]
    service.on("getJobLogDetails", *pages, page(URL))
    assert run(service)["exported_urls"] == [URL]
    asked = [request["resultsPage"] for request in service.requests("getJobLogDetails")]
    assert asked == ["1", "2", "3", "4", "5", "6"]
    assert all("logTypeArray" not in request for request in service.requests("getJobLogDetails"))


def peak_of_memory(service: ScriptedTransport, count: int) -> int:
    """The task's peak memory in bytes, for a log of that many full pages."""
    pages = (page(*[f"shoe-{number}-{row}" for row in range(1000)]) for number in range(count))
    service.on("getJobLogDetails", lambda _fields: next(pages, page()))
    tracemalloc.start()
    try:
        assert run(service)["status"] == "succeeded"
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_log(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer())
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(row()), e.logs_answer(), e.logs_answer(row()))
    assert peak_of_memory(service, 12) < 1.5 * peak_of_memory(service, 3)


def test_a_skip_returns_those_of_the_run_that_it_found(service: ScriptedTransport) -> None:
    service.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer(row()))
    service.clock.pass_time(10)
    for check_mode in (True, False):
        result = run(service, skip_if_succeeded_since="1h", check_mode=check_mode)
        assert (result["action"], result["exported_urls"][0]) == ("skip", URL)


def test_a_log_that_cannot_be_read_is_a_warning(service: ScriptedTransport) -> None:
    service.on("getJobLogDetails", TransportError("it broke off", Delivery.UNKNOWN))
    result = run(service, retries=0)
    assert (result["status"], result["exported_urls"]) == ("succeeded", [])
    assert "The URLs of the export could not be read" in result["warnings"][0]
