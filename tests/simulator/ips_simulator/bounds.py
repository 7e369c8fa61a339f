# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits of what clients can use of the machine that the simulator runs on."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

_MIB = 1024 * 1024
_SMALL = 64 * 1024
_LEAST_STALL = 1.0


@dataclass(frozen=True)
class Bounds:
    """``idle`` and ``stalled`` are seconds without a byte read or written, ``unsent`` bytes of answers in memory."""

    connections: int = 500
    idle: float = 300.0
    stalled: float = 20.0
    unsent: int = 64 * _MIB


def notice(text: str) -> None:
    """Write one line that says which limit acts."""
    print("IPS simulator: %s" % text, file=sys.stderr, flush=True)


class Reader(Protocol):
    """A client that is sent an answer; ``progress`` is the monotonic time at which it last took some of it."""

    progress: float

    def cut_off(self, reason: str) -> None:
        """Close the connection, from another thread."""


class Outbox:
    """The answers that clients have not read yet. If they use too much memory, the slowest client is disconnected."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._unsent: dict[Reader, int] = {}
        self._changed = threading.Condition()

    @contextmanager
    def sending(self, reader: Reader, size: int) -> Iterator[None]:
        """Count an answer while it is sent. Small ones count nothing, so that they never wait for room."""
        if size <= _SMALL:
            yield
            return
        with self._changed:
            self._make_room(size)
            self._unsent[reader] = size
        try:
            yield
        finally:
            with self._changed:
                self._unsent.pop(reader, None)
                self._changed.notify_all()

    def _make_room(self, size: int) -> None:
        while self._unsent and sum(self._unsent.values()) + size > self._most:
            slowest = min(self._unsent, key=lambda reader: reader.progress)
            stalled = time.monotonic() - slowest.progress
            if stalled < _LEAST_STALL:
                self._changed.wait(_LEAST_STALL - stalled)
                continue
            del self._unsent[slowest]
            slowest.cut_off(
                "unread answers exceed %d MiB, and it has read nothing for the longest time" % (self._most // _MIB)
            )
