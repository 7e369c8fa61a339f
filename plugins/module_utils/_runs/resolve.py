# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding companies and jobs by the names that a user gives. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._ips.client import IpsClient
from .._ips.errors import FaultError, JobError
from .._ips.model import Company, ScheduledJob
from .identity import close_names, jobs_named, normalized

NOT_PERMITTED = (20003, 20009)
"""Codes of the faults of a user who may not call an operation: NO_OPERATION_PERMISSION, MISSING_PERMISSION."""


_SUBJECTS = {
    "operation": "operation",
    "job_name": "job",
    "job_handle": "job with handle",
    "run_handle": "run with handle",
    "company_name": "company",
    "company_handle": "company with handle",
}


def subject_of(params: Mapping[str, Any]) -> str:
    """What a task is about, as the beginning of a message, for example ``Job 'Nightly' of company 'Planetary'``."""
    given = [f"{words} {params[option]!r}" for option, words in _SUBJECTS.items() if params.get(option) is not None]
    subject = " of ".join(given)
    return subject[:1].upper() + subject[1:]


def company_handle(client: IpsClient, params: Mapping[str, Any]) -> str:
    """The company's handle; a name is looked up in each task, since handles do not last."""
    return params["company_handle"] or client.company(name=params["company_name"]).handle


def the_company(client: IpsClient, params: Mapping[str, Any]) -> Company:
    """The company with its name, which does not differ between versions as its handle does.

    The name is missing if the user may not read it. Any other failure is raised, since the lock's key needs the name.
    """
    handle = params["company_handle"]
    if not handle:
        return client.company(name=params["company_name"])
    try:
        return client.company(handle=handle)._replace(handle=handle)
    except FaultError as exc:
        if exc.code not in NOT_PERMITTED:
            raise
        return Company(handle, None)


def find_jobs(client: IpsClient, company: str, name: str) -> tuple[list[ScheduledJob], list[ScheduledJob]]:
    """The jobs of that name, and all jobs that were read to find them.

    The service filters by original name. If no job has that original name, the task reads all jobs and compares names.
    """
    looked_at = client.scheduled_jobs(company, original_name=name)
    found = [job for job in looked_at if job.original_name == name]
    if not found:
        looked_at = client.scheduled_jobs(company)
        found = jobs_named(looked_at, name)
    return found, looked_at


def the_job(client: IpsClient, company: str, params: Mapping[str, Any]) -> ScheduledJob:
    """The one scheduled job that ``job_name`` or ``job_handle`` means.

    :raises JobError: when there is none, or several.
    """
    if params["job_handle"]:
        return _by_handle(client, company, params["job_handle"])
    name = params["job_name"]
    found, looked_at = find_jobs(client, company, name)
    if not found:
        hint = _hint(close_names(looked_at, name), name)
        raise JobError(f"there is no scheduled job of this name among all {len(looked_at)}. {hint} Check job_name.")
    return only_one(found)


def _hint(near: list[str], name: str) -> str:
    """Names that the user may have meant. If one looks the same, its characters are shown."""
    twins = [one for one in near if normalized(one) == normalized(name)]
    if twins:
        return f"{twins[0]!a} looks the same, but has other characters than {name!a}."
    return f"Similar names are {', '.join(map(repr, near))}." if near else "None has a similar name."


def only_one(found: list[ScheduledJob], instead: str = "job_handle") -> ScheduledJob:
    """The single job of the list.

    :param instead: the option that distinguishes them.
    :raises JobError: when there are several.
    """
    if len(found) > 1:
        handles = ", ".join(repr(job.handle) for job in found)
        raise JobError(
            f"there are {len(found)} scheduled jobs of this name, with the handles {handles}. Give {instead}."
        )
    return found[0]


def _by_handle(client: IpsClient, company: str, handle: str) -> ScheduledJob:
    found: ScheduledJob | None = next(
        (job for job in client.scheduled_jobs(company, job_handle=handle) if job.handle == handle), None
    )
    if found is None:
        raise JobError(
            "there is no scheduled job of this handle. Handles do not last; give job_name, or look the handle up "
            "with job_info."
        )
    return found
