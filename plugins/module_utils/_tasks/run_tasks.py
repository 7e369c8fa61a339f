# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that deal with a run: execute_job and wait_for_job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._ips.client import IpsClient
from .._ips.errors import DeadlineError, IpsError, JobError
from .._ips.pace import Deadline
from .._runs.bookmark import Bookmark
from .._runs.decision import OnRunning
from .._runs.delivery import deliver, give_up
from .._runs.execution import TriggeredRun
from .._runs.find import (
    RunSearch,
    SearchByHandle,
    SearchByName,
    find_run,
)
from .._runs.follow import (
    LogDetails,
    OnTimeout,
    RunFollower,
    RunPolicy,
)
from .._runs.identity import (
    JobIdentity,
    close_names,
    identity_of,
)
from .._runs.judgement import Thresholds
from .._runs.resolve import (
    company_handle,
    find_jobs,
    job_subject,
    only_one,
    the_job,
)
from .._runs.result import Action, RunOutcome, Status
from .._runs.watch import JobWatch
from .base import Context, Task
from .options import time_option


def begin_run(params: Mapping[str, Any], check_mode: bool) -> RunOutcome:
    """The outcome of a task that deals with a run, before it has done anything."""
    return RunOutcome(subject=job_subject(params), predicted=check_mode)


def policy_from(params: Mapping[str, Any]) -> RunPolicy:
    """What the options want of a run.

    :raises ConfigurationError: when a time option holds no time.
    """
    return RunPolicy(
        on_running=OnRunning(params.get("on_running") or OnRunning.ADOPT),
        adopt_since=time_option(params, "adopt_since"),
        skip_if_succeeded_since=time_option(params, "skip_if_succeeded_since"),
        wait=params.get("wait", True),
        on_timeout=OnTimeout(params["on_timeout"]),
        thresholds=Thresholds(params["max_errors"], params["max_warnings"]),
        log_details=LogDetails(params["log_details"]),
        log_limit=params["log_limit"],
    )


def deadline_from(context: Context) -> Deadline:
    """The end of all the task's waiting; ``wait_timeout: 0`` is no end."""
    deadline = context.client.deadline = Deadline(context.client.clock, context.params["wait_timeout"] or None)
    return deadline


def watch_from(context: Context, company: str, identity: JobIdentity) -> JobWatch:
    """A watch over the job's runs, in the task's rhythm."""
    return JobWatch(
        context.client,
        company,
        identity,
        poll_interval=context.params["poll_interval"],
        start_timeout=context.params["start_timeout"],
        observer=context.observer,
    )


@dataclass(frozen=True)
class ExecuteTrigger:
    """Runs a scheduled job now."""

    client: IpsClient
    company_handle: str
    job_handle: str
    operation: str = "executeJob"

    def send(self) -> None:
        """Send executeJob, once."""
        self.client.execute_job(self.company_handle, self.job_handle)


def _execute_job(context: Context) -> None:
    params, client = context.params, context.client
    if _is_bare(params) and not context.check_mode:
        _execute_unseen(context)
        return
    policy = policy_from(params)
    deadline = deadline_from(context)
    company = company_handle(client, params)
    job = context.outcome.job = the_job(client, company, params)
    identity = identity_of(job)
    TriggeredRun(
        watch_from(context, company, identity),
        policy,
        context.outcome,
        deadline,
        ExecuteTrigger(client, company, job.handle),
        context.lock,
        (client.connection.endpoint, company, identity.key),
        context.check_mode,
    ).run()


def _is_bare(params: Mapping[str, Any]) -> bool:
    """Whether nothing needs to be known of the job or its runs."""
    return bool(
        params["company_handle"]
        and params["job_handle"]
        and params["on_running"] == OnRunning.EXECUTE.value
        and not params["wait"]
        and params["skip_if_succeeded_since"] is None
    )


def _execute_unseen(context: Context) -> None:
    """Send the one call and look at nothing else."""
    params, client, outcome = context.params, context.client, context.outcome
    outcome.job_handle = params["job_handle"]
    outcome.action = Action.EXECUTE
    trigger = ExecuteTrigger(client, params["company_handle"], params["job_handle"])
    doubt = deliver(client, trigger, outcome)
    if doubt is not None:
        give_up(trigger, outcome, doubt, looked=False)


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


def resume_run(context: Context, bookmark: Bookmark) -> None:
    """Go on with a run where the waiting for it has paused."""
    watch = watch_from(context, bookmark.company_handle, bookmark.identity)
    deadline = context.client.deadline = bookmark.deadline_by(context.client.clock)
    RunFollower(watch, policy_from(context.params), context.outcome, deadline).resume(bookmark)


EXECUTE_JOB = Task(begin_run, _execute_job, resume_run)
WAIT_FOR_JOB = Task(begin_run, _wait_for_job, resume_run)
