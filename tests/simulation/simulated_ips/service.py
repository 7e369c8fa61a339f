# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A model of the service: it runs jobs and answers requests. It knows nothing about the network."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Callable

from simulated_ips.runs import SUBMITTED, Job, Life, Run
from simulated_ips.soap_text import Fields, answer, element, fault, read_time, suffix, written
from simulated_ips.timeline import NEVER

COMPANY_NAME = "Planetary"
COMPANY_HANDLE = "c|110"


@dataclass(frozen=True)
class Habits:
    """The properties of the service in one schedule.

    :param skew: seconds that its clock is ahead at the beginning.
    :param drift: seconds that its clock gains in a second.
    :param whole_seconds: whether its times have no fraction.
    :param refuses_late_stops: whether it refuses to stop a run that has ended.
    :param follow_on: how the names of follow-on runs are made.
    :param machine_ahead: seconds by which the clock of the machine that runs the jobs is ahead of its own.
    :param names_by_machine: whether the names of runs have the time of that machine.
    :param row_label: seconds by which all times in the log are too late, because of a wrong zone.
    :param shares_names: whether runs of a job in one second have one name.
    :param keeps_names: whether the run of a submitted job keeps the job's name if that ends in a time.
    :param expires: when the company expires, as the service writes it.
    """

    skew: float = 0.0
    drift: float = 0.0
    whole_seconds: bool = False
    refuses_late_stops: bool = True
    follow_on: str = "{job}_postImageServingPublishJob{time}"
    machine_ahead: float = 0.0
    names_by_machine: bool = False
    row_label: float = 0.0
    shares_names: bool = False
    keeps_names: bool = False
    expires: str = ""


@dataclass
class View:
    """What an answer shows about runs.

    :param active: the runs that getActiveJobs shows, with their states.
    :param rows: the runs that the log shows, and whether it shows their end.
    """

    operation: str
    at: float
    active: tuple[tuple[Run, str], ...] = ()
    rows: tuple[tuple[Run, bool], ...] = ()

    def essence(self) -> tuple[object, ...]:
        """The part that matters for a decision."""
        active = tuple((run.number, state == "Done") for run, state in self.active)
        return active, tuple((run.number, ended) for run, ended in self.rows)


@dataclass
class Call:
    """What a task asks the service.

    :param task: its number.
    :param prompt: whether its run must appear soon and stay visible for long.
    """

    operation: str
    version: str
    fields: Fields
    task: int
    prompt: bool = False


@dataclass
class Reply:
    """What the service answers.

    :param acted: whether the service acted on the request.
    """

    body: bytes
    view: View | None = None
    acted: bool = False
    is_fault: bool = False


