# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping a run, and telling from what is seen afterwards whether it was stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.identity import JobIdentity
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.stop import (
    STOP_TIMEOUT,
    StopResult,
    order_stop,
    verify_stop,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.watch import JobWatch
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport, client

STARTED = NOON - timedelta(minutes=5)
RUN = Run(f"run|{e.run_name(STARTED)}", e.run_name(STARTED), e.JOB, "Running", start_time=STARTED)
RUNNING = e.active_answer(e.active_run(STARTED))
STOPPING = e.active_answer(e.active_run(STARTED, state="Stopping"))
GONE = e.active_answer()
DONE = e.active_answer(e.active_run(STARTED, state="Done"))
ACCEPTED = e.answer("stopJob")
NO_ROW = e.logs_answer()
LOST_ANSWER = TransportError("the connection was lost", Delivery.UNKNOWN)
NOT_SENT = TransportError("the connection was refused", Delivery.NOT_SENT)


def row_ended(seconds: float) -> bytes:
    """The logs, in which the run ended so many seconds after noon, when it was asked to stop."""
    return e.logs_answer(e.log_row(STARTED, NOON + timedelta(seconds=seconds)))


def attempt(wire: ScriptedTransport, answer: Any, *, active: list[Any], logs: Any) -> StopResult:
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("stopJob", answer).on("getActiveJobs", *active).on("getJobLogs", logs)
    watch = JobWatch(client(wire), 10, e.COMPANY_HANDLE, JobIdentity(e.JOB, e.JOB), 10)
    watch.client.company(handle=e.COMPANY_HANDLE)
    order = order_stop(watch, RUN)
    return verify_stop(watch, order, watch.known(RUN), Deadline(wire.clock, STOP_TIMEOUT))


@pytest.mark.parametrize(
    ("answer", "active", "logs", "result"),
    [
        (ACCEPTED, [RUNNING, STOPPING, GONE], row_ended(2), StopResult.STOPPED),
        (ACCEPTED, [RUNNING, GONE], row_ended(2), StopResult.STOPPED),
        (ACCEPTED, [DONE], row_ended(2), StopResult.STOPPED),
        (ACCEPTED, [GONE], NO_ROW, StopResult.STOPPED),
        (ACCEPTED, [GONE], row_ended(-2), StopResult.STOPPED),
        (ACCEPTED, [RUNNING], NO_ROW, StopResult.UNCONFIRMED),
        (e.fault(30001), [GONE], row_ended(0), StopResult.FINISHED_FIRST),
        (e.fault(30001), [GONE], NO_ROW, StopResult.FINISHED_FIRST),
        (e.fault(30001), [STOPPING, GONE], row_ended(2), StopResult.STOPPED),
        (e.fault(20003), [RUNNING], NO_ROW, StopResult.UNCONFIRMED),
        (LOST_ANSWER, [RUNNING, GONE], row_ended(2), StopResult.STOPPED),
        (LOST_ANSWER, [GONE], row_ended(-2), StopResult.STOPPED),
        (LOST_ANSWER, [RUNNING], NO_ROW, StopResult.UNCONFIRMED),
        (NOT_SENT, [GONE], row_ended(2), StopResult.FINISHED_FIRST),
        (ACCEPTED, [LOST_ANSWER], NO_ROW, StopResult.UNCONFIRMED),
    ],
)
def test_what_is_seen_tells_the_result(
    wire: ScriptedTransport, answer: Any, active: list[Any], logs: bytes, result: StopResult
) -> None:
    assert attempt(wire, answer, active=active, logs=logs) is result
    assert wire.count("stopJob") == 1


def test_a_run_that_could_not_be_told_is_not_waited_for_long(wire: ScriptedTransport) -> None:
    attempt(wire, e.fault(20003), active=[RUNNING], logs=NO_ROW)
    assert wire.clock.elapsed == 10


def test_a_run_that_may_have_been_told_is_waited_for(wire: ScriptedTransport) -> None:
    attempt(wire, LOST_ANSWER, active=[RUNNING], logs=NO_ROW)
    assert wire.clock.elapsed == STOP_TIMEOUT


def test_a_run_seen_stopping_before_was_stopped(wire: ScriptedTransport) -> None:
    wire.on("getActiveJobs", GONE).on("getJobLogs", row_ended(-2)).on("stopJob", e.fault(30001))
    watch = JobWatch(client(wire), 10, e.COMPANY_HANDLE, JobIdentity(e.JOB, e.JOB), 10)
    watch.stopped.add(RUN.name)
    followed = watch.known(RUN)
    assert verify_stop(watch, order_stop(watch, RUN), followed, Deadline(wire.clock, 5)) is StopResult.STOPPED
