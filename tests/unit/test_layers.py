# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers are those of the design page, and import downwards only."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MODULE_UTILS = CHECKOUT / "plugins" / "module_utils"
FILES = sorted(path.stem for path in MODULE_UTILS.glob("*.py"))


def layers() -> list[list[str]]:
    """The files of each layer as the design page lists them, the highest first."""
    page = (CHECKOUT / "docs" / "docsite" / "rst" / "design.rst").read_text(encoding="utf-8")
    table = page.split("      - files\n")[1].split("\n\n")[0]
    rows = table.split("    * - ")[1:]
    return [re.findall(r"``(\w+)``", row) for row in rows]


def imported(name: str) -> set[str]:
    """The files of module_utils that one of them imports."""
    found = set()
    for node in ast.walk(ast.parse((MODULE_UTILS / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            package, _dot, tail = node.module.partition("plugins.module_utils")
            if package:
                found |= {tail.lstrip(".")} if tail else {alias.name for alias in node.names}
    return found & set(FILES)


def test_every_file_has_its_layer() -> None:
    assert sorted(name for layer in layers() for name in layer) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_file_imports_downwards_only(name: str) -> None:
    level = {file: number for number, layer in enumerate(layers()) for file in layer}
    assert {other for other in imported(name) if level[other] < level[name]} == set()
