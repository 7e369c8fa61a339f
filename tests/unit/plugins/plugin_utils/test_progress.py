# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person is shown of a task: the words."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.redaction import Redactor
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.progress import describe
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.progress import (
    Progress,
    ShowingObserver,
    ending_of,
    format_seconds,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock

NAME = "Nightly_2026-01-31-12:00:00"


def run(progress: int | None = 0, name: str = NAME, **fields: Any) -> Run:
    return Run("handle", name, "Nightly", **{"state": "Running", "progress": progress, **fields})


class Seen:
    """A screen that remembers, and the observer that shows on it."""

    def __init__(self, clock: FakeClock, secret: str = "no secret at all") -> None:
        self.shown: list[Progress] = []
        self.said: list[str] = []
        self.observer = ShowingObserver(self, Redactor([secret]).text, clock)

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def say(self, text: str) -> None:
        self.said.append(text)


def test_a_run_is_shown_as_a_poll_has_shown_it(clock: FakeClock) -> None:
    seen = Seen(clock)
    clock.pass_time(63)
    seen.observer.saw(run(10, files_done=12, files_total=80, progress_message="Publishing images"))
    assert seen.shown == [Progress(NAME, 10, "Running, 12 of 80 files, Publishing images", "1m03s", outlives=True)]


def test_a_run_that_is_over_is_left_to_the_ending(clock: FakeClock) -> None:
    seen = Seen(clock)
    seen.observer.saw(run(94, state="Done"))
    assert seen.shown == []


@pytest.mark.parametrize(
    ("done", "total", "percent"), [(0, 3, 0), (1, 3, 33), (3, 3, 100), (0, 0, None), (5 * 10**9, 10**10, 50)]
)
def test_what_is_counted_is_shown(clock: FakeClock, done: int, total: int, percent: int | None) -> None:
    seen = Seen(clock)
    seen.observer.counted("photos", done, total, "bytes", "b.jpg")
    assert seen.shown == [Progress("photos", percent, f"{done} of {total} bytes, b.jpg", "0s")]


def test_no_secret_is_shown(clock: FakeClock) -> None:
    secret = "hush" * 20
    seen = Seen(clock, secret)
    seen.observer.saw(run(1, name=f"Nightly {secret}", progress_message=f"{'x' * 90}{secret}"))
    seen.observer.counted(secret, 1, 2, secret, secret)
    seen.observer.says(f"The run {secret} is adopted.")
    assert "hush" not in str(seen.shown) + str(seen.said)


def test_control_characters_are_not_shown(clock: FakeClock) -> None:
    seen = Seen(clock)
    seen.observer.saw(run(1, name="a\rb", progress_message="one\ntwo\x1b[2J\u202e"))
    seen.observer.says("one\ntwo\x1b[2J")
    assert all(text.isprintable() for text in (seen.shown[0].subject, seen.shown[0].text, *seen.said))


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (run(None, state=None), "Unknown"),
        (run(0, state="WaitingCoordinator"), "WaitingCoordinator"),
        (run(5, files_done=0, files_total=0), "Running"),
        (run(5, files_done=0, files_total=7), "Running, 0 of 7 files"),
        (run(5, files_done=1, files_total=7, progress_message="1 of 7 files"), "Running, 1 of 7 files"),
        (run(5, progress_message="  "), "Running"),
        (run(5, progress_message="y" * 200), f"Running, {'y' * 97}..."),
    ],
)
def test_where_a_run_is(shown: Run, words: str) -> None:
    assert describe(shown) == words


def violation(counter: str, value: int) -> dict[str, Any]:
    return {"counter": counter, "limit": 0, "value": value}


def result(status: str, run_name: str | None = "N_1", *violations: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = {"name": run_name} if run_name else None
    return {"action": "execute", "status": status, "run": shown, "violations": violations, "elapsed": 125.4, **more}


@pytest.mark.parametrize(
    ("ended", "kind", "line"),
    [
        (result("succeeded", changed=True), "changed", "succeeded, 2m05s (N_1)"),
        (result("succeeded", action="adopt", changed=False), "ok", "succeeded, 2m05s (N_1)"),
        (result("succeeded", changed=True, failed=True), "failed", "failed, status succeeded, 2m05s (N_1)"),
        (result("failed", "N_1", violation("error", 3), failed=True), "failed", "failed: 3 errors, 2m05s (N_1)"),
        (
            result("failed", "N_1", violation("fatal_error", 1), violation("transfer_error", 1), failed=True),
            "failed",
            "failed: a fatal error, 1 transfer error, 2m05s (N_1)",
        ),
        (result("failed", "N_1", violation("warning", 2)), "open", "failed: 2 warnings, 2m05s (N_1)"),
        (result("stopped", failed=True), "failed", "stopped, 2m05s (N_1)"),
        (result("running"), "open", "running, 2m05s (N_1)"),
        (result("running", failed=True), "failed", "failed, status running, 2m05s (N_1)"),
        (result("triggered", None), "open", "triggered, 2m05s"),
        (result("unknown", None, failed=True), "failed", "failed, status unknown, 2m05s"),
        (result("running", "N\x1b[2J"), "open", "running, 2m05s (N [2J)"),
        (
            result("succeeded", action="skip", reason="The run 'N_1' has succeeded already."),
            "skipped",
            "skipped: The run 'N_1' has succeeded already.",
        ),
    ],
)
def test_how_a_task_ended(ended: dict[str, Any], kind: str, line: str) -> None:
    ending = ending_of(ended)
    assert ending is not None
    assert (ending.kind, ending.line) == (kind, line)


@pytest.mark.parametrize(
    "ended",
    [
        {},
        {"company": {}, "elapsed": 1.0},
        {"failed": True, "msg": "Unsupported parameters"},
        result("not_run", None, failed=True),
        {"runs": [], "changed": False, "reason": "No run is active.", "elapsed": 1.0},
    ],
)
def test_where_there_is_nothing_to_say(ended: dict[str, Any]) -> None:
    assert ending_of(ended) is None


@pytest.mark.parametrize(
    ("ended", "kind", "line"),
    [
        ({"changed": True, "elapsed": 63.0}, "changed", "done, 1m03s"),
        ({"changed": False, "elapsed": 63.0}, "ok", "done, 1m03s"),
        ({"changed": True, "failed": True, "elapsed": 63.0}, "failed", "failed, 1m03s"),
    ],
)
def test_how_a_wait_for_something_else_ended(ended: dict[str, Any], kind: str, line: str) -> None:
    ending = ending_of(ended, waited=True)
    assert ending is not None
    assert (ending.kind, ending.line) == (kind, line)
    assert ending_of(ended) is None
    assert ending_of({"failed": True, "msg": "Unsupported parameters"}, waited=True) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0s"), (59.9, "59s"), (60, "1m00s"), (125, "2m05s"), (3600, "1h00m00s"), (90061, "25h01m01s")],
)
def test_durations(seconds: float, words: str) -> None:
    assert format_seconds(seconds) == words
