# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault that is injected, and what must come of it: the rows of docs/reliability.md, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tunnels import NO_TLS, REFUSED, THROUGH

NEIGHBOUR = "My Test Job_2"
"""A job whose runs have names like those of the job that is run."""

TRIGGER = "the trigger"
"""Stands for executeJob or submitJob, whichever the case is run with."""


@dataclass(frozen=True)
class Expected:
    """What the task reports.

    :param seen: how many triggers reached the service, whether it acted on them or not.
    :param acted: how many of them it acted on.
    """

    seen: int
    acted: int
    changed: bool
    delivery: str
    status: str
    kind: str | None = None


CONFIRMED = Expected(1, 1, True, "confirmed", "succeeded")
RECONCILED = Expected(1, 1, True, "reconciled", "succeeded")


def unknown(kind: str) -> Expected:
    """Sent, and nothing shows what became of it."""
    return Expected(1, 0, True, "unknown", "unknown", kind)


def refused(kind: str) -> Expected:
    """The service said no."""
    return Expected(1, 0, False, "refused", "not_run", kind)


def never_sent(kind: str) -> Expected:
    """It failed before the trigger."""
    return Expected(0, 0, False, "not_sent", "not_run", kind)


@dataclass(frozen=True)
class Case:
    """One row.

    :param injected: in words.
    :param faults: orders to the simulator; TRIGGER as operation is filled in.
    :param when: before or after the service acted, where that is a question.
    :param behaviour: of the job's runs.
    :param clock: the simulator's offset in seconds.
    :param job_clock: what is odd about the clock of the machine that runs the job.
    :param again: whether the task is run a second time, whose result is then the one compared.
    :param options: of the task, besides the defaults.
    :param tunnels: what a proxy makes of each CONNECT, the last of which stays; without any there is no proxy.
    """

    injected: str
    expected: Expected
    faults: tuple[dict[str, Any], ...] = ()
    when: str = ""
    behaviour: dict[str, Any] = field(default_factory=dict)
    clock: float = 0
    job_clock: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    tunnels: tuple[str, ...] = ()

    @property
    def operation(self) -> str:
        """What the fault hits."""
        if self.tunnels:
            return TRIGGER if self.faults else "*"
        return str(self.faults[0]["operation"]) if self.faults else ""


def at_trigger(injected: str, when: str, expected: Expected, kind: str, **options: Any) -> Case:
    """A fault that hits the trigger."""
    order = {"kind": kind, "operation": TRIGGER, **options}
    return Case(injected, expected, (order,), when)


def at_read(injected: str, expected: Expected, operation: str, kind: str, **options: Any) -> Case:
    """A fault that hits a read."""
    return Case(injected, expected, ({"kind": kind, "operation": operation, **options},))


def new_tunnel(injected: str, expected: Expected, *kinds: str, **options: Any) -> Case:
    """The trigger needs a new tunnel, of which the proxy makes what the kinds say."""
    closed = {"kind": "close_idle", "operation": "getJobLogs"}
    return Case(injected, expected, (closed,), options=options, tunnels=(THROUGH, *kinds))


BEFORE, AFTER = "before", "after"

