# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of the tasks that only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from .._runs.outcome import Outcome
from .._runs.resolve import subject_of


@dataclass
class Findings(Outcome):
    """The outcome of a task that only reads.

    :param data: the keys of the result. They exist from the start, so that a failure has them too.
    """

    data: dict[str, Any] = field(default_factory=dict)

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        return self.data


def findings(**data: Any) -> Callable[[Mapping[str, Any], bool], Findings]:
    """A function that makes the outcome of a task that only reads.

    :param data: the keys of the result and their values before anything was read.
    """

    return lambda params, check_mode: Findings(subject=subject_of(params), predicted=check_mode, data=dict(data))
