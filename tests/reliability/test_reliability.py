# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Injects each fault into the simulator, runs a task, and compares what the task reports with what the service saw.

``docs/reliability.md`` is made of what these tests see; it must be as they would write it. To rewrite it:
``UPDATE_DOCS=1 pytest tests/reliability``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.lock import STATE_VARIABLE
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import execute_job, submit_job, upload_files
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import run_task

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "simulator"), str(Path(__file__).parent)]

import uploads  # noqa: E402
from faults import DELIVERY_CASES, JOURNEY_CASES, NEIGHBOUR, TRIGGER, Case, Expected  # noqa: E402
from ips_simulator import SimulatorServer  # noqa: E402
from tunnels import tunnels  # noqa: E402
from uploads import UPLOAD_CASES, UploadCase  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
JOB = "My Test Job"
SUBMITTED = "Release 1.2.3"
OPTIONS = {
    "username": "user@scene7.com",
    "password": "mypassword",
    "company_name": "Planetary",
    "request_timeout": 1,
    "retries": 2,
    "poll_interval": 0.1,
    "start_timeout": 1,
}

HEADINGS = (
    "Injected",
    "At",
    "Service acted",
    "Triggers seen",
    "Acted on",
    "changed",
    "delivery",
    "status",
    "error.kind",
)

seen_rows: dict[tuple[str, str], str] = {}


class Service:
    """The simulator, by its control interface."""

    def __init__(self, server: SimulatorServer) -> None:
        self.url = server.url
        self._control = f"{server.base_url}/control"
        self._session = requests.Session()

    def post(self, what: str, body: dict[str, Any]) -> None:
        self._session.post(f"{self._control}/{what}", json=body, timeout=10).raise_for_status()

    def prepare(self, case: Case, operation: str) -> None:
        self.post("reset", {})
        behaviour = {"duration": 0.3, **case.behaviour}
        self._session.patch(f"{self._control}/jobs", json={"name": JOB, "behaviour": behaviour}, timeout=10)
        if case.clock:
            self.post("clock", {"offset": case.clock})
        if case.job_clock:
            self.post("clock", {"job_clock": case.job_clock})
        for fault in case.faults:
            where = operation if fault["operation"] == TRIGGER else fault["operation"]
            self.post("faults", {**fault, "operation": where})

    def read(self, operation: str) -> list[dict[str, Any]]:
        """The journal's entries of the operation, as far as they were read to their end."""
        entries = self._session.get(f"{self._control}/journal", timeout=10).json()["requests"]
        return [entry for entry in entries if entry["operation"] == operation and entry["params"] is not None]

    def triggers(self, operation: str) -> tuple[int, int]:
        """How many triggers were read to their end, and how many of them were acted on."""
        read = self.read(operation)
        return len(read), sum(entry["acted"] for entry in read)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with SimulatorServer() as server:
        yield Service(server)


TASKS = {
    "executeJob": (execute_job.TASK, {"job_name": JOB}),
    "submitJob": (
        submit_job.TASK,
        {"job_name": SUBMITTED, "optimize_images": {"email_setting": "None"}},
    ),
}
"""The tasks that trigger, and what they trigger."""


def trigger(operation: str, service: Service, options: dict[str, Any], directory: str) -> dict[str, Any]:
    """Run execute_job or submit_job as a task would.

    :param directory: for what a task leaves to the next one.
    """
    task, job = TASKS[operation]
    given = {**OPTIONS, **job, "endpoint": service.url, **options}
    validated = ArgumentSpecValidator(**task.arguments.as_spec()).validate(given)
    assert not validated.error_messages
    return run_task(task, validated.validated_parameters, {STATE_VARIABLE: directory})


def row(case: Case, report: Expected) -> str:
    """What was seen, as a line of the table."""
    hit = ", ".join(TASKS) if case in DELIVERY_CASES else case.operation.replace("*", "all") or "-"
    hit = hit.replace(TRIGGER, "executeJob") if case.faults or case.tunnels else "-"
    cells = [case.injected, hit, case.when or "-", str(report.seen), str(report.acted), str(report.changed).lower()]
    return "| " + " | ".join([*cells, report.delivery, report.status, report.kind or "-"]) + " |"


def identifier(case: Case) -> str:
    return f"{case.injected} {case.when}".strip().replace(" ", "-")


