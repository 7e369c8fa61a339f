# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks run both ways, in Ansible's own process and as modules, with the same results."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import certifi
import pytest
import yaml
from harness import COLLECTIONS, PASSWORD, Played, Player, Simulator, TaskRun, running_simulator

WAYS = {"directly": True, "as a module": False}
AS_A_MODULE = "Using module file"
"""What ansible-playbook -vvv says whenever it packs a module."""

SECRET = 's3cret&<"quoted">\'tween'

TASKS = yaml.safe_load(
    r"""
- name: company
  mediaops.dynamic_media.company_info: {company_name: Planetary}

- name: succeeds
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: My Test Job, log_details: all}

- name: fails
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: Failing Publish}

- name: tolerated errors
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: Failing Publish, max_errors: "3"}

- name: skips
  mediaops.dynamic_media.execute_job:
    {company_name: Planetary, job_name: My Test Job, skip_if_succeeded_since: 1h}

- name: starts a long one
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: Long Optimize, wait: false}

- name: adopts
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: Long Optimize, wait: false}

- name: is in the way
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: Long Optimize, on_running: fail}

- name: deadline
  mediaops.dynamic_media.wait_for_job: {company_name: Planetary, job_name: Long Optimize, wait_timeout: 1}

- name: detaches
  mediaops.dynamic_media.wait_for_job:
    {company_name: Planetary, job_name: Long Optimize, wait_timeout: 1, on_timeout: detach}

- name: unknown job
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: Nightly Publsh}

- name: two of that name
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: Twin Job}

- name: a number for a name
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: 42}

- name: misspelt option
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: My Test Job, wait_timout: 3}

- name: missing options
  mediaops.dynamic_media.execute_job: {}

- name: options that exclude each other
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: My Test Job, job_handle: "1|x|"}

- name: a word for a number
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: My Test Job, retries: many}

- name: not among the choices
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: My Test Job, on_running: guess}

- name: a time without a zone
  mediaops.dynamic_media.wait_for_job: {company_name: Planetary, job_name: My Test Job, since: 2026-01-31}

- name: nothing below zero
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: My Test Job, max_errors: -1}

- name: unreachable
  mediaops.dynamic_media.execute_job:
    {endpoint: "http://127.0.0.1:1/", retries: 1, company_name: Planetary, job_name: My Test Job}

- name: wrong password
  mediaops.dynamic_media.company_info: {username: user@scene7.com, password: wrongword, company_name: Planetary}

- name: environment
  mediaops.dynamic_media.company_info: {company_name: Planetary}
  environment: {IPS_PASSWORD: otherword}

- name: environment without credentials
  mediaops.dynamic_media.company_info: {company_name: Planetary}
  environment: {IPS_PASSWORD: "", IPS_ACCESS_TOKEN: ""}

- name: module defaults
  mediaops.dynamic_media.company_info:
  module_defaults:
    group/mediaops.dynamic_media.ips: {company_name: Planetary, locale: de-DE}

- name: defaults of another module
  mediaops.dynamic_media.company_info:
  module_defaults:
    mediaops.dynamic_media.execute_job: {company_name: Planetary}

- name: loop
  mediaops.dynamic_media.execute_job: {company_name: Planetary, job_name: "{{ item }}", wait: false}
  loop: [My Test Job, No Such Job, My Test Job_2]

- name: delegated
  mediaops.dynamic_media.company_info: {company_name: Planetary}
  delegate_to: elsewhere

- name: tried again
  mediaops.dynamic_media.company_info: {company_name: Nowhere}
  retries: 1
  delay: 0

- name: censored
  mediaops.dynamic_media.company_info: {company_name: Planetary}
  no_log: true

- name: relative file that is not there
  mediaops.dynamic_media.company_info:
    {endpoint: "https://127.0.0.1:1/", ca_path: ../nowhere.pem, retries: 0, company_name: Planetary}

- name: relative file
  mediaops.dynamic_media.company_info:
    {endpoint: "https://127.0.0.1:1/", ca_path: ../authority.pem, retries: 0, company_name: Planetary}

- name: file of the home
  mediaops.dynamic_media.company_info:
    {endpoint: "https://127.0.0.1:1/", ca_path: "~/nowhere.pem", retries: 0, company_name: Planetary}

- name: bare handles
  mediaops.dynamic_media.execute_job:
    {company_handle: c|0|, job_handle: j|0|, on_running: execute, wait: false}

- name: logs with details
  mediaops.dynamic_media.job_info:
    {company_name: Planetary, job_name: Failing Publish, subset: [scheduled, active, logs], details: errors, limit: 1}

- name: bare list option
  mediaops.dynamic_media.job_info: {company_name: Planetary, job_name: Warning Publish, subset: "active,scheduled"}

- name: submits
  mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Once
    image_serving_publish: {publish_type: Full, email_setting: None}

- name: misspelt suboption
  mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Once
    image_serving_publish: {publish_typ: Full, email_setting: None}

- name: schedules
  mediaops.dynamic_media.scheduled_job:
    company_name: Planetary
    job_name: Weekly
    state: present
    schedule: 00 00 03 * * Sun
    image_serving_publish: {publish_type: Full, email_setting: None}

- name: has it scheduled already
  mediaops.dynamic_media.scheduled_job:
    company_name: Planetary
    job_name: Weekly
    state: paused
    schedule: 00 00 03 * * Sun
    image_serving_publish: {publish_type: Full, email_setting: None}

- name: stops
  mediaops.dynamic_media.stop_job: {company_name: Planetary, job_name: Long Optimize}

- name: has nothing to stop
  mediaops.dynamic_media.stop_job: {company_name: Planetary, job_name: Nightly Publish}

- name: checks
  mediaops.dynamic_media.service_info: {company_name: Planetary}

- name: has nothing to wait for
  mediaops.dynamic_media.wait_for_idle: {company_name: Planetary, submitted_by: [viewer@scene7.com]}

- name: invalidates
  mediaops.dynamic_media.cdn_invalidation: {company_name: Planetary, urls: ["https://s7d1.scene7.com/is/image/a"]}

- name: any request
  mediaops.dynamic_media.ips_request:
    operation: getJobLogs
    params: {companyHandle: "c|0|", numRows: 1, 7: seven}

- name: all jobs
  mediaops.dynamic_media.job_info: {company_name: Planetary, subset: [scheduled]}
  register: listed

- name: a template in a result
  ansible.builtin.debug:
    msg: "{{ listed.scheduled_jobs | map(attribute='name') | list }}"
"""
)
"""One playbook; the next task runs whether or not a task fails."""

