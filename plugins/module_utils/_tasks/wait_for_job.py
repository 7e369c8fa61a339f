# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""wait_for_job: waits for a run that something else started."""

from __future__ import annotations

from collections.abc import Sequence

from .._ips.errors import DeadlineError, IpsError, JobError
from .._ips.pace import Deadline
from .._runs.find import RunSearch, SearchByHandle, SearchByName, find_run
from .._runs.follow import RunFollower
from .._runs.identity import JobIdentity, close_names, identity_of
from .._runs.resolve import company_handle, find_jobs, only_one
from .._runs.result import Action, Status
from .arguments import COMPANY, CONNECTION, JUDGEMENT, RUN, WAITING, Arguments
from .base import Context, Task
from .options import time_option
from .run_options import begin_run, deadline_from, policy_from, watch_from

ARGUMENTS = CONNECTION + COMPANY + RUN + Arguments({"since": {"type": "str"}}) + WAITING + JUDGEMENT


def _wait_for_job(context: Context) -> None:
    params, outcome = context.params, context.outcome
    policy = policy_from(params)
    deadline = deadline_from(context)
    search = _search(context, company_handle(context.client, params))
    found, last_error = (search.look(), None) if context.check_mode else find_run(search, deadline)
    if found is None:
        _nothing_to_wait_for(context, deadline, last_error, search.near)
        return
    run, row = found
    outcome.action = Action.ADOPT
    outcome.reason = f"The run {run.name!r} is waited for."
    is_over = row is not None and row.end_time is not None
    if context.check_mode and not is_over:
        outcome.run, outcome.status = run, Status.RUNNING
        return
    RunFollower(search.watch, policy, outcome, deadline).conclude(run, row)


def _search(context: Context, company: str) -> RunSearch:
    """The way to look for the run that the options mean; a job need not be scheduled to have runs."""
    params, client = context.params, context.client
    if params["run_handle"]:
        watch = watch_from(context, company, JobIdentity(""))
        return SearchByHandle(watch, params["run_handle"])
    name = params["job_name"]
    found, looked_at = find_jobs(client, company, name)
    job = context.outcome.job = only_one(found, "run_handle") if found else None
    identity = identity_of(job) if job else JobIdentity(name, name)
    near = [] if job else close_names(looked_at, name)
    return SearchByName(watch_from(context, company, identity), time_option(params, "since"), near)


def _nothing_to_wait_for(
    context: Context, deadline: Deadline, last_error: IpsError | None, near: Sequence[str]
) -> None:
    """Nothing was found to wait for, which a prediction need not mind."""
    outcome = context.outcome
    outcome.reason = "No run to wait for was found."
    if context.check_mode:
        return
    outcome.status = Status.UNKNOWN
    trouble = f" The last look failed: {last_error.message}" if last_error else ""
    hint = f" No job of this name is scheduled; close to it are {', '.join(map(repr, near))}." if near else ""
    error, limit = (DeadlineError, "wait_timeout") if deadline.passed else (JobError, "start_timeout")
    raise error(
        f"no run to wait for was found before {limit} was over.{trouble}{hint} Check the name or handle and since, or "
        "look with job_info, subset [active, logs]."
    )


TASK = Task(begin_run, _wait_for_job)
