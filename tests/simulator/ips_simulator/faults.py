# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults that the control interface has ordered: which request gets which."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import BadControlRequest
from .fault_kinds import KINDS, FaultKind

_OWN_KEYS = frozenset({"kind", "operation", "times", "skip", "act"})


@dataclass
class Fault:
    """An order: ``times`` matching requests (None: all) after the first ``skip`` get a fault of this kind."""

    kind: str
    operation: str = "*"
    times: int | None = 1
    skip: int = 0
    act: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def how(self) -> FaultKind:
        return KINDS[self.kind]

    def takes(self, operation: str | None) -> bool:
        """Whether a request of an operation gets this fault now; counts it."""
        if self.operation not in ("*", operation) or self.times == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def described(self) -> dict[str, Any]:
        """The order as the control interface tells it; ``times`` is what is left, 0 for ever."""
        own = {"kind": self.kind, "operation": self.operation, "times": self.times or 0, "skip": self.skip}
        return {**own, "act": self.act, **self.options}


def order(entry: Mapping[str, Any]) -> Fault:
    """The fault that an entry of the control interface describes; BadControlRequest names what is wrong with it."""
    kind = KINDS.get(entry.get("kind", ""))
    if kind is None:
        raise BadControlRequest("no such kind of fault: %r (known: %s)" % (entry.get("kind"), ", ".join(KINDS)))
    unknown = sorted(set(entry) - _OWN_KEYS - set(kind.options))
    if unknown:
        known = ", ".join(kind.options) or "none"
        raise BadControlRequest("%s: no such options: %s (known: %s)" % (entry["kind"], ", ".join(unknown), known))
    options = {name: entry.get(name, default) for name, default in kind.options.items()}
    times, skip = _count(entry, "times", 1), _count(entry, "skip", 0)
    act = bool(entry.get("act", kind.acts))
    return Fault(entry["kind"], entry.get("operation", "*"), times or None, skip, act, options)


def _count(entry: Mapping[str, Any], key: str, default: int) -> int:
    value = entry.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadControlRequest("%s: a whole number from 0 on is needed, not %r" % (key, value))
    return value


class FaultBook:
    """The faults in force, in the order in which they were ordered. Thread-safe."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def take(self, operation: str | None) -> Fault | None:
        """The fault that a request gets, if any: the first that takes it."""
        with self._lock:
            if not self._faults:
                return None
            taken = next((fault for fault in self._faults if fault.takes(operation)), None)
            self._faults = [fault for fault in self._faults if fault.times != 0]
            return taken

    def described(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.described() for fault in self._faults]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()
