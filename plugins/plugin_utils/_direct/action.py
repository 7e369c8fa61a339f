# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of every module: it only chooses where the task runs."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from typing import Any, Callable

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalActionModule
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var

try:
    from ansible.module_utils.common.json import Direction, get_module_encoder

    _ENCODING: dict[str, Any] = {"cls": get_module_encoder("legacy", Direction.CONTROLLER_TO_MODULE)}
except ImportError:  # ansible-core before 2.19
    from ansible.module_utils.common.json import AnsibleJSONEncoder

    _ENCODING = {"cls": AnsibleJSONEncoder, "vault_to_text": True}

from ...module_utils._ips.connection import secret_options
from ...module_utils._ips.errors import DeadlineError
from ...module_utils._ips.soap import LXML_IMPORT_ERROR
from ...module_utils._ips.times import Clock
from ...module_utils._ips.wire import REQUESTS_IMPORT_ERROR
from ...module_utils._runs.resolve import subject_of
from ...module_utils._tasks.masking import SECRET_OPTIONS
from ...module_utils._tasks.parent import PLAYBOOK_PID
from ...module_utils._tasks.signals import Terminated, ending_as_exception
from .direct import ModuleCall, run_directly, task_of
from .progress import ending_of, printable
from .screen import PlainScreen, screen_for

DIRECT_EXECUTION = "dynamic_media_direct_execution"
PROGRESS = "dynamic_media_progress"

HAS_LIBRARIES = REQUESTS_IMPORT_ERROR is None and LXML_IMPORT_ERROR is None
"""Whether this interpreter has the libraries that the tasks import. If not, the module's interpreter may have them."""

_CHOSEN_BY_ANSIBLE = ("", "auto", "auto_legacy", "auto_silent", "auto_legacy_silent")

_display = Display()


