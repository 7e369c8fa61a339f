# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles take what their modules take: argument specs, defaults, tasks and README say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.job_kinds import JOB_KINDS
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import COMPANY, CONNECTION
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.cdn_invalidation import (
    ARGUMENTS as CDN_INVALIDATION,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.execute_job import ARGUMENTS as EXECUTE_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import ARGUMENTS as SUBMIT_JOB

ROLES = Path(__file__).resolve().parents[2] / "roles"
MODULES = {"run_job": (EXECUTE_JOB,), "publish": (SUBMIT_JOB, CDN_INVALIDATION)}

RENAMED = {
    "run_job": {"job_name": "name", "job_handle": "handle"},
    "publish": {
        "publish_type": "type",
    },
}
"""Options whose variable is not the role's name and theirs."""

FIXED = {"run_job": {"wait"}, "publish": {"wait", "exec_time", *(kind.option for kind in JOB_KINDS)}}
"""Options that the role does not leave to its user."""

SHARED_FACTS = ("type", "choices", "elements", "no_log")


def load(path: str) -> Any:
    return yaml.safe_load((ROLES / path).read_text(encoding="utf-8"))


def spec(role: str) -> dict[str, Any]:
    options: dict[str, Any] = load(f"{role}/meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    return options


def text(role: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((ROLES / role / "tasks").glob("*.yml")))


@pytest.mark.parametrize("role", MODULES)
def test_the_first_module_s_options_are_variables_of_the_same_kind(role: str) -> None:
    for name, option in MODULES[role][0].options.items():
        if name in FIXED[role]:
            continue
        variable = f"{role}_{RENAMED[role].get(name, name)}"
        if role == "publish" and name == "job_name":
            assert spec(role)[variable]["required"]
        told = spec(role)[variable]
        assert {fact: told.get(fact) for fact in SHARED_FACTS} == {fact: option.get(fact) for fact in SHARED_FACTS}, (
            name
        )


def test_a_publish_is_described_as_the_module_has_it() -> None:
    [kind] = [kind for kind in JOB_KINDS if kind.option == "image_serving_publish"]
    for field in kind.structure.fields:
        variable = f"publish_{RENAMED['publish'].get(field.option, field.option)}"
        assert variable in spec("publish"), field.option


@pytest.mark.parametrize("role", MODULES)
def test_defaults_are_those_of_the_spec(role: str) -> None:
    told = {name: option["default"] for name, option in spec(role).items() if "default" in option}
    assert told == load(f"{role}/defaults/main.yml")


@pytest.mark.parametrize("role", MODULES)
def test_every_variable_is_documented_used_and_prefixed(role: str) -> None:
    used = set(re.findall(rf"\b{role}_\w+", text(role)))
    internal = set(re.findall(rf"^ +({role}_\w+):(?: |$)", text(role), re.MULTILINE))
    internal |= set(re.findall(r"(?:loop_var|register): (\w+)", text(role)))
    assert all(name.startswith(f"{role}_") for name in internal)
    assert used - internal - {f"{role}_type"} == set(spec(role)) - {f"{role}_type"}
    assert set(spec(role)) & {f"{role}_type"} <= used


@pytest.mark.parametrize("role", MODULES)
def test_the_readme_tells_of_every_variable(role: str) -> None:
    readme = (ROLES / role / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(rf"`({role}_\w+)`", readme)) | set(re.findall(rf"^ +({role}_\w+):", readme, re.MULTILINE))
    connection = {f"{role}_{name}" for name in CONNECTION.options}
    company = {f"{role}_{name}" for name in COMPANY.options}
    assert set(spec(role)) - connection <= told
    assert company <= told
    assert told - {f"{role}_result", f"{role}_"} <= set(spec(role))
