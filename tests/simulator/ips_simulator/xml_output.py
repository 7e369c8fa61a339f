# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From plain data to the XML of an answer, in the order of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from .schema import Fields, Schema
from .xml_text import escaped


class Writer:
    """Writes values of one API version. ``date_time`` makes text of a service time."""

    def __init__(self, schema: Schema, date_time: Callable[[float], str]) -> None:
        self._schema = schema
        self._date_time = date_time

    def fields(self, fields: Fields, values: Mapping[str, Any]) -> str:
        """The elements of some fields; those without a value, or None, are left out."""
        parts: list[str] = []
        self._write(fields, values, parts)
        return "".join(parts)

    def _write(self, fields: Fields, values: Mapping[str, Any], parts: list[str]) -> None:
        for field in fields:
            value = values.get(field.name)
            if value is None:
                continue
            for one in value if field.repeats else (value,):
                parts.append("<%s>" % field.name)
                self._value(field.type, one, parts)
                parts.append("</%s>" % field.name)

    def _value(self, type_name: str, value: Any, parts: list[str]) -> None:
        if type_name == "string":
            parts.append(escaped(value))
        elif type_name == "boolean":
            parts.append("true" if value else "false")
        elif type_name == "dateTime":
            parts.append(value if isinstance(value, str) else self._date_time(value))
        elif type_name in ("int", "long", "double"):
            parts.append(str(value))
        else:
            array = self._schema.array_item(type_name)
            self._write(self._schema[type_name], value if array is None else {array.name: value}, parts)
