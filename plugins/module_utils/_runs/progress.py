# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live progress: a line for a person whenever a run that is waited for has moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Callable

from .._ips.model import Run
from .._ips.times import Clock

INTERVAL = 5.0
"""Seconds between two lines at the least."""

MAX_MESSAGE = 100
"""Characters of the service's own words in a line."""

_INTERRUPTIBLE = " (it goes on at the service if this is interrupted)"


@dataclass
class Told:
    """What a person was told last.

    :param began: when the task did, by the local clock; the elapsed time counts from then.
    :param at: when the last line was written, by the same clock.
    :param run: the name of the run that it was about.
    :param state: what it said of the run.
    """

    began: datetime
    at: datetime | None = None
    run: str | None = None
    state: str | None = None


class ProgressLines:
    """Tells a person how a run goes: a line when something has changed, and not more often than each five seconds.

    Its end is told at once, in any case.

    The first line about a run also says that it outlives this process, for whoever interrupts the waiting: a worker is
    ended without a chance to say so then.

    :param write: shows one line.
    :param redact: takes the secrets out of a text, since the service may put anything into a run's.
    :param clock: the local clock.
    :param told: what was told before.
    :param pausing: whether the waiting has to pause for a line to be shown.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        redact: Callable[[str], str],
        clock: Clock,
        told: Told | None = None,
        pausing: bool = False,
    ) -> None:
        self._write = write
        self._redact = redact
        self._clock = clock
        self._pausing = pausing
        self.told = told or Told(clock.now())

    def saw(self, run: Run) -> bool:
        """A poll has shown the run; true where the waiting has to pause, so that the line is shown."""
        state = describe(run.redacted(self._redact))
        told, now = self.told, self._clock.now()
        is_early = told.at is not None and (now - told.at).total_seconds() < INTERVAL
        if (run.name, state) == (told.run, told.state) or (run.is_active and is_early):
            return False
        hint = "" if run.name == told.run or not run.is_active else _INTERRUPTIBLE
        elapsed = format_seconds((now - told.began).total_seconds())
        self.told = Told(told.began, now, run.name, state)
        self._write(f"{printable(self._redact(run.name))}: {printable(state)}, {elapsed}{hint}")
        return self._pausing


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
