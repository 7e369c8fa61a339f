# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks that trigger a run have in common."""

from __future__ import annotations

from typing import TypeVar

from .._ips.model import Company
from .._ips.pace import Deadline
from .._runs.decision import OnRunning
from .._runs.delivery import Trigger
from .._runs.execution import TriggeredRun
from .._runs.follow import RunPolicy
from .._runs.identity import JobIdentity
from .._runs.lock import lock_key
from .._runs.result import RunOutcome
from .arguments import Arguments
from .base import Context
from .options import choice, time
from .run_options import policy_from
from .watching import watch_from

Flow = TypeVar("Flow", bound=TriggeredRun)

DECISION = Arguments(
    {
        "on_running": choice(OnRunning.ADOPT),
        "adopt_since": time(),
        "skip_if_succeeded_since": time(),
        "wait": {"type": "bool", "default": True},
    }
)


def flow_from(
    kind: type[Flow],
    context: Context[RunOutcome],
    company: Company,
    identity: JobIdentity,
    deadline: Deadline,
    trigger: Trigger,
    policy: RunPolicy | None = None,
) -> Flow:
    """The flow that runs the job.

    :param policy: that of the options if none is given.
    """
    return kind(
        watch=watch_from(context, company.handle, identity, context.params["start_timeout"]),
        policy=policy or policy_from(context.params),
        outcome=context.outcome,
        deadline=deadline,
        trigger=trigger,
        lock=context.lock,
        lock_key=lock_key(context.client.connection.endpoint, company, identity.key),
        check_mode=context.check_mode,
    )
