# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task, one connection, and the fewest requests that it takes: counted for each path by what the service saw."""

from __future__ import annotations

from typing import Any

import pytest
from harness import PASSWORD, USERNAME, Simulator

from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.direct import (
    ModuleCall,
    run_directly,
    task_of,
)

COMPANY, JOB, RUNS, LOGS, DETAILS, TRIGGER = (
    "getCompanyInfo",
    "getScheduledJobs",
    "getActiveJobs",
    "getJobLogs",
    "getJobLogDetails",
    "executeJob",
)
RESOLVE, LOOK, IDENTIFY = [COMPANY, JOB], [RUNS, LOGS], [RUNS, LOGS]
PLAN = "00 00 03 * * ?"
PUBLISH = {"publish_type": "Full", "email_setting": "None"}


class Service:
    """The simulator, and tasks that ask it."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        company = self.run("company_info", company_name="Planetary")["company"]
        jobs = self.run("job_info", company_name="Planetary", job_name="My Test Job")["scheduled_jobs"]
        self.handles = {"company_handle": company["handle"], "job_handle": jobs[0]["handle"]}

    def run(self, module: str, check_mode: bool = False, **options: Any) -> dict[str, Any]:
        """The result of a task, which must not fail."""
        connection = {"endpoint": self.simulator.endpoint, "username": USERNAME, "password": PASSWORD}
        args = {**connection, **options, "_ansible_check_mode": check_mode, "_ansible_diff": False}
        result = run_directly(ModuleCall(task_of(module), args, environment={}, directory=""))
        assert not result.get("failed"), result["msg"]
        return result

    def requests_of(self, module: str, check_mode: bool = False, **options: Any) -> list[str]:
        """The operations that a task sends, all of them on one connection and counted in its result."""
        self.simulator.delete("journal")
        result = self.run(module, check_mode, **options)
        journal = self.simulator.journal()
        assert len({entry["connection"] for entry in journal}) == 1
        assert len(journal) == result["exchange"]["requests"]
        return [entry["operation"] for entry in journal]


@pytest.fixture
def service(simulator: Simulator) -> Service:
    return Service(simulator)


@pytest.mark.parametrize(
    ("behaviour", "options", "requests"),
    [
        ({"duration": 600}, {"wait": False}, [*RESOLVE, *LOOK, TRIGGER, *IDENTIFY]),
        ({"duration": 0}, {"wait": False, "log_details": "none"}, [*RESOLVE, *LOOK, TRIGGER, *IDENTIFY]),
        ({"duration": 0}, {"log_details": "none"}, [*RESOLVE, *LOOK, TRIGGER, *IDENTIFY]),
        ({"duration": 0}, {}, [*RESOLVE, *LOOK, TRIGGER, *IDENTIFY, DETAILS]),
        ({"duration": 0.6}, {"log_details": "none"}, [*RESOLVE, *LOOK, TRIGGER, *IDENTIFY, RUNS, LOGS]),
        ({}, {"skip_if_succeeded_since": "30d"}, [*RESOLVE, *LOOK]),
    ],
    ids=["not waiting", "over at once", "no log", "with its log", "over at the first poll", "skipped"],
)
def test_execute_job(service: Service, behaviour: dict[str, Any], options: dict[str, Any], requests: list[str]) -> None:
    service.simulator.patch("jobs", {"name": "My Test Job", "behaviour": behaviour})
    assert service.requests_of("execute_job", company_name="Planetary", job_name="My Test Job", **options) == requests


def test_execute_job_in_check_mode(service: Service) -> None:
    job = {"company_name": "Planetary", "job_name": "My Test Job"}
    assert service.requests_of("execute_job", check_mode=True, **job) == [*RESOLVE, *LOOK]


def test_execute_job_that_adopts(service: Service) -> None:
    service.simulator.post("runs", {"job": "My Test Job", "behaviour": {"duration": 600}})
    job = {"company_name": "Planetary", "job_name": "My Test Job", "wait": False}
    assert service.requests_of("execute_job", **job) == [*RESOLVE, *LOOK]


def test_execute_job_by_the_company_s_handle(service: Service) -> None:
    service.simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": 600}})
    requests = service.requests_of("execute_job", **service.handles, wait=False)
    assert requests == [COMPANY, JOB, *LOOK, TRIGGER, *IDENTIFY], "the lock is by the company's name"


def test_execute_job_that_needs_to_know_nothing(service: Service) -> None:
    assert service.requests_of("execute_job", **service.handles, wait=False, on_running="execute") == [TRIGGER]


@pytest.mark.parametrize(
    ("module", "options", "requests"),
    [
        ("company_info", {}, [COMPANY]),
        ("job_info", {}, [COMPANY, JOB, RUNS]),
        ("job_info", {"subset": ["active"]}, [COMPANY, RUNS]),
        ("job_info", {"job_name": "My Test Job", "subset": ["logs"]}, [COMPANY, JOB, LOGS]),
        (
            "job_info",
            {"job_name": "My Test Job", "subset": ["logs"], "details": "errors"},
            [COMPANY, JOB, LOGS, DETAILS],
        ),
        (
            "wait_for_job",
            {"job_name": "My Test Job", "since": "30d", "log_details": "none"},
            [COMPANY, JOB, RUNS, LOGS],
        ),
        ("service_info", {}, [COMPANY, "getCompanyMembership", JOB, RUNS, LOGS, LOGS, LOGS, DETAILS]),
        ("wait_for_idle", {}, [COMPANY, RUNS, LOGS]),
        ("wait_for_idle", {"job_names": ["My Test Job", "Nightly Publish"]}, [COMPANY, JOB, RUNS, LOGS]),
        (
            "submit_job",
            {"job_name": "Once", "image_serving_publish": PUBLISH, "wait": False},
            [COMPANY, *LOOK, "submitJob", *IDENTIFY],
        ),
        (
            "scheduled_job",
            {"job_name": "Weekly", "schedule": PLAN, "image_serving_publish": PUBLISH},
            [COMPANY, JOB, JOB, "submitJob", JOB],
        ),
        ("stop_job", {"job_name": "My Test Job"}, [COMPANY, JOB, RUNS, LOGS]),
        ("cdn_invalidation", {"urls": ["https://s7d1.scene7.com/is/image/a"]}, [COMPANY, "cdnCacheInvalidation"]),
    ],
)
def test_other_modules(service: Service, module: str, options: dict[str, Any], requests: list[str] | None) -> None:
    assert service.requests_of(module, company_name="Planetary", **options) == requests


@pytest.mark.parametrize("urls", [1, 1000, 1001])
def test_that_urls_are_sent_a_thousand_at_a_time(service: Service, urls: int) -> None:
    requests = service.requests_of(
        "cdn_invalidation",
        company_handle=service.handles["company_handle"],
        urls=[f"https://s7d1.scene7.com/is/image/{number}" for number in range(urls)],
    )
    assert requests == ["cdnCacheInvalidation"] * (1 if urls <= 1000 else 2)
