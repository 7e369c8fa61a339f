# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What end-to-end tests are written with: a simulator in its own process, and playbooks that run against it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union, cast
from urllib.parse import urlsplit

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
SIMULATOR = CHECKOUT / "tests" / "simulator"
DEFAULT_SEED = SIMULATOR / "ips_simulator" / "default_seed.json"
CALLBACKS = Path(__file__).resolve().parent / "callback_plugins"
ANSIBLE_PLAYBOOK = Path(sys.executable).parent / "ansible-playbook"
COLLECTIONS = os.environ.get("ANSIBLE_COLLECTIONS_PATH") or str(CHECKOUT / ".build" / "tree")
MANAGED_PYTHON = os.environ.get("MANAGED_PYTHON", sys.executable)
"""The interpreter that modules run with, where they run as modules."""

USERNAME, PASSWORD, TOKEN = "user@scene7.com", "mypassword", "simulator-token"

READY = "IPS simulator on "
START_SECONDS = 30

Tasks = Union[str, Sequence[Mapping[str, Any]]]


@dataclass
class Simulator:
    """A running simulator and its control interface.

    :param endpoint: the URL of the service.
    """

    endpoint: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead the collection to it."""
        return {"IPS_ENDPOINT": self.endpoint, "IPS_USERNAME": USERNAME, "IPS_PASSWORD": PASSWORD}

    def get(self, route: str) -> Any:
        """What the control interface answers to GET."""
        return self._control("GET", route, None)

    def post(self, route: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the control interface answers to POST."""
        return self._control("POST", route, body or {})

    def patch(self, route: str, body: Mapping[str, Any]) -> Any:
        """What the control interface answers to PATCH."""
        return self._control("PATCH", route, body)

    def delete(self, route: str) -> Any:
        """What the control interface answers to DELETE."""
        return self._control("DELETE", route, None)

    def restart(self, seed: Mapping[str, Any] | None = None) -> None:
        """Forget everything, and begin from a seed, by default the one that the simulator comes with."""
        self.post("seed", seed or json.loads(DEFAULT_SEED.read_text(encoding="utf-8")))

    def journal(self, operation: str | None = None) -> list[dict[str, Any]]:
        """The requests that the service was sent, or those of one operation."""
        entries = self.get("journal")["requests"]
        return [entry for entry in entries if operation is None or entry["operation"] == operation]

    def sent(self, operation: str) -> int:
        """How often an operation was sent."""
        return len(self.journal(operation))

    def changes(self) -> list[str]:
        """The operations sent that change something, in order."""
        reads = ("get", "search", "check")
        return [entry["operation"] for entry in self.journal() if not str(entry["operation"]).startswith(reads)]

    def _control(self, method: str, route: str, body: Mapping[str, Any] | None) -> Any:
        address = urlsplit(self.endpoint)
        content = None if body is None else json.dumps(body).encode()
        url = f"{address.scheme}://{address.netloc}/control/{route}"
        request = urllib.request.Request(url, content, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {route}: {error.read().decode()}") from None


@contextlib.contextmanager
def running_simulator(*arguments: str) -> Iterator[Simulator]:
    """A simulator on a free port for as long as the context lasts.

    :param arguments: of its command line, besides the port.
    """
    command = [sys.executable, "-u", str(SIMULATOR), "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield Simulator(_endpoint_of(process))
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _endpoint_of(process: subprocess.Popen[str]) -> str:
    output = process.stdout
    assert output is not None
    ready = select.select([output], [], [], START_SECONDS)[0]
    line = output.readline().strip() if ready else ""
    assert line.startswith(READY), f"the simulator did not start: {line or 'it printed nothing'}"
    return line[len(READY) :]


@dataclass(frozen=True)
class TaskRun:
    """A task as it ended on one host.

    :param outcome: ok, failed, skipped or unreachable.
    """

    outcome: str
    host: str
    task: str
    action: str
    result: dict[str, Any]


@dataclass(frozen=True)
class Played:
    """A playbook run.

    :param status: the exit status of ansible-playbook.
    :param tasks: in the order in which they ended.
    """

    status: int
    output: str
    tasks: list[TaskRun] = field(default_factory=list)

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of all tasks."""
        return [task.result for task in self.tasks]

    @property
    def result(self) -> dict[str, Any]:
        """The result of the last task."""
        assert self.tasks, self.output
        return self.tasks[-1].result

    def of(self, name: str) -> dict[str, Any]:
        """The result of the task of that name."""
        found = [task.result for task in self.tasks if task.task == name]
        assert len(found) == 1, f"{len(found)} results of {name!r}:\n{self.output}"
        return found[0]

    def assert_success(self) -> Played:
        """Itself, where no task has failed."""
        assert self.status == 0, self.output
        return self


class Player:
    """Runs playbooks in a folder, with nothing of the user's own settings.

    :param folder: an empty one; playbooks, homes and results go there.
    :param environment: variables that every playbook gets, such as the simulator's.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._count = 0

    def __call__(
        self,
        tasks: Tasks,
        *,
        check: bool = False,
        diff: bool = False,
        variables: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        keywords: Mapping[str, Any] | None = None,
        hosts: int = 1,
        verbosity: int = 0,
        arguments: Sequence[str] = (),
        seconds: float = 180,
    ) -> Played:
        """Run tasks on this machine.

        :param tasks: as data, or as the YAML that a playbook has below ``tasks:``.
        :param variables: for the hosts.
        :param environment: of ansible-playbook, besides this player's; an empty value takes a variable away.
        :param keywords: for the play, such as ``module_defaults`` or ``strategy``.
        :param hosts: how many, all of them this machine; as many forks.
        :param arguments: for ansible-playbook.
        :param seconds: after which it counts as hung.
        """
        content = yaml.safe_load(tasks) if isinstance(tasks, str) else list(tasks)
        play = {"hosts": "all", "gather_facts": False, **(keywords or {}), "tasks": content}
        flags = ["--check"] * check + ["--diff"] * diff + ["-" + "v" * verbosity] * bool(verbosity)
        flags += ["--forks", str(hosts), *arguments]
        return self.playbook([play], variables, environment, hosts, flags, seconds)

    def playbook(
        self,
        plays: Sequence[Mapping[str, Any]] | Path,
        variables: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        hosts: int = 1,
        arguments: Sequence[str] = (),
        seconds: float = 180,
    ) -> Played:
        """Run whole plays, or the playbook of a file; the parameters are those of a call."""
        process = self.start(plays, variables, environment, hosts, arguments)
        try:
            output, _no_errors = process.communicate(timeout=seconds)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        return Played(process.returncode, output, _recorded(self._folder / f"play{self._count}" / "record.jsonl"))

    def start(
        self,
        plays: Sequence[Mapping[str, Any]] | Path,
        variables: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        hosts: int = 1,
        arguments: Sequence[str] = (),
        stderr: int = subprocess.STDOUT,
        stdout: int = subprocess.PIPE,
    ) -> subprocess.Popen[str]:
        """Start plays in a process group of their own, as a terminal does, and leave the rest to the caller."""
        self._count += 1
        folder = self._folder / f"play{self._count}"
        folder.mkdir()
        names = ["localhost"] if hosts == 1 else [f"host{number}" for number in range(1, hosts + 1)]
        directly = (variables or {}).get("dynamic_media_direct_execution") is True
        # A task runs directly only with the interpreter of ansible-playbook itself.
        interpreter = sys.executable if directly else MANAGED_PYTHON
        every = {"ansible_connection": "local", "ansible_python_interpreter": interpreter, **(variables or {})}
        inventory = {"all": {"hosts": dict.fromkeys(names), "vars": every}}
        (folder / "inventory.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
        playbook = plays if isinstance(plays, Path) else folder / "playbook.yml"
        if not isinstance(plays, Path):
            playbook.write_text(yaml.safe_dump(list(plays), sort_keys=False, allow_unicode=True), encoding="utf-8")
        return subprocess.Popen(
            [str(ANSIBLE_PLAYBOOK), "-i", str(folder / "inventory.yml"), *arguments, str(playbook)],
            cwd=folder,
            env=self._environment_for(folder, environment or {}),
            stdout=stdout,
            stderr=stderr,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def _environment_for(self, folder: Path, more: Mapping[str, str]) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "IPS_"))}
        settings = {
            "HOME": str(self._folder),
            "ANSIBLE_HOME": str(self._folder / "ansible"),
            "ANSIBLE_REMOTE_TEMP": str(self._folder / "remote"),
            "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS,
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "IPS_STATE_DIR": str(self._folder / "state"),
            "RECORD_FILE": str(folder / "record.jsonl"),
        }
        merged = {**own, **settings, **self._environment, **more}
        return {name: value for name, value in merged.items() if value}


def _recorded(file: Path) -> list[TaskRun]:
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [TaskRun(**cast("dict[str, Any]", json.loads(line))) for line in lines]