DELIVERY_CASES = [
    Case("nothing", CONFIRMED),
    at_trigger("connection closed after the headers, before the body", BEFORE, CONFIRMED, "refuse_headers"),
    at_trigger("connection closed without an answer", BEFORE, unknown("transport"), "drop_before"),
    at_trigger("connection closed without an answer", AFTER, RECONCILED, "drop_after"),
    at_trigger("connection reset", BEFORE, unknown("transport"), "reset_before"),
    at_trigger("connection reset", AFTER, RECONCILED, "reset_after"),
    at_trigger("no answer until request_timeout", BEFORE, unknown("transport"), "hang_before", seconds=3),
    at_trigger("no answer until request_timeout", AFTER, RECONCILED, "hang_after", seconds=3),
    at_trigger("headers that drip", AFTER, RECONCILED, "drip", part="headers", interval=0.05),
    at_trigger("a body that drips", AFTER, RECONCILED, "drip", part="body", interval=0.05),
    at_trigger("a body cut short", AFTER, RECONCILED, "truncate"),
    at_trigger("a chunked body cut short", AFTER, RECONCILED, "truncate_chunked"),
    at_trigger("HTTP 500 without SOAP", BEFORE, unknown("protocol"), "status", status=500, body="oops"),
    at_trigger("HTTP 500 without SOAP", AFTER, RECONCILED, "status", status=500, body="oops", act=True),
    at_trigger("HTTP 503", BEFORE, unknown("protocol"), "status", status=503),
    at_trigger("HTTP 503", AFTER, RECONCILED, "status", status=503, act=True),
    at_trigger("HTTP 403 page", BEFORE, refused("protocol"), "status", status=403, body="forbidden"),
    at_trigger("HTTP 404 page", BEFORE, refused("protocol"), "status", status=404, body="not here"),
    at_trigger("HTTP 429", BEFORE, refused("protocol"), "status", status=429),
    at_trigger("redirect 302", BEFORE, refused("protocol"), "redirect", status=302),
    at_trigger("redirect 307", BEFORE, refused("protocol"), "redirect", status=307),
    at_trigger("login page with HTTP 200", BEFORE, unknown("protocol"), "login_page"),
    at_trigger("random bytes with HTTP 200", AFTER, RECONCILED, "garbage"),
    at_trigger("empty HTTP 200", AFTER, RECONCILED, "empty", status=200),
    at_trigger("empty HTTP 200", BEFORE, unknown("protocol"), "empty", status=200, act=False),
    at_trigger("empty HTTP 202", AFTER, CONFIRMED, "empty", status=202),
    at_trigger("SOAP with an empty Body", AFTER, CONFIRMED, "empty_body"),
    at_trigger("SOAP with another answer in it", AFTER, RECONCILED, "wrong_root"),
    at_trigger(
        "authorization fault 20003",
        BEFORE,
        refused("authorization"),
        "fault",
        faultcode="Client",
        element="authorizationFault",
        code=20003,
    ),
    at_trigger(
        "fault 30001 that blames the client",
        BEFORE,
        refused("api"),
        "fault",
        faultcode="Client",
        element="ipsApiFault",
        code=30001,
    ),
    at_trigger(
        "the same fault with HTTP 200",
        BEFORE,
        refused("api"),
        "fault",
        faultcode="Client",
        element="ipsApiFault",
        code=30001,
        http_status=200,
    ),
    at_trigger("Server fault 30000", BEFORE, refused("api"), "fault"),
    at_trigger("Server fault 30000", AFTER, RECONCILED, "fault", act=True),
    at_trigger("a DOCTYPE", AFTER, RECONCILED, "doctype"),
    at_trigger("an entity bomb", AFTER, RECONCILED, "entity_bomb"),
    at_trigger("elements 100,000 deep", AFTER, RECONCILED, "deep_xml"),
    at_trigger("a gzip bomb", AFTER, RECONCILED, "gzip_bomb", mib=80),
]
"""Cases that hold for executeJob and submitJob alike."""

