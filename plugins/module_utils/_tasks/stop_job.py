# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""stop_job: stops the active runs of a job, or one run, and verifies that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from .._ips.errors import DeadlineError, Delivery, FaultError, JobError
from .._ips.model import Run, ScheduledJob
from .._ips.pace import Deadline
from .._runs.evidence import CLOCK_MARGIN, under_way
from .._runs.find import run_of_handle
from .._runs.identity import JobIdentity, close_names, identity_of, identity_of_run
from .._runs.outcome import Outcome
from .._runs.resolve import company_handle, find_jobs, only_one
from .._runs.result import StopResult
from .._runs.stop import StopOrder, order_stop, verify_stop
from .._runs.watch import JobWatch
from .arguments import ACCOUNT, RUN, Arguments
from .base import Context, Task
from .options import duration, positive_duration
from .watching import watch_from

ARGUMENTS = ACCOUNT + RUN + Arguments({"stop_timeout": duration(300), "poll_interval": positive_duration(10)})

LOG_TIMEOUT = 10.0
"""Seconds to wait for the log row of a run that is no longer active, to see when it ended."""

LEAD_TIMEOUT = 10.0
"""Seconds to wait for a run whose log row has appeared before it is among the active jobs."""


@dataclass
class StoppedRun:
    """A run and the result of stopping it.

    :param order: the stopJob of this task; not sent if the run was stopping already.
    :param result: in check mode, the prediction; ``unconfirmed`` until more is known.
    """

    run: Run
    order: StopOrder
    result: StopResult = StopResult.UNCONFIRMED

    def as_result(self) -> dict[str, Any]:
        """An item of the ``runs`` key of a result."""
        return {**self.run.as_result(), "result": self.result.value}


@dataclass
class StopOutcome(Outcome):
    """The result of stop_job so far.

    :param looked: whether the task has looked for active runs.
    :param runs: the runs that were active.
    """

    reason: str = "The task ended before it could look for active runs."
    job: ScheduledJob | None = None
    looked: bool = False
    runs: list[StoppedRun] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether this task stopped a run, or may have; in check mode, whether it would."""
        if self.predicted:
            return any(not stopped.run.is_stopping for stopped in self.runs)
        return any(
            stopped.order.may_have_reached and stopped.result is not StopResult.FINISHED_FIRST for stopped in self.runs
        )

    def of(self, result: StopResult) -> list[StoppedRun]:
        """The runs with that result."""
        return [stopped for stopped in self.runs if stopped.result is result]

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        return {
            "reason": self.reason,
            "job": self.job.as_result() if self.job else None,
            "runs": [stopped.as_result() for stopped in self.runs],
        }

    def diff(self) -> dict[str, Any] | None:
        """The active runs before and after, or None if the task did not look."""
        if not self.looked:
            return None
        left = [stopped.run.name for stopped in self.of(StopResult.UNCONFIRMED)]
        active = [stopped.run.name for stopped in self.runs]
        return {"before": {"active_runs": active}, "after": {"active_runs": left}}


def _stop_job(context: Context[StopOutcome]) -> None:
    outcome = context.outcome
    watch, active = _active_runs(context)
    outcome.looked = True
    outcome.runs = [StoppedRun(run, StopOrder(run, Delivery.NOT_SENT)) for run in active]
    if not active:
        outcome.reason = "No run is active."
        return
    if context.check_mode:
        for stopped in outcome.runs:
            stopped.result = StopResult.STOPPED
        to_stop = [run for run in active if not run.is_stopping]
        outcome.reason = (
            f"{_runs(len(to_stop))} would be stopped." if to_stop else "All active runs are stopping already."
        )
        return
    outcome.reason = f"{_runs(len(active))} should stop; whether they have stopped is not known."
    _stop(watch, outcome, Deadline(context.client.clock, context.params["stop_timeout"]))
    _conclude(outcome, watch.trouble)


def _active_runs(context: Context[StopOutcome]) -> tuple[JobWatch, list[Run]]:
    """The active runs that the options select, and a watch over them."""
    company, handle = company_handle(context.client, context.params), context.params["run_handle"]
    return _of_handle(context, company, handle) if handle else _of_name(context, company, context.params["job_name"])


def _of_handle(context: Context[StopOutcome], company: str, handle: str) -> tuple[JobWatch, list[Run]]:
    """The run with a handle if it is active; for the handle of a log row, the active run of the same name.

    :raises JobError: when several active runs have that name.
    """
    try:
        found = run_of_handle(context.client, company, handle)
    except FaultError as exc:
        if exc.about_access:
            raise
        found = None
    watch = watch_from(context, company, identity_of_run(found.run) if found else JobIdentity(""), LOG_TIMEOUT)
    runs = [found.run] if found else []
    if found and found.row:
        runs = [run for run in _active(context, watch) if run.name == found.run.name]
    active = [run for run in runs if run.is_active]
    if len(active) > 1:
        handles = ", ".join(repr(run.handle) for run in active)
        raise JobError(
            f"{len(active)} active runs have the name of this log row, with the handles {handles}. Nothing was "
            "stopped; give one of these as run_handle."
        )
    return watch, active


def _of_name(context: Context[StopOutcome], company: str, name: str) -> tuple[JobWatch, list[Run]]:
    """The active runs of a job, which may no longer be scheduled."""
    jobs, looked_at = find_jobs(context.client, company, name)
    job = context.outcome.job = only_one(jobs, "run_handle") if jobs else None
    watch = watch_from(context, company, identity_of(job) if job else JobIdentity(name, name), LOG_TIMEOUT)
    active = _active(context, watch)
    near = close_names(looked_at, name) if job is None and not active else []
    if near:
        context.outcome.warnings.append(
            f"There is no scheduled job {name!r}, and no run of such a job is active. Similar names are "
            f"{', '.join(map(repr, near))}."
        )
    return watch, active


def _active(context: Context[StopOutcome], watch: JobWatch) -> list[Run]:
    """The active runs. If the log shows one that is not among the active jobs yet, it is waited for."""
    shown = _under_way(watch)
    if shown and not _stoppable(shown):
        deadline = Deadline(context.client.clock, LEAD_TIMEOUT)
        for found in watch.polls(partial(_under_way, watch), deadline, at_once=False):
            shown = shown if found is None else found
            if not shown or _stoppable(shown):
                break
        else:
            context.outcome.warnings.append(
                f"The log row of the run {shown[0].name!r} has no end, but the run is not among the active jobs, so it "
                "cannot be stopped. If it appears there, run the task again."
            )
    return _stoppable(shown)


def _under_way(watch: JobWatch) -> tuple[Run, ...]:
    """The job's runs that are under way; the log is asked only if none is among the active jobs."""
    runs = watch.active_runs()
    active = tuple(run for run in runs if run.is_active)
    if active:
        return active
    now = watch.client.server_clock.now()
    try:
        rows = watch.with_ends(watch.rows(now - CLOCK_MARGIN))
    except FaultError:
        # A user who may not read the log can still stop what is active.
        return ()
    return under_way(runs, rows, now)


