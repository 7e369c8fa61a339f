# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import yaml

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.job_kinds import (
    JOB_KINDS,
    UPLOAD_POST,
    Field,
    Structure,
    type_of_option,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.versions import since

EXCLUSIVE = "Mutually exclusive with all other kinds of job."


def _needed(owner: str, name: str) -> list[str]:
    version = since(owner, name)
    return [f"Needs O(api_version) V({version}) or newer."] if version else []


def _documented(owner: str, field: Field) -> dict[str, Any]:
    described = {"description": [*field.description, *_needed(owner, field.name)], **type_of_option(field)}
    if isinstance(field.type, tuple):
        described["suboptions"] = _suboptions(field.name, field.type)
    return described


def _suboptions(owner: str, structure: Structure) -> dict[str, Any]:
    return {field.option: _documented(owner, field) for field in structure}


_OPTIONS = {
    kind.option: {
        "description": [*kind.description, EXCLUSIVE, *_needed("submitJob", kind.element)],
        "type": "dict",
        "suboptions": _suboptions(kind.element, kind.structure),
    }
    for kind in JOB_KINDS
}


class ModuleDocFragment:
    """What kind of job: the options of ``job_arguments.JOB_KIND``, documented from the same table."""

    # Annotated, since ansible-test takes any other assignment here for a text.
    DOCUMENTATION: str = yaml.safe_dump({"options": _OPTIONS}, sort_keys=False)

    # The job that takes local files: the options of ``upload_files.UPLOAD_POST_JOB``.
    UPLOAD_POST: str = yaml.safe_dump({"options": _suboptions("uploadParams", UPLOAD_POST)}, sort_keys=False)
