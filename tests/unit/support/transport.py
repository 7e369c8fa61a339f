# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real transport, for tests against servers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Connection, Credentials
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import Clock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import (
    ExchangeCounters,
    HttpTransport,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.wire import Post


def post(changes: bool = False, body: Any = b"<x/>", timeout: float = 20.0, **fields: Any) -> Post:
    return Post("getX", {"Content-Type": "text/xml"}, body, changes, timeout, **fields)


@contextmanager
def transport_to(url: str, clock: Clock | None = None, **fields: Any) -> Iterator[HttpTransport]:
    connection = Connection(url, Credentials("u", "p"), **fields)
    transport = HttpTransport(connection, clock or Clock(), ExchangeCounters())
    try:
        yield transport
    finally:
        transport.close()


def counters_of(transport: HttpTransport) -> ExchangeCounters:
    return transport._counters


def failure(transport: HttpTransport, request: Post) -> TransportError:
    with pytest.raises(TransportError) as caught:
        transport.send(request)
    assert caught.value.operation == "getX"
    return caught.value
