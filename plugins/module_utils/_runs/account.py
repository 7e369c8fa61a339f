# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an account shows without changing anything, and a record of the exchanges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Callable, TypeVar

from .._ips.client import IpsClient
from .._ips.errors import FaultError
from .._ips.model import Company, Fields, JobLog, Run, ScheduledJob, shown
from .._ips.soap import to_plain
from .._ips.times import whole_second
from .._ips.versions import ApiVersion
from .evidence import is_possible
from .resolve import NOT_PERMITTED
from .watch import NEWEST_ROWS

MESSAGES_READ = 10
"""How many messages of a run's log are read, to find out whether it can be read."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Exchange:
    """A request that got an answer.

    :param answer: the answer's element as plain data, or the fault.
    :param date: the answer's ``Date`` header.
    """

    operation: str
    request: Mapping[str, Any]
    answer: Any
    date: str | None


@dataclass(frozen=True)
class ActiveRun:
    """An active run, with the times that no other task needs.

    :param triggered: when it was triggered, by the service's clock.
    :param updated: when it last reported progress, by the clock of the machine that runs it.
    :param start_text: its start as the service writes it.
    """

    run: Run
    triggered: datetime | None
    updated: datetime | None
    start_text: str | None

    @classmethod
    def parse(cls, element: Any) -> ActiveRun:
        """From an item of getActiveJobs' ``jobArray``."""
        fields = Fields(element)
        triggered, updated = (shown(fields.time(name)) for name in ("triggerTime", "lastProgressUpdate"))
        return cls(Run.parse(element), triggered, updated, fields.text("startDate"))


@dataclass(frozen=True)
class LogRow:
    """A log row, with its start as the service writes it."""

    row: JobLog
    start_text: str | None

    @classmethod
    def parse(cls, element: Any) -> LogRow:
        """From an item of ``jobLogArray``."""
        return cls(JobLog.parse(element), Fields(element).text("startDate"))

    @property
    def start(self) -> datetime | None:
        """When the run started, if that can be read."""
        return shown(self.row.start_time)


@dataclass(frozen=True)
class Account:
    """What an account has shown.

    :param now: the service's time at the end of the look.
    :param skew: seconds by which the service's clock is ahead of this machine's; None if it does not show its time.
    :param role: of the user in the company, if the service shows it.
    :param refused: the operations that the user may not call.
    :param rows: the newest log rows, in their order.
    :param oldest: the first log row of all.
    :param since: a start from which on log rows were requested again, which are ``rows_since``.
    :param details: by the name of a run, the names of the log rows that getJobLogDetails has for its handle.
    """

    version: ApiVersion
    now: datetime
    skew: float | None = None
    role: str | None = None
    refused: tuple[str, ...] = ()
    jobs: tuple[ScheduledJob, ...] = ()
    runs: tuple[ActiveRun, ...] = ()
    rows: tuple[LogRow, ...] = ()
    oldest: LogRow | None = None
    since: datetime | None = None
    rows_since: tuple[LogRow, ...] = ()
    details: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def entries(self) -> list[Run]:
        """The active runs and the log rows."""
        return [*(active.run for active in self.runs), *(row.row.as_run() for row in self.rows)]


