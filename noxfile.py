# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every version that the collection supports, and the checks that take too long for `make test`.

`make matrix` runs all that works without containers, `make matrix SESSIONS=managed-3.9,build-import-check` a part. A
session whose Python is not to be had here is listed as skipped at the end. The sessions of antsibull-nox.toml come
besides; those that need containers, which are ansible-test's matrix and the execution environments, CI runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import antsibull_nox
import nox

CHECKOUT = Path(__file__).resolve().parent
sys.path.insert(0, str(CHECKOUT / "tools"))

from interpreters import SUPPORTED, find_interpreters, path_with  # noqa: E402

# nox looks for interpreters on PATH, where a version manager's shims would answer to names and then refuse.
os.environ["PATH"] = path_with(find_interpreters())

nox.options.envdir = str(CHECKOUT / ".build" / "nox")
nox.options.error_on_missing_interpreters = False
nox.options.stop_on_first_error = False

antsibull_nox.load_antsibull_nox_toml()

COPY = CHECKOUT / ".build" / "copy" / "ansible_collections" / "mediaops" / "dynamic_media"

# The Pythons that each ansible-core supports on a controller.
CORES = {
    "2.16": ("3.10", "3.11", "3.12"),
    "2.17": ("3.10", "3.11", "3.12"),
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13", "3.14"),
    "2.21": ("3.12", "3.13", "3.14"),
}
CONTROLLERS = [(python, core) for core, pythons in CORES.items() for python in pythons]
# Each minor version of the one with the newest of the other that it allows; requests 2.32.2 changed the TLS context.
LIBRARIES = [
    *((f"requests=={version}", "urllib3") for version in (*(f"2.{minor}.*" for minor in range(25, 35)), "2.32.2")),
    *(("requests", f"urllib3=={version}") for version in ("1.26.*", *(f"2.{minor}.*" for minor in range(9)))),
    ("requests==2.25.0", "urllib3==1.26.0"),
]
# One Python for each ansible-core is enough where its own tools find the others.
SANITY = [(pythons[1], core) for core, pythons in CORES.items()]
# The one for the tools around the collection, which come with Python 3.11.
PROJECT_CORE = "2.19"
DEVEL = "https://github.com/ansible/ansible/archive/devel.tar.gz"


def ansible_core(version: str) -> str:
    """Return what pip takes for the newest release of an ansible-core *version*."""
    return f"ansible-core~={version}.0"


def run_pytest(session: nox.Session, *arguments: str, **environment: str) -> None:
    """Run the tests with the session's Python, two at a time."""
    session.run("python", "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments, env=environment)


@nox.session(tags=["controller"])
@nox.parametrize("python,core", CONTROLLERS, ids=[f"{core}-python{python}" for python, core in CONTROLLERS])
def controller(session: nox.Session, core: str) -> None:
    """All tests on one ansible-core, the modules running with the same Python."""
    run_all_tests_on(session, ansible_core(core))


@nox.session(python="3.13", default=False, tags=["weekly"])
def controller_devel(session: nox.Session) -> None:
    """All tests on the ansible-core that is being developed."""
    run_all_tests_on(session, DEVEL)


def run_all_tests_on(session: nox.Session, core: str) -> None:
    """Install ansible-core from *core* into the session, and run all tests there."""
    session.install(core, "-r", "requirements.txt", "-r", "requirements/test.txt")
    session.run("ansible", "--version")
    run_pytest(session, *session.posargs)


@nox.session(python=SUPPORTED, tags=["managed"])
def managed(session: nox.Session) -> None:
    """The layers on one managed Python, and the playbooks of the project's ansible-core against that Python."""
    session.install("ansible-core", "-r", "requirements.txt", "-r", "requirements/test.txt")
    run_pytest(session, "tests/unit", *session.posargs)
    run_playbooks_against(session)


@nox.session(python=SUPPORTED[0], tags=["managed"])
def oldest_libraries(session: nox.Session) -> None:
    """The layers and the playbooks with the oldest requests and lxml that the collection supports."""
    session.install("ansible-core", "requests==2.25.*", "lxml==4.6.*", "-r", "requirements/test.txt")
    run_pytest(session, "tests/unit", *session.posargs)
    run_playbooks_against(session)


@nox.session(python="3.11", tags=["managed"])
def libraries(session: nox.Session) -> None:
    """TLS and transport with each minor version of requests and urllib3 that requirements.txt allows."""
    session.install("ansible-core", "-r", "requirements.txt", "-r", "requirements/test.txt")
    for pins in LIBRARIES:
        session.install("--upgrade", "--upgrade-strategy", "eager", *pins)
        folder = "tests/unit/plugins/module_utils/_ips"
        run_pytest(session, f"{folder}/test_tls.py", f"{folder}/test_transport.py", *session.posargs)


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
    session.install(ansible_core(core))
    session.chdir(COPY)
    session.run("python", str(CHECKOUT / "tools" / "sanity.py"), "sanity", "--venv", "--color", "no", *session.posargs)


@nox.session(python="3.11")
def molecule(session: nox.Session) -> None:
    """The roles' scenarios, each of which starts the simulator and proves idempotence."""
    session.install("molecule==26.10.0", ansible_core(PROJECT_CORE), "-r", "requirements.txt")
    session.chdir(COPY)
    session.run("molecule", "test", "--all", "--report", *session.posargs)


@nox.session(python="3.11")
def environments(session: nox.Session) -> None:
    """The build contexts that ansible-builder makes of the execution and the decision environment."""
    session.install("ansible-builder==3.2.0")
    for definition in sorted((CHECKOUT / "extensions").glob("*_environment/*-environment.yml")):
        context = Path(session.create_tmp()) / definition.stem
        session.run("ansible-builder", "create", "--file", str(definition), "--context", str(context))


@nox.session(python="3.11")
def runner(session: nox.Session) -> None:
    """The demo through ansible-runner, as AWX runs a job template."""
    session.install("ansible-runner==2.4.3", ansible_core(PROJECT_CORE), "-r", "requirements.txt")
    session.run("python", str(CHECKOUT / "tools" / "demo.py"), "--runner")


@nox.session(python="3.11")
def rulebook(session: nox.Session) -> None:
    """The event source in a real ansible-rulebook, which needs Java 17."""
    session.install("ansible-rulebook==1.3.2", ansible_core(PROJECT_CORE), "-r", "requirements.txt")
    session.install("-r", "requirements/test.txt")
    session.run("python", "-m", "pytest", "tests/end_to_end/test_rulebook.py", *session.posargs)
