# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do in a situation: one pure function, so that check mode, diff and the real run cannot disagree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from .._ips.model import JobLog, Run
from .._ips.times import format_time
from .evidence import Found, is_possible
from .notes import Note


class Step(Enum):
    """What a task does next."""

    EXECUTE = "execute"
    ADOPT = "adopt"
    SKIP = "skip"
    WAIT_OUT = "wait_out"
    LOOK_AGAIN = "look_again"
    FAIL = "fail"


class OnRunning(str, Enum):
    """What a task does about a run that is already active."""

    ADOPT = "adopt"
    FAIL = "fail"
    WAIT = "wait"
    EXECUTE = "execute"


class Situation(NamedTuple):
    """What the look has shown of a job before the task does anything.

    :param active: the job's active runs.
    :param succeeded: the log row of a run whose success is recent enough, if there is one.
    :param sent: a trigger whose run has not been seen and may still come, or has ended.
    :param over: the run of that trigger, if it has ended.
    :param now: the server's time.
    :param awaited: a run that has ended and may have succeeded recently enough, but the log does not show that yet.
    :param triggered: when the triggers of runs were sent, by the runs' names; these runs started no earlier.
    """

    active: tuple[Run, ...] = ()
    succeeded: JobLog | None = None
    sent: Note | None = None
    over: Found | None = None
    now: datetime | None = None
    awaited: Run | None = None
    triggered: Mapping[str, datetime] = MappingProxyType({})

    @property
    def latest(self) -> Run | None:
        """The active run that started last. A run without a start has not started yet, and counts as the latest."""
        return max(self.active, key=lambda run: (run.start_time is None, run.start_time or 0), default=None)


class Decision(NamedTuple):
    """What to do and why.

    :param run: the run to adopt, to wait for, or because of which the task fails.
    :param row: of the run to adopt, or of the one whose success is recent enough.
    :param then: what most likely follows, if the step is to wait or to look again.
    :param waited_out: the runs to wait for, if the step is to wait; the one that started last comes first.
    """

    step: Step
    reason: str
    run: Run | None = None
    row: JobLog | None = None
    then: Step = Step.EXECUTE
    waited_out: tuple[Run, ...] = ()


def decide(situation: Situation, on_running: OnRunning, adopt_since: datetime | None = None) -> Decision:
    """The one decision of a triggering task.

    :param adopt_since: a run is adopted only when it started then or later.
    """
    row = situation.succeeded
    if row is not None:
        started = format_time(row.start_time)
        return Decision(Step.SKIP, f"The run {row.job_name!r}, started {started}, has succeeded already.", row=row)
    if situation.latest is not None:
        return _about_run(situation.latest, situation, on_running, adopt_since)
    decision = Decision(Step.EXECUTE, "No run of the job is active.")
    if situation.sent is not None:
        decision = _about_trigger(situation.sent, situation.over, on_running, adopt_since)
    awaited = situation.awaited
    if decision.step is Step.EXECUTE and awaited is not None and on_running is not OnRunning.EXECUTE:
        reason = f"The run {awaited.name!r} has ended, but the log does not show yet whether it succeeded."
        return Decision(Step.LOOK_AGAIN, reason, awaited)
    return decision


def _about_run(run: Run, situation: Situation, on_running: OnRunning, adopt_since: datetime | None) -> Decision:
    active = f"The run {run.name!r} is active ({state_of(run)})"
    others = [other for other in situation.active if other is not run]
    if on_running is OnRunning.FAIL:
        return Decision(Step.FAIL, f"{active}, and on_running is fail.", run)
    if on_running is OnRunning.EXECUTE:
        return Decision(Step.EXECUTE, f"{active}; another one is started, since on_running is execute.", run)
    if on_running is OnRunning.WAIT:
        return _about_ends(f"{active}; the task waits for its end first, since on_running is wait.", [run, *others])
    if adopt_since is None or _is_recent(run, situation, adopt_since):
        return Decision(Step.ADOPT, f"{active}; it is adopted.", run)
    since = format_time(adopt_since)
    reason = f"{active}, but is not known to have started at {since} or later; the task waits for its end first."
    return _about_ends(reason, [run, *(other for other in others if not _is_recent(other, situation, adopt_since))])


def _is_recent(run: Run, situation: Situation, since: datetime) -> bool:
    """Whether a run started at that time or later; one without a start has not started yet."""
    start = situation.triggered.get(run.name, run.start_time)
    return start is None or (since <= start and is_possible(start, situation.now))


def _about_ends(reason: str, runs: list[Run]) -> Decision:
    """Wait for the ends of runs, the latest first; by then the others may have ended."""
    if runs[0].state is None:
        # A run that is not among the active jobs yet cannot be seen to leave them.
        return Decision(Step.LOOK_AGAIN, reason, runs[0])
    waited_out = tuple(run for run in runs if run.state is not None)
    return Decision(Step.WAIT_OUT, reason, runs[0], waited_out=waited_out)


def state_of(run: Run) -> str:
    """The state of an active run, for a message."""
    return run.state or "its log row has no end"


def _about_trigger(note: Note, over: Found | None, on_running: OnRunning, adopt_since: datetime | None) -> Decision:
    """What to do about a trigger that this user's tasks have sent on this machine."""
    sent = f"An earlier task of this user on this machine sent {note.operation} at {format_time(note.sent_at)}"
    if on_running is OnRunning.EXECUTE:
        return Decision(Step.EXECUTE, f"{sent}; another one is sent, since on_running is execute.")
    adopts = on_running is OnRunning.ADOPT and (adopt_since is None or note.sent_at >= adopt_since)
    if over is None:
        unseen = f"{sent}, and its run has not been seen yet"
        if on_running is OnRunning.FAIL:
            return Decision(Step.FAIL, f"{unseen}; on_running is fail.")
        reason = f"{unseen}; this task looks for that run first."
        return Decision(Step.LOOK_AGAIN, reason, then=Step.ADOPT if adopts else Step.EXECUTE)
    run, row = over
    if adopts:
        return Decision(Step.ADOPT, f"{sent}, and its run {run.name!r} has ended; it is adopted.", run, row)
    return Decision(Step.EXECUTE, f"{sent}, and its run {run.name!r} has ended.")
