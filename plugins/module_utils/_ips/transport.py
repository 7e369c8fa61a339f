# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to the service: one session a task, bounded in time and size, that resends only what was provably not sent."""

from __future__ import annotations

import http.client
import os
import random
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Callable, Protocol
from urllib.parse import urlsplit

from .advice import advice, is_refused_handshake
from .connection import Connection
from .errors import ConfigurationError, Delivery, ProtocolError, TransportError
from .pace import Deadline
from .times import Clock
from .wire import Exchange, Proxy, WatchedConnection, nothing_to_check

REQUESTS_IMPORT_ERROR = None if find_spec("requests") else ImportError("requests is not installed")
"""Why requests cannot be imported, which is done only behind a proxy, since it takes longer than all else."""

MAX_RESPONSE = 64 * 1024 * 1024
"""Bytes of an answer, after decompression."""

MAX_BACKOFF = 10.0
"""Seconds between two tries at most, where the service does not ask for more."""

_CHUNK = 64 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f"
_PLAIN = ("", "identity")
_COMPRESSED = ("gzip", "x-gzip", "deflate")


@dataclass
class ExchangeCounters:
    """What a task asked of the network: the ``exchange`` key of its result."""

    requests: int = 0
    retries: int = 0
    polls: int = 0
    transient_errors: int = 0

    def as_result(self) -> dict[str, int]:
        """As plain data."""
        return asdict(self)


@dataclass
class RetryBudget:
    """How many retries of requests that were provably not sent a task has left, over all its connections."""

    left: int


@dataclass(frozen=True)
class Response:
    """An HTTP answer, whole and decompressed; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Body(Protocol):
    """A body that is not held in memory."""

    def __len__(self) -> int:
        """How many bytes it has."""

    def __iter__(self) -> Iterator[bytes]:
        """All of it, in pieces."""


@dataclass(frozen=True)
class Post:
    """One request.

    :param operation: for messages.
    :param body: whole, or what yields it in pieces, anew for each try, and has its length.
    :param changes: whether the service acts on it.
    :param timeout: seconds for the whole exchange.
    :param standstill: whether the timeout is for a standstill only: it begins again with each piece of the body.
    :param retry_unsent: whether it is tried again when it was provably not sent.
    :param deadline: no such try begins after it.
    :param send_by: none of the body goes out after it.
    :param ready: is called immediately before each try writes the body; raises an IpsError where it must not.
    """

    operation: str
    headers: Mapping[str, str]
    body: bytes | Body
    changes: bool
    timeout: float
    standstill: bool = False
    retry_unsent: bool = True
    deadline: Deadline | None = None
    send_by: Deadline | None = None
    ready: Callable[[], None] = nothing_to_check

    @property
    def timeout_option(self) -> str:
        """The option that gives its timeout."""
        return "upload_timeout" if self.standstill else "request_timeout"


class Transport(Protocol):
    """What the client needs of the network; tests bring their own.

    ``sent_at`` is when the last try was about to write the body, by the local monotonic clock; None where it did not.
    """

    sent_at: float | None

    def send(self, post: Post) -> Response:
        """Exchange one request for one answer, whatever its status.

        :raises TransportError: with what is known of the delivery.
        :raises ProtocolError: when the answer is too long or its encoding broken.
        """

    def to(self, connection: Connection) -> Transport:
        """A transport to another address, with the same counters and the same budget of retries."""

    def close(self) -> None:
        """Let the connection go."""


def backoff(retry: int) -> float:
    """Seconds to wait before a retry (1 is the first): exponential, with jitter so that forks do not march in step."""
    return float(min(MAX_BACKOFF, 0.5 * 2 ** (retry - 1)) * random.uniform(0.5, 1.0))  # noqa: S311 no secret


class HttpTransport:
    """The transport over HTTP: one connection, no redirects, no .netrc, no retries but its own.

    :param connection: where to and with which TLS.
    :param clock: the local clock.
    :param counters: are counted up.
    :param budget: of the task; its own where it is the task's first.
    :raises ConfigurationError: when the endpoint, a certificate option or the proxy cannot be used.
    """

    def __init__(
        self, connection: Connection, clock: Clock, counters: ExchangeCounters, budget: RetryBudget | None = None
    ) -> None:
        self.sent_at: float | None = None
        self._endpoint = connection.endpoint
        self._clock = clock
        self._counters = counters
        self._budget = budget or RetryBudget(connection.retries)
        self._exchange = Exchange(clock)
        proxy = None if connection.is_loopback else _proxy_for(connection.endpoint)
        try:
            self._connection = WatchedConnection(connection.endpoint, self._exchange, connection.tls_context(), proxy)
        except (UnicodeError, http.client.InvalidURL) as exc:
            raise ConfigurationError(f"endpoint {connection.endpoint!r} is not a usable URL: {exc}.") from None

    def to(self, connection: Connection) -> HttpTransport:
        """A transport to another address; see :class:`Transport`."""
        return HttpTransport(connection, self._clock, self._counters, self._budget)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def send(self, post: Post) -> Response:
        """Exchange one request for one answer; see :class:`Transport`."""
        tries = 0
        while True:
            tries += 1
            self.sent_at = None
            try:
                return self._send_once(post)
            except TransportError as exc:
                pause = backoff(tries)
                if exc.delivery is not Delivery.NOT_SENT or not self._may_retry(post, pause):
                    raise
            self._budget.left -= 1
            self._counters.retries += 1
            self._clock.sleep(pause)

    def _may_retry(self, post: Post, pause: float) -> bool:
        """Whether another try of what was not sent may follow after so many seconds."""
        in_time = post.deadline is None or pause < post.deadline.remaining()
        return post.retry_unsent and in_time and self._budget.left > 0

    def _send_once(self, post: Post) -> Response:
        """One try; a kept connection that proves to be closed is replaced at once, since nothing went over it."""
        self._counters.requests += 1
        send_within = float("inf") if post.send_by is None else post.send_by.remaining()
        self._exchange.begin(post.timeout, post.changes, post.ready, send_within, post.standstill)
        try:
            return self._post(post)
        except TransportError:
            if not self._exchange.died_of_reuse:
                raise
        return self._post(post)

    def _post(self, post: Post) -> Response:
        is_over = False
        try:
            answer = self._connection.post(post.headers, post.body, len(post.body))
            headers = _joined(answer.getheaders())
            response = Response(answer.status, headers, self._body(post, answer, headers))
            is_over = answer.isclosed()
            return response
        except (http.client.HTTPException, OSError) as exc:
            raise self._failure(post, exc) from exc
        finally:
            self.sent_at = self._exchange.sent_at
            if not is_over:
                self._connection.close()

    def _body(self, post: Post, answer: http.client.HTTPResponse, headers: Mapping[str, str]) -> bytes:
        """The answer's body; that of a redirect, which its headers tell, need not be fit to be read."""
        try:
            return _read_body(answer, headers, post.operation)
        except (ProtocolError, OSError, http.client.HTTPException):
            if 300 <= answer.status < 400:
                return b""
            raise

    def _failure(self, post: Post, exc: BaseException) -> TransportError:
        host, cause = urlsplit(self._endpoint).netloc, str(exc) or type(exc).__name__
        may_be_sent = self._exchange.body_written and not is_refused_handshake(cause)
        what = (
            f"the exchange with {host} broke off after the request was sent"
            if may_be_sent
            else f"nothing was sent to {host}"
        )
        delivery = Delivery.UNKNOWN if may_be_sent else Delivery.NOT_SENT
        return TransportError(
            f"{post.operation}: {what}: {cause}. {advice(cause, post.timeout_option)}", delivery, post.operation
        )


