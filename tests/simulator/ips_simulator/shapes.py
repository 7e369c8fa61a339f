# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shapes of plain data: what seeds and the bodies of control requests are held against, as data themselves."""

from __future__ import annotations

import contextlib
import re
import reprlib
from collections.abc import Collection, Mapping
from typing import Any, Callable

from .errors import BadControlRequest
from .xml_text import is_xml_text

Shape = Callable[[str, Any], None]
"""Takes the position of a value, and the value; BadControlRequest says what is needed there instead."""

_DEEPEST = 32
_SURROGATE = re.compile("[\ud800-\udfff]")


def check(shape: Shape, where: str, value: Any) -> None:
    """BadControlRequest unless a value has a shape. ``where`` is what the value is called, empty for a body."""
    if _deeper_than(_DEEPEST, value):
        raise _refusal(where, "more than %d levels of lists and objects" % _DEEPEST)
    shape(where, value)


def _deeper_than(levels: int, value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return levels < 0 or any(_deeper_than(levels - 1, one) for one in inner)


def _refusal(where: str, what: str) -> BadControlRequest:
    return BadControlRequest("%s: %s" % (where, what) if where else what)


def _inside(where: str, key: str) -> str:
    return "%s.%s" % (where, key) if where else key


# Single values


def value_that(needed: str, fits: Callable[[Any], bool]) -> Shape:
    """Values that pass a test; ``needed`` describes them."""

    def hold(where: str, value: Any) -> None:
        if not fits(value):
            raise _refusal(where, "%s is needed, not %s" % (needed, reprlib.repr(value)))

    return hold


def number(low: float, high: float) -> Shape:
    """Numbers in a range, whole or not; NaN is in none."""
    fits = (int, float)
    return value_that(
        "a number from %s to %s" % (low, high),
        lambda value: isinstance(value, fits) and not isinstance(value, bool) and low <= value <= high,
    )


def whole(low: int, high: int) -> Shape:
    """Whole numbers in a range."""
    return value_that(
        "a whole number from %d to %d" % (low, high),
        lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high,
    )


def text_that(needed: str, fits: Callable[[str], object]) -> Shape:
    """Texts that pass a test."""
    return value_that(needed, lambda value: isinstance(value, str) and bool(fits(value)))


def one_of(choices: Collection[str]) -> Shape:
    """One of some texts."""
    return text_that("one of %s" % ", ".join(choice or '""' for choice in choices), lambda text: text in choices)


FLAG = value_that("true or false", lambda value: isinstance(value, bool))
TEXT = text_that("text that XML can carry", is_xml_text)
ANY_TEXT = text_that("text", lambda text: not _SURROGATE.search(text))
"""Text that can be sent: a lone surrogate cannot be encoded."""
OBJECT = value_that("an object", lambda value: isinstance(value, dict))

CENTURY = 100 * 366 * 86400
SECONDS = number(0, CENTURY)
"""A span of time; more than a hundred years would leave no room for sums of them among the years that dates have."""
COUNT = whole(0, 10**8)
"""A number of files or messages: the sum of some is still an xs:int."""
MOST_AT_ONCE = whole(0, 10**6)
"""A number of jobs or runs to make."""


# Values composed of others


def nullable(shape: Shape) -> Shape:
    """Values of a shape, and null."""

    def hold(where: str, value: Any) -> None:
        if value is not None:
            shape(where, value)

    return hold


def list_of(shape: Shape) -> Shape:
    """Lists of which each item has a shape."""
    is_list = value_that("a list", lambda value: isinstance(value, (list, tuple)))

    def hold(where: str, value: Any) -> None:
        is_list(where, value)
        for index, one in enumerate(value):
            shape("%s[%d]" % (where, index), one)

    return hold


def table_of(shape: Shape, names: Shape = TEXT) -> Shape:
    """Objects with names of any number, and a value of some shape for each."""

    def hold(where: str, value: Any) -> None:
        OBJECT(where, value)
        for name, one in value.items():
            names("a key of %s" % where, name)
            shape(_inside(where, name), one)

    return hold


def entry(keys: Mapping[str, Shape], needed: Collection[str] = ()) -> Shape:
    """Objects that have no other keys than these, and those that are needed."""

    def hold(where: str, value: Any) -> None:
        OBJECT(where, value)
        unknown = sorted(str(key) for key in value if key not in keys)
        if unknown:
            raise _refusal(where, "no such keys: %s (known: %s)" % (", ".join(unknown), ", ".join(keys) or "none"))
        missing = [key for key in needed if key not in value]
        if missing:
            raise _refusal(where, "missing: %s" % ", ".join(missing))
        for key, one in value.items():
            keys[key](_inside(where, key), one)

    return hold


def all_of(*shapes: Shape) -> Shape:
    """Values that have several shapes; each may rely on those before it."""

    def hold(where: str, value: Any) -> None:
        for shape in shapes:
            shape(where, value)

    return hold


def any_of(*shapes: Shape) -> Shape:
    """Values that have one of some shapes; a refusal is that of the last."""

    def hold(where: str, value: Any) -> None:
        for shape in shapes[:-1]:
            with contextlib.suppress(BadControlRequest):
                return shape(where, value)
        return shapes[-1](where, value)

    return hold


def by_key(shapes: Mapping[str, Shape], otherwise: Shape) -> Shape:
    """Objects whose shape depends on which of some keys they have."""

    def hold(where: str, value: Any) -> None:
        OBJECT(where, value)
        shape = next((shape for key, shape in shapes.items() if key in value), otherwise)
        shape(where, value)

    return hold
