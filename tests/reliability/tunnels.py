# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service behind TLS and a proxy, which makes of each CONNECT what a case wants."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from ansible_collections.mediaops.dynamic_media.tests.unit.support.certificates import Authority
from ansible_collections.mediaops.dynamic_media.tests.unit.support.servers import (
    Behaviour,
    Peer,
    ScriptedServer,
    server_tls,
)

HOST = "ips.example.com"
THROUGH, REFUSED, NO_TLS = "through", "refused", "no TLS"

_ANSWERS = {
    REFUSED: b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    NO_TLS: b"HTTP/1.1 200 OK\r\n\r\nno TLS\r\n",
}


@contextmanager
def tunnels(service_url: str, kinds: Sequence[str], folder: Path) -> Iterator[dict[str, str]]:
    """The options for a service that is reached through a proxy, which the environment names.

    :param kinds: what becomes of each CONNECT, the last of which stays.
    :param folder: for certificates.
    """
    authority = Authority(folder)
    tls = server_tls(*authority.issue("service", hosts=(HOST,)))
    service = urlsplit(service_url)
    behaviours = [_through(service.port or 0, tls) if kind == THROUGH else _answering(kind) for kind in kinds]
    with ScriptedServer(*behaviours) as proxy, patch.dict("os.environ", no_proxy=""):
        os.environ["https_proxy"] = f"http://127.0.0.1:{proxy.port}"
        yield {"endpoint": f"https://{HOST}{service.path}", "ca_path": authority.path}


def _answering(kind: str) -> Behaviour:
    def behave(peer: Peer) -> None:
        peer.read_head()
        peer.send(_ANSWERS[kind])

    return behave


def _through(port: int, tls: ssl.SSLContext) -> Behaviour:
    """Opens the tunnel, at the end of which the service speaks TLS."""

    def behave(peer: Peer) -> None:
        peer.read_head()
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        near = tls.wrap_socket(peer.sock, server_side=True)
        with near, socket.create_connection(("127.0.0.1", port)) as far:
            back = threading.Thread(target=_copy, args=(far, near), daemon=True)
            back.start()
            _copy(near, far)
            back.join()

    return behave


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        for data in iter(lambda: source.recv(65536), b""):
            target.sendall(data)
    for sock in (source, target):
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
