# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python interpreters of a machine: dead ones are passed over, and one that lacks something is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
BASE = Path(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))


def command(folder: Path, version: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    file = folder / f"python{version}"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def shims(tmp_path: Path) -> Path:
    """A version manager's folder: one command leads to an interpreter elsewhere, the other is dead."""
    folder = tmp_path / "shims"
    command(folder, OWN, f'exec "{BASE}" "$@"')
    command(folder, "3.99", "echo 'python3.99: command not found' >&2; exit 127")
    return folder


def path_of_the_tools(*folders: Path | str) -> str:
    """The PATH that the tools run programs with, where PATH is *folders*."""
    script = "from interpreters import *; print(path_with(find_interpreters(('3.99', sys.argv[1]))))"
    answer = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(TOOLS)!r}); {script}", OWN],
        env={"PATH": os.pathsep.join(map(str, folders)), "HOME": "/nonexistent"},
        check=True,
        capture_output=True,
        text=True,
    )
    return answer.stdout.strip()


def test_a_dead_shim_is_not_found(shims: Path) -> None:
    path = path_of_the_tools(shims, "/usr/bin", "/bin")
    assert shutil.which("python3.99", path=path) is None


def test_the_interpreter_behind_a_shim_is_found(shims: Path) -> None:
    found = shutil.which(f"python{OWN}", path=path_of_the_tools(shims, "/usr/bin", "/bin"))
    assert found is not None
    assert Path(found).parent == BASE.parent


def test_other_folders_stay_in_their_order(shims: Path, tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    folders = path_of_the_tools(tmp_path / "tools", shims, "/bin").split(os.pathsep)
    assert str(shims) not in folders
    assert folders.index(str(tmp_path / "tools")) < folders.index("/bin")


def test_a_python_without_ensurepip_is_named_with_what_to_install(tmp_path: Path) -> None:
    without = 'printf \'#!/bin/sh\\nexit 1\\n\' > "$4/bin/python"; chmod +x "$4/bin/python"'
    command(tmp_path / "bin", "3.99", f'mkdir -p "$4/bin"; {without}')
    python, venv = tmp_path / "bin" / "python3.99", tmp_path / "venv"
    make = ["make", f"PYTHON={python}", f"VENV={venv}", f"BUILD={tmp_path / 'build'}", str(venv / "bin" / "python")]
    ended = subprocess.run(make, check=False, cwd=TOOLS.parent, capture_output=True, text=True)
    assert ended.returncode
    assert f"{python} has no ensurepip: on Debian and Ubuntu, install the package python3-venv." in ended.stderr
    # The next call begins again.
    assert not (venv / "bin" / "python").exists()
