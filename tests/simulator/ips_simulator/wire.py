# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection to one client, and every way of treating it badly."""

from __future__ import annotations

import contextlib
import math
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from io import BufferedIOBase

from .bounds import Bounds, Outbox, notice
from .http_messages import Encoded, MalformedRequest

_NO_LINGER = struct.pack("ii", 1, 0)
_LARGEST_BODY = 64 * 1024 * 1024
_PIECE = 1024 * 1024
_LENGTH = re.compile("[0-9]{1,18}")
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,15})\s*(;.*)?")
_LONGEST_LINE = 4096
_MOST_TRAILERS = 100
_SECONDS_TO_LISTEN = 2.0


class Wire:
    """One TCP connection. Once ``closed``, nothing more is read from or written to it."""

    def __init__(
        self,
        number: int,
        connection: socket.socket,
        incoming: BufferedIOBase,
        stopping: threading.Event,
        bounds: Bounds,
        outbox: Outbox,
    ) -> None:
        self.number = number
        self._socket = connection
        self._incoming = incoming
        self._stopping = stopping
        self._bounds = bounds
        self._outbox = outbox
        self.progress = time.monotonic()
        self.closed = False

    def read_body(self, headers: Mapping[str, str]) -> bytes:
        """The body of the request whose headers these are; MalformedRequest if it has none that makes sense."""
        return b"".join(self.pieces(headers, _LARGEST_BODY))

    def pieces(self, headers: Mapping[str, str], largest: float = math.inf) -> Iterator[bytes]:
        """The body of a request as it comes, in pieces of 1 MiB at most; MalformedRequest as with ``read_body``."""
        encoding = headers.get("transfer-encoding")
        if encoding is None:
            length = headers.get("content-length", "0")
            if _LENGTH.fullmatch(length) is None:
                raise MalformedRequest("Content-Length %r" % length)
            yield from self._pieces_of(_allowed(int(length), largest))
        elif encoding.strip().lower() == "chunked":
            yield from self._chunked_pieces(largest)
        else:
            raise MalformedRequest("Transfer-Encoding %r" % encoding, 501)

    def skip(self, headers: Mapping[str, str], count: int) -> None:
        """Read the first ``count`` bytes of a body that says how long it is, or all of it where that is less."""
        length = headers.get("content-length", "")
        for _piece in self._pieces_of(min(count, int(length)) if _LENGTH.fullmatch(length) else 0):
            pass

    def _pieces_of(self, length: int) -> Iterator[bytes]:
        for start in range(0, length, _PIECE):
            yield self._read_exactly(min(_PIECE, length - start))

    def _read_exactly(self, length: int) -> bytes:
        content = self._incoming.read(length)
        if len(content) < length:
            raise MalformedRequest("the body ends after %d of %d bytes" % (len(content), length))
        return content

    def _chunked_pieces(self, largest: float) -> Iterator[bytes]:
        total = 0
        while True:
            size = self._read_chunk_size()
            if not size:
                self._skip_trailers()
                return
            total = _allowed(total + size, largest)
            yield from self._pieces_of(size)
            if self._read_line():
                raise MalformedRequest("a chunk is longer than it says")

    def _read_chunk_size(self) -> int:
        line = self._read_line()
        parts = _CHUNK_SIZE.fullmatch(line)
        if parts is None:
            raise MalformedRequest("%r is not a chunk size" % line)
        return int(parts[1], 16)

    def _skip_trailers(self) -> None:
        for _unused in range(_MOST_TRAILERS):
            if not self._read_line():
                return
        raise MalformedRequest("too many trailers")

    def _read_line(self) -> bytes:
        line = self._incoming.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise MalformedRequest("the body ends within a line, or the line is too long")
        return line.rstrip(b"\r\n")

    def send(self, content: bytes) -> None:
        """Send bytes; a client that disconnected, or does not read, is not an error."""
        self.progress = time.monotonic()
        try:
            with self._outbox.sending(self, len(content)):
                self._send(memoryview(content))
        except socket.timeout:
            self.cut_off("it has read nothing for %g seconds" % self._bounds.stalled)
        except OSError:
            self.closed = True

    def _send(self, content: memoryview) -> None:
        self._socket.settimeout(self._bounds.stalled)
        while content:
            content = content[self._socket.send(content[:_PIECE]) :]
            self.progress = time.monotonic()
        self._socket.settimeout(self._bounds.idle)

    def cut_off(self, reason: str) -> None:
        """Close the connection because of what its client does or fails to do, and log it."""
        notice("connection %d is closed: %s" % (self.number, reason))
        self.close()

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

    def send_last(self, answer: Encoded) -> None:
        """Send an answer and close, although the client may not be done with its request.

        What it still sends is taken for a moment: closing at once would reset the connection, and the answer with it.
        """
        self.send_whole(answer)
        self.closed = True
        until = time.monotonic() + _SECONDS_TO_LISTEN
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(_SECONDS_TO_LISTEN)
            while time.monotonic() < until and self._socket.recv(65536):
                pass

    def send_whole(self, answer: Encoded) -> None:
        if len(answer.body) <= _PIECE:
            self.send(answer.head + answer.body)
        else:
            # Two copies of a large answer would take twice the memory while its client reads.
            self.send(answer.head)
            self.send(answer.body)

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


def _allowed(length: int, largest: float) -> int:
    if length > largest:
        raise MalformedRequest("the body has more than %d bytes" % largest, 413)
    return length