class Inspector:
    """Looks at an account, and keeps each exchange that got an answer.

    :param exchanges: the record, which grows while it looks.
    """

    def __init__(self, client: IpsClient, exchanges: list[Exchange]) -> None:
        self._client = client
        self._exchanges = exchanges
        self._refused: list[str] = []

    def look(self, company_name: str | None, company_handle: str | None) -> Account:
        """What the account shows. One of the two options names the company.

        :raises IpsError: when the service fails, or refuses for another reason than a missing permission.
        """
        company = self._company(company_name, company_handle)
        role = self._role(company)
        jobs = self._list("getScheduledJobs", {"companyHandle": company.handle}, "jobArray", ScheduledJob.parse)
        waiting = True if self._client.version.has("includeWaitingJobs", "getActiveJobs") else None
        of_company = {"companyHandle": company.handle, "includeWaitingJobs": waiting}
        runs = self._list("getActiveJobs", of_company, "jobArray", ActiveRun.parse)
        runs = [active for active in runs if shown(active.run.name)]
        rows = self._rows(company, "Descending", numRows=NEWEST_ROWS)
        oldest = self._rows(company, "Ascending", numRows=1) if rows else []
        since = self._middle(rows)
        found = Account(
            version=self._client.version,
            now=self._client.server_clock.now(),
            role=role,
            jobs=tuple(jobs),
            runs=tuple(runs),
            rows=tuple(rows),
            oldest=oldest[0] if oldest else None,
            since=since,
            rows_since=tuple(self._rows(company, "Descending", startDate=since) if since else []),
            details=tuple((run.name, self._names_in_details(company, run)) for run in _samples(runs, rows)),
        )
        clock = self._client.server_clock
        return replace(found, now=clock.now(), skew=clock.skew, refused=tuple(dict.fromkeys(self._refused)))

    def _read(self, operation: str, fields: Mapping[str, Any]) -> Any:
        request = {name: value for name, value in fields.items() if value is not None}
        answer: Any = None
        try:
            content = self._client.read(operation, request)
            answer = to_plain(content) or {}
            return content
        except FaultError as exc:
            answer = exc
            raise
        finally:
            if answer is not None:
                self._exchanges.append(Exchange(operation, request, answer, self._client.answer_date))

    def _list(self, operation: str, fields: Mapping[str, Any], array: str, parse: Callable[[Any], Item]) -> list[Item]:
        """The items of an array; empty if the user may not read them."""
        try:
            content = self._read(operation, fields)
        except FaultError as exc:
            if exc.code not in NOT_PERMITTED:
                raise
            self._refused.append(operation)
            return []
        with self._client.understanding(operation):
            return [parse(item) for item in Fields(content).items(array)]

    def _company(self, name: str | None, handle: str | None) -> Company:
        try:
            content = self._read("getCompanyInfo", {"companyHandle": handle, "companyName": name})
        except FaultError as exc:
            if handle is None or exc.code not in NOT_PERMITTED:
                raise
            self._refused.append("getCompanyInfo")
            return Company(handle, None)
        with self._client.understanding("getCompanyInfo"):
            company = Company.parse(Fields(content).required_element("companyInfo"))
        return company._replace(handle=handle or company.handle)

    def _role(self, company: Company) -> str | None:
        """The user's role. No other task needs it, so a refusal is ignored."""
        try:
            content = self._read("getCompanyMembership", {})
        except FaultError:
            return None
        for membership in map(Fields, Fields(content).items("membershipArray")):
            of = Fields(next(iter(membership.elements("company")), None))
            if company.handle == of.text("companyHandle") or (company.name and company.name == of.text("name")):
                return membership.text("role")
        return None

    def _rows(self, company: Company, direction: str, **fields: Any) -> list[LogRow]:
        dates = {"startDate": fields.get("startDate"), "numRows": fields.get("numRows")}
        order = {"companyHandle": company.handle, "sortBy": "StartDate", "sortDirection": direction}
        rows = self._list("getJobLogs", {**order, **dates}, "jobLogArray", LogRow.parse)
        return [row for row in rows if shown(row.row.job_name)]

    def _middle(self, rows: list[LogRow]) -> datetime | None:
        """A time in the middle of the rows."""
        now = self._client.server_clock.now()
        starts = sorted(row.start for row in rows if row.start and is_possible(row.start, now))
        return whole_second(starts[len(starts) // 2]) if starts else None

    def _names_in_details(self, company: Company, run: Run) -> tuple[str, ...]:
        fields: dict[str, Any] = {"companyHandle": company.handle, "jobHandle": run.handle}
        if self._client.version.log_paging:
            fields.update(recordsPerPage=MESSAGES_READ, resultsPage=1)
        try:
            found = self._list("getJobLogDetails", fields, "jobLogArray", LogRow.parse)
        except FaultError as exc:
            if exc.about_access or exc.from_server:
                raise
            found = []
        return tuple(row.row.job_name for row in found)


def _samples(runs: list[ActiveRun], rows: list[LogRow]) -> list[Run]:
    """A run whose log is requested by the handle of its row, and one by the handle of the active run."""
    names = {row.row.job_name for row in rows}
    ended = [row.row.as_run() for row in rows if shown(row.row.end_time) and shown(row.row.handle) is not None]
    active = [one.run for one in runs if one.run.name in names and shown(one.run.handle) is not None]
    return [*ended[:1], *active[:1]]