def _joined(headers: list[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case; what comes several times is joined by commas."""
    joined: dict[str, str] = {}
    for name, value in headers:
        known = joined.get(name.lower())
        joined[name.lower()] = value if known is None else f"{known}, {value}"
    return joined


def _proxy_for(endpoint: str) -> Proxy | None:
    """The proxy that the environment names for an endpoint, by the rules of requests, which is imported only for that.

    :raises ConfigurationError: when it is not a URL.
    """
    variables = {name.lower() for name, value in os.environ.items() if value}
    if not any(name.endswith("_proxy") for name in variables - {"no_proxy"}):
        return None
    from requests.adapters import HTTPAdapter
    from requests.utils import get_environ_proxies, prepend_scheme_if_needed, select_proxy

    try:
        proxy = select_proxy(endpoint, get_environ_proxies(endpoint))
        if proxy is None:
            return None
        proxy = prepend_scheme_if_needed(proxy, "http")  # type: ignore[no-untyped-call]
        url = urlsplit(proxy)
        is_tls = url.scheme == "https"
        port = url.port or (443 if is_tls else 80)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise _unusable_proxy()
        return Proxy(url.hostname, port, is_tls, HTTPAdapter().proxy_headers(proxy))
    except ValueError:
        raise _unusable_proxy() from None


def _unusable_proxy() -> ConfigurationError:
    """The error for a proxy that is not a URL, which is not shown, since it may hold a password."""
    return ConfigurationError(
        "the proxy that the environment names for this endpoint (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is not a usable "
        "URL. Give it as http://HOST:PORT."
    )


def _read_body(answer: http.client.HTTPResponse, headers: Mapping[str, str], operation: str) -> bytes:
    """Read an answer to its end, never beyond the limit.

    :raises ProtocolError: when it is too long, or its compression unknown or broken.
    :raises OSError: when it ends early.
    """
    status, encoding = answer.status, headers.get("content-encoding", "").strip().lower()
    if encoding not in _PLAIN + _COMPRESSED:
        raise ProtocolError(
            f"the answer is encoded as {encoding[:40]!r}, which was not asked for.", operation, answer.status
        )
    inflater = Inflater() if encoding in _COMPRESSED else None
    body = bytearray()
    received = 0
    while True:
        chunk = answer.read(_CHUNK)
        if not chunk:
            break
        received += len(chunk)
        try:
            for piece in inflater.pieces(chunk) if inflater else (chunk,):
                body += piece
                if len(body) > MAX_RESPONSE:
                    raise ProtocolError(
                        f"the answer is longer than {MAX_RESPONSE >> 20} MiB.", operation, answer.status
                    )
        except zlib.error as exc:
            raise ProtocolError(f"the answer's compression is broken: {exc}.", operation, status) from None
    promised = headers.get("content-length", "")
    if (promised.isdecimal() and received < float(promised)) or (inflater and received and not inflater.is_at_end):
        raise OSError("the answer was cut short")
    return bytes(body)


class Inflater:
    """Unfolds gzip, of which there may be several members in a row, or zlib."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_OR_ZLIB)

    @property
    def is_at_end(self) -> bool:
        """Whether what was unfolded is whole."""
        return self._member.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What the data holds, in pieces of bounded size, so that a bomb does not unfold at once.

        :raises zlib.error: when it is broken.
        """
        while data:
            if self._member.eof:
                if not data.startswith(_GZIP_MAGIC):
                    return
                self._member = zlib.decompressobj(_GZIP_OR_ZLIB)
            yield self._member.decompress(data, _CHUNK)
            data = self._member.unconsumed_tail or self._member.unused_data