CHECKED = (
    "succeeds",
    "skips",
    "is in the way",
    "unknown job",
    "misspelt option",
    "unreachable",
    "loop",
    "submits",
    "schedules",
    "stops",
    "invalidates",
    "any request",
)
CHECKED_TASKS = [task for task in TASKS if task["name"] in CHECKED]

FAILING = {
    "fails": "job",
    "is in the way": "job",
    "deadline": "timeout",
    "unknown job": "job",
    "two of that name": "job",
    "a number for a name": "job",
    "misspelt option": None,
    "missing options": None,
    "options that exclude each other": None,
    "a word for a number": None,
    "not among the choices": None,
    "a time without a zone": "configuration",
    "nothing below zero": "configuration",
    "unreachable": "transport",
    "wrong password": "authentication",
    "environment": "authentication",
    "environment without credentials": "configuration",
    "defaults of another module": None,
    "loop": None,
    "tried again": "authorization",
    "relative file that is not there": "configuration",
    "relative file": "transport",
    "file of the home": "configuration",
    "bare handles": "authorization",
    "misspelt suboption": None,
    "any request": "configuration",
}
"""The tasks that fail, with the kind of error; None where Ansible itself refuses the arguments, or for a whole loop."""


def _tolerant(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**task, "ignore_errors": True} for task in tasks]


