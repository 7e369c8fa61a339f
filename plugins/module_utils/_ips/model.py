# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service's XML means: companies, scheduled jobs, runs and job logs.

Fields and their order are those of the service's interface description of 2014-04-03. Unknown elements are ignored, and
optional ones may be missing. A value that cannot be read is carried as :class:`Unreadable`, and fails the task that
uses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable, NamedTuple, NoReturn, TypeVar

from .errors import Delivery, ProtocolError
from .soap import XSI_NIL, local_name, to_plain
from .times import format_time, parse_iso

Value = TypeVar("Value")

DONE = "Done"
STOPPING = "Stopping"
UNKNOWN = "Unknown"

ACTIVE_STATES = (UNKNOWN, "New", "WaitingClient", "WaitingCoordinator", "Running", STOPPING, DONE)
"""The states of active jobs (source: the reference)."""

FAILURE_LOG_TYPES = (
    *("ImageServingPublishError", "UploadError", "AssetMigrationFailure", "GetFailure", "ImageRenderingPublishError"),
    *("EndImageRenderingPublishCleanupFailure", "MarkForPublishFailure", "MetadataFailure", "PdfRipError"),
    *("ImageServingPublishCleanupFailure", "PublishToCmError", "ServerDirectoryPublishError", "ReoptimizeFailure"),
    *("TemplateMergeError", "TrashFailure", "VideoPublishError", "VideoPublishCleanupFailure", "DeleteFailure"),
    *("FatalError", "FileCancel"),
)
"""The log types of failure that the service is asked for by name (source: the reference's list of log types)."""

EXPORT = "export"
"""How the element of an exportJob begins. The type of its runs contains the word too, in any case."""

EARLIEST_YEAR = 1970
"""A time before this year stands for no time: some libraries write the year 0001."""

JOB_TYPES = (
    *("ImageServingPublish", "ImageRenderingPublish", "ServerDirectoryPublish", "ServerDirectoryPublishWithTemplate"),
    *("VideoPublish", "UploadFromServerDirectory", "UrlUpload", "MetadataUpload", "ImageOptimization", "Cleanup"),
)
"""The listed types of jobs; the service has others, too (source: the reference)."""

TRIGGER_STATES = ("Blocked", "Complete", "Error", "None", "Normal", "Paused")
"""The trigger states of scheduled jobs (source: the reference)."""

SERVICE_WORDS = FAILURE_LOG_TYPES + ACTIVE_STATES + TRIGGER_STATES + JOB_TYPES
"""The service's constants in results: log types, states, trigger states and job types (source: the reference)."""

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def family_of(log_type: str) -> str:
    """A type without the Begin or End that log types have."""
    return re.sub("^(?:Begin|End)", "", log_type)


@dataclass(frozen=True)
class Unreadable:
    """Stands for a value that cannot be read, or for a required one that is missing.

    It can be stored, copied and compared with its like. Any other use of it is an error. So an unreadable row of
    another job does not fail a task that does not need it, and a task that needs it says what it could not read.

    :param problem: what is wrong, as the end of a sentence that begins with "the answer's".
    """

    problem: str

    def _refuse(self, *_args: object) -> NoReturn:
        advice = "Look at the job in the service's user interface, and report it to the service's support."
        error = ProtocolError(f"the answer's {self.problem}. The task needs it. {advice}")
        error.advice = advice
        error.delivery = Delivery.NOT_SENT
        raise error

    __bool__ = __str__ = __format__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = _refuse

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()


def _is_export(*words: str | None) -> bool:
    return any(EXPORT in (word or "").casefold() for word in words)


def shown(value: Value) -> Value | None:
    """The value as a result shows it: null if it cannot be read."""
    return None if isinstance(value, Unreadable) else value


def needed(value: Value) -> Value:
    """The value, for a task that needs it.

    :raises ProtocolError: when it cannot be read; it names the field.
    """
    if isinstance(value, Unreadable):
        value._refuse()
    return value


