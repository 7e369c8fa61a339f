# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of all tasks that deal with a run, and what is made from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from .._ips.model import Company
from .._ips.pace import Deadline
from .._runs.decision import OnRunning
from .._runs.delivery import Trigger
from .._runs.execution import TriggeredRun
from .._runs.follow import LogDetails, OnTimeout, RunPolicy
from .._runs.identity import JobIdentity
from .._runs.judgement import Thresholds
from .._runs.lock import lock_key
from .._runs.outcome import Outcome
from .._runs.result import RunOutcome
from .._runs.watch import JobWatch
from .arguments import Arguments
from .base import Context
from .options import choice, count, duration, positive_duration, time

Flow = TypeVar("Flow", bound=TriggeredRun)

DECISION = Arguments(
    {
        "on_running": choice(OnRunning.ADOPT),
        "adopt_since": time(),
        "skip_if_succeeded_since": time(),
        "wait": {"type": "bool", "default": True},
    }
)

WAITING = Arguments(
    {
        "wait_timeout": duration(3600),
        "start_timeout": duration(120),
        "poll_interval": positive_duration(10),
        "on_timeout": choice(OnTimeout.FAIL),
    }
)

THRESHOLDS = Arguments({"max_errors": count(0), "max_warnings": count()})

JUDGEMENT = THRESHOLDS + Arguments(
    {
        "log_details": choice(LogDetails.ERRORS),
        "log_limit": count(100),
    }
)


def thresholds_from(params: Mapping[str, Any]) -> Thresholds:
    """What a run may show and still count as a success."""
    return Thresholds(params["max_errors"], params["max_warnings"])


def policy_from(params: Mapping[str, Any]) -> RunPolicy:
    """What the options ask of a run."""
    return RunPolicy(
        on_running=params.get("on_running", OnRunning.ADOPT),
        adopt_since=params.get("adopt_since"),
        skip_if_succeeded_since=params.get("skip_if_succeeded_since"),
        wait=params.get("wait", True),
        on_timeout=params["on_timeout"],
        thresholds=thresholds_from(params),
        log_details=params["log_details"],
        log_limit=params["log_limit"],
    )


def deadline_from(context: Context[Outcome]) -> Deadline:
    """The deadline of all the task's waiting, retries included. ``wait_timeout: 0`` means no limit."""
    client = context.client
    client.deadline = Deadline(client.clock, context.params["wait_timeout"] or None)
    return client.deadline


def watch_from(context: Context[Outcome], company: str, identity: JobIdentity) -> JobWatch:
    """A watch over the job's runs, with the task's intervals."""
    interval, start_timeout = context.params["poll_interval"], context.params["start_timeout"]
    return JobWatch(context.client, interval, company, identity, start_timeout, context.observer)


def flow_from(
    kind: type[Flow],
    context: Context[RunOutcome],
    company: Company,
    identity: JobIdentity,
    deadline: Deadline,
    trigger: Trigger,
) -> Flow:
    """The flow that runs the job as the options say."""
    return kind(
        watch=watch_from(context, company.handle, identity),
        policy=policy_from(context.params),
        outcome=context.outcome,
        deadline=deadline,
        trigger=trigger,
        lock=context.lock,
        lock_key=lock_key(context.client.connection.endpoint, company, identity.key),
        check_mode=context.check_mode,
    )
