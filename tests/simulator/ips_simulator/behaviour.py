# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the runs of a job behave, as data that seeds and the control interface give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from .errors import BadControlRequest


@dataclass(frozen=True)
class Behaviour:
    """What a run does. Times are seconds of service time; see the simulator's documentation for each key."""

    appear_after: float = 0.0
    waiting: float = 0.0
    duration: float = 1.0
    linger: float = 0.0
    log_lag: float = 0.0
    row_at_start: bool = True
    vanish_after: float | None = None
    stop_after: float | None = None
    stopping: float = 0.2
    success: int = 12
    errors: int = 0
    warnings: int = 0
    duplicates: int = 0
    updates: int = 0
    transfer_success: int = 0
    transfer_errors: int = 0
    transfer_warnings: int = 0
    fatal: bool = False
    log_rows: int | None = None
    log: tuple[Mapping[str, str], ...] = ()
    progress_messages: tuple[str, ...] = ()
    follow_on: tuple[Mapping[str, Any], ...] = ()
    refuse: Mapping[str, Any] | None = None
    outcomes: tuple[Mapping[str, Any], ...] = ()

    @property
    def total(self) -> int:
        """How many files the run handles."""
        return self.success + self.errors + self.warnings + self.duplicates + self.updates

    def changed(self, changes: Mapping[str, Any]) -> Behaviour:
        """This behaviour with some keys changed; BadControlRequest names keys and values that make no sense."""
        unknown = sorted(set(changes) - set(_KEYS))
        if unknown:
            raise BadControlRequest("behaviour: no such keys: %s (known: %s)" % (", ".join(unknown), ", ".join(_KEYS)))
        return replace(self, **{key: _checked(key, value) for key, value in changes.items()})

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


_KEYS = tuple(field.name for field in fields(Behaviour))
_LISTS = frozenset({"log", "progress_messages", "follow_on", "outcomes"})
_FLAGS = frozenset({"row_at_start", "fatal"})
_OPTIONAL = frozenset({"vanish_after", "stop_after", "log_rows", "refuse"})
_FOLLOW_ON_KEYS = frozenset({"infix", "kind", "details"})


def _checked(key: str, value: Any) -> Any:
    if value is None and key in _OPTIONAL:
        return None
    if key in _FLAGS:
        return _expect(key, value, bool, "true or false")
    if key == "refuse":
        return _expect(key, value, dict, "an object")
    if key in _LISTS:
        return _list(key, _expect(key, value, (list, tuple), "a list"))
    number = _expect(key, value, (int, float), "a number")
    if isinstance(value, bool) or number < 0:
        raise BadControlRequest("behaviour: %s needs a number from 0 on, not %r" % (key, value))
    return number


def _expect(key: str, value: Any, types: Any, what: str) -> Any:
    if not isinstance(value, types):
        raise BadControlRequest("behaviour: %s needs %s, not %r" % (key, what, value))
    return value


def _list(key: str, values: Any) -> tuple[Any, ...]:
    if key == "follow_on":
        for follow_on in values:
            DEFAULT.changed({name: value for name, value in follow_on.items() if name not in _FOLLOW_ON_KEYS})
    if key == "outcomes":
        for outcome in values:
            DEFAULT.changed(outcome)
    return tuple(values)


def follow_on_behaviour(follow_on: Mapping[str, Any]) -> Behaviour:
    """The behaviour in an entry of ``follow_on``."""
    return DEFAULT.changed({name: value for name, value in follow_on.items() if name not in _FOLLOW_ON_KEYS})


DEFAULT = Behaviour()