JOURNEY_CASES = [
    at_read("kept connection closed after the last look", CONFIRMED, "getJobLogs", "close_idle"),
    at_read("every connection closed after its answer", CONFIRMED, "*", "close_idle", times=0),
    new_tunnel("a proxy that refuses a new tunnel with 502, once", CONFIRMED, REFUSED, THROUGH),
    new_tunnel("a proxy that refuses a new tunnel with 502, each time", never_sent("transport"), REFUSED),
    new_tunnel("TLS that breaks in a new tunnel, once", CONFIRMED, NO_TLS, THROUGH),
    new_tunnel(
        "a proxy that refuses a new tunnel until wait_timeout expires",
        never_sent("transport"),
        *[REFUSED] * 4,
        THROUGH,
        retries=50,
        wait_timeout=2,
    ),
    Case(
        "a certificate of an authority that is not known",
        never_sent("transport"),
        options={"ca_path": None},
        tunnels=(THROUGH,),
    ),
    at_read("connection reset, once", CONFIRMED, "getCompanyInfo", "reset_before"),
    at_read("connection closed, each time", never_sent("transport"), "getCompanyInfo", "drop_before", times=0),
    at_read("HTTP 503, twice", CONFIRMED, "getScheduledJobs", "status", status=503, times=2),
    at_read("HTTP 429 with Retry-After 1", CONFIRMED, "getJobLogs", "status", status=429, headers={"Retry-After": "1"}),
    at_read(
        "HTTP 503 with Retry-After 120",
        never_sent("protocol"),
        "getActiveJobs",
        "status",
        status=503,
        headers={"Retry-After": "120"},
    ),
    at_read("a fault", never_sent("api"), "getActiveJobs", "fault", times=0),
    at_read("HTML with HTTP 200", never_sent("protocol"), "getScheduledJobs", "login_page"),
    at_read("missing fields", never_sent("protocol"), "getScheduledJobs", "missing_fields", fields=["jobHandle"]),
    at_read("numbers that cannot be read", CONFIRMED, "getJobLogs", "bad_numbers"),
    at_read("dates that cannot be read", CONFIRMED, "getJobLogs", "bad_dates"),
    Case(
        "a count and dates that cannot be read in another job's row",
        CONFIRMED,
        (
            {
                "kind": "bad_fields",
                "operation": "getJobLogs",
                "times": 0,
                "job": NEIGHBOUR,
                "values": {"fileErrorCount": "N/A", "startDate": "0001-01-01T00:00:00Z", "endDate": "yesterday"},
            },
        ),
        options={"_neighbour": True},
    ),
    Case(
        "an escape character in another job's row",
        CONFIRMED,
        (
            {
                "kind": "bad_fields",
                "operation": "getJobLogs",
                "times": 0,
                "job": NEIGHBOUR,
                "values": {"jobName": "\x1b[31m", "description": "\x1b"},
            },
        ),
        options={"_neighbour": True},
    ),
    Case(
        "a count that cannot be read in the run's own row",
        Expected(1, 1, True, "confirmed", "unknown", "protocol"),
        (
            {
                "kind": "bad_fields",
                "operation": "getJobLogs",
                "times": 0,
                "job": "My Test Job",
                "values": {"fileErrorCount": "N/A"},
            },
        ),
    ),
    at_read("a 3 MB fault reason", never_sent("api"), "getScheduledJobs", "big_reason"),
    at_read("UTF-16", CONFIRMED, "getActiveJobs", "encoding", encoding="utf-16", times=0),
    at_read("ISO-8859-1", CONFIRMED, "getActiveJobs", "encoding", encoding="iso-8859-1", times=0),
    at_read("polls that fail with HTTP 503, three times", CONFIRMED, "getActiveJobs", "status", skip=2, times=3),
    at_read("polls that are reset, three times", CONFIRMED, "getActiveJobs", "reset_before", skip=2, times=3),
    at_read(
        "authentication fault during the wait, once",
        CONFIRMED,
        "getActiveJobs",
        "fault",
        element="authenticationFault",
        code=10001,
        skip=2,
    ),
    at_read(
        "authentication fault during the wait, permanently",
        Expected(1, 1, True, "confirmed", "unknown", "authentication"),
        "getActiveJobs",
        "fault",
        element="authenticationFault",
        code=10001,
        skip=2,
        times=0,
    ),
    Case("a run that ends before the first look", CONFIRMED, behaviour={"duration": 0.001}),
    Case("a run that appears late", CONFIRMED, behaviour={"appear_after": 0.5}),
    Case("a log that lags by a second", CONFIRMED, behaviour={"log_lag": 1, "row_at_start": False}),
    Case("a run that lingers as Done", CONFIRMED, behaviour={"linger": 0.5}),
    Case(
        "a run that vanishes",
        Expected(1, 1, True, "confirmed", "unknown", "job"),
        behaviour={"vanish_after": 0.2},
    ),
    Case(
        "a run that a user stops",
        Expected(1, 1, True, "confirmed", "stopped", "job"),
        behaviour={"duration": 20, "stop_after": 0.5, "stopping": 1},
    ),
    Case("a run that lingers as Done while its log row is late", CONFIRMED, behaviour={"linger": 1.5, "log_lag": 1.2}),
    Case("a log row that appears before its run", CONFIRMED, behaviour={"appear_after": 0.5, "row_after": 0.1}),
    Case(
        "a log row that never gets an end",
        Expected(1, 1, True, "confirmed", "unknown", "timeout"),
        behaviour={"row_ends": False},
        options={"wait_timeout": 3},
    ),
    Case(
        "files that could not be transferred",
        Expected(1, 1, True, "confirmed", "failed", "job"),
        behaviour={"transfer_errors": 5},
    ),
    Case("a follow-on run that fails", CONFIRMED, behaviour={"follow_on": [{"prefix": "Pub_", "errors": 3}]}),
    Case(
        "a run that appears after start_timeout",
        Expected(1, 1, True, "confirmed", "unknown", "job"),
        behaviour={"appear_after": 3},
    ),
    Case(
        "the same, and the task is run again",
        Expected(0, 0, False, "not_sent", "succeeded"),
        behaviour={"appear_after": 3},
        again=True,
    ),
    Case(
        "lost answer and a run that appears late; the task is run again",
        Expected(0, 0, False, "not_sent", "succeeded"),
        ({"kind": "drop_after", "operation": TRIGGER},),
        AFTER,
        behaviour={"appear_after": 3},
        again=True,
    ),
    Case("the clock of the machine that runs the job 2 s behind", CONFIRMED, job_clock={"skew": -2}),
    Case("the same, an hour behind", CONFIRMED, job_clock={"skew": -3600}),
    Case("the same, an hour ahead", CONFIRMED, job_clock={"skew": 3600}),
    Case("names without a fraction of a second", CONFIRMED, job_clock={"name_fractions": False}),
    Case("times in UTC that are labelled with a local offset", CONFIRMED, job_clock={"utc_digits": True}),
    Case("a server clock two hours ahead", CONFIRMED, clock=7200),
    Case("a server clock two hours behind", CONFIRMED, clock=-7200),
    Case(
        "lost answer, short run, lagging log, and a clock two hours behind",
        RECONCILED,
        ({"kind": "drop_after", "operation": TRIGGER},),
        AFTER,
        behaviour={"duration": 0.001, "log_lag": 0.5, "row_at_start": False},
        clock=-7200,
    ),
    Case(
        "lost answer, and another job's run that starts at the same moment",
        RECONCILED,
        ({"kind": "drop_after", "operation": TRIGGER},),
        AFTER,
        options={"_neighbour": True},
    ),
]
"""Cases of reads, polls, runs and clocks."""
