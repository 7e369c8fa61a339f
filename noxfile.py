# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every version that the collection supports, and the checks that take too long for `make test`.

`make matrix` runs all of it, `make matrix SESSIONS=managed-3.9,importer` a part. A session whose Python is not to be
had here is listed as skipped at the end.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

CHECKOUT = Path(__file__).resolve().parent
sys.path.insert(0, str(CHECKOUT / "tools"))

from interpreters import SUPPORTED, find_interpreters, path_with  # noqa: E402

# nox looks for interpreters on PATH, where a version manager's shims would answer to names and then refuse.
os.environ["PATH"] = path_with(find_interpreters())

nox.options.envdir = str(CHECKOUT / ".build" / "nox")
nox.options.error_on_missing_interpreters = False
nox.options.stop_on_first_error = False

COPY = CHECKOUT / ".build" / "copy" / "ansible_collections" / "mediaops" / "dynamic_media"
DIST = CHECKOUT / ".build" / "dist"

# ansible-core by the name that sessions are called by. The newest needs a newer Python than the others.
CORES = {"2.16": "ansible-core~=2.16.0", "2.19": "ansible-core~=2.19.0", "newest": "ansible-core>=2.21"}
CONTROLLERS = [
    ("3.10", "2.16"),
    ("3.12", "2.16"),
    ("3.11", "2.19"),
    ("3.13", "2.19"),
    ("3.12", "newest"),
    ("3.13", "newest"),
]
# One Python for each ansible-core is enough where its own tools find the others.
SANITY = [("3.11", "2.16"), ("3.11", "2.19"), ("3.13", "newest")]


def run_pytest(session: nox.Session, *arguments: str, **environment: str) -> None:
    """Run the tests with the session's Python, two at a time."""
    session.run("python", "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments, env=environment)


@nox.session
@nox.parametrize("python,core", CONTROLLERS, ids=[f"{core}-python{python}" for python, core in CONTROLLERS])
def controller(session: nox.Session, core: str) -> None:
    """All tests on one ansible-core, the modules running with the same Python."""
    session.install(CORES[core], "-r", "requirements.txt", "-r", "requirements/test.txt")
    session.run("ansible", "--version")
    run_pytest(session, *session.posargs)


@nox.session(python=SUPPORTED)
def managed(session: nox.Session) -> None:
    """The layers on one managed Python, and the playbooks of the project's ansible-core against that Python."""
    session.install("ansible-core", "-r", "requirements.txt", "-r", "requirements/test.txt")
    run_pytest(session, "tests/unit", *session.posargs)
    run_playbooks_against(session)


@nox.session(python=SUPPORTED[0])
def oldest_libraries(session: nox.Session) -> None:
    """The layers and the playbooks with the oldest requests and lxml that the collection supports."""
    session.install("ansible-core", "requests==2.25.*", "lxml==4.6.*", "-r", "requirements/test.txt")
    run_pytest(session, "tests/unit", *session.posargs)
    run_playbooks_against(session)


def run_playbooks_against(session: nox.Session) -> None:
    """Run the end-to-end tests in the development environment, the modules with the session's Python."""
    interpreter = str(Path(session.bin) / "python")
    development = str(CHECKOUT / ".venv" / "bin" / "python")
    command = (development, "-m", "pytest", "-n", "2", "--dist", "loadfile", "tests/end_to_end")
    session.run(*command, env={"MANAGED_PYTHON": interpreter}, external=True)


@nox.session
@nox.parametrize("python,core", SANITY, ids=[core for python, core in SANITY])
def sanity(session: nox.Session, core: str) -> None:
    """ansible-test sanity of one ansible-core, without an ignore file."""
    session.install(CORES[core])
    session.chdir(COPY)
    session.run("python", str(CHECKOUT / "tools" / "sanity.py"), "sanity", "--venv", "--color", "no", *session.posargs)


@nox.session(python="3.11")
def importer(session: nox.Session) -> None:
    """What Ansible Galaxy checks when a collection is published."""
    session.install("galaxy-importer==0.4.44", CORES["2.19"], "-r", "requirements.txt")
    session.run("ansible-galaxy", "collection", "build", "--force", "--output-path", str(DIST), str(COPY), silent=True)
    tarball = next(DIST.glob("mediaops-dynamic_media-*.tar.gz"))
    session.chdir(session.create_tmp())
    output = str(session.run("python", "-m", "galaxy_importer.main", str(tarball), silent=True))
    session.log(output)
    # A warning does not make it fail, but a reviewer at Galaxy sees it.
    if "WARNING" in output or "ERROR" in output:
        session.error("galaxy-importer has complaints")


@nox.session(python="3.11")
def molecule(session: nox.Session) -> None:
    """The roles' scenarios, each of which starts the simulator and proves idempotence."""
    session.install("molecule==26.10.0", CORES["2.19"], "-r", "requirements.txt")
    session.chdir(COPY)
    session.run("molecule", "test", "--all", "--report", *session.posargs)


@nox.session(python="3.11")
def execution_environment(session: nox.Session) -> None:
    """The definition of an execution environment, as ansible-builder turns it into a build context."""
    session.install("ansible-builder==3.2.0")
    context = Path(session.create_tmp()) / "context"
    definition = CHECKOUT / "extensions" / "execution_environment" / "execution-environment.yml"
    session.run("ansible-builder", "create", "--file", str(definition), "--context", str(context))


@nox.session(python="3.11")
def runner(session: nox.Session) -> None:
    """The demo through ansible-runner, as AWX runs a job template."""
    session.install("ansible-runner==2.4.3", CORES["2.19"], "-r", "requirements.txt")
    session.run("python", str(CHECKOUT / "tools" / "demo.py"), "--runner")
