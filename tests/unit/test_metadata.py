# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and code say the same: options, results, tables of README and guides."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Counters, JobLog
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.decision import OnRunning
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.judgement import Thresholds
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.lock import STATE_VARIABLE
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import (
    arguments,
    execute_job,
    job_arguments,
    run_options,
    triggering,
    upload_files,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import Arguments
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import Task
from ansible_collections.mediaops.dynamic_media.tests.unit.support import modules as contract

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = "ansible_collections.mediaops.dynamic_media.plugins"
COLLECTION = "mediaops.dynamic_media"
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("[!_]*.py"))
RUN_MODULES = ["execute_job", "submit_job", "wait_for_job"]

FRAGMENTS = {
    "_connection": arguments.CONNECTION,
    "_company": arguments.COMPANY,
    "_job": execute_job.ONE_SCHEDULED_JOB,
    "_run": arguments.RUN,
    "_decision": triggering.DECISION,
    "_following": run_options.FOLLOWING,
    "_job_kinds": job_arguments.JOB_KIND,
    "_job_kinds.upload_post": upload_files.UPLOAD_POST_JOB,
}

PYTHON_TYPES = {"str": str, "int": int, "float": float, "bool": bool, "dict": dict, "list": list, "raw": object}


def page(path: str) -> str:
    return (CHECKOUT / path).read_text(encoding="utf-8")


def fragment(name: str) -> dict[str, Any]:
    """A doc fragment, by the name that modules extend it by."""
    stem, _dot, variant = name.removeprefix(f"{COLLECTION}.").partition(".")
    cls = importlib.import_module(f"{PACKAGE}.doc_fragments.{stem}").ModuleDocFragment
    return yaml.safe_load(getattr(cls, variant.upper() or "DOCUMENTATION"))


