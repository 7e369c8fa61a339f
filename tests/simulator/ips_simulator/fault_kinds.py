# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every kind of fault, as data: whether the service acts first, what goes out instead of its answer, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from . import fault_answers as answers
from . import fault_deliveries as deliveries
from .exchange import Answer
from .fault_deliveries import Delivery
from .wire import Wire

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class FaultKind:
    """``acts`` is the default of the option ``act``; ``prepare`` happens before the service acts."""

    acts: bool
    options: Mapping[str, Any] = field(default_factory=dict)
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
    "hang_before": FaultKind(False, {"seconds": 60}, answers.none, deliveries.hang),
    "hang_after": FaultKind(True, {"seconds": 60}, answers.none, deliveries.hang),
    "close_idle": FaultKind(True, _NOTHING, answers.real, deliveries.whole_then_close),
    # The answer comes slowly, or in part
    "slow": FaultKind(True, {"seconds": 1}, prepare=deliveries.wait),
    "drip": FaultKind(True, {"interval": 0.1, "part": "headers"}, answers.real, deliveries.drip),
    "truncate": FaultKind(True, {"bytes": None}, answers.real, deliveries.truncate),
    "truncate_chunked": FaultKind(True, {"bytes": None}, answers.real, deliveries.truncate_chunked),
    # Another answer of HTTP
    "status": FaultKind(
        False, {"status": 503, "body": "", "content_type": "text/plain", "headers": {}}, answers.status
    ),
    "redirect": FaultKind(False, {"status": 302, "location": None}, answers.redirect),
    "empty": FaultKind(True, {"status": 200}, answers.empty),
    "garbage": FaultKind(True, {"content": "random"}, answers.garbage),
    "login_page": FaultKind(False, _NOTHING, answers.login_page),
    # Another answer of SOAP
    "fault": FaultKind(
        False,
        {
            "faultcode": "Server",
            "element": None,
            "code": 30000,
            "reason": "The service could not do it",
            "http_status": None,
        },
        answers.fault,
    ),
    "big_reason": FaultKind(False, {"bytes": 3_000_000}, answers.big_reason),
    "echo_secrets": FaultKind(False, _NOTHING, answers.echo_secrets),
    "empty_body": FaultKind(True, _NOTHING, answers.empty_body),
    "wrong_root": FaultKind(True, {"root": "body"}, answers.wrong_root),
    "missing_fields": FaultKind(True, {"fields": None}, answers.missing_fields),
    "bad_numbers": FaultKind(True, {"value": "many"}, answers.bad_numbers),
    "bad_dates": FaultKind(True, {"value": "yesterday"}, answers.bad_dates),
    "encoding": FaultKind(True, {"encoding": "utf-16"}, answers.in_encoding),
    # Hostile XML
    "gzip_bomb": FaultKind(True, {"mib": 256}, answers.gzip_bomb),
    "entity_bomb": FaultKind(True, {"levels": 9}, answers.entity_bomb),
    "doctype": FaultKind(True, _NOTHING, answers.doctype),
    "deep_xml": FaultKind(True, {"depth": 100_000}, answers.deep_xml),
}
