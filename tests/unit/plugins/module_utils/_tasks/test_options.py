# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that no task could use are refused by name."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import ConfigurationError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.decision import OnRunning
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import Arguments
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.options import (
    choice,
    count,
    duration,
    filled,
    positive_duration,
    time,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import TASK as SUBMIT_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.upload_files import TASK as UPLOAD_FILES
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.direct import task_of
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import NOT_XML_CHARACTERS

OPTIONS = Arguments(
    {
        "duration": duration(1),
        "positive_duration": positive_duration(1),
        "count": count(1),
        "at_least_one": count(least=1),
        "size": UPLOAD_FILES.arguments.options["max_post_size"],
        "time": time(),
        "absolute_time": SUBMIT_JOB.arguments.options["exec_time"],
        "filled": filled(),
        "all_filled": filled(type="list", elements="str"),
        "choice": choice(OnRunning.ADOPT),
    }
)

MODULES = sorted(path.stem for path in (Path(__file__).resolve().parents[5] / "plugins" / "modules").glob("[!_]*.py"))

UNUSABLE = {
    **dict.fromkeys(("request_timeout", "poll_interval", "upload_timeout"), ("0", "-1", "soon")),
    **dict.fromkeys(("wait_timeout", "start_timeout", "stop_timeout"), ("-1", "soon")),
    **dict.fromkeys(("retries", "max_errors", "max_warnings", "log_limit"), (-1, 10**9 + 1, True)),
    **dict.fromkeys(("limit", "max_post_files"), (0, 10**9 + 1, True)),
    "max_post_size": [0, 2**62 + 1],
    **dict.fromkeys(("adopt_since", "skip_if_succeeded_since", "since", "until"), ("", "soon")),
    "exec_time": ["", "soon", "6h"],
    **dict.fromkeys(
        ("job_name", "job_handle", "run_handle", "company_name", "company_handle", "operation"), ("", " \t")
    ),
    "job_names": [["a", ""]],
    "files": [["a", ""]],
    "src": [""],
    "schedule": ["", "soon"],
}
"""Values that an option of this name must not have in any module."""


def refused(option: str, value: Any, options: Arguments = OPTIONS) -> str:
    with pytest.raises(ConfigurationError) as caught:
        options.read({option: value})
    assert caught.value.message.startswith(option)
    assert caught.value.message.endswith(".")
    return caught.value.message


@pytest.mark.parametrize("module", MODULES)
def test_every_module_refuses_unusable_values(module: str) -> None:
    arguments = task_of(module).arguments
    for option in UNUSABLE.keys() & arguments.options.keys():
        for value in UNUSABLE[option]:
            refused(option, value, arguments)


def test_every_option_that_is_checked_is_one_of_a_module() -> None:
    assert UNUSABLE.keys() <= {option for module in MODULES for option in task_of(module).arguments.options}


@pytest.mark.parametrize(
    ("option", "value"),
    [("count", -1), ("count", 2**63), ("at_least_one", 0), ("at_least_one", 2**63), ("size", 0), ("size", 2**63)],
)
def test_numbers_out_of_range(option: str, value: int) -> None:
    refused(option, value)


@pytest.mark.parametrize(("option", "value"), [("count", 0), ("count", 10**9), ("at_least_one", 1), ("size", 2**62)])
def test_numbers_in_range(option: str, value: int) -> None:
    assert OPTIONS.read({option: value}) == {option: value}


@pytest.mark.parametrize("option", ["duration", "positive_duration"])
@pytest.mark.parametrize(
    "value",
    ["-1", "-5m", -0.001, float("nan"), float("inf"), 10**10, "9999999d", "", "soon", "1.5h", "30 m", "30M", "1h30m"],
)
def test_durations_that_are_invalid(option: str, value: object) -> None:
    refused(option, value)


@pytest.mark.parametrize("option", ["duration", "positive_duration"])
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
    assert OPTIONS.read({option: value}) == {option: seconds}


def test_a_duration_of_zero() -> None:
    assert OPTIONS.read({"duration": "0"}) == {"duration": 0.0}
    assert "more than 0" in refused("positive_duration", "0")


@pytest.mark.parametrize("option", ["time", "absolute_time"])
@pytest.mark.parametrize("value", ["", "soon", "600", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "-6h", "9" * 400])
def test_invalid_times(option: str, value: str) -> None:
    assert "ISO 8601 with a zone" in refused(option, value)


def test_times() -> None:
    noon = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
    assert OPTIONS.read({"time": "6h"}) == {"time": timedelta(hours=6)}
    given = {"time": "2026-01-31T12:00:00Z", "absolute_time": "2026-01-31T12:00:00Z"}
    assert OPTIONS.read(given) == {"time": noon, "absolute_time": noon}
    assert "is an age" in refused("absolute_time", "6h")


@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_empty_texts(value: str) -> None:
    refused("filled", value)
    assert refused("all_filled", ["a", value]) == "all_filled[1] is empty."


def test_a_choice_becomes_a_member() -> None:
    assert OPTIONS.read({"choice": "wait"})["choice"] is OnRunning.WAIT


def test_what_is_null_or_missing_is_not_checked() -> None:
    assert OPTIONS.read(dict.fromkeys(OPTIONS.options)) == dict.fromkeys(OPTIONS.options)
    assert OPTIONS.read({}) == {}


@pytest.mark.parametrize("option", ["filled", "password", "app_name"])
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
        OPTIONS.read(params)
    assert caught.value.message.startswith(place)


@pytest.mark.parametrize(
    "text", ["a & b", "<x>", "\"quotes'", "a|b", "emoji 😀", "in  ner", "ümläut", "tab\t", "\U0010ffff"]
)
def test_what_xml_can_carry_is_accepted(text: str) -> None:
    params = {"filled": text, "password": text, "params": {"x": [text]}}
    assert OPTIONS.read(params) == params


def test_ansible_does_not_get_the_readers() -> None:
    assert OPTIONS.as_spec()["argument_spec"]["time"] == {"type": "str"}
