# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live progress: a line for a person whenever a run that is waited for has moved on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from .._ips.model import Run
from .._ips.times import Clock

INTERVAL = 5.0
"""Seconds between two lines at the least."""

MAX_MESSAGE = 100
"""Characters of the service's own words in a line."""

_INTERRUPTIBLE = " (it goes on at the service if this is interrupted)"


class ProgressLines:
    """Tells a person how a run goes: a line when something has changed, and not more often than each five seconds.

    Its end is told at once, in any case.

    The first line about a run also says that it outlives this process, for whoever interrupts the waiting: a worker is
    ended without a chance to say so then.

    :param write: shows one line.
    :param redact: takes the secrets out of a text, since the service may put anything into a run's.
    :param clock: the local clock; the elapsed time counts from now.
    """

    def __init__(self, write: Callable[[str], None], redact: Callable[[str], str], clock: Clock) -> None:
        self._write = write
        self._redact = redact
        self._clock = clock
        self._began = clock.monotonic()
        self._shown_at = float("-inf")
        self._shown = ("", "")

    def saw(self, run: Run) -> None:
        """A poll has shown the run."""
        state = describe(run.redacted(self._redact))
        name, now = self._shown[0], self._clock.monotonic()
        if (run.name, state) == self._shown or (run.is_active and now - self._shown_at < INTERVAL):
            return
        hint = "" if run.name == name or not run.is_active else _INTERRUPTIBLE
        self._shown, self._shown_at = (run.name, state), now
        self._write(
            f"{printable(self._redact(run.name))}: {printable(state)}, {format_seconds(now - self._began)}{hint}"
        )


def describe_result(result: Mapping[str, Any]) -> str | None:
    """How the run of a task's result went, on one line; None where the task knows of no run.

    :param result: as a task that deals with a run returns it, without secrets.
    """
    run, status = result.get("run"), result.get("status")
    if not run or not status:
        return None
    return printable(f"{run['name']}: {status}, {format_seconds(result['elapsed'])}")


def describe(run: Run) -> str:
    """Where a run is: its state; while it is active, also as much of per cent, files and words as the service tells."""
    parts = [run.state or "Unknown"]
    if not run.is_active:
        return parts[0]
    if run.progress is not None:
        parts.append(f"{run.progress} %")
    if run.files_done is not None and run.files_total:
        parts.append(f"{run.files_done} of {run.files_total} files")
    words = (run.progress_message or "").strip()
    if words and words not in parts:
        parts.append(words if len(words) <= MAX_MESSAGE else f"{words[: MAX_MESSAGE - 3]}...")
    return ", ".join(parts)


def format_seconds(seconds: float) -> str:
    """A duration as people write it: 7s, 2m05s, 1h02m05s."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02}m{rest:02}s"
    return f"{minutes}m{rest:02}s" if minutes else f"{rest}s"


def printable(text: str) -> str:
    """The text on one line, without anything that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
