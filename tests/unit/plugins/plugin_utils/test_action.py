# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which interpreters count as the one that Ansible itself runs with."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.action import _is_same_program


@pytest.fixture
def environments(tmp_path: Path) -> Path:
    """A system's Python with two names, two virtual environments of it, and a link to one of these."""
    system = tmp_path / "system"
    system.mkdir()
    (system / "python3.11").write_text("#!/bin/sh\n", encoding="utf-8")
    (system / "python3.11").chmod(0o755)
    (system / "python3").symlink_to("python3.11")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "python").symlink_to(system / "python3.11")
        (tmp_path / name / "python3").symlink_to("python")
    (tmp_path / "current").symlink_to("one")
    return tmp_path


@pytest.mark.parametrize(
    ("interpreter", "own", "same"),
    [
        ("one/python", "one/python", True),
        ("one/python3", "one/python", True),
        ("current/python", "one/python3", True),
        ("system/python3", "system/python3.11", True),
        ("two/python", "one/python", False),
        ("system/python3", "one/python3", False),
        ("one/python2", "one/python", False),
    ],
)
def test_the_same_program_with_the_same_libraries(environments: Path, interpreter: str, own: str, same: bool) -> None:
    assert _is_same_program(str(environments / interpreter), str(environments / own)) is same


def test_an_interpreter_that_is_looked_up(environments: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(environments / "two"))
    assert _is_same_program("python3", str(environments / "two" / "python"))
    assert not _is_same_program("python3", str(environments / "one" / "python"))
