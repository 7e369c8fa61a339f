# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find real Python interpreters, also where version managers hide them behind shims that answer only sometimes."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

SUPPORTED = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")

# Below a home folder, where version managers and CI services keep what they install.
MANAGED_HOMES = (".pyenv/versions/*/bin", ".asdf/installs/python/*/bin", ".local/share/uv/python/*/bin")
MANAGED_ELSEWHERE = ("hostedtoolcache/Python/*/*/bin",)

VERSIONED = re.compile(r"python3\.\d+")

# Printed: the version, and the interpreter behind a virtual environment or a shim.
QUESTION = (
    "import os, sys; print('%d.%d' % sys.version_info[:2]);"
    "print(os.path.realpath(getattr(sys, '_base_executable', None) or sys.executable))"
)


def candidates(version: str) -> Iterator[Path]:
    """Yield every file that may be Python *version*, those on PATH first."""
    folders = [Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    if "PYENV_ROOT" in os.environ:
        folders.extend(Path(os.environ["PYENV_ROOT"]).glob("versions/*/bin"))
    home = Path(os.environ.get("USER_HOME") or Path.home())
    for pattern in MANAGED_HOMES:
        folders.extend(home.glob(pattern))
    for pattern in MANAGED_ELSEWHERE:
        folders.extend(Path("/opt").glob(pattern))
    for folder in folders:
        file = folder / f"python{version}"
        if file.is_file() and os.access(file, os.X_OK):
            yield file


def real_interpreter(file: Path, version: str) -> Path | None:
    """Return the interpreter behind *file*, or None if it does not answer as Python *version*."""
    try:
        answer = subprocess.run(
            [str(file), "-I", "-c", QUESTION], check=True, capture_output=True, text=True, timeout=60
        ).stdout.splitlines()
    except (OSError, subprocess.SubprocessError):
        return None
    if len(answer) != 2 or answer[0] != version:
        return None
    # The file may be called python3 at its real place; what searches PATH looks for it by its version.
    by_version = Path(answer[1]).parent / f"python{version}"
    return by_version if by_version.exists() else None


def find_interpreters(versions: tuple[str, ...] = SUPPORTED) -> dict[str, Path]:
    """Return the interpreter of each of *versions* that is available here."""
    found = {}
    for version in versions:
        answers = (real_interpreter(file, version) for file in candidates(version))
        interpreter = next((path for path in answers if path), None)
        if interpreter:
            found[version] = interpreter
    return found


def holds_only_shims(folder: Path) -> bool:
    """Return whether *folder* has Python commands, and none of them is an interpreter that is really there."""
    commands = [
        file for file in folder.glob("python3.*") if VERSIONED.fullmatch(file.name) and os.access(file, os.X_OK)
    ]
    return bool(commands) and not any(is_at_home(file) for file in commands)


def is_at_home(file: Path) -> bool:
    """Return whether *file* answers, and from its own folder: a shim answers from elsewhere, or not at all."""
    interpreter = real_interpreter(file, file.name.removeprefix("python"))
    return interpreter is not None and interpreter.parent == file.parent.resolve()


def path_with(interpreters: dict[str, Path]) -> str:
    """Return a PATH on which each of *interpreters* is found, and no shim that would refuse to run."""
    folders = [str(interpreter.parent) for interpreter in interpreters.values()]
    others = os.environ.get("PATH", os.defpath).split(os.pathsep)
    kept = [folder for folder in others if folder in folders or not holds_only_shims(Path(folder))]
    return os.pathsep.join(dict.fromkeys([*folders, *kept]))


if __name__ == "__main__":
    for found_version, found_path in find_interpreters().items():
        print(found_version, found_path)
