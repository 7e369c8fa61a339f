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


@dataclass(frozen=True)
class Behaviour:
    """What a run does. Times are seconds of service time; see the simulator's documentation for each key."""

    appear_after: float = 0.0
    waiting: float = 0.0
    duration: float = 1.0
    linger: float = 0.0
    log_lag: float = 0.0
    row_at_start: bool = True
    row_after: float | None = None
    row_ends: bool = True
    vanish_after: float | None = None
    stop_after: float | None = None
    stopping: float = 0.2
    success: int = 12
    errors: int = 0
    warnings: int = 0
    duplicates: int = 0
    updates: int = 0
    failing_files: tuple[str, ...] = ()
    transfer_success: int = 0
    transfer_errors: int = 0
    transfer_warnings: int = 0
    fatal: bool = False
    log_rows: int | None = None
    log: tuple[Mapping[str, Any], ...] = ()
    progress_messages: tuple[str, ...] = ()
    follow_on: tuple[Mapping[str, Any], ...] | None = None
    refuse: Mapping[str, Any] | None = None
    outcomes: tuple[Mapping[str, Any], ...] = ()

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


def follow_on_name(follow_on: Mapping[str, Any], job: str) -> str:
    """The name of a follow-on's runs, less their time; the user guide says that Adobe's put ``Pub_`` in front."""
    infix = follow_on.get("infix", "")
    prefix = follow_on.get("prefix", "" if infix else "Pub_")
    return f"{prefix}{job}{infix}"


def follow_on_behaviour(follow_on: Mapping[str, Any]) -> Behaviour:
    """The behaviour in an entry of ``follow_on``."""
    return DEFAULT.changed({name: value for name, value in follow_on.items() if name not in _OF_FOLLOW_ON})


DEFAULT = Behaviour()
NO_FILES: Mapping[str, Any] = {"success": 0, "log_rows": 0}
"""What an upload starts with: its files come later, each with a message of its own."""


def _follow_on(where: str, value: Any) -> None:
    """A follow-on run, which may have some of its own."""
    _FOLLOW_ON(where, value)


_LOG_ENTRY = entry(
    {
        "type": TEXT,
        "message": TEXT,
        "asset": nullable(TEXT),
        "asset_type": nullable(TEXT),
        "asset_handle": nullable(TEXT),
        "aux": list_of(entry({"type": TEXT, "message": TEXT}, needed=("type", "message"))),
    }
)
_BY_DEFAULT = {bool: FLAG, int: COUNT, float: SECONDS}
_OF_ONE_RUN: dict[str, Shape] = {
    **{key.name: _BY_DEFAULT[type(key.default)] for key in fields(Behaviour) if type(key.default) in _BY_DEFAULT},
    "row_after": nullable(SECONDS),
    "vanish_after": nullable(SECONDS),
    "stop_after": nullable(SECONDS),
    "log_rows": nullable(COUNT),
    "log": list_of(_LOG_ENTRY),
    "failing_files": list_of(TEXT),
    "progress_messages": list_of(TEXT),
    "follow_on": nullable(list_of(_follow_on)),
    "refuse": nullable(entry(FAULT_FIELDS)),
}
_OF_FOLLOW_ON = {"prefix": TEXT, "infix": TEXT, "kind": one_of(BY_ELEMENT), "details": OBJECT}
_FOLLOW_ON: Shape = all_of(entry({**_OF_ONE_RUN, **_OF_FOLLOW_ON}), details_fit_kind())
BEHAVIOUR = entry({**_OF_ONE_RUN, "outcomes": list_of(entry(_OF_ONE_RUN))})
"""The shape of a behaviour in a seed or a control request."""
