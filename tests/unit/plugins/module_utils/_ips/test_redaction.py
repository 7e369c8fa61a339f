# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No password and no token is shown, in any form in which the service echoes it."""

from __future__ import annotations

import base64
import json
from html.entities import codepoint2name
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.redaction import MASK, Redactor, given_openly
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import XML_TEXT


def in_attribute(secret: str) -> str:
    return quoteattr(secret)[1:-1]


def numeric_references(secret: str) -> str:
    """As an XML writer of plain ASCII writes it."""
    element = etree.Element("x")
    element.text = secret
    return etree.tostring(element, encoding="us-ascii", xml_declaration=False).decode()[3:-4]


def named_entities(secret: str) -> str:
    """As a writer of HTML that knows all names writes it."""
    names = {chr(code): f"&{name};" for code, name in codepoint2name.items()}
    return "".join(names.get(character, character) for character in secret)


ECHOES: dict[str, Any] = {
    "raw": str,
    "xml": escape,
    "xml attribute": in_attribute,
    "xml with quotes": lambda secret: escape(secret, {'"': "&quot;", "'": "&apos;"}),
    "html": lambda secret: escape(secret, {'"': "&#34;", "'": "&#39;"}),
    "stripped": str.strip,
    "html with names": named_entities,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "URL": lambda secret: quote(secret, safe=""),
    "form": quote_plus,
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json in unicode": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "repr": lambda secret: repr(secret)[1:-1],
    "numeric references": numeric_references,
}


@pytest.mark.parametrize("form", ECHOES)
@pytest.mark.parametrize(
    "secret", ["secret", "p&s<w>\"o'rd", "pa ss\twörd\\n€😀", "a/b+c=d?e%f", "x\ny", " two  words\n"]
)
def test_each_form_is_masked(form: str, secret: str) -> None:
    echo = ECHOES[form](secret)
    assert Redactor([secret]).text(f"before {echo} after").split(MASK, maxsplit=1)[0] == "before "
    assert echo not in Redactor([secret]).text(f"before {echo} after")


@given(XML_TEXT, st.sampled_from(sorted(ECHOES)), st.text(max_size=20), st.text(max_size=20))
def test_no_echo_shows_a_secret(secret: str, form: str, before: str, after: str) -> None:
    assume(len(secret) >= 4)
    echo = ECHOES[form](secret)
    shown = Redactor([secret]).text(before + echo + after)
    assume(echo not in before + MASK + after)
    assert echo not in shown


@given(st.recursive(XML_TEXT, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10))
def test_data_keeps_its_shape(data: Any) -> None:
    masked = Redactor(["a secret nobody guesses"]).data(data)
    assert masked == data


def test_plain_data_is_masked_at_every_depth() -> None:
    data = {"a": ["x hunter22 y", {"b": ("hunter22", 1, None, True, 1.5)}], "hunter22": 3}
    assert Redactor(["hunter22"]).data(data) == {"a": [f"x {MASK} y", {"b": [MASK, 1, None, True, 1.5]}], "hunter22": 3}


def test_a_secret_that_contains_another_is_masked_whole() -> None:
    assert Redactor(["open", "open-sesame"]).text("say open-sesame") == f"say {MASK}"


@pytest.mark.parametrize("secrets", [[], [""]])
def test_nothing_to_hide_changes_nothing(secrets: list[str]) -> None:
    assert Redactor(secrets).text("text ") == "text "


def test_a_lone_surrogate_is_handled() -> None:
    assert Redactor(["pass\udcffword"]).text("my pass\udcffword") == f"my {MASK}"


@pytest.mark.parametrize(
    "echo",
    [
        "p&amp;s&lt;w&gt;&quot;o'rd",
        "p&amp;amp;s&amp;lt;w&amp;gt;&amp;#34;o&amp;#x27;rd",
        "p&#38;s&#x003C;w>&#34;o&apos;rd",
        "p\\u0026s\\u003Cw\\u003e\\\"o\\'rd",
        "p%26s%3cw%3E%22o%27rd",
        "p&s<w&gt;%22o'rd",
    ],
)
def test_mixed_and_repeated_escapes_are_masked(echo: str) -> None:
    assert Redactor(["p&s<w>\"o'rd"]).text(f"<user>{echo}</user>") == f"<user>{MASK}</user>"


@pytest.mark.parametrize("text", ["&amp;", "a b", "A", "%20", "\\"])
def test_other_text_stays(text: str) -> None:
    assert Redactor(["ö", "a\tb"]).text(text) == text


def test_a_tilde_and_a_space_in_a_url() -> None:
    assert Redactor(["a~b c"]).text("x=a%7eb+c&y=a~b%20c") == f"x={MASK}&y={MASK}"


class TestOpenTexts:
    """A password that is an ordinary word."""

    REDACTOR = Redactor(
        ["Publish", "succeeded", "hush"], ["succeeded", "ImageServingPublish", "Nightly Publish", "Publish"]
    )

    @pytest.mark.parametrize(
        ("key", "value", "shown"),
        [
            ("status", "succeeded", "succeeded"),
            ("type", "ImageServingPublish", "ImageServingPublish"),
            ("name", "Nightly Publish", "Nightly Publish"),
            ("name", "Nightly Publish_2026-01-31-12:00:00", "Nightly Publish_2026-01-31-12:00:00"),
            ("name", "Publish", "Publish"),
            ("name", "Daily Publish", f"Daily {MASK}"),
            ("handle", "j|6|Daily Publish||", "j|6|Daily Publish||"),
            ("company_handle", "c|publish", "c|publish"),
            ("handle", "j|6|hush Publish|", f"j|6|{MASK} {MASK}|"),
            ("message", "Publish succeeded: hush", f"{MASK} {MASK}: {MASK}"),
            ("message", "Nightly Publish: Publish is not a password", f"Nightly Publish: {MASK} is not a password"),
            ("handles", ["j|6|Daily Publish||"], [f"j|6|Daily {MASK}||"]),
        ],
    )
    def test_what_is_open_is_shown(self, key: str, value: Any, shown: Any) -> None:
        assert self.REDACTOR.data({key: value}) == {key: shown}

    def test_an_open_text_that_is_part_of_a_secret_shows_nothing_of_it(self) -> None:
        redactor = Redactor(["open", "open-sesame"], ["open-s"])
        assert redactor.text("say open-sesame") == f"say {MASK}"

    def test_what_options_give_openly(self) -> None:
        options = {
            "job_name": "a",
            "run_handle": "b",
            "job_names": ["c", None],
            "username": "d",
            "password": "e",
            "x": "f",
        }
        assert given_openly({**options, "company_name": None}) == ["a", "b", "c"]
