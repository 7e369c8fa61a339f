# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of stop_job: the active runs of a job, or one run, stopped, and that verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from .._ips.errors import DeadlineError, Delivery, FaultError, IpsError
from .._ips.model import Run, ScheduledJob
from .._ips.pace import Deadline
from .._runs.find import SearchByHandle
from .._runs.identity import JobIdentity, close_names, identity_of
from .._runs.resolve import company_handle, find_jobs, job_subject, only_one
from .._runs.stop import STOP_TIMEOUT, StopOrder, StopResult, order_stop, verify_stop
from .._runs.watch import JobWatch
from .arguments import COMPANY, CONNECTION, RUN, Arguments, duration
from .base import Context, Task

ARGUMENTS = (
    CONNECTION
    + COMPANY
    + RUN
    + Arguments(
        {
            "stop_timeout": duration(STOP_TIMEOUT),
            "poll_interval": duration(10),
        }
    )
)

LOG_TIMEOUT = 10.0
"""Seconds that the log row of a run which is not active any more is waited for, to see when it ended."""


@dataclass
class StoppedRun:
    """A run and what came of stopping it.

    :param result: a prediction in check mode; ``unconfirmed`` until more is known.
    :param may_be_ours: whether a stopJob of this task may have reached the service.
    """

    run: Run
    result: StopResult = StopResult.UNCONFIRMED
    may_be_ours: bool = False
    error: IpsError | None = None

    def as_result(self) -> dict[str, Any]:
        """An item of the ``runs`` key of a result."""
        return {**self.run.as_result(), "result": self.result.value}


@dataclass
class StopOutcome:
    """The result of stop_job in the making.

    :param looked: whether the task got to look for active runs.
    :param runs: those that were active, by name.
    """

    subject: str
    predicted: bool
    reason: str = "The task ended before it could look for active runs."
    job: ScheduledJob | None = None
    looked: bool = False
    runs: dict[str, StoppedRun] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether this task stopped a run, or may have; in check mode, whether it would."""
        runs = self.runs.values()
        if self.predicted:
            return any(not stopped.run.is_stopping for stopped in runs)
        return any(stopped.may_be_ours and stopped.result is not StopResult.FINISHED_FIRST for stopped in runs)

    def of(self, result: StopResult) -> list[StoppedRun]:
        """The runs of that result."""
        return [stopped for stopped in self.runs.values() if stopped.result is result]

    def as_result(self) -> dict[str, Any]:
        """All keys but those of the exchange and of a failure."""
        return {
            "changed": self.changed,
            "reason": self.reason,
            "job": self.job.as_result() if self.job else None,
            "runs": [stopped.as_result() for stopped in self.runs.values()],
            "warnings": list(self.warnings),
        }

    def diff(self) -> dict[str, Any] | None:
        """The active runs before and after, or None where the task did not look."""
        if not self.looked:
            return None
        left = [stopped.run.name for stopped in self.of(StopResult.UNCONFIRMED)]
        return {"before": {"active_runs": list(self.runs)}, "after": {"active_runs": left}}


def _begin(params: Mapping[str, Any], check_mode: bool) -> StopOutcome:
    return StopOutcome(job_subject(params), check_mode)


def _stop_job(context: Context) -> None:
    outcome = context.outcome
    watch = _watch(context)
    active = _active_runs(context, watch)
    outcome.looked = True
    outcome.runs = {run.name: StoppedRun(run) for run in active}
    if not active:
        outcome.reason = "No run is active."
        return
    if context.check_mode:
        for stopped in outcome.runs.values():
            stopped.result = StopResult.STOPPED
        to_stop = [run for run in active if not run.is_stopping]
        outcome.reason = f"{_runs(len(to_stop))} would be stopped." if to_stop else "All active runs stop already."
        return
    outcome.reason = f"{_runs(len(active))} should stop; whether that has happened is not known."
    _stop(watch, outcome, Deadline(context.client.clock, context.params["stop_timeout"]))
    _conclude(outcome)


def _watch(context: Context) -> JobWatch:
    company = company_handle(context.client, context.params)
    interval = context.params["poll_interval"]
    return JobWatch(context.client, company, JobIdentity(""), interval, LOG_TIMEOUT)


def _active_runs(context: Context, watch: JobWatch) -> list[Run]:
    """The runs that the options mean, as far as they are active."""
    if context.params["run_handle"]:
        return _run_of_handle(watch, context.params["run_handle"])
    name = context.params["job_name"]
    found, looked_at = find_jobs(context.client, watch.company_handle, name)
    job = context.outcome.job = only_one(found, "run_handle") if found else None
    watch.identity = identity_of(job) if job else JobIdentity(name, name)
    active = [run for run in watch.active_runs() if run.is_active]
    near = close_names(looked_at, name)
    if not active and job is None and near:
        context.outcome.warnings.append(
            f"There is no scheduled job {name!r}, and no run of such a job is active. Close to it are "
            f"{', '.join(map(repr, near))}."
        )
    return active


def _run_of_handle(watch: JobWatch, handle: str) -> list[Run]:
    """The active run of a handle, its own or its log row's; a handle that the service does not know means none."""
    try:
        found = SearchByHandle(watch, handle).look()
    except FaultError as exc:
        if exc.about_access:
            raise
        return []
    if found is None:
        return []
    run, row = found
    candidates = [run] if row is None else watch.active_runs()
    return [candidate for candidate in candidates if candidate.name == run.name and candidate.is_active]


def _stop(watch: JobWatch, outcome: StopOutcome, deadline: Deadline) -> None:
    """Tell all of the runs to stop, then see to each that it does; one that is stopping already is not told again."""
    orders: list[StopOrder] = []
    for stopped in outcome.runs.values():
        order = _already_stopping(watch, stopped.run) if stopped.run.is_stopping else order_stop(watch, stopped.run)
        stopped.may_be_ours = order.may_have_reached
        stopped.error = order.error
        orders.append(order)
    for order, stopped in zip(orders, outcome.runs.values()):
        attempt = verify_stop(watch, order, deadline)
        stopped.run, stopped.result = attempt.followed.run, attempt.result


def _already_stopping(watch: JobWatch, run: Run) -> StopOrder:
    return StopOrder(run, watch.client.server_clock.now(), Delivery.NOT_SENT)


def _conclude(outcome: StopOutcome) -> None:
    """Say how the runs stand, and fail for those of which it is not certain."""
    stopped, finished = outcome.of(StopResult.STOPPED), outcome.of(StopResult.FINISHED_FIRST)
    in_doubt = outcome.of(StopResult.UNCONFIRMED)
    parts = [(stopped, "stopped"), (finished, "ended before that"), (in_doubt, "not confirmed to have stopped")]
    outcome.reason = f"{', '.join(f'{_runs(len(some))} {words}' for some, words in parts if some)}."
    if in_doubt:
        _fail(in_doubt)


def _fail(in_doubt: list[StoppedRun]) -> NoReturn:
    names = ", ".join(repr(stopped.run.name) for stopped in in_doubt)
    advice = "Look at it with job_info, and run the task again, if need be with a longer stop_timeout."
    error = next((stopped.error for stopped in in_doubt if stopped.error), None)
    if error is None:
        raise DeadlineError(f"told to stop, but still active when stop_timeout was over: {names}. {advice}")
    error.message = f"not stopped for certain: {names}. {error.message} {advice}"
    raise error


def _runs(number: int) -> str:
    return f"{number} run" if number == 1 else f"{number} runs"


TASK = Task(_begin, _stop_job)
