# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Direct execution: a module's result, and an unchanged process."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.result import Status
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import arguments, company_info
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import Context, Task
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.findings import Findings
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.direct import ModuleCall, run_directly
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.progress import Progress
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.certificates import Authority
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import DirectRunner
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import CONNECTION_PARAMS, ScriptedTransport

NEW, OLD = "NEW_VARIABLE_OF_THE_TASK", "VARIABLE_THAT_IS_THERE"


def call(perform: Any, environment: dict[str, str] | None = None, **args: Any) -> ModuleCall:
    """A module with the connection options and the behaviour that a test gives."""
    task = Task(arguments.CONNECTION, lambda params, check_mode: Findings("It"), perform)
    return ModuleCall(task, {**CONNECTION_PARAMS, **args}, environment or {}, directory="")


def state_of_this_process() -> dict[str, Any]:
    umask = os.umask(0)
    os.umask(umask)
    return {
        "environment": dict(os.environ),
        "directory": os.getcwd(),
        "signals": [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)],
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "umask": umask,
    }


@pytest.mark.parametrize("failure", [None, ValueError("oh"), KeyboardInterrupt()], ids=["well", "ill", "interrupted"])
def test_the_process_is_left_unchanged(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], failure: BaseException | None
) -> None:
    monkeypatch.setenv(OLD, "old")
    seen: dict[str, Any] = {}

    def perform(context: Context[Findings]) -> None:
        seen.update(new=os.environ[NEW], old=os.environ[OLD])
        if failure:
            raise failure

    before = state_of_this_process()
    environment = {NEW: "new", OLD: "other"}
    try:
        run_directly(call(perform, environment))
    except KeyboardInterrupt:
        assert failure
    assert seen == {"new": "new", "old": "other"}
    assert state_of_this_process() == before
    assert capfd.readouterr() == ("", "")


def test_the_environment_counts_for_the_options(wire: ScriptedTransport, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    args = {"endpoint": None, "password": None, "ca_path": "$FOLDER/ca.pem"}
    environment = {"IPS_ENDPOINT": "https://there.example.com/", "IPS_PASSWORD": "from there", "FOLDER": "/a/folder"}

    def perform(context: Context[Findings]) -> None:
        seen.append(context.client.connection)

    monkeypatch.setattr(
        "ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.direct.IpsClient.connect", wire.connect
    )
    run_directly(call(perform, environment, **args))
    connection = seen[0]
    assert connection.endpoint == "https://there.example.com/"
    assert connection.credentials.password == "from there"
    assert connection.ca_path == "/a/folder/ca.pem"


def test_a_repeated_warning_is_shown_once() -> None:
    def perform(context: Context[Findings]) -> None:
        context.outcome.warnings += ["watch out", "watch out"]

    result = run_directly(call(perform))
    assert result["warnings"] == ["watch out"]


def test_the_result_is_plain_data() -> None:
    def perform(context: Context[Findings]) -> None:
        context.outcome.data.update(status=Status.RUNNING, pair=(1, 2), keyed={3: None})

    result = run_directly(call(perform))
    assert not isinstance(result["status"], Status)
    assert result["status"] == "running"
    assert result["pair"] == [1, 2]
    assert result["keyed"] == {"3": None}


def test_secrets_are_masked_in_the_result_and_the_invocation(run_directly: DirectRunner) -> None:
    run_directly.wire.on("getCompanyInfo", e.company_answer(name=f"The {e.PASSWORD} company"))
    result = run_directly("company_info", company_name="Planetary")
    assert result["company"]["name"] == "The ******** company"
    assert result["invocation"]["module_args"]["password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert result["invocation"]["module_args"]["username"] == e.USER


def test_the_invocation_is_left_out_if_ansible_says_so() -> None:
    result = run_directly(call(lambda context: None, _ansible_inject_invocation=False))
    assert "invocation" not in result


def test_relative_files_are_below_the_directory_of_the_module(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(authority.path).parent
    monkeypatch.chdir(tmp_path)
    endpoint = "https://127.0.0.1:1/"
    args = {**CONNECTION_PARAMS, "endpoint": endpoint, "ca_path": Path(authority.path).name, "retries": 0}
    company = {"company_name": "Planetary"}
    for directory, kind in ((folder, "transport"), (tmp_path, "configuration")):
        request = ModuleCall(company_info.TASK, {**args, **company}, {}, directory=str(directory))
        result = run_directly(request)
        assert result["error"]["kind"] == kind, result["msg"]
    assert f"ca_path {Path(authority.path).name!r}" in result["msg"]


def test_the_screen_gets_no_secrets() -> None:
    subjects: list[str] = []

    class Watching:
        def show(self, progress: Progress) -> None:
            subjects.append(progress.subject)

        def say(self, text: str) -> None:
            raise AssertionError(text)

    def perform(context: Context[Findings]) -> None:
        context.observer.saw(Run("handle", f"Nightly {e.PASSWORD}", state="Running"))

    run_directly(call(perform), Watching())
    assert subjects == ["Nightly ********"]
