# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a run counts as a success, by what its log row says."""

from __future__ import annotations

from typing import Any, NamedTuple

from .._ips.model import JobLog


class Violation(NamedTuple):
    """A counter above its limit."""

    counter: str
    limit: int
    value: int

    def as_result(self) -> dict[str, Any]:
        """An item of the ``violations`` key of a result."""
        return self._asdict()

    def __str__(self) -> str:
        if self.counter == "fatal_error":
            return "a fatal error"
        plural = "" if self.value == 1 else "s"
        return f"{self.value} {self.counter.replace('_', ' ')}{plural} (limit {self.limit})"


class Thresholds(NamedTuple):
    """The limits within which a run counts as a success.

    :param max_warnings: None for no limit.
    """

    max_errors: int = 0
    max_warnings: int | None = None

    def violations(self, row: JobLog) -> list[Violation]:
        """The counters in the row that are above their limits; none for a success.

        :raises ProtocolError: when one of the counters cannot be read.
        """
        found = []
        counters = row.counters
        if row.fatal_error:
            found.append(Violation("fatal_error", 0, 1))
        if counters.error > self.max_errors:
            found.append(Violation("error", self.max_errors, counters.error))
        if counters.transfer_error is not None and counters.transfer_error > self.max_errors:
            found.append(Violation("transfer_error", self.max_errors, counters.transfer_error))
        if self.max_warnings is not None and counters.warning > self.max_warnings:
            found.append(Violation("warning", self.max_warnings, counters.warning))
        return found
