# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying out the plan for a scheduled job.

The service cannot change a job, so one that differs is replaced: the new one is submitted, then the old one is deleted.
A task that is killed in between leaves two jobs of the name, which the next task reduces to one. If the service refuses
a second job of the name, the old one is deleted first, in a section that defers signals, and is restored if the new one
is refused. No request that changes something is sent twice. If the answer does not say whether it was carried out,
getScheduledJobs does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable

from .._ips.client import IpsClient
from .._ips.errors import Delivery, FaultError, IpsError
from .._ips.job_plan import NORMAL, PAUSED, Change, Plan, acceptance, differing_options, restorable, view_of, view_with
from .._ips.model import ScheduledJob
from .._ips.pace import Deadline
from .._ips.submission import JobDefinition, submit_job
from .._runs.delivery import DOUBT_TIMEOUT, can_follow_the_act
from .._runs.notes import Held
from .._runs.outcome import Outcome
from .._runs.resolve import find_jobs
from .._runs.watch import Polling
from .signals import uninterrupted

IsDone = Callable[[list[ScheduledJob]], bool]
"""Whether the jobs that the service shows prove that a request was carried out."""

REPLACED = "replaced"
"""The key under which the old definition is kept while a job is replaced."""

ACCEPTED = "accepted"
"""The key under which a definition is kept that the service shows differently than it was submitted."""

MAX_POLL_INTERVAL = 2.0
"""The most seconds between two looks after an answer that does not say whether a request was carried out."""

SECOND_OF_A_NAME = re.compile(r"\b(in use|exists?|duplicate|unique)\b", re.IGNORECASE)
"""Words of a refusal because of the job's name (source: one recorded ipsApiFault 30000, "already in use")."""

_DELETED_ONLY = "The old definition was deleted, and the new one was not submitted."


@dataclass
class ScheduleOutcome(Outcome):
    """The result so far of a task about a scheduled job.

    :param before: the job as it was, for the diff.
    :param current: the job as it is now, as far as it is known.
    :param actions: the operations that the service has carried out; in check mode, those that would be sent.
    :param unconfirmed: an operation that was sent, if it is not known whether the service acted on it.
    :param previous: the job as it was, if it was deleted.
    """

    reason: str = "The task ended before it decided what to do."
    before: Mapping[str, Any] | None = None
    current: Mapping[str, Any] = field(default_factory=dict)
    actions: list[Change] = field(default_factory=list)
    unconfirmed: Change | None = None
    previous: Mapping[str, Any] | None = None
    job: ScheduledJob | None = None

    @property
    def changed(self) -> bool:
        """Whether the service has carried out a change, or may have; in check mode, whether it would."""
        return bool(self.actions) or self.unconfirmed is not None

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        return {
            "actions": [change.value for change in self.actions],
            "unconfirmed": self.unconfirmed.value if self.unconfirmed else None,
            "reason": self.reason,
            "job": self.job.as_result() if self.job else None,
            "previous": self.previous,
        }

    def diff(self) -> dict[str, Any] | None:
        """The job before and after, or None if the task did not look."""
        return None if self.before is None else {"before": self.before, "after": self.current}

    def take(self, planned: Plan) -> None:
        """Note the plan before it is carried out."""
        self.reason = planned.reason
        self.before = self.current = planned.before
        if self.predicted:
            self.current = planned.after
            self.actions = list(planned.changes)
            self.previous = planned.before if Change.DELETE in planned.changes else None


