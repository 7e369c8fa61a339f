# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every task knows. It is filled while the task runs, so the result is true whenever the task ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .resolve import subject_of

Begun = TypeVar("Begun", bound="Outcome")


@dataclass
class Outcome:
    """The result of a task so far.

    :param subject: what a message is about, for example ``Job 'Nightly' of company 'Planetary'``.
    :param predicted: whether the task only predicts (check mode).
    :param reason: why the result is what it is, in one sentence; empty if the task has no such key.
    """

    subject: str
    predicted: bool = False
    reason: str = ""
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls: type[Begun], params: Mapping[str, Any], check_mode: bool) -> Begun:
        """The outcome of a task that has done nothing yet."""
        return cls(subject_of(params), check_mode)

    @property
    def changed(self) -> bool:
        """Whether the task changed something, or may have; in check mode, whether it would."""
        return False

    @property
    def advice(self) -> str | None:
        """What to do after the task has ended early, or None."""
        return None

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        raise NotImplementedError

    def diff(self) -> dict[str, Any] | None:
        """Before and after, or None if the task has nothing to compare."""
        return None
