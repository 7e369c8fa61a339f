# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_info: scheduled jobs, active runs and job logs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from .._ips.errors import FaultError
from .._ips.model import FAILURE_LOG_TYPES, JobLog, LogMessage, Run, ScheduledJob, family_of
from .._runs.follow import LogDetails
from .._runs.identity import AnyOf, JobIdentity, Tie, identity_of
from .._runs.resolve import company_handle, find_jobs
from .._runs.rows import Entry, RowStatus, active_row, is_wanted, log_row, misspelt_types, scheduled_row, status_of
from .._runs.watch import NEWEST_ROWS
from .arguments import ACCOUNT, THRESHOLDS, Arguments, thresholds_from
from .base import Context, Task
from .findings import Findings, findings
from .options import choice, count, filled, time

ARGUMENTS = (
    ACCOUNT
    + Arguments(
        {
            "subset": {
                "type": "list",
                "elements": "str",
                "choices": ["scheduled", "active", "logs"],
                "default": ["scheduled", "active"],
            },
            "job_name": filled(),
            "job_handle": filled(),
            "since": time(),
            "until": time(),
            "limit": count(100, least=1),
            "details": choice(LogDetails.NONE),
            "types": {"type": "list", "elements": "str"},
            "submitted_by": {"type": "list", "elements": "str"},
            "status": {"type": "list", "elements": "str", "choices": [status.value for status in RowStatus]},
        },
        mutually_exclusive=(("job_name", "job_handle"),),
    )
    + THRESHOLDS
)


def _job_info(context: Context[Findings]) -> None:
    params, data = context.params, context.outcome.data
    context.outcome.warnings += misspelt_types(family_of(text) for text in params["types"] or ())
    company = company_handle(context.client, params)
    inquiry = _Inquiry(context, company)
    if "scheduled" in params["subset"]:
        data["scheduled_jobs"] = [scheduled_row(job) for job in inquiry.jobs if inquiry.is_wanted(job)]
    if params["job_handle"] and not inquiry.jobs:
        return
    if "active" in params["subset"]:
        data["active_runs"] = [active_row(run) for run in inquiry.active_runs()]
    if "logs" in params["subset"]:
        data["job_logs"] = [inquiry.log_result(*found) for found in inquiry.log_rows()]
        context.outcome.warnings += inquiry.refusals()


class _Inquiry:
    """The jobs that job_info is asked about: all of a company's jobs, or those with a name or handle."""

    def __init__(self, context: Context[Findings], company: str) -> None:
        self._params = context.params
        self._client = context.client
        self._company = company
        self._is_filtered = bool(self._params["job_name"] or self._params["job_handle"])
        self._details: LogDetails = self._params["details"]
        self._refused: list[tuple[Run, FaultError]] = []
        self.jobs = self._scheduled_jobs()
        self._identity = AnyOf(jobs=self._identities())

    def _scheduled_jobs(self) -> list[ScheduledJob]:
        name, handle = self._params["job_name"], self._params["job_handle"]
        if name:
            return find_jobs(self._client, self._company, name)[0]
        if handle:
            return [job for job in self._client.scheduled_jobs(self._company, handle) if job.handle == handle]
        return self._client.scheduled_jobs(self._company) if "scheduled" in self._params["subset"] else []

    def _identities(self) -> tuple[JobIdentity, ...]:
        """What relates runs to these jobs. A job that was submitted once has runs, but is not scheduled."""
        name = self._params["job_name"]
        if name and not self.jobs:
            return (JobIdentity(name, name),)
        return tuple(dict.fromkeys(identity_of(job) for job in self.jobs)) if self._is_filtered else ()

    def _is_asked_for(self, run: Run) -> bool:
        return self._identity.tie(run.name, run.original_name) is Tie.RUN

    def is_wanted(self, entry: Entry) -> bool:
        """Whether a job, a run or a log row passes the filters."""
        return is_wanted(entry, self._params["types"], self._params["submitted_by"])

    def active_runs(self) -> list[Run]:
        """The active runs of these jobs. The service filters them if there is exactly one original name."""
        jobs = self._identity.jobs
        only = jobs[0].original_name if len(jobs) == 1 else ""
        runs = self._client.active_runs(self._company, only or None)
        return [run for run in runs if run.is_active and self._is_asked_for(run) and self.is_wanted(run)]

    def log_rows(self) -> list[tuple[JobLog, RowStatus]]:
        """The log rows of these jobs, newest first. They are filtered here, since getJobLogs has no filter by name."""
        limit, since, until = self._params["limit"], self._moment("since"), self._moment("until")
        is_filtered = self._is_filtered or any(self._params[name] for name in ("types", "submitted_by", "status"))
        rows_to_read = limit if not is_filtered else max(limit, NEWEST_ROWS) if since is None else None
        rows = self._client.job_logs(self._company, since, until, rows_to_read)
        wanted = (row for row in rows if self._is_asked_for(row.as_run()) and self.is_wanted(row))
        thresholds, shows_end = thresholds_from(self._params), self._client.version.log_end_dates
        judged = ((row, status_of(row, thresholds, shows_end)) for row in wanted)
        statuses = self._params["status"]
        return list(islice((found for found in judged if not statuses or found[1].value in statuses), limit))

    def _moment(self, option: str) -> datetime | None:
        """A time option as an absolute time of the server's clock. If that is not known yet, a request reveals it."""
        when = self._params[option]
        server_clock = self._client.server_clock
        if isinstance(when, timedelta) and not server_clock.known:
            self._client.company(handle=self._company)
        return server_clock.resolve(when)

    def log_result(self, row: JobLog, status: RowStatus) -> dict[str, Any]:
        """A log row with the details that were asked for."""
        messages: list[LogMessage] = []
        for part in self._details_of(row):
            row = row._replace(end_time=row.end_time or part.end_time)
            status = status_of(row, thresholds_from(self._params))
            messages += [entry for entry in part.messages if entry.is_failure or self._details is LogDetails.ALL]
        job_names = {self._params["job_name"], *(identity_of(job).key for job in self.jobs)}
        return log_row(row, status, messages, job_names)

    def _details_of(self, row: JobLog) -> Iterator[JobLog]:
        """The row with its details, page by page. It ends where the service refuses to show more."""
        if self._details is LogDetails.NONE:
            return
        types = FAILURE_LOG_TYPES if self._details is LogDetails.ERRORS else ()
        try:
            for page in self._client.job_log_pages(self._company, row.handle, types):
                yield from page
        except FaultError as exc:
            if exc.about_access:
                raise
            self._refused.append((row.as_run(), exc))

    def refusals(self) -> list[str]:
        """A warning about the runs whose details the service refuses to show."""
        if not self._refused:
            return []
        run, refusal = self._refused[0]
        others = f" and of {len(self._refused) - 1} more" if len(self._refused) > 1 else ""
        return [f"The log of the run {run.title!r}{others} could not be read: {refusal.fact}"]


TASK = Task(ARGUMENTS, findings(scheduled_jobs=[], active_runs=[], job_logs=[]), _job_info)
