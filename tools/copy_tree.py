# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copy the collection, without what is generated, to where Ansible's tools look for collections.

ansible-test, ansible-lint and antsibull-docs insist on a folder ansible_collections/NAMESPACE/NAME, and inspect all
that lies in it: a link to a working checkout would show them its virtual environments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
GENERATED = {".git", ".build", ".venv", ".ansible", ".hypothesis", "__pycache__"}


def is_repository(checkout: Path) -> bool:
    """Return whether git can be asked about *checkout*: an unpacked archive is not a repository."""
    return (checkout / ".git").exists() and shutil.which("git") is not None


def files_of(checkout: Path) -> list[Path]:
    """Return the paths, relative to *checkout*, of the files that git tracks or would track, or all not generated."""
    command = ["git", "-C", str(checkout), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if is_repository(checkout):
        listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return sorted({Path(name) for name in listed.split("\0") if name and (checkout / name).is_file()})
    found: list[Path] = []
    for folder, subfolders, names in os.walk(checkout):
        subfolders[:] = [name for name in subfolders if name not in GENERATED]
        found.extend((Path(folder) / name).relative_to(checkout) for name in names)
    return sorted(found)


def copy_files(checkout: Path, target: Path) -> int:
    """Make *target* hold exactly the files of *checkout*, and return how many they are."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if is_repository(checkout):
        # Otherwise the tools find the checkout's repository above the copy, which ignores everything here.
        subprocess.run(["git", "init", "--quiet", str(target)], check=True)
    files = files_of(checkout)
    for path in files:
        destination = target / path
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout / path, destination, follow_symlinks=False)
    return len(files)


if __name__ == "__main__":
    if not copy_files(CHECKOUT, Path(sys.argv[1])):
        sys.exit(f"no file found in {CHECKOUT}")
