# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every kind of fault, as data: whether the service acts first, what goes out instead of its answer, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from . import fault_answers as answers
from . import fault_deliveries as deliveries
from .exchange import Answer
from .fault_deliveries import Delivery
from .shapes import (
    ANY_TEXT,
    SECONDS,
    TEXT,
    Shape,
    list_of,
    nullable,
    one_of,
    table_of,
    text_that,
    value_that,
    whole,
)
from .soap import FAULT_FIELDS
from .wire import Wire

_LONGEST_BODY = 256 * 1024 * 1024
_BYTES = whole(0, _LONGEST_BODY)
_STATUS = whole(100, 999)
_HEADER_TEXT = text_that("text without control characters", str.isprintable)
_HEADER_NAME = text_that("the name of a header", re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+").fullmatch)
_HEADER = value_that(
    "text without control characters, or a whole number",
    lambda value: isinstance(value, (int, str)) and not isinstance(value, bool) and str(value).isprintable(),
)


@dataclass(frozen=True)
class Option:
    """What can be ordered of a fault besides its kind."""

    default: Any
    shape: Shape


_NOTHING: Mapping[str, Option] = {}


@dataclass(frozen=True)
class FaultKind:
    """``acts`` is the default of the option ``act``; ``prepare`` happens before the service acts."""

    acts: bool
    options: Mapping[str, Option] = field(default_factory=dict)
    answer: Answer = answers.real
    deliver: Delivery = deliveries.whole
    prepare: Callable[[Wire, Mapping[str, Any]], None] | None = None
    reads_body: bool = True


KINDS = {
    # The connection fails
    "drop_before": FaultKind(False, _NOTHING, answers.none, deliveries.close),
    "drop_after": FaultKind(True, _NOTHING, answers.none, deliveries.close),
    "reset_before": FaultKind(False, _NOTHING, answers.none, deliveries.reset),
    "reset_after": FaultKind(True, _NOTHING, answers.none, deliveries.reset),
    "refuse_headers": FaultKind(False, _NOTHING, answers.none, deliveries.close, reads_body=False),
    "cut_request": FaultKind(False, {"bytes": Option(1000, _BYTES)}, answers.none, deliveries.reset, reads_body=False),
    "hang_before": FaultKind(False, {"seconds": Option(60, SECONDS)}, answers.none, deliveries.hang),
    "hang_after": FaultKind(True, {"seconds": Option(60, SECONDS)}, answers.none, deliveries.hang),
    "close_idle": FaultKind(True, _NOTHING, answers.real, deliveries.whole_then_close),
    # The answer comes slowly, or in part
    "slow": FaultKind(True, {"seconds": Option(1, SECONDS)}, prepare=deliveries.wait),
    "drip": FaultKind(
        True,
        {"interval": Option(0.1, SECONDS), "part": Option("headers", one_of(("headers", "body")))},
        answers.real,
        deliveries.drip,
    ),
    "truncate": FaultKind(True, {"bytes": Option(None, nullable(_BYTES))}, answers.real, deliveries.truncate),
    "truncate_chunked": FaultKind(
        True, {"bytes": Option(None, nullable(_BYTES))}, answers.real, deliveries.truncate_chunked
    ),
    # Another answer of HTTP
    "status": FaultKind(
        False,
        {
            "status": Option(503, _STATUS),
            "body": Option("", ANY_TEXT),
            "content_type": Option("text/plain", nullable(_HEADER_TEXT)),
            "headers": Option({}, table_of(_HEADER, names=_HEADER_NAME)),
        },
        answers.status,
    ),
    "redirect": FaultKind(
        False, {"status": Option(302, _STATUS), "location": Option(None, nullable(_HEADER_TEXT))}, answers.redirect
    ),
    "empty": FaultKind(True, {"status": Option(200, _STATUS)}, answers.empty),
    "garbage": FaultKind(True, {"content": Option("random", one_of(("random", "html", "text")))}, answers.garbage),
    "login_page": FaultKind(False, _NOTHING, answers.login_page),
    # Another answer of SOAP
    "fault": FaultKind(
        False,
        {
            "faultcode": Option("Server", FAULT_FIELDS["faultcode"]),
            "element": Option(None, FAULT_FIELDS["element"]),
            "code": Option(30000, FAULT_FIELDS["code"]),
            "reason": Option("The service could not do it", FAULT_FIELDS["reason"]),
            "http_status": Option(None, nullable(_STATUS)),
        },
        answers.fault,
    ),
    "big_reason": FaultKind(False, {"bytes": Option(3_000_000, _BYTES)}, answers.big_reason),
    "echo_secrets": FaultKind(False, _NOTHING, answers.echo_secrets),
    "empty_body": FaultKind(True, _NOTHING, answers.empty_body),
    "wrong_root": FaultKind(True, {"root": Option("body", one_of(("body", "document")))}, answers.wrong_root),
    "missing_fields": FaultKind(True, {"fields": Option(None, nullable(list_of(TEXT)))}, answers.missing_fields),
    "bad_fields": FaultKind(
        True, {"job": Option(None, nullable(TEXT)), "values": Option({}, table_of(ANY_TEXT))}, answers.bad_fields
    ),
    "bad_numbers": FaultKind(True, {"value": Option("many", TEXT)}, answers.bad_numbers),
    "bad_dates": FaultKind(True, {"value": Option("yesterday", TEXT)}, answers.bad_dates),
    "encoding": FaultKind(
        True, {"encoding": Option("utf-16", one_of(("utf-16", "iso-8859-1", "utf-8-bom")))}, answers.in_encoding
    ),
    # Hostile XML
    "gzip_bomb": FaultKind(True, {"mib": Option(256, whole(0, 10_000))}, answers.gzip_bomb),
    "entity_bomb": FaultKind(True, {"levels": Option(9, whole(0, 1000))}, answers.entity_bomb),
    "doctype": FaultKind(True, _NOTHING, answers.doctype),
    "deep_xml": FaultKind(True, {"depth": Option(100_000, whole(0, 10_000_000))}, answers.deep_xml),
}
