# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""execute_job: runs a scheduled job now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from .._runs.decision import OnRunning
from .._runs.delivery import Trigger, deliver, give_up
from .._runs.execution import TriggeredRun
from .._runs.identity import identity_of
from .._runs.resolve import the_company, the_job
from .._runs.result import Action, RunOutcome
from .arguments import ACCOUNT, Arguments, one_of
from .base import Context, Task
from .options import filled
from .run_options import FOLLOWING
from .triggering import DECISION, flow_from

ONE_SCHEDULED_JOB = Arguments({"job_name": filled(), "job_handle": filled()}, **one_of("job_name", "job_handle"))

ARGUMENTS = ACCOUNT + ONE_SCHEDULED_JOB + DECISION + FOLLOWING


def _execute_job(context: Context[RunOutcome]) -> None:
    params, client, deadline = context.params, context.client, context.start_deadline()
    if _is_bare(params) and not context.check_mode:
        _execute_unseen(context)
        return
    company = the_company(client, params)
    job = context.outcome.job = the_job(client, company.handle, params)
    trigger = Trigger("executeJob", partial(client.execute_job, company.handle, job.handle))
    flow_from(TriggeredRun, context, company, identity_of(job), deadline, trigger).run()


def _is_bare(params: Mapping[str, Any]) -> bool:
    """Whether nothing needs to be known of the job or its runs."""
    return bool(
        params["company_handle"]
        and params["job_handle"]
        and params["on_running"] is OnRunning.EXECUTE
        and not params["wait"]
        and params["skip_if_succeeded_since"] is None
    )


def _execute_unseen(context: Context[RunOutcome]) -> None:
    """Send the one call and look at nothing else."""
    params, client, outcome = context.params, context.client, context.outcome
    outcome.job_handle = params["job_handle"]
    outcome.action = Action.EXECUTE
    outcome.is_noted = False
    trigger = Trigger("executeJob", partial(client.execute_job, params["company_handle"], params["job_handle"]))
    doubt = deliver(client, trigger, outcome)
    if doubt is not None:
        give_up(trigger, outcome, doubt, looked=False)


TASK = Task(ARGUMENTS, RunOutcome.begin, _execute_job)
