# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees of a task, in a log and on a terminal, and when the person interrupts it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest
from harness import PASSWORD, Player, Simulator

LINE = re.compile(r"^\[(?P<host>\S+)\] +(?P<elapsed>[\dhms]+) +(?:(?P<percent>\d+) %)? +(?P<text>.*)$", re.MULTILINE)
ENDING = re.compile(r"^\[(?P<host>\S+)\] (?P<status>succeeded|failed|stopped|skipped)\b(?P<rest>.*)$", re.MULTILINE)
DIRECTLY, AS_A_MODULE = ({"dynamic_media_direct_execution": direct} for direct in (True, False))
KEEPS_RUNNING = "(keeps running at the service if interrupted)"
CLEAR = "\r\x1b[K"


def execute(job: str, **options: Any) -> dict[str, Any]:
    return {"mediaops.dynamic_media.execute_job": {"company_name": "Planetary", "job_name": job, **options}}


def one_play(*tasks: dict[str, Any], hosts: str = "all") -> list[dict[str, Any]]:
    return [{"hosts": hosts, "gather_facts": False, "tasks": list(tasks)}]


def lines_of(output: str) -> list[Mapping[str, str]]:
    """The progress lines in what ansible-playbook has written."""
    return [match.groupdict() for match in LINE.finditer(output)]


def endings_of(output: str) -> list[Mapping[str, str]]:
    """The lines that say how a task ended."""
    return [match.groupdict() for match in ENDING.finditer(output)]


@pytest.fixture
def slow_job(simulator: Simulator) -> str:
    """The name of a job whose run takes some seconds."""
    behaviour = {
        "duration": 8,
        "success": 40,
        "updates": 0,
        "progress_messages": ["Collecting assets", "Publishing images"],
    }
    simulator.patch("jobs", {"name": "Nightly Publish", "behaviour": behaviour})
    return "Nightly Publish"


