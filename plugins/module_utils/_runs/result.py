# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task knows about its job and run. It is filled while the task runs, so it is true whenever the task ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from .._ips.errors import Delivery
from .._ips.model import Counters, LogMessage, Run, ScheduledJob
from .._ips.times import format_time
from .evidence import CLOCK_MARGIN
from .judgement import Violation
from .outcome import Outcome


class Action(str, Enum):
    """What a task decided to do."""

    EXECUTE = "execute"
    ADOPT = "adopt"
    SKIP = "skip"
    NONE = "none"


class Status(str, Enum):
    """The status of the run."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    RUNNING = "running"
    TRIGGERED = "triggered"
    UNKNOWN = "unknown"
    NOT_RUN = "not_run"


class StopResult(str, Enum):
    """How stopping a run ended."""

    STOPPED = "stopped"
    FINISHED_FIRST = "finished_first"
    UNCONFIRMED = "unconfirmed"


MAY_HAVE_ACTED = (Delivery.CONFIRMED, Delivery.RECONCILED, Delivery.UNKNOWN)


def snapshot(active_run: str | None, last_run: str | None, last_result: str | None) -> dict[str, Any]:
    """One side of a diff: the job's active run and last result."""
    return {"active_run": active_run, "last_run": last_run, "last_result": last_result}


@dataclass
class RunOutcome(Outcome):
    """The result so far of a task that deals with a run.

    :param before: the first side of the diff; None if the task has not looked.
    :param coming_run: the name in the diff of a run that has not been seen yet.
    :param is_noted: whether later tasks find a note of the trigger.
    """

    reason: str = "The task ended before it decided what to do."
    action: Action = Action.NONE
    status: Status = Status.NOT_RUN
    delivery: Delivery = Delivery.NOT_SENT
    job: ScheduledJob | None = None
    job_handle: str | None = None
    run: Run | None = None
    follow_ons: dict[str, Run] = field(default_factory=dict)
    counters: Counters | None = None
    violations: list[Violation] = field(default_factory=list)
    log: list[LogMessage] = field(default_factory=list)
    log_truncated: bool = False
    exported_urls: list[str] = field(default_factory=list)
    executed_at: datetime | None = None
    before: dict[str, Any] | None = None
    coming_run: str = "(a new run)"
    is_noted: bool = True

    @property
    def changed(self) -> bool:
        """Whether this task caused, or may have caused, a run; in check mode, whether it would."""
        if self.predicted:
            return self.action is Action.EXECUTE
        return self.delivery in MAY_HAVE_ACTED

    @property
    def advice(self) -> str | None:
        """How to find out what became of the trigger or the run, if that is not known."""
        if self.delivery is Delivery.UNKNOWN:
            return self.how_to_find_out()
        if self.run is not None and self.status is Status.RUNNING:
            return f"The run {self.run.name!r} keeps running at the service; {how_to_wait_on(self.run)}."
        return None

    def how_to_find_out(self, places: str = "active, logs") -> str:
        """How to find out what became of a trigger, and how to run the task again without a second trigger.

        The times allow for clocks that differ. A task that runs again on this machine finds the note of the trigger.

        :param places: where to look for the run, as job_info's ``subset`` has them.
        """
        since = self.executed_at and format_time(self.executed_at - CLOCK_MARGIN)
        find_out = f"To find out, use job_info with subset [{places}] and since {since}."
        if not self.is_noted:
            return f"{find_out} If no run is there after ten minutes, run the task again, with on_running: adopt."
        return (
            f"{find_out} To run again without a second trigger, run this task as the same user on the same machine, "
            f"with on_running: adopt and skip_if_succeeded_since: {format_time(self.executed_at)}; it looks for that "
            "run first."
        )

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        return {
            "action": self.action.value,
            "status": self.status.value,
            "delivery": self.delivery.value,
            "reason": self.reason,
            "job": self._job(),
            "run": self.run.as_result() if self.run else None,
            "follow_ons": [run.as_result() for run in self.follow_ons.values()],
            "counters": self.counters.as_result() if self.counters else None,
            "violations": [violation.as_result() for violation in self.violations],
            "log": [message.as_result() for message in self.log],
            "log_truncated": self.log_truncated,
            "exported_urls": list(self.exported_urls),
            "executed_at": format_time(self.executed_at),
        }

    def diff(self) -> dict[str, Any] | None:
        """Before and after, or None if the task did not look."""
        if self.before is None:
            return None
        return {"before": self.before, "after": self._after(self.before)}

    def _after(self, before: dict[str, Any]) -> dict[str, Any]:
        untriggered = not self.predicted and self.delivery not in MAY_HAVE_ACTED
        if self.action in (Action.SKIP, Action.NONE) or (self.action is Action.EXECUTE and untriggered):
            return before
        if self.run is None:
            return before if self.action is Action.ADOPT else {**before, "active_run": self.coming_run}
        if self.status in (Status.SUCCEEDED, Status.FAILED, Status.STOPPED):
            return snapshot(None, self.run.name, self.status.value)
        return {**before, "active_run": self.run.name}

    def _job(self) -> dict[str, Any] | None:
        if self.job is not None:
            return self.job.as_result()
        if self.job_handle is None:
            return None
        return dict.fromkeys(ScheduledJob("", "").as_result(), None) | {"handle": self.job_handle}


def how_to_wait_on(run: Run) -> str:
    """What a user can do to see the end of a run that this task no longer waits for."""
    return f"wait for it with wait_for_job (run_handle {run.handle!r})"
