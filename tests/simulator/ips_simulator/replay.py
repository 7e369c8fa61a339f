# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers of a transcript, played in place of those of a simulated service."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .auth import credentials_of
from .call import Call, Order, fault_response, soap_response
from .clock import is_date_time
from .company import User
from .errors import INVALID_PARAMETER, BadControlRequest, ServiceFault
from .http_messages import HttpRequest, HttpResponse
from .service import Service
from .shapes import ANY_TEXT, OBJECT, TEXT, all_of, any_of, check, entry, nullable, text_that, value_that, whole
from .simulation import Simulation
from .soap import FAULT_FIELDS
from .xml_text import escaped

Line = Mapping[str, Any]

_LINE = all_of(
    entry(
        {
            "operation": TEXT,
            "request": OBJECT,
            "status": whole(100, 999),
            "response": any_of(OBJECT, ANY_TEXT),
            "fault": entry(FAULT_FIELDS, needed=("code", "reason")),
            "date": nullable(text_that("text without control characters", str.isprintable)),
        },
        needed=("operation",),
    ),
    value_that("one of response and fault", lambda line: ("response" in line) != ("fault" in line)),
)


def read_transcript(path: Path) -> list[Line]:
    """The exchanges of a transcript, one JSON object a line; BadControlRequest names an invalid line."""
    try:
        texts = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise BadControlRequest("cannot read the transcript %s: %s" % (path, error)) from error
    return [_line("%s, line %d" % (path, number), text) for number, text in enumerate(texts, 1) if text.strip()]


def _line(where: str, text: str) -> Line:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadControlRequest("%s: no JSON: %s" % (where, error)) from None
    check(_LINE, where, line)
    return dict(line)


class Transcript:
    """Gives each request the recorded answers to its like in their order; the last one repeats. Thread-safe."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, deque[Line]] = {}
        for line in lines:
            self._lines.setdefault(_key(line["operation"], line.get("request", {})), deque()).append(line)

    def next(self, operation: str, request: Mapping[str, Any]) -> Line:
        """The next answer; a fault where none was recorded."""
        with self._lock:
            lines = self._lines.get(_key(operation, request))
            if lines is None:
                raise ServiceFault(
                    INVALID_PARAMETER, "The transcript has no answer to such a request of %s" % operation
                )
            return lines[0] if len(lines) == 1 else lines.popleft()


def _key(operation: str, request: Mapping[str, Any]) -> str:
    return json.dumps([operation, _comparable(request)], sort_keys=True)


def _comparable(value: Any) -> Any:
    """A parameter as text. One time is as good as another: clients ask for what is newer than a time of their own."""
    if isinstance(value, Mapping):
        return {name: _comparable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_comparable(one) for one in value]
    text = _text(value)
    return "a time" if is_date_time(text) else text


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class ReplayService(Service):
    """Answers SOAP requests, with any credentials, out of a transcript."""

    def __init__(self, simulation: Simulation, transcript: Transcript) -> None:
        super().__init__(simulation)
        self._transcript = transcript

    def _identify(self, call: Call, header: dict[str, Any], request: HttpRequest) -> User:
        call.credentials = credentials_of(header, request.headers.get("authorization", ""))
        return User(0, call.credentials.user or "", "")

    def _respond(self, call: Call, order: Order) -> HttpResponse:
        line = self._transcript.next(order.operation.name, order.params)
        headers = {"Date": line["date"]} if line.get("date") else {}
        return replace(self._recorded(call, order, line), headers=headers)

    def _recorded(self, call: Call, order: Order, line: Line) -> HttpResponse:
        if "fault" in line:
            call.fault = ServiceFault(**line["fault"])
            return fault_response(call, call.fault, line.get("status", 500))
        content = line["response"]
        if not isinstance(content, str):
            name = order.operation.name + "Return"
            element = '<%s xmlns="%s">%s</%s>' % (name, order.version.namespace, _xml(content), name)
            return replace(soap_response(call, element), status=line.get("status", 200))
        return HttpResponse(line.get("status", 200), content.encode("utf-8"), "text/xml; charset=utf-8")


def _xml(value: Any) -> str:
    """Plain data as XML: an object's members as elements, a list's as items."""
    if isinstance(value, Mapping):
        return "".join("<%s>%s</%s>" % (name, _xml(one), name) for name, one in value.items() if one is not None)
    if isinstance(value, list):
        return "".join("<items>%s</items>" % _xml(one) for one in value)
    return escaped(_text(value))
