# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""upload_files: uploads local files as one job."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .._ips.assets import Asset
from .._ips.errors import IpsError, JobError
from .._ips.job_kinds import UPLOAD_POST, service_fields, suboptions
from .._ips.model import Company, ScheduledJob
from .._ips.multipart import LocalFile
from .._ips.upload import OPERATION, UploadJob, UploadServlet, upload_endpoint
from .._runs.decision import OnRunning
from .._runs.delivery import Trigger
from .._runs.execution import TriggeredRun
from .._runs.identity import JobIdentity
from .._runs.resolve import the_company
from .._runs.result import Action, Status
from .._runs.uploads import RUN_HAS_ENDED, Account, Fate, FileSender, Upload, UploadFollower, UploadOutcome, settle
from .arguments import ACCOUNT, Arguments, one_of
from .base import Context, Task
from .local_files import files_below, listed_files
from .options import choice, count, filled, positive_duration
from .run_options import FOLLOWING, policy_from
from .triggering import DECISION, flow_from


class SkipUnchanged(str, Enum):
    """What must be the same as in the account for a file not to be sent."""

    NAME = "name"
    SIZE = "size"
    CHECKSUM = "checksum"
    NEVER = "never"


UPLOAD_POST_JOB = Arguments(suboptions(UPLOAD_POST))

ARGUMENTS = (
    ACCOUNT
    + Arguments(
        {
            "files": filled(type="list", elements="path"),
            "src": filled(type="path"),
            "hidden": {"type": "bool", "default": False},
            "dest_folder": {"type": "str"},
            "job_name": filled(),
            "description": {"type": "str"},
            "skip_unchanged": choice(SkipUnchanged.SIZE),
            "upload_endpoint": {"type": "str"},
            "upload_timeout": positive_duration(300),
            "max_post_size": {**count(least=1, most=2**62), "type": "bytes", "default": "256M"},
            "max_post_files": count(100, least=1),
        },
        **one_of("files", "src"),
    )
    + UPLOAD_POST_JOB
    + DECISION
    + FOLLOWING
)

NAMED_FILES = 10
"""The most files that a message names."""


def _begin(params: Mapping[str, Any], check_mode: bool) -> UploadOutcome:
    name = params["job_name"] or f"upload_files-{uuid.uuid4().hex[:12]}"
    outcome = UploadOutcome.begin({**params, "job_name": name}, check_mode)
    outcome.job = ScheduledJob("", name, name)
    return outcome


def _upload_files(context: Context[UploadOutcome]) -> None:
    params, client, outcome = context.params, context.client, context.outcome
    address = upload_endpoint(params["upload_endpoint"], client.connection.endpoint, params["allow_http"])
    fields = service_fields(UPLOAD_POST, params, "upload_files")
    client.version.require(OPERATION, {"uploadParams": fields})
    directory = client.connection.directory
    if params["src"] is None:
        files = listed_files(params["files"], directory)
    else:
        files = files_below(params["src"], directory, params["hidden"], outcome.warnings)
    company = the_company(client, params)
    account = Account(client, company)
    folder = account.path(params["dest_folder"] or "")
    outcome.uploads = [Upload(file, f"{folder}/{file.name}".lstrip("/")) for file in files]
    _compare(account, outcome, params["skip_unchanged"])
    job = UploadJob(
        company_handle=company.handle,
        name=outcome.job.name,
        fields=fields,
        folder=params["dest_folder"],
        locale=params["locale"],
        description=params["description"],
    )
    with closing(client.at(address)) as upload_client:
        _Uploading(context, company, account, UploadServlet(upload_client, params["upload_timeout"]), job).run()


def _compare(account: Account, outcome: UploadOutcome, how: SkipUnchanged) -> None:
    """Find out which files are unchanged in the account."""
    if how is SkipUnchanged.NEVER:
        return
    assets = account.assets(outcome.uploads)
    for upload in outcome.uploads:
        upload.before = assets.get(upload.target)
        if upload.before is not None and _is_unchanged(upload.file, upload.before, how):
            upload.fate = Fate.UNCHANGED
    if how is SkipUnchanged.CHECKSUM and assets:
        outcome.warnings.append(
            "skip_unchanged is checksum, but the service shows no checksum of its assets, in any version. So no file "
            "counts as unchanged. Give size or name to leave files out."
        )


def _is_unchanged(file: LocalFile, asset: Asset, how: SkipUnchanged) -> bool:
    """Whether a file counts as unchanged. One that was modified after the asset has changed, whatever its size."""
    if how is SkipUnchanged.SIZE:
        modified = asset.last_modified
        is_newer = modified is not None and file.modified_ns > modified.timestamp() * 1e9
        return asset.size == file.size and not is_newer
    return how is SkipUnchanged.NAME


