# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts to test with."""

from __future__ import annotations

from hypothesis import strategies as st

XML_SIGNS = st.characters(exclude_categories=("Cs",)).filter(
    lambda character: character in "\t\n\r" or (ord(character) >= 0x20 and character not in "\ufffe\uffff")
)
"""Every character that XML 1.0 can carry."""

XML_TEXT = st.text(XML_SIGNS, min_size=1, max_size=30)

NOT_XML_CHARACTERS = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"] + [
    "\ufffe",
    "\uffff",
    "\ud800",
    "\udfff",
]