def constant(module: str, name: str) -> Any:
    """The YAML that a module holds in a constant, read without importing it, as Ansible does."""
    for node in ast.parse(page(f"plugins/modules/{module}.py")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(f"{module} has no {name}")


def extended(module: str) -> list[str]:
    return constant(module, "DOCUMENTATION")["extends_documentation_fragment"]


def documented_options(module: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for name in extended(module):
        merged.update(fragment(name).get("options", {}))
    return {**merged, **constant(module, "DOCUMENTATION").get("options", {})}


def accepted_arguments(module: str, monkeypatch: pytest.MonkeyPatch) -> Arguments:
    """What the module gives to Ansible."""
    code = importlib.import_module(f"{PACKAGE}.modules.{module}")
    given: list[Task[Any]] = []
    monkeypatch.setattr(code, "run_module", given.append)
    code.main()
    return given[0].arguments


def facts(options: dict[str, Any], nested: str) -> dict[str, Any]:
    """What a spec and its documentation both say of options, in one form."""
    return {
        name: {
            "type": option.get("type", "str"),
            "required": option.get("required", False),
            "default": option.get("default"),
            "choices": list(option.get("choices") or []),
            "elements": option.get("elements"),
            "aliases": list(option.get("aliases") or []),
            "options": facts(option.get(nested) or {}, nested),
        }
        for name, option in options.items()
    }


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_mirrors_its_arguments(name: str) -> None:
    assert facts(fragment(name)["options"], "suboptions") == facts(FRAGMENTS[name].options, "options")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_documents_the_options_that_it_takes(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = accepted_arguments(module, monkeypatch)
    assert facts(documented_options(module), "suboptions") == facts(accepted.options, "options")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_extends_the_fragments_of_its_arguments(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = accepted_arguments(module, monkeypatch).options
    shared = {
        f"{COLLECTION}.{name}"
        for name, part in FRAGMENTS.items()
        if all(accepted.get(option) is spec for option, spec in part.options.items())
    }
    attributes = {name for name in extended(module) if name.startswith(f"{COLLECTION}._attributes")}
    assert set(extended(module)) - attributes == shared
    assert f"{COLLECTION}._attributes" in attributes


def test_every_fragment_is_extended() -> None:
    files = {path.stem for path in (CHECKOUT / "plugins" / "doc_fragments").glob("*.py")}
    names = {name.removeprefix(f"{COLLECTION}.") for module in MODULES for name in extended(module)}
    assert {name.partition(".")[0] for name in names} == files


def test_the_environment_variables_are_those_that_are_read() -> None:
    connection = set(re.findall(r'"(IPS_[A-Z_]+)"', page("plugins/module_utils/_ips/connection.py")))
    assert set(re.findall(r"E\((IPS_\w+)\)", str(fragment("_connection")))) == connection
    read = connection | {STATE_VARIABLE}
    assert set(re.findall(r"envvar:: (IPS_\w+)", page("docs/docsite/rst/environment_variables.rst"))) == read
    assert set(yaml.safe_load(page("docs/docsite/config.yml"))["envvar_directives"]) == read


@pytest.mark.parametrize("module", RUN_MODULES)
def test_what_a_run_returns_is_documented(module: str) -> None:
    returned = constant(module, "RETURN")
    assert set(returned) == contract.RUN_KEYS | {"error"}
    assert set(returned["job"]["contains"]) == contract.JOB_KEYS
    assert set(returned["run"]["contains"]) == contract.ONE_RUN_KEYS
    assert set(returned["follow_ons"]["contains"]) == contract.ONE_RUN_KEYS
    assert set(returned["counters"]["contains"]) == contract.COUNTER_KEYS
    assert set(returned["violations"]["contains"]) == {"counter", "limit", "value"}
    assert set(returned["log"]["contains"]) == contract.LOG_KEYS


def test_the_rows_of_job_info_are_documented() -> None:
    returned = constant("job_info", "RETURN")
    assert set(returned["scheduled_jobs"]["contains"]) == contract.SCHEDULED_ROW_KEYS
    assert set(returned["active_runs"]["contains"]) == contract.ACTIVE_ROW_KEYS
    assert set(returned["job_logs"]["contains"]) == contract.LOG_ROW_KEYS


@pytest.mark.parametrize("module", MODULES)
def test_what_every_module_returns_is_documented(module: str) -> None:
    returned = constant(module, "RETURN")
    assert set(returned["exchange"]["contains"]) == contract.EXCHANGE_KEYS
    assert set(returned["error"]["contains"]) == contract.ERROR_KEYS
    assert "elapsed" in returned


@pytest.mark.parametrize("module", [name for name in MODULES if name != "execute_job"])
def test_what_modules_share_is_documented_in_the_same_words(module: str) -> None:
    """Ansible has no fragments for results, so several files repeat the same text."""
    one, other = constant("execute_job", "RETURN"), constant(module, "RETURN")
    shared = set(one) if module in RUN_MODULES else {"exchange", "elapsed", "error"}
    assert {key: other[key] for key in shared} == {key: one[key] for key in shared}


@pytest.mark.parametrize(
    ("key", "values"),
    [("action", contract.ACTIONS), ("status", contract.STATUSES), ("delivery", contract.DELIVERIES)],
)
def test_every_value_is_explained(key: str, values: set[str]) -> None:
    assert set(re.findall(r"(?<!R)V\((\w+)\)", str(constant("execute_job", "RETURN")[key]["description"]))) == values


def test_every_limit_is_explained() -> None:
    worst = JobLog("h", "n", "o", None, None, Counters(0, 1, 1, transfer_error=1), fatal_error=True)
    counters = {violation.counter for violation in Thresholds(0, 0).violations(worst)}
    described = constant("execute_job", "RETURN")["violations"]["contains"]["counter"]["description"]
    assert set(re.findall(r"V\((\w+)\)", described)) == counters


def test_every_kind_of_failure_is_explained() -> None:
    described = constant("execute_job", "RETURN")["error"]["contains"]["kind"]["description"]
    assert set(re.findall(r"V\((\w+)\)", str(described))) == contract.ERROR_KINDS
    assert set(table(page("README.md"), "`error.kind`")) == contract.ERROR_KINDS
    headings = set(re.findall(r"^([a-z]+)\n-+$", page("docs/docsite/rst/failures.rst"), re.MULTILINE))
    assert headings == contract.ERROR_KINDS


def samples(returned: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Name, type and sample of each value, at any depth."""
    found = []
    for name, value in returned.items():
        if "contains" in value:
            found += samples(value["contains"])
        else:
            found.append((name, value["type"], value.get("sample")))
    return found


@pytest.mark.parametrize("module", MODULES)
def test_samples_are_of_their_type(module: str) -> None:
    for name, kind, sample in samples(constant(module, "RETURN")):
        assert sample is not None, name
        assert isinstance(sample, PYTHON_TYPES[kind]), name
        assert isinstance(sample, bool) == (kind == "bool"), name


def table(text: str, first_heading: str) -> list[str]:
    """The first column of a Markdown table, of its names in back quotes."""
    rows = re.search(rf"^\| {re.escape(first_heading)} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert rows, f"there is no table with the heading {first_heading}"
    return re.findall(r"^\| `(\w+)` \|", rows[1], re.MULTILINE)


def test_the_tables_of_the_readme_are_complete() -> None:
    roles = [path.name for path in (CHECKOUT / "roles").iterdir() if path.is_dir()]
    readme = page("README.md")
    assert sorted(table(readme, "module")) == MODULES
    assert sorted(table(readme, "role")) == sorted(roles)
    assert set(table(readme, "`status`")) == contract.STATUSES


def test_the_table_of_on_running_is_complete() -> None:
    documented = re.findall(r"^    \* - ``(\w+)``\n      - ", page("docs/docsite/rst/idempotence.rst"), re.MULTILINE)
    assert sorted(documented) == sorted(["on_running", *(choice.value for choice in OnRunning)])


def test_the_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page("README.md"))
    assert [link for link in links if "://" not in link and not (CHECKOUT / link).is_file()] == []


def test_every_guide_is_on_the_site() -> None:
    sections = yaml.safe_load(page("docs/docsite/extra-docs.yml"))["sections"]
    listed = [name for section in sections for name in section["toctree"]]
    assert sorted(listed) == sorted(path.stem for path in (CHECKOUT / "docs" / "docsite" / "rst").glob("*.rst"))


def test_what_modules_return_is_written_from_one_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))
    tool = importlib.import_module("write_returns")
    assert list(tool.outdated()) == [], "run make returns"
