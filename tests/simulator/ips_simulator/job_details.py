# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shape of what a job's element holds, as plain data, by the schema of the current API version."""

from __future__ import annotations

from typing import Any

from .clock import is_date_time
from .job_kinds import BY_ELEMENT
from .shapes import FLAG, OBJECT, TEXT, Shape, entry, list_of, number, text_that, whole
from .type_table import JOB_TYPES, SCHEMAS
from .versions import CURRENT

_SCHEMA = SCHEMAS[CURRENT]
_LARGEST = 1.7e308
_SIMPLE = {
    "string": TEXT,
    "boolean": FLAG,
    "int": whole(-(2**31), 2**31 - 1),
    "long": whole(-(2**63), 2**63 - 1),
    "double": number(-_LARGEST, _LARGEST),
    "dateTime": text_that("a date and time with a zone", is_date_time),
}


def _members(type_name: str) -> dict[str, Shape]:
    return {field.name: _shape_of(field.type) for field in _SCHEMA[type_name]}


def _shape_of(type_name: str) -> Shape:
    if type_name in _SIMPLE:
        return _SIMPLE[type_name]
    item = _SCHEMA.array_item(type_name)
    return entry(_members(type_name)) if item is None else list_of(_shape_of(item.type))


_BY_KIND = {kind: entry(_members(JOB_TYPES[kind]) if kind else {}) for kind in BY_ELEMENT}
_OF_ANY_KIND = entry({name: shape for type_name in JOB_TYPES.values() for name, shape in _members(type_name).items()})
"""A name that several kinds have means the same in all of them."""


def details_fit_kind(default: str | None = None) -> Shape:
    """Objects whose ``details`` fit their ``kind``, or its default, or where there is none, any kind.

    Fields that the schema requires may be left out; the service shows defaults in their place.
    """

    def hold(where: str, value: Any) -> None:
        OBJECT(where, value)
        shape = _BY_KIND.get(value.get("kind", default), _OF_ANY_KIND)
        shape("%s.details" % where if where else "details", value.get("details", {}))

    return hold
