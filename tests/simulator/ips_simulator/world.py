# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that the simulated service remembers, and what can happen to it."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

from . import errors
from .behaviour import DEFAULT, NO_FILES, Behaviour, Turns, follow_on_behaviour, follow_on_name
from .clock import Agenda, Clock, to_milliseconds
from .company import Asset, Company, Invalidation, User
from .cron import parse as parse_schedule
from .errors import ServiceFault
from .runs import Run, ScheduledJob, UploadRun

Thing = TypeVar("Thing", ScheduledJob, Run)
_NUMBER_IN_HANDLE = re.compile(r"(?:j\|)?([0-9]{1,18})\|")
AnyRun = TypeVar("AnyRun", bound=Run)
_UPLOAD_EXPIRES = 30 * 60
"""Seconds after its last post until an upload ends on its own, according to the reference."""
_MOST_FIRINGS = 200_000
"""How many times schedules may fire in one leap of time: one of years would start no end of runs."""


class World:
    """The service's state. Not thread-safe: whoever uses it holds the service's lock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.companies: list[Company] = []
        self.users: list[User] = []
        self.submit_defaults = False
        self.cdn_seconds = 5.0
        self._agenda = Agenda()
        self._firings = 0
        self._things: dict[int, tuple[Company, Any]] = {}
        # Handles are good for one session only, so each session has others.
        self._last_number = random.randrange(100, 9000)

    def number(self) -> int:
        """A number that nothing has yet."""
        self._last_number += 1
        return self._last_number

    def now(self) -> float:
        return self.clock.now()

    def settle(self) -> float:
        """Let everything happen that was due by now; returns now.

        Schedules that are too far behind skip the rest, and continue from now.
        """
        now = self.now()
        self._firings = 0
        self._agenda.settle(now)
        return now

    # Looking things up

    def company_by_name(self, name: str) -> Company | None:
        return next((company for company in self.companies if company.name == name), None)

    def company_by_handle(self, handle: str, version: str) -> Company | None:
        return next((company for company in self.companies if company.handle(version) == handle), None)

    def user_by_email(self, email: str | None) -> User | None:
        return next((user for user in self.users if user.email == email), None)

    def user_by_handle(self, handle: str) -> User | None:
        return next((user for user in self.users if user.handle == handle), None)

    def job(self, company: Company, handle: str, version: str) -> ScheduledJob:
        """The scheduled job that a handle means; a fault if it means none of this company."""
        job = self._find(company, handle, ScheduledJob)
        if job is None or job.handle(version) != handle or job not in company.jobs:
            raise _no_such_job(handle)
        return job

    def run(self, company: Company, handle: str, version: str, or_row: bool = False) -> Run:
        """The run that a handle of the active jobs means, or with ``or_row`` one of the logs too; else a fault."""
        run = self._find(company, handle, Run)
        if run is None or run.vanished(self.now()):
            raise _no_such_job(handle)
        if handle != run.handle(version) and not (or_row and handle == run.row_handle(version)):
            raise _no_such_job(handle)
        return run

    def _find(self, company: Company, handle: str, kind: type[Thing]) -> Thing | None:
        number = _NUMBER_IN_HANDLE.match(handle)
        owner, thing = self._things.get(int(number[1]), (None, None)) if number else (None, None)
        if owner is not None and owner is not company:
            raise ServiceFault(errors.ILLEGAL_PARAMETER_VALUE, "The job belongs to another company: %s" % handle)
        return thing if isinstance(thing, kind) else None

    # Scheduled jobs

    def add_job(
        self,
        company: Company,
        name: str,
        element: str,
        details: Mapping[str, Any],
        submit_user: str,
        original_name: str | None = None,
        behaviour: Behaviour | None = None,
        exec_time: float | None = None,
        exec_schedule: str | None = None,
        listed: bool = True,
        locale: str | None = None,
        description: str | None = None,
    ) -> ScheduledJob:
        """A new job. ``exec_time`` is service time; ValueError if ``exec_schedule`` is invalid."""
        schedule = parse_schedule(exec_schedule) if exec_schedule else None
        plan = company.plan(name)
        job = ScheduledJob(
            number=self.number(),
            name=name,
            original_name=name if original_name is None else original_name,
            element=element,
            details=dict(details),
            submit_user=submit_user,
            behaviour=(behaviour or DEFAULT).changed(plan.changes),
            exec_schedule=exec_schedule,
            schedule=schedule,
            listed=listed,
            locale=locale,
            description=description,
            turns=plan.turns if "outcomes" in plan.changes else Turns(),
        )
        self._things[job.number] = (company, job)
        if listed:
            company.jobs.add(job)
        if exec_time is not None:
            self._plan_fire(company, job, exec_time)
        elif schedule is not None:
            self._plan_next_fire(company, job, self.now())
        return job

    def delete_job(self, company: Company, job: ScheduledJob) -> None:
        """Delete a job; its runs continue."""
        company.jobs.remove(job)

    def _plan_next_fire(self, company: Company, job: ScheduledJob, after: float) -> None:
        assert job.schedule is not None
        following = job.schedule.next_after(self.clock.local(after))
        if following is None:
            job.next_fire = None
        else:
            self._plan_fire(company, job, self.clock.from_local(following))

    def _plan_fire(self, company: Company, job: ScheduledJob, moment: float) -> None:
        job.next_fire = moment
        self._agenda.plan(moment, partial(self._fire, company, job, moment))

    def _fire(self, company: Company, job: ScheduledJob, moment: float) -> None:
        if job not in company.jobs or job.next_fire != moment:
            return
        if not job.paused:
            self.start_run(company, job, job.submit_user, triggered=moment)
        self._firings += 1
        if job.schedule is not None:
            self._plan_next_fire(company, job, moment if self._firings < _MOST_FIRINGS else self.now())
        else:
            job.next_fire = None
            company.jobs.remove(job)

    # Runs

    def start_run(
        self,
        company: Company,
        job: ScheduledJob,
        user: str,
        triggered: float | None = None,
        behaviour: Behaviour | None = None,
        follow_on: Mapping[str, Any] | None = None,
    ) -> Run:
        """Start a run of a job, now or at another service time; with ``follow_on`` as what follows one of its runs."""
        triggered = to_milliseconds(self.now() if triggered is None else triggered)
        name, element, details = job.name, job.element, job.details
        if follow_on is not None:
            name = follow_on_name(follow_on, job.name)
            element = follow_on.get("kind", job.element)
            details = follow_on.get("details", {})
        elif behaviour is None:
            behaviour = job.behaviour.of_run(job.turns.take())
        return self._start(Run, company, job, user, triggered, behaviour or DEFAULT, name, element, details)

    def _start(
        self,
        kind: type[AnyRun],
        company: Company,
        job: ScheduledJob,
        user: str,
        triggered: float,
        behaviour: Behaviour,
        name: str,
        element: str,
        details: Mapping[str, Any],
    ) -> AnyRun:
        run = kind(
            job=job,
            number=self.number(),
            row_number=self.number(),
            name=self._run_name(company, name, triggered + self.clock.jobs.skew),
            element=element,
            details=dict(details),
            submit_user=user,
            behaviour=behaviour,
            triggered=triggered,
            skew=self.clock.jobs.skew,
            stopped=None if behaviour.stop_after is None else triggered + behaviour.stop_after,
        )
        self._things[run.number] = self._things[run.row_number] = (company, run)
        company.history.add(run)
        if run.leaves > self.now() or run.follow_ons:
            company.active.add(run)
            self._agenda.plan(run.ended, partial(self._end, company, run))
        return run

    def _run_name(self, company: Company, base: str, moment: float) -> str:
        def name_at(at: float) -> str:
            return "%s_%s" % (base, self.clock.run_suffix(at))

        return company.history.free_name(moment, name_at) if self.clock.jobs.name_fractions else name_at(moment)

    def _end(self, company: Company, run: Run) -> None:
        if run.over:
            return
        run.over = True
        self._agenda.plan(run.leaves, partial(company.active.remove, run))
        if run.stopped is not None and run.stopped <= run.ended:
            return
        for follow_on in run.follow_ons:
            self.start_run(
                company,
                run.job,
                run.submit_user,
                triggered=run.ended,
                behaviour=follow_on_behaviour(follow_on),
                follow_on=follow_on,
            )

    # Uploads

    def start_upload(self, company: Company, job: ScheduledJob, user: str) -> UploadRun:
        """Start a run that takes files."""
        behaviour = job.behaviour.of_run(job.turns.take()).changed(NO_FILES)
        now = to_milliseconds(self.now())
        run = self._start(UploadRun, company, job, user, now, behaviour, job.name, job.element, job.details)
        company.uploads[job.number] = run
        return run

    def upload(self, company: Company, handle: str, version: str, by_run: bool) -> UploadRun | None:
        """The run that takes files and whose job's handle this is, or with ``by_run`` its own."""
        job = self._find(company, handle, ScheduledJob)
        if job is not None and job.handle(version) == handle:
            return company.uploads.get(job.number)
        run = self._find(company, handle, Run) if by_run else None
        return run if isinstance(run, UploadRun) and run.handle(version) == handle else None

    def keep_upload_open(self, company: Company, run: UploadRun) -> None:
        """Wait for the next post of files, as long as the reference says."""
        run.last_post = self.now()
        expiry = run.last_post + _UPLOAD_EXPIRES
        self._agenda.plan(expiry, partial(self._expire_upload, company, run, expiry))

    def _expire_upload(self, company: Company, run: UploadRun, moment: float) -> None:
        if run.last_post + _UPLOAD_EXPIRES == moment and run.takes_files(moment):
            self.close_upload(company, run, moment)

    def close_upload(self, company: Company, run: UploadRun, moment: float) -> None:
        """Let the run of an upload come to its end; no more files are taken."""
        run.closed = moment
        self._agenda.plan(run.ended, partial(self._end, company, run))

    def stop_run(self, company: Company, run: Run) -> None:
        """Stop a run that is not over."""
        run.stopped = self.now()
        self._agenda.plan(run.ended, partial(self._end, company, run))

    # Other things

    def add_asset(self, company: Company, name: str, asset_type: str, folder: str, **more: Any) -> Asset:
        now = self.now()
        asset = Asset(self.number(), name, asset_type, folder, created=now, last_modified=now, **more)
        company.assets[asset.handle] = asset
        return asset

    def add_folder(self, company: Company, path: str) -> str:
        """A folder of that path, new unless there is one; returns its handle."""
        for handle, known in company.folders.items():
            if known == path:
                return handle
        handle = "f|%d" % self.number()
        company.folders[handle] = path
        return handle

    def invalidate(self, company: Company, urls: list[str]) -> Invalidation:
        now = self.now()
        invalidation = Invalidation(self.number(), urls, now, now + self.cdn_seconds)
        company.invalidations[invalidation.handle] = invalidation
        return invalidation


def _no_such_job(handle: str) -> ServiceFault:
    return ServiceFault(errors.INVALID_PARAMETER, "There is no such job: %s" % handle)
