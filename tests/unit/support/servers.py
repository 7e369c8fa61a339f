# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers on loopback that behave, and misbehave, byte by byte."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from dataclasses import dataclass
from typing import Any, Callable

Behaviour = Callable[["Peer"], None]


@dataclass
class Request:
    """What a server read of one request; header names are in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, requests: list[Request]) -> None:
        self.sock = sock
        self._requests = requests
        self._buffer = b""

    def read_head(self) -> Request:
        """Read a request up to its body."""
        while b"\r\n\r\n" not in self._buffer:
            self._receive()
        head, _blank, self._buffer = self._buffer.partition(b"\r\n\r\n")
        line, *rest = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (entry.partition(":") for entry in rest)}
        return Request(line, headers, b"")

    @property
    def read_ahead(self) -> int:
        """Bytes of the body that came with the head."""
        return len(self._buffer)

    def read(self) -> Request:
        """Read a whole request and take note of it."""
        request = self.read_head()
        length = int(request.headers.get("content-length", 0))
        while len(self._buffer) < length:
            self._receive()
        request.body, self._buffer = self._buffer[:length], self._buffer[length:]
        self._requests.append(request)
        return request

    def _receive(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the client has gone")
        self._buffer += data

    def answer(self, body: bytes = b"", status: str = "200 OK", **headers: str) -> None:
        """Send a whole answer; a header's underscores become hyphens."""
        named = {"Content-Length": str(len(body)), **{name.replace("_", "-"): text for name, text in headers.items()}}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {text}" for name, text in named.items()), "", ""]
        self.send("\r\n".join(lines).encode() + body)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def reset(self) -> None:
        """Close the connection so that the client sees a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class ScriptedServer:
    """A server on 127.0.0.1; each connection is dealt with by the next behaviour, the last of which stays.

    :param tls: the server's context, for https.
    """

    def __init__(self, *behaviours: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self._behaviours = list(behaviours)
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._peers: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[Request] = []
        self.connections = 0

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/service"

    def __enter__(self) -> ScriptedServer:
        self._start(self._accept)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._peers):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join()

    def wait(self, seconds: float) -> bool:
        """Let time pass in a behaviour; true when the test is over."""
        return self._ended.wait(seconds)

    def _start(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _address = self._listener.accept()
            except OSError:
                return
            behaviour = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
            self.connections += 1
            self._start(self._serve, sock, behaviour)

    def _serve(self, sock: socket.socket, behaviour: Behaviour) -> None:
        try:
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            self._peers.append(sock)
            behaviour(Peer(sock, self.requests))
        except OSError:
            pass
        finally:
            sock.close()


def answering(*bodies: bytes, **headers: str) -> Behaviour:
    """Answers one request after the other on one connection, the last body again and again."""

    def behave(peer: Peer) -> None:
        left = list(bodies) or [b""]
        while True:
            peer.read()
            peer.answer(left.pop(0) if len(left) > 1 else left[0], **headers)

    return behave


def server_tls(cert: str, key: str, client_authority: str | None = None) -> ssl.SSLContext:
    """A server's TLS context; with an authority it asks for a client certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    if client_authority:
        context.load_verify_locations(client_authority)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def closed_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
