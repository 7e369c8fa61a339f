# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that are posted to the UploadFile servlet: the job that takes them, and the assets that they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from .. import errors
from ..asset_types import type_of_file
from ..call import Upload
from ..company import Asset
from ..errors import ServiceFault
from ..multipart import FormFile
from ..runs import UploadRun
from .context import Context, Params, Result, invalid_parameter
from .jobs import refuse_if_told_to

_SUCCESS, _WARNING, _ERROR = "UploadSuccess", "UploadWarning", "UploadError"
_KINDS = {
    "success": (_SUCCESS, "uploaded"),
    "updates": (_SUCCESS, "uploaded in place of the one before"),
    "duplicates": (_WARNING, "there is a file of this name already"),
    "errors": (_ERROR, "the file could not be read"),
}
"""The outcome of a file, by its counter: the type of its message, and the message."""


def upload_post(context: Context, params: Params) -> Result:
    assert context.upload is not None
    company, world = context.the_company, context.world
    targets = [_target(company.root_path, params, file) for file in _checked(params, context.upload.files)]
    run = _run_of(context, params, context.upload)
    _take(context, run, zip(targets, context.upload.files))
    if params.get("endJob"):
        world.close_upload(company, run, world.now())
    else:
        world.keep_upload_open(company, run)
    return {"jobHandle": run.job.handle(context.version)}


def _checked(params: Params, files: Sequence[FormFile]) -> Sequence[FormFile]:
    if "fileName" in params and len(files) > 1:
        raise invalid_parameter("fileName names one file, and %d have come" % len(files))
    return files


def _target(root: str, params: Params, file: FormFile) -> PurePosixPath:
    """Where in the company a file goes. ``destFolder`` may begin with the company's root or not."""
    name = params.get("fileName") or file.name
    if not name:
        raise ServiceFault(errors.MISSING_PARAMETER, "A file has no name: neither filename nor fileName is given")
    path = PurePosixPath(params.get("destFolder", "").strip("/"), name.strip("/"))
    if ".." in path.parts:
        raise invalid_parameter("A file must not go outside its folder: %s" % path)
    return path if path.parts[: len(PurePosixPath(root).parts)] == PurePosixPath(root).parts else root / path


def _run_of(context: Context, params: Params, upload: Upload) -> UploadRun:
    if "jobHandle" not in params:
        return _begin(context, params, upload)
    by_run = context.answers.upload_by_run
    run = context.world.upload(context.the_company, params["jobHandle"], context.version, by_run)
    if run is None:
        raise invalid_parameter("There is no such upload: %s" % params["jobHandle"])
    if not run.takes_files(context.world.now()):
        raise invalid_parameter("The upload has ended: %s" % params["jobHandle"])
    if run.address != upload.address:
        raise invalid_parameter("All posts of an upload must come from one address, not from %s" % upload.address)
    return run


def _begin(context: Context, params: Params, upload: Upload) -> UploadRun:
    for name in ("jobName", "uploadParams"):
        if not params.get(name):
            raise ServiceFault(errors.MISSING_PARAMETER, "%s is missing in the first post of an upload" % name)
    company, world, user = context.the_company, context.world, context.user.email
    job = world.add_job(
        company,
        params["jobName"],
        "uploadPostJob",
        params["uploadParams"],
        user,
        listed=False,
        locale=params.get("locale"),
        description=params.get("description"),
    )
    refuse_if_told_to(job.behaviour)
    run = world.start_upload(company, job, user)
    run.address = upload.address
    return run


def _take(context: Context, run: UploadRun, files: Iterable[tuple[PurePosixPath, FormFile]]) -> None:
    """Turn files into assets, and log them in the run."""
    assets = {(asset.folder, asset.file_name): asset for asset in context.the_company.assets.values()}
    entries = list(run.behaviour.log)
    counts = {counter: getattr(run.behaviour, counter) for counter in _KINDS}
    for target, file in files:
        folder = "%s/" % target.parent
        known = assets.get((folder, target.name))
        counter = _fate(run, target, known)
        asset = known
        if counter in ("success", "updates"):
            asset = assets[folder, target.name] = _store(context, run, target, file, known)
        counts[counter] += 1
        entries.append(_entry(counter, target, asset))
    run.behaviour = run.behaviour.changed({**counts, "log": entries})


def _fate(run: UploadRun, target: PurePosixPath, known: Asset | None) -> str:
    if any(fnmatchcase(target.name, pattern) for pattern in run.behaviour.failing_files):
        return "errors"
    if known is None:
        return "success"
    return "updates" if run.details["overwrite"] else "duplicates"


def _store(context: Context, run: UploadRun, target: PurePosixPath, file: FormFile, known: Asset | None) -> Asset:
    company, world, folder = context.the_company, context.world, "%s/" % target.parent
    world.add_folder(company, folder)
    asset = known or world.add_asset(
        company, target.stem, type_of_file(target.name), folder, file_name=target.name, user=run.submit_user
    )
    asset.size, asset.sha256, asset.last_modified = file.size, file.sha256, world.now()
    asset.ready = run.details["readyForPublish"]
    return asset


def _entry(counter: str, target: PurePosixPath, asset: Asset | None) -> dict[str, Any]:
    log_type, message = _KINDS[counter]
    return {
        "type": log_type,
        "message": "%s: %s" % (target, message),
        "asset": target.stem,
        "asset_type": type_of_file(target.name),
        "asset_handle": None if asset is None else asset.handle,
    }
