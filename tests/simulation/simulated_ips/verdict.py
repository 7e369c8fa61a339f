# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The right decision for what a task was shown, written independently of the flow, to check the flow's decision.

If two decisions are possible, the verdict is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from simulated_ips.network import Fate
from simulated_ips.play import Performance
from simulated_ips.runs import Run
from simulated_ips.service import View
from simulated_ips.timeline import EPOCH

EXECUTE, ADOPT, SKIP, WAIT, REFUSE = "execute", "adopt", "skip", "wait", "refuse"

MARGIN = 1200.0
"""Seconds in the server's future from which on a time cannot be true. A nearer time allows two decisions."""

FRESH = 120.0
"""Seconds for which a row without an end certainly belongs to an active run."""

CLOCK_SLACK = 90.0
"""Seconds by which a task may count an age from another time than here: the slowest way to its first answer."""


@dataclass
class Look:
    """The two answers from which a task decides.

    :param is_clear: whether each answer about the details of a row was about that row.
    """

    active: View
    rows: View | None = None
    is_clear: bool = True


@dataclass(frozen=True)
class Span:
    """The time that an option means, which is between two times of the server's clock."""

    earliest: float
    latest: float


def looks(performance: Performance) -> list[Look]:
    """The looks of a task at its job, without polls. An unfinished look has no rows."""
    found: list[Look] = []
    for exchange in performance.exchanges:
        view = exchange.view
        if exchange.operation == "getJobLogDetails" and exchange.fate is Fate.STRANGE and found:
            found[-1].is_clear = False
        if view is None or exchange.is_poll:
            continue
        if view.operation == "getActiveJobs":
            found.append(Look(view))
        elif view.operation == "getJobLogs" and found:
            found[-1].rows = _later(found[-1].rows, view)
    return found


def _later(before: View | None, view: View) -> View:
    """Both answers about the log as one. If both show a row, the later answer counts."""
    rows = {**dict(before.rows if before else ()), **dict(view.rows)}
    return replace(view, rows=tuple(rows.items()))


def span(text: str | None, wall_at_start: float) -> Span | None:
    """The time that an option means."""
    if text is None:
        return None
    if text.endswith("s"):
        moment = wall_at_start - float(text[:-1])
        return Span(moment - 1.0, moment + CLOCK_SLACK)
    if text.isdigit():
        moment = float(text) - EPOCH.timestamp()
    else:
        moment = (datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH).total_seconds()
    return Span(moment, moment)


def key_of(performance: Performance, runs: list[Run]) -> str | None:
    """The beginning of the names of the task's runs."""
    job = performance.result.get("job")
    if job and job["name"]:
        return str(job["original_name"] or job["name"])
    handle = performance.params.get("run_handle")
    if handle:
        return next((run.key for run in runs if handle in (run.handle, run.row_handle)), None)
    name = performance.params.get("job_name")
    return str(name) if name else None


def is_of(run: Run, key: str | None) -> bool:
    """Whether a run belongs to that job."""
    return run.key == key and not run.follows


def seen_stopping(performance: Performance) -> set[int]:
    """The runs, by number, that a task was shown in state Stopping."""
    views = [exchange.view for exchange in performance.exchanges if exchange.view is not None]
    return {run.number for view in views for run, state in view.active if state == "Stopping"}


def verdict(
    performance: Performance,
    look: Look,
    key: str | None,
    wall_at_start: float,
    wall_at_look: float,
    stopped: Mapping[int, bool],
) -> str | None:
    """What a task must do after its last look.

    :param stopped: the runs, by number, that other tasks on its machine have asked to stop, and whether it knows that.
    """
    params = performance.params
    if look.rows is None or not look.is_clear or _shares_names(look, key):
        return None
    shown = [run for run, _state in look.active.active]
    active = {run: run.started for run, state in look.active.active if is_of(run, key) and state != "Done"}
    earlier = [view for one in looks(performance)[:-1] for view in (one.active, one.rows) if view]
    waited_for = [run for view in earlier for run, _what in view.active + view.rows]
    for run, ended in look.rows.rows:
        if is_of(run, key) and not ended and run not in shown:
            if run in waited_for or params["api_version"] == "pre-4.0" or not abs(wall_at_look - run.row_shown) < FRESH:
                return None
            active[run] = run.row_shown
    ruled_out = {run.number for run in active} | seen_stopping(performance)
    since = span(params["skip_if_succeeded_since"], wall_at_start)
    known = {number for number, is_known in stopped.items() if is_known}
    skip = _skips(look.rows, ruled_out | known, params, key, since, wall_at_look)
    if skip is None or skip != _skips(look.rows, ruled_out | set(stopped), params, key, since, wall_at_look):
        return None
    if skip:
        return SKIP
    if not active:
        return EXECUTE
    return _about_active(max(active.values()), params, span(params["adopt_since"], wall_at_start), wall_at_look)


def _shares_names(look: Look, key: str | None) -> bool:
    """Whether two runs that were shown have the same name."""
    shown = [run for view in (look.active, look.rows) if view for run, _what in view.active + view.rows]
    names = {run.number: run.name for run in shown if is_of(run, key)}
    return len(set(names.values())) < len(names)


def _skips(
    rows: View, ruled_out: set[int], params: Mapping[str, Any], key: str | None, since: Span | None, wall: float
) -> bool | None:
    if since is None:
        return False
    is_certain = True
    for run, ended in rows.rows:
        good = is_of(run, key) and run.keeps_within(params["max_errors"], params["max_warnings"])
        if not good or run.number in ruled_out or not since.earliest <= run.row_shown <= wall + MARGIN:
            continue
        recent = since.latest <= run.row_shown <= wall
        if ended and recent:
            return True
        is_certain = is_certain and recent and params["api_version"] != "pre-4.0"
    return False if is_certain else None


def _about_active(latest: float, params: Mapping[str, Any], since: Span | None, wall: float) -> str | None:
    on_running = params["on_running"]
    if on_running != "adopt":
        return {"fail": REFUSE, "execute": EXECUTE, "wait": WAIT}[on_running]
    if since is None:
        return ADOPT
    if latest > wall:
        return None
    return ADOPT if latest >= since.latest else (WAIT if latest < since.earliest else None)
