# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test in the current folder, with every Python that is found and with pip from the configured index.

ansible-test passes on little of the environment, so pip's settings are written to where its pip looks for them. It
downloads the script that puts pip into a virtual environment from a host that many networks block, so a stand-in does
the same with the standard library.
"""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

import ansible_test
from interpreters import find_interpreters, path_with

# Stands in for get-pip: the bundled pip first, then the versions that ansible-test asked for.
GET_PIP = """\
import subprocess
import sys

requested = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", *requested]))
"""


def pip_versions() -> set[str]:
    """Return everything in ansible-test's own table of requirements that may be a version of pip."""
    folder = Path(next(iter(ansible_test.__path__))) / "_internal"
    source = (folder / "python_requirements.py").read_text(encoding="utf-8")
    return set(re.findall(r"\b\d+\.\d+(?:\.\d+)?\b", source))


def write_get_pip(home: Path) -> None:
    """Put the stand-in for get-pip where ansible-test caches its downloads."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in pip_versions():
        (cache / f"get_pip_{version.replace('.', '_')}.py").write_text(GET_PIP, encoding="utf-8")


def write_pip_settings(home: Path) -> None:
    """Put pip's settings, those from the environment included, into the configuration file of *home*."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    settings = configparser.ConfigParser(interpolation=None)
    # What it warns of is the index, not the collection.
    settings["global"] = {"quiet": "2"}
    # The environment takes precedence over the files.
    for scope in ("global", ":env:"):
        for name, value in re.findall(rf"^{scope}\.([\w-]+)='(.*)'$", listed, re.MULTILINE):
            settings["global"][name] = value.encode().decode("unicode_escape")
    file = home / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as stream:
        settings.write(stream)


def main() -> int:
    """Run ansible-test with the command line's arguments, and return its exit status."""
    write_get_pip(Path.home())
    write_pip_settings(Path.home())
    interpreters = find_interpreters()
    print("Python found:", ", ".join(interpreters))
    executable = str(Path(sys.executable).parent / "ansible-test")
    return subprocess.call([executable, *sys.argv[1:]], env={**os.environ, "PATH": path_with(interpreters)})


if __name__ == "__main__":
    sys.exit(main())
