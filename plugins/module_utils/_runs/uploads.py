# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploading files in several POSTs of one job, and finding out from the answers, the log and the account what arrived.

A POST that may have arrived is never repeated. It is the last one of its job. The task ends the job and follows its run
to the end. Then it sends only the files that are missing by the log and the account, with another job.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from .._ips.assets import Asset, assets_by_name, search_assets
from .._ips.client import IpsClient
from .._ips.errors import ConfigurationError, Delivery, IpsError
from .._ips.model import Company, Run, ScheduledJob
from .._ips.multipart import FileError, LocalFile
from .._ips.pace import Deadline
from .._ips.times import format_time
from .._ips.transport import backoff
from .._ips.upload import OPEN_MINUTES, OPERATION, UploadJob, UploadServlet, batches
from .delivery import can_follow_the_act
from .follow import RunFollower
from .progress import Observer
from .result import RunOutcome, Status

NAMES_AT_ONCE = 200
"""How many names one request to the account has."""

RUN_HAS_ENDED = (Status.SUCCEEDED, Status.FAILED, Status.STOPPED)

_UNITS = ((10 * 2**20, 2**20, "MiB"), (10 * 2**10, 2**10, "KiB"), (0, 1, "bytes"))
"""The smallest number of bytes for which each unit is shown."""

SUCCESS, WARNING, ERROR = "UploadSuccess", "UploadWarning", "UploadError"


class Fate(Enum):
    """What is known about a file; the last four are its ``result``."""

    PENDING = "pending"
    SENT = "sent"
    DOUBTFUL = "unknown"
    UPLOADED = "uploaded"
    FAILED = "failed"
    UNCHANGED = "unchanged"


_RESULTS = {Fate.PENDING: Fate.FAILED, Fate.SENT: Fate.UPLOADED}
_PREDICTIONS = {Fate.PENDING: Fate.UPLOADED}


@dataclass
class Upload:
    """A file that the task uploads, and its state.

    :param target: its path in the account, without the company's root.
    :param before: the asset that the account had there before, if the task has looked.
    :param problem: why it has failed, if the cause is on this machine.
    """

    file: LocalFile
    target: str
    before: Asset | None = None
    fate: Fate = Fate.PENDING
    problem: str | None = None

    @property
    def stem(self) -> str:
        """The name that the service gives the asset."""
        return os.path.splitext(os.path.basename(self.target))[0]

    def as_result(self, predicted: bool) -> dict[str, Any]:
        """An entry of the ``files`` key of a result."""
        result = (_PREDICTIONS if predicted else _RESULTS).get(self.fate, self.fate)
        return {"path": self.file.path, "target": self.target, "size": self.file.size, "result": result.value}


@dataclass
class UploadOutcome(RunOutcome):
    """The result so far of a task that uploads files.

    :param has_acted: whether an earlier job of the task has, or may have, acted.
    """

    job: ScheduledJob = field(default_factory=lambda: ScheduledJob("", ""))
    uploads: list[Upload] = field(default_factory=list)
    has_acted: bool = False

    @property
    def changed(self) -> bool:
        """Whether this task caused, or may have caused, a run; in check mode, whether it would."""
        return self.has_acted or super().changed

    def how_to_find_out(self, places: str = "active, logs") -> str:
        """How to find out what became of the files, and how to run the task again."""
        return (
            f"To find out, look for the job {self.job.name!r} with job_info, subset [{places}] and since "
            f"{format_time(self.executed_at)}. When it has ended, run the task again: with skip_unchanged it sends "
            "what the account does not have."
        )

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        return {**super().as_result(), "files": [upload.as_result(self.predicted) for upload in self.uploads]}

    def diff(self) -> dict[str, Any]:
        """The runs, and for each file to be sent the size of the existing asset and of the file."""
        runs = super().diff() or {"before": {}, "after": {}}
        going = [upload for upload in self.uploads if upload.fate is not Fate.UNCHANGED]
        before = {upload.target: upload.before.size if upload.before else None for upload in going}
        after = {upload.target: upload.file.size for upload in going if upload.as_result(True)["result"] == "uploaded"}
        return {
            "before": {**runs["before"], "files": before},
            "after": {**runs["after"], "files": {**before, **after}},
        }


