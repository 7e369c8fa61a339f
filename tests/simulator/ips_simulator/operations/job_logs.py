# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The logs of runs, and their details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Callable

from .. import errors
from ..company import Company, User
from ..errors import ServiceFault
from ..exports import export_url
from ..run_log import RunLog
from ..runs import Run
from ..versions import PRE_4_0
from .context import Context, Params, Result, invalid_parameter, page_bounds

_ASCENDING, _DESCENDING = "Ascending", "Descending"
_Entry = tuple[Company, Run]


def get_job_logs(context: Context, params: Params) -> Result:
    newest_first = _descending(params) and context.answers.log_sorted
    entries = _in_range(context, params, newest_first)
    sort_by = params.get("sortBy", "StartDate")
    if sort_by not in _SORT_KEYS:
        raise invalid_parameter("sortBy: no such field: %s" % sort_by)
    if sort_by != "StartDate" and context.answers.log_sorted:
        entries = iter(sorted(entries, key=_SORT_KEYS[sort_by], reverse=newest_first))
    elif len(context.companies()) > 1:
        entries = iter(sorted(entries, key=lambda entry: entry[1].started, reverse=newest_first))
    rows = islice(islice(entries, context.answers.log_limit), _row_limit(params))
    now = context.world.now()
    shown = [_row(context, company, run, now) for company, run in rows]
    return {"jobLogArray": [_as_before_4_0(row) for row in shown] if context.version == PRE_4_0 else shown}


def _as_before_4_0(row: Result) -> Result:
    """A row as pre-4.0 lists it: getJobLogDetails has the rest. Source: the reference's change log of 4.0."""
    success = row["fileSuccessCount"] + row["fileUpdateCount"]
    return {**row, "endDate": None, "fileDuplicateCount": 0, "fileUpdateCount": 0, "fileSuccessCount": success}


_SORT_KEYS: dict[str, Callable[[_Entry], Any]] = {
    "StartDate": lambda entry: entry[1].started,
    "JobName": lambda entry: entry[1].name,
    "LogType": lambda entry: entry[1].kind.log_family,
    "CompanyName": lambda entry: entry[0].name,
    "UserId": lambda entry: entry[1].submit_user,
    "Email": lambda entry: entry[1].submit_user,
    "FileErrorCount": lambda entry: entry[1].behaviour.errors,
    "FileWarningCount": lambda entry: entry[1].behaviour.warnings,
    "FileSuccessCount": lambda entry: entry[1].behaviour.success,
}


def _descending(params: Params) -> bool:
    direction = params.get("sortDirection", _ASCENDING)
    if direction not in (_ASCENDING, _DESCENDING):
        raise invalid_parameter("sortDirection must be %s or %s, not %s" % (_ASCENDING, _DESCENDING, direction))
    return bool(direction == _DESCENDING)


def _row_limit(params: Params) -> int | None:
    limit: int | None = params.get("numRows")
    if limit is not None and limit < 0:
        raise invalid_parameter("numRows must not be negative: %d" % limit)
    return limit


def _in_range(context: Context, params: Params, newest_first: bool) -> Iterator[_Entry]:
    clock, now = context.world.clock, context.world.now()
    start = clock.from_outside(params["startDate"]) if "startDate" in params else None
    end = clock.from_outside(params["endDate"]) if "endDate" in params else None
    submitter = context.user_given(params["userHandle"]) if "userHandle" in params else None
    for company in context.companies():
        for run in company.history.between(start, end, newest_first):
            if _is_shown(context, run, now) and _submitted_by(run, submitter):
                yield company, run


def _is_shown(context: Context, run: Run, now: float) -> bool:
    retention = context.answers.log_retention
    return run.in_log(now) and (retention is None or run.started >= now - retention)


def _submitted_by(run: Run, user: User | None) -> bool:
    return user is None or run.submit_user == user.email


def get_job_log_details(context: Context, params: Params) -> Result:
    by_type = _by_type(params)
    first, size = page_bounds(params)
    types = params.get("logTypeArray")
    descending = _descending(params)
    now = context.world.now()
    rows: list[Result] = []
    for run in _runs_asked_for(context, params):
        if not _is_shown(context, run, now):
            continue
        log = RunLog(run, now, context.world.clock.job_date_time, export_url(context.base_url, run))
        row = _row(context, context.the_company, run, now)
        row["detailTotalRows"] = log.total(types)
        row["detailArray"] = log.page(first, size, types, by_type, descending)
        rows.append(row)
    return {"jobLogArray": rows}


def _by_type(params: Params) -> bool:
    sort_by = params.get("sortBy", "Date")
    if sort_by not in ("Date", "LogType"):
        raise invalid_parameter("sortBy must be Date or LogType, not %s" % sort_by)
    return bool(sort_by == "LogType")


def _runs_asked_for(context: Context, params: Params) -> Iterable[Run]:
    company, name, handle = context.the_company, params.get("originalName"), params.get("jobHandle")
    if handle is not None:
        run = context.world.run(company, handle, context.version, or_row=True)
        return [run] if name in (None, run.original_name) else []
    if name is None:
        raise ServiceFault(errors.MISSING_PARAMETER, "jobHandle or originalName is missing")
    return [run for run in company.history.between(None, None, newest_first=True) if run.original_name == name]


def _row(context: Context, company: Company, run: Run, now: float) -> Result:
    behaviour = run.behaviour
    ended = run.ended_in_log(now)
    date_time = context.world.clock.job_date_time

    def so_far(count: int) -> int:
        return run.share(count, now)

    return {
        "companyHandle": company.handle(context.version),
        "jobHandle": run.row_handle(context.version),
        "jobName": run.name if context.answers.names_tie else run.name + "-log",
        "originalJobName": run.original_name if context.answers.original_names else "",
        "submitUserEmail": run.submit_user,
        "logType": ("End" if ended else "Begin") + run.kind.log_family,
        "jobSubType": "",
        "startDate": date_time(run.started),
        "endDate": date_time(run.on_its_clock(run.ended)) if ended else None,
        "description": run.job.description or "",
        "fileSuccessCount": so_far(behaviour.success),
        "fileErrorCount": so_far(behaviour.errors),
        "fileWarningCount": so_far(behaviour.warnings),
        "fileDuplicateCount": so_far(behaviour.duplicates),
        "fileUpdateCount": so_far(behaviour.updates),
        "totalFileCount": so_far(behaviour.total),
        "transferSuccessCount": so_far(behaviour.transfer_success),
        "transferErrorCount": so_far(behaviour.transfer_errors),
        "transferWarningCount": so_far(behaviour.transfer_warnings),
        "fatalError": behaviour.fatal and ended,
    }
