# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a fault puts its answer on the wire, or does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Optional

from .http_messages import Encoded
from .wire import Wire

Options = Mapping[str, Any]
Delivery = Callable[[Wire, Optional[Encoded], Options], None]


def wait(wire: Wire, options: Options) -> None:
    wire.pause(options["seconds"])


def whole(wire: Wire, answer: Encoded | None, options: Options) -> None:
    assert answer is not None
    wire.send_whole(answer)


def whole_then_close(wire: Wire, answer: Encoded | None, options: Options) -> None:
    """The answer promises a connection that stays open; then it is closed."""
    whole(wire, answer, options)
    wire.close()


def close(wire: Wire, answer: Encoded | None, options: Options) -> None:
    wire.close()


def reset(wire: Wire, answer: Encoded | None, options: Options) -> None:
    wire.reset()


def hang(wire: Wire, answer: Encoded | None, options: Options) -> None:
    wire.pause(options["seconds"])
    wire.close()


def drip(wire: Wire, answer: Encoded | None, options: Options) -> None:
    assert answer is not None
    wire.drip(answer, options["interval"], whole=options["part"] == "headers")


def truncate(wire: Wire, answer: Encoded | None, options: Options) -> None:
    """The head announces the whole body, of which but a part comes."""
    assert answer is not None
    wire.send(answer.head + answer.body[: _cut(answer.body, options)])
    wire.close()


def truncate_chunked(wire: Wire, answer: Encoded | None, options: Options) -> None:
    """One chunk is announced, of which but a part comes."""
    assert answer is not None
    head = b"\r\n".join(line for line in answer.head.split(b"\r\n") if not line.startswith(b"Content-Length:"))
    head = head[:-2] + b"Transfer-Encoding: chunked\r\n\r\n"
    wire.send(head + b"%x\r\n" % len(answer.body) + answer.body[: _cut(answer.body, options)])
    wire.close()


def _cut(body: bytes, options: Options) -> int:
    size = options["bytes"]
    return len(body) // 2 if size is None else int(size)