@dataclass(frozen=True)
class BothWays:
    """The same playbook, run both ways against a service that began alike; and the requests that changed something."""

    played: Mapping[str, Played]
    changes: Mapping[str, list[str]]

    def tasks(self, way: str, name: str) -> list[TaskRun]:
        """The runs of the task of that name."""
        return [task for task in self.played[way].tasks if task.task == name]


def _play_both_ways(folder: Path, tasks: list[dict[str, Any]], **options: Any) -> BothWays:
    played, changes = {}, {}
    with running_simulator() as simulator:
        for number, (way, direct) in enumerate(WAYS.items()):
            simulator.restart()
            simulator.post("jobs", {"name": "{{ 7 * 7 }}"})
            for job in ("My Test Job", "Failing Publish"):
                simulator.patch("jobs", {"name": job, "behaviour": {"duration": 0.3}})
            home = folder / str(number)
            home.mkdir()
            shutil.copy(certifi.where(), home / "authority.pem")
            variables = {"dynamic_media_direct_execution": direct, **options.get("variables", {})}
            player = Player(home, simulator.environment)
            played[way] = player(tasks, **{**options, "variables": variables})
            changes[way] = simulator.changes()
    return BothWays(played, changes)


def comparable(tasks: list[TaskRun]) -> Any:
    """Task runs without what differs from one run of a playbook to the next: times, handles, how long it took."""
    text = json.dumps([vars(task) for task in tasks], sort_keys=True)
    for pattern, replacement in (
        (r"\d{4}-\d\d-\d\d[T-]\d\d:\d\d:\d\d(\.\d+)?Z?", "TIME"),
        (r'"(elapsed|polls|requests|progress)": [\d.]+', r'"\1": 0'),
        (r'"progress_message": "[^"]*"', '"progress_message": ""'),
        (r"(?<=[\"'])[a-z]\|\d+\|", "H|"),
        (r"\|\d+(?=[\"'])", "|H"),
        (r"/[01]/(?=nowhere|play|ansible|remote)", "/HOME/"),
        (r'"(start|end|delta)": "[^"]*"', r'"\1": ""'),
    ):
        text = re.sub(pattern, replacement, text)
    return json.loads(text)


@pytest.fixture(scope="module")
def both_ways(tmp_path_factory: pytest.TempPathFactory) -> BothWays:
    """All the tasks."""
    return _play_both_ways(tmp_path_factory.mktemp("both"), _tolerant(TASKS), verbosity=3, hosts=1)


@pytest.fixture(scope="module")
def checked_both_ways(tmp_path_factory: pytest.TempPathFactory) -> BothWays:
    """Some of the tasks, in check mode and with --diff."""
    return _play_both_ways(tmp_path_factory.mktemp("checked"), _tolerant(CHECKED_TASKS), check=True, diff=True)


@pytest.mark.parametrize("name", [task["name"] for task in TASKS])
def test_that_the_result_is_the_same(both_ways: BothWays, name: str) -> None:
    directly, as_module = (comparable(both_ways.tasks(way, name)) for way in WAYS)
    assert directly == as_module
    assert [task["outcome"] for task in directly] == ["failed" if name in FAILING else "ok"]
    assert not FAILING.get(name) or directly[0]["result"]["error"]["kind"] == FAILING[name]


@pytest.mark.parametrize("name", [task["name"] for task in CHECKED_TASKS])
def test_that_the_prediction_is_the_same(checked_both_ways: BothWays, name: str) -> None:
    directly, as_module = (comparable(checked_both_ways.tasks(way, name)) for way in WAYS)
    assert directly == as_module
    assert len(directly) == 1


