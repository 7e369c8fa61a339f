# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is done to jobs: run, submitted, stopped, paused, resumed, deleted."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..behaviour import DEFAULT, Behaviour
from ..company import Company
from ..cron import parse as parse_schedule
from ..errors import ServiceFault
from ..job_kinds import SUBMITTABLE
from ..runs import ScheduledJob
from ..type_table import JOB_TYPES, SCHEMAS
from .context import Context, Params, Result, invalid_parameter


def execute_job(context: Context, params: Params) -> Result:
    job = _scheduled_job(context, params)
    refuse_if_told_to(job.behaviour)
    context.world.start_run(context.the_company, job, context.user.email)
    return {}


def submit_job(context: Context, params: Params) -> Result:
    company = context.the_company
    element, details = _job_kind(params)
    refuse_if_told_to(DEFAULT.changed(company.plan(params["jobName"]).changes))
    moment = _exec_time(context, params)
    schedule = _exec_schedule(context, params)
    later = schedule is not None or moment is not None
    if later and not context.answers.same_names:
        _refuse_name_in_use(company, params["jobName"])
    if context.world.submit_defaults:
        details = SCHEMAS[context.version].with_defaults(JOB_TYPES[element], details)
    job = context.world.add_job(
        company,
        params["jobName"],
        element,
        details,
        context.user_given(params.get("userHandle")).email,
        exec_time=moment,
        exec_schedule=schedule,
        listed=later,
        locale=params.get("locale"),
        description=params.get("description"),
    )
    if not later:
        context.world.start_run(company, job, job.submit_user)
    return {"jobHandle": job.handle(context.version)}


def _job_kind(params: Params) -> tuple[str, dict[str, Any]]:
    if not params["jobName"].strip():
        raise invalid_parameter("jobName is empty")
    given = [element for element in SUBMITTABLE if element in params]
    if not given:
        raise ServiceFault(errors.MISSING_PARAMETER, "The job element is missing in submitJob")
    if len(given) != 1:
        raise invalid_parameter("submitJob takes exactly one job element, not %d" % len(given))
    return given[0], params[given[0]]


def _exec_time(context: Context, params: Params) -> float | None:
    if "execTime" not in params:
        return None
    clock = context.world.clock
    moment = clock.from_outside(params["execTime"])
    if not clock.can_show(moment):
        raise invalid_parameter("execTime is beyond what the service's clock can show: %s" % params["execTime"])
    return moment if moment > clock.now() else None


def _exec_schedule(context: Context, params: Params) -> str | None:
    text: str | None = params.get("execSchedule")
    if text is None:
        return None
    if "execTime" in params:
        raise invalid_parameter("submitJob takes execTime or execSchedule, not both")
    try:
        parse_schedule(text)
    except ValueError as error:
        raise invalid_parameter("execSchedule: %s" % error) from None
    return " ".join(text.split()) if context.world.submit_defaults else text


def _refuse_name_in_use(company: Company, name: str) -> None:
    if company.jobs.of_original(name):
        raise ServiceFault(errors.EXCEPTION, "The job name is already in use: %s" % name, faultcode="Server")


def refuse_if_told_to(behaviour: Behaviour) -> None:
    """The fault that a behaviour orders for whoever starts a run."""
    if behaviour.refuse is not None:
        raise ServiceFault(
            behaviour.refuse.get("code", errors.EXCEPTION),
            behaviour.refuse.get("reason", "The job cannot be run now"),
            behaviour.refuse.get("faultcode", "Server"),
            behaviour.refuse.get("element"),
        )


def stop_job(context: Context, params: Params) -> Result:
    company, world = context.the_company, context.world
    run = world.run(company, params["jobHandle"], context.version)
    now = world.now()
    if now >= run.ended:
        raise invalid_parameter("The job is not active any more: %s" % params["jobHandle"])
    if run.stopped is None or run.stopped > now:
        world.stop_run(company, run)
    return {}


def pause_job(context: Context, params: Params) -> Result:
    _scheduled_job(context, params).paused = True
    return {}


def resume_job(context: Context, params: Params) -> Result:
    _scheduled_job(context, params).paused = False
    return {}


def delete_job(context: Context, params: Params) -> Result:
    context.world.delete_job(context.the_company, _scheduled_job(context, params))
    return {}


def _scheduled_job(context: Context, params: Params) -> ScheduledJob:
    return context.world.job(context.the_company, params["jobHandle"], context.version)
