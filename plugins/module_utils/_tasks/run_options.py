# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of every task that deals with a run, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._ips.model import Company
from .._ips.pace import Deadline
from .._runs.decision import OnRunning
from .._runs.delivery import Trigger
from .._runs.follow import LogDetails, OnTimeout, RunPolicy
from .._runs.identity import JobIdentity
from .._runs.judgement import Thresholds
from .._runs.lock import lock_key
from .._runs.resolve import job_subject
from .._runs.result import RunOutcome
from .._runs.watch import JobWatch
from .arguments import Arguments, choices, duration
from .base import Context
from .options import time_option

DECISION = Arguments(
    {
        "on_running": {"type": "str", "choices": choices(OnRunning), "default": OnRunning.ADOPT.value},
        "adopt_since": {"type": "str"},
        "skip_if_succeeded_since": {"type": "str"},
        "wait": {"type": "bool", "default": True},
    }
)

WAITING = Arguments(
    {
        "wait_timeout": duration(3600),
        "start_timeout": duration(120),
        "poll_interval": duration(10),
        "on_timeout": {"type": "str", "choices": choices(OnTimeout), "default": OnTimeout.FAIL.value},
    }
)

JUDGEMENT = Arguments(
    {
        "max_errors": {"type": "int", "default": 0},
        "max_warnings": {"type": "int"},
        "log_details": {"type": "str", "choices": choices(LogDetails), "default": LogDetails.ERRORS.value},
        "log_limit": {"type": "int", "default": 100},
    }
)


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
    """The end of all the task's waiting, which retries keep too; ``wait_timeout: 0`` is no end."""
    client = context.client
    client.deadline = Deadline(client.clock, context.params["wait_timeout"] or None)
    return client.deadline


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


def flow_from(
    context: Context, company: Company, identity: JobIdentity, deadline: Deadline, trigger: Trigger
) -> dict[str, Any]:
    """What a :class:`TriggeredRun` is made of."""
    return {
        "watch": watch_from(context, company.handle, identity),
        "policy": policy_from(context.params),
        "outcome": context.outcome,
        "deadline": deadline,
        "trigger": trigger,
        "lock": context.lock,
        "lock_key": lock_key(context.client.connection.endpoint, company, identity.key),
        "check_mode": context.check_mode,
    }
