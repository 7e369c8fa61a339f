# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user gets: the built tarball, and metadata that agrees with the code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("[!_]*.py"))


def metadata(path: str) -> dict:
    return yaml.safe_load((CHECKOUT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tarball")
    copy_tree = [sys.executable, str(CHECKOUT / "tools" / "copy_tree.py"), str(folder / "source")]
    subprocess.run(copy_tree, check=True)
    build = [str(BIN / "ansible-galaxy"), "collection", "build", "--output-path", str(folder), str(folder / "source")]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def packed(tarball: Path) -> set[str]:
    with tarfile.open(tarball) as archive:
        return {member.name for member in archive.getmembers() if member.isfile()}


def test_the_tarball_holds_what_a_user_needs(packed: set[str]) -> None:
    needed = {"README.md", "LICENSE", "CHANGELOG.rst", "meta/runtime.yml", "requirements.txt", "bindep.txt"}
    needed |= {f"plugins/modules/{name}.py" for name in MODULES}
    needed |= {"tests/simulator/__main__.py", "playbooks/demo.yml"}
    assert sorted(needed - packed) == []


def test_the_tarball_holds_nothing_of_development(packed: set[str]) -> None:
    hidden = {name for name in packed if any(part.startswith(".") for part in Path(name).parts)}
    tests = {name for name in packed if name.startswith("tests/") and not name.startswith("tests/simulator/")}
    folders = {"tools", "requirements", "benchmarks"}
    files = {"Makefile", "antsibull-nox.toml", "noxfile.py", "pyproject.toml", "REUSE.toml", "galaxy.yml"}
    workshop = {name for name in packed if Path(name).parts[0] in folders or name in files}
    assert sorted(hidden | tests | workshop) == []


def test_the_tarball_installs_under_its_name(tarball: Path, tmp_path: Path) -> None:
    install = [str(BIN / "ansible-galaxy"), "collection", "install", "--offline", "-p", str(tmp_path), str(tarball)]
    only_here = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tmp_path)}
    subprocess.run(install, check=True, capture_output=True, env=only_here)
    manifest = tmp_path / "ansible_collections" / "mediaops" / "dynamic_media" / "MANIFEST.json"
    info = json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]
    assert (info["namespace"], info["name"], info["version"]) == (
        "mediaops",
        "dynamic_media",
        metadata("galaxy.yml")["version"],
    )


def test_the_simulator_role_runs_from_an_installation(tarball: Path, tmp_path: Path) -> None:
    only_here = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tmp_path), "ANSIBLE_HOME": str(tmp_path / "home")}
    install = [str(BIN / "ansible-galaxy"), "collection", "install", "--offline", "-p", str(tmp_path), str(tarball)]
    subprocess.run(install, check=True, capture_output=True, env=only_here)
    role = {"ansible.builtin.import_role": {"name": "mediaops.dynamic_media.simulator"}}
    stop = {**role, "vars": {"simulator_state": "stopped"}}
    ask = {"ansible.builtin.uri": {"url": "{{ simulator_control }}/clock"}}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{"block": [role, ask], "always": [stop]}]}
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    subprocess.run([str(BIN / "ansible-playbook"), str(tmp_path / "play.yml")], check=True, env=only_here)


def test_the_action_group_holds_every_module() -> None:
    assert sorted(metadata("meta/runtime.yml")["action_groups"]["ips"]) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_documents_its_action_group(module: str) -> None:
    output = subprocess.run(
        [str(BIN / "ansible-doc"), "--json", "--playbook-dir", ".", f"mediaops.dynamic_media.{module}"],
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": str(BIN), "HOME": "/nonexistent", "ANSIBLE_COLLECTIONS_PATH": str(CHECKOUT / ".build" / "tree")},
    ).stdout
    attributes = json.loads(output)[f"mediaops.dynamic_media.{module}"]["doc"]["attributes"]
    assert "mediaops.dynamic_media.ips" in attributes["action_group"]["membership"]


def test_the_readme_lists_every_module() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert [module for module in MODULES if f"`{module}`" not in readme] == []


def test_the_changelog_knows_the_version() -> None:
    assert metadata("galaxy.yml")["version"] in metadata("changelogs/changelog.yaml")["releases"]