class Fields:
    """Typed access to an element's children by their local names.

    An accessor returns :class:`Unreadable` for a text that is not of its type, and None for a child that is missing,
    empty or nil.
    """

    def __init__(self, element: Any) -> None:
        self._what = "body" if element is None else local_name(element).replace("items", "entry")
        # As local_name does it, without a call for each field: an answer may have a million.
        self._children = {} if element is None else {child.tag.rpartition("}")[2]: child for child in element}

    def text(self, name: str) -> str | None:
        """The text of a child."""
        child = self._children.get(name)
        if child is None or child.get(XSI_NIL) in ("true", "1"):
            return None
        return child.text or None

    def required(self, name: str) -> str:
        """The text of a child without which the element is of no use.

        :raises ProtocolError: when it is missing.
        """
        text = self.text(name)
        if text is None:
            raise ProtocolError(f"the answer's {self._what} has no {name}")
        return text

    def expected(self, name: str) -> str:
        """The child's text; Unreadable if it is missing."""
        return self.text(name) or self._unreadable(name)

    def integer(self, name: str) -> int | None:
        """The child's whole number."""
        text = self._token(name)
        if text is None:
            return None
        return int(text) if _INTEGER.fullmatch(text) else self._unreadable(name, "is not a whole number", text)

    def count(self, name: str) -> int:
        """The child's whole number; Unreadable if it is missing, so that it does not count as none."""
        number = self.integer(name)
        return self._unreadable(name) if number is None else number

    def fraction(self, name: str) -> float | None:
        """The child's number between 0 and 1; None if its text is anything else, since it is for display only."""
        with suppress(ValueError):
            number = float(self._token(name) or "")
            return number if 0 <= number <= 1 else None
        return None

    def truth(self, name: str) -> bool:
        """The child's truth value; Unreadable if it is missing."""
        text = self._token(name)
        return _BOOLEANS[text] if text in _BOOLEANS else self._unreadable(name, "is neither true nor false", text)

    def time(self, name: str) -> datetime | None:
        """The child's time."""
        text = self._token(name)
        try:
            moment = parse_iso(text) if text else None
        except ValueError:
            moment = self._unreadable(name, "is not a time with a zone", text)
        else:
            if moment and moment.year < EARLIEST_YEAR:
                moment = self._unreadable(name, "is too early to be true", text)
        return moment

    def items(self, name: str) -> list[Any]:
        """The elements of an array, none where it is missing."""
        return [item for item in self._children.get(name, ()) if local_name(item) == "items"]

    def required_element(self, name: str) -> Any:
        """The child itself.

        :raises ProtocolError: when it is missing.
        """
        if name not in self._children:
            raise ProtocolError(f"the answer's {self._what} has no {name}")
        return self._children[name]

    def elements(self, ending: str) -> list[Any]:
        """The children whose names have this ending, in order."""
        return [child for name, child in self._children.items() if name.endswith(ending)]

    def _token(self, name: str) -> str | None:
        return (self.text(name) or "").strip() or None

    def _unreadable(self, name: str, problem: str = "", text: str | None = None) -> Any:
        """What stands for a child that is missing, or whose text has a problem; it names the job."""
        job = self.text("jobName") or self.text("name")
        owner = f" of {job[:200]!r}" if job else ""
        if text is None:
            return Unreadable(f"{self._what}{owner} has no {name}")
        return Unreadable(f"{name}{owner} {problem}: {text[:40]!r}")


class Company(NamedTuple):
    """A company, as getCompanyInfo returns it."""

    handle: str
    name: str | None
    root_path: str | None = None
    expires: datetime | None = None
    ims_org_id: str | None = None

    @classmethod
    def parse(cls, element: Any) -> Company:
        """From a ``companyInfo`` element."""
        fields = Fields(element)
        return cls(
            handle=fields.required("companyHandle"),
            name=fields.text("name"),
            root_path=fields.text("rootPath"),
            expires=shown(fields.time("expires")),
            ims_org_id=fields.text("imsOrgId"),
        )

    def as_result(self) -> dict[str, Any]:
        """As plain data."""
        return {**self._asdict(), "expires": format_time(self.expires)}


class ScheduledJob(NamedTuple):
    """A job definition, as getScheduledJobs returns it.

    :param handle: empty for a job that has yet to be submitted.
    :param original_name: may be empty; the job is then known by its name.
    :param element: the job's own element, whose plain content is ``fields``; empty where the service does not show it.
    """

    handle: str
    name: str
    original_name: str = ""
    type: str | None = None
    trigger_state: str | None = None
    next_fire_time: datetime | None = None
    schedule: str | None = None
    locale: str | None = None
    description: str | None = None
    element: str = ""
    fields: Mapping[str, Any] = {}
    time_zone: str | None = None
    submitted_by: str | None = None

    @classmethod
    def parse(cls, element: Any) -> ScheduledJob:
        """From an item of ``jobArray``."""
        fields = Fields(element)
        kinds = fields.elements("Job")
        return cls(
            handle=fields.expected("jobHandle"),
            name=fields.text("name") or fields.text("originalName") or "",
            original_name=fields.text("originalName") or "",
            type=fields.text("type"),
            trigger_state=fields.text("triggerState"),
            next_fire_time=shown(fields.time("nextFireTime")),
            schedule=fields.text("execSchedule"),
            locale=fields.text("locale"),
            description=fields.text("description"),
            element=local_name(kinds[0]) if kinds else "",
            fields=(to_plain(kinds[0]) or {}) if kinds else {},
            time_zone=fields.text("timeZone"),
            submitted_by=fields.text("submitUserEmail"),
        )

    @property
    def is_export(self) -> bool:
        """Whether it exports assets, as far as its element shows."""
        return self.element.startswith(EXPORT)

    @property
    def shows_when(self) -> bool:
        """Whether the service shows anything of when the job runs."""
        return bool(self.schedule or self.next_fire_time or self.trigger_state)

    def as_result(self) -> dict[str, Any]:
        """The ``job`` key of a result."""
        return {
            "handle": shown(self.handle) or None,
            "name": self.name or None,
            "original_name": self.original_name or None,
            "type": self.type,
            "trigger_state": self.trigger_state,
            "next_fire_time": format_time(self.next_fire_time),
        }