@dataclass
class PlanExecution:
    """Carries out the plan for a scheduled job.

    :param outcome: is updated with each request.
    :param held: the lock of the job's definition, and what is kept with it.
    :param kept_in: the file that keeps the old definition while the job is replaced.
    """

    client: IpsClient
    company: str
    name: str
    outcome: ScheduleOutcome
    held: Held
    kept_in: str = ""

    def carry_out(self, planned: Plan) -> None:
        """Carry out the plan.

        :raises IpsError: when a part of it failed; the message says which definition exists.
        """
        shown = self.outcome.job
        if planned.job:
            if shown:
                self._replace(shown, planned.job)
            else:
                self._submit(planned.job)
            self._accept(planned.job)
        elif Change.DELETE in planned.changes and shown:
            self.delete(shown)
        for change in planned.changes:
            if change in (Change.PAUSE, Change.RESUME) and self.outcome.job:
                self._set_state(self.outcome.job, change, is_new=planned.job is not None)
        self.outcome.reason = planned.reason

    def delete(self, job: ScheduledJob) -> None:
        """Delete a job."""
        before = view_of(job)
        self._change(Change.DELETE, job, lambda jobs: not same(jobs, job.handle, before))
        self.outcome.previous = before
        if self.outcome.job in (None, job):
            self.outcome.current, self.outcome.job = {}, None

    def _all(self) -> list[ScheduledJob]:
        return find_jobs(self.client, self.company, self.name)[0]

    def _submit(self, new: JobDefinition) -> None:
        """Submit a job, and look at it as the service shows it."""
        send = partial(submit_job, self.client, self.company, new)
        handle = self._send(Change.SUBMIT, send, lambda jobs: bool(alike(jobs, new)))
        self.outcome.current = view_with(NORMAL, new)
        self._refresh(ScheduledJob(handle or "", new.name, new.name), new)

    def _set_state(self, job: ScheduledJob, change: Change, is_new: bool = False) -> None:
        """Pause or resume a job.

        :param is_new: whether this task has submitted it.
        """
        paused = change is Change.PAUSE

        def is_set(jobs: list[ScheduledJob]) -> bool:
            return any((shown.trigger_state == PAUSED) is paused for shown in _with_handle(jobs, job.handle))

        try:
            self._change(change, job, is_set)
        except IpsError as exc:
            if is_new:
                exc.message += " The job has been submitted, and it is not paused. Run the task again."
            raise
        self.outcome.current = {**self.outcome.current, "trigger_state": PAUSED if paused else NORMAL}
        self._refresh(job)

    def _change(self, change: Change, job: ScheduledJob, is_done: IsDone) -> None:
        self._send(change, partial(self.client.change_job, change.value, self.company, job.handle), is_done)

    def _send(self, change: Change, send: Callable[[], str | None], is_done: IsDone) -> str | None:
        """Send a request once. If the answer does not say whether it was carried out, look.

        :returns: what the service has answered, if anything.
        :raises IpsError: when it was not carried out, or when that is not known.
        """
        self.outcome.unconfirmed = change
        handle = None
        try:
            handle = send()
        except IpsError as exc:
            self._reconcile(change, exc, is_done)
        self.outcome.unconfirmed = None
        self.outcome.actions.append(change)
        return handle

    def _reconcile(self, change: Change, exc: IpsError, is_done: IsDone) -> None:
        """Find out whether a request was carried out, since its answer does not say so.

        :raises IpsError: the given one, when it was not carried out, or when that is not known.
        """
        outcome, polling = self.outcome, Polling(self.client, MAX_POLL_INTERVAL)
        if exc.delivery is Delivery.UNKNOWN or (can_follow_the_act(exc) and not is_about_the_name(exc)):
            looks = polling.polls(lambda: is_done(self._all()), Deadline(self.client.clock, DOUBT_TIMEOUT))
            with suppress(FaultError):
                if any(looks):
                    return
        if exc.delivery is Delivery.UNKNOWN or polling.last_error:
            outcome.reason = f"{change.value} was sent once, and whether the service acted on it is not known."
            exc.message = (
                f"{outcome.reason[:-1]}: {exc.message} Run the task again: it looks first, and does what is left to do."
            )
        else:
            outcome.unconfirmed = None
            unsent = exc.delivery is Delivery.NOT_SENT
            outcome.reason = f"{change.value} {'could not be sent' if unsent else 'was refused by the service'}."
        raise exc

    def _refresh(self, job: ScheduledJob, submitted: JobDefinition | None = None) -> None:
        """Look at the job as the service shows it now. If that fails, the task does not.

        :param submitted: the definition of a new job, which may have the old one's handle.
        """
        try:
            jobs = self._all()
        except IpsError as exc:
            self.outcome.warnings.append(f"The job could not be looked at afterwards: {exc.message}")
            jobs = []
        found = (alike(jobs, submitted) if submitted else []) or _with_handle(jobs, job.handle) or jobs
        self.outcome.job = next(iter(found), job)

    def _accept(self, new: JobDefinition) -> None:
        """Keep the definition that the service shows, if it differs from the one that was submitted."""
        shown = self.outcome.job
        differing = differing_options(new, shown) if shown else []
        self.held.save({ACCEPTED: acceptance(new, shown)} if shown and differing else {})
        if differing:
            self.outcome.warnings.append(shown_differently(differing))

    def _replace(self, old: ScheduledJob, new: JobDefinition) -> None:
        """Submit the new job, then delete the old one.

        :raises IpsError: when the new one could not be submitted; the message says that the old one still exists.
        """
        self.kept_in = self.held.save({REPLACED: {"handle": old.handle, "job": view_of(old)}})
        try:
            self._submit(new)
        except IpsError as exc:
            if is_about_the_name(exc):
                with uninterrupted():
                    self._swap(old, new)
                return
            if self.outcome.unconfirmed is None:
                self.held.save({})
                self.outcome.reason = "The new definition could not be submitted, and the old one still exists."
                exc.message += " The old definition still exists."
            raise
        self._remove(old, new)

    def _remove(self, old: ScheduledJob, new: JobDefinition) -> None:
        """Delete the old job, after the new one was submitted."""
        try:
            if same(self._all(), old.handle, view_of(old)):
                self.delete(old)
        except IpsError as exc:
            exc.message += " The new definition exists next to the old one. Run the task again: it deletes the old one."
            raise
        if self.outcome.job and self.outcome.job.handle == old.handle and not alike(self._all(), new):
            # Both had the same handle, and the new one was deleted.
            self._submit(new)

    def _swap(self, old: ScheduledJob, new: JobDefinition) -> None:
        """Delete the old job and submit the new one. Restore the old one if that fails."""
        self.delete(old)
        self.outcome.reason = _DELETED_ONLY
        try:
            self._submit(new)
        except IpsError as exc:
            self._restore(old, new, exc)

    def _restore(self, shown: ScheduledJob, new: JobDefinition, failure: IpsError) -> None:
        """Submit the old definition again, after the new one could not be submitted.

        :raises IpsError: the failure, saying which definition exists; unless the new one has appeared after all.
        """
        doubt, old = self.outcome.unconfirmed, restorable(shown)
        if old is None:
            failure.message += " The old definition could not be restored, since the service did not show all of it."
        else:
            what_failed = "Restoring the old definition failed too"
            try:
                self._submit(old)
                what_failed = "The old definition could not be paused again"
                if shown.trigger_state == PAUSED and self.outcome.job:
                    self._set_state(self.outcome.job, Change.PAUSE)
            except IpsError as exc:
                failure.message += f" {what_failed}: {exc.message}"
        self._report_what_exists(old, new, failure, doubt)

    def _report_what_exists(
        self, old: JobDefinition | None, new: JobDefinition, failure: IpsError, doubt: Change | None
    ) -> None:
        """Say which definition exists after the old one was restored, or should have been.

        :param doubt: submitJob, if it is not known whether the service acted on it.
        :raises IpsError: the failure; unless the new definition exists after all, and is then the only one.
        """
        outcome = self.outcome
        outcome.reason = _DELETED_ONLY
        try:
            jobs = self._all()
        except IpsError as exc:
            failure.message += f" What exists now could not be seen: {exc.message}"
            raise failure from None
        arrived = alike(jobs, new) if doubt else []
        if arrived:
            for job in jobs:
                if job is not arrived[0]:
                    self.delete(job)
            outcome.unconfirmed = None
            outcome.actions.append(Change.SUBMIT)
            outcome.job, outcome.current = arrived[0], view_with(NORMAL, new)
            return
        outcome.unconfirmed = outcome.unconfirmed or doubt
        outcome.job = jobs[0] if jobs else None
        outcome.current = view_of(outcome.job)
        if old and alike(jobs, old):
            self.held.save({})
            outcome.reason = "The new definition could not be submitted, and the old one was restored."
            failure.message += " The old definition had been deleted by then; it has been restored."
        else:
            failure.message += (
                " No definition exists; the old one is in the result as previous, and in the file "
                f"{self.kept_in}. Fix the cause, and run the task again: it submits the new one."
            )
        raise failure


def alike(jobs: list[ScheduledJob], definition: JobDefinition) -> list[ScheduledJob]:
    """The jobs that are shown as submitted. Handles prove nothing, since a new job may get the old one's."""
    return [job for job in jobs if not differing_options(definition, job)]


def is_about_the_name(exc: IpsError) -> bool:
    """Whether the service has refused a job because one of its name exists already."""
    return isinstance(exc, FaultError) and SECOND_OF_A_NAME.search(exc.reason or "") is not None


def same(jobs: list[ScheduledJob], handle: Any, view: Any) -> list[ScheduledJob]:
    """The jobs that are shown exactly as one was.

    :param view: of that job.
    """
    return [shown for shown in _with_handle(jobs, handle) if view_of(shown) == view]


def _with_handle(jobs: list[ScheduledJob], handle: Any) -> list[ScheduledJob]:
    return [job for job in jobs if job.handle == handle]


def shown_differently(options: list[str]) -> str:
    """The warning about a job that the service shows differently than it was submitted."""
    return (
        f"The service shows another value for {', '.join(options)} than was submitted. The job is not replaced "
        "again because of that."
    )
