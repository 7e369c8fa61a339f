# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to the service: one connection, bounded in time and size, that resends only what was provably not sent."""

from __future__ import annotations

import http.client
import random
import sys
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

try:
    import requests
    import urllib3
    from requests.utils import get_environ_proxies, prepend_scheme_if_needed, select_proxy
    from urllib3.util import parse_url
except ImportError:
    requests = urllib3 = None  # type: ignore[assignment]

from .advice import advice, is_refused_handshake, root_cause
from .connection import Connection
from .errors import ConfigurationError, Delivery, ProtocolError, TransportError
from .times import Clock
from .wire import Exchange, Post, WatchedAdapter

MAX_RESPONSE = 64 * 1024 * 1024
"""The most bytes of an answer, after decompression."""

MAX_BACKOFF = 10.0
"""The most seconds between two tries, unless the service asks for more."""

_CHUNK = 64 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f"
_PLAIN = ("", "identity")
_PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_COMPRESSED = ("gzip", "x-gzip", "deflate")


class ExchangeCounters:
    """What a task asked of the network: the ``exchange`` key of its result."""

    def __init__(self) -> None:
        self.requests = 0
        self.retries = 0
        self.polls = 0
        self.transient_errors = 0

    def as_result(self) -> dict[str, int]:
        """As plain data."""
        return dict(vars(self))


class RetryBudget:
    """How many retries of requests that were provably not sent a task has left, over all its connections."""

    def __init__(self, left: int) -> None:
        self.left = left


class Response(NamedTuple):
    """An HTTP answer, whole and decompressed; lower-case names find its headers."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def backoff(retry: int) -> float:
    """Seconds to wait before a retry (1 is the first): exponential, with jitter so that forks do not retry in step."""
    return float(min(MAX_BACKOFF, 0.5 * 2 ** (retry - 1)) * random.uniform(0.5, 1.0))  # noqa: S311 no secret


class HttpTransport:
    """What the client needs of the network, over requests: one connection, no redirects, no .netrc, no other retries.

    :param connection: the address, and the TLS options.
    :param clock: the local clock.
    :param counters: count the requests and the retries.
    :param budget: the task's, or None for a new one.
    :raises ConfigurationError: when a certificate option cannot be used.

    ``sent_at`` is when the last try was about to write the body, by the local monotonic clock; None where it did not.
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
        self._validate_certs = connection.validate_certs
        self._adapter = WatchedAdapter(self._exchange, connection.tls_context())
        self._proxies = {} if connection.is_loopback else get_environ_proxies(connection.endpoint)
        self._host = urlsplit(connection.endpoint).netloc + _by_proxy(connection.endpoint, self._proxies)

    def to(self, connection: Connection) -> HttpTransport:
        """A transport to another address, with the same counters and the same budget of retries."""
        return HttpTransport(connection, self._clock, self._counters, self._budget)

    def close(self) -> None:
        """Close the connection."""
        self._adapter.close()

    def send(self, post: Post) -> Response:
        """Exchange one request for one answer, whatever its status.

        :raises TransportError: with what is known of the delivery.
        :raises ProtocolError: when the answer is too long or its encoding broken.
        """
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
        self._exchange.begin(post)
        try:
            return self._post(post)
        except TransportError:
            if not self._exchange.died_of_reuse:
                raise
        return self._post(post)

    def _post(self, post: Post) -> Response:
        handled = sys.exc_info()[1]
        try:
            request = requests.Request("POST", self._endpoint, headers=dict(post.headers), data=post.body).prepare()
            answer = self._adapter.send(
                request, stream=True, timeout=post.timeout, verify=self._validate_certs, proxies=self._proxies
            )
            try:
                return Response(answer.status_code, answer.headers, _body(answer))
            finally:
                answer.close()
        except requests.exceptions.InvalidProxyURL:
            raise _unusable_proxy() from None
        except (requests.exceptions.InvalidURL, UnicodeError) as exc:
            raise ConfigurationError(f"endpoint {self._endpoint!r} is not a usable URL: {exc}.") from None
        except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError) as exc:
            raise self._failure(post, root_cause(exc, handled)) from exc
        finally:
            self.sent_at = self._exchange.sent_at

    def _failure(self, post: Post, cause: str) -> TransportError:
        if self._exchange.body_written and not is_refused_handshake(cause):
            delivery, what = Delivery.UNKNOWN, f"the exchange with {self._host} broke off after the request was sent"
        else:
            delivery, what = Delivery.NOT_SENT, f"nothing was sent to {self._host}"
        message = f"{post.operation}: {what}: {cause}. {advice(cause, post.timeout_option)}"
        return TransportError(message, delivery, post.operation)


