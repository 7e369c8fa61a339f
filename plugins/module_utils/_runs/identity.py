# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which runs and log rows belong to a job: their names must match exactly.

A scheduled job, its runs and their log rows have different handles, which are opaque. A run has the original name of
its job, and is named like the job or like the job and a time. The same original name under any other name is a
follow-on run, which an upload starts when it ends. (Source: the reference, and names recorded by public clients.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from .._ips.model import Run, ScheduledJob

_TIME_SUFFIX = re.compile(r"_\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d(?:\.\d+)?", re.ASCII)
_AT_THE_END = re.compile(rf"{_TIME_SUFFIX.pattern}\Z", re.ASCII)


class Tie(Enum):
    """How a run or a log row relates to a job."""

    RUN = "run"
    FOLLOW_ON = "follow-on"
    NONE = "none"


@dataclass(frozen=True)
class JobIdentity:
    """The names by which runs belong to a job.

    :param name: of the job.
    :param original_name: of the job; if it is empty, the runs have the job's name.
    """

    name: str
    original_name: str = ""

    @property
    def key(self) -> str:
        """The original name that the job's runs have."""
        return self.original_name or self.name

    def tie(self, run_name: str, run_original_name: str) -> Tie:
        """How a run or log row of these names relates to the job.

        The names of runs are made from the original name. Before version 4.0 a row does not show its own original name,
        so only the row's name counts.
        """
        if not run_original_name:
            return Tie.RUN if _is_run_of(run_name, self.key) else Tie.NONE
        if run_original_name != self.key:
            return Tie.NONE
        return Tie.RUN if any(_is_run_of(run_name, name) for name in (self.name, self.key)) else Tie.FOLLOW_ON


def _is_run_of(run_name: str, job_name: str) -> bool:
    if not run_name.startswith(job_name):
        return False
    rest = run_name[len(job_name) :]
    return not rest or _TIME_SUFFIX.fullmatch(rest) is not None


def identity_of(job: ScheduledJob) -> JobIdentity:
    """The identity of a scheduled job."""
    return JobIdentity(job.name, job.original_name)


@dataclass(frozen=True)
class RunIdentity(JobIdentity):
    """The names by which the log row and the follow-on runs of a run belong to it.

    If the run was found by a log row before version 4.0, its original name is not known.
    """

    def tie(self, run_name: str, run_original_name: str) -> Tie:
        """How a run or log row of these names relates to the run."""
        return Tie.RUN if run_name == self.name else super().tie(run_name, run_original_name)


def identity_of_run(run: Run) -> RunIdentity:
    """The identity of one run."""
    return RunIdentity(run.name, run.original_name)


@dataclass(frozen=True)
class AnyOf(JobIdentity):
    """The identity of several jobs: a run belongs to any of them. If there are none, every run belongs.

    :param jobs: the jobs' identities.
    """

    name: str = ""
    jobs: tuple[JobIdentity, ...] = ()

    def tie(self, run_name: str, run_original_name: str) -> Tie:
        """How a run or log row of these names relates to the jobs."""
        ties = [job.tie(run_name, run_original_name) for job in self.jobs]
        return Tie.RUN if not ties or Tie.RUN in ties else Tie.NONE


def job_name_of(run: Run, job_names: Collection[str] = ()) -> str:
    """The name of the job that a run belongs to: its original name, or else its own name without the time.

    :param job_names: of known jobs, since the name of a job may itself end in a time.
    """
    return run.original_name or (run.name if run.name in job_names else split_time(run.name)[0])


def split_time(name: str) -> tuple[str, str]:
    """The name of a run without the time at its end, and that time, or an empty one."""
    ending = _AT_THE_END.search(name)
    return (name[: ending.start()], ending.group()) if ending else (name, "")


def jobs_named(jobs: Sequence[ScheduledJob], name: str) -> list[ScheduledJob]:
    """The jobs of that original name, or else those of that name."""
    return [job for job in jobs if job.original_name == name] or [job for job in jobs if job.name == name]


def close_names(jobs: Iterable[ScheduledJob], name: str) -> list[str]:
    """Names of existing jobs that the user may have meant, nearest first, at most five."""
    import difflib  # Only a failure needs it, and to import it costs every task.

    by_form = {normalized(job.original_name or job.name).casefold(): job.original_name or job.name for job in jobs}
    near = difflib.get_close_matches(normalized(name).casefold(), by_form, n=5, cutoff=0.5)
    return [by_form[form] for form in near]


def normalized(name: str) -> str:
    """The name in the one form that Unicode has for all names that look the same."""
    return unicodedata.normalize("NFKC", name)