def _task(element: Any) -> dict[str, Any]:
    """One of the tasks that a run consists of, from an item of ``taskProgressArray``, as a result shows it.

    What counts files is ``processed``, ``processing`` and ``pending``; ``progress`` is from 0 to 1.
    """
    fields = Fields(element)
    return {
        "type": fields.text("taskType"),
        "state": fields.text("taskState"),
        "processed": shown(fields.integer("numProcessed")),
        "processing": shown(fields.integer("numProcessing")),
        "pending": shown(fields.integer("numPending")),
        "progress": fields.fraction("progress"),
        "progress_message": fields.text("progressMessage"),
    }


class Run(NamedTuple):
    """A run of a job, as the active jobs or the job logs show it.

    :param handle: the one first seen: the run and its log row have different ones.
    :param name: the same in both, which is how they are matched.
    :param original_name: of the job, or empty.
    :param state: as the active jobs last had it, Done once the log shows the end.
    :param progress: per cent.
    :param files_done: how many files its tasks have processed, where the service shows it.
    :param server: the machine that runs it.
    :param tasks: that it consists of, as plain data.
    :param element: the job's own element, where the service shows it.
    """

    handle: str
    name: str
    original_name: str = ""
    state: str | None = None
    progress: int | None = None
    progress_message: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    files_done: int | None = None
    files_total: int | None = None
    type: str | None = None
    submitted_by: str | None = None
    server: str | None = None
    description: str | None = None
    total_size: int | None = None
    tasks: tuple[dict[str, Any], ...] = ()
    element: str | None = None
    locale: str | None = None

    @classmethod
    def parse(cls, element: Any) -> Run:
        """From an item of getActiveJobs' ``jobArray``."""
        fields = Fields(element)
        tasks = tuple(map(_task, fields.items("taskProgressArray")))
        done = sum(task["processed"] or 0 for task in tasks)
        left = sum((task["processing"] or 0) + (task["pending"] or 0) for task in tasks)
        kinds = fields.elements("Job")
        return cls(
            handle=fields.expected("jobHandle"),
            name=fields.expected("name"),
            original_name=fields.text("originalName") or "",
            state=fields.text("state") or UNKNOWN,
            progress=shown(fields.integer("progress")),
            progress_message=fields.text("progressMessage"),
            start_time=fields.time("startDate"),
            files_done=done if tasks else None,
            files_total=done + left if tasks else None,
            type=fields.text("type"),
            submitted_by=fields.text("submitUserEmail"),
            server=fields.text("serverName"),
            description=fields.text("description"),
            total_size=shown(fields.integer("totalSize")),
            tasks=tasks,
            element=local_name(kinds[0]) if kinds else None,
            locale=fields.text("locale"),
        )

    def redacted(self, redact: Callable[[str], str]) -> Run:
        """The run, without the secrets that the service may have put into its message."""
        message = self.progress_message
        return self._replace(progress_message=redact(message) if message else None)

    @property
    def title(self) -> str:
        """What a text calls it: its name, if the service shows one."""
        return shown(self.name) or "(no name)"

    @property
    def is_active(self) -> bool:
        """Whether the service is not done with it."""
        return self.state != DONE

    @property
    def is_export(self) -> bool:
        """Whether it exports assets, as far as its element or its type shows."""
        return _is_export(self.element, self.type)

    @property
    def is_stopping(self) -> bool:
        """Whether a user has stopped it."""
        return self.state == STOPPING

    def as_result(self) -> dict[str, Any]:
        """The ``run`` key of a result."""
        return {
            "handle": shown(self.handle),
            "name": shown(self.name),
            "state": self.state,
            "progress": self.progress,
            "progress_message": self.progress_message,
            "start_time": format_time(shown(self.start_time)),
            "end_time": format_time(shown(self.end_time)),
        }


