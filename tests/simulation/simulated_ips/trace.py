# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A played schedule as text, which shows why a seed fails."""

from __future__ import annotations

from collections.abc import Iterator

from simulated_ips.network import PASSWORD, Exchange
from simulated_ips.play import Performance, Play
from simulated_ips.runs import Run
from simulated_ips.schedule import TRIGGERING, WAIT_FOR_JOB, default_params
from simulated_ips.timeline import NEVER


def story(play: Play) -> str:
    """The service, the tasks and their exchanges, in chronological order."""
    lines = [f"seed {play.schedule.seed}, job {play.schedule.job.key!r}, the service is {play.service.habits}"]
    lines += [f"  scheduled: {job}" for job in play.service.jobs]
    lines += ["runs, in seconds of the simulation:"]
    lines += [f"  {_run(run)}" for run in play.service.runs]
    performances = [one for both in play.performances for one in (both.predicted, both) if one is not None]
    for performance in performances:
        lines += _task(performance)
    return "\n".join(lines)


def _moment(moment: float) -> str:
    return "never" if moment == NEVER else f"{moment:.3f}"


def _run(run: Run) -> str:
    life = run.life
    times = (
        f"triggered {_moment(run.triggered_at)}, active {_moment(run.shown_at)} to {_moment(run.gone_at)}, "
        f"running {_moment(run.running_at)}, ended {_moment(run.ended_at)}, "
        f"row {_moment(run.row_at)}, its end {_moment(run.row_end_at)}"
    )
    stopped = f", asked to stop {_moment(run.stop_asked_at)} by {', '.join(run.stoppers)}" if run.stoppers else ""
    result = f"{life.errors} errors, {life.warnings} warnings{', fatal' if life.fatal else ''}"
    return (
        f"{run.number} {run.name!r} by {run.cause}: {times}{stopped}; started {run.started:.3f} server time; {result}"
    )


def _task(performance: Performance) -> Iterator[str]:
    plan, result = performance.plan, performance.result
    kind = f"{plan.kind}{' in check mode' if plan.check_mode else ''}{' again' if performance.of else ''}"
    usual = {name: value for kind in (*TRIGGERING, WAIT_FOR_JOB) for name, value in default_params(kind).items()}
    options = {
        name: value
        for name, value in performance.params.items()
        if value != usual.get(name) and value != PASSWORD and name not in ("endpoint", "username")
    }
    yield f"task {plan.number}: {kind} on machine {plan.machine}, from {performance.began:.3f}: {options}"
    for exchange in performance.exchanges:
        yield f"  {_exchange(exchange)}"
    if performance.killed:
        yield "  (terminated)"
    shown = {name: value for name, value in result.items() if value not in (None, [], {})}
    yield f"  {performance.ended:.3f} {performance.runaway or shown}"


def _exchange(exchange: Exchange) -> str:
    view = exchange.view
    shown = ""
    if view is not None:
        shown = ", ".join([f"{run.number} {state}" for run, state in view.active])
        shown += ", ".join([f"{run.number}{' ended' if ended else ''}" for run, ended in view.rows])
        shown = f": {shown or 'nothing'}"
    kind = "poll " if exchange.is_poll else ""
    acted = f" (acted at {exchange.reached_at:.3f})" if exchange.acted else ""
    return (
        f"{exchange.began:.3f} to {exchange.ended:.3f} {kind}{exchange.operation}{acted}: {exchange.fate.value}{shown}"
    )
