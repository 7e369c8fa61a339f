# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""wait_for_job: waits for a run that something else started."""

from __future__ import annotations

from functools import partial

from .._ips.errors import DeadlineError, JobError
from .._ips.model import shown
from .._ips.pace import Deadline
from .._runs.evidence import Found
from .._runs.find import Search, SearchByName, find_run, run_of_handle
from .._runs.follow import RunFollower
from .._runs.identity import JobIdentity, close_names, identity_of, identity_of_run
from .._runs.resolve import company_handle, find_jobs, only_one
from .._runs.result import Action, RunOutcome, Status
from .._runs.watch import JobWatch, Polling
from .arguments import ACCOUNT, RUN, Arguments
from .base import Context, Task
from .options import time
from .run_options import FOLLOWING, policy_from
from .watching import watch_from

ARGUMENTS = ACCOUNT + RUN + Arguments({"since": time()}) + FOLLOWING


def _wait_for_job(context: Context[RunOutcome]) -> None:
    deadline = context.start_deadline()
    company = company_handle(context.client, context.params)
    if context.params["run_handle"]:
        _wait_for_handle(context, deadline, company, context.params["run_handle"])
    else:
        _wait_for_name(context, deadline, company, context.params["job_name"])


def _wait_for_handle(context: Context[RunOutcome], deadline: Deadline, company: str, handle: str) -> None:
    polling = Polling(context.client, context.params["poll_interval"])
    found = _find(context, polling, partial(run_of_handle, context.client, company, handle), deadline)
    if found is None:
        _report_nothing_found(context, deadline, polling.trouble)
        return
    watch = watch_from(context, company, identity_of_run(found.run), context.params["start_timeout"])
    start = shown(found.run.start_time)
    if found.row is not None and start is not None:
        # For the follow-on runs. A failure to read them does not fail the task.
        watch.attempt(lambda: watch.rows(start), deadline)
    _conclude(context, deadline, watch, found)


def _wait_for_name(context: Context[RunOutcome], deadline: Deadline, company: str, name: str) -> None:
    """Wait for a run by name. The job may not be scheduled, and several jobs of one original name share their runs."""
    jobs, looked_at = find_jobs(context.client, company, name)
    context.outcome.job = jobs[0] if len(jobs) == 1 else None
    if len({identity_of(job).key for job in jobs}) > 1:
        only_one(jobs, "run_handle")
    identity = identity_of(jobs[0]) if jobs else JobIdentity(name, name)
    watch = watch_from(context, company, identity, context.params["start_timeout"])
    search = SearchByName(watch, context.params["since"])
    found = _find(context, watch, search, deadline)
    if found is not None:
        _conclude(context, deadline, watch, found)
        return
    near = [] if jobs else close_names(looked_at, name)
    hint = f" No job of this name is scheduled; similar names are {', '.join(map(repr, near))}." if near else ""
    if search.older is not None:
        hint += f" The run {search.older.name!r} is active, but started before since."
    if context.params["since"] is not None:
        hint += (
            " The machine that runs jobs has its own clock. If that clock is behind the service's, a since that is "
            "some minutes earlier finds the run."
        )
    _report_nothing_found(context, deadline, watch.trouble + hint)


def _find(context: Context[RunOutcome], polling: Polling, search: Search, deadline: Deadline) -> Found | None:
    """The run to wait for, or None if it is not found in time. In check mode, the task looks only once."""
    try:
        if context.check_mode:
            return search()
        return find_run(polling, search, context.params["start_timeout"], deadline)
    except JobError:
        context.outcome.status = Status.UNKNOWN
        context.outcome.reason = "Which run is meant is not known."
        raise


def _conclude(context: Context[RunOutcome], deadline: Deadline, watch: JobWatch, found: Found) -> None:
    outcome, (run, row) = context.outcome, found
    outcome.action = Action.ADOPT
    outcome.reason = f"The task waits for the run {run.name!r}."
    has_ended = row is not None and row.end_time is not None
    if context.check_mode and not has_ended:
        outcome.run, outcome.status = run, Status.RUNNING
        return
    RunFollower(watch, policy_from(context.params), outcome, deadline).conclude(run, row)


def _report_nothing_found(context: Context[RunOutcome], deadline: Deadline, why: str) -> None:
    """Report that no run was found. Except in check mode, that is a failure.

    :param why: sentences about what may be the cause.
    """
    outcome = context.outcome
    outcome.reason = "No run to wait for was found."
    if context.check_mode:
        return
    outcome.status = Status.UNKNOWN
    error, limit = (DeadlineError, "wait_timeout") if deadline.passed else (JobError, "start_timeout")
    raise error(
        f"no run to wait for was found before {limit} expired.{why} Check the name or handle, or look with job_info, "
        "subset [active, logs]."
    )


TASK = Task(ARGUMENTS, RunOutcome.begin, _wait_for_job)
