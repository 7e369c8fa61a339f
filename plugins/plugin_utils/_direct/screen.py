# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How progress looks: plain lines in a log, a bar that moves in place on a terminal.

A worker has no terminal: Ansible's display passes its output to ansible-playbook. So the kind of output must be known
before the worker starts. This module detects it when it is imported, which ansible-playbook does before the first task
of the collection.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any, Callable

from ansible import constants
from ansible.utils.display import Display, get_text_width

from ...module_utils._ips.times import Clock
from .progress import Ending, Progress

INTERVAL = 5.0
"""The least seconds between two plain lines."""

BAR_WIDTH = 24

FOR_PROGRAMS = ("json", "jsonl")
"""Callbacks whose standard output is for programs, so that the progress goes to standard error."""

RECORDED = ("awx_display",)
"""Callbacks whose output is recorded piece by piece though it goes to a terminal: that of ansible-runner and AWX."""

KEEPS_RUNNING = "(keeps running at the service if interrupted)"

Write = Callable[..., None]
"""Writes a text: ``Display.display`` or something that takes the same keywords."""

_BACK_AND_CLEAR = "\r\x1b[K"

_COLOURS = {
    "ok": constants.COLOR_OK,
    "changed": constants.COLOR_CHANGED,
    "failed": constants.COLOR_ERROR,
    "skipped": constants.COLOR_SKIP,
    "open": constants.COLOR_WARN,
}


def flush_each_line() -> None:
    """Make ansible-playbook write each line at once, even if its output is not a terminal, such as in a CI log."""
    with suppress(AttributeError, io.UnsupportedOperation):
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]


flush_each_line()
IS_TERMINAL = sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
HAS_UNICODE = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"


class PlainScreen:
    """Writes a line when something has changed, at most every five seconds.

    The first line about a subject names it, and says that it outlives the task, since an interrupted worker could not
    say so.

    :param prefix: the beginning of each line.
    """

    def __init__(self, prefix: str, write: Write, clock: Clock) -> None:
        self._prefix = prefix
        self._write = write
        self._clock = clock
        self._shown: Progress | None = None
        self._shown_at = float("-inf")

    def show(self, progress: Progress) -> None:
        """Show how far the task is."""
        before, now = self._shown, self._clock.monotonic()
        is_new = before is None or before.subject != progress.subject
        is_same = before is not None and (before.percent, before.text) == (progress.percent, progress.text)
        if not is_new and (is_same or now - self._shown_at < INTERVAL):
            return
        self._shown, self._shown_at = progress, now
        subject = f"{progress.subject}: " if is_new else ""
        hint = hint_of(progress) if is_new else ""
        self._line(f"{position(progress)}  {subject}{progress.text}{hint}")

    def say(self, text: str) -> None:
        """Show a line at once."""
        self._line(text)

    @property
    def has_shown(self) -> bool:
        """Whether there was progress to show."""
        return self._shown is not None

    def end(self, ending: Ending | None) -> None:
        """Show how the task ended, if there is something to say."""
        if ending:
            self._line(ending.line, color=_COLOURS[ending.kind])

    def _line(self, text: str, **how: Any) -> None:
        self._write(f"{self._prefix}{text}", **how)


class MovingScreen(PlainScreen):
    """Shows progress on one line of a terminal, which it overwrites. The log gets plain lines.

    :param columns: the width of the terminal.
    """

    def __init__(self, prefix: str, write: Write, clock: Clock, columns: int) -> None:
        super().__init__(prefix, write, clock)
        self._columns = columns
        self._log = PlainScreen(prefix, lambda text, **how: write(text, log_only=True, **how), clock)
        self._is_open = False

    def show(self, progress: Progress) -> None:
        """Show how far the task is."""
        self._log.show(progress)
        if self._shown is None or self._shown.subject != progress.subject:
            self._on_screen(f"{progress.subject}{hint_of(progress)}")
        self._shown = progress
        line = f"{self._prefix}{bar_for(progress.percent)} {position(progress)}  {progress.text}"
        self._write(
            f"{_BACK_AND_CLEAR}{clipped(line, self._columns)}",
            color=constants.COLOR_VERBOSE,
            newline=False,
            screen_only=True,
        )
        self._is_open = True

    def end(self, ending: Ending | None) -> None:
        """End the line, and show how the task ended, if there is something to say."""
        super().end(ending)
        if self._is_open:
            self._write(_BACK_AND_CLEAR, newline=False, screen_only=True)

    def _line(self, text: str, **how: Any) -> None:
        self._log._line(text, **how)
        self._on_screen(text, **how)

    def _on_screen(self, text: str, **how: Any) -> None:
        back = _BACK_AND_CLEAR if self._is_open else ""
        self._is_open = False
        self._write(f"{back}{self._prefix}{text}", screen_only=True, **how)


def position(progress: Progress) -> str:
    """The elapsed time and the percentage, in columns."""
    percent = "" if progress.percent is None else f"{progress.percent} %"
    return f"{progress.elapsed:>6} {percent:>5}"


def hint_of(progress: Progress) -> str:
    """What a user who may interrupt the task should know."""
    return f" {KEEPS_RUNNING}" if progress.outlives else ""


def bar_for(percent: int | None) -> str:
    """A bar, or blanks if the percentage is not known."""
    if percent is None:
        return " " * BAR_WIDTH
    full, rest = ("━", "─") if HAS_UNICODE else ("#", ".")
    done = BAR_WIDTH * max(0, min(percent, 100)) // 100
    return full * done + rest * (BAR_WIDTH - done)


def clipped(line: str, columns: int) -> str:
    """As much of the line as fits without a line break."""
    while get_text_width(line) > columns:
        line = line[:-1]
    return line


def screen_for(host: str, display: Display, clock: Clock, alone: bool, callback: str) -> PlainScreen:
    """The screen for a task.

    :param alone: whether no other host's output can come in between.
    :param callback: the callback that writes the standard output.
    """
    callback = callback.rpartition(".")[2]
    for_programs = callback in FOR_PROGRAMS
    prefix = f"[{host}] "
    if IS_TERMINAL and alone and callback not in FOR_PROGRAMS + RECORDED:
        return MovingScreen(prefix, display.display, clock, display.columns)
    return PlainScreen(prefix, lambda text, **how: display.display(text, stderr=for_programs, **how), clock)
