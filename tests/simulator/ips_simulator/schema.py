# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the service's schema is written down here: fields in order, in a short notation.

A type is a line of fields. A field reads ``name``, then how often it occurs (nothing: once; ``?``: at most once;
``*``: any number; ``+N``: 1 to N), then ``:type`` where it is not a string, then ``@SINCE..UNTIL`` where not all
versions have it: the first version that does, and the first that no longer does; either may be left out.
``numRows?:int`` is an optional integer, ``locale?@2008-01-15`` a string that pre-4.0 lacks, and ``role@..2012-02-14``
one that only versions before 2012-02-14 have. A field whose shape has changed is listed once for each shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .versions import age

SIMPLE_TYPES = frozenset({"string", "int", "long", "boolean", "double", "dateTime"})
_EMPTY: Mapping[str, Any] = {"string": "", "int": 0, "long": 0, "boolean": False, "double": 0.0, "dateTime": 0.0}
_REQUIRED_TEXTS = {"publishType": "Full", "emailSetting": "None"}
"""Values of required fields for which nothing is given and whose type has no default."""
_VERSIONS = r"@(?P<since>[\d-]+)?(?:\.\.(?P<until>[\d-]+))?"
_NOTATION = re.compile(r"(?P<name>\w+)(?P<occurs>\?|\*|\+\d+)?(?::(?P<type>\w+))?(?:%s)?" % _VERSIONS)


@dataclass(frozen=True)
class Field:
    """One element of a sequence. ``max_occurs``, ``since`` and ``until`` are None where there is no limit."""

    name: str
    type: str = "string"
    min_occurs: int = 1
    max_occurs: int | None = 1
    since: str | None = None
    until: str | None = None

    @property
    def required(self) -> bool:
        return self.min_occurs > 0

    @property
    def repeats(self) -> bool:
        return self.max_occurs != 1


Fields = tuple[Field, ...]


def fields(notation: str) -> Fields:
    """The fields that a line in the module's notation describes."""
    return tuple(_field(word) for word in notation.split())


def _field(word: str) -> Field:
    parts = _NOTATION.fullmatch(word)
    if parts is None:
        raise ValueError("not a field: %r" % word)
    occurs = parts["occurs"] or ""
    return Field(
        name=parts["name"],
        type=parts["type"] or "string",
        min_occurs=0 if occurs in ("?", "*") else 1,
        max_occurs=None if occurs == "*" else int(occurs[1:]) if occurs.startswith("+") else 1,
        since=parts["since"],
        until=parts["until"],
    )


def known(members: Fields, version: str) -> Fields:
    """Those of some fields that a listed version has."""
    return tuple(member for member in members if is_known(member.since, member.until, version))


def is_known(since: str | None, until: str | None, version: str) -> bool:
    """Whether a listed version has what others have since one version and until another."""
    return (since is None or age(since) <= age(version)) and (until is None or age(version) < age(until))


class Schema:
    """The complex types of one API version."""

    def __init__(self, types: Mapping[str, Fields], version: str) -> None:
        self._types = {name: known(members, version) for name, members in types.items()}

    def __getitem__(self, type_name: str) -> Fields:
        return self._types[type_name]

    def array_item(self, type_name: str) -> Field | None:
        """The repeated field of a type that is nothing but an array; None for any other type."""
        members = self._types[type_name]
        return members[0] if len(members) == 1 and members[0].repeats else None

    def with_required(self, type_name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values with each required field that they lack, at any depth, set to something that the schema takes."""
        filled = dict(values)
        for field in self._types[type_name]:
            if field.required or field.name in values:
                filled[field.name] = self._required(field, values.get(field.name))
        return filled

    def _required(self, field: Field, value: Any) -> Any:
        if field.type in SIMPLE_TYPES:
            return _REQUIRED_TEXTS.get(field.name, _EMPTY[field.type]) if value is None else value
        item = self.array_item(field.type)
        if item is None:
            return self.with_required(field.type, value or {})
        return [self._required(item, one) for one in value or ()]

    def with_defaults(self, type_name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values with each optional boolean that they leave open set to false, as a service might fill it in."""
        filled: dict[str, Any] = {}
        for field in self._types[type_name]:
            if field.name in values:
                filled[field.name] = values[field.name]
            elif field.type == "boolean":
                filled[field.name] = False
        return filled
