# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs, runs and log rows as plain data, with all that the service's own Jobs page shows."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import Any, Union

from .._ips.errors import ProtocolError
from .._ips.job_kinds import as_options
from .._ips.model import JOB_TYPES, JobLog, LogMessage, Run, ScheduledJob, shown
from .identity import job_name_of
from .judgement import Thresholds

Entry = Union[JobLog, Run, ScheduledJob]


class RowStatus(str, Enum):
    """The status of a run by its log row alone; the log does not show that a run was stopped."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


def status_of(row: JobLog, thresholds: Thresholds, shows_end: bool = True) -> RowStatus:
    """The status of the run of a log row.

    :param shows_end: whether a run without an end is active; pre-4.0 shows the end only in the details.
    """
    try:
        failed = bool(thresholds.violations(row))
    except ProtocolError:
        return RowStatus.UNKNOWN
    if shown(row.end_time) is None:
        return RowStatus.RUNNING if shows_end else RowStatus.UNKNOWN
    return RowStatus.FAILED if failed else RowStatus.SUCCEEDED


def is_wanted(entry: Entry, types: Sequence[str] | None, users: Sequence[str] | None) -> bool:
    """Whether a job, a run or a log row is of one of the types, and was submitted by one of the users.

    :param types: also subtypes of log rows, and types without their Begin or End; all if empty.
    :param users: email addresses in any case; all if empty.
    """
    own = {entry.type, *((entry.family, entry.sub_type) if isinstance(entry, JobLog) else ())}
    has_type = not types or not own.isdisjoint(types)
    user = (entry.submitted_by or "").casefold()
    return has_type and (not users or user in [address.casefold() for address in users])


def misspelt_types(types: Iterable[str]) -> list[str]:
    """Warnings about types that resemble a known one. The service has unknown types too, so none is refused."""
    listed = {name.casefold(): name for name in JOB_TYPES}
    warnings = []
    for unlisted in sorted(set(types) - set(JOB_TYPES)):
        near = difflib.get_close_matches(unlisted.casefold(), listed, n=1, cutoff=0.85)
        if near:
            warnings.append(f"{unlisted!r} is not a known type of job. Did you mean {listed[near[0]]!r}?")
    return warnings


def duration_of(run: Run) -> float | None:
    """Seconds from a run's start to its end; None if one of them is not known."""
    start, end = shown(run.start_time), shown(run.end_time)
    return None if start is None or end is None else max(0.0, round((end - start).total_seconds(), 3))


def scheduled_row(job: ScheduledJob) -> dict[str, Any]:
    """An item of ``scheduled_jobs``; ``definition`` has the options of scheduled_job that would submit it again."""
    return {
        **job.as_result(),
        "schedule": job.schedule,
        "time_zone": job.time_zone,
        "locale": job.locale,
        "description": job.description,
        "submitted_by": job.submitted_by,
        "definition": as_options(job.element, job.fields),
    }


def active_row(run: Run) -> dict[str, Any]:
    """An item of ``active_runs``."""
    return {
        **run.as_result(),
        "job_name": job_name_of(run),
        "type": run.type,
        "submitted_by": run.submitted_by,
        "server": run.server,
        "locale": run.locale,
        "description": run.description,
        "total_size": run.total_size,
        "tasks": list(run.tasks),
    }


def log_row(
    row: JobLog, status: RowStatus, messages: Iterable[LogMessage] = (), job_names: Collection[str] = ()
) -> dict[str, Any]:
    """An item of ``job_logs``.

    :param job_names: of known jobs.
    """
    run = row.as_run()
    return {
        "run": run.as_result(),
        "job_name": job_name_of(run, job_names),
        "type": row.type,
        "sub_type": row.sub_type,
        "submitted_by": row.submitted_by,
        "description": row.description,
        "duration": duration_of(run),
        "status": status.value,
        "counters": row.counters.as_result(),
        "fatal_error": shown(row.fatal_error),
        "log": [message.as_result() for message in messages],
    }
