# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the runs of a job behave, as data that seeds and the control interface give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from .job_details import details_fit_kind
from .job_kinds import BY_ELEMENT
from .shapes import COUNT, FLAG, OBJECT, SECONDS, TEXT, Shape, all_of, entry, list_of, nullable, one_of
from .soap import FAULT_FIELDS

_LOG_MESSAGE = entry({"type": TEXT, "message": TEXT, "asset": nullable(TEXT)})


def _key(default: Any, shape: Shape) -> Any:
    return field(default=default, metadata={"shape": shape})


@dataclass(frozen=True)
class Behaviour:
    """What a run does. Times are seconds of service time; see the simulator's documentation for each key."""

    appear_after: float = _key(0.0, SECONDS)
    waiting: float = _key(0.0, SECONDS)
    duration: float = _key(1.0, SECONDS)
    linger: float = _key(0.0, SECONDS)
    log_lag: float = _key(0.0, SECONDS)
    row_at_start: bool = _key(True, FLAG)
    vanish_after: float | None = _key(None, nullable(SECONDS))
    stop_after: float | None = _key(None, nullable(SECONDS))
    stopping: float = _key(0.2, SECONDS)
    success: int = _key(12, COUNT)
    errors: int = _key(0, COUNT)
    warnings: int = _key(0, COUNT)
    duplicates: int = _key(0, COUNT)
    updates: int = _key(0, COUNT)
    transfer_success: int = _key(0, COUNT)
    transfer_errors: int = _key(0, COUNT)
    transfer_warnings: int = _key(0, COUNT)
    fatal: bool = _key(False, FLAG)
    log_rows: int | None = _key(None, nullable(COUNT))
    log: tuple[Mapping[str, str], ...] = _key((), list_of(_LOG_MESSAGE))
    progress_messages: tuple[str, ...] = _key((), list_of(TEXT))
    follow_on: tuple[Mapping[str, Any], ...] = _key((), list_of(lambda where, value: _FOLLOW_ON(where, value)))
    refuse: Mapping[str, Any] | None = _key(None, nullable(entry(FAULT_FIELDS)))
    outcomes: tuple[Mapping[str, Any], ...] = _key((), list_of(lambda where, value: _OUTCOME(where, value)))

    @property
    def total(self) -> int:
        """How many files the run handles."""
        return self.success + self.errors + self.warnings + self.duplicates + self.updates

    def changed(self, changes: Mapping[str, Any]) -> Behaviour:
        """This behaviour with some keys changed, in the shape of BEHAVIOUR."""
        kept: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in changes.items()}
        return replace(self, **kept)

    def of_run(self, number: int) -> Behaviour:
        """The behaviour of a job's run, the first being number 0; the last outcome repeats."""
        if not self.outcomes:
            return self
        return self.changed(self.outcomes[min(number, len(self.outcomes) - 1)])


@dataclass
class Turns:
    """Counts the runs that have taken their turn at a behaviour's outcomes."""

    taken: int = 0

    def take(self) -> int:
        """The number of the run whose turn it is, the first being number 0."""
        self.taken += 1
        return self.taken - 1


@dataclass(frozen=True)
class Plan:
    """What the runs of a name's jobs do, those of jobs that are yet to come included.

    The jobs take turns at the plan's outcomes together: submitJob makes a new job each time that it is called.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    turns: Turns = field(default_factory=Turns)

    def changed(self, changes: Mapping[str, Any]) -> Plan:
        """This plan with some keys changed. New outcomes begin with the first run that starts after them."""
        return Plan({**self.changes, **changes}, Turns() if "outcomes" in changes else self.turns)


def follow_on_behaviour(follow_on: Mapping[str, Any]) -> Behaviour:
    """The behaviour in an entry of ``follow_on``."""
    return DEFAULT.changed({name: value for name, value in follow_on.items() if name not in _OF_FOLLOW_ON})


DEFAULT = Behaviour()

_KEYS = {key.name: key.metadata["shape"] for key in fields(Behaviour)}
_OF_ONE_RUN = {name: shape for name, shape in _KEYS.items() if name != "outcomes"}
_OF_FOLLOW_ON = {"infix": TEXT, "kind": one_of(BY_ELEMENT), "details": OBJECT}
_OUTCOME: Shape = entry(_OF_ONE_RUN)
_FOLLOW_ON: Shape = all_of(entry({**_OF_ONE_RUN, **_OF_FOLLOW_ON}), details_fit_kind())
BEHAVIOUR = entry(_KEYS)
"""The shape of a behaviour in a seed or a control request."""
