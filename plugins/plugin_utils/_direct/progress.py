# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person is shown of a task: how far it is while it waits, and on one line how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, NamedTuple, Protocol

from ...module_utils._ips.model import Run
from ...module_utils._ips.times import Clock
from ...module_utils._runs.progress import Observer, describe

FAILURES = ("failed", "stopped")
"""The statuses that need no other word for a task that has failed."""


class Progress(NamedTuple):
    """How far a task is, on one line and without secrets.

    :param subject: what is waited for; a new one gets a line of its own.
    :param text: where it is.
    :param elapsed: since the task began.
    :param outlives: whether it keeps running at the service when the task is interrupted.
    """

    subject: str
    percent: int | None
    text: str
    elapsed: str
    outlives: bool = False


class Screen(Protocol):
    """Where progress is shown."""

    def show(self, progress: Progress) -> None:
        """Show how far the task is."""

    def say(self, text: str) -> None:
        """Show a line at once."""


class ShowingObserver(Observer):
    """Shows what it receives on a screen.

    :param redact: takes the secrets out of a text, since the service may put anything into its own words.
    :param clock: the elapsed time counts from now by it.
    """

    def __init__(self, screen: Screen, redact: Callable[[str], str], clock: Clock) -> None:
        self._screen = screen
        self._redact = redact
        self._clock = clock
        self._began = clock.monotonic()

    def saw(self, run: Run) -> None:
        """Show a run, while it is active."""
        if run.is_active:
            self._show(run.title, run.progress, describe(run.redacted(self._redact)), outlives=True)

    def counted(self, subject: str, done: int, total: int, unit: str, text: str = "") -> None:
        """Show how many are done."""
        words = [f"{done} of {total} {unit}", *filter(None, [text])]
        self._show(subject, 100 * done // total if total else None, ", ".join(words))

    def says(self, text: str) -> None:
        """Show a line at once."""
        self._screen.say(printable(self._redact(text)))

    def _show(self, subject: str, percent: int | None, text: str, outlives: bool = False) -> None:
        elapsed = format_seconds(self._clock.monotonic() - self._began)
        subject, text = (printable(self._redact(part)) for part in (subject, text))
        self._screen.show(Progress(subject, percent, text, elapsed, outlives))


class Ending(NamedTuple):
    """How a task ended.

    :param kind: ok, changed, failed, skipped, or open.
    """

    kind: str
    line: str


def ending_of(result: Mapping[str, Any], waited: bool = False) -> Ending | None:
    """How a task ended, or None if there is nothing to say.

    :param result: without secrets.
    :param waited: whether the task was seen to wait, so that its end is worth a line.
    """
    status, run = result.get("status"), result.get("run")
    if result.get("action") == "skip":
        return Ending("skipped", printable(f"skipped: {result['reason']}"))
    if run or status in ("triggered", "unknown"):
        problems = ", ".join(map(_counted, result.get("violations", ())))
        name = f" ({run['name']})" if run else ""
        outcome = f"failed, status {status}" if result.get("failed") and status not in FAILURES else status
        words = f"{outcome}{': ' if problems else ''}{problems}, {format_seconds(result['elapsed'])}{name}"
    elif waited and "elapsed" in result:
        words = f"{'failed' if result.get('failed') else 'done'}, {format_seconds(result['elapsed'])}"
    else:
        return None
    return Ending(_kind(result), printable(words))


def _kind(result: Mapping[str, Any]) -> str:
    if result.get("failed"):
        return "failed"
    if result.get("status", "succeeded") != "succeeded":
        return "open"
    return "changed" if result.get("changed") else "ok"


def _counted(violation: Mapping[str, Any]) -> str:
    if violation["counter"] == "fatal_error":
        return "a fatal error"
    words = violation["counter"].replace("_", " ")
    return f"{violation['value']} {words}{'' if violation['value'] == 1 else 's'}"


def format_seconds(seconds: float) -> str:
    """A duration as people write it: 7s, 2m05s, 1h02m05s."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02}m{rest:02}s"
    return f"{minutes}m{rest:02}s" if minutes else f"{rest}s"


def printable(text: str) -> str:
    """The text on one line, without anything that a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text)