@pytest.fixture(params=[DIRECTLY, AS_A_MODULE], ids=["directly", "as a module"])
def variables(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The variables by which a task runs in either way."""
    return dict(request.param)


def test_that_a_run_is_seen_to_move(slow_job: str, play: Player) -> None:
    played = play([execute(slow_job, poll_interval=0.5)], variables=DIRECTLY).assert_success()
    first, *others = lines_of(played.output)
    name = played.result["run"]["name"]
    assert re.fullmatch(rf"{name}: \w+, .*{re.escape(KEEPS_RUNNING)}", first["text"]), played.output
    assert len(others) == 1
    assert re.fullmatch(r"Running, \d+ of 40 files, (Collecting assets|Publishing images)", others[0]["text"])
    assert 50 < int(others[0]["percent"]) < 100
    (ending,) = endings_of(played.output)
    assert re.fullmatch(rf", \d+s \({name}\)", ending["rest"])
    assert (ending["host"], ending["status"]) == ("localhost", "succeeded")


def test_that_a_module_shows_one_line_at_its_end(slow_job: str, play: Player, simulator: Simulator) -> None:
    played = play([execute(slow_job)], variables=AS_A_MODULE, verbosity=3).assert_success()
    (ending,) = endings_of(played.output)
    assert re.fullmatch(rf", \d+s \({played.result['run']['name']}\)", ending["rest"])
    assert lines_of(played.output) == []
    assert played.output.count("Using module file") == 1
    assert simulator.changes() == ["executeJob"]


def test_that_the_last_line_says_how_it_ended(simulator: Simulator, play: Player, variables: dict[str, Any]) -> None:
    simulator.patch("jobs", {"name": "Failing Publish", "behaviour": {"duration": 0.3}})
    failed = play([execute("Failing Publish")], variables=variables)
    (ending,) = endings_of(failed.output)
    assert re.fullmatch(r": \d+ errors, \d+s \(Failing Publish_.*\)", ending["rest"]), failed.output
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": {"duration": 0.3}})
    tasks = [execute("My Test Job"), execute("My Test Job", skip_if_succeeded_since="1h")]
    skipped = play(tasks, variables=variables).assert_success()
    assert [ending["status"] for ending in endings_of(skipped.output)] == ["succeeded", "skipped"]
    assert skipped.result["run"]["name"] in endings_of(skipped.output)[1]["rest"]


@pytest.mark.parametrize(
    ("keywords", "silencing"),
    [({"no_log": True}, {}), ({}, {"dynamic_media_progress": False}), ({}, {"dynamic_media_progress": "no"})],
    ids=["no_log", "switched off", "switched off by a word"],
)
def test_that_it_can_be_quiet(
    slow_job: str, play: Player, keywords: dict[str, Any], silencing: dict[str, Any], variables: dict[str, Any]
) -> None:
    played = play([{**execute(slow_job), **keywords}], variables={**variables, **silencing}).assert_success()
    assert lines_of(played.output) == endings_of(played.output) == []


def test_that_it_leaves_the_output_for_programs_alone(slow_job: str, play: Player) -> None:
    environment = {"ANSIBLE_STDOUT_CALLBACK": "jsonl"}
    process = play.start(one_play(execute(slow_job)), environment=environment, stderr=subprocess.PIPE)
    output, errors = process.communicate(timeout=60)
    assert [json.loads(line)["outcome"] for line in output.splitlines()] == ["ok"], output
    assert [ending["status"] for ending in endings_of(errors)] == ["succeeded"], errors


def test_that_each_host_shows_its_own(simulator: Simulator, play: Player, variables: dict[str, Any]) -> None:
    for job in ("My Test Job", "My Test Job_2"):
        simulator.patch("jobs", {"name": job, "behaviour": {"duration": 3}})
    job = "{{ 'My Test Job' if inventory_hostname == 'host1' else 'My Test Job_2' }}"
    played = play([execute(job)], hosts=2, variables=variables).assert_success()
    shown = {
        (ending["host"], ending["rest"].partition("(")[2].partition("_20")[0]) for ending in endings_of(played.output)
    }
    assert shown == {("host1", "My Test Job"), ("host2", "My Test Job_2")}


def test_that_no_secret_is_shown_on_the_way(simulator: Simulator, play: Player) -> None:
    behaviour = {"duration": 2, "progress_messages": [f"Connecting with {PASSWORD}"]}
    simulator.patch("jobs", {"name": "My Test Job", "behaviour": behaviour})
    played = play([execute("My Test Job")], variables=DIRECTLY, verbosity=4).assert_success()
    assert "Connecting with ********" in played.output
    assert PASSWORD not in played.output


def test_that_an_older_run_which_is_waited_out_is_shown_too(simulator: Simulator, play: Player) -> None:
    (older,) = simulator.post("runs", {"job": "My Test Job", "behaviour": {"duration": 12}})["runs"]
    played = play([execute("My Test Job", on_running="wait")], variables=DIRECTLY).assert_success()
    assert lines_of(played.output)[0]["text"].startswith(f"{older['name']}: ")
    assert older["name"] != played.result["run"]["name"]


def test_that_it_is_said_what_is_adopted_or_waited_out(simulator: Simulator, play: Player) -> None:
    (older,) = simulator.post("runs", {"job": "My Test Job", "behaviour": {"duration": 600}})["runs"]
    tasks = [execute("My Test Job", on_running=choice, wait=False, wait_timeout=2) for choice in ("adopt", "wait")]
    played = play([{**task, "ignore_errors": True} for task in tasks], variables=DIRECTLY)
    said = re.findall(rf"^\[localhost\] The run '{older['name']}' is active \(.*\); (.*)$", played.output, re.MULTILINE)
    assert said == ["it is adopted.", "the task waits for its end first, since on_running is wait."], played.output


def test_that_the_wait_for_the_cdn_is_seen(play: Player) -> None:
    options = {"company_name": "Planetary", "urls": ["https://s7d1.scene7.com/is/image/a"], "wait": True}
    played = play([{"mediaops.dynamic_media.cdn_invalidation": options}], variables=DIRECTLY).assert_success()
    assert lines_of(played.output)[0]["text"].startswith("CDN invalidation: ")
    assert re.search(r"^\[localhost\] done, \d+s$", played.output, re.M), played.output


def test_that_each_line_comes_at_once_through_a_pipe(simulator: Simulator, play: Player) -> None:
    """In an environment as empty as a CI system's may be."""
    task = execute("Long Optimize", wait_timeout=20)
    kept = ("HOME", "PATH", "ANSIBLE_", "IPS_", "COV_")
    emptied = {name: "" for name in os.environ if not name.startswith(kept)}
    process = play.start(one_play(task), DIRECTLY, environment=emptied)
    with on_time(process):
        lines = read_until_progress(process)
        assert simulator.get("state")["active_runs"]
    assert lines_of(lines)


class TestTerminal:
    """On a terminal of 100 columns."""

    def seen(self, play: Player, *tasks: dict[str, Any], hosts: int = 1, **environment: str) -> str:
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        settings = {"ANSIBLE_NOCOLOR": "", "TERM": "xterm-256color", **environment}
        process = play.start(one_play(*tasks), DIRECTLY, settings, hosts, stdout=terminal)
        os.close(terminal)
        output = b""
        with on_time(process):
            while True:
                try:
                    output += os.read(controller, 4096)
                except OSError:  # the other end is closed
                    break
            process.wait()
        os.close(controller)
        return output.decode()

    def test_that_a_bar_moves_in_place(self, slow_job: str, play: Player) -> None:
        output = self.seen(play, execute(slow_job, poll_interval=0.5))
        bars = [part.partition("\x1b[0m")[0] for part in output.split(CLEAR) if re.match(r"\[localhost\] [━─]", part)]
        assert len(bars) >= 8, output
        percentages = [int(re.search(r"(\d+) %", line).group(1)) for line in bars]
        assert percentages == sorted(percentages)
        assert all(len(line) < 100 for line in bars)
        assert KEEPS_RUNNING in output.partition(CLEAR)[0]
        assert "[localhost] succeeded, " in output.split(CLEAR)[-1]
        assert "\n" not in output[output.index(bars[0]) : output.index(bars[-1])]

    def test_that_colours_are_those_of_ansible(self, simulator: Simulator, play: Player) -> None:
        simulator.patch("jobs", {"name": "Failing Publish", "behaviour": {"duration": 0.3}})
        coloured = self.seen(play, execute("Failing Publish"))
        assert re.search(r"\x1b\[0;31m(\r\x1b\[K)?\[localhost\] failed: ", coloured), coloured
        plain = self.seen(play, execute("Failing Publish"), ANSIBLE_NOCOLOR="1")
        assert re.search(r"(?<!m)\[localhost\] failed: ", plain.replace(CLEAR, "")), plain

    def test_that_several_hosts_do_not_write_over_each_other(self, slow_job: str, play: Player) -> None:
        output = self.seen(play, execute(slow_job), hosts=2)
        assert CLEAR not in output
        assert {line["host"] for line in lines_of(output.replace("\r\n", "\n"))} == {"host1", "host2"}

    def test_that_a_dumb_terminal_gets_plain_lines(self, slow_job: str, play: Player) -> None:
        output = self.seen(play, execute(slow_job), TERM="dumb")
        assert CLEAR not in output
        assert lines_of(output.replace("\r\n", "\n"))


def test_that_colours_can_be_forced(simulator: Simulator, play: Player) -> None:
    simulator.patch("jobs", {"name": "Failing Publish", "behaviour": {"duration": 0.3}})
    environment = {"ANSIBLE_NOCOLOR": "", "ANSIBLE_FORCE_COLOR": "1"}
    played = play([execute("Failing Publish")], variables=DIRECTLY, environment=environment)
    assert "\x1b[0;31m[localhost] failed: " in played.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_that_an_interrupt_ends_the_task_and_not_the_run(simulator: Simulator, play: Player, number: int) -> None:
    process = play.start(one_play(execute("Long Optimize")), DIRECTLY)
    with on_time(process):
        before = read_until_progress(process)
        wait_for_another_poll(simulator)
        os.killpg(process.pid, number)
        after = process.stdout.read() if process.stdout else ""
        process.wait()
    (run,) = simulator.get("state")["active_runs"]
    assert run["state"] == "Running"
    assert "stopJob" not in simulator.changes()
    assert process.returncode != 0, after
    assert f"{run['name']}: " in before
    assert KEEPS_RUNNING in before
    advice = f"The run {run['name']!r} keeps running at the service; wait for it with wait_for_job"
    assert f"The service has accepted executeJob. {advice}" in after


class on_time:  # noqa: N801 as contextlib's own
    """Kills a process that takes a minute."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._watchdog = threading.Timer(60, process.kill)
        self._process = process

    def __enter__(self) -> None:
        self._watchdog.start()

    def __exit__(self, *_exc: object) -> None:
        self._watchdog.cancel()
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def read_until_progress(process: subprocess.Popen[str]) -> str:
    """What the process writes, up to the first line of progress."""
    assert process.stdout
    written = ""
    while not lines_of(written):
        written += process.stdout.readline() or pytest.fail(f"it ended too early:\n{written}")
    return written


def wait_for_another_poll(simulator: Simulator) -> None:
    """Let the task continue after it has shown a line.

    A worker of Ansible's that dies while it hands over a line takes the lock of its queue along, and ansible-playbook
    then waits for that for ever: a matter of microseconds for a person, but not for a test.
    """
    seen = simulator.sent("getActiveJobs")
    while simulator.sent("getActiveJobs") == seen:
        time.sleep(0.1)