@dataclass
class Service:
    """The company's jobs and runs over time.

    :param live: makes the life of the next run of a job.
    :param is_quiet: whether other users have stopped doing anything.
    """

    jobs: list[Job]
    habits: Habits
    live: Callable[[Job], Life]
    runs: list[Run] = field(default_factory=list)
    is_quiet: bool = False

    def __post_init__(self) -> None:
        self._order = itertools.count()
        self._to_come: list[tuple[float, int, Callable[[float], None]]] = []
        self._written_rows: dict[tuple[object, ...], str] = {}

    def wall(self, now: float) -> float:
        """The service's clock, in seconds after the epoch of the simulation."""
        return self.habits.skew + now * (1.0 + self.habits.drift)

    # --- events ----------------------------------------------------------------------------------

    def at(self, moment: float, event: Callable[[float], None]) -> None:
        """Schedule an event."""
        heapq.heappush(self._to_come, (moment, next(self._order), event))

    def advance(self, now: float) -> None:
        """Run the events that are due."""
        while self._to_come and self._to_come[0][0] <= now:
            moment, _order, event = heapq.heappop(self._to_come)
            event(moment)

    def by_others(self, moment: float, event: Callable[[float], None]) -> None:
        """Schedule an action of other users. It is skipped if they are quiet by then."""
        self.at(moment, lambda now: None if self.is_quiet else event(now))

    def machine_wall(self, now: float) -> float:
        """The clock of the machine that runs the jobs."""
        return self.wall(now) + self.habits.machine_ahead

    def start(
        self, job: Job, now: float, cause: str, life: Life, by_task: int | None = None, follows: bool = False
    ) -> Run:
        """Start a run of a job."""
        whole = self.habits.whole_seconds
        triggered = self.machine_wall(now)
        number = len(self.runs)
        run = Run(
            number=number,
            job=job,
            cause=cause,
            name=self._name(job, triggered if self.habits.names_by_machine else self.wall(now), follows),
            handle=f"j|110||{number:08x}|{7 * number + 5129821}",
            row_handle=f"j|110||row-{number}",
            triggered_at=now,
            started=_cut(triggered + life.start_shift, whole),
            row_started=_cut(triggered + life.start_shift + life.row_shift, whole),
            life=life,
            row_label=self.habits.row_label,
            follows=follows,
            by_task=by_task,
        )
        self.runs.append(run)
        if life.stopped_at != NEVER:
            self.by_others(now + life.stopped_at, lambda at: self.stop(run, at, "a user"))
        if job.uploads and not follows:
            follower = Life(shown_after=1.0, runs=life.runs)
            self.at(run.ended_at, lambda at: self._follow_on(run, at, follower))
        return run

    def stop(self, run: Run, now: float, who: str) -> None:
        """Stop a run. The log shows a run that has not begun as beginning now."""
        run.stop(now, who)
        run.row_started = min(run.row_started, _cut(self.machine_wall(now), self.habits.whole_seconds))

    def _follow_on(self, run: Run, now: float, life: Life) -> None:
        self.start(run.job, now, f"follow-on of {run.number}", life, follows=True)

    def _name(self, job: Job, wall: float, follows: bool) -> str:
        """The name of a new run, which no other run has, unless the service lets runs share names."""
        whole = self.habits.whole_seconds
        form = self.habits.follow_on if follows else "{job}{time}"
        if self.habits.keeps_names and job.is_submitted and not follows:
            form = "{job}"
        shared = self.habits.shares_names or "{time}" not in form
        taken = set() if shared else {run.name for run in self.runs}
        while True:
            name = form.format(job=job.key, time=suffix(wall, whole))
            if name not in taken:
                return name
            wall += 1.0 if whole else 0.001

    # --- requests --------------------------------------------------------------------------------

    def handle(self, call: Call, now: float) -> Reply:
        """Answer a request."""
        self.advance(now)
        fields = call.fields
        if call.operation != "getCompanyInfo" and fields.get("companyHandle") != COMPANY_HANDLE:
            return _refusal("authorizationFault", 20000, "Invalid company")
        return _OPERATIONS[call.operation](self, call, now)

    def _company(self, call: Call, _now: float) -> Reply:
        if call.fields.get("companyName") != COMPANY_NAME and call.fields.get("companyHandle") != COMPANY_HANDLE:
            return _refusal("authorizationFault", 20000, "Invalid company")
        content = element("companyHandle", COMPANY_HANDLE) + element("name", COMPANY_NAME) + element("rootPath", "P/")
        content += element("expires", self.habits.expires) if self.habits.expires else ""
        return Reply(answer(call.operation, call.version, f"<companyInfo>{content}</companyInfo>"))

    def _scheduled_jobs(self, call: Call, _now: float) -> Reply:
        handle, name = call.fields.get("jobHandle"), call.fields.get("originalName")
        shown = [job for job in self.jobs if handle in (None, job.handle) and name in (None, job.original_name)]
        items = "".join(_spoiled(_scheduled_item(job), job) for job in shown)
        return Reply(answer(call.operation, call.version, f"<jobArray>{items}</jobArray>"))

    def _active_jobs(self, call: Call, now: float) -> Reply:
        handle, name = call.fields.get("jobHandle"), call.fields.get("originalName")
        knows_waiting = call.version == "2014-04-03"
        with_waiting = not knows_waiting or call.fields.get("includeWaitingJobs") == "true"
        shown = []
        for run in self.runs:
            state = run.state(now)
            if state is None or handle not in (None, run.handle) or name not in (None, run.job.original_name):
                continue
            if with_waiting or now >= run.running_at:
                shown.append((run, state))
        items = "".join(_spoiled(self._active_item(run, state), run.job) for run, state in shown)
        view = View(call.operation, now, active=tuple(shown))
        return Reply(answer(call.operation, call.version, f"<jobArray>{items}</jobArray>"), view)

    def _active_item(self, run: Run, state: str) -> str:
        return (
            f"<items><companyHandle>{COMPANY_HANDLE}</companyHandle>{element('jobHandle', run.handle)}"
            f"{element('name', run.name)}{element('originalName', run.job.original_name)}"
            f"<type>ImageServingPublish</type><state>{state}</state><submitUserEmail>user@example.com</submitUserEmail>"
            f"<serverName>s1</serverName><startDate>{written(run.started, self.habits.whole_seconds)}</startDate>"
            "<totalSize>0</totalSize><progress>50</progress><progressMessage/></items>"
        )

    def _job_logs(self, call: Call, now: float) -> Reply:
        fields = call.fields
        since = read_time(fields["startDate"]) if "startDate" in fields else -NEVER
        until = read_time(fields["endDate"]) if "endDate" in fields else NEVER
        rows = [run for run in self.runs if now >= run.row_at and since <= run.row_started <= until]
        rows.sort(key=lambda run: (run.row_started, run.number), reverse=True)
        rows = rows[: int(fields.get("numRows", len(rows)))]
        items = "".join(f"<items>{self._row(run, call.version, now)}</items>" for run in rows)
        view = View(call.operation, now, rows=tuple((run, run.shows_end(now)) for run in rows))
        return Reply(answer(call.operation, call.version, f"<jobLogArray>{items}</jobLogArray>"), view)

    def _row(self, run: Run, version: str, now: float, detailed: bool = False) -> str:
        ended = run.shows_end(now)
        looks = run.number, version, ended, detailed, run.row_started
        if looks not in self._written_rows:
            self._written_rows[looks] = _spoiled(self._write_row(run, version, ended, detailed), run.job)
        return self._written_rows[looks]

    def _write_row(self, run: Run, version: str, ended: bool, detailed: bool) -> str:
        life = run.life
        whole = self.habits.whole_seconds
        old = version == "pre-4.0"
        end = ""
        if ended and (detailed or not old):
            moment = _cut(self.machine_wall(run.ended_at), whole) + run.row_label
            end = f"<endDate>{written(moment, whole)}</endDate>"
        original = "" if old else element("originalJobName", run.job.original_name)
        errors, warnings, fatal = (life.errors, life.warnings, life.fatal) if ended else (0, 0, False)
        transfers = element("transferErrorCount", str(life.transfer_errors)) if ended and life.transfer_errors else ""
        return (
            f"<companyHandle>{COMPANY_HANDLE}</companyHandle>{element('jobHandle', run.row_handle)}"
            f"{element('jobName', run.name)}{original}<submitUserEmail>user@example.com</submitUserEmail>"
            f"<logType>ImageServingPublish</logType><startDate>{written(run.row_shown, whole)}</startDate>{end}"
            f"<fileSuccessCount>7</fileSuccessCount><fileErrorCount>{errors}</fileErrorCount>"
            f"<fileWarningCount>{warnings}</fileWarningCount>{transfers}<fatalError>{str(fatal).lower()}</fatalError>"
        )

    def _job_log_details(self, call: Call, now: float) -> Reply:
        handle = call.fields.get("jobHandle")
        rows = [run for run in self.runs if handle in (run.handle, run.row_handle) and now >= run.row_at]
        items = "".join(
            f"<items>{self._row(run, call.version, now, detailed=True)}{_details(run)}</items>" for run in rows
        )
        view = View(call.operation, now, rows=tuple((run, run.shows_end(now)) for run in rows))
        return Reply(answer(call.operation, call.version, f"<jobLogArray>{items}</jobLogArray>"), view)

    def _execute_job(self, call: Call, now: float) -> Reply:
        job = next((job for job in self.jobs if job.handle == call.fields.get("jobHandle")), None)
        if job is None:
            return _refusal("ipsApiFault", 30001, "There is no such job")
        life = self.live(job)
        if call.prompt:
            _hasten(life)
        self.start(job, now, f"task {call.task}", life, by_task=call.task)
        return Reply(answer(call.operation, call.version), acted=True)

    def _submit_job(self, call: Call, now: float) -> Reply:
        fields, number = call.fields, next(self._order)
        due = read_time(fields["execTime"]) if "execTime" in fields else None
        job = Job(f"{SUBMITTED}{number}", fields["jobName"], fields["jobName"], due=due)
        life = self.live(job)
        if call.prompt:
            _hasten(life)
        if due is None or due <= self.wall(now):
            self.start(job, now, f"task {call.task}", life, by_task=call.task)
        else:
            self.jobs.append(job)
            self.at((due - self.habits.skew) / (1.0 + self.habits.drift), lambda at: self._fire(job, at, call, life))
        return Reply(answer(call.operation, call.version, element("jobHandle", job.handle)), acted=True)

    def _fire(self, job: Job, now: float, call: Call, life: Life) -> None:
        self.jobs.remove(job)
        self.start(job, now, f"task {call.task}", life, by_task=call.task)

    def _stop_job(self, call: Call, now: float) -> Reply:
        run = next((run for run in self.runs if call.fields.get("jobHandle") == run.handle), None)
        if run is None or (run.state(now) in (None, "Done") and self.habits.refuses_late_stops):
            return _refusal("ipsApiFault", 30001, "There is no such active job")
        self.stop(run, now, f"task {call.task}")
        return Reply(answer(call.operation, call.version), acted=True)


