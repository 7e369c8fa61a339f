# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record of exchanges that can be shared: everything that is not part of the interface is replaced.

Only listed fields stay: numbers, times and the service's own words, and only if their text has that form. The same
text gets the same placeholder. The parts of a run's name are replaced one by one, so the names still link jobs, runs
and log rows. The simulator replays such a record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Callable

from .._ips.errors import FaultError
from .._ips.model import SERVICE_WORDS
from .._ips.soap import FAULT_KINDS
from .._ips.times import format_time, parse_http_date
from .account import Exchange
from .assumptions import FOLLOW_ON_PREFIXES, ROLES
from .identity import split_time

_NUMBERS = (
    *("fileSuccessCount", "fileErrorCount", "fileWarningCount", "fileDuplicateCount", "fileUpdateCount"),
    *("totalFileCount", "transferSuccessCount", "transferErrorCount", "transferWarningCount", "detailTotalRows"),
    *("totalSize", "progress", "numProcessed", "numProcessing", "numPending", "numRows", "recordsPerPage"),
    "resultsPage",
)
_TRUTHS = ("fatalError", "includeWaitingJobs", "isActive")
_TIMES = (
    *("startDate", "endDate", "triggerTime", "lastProgressUpdate", "nextFireTime", "dateCreated", "expires"),
    "completionTime",
)
_WORDS = (
    *("state", "type", "triggerState", "logType", "jobSubType", "taskType", "taskState", "role"),
    *("publishType", "emailSetting", "sortBy", "sortDirection"),
)
_OPEN_WORDS = frozenset(
    (
        *SERVICE_WORDS,
        *ROLES,
        *("StartDate", "Ascending", "Descending"),
        *("Full", "FullWithSearch", "Incremental", "All", "Error", "ErrorAndWarning", "JobCompletion", "None"),
    )
)
_LOG_TYPE_ENDINGS = ("Success", "Warning", "Error", "Failure")

_KEPT: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_NUMBERS, re.compile(r"\s*[+-]?\d{1,18}(?:\.\d{1,18})?\s*", re.ASCII).fullmatch),
    **dict.fromkeys(_TRUTHS, re.compile(r"\s*(?:true|false|0|1)\s*").fullmatch),
    **dict.fromkeys(
        _TIMES,
        re.compile(r"\s*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?\s*", re.ASCII).fullmatch,
    ),
    **dict.fromkeys(_WORDS, _OPEN_WORDS.__contains__),
}
"""By the name of a field, the check that its text must pass to stay."""

_JOB = "Job {:04}"
"""Padded, so that no placeholder is the beginning of another one."""

_PLACEHOLDERS = {
    **dict.fromkeys(("name", "jobName", "originalName", "originalJobName"), _JOB),
    **dict.fromkeys(("companyName", "rootPath"), "Company {:04}"),
    "submitUserEmail": "user-{}@example.com",
    "serverName": "server-{}",
    "assetName": "asset-{}",
}
"""By the name of a field, the form of its placeholders. The ends of their names show handles and other texts."""

_URL = re.compile(r"https?:", re.IGNORECASE)
_ORIGINALS = {"name": "originalName", "jobName": "originalJobName"}
_COMPANY_ELEMENTS = ("companyInfo", "company")


class Placeholders:
    """Replaces an account's own data; the same text gets the same placeholder."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def data(self, value: Any, field: str = "") -> Any:
        """The plain data with everything replaced that is not part of the interface.

        :param field: the name of the element that the value is of.
        """
        if isinstance(value, Mapping):
            return {name: self._member(field, name, item, value) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.data(item, field) for item in value]
        return None if value is None else self._text(field, value)

    def _member(self, owner: str, name: str, value: Any, siblings: Mapping[str, Any]) -> Any:
        original = siblings.get(_ORIGINALS.get(name, ""))
        if owner in _COMPANY_ELEMENTS and name == "name":
            name = "companyName"
        elif isinstance(value, str) and isinstance(original, str):
            return self._run_name(value, original)
        return self.data(value, name)

    def _text(self, field: str, value: Any) -> str:
        text = _as_text(value)
        kept = _KEPT.get(field)
        if kept and kept(text):
            return text
        if field == "logType" and text.endswith(_LOG_TYPE_ENDINGS):
            ending = next(ending for ending in _LOG_TYPE_ENDINGS if text.endswith(ending))
            return self._placeholder("Type{}", text) + ending
        if _PLACEHOLDERS.get(field) == _JOB:
            return self._job_name(text)
        return self._placeholder(self._form(field, text), text)

    @staticmethod
    def _form(field: str, text: str) -> str:
        if _URL.match(text):
            return "https://example.com/{}"
        if field.endswith("Handle"):
            return "handle-{}"
        return _PLACEHOLDERS.get(field, "text {}")

    def _placeholder(self, form: str, text: str) -> str:
        key = (form, text.casefold() if "@" in form else text)
        if key not in self._known:
            self._counts[form] = self._counts.get(form, 0) + 1
            self._known[key] = form.format(self._counts[form])
        return self._known[key]

    def _job_name(self, name: str) -> str:
        """The placeholder of a name, which keeps each time at its end."""
        base, time = split_time(name)
        return self._job_name(base) + time if time else self._placeholder(_JOB, name)

    def _run_name(self, name: str, original: str) -> str:
        """The placeholder of a name that may contain the name of a job, as the names of follow-on runs do."""
        base, time = split_time(name)
        before, middle, after = base.partition(original) if original else (base, "", "")
        if not middle or base == original:
            return self._job_name(name)
        return self._piece(before) + self._job_name(original) + self._piece(after) + time

    def _piece(self, text: str) -> str:
        return text if not text or text in FOLLOW_ON_PREFIXES else self._placeholder("part-{}", text)


def transcript_of(exchanges: Iterable[Exchange]) -> str:
    """The exchanges as JSON, one per line, with placeholders for the account's own data."""
    placeholders = Placeholders()
    return "".join(json.dumps(line) + "\n" for exchange in exchanges for line in _lines(exchange, placeholders))


def _lines(exchange: Exchange, placeholders: Placeholders) -> Iterator[dict[str, Any]]:
    """The line of an exchange; None for a fault without a code, which cannot be replayed."""
    line: dict[str, Any] = {"operation": exchange.operation, "request": placeholders.data(exchange.request)}
    date = parse_http_date(exchange.date)
    line["date"] = date.strftime("%a, %d %b %Y %H:%M:%S GMT") if date else None
    answer = exchange.answer
    if not isinstance(answer, FaultError):
        yield {**line, "response": placeholders.data(answer)}
    elif answer.code is not None:
        elements = {kind: element for element, kind in FAULT_KINDS.items()}
        fault = {
            "code": answer.code,
            "reason": placeholders.data(answer.reason or "", "reason"),
            "faultcode": "Server" if answer.from_server else "Client",
            "element": elements.get(answer.kind),
        }
        yield {**line, "status": answer.http_status or 500, "fault": fault}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_time(value) or "" if isinstance(value, datetime) else str(value)
