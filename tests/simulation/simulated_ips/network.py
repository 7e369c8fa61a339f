# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network that loses, delays and garbles messages at any point of an exchange, and records what it did."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Connection
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    Delivery,
    IpsError,
    TransportError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import (
    ExchangeCounters,
    HttpTransport,
    Post,
    Response,
)
from simulated_ips.dice import Dice
from simulated_ips.service import Call, Reply, Service, View
from simulated_ips.soap_text import envelope, fault, http_date, read_request
from simulated_ips.timeline import NEVER, Runaway, SimulatedClock, TaskLock, Timeline

USERNAME = "user@example.com"
PASSWORD = "pass&<word>'7é"

MAX_EXCHANGES = 4000
"""The number of exchanges after which a task counts as one that does not end."""

TRIGGERS = ("executeJob", "submitJob")

CHANGES = (*TRIGGERS, "stopJob")


class Fate(Enum):
    """What happens to an exchange. If the name says *acted*, the service acts before the failure."""

    FINE = "answered"
    UNSENT = "not sent"
    LOST = "lost on the way there"
    LOST_ANSWER = "acted, answer lost"
    HANGS = "hangs, not acted"
    HANGS_ACTED = "acted, then hangs"
    HANGS_ACTS_LATER = "hangs, acts later"
    PAGE = "an error page"
    PAGE_ACTED = "acted, an error page"
    BUSY = "429 or 503, asks to wait"
    FORBIDDEN = "a 4xx page"
    REDIRECT = "a redirect"
    LOGIN_PAGE = "200 and a login page"
    LOGIN_PAGE_ACTED = "acted, 200 and a login page"
    EMPTY = "an empty 200"
    EMPTY_ACTED = "acted, an empty 200"
    CUT = "cut XML"
    CUT_ACTED = "acted, cut XML"
    STRANGE = "SOAP that makes no sense"
    STRANGE_ACTED = "acted, SOAP that makes no sense"
    CLIENT_FAULT = "a Client fault"
    SERVER_FAULT = "a Server fault"
    SERVER_FAULT_ACTED = "acted, a Server fault"
    ACCESS_FAULT = "an authentication or authorization fault"
    EMPTY_BODY = "acted, an empty Body"
    ACCEPTED = "acted, an empty 202"


ACTED = frozenset(fate for fate in Fate if fate.name.endswith("_ACTED")) | {
    Fate.FINE,
    Fate.LOST_ANSWER,
    Fate.EMPTY_BODY,
    Fate.ACCEPTED,
}

READ_TROUBLES: list[tuple[float, Fate]] = [
    (3, Fate.UNSENT),
    (3, Fate.LOST),
    (2, Fate.HANGS),
    (3, Fate.PAGE),
    (2, Fate.BUSY),
    (0.5, Fate.FORBIDDEN),
    (0.3, Fate.REDIRECT),
    (1, Fate.LOGIN_PAGE),
    (1, Fate.EMPTY),
    (1, Fate.CUT),
    (1, Fate.STRANGE),
    (0.5, Fate.CLIENT_FAULT),
    (1, Fate.SERVER_FAULT),
    (1.5, Fate.ACCESS_FAULT),
]

CHANGE_TROUBLES: list[tuple[float, Fate]] = [
    (3, Fate.UNSENT),
    (2, Fate.LOST),
    (3, Fate.LOST_ANSWER),
    (1, Fate.HANGS),
    (2, Fate.HANGS_ACTED),
    (1, Fate.HANGS_ACTS_LATER),
    (1, Fate.PAGE),
    (2, Fate.PAGE_ACTED),
    (1, Fate.BUSY),
    (0.5, Fate.FORBIDDEN),
    (0.5, Fate.REDIRECT),
    (0.5, Fate.LOGIN_PAGE),
    (1, Fate.LOGIN_PAGE_ACTED),
    (0.5, Fate.EMPTY),
    (1, Fate.EMPTY_ACTED),
    (0.5, Fate.CUT),
    (1, Fate.CUT_ACTED),
    (0.5, Fate.STRANGE),
    (1, Fate.STRANGE_ACTED),
    (1, Fate.CLIENT_FAULT),
    (1.5, Fate.SERVER_FAULT),
    (3, Fate.SERVER_FAULT_ACTED),
    (1, Fate.ACCESS_FAULT),
    (0.5, Fate.EMPTY_BODY),
    (0.5, Fate.ACCEPTED),
]

