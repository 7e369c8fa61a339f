# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""wait_for_idle: waits until no run is active, or no run of those selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from .._ips.errors import DeadlineError
from .._ips.model import Run, ScheduledJob
from .._runs.identity import AnyOf, JobIdentity, Tie, close_names, identity_of, jobs_named
from .._runs.idle import IdleWatch, ending_of
from .._runs.outcome import Outcome
from .._runs.resolve import company_handle
from .._runs.rows import is_wanted, misspelt_types
from .arguments import ACCOUNT, Arguments
from .base import Context, Task
from .options import duration, filled, positive_duration
from .watching import watch_from

ARGUMENTS = ACCOUNT + Arguments(
    {
        "job_names": filled(type="list", elements="str"),
        "types": {"type": "list", "elements": "str"},
        "submitted_by": {"type": "list", "elements": "str"},
        "wait_timeout": duration(3600),
        "poll_interval": positive_duration(10),
    }
)

MAX_NAMED = 5
"""The most runs that a message names."""


@dataclass
class IdleOutcome(Outcome):
    """The result of wait_for_idle so far.

    :param watch: None until the task has looked.
    """

    reason: str = "Which runs are active is not known."
    watch: IdleWatch | None = None

    @property
    def busy(self) -> tuple[Run, ...] | None:
        """The runs that were active at the last look, or None before the first one."""
        return self.watch.busy if self.watch else None

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        busy = {run.name for run in self.busy or ()}
        followed = self.watch.followed if self.watch else []
        return {
            "idle": self.busy == (),
            "reason": self.reason,
            "runs": [ending_of(one, one.run.name in busy) for one in followed],
        }


def _wait_for_idle(context: Context[IdleOutcome]) -> None:
    params, outcome = context.params, context.outcome
    deadline = context.start_deadline()
    company = company_handle(context.client, params)
    names = params["job_names"] or []
    jobs = context.client.scheduled_jobs(company) if names else []
    identity = AnyOf(jobs=tuple(one for name in names for one in _identities(jobs, name)))
    watch = watch_from(context, company, identity, start_timeout=0.0)
    idle = outcome.watch = IdleWatch(watch, lambda run: is_wanted(run, params["types"], params["submitted_by"]))
    try:
        if context.check_mode:
            idle.look()
        else:
            trouble = idle.wait(deadline)
            if idle.busy != ():
                _fail(idle.busy, trouble)
    finally:
        if idle.busy is not None:
            outcome.reason = f"{_runs(len(idle.busy))} active." if idle.busy else "No run is active."
        outcome.warnings += [*_unknown_names(names, jobs, idle), *misspelt_types(params["types"] or ())]


def _identities(jobs: Sequence[ScheduledJob], name: str) -> list[JobIdentity]:
    """What relates runs to a name. A job that was submitted once has runs, but is not scheduled."""
    return [identity_of(job) for job in jobs_named(jobs, name)] or [JobIdentity(name, name)]


def _unknown_names(names: Sequence[str], jobs: Sequence[ScheduledJob], idle: IdleWatch) -> list[str]:
    """Warnings about names that may be misspelt, since the task would not wait for their runs."""
    warnings = []
    for name in names:
        identity = JobIdentity(name, name)
        ties = [identity.tie(followed.run.name, followed.run.original_name) for followed in idle.followed]
        if not jobs_named(jobs, name) and Tie.RUN not in ties:
            near = close_names(jobs, name)
            hint = f" Similar names are {', '.join(map(repr, near))}." if near else ""
            warnings.append(f"There is no scheduled job {name!r}, and no run of such a job is active.{hint}")
    return warnings


def _fail(busy: tuple[Run, ...] | None, trouble: str) -> NoReturn:
    if busy is None:
        raise DeadlineError(
            f"wait_timeout expired before the service showed which runs are active.{trouble} Run the task again."
        )
    names = ", ".join(f"{run.title!r} ({run.state or 'in the log only'})" for run in busy[:MAX_NAMED])
    more = f" and {len(busy) - MAX_NAMED} more" if len(busy) > MAX_NAMED else ""
    raise DeadlineError(
        f"wait_timeout expired, and {_runs(len(busy))} active: {names}{more}.{trouble} Give a longer "
        "wait_timeout, or stop them with stop_job."
    )


def _runs(number: int) -> str:
    return "1 run is" if number == 1 else f"{number} runs are"


TASK = Task(ARGUMENTS, IdleOutcome.begin, _wait_for_idle)