_OPERATIONS: dict[str, Callable[[Service, Call, float], Reply]] = {
    "getCompanyInfo": Service._company,
    "getScheduledJobs": Service._scheduled_jobs,
    "getActiveJobs": Service._active_jobs,
    "getJobLogs": Service._job_logs,
    "getJobLogDetails": Service._job_log_details,
    "executeJob": Service._execute_job,
    "submitJob": Service._submit_job,
    "stopJob": Service._stop_job,
}


def _refusal(detail: str, code: int, reason: str) -> Reply:
    return Reply(fault(detail, code, reason), is_fault=True)


def _cut(seconds: float, whole: bool) -> float:
    return seconds // 1 if whole else (seconds * 1000) // 1 / 1000


def _hasten(life: Life) -> None:
    """Let a run appear soon, and stay for as long as a task looks for it after a fault.

    Nothing can show a run that appears later, or that ends between two looks without a log row.
    """
    life.shown_after = min(life.shown_after, 3.0)
    life.start_shift = min(life.start_shift, life.shown_after)
    life.runs = max(life.runs, 90.0)
    life.stopped_at = NEVER
    life.stops_after = max(life.stops_after, 30.0)


def _spoiled(item: str, job: Job) -> str:
    return item if job.spoiled is None else re.sub(*job.spoiled, item)


def _scheduled_item(job: Job) -> str:
    fires = "" if job.due is None else element("nextFireTime", written(job.due, whole=False))
    return (
        f"<items><companyHandle>{COMPANY_HANDLE}</companyHandle>{element('jobHandle', job.handle)}"
        f"{element('name', job.name)}{element('originalName', job.original_name)}<type>ImageServingPublish</type>"
        f"<submitUserEmail>user@example.com</submitUserEmail>{fires}<triggerState>Normal</triggerState></items>"
    )


def _details(run: Run) -> str:
    life = run.life
    types: Sequence[str] = ["ImageServingPublishError"] * life.errors + ["FatalError"] * life.fatal
    items = "".join(f"<items><logMessage>It broke</logMessage><logType>{kind}</logType></items>" for kind in types)
    return f"<detailArray>{items}</detailArray>"