def _by_proxy(endpoint: str, proxies: Mapping[str, str]) -> str:
    """What names the endpoint's proxy in messages, without its user and password; empty if there is none.

    :param proxies: that the environment names, by URL scheme.
    :raises ConfigurationError: when the one for the endpoint is not the URL of a proxy.
    """
    proxy = select_proxy(endpoint, proxies)
    if proxy is None:
        return ""
    try:
        url = parse_url(prepend_scheme_if_needed(proxy, "http"))  # type: ignore[no-untyped-call]
    except (ValueError, urllib3.exceptions.HTTPError):
        raise _unusable_proxy() from None
    if url.scheme not in _PROXY_SCHEMES:
        raise _unusable_proxy()
    return f" by the proxy {url.netloc}"


def _unusable_proxy() -> ConfigurationError:
    """The error for a proxy that is not a URL, which is not shown, since it may hold a password."""
    return ConfigurationError(
        "the proxy that the environment names for this endpoint (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is not a usable "
        "URL. Give it as http://HOST:PORT."
    )


def _body(answer: requests.Response) -> bytes:
    """The answer's body; that of a redirect may be unreadable, since its headers say enough."""
    try:
        return _read_body(answer)
    except (ProtocolError, OSError, http.client.HTTPException, urllib3.exceptions.HTTPError):
        if 300 <= answer.status_code < 400:
            return b""
        raise


def _read_body(answer: requests.Response) -> bytes:
    """Read an answer to its end, never beyond the limit.

    :raises ProtocolError: when it is too long, or its compression unknown or broken.
    :raises OSError: when it ends early.
    """
    status, promised = answer.status_code, answer.headers.get("content-length", "")
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in _PLAIN + _COMPRESSED:
        raise ProtocolError(f"the answer is encoded as {encoding[:40]!r}, which was not requested.", None, status)
    body = bytearray()
    try:
        for piece in _pieces(answer.raw, promised, encoding in _COMPRESSED):
            body += piece
            if len(body) > MAX_RESPONSE:
                raise ProtocolError(f"the answer is longer than {MAX_RESPONSE >> 20} MiB.", None, status)
    except zlib.error as exc:
        raise ProtocolError(f"the answer's compression is broken: {exc}.", None, status) from None
    return bytes(body)


def _pieces(raw: Any, promised: str, is_compressed: bool) -> Iterator[bytes]:
    """An answer's body in pieces of bounded size, so that a bomb does not unfold at once.

    :param raw: urllib3's response.
    :param promised: the length that the headers give.
    :param is_compressed: as gzip, of which there may be several members in a row, or as zlib.
    :raises zlib.error: when the compression is broken.
    :raises OSError: when it ends early.
    """
    member = zlib.decompressobj(_GZIP_OR_ZLIB)
    received = 0
    for data in iter(partial(raw.read, _CHUNK, decode_content=False), b""):
        received += len(data)
        if not is_compressed:
            yield data
            continue
        while data and (not member.eof or data.startswith(_GZIP_MAGIC)):
            if member.eof:
                member = zlib.decompressobj(_GZIP_OR_ZLIB)
            yield member.decompress(data, _CHUNK)
            data = member.unconsumed_tail or member.unused_data
    is_cut = is_compressed and received and not member.eof
    if is_cut or (promised.isdecimal() and received < float(promised)):
        raise OSError("the answer was cut short")