class Counters(NamedTuple):
    """How many files a run has processed, by outcome."""

    success: int | None
    error: int
    warning: int
    duplicate: int | None = None
    updated: int | None = None
    total: int | None = None
    transfer_success: int | None = None
    transfer_error: int | None = None
    transfer_warning: int | None = None

    @classmethod
    def parse(cls, fields: Fields) -> Counters:
        """From the fields of a log row; versions before 2009-07-31 have no transfer counters."""
        return cls(
            success=shown(fields.integer("fileSuccessCount")),
            error=fields.count("fileErrorCount"),
            warning=fields.count("fileWarningCount"),
            duplicate=shown(fields.integer("fileDuplicateCount")),
            updated=shown(fields.integer("fileUpdateCount")),
            total=shown(fields.integer("totalFileCount")),
            transfer_success=shown(fields.integer("transferSuccessCount")),
            transfer_error=fields.integer("transferErrorCount"),
            transfer_warning=fields.integer("transferWarningCount"),
        )

    def as_result(self) -> dict[str, int | None]:
        """The ``counters`` key of a result."""
        return {name: shown(count) for name, count in self._asdict().items()}


def _log_detail(element: Any) -> dict[str, Any]:
    """One of the warnings and errors behind a log message, from an item of ``auxArray``, as a result shows it."""
    fields = Fields(element)
    time = format_time(shown(fields.time("dateCreated")))
    return {"type": fields.text("logType"), "message": fields.text("logMessage"), "time": time}


class LogMessage(NamedTuple):
    """One entry of a job log.

    :param details: the warnings and errors behind it, such as the cause of an UploadError, as plain data.
    """

    type: str
    message: str | None
    asset: str | None
    time: datetime | None
    asset_type: str | None = None
    asset_handle: str | None = None
    details: tuple[dict[str, Any], ...] = ()

    @classmethod
    def parse(cls, element: Any) -> LogMessage:
        """From an item of ``detailArray``."""
        fields = Fields(element)
        return cls(
            type=fields.text("logType") or UNKNOWN,
            message=fields.text("logMessage"),
            asset=fields.text("assetName"),
            time=shown(fields.time("dateCreated")),
            asset_type=fields.text("assetType"),
            asset_handle=fields.text("assetHandle"),
            details=tuple(map(_log_detail, fields.items("auxArray"))),
        )

    @property
    def exported_url(self) -> str | None:
        """The URL of an exported file, which comes in place of an asset's name (source: public clients)."""
        return self.asset if (self.asset or "").startswith(("http://", "https://")) else None

    @property
    def is_failure(self) -> bool:
        """Whether its type is a failure, by the ending of its name, since the list of types has grown before."""
        return self.type.endswith(("Error", "Failure")) or self.type in ("FatalError", "FileCancel")

    def as_result(self) -> dict[str, Any]:
        """An item of the ``log`` key of a result."""
        return {**self._asdict(), "time": format_time(self.time), "details": list(self.details)}


class JobLog(NamedTuple):
    """A log row: what the service keeps about a run.

    :param end_time: None until the run has ended; in pre-4.0 only getJobLogDetails shows it.
    :param messages: its details, where they were asked for.
    """

    handle: str
    job_name: str
    original_name: str
    start_time: datetime | None
    end_time: datetime | None
    counters: Counters
    fatal_error: bool
    messages: tuple[LogMessage, ...] = ()
    type: str | None = None
    sub_type: str | None = None
    submitted_by: str | None = None
    description: str | None = None

    @classmethod
    def parse(cls, element: Any) -> JobLog:
        """From an item of ``jobLogArray``."""
        fields = Fields(element)
        return cls(
            handle=fields.expected("jobHandle"),
            job_name=fields.expected("jobName"),
            original_name=fields.text("originalJobName") or "",
            start_time=fields.time("startDate"),
            end_time=fields.time("endDate"),
            counters=Counters.parse(fields),
            fatal_error=fields.truth("fatalError"),
            messages=tuple(map(LogMessage.parse, fields.items("detailArray"))),
            type=fields.text("logType"),
            sub_type=fields.text("jobSubType"),
            submitted_by=fields.text("submitUserEmail"),
            description=fields.text("description"),
        )

    @property
    def is_export(self) -> bool:
        """Whether the run exports assets, as far as its types show; the log calls that getting."""
        return self.family == "Get" or _is_export(self.type, self.sub_type)

    @property
    def family(self) -> str | None:
        """Its type without the Begin or End that log types have."""
        return self.type and family_of(self.type)

    def as_run(self) -> Run:
        """The run, as far as its log row shows it."""
        return Run(
            handle=self.handle,
            name=self.job_name,
            original_name=self.original_name,
            state=DONE if shown(self.end_time) else None,
            start_time=self.start_time,
            end_time=self.end_time,
            type=self.type,
            submitted_by=self.submitted_by,
            description=self.description,
        )
