# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP requests as they were received, and answers as they are put on the wire."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

SERVICE_PATH = "/scene7/services/IpsApiService"
UPLOAD_PATH = "/scene7/UploadFile"
SERVICE_PATHS = (SERVICE_PATH, "/scene7/api/IpsApiService")
"""The service's addresses: the documented one, and the one that AEM posts to."""
_GZIP_FROM = 1024
_CHUNK = 4096
_NO_WEIGHT = re.compile(r"q\s*=\s*0(\.0*)?", re.IGNORECASE)


@dataclass(frozen=True)
class AnswerSettings:
    """How the service answers; the simulator's documentation explains each setting."""

    gzip: bool = True
    chunked: bool = False
    execute_answer: str = "element"
    upload_fault_status: int = 500
    upload_by_run: bool = True
    show_urls: bool = False
    invalidation_handle: bool = True
    same_names: bool = False
    names_tie: bool = True
    original_names: bool = True
    log_sorted: bool = True
    log_retention: float | None = None
    log_limit: int | None = None


class MalformedRequest(Exception):
    """A request that breaks the rules of HTTP; ``status`` is the answer to it."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


@dataclass
class HttpRequest:
    """A request, less its body. Header names are in lower case; ``address`` is the client's."""

    method: str
    path: str
    headers: Mapping[str, str]
    connection: int
    base_url: str
    http_version: str = "HTTP/1.1"
    address: str = ""

    @property
    def route(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters in the path's query, by their names in lower case; the last one of a name counts."""
        query = parse_qsl(self.path.partition("?")[2], keep_blank_values=True)
        return {name.lower(): value for name, value in query}

    @property
    def is_http_10(self) -> bool:
        """Whether the client speaks HTTP/1.0 or older, which knows no chunks and keeps a connection only on request."""
        return self.http_version < "HTTP/1.1"

    @property
    def keeps_connection(self) -> bool:
        """Whether the client wants to send another request over its connection."""
        tokens = {token.strip().lower() for token in self.headers.get("connection", "").split(",")}
        return "close" not in tokens and ("keep-alive" in tokens or not self.is_http_10)

    @property
    def action(self) -> str | None:
        """The operation that the headers name: SOAPAction, or the action of a SOAP 1.2 Content-Type."""
        action = self.headers.get("soapaction")
        if action is None:
            action = _parameter(self.headers.get("content-type", ""), "action")
        return None if action is None else action.strip().strip('"')


def _parameter(content_type: str, name: str) -> str | None:
    for part in content_type.split(";")[1:]:
        key, _equals, value = part.strip().partition("=")
        if key.lower() == name:
            return value
    return None


@dataclass(frozen=True)
class HttpResponse:
    """An answer. ``encoded`` says that the body is to be sent as it is, whatever the settings."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    encoded: bool = False


NOT_FOUND = HttpResponse(404, b"There is nothing here\n", "text/plain")


@dataclass(frozen=True)
class Encoded:
    """An answer's bytes: its head with the empty line, and its body as framed."""

    head: bytes
    body: bytes


def encode(response: HttpResponse, request: HttpRequest, settings: AnswerSettings, date: str) -> Encoded:
    """The bytes of an answer to a request, compressed and framed as settings and request allow."""
    headers = {"Date": date, "Server": "IPS-simulator"}
    if not request.keeps_connection:
        headers["Connection"] = "close"
    elif request.is_http_10:
        headers["Connection"] = "keep-alive"
    if response.content_type:
        headers["Content-Type"] = response.content_type
    headers.update(response.headers)
    body = response.body
    if not response.encoded and settings.gzip and len(body) > _GZIP_FROM and accepts_gzip(request):
        body = gzip.compress(body, compresslevel=1)
        headers["Content-Encoding"] = "gzip"
    if settings.chunked and not response.encoded and not request.is_http_10:
        headers["Transfer-Encoding"] = "chunked"
        body = chunked(body)
    else:
        headers.setdefault("Content-Length", str(len(body)))
    return Encoded(head(response.status, headers), b"" if request.method == "HEAD" else body)


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """The status line and the header lines."""
    lines = ["HTTP/1.1 %d %s" % (status, _phrase(status))]
    lines += ["%s: %s" % (name, value) for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"


def chunked(body: bytes) -> bytes:
    """A body in chunks."""
    parts = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the Accept-Encoding of a request gives gzip, or else all that it does not name, a weight above zero."""
    accepted: dict[str, bool] = {}
    for part in request.headers.get("accept-encoding", "").split(","):
        coding, _semicolon, weight = part.partition(";")
        accepted[coding.strip().lower()] = _NO_WEIGHT.fullmatch(weight.strip()) is None
    return accepted.get("gzip", accepted.get("*", False))


def json_safe_headers(headers: Mapping[str, str]) -> Mapping[str, Any]:
    """Headers as a journal may keep them: without credentials."""
    return {name: value for name, value in headers.items() if name not in ("authorization", "proxy-authorization")}
