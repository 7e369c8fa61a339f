# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the modules that submit jobs; the kinds of job come from their table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._ips.job_kinds import KINDS_BY_OPTION, service_fields, suboptions
from .._ips.submission import JobDefinition
from .arguments import Arguments
from .options import filled

KIND_OPTIONS = tuple(KINDS_BY_OPTION)

JOB_KIND = Arguments(
    {option: {"type": "dict", "options": suboptions(kind.structure)} for option, kind in KINDS_BY_OPTION.items()},
    mutually_exclusive=(KIND_OPTIONS,),
)

NEW_JOB = Arguments(
    {
        "job_name": filled(required=True),
        "description": {"type": "str"},
        "user_handle": {"type": "str"},
    }
)


def definition_from(params: Mapping[str, Any]) -> JobDefinition:
    """The job that the options describe.

    :raises ConfigurationError: when the service's types cannot carry a value.
    """
    kind = next((kind for option, kind in KINDS_BY_OPTION.items() if params[option] is not None), None)
    return JobDefinition(
        name=params["job_name"],
        element=kind.element if kind else "",
        fields=service_fields(kind.structure, params[kind.option], kind.option) if kind else {},
        exec_time=params.get("exec_time"),
        schedule=params.get("schedule"),
        locale=params["locale"],
        description=params["description"],
        user_handle=params["user_handle"],
    )