class ActionModule(NormalActionModule):  # type: ignore[misc]  # as the rest of ansible-core, it is not typed
    """Runs the task in this worker process if the module would run on this machine anyway, otherwise as a module."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the task; the result is the same either way."""
        task_vars = task_vars or {}
        screen = self._screen(task_vars)
        with self._secrets_as_options():
            if self._runs_here(task_vars):
                result = self._run_directly(task_vars, screen)
            else:
                result = self._run_module(tmp, task_vars)
        if screen:
            screen.end(ending_of(result, screen.has_shown))
        return result

    @contextmanager
    def _secrets_as_options(self) -> Iterator[None]:
        """Pass passwords in the task's environment as options, which are not logged.

        Ansible writes a module's environment into the command line that starts it, and the command line into its log.
        """
        environment = self._environment()
        kept = {name: value for name, value in environment.items() if name not in SECRET_OPTIONS.values() or not value}
        before = self._task.environment, self._task.args
        if kept != environment:
            options = secret_options(self._task.args, environment)
            self._task.environment, self._task.args = [kept], {**self._task.args, **options}
        try:
            yield
        finally:
            self._task.environment, self._task.args = before

    def _environment(self) -> dict[str, str]:
        """The environment variables that the task sets."""
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        return {str(name): str(value) for name, value in environment.items()}

    def _runs_here(self, task_vars: Mapping[str, Any]) -> bool:
        return (
            HAS_LIBRARIES
            and self._connection.transport == "local"
            and not self._connection.become
            and not self._task.async_val
            and self._switch(task_vars, DIRECT_EXECUTION)
            and self._is_this_interpreter(task_vars)
        )

    def _switch(self, task_vars: Mapping[str, Any], name: str) -> bool:
        """The value of a boolean variable whose default is true."""
        value = self._templar.template(task_vars.get(name, True))
        try:
            return bool(boolean(value))
        except TypeError:
            raise AnsibleActionFail(f"The variable {name} is neither true nor false: {value!r}") from None

    def _is_this_interpreter(self, task_vars: Mapping[str, Any]) -> bool:
        """Whether the module would run with this process's interpreter, or with the one that Ansible chooses."""
        if self._task.delegate_to:
            task_vars = task_vars.get("ansible_delegated_vars", {}).get(self._task.delegate_to, task_vars)
        configured = constants.config.get_config_value("INTERPRETER_PYTHON", variables=task_vars)
        interpreter = str(self._templar.template(configured) or "").strip()
        return interpreter in _CHOSEN_BY_ANSIBLE or _is_same_program(interpreter, sys.executable)

    def _module_call(self, task_vars: dict[str, Any]) -> ModuleCall:
        """What the module would be started with, after the encoding in which it would be sent."""
        args = deepcopy(self._task.args)
        self._update_module_args(self._task.action, args, task_vars)
        return ModuleCall(
            task=task_of(self._name),
            args=json.loads(json.dumps(args, **_ENCODING)),
            environment=self._environment(),
            directory=self._loader.get_basedir(),
        )

    def _screen(self, task_vars: Mapping[str, Any]) -> PlainScreen | None:
        """Where progress is shown, or None if it is not to be shown."""
        if self._task.no_log or self._task.check_mode or not self._switch(task_vars, PROGRESS):
            return None
        host = task_vars.get("inventory_hostname", "localhost")
        alone = len(task_vars.get("ansible_play_batch", ())) == 1 or bool(self._task.run_once)
        return screen_for(host, _display, Clock(), alone, constants.DEFAULT_STDOUT_CALLBACK)

    def _run_directly(self, task_vars: dict[str, Any], screen: PlainScreen | None) -> dict[str, Any]:
        """Run the task here. A signal that ends it takes effect after the result is made."""
        playbook = _playbook_pid()
        call = self._module_call(task_vars)
        try:
            with _stderr_of(playbook) as write, ending_as_exception() as ended:
                result = run_directly(call, screen, lambda: os.getppid() == playbook)
                signals = [number for number in ended if number != signal.SIGALRM]
                if signals and not self._task.no_log:
                    write(f"[{task_vars.get('inventory_hostname')}] {result.get('msg')}")
        except Terminated as end:  # outside the task: there is nothing to report
            signal.raise_signal(end.number)
            raise
        for number in signals:
            signal.raise_signal(number)
        if ended:
            result["timedout"] = {"period": self._task.timeout}
        wrapped: dict[str, Any] = wrap_var(result)
        return wrapped

    def _run_module(self, tmp: str | None, task_vars: dict[str, Any]) -> dict[str, Any]:
        """Run the module. It shows nothing before its end, and cannot report once Ansible has stopped waiting."""
        ended: list[int] = []
        try:
            with self._naming_the_playbook(), ending_as_exception() as ended:
                result: dict[str, Any] = super().run(tmp, task_vars)
        except Terminated:
            result = self._unreported()
        for number in ended:
            if number != signal.SIGALRM:
                signal.raise_signal(number)
        return result

    def _unreported(self) -> dict[str, Any]:
        """The result of a module that Ansible no longer waits for."""
        reads_only = self._task.check_mode or self._name.startswith("wait_for_") or self._name.endswith("_info")
        failure = DeadlineError(
            f"the task's timeout ({self._task.timeout} s) expired while {self._name} ran as a module, which "
            "could not report what it had done by then. It sends nothing more. Check with job_info before running the "
            "task again. For a full result, run it directly (delegate_to: localhost), or give it a wait_timeout that "
            "is shorter than its timeout."
        )
        return {
            "failed": True,
            "changed": not reads_only,
            "timedout": {"period": self._task.timeout},
            "msg": f"{subject_of(self._task.args)}: {failure.message}",
            "error": failure.as_result(),
        }

    @property
    def _name(self) -> str:
        """The module's name in this collection, even if another collection redirects one of its names to it."""
        return str(self._task.resolved_action or self._task.action).rpartition(".")[2]

    @contextmanager
    def _naming_the_playbook(self) -> Iterator[None]:
        """Let a module on this machine see whether ansible-playbook still runs. An asynchronous module outlives it."""
        if self._connection.transport != "local" or self._task.async_val:
            yield
            return
        self._task.environment.append({PLAYBOOK_PID: str(_playbook_pid())})
        try:
            yield
        finally:
            self._task.environment.pop()


def _playbook_pid() -> int:
    """The process ID of the ansible-playbook whose worker this is."""
    playbook = multiprocessing.parent_process()
    return playbook.pid if playbook and playbook.pid else os.getppid()


@contextmanager
def _stderr_of(playbook: int) -> Iterator[Callable[[str], None]]:
    """A function that writes to ansible-playbook's standard error, past the queue that it stops reading at its end."""
    stream = None
    with suppress(OSError):
        stream = os.open(f"/proc/{playbook}/fd/2", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)

    def write(text: str) -> None:
        with suppress(OSError):
            # A regular file would be overwritten from its beginning.
            if stream is not None and not stat.S_ISREG(os.fstat(stream).st_mode):
                os.write(stream, f"{printable(text)}\n".encode())

    try:
        yield write
    finally:
        if stream is not None:
            os.close(stream)


def _is_same_program(interpreter: str, own: str) -> bool:
    """Whether two paths are one Python with the same libraries; that of a virtual environment has its own."""
    found = shutil.which(interpreter)
    if found is None:
        return False
    same_folder = os.path.realpath(os.path.dirname(found)) == os.path.realpath(os.path.dirname(own))
    return same_folder and os.path.realpath(found) == os.path.realpath(own)
