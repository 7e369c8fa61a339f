# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source job_runs: each end exactly once, despite failures of the service, the network and restarts."""

from __future__ import annotations

import asyncio
import json
import random
import runpy
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Counters, JobLog, Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import ServerClock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.job_runs import Watch
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON, FakeClock
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import CONNECTION_PARAMS, ScriptedTransport

SOURCE = Path(__file__).resolve().parents[3] / "extensions/eda/plugins/event_source/job_runs.py"
ARGS = {**CONNECTION_PARAMS, "company_name": e.COMPANY}


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def kinds(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(event["type"], event["run"]["name"]) for event in events if "run" in event]


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getActiveJobs", e.active_answer())
    return wire.on("getJobLogs", e.logs_answer())


@pytest.fixture
def watch(service: ScriptedTransport) -> Watch:
    watch = Watch(ARGS, {}, service.clock, service.connect)
    assert watch.poll() == ([], True)
    return watch


class TestEvents:
    def test_a_run_from_its_start_to_its_end(self, service: ScriptedTransport, watch: Watch) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(progress=10)))
        assert kinds(watch.poll()[0]) == [("run_started", e.run_name())]
        assert watch.poll()[0] == []
        service.on("getActiveJobs", e.active_answer(e.active_run(progress=60)))
        [progress] = watch.poll()[0]
        assert (progress["type"], progress["run"]["progress"], progress["job_name"]) == ("run_progress", 60, e.JOB)
        service.on("getActiveJobs", e.active_answer())
        service.on("getJobLogs", e.logs_answer(e.log_row(at(0), at(90))))
        [end] = watch.poll()[0]
        assert (end["type"], end["status"], end["duration"]) == ("run_ended", "succeeded", 90.0)
        assert end["counters"]["error"] == 0
        assert watch.poll()[0] == []

    def test_a_short_run_that_no_poll_saw_active(self, service: ScriptedTransport, watch: Watch) -> None:
        service.on("getJobLogs", e.logs_answer(e.log_row(at(5), at(6))))
        assert [kind for kind, _name in kinds(watch.poll()[0])] == ["run_started", "run_ended"]
        assert watch.poll()[0] == []

    def test_a_run_or_a_row_without_a_name_has_none(self, service: ScriptedTransport, watch: Watch) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(name=""), e.active_run(at(1))))
        service.on("getJobLogs", e.logs_answer(e.log_row(at(0), at(1), jobName=None), e.log_row(at(1))))
        assert kinds(watch.poll()[0]) == [("run_started", e.run_name(at(1)))]
        assert json.dumps(watch.state())

    def test_what_had_ended_before_the_first_poll_is_history(self, service: ScriptedTransport) -> None:
        service.on("getJobLogs", e.logs_answer(e.log_row(at(-600), at(-500))))
        watch = Watch(ARGS, {}, service.clock, service.connect)
        assert watch.poll()[0] == watch.poll()[0] == []

    def test_the_end_of_a_run_that_was_active_at_the_first_poll_is_sent(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run()))
        watch = Watch(ARGS, {}, service.clock, service.connect)
        assert watch.poll()[0] == []
        service.on("getActiveJobs", e.active_answer()).on("getJobLogs", e.logs_answer(e.log_row(at(0), at(9))))
        assert kinds(watch.poll()[0]) == [("run_ended", e.run_name())]

    def test_a_row_that_leads_starts_the_run_once(self, service: ScriptedTransport, watch: Watch) -> None:
        service.on("getJobLogs", e.logs_answer({**e.log_row(at(0), at(9)), "endDate": None}))
        assert [kind for kind, _name in kinds(watch.poll()[0])] == ["run_started"]
        service.on("getActiveJobs", e.active_answer(e.active_run()))
        assert kinds(watch.poll()[0]) == []

    def test_a_run_that_failed_says_why(self, service: ScriptedTransport, watch: Watch) -> None:
        row = {**e.log_row(at(0), at(9)), "fileErrorCount": 1}
        detail = {"logMessage": "no such profile", "logType": "UploadError", "dateCreated": at(5)}
        service.on("getJobLogs", e.logs_answer(row))
        service.on(
            "getJobLogDetails", e.answer("getJobLogDetails", {"jobLogArray": [{**row, "detailArray": [detail]}]})
        )
        end = watch.poll()[0][-1]
        assert (end["status"], end["log"][0]["message"]) == ("failed", "no such profile")

    def test_a_run_that_is_nowhere_ends_as_unknown_once(self, service: ScriptedTransport, watch: Watch) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run()))
        watch.poll()
        service.on("getActiveJobs", e.active_answer())
        assert watch.poll()[0] == []
        service.clock.pass_time(600)
        [end] = watch.poll()[0]
        assert (end["type"], end["status"]) == ("run_ended", "unknown")
        service.on("getJobLogs", e.logs_answer(e.log_row(at(0), at(9))))
        assert watch.poll()[0] == []

    def test_an_outage_is_reported_once_and_its_end_too(self, service: ScriptedTransport, watch: Watch) -> None:
        service.on(
            "getActiveJobs",
            TransportError("gone", Delivery.NOT_SENT),
            TransportError("gone", Delivery.NOT_SENT),
            e.active_answer(),
        )
        [down], reachable = watch.poll()
        assert (down["type"], down["error"]["kind"], reachable) == ("service_unreachable", "transport", False)
        assert watch.poll() == ([], False)
        assert watch.poll() == ([{"type": "service_reachable"}], True)

    def test_no_secret_is_in_an_event(self, service: ScriptedTransport, watch: Watch) -> None:
        service.on("getActiveJobs", e.active_answer(e.active_run(progressMessage=f"as {e.PASSWORD}")))
        assert e.PASSWORD not in json.dumps(watch.poll()[0])


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"compny_name": "x"}, "compny_name"),
        ({"interval": "often"}, "interval: 'often' is not a duration"),
        ({"interval": 0}, "interval is 0"),
        ({"api_version": "pre-4.0"}, "does not show the ends"),
        ({"company_handle": "c|1"}, "mutually exclusive"),
        ({"company_name": None}, "one of the following is required: company_name, company_handle"),
        ({"endpoint": "http://ips.example.com/"}, "allow_http"),
    ],
)
def test_invalid_arguments(wire: ScriptedTransport, args: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match="job_runs") as caught:
        Watch({**ARGS, **args}, {}, wire.clock, wire.connect)
    assert words in str(caught.value)
    assert wire.posts == []


