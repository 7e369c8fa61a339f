# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/performance.md, written from what was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from growth import CompanySize, LogSize, Waiting
from peers import DIRECT, DIRECT_FLOOR, FLOORS, MODULE, MODULE_FLOOR, PING, URI, TaskTimes
from uploads import UploadTimes

Row = Sequence[str]


@dataclass(frozen=True)
class Measured:
    """All that a run of the benchmarks has found."""

    tasks: dict[str, TaskTimes]
    zeep: float
    host_count: int
    hosts: dict[str, float]
    waiting: Waiting
    error_logs: list[LogSize]
    whole_logs: list[LogSize]
    companies: list[CompanySize]
    uploads: list[UploadTimes]


LIMITS = {DIRECT: (0.15, 0.25), MODULE: (1.15, 1.6)}
"""The maximum cost of a task, as multiples of a raw uri call and of a bare ping."""

FLOOR_LIMITS = {DIRECT: 2.0, MODULE: 1.2}
"""The maximum cost of a task, as a multiple of its floor."""

INTRODUCTION = """\
`make benchmark` measures all of this on one machine in one run, against the simulator, and writes this page. Times
are medians."""

ONE_TASK = """\
`execute_job` by names with `wait: false`: seven requests on one connection (company, job, active runs, logs, the
trigger, and both again for the new run). Its floor is a task that runs in the same way, sends the same seven requests
with `requests`, reads the answers with `lxml`, and does nothing else. The other peers do less: `ping` sends nothing,
`uri` sends one of the seven requests, and a client that zeep generates from the WSDL sends all seven from a script,
without Ansible."""

ERROR_LOGS = """\
`execute_job` with `log_details: errors`, of a run whose log has three errors. The task asks the service for errors
only."""

WHOLE_LOGS = "`job_info` with `details: all` of one run, read 1000 rows at a time:"

COMPANIES = """\
`execute_job` by names with `wait: false`. The service filters jobs and runs by original name. To find a job without
one, the task reads all jobs with one request, and all active runs with one request for each look."""


UPLOADS = """\
`upload_files` with `wait: false`: the task looks up the company and the files' assets, posts the files, and finds the
run. `curl --form` posts the same files at once. Both read them from disk while they send them. The
speed depends on the simulator, which reads and hashes them. The times are those of the fastest of several uploads. For
one large file, the task may take 1.2 times as long as curl."""


def write(measured: Measured) -> str:
    """The page."""
    parts = [
        "# Performance: what a task costs",
        INTRODUCTION,
        _machine(),
        "## One task",
        ONE_TASK,
        _tasks(measured),
        _reason(measured),
        "## Many hosts",
        f"One task on {measured.host_count} hosts with as many forks, a different job for each, until all have ended:",
        _hosts(measured),
        "## Waiting",
        _waiting(measured.waiting),
        "## Long logs",
        ERROR_LOGS,
        _logs(measured.error_logs),
        _growth_of_error_logs(measured.error_logs),
        WHOLE_LOGS,
        _logs(measured.whole_logs),
        "## Large companies",
        COMPANIES,
        _companies(measured.companies),
        "## Uploads",
        UPLOADS,
        _uploads(measured.uploads),
    ]
    return "\n\n".join(parts) + "\n"


def _machine() -> str:
    return (
        f"Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} processors, "
        f"ansible-core {version('ansible-core')}, requests {version('requests')}, lxml {version('lxml')}."
    )


def _tasks(measured: Measured) -> str:
    ping, uri = measured.tasks[PING], measured.tasks[URI]
    rows = []
    for name, times in measured.tasks.items():
        floor = f"{times.item / measured.tasks[FLOORS[name]].item:.2f}" if name in FLOORS else "-"
        multiples = [f"{times.item / uri.item:.2f}", f"{times.item / ping.item:.2f}", _at_most(LIMITS.get(name, ()))]
        limit = _at_most((FLOOR_LIMITS[name],) if name in FLOOR_LIMITS else ())
        rows.append([name, _ms(times.item), *multiples, floor, limit, _ms(times.task)])
    zeep = measured.zeep
    rows.append(["zeep, from a script", _ms(zeep), f"{zeep / uri.item:.2f}", f"{zeep / ping.item:.2f}", *["-"] * 4])
    header = ["", "item of a loop", "x uri", "x ping", "at most", "x its floor", "at most", "task by itself"]
    return _table(header, rows)


