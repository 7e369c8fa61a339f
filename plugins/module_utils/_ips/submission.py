# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submitting a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from .client import IpsClient
from .model import Fields
from .versions import ApiVersion


class JobDefinition(NamedTuple):
    """What submitJob is given, or as much of it as a task's options say.

    :param element: the job's own element, e.g. ``imageServingPublishJob``; empty where the options name no kind of job.
    :param fields: its content in the schema's order and spelling.
    :param exec_time: when to run once; with neither this nor a schedule, now.
    :param schedule: the service's cron-like string, for a recurring job.
    """

    name: str
    element: str
    fields: Mapping[str, Any]
    exec_time: datetime | None = None
    schedule: str | None = None
    locale: str | None = None
    description: str | None = None
    user_handle: str | None = None

    def fields_of(self, version: ApiVersion) -> dict[str, Any]:
        """submitJob's fields in the schema's order, less the company; the locale is sent where the version has it."""
        return {
            "userHandle": self.user_handle,
            "jobName": self.name,
            "locale": self.locale if version.has("locale", "submitJob") else None,
            "execTime": self.exec_time,
            "execSchedule": self.schedule,
            "description": self.description,
            self.element: self.fields,
        }


def submit_job(client: IpsClient, company_handle: str, job: JobDefinition) -> str | None:
    """Submit a job; the handle that the service gives it, where it answers one."""
    fields = {"companyHandle": company_handle, **job.fields_of(client.version)}
    return Fields(client.change("submitJob", fields, client.deadline)).text("jobHandle")
