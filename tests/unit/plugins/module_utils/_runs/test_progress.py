# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live progress: what is written, and when."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.redaction import Redactor
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.progress import (
    INTERVAL,
    ProgressLines,
    describe,
    describe_result,
    format_seconds,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock

STARTED = datetime(2026, 1, 31, 12, 0, tzinfo=timezone.utc)


def run(progress: int | None = 0, name: str = "Nightly_2026-01-31-12:00:00", **fields: object) -> Run:
    return Run("handle", name, "Nightly", **{"state": "Running", "progress": progress, **fields})


class Written:
    """Progress lines over a fake clock."""

    def __init__(self, clock: FakeClock, secret: str = "no secret at all") -> None:
        self.lines: list[str] = []
        self.clock = clock
        self.progress = ProgressLines(self.lines.append, Redactor([secret]).text, clock)

    def saw(self, shown: Run, after: float = 0.0) -> list[str]:
        self.clock.pass_time(after)
        self.progress.saw(shown)
        return self.lines


def test_the_first_line_says_which_run_goes_on_without_this_task(clock: FakeClock) -> None:
    lines = Written(clock).saw(run(10, files_done=12, files_total=80, progress_message="Publishing images"), after=3)
    assert lines == [
        (
            "Nightly_2026-01-31-12:00:00: Running, 10 %, 12 of 80 files, Publishing images, 3s"
            " (it goes on at the service if this is interrupted)"
        )
    ]


def test_a_line_only_when_something_has_changed(clock: FakeClock) -> None:
    written = Written(clock)
    written.saw(run(10))
    written.saw(run(10), after=60)
    assert len(written.lines) == 1
    written.saw(run(11), after=5)
    assert written.lines[1:] == ["Nightly_2026-01-31-12:00:00: Running, 11 %, 1m05s"]


@pytest.mark.parametrize(
    "change",
    [
        {"progress": 1},
        {"state": "Stopping"},
        {"progress_message": "Publishing rulesets"},
        {"files_done": 2, "files_total": 3},
        {"name": "Nightly_2026-01-31-12:30:00"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_counts_as_a_change(clock: FakeClock, change: dict[str, object]) -> None:
    written = Written(clock)
    written.saw(run(0))
    assert len(written.saw(run(**{"progress": 0, **change}), after=INTERVAL)) == 2


def test_not_more_than_one_line_in_a_few_seconds(clock: FakeClock) -> None:
    written = Written(clock)
    for progress in range(100):
        written.saw(run(progress), after=0.5)
    moments = 0.5 * 100
    assert len(written.lines) == moments / INTERVAL
    assert written.lines[-1].startswith("Nightly_2026-01-31-12:00:00: Running, 90 %")


def test_the_end_is_told_at_once(clock: FakeClock) -> None:
    written = Written(clock)
    written.saw(run(90))
    lines = written.saw(run(90, state="Done", progress_message="Clearing caches"), after=1)
    assert lines[1:] == ["Nightly_2026-01-31-12:00:00: Done, 1s"]


def test_a_change_that_came_too_soon_is_told_later(clock: FakeClock) -> None:
    written = Written(clock)
    written.saw(run(0))
    assert len(written.saw(run(5), after=1)) == 1
    assert len(written.saw(run(5), after=4)) == 2


def test_that_another_run_is_told_apart(clock: FakeClock) -> None:
    written = Written(clock)
    written.saw(run(99))
    second = written.saw(run(0, name="Nightly_2026-01-31-12:30:00"), after=INTERVAL)[1]
    assert "Nightly_2026-01-31-12:30:00" in second
    assert "goes on at the service" in second


def test_that_no_secret_is_written(clock: FakeClock) -> None:
    secret = "hush" * 20
    written = Written(clock, secret)
    lines = written.saw(run(1, name=f"Nightly {secret}", progress_message=f"{'x' * 90}{secret}"))
    assert "hush" not in lines[0]


def test_that_a_terminal_is_not_given_orders(clock: FakeClock) -> None:
    line = Written(clock).saw(run(1, progress_message="one\ntwo\x1b[2J\u202e"))[0]
    assert line.isprintable()


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (run(None), "Running"),
        (run(None, state=None), "Unknown"),
        (run(0, state="WaitingCoordinator"), "WaitingCoordinator, 0 %"),
        (run(5, files_done=0, files_total=0), "Running, 5 %"),
        (run(5, files_done=0, files_total=7), "Running, 5 %, 0 of 7 files"),
        (run(5, files_done=1, files_total=7, progress_message="1 of 7 files"), "Running, 5 %, 1 of 7 files"),
        (run(5, progress_message="  "), "Running, 5 %"),
        (run(5, progress_message="y" * 200), f"Running, 5 %, {'y' * 97}..."),
    ],
)
def test_where_a_run_is(shown: Run, words: str) -> None:
    assert describe(shown) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0s"), (59.9, "59s"), (60, "1m00s"), (125, "2m05s"), (3600, "1h00m00s"), (90061, "25h01m01s")],
)
def test_durations(seconds: float, words: str) -> None:
    assert format_seconds(seconds) == words


@pytest.mark.parametrize(
    ("result", "line"),
    [
        ({"run": {"name": "N_1"}, "status": "failed", "elapsed": 125.4}, "N_1: failed, 2m05s"),
        ({"run": {"name": "N\x1b[2J"}, "status": "running", "elapsed": 1.0}, "N [2J: running, 1s"),
        ({"run": None, "status": "unknown", "elapsed": 1.0}, None),
        ({"company": {}, "elapsed": 1.0}, None),
        ({"failed": True, "msg": "Unsupported parameters"}, None),
    ],
)
def test_the_line_of_a_module_that_has_ended(result: dict[str, object], line: str | None) -> None:
    assert describe_result(result) == line