class Account:
    """What a company's assets and logs show about the files."""

    def __init__(self, client: IpsClient, company: Company) -> None:
        self._client = client
        self._company = company

    def assets(self, uploads: Iterable[Upload]) -> dict[str, Asset]:
        """The assets that are where the uploads go, by target."""
        has_names = self._client.version.has("getAssetsByName")
        found = self._by_name(uploads) if has_names else self._by_folder(uploads)
        return {
            self.path(f"{asset.folder or asset.path or ''}/{os.path.basename(asset.file_name or '')}"): asset
            for asset in found
        }

    def _by_name(self, uploads: Iterable[Upload]) -> Iterator[Asset]:
        names = sorted({upload.stem for upload in uploads})
        for start in range(0, len(names), NAMES_AT_ONCE):
            yield from assets_by_name(self._client, self._company.handle, names[start : start + NAMES_AT_ONCE])

    def _by_folder(self, uploads: Iterable[Upload]) -> Iterator[Asset]:
        """All assets in the folder that contains all targets; older versions cannot find assets by name."""
        below = os.path.commonpath([os.path.dirname(upload.target) for upload in uploads] or [""])
        folder = "/".join(_parts(f"{self._company.root_path or ''}/{below}"))
        for page in search_assets(self._client, self._company.handle, folder or None):
            yield from page

    def logged_types(self, run: Run) -> dict[str, list[str]]:
        """The types of the messages about files in a run's log, by the asset's name."""
        found: dict[str, list[str]] = {}
        for page in self._client.job_log_pages(self._company.handle, run.handle, (SUCCESS, WARNING, ERROR)):
            for message in (message for row in page if row.job_name == run.name for message in row.messages):
                if message.asset and message.type in (SUCCESS, WARNING, ERROR):
                    found.setdefault(message.asset, []).append(message.type)
        return found

    def path(self, path: str) -> str:
        """A path without the company's root, if it begins with that."""
        root, parts = _parts(self._company.root_path or ""), _parts(path)
        return "/".join(parts[len(root) :] if root and parts[: len(root)] == root else parts)


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


@dataclass
class FileSender:
    """Sends files as one job, in several POSTs, and always ends it.

    :param client: of the service's interface, to look for the job's run.
    :param deadline: of the task's waiting, which is suspended while files are sent.
    :param max_size: bytes of files in a POST.
    :param max_files: files in a POST.

    ``trouble`` is the error that occurred after the job had begun.
    """

    servlet: UploadServlet
    client: IpsClient
    job: UploadJob
    uploads: Sequence[Upload]
    outcome: UploadOutcome
    deadline: Deadline
    observer: Observer
    max_size: int
    max_files: int
    trouble: IpsError | None = None
    _handle: str | None = None
    _end_was_sent: bool = False
    _ended: bool = False
    _posted: int = 0
    _files_posted: int = 0

    @property
    def is_in_doubt(self) -> bool:
        """Whether it is unknown if a POST has arrived."""
        return self.trouble is not None and (
            self.trouble.delivery is Delivery.UNKNOWN or can_follow_the_act(self.trouble)
        )

    def send(self) -> None:
        """Send the files.

        An error after the job has begun is not raised, but kept in ``trouble``.
        """
        by_file = {upload.file: upload for upload in self.uploads}
        posts = list(batches([upload.file for upload in self.uploads], self.max_size, self.max_files))
        with self.deadline.suspended():
            try:
                for number, files in enumerate(posts, start=1):
                    self._post([by_file[file] for file in files], end=number == len(posts))
                self.observer.says(f"{self.job.name}: {self._count} sent")
                if self._handle is None:
                    raise ConfigurationError(
                        "all files were changed or removed after the upload was planned. Run the task again.", OPERATION
                    )
            except IpsError as exc:
                self.trouble = exc
                if self._handle is None:
                    raise
            except BaseException:
                self._handle = self._handle or self._handle_of_run()
                raise
            finally:
                self.end(self._handle)

    def _post(self, uploads: Sequence[Upload], end: bool) -> None:
        uploads = [upload for upload in uploads if self._is_intact(upload)]
        if not uploads:
            return
        _mark(uploads, Fate.DOUBTFUL)
        self._end_was_sent = end
        try:
            files = [upload.file for upload in uploads]
            handle = self.servlet.post(self.job, files, self._handle, end, self._report)
        except IpsError as exc:
            self._note_failure(uploads, exc)
            raise
        _mark(uploads, Fate.SENT)
        self._posted += sum(upload.file.size for upload in uploads)
        self._files_posted += len(uploads)
        self._report(0)
        if self._handle is None:
            self.outcome.delivery, self.outcome.status = Delivery.CONFIRMED, Status.TRIGGERED
            self.outcome.reason = "The service has begun the job, and takes files."
            self.outcome.job = ScheduledJob(handle, self.job.name, self.job.name)
        self._handle, self._ended = handle, end

    def _is_intact(self, upload: Upload) -> bool:
        """Whether the file has not changed since the upload was planned. If it has, it counts as failed."""
        try:
            upload.file.check()
        except FileError as exc:
            upload.fate, upload.problem = Fate.FAILED, exc.problem
            return False
        return True

    def _note_failure(self, uploads: Sequence[Upload], exc: IpsError) -> None:
        if exc.delivery is Delivery.NOT_SENT:
            _mark(uploads, Fate.PENDING)
        elif exc.delivery is Delivery.REFUSED and not can_follow_the_act(exc):
            _mark(uploads, Fate.FAILED)
        elif isinstance(exc, FileError):
            for upload in uploads:
                if upload.file.path == exc.path:
                    upload.fate, upload.problem = Fate.FAILED, exc.problem

    def _report(self, size: int) -> None:
        """Show how far the upload is.

        :param size: bytes of the current POST that have been sent.
        """
        total = sum(upload.file.size for upload in self.uploads)
        unit, name = next((unit, name) for least, unit, name in _UNITS if total >= least)
        done, total = (self._posted + size) // unit, total // unit
        self.observer.counted(self.job.name, done, total, name, self._count)

    @property
    def _count(self) -> str:
        return f"{self._files_posted} of {len(self.uploads)} files"

    def _handle_of_run(self) -> str | None:
        """The handle of the job's run, which may end the job if the answer with the job's own handle was lost."""
        with suppress(IpsError):
            with self.client.polling(self.client.connection.request_timeout):
                runs = self.client.active_runs(self.job.company_handle, self.job.name)
            return runs[0].handle if runs else None
        return None

    def end(self, handle: str | None) -> None:
        """End the job, unless it has been ended.

        :param handle: the job's, or that of its run; None if no job has begun.
        """
        if handle is None or self._ended:
            return
        self._ended = True
        failure = self._try_to_end(handle)
        if failure and not (self._end_was_sent and failure.delivery is Delivery.REFUSED):
            self.outcome.warnings.append(
                f"The job {self.job.name!r} could not be ended. Unless it has ended already, it waits {OPEN_MINUTES} "
                f"minutes for more files before it runs: {failure.message}"
            )

    def _try_to_end(self, handle: str) -> IpsError | None:
        """End the job, with retries. They do no harm, since a job that has ended refuses another end."""
        tries = self.client.connection.retries + 1
        for number in range(1, tries + 1):
            try:
                self.servlet.end(self.job, handle)
                return None
            except IpsError as exc:
                failure = exc
            if failure.delivery is Delivery.REFUSED or number == tries:
                break
            self.client.clock.sleep(backoff(number))
        return failure


