# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which runs and log rows are a job's.

A scheduled job, its runs and their log rows have different handles, which are opaque. A run is its job's by its
original name, and by its own name: the job's with a time behind it. A follow-on run, which an upload may start when it
ends, bears the same original name, but something between that and the time. (Source: names recorded by public clients.)
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from .._ips.model import Run, ScheduledJob

_TIME_SUFFIX = re.compile(r"_\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d(?:\.\d+)?\Z", re.ASCII)


class Tie(Enum):
    """How a run or a log row relates to a job."""

    RUN = "run"
    FOLLOW_ON = "follow-on"
    NONE = "none"


@dataclass(frozen=True)
class JobIdentity:
    """What ties runs to a job.

    :param name: of the job.
    :param original_name: of the job, or empty: then the name ties.
    """

    name: str
    original_name: str = ""

    @property
    def key(self) -> str:
        """The name that runs bear before their time."""
        return self.original_name or self.name

    def tie(self, run_name: str, run_original_name: str) -> Tie:
        """How a run or log row of these names relates to the job."""
        suffix = _TIME_SUFFIX.search(run_name)
        stem = run_name[: suffix.start()] if suffix else run_name
        if stem == self.key and run_original_name in ("", self.key):
            return Tie.RUN
        if run_original_name != self.key:
            return Tie.NONE
        if stem == self.name:
            return Tie.RUN
        return Tie.FOLLOW_ON if suffix and stem.startswith(self.key) else Tie.RUN


def identity_of(job: ScheduledJob) -> JobIdentity:
    """What ties runs to a scheduled job."""
    return JobIdentity(job.name, job.original_name)


def identity_of_run(run: Run) -> JobIdentity:
    """What ties a run to its job, as far as the run itself tells."""
    return JobIdentity(_TIME_SUFFIX.sub("", run.name), run.original_name)


def jobs_named(jobs: Sequence[ScheduledJob], name: str) -> list[ScheduledJob]:
    """The jobs of that original name; where there is none, those of that name."""
    return [job for job in jobs if job.original_name == name] or [job for job in jobs if job.name == name]


def close_names(jobs: Iterable[ScheduledJob], name: str) -> list[str]:
    """Names of existing jobs that the user may have meant, nearest first, at most five."""
    by_folded = {(job.original_name or job.name).casefold(): job.original_name or job.name for job in jobs}
    return [by_folded[folded] for folded in difflib.get_close_matches(name.casefold(), by_folded, n=5, cutoff=0.5)]
