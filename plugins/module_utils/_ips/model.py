# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service's XML means: companies, scheduled jobs, runs and job logs.

Fields and their order are those of the service's interface description of 2014-04-03. Elements that are not known are
passed over, optional ones may be missing; one that cannot be read is a :class:`ProtocolError`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Callable

from .errors import ProtocolError
from .soap import XSI_NIL, local_name, to_plain
from .times import format_time, parse_iso

DONE = "Done"
STOPPING = "Stopping"

FAILURE_LOG_TYPES = (
    "ImageServingPublishError",
    "UploadError",
    "AssetMigrationFailure",
    "GetFailure",
    "ImageRenderingPublishError",
    "EndImageRenderingPublishCleanupFailure",
    "MarkForPublishFailure",
    "MetadataFailure",
    "PdfRipError",
    "ImageServingPublishCleanupFailure",
    "PublishToCmError",
    "ServerDirectoryPublishError",
    "ReoptimizeFailure",
    "TemplateMergeError",
    "TrashFailure",
    "VideoPublishError",
    "VideoPublishCleanupFailure",
    "DeleteFailure",
    "FatalError",
    "FileCancel",
)
"""The log types of failure that the service is asked for by name (source: the reference's list of log types)."""

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class Fields:
    """Typed access to an element's children by their local names.

    :raises ProtocolError: from each accessor, when a text is not of its type or a required one is missing.
    """

    def __init__(self, element: Any) -> None:
        self._what = "body" if element is None else local_name(element)
        # As local_name does, without a call for each of an answer's up to millions of fields.
        self._children = {} if element is None else {child.tag.rpartition("}")[2]: child for child in element}

    def text(self, name: str) -> str | None:
        """The text of a child, or None where it is missing, empty or nil."""
        child = self._children.get(name)
        if child is None or child.get(XSI_NIL) in ("true", "1"):
            return None
        return child.text or None

    def required(self, name: str) -> str:
        """The text of a child that must be there and not be empty."""
        text = self.text(name)
        if text is None:
            raise ProtocolError(f"the answer's {self._what} has no {name}")
        return text

    def integer(self, name: str) -> int | None:
        """The child's whole number, or None where it is missing."""
        text = self.text(name)
        if text is None:
            return None
        if not _INTEGER.fullmatch(text.strip()):
            raise ProtocolError(f"the answer's {name} is no whole number: {text[:40]!r}")
        return int(text)

    def boolean(self, name: str) -> bool | None:
        """The child's truth value, or None where it is missing."""
        text = self.text(name)
        if text is None:
            return None
        if text.strip() not in _BOOLEANS:
            raise ProtocolError(f"the answer's {name} is neither true nor false: {text[:40]!r}")
        return _BOOLEANS[text.strip()]

    def time(self, name: str) -> datetime | None:
        """The child's time, or None where it is missing."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse_iso(text)
        except ValueError:
            raise ProtocolError(f"the answer's {name} is no time with a zone: {text[:40]!r}") from None

    def items(self, name: str) -> list[Any]:
        """The elements of an array, none where it is missing."""
        child = self._children.get(name)
        return [] if child is None else [item for item in child if local_name(item) == "items"]

    def required_element(self, name: str) -> Any:
        """The child itself, which must be there."""
        if name not in self._children:
            raise ProtocolError(f"the answer's {self._what} has no {name}")
        return self._children[name]

    def names(self) -> list[str]:
        """The names of the children, in order."""
        return list(self._children)


@dataclass(frozen=True)
class Company:
    """A company, as getCompanyInfo answers it."""

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
            expires=fields.time("expires"),
            ims_org_id=fields.text("imsOrgId"),
        )

    def as_result(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "handle": self.handle,
            "name": self.name,
            "root_path": self.root_path,
            "expires": format_time(self.expires),
            "ims_org_id": self.ims_org_id,
        }


@dataclass(frozen=True)
class ScheduledJob:
    """A job definition, as getScheduledJobs answers it.

    :param handle: empty for a job that has yet to be submitted.
    :param original_name: may be empty; the job is then known by its name.
    :param definition: the job's own element and its plain content, where the service shows it.
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
    definition: tuple[str, Any] | None = None

    @classmethod
    def parse(cls, element: Any) -> ScheduledJob:
        """From an item of ``jobArray``."""
        fields = Fields(element)
        kinds = [name for name in fields.names() if name.endswith("Job")]
        return cls(
            handle=fields.required("jobHandle"),
            name=fields.required("name"),
            original_name=fields.text("originalName") or "",
            type=fields.text("type"),
            trigger_state=fields.text("triggerState"),
            next_fire_time=fields.time("nextFireTime"),
            schedule=fields.text("execSchedule"),
            locale=fields.text("locale"),
            description=fields.text("description"),
            definition=(kinds[0], to_plain(fields.required_element(kinds[0])) or {}) if kinds else None,
        )

    @property
    def tells_when(self) -> bool:
        """Whether the service shows anything of when the job runs."""
        return bool(self.schedule or self.next_fire_time or self.trigger_state)

    def as_result(self) -> dict[str, Any]:
        """The ``job`` key of a result."""
        return {
            "handle": self.handle or None,
            "name": self.name,
            "original_name": self.original_name or None,
            "type": self.type,
            "trigger_state": self.trigger_state,
            "next_fire_time": format_time(self.next_fire_time),
        }


