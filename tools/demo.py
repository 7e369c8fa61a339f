# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the collection at work: build it, install it as a user does, and run its demo playbook against the simulator.

The playbook runs twice: the first run triggers the job and follows it, the second finds it done and changes nothing.
With --runner it runs through ansible-runner, as AWX runs it.
PLAYBOOK=release shows the collection's release playbook in its place.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE = CHECKOUT / ".build/copy/ansible_collections/mediaops/dynamic_media"
DEMO = CHECKOUT / ".build/demo"
COLLECTIONS = DEMO / "collections"
INSTALLED = COLLECTIONS / "ansible_collections/mediaops/dynamic_media"
BIN = Path(sys.executable).parent
PLAYBOOK = f"mediaops.dynamic_media.{os.environ.get('PLAYBOOK') or 'demo'}"

READY = "IPS simulator on "
START_TIMEOUT_SECONDS = 30
# What the demo playbook runs, for long enough to see it move.
JOB = "Nightly Publish"
RUN_SECONDS = 10


def title(text: str) -> None:
    """Print *text* as a heading, ahead of what the programs started next print."""
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)


def install_collection() -> None:
    """Build the collection's tarball and install it below the demo's own folder."""
    shutil.rmtree(DEMO, ignore_errors=True)
    galaxy = [str(BIN / "ansible-galaxy"), "collection"]
    subprocess.run([*galaxy, "build", "--output-path", str(DEMO), str(SOURCE)], check=True, stdout=subprocess.DEVNULL)
    tarball = next(DEMO.glob("mediaops-dynamic_media-*.tar.gz"))
    subprocess.run(
        [*galaxy, "install", "--offline", "--collections-path", str(COLLECTIONS), str(tarball)],
        check=True,
        stdout=subprocess.DEVNULL,
        # No other copy of the collection may count as installed already.
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS)},
    )
    print(f"installed {tarball.name} into {COLLECTIONS.relative_to(CHECKOUT)}")


@contextlib.contextmanager
def simulator() -> Iterator[str]:
    """Run the simulator that came with the collection on a free port; yield its endpoint, and stop it afterwards."""
    command = [sys.executable, "-u", str(INSTALLED / "tests/simulator"), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = cast(IO[str], process.stdout)
    try:
        ready = select.select([output], [], [], START_TIMEOUT_SECONDS)[0]
        line = output.readline().strip() if ready else ""
        if not line.startswith(READY):
            raise SystemExit(f"the simulator did not start: {line or 'it printed nothing'}")
        print(line)
        yield line[len(READY) :]
    finally:
        process.terminate()
        process.wait(timeout=START_TIMEOUT_SECONDS)


def control(endpoint: str, route: str, method: str = "GET", body: Any = None) -> Any:
    """Send a request to the control interface of the simulator at *endpoint*, and return its answer."""
    url = f"http://{urlsplit(endpoint).netloc}/control/{route}"
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, content, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=START_TIMEOUT_SECONDS) as answer:  # noqa: S310
        return json.load(answer)


def slow_down(endpoint: str, seconds: float) -> None:
    """Let each run of the demo's job take so many seconds."""
    control(endpoint, "jobs", "PATCH", {"name": JOB, "behaviour": {"duration": seconds}})


def playbook_command(through_runner: bool) -> list[str]:
    """Return the command that runs the demo playbook."""
    if not through_runner:
        return [str(BIN / "ansible-playbook"), PLAYBOOK]
    (DEMO / "runner" / "project").mkdir(parents=True, exist_ok=True)
    return [str(BIN / "ansible-runner"), "run", str(DEMO / "runner"), "--playbook", PLAYBOOK]


def playbook_settings(endpoint: str) -> dict[str, str]:
    """Return the environment of a playbook against *endpoint*, with the simulator's well-known account."""
    return {
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_NOCOWS": "true",
        "IPS_ENDPOINT": endpoint,
        "IPS_USERNAME": "user@scene7.com",
        "IPS_PASSWORD": "mypassword",
    }


def run_playbook(endpoint: str, command: list[str]) -> int:
    """Run *command* against *endpoint*; return its exit status."""
    return subprocess.call(command, cwd=DEMO, env={**os.environ, **playbook_settings(endpoint)})


def main() -> int:
    """Run the demonstration and return the exit status of the first playbook run that failed, or 0."""
    title("The collection, built and installed as a user has it")
    install_collection()
    command = playbook_command(through_runner="--runner" in sys.argv[1:])
    title("A Dynamic Media service to try it on")
    with simulator() as endpoint:
        slow_down(endpoint, RUN_SECONDS)
        for heading in ("First run: the job is triggered and followed", "Second run: the job is done, nothing changes"):
            title(heading)
            status = run_playbook(endpoint, command)
            if status:
                return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
