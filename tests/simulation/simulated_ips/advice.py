# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The advice in a message, as the next task of a user who follows it exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

AGAIN = "again"
WAIT = "wait"

LONG = 3000.0
"""A longer ``wait_timeout``, in seconds."""

NOT_THERE = "if no run is there after ten minutes"
LATER = 600.0
"""These ten minutes, in seconds."""

NOT_WELL = "if it has ended without success"

_AGAIN = re.compile(
    rf"(?:(?P<before>{NOT_THERE}), )?run (?:this|the) task (?:again|with|as)"
    rf"(?:(?!{NOT_WELL})(?:[^.]|\.(?=\d)))*(?P<after>{NOT_WELL})?",
    re.IGNORECASE,
)
_OPTION = re.compile(r"\b(on_running|skip_if_succeeded_since|adopt_since): ([\w:.+-]*\w)")


@dataclass(frozen=True)
class Advice:
    """One thing that a message advises.

    :param words: the words in the message.
    :param what: whether to run the task again, or to wait for the run.
    :param params: the parameters that differ from those of the failed task.
    :param condition: the condition in the message, in its words.
    """

    words: str
    what: str
    params: Mapping[str, Any]
    condition: str = ""


def advice_in(message: str) -> list[Advice]:
    """All advice in a message."""
    found = []
    for match in _AGAIN.finditer(message):
        params: dict[str, Any] = dict(_OPTION.findall(match.group()))
        found.append(Advice(match.group(), AGAIN, params, (match["before"] or match["after"] or "").lower()))
    if "longer wait_timeout" in message:
        found.append(Advice("longer wait_timeout", AGAIN, {"wait_timeout": LONG}))
    for match in re.finditer(r"wait_for_job \((since|run_handle) ('[^']*'|[^\s,)]*)", message):
        option, value = match.groups()
        params = {"job_name": None, "run_handle": value.strip("'"), "since": None}
        found.append(Advice(match.group(), WAIT, params if option == "run_handle" else {"since": value}))
    return found
