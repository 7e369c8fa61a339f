# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do, given what is there: one pure function, so that check mode, diff and the real run cannot disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .._ips.model import JobLog, Run
from .._ips.times import format_time


class Step(Enum):
    """What a decision calls for."""

    EXECUTE = "execute"
    ADOPT = "adopt"
    SKIP = "skip"
    WAIT_OUT = "wait_out"
    FAIL = "fail"


class OnRunning(str, Enum):
    """What a task wants done about a run that is already active."""

    ADOPT = "adopt"
    FAIL = "fail"
    WAIT = "wait"
    EXECUTE = "execute"


@dataclass(frozen=True)
class Situation:
    """What the service shows of a job before the task does anything.

    :param active: the job's runs that are not Done.
    :param succeeded: the log row of a run that makes another one needless, where there is one.
    """

    active: tuple[Run, ...] = ()
    succeeded: JobLog | None = None

    @property
    def latest(self) -> Run | None:
        """The active run that started last; one without a start has yet to start."""
        return max(self.active, key=lambda run: (run.start_time is None, run.start_time or 0), default=None)


@dataclass(frozen=True)
class Decision:
    """What to do and why.

    :param run: the one to adopt, to wait out, or that is in the way.
    :param row: of the run that makes another one needless.
    """

    step: Step
    reason: str
    run: Run | None = None
    row: JobLog | None = None


def decide(situation: Situation, on_running: OnRunning, adopt_since: datetime | None = None) -> Decision:
    """The one decision of a triggering task.

    :param adopt_since: an active run is adopted only when it started then or later.
    """
    row = situation.succeeded
    if row is not None:
        started = format_time(row.start_time)
        return Decision(Step.SKIP, f"The run {row.job_name!r}, started {started}, has succeeded already.", row=row)
    run = situation.latest
    if run is None:
        return Decision(Step.EXECUTE, "No run of the job is active.")
    active = f"The run {run.name!r} is active ({run.state})"
    if on_running is OnRunning.FAIL:
        return Decision(Step.FAIL, f"{active}, and on_running is fail.", run)
    if on_running is OnRunning.EXECUTE:
        return Decision(Step.EXECUTE, f"{active}; another one is started beside it, since on_running is execute.", run)
    if on_running is OnRunning.WAIT:
        return Decision(Step.WAIT_OUT, f"{active}; its end comes first, since on_running is wait.", run)
    if adopt_since is not None and run.start_time is not None and run.start_time < adopt_since:
        since = format_time(adopt_since)
        return Decision(Step.WAIT_OUT, f"{active}, but started before {since}; its end comes first.", run)
    return Decision(Step.ADOPT, f"{active}; it is adopted.", run)
