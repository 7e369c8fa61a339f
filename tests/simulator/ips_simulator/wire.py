# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection to one client, and every way of treating it badly."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
from collections.abc import Mapping
from io import BufferedIOBase

from .http_messages import Encoded

_NO_LINGER = struct.pack("ii", 1, 0)
_LARGEST_BODY = 64 * 1024 * 1024


class BodyError(Exception):
    """A request body that cannot be read."""


class Wire:
    """One TCP connection. Once ``closed``, nothing more is read from or written to it."""

    def __init__(self, connection: socket.socket, incoming: BufferedIOBase, stopping: threading.Event) -> None:
        self._socket = connection
        self._incoming = incoming
        self._stopping = stopping
        self.closed = False

    def read_body(self, headers: Mapping[str, str]) -> bytes:
        """The body of the request whose headers these are."""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._read_chunks()
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _LARGEST_BODY:
            raise BodyError("Content-Length %r" % length)
        return self._read_exactly(int(length))

    def _read_exactly(self, length: int) -> bytes:
        content = self._incoming.read(length)
        if len(content) < length:
            raise BodyError("the body ends after %d of %d bytes" % (len(content), length))
        return content

    def _read_chunks(self) -> bytes:
        parts = []
        while True:
            try:
                size = int(self._incoming.readline(100).split(b";")[0], 16)
            except ValueError:
                raise BodyError("a chunk without a size") from None
            if size:
                parts.append(self._read_exactly(size))
            self._incoming.readline(100)
            if not size:
                return b"".join(parts)

    def send(self, content: bytes) -> None:
        """Send bytes; a client that has gone away is no error."""
        try:
            self._socket.sendall(content)
        except OSError:
            self.closed = True

    def pause(self, seconds: float) -> None:
        """Do nothing for a while, but no longer than the server runs."""
        self._stopping.wait(seconds)

    def close(self) -> None:
        """Close the connection in the orderly way."""
        self.closed = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """Close the connection with a TCP reset."""
        self.closed = True
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        # Closing the socket object would wait for the file objects made from it, and shut down in the orderly way.
        os.close(self._socket.detach())

    def send_whole(self, answer: Encoded) -> None:
        self.send(answer.head + answer.body)

    def drip(self, answer: Encoded, interval: float, whole: bool) -> None:
        """Send an answer byte by byte, its head included if ``whole``."""
        slow = answer.head + answer.body if whole else answer.body
        if not whole:
            self.send(answer.head)
        for byte in slow:
            if self.closed or self._stopping.is_set():
                return
            self.send(bytes([byte]))
            self.pause(interval)
