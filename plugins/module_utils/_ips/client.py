# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's operations as typed methods, with the retries of reads.

Operations, their fields and their order are those of the service's interface description of 2014-04-03; what other
versions lack is data in ``versions``.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Callable, TypeVar

from . import soap
from .connection import Connection
from .errors import Delivery, Fault, FaultError, IpsError, ProtocolError, TransportError
from .model import Company, Fields, JobLog, Run, ScheduledJob
from .pace import Deadline
from .redaction import Redactor
from .times import Clock, ServerClock, parse_http_date
from .transport import ExchangeCounters, HttpTransport, Response, backoff
from .wire import Post, nothing_to_check

RETRIED_STATUSES = (429, 502, 503, 504)
MAX_RETRY_AFTER = 60.0
"""The most seconds that a read waits if the service asks it to."""

MAX_PAGE = 1000
"""The most records of a getJobLogDetails page, and the default (source: the reference)."""

MAX_REASON = 1000
MAX_EXCERPT = 200

_ADVICE_BY_FAULT: dict[str | int | None, str] = {
    "authentication": "Check username and password (or access_token), auth_method, and that region and stage are those "
    "of the account.",
    "authorization": "Check the company's name, and that the user has a role in it that permits this operation.",
    "api": "Correct what the reason names, and run the task again.",
    30003: "Check api_version and the names that were sent: the service, or this version of it, may not have them.",
}
"""What to do about a fault, by its kind; for an IPS_API_FAULT_CODE_INVALID_REQUEST_XML, by its code."""

_UNAVAILABLE = "The service, or a gateway in front of it, is not available now; run the task again later."
_REFUSED = "Check the credentials and auth_method, and whether a proxy or gateway answers instead of the service."
_SOMETHING_ELSE = "Check endpoint, and whether a proxy, a gateway or a login page answers instead of the service."
_ADVICE_BY_STATUS = {**dict.fromkeys(RETRIED_STATUSES, _UNAVAILABLE), 401: _REFUSED, 403: _REFUSED}

_NOT_IN_HEADER = re.compile("[^!-~]")

Page = list[JobLog]
Item = TypeVar("Item")
Parser = Callable[[bytes, str], soap.Envelope]
"""Reads an answer, from its body and content type."""