# An hour of a simulated company


@dataclass(frozen=True)
class Life:
    """One run; times are seconds of the API's clock."""

    name: str
    handle: str
    shows: float
    leaves: float
    row_from: float
    row_ends: float


class Company:
    """A service and a client for it that is restarted; some polls fail."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.clock = FakeClock()
        self.server_clock = ServerClock(self.clock)
        self.skew = self.dice.choice([-3600.0, -600.0, -2.0, 0.0, 2.0, 600.0, 3600.0])
        self.lives = [self._life(number) for number in range(self.dice.randrange(1, 25))]

    def _life(self, number: int) -> Life:
        dice = self.dice
        start = dice.uniform(-600, 3000)
        end = start + dice.choice([0.5, 5.0, 60.0, 900.0])
        name = f"Job {dice.randrange(3)}_{at(start + self.skew):%Y-%m-%d-%H:%M:%S}"
        lag = dice.choice([0.0, 0.0, 2.0, 90.0])
        return Life(name, f"h{number}", start, end, dice.choice([start - 1.5, start, end + lag]), end + lag)

    @property
    def now(self) -> float:
        return (self.clock.now() - NOON).total_seconds()

    def connect(self, _connection: Any, _clock: Any) -> Company:
        return self

    def company(self, name: str) -> Any:
        return Run("c", "c")

    def _may_fail(self) -> None:
        if self.dice.random() < 0.15:
            raise TransportError("lost", Delivery.UNKNOWN)

    def active_runs(self, _company: str) -> list[Run]:
        self._may_fail()
        shown = [life for life in self.lives if life.shows <= self.now < life.leaves]
        return [
            Run(f"a{life.handle}", life.name, life.name.partition("_")[0], "Running", start_time=self._start(life))
            for life in shown
        ]

    def job_logs(self, _company: str, since: datetime) -> list[JobLog]:
        self._may_fail()
        rows = [
            JobLog(
                life.handle,
                life.name,
                life.name.partition("_")[0],
                self._start(life),
                at(life.leaves + self.skew) if life.row_ends <= self.now else None,
                Counters(1, 0, 0),
                False,
            )
            for life in self.lives
            if min(life.row_from, life.row_ends) <= self.now and self._start(life) >= since
        ]
        return sorted(rows, key=lambda row: row.start_time, reverse=True)

    def _start(self, life: Life) -> datetime:
        return at(life.shows + self.skew)

    def close(self) -> None:
        pass


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_over_an_hour_with_faults_and_restarts_no_end_is_lost_and_none_comes_twice(seed: int) -> None:
    company = Company(seed)
    watch = Watch(ARGS, {}, company.clock, company.connect)
    began: float | None = None
    events: list[dict[str, Any]] = []
    while company.now < 4800:
        found, reachable = watch.poll()
        events += found
        if reachable and began is None:
            began = company.now
        if company.dice.random() < 0.05 and watch.state():
            state = json.loads(json.dumps(watch.state()))
            watch = Watch(ARGS, {}, company.clock, company.connect)
            watch.resume(state)
        company.clock.pass_time(company.dice.choice([5, 30, 120]))
    assert began is not None
    ends = Counter(event["run"]["name"] for event in events if event["type"] == "run_ended")
    starts = Counter(event["run"]["name"] for event in events if event["type"] == "run_started")
    expected = Counter(life.name for life in company.lives if life.row_ends > began or life.leaves > began)
    surely_over = Counter(life.name for life in company.lives if life.row_ends <= began and life.leaves <= began)
    assert {name: ends[name] for name in expected if name not in surely_over} == {
        name: number for name, number in expected.items() if name not in surely_over
    }
    assert all(number <= expected[name] + surely_over[name] for name, number in ends.items())
    assert all(number == 1 for name, number in starts.items() if expected[name] <= 1)


# The source as ansible-rulebook runs it


@pytest.fixture
def main(service: ScriptedTransport, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The source's entry point, over the test's wire."""
    made = Watch.__init__

    def over_the_wire(self: Watch, args: Any, environ: Any) -> None:
        made(self, args, environ, service.clock, service.connect)

    monkeypatch.setattr(Watch, "__init__", over_the_wire)
    service.on("getActiveJobs", e.active_answer(), e.active_answer(e.active_run()), e.active_answer())
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(), e.logs_answer(e.log_row(at(0), at(9))))
    entry: Callable[..., Any] = runpy.run_path(str(SOURCE))["main"]
    return entry


