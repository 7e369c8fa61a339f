# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation's code runs unmodified: the modules' examples, the snippets of README, roles and guides.

A YAML snippet is one of two things, distinguished by its form. A list is a playbook or a list of tasks, and is played
against the simulator, a page's snippets in their order. A mapping is a file of settings, and is checked as such. The
tutorial is followed command by command; elsewhere the commands set up machines, and their make targets are looked up.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from harness import ANSIBLE_PLAYBOOK, CHECKOUT, COLLECTIONS, DEFAULT_SEED, PASSWORD, TOKEN, USERNAME, Player, Simulator

GUIDES = CHECKOUT / "docs" / "docsite" / "rst"
TUTORIAL = GUIDES / "tutorial.rst"
MODULES = sorted((CHECKOUT / "plugins" / "modules").glob("[!_]*.py"))
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "docs/docsite/rst/*.rst", "roles/*/README.md")
    for path in CHECKOUT.glob(pattern)
)

MARKDOWN_BLOCK = re.compile(r"^([ ]*)```(\w+)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
RST_BLOCK = re.compile(r"^([ ]*)\.\. code-block:: (\S+)\n((?:[ ]+:.*\n)*)\n((?:\1[ ]+\S.*\n|[ ]*\n)+)", re.MULTILINE)
CAPTION = re.compile(r":caption: (.+)")

UPLOADED = ("build/images/shoes/left.jpg", "images/logo.png", "photos/red/1.tif", "videos/spring.mp4")
"""The files that snippets upload, below the playbook's folder."""

LONG = 60
"""Seconds; a job that takes longer is meant to be found running."""


@dataclass(frozen=True)
class Snippet:
    """A block of code on a page."""

    language: str
    text: str
    caption: str = ""

    @property
    def data(self) -> Any:
        return yaml.safe_load(self.text)


def snippets(page: Path, language: str) -> list[Snippet]:
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        found = [Snippet(block[2], textwrap.dedent(block[3])) for block in MARKDOWN_BLOCK.finditer(text)]
    else:
        found = [_from_rst(block) for block in RST_BLOCK.finditer(text + "\n")]
    return [snippet for snippet in found if snippet.language == language]


def _from_rst(block: re.Match[str]) -> Snippet:
    caption = CAPTION.search(block[3])
    return Snippet(block[2], textwrap.dedent(block[4]).strip("\n") + "\n", caption[1] if caption else "")


def settings(caption: str) -> Any:
    """The settings that a guide shows under that caption."""
    found = [snippet for page in PAGES for snippet in snippets(page, "yaml") if snippet.caption == caption]
    assert len(found) == 1, f"{len(found)} snippets have the caption {caption!r}"
    return found[0].data


def examples(module: Path) -> str:
    """The EXAMPLES of a module."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "EXAMPLES":
            return str(ast.literal_eval(node.value))
    raise AssertionError(f"{module.name} has no EXAMPLES")


def is_playable(snippet: Snippet) -> bool:
    return isinstance(snippet.data, list)


def pages_to_play() -> list[Path]:
    return [page for page in PAGES if page != TUTORIAL and any(map(is_playable, snippets(page, "yaml")))]


@pytest.fixture
def quick_simulator(simulator: Simulator) -> Simulator:
    """A simulator whose jobs take a tenth of their time, but for those that are meant to be found running."""
    seed = json.loads(DEFAULT_SEED.read_text(encoding="utf-8"))
    for company in seed["companies"]:
        for job in company["jobs"]:
            behaviour = job.setdefault("behaviour", {})
            if behaviour.get("duration", 1) < LONG:
                behaviour["duration"] = behaviour.get("duration", 1) / 10
    simulator.restart(seed)
    return simulator


def play_unchanged(play: Player, simulator: Simulator, folder: Path, texts: list[str], *arguments: str) -> None:
    """Play snippets in their order, each from a file that holds just its text."""
    for name in UPLOADED:
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(name.encode())
    playbook: list[dict[str, Any]] = []
    for number, text in enumerate(texts, start=1):
        file = folder / f"snippet{number}.yml"
        file.write_text(text, encoding="utf-8")
        if "hosts" in yaml.safe_load(text)[0]:
            playbook.append({"import_playbook": file.name})
        else:
            tasks = [{"ansible.builtin.import_tasks": str(file)}]
            playbook.append({"hosts": "localhost", "gather_facts": False, "tasks": tasks})
    (folder / "page.yml").write_text(yaml.safe_dump(playbook), encoding="utf-8")
    variables = {
        "ips_endpoint": simulator.endpoint,
        "ips_username": USERNAME,
        "ips_password": PASSWORD,
        "ips_access_token": TOKEN,
    }
    played = play.playbook(folder / "page.yml", variables, arguments=arguments)
    assert played.status == 0, played.output
    has_its_own = any("mediaops.dynamic_media.simulator" in text for text in texts)
    assert has_its_own or simulator.journal(), "nothing of it has reached the service"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_examples_of_a_module_run(module: Path, play: Player, quick_simulator: Simulator, tmp_path: Path) -> None:
    play_unchanged(play, quick_simulator, tmp_path, [examples(module)])


@pytest.mark.parametrize("page", pages_to_play(), ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_the_playbooks_of_a_page_run(page: Path, play: Player, quick_simulator: Simulator, tmp_path: Path) -> None:
    texts = [snippet.text for snippet in snippets(page, "yaml") if is_playable(snippet)]
    play_unchanged(play, quick_simulator, tmp_path, texts)


def test_the_release_of_the_readme_publishes_once(play: Player, quick_simulator: Simulator, tmp_path: Path) -> None:
    text = next(block.text for block in snippets(CHECKOUT / "README.md", "yaml") if "name: Release\n" in block.text)
    for attempt in ("first", "second"):
        (tmp_path / attempt).mkdir()
        play_unchanged(play, quick_simulator, tmp_path / attempt, [text])
    assert quick_simulator.changes() == ["submitJob", "cdnCacheInvalidation"]


# Those whose playbooks prove nothing by a failure.
@pytest.mark.parametrize("page", ["idempotence", "check_mode", "accounts", "controllers", "moving", "fit"])
def test_the_playbooks_of_a_guide_run_in_check_mode(
    page: str, play: Player, quick_simulator: Simulator, tmp_path: Path
) -> None:
    texts = [snippet.text for snippet in snippets(GUIDES / f"{page}.rst", "yaml") if is_playable(snippet)]
    play_unchanged(play, quick_simulator, tmp_path, texts, "--check")
    assert quick_simulator.changes() == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_every_snippet_of_a_page_is_found(page: Path) -> None:
    starts = re.findall(r"^ *(?:```|\.\. code-block:: )yaml$", page.read_text(encoding="utf-8"), re.MULTILINE)
    found = snippets(page, "yaml")
    assert len(found) == len(starts)
    assert all(isinstance(snippet.data, (list, dict)) for snippet in found)


def test_the_tutorial_can_be_followed(play: Player, simulator: Simulator, tmp_path: Path) -> None:
    for file in snippets(TUTORIAL, "yaml"):
        (tmp_path / file.caption).write_text(file.text, encoding="utf-8")
    port = simulator.endpoint.split("/")[2].split(":")[1]
    commands = "".join(snippet.text for snippet in snippets(TUTORIAL, "shell")).replace(":8474/", f":{port}/")
    ended = subprocess.run(
        ["sh", "-eux", "-c", commands],
        check=False,
        cwd=tmp_path,
        env={
            "PATH": f"{ANSIBLE_PLAYBOOK.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS,
            "ANSIBLE_REMOTE_TEMP": str(tmp_path / "remote"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout
    runs = re.findall(r"^localhost +: ok=\d+ +changed=(\d+)", ended.stdout, re.MULTILINE)
    # look.yml; publish.yml in check mode, for the first and the second time; failing.yml, whose run failed; lost.yml.
    assert runs == ["0", "1", "1", "0", "0", "1"], ended.stdout
    assert "reconciled, succeeded" in ended.stdout
    assert simulator.sent("executeJob") == 3


def test_the_seed_of_the_guide_is_one(simulator: Simulator, play: Player) -> None:
    seed = settings("seed.yml")
    simulator.restart(seed)
    company = seed["companies"][0]
    task = {"company_name": company["name"], "job_name": company["jobs"][0]["name"]}
    play([{"mediaops.dynamic_media.execute_job": task}], check=True).assert_success()


def test_the_python_of_the_simulators_guide_runs() -> None:
    (snippet,) = snippets(GUIDES / "simulator.rst", "python")
    ended = subprocess.run(
        [sys.executable, "-c", snippet.text], check=True, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert ended.stdout.startswith("http://127.0.0.1:")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_simulator_accepts_the_requests_of_its_guide(simulator: Simulator) -> None:
    texts = [snippet.text for snippet in snippets(GUIDES / "simulator.rst", "console")]
    commands = re.sub(r"^\$ ", "", "".join(text for text in texts if "curl" in text), flags=re.MULTILINE)
    here = commands.replace("127.0.0.1:8474", urlsplit(simulator.endpoint).netloc)
    assert here != commands
    subprocess.run(["sh", "-eu", "-c", here.replace("curl -s", "curl -s --fail")], check=True)


def test_the_execution_environment_is_the_one_of_the_collection() -> None:
    file = CHECKOUT / "extensions" / "execution_environment" / "execution-environment.yml"
    assert settings("execution-environment.yml") == yaml.safe_load(file.read_text(encoding="utf-8"))


def test_the_credential_type_sets_what_the_modules_read(play: Player, simulator: Simulator) -> None:
    fields = [field["id"] for field in settings("input configuration")["fields"]]
    injected = settings("injector configuration")["env"]
    assert injected == {f"IPS_{name.upper()}": f"{{{{ {name} | default('') }}}}" for name in fields}
    # What is left empty counts as not set.
    given = {**dict.fromkeys(injected, ""), **simulator.environment}
    play(
        [{"mediaops.dynamic_media.company_info": {"company_name": "Planetary"}, "environment": given}],
        environment=dict.fromkeys(injected, ""),
    ).assert_success()


@pytest.mark.skipif(shutil.which("jq") is None, reason="needs jq, as the pipeline does")
@pytest.mark.parametrize("status", [0, 22], ids=["a token", "a refusal"])
def test_a_pipeline_goes_on_only_with_a_token(status: int, tmp_path: Path) -> None:
    steps = settings(".github/workflows/publish.yml")["jobs"]["publish"]["steps"]
    step = next(step for step in steps if step.get("name") == "Get a token")
    answer = "" if status else f'{{"access_token": "{TOKEN}"}}'
    (tmp_path / "curl").write_text(f"#!/bin/sh\nprintf '%s' '{answer}'\nexit {status}\n", encoding="utf-8")
    (tmp_path / "curl").chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "GITHUB_ENV": str(tmp_path / "variables")}
    # As GitHub runs a step that names its shell, and one that does not.
    shell = {"bash": ["bash", "-eo", "pipefail", "-c"], None: ["bash", "-e", "-c"]}[step.get("shell")]
    ended = subprocess.run([*shell, step["run"]], check=False, env=environment, capture_output=True)
    assert ended.returncode == status
    assert (tmp_path / "variables").exists() == (status == 0)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_the_make_targets_of_a_page_exist(page: Path) -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")))
    for language in ("shell", "console"):
        for snippet in snippets(page, language):
            named |= set(re.findall(r"^(?:\$ )?make ([a-z-]+)", snippet.text, re.MULTILINE))
    assert named <= targets
