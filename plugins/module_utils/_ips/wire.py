# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that keep an exchange's deadline on every socket call, count what they write, and do TLS themselves.

requests and urllib3 bound each socket call, not the exchange, and their exceptions do not show whether a request had
been written when it failed. Both matter here: a server may drip, and a trigger that was not sent may be sent again.
Some of their versions use another TLS context than the one that they were given. So the handshake is done here, with
Python's own ssl, and the request goes over a connection that was verified as the options require, or not at all.
"""

from __future__ import annotations

import functools
import http.client
import io
import socket
import ssl
from collections.abc import Iterable, Mapping
from typing import Any, Callable, NamedTuple

try:
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.util.ssltransport import SSLTransport
    from urllib3.util.wait import wait_for_read

    REQUESTS_IMPORT_ERROR: ImportError | None = None
except ImportError as exc:
    REQUESTS_IMPORT_ERROR = exc
    HTTPAdapter = HTTPConnection = HTTPSConnection = object  # type: ignore[assignment,misc]
    HTTPConnectionPool = HTTPSConnectionPool = object  # type: ignore[assignment,misc]

from .pace import Deadline
from .times import Clock

STALE_GRACE = 0.002
"""The least seconds that a kept connection is watched for its end before the body of a change is written.

Over loopback, the end of a connection that a process closes as the headers arrive was seen within 2 ms in each of 200
trials, with six busy processes on two cores, and within 1 ms in 98 %. If the end is missed, the delivery is ambiguous.
"""

LONGEST_GRACE = 1.0
"""The most seconds of that, however long connecting took."""

TLS_RECORD = 16 * 1024
"""The most bytes of a TLS record."""


def nothing_to_check() -> None:
    """Let the request be sent."""


class Post(NamedTuple):
    """One request.

    :param operation: for messages.
    :param body: whole, or an iterable of pieces that has a length, and is iterated again for each try.
    :param changes: whether it changes something.
    :param timeout: seconds for the whole exchange.
    :param standstill: whether the timeout starts again with each piece of the body, and so limits only a standstill.
    :param retry_unsent: whether it is tried again when it was provably not sent.
    :param deadline: no such retry begins after it.
    :param send_by: none of the body goes out after it.
    :param ready: is called immediately before each try writes the body; raises an IpsError where it must not.
    """

    operation: str
    headers: Mapping[str, str]
    body: bytes | Iterable[bytes]
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


class Exchange:
    """The request that is under way: its deadline, and how much of it was written.

    ``sent_at`` is when the first byte of the body was about to be written, by the clock; None before that.

    :param clock: the local clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.connect_seconds = 0.0

    def begin(self, post: Post) -> None:
        """Start a request."""
        self._post = post
        self._deadline = Deadline(self._clock, post.timeout)
        self._started = False
        self.connected = False
        self.body_written = 0
        self.sent_at: float | None = None

    @property
    def died_of_reuse(self) -> bool:
        """Whether a failed request met a kept connection that was closed before any of the body was written."""
        return self._started and not self.connected and not self.body_written

    def remaining(self) -> float:
        """Seconds left.

        :raises OSError: when there are none.
        """
        send_by = None if self.body_written else self._post.send_by
        left_to_send = float("inf") if send_by is None else send_by.remaining()
        if not left_to_send:
            raise OSError("the time of the task ran out before the request could be sent")
        left = self._deadline.remaining()
        if not left:
            raise OSError(
                "nothing moved for longer than upload_timeout allows"
                if self._post.standstill
                else "the exchange took longer than request_timeout allows"
            )
        return min(left, left_to_send)

    def connect(self, make_connection: Callable[[], None]) -> None:
        """Make a new connection, and take note of how long that takes: at least one round trip."""
        started = self._clock.monotonic()
        # From here on, no failure is due to a kept connection.
        self.connected = True
        make_connection()
        self.connect_seconds = self._clock.monotonic() - started

    def before_body(self, sock: socket.socket) -> None:
        """Refuse to write the body of a change to a connection that the server has closed.

        The headers are already written, and a closed peer answers them with a reset. So watching the connection for a
        round trip shows it.

        :raises OSError: when the kept connection has ended, or has data that nobody requested.
        """
        grace = min(LONGEST_GRACE, max(STALE_GRACE, self.connect_seconds))
        if self._post.changes and not self.connected and wait_for_read(sock, grace):
            raise OSError("the server had closed the kept connection")
        self._post.ready()
        self.sent_at = self._clock.monotonic()

    def write(self, sock: socket.socket, data: bytes, is_body: bool) -> None:
        """Write all of the data, and count the bytes of the body."""
        view = memoryview(data)
        while view:
            sock.settimeout(self.remaining())
            self._started = True
            # When sending more than one TLS record fails, some of them may have gone out unnoticed. That no longer
            # matters once some of the body is known to have gone out.
            written = sock.send(view[: None if self.body_written else TLS_RECORD])
            view = view[written:]
            if is_body:
                self.body_written += written
            if self._post.standstill:
                self._deadline = Deadline(self._clock, self._post.timeout)


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket's own raw reader, within what is left of the exchange's time."""

    def __init__(self, raw: Any, sock: socket.socket, exchange: Exchange) -> None:
        super().__init__()
        self._raw = raw
        self._sock = sock
        self._exchange = exchange
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._exchange.remaining())
        count: int | None = self._raw.readinto(buffer)
        self.ended = self.ended or count == 0
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _DeadlineResponse(http.client.HTTPResponse):
    """An answer that is read within the exchange's time, status line and headers included."""

    def __init__(self, sock: socket.socket, *args: Any, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._reader = _DeadlineReader(self.fp.detach(), sock, exchange)
        self.fp = io.BufferedReader(self._reader)

    def _read_status(self) -> tuple[str, int, str]:
        """Read a status line, and skip provisional answers. http.client itself skips only 100."""
        version, status, reason = super()._read_status()  # type: ignore[misc]
        while 100 < status < 200 and status != http.HTTPStatus.SWITCHING_PROTOCOLS:
            http.client.parse_headers(self.fp)
            version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, status, reason

    def begin(self) -> None:
        """Read status line and headers. For http.client, a connection that ends early ends the headers."""
        super().begin()
        if self._reader.ended:
            raise http.client.IncompleteRead(b"")


class _WatchedConnection:
    """Mixin for urllib3's connections; a subclass sets ``exchange``."""

    exchange: Exchange
    host: str
    port: int
    sock: Any
    socket_options: Any
    _dns_host: str
    _headers_written = False

    def connect(self) -> None:
        self.timeout = self.exchange.remaining()
        self.response_class = functools.partial(_DeadlineResponse, exchange=self.exchange)
        # What goes over a connection before the request's headers, such as CONNECT, is not part of its body.
        self._headers_written = False
        self.exchange.connect(self._open)

    def _open(self) -> None:
        super().connect()  # type: ignore[misc]

    def _new_conn(self) -> socket.socket:
        """Try the host's addresses in turn, each with its share of the time; urllib3 would give each all of it."""
        hosts = socket.getaddrinfo(self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM)
        for left, (_family, _kind, _protocol, _name, address) in zip(range(len(hosts), 0, -1), hosts):
            try:
                share = self.exchange.remaining() / left
                sock = socket.create_connection((str(address[0]), self.port), timeout=share)
                break
            except OSError:
                if left == 1:
                    raise
        for option in self.socket_options or ():
            sock.setsockopt(*option)
        sock.settimeout(self.exchange.remaining())
        return sock

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        self._headers_written = False
        super().putrequest(*args, **kwargs)  # type: ignore[misc]

    def endheaders(self, message_body: Any = None, **kwargs: Any) -> None:
        super().endheaders(**kwargs)  # type: ignore[misc]
        self._headers_written = True
        self.exchange.before_body(self.sock)
        # urllib3 1.26 leaves a body that comes in pieces to http.client, which hands it over here as it is.
        for piece in (message_body,) if isinstance(message_body, bytes) else message_body or ():
            self.send(piece)

    def send(self, data: bytes) -> None:
        if self.sock is None:
            self.connect()
        self.exchange.write(self.sock, data, is_body=self._headers_written)


class _TlsConnection(_WatchedConnection):
    """Mixin for urllib3's HTTPS connections; a subclass sets ``tls`` too."""

    tls: ssl.SSLContext | None
    proxy: Any
    _tunnel: Callable[[], None]
    _tunnel_host: str | None

    def _open(self) -> None:
        """Connect, through the proxy's tunnel where there is one, and verify the server with the given context."""
        self.sock = self._new_conn()
        host = self.host
        if self._tunnel_host:
            if self.proxy is not None and self.proxy.scheme == "https":
                self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=host)
            self._tunnel()
            host = self._tunnel_host
        host = host.strip("[]").rstrip(".")
        # Without TLS at the endpoint, it is a proxy's.
        tls = self.tls or ssl.create_default_context()
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock = SSLTransport(self.sock, tls, server_hostname=host)
        else:
            self.sock = tls.wrap_socket(self.sock, server_hostname=host)
        # urllib3 warns on the standard error of a connection that it has not verified itself.
        self.is_verified = self.proxy_is_verified = True


def _pool_classes(exchange: Exchange, tls: ssl.SSLContext | None) -> dict[str, type]:
    """Pools of watched connections, by URL scheme."""

    def pool(base: Any, connection: Any, mixin: type) -> type:
        members = {"exchange": exchange, "tls": tls}
        watched = type("Watched" + connection.__name__, (mixin, connection), members)
        return type("Watched" + base.__name__, (base,), {"ConnectionCls": watched})

    return {
        "http": pool(HTTPConnectionPool, HTTPConnection, _WatchedConnection),
        "https": pool(HTTPSConnectionPool, HTTPSConnection, _TlsConnection),
    }


class WatchedAdapter(HTTPAdapter):
    """requests' adapter over watched connections, trusting just what the given TLS context trusts.

    :param exchange: follows the request that is under way.
    :param tls: for https; None where the endpoint has no TLS.
    """

    def __init__(self, exchange: Exchange, tls: ssl.SSLContext | None) -> None:
        self._classes = _pool_classes(exchange, tls)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._classes
        return manager

    def close(self) -> None:
        """Close the connections, which urllib3 2 leaves to the garbage collector."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 it has no iterator
                manager.pools[key].close()
        super().close()

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Do nothing: the connection has a context of its own, and requests would load its own bundle."""