GATEWAY_PAGES = {Fate.PAGE: (500, 502, 503, 504), Fate.FORBIDDEN: (400, 403, 404), Fate.LOGIN_PAGE: (200,)}

FAULTS = (Fate.CLIENT_FAULT, Fate.SERVER_FAULT, Fate.ACCESS_FAULT)

QUIET_SUCCESSES = (Fate.EMPTY_BODY, Fate.ACCEPTED)

BY_THE_SERVICE = (Fate.FINE, Fate.STRANGE, Fate.STRANGE_ACTED, Fate.SERVER_FAULT_ACTED, *FAULTS, *QUIET_SUCCESSES)
"""The answers that show the service's clock."""

OUTAGES = (Fate.UNSENT, Fate.LOST, Fate.HANGS, Fate.PAGE, Fate.BUSY, Fate.LOGIN_PAGE, Fate.ACCESS_FAULT)


@dataclass(frozen=True)
class Weather:
    """How bad a network is.

    :param trouble: the probability that an exchange fails.
    :param trigger_trouble: the same for a trigger.
    :param slowest: the maximum seconds in one direction; with 0 no time passes.
    :param outages: when every exchange fails, and how.
    :param gateway_ahead: seconds by which the clock of the gateway, which sends error pages, is ahead.
    :param busy: the probability that the answer to a poll is a Retry-After.
    """

    trouble: float = 0.0
    trigger_trouble: float = 0.0
    slowest: float = 0.05
    outages: tuple[tuple[float, float, Fate], ...] = ()
    gateway_ahead: float = 0.0
    busy: float = 0.0


INSTANT = Weather(slowest=0.0)

FAIR = Weather()


@dataclass
class Exchange:
    """What happened to one request.

    :param is_poll: whether it is a poll, which is not retried.
    :param locked_since: since when the task has held the job's lock; NEVER if it does not.
    :param view: what the answer showed about runs, if it arrived complete.
    :param acted: whether the service acted.
    :param retry_after: seconds that the answer asks to wait.
    """

    operation: str
    began: float
    is_poll: bool
    timeout: float
    fate: Fate = Fate.FINE
    ended: float = NEVER
    reached_at: float = NEVER
    acted: bool = False
    faulted: bool = False
    retry_after: float = 0.0
    view: View | None = None
    locked_since: float = NEVER
    fields: dict[str, str] = field(default_factory=dict)


class Network:
    """The network between one task and the service.

    :param task: its number.
    :param lock: the lock that the task uses.
    """

    def __init__(
        self, service: Service, timeline: Timeline, weather: Weather, dice: Dice, task: int, lock: TaskLock
    ) -> None:
        self.service = service
        self.timeline = timeline
        self.weather = weather
        self.dice = dice
        self.task = task
        self.lock = lock

    def fate(self, operation: str, is_poll: bool) -> Fate:
        """What happens to the next exchange."""
        now = self.timeline.now
        for start, end, fate in self.weather.outages:
            if start <= now < end:
                return fate
        if is_poll and self.weather.busy and self.dice.chance(self.weather.busy):
            return Fate.BUSY
        is_change = operation in CHANGES
        trouble = self.weather.trigger_trouble if operation in TRIGGERS else self.weather.trouble
        if trouble and self.dice.chance(trouble):
            return self.dice.weighted(CHANGE_TROUBLES if is_change else READ_TROUBLES)
        return Fate.FINE

    def way(self) -> float:
        """Seconds that a message takes in one direction."""
        slowest = self.weather.slowest
        if not slowest:
            return 0.0
        if slowest <= 0.05 or self.dice.chance(0.5):
            return self.dice.between(0.005, slowest)
        return self.dice.spread(0.005, slowest)