@dataclass(frozen=True)
class Run:
    """A run of a job, as the active jobs or the job logs tell of it.

    :param handle: the one first seen: the run and its log row have different ones.
    :param name: the same in both; it ties them.
    :param original_name: of the job, or empty.
    :param state: as the active jobs last had it, Done once the log tells the end.
    :param progress: per cent.
    :param files_done: how many files its tasks have processed, where they tell.
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

    @classmethod
    def parse(cls, element: Any) -> Run:
        """From an item of getActiveJobs' ``jobArray``."""
        fields = Fields(element)
        tasks = [Fields(item) for item in fields.items("taskProgressArray")]
        done = sum(task.integer("numProcessed") or 0 for task in tasks)
        left = sum((task.integer("numProcessing") or 0) + (task.integer("numPending") or 0) for task in tasks)
        return cls(
            handle=fields.required("jobHandle"),
            name=fields.required("name"),
            original_name=fields.text("originalName") or "",
            state=fields.required("state"),
            progress=fields.integer("progress"),
            progress_message=fields.text("progressMessage"),
            start_time=fields.time("startDate"),
            files_done=done if tasks else None,
            files_total=done + left if tasks else None,
        )

    def redacted(self, redact: Callable[[str], str]) -> Run:
        """The run, without the secrets that the service may have put into its own words."""
        message = self.progress_message
        return replace(self, progress_message=redact(message) if message else None)

    @property
    def is_active(self) -> bool:
        """Whether the service still has something to do for it."""
        return self.state != DONE

    @property
    def is_stopping(self) -> bool:
        """Whether somebody has stopped it."""
        return self.state == STOPPING

    def as_result(self) -> dict[str, Any]:
        """The ``run`` key of a result."""
        return {
            "handle": self.handle,
            "name": self.name,
            "state": self.state,
            "progress": self.progress,
            "progress_message": self.progress_message,
            "start_time": format_time(self.start_time),
            "end_time": format_time(self.end_time),
        }


@dataclass(frozen=True)
class Counters:
    """How many files a run dealt with, by how it went."""

    success: int | None
    error: int
    warning: int
    duplicate: int | None = None
    updated: int | None = None
    total: int | None = None

    def as_result(self) -> dict[str, int | None]:
        """The ``counters`` key of a result."""
        return dict(vars(self))


@dataclass(frozen=True)
class LogMessage:
    """One entry of a job log."""

    type: str
    message: str | None
    asset: str | None
    time: datetime | None

    @classmethod
    def parse(cls, element: Any) -> LogMessage:
        """From an item of ``detailArray``."""
        fields = Fields(element)
        return cls(
            fields.required("logType"), fields.text("logMessage"), fields.text("assetName"), fields.time("dateCreated")
        )

    @property
    def tells_of_failure(self) -> bool:
        """Whether its type is one of failure; the list of types has grown before, so the name's end counts."""
        return self.type.endswith(("Error", "Failure")) or self.type in ("FatalError", "FileCancel")

    def as_result(self) -> dict[str, Any]:
        """An item of the ``log`` key of a result."""
        return {"type": self.type, "message": self.message, "asset": self.asset, "time": format_time(self.time)}


@dataclass(frozen=True)
class JobLog:
    """A log row: what the service keeps of a run.

    :param end_time: None until the run has ended; in pre-4.0 only getJobLogDetails tells it.
    :param messages: its details, where they were asked for.
    """

    handle: str
    job_name: str
    original_name: str
    start_time: datetime | None
    end_time: datetime | None
    counters: Counters
    fatal_error: bool
    messages: tuple[LogMessage, ...] = field(default=())

    @classmethod
    def parse(cls, element: Any) -> JobLog:
        """From an item of ``jobLogArray``."""
        fields = Fields(element)
        return cls(
            handle=fields.required("jobHandle"),
            job_name=fields.required("jobName"),
            original_name=fields.text("originalJobName") or "",
            start_time=fields.time("startDate"),
            end_time=fields.time("endDate"),
            counters=Counters(
                success=fields.integer("fileSuccessCount"),
                error=_count(fields, "fileErrorCount"),
                warning=_count(fields, "fileWarningCount"),
                duplicate=fields.integer("fileDuplicateCount"),
                updated=fields.integer("fileUpdateCount"),
                total=fields.integer("totalFileCount"),
            ),
            fatal_error=_truth(fields, "fatalError"),
            messages=tuple(LogMessage.parse(item) for item in fields.items("detailArray")),
        )

    def as_run(self) -> Run:
        """The run, as far as its log row tells of it."""
        return Run(
            handle=self.handle,
            name=self.job_name,
            original_name=self.original_name,
            state=DONE if self.end_time else None,
            start_time=self.start_time,
            end_time=self.end_time,
        )


def _count(fields: Fields, name: str) -> int:
    """A number on which the judgement rests, so that a missing one is not taken for none."""
    fields.required(name)
    return fields.integer(name) or 0


def _truth(fields: Fields, name: str) -> bool:
    fields.required(name)
    return bool(fields.boolean(name))