def test_the_changelog_lists_what_each_version_has_added() -> None:
    files = {name: CHECKOUT / "plugins" / "modules" / f"{name}.py" for name in MODULES}
    files |= {path.parts[-3]: path for path in CHECKOUT.glob("roles/*/meta/argument_specs.yml")}
    texts = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    added = {name: re.findall(r"^ *version_added: (\S+)$", text, re.MULTILINE)[0] for name, text in texts.items()}
    for version, entry in metadata("changelogs/changelog.yaml")["releases"].items():
        listed = [*entry.get("modules", []), *entry.get("objects", {}).get("role", [])]
        assert {item["name"] for item in listed} == {name for name, first in added.items() if first == version}


def test_the_execution_environment_names_files_that_exist() -> None:
    dependencies = metadata("meta/execution-environment.yml")["dependencies"]
    assert [name for name in dependencies.values() if not (CHECKOUT / name).is_file()] == []


def test_the_oldest_managed_python_is_in_the_version_matrix() -> None:
    oldest = metadata("tests/config.yml")["modules"]["python_requires"].removeprefix(">=")
    sys.path.insert(0, str(CHECKOUT / "tools"))
    try:
        from interpreters import SUPPORTED
    finally:
        sys.path.pop(0)
    assert SUPPORTED[0] == oldest


@pytest.fixture(scope="module")
def nox_sessions() -> dict:
    """What antsibull-nox runs in CI."""
    tomllib = pytest.importorskip("tomllib", reason="Python 3.10 reads no TOML")
    return tomllib.loads((CHECKOUT / "antsibull-nox.toml").read_text(encoding="utf-8"))["sessions"]


def test_ci_accepts_the_languages_of_the_guides_code_blocks(nox_sessions: dict) -> None:
    guides = (CHECKOUT / "docs" / "docsite" / "rst").glob("*.rst")
    used = {name for guide in guides for name in re.findall(r"code-block:: (\S+)", guide.read_text(encoding="utf-8"))}
    assert used <= set(nox_sessions["docs_check"]["codeblocks_restrict_types"])


def test_ci_looks_for_the_action_group_in_the_fragment_that_the_modules_use(nox_sessions: dict) -> None:
    (group,) = nox_sessions["extra_checks"]["action_groups_config"]
    texts = {name: (CHECKOUT / "plugins" / "modules" / f"{name}.py").read_text(encoding="utf-8") for name in MODULES}
    assert [name for name in MODULES if f"- {group['doc_fragment']}\n" not in texts[name]] == []


def test_the_environments_that_ci_builds_are_those_that_are_shipped(nox_sessions: dict) -> None:
    built = {entry["name"]: entry["config"] for entry in nox_sessions["ee_check"]["execution_environments"]}
    shipped = {}
    for file in CHECKOUT.glob("extensions/*_environment/*.yml"):
        definition = metadata(str(file.relative_to(CHECKOUT)))
        assert definition.pop("version") == 3
        # CI builds with the collection of the commit, users with the released one.
        assert definition["dependencies"].pop("galaxy") == {"collections": [{"name": "mediaops.dynamic_media"}]}
        shipped[file.stem] = definition
    assert built == shipped


@pytest.mark.parametrize(("tag", "status"), [("", 0), ("0.0.1", 1)], ids=["the version", "another tag"])
def test_a_release_is_refused_whose_tag_is_not_the_version(tag: str, status: int) -> None:
    steps = metadata(".github/workflows/release.yml")["jobs"]["publish"]["steps"]
    check = next(step["run"] for step in steps if step.get("name") == "Check that the tag is the version")
    environment = {"PATH": os.environ["PATH"], "GITHUB_REF_NAME": tag or metadata("galaxy.yml")["version"]}
    ended = subprocess.run(["bash", "-e", "-c", check], check=False, cwd=CHECKOUT, env=environment, capture_output=True)
    assert ended.returncode == status


def test_the_files_that_the_checklists_name_exist() -> None:
    page = (CHECKOUT / "docs" / "checklists.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| .*? \| (.*) \|$", page, re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`([\w./-]+(?:/|\.\w+))`", cell)}
    assert named
    assert sorted(name for name in named if not (CHECKOUT / name).exists()) == []
