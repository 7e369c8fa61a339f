# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Direct execution: runs a task in the calling process, with the result that its module would have."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Callable, NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ...module_utils._ips.client import IpsClient
from ...module_utils._ips.connection import Connection
from ...module_utils._ips.redaction import Redactor
from ...module_utils._ips.times import Clock
from ...module_utils._tasks.arguments import error_message, validatable
from ...module_utils._tasks.base import Task, run_task
from ...module_utils._tasks.masking import invocation_of, redactor_for
from .progress import Screen, ShowingObserver

INTERNAL = "_ansible_"
"""The prefix of the parameters that Ansible itself passes to a module."""


class ModuleCall(NamedTuple):
    """What a module would be started with.

    :param args: its parameters as it would receive them, Ansible's own included.
    :param environment: the environment variables that the task sets.
    :param directory: the directory in which it would be started.
    """

    task: Task[Any]
    args: Mapping[str, Any]
    environment: Mapping[str, str]
    directory: str

    def internal(self, name: str, default: Any = None) -> Any:
        """One of Ansible's own parameters."""
        return self.args.get(INTERNAL + name, default)

    def given(self) -> dict[str, Any]:
        """The task's own parameters."""
        return {name: value for name, value in self.args.items() if not name.startswith(INTERNAL)}


def task_of(module: str) -> Task[Any]:
    """The task of a module.

    :param module: its name without the collection's.
    """
    task: Task[Any] = importlib.import_module(f"...module_utils._tasks.{module}", __package__).TASK
    return task


def run_directly(
    call: ModuleCall, screen: Screen | None = None, parent_lives: Callable[[], bool] = lambda: True
) -> dict[str, Any]:
    """Run the task here, and leave this process unchanged.

    :param screen: where progress is shown, without secrets.
    :param parent_lives: whether the process that asked for the result still runs.
    :returns: what the module would have written, as plain data.
    """
    with _surroundings(call.environment):
        spec = call.task.arguments.as_spec()
        given = validatable(spec["argument_spec"], call.given())
        validation = ArgumentSpecValidator(**spec).validate(given)
        params = {**given, **validation.validated_parameters}
        redactor = Redactor(validation._no_log_values)
        refusal = error_message(validation, call.internal("module_name"))
        if refusal is not None:
            result: dict[str, Any] = {"failed": True, "msg": refusal}
        else:
            redactor = redactor_for(params, os.environ)
            result = run_task(
                call.task,
                params,
                os.environ,
                call.internal("check_mode"),
                call.internal("diff"),
                ShowingObserver(screen, redactor.text, Clock()) if screen else None,
                connect=partial(_connect, call.directory),
                parent_lives=parent_lives,
            )
    return _as_written(call, params, redactor, result)


@contextmanager
def _surroundings(environment: Mapping[str, str]) -> Iterator[None]:
    """Set the task's environment variables, and restore the process's own afterwards."""
    before = dict(os.environ)
    try:
        os.environ.update(environment)
        yield
    finally:
        for name in environment:
            if name in before:
                os.environ[name] = before[name]
            else:
                os.environ.pop(name, None)


def _connect(directory: str, connection: Connection, clock: Clock) -> IpsClient:
    """Make the client. Relative paths start from the module's directory, since this process stays in its own."""
    return IpsClient.connect(connection._replace(directory=directory), clock)


def _as_written(
    call: ModuleCall, params: Mapping[str, Any], redactor: Redactor, result: dict[str, Any]
) -> dict[str, Any]:
    """The result as AnsibleModule writes it: with the invocation, and without what must not be logged."""
    if call.internal("inject_invocation", True):
        result["invocation"] = invocation_of(params, redactor)
    warnings = dict.fromkeys(result.pop("warnings", []))
    if warnings:
        result["warnings"] = list(warnings)
    plain: dict[str, Any] = json.loads(json.dumps(redactor.data(result)))
    return plain
