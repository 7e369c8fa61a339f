# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""stop_job in playbooks against the simulator, whose journal shows what was sent."""

from __future__ import annotations

from typing import Any

from harness import Player, Simulator

JOB = "Long Optimize"


def stop(**options: Any) -> list[dict[str, Any]]:
    return [{"mediaops.dynamic_media.stop_job": {"company_name": "Planetary", "job_name": JOB, **options}}]


def start_runs(simulator: Simulator, job: str = JOB, count: int = 1) -> list[str]:
    """Start runs of a job as another user would; their names."""
    runs = simulator.post("runs", {"job": job, "count": count, "spacing": 2})["runs"]
    return [run["name"] for run in runs]


def active_runs(simulator: Simulator) -> list[str]:
    return [run["name"] for run in simulator.get("state")["active_runs"]]


def test_a_run_is_stopped_once(play: Player, simulator: Simulator) -> None:
    [name] = start_runs(simulator)
    played = play([*stop(), *stop()]).assert_success()
    first, second = played.results
    assert (first["changed"], second["changed"]) == (True, False)
    assert [(run["name"], run["result"]) for run in first["runs"]] == [(name, "stopped")]
    assert second["runs"] == []
    assert simulator.changes() == ["stopJob"]
    assert active_runs(simulator) == []


def test_a_later_task_does_not_count_the_stopped_run_as_a_success(play: Player, simulator: Simulator) -> None:
    start_runs(simulator)
    again = {"company_name": "Planetary", "job_name": JOB, "skip_if_succeeded_since": "1h", "wait": False}
    played = play([*stop(), {"mediaops.dynamic_media.execute_job": again}], diff=True).assert_success()
    assert played.results[1]["action"] == "execute"
    assert played.results[1]["diff"]["before"]["last_result"] == "stopped"
    assert simulator.changes() == ["stopJob", "executeJob"]


def test_all_runs_of_the_job_and_no_other(play: Player, simulator: Simulator) -> None:
    simulator.patch("jobs", {"name": "Nightly Publish", "behaviour": {"duration": 600, "appear_after": 0}})
    [other] = start_runs(simulator, "Nightly Publish")
    names = start_runs(simulator, count=2)
    result = play(stop()).assert_success().result
    assert sorted(run["name"] for run in result["runs"]) == sorted(names)
    assert {run["result"] for run in result["runs"]} == {"stopped"}
    assert simulator.changes() == ["stopJob", "stopJob"]
    assert active_runs(simulator) == [other]


def test_check_mode_predicts_and_sends_nothing(play: Player, simulator: Simulator) -> None:
    [name] = start_runs(simulator)
    result = play(stop(), check=True, diff=True).assert_success().result
    assert result["changed"] is True
    assert result["runs"][0]["result"] == "stopped"
    assert result["diff"] == {"before": {"active_runs": [name]}, "after": {"active_runs": []}}
    assert simulator.changes() == []
    assert active_runs(simulator) == [name]


def test_check_mode_with_nothing_to_stop(play: Player, simulator: Simulator) -> None:
    assert play(stop(), check=True).assert_success().result["changed"] is False


def test_one_run_by_its_handle(play: Player, simulator: Simulator) -> None:
    tasks = f"""
    - mediaops.dynamic_media.execute_job:
        company_name: Planetary
        job_name: {JOB}
        wait: false
      register: first
    - mediaops.dynamic_media.execute_job:
        company_name: Planetary
        job_name: {JOB}
        wait: false
        on_running: execute
      register: second
    - mediaops.dynamic_media.stop_job:
        company_name: Planetary
        run_handle: "{{{{ second.run.handle }}}}"
    """
    first, second, stopped = play(tasks).assert_success().results
    assert [run["name"] for run in stopped["runs"]] == [second["run"]["name"]]
    assert active_runs(simulator) == [first["run"]["name"]]


def test_a_follow_on_run_is_not_the_jobs(play: Player, simulator: Simulator) -> None:
    behaviour = {"duration": 0.1, "follow_on": [{"infix": "_PostPublish", "duration": 600}]}
    simulator.patch("jobs", {"name": "Nightly Upload", "behaviour": behaviour})
    tasks = """
    - mediaops.dynamic_media.execute_job:
        company_name: Planetary
        job_name: Nightly Upload
      register: upload
    - mediaops.dynamic_media.job_info:
        company_name: Planetary
        subset: [active]
      register: active
      until: active.active_runs | length == 1
      retries: 30
      delay: 0.2
    - mediaops.dynamic_media.stop_job:
        company_name: Planetary
        job_name: Nightly Upload
    - mediaops.dynamic_media.stop_job:
        company_name: Planetary
        run_handle: "{{ active.active_runs[0].handle }}"
    """
    by_name, by_handle = play(tasks).assert_success().results[-2:]
    assert (by_name["changed"], by_name["runs"]) == (False, [])
    assert "_PostPublish_" in by_handle["runs"][0]["name"]
    assert by_handle["runs"][0]["result"] == "stopped"
    assert active_runs(simulator) == []


def test_a_run_that_does_not_stop_is_a_failure(play: Player, simulator: Simulator) -> None:
    simulator.patch("jobs", {"name": JOB, "behaviour": {"stopping": 600}})
    [name] = start_runs(simulator)
    played = play(stop(stop_timeout=2, poll_interval=1))
    assert played.status != 0
    assert (played.result["changed"], played.result["runs"][0]["result"]) == (True, "unconfirmed")
    assert played.result["error"]["kind"] == "timeout"
    assert name in played.result["msg"]


def test_an_answer_that_is_lost_is_not_sent_again(play: Player, simulator: Simulator) -> None:
    start_runs(simulator)
    simulator.post("faults", {"kind": "drop_after", "operation": "stopJob"})
    result = play(stop()).assert_success().result
    assert (result["changed"], result["runs"][0]["result"]) == (True, "stopped")
    assert simulator.sent("stopJob") == 1


def test_a_user_without_permission_gets_an_error(play: Player, simulator: Simulator) -> None:
    [name] = start_runs(simulator)
    simulator.post("faults", {"kind": "fault", "operation": "stopJob", "code": 20003, "faultcode": "Client"})
    played = play(stop(stop_timeout=1))
    assert played.tasks[-1].outcome == "failed", played.output
    assert (played.result["changed"], played.result["error"]["code"]) == (False, 20003)
    assert active_runs(simulator) == [name]
