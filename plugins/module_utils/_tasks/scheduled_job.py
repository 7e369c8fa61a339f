# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""scheduled_job: makes a recurring job present, absent or paused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._ips.errors import DeadlineError
from .._ips.job_plan import BROKEN_STATES, JobState, Plan, differing_options, plan, unseen_options
from .._ips.model import ScheduledJob
from .._ips.pace import Deadline
from .._ips.schedule import parse_schedule
from .._ips.submission import JobDefinition
from .._runs.lock import lock_key
from .._runs.resolve import find_jobs, only_one, the_company
from .arguments import ACCOUNT, Arguments
from .base import Context, Task
from .job_arguments import JOB_KIND, KIND_OPTIONS, NEW_JOB, definition_from
from .options import READ, choice, reader
from .plan_execution import ACCEPTED, REPLACED, PlanExecution, ScheduleOutcome, same, shown_differently


def _checked(schedule: str) -> str:
    """The schedule, unchanged.

    :raises ValueError: when it is invalid.
    """
    parse_schedule(schedule)
    return schedule


ARGUMENTS = (
    ACCOUNT
    + NEW_JOB
    + JOB_KIND
    + Arguments(
        {
            "state": choice(JobState.PRESENT),
            "schedule": {"type": "str", READ: reader(_checked, "Nothing was sent.")},
            "force": {"type": "bool", "default": False},
        },
        required_if=(
            ("state", JobState.PRESENT.value, ("schedule",)),
            ("state", JobState.PRESENT.value, KIND_OPTIONS, True),
        ),
    )
)

LOCK_TIMEOUT = 300.0
"""Seconds to wait for another task on this machine that is changing the same job."""

LOCKED_PART = "definition"
"""Keeps this lock apart from that of the job's runs, which may be held for as long as a run lasts."""


def _scheduled_job(context: Context[ScheduleOutcome]) -> None:
    params, client, outcome = context.params, context.client, context.outcome
    wanted = definition_from(params)
    if wanted.schedule is not None:
        outcome.warnings += parse_schedule(wanted.schedule).warnings
    client.version.require("submitJob", wanted.fields_of(client.version))
    company = the_company(client, params)
    key = (*lock_key(client.connection.endpoint, company, wanted.name), LOCKED_PART)
    if context.check_mode:
        _decide(context, company.handle, wanted, context.lock.peek(key).saved)
        return
    try:
        with context.lock.hold(key, Deadline(client.clock, LOCK_TIMEOUT)) as held:
            leftover, planned = _decide(context, company.handle, wanted, held.load())
            execution = PlanExecution(client, company.handle, wanted.name, outcome, held)
            if leftover:
                execution.delete(leftover)
            execution.carry_out(planned)
    except DeadlineError as exc:
        exc.message = (
            f"another task on this machine has been changing the same job for {LOCK_TIMEOUT:g} s. Nothing was changed; "
            "run the task again."
        )
        raise


def _decide(
    context: Context[ScheduleOutcome], company: str, wanted: JobDefinition, kept: Mapping[str, Any]
) -> tuple[ScheduledJob | None, Plan]:
    """Look, and decide what to do: which leftover of an earlier task to delete first, and the plan.

    :param kept: what earlier tasks have kept with the lock.
    """
    state, outcome = context.params["state"], context.outcome
    found, _looked_at = find_jobs(context.client, company, wanted.name)
    leftover = _leftover(found, kept.get(REPLACED))
    if leftover:
        found.remove(leftover)
    if not found and REPLACED in kept:
        outcome.warnings.append(
            "An earlier task was killed after it had deleted the old job of this name, and before it could submit the "
            f"new one. The old definition was {json.dumps(kept[REPLACED])}."
        )
    shown = outcome.job = (
        only_one(found, "the name to one job only: delete the others (ips_request, deleteJob)") if found else None
    )
    now = context.client.server_clock.now()
    planned = plan(state, wanted, shown, now, context.params["force"], kept.get(ACCEPTED))
    outcome.take(planned.after_removing_a_leftover() if leftover else planned)
    if shown and not planned.job and state is not JobState.ABSENT:
        outcome.warnings += _doubts(shown, wanted)
    return leftover, planned


def _leftover(found: list[ScheduledJob], replaced: Any) -> ScheduledJob | None:
    """The old one of two jobs that were left by a task that was killed while it replaced the job, or None.

    :param replaced: what that task has kept of the old one.
    """
    if len(found) != 2 or not isinstance(replaced, Mapping):
        return None
    old = same(found, replaced.get("handle"), replaced.get("job"))
    return old[0] if len(old) == 1 else None


def _doubts(shown: ScheduledJob, wanted: JobDefinition) -> list[str]:
    """Warnings about a job that keeps its definition."""
    doubts = []
    differing, unseen = differing_options(wanted, shown), unseen_options(wanted, shown)
    if differing:
        doubts.append(shown_differently(differing))
    if unseen:
        doubts.append(f"The service does not show all of the job, so not compared: {', '.join(unseen)}.")
    if shown.trigger_state in BROKEN_STATES:
        doubts.append(
            f"The job's trigger state is {shown.trigger_state}: the service will not run it again by itself. "
            "Delete the job (state: absent), and run the task again."
        )
    return doubts


TASK = Task(ARGUMENTS, ScheduleOutcome.begin, _scheduled_job)
