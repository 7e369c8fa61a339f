# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task from its parameters to its result, including every failure in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import arguments, company_info
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import Arguments, validatable
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import (
    Context,
    Task,
    run_task,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.execute_job import TASK as EXECUTE_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.findings import Findings, findings
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.masking import secrets_of
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import Terminated
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    ModuleRunner,
    check_common_result,
    check_run_result,
    params_of,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.servers import Peer, ScriptedServer
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

STARTED = NOON + timedelta(seconds=1)
IDLE = e.active_answer()


def plain(perform_it: Callable[[Context[Findings]], None]) -> Task[Findings]:
    return Task(company_info.TASK.arguments, findings(answer=None), perform_it)


def run(perform_it: Callable[[Context[Findings]], None], wire: ScriptedTransport, **options: Any) -> dict[str, Any]:
    result = perform(plain(perform_it), wire, company_name=e.COMPANY, **options)
    check_common_result(result)
    return result


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service whose job, once executed, does not end."""
    wire.on("getCompanyInfo", e.company_answer()).on("getScheduledJobs", e.jobs_answer(e.scheduled_job()))
    wire.on("getActiveJobs", IDLE, e.active_answer(e.active_run(STARTED)))
    return wire.on("getJobLogs", e.logs_answer()).on("executeJob", e.executed_answer())


def test_what_the_task_found_out_is_the_result(wire: ScriptedTransport) -> None:
    def find_out(context: Context[Findings]) -> None:
        context.client.clock.sleep(2.5)
        context.outcome.data["answer"] = context.params["company_name"]

    result = run(find_out, wire)
    assert result == {
        "changed": False,
        "warnings": [],
        "answer": "Planetary",
        "exchange": {"requests": 0, "retries": 0, "polls": 0, "transient_errors": 0},
        "elapsed": 2.5,
        "diff": None,
    }
    assert wire.closed


class TestUnexpected:
    def test_an_internal_error_is_reported_without_a_traceback(self, wire: ScriptedTransport) -> None:
        def divide(context: Context[Findings]) -> None:
            raise ZeroDivisionError("by zero")

        result = run(divide, wire)
        assert result["failed"] is True
        assert result["answer"] is None
        assert "ZeroDivisionError in divide: by zero" in result["msg"]
        assert 'File "' not in json.dumps(result)
        assert wire.closed

    def test_a_secret_in_it_is_masked(self, wire: ScriptedTransport) -> None:
        def divide(context: Context[Findings]) -> None:
            raise KeyError(context.client.connection.credentials.password)

        assert e.PASSWORD not in json.dumps(run(divide, wire))

    @pytest.mark.parametrize("operation", ["getCompanyInfo", "getActiveJobs", "executeJob"])
    def test_a_run_result_is_complete_nevertheless(self, service: ScriptedTransport, operation: str) -> None:
        service.on(operation, RecursionError("too deep"))
        result = perform(EXECUTE_JOB, service, company_name=e.COMPANY, job_name=e.JOB, diff_mode=True)
        check_run_result(result)
        assert result["failed"] is True
        assert result["changed"] is (operation == "executeJob")
        assert result["status"] == ("unknown" if operation == "executeJob" else "not_run")


class TestTerminated:
    def test_the_result_shows_what_is_known(self, service: ScriptedTransport) -> None:
        def terminate() -> None:
            raise Terminated

        service.clock.at(20, terminate)
        result = perform(EXECUTE_JOB, service, company_name=e.COMPANY, job_name=e.JOB)
        check_run_result(result)
        assert result["failed"] is True
        assert (result["changed"], result["status"], result["delivery"]) == (True, "running", "confirmed")
        assert result["run"]["handle"] == f"run|{e.run_name(STARTED)}"
        assert result["error"]["kind"] == "timeout"
        assert "SIGTERM" in result["msg"]
        assert f"wait_for_job (run_handle 'run|{e.run_name(STARTED)}')" in result["msg"]
        assert service.closed

    @pytest.mark.parametrize(
        "end", [Terminated(), Terminated(signal.SIGALRM), KeyboardInterrupt(), SystemExit(3), MemoryError()], ids=repr
    )
    def test_while_the_trigger_is_under_way_its_delivery_is_unknown(
        self, service: ScriptedTransport, end: BaseException
    ) -> None:
        service.on("executeJob", end)
        result = perform(EXECUTE_JOB, service, company_name=e.COMPANY, job_name=e.JOB)
        check_run_result(result)
        assert (result["changed"], result["status"], result["delivery"]) == (True, "unknown", "unknown")
        assert result["executed_at"] == "2026-01-31T12:00:00Z"
        assert "executeJob was sent once, and whether the service acted on it is not known" in result["reason"]
        if not isinstance(end, Exception):
            assert result["reason"] in result["msg"]
            assert "on_running: adopt and skip_if_succeeded_since: 2026-01-31T12:00:00Z" in result["msg"]

    def test_before_the_trigger_nothing_was_changed(self, service: ScriptedTransport) -> None:
        service.on("getActiveJobs", Terminated())
        result = perform(EXECUTE_JOB, service, company_name=e.COMPANY, job_name=e.JOB)
        check_run_result(result)
        assert (result["changed"], result["status"], result["action"]) == (False, "not_run", "none")

    def test_a_module_that_gets_a_signal_leaves_valid_json(self) -> None:
        """The service does not answer until the module has received the signal."""
        modules: list[subprocess.Popen[bytes]] = []

        def behave(peer: Peer) -> None:
            peer.read()
            modules[0].send_signal(signal.SIGTERM)
            server.wait(20)

        program = (
            "from ansible_collections.mediaops.dynamic_media.plugins.modules.company_info import main\n"
            "from ansible.module_utils import basic\n"
            "basic._ANSIBLE_PROFILE = 'legacy'\n"
            "main()\n"
        )
        with ScriptedServer(behave) as server:
            options = {"endpoint": server.url, "company_name": "x", "username": "u", "password": "hunter22"}
            module = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            modules.append(module)
            printed, _stderr = module.communicate(json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode())
        result = json.loads(printed)
        check_common_result(result)
        assert (result["failed"], result["error"]["kind"]) == (True, "timeout")
        assert b"hunter22" not in printed


class TestSkew:
    @pytest.mark.parametrize(
        ("skew", "words"), [(0, None), (59, None), (-60, None), (61, "61 s ahead of"), (-7200, "7200 s behind")]
    )
    def test_clocks_more_than_a_minute_apart_give_a_warning(
        self, wire: ScriptedTransport, skew: float, words: str | None
    ) -> None:
        wire.skew = skew
        wire.on("getCompanyInfo", e.company_answer())
        warnings = run(lambda context: context.client.company(name="x") and None, wire)["warnings"]
        assert len(warnings) == (words is not None)
        assert words is None or words in warnings[0]

    def test_also_when_the_task_fails(self, wire: ScriptedTransport) -> None:
        wire.skew = 3600
        wire.on("getCompanyInfo", e.fault(10001))
        result = run(lambda context: context.client.company(name="x") and None, wire)
        assert result["failed"] is True
        assert len(result["warnings"]) == 1


class TestSecrets:
    def test_which_values_are_secret(self) -> None:
        params = {
            "username": "u",
            "password": "p1",
            "access_token": "t1",
            "endpoint": "https://someone:p3@ips.example.com/",
            "params": {"items": [{"email": "e", "password": "p4"}]},
        }
        environ = {"IPS_PASSWORD": "p2", "IPS_ACCESS_TOKEN": "t2", "OTHER": "o"}
        environ |= {
            "IPS_ENDPOINT": "https://x:p5@y/",
            "HTTPS_PROXY": "http://y:p6@proxy:1",
            "http_proxy": "http://proxy",
        }
        secrets = {"p1", "t1", "p2", "t2", "u:p1", "p3", "someone:p3", "p4", "p5", "x:p5", "p6", "y:p6"}
        assert set(secrets_of(params, environ)) == secrets

    @pytest.mark.parametrize("url", ["", "https://ips.example.com:8443/a:b", "no url", "http://[::1"])
    def test_a_url_without_password_has_none(self, url: str) -> None:
        assert secrets_of({"endpoint": url}, {}) == []

    @pytest.mark.parametrize(
        "url",
        [
            "https://u:hush@h/x",
            "u:hush@h/x",
            "//u:hush@h/x",
            "https:u:hush@h",
            "https:/u:hush@h",
            "https://u:hush/a@h",
            "https://u:hush#a@h",
            "https://u:hush?a@h",
            "https://hush@h/",
            " https://u:hush@h/",
        ],
    )
    @pytest.mark.parametrize("place", ["option", "environment"])
    def test_what_a_url_holds_is_refused_and_not_shown(
        self,
        wire: ScriptedTransport,
        run_as_module: ModuleRunner,
        monkeypatch: pytest.MonkeyPatch,
        url: str,
        place: str,
    ) -> None:
        if place == "environment":
            monkeypatch.setenv("IPS_ENDPOINT", url)
        result = run_as_module("company_info", company_name=e.COMPANY, endpoint=url if place == "option" else None)
        assert result["error"]["kind"] == "configuration"
        assert "hush" not in json.dumps(result)
        assert wire.posts == []

    def test_what_the_environment_gives_is_masked_as_well(self, wire: ScriptedTransport) -> None:
        wire.on("getCompanyInfo", e.fault(10001, "user env-user password env-secret"))
        params = params_of(company_info.TASK, company_name="x", username=None, password=None)
        environ = {"IPS_USERNAME": "env-user", "IPS_PASSWORD": "env-secret"}
        task = plain(lambda context: context.client.company(name="x") and None)
        result = run_task(task, params, environ, clock=wire.clock, connect=wire.connect)
        assert result["error"]["reason"] == "user env-user password ********"
        assert wire.connection.credentials.password == "env-secret"

    def test_no_part_of_the_result_shows_a_secret_in_any_form(self, wire: ScriptedTransport) -> None:
        def echo(context: Context[Findings]) -> None:
            context.outcome.data["answer"] = [{"deep": "token=" + e.xml("x", e.PASSWORD)}]
            context.outcome.warnings.append(f"beware of {e.PASSWORD}")

        result = run(echo, wire)
        assert result["answer"] == [{"deep": "token=<x>********</x>"}]
        assert result["warnings"] == ["beware of ********"]

    @pytest.mark.parametrize("variable", ["IPS_USERNAME", "IPS_PASSWORD", "IPS_ACCESS_TOKEN"])
    @pytest.mark.parametrize("value", ["a\x0bb", "a\udcffb"])
    def test_what_xml_cannot_carry_is_refused_in_the_environment_too(
        self, wire: ScriptedTransport, variable: str, value: str
    ) -> None:
        params = params_of(company_info.TASK, company_name="x", username=None, password=None)
        environ = {"IPS_USERNAME": "u", "IPS_PASSWORD": "p", variable: value}
        task = plain(lambda context: context.client.company(name="x") and None)
        result = run_task(task, params, environ, clock=wire.clock, connect=wire.connect)
        assert result["error"]["kind"] == "configuration"
        assert variable in result["msg"]
        assert "XML cannot carry" in result["msg"]
        assert wire.posts == []


class TestArguments:
    def test_sums_join_options_and_rules(self) -> None:
        total = Arguments({"a": {"type": "str"}}, (("a", "b"),)) + Arguments({"b": {"type": "int"}}, (), (("b",),))
        spec = total.as_spec()
        assert spec["argument_spec"] == {"a": {"type": "str"}, "b": {"type": "int"}}
        assert (spec["mutually_exclusive"], spec["required_one_of"]) == ([["a", "b"]], [["b"]])

    def test_a_null_option_is_not_given(self) -> None:
        options = {"a": {"type": "str"}, "b": {"type": "dict", "options": {"c": {"type": "int"}}}}
        given = {"a": None, "b": {"c": None, "unknown": None}, "_ansible_tmpdir": None}
        assert validatable(options, given) == {"b": {"unknown": None}, "_ansible_tmpdir": None}

    def test_secrets_are_no_log_and_files_are_not(self) -> None:
        options = arguments.CONNECTION.options
        assert {name for name, option in options.items() if option.get("no_log")} == {"password", "access_token"}


def test_a_refused_file_is_reported_before_anything_is_sent(wire: ScriptedTransport) -> None:
    params = params_of(company_info.TASK, company_name="x", ca_path="/missing/ca.pem")
    result = run_task(plain(lambda _context: None), params, {}, clock=wire.clock)
    assert (result["failed"], result["error"]["kind"]) == (True, "configuration")
    assert "ca_path '/missing/ca.pem'" in result["msg"]


def test_retries_and_failed_polls_are_counted(wire: ScriptedTransport) -> None:
    lost = TransportError("it broke off", Delivery.UNKNOWN)
    wire.on("getCompanyInfo", lost, e.company_answer())
    result = run(lambda context: context.client.company(name="x") and None, wire)
    assert result["exchange"] == {"requests": 2, "retries": 1, "polls": 0, "transient_errors": 0}