def nothing() -> None:
    """Do nothing."""


def events_of(main: Callable[..., Any], args: dict[str, Any], after_each: Callable[[], None] = nothing) -> list[str]:
    """The first two events of a source, which is cancelled after them, by type and run.

    :param after_each: is called once an event and the state have had time to be kept.
    """

    async def run() -> list[dict[str, Any]]:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        source = asyncio.create_task(main(queue, args))
        found = []
        for _event in range(2):
            found.append(await asyncio.wait_for(queue.get(), 20))
            await asyncio.sleep(0.2)
            after_each()
        source.cancel()
        with pytest.raises(asyncio.CancelledError):
            await source
        return found

    return [f"{kind} {name}" for kind, name in kinds(asyncio.run(run()))]


def test_the_source_sends_keeps_its_state_and_ends_when_cancelled(
    service: ScriptedTransport, main: Callable[..., Any], tmp_path: Path
) -> None:
    state = tmp_path / "folder" / "state.json"
    args = {**ARGS, "interval": 0.5, "state_file": str(state)}
    assert events_of(main, args) == [f"run_started {e.run_name()}", f"run_ended {e.run_name()}"]
    assert e.PASSWORD not in state.read_text(encoding="utf-8")
    service.on("getJobLogs", e.logs_answer(e.log_row(at(0), at(9)), e.log_row(at(20), at(30))))
    later = e.run_name(at(20))
    assert events_of(main, args) == [f"run_started {later}", f"run_ended {later}"]


def test_a_state_file_that_can_no_longer_be_written_stops_no_event(
    main: Callable[..., Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "folder"
    args = {**ARGS, "interval": 0.5, "state_file": str(folder / "state.json")}

    def break_it() -> None:
        if folder.is_dir():
            shutil.rmtree(folder)
            folder.write_text("in the way", encoding="utf-8")

    assert events_of(main, args, break_it) == [f"run_started {e.run_name()}", f"run_ended {e.run_name()}"]
    assert "state.json cannot be written" in caplog.text


@pytest.mark.parametrize("content", ["", "null", "[]", "{}", "{", '{"of": [], "began": "x", "ended": {}, "open": {}}'])
def test_a_file_that_is_not_the_state_of_a_watch_is_refused(
    main: Callable[..., Any], tmp_path: Path, content: str
) -> None:
    state = tmp_path / "other.json"
    state.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"state_file .*Delete it to start over"):
        asyncio.run(main(asyncio.Queue(), {**ARGS, "state_file": str(state)}))
    assert state.read_text(encoding="utf-8") == content


def test_a_state_file_that_cannot_be_written_is_refused_at_the_first_poll(
    main: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(ValueError, match=r"cannot be written: .*Give a file that can be"):
        asyncio.run(main(asyncio.Queue(), {**ARGS, "state_file": str(tmp_path / "file" / "state.json")}))


@pytest.mark.parametrize(
    ("file", "added"),
    [
        ("/lib/ansible_collections/mediaops/dynamic_media/extensions/eda/plugins/event_source/job_runs.py", ["/lib"]),
        ("/checkout/job_runs.py", []),
    ],
)
def test_the_source_finds_its_collection(file: str, added: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = list(sys.path)
    module = {"__name__": "job_runs", "__file__": file}
    exec(compile(SOURCE.read_text(encoding="utf-8"), file, "exec"), module)
    module["_importable"]()  # type: ignore[operator]
    assert sys.path == before + added


def test_a_state_file_of_another_company_is_refused(service: ScriptedTransport, watch: Watch) -> None:
    state = watch.state()
    other = Watch({**ARGS, "company_name": "Another"}, {}, service.clock, service.connect)
    with pytest.raises(ValueError, match="Give each watch a file of its own"):
        other.resume(state)