def _mark(uploads: Iterable[Upload], fate: Fate) -> None:
    for upload in uploads:
        upload.fate = fate


@dataclass
class UploadFollower(RunFollower):
    """Follows the run of an upload.

    If the answer with the job's handle was lost, the run's own handle has to end the job.
    """

    sender: FileSender

    def conclude(self, run: Run, *args: Any, **kwargs: Any) -> None:
        """Follow the run as far as the policy says, and judge it."""
        if self.sender.is_in_doubt:
            self.sender.end(run.handle)
        super().conclude(run, *args, **kwargs)


def settle(uploads: Sequence[Upload], outcome: UploadOutcome, account: Account, compared: bool) -> None:
    """Set the state of each file of a job whose run has ended. A file that provably has not arrived is pending again.

    :param compared: whether the task has compared the files with the account's assets before.
    """
    if outcome.delivery is Delivery.REFUSED:
        _mark((upload for upload in uploads if upload.fate is Fate.DOUBTFUL), Fate.FAILED)
    sent = [upload for upload in uploads if upload.fate in (Fate.SENT, Fate.DOUBTFUL)]
    if not sent or not outcome.run or outcome.status not in RUN_HAS_ENDED:
        return
    counters = outcome.counters
    doubtful = any(upload.fate is Fate.DOUBTFUL for upload in sent)
    if counters and not doubtful and not counters.error and not counters.duplicate:
        _mark(sent, Fate.UPLOADED)
        return
    try:
        logged = account.logged_types(outcome.run)
        assets = account.assets(sent) if compared else {}
    except IpsError as exc:
        outcome.warnings.append(f"What became of the files could not be looked up: {exc.message}")
        return
    same_name = Counter(upload.stem for upload in sent)
    for upload in sent:
        types = logged.get(upload.stem, [])
        # If assets share a name, the log does not show which file it means, unless all of them have the same result.
        clear = same_name[upload.stem] == 1 or (len(set(types)) == 1 and len(types) >= same_name[upload.stem])
        changed = assets.get(upload.target) not in (None, upload.before)
        upload.fate = _fate(upload, set(types) if clear else set(), bool(types), changed, outcome)
    unexplained = [upload for upload in sent if upload.fate is Fate.DOUBTFUL]
    if counters and not doubtful and counters.duplicate == len(unexplained):
        _mark(unexplained, Fate.UNCHANGED)


def _fate(upload: Upload, types: set[str], is_named: bool, changed: bool, outcome: UploadOutcome) -> Fate:
    """What became of a file of a run that has ended.

    :param types: of the messages in the log that are certainly about it.
    :param is_named: whether messages in the log may be about it.
    :param changed: whether the account now has another asset there.
    """
    if ERROR in types:
        return Fate.FAILED
    if SUCCESS in types or changed:
        return Fate.UPLOADED
    if is_named:
        return Fate.UNCHANGED if WARNING in types and upload.before else Fate.DOUBTFUL
    if upload.fate is Fate.DOUBTFUL:
        return Fate.PENDING
    counters = outcome.counters
    return Fate.UPLOADED if counters and not counters.error and not counters.duplicate else Fate.DOUBTFUL
