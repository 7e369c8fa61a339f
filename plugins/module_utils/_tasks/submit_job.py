# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""submit_job: submits a job that runs once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .._ips.errors import Delivery, IpsError, JobError
from .._ips.model import ScheduledJob
from .._ips.pace import Deadline
from .._ips.submission import JobDefinition, submit_job
from .._ips.times import format_time, parse_when
from .._runs.decision import Decision, OnRunning, Step
from .._runs.delivery import Trigger, give_up
from .._runs.evidence import Found, NewRuns, Seen
from .._runs.execution import TriggeredRun
from .._runs.identity import JobIdentity
from .._runs.resolve import find_jobs, the_company
from .._runs.result import RunOutcome, Status
from .arguments import ACCOUNT, Arguments
from .base import Context, Task
from .job_arguments import JOB_KIND, KIND_OPTIONS, NEW_JOB, definition_from
from .options import READ, ZONED, reader
from .run_options import FOLLOWING
from .triggering import DECISION, flow_from


def _moment(text: str) -> datetime:
    """A time that is not an age.

    :raises ValueError: when it is an age, or no time at all.
    """
    moment = parse_when(text)
    if isinstance(moment, timedelta):
        raise ValueError(f"{text!r} is an age")
    return moment


ARGUMENTS = (
    ACCOUNT
    + NEW_JOB
    + JOB_KIND
    + Arguments(
        {"exec_time": {"type": "str", READ: reader(_moment, f"Give a time in the future: {ZONED} or epoch seconds.")}},
        required_one_of=(KIND_OPTIONS,),
    )
    + DECISION
    + FOLLOWING
)


class SubmittedForLater(TriggeredRun):
    """Submits a job that runs at a later time.

    The task does not wait for its run. getScheduledJobs shows whether it was submitted. If a job of the same name is
    already waiting for its time, no second one is submitted.
    """

    exec_time: datetime
    _waiting_before: frozenset[tuple[str, datetime | None]] = frozenset()

    def _look_and_decide(self) -> Decision:
        decision = super()._look_and_decide()
        if decision.step is Step.EXECUTE:
            waiting = self._waiting_jobs()
            self._waiting_before = frozenset((job.handle, job.next_fire_time) for job in waiting)
            if waiting and self.policy.on_running is not OnRunning.EXECUTE:
                return self._instead(waiting[0])
        return decision

    def _note(self, seen: Seen) -> None:
        """No note is needed: the service shows a job that waits for its time."""

    def _instead(self, waiting: ScheduledJob) -> Decision:
        """What to do if a job of the name is already waiting for its time."""
        when = format_time(waiting.next_fire_time)
        waits = f"A job of this name is already waiting for {when}"
        if self.policy.on_running is OnRunning.FAIL:
            self.outcome.reason = f"{waits}, and on_running is fail."
            raise JobError(
                f"a job of this name ({waiting.handle!r}) is already waiting for {when}, and on_running is fail. "
                "Nothing was submitted; run the task again when it has run, or give another job_name."
            )
        if waiting.next_fire_time != self.exec_time:
            self.outcome.warnings.append(
                f"{waits}, not for {format_time(self.exec_time)}. It stays unchanged; with on_running: execute "
                "another one is submitted as well."
            )
        self.outcome.job = waiting
        self.outcome.reason = f"{waits}; it is adopted."
        return Decision(Step.ADOPT, self.outcome.reason)

    def _status_of_adoption(self, decision: Decision) -> Status:
        return Status.RUNNING if decision.run else Status.TRIGGERED

    def _adopt(self, decision: Decision) -> None:
        """Follow what something else has triggered. A job that has yet to start is not followed."""
        super()._adopt(decision)
        if decision.run is None:
            self.outcome.status = Status.TRIGGERED

    def _find(self, seen: Seen, doubt: IpsError | None) -> Found | None:
        """Find the job among the scheduled ones, even if the service has accepted it, for the result."""
        outcome = self.outcome
        deadline = self.deadline.within(self._identify_timeout(doubt))
        new = NewRuns(seen, self.exec_time)
        polls = self.watch.polls(lambda: self._shows(new, deadline), deadline)
        if doubt is None:
            next(polls)
        elif not any(polls):
            looked = self.watch.last_error is None and not self.deadline.passed
            give_up(self.trigger, outcome, doubt, looked, places="scheduled, active, logs")
        outcome.delivery = Delivery.CONFIRMED if doubt is None else Delivery.RECONCILED
        outcome.status = Status.TRIGGERED
        outcome.reason = f"The job runs at {format_time(self.exec_time)}, and is not waited for."
        return None

    def _shows(self, new: NewRuns, deadline: Deadline) -> bool:
        """Whether the service shows the new job, or its run if its time has come."""
        for job in self._waiting_jobs():
            if (job.handle, job.next_fire_time) not in self._waiting_before:
                self.outcome.job = job
                return True
        if self.exec_time <= self.client.server_clock.now():
            self._look_for(new, deadline)
        runs = [found.run for found in new.certain]
        if len(runs) != 1 or new.is_early(runs[0]):
            return False
        self.outcome.run = runs[0]
        return True

    def _waiting_jobs(self) -> list[ScheduledJob]:
        """The jobs of the name that wait for their one run."""
        name = self.watch.identity.original_name
        found, _looked_at = find_jobs(self.client, self.watch.company_handle, name)
        return [job for job in found if job.schedule is None and job.next_fire_time is not None]


def _begin(params: Mapping[str, Any], check_mode: bool) -> RunOutcome:
    outcome = RunOutcome.begin(params, check_mode)
    outcome.job = ScheduledJob("", params["job_name"], params["job_name"])
    return outcome


def _submit_job(context: Context[RunOutcome]) -> None:
    params, client, outcome = context.params, context.client, context.outcome
    job = definition_from(params)
    outcome.job = _as_scheduled(job)
    client.version.require("submitJob", job.fields_of(client.version))
    deadline = context.start_deadline()
    company = the_company(client, params)
    # Now is what a job without a time means. What one in the past means, the reference does not say.
    if job.exec_time is not None and job.exec_time <= client.server_clock.now():
        job = job._replace(exec_time=None)

    def send() -> None:
        outcome.job = _as_scheduled(job, submit_job(client, company.handle, job) or "")

    how = (context, company, JobIdentity(job.name, job.name), deadline, Trigger("submitJob", send))
    if job.exec_time is not None:
        outcome.coming_run = f"(a run at {format_time(job.exec_time)})"
        outcome.is_noted = False
        later = flow_from(SubmittedForLater, *how)
        later.exec_time = job.exec_time
        later.run()
    else:
        flow_from(TriggeredRun, *how).run()


def _as_scheduled(job: JobDefinition, handle: str = "") -> ScheduledJob:
    return ScheduledJob(handle, job.name, job.name, element=job.element, fields=job.fields)


TASK = Task(ARGUMENTS, _begin, _submit_job)
