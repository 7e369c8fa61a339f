# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages of ``plugins/`` import downwards only, and no import runs in a circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
COLLECTION = ("ansible_collections", "mediaops", "dynamic_media", "plugins")

LAYERS = (
    ("action", "lookup", "modules"),
    ("plugin_utils._direct",),
    ("module_utils._tasks",),
    ("module_utils._runs",),
    ("module_utils._ips",),
)
"""The packages, the highest first; those of one row do not import each other."""

LEVEL = {package: level for level, packages in enumerate(LAYERS) for package in packages}


def name_of(file: Path) -> tuple[str, ...]:
    """The dotted name of a file below ``plugins/``, as parts."""
    return file.relative_to(PLUGINS).with_suffix("").parts


FILES = {name_of(file): file for level in LEVEL for file in PLUGINS.joinpath(*level.split(".")).glob("*.py")}


def imported(name: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The files of the collection that one of them imports, wherever in the file that is written."""
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        module = tuple(node.module.split(".")) if node.module else ()
        if node.level:
            module = name[: -node.level] + module
        elif module[: len(COLLECTION)] == COLLECTION:
            module = module[len(COLLECTION) :]
        found |= {module} | {(*module, alias.name) for alias in node.names}
    return found & set(FILES)


def package_of(name: tuple[str, ...]) -> str:
    """The package of a file."""
    return ".".join(name[:-1])


def test_every_package_is_a_layer() -> None:
    folders = {file.parent for file in PLUGINS.rglob("*.py")} - {PLUGINS / "doc_fragments"}
    assert {".".join(folder.relative_to(PLUGINS).parts) for folder in folders} == set(LEVEL)


@pytest.mark.parametrize("name", sorted(FILES), ids=".".join)
def test_a_file_imports_its_own_package_and_lower_layers(name: tuple[str, ...]) -> None:
    own = package_of(name)
    packages = {package_of(other) for other in imported(name)} - {own}
    assert {package for package in packages if LEVEL[package] <= LEVEL[own]} == set()


def test_no_import_runs_in_a_circle() -> None:
    TopologicalSorter({name: imported(name) for name in FILES}).prepare()
