# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task shows while it runs."""

from __future__ import annotations

from .._ips.model import Run

MAX_MESSAGE = 100
"""The maximum number of characters that a line shows of the service's own text."""


class Observer:
    """Is called while a task runs; this one shows nothing."""

    def saw(self, run: Run) -> None:
        """A poll has shown a run that the task waits for."""

    def counted(self, subject: str, done: int, total: int, unit: str, text: str = "") -> None:
        """The task has made progress that can be counted.

        :param subject: what is waited for.
        :param unit: of the two numbers, in the plural.
        """

    def says(self, text: str) -> None:
        """One line that the user should see at once."""


def describe(run: Run) -> str:
    """The progress of an active run: its state and, if the service reports them, files and message."""
    parts = [run.state or "Unknown"]
    if run.files_done is not None and run.files_total:
        parts.append(f"{run.files_done} of {run.files_total} files")
    words = (run.progress_message or "").strip()
    if words and words not in parts:
        parts.append(words if len(words) <= MAX_MESSAGE else f"{words[: MAX_MESSAGE - 3]}...")
    return ", ".join(parts)
