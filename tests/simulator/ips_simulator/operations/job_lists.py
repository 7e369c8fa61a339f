# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of scheduled jobs and of active runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..company import Company
from ..operation_table import OPERATIONS_OF
from ..runs import NEW, WAITING, Run, ScheduledJob
from ..type_table import JOB_TYPES, SCHEMAS
from .context import Context, Params, Result

_SERVER_NAME = "ips-simulator-1"
_HIDDEN_WHILE_WAITING = (NEW, WAITING)


def get_scheduled_jobs(context: Context, params: Params) -> Result:
    name, handle = params.get("originalName"), params.get("jobHandle")
    found = []
    for company in context.companies():
        jobs: Iterable[ScheduledJob] = company.jobs if name is None else company.jobs.of_original(name)
        if handle is not None:
            jobs = [job for job in jobs if job.handle(context.version) == handle]
        found += [_scheduled_job(context, company, job) for job in jobs]
    return {"jobArray": found}


def get_active_jobs(context: Context, params: Params) -> Result:
    name, handle = params.get("originalName"), params.get("jobHandle")
    hidden = _HIDDEN_WHILE_WAITING if _hides_waiting(context, params) else ()
    now = context.world.now()
    found = []
    for company in context.companies():
        runs: Iterable[Run] = company.active if name is None else company.active.of_original(name)
        for run in runs:
            state = run.state(now)
            if state is None or state in hidden or handle not in (None, run.handle(context.version)):
                continue
            found.append(_active_job(context, company, run, state, now))
    return {"jobArray": found}


def _hides_waiting(context: Context, params: Params) -> bool:
    """Versions that cannot ask for waiting jobs get them always; the others when they ask."""
    asked = OPERATIONS_OF[context.version]["getActiveJobs"].param
    can_ask = any(field.name == "includeWaitingJobs" for field in asked)
    return can_ask and not params.get("includeWaitingJobs", False)


def _scheduled_job(context: Context, company: Company, job: ScheduledJob) -> Result:
    shown: dict[str, Any] = {
        "companyHandle": company.handle(context.version),
        "jobHandle": job.handle(context.version),
        "name": job.name,
        "originalName": job.original_name,
        "type": job.kind.job_type,
        "submitUserEmail": job.submit_user,
        "locale": job.locale,
        "description": job.description,
        "execSchedule": job.exec_schedule,
        "nextFireTime": job.next_fire,
        "timeZone": _time_zone(context),
        "triggerState": job.trigger_state,
    }
    return {**shown, **_element(context, job.element, job.details)}


def _time_zone(context: Context) -> str:
    return "GMT" + context.world.clock.zone


def _active_job(context: Context, company: Company, run: Run, state: str, now: float) -> Result:
    updated = context.world.clock.job_date_time(run.on_its_clock(now))
    shown: dict[str, Any] = {
        "companyHandle": company.handle(context.version),
        "jobHandle": run.handle(context.version),
        "name": run.name,
        "originalName": run.original_name if context.answers.original_names else "",
        "type": run.kind.job_type,
        "state": state,
        "submitUserEmail": run.submit_user,
        "locale": run.job.locale,
        "description": run.job.description,
        "serverName": _SERVER_NAME,
        "startDate": context.world.clock.job_date_time(run.started),
        "triggerTime": run.triggered,
        "totalSize": run.behaviour.total,
        "progress": int(run.progress(now) * 100),
        "progressMessage": run.message(now),
        "lastProgressUpdate": updated,
        "taskProgressArray": [_task_progress(run, now, updated)] if now >= run.running_from else [],
    }
    return {**shown, **_element(context, run.element, run.details)}


def _task_progress(run: Run, now: float, updated: str) -> Result:
    total, done = run.behaviour.total, run.share(run.behaviour.total, now)
    in_work = min(1, total - done)
    items = [_task_item(run, done, now, updated)] if in_work else []
    return {
        "taskType": run.kind.task,
        "taskState": "Running" if now < run.ended else "Done",
        "numProcessed": done,
        "numProcessing": in_work,
        "numPending": total - done - in_work,
        "progress": round(run.progress(now), 4),
        "progressMessage": run.message(now),
        "lastProgressUpdate": updated,
        "taskItemProgressArray": items,
    }


def _task_item(run: Run, done: int, now: float, updated: str) -> Result:
    exact = run.progress(now) * run.behaviour.total
    return {
        "itemName": "asset-%06d" % (done + 1),
        "progress": round(exact - done, 4),
        "progressMessage": "in work",
        "lastProgressUpdate": updated,
    }


def _element(context: Context, element: str, details: dict[str, Any]) -> Result:
    """A job's own element, with all that the version's schema requires of it."""
    if "urlArray" in details and not context.answers.show_urls:
        details = {**details, "urlArray": []}
    return {element: SCHEMAS[context.version].with_required(JOB_TYPES[element], details)} if element else {}