class IpsClient:
    """One connection to the service, on behalf of one task.

    :param connection: the service's address, and the account.
    :param transport: sends the requests.
    :param clock: the local clock.
    :param counters: count the retries.

    After ``deadline``, by default never, nothing is retried, and no run is triggered.
    ``poll_timeout`` is how many seconds each exchange of a poll may take; None outside :meth:`polling`.
    ``not_before`` is when the service, by Retry-After, wants to be polled again, by the local monotonic clock.
    ``before_change`` is called immediately before each request that changes something. If it raises, that is not sent.

    Every method raises :class:`TransportError`, :class:`ProtocolError` or :class:`FaultError`.
    """

    def __init__(
        self, connection: Connection, transport: HttpTransport, clock: Clock, counters: ExchangeCounters | None = None
    ) -> None:
        self.connection = connection
        self.version = connection.version
        self.clock = clock
        self.counters = counters or ExchangeCounters()
        self.server_clock = ServerClock(clock)
        self.deadline = Deadline(clock, None)
        self.poll_timeout: float | None = None
        self.not_before = 0.0
        self.before_change: Callable[[], None] = nothing_to_check
        self._transport = transport
        self._answer = Response(0, {}, b"")
        self._redactor = Redactor(connection.credentials.secrets)

    @classmethod
    def connect(cls, connection: Connection, clock: Clock | None = None) -> IpsClient:
        """A client over HTTP.

        :raises ConfigurationError: when a TLS option cannot be used.
        """
        clock = clock or Clock()
        counters = ExchangeCounters()
        return cls(connection, HttpTransport(connection, clock, counters), clock, counters)

    def at(self, endpoint: str) -> IpsClient:
        """A client for another address of the service, for the same account and task, without a deadline.

        :raises ConfigurationError: when a TLS option cannot be used.
        """
        other = copy.copy(self)
        other.connection = self.connection._replace(endpoint=endpoint)
        other.deadline = Deadline(self.clock, None)
        other._transport = self._transport.to(other.connection)
        return other

    @property
    def sent_at(self) -> float | None:
        """When the last request was sent, by the local monotonic clock; None if nothing of its body was sent."""
        return self._transport.sent_at

    @property
    def answer_date(self) -> str | None:
        """The ``Date`` header of the last answer, as it came."""
        return self._answer.headers.get("date")

    def keep_secret(self, secrets: Iterable[str]) -> None:
        """Redact these values, too, in every message."""
        self._redactor = Redactor([*self.connection.credentials.secrets, *secrets])

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def company(self, name: str | None = None, handle: str | None = None) -> Company:
        """The company of that name or handle."""
        content = self.read("getCompanyInfo", {"companyHandle": handle, "companyName": name})
        with self.understanding("getCompanyInfo"):
            return Company.parse(Fields(content).required_element("companyInfo"))

    def scheduled_jobs(
        self, company_handle: str, job_handle: str | None = None, original_name: str | None = None
    ) -> list[ScheduledJob]:
        """The company's scheduled jobs, filtered by the service."""
        fields = {"companyHandle": company_handle, "jobHandle": job_handle, "originalName": original_name}
        return self.read_items("getScheduledJobs", fields, "jobArray", ScheduledJob.parse)

    def active_runs(
        self, company_handle: str, original_name: str | None = None, run_handle: str | None = None
    ) -> list[Run]:
        """The company's active and waiting runs, filtered by the service."""
        fields = {
            "companyHandle": company_handle,
            "jobHandle": run_handle,
            "originalName": original_name,
            "includeWaitingJobs": True if self.version.has("includeWaitingJobs", "getActiveJobs") else None,
        }
        return self.read_items("getActiveJobs", fields, "jobArray", Run.parse)

    def job_logs(
        self,
        company_handle: str,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[JobLog]:
        """The company's log rows, newest first.

        :param limit: rows at most.
        """
        fields = {
            "companyHandle": company_handle,
            "sortBy": "StartDate",
            "sortDirection": "Descending",
            "startDate": since,
            "endDate": until,
            "numRows": limit,
        }
        return self.read_items("getJobLogs", fields, "jobLogArray", JobLog.parse)

    def job_log_pages(
        self, company_handle: str, run_handle: str, log_types: Sequence[str] = (), page_size: int = MAX_PAGE
    ) -> Iterator[Page]:
        """The log of a run, page by page; versions without paging answer all at once.

        :param run_handle: the run's or its log row's handle.
        :param log_types: which messages to ask for, where the version can; all when empty.
        """
        fields: dict[str, Any] = {"companyHandle": company_handle, "jobHandle": run_handle}
        paging = self.version.log_paging
        if paging:
            fields.update(logTypeArray=list(log_types) or None, recordsPerPage=page_size)

        def ask(page: int) -> list[JobLog]:
            asked = {**fields, "resultsPage": page} if paging else fields
            return self.read_items("getJobLogDetails", asked, "jobLogArray", JobLog.parse)

        def is_last(rows: list[JobLog]) -> bool:
            return not paging or sum(len(row.messages) for row in rows) < page_size

        yield from pages(ask, is_last)

    def execute_job(self, company_handle: str, job_handle: str) -> None:
        """Run a scheduled job now; the service answers nothing."""
        fields = {"companyHandle": company_handle, "jobHandle": job_handle}
        self.change("executeJob", fields, self.deadline)

    def change_job(self, operation: str, company_handle: str, job_handle: str) -> None:
        """Stop a run, or pause, resume or delete a job.

        :param operation: stopJob, pauseJob, resumeJob or deleteJob.
        """
        self.change(operation, {"companyHandle": company_handle, "jobHandle": job_handle})

    def read_items(
        self, operation: str, fields: Mapping[str, Any], array: str, parse: Callable[[Any], Item]
    ) -> list[Item]:
        """Read, and parse the items of the array that the answer holds."""
        content = self.read(operation, fields)
        return [parse(item) for item in Fields(content).items(array)]

    @contextmanager
    def polling(self, timeout: float) -> Iterator[None]:
        """Meanwhile, a read is not retried, since the next poll is its retry.

        :param timeout: seconds for each exchange, at most.
        """
        self.poll_timeout = timeout
        try:
            yield
        finally:
            self.poll_timeout = None

    def read(self, operation: str, fields: Mapping[str, Any]) -> Any:
        """Send a request that changes nothing, and retry it if that may help.

        :returns: the return element.
        """
        tries = 0
        while True:
            tries += 1
            try:
                return self._call(operation, fields, changes=False)
            except (TransportError, ProtocolError) as exc:
                pause = _pause_before_retry(exc, tries)
                is_last = self.poll_timeout is not None or tries > self.connection.retries
                if pause is None or is_last or pause >= self.deadline.remaining():
                    exc.message += f" It was tried {tries} times." if tries > 1 else ""
                    raise
            self.counters.retries += 1
            self.clock.sleep(pause)

    def change(self, operation: str, fields: Mapping[str, Any], send_by: Deadline | None = None) -> Any:
        """Send a request that changes something, once.

        :param send_by: it is not sent after that.
        :returns: the return element, or None where the service accepted without one.
        """
        return self._call(operation, fields, changes=True, send_by=send_by)

    def _call(self, operation: str, fields: Mapping[str, Any], changes: bool, send_by: Deadline | None = None) -> Any:
        self.version.require(operation, fields)
        timeout, poll_timeout = self.connection.request_timeout, None if changes else self.poll_timeout
        post = Post(
            operation=operation,
            headers={"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": operation, **self.common_headers()},
            body=soap.build_request(self.connection, operation, fields),
            changes=changes,
            timeout=timeout if poll_timeout is None else min(timeout, poll_timeout),
            retry_unsent=poll_timeout is None,
            deadline=self.deadline,
            send_by=send_by,
            ready=self.before_change if changes else nothing_to_check,
        )
        return self.exchange(post)

    def exchange(self, post: Post, parse: Parser = soap.parse_answer) -> Any:
        """Send one request, once.

        :returns: the return element, or None where the service accepted a change without one.
        """
        try:
            response = self._answer = self._transport.send(post)
            return self._content(post, response, parse)
        except IpsError as exc:
            exc.operation = post.operation
            exc.message = self._redactor.text(exc.message)
            raise

    def common_headers(self) -> dict[str, str]:
        """The headers that every request has."""
        headers = {
            "Accept": "text/xml",
            "Accept-Encoding": "gzip",
            "User-Agent": _NOT_IN_HEADER.sub("?", f"{self.connection.app_name}/{self.connection.app_version}"),
        }
        if self.connection.credentials.http_basic:
            headers["Authorization"] = f"Basic {self.connection.credentials.basic_token()}"
        return headers

    def _content(self, post: Post, response: Response, parse: Parser) -> Any:
        """What the answer holds; a fault counts at any status, everything else only at 2xx."""
        if post.changes and response.status == 202 and not response.body.strip():
            self.server_clock.observe(response.headers.get("date"))
            return None
        try:
            envelope = parse(response.body, response.headers.get("content-type", ""))
        except soap.NotSoap as exc:
            raise self._not_soap(response, str(exc)) from None
        self.server_clock.observe(response.headers.get("date"))
        if envelope.fault:
            raise self._fault(post.operation, envelope.fault, response.status)
        if not 200 <= response.status < 300:
            error = self._not_soap(response, "its status is not that of an answer")
            error.delivery = Delivery.UNKNOWN
            raise error
        if envelope.content is None and post.changes:
            return None
        expected = f"{post.operation}Return"
        if envelope.content is None or soap.local_name(envelope.content) != expected:
            raise self._not_soap(response, f"it has no {expected}")
        return envelope.content

    @contextmanager
    def understanding(self, operation: str) -> Iterator[None]:
        """In an error about what the answer holds, name the operation, and show the answer's beginning."""
        try:
            yield
        except ProtocolError as exc:
            error = self._not_soap(self._answer, exc.message)
            error.operation = operation
            raise error from None

    def _not_soap(self, response: Response, why: str) -> ProtocolError:
        """The error for an answer that is not what was expected, showing its beginning."""
        now = parse_http_date(response.headers.get("date")) or self.server_clock.now()
        retry_after = _seconds_to_wait(response.headers.get("retry-after"), now)
        if response.status in range(300, 400):
            target = self._excerpt(response.headers.get("location", "nowhere"))
            fact = (
                f"HTTP {response.status} redirects to {target}; redirects are refused, since the request "
                "carries the password."
            )
            advice = "Check endpoint."
        else:
            text = soap.decoded(response.body[: 64 * MAX_EXCERPT], response.headers.get("content-type", ""))
            excerpt = self._excerpt(text)
            beginning = f" It begins: {excerpt!r}." if excerpt.strip() else ""
            fact = f"the answer (HTTP {response.status}) is not the expected SOAP: {why}.{beginning}"
            advice = _ADVICE_BY_STATUS.get(response.status, _SOMETHING_ELSE)
        error = ProtocolError(f"{fact} {advice}", http_status=response.status, retry_after=retry_after)
        error.advice = advice
        return error

    def _excerpt(self, text: str) -> str:
        """The beginning of a text from outside, without secrets and control characters."""
        redacted = self._redactor.text(text)
        return "".join(character if character.isprintable() else " " for character in redacted)[:MAX_EXCERPT]

    def _fault(self, operation: str, fault: Fault, status: int) -> FaultError:
        reason = self._redactor.text(fault.reason)[:MAX_REASON] or "no reason given"
        name = fault.name or f"a fault of kind {fault.kind}"
        number = f" ({fault.code})" if fault.code is not None else ""
        sentence = reason if reason.endswith((".", "!", "?")) else f"{reason}."
        advice = _ADVICE_BY_FAULT.get(fault.code) or _ADVICE_BY_FAULT[fault.kind]
        message = f"IPS refused {operation} with {name}{number}: {sentence} {advice}"
        error = FaultError(message, fault._replace(reason=reason), operation, status)
        error.advice = advice
        return error


def pages(ask: Callable[[int], list[Item]], is_last: Callable[[list[Item]], bool]) -> Iterator[list[Item]]:
    """Pages until the last one. A page that comes twice ends it too: a service that does not page repeats it."""
    before: list[Item] = []
    for page in itertools.count(1):
        items = ask(page)
        if items == before:
            return
        yield items
        if is_last(items):
            return
        before = items


def _pause_before_retry(exc: TransportError | ProtocolError, tries: int) -> float | None:
    """Seconds to wait before a read is tried again, or None where a retry would not help."""
    if isinstance(exc, TransportError):
        return None if exc.delivery is Delivery.NOT_SENT else backoff(tries)
    if exc.http_status not in RETRIED_STATUSES:
        return None
    if exc.retry_after is None:
        return backoff(tries)
    if exc.retry_after > MAX_RETRY_AFTER:
        fact, exc.advice = exc.fact, "Run the task again then."
        exc.message = f"{fact} It asks to wait {exc.retry_after:.0f} s. {exc.advice}"
        return None
    return exc.retry_after


def _seconds_to_wait(retry_after: str | None, now: datetime) -> float | None:
    """Retry-After in seconds, from either of its forms.

    :param now: by the clock of whatever has answered, which may be a gateway.
    """
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    date = parse_http_date(retry_after)
    return max(0.0, (date - now).total_seconds()) if date else None
