# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text and elements in XML: comments and processing instructions are allowed anywhere, and are ignored."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from lxml import etree

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def child_elements(parent: etree._Element) -> list[etree._Element]:
    """The elements in an element."""
    return [child for child in parent if isinstance(child.tag, str)]


def text_of(element: etree._Element) -> str:
    """All the text directly in an element."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def is_xml_text(text: str) -> bool:
    """Whether XML can carry a text."""
    return _NOT_IN_XML.search(text) is None


def escaped(text: str) -> str:
    """A text as XML carries it: a carriage return by its number, or parsers would make a line feed of it.

    What XML cannot carry at all, but a password in HTTP Basic can, becomes a replacement character.
    """
    return escape(_NOT_IN_XML.sub("\ufffd", text), {"\r": "&#13;"})
