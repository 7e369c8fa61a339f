# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How progress looks: in a log, and on a terminal."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from ansible import constants

from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct import screen
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.progress import Ending, Progress
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.screen import (
    INTERVAL,
    KEEPS_RUNNING,
    MovingScreen,
    PlainScreen,
    screen_for,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock

FAILED = Ending("failed", "failed: 3 errors, 2m05s (N_1)")


class Written:
    """Ansible's display: what goes to the terminal or the pipe, and what goes to the log file."""

    columns = 79

    def __init__(self) -> None:
        self.screen = ""
        self.log: list[str] = []
        self.colours: list[Any] = []
        self.stderr = ""

    @property
    def lines(self) -> list[str]:
        return self.screen.splitlines()

    def display(
        self,
        text: str,
        color: str | None = None,
        stderr: bool = False,
        newline: bool = True,
        screen_only: bool = False,
        log_only: bool = False,
    ) -> None:
        self.colours.append(color)
        if not screen_only:
            self.log.append(text)
        if stderr:
            self.stderr += f"{text}\n"
        elif not log_only:
            self.screen += f"{text}\n" if newline else text


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def plain(written: Written, clock: FakeClock) -> PlainScreen:
    return PlainScreen("[h] ", written.display, clock)


@pytest.fixture
def moving(written: Written, clock: FakeClock) -> MovingScreen:
    return MovingScreen("[h] ", written.display, clock, columns=60)


def at(
    percent: int | None, text: str = "Running", subject: str = "N_1", elapsed: str = "3s", outlives: bool = True
) -> Progress:
    return Progress(subject, percent, text, elapsed, outlives)


class TestPlain:
    def test_the_first_line_says_that_the_run_keeps_running(self, plain: PlainScreen, written: Written) -> None:
        plain.show(at(10))
        assert written.lines == [f"[h]     3s  10 %  N_1: Running {KEEPS_RUNNING}"]

    def test_a_line_only_when_something_has_changed(
        self, plain: PlainScreen, written: Written, clock: FakeClock
    ) -> None:
        plain.show(at(10))
        clock.pass_time(60)
        plain.show(at(10, elapsed="1m03s"))
        plain.show(at(11, elapsed="1m05s"))
        assert written.lines[1:] == ["[h]  1m05s  11 %  Running"]

    def test_not_more_than_one_line_in_a_few_seconds(
        self, plain: PlainScreen, written: Written, clock: FakeClock
    ) -> None:
        for percent in range(100):
            plain.show(at(percent))
            clock.pass_time(0.5)
        assert len(written.lines) == 0.5 * 100 / INTERVAL
        assert "90 %" in written.lines[-1]

    def test_a_change_that_came_too_soon_is_shown_later(
        self, plain: PlainScreen, written: Written, clock: FakeClock
    ) -> None:
        plain.show(at(0))
        plain.show(at(5))
        assert len(written.lines) == 1
        clock.pass_time(INTERVAL)
        plain.show(at(5))
        assert len(written.lines) == 2

    def test_another_run_is_named_at_once(self, plain: PlainScreen, written: Written) -> None:
        plain.show(at(99))
        plain.show(at(0, subject="N_2"))
        assert f"N_2: Running {KEEPS_RUNNING}" in written.lines[1]

    def test_what_ends_with_the_task_does_not_keep_running(self, plain: PlainScreen, written: Written) -> None:
        plain.show(at(10, outlives=False))
        assert written.lines == ["[h]     3s  10 %  N_1: Running"]

    def test_progress_without_a_percentage(self, plain: PlainScreen, written: Written) -> None:
        plain.show(at(None))
        assert written.lines == [f"[h]     3s        N_1: Running {KEEPS_RUNNING}"]

    def test_what_is_said_and_the_end_come_at_once(self, plain: PlainScreen, written: Written) -> None:
        plain.show(at(1))
        plain.say("The run is adopted.")
        plain.end(FAILED)
        plain.end(None)
        assert written.lines[1:] == ["[h] The run is adopted.", f"[h] {FAILED.line}"]
        assert written.colours[-1] == constants.COLOR_ERROR
        assert written.log == written.lines


class TestMoving:
    def test_one_line_is_overwritten(self, moving: MovingScreen, written: Written) -> None:
        moving.show(at(50))
        moving.show(at(51, elapsed="4s"))
        moving.end(FAILED)
        first, rest = written.screen.split("\n", 1)
        assert first == f"[h] N_1 {KEEPS_RUNNING}"
        assert rest.count("\n") == 1
        assert rest.split("\r\x1b[K")[1:] == [
            f"[h] {'━' * 12}{'─' * 12}     3s  50 %  Running",
            f"[h] {'━' * 12}{'─' * 12}     4s  51 %  Running",
            f"[h] {FAILED.line}\n",
        ]

    def test_what_ends_with_the_task_does_not_keep_running(self, moving: MovingScreen, written: Written) -> None:
        moving.show(at(10, outlives=False))
        assert written.lines[0] == "[h] N_1"

    @pytest.mark.parametrize("text", ["x" * 500, "会" * 500, "e\u0301" * 500])
    def test_it_never_wraps(self, moving: MovingScreen, written: Written, text: str) -> None:
        moving.show(at(50, text))
        line = written.screen.rpartition("\r\x1b[K")[2]
        assert screen.get_text_width(line) in (59, 60)

    def test_the_log_gets_plain_lines(self, moving: MovingScreen, written: Written, clock: FakeClock) -> None:
        for percent in (1, 2, 3):
            moving.show(at(percent))
            clock.pass_time(3)
        moving.say("So it goes.")
        moving.end(FAILED)
        assert written.log == [
            f"[h]     3s   1 %  N_1: Running {KEEPS_RUNNING}",
            "[h]     3s   3 %  Running",
            "[h] So it goes.",
            f"[h] {FAILED.line}",
        ]

    def test_nothing_stays_on_the_line_of_a_task_with_nothing_to_say(
        self, moving: MovingScreen, written: Written
    ) -> None:
        moving.show(at(50))
        moving.end(None)
        assert written.screen.endswith("\r\x1b[K")

    def test_a_line_that_is_not_open_is_not_cleared(self, moving: MovingScreen, written: Written) -> None:
        moving.say("So it goes.")
        moving.end(None)
        assert written.screen == "[h] So it goes.\n"

    @pytest.mark.parametrize(
        ("percent", "has_unicode", "shown"),
        [
            (0, True, "─" * 24),
            (100, True, "━" * 24),
            (250, True, "━" * 24),
            (-3, True, "─" * 24),
            (None, True, " " * 24),
            (25, False, "#" * 6 + "." * 18),
        ],
    )
    def test_the_bar(self, monkeypatch: pytest.MonkeyPatch, percent: int | None, has_unicode: bool, shown: str) -> None:
        monkeypatch.setattr(screen, "HAS_UNICODE", has_unicode)
        assert screen.bar_for(percent) == shown


@pytest.mark.parametrize(
    ("terminal", "alone", "callback", "kind"),
    [
        (True, True, "default", MovingScreen),
        (True, True, "community.general.yaml", MovingScreen),
        (True, False, "default", PlainScreen),
        (True, True, "awx_display", PlainScreen),
        (True, True, "ansible.posix.json", PlainScreen),
        (False, True, "default", PlainScreen),
    ],
)
def test_which_screen(
    monkeypatch: pytest.MonkeyPatch,
    written: Written,
    clock: FakeClock,
    terminal: bool,
    alone: bool,
    callback: str,
    kind: type,
) -> None:
    monkeypatch.setattr(screen, "IS_TERMINAL", terminal)
    chosen = screen_for("h", written, clock, alone, callback)  # type: ignore[arg-type]
    assert chosen.__class__ is kind
    chosen.say("text")
    assert bool(written.stderr) is callback.endswith("json")


def test_each_line_is_flushed(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(raw)))
    screen.flush_each_line()
    print("a line")
    assert raw.getvalue() == b"a line\n"


def test_an_output_that_cannot_be_made_to_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    screen.flush_each_line()