class SimulatedTransport(HttpTransport):
    """The collection's own transport, with its retries of unsent requests, over the simulated network.

    :param exchanges: is filled with a record of each request.
    """

    def __init__(
        self,
        connection: Connection,
        clock: SimulatedClock,
        counters: ExchangeCounters,
        network: Network,
        exchanges: list[Exchange],
    ) -> None:
        super().__init__(connection, clock, counters)
        self._service_connection = connection
        self._sleeper = clock
        self._network = network
        self._exchanges = exchanges

    def _send_once(self, post: Post) -> Response:
        self._counters.requests += 1
        now = self._network.timeline.now
        exchange = Exchange(post.operation, now, not post.retry_unsent, post.timeout)
        exchange.locked_since = self._network.lock.held_since if self._network.lock.held else NEVER
        self._exchanges.append(exchange)
        if len(self._exchanges) > MAX_EXCHANGES:
            raise Runaway("a task asks without end")
        exchange.fate = self._network.fate(post.operation, exchange.is_poll)
        try:
            return self._carry(post, exchange)
        finally:
            exchange.ended = self._network.timeline.now

    def _carry(self, post: Post, exchange: Exchange) -> Response:
        network, fate = self._network, exchange.fate
        there, back = network.way(), network.way()
        if fate is Fate.UNSENT:
            self._sleeper.sleep(min(there, post.timeout))
            raise TransportError("nothing was sent: refused.", Delivery.NOT_SENT, post.operation)
        self._get_ready(post, exchange)
        self.sent_at = network.timeline.now
        call = self._call(post, fate)
        exchange.fields = call.fields
        if fate is Fate.HANGS_ACTS_LATER or there >= post.timeout:
            delay = there if there >= post.timeout else post.timeout + network.dice.spread(0.5, 60)
            if post.changes:
                exchange.reached_at = exchange.began + delay
                network.service.at(exchange.reached_at, lambda at: self._act(call, exchange, at))
            self._hang(exchange)
        if there:
            self._sleeper.sleep(there)
        reply = self._act(call, exchange, network.timeline.now) if fate in ACTED else None
        exchange.reached_at = network.timeline.now
        if fate in (Fate.HANGS, Fate.HANGS_ACTED) or there + back >= post.timeout:
            self._hang(exchange)
        if back:
            self._sleeper.sleep(back)
        if fate in (Fate.LOST, Fate.LOST_ANSWER):
            raise TransportError("broken off: reset.", Delivery.UNKNOWN, post.operation)
        if reply is not None and (fate is Fate.FINE or (reply.is_fault and fate in QUIET_SUCCESSES)):
            exchange.view, exchange.faulted = reply.view, reply.is_fault
            return self._page(500 if reply.is_fault else 200, reply.body, exchange.reached_at)
        return self._trouble(post, exchange)

    def _get_ready(self, post: Post, exchange: Exchange) -> None:
        """Check whether the request may still be sent."""
        try:
            post.ready()
        except IpsError:
            exchange.fate = Fate.UNSENT
            raise

    def _call(self, post: Post, fate: Fate) -> Call:
        version = self._service_connection.version.name
        self._check_access(post)
        fields = read_request(post.operation, version, post.body)
        return Call(post.operation, version, fields, self._network.task, prompt=fate is Fate.SERVER_FAULT_ACTED)

    def _check_access(self, post: Post) -> None:
        if self._service_connection.credentials.http_basic:
            assert post.headers["Authorization"] == "Basic " + basic_token()
        else:
            assert USERNAME.encode() in post.body

    def _act(self, call: Call, exchange: Exchange, now: float) -> Reply:
        reply = self._network.service.handle(call, now)
        exchange.acted = reply.acted
        return reply

    def _hang(self, exchange: Exchange) -> None:
        self._sleeper.sleep(exchange.began + exchange.timeout - self._network.timeline.now)
        raise TransportError("broken off: it took too long.", Delivery.UNKNOWN, exchange.operation)

    def _page(
        self, status: int, body: bytes, at: float, headers: Mapping[str, str] | None = None, by_gateway: bool = False
    ) -> Response:
        network = self._network
        wall = at + network.weather.gateway_ahead if by_gateway else network.service.wall(at)
        return Response(status, {"date": http_date(wall), "content-type": "text/xml", **(headers or {})}, body)

    def _trouble(self, post: Post, exchange: Exchange) -> Response:
        """What arrives instead of an answer."""
        dice, at = self._network.dice, exchange.reached_at
        fate = Fate[exchange.fate.name.replace("_ACTED", "")]
        echo = dice.pick(["", PASSWORD, basic_token()])
        html = f"<html><body>Sorry {echo}</body></html>".encode()
        if fate is Fate.BUSY:
            return self._busy(exchange, html, at)
        if fate is Fate.REDIRECT:
            return self._page(302, b"", at, {"location": f"https://sso.example.com/?{echo}"}, by_gateway=True)
        if fate in GATEWAY_PAGES:
            return self._page(dice.pick(GATEWAY_PAGES[fate]), html, at, by_gateway=True)
        if fate in FAULTS:
            exchange.faulted = True
            return self._page(dice.pick([500, 200]), _fault(fate, echo, dice), at)
        return self._page(202 if fate is Fate.ACCEPTED else 200, _no_answer(fate, post.operation, dice), at)

    def _busy(self, exchange: Exchange, html: bytes, at: float) -> Response:
        dice, network = self._network.dice, self._network
        seconds = dice.pick([0, 1, 5, 20, 59, 61, 600])
        wall = at + network.weather.gateway_ahead
        retry_after = dice.pick([str(seconds), http_date(wall + seconds), "soon"])
        exchange.retry_after = 0.0 if retry_after == "soon" else seconds
        return self._page(dice.pick([429, 503]), html, at, {"retry-after": retry_after}, by_gateway=True)


