# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks can be run, and their page is of the form that is published; not how fast anything is."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from harness import CHECKOUT, COLLECTIONS

PUBLISHED = CHECKOUT / "docs" / "performance.md"


def form_of(page: str) -> list[str]:
    """The headings and the tables' first cells, as far as they do not depend on how much was measured."""
    lines = [line for line in page.splitlines() if line.startswith(("#", "|"))]
    return [re.sub(r"\d[\d,.]*", "N", line.partition(" |")[0] if line[0] == "|" else line) for line in lines]


def test_a_smoke_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", COLLECTIONS)
    before = PUBLISHED.read_text(encoding="utf-8")
    command = [sys.executable, str(CHECKOUT / "benchmarks"), "--smoke"]
    page = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    assert PUBLISHED.read_text(encoding="utf-8") == before
    assert sorted(set(form_of(page))) == sorted(set(form_of(before)))
    for peer in (
        "A bare ping",
        "One raw uri call",
        "Seven calls of requests, directly",
        "The execute_job task, directly",
        "Seven calls of requests, as a module",
        "The execute_job task, as a module",
        "zeep",
    ):
        assert re.search(rf"^\| {peer}.*? \| \d+ ms \| \d+\.\d\d \| \d+\.\d\d \|", page, re.MULTILINE), page