def meet(case: Case, operation: str, service: Service) -> None:
    """Run the task with the fault. It must report what is expected, and what the service saw."""
    service.prepare(case, operation)
    options = dict(case.options)
    if options.pop("_neighbour", False):
        service.post("runs", {"job": NEIGHBOUR})
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        if case.tunnels:
            through = stack.enter_context(tunnels(service.url, case.tunnels, Path(directory)))
            options = {**through, **options}
        before = (0, 0)
        if case.again:
            trigger(operation, service, options, directory)
            before = service.triggers(operation)
            assert before == (1, 1)
        result = trigger(operation, service, options, directory)
    seen, acted = (now - then for now, then in zip(service.triggers(operation), before))
    report = Expected(
        seen,
        acted,
        result["changed"],
        result["delivery"],
        result["status"],
        result["error"]["kind"] if result.get("failed") else None,
    )
    assert report == case.expected, result.get("msg")
    assert acted <= 1
    assert "mypassword" not in str(result)
    if result["run"]:
        assert result["run"]["name"].startswith(f"{TASKS[operation][1]['job_name']}_20")
    seen_rows[operation, identifier(case)] = row(case, report)


@pytest.mark.parametrize("operation", TASKS)
@pytest.mark.parametrize("case", DELIVERY_CASES, ids=identifier)
def test_the_delivery_is_reported_as_the_service_saw_it(case: Case, operation: str, service: Service) -> None:
    meet(case, operation, service)


@pytest.mark.parametrize("case", JOURNEY_CASES, ids=identifier)
def test_the_rest_is_reported_as_the_service_saw_it(case: Case, service: Service) -> None:
    meet(case, "executeJob", service)


@pytest.mark.parametrize("case", UPLOAD_CASES, ids=lambda case: case.identifier)
def test_an_upload_is_reported_as_the_service_saw_it(case: UploadCase, service: Service, tmp_path: Path) -> None:
    service.post("reset", {})
    service.post("answers", {"upload_by_run": case.by_run})
    for fault in case.faults:
        service.post("faults", fault)
    if case.advance:
        threading.Timer(1.5, service.post, ("clock", {"advance": case.advance})).start()
    uploads.make_files(tmp_path)
    given = {**OPTIONS, **uploads.OPTIONS, "src": str(tmp_path), "endpoint": service.url, **case.options}
    validated = ArgumentSpecValidator(**upload_files.TASK.arguments.as_spec()).validate(given)
    assert not validated.error_messages
    with tempfile.TemporaryDirectory() as directory:
        result = run_task(upload_files.TASK, validated.validated_parameters, {STATE_VARIABLE: directory})
    assert "mypassword" not in str(result)
    seen = uploads.check(case, result, service.read("uploadPost"))
    seen_rows["uploadPost", case.identifier] = uploads.row(case, seen)


def page() -> str:
    """The page, with the rows that were seen, in the order of the cases."""
    head = (
        "# Reliability: what a task reports when the network or the service fails\n\n"
        "Each row is a test. It injects the fault into the simulator, runs a task (`execute_job`, and for a fault at\n"
        "the trigger also `submit_job`), and compares what the task reports with what the service saw. `make test`\n"
        "runs all rows, and fails if this page differs from the results. *Service acted* says whether the service\n"
        "had acted on the request before the fault. You can inject the same faults in tests of your own playbooks,\n"
        "with the simulator's control interface.\n\n"
        "A task never repeats a trigger that the network may have lost. It looks for the run instead. If it finds the\n"
        "run, it reports `reconciled`, otherwise `unknown`.\n"
    )
    table = ["| " + " | ".join(HEADINGS) + " |", "|" + " --- |" * len(HEADINGS)]
    delivery = [seen_rows["executeJob", identifier(case)] for case in DELIVERY_CASES]
    journey = [seen_rows["executeJob", identifier(case)] for case in JOURNEY_CASES]
    parts = [
        head,
        "## At the trigger\n",
        *table,
        *delivery,
        "\n## Elsewhere, and in the run itself\n",
        *table,
        *journey,
        *uploads.section([seen_rows["uploadPost", case.identifier] for case in UPLOAD_CASES]),
    ]
    return "\n".join(parts) + "\n"


def test_the_page_is_what_was_seen() -> None:
    if len(seen_rows) < len(TASKS) * len(DELIVERY_CASES) + len(JOURNEY_CASES) + len(UPLOAD_CASES):
        pytest.skip("the page needs the rows of all cases: run the whole file, and fix the cases that fail")
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()