def test_that_the_service_was_asked_for_the_same(both_ways: BothWays, checked_both_ways: BothWays) -> None:
    assert both_ways.changes["directly"] == both_ways.changes["as a module"] != []
    assert checked_both_ways.changes == {way: [] for way in WAYS}


def test_that_the_two_ways_were_taken(both_ways: BothWays) -> None:
    assert AS_A_MODULE not in both_ways.played["directly"].output
    assert both_ways.played["as a module"].output.count(AS_A_MODULE) >= len(TASKS) - 1


def test_that_a_result_is_not_a_template(both_ways: BothWays) -> None:
    for way in WAYS:
        names = both_ways.tasks(way, "a template in a result")[0].result["msg"]
        assert "{{ 7 * 7 }}" in names


@pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)
def test_that_no_secret_is_shown(simulator: Simulator, play: Player, direct: bool) -> None:
    simulator.post("faults", {"kind": "echo_secrets", "operation": "executeJob"})
    simulator.post("faults", {"kind": "echo_secrets", "operation": "getCompanyInfo", "skip": 1, "times": 0})
    played = play(
        _tolerant(
            [
                {
                    "name": "refused",
                    "mediaops.dynamic_media.execute_job": {
                        "company_name": "Planetary",
                        "job_name": "My Test Job",
                        "username": "user@scene7.com",
                        "password": "{{ lookup('env', 'IPS_PASSWORD') }}",
                    },
                },
                {
                    "name": "from the environment",
                    "mediaops.dynamic_media.company_info": {"company_name": "Planetary"},
                },
                {
                    "name": "of another user",
                    "mediaops.dynamic_media.company_info": {
                        "company_name": "Planetary",
                        "username": "nobody@scene7.com",
                        "password": "{{ lookup('env', 'SECRET') }}",
                    },
                },
            ]
        ),
        variables={"dynamic_media_direct_execution": direct},
        environment={"SECRET": SECRET},
        verbosity=4,
    )
    assert [task.outcome for task in played.tasks] == ["failed"] * 3, played.output
    assert "********" in played.output
    for secret in (PASSWORD, SECRET, SECRET.replace("&", "&amp;"), json.dumps(SECRET)[1:-1]):
        assert secret not in played.output
        assert secret not in json.dumps(played.results)


@pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("level", ["task", "play"])
def test_that_a_secret_of_the_environment_keyword_is_not_shown(
    simulator: Simulator, play: Player, tmp_path: Path, level: str, direct: bool
) -> None:
    variables = {"IPS_USERNAME": "user@scene7.com", "IPS_PASSWORD": "{{ lookup('env', 'SECRET') }}"}
    keywords: dict[str, Any] = {"environment": variables}
    log = tmp_path / "ansible.log"
    played = play(
        [{**TEST_TASK, **(keywords if level == "task" else {})}],
        keywords=keywords if level == "play" else {},
        variables={"dynamic_media_direct_execution": direct},
        environment={"SECRET": PASSWORD, "IPS_USERNAME": "", "IPS_PASSWORD": "", "ANSIBLE_LOG_PATH": str(log)},
        verbosity=4,
    ).assert_success()
    assert played.result["login"] == "valid"
    for text in (played.output, log.read_text(encoding="utf-8"), json.dumps(played.results)):
        assert PASSWORD not in text


REDIRECTIONS = {"both": ("modules", "action"), "the module": ("modules",)}


@pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("kinds", REDIRECTIONS.values(), ids=REDIRECTIONS)
def test_that_another_collection_can_redirect_a_name_of_its_own(
    play: Player, tmp_path: Path, kinds: tuple[str, ...], direct: bool
) -> None:
    other = tmp_path / "others/ansible_collections/acme/tools"
    (other / "meta").mkdir(parents=True)
    (other / "galaxy.yml").write_text("{namespace: acme, name: tools, version: 1.0.0}", encoding="utf-8")
    routing = {kind: {"which_company": {"redirect": "mediaops.dynamic_media.company_info"}} for kind in kinds}
    (other / "meta/runtime.yml").write_text(yaml.safe_dump({"plugin_routing": routing}), encoding="utf-8")
    played = play(
        [{"acme.tools.which_company": {"company_name": "Planetary"}}],
        variables={"dynamic_media_direct_execution": direct},
        environment={"ANSIBLE_COLLECTIONS_PATH": f"{COLLECTIONS}:{tmp_path / 'others'}"},
        verbosity=3,
    )
    assert played.assert_success().result["company"]["name"] == "Planetary"


TEST_TASK = {"mediaops.dynamic_media.company_info": {"company_name": "Planetary"}}

CHOICES: dict[str, tuple[dict[str, Any], bool]] = {
    "as it comes": ({}, True),
    "switched off": ({"vars": {"dynamic_media_direct_execution": False}}, False),
    "switched off by a template": ({"vars": {"off": "no", "dynamic_media_direct_execution": "{{ off }}"}}, False),
    "switched on": ({"vars": {"dynamic_media_direct_execution": "yes"}}, True),
    "asynchronous": ({"async": 60, "poll": 1, "vars": {"ansible_async_dir": "{{ playbook_dir }}/async"}}, False),
    "interpreter chosen by Ansible": ({"vars": {"ansible_python_interpreter": "auto_silent"}}, True),
    "own interpreter": ({"vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}}, True),
    "another interpreter": ({"vars": {"ansible_python_interpreter": "{{ lookup('env', 'OTHER_PYTHON') }}"}}, False),
}


@pytest.fixture(scope="module")
def choices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The task under all those circumstances, in one playbook."""
    folder = tmp_path_factory.mktemp("choices")
    other_python = folder / "bin" / "python3"
    other_python.parent.mkdir()
    other_python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    other_python.chmod(0o755)
    with running_simulator() as simulator:
        player = Player(folder, {**simulator.environment, "OTHER_PYTHON": str(other_python)})
        tasks = [{"name": name, **TEST_TASK, **keywords} for name, (keywords, _direct) in CHOICES.items()]
        own = {"ansible_python_interpreter": sys.executable}
        yield player(tasks, variables=own, verbosity=3).assert_success()


@pytest.mark.parametrize("name", CHOICES)
def test_where_a_task_runs(choices: Played, name: str) -> None:
    part = choices.output.partition(f"TASK [{name}]")[2].partition("\nTASK [")[0]
    assert choices.of(name)["company"]["name"] == "Planetary"
    assert (AS_A_MODULE not in part) is CHOICES[name][1], part


def test_a_switch_that_is_neither_on_nor_off(play: Player) -> None:
    played = play([{**TEST_TASK, "vars": {"dynamic_media_direct_execution": "perhaps"}}])
    assert played.status == 2
    assert "dynamic_media_direct_execution is neither true nor false: 'perhaps'" in played.result["msg"]


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("su"), reason="needs root, and su to become root again")
def test_that_a_task_of_another_user_runs_as_a_module(play: Player) -> None:
    become = {"become": True, "become_method": "ansible.builtin.su", "become_user": "root"}
    played = play([{**TEST_TASK, **become}], verbosity=3).assert_success()
    assert AS_A_MODULE in played.output
    assert played.result["company"]["name"] == "Planetary"


@pytest.mark.parametrize("direct", WAYS.values(), ids=WAYS)
def test_that_a_task_can_be_given_a_time(simulator: Simulator, play: Player, direct: bool) -> None:
    job = {"company_name": "Planetary", "job_name": "Long Optimize"}
    played = play(
        [{"mediaops.dynamic_media.execute_job": job, "timeout": 5}],
        variables={"dynamic_media_direct_execution": direct},
    )
    assert played.status == 2
    assert played.result["timedout"]["period"] == 5
    assert simulator.sent("executeJob") == 1
