# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a task as an Ansible module on the managed host."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._ips.errors import ConfigurationError
from .._ips.soap import LXML_IMPORT_ERROR
from .._ips.wire import REQUESTS_IMPORT_ERROR
from .arguments import error_message, validatable
from .base import Task, run_task
from .masking import invocation_of, redactor_for
from .parent import parent_of_module
from .signals import ending_as_exception

LIBRARIES = (("requests", REQUESTS_IMPORT_ERROR), ("lxml", LXML_IMPORT_ERROR))


class _Module(AnsibleModule):  # type: ignore[misc]  # as the rest of ansible-core, it is not typed
    """An AnsibleModule to which null means not set, and which reports a misspelt option first."""

    def _load_params(self) -> None:
        super()._load_params()
        self.params: dict[str, Any] = validatable(self.argument_spec, self.params)

    def fail_json(self, msg: str, **kwargs: Any) -> Any:
        """Print the failure, and exit."""
        validation = getattr(self, "validation_result", None)
        super().fail_json((validation and error_message(validation, self._name)) or msg, **kwargs)


def run_module(task: Task[Any]) -> None:
    """Run a task as an Ansible module, and exit."""
    module = _Module(supports_check_mode=True, **task.arguments.as_spec())
    with ending_as_exception():
        result = _run(module, task)
    # The result has no secrets. Ansible would also mask words that happen to be a password, such as a status.
    module.no_log_values = set()
    result["invocation"] = invocation_of(module.params, redactor_for(module.params, os.environ))
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def _run(module: AnsibleModule, task: Task[Any]) -> dict[str, Any]:
    missing = [library for library, error in LIBRARIES if error is not None]
    how: dict[str, Any] = {"connect": functools.partial(_refuse, missing)} if missing else {}
    parent_lives = parent_of_module(os.environ)
    return run_task(task, module.params, os.environ, module.check_mode, module._diff, parent_lives=parent_lives, **how)


def _refuse(missing: Sequence[str], *_connection: Any) -> NoReturn:
    raise ConfigurationError(missing_required_lib(" and ".join(missing)))
