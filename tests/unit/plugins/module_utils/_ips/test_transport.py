# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP over real sockets on loopback: what counts as sent, what is bounded, what is ignored."""

from __future__ import annotations

import gc
import gzip
import os
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips import transport as transport_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips import wire
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Connection, Credentials
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    ConfigurationError,
    Delivery,
    ProtocolError,
    TransportError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import MAX_BACKOFF, backoff
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.wire import Post
from ansible_collections.mediaops.dynamic_media.tests.unit.support.certificates import Authority
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock
from ansible_collections.mediaops.dynamic_media.tests.unit.support.servers import (
    Peer,
    ScriptedServer,
    answering,
    closed_port,
    server_tls,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.transport import (
    counters_of,
    failure,
    post,
    transport_to,
)

SHORT = 0.3


class TestAnswers:
    def test_an_exchange(self) -> None:
        with ScriptedServer(answering(b"<a/>", X_Some="Thing")) as server, transport_to(server.url) as transport:
            response = transport.send(post(body=b"<x>\xc3\xbc</x>"))
        assert (response.status, response.body, response.headers["x-some"]) == (200, b"<a/>", "Thing")
        assert server.requests[0].line == "POST /service HTTP/1.1"
        assert server.requests[0].body == b"<x>\xc3\xbc</x>"
        assert server.requests[0].headers["content-type"] == "text/xml"
        assert counters_of(transport).as_result() == {"requests": 1, "retries": 0, "polls": 0, "transient_errors": 0}

    def test_one_connection_serves_all_exchanges(self) -> None:
        with ScriptedServer(answering(b"1", b"2", b"3")) as server, transport_to(server.url) as transport:
            assert [transport.send(post(changes=number == 1)).body for number in range(3)] == [b"1", b"2", b"3"]
        assert server.connections == 1

    @pytest.mark.parametrize("status", ["200 OK", "202 Accepted", "404 Not Found", "500 Oops", "503 Later"])
    def test_every_status_is_an_answer(self, status: str) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.answer(b"body", status)

        with ScriptedServer(behave) as server, transport_to(server.url) as transport:
            assert transport.send(post()).status == int(status[:3])
        assert len(server.requests) == 1

    @pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", "deflate", "identity"])
    def test_compressed_answers(self, coding: str) -> None:
        text = b"<a>" + b"x" * 200_000 + b"</a>"
        body = {"deflate": zlib.compress(text), "identity": text}.get(coding, gzip.compress(text))
        with ScriptedServer(answering(body, Content_Encoding=coding)) as server, transport_to(server.url) as transport:
            assert transport.send(post()).body == text

    def test_a_chunked_answer_and_one_that_ends_with_the_connection(self) -> None:
        def chunked(peer: Peer) -> None:
            peer.read()
            peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<a\r\n2\r\n/>\r\n0\r\n\r\n")
            peer.read()

        def until_closed(peer: Peer) -> None:
            peer.read()
            peer.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<b/>")

        with ScriptedServer(chunked, until_closed) as server, transport_to(server.url) as transport:
            assert transport.send(post()).body == b"<a/>"
            transport.close()
            assert transport.send(post()).body == b"<b/>"

    @pytest.mark.parametrize("length", ["\u00b2", "x", "-1", "9" * 5000])
    def test_an_invalid_length_is_ignored(self, length: str) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: " + length.encode("latin-1") + b"\r\n\r\n<a/>")

        with ScriptedServer(behave) as server, transport_to(server.url) as transport:
            if length.isdecimal():
                assert failure(transport, post()).delivery is Delivery.UNKNOWN
            else:
                assert transport.send(post()).body == b"<a/>"

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
    def test_a_redirect_is_not_followed(self, status: str) -> None:
        with ScriptedServer(answering(b"stolen")) as elsewhere:

            def behave(peer: Peer) -> None:
                peer.read()
                peer.answer(b"", status, Location=elsewhere.url)

            with ScriptedServer(behave) as server, transport_to(server.url) as transport:
                response = transport.send(post(changes=True))
            assert response.status == int(status[:3])
            assert response.headers["location"] == elsewhere.url
            assert elsewhere.connections == 0
            assert len(server.requests) == 1

    @pytest.mark.parametrize("headers", ["Content-Encoding: br", "Content-Encoding: gzip", "X: y"])
    def test_the_headers_make_a_redirect(self, headers: str) -> None:
        """Regardless of its body: unknown or broken compression, or truncated."""

        def behave(peer: Peer) -> None:
            peer.read()
            peer.send(f"HTTP/1.1 302 Found\r\nLocation: /in\r\nContent-Length: 9\r\n{headers}\r\n\r\nx".encode())

        with ScriptedServer(behave) as server, transport_to(server.url) as transport:
            response = transport.send(post(changes=True))
        assert (response.status, response.headers["location"], response.body) == (302, "/in", b"")

    @pytest.mark.parametrize("provisional", ["100 Continue", "102 Processing", "103 Early Hints"])
    def test_a_provisional_answer_is_skipped(self, provisional: str) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.send(f"HTTP/1.1 {provisional}\r\nLink: x\r\n\r\n".encode() * 2)
            peer.answer(b"ok")

        with ScriptedServer(behave) as server, transport_to(server.url) as transport:
            assert transport.send(post(changes=True)).body == b"ok"

    def test_gzip_of_several_members(self) -> None:
        body = gzip.compress(b"<a>") + gzip.compress(b"x" * 200_000) + gzip.compress(b"</a>") + b"\0" * 20
        with ScriptedServer(answering(body, Content_Encoding="gzip")) as server, transport_to(server.url) as transport:
            assert transport.send(post()).body == b"<a>" + b"x" * 200_000 + b"</a>"

    def test_cookies_are_not_kept(self) -> None:
        with ScriptedServer(answering(b"", Set_Cookie="a=b")) as server, transport_to(server.url) as transport:
            transport.send(post())
            transport.send(post())
        assert "cookie" not in server.requests[1].headers


class TestNotSent:
    def test_a_refused_connection_is_tried_again_as_often_as_retries_says(self, clock: FakeClock) -> None:
        with transport_to(f"http://127.0.0.1:{closed_port()}/", clock, retries=3) as transport:
            error = failure(transport, post(changes=True))
        assert error.delivery is Delivery.NOT_SENT
        assert "refused" in error.message
        assert len(clock.sleeps) == 3
        assert counters_of(transport).requests == 4
        assert counters_of(transport).retries == 3

    def test_one_budget_serves_all_of_a_tasks_requests(self, clock: FakeClock) -> None:
        with transport_to(f"http://127.0.0.1:{closed_port()}/", clock, retries=3) as transport:
            failure(transport, post())
            failure(transport, post(changes=True))
        assert len(clock.sleeps) == 3

    def test_it_serves_the_tasks_other_addresses_too(self, clock: FakeClock) -> None:
        url = f"http://127.0.0.1:{closed_port()}/"
        with transport_to(url, clock, retries=3) as transport:
            other = transport.to(Connection(url, Credentials("user", "secret"), retries=3))
            failure(transport, post())
            failure(other, post(changes=True))
        assert len(clock.sleeps) == 3

    def test_a_poll_is_not_tried_again(self, clock: FakeClock) -> None:
        with transport_to(f"http://127.0.0.1:{closed_port()}/", clock, retries=3) as transport:
            assert failure(transport, post(retry_unsent=False)).delivery is Delivery.NOT_SENT
        assert clock.sleeps == []

    @pytest.mark.parametrize("seconds", [0.0, 3.0])
    def test_no_other_try_begins_after_the_deadline(self, clock: FakeClock, seconds: float) -> None:
        deadline = Deadline(clock, seconds)
        with transport_to(f"http://127.0.0.1:{closed_port()}/", clock, retries=10) as transport:
            assert failure(transport, post(changes=True, deadline=deadline)).delivery is Delivery.NOT_SENT
        assert clock.elapsed <= seconds
        assert counters_of(transport).retries == (0 if not seconds else len(clock.sleeps)) < 10

    def test_what_must_not_be_sent_any_more_is_kept_back(self) -> None:
        def refuse() -> None:
            raise ConfigurationError("no process waits for it.")

        with ScriptedServer(answering(b"ok")) as server, transport_to(server.url, retries=3) as transport:
            with pytest.raises(ConfigurationError, match="no process waits"):
                transport.send(post(changes=True, ready=refuse))
            assert transport.sent_at is None
            assert counters_of(transport).requests == 1
            transport.send(post(changes=True))
        assert [request.body for request in server.requests if request.body] == [b"<x/>"]

    def test_what_must_not_be_sent_over_a_kept_connection_is_kept_back(self) -> None:
        def refuse() -> None:
            raise ConfigurationError("no process waits for it.")

        with ScriptedServer(answering(b"one"), answering(b"two")) as server, transport_to(server.url) as transport:
            transport.send(post())
            with pytest.raises(ConfigurationError, match="no process waits"):
                transport.send(post(changes=True, ready=refuse))
        assert [request.body for request in server.requests if request.body] == [b"<x/>"]

    def test_when_it_was_sent(self, clock: FakeClock) -> None:
        with ScriptedServer(answering(b"ok")) as server, transport_to(server.url, clock) as transport:
            assert transport.sent_at is None
            transport.send(post(ready=lambda: clock.pass_time(2)))
            assert transport.sent_at == clock.monotonic()
            clock.pass_time(5)
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            with pytest.raises(TransportError), transport_to(url, clock, retries=0) as transport:
                transport.send(post())
        assert transport.sent_at is None

    def test_a_change_is_not_sent_after_the_deadline(self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
        """Also where connecting takes so long, though the exchange may take longer."""
        connect = socket.create_connection

        def create_connection(address: Any, timeout: float) -> socket.socket:
            clock.pass_time(7)
            return connect(address, 20)

        with ScriptedServer(answering(b"ok")) as server, transport_to(server.url, clock, retries=0) as transport:
            monkeypatch.setattr(socket, "create_connection", create_connection)
            error = failure(transport, post(changes=True, timeout=30, send_by=Deadline(clock, 6)))
            assert transport.send(post(timeout=30, deadline=Deadline(clock, 6))).body == b"ok"
        assert error.delivery is Delivery.NOT_SENT
        assert "wait_timeout" in error.message
        assert len(server.requests) == 1

    def test_its_answer_is_waited_for_beyond_the_deadline(self, clock: FakeClock) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            clock.pass_time(20)
            peer.answer(b"ok")

        with ScriptedServer(behave) as server, transport_to(server.url, clock) as transport:
            assert transport.send(post(changes=True, timeout=30, send_by=Deadline(clock, 6))).body == b"ok"

    def test_it_is_sent_once_the_service_listens(self, clock: FakeClock) -> None:
        port = closed_port()
        servers: list[ScriptedServer] = []

        def listen() -> None:
            server = ScriptedServer(answering(b"ok"))
            server._listener.close()
            server._listener = socket.create_server(("127.0.0.1", port))
            servers.append(server.__enter__())

        clock.at(1.0, listen)
        with transport_to(f"http://127.0.0.1:{port}/", clock, retries=5) as transport:
            assert transport.send(post(changes=True)).body == b"ok"
            assert counters_of(transport).retries > 1
        servers[0].__exit__()
        assert len(servers[0].requests) == 1

    def test_a_host_without_address(self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
        def getaddrinfo(*_args: Any, **_kwargs: Any) -> Any:
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        with transport_to("http://ips.example.com/", clock, retries=1) as transport:
            error = failure(transport, post(changes=True))
        assert error.delivery is Delivery.NOT_SENT
        assert "nothing was sent to ips.example.com" in error.message

    def test_a_server_that_hangs_in_the_handshake(self) -> None:
        with ScriptedServer(lambda _peer: server.wait(20) and None) as server:
            url = server.url.replace("http:", "https:")
            with transport_to(url, retries=0) as transport:
                assert failure(transport, post(True, timeout=SHORT)).delivery is Delivery.NOT_SENT

    @pytest.mark.parametrize("host", ["a" * 70 + ".example.com", ".example.com", "ex..ample.com", "*.example.com"])
    def test_an_invalid_host_name_is_reported_as_the_endpoints(self, host: str, clock: FakeClock) -> None:
        with transport_to(f"https://{host}/", clock, retries=0) as transport:
            try:
                transport.send(post(changes=True))
            except ConfigurationError as exc:
                assert "endpoint" in exc.message  # noqa: PT017
            except TransportError as exc:
                assert exc.delivery is Delivery.NOT_SENT  # noqa: PT017


class TestAmbiguous:
    def ambiguous(self, server: ScriptedServer, request: Post | None = None) -> str:
        with server, transport_to(server.url, retries=3) as transport:
            error = failure(transport, request or post(changes=True))
            assert counters_of(transport).requests == 1
        assert error.delivery is Delivery.UNKNOWN
        assert server.connections == 1
        return error.message

    def test_closed_after_the_request(self) -> None:
        server = ScriptedServer(lambda peer: peer.read() and None)
        assert "broke off after the request was sent" in self.ambiguous(server)
        assert len(server.requests) == 1

    def test_an_older_failure_that_is_being_handled_is_not_the_cause(self) -> None:
        server = ScriptedServer(lambda peer: peer.read() and None)
        try:
            raise OSError("[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] the older one")
        except OSError:
            assert "the older one" not in self.ambiguous(server)

    def test_reset_after_the_request(self) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.reset()

        self.ambiguous(ScriptedServer(behave))

    @pytest.mark.parametrize(
        "beginning",
        [
            b"H",
            b"HTTP/1.1 200",
            b"HTTP/1.1 202 Accepted\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Le",
            b"HTTP/1.1 403 Forbidden\r\nServer: x\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<a>",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n<a>",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<a>\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"<a/>" * 99, mtime=0)[:-9],
            b"\x16\x03\x01garbage\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        ],
    )
    def test_an_answer_that_is_cut_short_or_no_http(self, beginning: bytes) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.send(beginning)

        self.ambiguous(ScriptedServer(behave))

    @pytest.mark.parametrize("is_tls", [False, True], ids=["http", "https"])
    def test_a_body_of_which_a_part_was_written(self, is_tls: bool, authority: Authority, clock: FakeClock) -> None:
        received: list[int] = []

        def behave(peer: Peer) -> None:
            peer.read_head()
            received.append(len(peer.sock.recv(32768)))
            peer.reset()

        tls = server_tls(*authority.issue("partial")) if is_tls else None
        with (
            ScriptedServer(behave, tls=tls) as server,
            transport_to(server.url, clock, retries=2, ca_path=authority.path) as transport,
        ):
            error = failure(transport, post(changes=True, body=b"x" * 20_000_000))
        assert error.delivery is Delivery.UNKNOWN
        assert len(received) == 1

    def test_no_answer_within_the_time(self) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            server.wait(20)

        server = ScriptedServer(behave)
        message = self.ambiguous(server, post(changes=True, timeout=SHORT))
        assert "timed out" in message

    @pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
    def test_a_server_that_drips_is_cut_off(self, start: bytes) -> None:
        """If each byte restarted the timeout, the whole answer would arrive."""

        def behave(peer: Peer) -> None:
            peer.read()
            peer.send(start)
            rest = (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 999) if not start else b"X-Long: " + b"x" * 999
            for byte in rest:
                peer.send(bytes([byte]))
                if server.wait(0.02):
                    return

        server = ScriptedServer(behave)
        self.ambiguous(server, post(changes=True, timeout=SHORT))

    def test_a_server_that_does_not_read(self) -> None:
        server = ScriptedServer(lambda _peer: server.wait(20) and None)
        self.ambiguous(server, post(changes=True, body=b"x" * 20_000_000, timeout=SHORT))


class TestKeptConnections:
    """What happens when the server has closed the connection between two requests."""

    @staticmethod
    def closing_after_answer(closed: threading.Event, how: str) -> Any:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.answer(b"first")
            if how == "reset":
                peer.reset()
            else:
                peer.sock.close()
            closed.set()

        return behave

    @pytest.mark.parametrize("how", ["close", "reset"])
    @pytest.mark.parametrize("changes", [False, True])
    def test_a_closed_one_is_replaced_and_the_request_delivered_once(self, changes: bool, how: str) -> None:
        closed = threading.Event()
        behaviours = (self.closing_after_answer(closed, how), answering(b"second"))
        with ScriptedServer(*behaviours) as server, transport_to(server.url, retries=0) as transport:
            assert transport.send(post()).body == b"first"
            assert closed.wait(20)
            assert transport.send(post(changes=changes)).body == b"second"
            assert counters_of(transport).as_result()["retries"] == 0
        assert len(server.requests) == 2

    @pytest.mark.parametrize("how", ["close", "reset"])
    def test_one_that_closes_as_the_headers_arrive_is_replaced_before_the_body(self, how: str) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.answer(b"first")
            peer.read_head()
            if how == "reset":
                peer.reset()

        with ScriptedServer(behave, answering(b"second")) as server, transport_to(server.url, retries=0) as transport:
            transport.send(post())
            # The server's reaction is waited for as long as it takes, so that the test does not depend on speed.
            wire_grace(20.0)
            assert transport.send(post(changes=True)).body == b"second"
        assert [request.body for request in server.requests] == [b"<x/>", b"<x/>"]
        assert server.connections == 2

    def test_one_with_unrequested_data_is_replaced(self) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.answer(b"first")
            peer.read_head()
            peer.answer(b"408", "408 Request Timeout", Connection="close")

        with ScriptedServer(behave, answering(b"second")) as server, transport_to(server.url, retries=0) as transport:
            transport.send(post())
            wire_grace(20.0)
            assert transport.send(post(changes=True)).body == b"second"

    def test_one_that_closes_after_the_body_is_ambiguous_and_not_replaced(self) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            peer.answer(b"first")
            peer.read()

        with ScriptedServer(behave, answering(b"second")) as server, transport_to(server.url) as transport:
            transport.send(post())
            assert failure(transport, post(changes=True)).delivery is Delivery.UNKNOWN
        assert len(server.requests) == 2
        assert server.connections == 1

    def test_without_a_replacement_nothing_is_sent(self, clock: FakeClock) -> None:
        server = ScriptedServer(answering(b"first"))
        with transport_to(server.url, clock, retries=2) as transport:
            with server:
                transport.send(post())
            assert failure(transport, post(changes=True)).delivery is Delivery.NOT_SENT
            assert counters_of(transport).retries == 2


class TestAddresses:
    """A host of several addresses, of which the first ones do not answer."""

    @pytest.fixture
    def timeouts(self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """Of each address that was tried; those of 192.0.2.0 do not answer."""
        tried: list[float] = []
        connect = socket.create_connection

        def create_connection(address: Any, timeout: float) -> socket.socket:
            tried.append(timeout)
            if address[0].startswith("192.0.2."):
                clock.pass_time(timeout)
                raise TimeoutError("timed out")
            return connect(address, timeout)

        monkeypatch.setattr(socket, "create_connection", create_connection)
        return tried

    @staticmethod
    def resolve_to(monkeypatch: pytest.MonkeyPatch, port: int, *hosts: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in hosts]
        monkeypatch.setattr(wire, "socket", SimpleNamespace(**{**vars(socket), "getaddrinfo": lambda *_a, **_k: found}))

    def test_share_the_time_that_the_exchange_has(
        self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, timeouts: list[float]
    ) -> None:
        with ScriptedServer(answering(b"ok")) as server:
            self.resolve_to(monkeypatch, server.port, "192.0.2.1", "192.0.2.2", "127.0.0.1")
            with transport_to(server.url, clock, retries=0) as transport:
                assert transport.send(post(timeout=30)).body == b"ok"
        assert timeouts == [10, 10, 10]

    def test_that_all_hang_take_no_longer_than_the_exchange_may(
        self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, timeouts: list[float]
    ) -> None:
        self.resolve_to(monkeypatch, 80, "192.0.2.1", "192.0.2.2", "192.0.2.3")
        with transport_to("http://ips.example.com/", clock, retries=0) as transport:
            error = failure(transport, post(timeout=30))
        assert error.delivery is Delivery.NOT_SENT
        assert "timed out" in error.message
        assert clock.elapsed == pytest.approx(30)
        assert len(timeouts) == 3


class TestGrace:
    """How long a kept connection is watched before the body of a change goes over it."""

    @pytest.mark.parametrize(("connecting", "grace"), [(0.0, wire.STALE_GRACE), (0.2, 0.2), (30.0, wire.LONGEST_GRACE)])
    def test_as_long_as_a_reset_may_take(
        self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, connecting: float, grace: float
    ) -> None:
        watched: list[float] = []
        monkeypatch.setattr(wire, "wait_for_read", lambda _sock, seconds: watched.append(seconds))
        exchange = wire.Exchange(clock)
        exchange.begin(post(changes=True))
        exchange.connect(lambda: clock.pass_time(connecting))
        exchange.before_body(socket.socket())
        exchange.begin(post(changes=True))
        exchange.before_body(socket.socket())
        exchange.begin(post())
        exchange.before_body(socket.socket())
        assert watched == [pytest.approx(grace)]


def wire_grace(seconds: float) -> None:
    wire.STALE_GRACE = seconds


@pytest.fixture(autouse=True)
def _usual_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "STALE_GRACE", wire.STALE_GRACE)


MEASURED = """
import re, resource, sys
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.client import IpsClient
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Connection, Credentials
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import ProtocolError
client = IpsClient.connect(Connection(sys.argv[1], Credentials("u", "p")))
try:
    client.company(name="x")
except ProtocolError as exc:
    print(exc.message)
# What Linux counts in ru_maxrss begins with the memory of the process that has started this one.
try:
    with open("/proc/self/status") as status:
        peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read()).group(1))
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak // 1024)
"""


def bomb(size: int, unit: bytes = b"\0") -> bytes:
    """So many MiB, compressed."""
    compressor = zlib.compressobj(wbits=31)
    piece = unit * ((1 << 20) // len(unit))
    return b"".join([*(compressor.compress(piece) for _number in range(size)), compressor.flush()])


class TestBounds:
    @pytest.mark.parametrize("kind", ["gzip", "plain", "markup"])
    def test_a_bomb_ends_at_the_limit_with_its_memory_bounded(self, kind: str) -> None:
        def behave(peer: Peer) -> None:
            peer.read()
            if kind == "plain":
                peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
                for _piece in range(128):
                    peer.send(b"x" * (1 << 20))
            else:
                body = bomb(128) if kind == "gzip" else bomb(60, b"<items/>")
                peer.answer(body, Content_Encoding="gzip")

        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with ScriptedServer(behave) as server:
            command = [sys.executable, "-c", MEASURED, server.url]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        message, peak = done.stdout.splitlines()
        assert ("more than 1000000 tags" if kind == "markup" else "longer than 64 MiB") in message
        assert int(peak) < 200

    def test_an_answer_of_the_longest_permitted_length(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport_module, "MAX_RESPONSE", 1 << 20)
        exact, more = b"x" * (1 << 20), b"x" * ((1 << 20) + 1)
        with ScriptedServer(answering(exact, more)) as server, transport_to(server.url) as transport:
            assert len(transport.send(post()).body) == 1 << 20
            with pytest.raises(ProtocolError, match="longer than 1 MiB"):
                transport.send(post())

    @pytest.mark.parametrize(
        ("body", "coding", "why"),
        [
            (b"no gzip at all", "gzip", "compression is broken"),
            (gzip.compress(b"x" * 1000, mtime=0)[:20] + b"garbage" * 9, "gzip", "compression is broken"),
            (b"<a/>", "br", "encoded as 'br'"),
            (b"<a/>", "gzip, gzip", "encoded as 'gzip, gzip'"),
        ],
    )
    def test_an_unsupported_encoding(self, body: bytes, coding: str, why: str) -> None:
        with (
            ScriptedServer(answering(body, Content_Encoding=coding)) as server,
            transport_to(server.url) as transport,
            pytest.raises(ProtocolError, match=why) as caught,
        ):
            transport.send(post(changes=True))
        assert caught.value.delivery is Delivery.UNKNOWN
        assert len(server.requests) == 1


TUNNEL_FAILURES = {
    "HTTP 502": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    "HTTP 407": b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    "garbage": b"\0\r\n" * 9,
    "no TLS behind it": b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n",
    "reset": b"",
    "closed": b"",
}
"""What a proxy answers to CONNECT."""


class TestEnvironment:
    """What the environment may set, and what it may not."""

    def test_netrc_is_not_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        netrc = tmp_path / ".netrc"
        netrc.write_text("machine 127.0.0.1 login someone password netrc-password\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(netrc))
        with ScriptedServer(answering(b"")) as server, transport_to(server.url) as transport:
            transport.send(post())
        assert "authorization" not in server.requests[0].headers

    @pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
    def test_a_bundle_of_the_environment_is_not_trusted(
        self, variable: str, authority: Authority, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(variable, authority.path)
        tls = server_tls(*authority.issue("bundle"))
        with ScriptedServer(answering(b""), tls=tls) as server, transport_to(server.url, clock, retries=0) as transport:
            assert failure(transport, post()).delivery is Delivery.NOT_SENT

    @pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
    def test_ca_path_wins_over_a_bundle_of_the_environment(
        self, variable: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(variable, "/missing/bundle.pem")
        tls = server_tls(*authority.issue("bundle"))
        with (
            ScriptedServer(answering(b"ok"), tls=tls) as server,
            transport_to(server.url, ca_path=authority.path) as transport,
        ):
            assert transport.send(post()).body == b"ok"

    @pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
    def test_a_proxy_is_used(self, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with ScriptedServer(answering(b"ok")) as proxy:
            monkeypatch.setenv(variable, f"http://us%40er:pass@127.0.0.1:{proxy.port}")
            with transport_to("http://ips.example.com/service") as transport:
                assert transport.send(post(changes=True)).body == b"ok"
        assert proxy.requests[0].line == "POST http://ips.example.com/service HTTP/1.1"
        assert proxy.requests[0].headers["proxy-authorization"] == "Basic dXNAZXI6cGFzcw=="

    def test_a_proxy_is_asked_for_a_tunnel(
        self, clock: FakeClock, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tls = server_tls(*authority.issue("tunnelled", hosts=("ips.example.com",)))
        lines: list[str] = []

        def behave(peer: Peer) -> None:
            lines.append(peer.read_head().line)
            peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            inner = Peer(tls.wrap_socket(peer.sock, server_side=True), proxy.requests)
            answering(b"ok")(inner)

        with ScriptedServer(behave) as proxy:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
            with transport_to("https://ips.example.com/service", clock, ca_path=authority.path) as transport:
                assert transport.send(post(changes=True)).body == b"ok"
                assert transport.send(post(changes=True)).body == b"ok"
        assert lines == ["CONNECT ips.example.com:443 HTTP/1.1"] or lines == ["CONNECT ips.example.com:443 HTTP/1.0"]
        assert [request.line for request in proxy.requests] == ["POST /service HTTP/1.1"] * 2

    def test_a_proxy_that_refuses_the_tunnel_has_sent_nothing_on(
        self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def behave(peer: Peer) -> None:
            peer.read_head()
            peer.answer(b"no", "403 Forbidden")

        with ScriptedServer(behave) as proxy:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
            with transport_to("https://ips.example.com/service", clock, retries=1) as transport:
                error = failure(transport, post(changes=True))
                assert counters_of(transport).requests == proxy.connections == 2
        assert error.delivery is Delivery.NOT_SENT
        assert "403" in error.message

    @pytest.mark.parametrize("exchanges", [1, 2, 3])
    @pytest.mark.parametrize("how", TUNNEL_FAILURES)
    def test_without_a_new_tunnel_nothing_is_sent(
        self, how: str, exchanges: int, clock: FakeClock, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The tunnel is not the request, wherever in the task a new one is needed."""
        closed = threading.Event()
        tls = server_tls(*authority.issue("tunnelled", hosts=("ips.example.com",)))

        def serving(count: int) -> Any:
            def behave(peer: Peer) -> None:
                peer.read_head()
                peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                inner = Peer(tls.wrap_socket(peer.sock, server_side=True), proxy.requests)
                for _number in range(count):
                    inner.read()
                    inner.answer(b"ok")
                inner.sock.close()
                closed.set()

            return behave

        def refusing(peer: Peer) -> None:
            peer.read_head()
            peer.send(TUNNEL_FAILURES[how])
            if how == "reset":
                peer.reset()

        with ScriptedServer(serving(exchanges), refusing, refusing, serving(1)) as proxy:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
            with transport_to("https://ips.example.com/", clock, retries=1, ca_path=authority.path) as transport:
                for _number in range(exchanges):
                    transport.send(post())
                assert closed.wait(20)
                error = failure(transport, post(changes=True))
                assert transport.send(post(changes=True)).body == b"ok"
        assert error.delivery is Delivery.NOT_SENT
        assert counters_of(transport).retries == 1
        assert len(proxy.requests) == exchanges + 1
        if b"HTTP/1.1 4" in TUNNEL_FAILURES[how][:12]:
            assert "HTTPS_PROXY" in error.message

    def test_the_connection_is_closed_with_the_transport(
        self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Though the exception of an earlier try holds all that it has to do with."""
        ended = threading.Event()

        def serving(peer: Peer) -> None:
            peer.read()
            peer.answer(b"ok")
            with pytest.raises(ConnectionError):
                peer.read()
            ended.set()

        def broken(peer: Peer) -> None:
            peer.read()

        gc.disable()
        try:
            with ScriptedServer(broken, serving) as server, transport_to(server.url, clock, retries=0) as transport:
                error = failure(transport, post())
                transport.send(post())
                transport.close()
                assert ended.wait(20), error
        finally:
            gc.enable()

    def test_a_proxy_that_speaks_tls_itself(
        self, clock: FakeClock, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The system's store vouches for the proxy, ca_path for the service."""
        proxy_tls = server_tls(*authority.issue("proxy", hosts=("127.0.0.1",)))
        monkeypatch.setenv("SSL_CERT_FILE", authority.path)

        def behave(peer: Peer) -> None:
            peer.read_head()
            peer.answer(b"no", "403 Forbidden")

        with ScriptedServer(behave, tls=proxy_tls) as proxy:
            monkeypatch.setenv("https_proxy", f"https://127.0.0.1:{proxy.port}")
            with transport_to("https://ips.example.com/", clock, retries=0, ca_path=authority.path) as transport:
                error = failure(transport, post(changes=True))
        assert error.delivery is Delivery.NOT_SENT
        assert "403" in error.message

    @pytest.mark.parametrize(
        "proxy",
        ["http://me:hush@127.0.0.1:99999", "http://me:hu#sh@proxy", "http://me:hush@[bad", "ftp://me:hush@proxy"],
    )
    def test_a_proxy_that_is_not_a_url_is_not_shown(self, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(ConfigurationError) as refusal, transport_to("https://ips.example.com/") as transport:
            transport.send(post())
        assert "HTTPS_PROXY" in refusal.value.message
        assert "hu" not in refusal.value.message.replace("http", "")

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_a_proxy_that_cannot_be_reached_is_named_without_its_password(
        self, scheme: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy = f"127.0.0.1:{closed_port()}"
        monkeypatch.setenv(f"{scheme}_proxy", f"http://me:hush@{proxy}")
        with transport_to(f"{scheme}://ips.example.com/", clock, retries=0) as transport:
            error = failure(transport, post(changes=True))
        assert f"nothing was sent to ips.example.com by the proxy {proxy}: " in error.message
        assert "hush" not in error.message

    @pytest.mark.parametrize("no_proxy", ["ips.example.com", ".example.com", "*"])
    def test_no_proxy_is_honoured(self, no_proxy: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("no_proxy", no_proxy)
        asked: list[str] = []

        def getaddrinfo(host: str, *_args: Any, **_kwargs: Any) -> Any:
            asked.append(host)
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setenv("http_proxy", "http://proxy.example.org:3128")
        with transport_to("http://ips.example.com/", clock, retries=0) as transport:
            failure(transport, post())
        assert asked == ["ips.example.com"]

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_no_proxy_is_asked_for_loopback(self, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with ScriptedServer(answering(b"ok")) as server:
            for variable in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
                monkeypatch.setenv(variable, f"http://127.0.0.1:{closed_port()}")
            with transport_to(f"http://{host}:{server.port}/") as transport:
                assert transport.send(post()).body == b"ok"


def test_an_exchange_is_not_started_again_after_its_timeout(clock: FakeClock) -> None:
    exchange = wire.Exchange(clock)
    exchange.begin(post(timeout=5))
    clock.pass_time(4)
    assert exchange.remaining() == 1
    clock.pass_time(1)
    with pytest.raises(OSError, match="request_timeout"):
        exchange.remaining()


def test_backoff_grows_up_to_its_limit_and_has_jitter() -> None:
    for retry in range(1, 12):
        ceiling = min(MAX_BACKOFF, 0.5 * 2 ** (retry - 1))
        waits = [backoff(retry) for _try in range(50)]
        assert all(ceiling / 2 <= wait <= ceiling for wait in waits)
        assert len(set(waits)) > 1


class Pieces:
    """A body in pieces, made for each try."""

    def __init__(self, piece: bytes, count: int) -> None:
        self.piece = piece
        self.count = count
        self.tries = 0

    def __len__(self) -> int:
        return len(self.piece) * self.count

    def __iter__(self) -> Iterator[bytes]:
        self.tries += 1
        for _number in range(self.count):
            yield self.piece


class TestStreams:
    def test_a_body_in_pieces_arrives_whole_and_with_its_length(self) -> None:
        body = Pieces(b"0123456789" * 30_000, 5)
        with ScriptedServer(answering(b"1", b"2")) as server, transport_to(server.url) as transport:
            assert [transport.send(post(True, body)).body for _turn in range(2)] == [b"1", b"2"]
        assert server.connections == 1
        for request in server.requests:
            assert request.body == body.piece * 5
            assert request.headers["content-length"] == str(len(body))
            assert "transfer-encoding" not in request.headers

    def test_an_idle_timeout_does_not_bound_a_transfer_that_moves(self) -> None:
        def slowly(peer: Peer) -> None:
            request = peer.read_head()
            left = int(request.headers["content-length"]) - peer.read_ahead
            while left > 0:
                received = len(peer.sock.recv(65_536))
                if not received:
                    return
                left -= received
                # What the buffers hold when all is written has to be read within the timeout.
                time.sleep(0.004 if left > 20_000_000 else 0.0)
            peer.answer(b"late")

        body = Pieces(bytes(100_000), 400)
        with ScriptedServer(slowly, slowly) as server, transport_to(server.url) as transport:
            began = time.monotonic()
            assert transport.send(post(True, body, timeout=0.6, standstill=True)).body == b"late"
            assert time.monotonic() - began > 0.6
            assert failure(transport, post(True, body, timeout=0.6)).delivery is Delivery.UNKNOWN

    def test_a_transfer_that_stalls_ends(self) -> None:
        def stands_still(peer: Peer) -> None:
            peer.read_head()
            server.wait(5)

        with ScriptedServer(stands_still) as server, transport_to(server.url) as transport:
            error = failure(transport, post(True, Pieces(bytes(100_000), 200), timeout=SHORT, standstill=True))
        assert error.delivery is Delivery.UNKNOWN
        assert "upload_timeout" in error.message

    def test_a_kept_connection_that_was_closed_is_replaced_before_the_body(self) -> None:
        def once(peer: Peer) -> None:
            peer.read()
            peer.answer(b"1")

        body = Pieces(b"abc", 3)
        with ScriptedServer(once, once) as server, transport_to(server.url) as transport:
            for _turn in range(2):
                assert transport.send(post(True, body)).body == b"1"
        assert [request.body for request in server.requests] == [b"abcabcabc"] * 2

    def test_a_failure_to_make_the_body_is_reported_unchanged(self) -> None:
        class Failing(Pieces):
            def __iter__(self) -> Iterator[bytes]:
                yield self.piece
                raise ConfigurationError("the file has gone.")

        with ScriptedServer(answering(b"never")) as server, transport_to(server.url) as transport:
            with pytest.raises(ConfigurationError, match="the file has gone"):
                transport.send(post(True, Failing(b"x", 2)))
            assert not server.requests
