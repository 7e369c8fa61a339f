# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Driving a module's ``main()``, or the task behind it, over a scripted wire and a fake clock."""

from __future__ import annotations

import functools
import importlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.progress import Observer
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import module as boundary
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import Task, run_task
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct import direct
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import (
    CONNECTION_PARAMS,
    OpenLock,
    ScriptedTransport,
)

RUN_KEYS = {
    "changed",
    "action",
    "status",
    "delivery",
    "reason",
    "job",
    "run",
    "follow_ons",
    "counters",
    "violations",
    "log",
    "log_truncated",
    "exported_urls",
    "executed_at",
    "exchange",
    "elapsed",
}
JOB_KEYS = {"handle", "name", "original_name", "type", "trigger_state", "next_fire_time"}
ONE_RUN_KEYS = {"handle", "name", "state", "progress", "progress_message", "start_time", "end_time"}
COUNTER_KEYS = {"success", "error", "warning", "duplicate", "updated", "total"} | {
    f"transfer_{how}" for how in ("success", "error", "warning")
}
EXCHANGE_KEYS = {"requests", "retries", "polls", "transient_errors"}
LOG_KEYS = {"type", "message", "asset", "asset_type", "asset_handle", "time", "details"}
JOB_OR_RUN_KEYS = {"description", "submitted_by"}
SCHEDULED_ROW_KEYS = JOB_KEYS | JOB_OR_RUN_KEYS | {"schedule", "time_zone", "locale", "definition"}
ACTIVE_ROW_KEYS = ONE_RUN_KEYS | JOB_OR_RUN_KEYS | {"job_name", "type", "server", "locale", "total_size", "tasks"}
LOG_ROW_KEYS = JOB_OR_RUN_KEYS | {"run", "job_name", "type", "sub_type", "duration", "status"}
LOG_ROW_KEYS |= {"counters", "fatal_error", "log"}
ERROR_KEYS = {"kind", "operation", "code", "name", "reason", "http_status"}
ERROR_KINDS = {"configuration", "authentication", "authorization", "api", "protocol", "transport", "timeout", "job"}
ACTIONS = {"execute", "adopt", "skip", "none"}
STATUSES = {"succeeded", "failed", "stopped", "running", "triggered", "unknown", "not_run"}
DELIVERIES = {"confirmed", "reconciled", "refused", "unknown", "not_sent"}


class ModuleRunner:
    """Runs modules as Ansible does, up to the wire.

    :param wire: what the modules are to talk to.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.wire = ScriptedTransport()
        self.lock = OpenLock()

    def __call__(self, module: str, check_mode: bool = False, diff: bool = False, **options: Any) -> dict[str, Any]:
        """Run ``main()`` of the module, and read the JSON that it prints.

        Its warnings come as a module's do, though a controller that this process has loaded would take them.
        """
        arguments = {
            **CONNECTION_PARAMS,
            **options,
            "_ansible_check_mode": check_mode,
            "_ansible_diff": diff,
            "_ansible_remote_tmp": "/tmp",
        }
        prepared = functools.partial(run_task, connect=self.wire.connect, clock=self.wire.clock, lock=self.lock)
        self._monkeypatch.setattr(boundary, "run_task", prepared)
        self._monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        self._monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        warnings: list[str] = []
        self._monkeypatch.setattr(basic.AnsibleModule, "warn", lambda _module, text, **_more: warnings.append(text))
        main = importlib.import_module(f"ansible_collections.mediaops.dynamic_media.plugins.modules.{module}").main
        self._capsys.readouterr()
        with pytest.raises(SystemExit):
            main()
        printed, _stderr = self._capsys.readouterr()
        result: dict[str, Any] = json.loads(printed)
        return {**result, "warnings": warnings} if warnings else result


class DirectRunner:
    """Runs modules as the collection's action plugin does on a local connection, up to the wire.

    :param wire: what the modules are to talk to.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.wire = ScriptedTransport()
        self.lock = OpenLock()

    def __call__(self, module: str, check_mode: bool = False, diff: bool = False, **options: Any) -> dict[str, Any]:
        """Run the task of the module in this process."""
        internal = {"_ansible_check_mode": check_mode, "_ansible_diff": diff, "_ansible_module_name": module}
        prepared = functools.partial(run_task, clock=self.wire.clock, lock=self.lock)
        self._monkeypatch.setattr(direct, "run_task", prepared)
        self._monkeypatch.setattr(direct.IpsClient, "connect", self.wire.connect)
        args = {**CONNECTION_PARAMS, **options, **internal}
        return direct.run_directly(direct.ModuleCall(direct.task_of(module), args, environment={}, directory=""))


def params_of(task: Task[Any], **options: Any) -> dict[str, Any]:
    """The parameters that Ansible makes of a task's options; refuses what its argument spec refuses."""
    spec = task.arguments.as_spec()
    validator = ArgumentSpecValidator(
        spec["argument_spec"],
        mutually_exclusive=spec["mutually_exclusive"],
        required_one_of=spec["required_one_of"],
    )
    checked = validator.validate({**CONNECTION_PARAMS, **options})
    assert not checked.error_messages, checked.error_messages
    params: dict[str, Any] = checked.validated_parameters
    return params


def perform(
    task: Task[Any],
    wire: ScriptedTransport,
    environ: Mapping[str, str] | None = None,
    check_mode: bool = False,
    diff_mode: bool = True,
    lock: Any = None,
    observer: Observer | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Run a task below the module's boundary, over a scripted wire."""
    return run_task(
        task,
        params_of(task, **options),
        environ or {},
        check_mode,
        diff_mode,
        observer,
        clock=wire.clock,
        connect=wire.connect,
        lock=lock or OpenLock(),
    )


def check_run_result(result: Mapping[str, Any]) -> None:
    """Check the shape that a result of a module that deals with a run must have on every path."""
    assert result.keys() >= RUN_KEYS, RUN_KEYS - result.keys()
    assert not {"started", "finished"} & result.keys()
    assert isinstance(result["changed"], bool)
    assert result["action"] in ACTIONS
    assert result["status"] in STATUSES
    assert result["delivery"] in DELIVERIES
    assert isinstance(result["reason"], str)
    assert result["reason"].endswith(".")
    assert result["job"] is None or result["job"].keys() == JOB_KEYS
    assert result["run"] is None or result["run"].keys() == ONE_RUN_KEYS
    assert all(run.keys() == ONE_RUN_KEYS for run in result["follow_ons"])
    assert result["counters"] is None or result["counters"].keys() == COUNTER_KEYS
    assert all(violation.keys() == {"counter", "limit", "value"} for violation in result["violations"])
    assert all(message.keys() == LOG_KEYS for message in result["log"])
    assert isinstance(result["log_truncated"], bool)
    assert all(url.startswith("http") for url in result["exported_urls"])
    check_common_result(result)


def check_common_result(result: Mapping[str, Any]) -> None:
    """Check what holds for the result of every module."""
    assert result["exchange"].keys() == EXCHANGE_KEYS
    assert isinstance(result["elapsed"], (int, float))
    assert bool(result.get("failed")) == ("error" in result)
    if "error" in result:
        assert result["error"].keys() == ERROR_KEYS
        assert result["error"]["kind"] in ERROR_KINDS
        assert result["msg"]
    assert "Traceback" not in json.dumps(result)