def basic_token() -> str:
    """User and password in the form of HTTP Basic."""
    return base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()


def _fault(fate: Fate, echo: str, dice: Dice) -> bytes:
    if fate is Fate.ACCESS_FAULT:
        code = dice.pick([10001, 10002, 20003])
        return fault("authenticationFault" if code < 20000 else "authorizationFault", code, f"Not you {echo}")
    if fate is Fate.CLIENT_FAULT:
        return fault("ipsApiFault", dice.pick([30001, 30002]), f"No {echo}")
    return fault("ipsApiFault", 30000, f"It broke {echo}", side=dice.pick(["Server", "Server", "Client"]))


def _no_answer(fate: Fate, operation: str, dice: Dice) -> bytes:
    """The body of an answer that does not belong to this request."""
    if fate is Fate.CUT:
        return envelope("<x>")[: dice.whole(1, 80)]
    if fate is Fate.STRANGE:
        return _strange(operation, dice)
    return envelope("") if fate is Fate.EMPTY_BODY else b""


def _strange(operation: str, dice: Dice) -> bytes:
    """A well-formed answer that cannot belong to this request."""
    other = f"<{operation}Result/>"
    array = "jobLogArray" if "Log" in operation else "jobArray"
    broken = f"<{operation}Return><{array}><items><jobHandle/></items></{array}></{operation}Return>"
    is_read = operation.startswith("get")
    bodies = [envelope(other), b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<rss/>"]
    return dice.pick([*bodies, envelope(broken)] if is_read else bodies)
