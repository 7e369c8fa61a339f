# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles take what their modules take: argument specs, defaults, tasks and README say the same."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.job_kinds import JOB_KINDS

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tools"))
try:
    from write_role_options import MARK, ROLES, described, files, variable
finally:
    sys.path.pop(0)

ALL_ROLES = sorted(path.name for path in (CHECKOUT / "roles").iterdir())


def text(path: str) -> str:
    return (CHECKOUT / "roles" / path).read_text(encoding="utf-8")


def options(spec: str) -> dict[str, Any]:
    found: dict[str, Any] | None = yaml.safe_load(spec)["argument_specs"]["main"]["options"]
    return found or {}


def spec(role: str) -> dict[str, Any]:
    return options(text(f"{role}/meta/argument_specs.yml"))


def own(role: str) -> set[str]:
    """The variables that are not passed on to a module as they are."""
    return set(options(text(f"{role}/meta/argument_specs.yml").partition(MARK)[0]))


def code(role: str) -> str:
    files = [path for folder in ("tasks", "templates") for path in (CHECKOUT / "roles" / role / folder).glob("*")]
    return "".join(path.read_text(encoding="utf-8") for path in files)


def test_what_is_passed_on_is_what_the_modules_take() -> None:
    outdated = [path for path, content in files().items() if path.read_text(encoding="utf-8") != content]
    assert outdated == [], "run tools/write_role_options.py"


@pytest.mark.parametrize("description", ["Waits for O(wait).", ["Waits for O(wait)."]])
def test_a_description_of_one_sentence_needs_no_list(description: Any) -> None:
    found = described({"description": description, "type": "bool"}, "execute_job", {"wait": "run_job_wait"})
    assert found == {"description": ["Waits for O(run_job_wait)."], "type": "bool"}


@pytest.mark.parametrize(
    ("stem", "option", "name"),
    [
        ("run_job", "job_name", "run_job_name"),
        ("publish", "job_name", "publish_job_name"),
        ("publish", "publish_type", "publish_type"),
        ("run_job", "on_running", "run_job_on_running"),
        ("publish_invalidation", "wait", "publish_invalidation_wait"),
    ],
)
def test_a_word_that_role_and_option_have_is_written_once(stem: str, option: str, name: str) -> None:
    assert variable(stem, option) == name


@pytest.mark.parametrize("role", ROLES)
def test_a_role_passes_on_what_it_documents(role: str) -> None:
    passed = yaml.safe_load(text(f"{role}/vars/main.yml"))
    assert own(role) | {name for names in passed.values() for name in names.values()} == set(spec(role))
    assert [name for name in passed if name not in code(role)] == []


@pytest.mark.parametrize("role", ALL_ROLES)
def test_the_role_s_own_variables_are_used(role: str) -> None:
    assert [name for name in sorted(own(role)) if name not in code(role)] == []


@pytest.mark.parametrize("role", ALL_ROLES)
def test_defaults_are_those_of_the_spec(role: str) -> None:
    documented = {name: option["default"] for name, option in spec(role).items() if "default" in option}
    assert documented == yaml.safe_load(text(f"{role}/defaults/main.yml"))


@pytest.mark.parametrize("role", ALL_ROLES)
def test_what_a_role_sets_begins_with_its_name(role: str) -> None:
    names = re.findall(r"(?:loop_var|register): (\w+)", code(role))
    assert [name for name in names if not name.startswith(f"{role}_")] == []


@pytest.mark.parametrize("role", ALL_ROLES)
def test_the_readme_explains_the_role_s_own_variables_and_no_others(role: str) -> None:
    readme = text(f"{role}/README.md")
    explained = set(re.findall(rf"`({role}_\w+)`", readme)) | set(
        re.findall(rf"^ +({role}_\w+):", readme, re.MULTILINE)
    )
    assert own(role) <= explained
    left = {f"{role}_result", "simulator_endpoint", "simulator_control"}
    assert {name for name in explained - left if not name.endswith("_")} <= set(spec(role))


def test_a_publish_is_described_as_the_module_has_it() -> None:
    [kind] = [kind for kind in JOB_KINDS if kind.option == "image_serving_publish"]
    assert {variable("publish", part.option) for part in kind.structure} <= own("publish")
    for part in kind.structure:
        assert spec("publish")[variable("publish", part.option)].get("choices", []) == list(part.constants)