def _at_most(limits: Sequence[float]) -> str:
    return " / ".join(f"{limit:g}" for limit in limits) or "-"


def _reason(measured: Measured) -> str:
    """Why a task costs what it costs."""
    items = {name: times.item for name, times in measured.tasks.items()}
    return (
        "The time of a task by itself includes the start of Ansible's worker process, which is the same for all tasks. "
        "Direct execution imports requests and lxml once per play. As a module, each task imports them again, and so "
        f"does its floor, which takes {items[MODULE_FLOOR] / items[PING]:.2f} times as long as a `ping`. Beyond their "
        f"floors, a task takes {_ms(items[DIRECT] - items[DIRECT_FLOOR])} directly and "
        f"{_ms(items[MODULE] - items[MODULE_FLOOR])} as a module. The latter includes the collection's own code, "
        "which Ansible packs as source in a ZIP file, and which the managed side compiles for each task. It compiles "
        "the code twice, because Python first asks the importer of ZIP files for a module's file name, which compiles "
        f"it. {_missed(items)}"
    ).rstrip()


def _missed(items: Mapping[str, float]) -> str:
    """Which rows take longer than they should, compared with their floors."""
    missed = [name for name, limit in FLOOR_LIMITS.items() if items[name] > limit * items[FLOORS[name]]]
    return f"Above the limit over its floor: {', '.join(missed)}." if missed else ""


def _hosts(measured: Measured) -> str:
    return _table(["", "all hosts"], [[name, f"{seconds:.1f} s"] for name, seconds in measured.hosts.items()])


def _waiting(waiting: Waiting) -> str:
    return _table(
        ["", ""],
        [
            ["requests per minute, `poll_interval: 10`", f"{waiting.requests_per_minute:.1f}"],
            ["processor time per hour of waiting", f"{waiting.processor_seconds_per_hour:.1f} s"],
            [
                f"from the end of a run to the last answer, `poll_interval: {waiting.poll_interval:g}`",
                f"{waiting.noticed_after:.2f} s",
            ],
        ],
    )


def _logs(sizes: list[LogSize]) -> str:
    rows = [
        [
            f"{size.rows:,}",
            f"{size.probed.messages:,}",
            _ms(size.probed.median),
            str(size.probed.exchange["requests"]),
            f"{size.probed.mib_at_peak:.0f} MiB",
        ]
        for size in sizes
    ]
    return _table(["rows in the log", "rows read", "time", "requests", "memory at peak"], rows)


def _growth_of_error_logs(sizes: list[LogSize]) -> str:
    growth = sizes[-1].probed.median / sizes[0].probed.median
    nothing_done = sizes[0].probed.mib_at_first
    return (
        f"The long log costs {growth:.2f} times the time of the short one (at most 2). Of the memory, "
        f"{nothing_done:.0f} MiB belong to the interpreter and the libraries before the task begins."
    )


def _companies(sizes: list[CompanySize]) -> str:
    rows = []
    for size in sizes:
        smallest = next(other for other in sizes if other.what == size.what)
        rows.append(
            [
                size.what,
                f"{size.jobs:,}",
                f"{size.runs:,}",
                _ms(size.probed.median),
                f"{size.probed.median / smallest.probed.median:.2f}",
                str(size.probed.exchange["requests"]),
                f"{size.probed.mib_at_peak:.0f} MiB",
            ]
        )
    header = ["job", "other jobs", "other active runs", "time", "x the small company", "requests", "memory at peak"]
    return _table(header, rows)


def _uploads(times: list[UploadTimes]) -> str:
    rows = [
        [
            f"{upload.files:,} of {upload.size / 10**6:,.2f} MB",
            f"{upload.seconds:.1f} s",
            f"{upload.curl_seconds:.1f} s" if upload.curl_seconds else "-",
            f"{upload.seconds / upload.curl_seconds:.2f}" if upload.curl_seconds else "-",
            str(upload.probed.exchange["requests"]),
            f"{upload.probed.mib_at_peak:.0f} MiB",
            f"{upload.probed.mib_at_peak - upload.probed.mib_at_first:.0f} MiB",
        ]
        for upload in times
    ]
    header = ["files", "task", "curl", "x curl", "requests", "memory at peak", "of that for the upload"]
    return _table(header, rows)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _table(header: Row, rows: Sequence[Row]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
