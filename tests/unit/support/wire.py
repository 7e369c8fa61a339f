# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wire that answers by a script, and remembers what went over it."""

from __future__ import annotations

import email.policy
from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime
from functools import cached_property
from typing import Any, Callable, Union, cast

from lxml import etree

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.client import IpsClient
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Connection, Credentials
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import ExchangeCounters, Response
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.versions import VERSIONS
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.wire import Post
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.notes import STOPPED, Note, Noted
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock

Answer = Union[bytes, Response, Exception, BaseException]
Step = Union[Answer, Callable[[dict[str, Any]], Answer]]


class ScriptedTransport:
    """Answers each operation by its own list of steps, the last of which stays.

    A step is an envelope's bytes (HTTP 200, or 500 for a fault), a whole :class:`Response`, an exception to raise, or a
    function of the request's fields that returns one of these.

    :param clock: gives the ``Date`` of the answers.
    :param skew: seconds by which the service's clock is ahead.
    :param latency: seconds that each exchange takes.
    """

    def __init__(self, clock: FakeClock | None = None, skew: float = 0.0, latency: float = 0.0) -> None:
        self.clock = clock or FakeClock()
        self.skew = skew
        self.latency = latency
        self.posts: list[Post] = []
        self.counters = ExchangeCounters()
        self.closed = False
        self.addresses: list[str] = []
        self.sent_at: float | None = None
        self._steps: dict[str, list[Step]] = {}

    def on(self, operation: str, *steps: Step) -> ScriptedTransport:
        """Answer the operation by these steps, in place of those that it had."""
        self._steps[operation] = list(steps)
        return self

    def send(self, post: Post) -> Response:
        post.ready()
        post = post._replace(body=b"".join(post.body) if not isinstance(post.body, bytes) else post.body)
        self.posts.append(post)
        self.counters.requests += 1
        self.sent_at = self.clock.monotonic()
        self.clock.pass_time(self.latency)
        steps = self._steps.get(post.operation)
        assert steps, f"the script has no answer to {post.operation}"
        step = steps.pop(0) if len(steps) > 1 else steps[0]
        result = step(fields_of(post)) if callable(step) else step
        if isinstance(result, BaseException):
            raise result
        if isinstance(result, bytes):
            result = Response(500 if b":Fault>" in result else 200, {"content-type": "text/xml; charset=UTF-8"}, result)
        return Response(result.status, {"date": self.date(), **result.headers}, result.body)

    def date(self) -> str:
        """The service's time as an HTTP header."""
        return format_datetime(self.clock.now() + timedelta(seconds=self.skew), usegmt=True)

    def to(self, connection: Connection) -> ScriptedTransport:
        self.addresses.append(connection.endpoint)
        return self

    def close(self) -> None:
        self.closed = True

    @property
    def operations(self) -> list[str]:
        """The operations that were asked for, in order."""
        return [post.operation for post in self.posts]

    def count(self, operation: str) -> int:
        return self.operations.count(operation)

    def requests(self, operation: str) -> list[dict[str, Any]]:
        """The fields of each request of the operation."""
        return [fields_of(post) for post in self.posts if post.operation == operation]

    def connect(self, connection: Connection, clock: Any = None) -> IpsClient:
        """A client over this wire: what ``IpsClient.connect`` is for a real one."""
        self.connection = connection
        return IpsClient(connection, self, self.clock, self.counters)


def fields_of(post: Post) -> dict[str, Any]:
    """A request's fields as plain data, in the order in which they were sent."""
    assert isinstance(post.body, bytes)
    if post.operation == "uploadPost":
        parts = form_of(post)
        return {**_plain(etree.fromstring(parts["uploadParams"])), "files": parts["files"]}
    body = etree.fromstring(post.body)[-1]
    return _plain(body[0]) or {}


def form_of(post: Post) -> dict[str, Any]:
    """A form's documents, by the names of their parts, and its ``files``: contents by name."""
    head = f"Content-Type: {post.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + cast(bytes, post.body), policy=email.policy.HTTP)
    form: dict[str, Any] = {"files": {}}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename() is None:
            form[str(name)] = part.get_payload(decode=True)
        else:
            form["files"][part.get_filename()] = part.get_payload(decode=True)
    return form


def _plain(element: Any) -> Any:
    if not len(element):
        return element.text
    children = [(etree.QName(child).localname, _plain(child)) for child in element]
    if {name for name, _value in children} == {"items"}:
        return [value for _name, value in children]
    return dict(children)


def connection(version: str = envelopes.CURRENT, **fields: Any) -> Connection:
    """A connection to a service that nobody listens for."""
    fields.setdefault("credentials", Credentials(envelopes.USER, envelopes.PASSWORD))
    return Connection(endpoint="https://ips.example.com/service", version=VERSIONS[version], **fields)


def client(transport: ScriptedTransport, version: str = envelopes.CURRENT, **fields: Any) -> IpsClient:
    """A client over a scripted wire."""
    return transport.connect(connection(version, **fields))


class OpenLock:
    """A lock that is free; it remembers the keys that were held, and keeps the notes of all in one place.

    ``stops`` is that of the runs that were stopped.
    """

    def __init__(self, *notes: Note) -> None:
        self.keys: list[tuple[str, ...]] = []
        self.held = False
        self.notes = tuple(notes)
        self.warnings: tuple[str, ...] = ()
        self.data: dict[str, Any] = {}

    @cached_property
    def stops(self) -> OpenLock:
        return OpenLock()

    def hold(self, key: Any, deadline: Any) -> OpenLock:
        if STOPPED in key:
            return self.stops
        self.keys.append(tuple(key))
        return self

    def peek(self, key: Any) -> Noted:
        lock = self.stops if STOPPED in key else self
        return Noted(lock.notes, saved=lock.data)

    def add(self, note: Note) -> None:
        self.notes += (note,)

    def remove(self, note: Note) -> None:
        self.notes = tuple(kept for kept in self.notes if kept.id != note.id)

    def load(self) -> dict[str, Any]:
        return dict(self.data)

    def save(self, data: Mapping[str, Any]) -> str:
        self.data = dict(data)
        return "/the/state.json"

    def __enter__(self) -> OpenLock:
        self.held = True
        return self

    def __exit__(self, *_exc: object) -> None:
        self.held = False


CONNECTION_PARAMS: Mapping[str, Any] = {
    "endpoint": "https://ips.example.com/service",
    "username": envelopes.USER,
    "password": envelopes.PASSWORD,
}
