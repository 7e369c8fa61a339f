# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS over real sockets on loopback: the handshake proves what was asked for, or nothing is sent.

`make matrix SESSIONS=libraries` runs these tests with every minor version of requests and urllib3.
"""

from __future__ import annotations

import socket
import ssl
import threading
from typing import Any

import pytest
import requests

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery
from ansible_collections.mediaops.dynamic_media.tests.unit.support.certificates import Authority
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock
from ansible_collections.mediaops.dynamic_media.tests.unit.support.servers import (
    Peer,
    ScriptedServer,
    answering,
    server_tls,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.transport import failure, post, transport_to


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority."""
    return Authority(tmp_path_factory.mktemp("stranger"))


class TestTrust:
    """Whom a connection trusts."""

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_a_private_authority(self, host: str, authority: Authority) -> None:
        tls = server_tls(*authority.issue("server"))
        with ScriptedServer(answering(b"ok"), tls=tls) as server:
            url = server.url.replace("127.0.0.1", host)
            with transport_to(url, ca_path=authority.path) as transport:
                assert transport.send(post(changes=True)).body == b"ok"
                assert transport.send(post(changes=True)).body == b"ok"
        assert server.connections == 1

    def test_the_name_must_be_the_hosts(self, authority: Authority, clock: FakeClock) -> None:
        tls = server_tls(*authority.issue("elsewhere", hosts=("ips.example.com",)))
        with (
            ScriptedServer(answering(b""), tls=tls) as server,
            transport_to(server.url, clock, retries=0, ca_path=authority.path) as transport,
        ):
            error = failure(transport, post(changes=True))
        assert error.delivery is Delivery.NOT_SENT
        assert server.requests == []

    @pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
    def test_verification_can_be_switched_off(self, authority: Authority, recwarn: pytest.WarningsRecorder) -> None:
        tls = server_tls(*authority.issue("anything", hosts=("ips.example.com",)))
        with (
            ScriptedServer(answering(b"ok"), tls=tls) as server,
            transport_to(server.url, validate_certs=False) as transport,
        ):
            assert transport.send(post()).body == b"ok"
        assert [str(warning.message) for warning in recwarn] == []

    def test_a_client_certificate_is_presented(self, authority: Authority, clock: FakeClock) -> None:
        cert, key = authority.issue("client")
        tls = server_tls(*authority.issue("server"), client_authority=authority.path)
        with ScriptedServer(answering(b"ok"), tls=tls) as server:
            with transport_to(server.url, ca_path=authority.path, client_cert=cert, client_key=key) as transport:
                assert transport.send(post()).body == b"ok"
            with transport_to(server.url, clock, retries=0, ca_path=authority.path) as transport:
                failure(transport, post())
        assert len(server.requests) == 1

    def test_a_closed_tls_connection_is_replaced(self, authority: Authority) -> None:
        closed = threading.Event()
        tls = server_tls(*authority.issue("server"))

        def first(peer: Peer) -> None:
            peer.read()
            peer.answer(b"first")
            peer.sock.close()
            closed.set()

        with (
            ScriptedServer(first, answering(b"second"), tls=tls) as server,
            transport_to(server.url, retries=0, ca_path=authority.path) as transport,
        ):
            transport.send(post())
            assert closed.wait(20)
            assert transport.send(post(changes=True)).body == b"second"
        assert len(server.requests) == 2

    @pytest.mark.parametrize("store", ["the system's", "the one of requests", "one forced upon the pool"])
    def test_no_other_store_is_used_with_ca_path(
        self, store: str, authority: Authority, stranger: Authority, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """requests 2.32.0 to 2.32.2 put a context with their own bundle in the place of the adapter's."""
        other = ssl.create_default_context(cafile=authority.path)
        if store == "the system's":
            monkeypatch.setenv("SSL_CERT_FILE", authority.path)
        elif store == "the one of requests":
            monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", authority.path)
            monkeypatch.setattr(requests.adapters, "_preloaded_ssl_context", other, raising=False)
        tls = server_tls(*authority.issue("server"))
        with (
            ScriptedServer(answering(b""), tls=tls) as server,
            transport_to(server.url, clock, retries=0, ca_path=stranger.path) as transport,
        ):
            if store == "one forced upon the pool":
                transport._adapter.poolmanager.connection_pool_kw["ssl_context"] = other
            error = failure(transport, post(changes=True))
        assert error.delivery is Delivery.NOT_SENT
        assert "ca_path" in error.message
        assert server.requests == []

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_the_systems_store_is_used_without_ca_path(
        self, host: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", authority.path)
        tls = server_tls(*authority.issue("server"))
        with (
            ScriptedServer(answering(b"ok"), tls=tls) as server,
            transport_to(server.url.replace("127.0.0.1", host)) as transport,
        ):
            assert transport.send(post(changes=True)).body == b"ok"

    def test_a_tunnel_does_not_change_whom_it_trusts(
        self, authority: Authority, stranger: Authority, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tls = server_tls(*authority.issue("tunnelled", hosts=("ips.example.com",)))

        def behave(peer: Peer) -> None:
            peer.read_head()
            peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            answering(b"ok")(Peer(tls.wrap_socket(peer.sock, server_side=True), proxy.requests))

        with ScriptedServer(behave) as proxy:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
            with transport_to("https://ips.example.com/", clock, retries=0, ca_path=stranger.path) as transport:
                assert failure(transport, post(changes=True)).delivery is Delivery.NOT_SENT
            with transport_to("https://elsewhere.example.com/", clock, retries=0, ca_path=authority.path) as transport:
                error = failure(transport, post(changes=True))
            with transport_to("https://ips.example.com/", clock, retries=0, ca_path=authority.path) as transport:
                assert transport.send(post(changes=True)).body == b"ok"
        assert error.delivery is Delivery.NOT_SENT
        assert "another host" in error.message
        assert len(proxy.requests) == 1


class TestAdvice:
    """A failed handshake names the option that would help."""

    def test_for_an_unknown_authority(self, authority: Authority, clock: FakeClock) -> None:
        tls = server_tls(*authority.issue("server"))
        with ScriptedServer(answering(b""), tls=tls) as server, transport_to(server.url, clock, retries=0) as transport:
            message = failure(transport, post()).message
        assert "as ca_path" in message
        assert "REQUESTS_CA_BUNDLE" in message

    def test_for_a_certificate_of_another_host(self, authority: Authority, clock: FakeClock) -> None:
        for hosts in (("ips.example.com",), ("192.0.2.1",)):
            tls = server_tls(*authority.issue("elsewhere", hosts=hosts))
            with ScriptedServer(answering(b""), tls=tls) as server:
                for host in ("127.0.0.1", "localhost"):
                    url = server.url.replace("127.0.0.1", host)
                    with transport_to(url, clock, retries=0, ca_path=authority.path) as transport:
                        assert "check endpoint" in failure(transport, post()).message

    def test_for_a_server_without_tls(self, clock: FakeClock) -> None:
        with ScriptedServer(lambda peer: peer.answer(b"plain")) as server:
            url = server.url.replace("http:", "https:")
            with transport_to(url, clock, retries=0) as transport:
                error = failure(transport, post(changes=True))
        assert error.delivery is Delivery.NOT_SENT
        assert "allow_http" in error.message

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    @pytest.mark.parametrize("shown", ["no certificate", "a stranger's"])
    def test_for_a_server_that_requires_a_client_certificate(
        self, version: Any, shown: str, authority: Authority, stranger: Authority, clock: FakeClock
    ) -> None:
        """It has refused the handshake, so that nothing was sent, though TLS 1.3 says so after the request only."""
        tls = server_tls(*authority.issue("server"), client_authority=authority.path)
        tls.maximum_version = tls.minimum_version = version

        def behave(peer: Peer) -> None:
            sock = tls.wrap_socket(peer.sock, server_side=True, do_handshake_on_connect=False)
            with pytest.raises(ssl.SSLError):
                sock.do_handshake()
            # Were it closed with bytes unread, a reset could overtake the alert.
            while socket.socket.recv(sock, 65536):
                pass

        options: dict[str, Any] = {"ca_path": authority.path}
        if shown == "a stranger's":
            options["client_cert"], options["client_key"] = stranger.issue("client")
        with ScriptedServer(behave) as server:
            url = server.url.replace("http:", "https:")
            with transport_to(url, clock, retries=0, **options) as transport:
                error = failure(transport, post(changes=True))
        assert "client_cert" in error.message
        assert error.delivery is Delivery.NOT_SENT
