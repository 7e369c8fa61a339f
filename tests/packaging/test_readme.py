# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README as Galaxy and Automation Hub show it: outside of the repository."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)\s]+)\)", README)
REPOSITORY = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
SITE = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["documentation"]

# What the template for certified collections asks for.
SECTIONS = [
    "Description",
    "Requirements",
    "Installation",
    "Use cases",
    "Testing",
    "Contributing",
    "Support",
    "Release notes and roadmap",
    "Related information",
    "License information",
]


def test_it_has_the_sections_of_the_template_in_their_order() -> None:
    assert re.findall(r"^## (.+)$", README, re.MULTILINE) == SECTIONS


def test_its_links_work_everywhere() -> None:
    assert LINKS
    assert [link for link in LINKS if not link.startswith("https://")] == []


@pytest.mark.parametrize("link", [link for link in LINKS if "/dynamic_media/" in urlsplit(link).path])
def test_a_link_into_the_project_leads_somewhere(link: str) -> None:
    if link.startswith(SITE):
        page = link.removeprefix(SITE).removesuffix(".html").removeprefix("docsite/")
        places = [CHECKOUT / "docs" / "docsite" / "rst" / f"{page}.rst", CHECKOUT / "docs" / f"{page}.md"]
        assert not page or any(place.is_file() for place in places)
        return
    raw = REPOSITORY.replace("https://github.com", "https://raw.githubusercontent.com")
    for start in (f"{REPOSITORY}/blob/main/", f"{raw}/main/"):
        if link.startswith(start):
            assert (CHECKOUT / link.removeprefix(start)).is_file()
            return
    # The repository's own pages, such as issues and workflow runs.
    page = link.removeprefix(f"{REPOSITORY}/").split("/")
    assert page[0] in ("issues", "milestones") or (CHECKOUT / ".github" / "workflows" / page[2]).is_file()


def test_it_tells_nobody_to_install_ansible() -> None:
    assert re.findall(r"pip install[^\n]*ansible", README) == []


def test_the_tested_versions_are_those_of_the_matrix() -> None:
    source = ast.parse((CHECKOUT / "noxfile.py").read_text(encoding="utf-8"))
    (cores,) = [
        ast.literal_eval(node.value)
        for node in source.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "CORES"
    ]
    rows = re.findall(r"^\| (2\.\d+) \| ([\d., ]+) \|$", README, re.MULTILINE)
    assert {core: tuple(pythons.split(", ")) for core, pythons in rows} == cores
