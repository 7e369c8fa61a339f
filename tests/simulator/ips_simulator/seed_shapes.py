# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shapes of seeds and of what is in them, which the control interface takes too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from .behaviour import BEHAVIOUR
from .clock import is_zone
from .cron import parse as parse_schedule
from .errors import BadControlRequest
from .http_messages import AnswerSettings
from .job_details import details_fit_kind
from .job_kinds import BY_ELEMENT
from .shapes import (
    CENTURY,
    COUNT,
    FLAG,
    MOST_AT_ONCE,
    OBJECT,
    SECONDS,
    TEXT,
    Shape,
    all_of,
    entry,
    list_of,
    nullable,
    number,
    one_of,
    table_of,
    text_that,
    value_that,
    whole,
)

DEFAULT_KIND = "imageServingPublishJob"
_FLAGS = {field.name: FLAG for field in fields(AnswerSettings) if isinstance(field.default, bool)}
_ZONE = text_that('an offset such as "+00:00" or "-07:00" (in YAML in quotes)', is_zone)


def _schedule(where: str, value: Any) -> None:
    """A schedule; an empty string means no schedule."""
    TEXT(where, value)
    try:
        if value:
            parse_schedule(value)
    except ValueError as error:
        raise BadControlRequest("%s: %s" % (where, error)) from None


ANSWERS = entry(
    {
        **_FLAGS,
        "execute_answer": one_of(("element", "empty_body", "empty_202")),
        "log_retention": nullable(SECONDS),
        "log_limit": nullable(COUNT),
        "upload_fault_status": value_that("200 or 500", lambda value: value in (200, 500)),
    }
)

JOB_CLOCK = entry({"skew": number(-CENTURY, CENTURY), "utc_digits": FLAG, "name_fractions": FLAG})

JOB_KEYS: Mapping[str, Shape] = {
    "name": TEXT,
    "original_name": nullable(TEXT),
    "kind": one_of(BY_ELEMENT),
    "details": OBJECT,
    "schedule": nullable(_schedule),
    "paused": FLAG,
    "description": nullable(TEXT),
    "locale": nullable(TEXT),
    "submit_user": nullable(TEXT),
    "behaviour": BEHAVIOUR,
}


def job(needed: tuple[str, ...] = ("name",), **more: Shape) -> Shape:
    """The shape of a scheduled job, with more keys next to it."""
    return all_of(entry({**more, **JOB_KEYS}, needed), details_fit_kind(DEFAULT_KIND))


RUN_KEYS: Mapping[str, Shape] = {
    "job": TEXT,
    "behaviour": BEHAVIOUR,
    "started_ago": SECONDS,
    "count": MOST_AT_ONCE,
    "spacing": SECONDS,
    "user": nullable(TEXT),
    "company": nullable(TEXT),
}
RUN = entry(RUN_KEYS, needed=("job",))

_USER = entry(
    {
        "email": TEXT,
        "password": TEXT,
        "first_name": TEXT,
        "last_name": TEXT,
        "token": nullable(TEXT),
        "valid": FLAG,
        "roles": table_of(TEXT),
    },
    needed=("email", "password"),
)
_ASSET = entry(
    {"name": TEXT, "type": TEXT, "folder": TEXT, "file_name": TEXT, "size": whole(0, 2**63 - 1)}, needed=("name",)
)
_COMPANY = entry(
    {
        "name": TEXT,
        "root_path": TEXT,
        "ims_org_id": nullable(TEXT),
        "jobs": list_of(job()),
        "logs": list_of(RUN),
        "runs": list_of(RUN),
        "assets": list_of(_ASSET),
        "folders": list_of(TEXT),
        "behaviours": table_of(BEHAVIOUR),
    },
    needed=("name",),
)
SEED = entry(
    {
        "time_zone": _ZONE,
        "job_clock": JOB_CLOCK,
        "submit_defaults": FLAG,
        "cdn_seconds": SECONDS,
        "answers": ANSWERS,
        "companies": list_of(_COMPANY),
        "users": list_of(_USER),
    }
)
