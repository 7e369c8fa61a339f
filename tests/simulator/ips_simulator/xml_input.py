# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a request's elements to plain data, checked against the schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from . import errors
from .clock import parse_date_time
from .errors import ServiceFault
from .schema import SIMPLE_TYPES, Field, Fields, Schema
from .xml_text import child_elements, text_of

_INT = re.compile(r"[+-]?\d+")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def read_fields(parent: etree._Element, fields: Fields, schema: Schema, namespace: str) -> dict[str, Any]:
    """The content of an element as plain data: numbers and booleans typed, dates as text, arrays as lists.

    Raises ServiceFault: 30003 for content that the schema does not have in this place, 30002 for a field that is
    missing, 30001 for a value that is not of its type.
    """
    _no_text(parent)
    children = child_elements(parent)
    values: dict[str, Any] = {}
    place = 0
    for field in fields:
        tag = "{%s}%s" % (namespace, field.name)
        start = place
        while place < len(children) and children[place].tag == tag and place - start != field.max_occurs:
            place += 1
        found = [_value(child, field, schema, namespace) for child in children[start:place]]
        if len(found) < field.min_occurs:
            raise _missing(parent, field, children, tag)
        if field.repeats:
            values[field.name] = found
        elif found:
            values[field.name] = found[0]
    if place < len(children):
        raise _unexpected(parent, children[place])
    return values


def _value(element: etree._Element, field: Field, schema: Schema, namespace: str) -> Any:
    if field.type in SIMPLE_TYPES:
        return _simple(element, field.type)
    values = read_fields(element, schema[field.type], schema, namespace)
    array = schema.array_item(field.type)
    return values if array is None else values[array.name]


def read_text(element: etree._Element) -> str:
    """The text of an element; ServiceFault 30003 if it holds other elements."""
    if child_elements(element):
        raise ServiceFault(errors.INVALID_REQUEST_XML, "%s must hold text only" % _name(element))
    return text_of(element)


def _simple(element: etree._Element, type_name: str) -> Any:
    text = read_text(element)
    if type_name == "string":
        return text
    try:
        return _READERS[type_name](text.strip())
    except ValueError:
        reason = "%s: %r is not of type %s" % (_name(element), text, type_name)
        raise ServiceFault(errors.INVALID_PARAMETER, reason) from None


def _read_integer(text: str, bits: int) -> int:
    if _INT.fullmatch(text) is None or not -(2**bits) <= int(text) < 2**bits:
        raise ValueError(text)
    return int(text)


def _read_boolean(text: str) -> bool:
    if text not in _BOOLEANS:
        raise ValueError(text)
    return _BOOLEANS[text]


def _read_date_time(text: str) -> str:
    parse_date_time(text)
    return text


_READERS: dict[str, Callable[[str], Any]] = {
    "int": lambda text: _read_integer(text, 31),
    "long": lambda text: _read_integer(text, 63),
    "boolean": _read_boolean,
    "double": float,
    "dateTime": _read_date_time,
}


def _no_text(parent: etree._Element) -> None:
    if text_of(parent).strip():
        raise ServiceFault(errors.INVALID_REQUEST_XML, "%s must hold elements only" % _name(parent))


def _missing(parent: etree._Element, field: Field, children: list[etree._Element], tag: str) -> ServiceFault:
    if any(child.tag == tag for child in children):
        reason = "%s is out of order in %s" % (field.name, _name(parent))
        return ServiceFault(errors.INVALID_REQUEST_XML, reason)
    if any(_name(child) == field.name for child in children):
        reason = "%s in %s is in the wrong namespace" % (field.name, _name(parent))
        return ServiceFault(errors.INVALID_REQUEST_XML, reason)
    return ServiceFault(errors.MISSING_PARAMETER, "%s is missing in %s" % (field.name, _name(parent)))


def _unexpected(parent: etree._Element, child: etree._Element) -> ServiceFault:
    reason = "%s is not expected in this place of %s" % (child.tag, _name(parent))
    return ServiceFault(errors.INVALID_REQUEST_XML, reason)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
