# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults that the control interface has ordered: which request gets which."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .fault_kinds import KINDS, FaultKind
from .operation_table import OPERATIONS, UPLOAD_POST
from .shapes import FLAG, OBJECT, entry, one_of, whole

_NUMBER = whole(0, 10**9)
_OWN_KEYS = {
    "kind": one_of(KINDS),
    "operation": one_of(("*", *OPERATIONS, UPLOAD_POST.name)),
    "times": _NUMBER,
    "skip": _NUMBER,
    "act": FLAG,
}
_ORDERS = {
    name: entry({**_OWN_KEYS, **{key: option.shape for key, option in kind.options.items()}})
    for name, kind in KINDS.items()
}


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
        """The planned fault as the control interface shows it; ``times`` is how many are left, 0 for unlimited."""
        own = {"kind": self.kind, "operation": self.operation, "times": self.times or 0, "skip": self.skip}
        return {**own, "act": self.act, **self.options}


def order_shape(where: str, value: Any) -> None:
    """The shape of a fault that is ordered: the options depend on the kind."""
    OBJECT(where, value)
    _OWN_KEYS["kind"]("kind", value.get("kind"))
    _ORDERS[value["kind"]](value["kind"], value)


def order(body: Mapping[str, Any]) -> Fault:
    """The fault that a body of the control interface describes."""
    kind = KINDS[body["kind"]]
    options = {name: body.get(name, option.default) for name, option in kind.options.items()}
    times, act = body.get("times", 1) or None, body.get("act", kind.acts)
    return Fault(body["kind"], body.get("operation", "*"), times, body.get("skip", 0), act, options)


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