def _stoppable(runs: Sequence[Run]) -> list[Run]:
    """Those that are among the active jobs; the service refuses to stop the others."""
    return [run for run in runs if run.state is not None]


def _stop(watch: JobWatch, outcome: StopOutcome, deadline: Deadline) -> None:
    """Stop all runs, then wait for each. No stopJob is sent for a run that is stopping already."""
    for stopped in outcome.runs:
        if not stopped.run.is_stopping:
            stopped.order = StopOrder(stopped.run, Delivery.UNKNOWN)
            stopped.order = order_stop(watch, stopped.run)
    for stopped in outcome.runs:
        followed = watch.known(stopped.run)
        stopped.result = verify_stop(watch, stopped.order, followed, deadline)
        stopped.run = followed.run


def _conclude(outcome: StopOutcome, trouble: str) -> None:
    """Say what became of the runs, and fail if that is not certain.

    :param trouble: what went wrong in the last look, as a sentence.
    """
    stopped, finished = outcome.of(StopResult.STOPPED), outcome.of(StopResult.FINISHED_FIRST)
    in_doubt = outcome.of(StopResult.UNCONFIRMED)
    parts = [(stopped, "stopped"), (finished, "ended before that"), (in_doubt, "not confirmed to have stopped")]
    outcome.reason = f"{', '.join(f'{_runs(len(some))} {words}' for some, words in parts if some)}."
    if in_doubt:
        _fail(in_doubt, trouble)


def _fail(in_doubt: list[StoppedRun], trouble: str) -> NoReturn:
    names = ", ".join(repr(stopped.run.name) for stopped in in_doubt)
    advice = "Check with job_info, and run the task again, if necessary with a longer stop_timeout."
    error = next((stopped.order.error for stopped in in_doubt if stopped.order.error), None)
    if error is None:
        raise DeadlineError(
            f"still active when stop_timeout expired, though stopJob was sent: {names}.{trouble} {advice}"
        )
    error.message = f"not certain to have stopped: {names}; {error.message}{trouble} {advice}"
    raise error


def _runs(number: int) -> str:
    return f"{number} run" if number == 1 else f"{number} runs"


TASK = Task(ARGUMENTS, StopOutcome.begin, _stop_job)