@dataclass
class _Uploading:
    """The jobs that upload the files: one, and more for files that provably did not arrive."""

    context: Context[UploadOutcome]
    company: Company
    account: Account
    servlet: UploadServlet
    job: UploadJob

    def __post_init__(self) -> None:
        self._outcome, self._deadline = self.context.outcome, self.context.start_deadline()

    def run(self) -> None:
        """Upload the pending files.

        :raises IpsError: when something failed; its message names the files.
        """
        if not self._pending():
            self._outcome.action, self._outcome.status = Action.SKIP, Status.SUCCEEDED
            self._outcome.reason = (
                "Every file is in the account already." if self._outcome.uploads else "There are no files."
            )
            return
        try:
            self._run()
        except IpsError as exc:
            exc.message = f"{exc.message} {self._losses()}".rstrip()
            raise
        if self._has_losses() and not self.context.check_mode:
            raise JobError(
                f"{self._losses()} Run the task again: unless skip_unchanged is never, it sends what the account lacks."
            )

    def _run(self) -> None:
        for number in itertools.count():
            sender = self._run_job(number)
            if self._outcome.action is not Action.EXECUTE or self.context.check_mode:
                self._settle_without_sending()
                return
            if sender.trouble is None:
                return
            is_settled = sender.is_in_doubt and self._outcome.status in RUN_HAS_ENDED
            if is_settled and not self._pending():
                return
            if not is_settled or number == self.context.client.connection.retries:
                raise sender.trouble

    def _pending(self) -> list[Upload]:
        return [upload for upload in self._outcome.uploads if upload.fate is Fate.PENDING]

    def _run_job(self, number: int) -> FileSender:
        """Send the pending files as one job, and follow its run.

        :param number: how many jobs the task has had before.
        """
        context, params, outcome, job = self.context, self.context.params, self._outcome, self.job
        policy = policy_from(params)
        if number:
            job = self._next_job(number)
            policy = policy._replace(on_running=OnRunning.WAIT, skip_if_succeeded_since=None)
        uploads = self._pending()
        limits = params["max_post_size"], params["max_post_files"]
        sender = FileSender(
            self.servlet, context.client, job, uploads, outcome, self._deadline, context.observer, *limits
        )
        identity, trigger = JobIdentity(job.name, job.name), Trigger(OPERATION, sender.send)
        flow = flow_from(TriggeredRun, context, self.company, identity, self._deadline, trigger, policy)
        flow.follower = UploadFollower(flow.watch, policy, outcome, self._deadline, sender)
        try:
            flow.run()
        finally:
            outcome.has_acted = outcome.has_acted or (outcome.changed and not outcome.predicted)
            settle(uploads, outcome, self.account, compared=params["skip_unchanged"] is not SkipUnchanged.NEVER)
        return sender

    def _next_job(self, number: int) -> UploadJob:
        """The job for the files that did not arrive before. A name that the task has made up is not used again."""
        outcome = self._outcome
        name = self.job.name if self.context.params["job_name"] else f"{self.job.name}-{number + 1}"
        outcome.warnings.append(
            f"A POST of the job {outcome.job.name!r} was lost on its way. The files that did not arrive "
            f"({len(self._pending())} of {len(outcome.uploads)}) are sent with another job, {name!r}."
        )
        outcome.job = ScheduledJob("", name, name)
        return self.job._replace(name=name)

    def _settle_without_sending(self) -> None:
        """Find out what became of the files that another run was to upload. Only the account shows it."""
        outcome = self._outcome
        if outcome.action is Action.SKIP:
            for upload in self._pending():
                upload.fate = Fate.UNCHANGED
        elif outcome.action is Action.ADOPT:
            ended = outcome.status is Status.SUCCEEDED
            assets = self.account.assets(self._pending()) if ended else {}
            for upload in self._pending():
                asset = assets.get(upload.target)
                upload.fate = Fate.UPLOADED if asset and asset.size == upload.file.size else Fate.DOUBTFUL

    def _has_losses(self) -> bool:
        """Whether files are lost that the judgement of the run has not counted."""
        has_ended = self._outcome.status in RUN_HAS_ENDED
        lost = {Fate.PENDING, Fate.DOUBTFUL} if has_ended else {Fate.PENDING}
        return any(upload.problem or upload.fate in lost for upload in self._outcome.uploads)

    def _losses(self) -> str:
        """The sentences about files that did not arrive, or may not have."""
        sentences = []
        for fate, what in (
            (Fate.FAILED, "could not be uploaded"),
            (Fate.PENDING, "were not sent"),
            (Fate.DOUBTFUL, "may or may not have arrived"),
        ):
            lost = [upload for upload in self._outcome.uploads if upload.fate is fate]
            if lost:
                named = "; ".join(upload.problem or repr(upload.file.path) for upload in lost[:NAMED_FILES])
                more = ", ..." if len(lost) > NAMED_FILES else ""
                sentences.append(f"{len(lost)} of {len(self._outcome.uploads)} files {what}: {named}{more}.")
        return " ".join(sentences)


TASK = Task(ARGUMENTS, _begin, _upload_files)
