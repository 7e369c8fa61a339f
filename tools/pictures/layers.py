# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages below plugins/ and who imports whom, read from the import statements."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pictures.svg import element, label, picture

WIDTH, BOX, GAP, MARGIN = 860, 62, 46, 24
PREFIX = "ansible_collections.mediaops.dynamic_media.plugins."
# Documentation is not code.
LEFT_OUT = {"doc_fragments"}
PURPOSES = {
    "modules": "documentation, and one call",
    "action": "for a local connection: no module, and progress as it happens",
    "plugin_utils/_direct": "what the action plugins share",
    "module_utils/_tasks": "each module: its options and its result",
    "module_utils/_runs": "a job's runs: decide, trigger, identify, follow, judge",
    "module_utils/_ips": "the service: transport, SOAP, versions, client",
}
SHARED = ("module_utils", "plugin_utils")


def package_of(name: str) -> str:
    """Return the package of a module below plugins/: modules, action, or the folder within module_utils."""
    parts = name.split(".")
    return "/".join(parts[: 2 if parts[0] in SHARED else 1])


def imports(plugins: Path) -> Counter[tuple[str, str]]:
    """Return how many import statements lead from one package to another."""
    found: Counter[tuple[str, str]] = Counter()
    for file in sorted(plugins.rglob("*.py")):
        importer = ".".join(file.relative_to(plugins).with_suffix("").parts)
        for name in _imported(file, importer):
            pair = (package_of(importer), package_of(name))
            if pair[0] != pair[1] and not LEFT_OUT.intersection(pair):
                found[pair] += 1
    return found


def _imported(file: Path, importer: str) -> Iterator[str]:
    """Yield the modules below plugins/ that *file* imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{_absolute(node, importer)}.{alias.name}" for alias in node.names]
        yield from (name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX))


def _absolute(node: ast.ImportFrom, importer: str) -> str:
    if not node.level:
        return node.module or ""
    parents = importer.split(".")[: -node.level]
    return PREFIX + ".".join([*parents, *filter(None, [node.module])])


def levels(pairs: Counter[tuple[str, str]]) -> list[list[str]]:
    """Return the packages from top to bottom: each imports only from levels below its own.

    :raises ValueError: two packages import each other.
    """
    below = {name: {lower for upper, lower in pairs if upper == name} for pair in pairs for name in pair}
    depth: dict[str, int] = {}
    for _round in below:
        depth |= {
            name: 1 + max((depth[lower] for lower in lowers), default=-1)
            for name, lowers in below.items()
            if lowers <= depth.keys()
        }
    if depth.keys() != below.keys():
        raise ValueError(f"import each other: {', '.join(sorted(below.keys() - depth.keys()))}")
    rows = [sorted(name for name in depth if depth[name] == level) for level in sorted(set(depth.values()))]
    return rows[::-1]


def nearest(pairs: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs without those whose lower package is imported by way of others as well."""
    return sorted(
        (upper, lower)
        for upper, lower in pairs
        if not any((upper, between) in pairs and (between, lower) in pairs for _upper, between in pairs)
    )


def draw(plugins: Path) -> str:
    """Return the packages of *plugins* in levels, with an arrow for each import."""
    pairs = imports(plugins)
    rows = levels(pairs)
    places: dict[str, tuple[float, float]] = {}
    boxes = []
    for level, names in enumerate(rows):
        width = (WIDTH - 2 * MARGIN - (len(names) - 1) * GAP) / len(names)
        for place, name in enumerate(names):
            x, y = MARGIN + place * (width + GAP), MARGIN + level * (BOX + GAP)
            places[name] = (x + width / 2, y)
            boxes.append(element("rect", class_="card", x=f"{x:g}", y=y, width=f"{width:g}", height=BOX, rx=6))
            boxes.append(label(x + width / 2, y + 28, f"{name}/", "mono strong", text_anchor="middle"))
            boxes.append(label(x + width / 2, y + 48, PURPOSES.get(name, ""), "soft", text_anchor="middle"))
    arrows = [_arrow(places[upper], places[lower], f"{upper} imports {lower}") for upper, lower in nearest(pairs)]
    height = 2 * MARGIN + len(rows) * BOX + (len(rows) - 1) * GAP
    return picture(WIDTH, height, "The packages of the collection: who imports whom", [*arrows, *boxes])


def _arrow(upper: tuple[float, float], lower: tuple[float, float], title: str) -> str:
    (x1, y1), (x2, y2) = (upper[0], upper[1] + BOX), (lower[0], lower[1])
    tip = element("path", class_="tip", d=f"M{x2:g} {y2:g}l-5 -9h10z")
    line = element("path", class_="line", d=f"M{x1:g} {y1:g}C{x1:g} {y1 + 24:g} {x2:g} {y2 - 30:g} {x2:g} {y2 - 9:g}")
    return element("g", element("title", title) + line + tip)
