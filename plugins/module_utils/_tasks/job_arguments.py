# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the modules that submit jobs; the kinds of job come from their table."""

from __future__ import annotations

from .._ips.job_fields import JobState
from .._ips.job_kinds import JOB_KINDS, suboptions
from .arguments import (
    COMPANY,
    CONNECTION,
    DECISION,
    JUDGEMENT,
    WAITING,
    Arguments,
)

_KIND_OPTIONS = tuple(kind.option for kind in JOB_KINDS)

JOB_KIND = Arguments(
    {kind.option: {"type": "dict", "options": suboptions(kind.structure)} for kind in JOB_KINDS},
    mutually_exclusive=(_KIND_OPTIONS,),
)

NEW_JOB = Arguments(
    {
        "job_name": {"type": "str", "required": True},
        "description": {"type": "str"},
        "user_handle": {"type": "str"},
    }
)

SUBMIT_JOB = (
    CONNECTION
    + COMPANY
    + NEW_JOB
    + JOB_KIND
    + Arguments({"exec_time": {"type": "str"}}, required_one_of=(_KIND_OPTIONS,))
    + DECISION
    + WAITING
    + JUDGEMENT
)

SCHEDULED_JOB = (
    CONNECTION
    + COMPANY
    + NEW_JOB
    + JOB_KIND
    + Arguments(
        {
            "state": {
                "type": "str",
                "choices": [state.value for state in JobState],
                "default": JobState.PRESENT.value,
            },
            "schedule": {"type": "str"},
        },
        required_if=(
            ("state", JobState.PRESENT.value, ("schedule",)),
            ("state", JobState.PRESENT.value, _KIND_OPTIONS, True),
        ),
    )
)
