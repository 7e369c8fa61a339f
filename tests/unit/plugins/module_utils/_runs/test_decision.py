# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every decision; the table of decisions is in ``cases.py``."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Counters, JobLog, Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.decision import (
    OnRunning,
    Situation,
    Step,
    decide,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON

SINCE = NOON - timedelta(hours=1)
OLDER = NOON - timedelta(hours=2)


def run(started: datetime | None, name: str = "r", state: str = "Running") -> Run:
    return Run(f"h-{name}", name, "job", state, start_time=started)


def row(started: datetime = NOON) -> JobLog:
    return JobLog("l", "done", "job", started, started, Counters(1, 0, 0), False)


def test_of_several_active_runs_the_latest_started_counts() -> None:
    runs = (run(SINCE, "first"), run(NOON, "last"), run(OLDER, "old"))
    decision = decide(Situation(runs), OnRunning.ADOPT, SINCE)
    assert decision.step is Step.ADOPT
    assert decision.run is runs[1]


def test_all_active_runs_are_waited_out() -> None:
    runs = (run(SINCE, "first"), run(NOON, "last"))
    assert decide(Situation(runs), OnRunning.WAIT).waited_out == (runs[1], runs[0])


def test_one_that_could_be_adopted_is_not() -> None:
    triggered = {"first": NOON}
    runs = (run(OLDER - timedelta(hours=1), "first"), run(OLDER, "last"), run(OLDER, "other"))
    decision = decide(Situation(runs, triggered=triggered), OnRunning.ADOPT, SINCE)
    assert decision.waited_out == runs[1:]


def test_a_run_that_has_yet_to_start_is_the_latest() -> None:
    runs = (run(NOON, "started"), run(None, "waiting"))
    assert Situation(runs).latest is runs[1]


def test_equal_and_missing_starts_do_not_confuse() -> None:
    runs = (run(None, "a"), run(None, "b"))
    assert Situation(runs).latest in runs


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3)).map(lambda when: when.replace(tzinfo=NOON.tzinfo))
RUNS = st.builds(
    run,
    started=st.none() | MOMENTS,
    name=st.text(min_size=1, max_size=5),
    state=st.sampled_from(["New", "WaitingClient", "Running", "Stopping", "Unknown"]),
)
SITUATIONS = st.tuples(st.lists(RUNS, max_size=4).map(tuple), st.none() | st.builds(row, MOMENTS)).map(
    lambda parts: Situation(*parts)
)


@given(SITUATIONS, st.sampled_from(OnRunning), st.none() | MOMENTS)
def test_the_decision_is_total_and_keeps_its_promises(
    situation: Situation, on_running: OnRunning, adopt_since: datetime | None
) -> None:
    decision = decide(situation, on_running, adopt_since)
    assert decision.reason.endswith(".")
    assert (decision.step is Step.SKIP) == (situation.succeeded is not None)
    assert decision.row is situation.succeeded
    if situation.active and not situation.succeeded:
        assert decision.run is situation.latest
    if decision.step is Step.ADOPT:
        assert on_running is OnRunning.ADOPT
        assert decision.run in situation.active
        assert decision.run is situation.latest
        started = decision.run.start_time if decision.run else None
        assert adopt_since is None or started is None or started >= adopt_since
    if decision.step is Step.EXECUTE:
        assert not situation.active or on_running is OnRunning.EXECUTE
    if decision.step is Step.FAIL:
        assert on_running is OnRunning.FAIL
    if decision.step is Step.WAIT_OUT:
        assert decision.waited_out[0] is decision.run
        assert on_running in (OnRunning.WAIT, OnRunning.ADOPT)


@given(SITUATIONS, st.sampled_from(OnRunning), st.none() | MOMENTS)
def test_the_same_data_gives_the_same_decision(
    situation: Situation, on_running: OnRunning, adopt_since: datetime | None
) -> None:
    assert decide(situation, on_running, adopt_since) == decide(situation, on_running, adopt_since)
