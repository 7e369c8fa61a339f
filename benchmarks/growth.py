# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task's cost grows: with the time that it waits, with a run's log, with a company's jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from measuring import Probed, Simulator, probe

NEWEST_ROWS = 200
"""Log rows that a look asks for, which any company has that has used the service for a while."""


@dataclass(frozen=True)
class Waiting:
    """What waiting for a run costs.

    :param requests_per_minute: at the longest interval between polls.
    :param processor_seconds_per_hour: of the process that waits.
    :param noticed_after: seconds from a run's end to the task's.
    :param poll_interval: seconds, for the above.
    """

    requests_per_minute: float
    processor_seconds_per_hour: float
    noticed_after: float
    poll_interval: float


def measure_waiting(simulator: Simulator, seconds: float) -> Waiting:
    """Wait for a run of so many seconds with polls close together, and scale that to polls as far apart as usual."""
    simulator.restart()
    usual_interval, close_interval = 10.0, 0.05
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": seconds}})
    short = _execute(simulator, wait=False, on_running="execute")
    simulator.restart()
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": seconds}})
    long = _execute(simulator, poll_interval=close_interval)
    polls = long.exchange["polls"] - short.exchange["polls"]
    requests = long.exchange["requests"] - short.exchange["requests"]
    processor_seconds = long.processor_seconds[0] - short.processor_seconds[0]
    polls_per_hour = 3600 / usual_interval
    return Waiting(
        requests_per_minute=requests / polls * 60 / usual_interval,
        processor_seconds_per_hour=processor_seconds / polls * polls_per_hour,
        noticed_after=_noticed_after(simulator, poll_interval=1.0),
        poll_interval=1.0,
    )


def _noticed_after(simulator: Simulator, poll_interval: float) -> float:
    simulator.restart()
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": 2.3}})
    waited = _execute(simulator, poll_interval=poll_interval)
    last = simulator.journal()[-1]["time"]
    return (_moment(last) - _moment(waited.end_time or last)).total_seconds()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@dataclass(frozen=True)
class LogSize:
    """A task that meets a log of so many rows."""

    rows: int
    probed: Probed


def measure_error_logs(simulator: Simulator, sizes: tuple[int, ...], repeat: int) -> list[LogSize]:
    """execute_job over runs that end at once, of whose log rows three are errors."""
    measured = []
    for rows in sizes:
        simulator.restart()
        behaviour = {"duration": 0, "success": rows - 3, "errors": 3}
        simulator.patch("jobs", {"name": "My Test Job", "behaviour": behaviour})
        measured.append(LogSize(rows, _execute(simulator, repeat, max_errors=3, log_details="errors")))
    return measured


def measure_whole_logs(simulator: Simulator, sizes: tuple[int, ...]) -> list[LogSize]:
    """job_info with all details of one run's log."""
    measured = []
    for rows in sizes:
        simulator.restart()
        simulator.post("logs", {"job": "Big", "started_ago": 3600, "behaviour": {"success": rows}})
        options: dict[str, Any] = {"subset": ["logs"], "job_name": "Big", "details": "all"}
        measured.append(LogSize(rows, probe(simulator, "job_info", **options)))
    return measured


@dataclass(frozen=True)
class CompanySize:
    """execute_job in a company of so many jobs and active runs."""

    what: str
    jobs: int
    runs: int
    probed: Probed


def measure_companies(simulator: Simulator, sizes: tuple[tuple[int, int], ...], repeat: int) -> list[CompanySize]:
    """execute_job by the name of a job that has an original name, and of one that has none."""
    measured = []
    for what, job in (("by original name", "My Test Job"), ("without original name", "Cleanup")):
        for jobs, runs in sizes:
            simulator.restart()
            simulator.patch("jobs", {"name": job, "behaviour": {"duration": 0.05}})
            simulator.post("logs", {"bulk": {"count": NEWEST_ROWS, "prefix": "Old Job"}})
            simulator.post("jobs", {"bulk": {"count": jobs, "prefix": "Bulk Job "}})
            simulator.post("runs", {"job": "Bulk Job 1", "count": runs, "behaviour": {"duration": 86400}})
            # What has started in the very second of a trigger could only be distinguished from its run by its name.
            simulator.post("clock", {"advance": 30})
            options = {"wait": False, "on_running": "execute", "job_name": job}
            measured.append(CompanySize(what, jobs, runs, probe(simulator, "execute_job", repeat, **options)))
    return measured


def _execute(simulator: Simulator, repeat: int = 1, **options: Any) -> Probed:
    return probe(simulator, "execute_job", repeat, job_name="My Test Job", **options)
