# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that no task could use are refused by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import ConfigurationError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.options import (
    AT_LEAST_ONE,
    DURATIONS,
    NOT_EMPTY,
    NOT_NEGATIVE,
    POSITIVE_DURATIONS,
    TIMES,
    read_params,
    time_option,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import NOT_XML_CHARACTERS

NUMBERS = [*NOT_NEGATIVE, *AT_LEAST_ONE]


def refused(option: str, value: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_params({option: value})
    assert caught.value.message.startswith(option)
    assert caught.value.message.endswith(".")
    return caught.value.message


@pytest.mark.parametrize("option", NUMBERS)
@pytest.mark.parametrize("value", [-1, 2**63])
def test_numbers_out_of_range(option: str, value: int) -> None:
    refused(option, value)


@pytest.mark.parametrize("option", DURATIONS)
@pytest.mark.parametrize(
    "value",
    ["-1", "-5m", -0.001, float("nan"), float("inf"), 10**10, "9999999d", "", "soon", "1.5h", "30 m", "30M", "1h30m"],
)
def test_durations_that_are_invalid(option: str, value: object) -> None:
    refused(option, value)


@pytest.mark.parametrize("option", DURATIONS)
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (45, 45.0),
        (0.5, 0.5),
        ("45", 45.0),
        (" 2.5 ", 2.5),
        ("90s", 90.0),
        ("30m", 1800.0),
        ("6h", 21600.0),
        ("2d", 172800.0),
    ],
)
def test_durations(option: str, value: object, seconds: float) -> None:
    assert read_params({option: value}) == {option: seconds}
    assert read_params({option: None}) == {option: None}


@pytest.mark.parametrize("option", [*POSITIVE_DURATIONS, *AT_LEAST_ONE])
def test_nought_where_there_must_be_some(option: str) -> None:
    refused(option, 0)


@pytest.mark.parametrize("option", NOT_NEGATIVE)
def test_nought_where_it_has_a_meaning(option: str) -> None:
    read_params({option: 0})


@pytest.mark.parametrize("option", NUMBERS)
def test_numbers_in_range_and_absent_ones(option: str) -> None:
    read_params({option: 1})
    read_params({option: None})
    read_params({})


@pytest.mark.parametrize("option", TIMES)
@pytest.mark.parametrize("value", ["", "soon", "600", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "-6h", "9" * 400])
def test_what_is_no_time(option: str, value: str) -> None:
    assert "Give ISO 8601" in refused(option, value) or "not a time" in refused(option, value)


def test_times() -> None:
    assert time_option({"since": "6h"}, "since") == timedelta(hours=6)
    assert time_option({"since": None}, "since") is None
    assert time_option({}, "since") is None


@pytest.mark.parametrize("option", NOT_EMPTY)
@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_empty_names(option: str, value: str) -> None:
    refused(option, value)


@pytest.mark.parametrize("option", ["job_name", "company_name", "password", "app_name", "locale", "description"])
@pytest.mark.parametrize("character", NOT_XML_CHARACTERS)
def test_what_xml_cannot_carry_is_refused_by_the_options_name(option: str, character: str) -> None:
    message = refused(option, f"a{character}b")
    assert f"U+{ord(character):04X}" in message
    assert character not in message


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"params": {"a": [{"b": "\x00"}]}}, "params.a[0].b"),
        ({"params": {"a\x01": "b"}}, "params.a"),
        ({"urls": ["ok", "\x02"]}, "urls[1]"),
    ],
)
def test_what_xml_cannot_carry_is_found_at_every_depth(params: dict[str, Any], place: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_params(params)
    assert caught.value.message.startswith(place)


@pytest.mark.parametrize(
    "text", ["a & b", "<x>", "\"quotes'", "a|b", "emoji 😀", "in  ner", "ümläut", "tab\t", "\U0010ffff"]
)
def test_what_xml_can_carry_is_accepted(text: str) -> None:
    read_params({"job_name": text, "password": text, "params": {"x": [text]}})
