# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in playbooks: what a task says, and what the service saw of it, run directly and as a module."""

from __future__ import annotations

from typing import Any

import pytest
from harness import Played, Player, Simulator

JOB = "Nightly Publish"
AWKWARD = "R&D <\"nightly\"> | 'ünïcode' 🚀"
LOOKS = ["getCompanyInfo", "getScheduledJobs", "getActiveJobs", "getJobLogs"]

WAYS = pytest.mark.parametrize("direct", [True, False], ids=["direct", "module"])


def execute(**options: Any) -> list[dict[str, Any]]:
    """A playbook's one task."""
    options = {"company_name": "Planetary", "job_name": JOB, "poll_interval": 0.5, **options}
    given = {name: value for name, value in options.items() if value is not None}
    return [{"name": "execute", "mediaops.dynamic_media.execute_job": given}]


def way(direct: bool) -> dict[str, Any]:
    """The variables that choose how the task runs."""
    return {"dynamic_media_direct_execution": direct}


def operations(simulator: Simulator) -> list[str]:
    return [entry["operation"] for entry in simulator.journal()]


def error_of(played: Played) -> dict[str, Any]:
    """The error of the one task, which failed."""
    assert played.status == 2, played.output
    error: dict[str, Any] = played.result["error"]
    return error


@WAYS
def test_a_job_is_triggered_followed_and_judged_and_then_left_alone(
    play: Player, simulator: Simulator, direct: bool
) -> None:
    first = play(execute(), variables=way(direct)).assert_success().result
    assert (first["changed"], first["action"], first["status"]) == (True, "execute", "succeeded")
    assert simulator.sent("executeJob") == 1
    assert {entry["connection"] for entry in simulator.journal()} == {simulator.journal()[0]["connection"]}
    simulator.delete("journal")
    options = execute(skip_if_succeeded_since="10m")
    predicted = play(options, check=True, variables=way(direct)).assert_success().result
    second = play(options, variables=way(direct)).assert_success().result
    for result in (predicted, second):
        assert (result["changed"], result["action"], result["status"]) == (False, "skip", "succeeded")
        assert result["run"]["name"] == first["run"]["name"]
    assert operations(simulator) == LOOKS * 2


@WAYS
def test_check_mode_predicts_and_changes_nothing(play: Player, simulator: Simulator, direct: bool) -> None:
    result = play(execute(), check=True, diff=True, variables=way(direct)).assert_success().result
    assert (result["changed"], result["action"], result["status"]) == (True, "execute", "not_run")
    assert result["diff"]["before"]["active_run"] is None
    assert result["diff"]["after"]["active_run"]
    assert operations(simulator) == LOOKS


@WAYS
def test_an_active_run_is_adopted(play: Player, simulator: Simulator, direct: bool) -> None:
    simulator.post("runs", {"job": JOB, "behaviour": {"duration": 600}})
    options = execute(wait_timeout=2, on_timeout="stop")
    predicted = play(options, check=True, variables=way(direct)).assert_success().result
    assert (predicted["changed"], predicted["action"], predicted["status"]) == (False, "adopt", "running")
    played = play(options, variables=way(direct))
    assert error_of(played)["kind"] == "timeout"
    assert (played.result["changed"], played.result["action"]) == (False, "adopt")
    assert simulator.changes() == []


@WAYS
def test_one_of_six_forks_triggers(play: Player, simulator: Simulator, direct: bool) -> None:
    simulator.patch("jobs", {"name": JOB, "behaviour": {"duration": 20}})
    results = play(execute(wait=False), hosts=6, arguments=["--forks", "6"], variables=way(direct)).results
    assert simulator.sent("executeJob") == 1
    assert sorted(result["action"] for result in results) == ["adopt"] * 5 + ["execute"]
    assert sum(result["changed"] for result in results) == 1


@WAYS
def test_one_of_four_forks_triggers_where_the_log_row_comes_before_the_run(
    play: Player, simulator: Simulator, direct: bool
) -> None:
    simulator.patch("jobs", {"name": JOB, "behaviour": {"appear_after": 2, "row_after": 0.2, "duration": 6}})
    results = play(execute(), hosts=4, variables=way(direct)).results
    assert simulator.sent("executeJob") == 1
    assert sorted(result["action"] for result in results) == ["adopt"] * 3 + ["execute"]
    assert {result["status"] for result in results} == {"succeeded"}


@WAYS
def test_one_of_four_hosts_triggers_where_the_run_shows_late(play: Player, simulator: Simulator, direct: bool) -> None:
    """The first does not see its run in time; the next ones wait for that run rather than trigger another."""
    simulator.patch("jobs", {"name": JOB, "behaviour": {"appear_after": 6, "duration": 8}})
    results = play(execute(start_timeout=1), hosts=4, variables=way(direct)).results
    assert simulator.sent("executeJob") == 1
    ends = sorted((result["action"], result["status"]) for result in results)
    assert ends == [("adopt", "succeeded")] * 3 + [("execute", "unknown")]


@WAYS
def test_the_bare_call_is_all_that_is_sent(play: Player, simulator: Simulator, direct: bool) -> None:
    state = simulator.get("state")
    company = next(company for company in state["companies"] if company["name"] == "Planetary")
    job = next(job for job in state["scheduled_jobs"] if job["name"] == JOB)
    handles = {"company_name": None, "company_handle": company["handle"], "job_name": None, "job_handle": job["handle"]}
    options = execute(**handles, on_running="execute", wait=False)
    result = play(options, variables=way(direct)).assert_success().result
    assert operations(simulator) == ["executeJob"]
    assert (result["changed"], result["status"], result["run"]) == (True, "triggered", None)
    # Newer versions of ansible-core drop a null diff.
    assert result.get("diff") is None
    assert {name: value for name, value in result["job"].items() if value} == {"handle": job["handle"]}


def test_any_name_that_xml_carries_works(play: Player, simulator: Simulator) -> None:
    result = play(execute(job_name=AWKWARD)).assert_success().result
    assert (result["status"], result["job"]["name"]) == ("succeeded", AWKWARD)


def test_a_missing_job_is_reported_with_similar_names(play: Player, simulator: Simulator) -> None:
    played = play(execute(job_name="Nightly Publich"))
    assert error_of(played)["kind"] == "job"
    assert "'Nightly Publish'" in played.result["msg"]
    assert simulator.changes() == []


def test_two_jobs_of_one_name_are_reported_with_their_handles(play: Player, simulator: Simulator) -> None:
    played = play(execute(job_name="Twin Job"))
    assert error_of(played)["kind"] == "job"
    twins = [job["handle"] for job in simulator.get("state")["scheduled_jobs"] if job["name"] == "Twin Job"]
    assert len(twins) == 2
    assert all(handle in played.result["msg"] for handle in twins)


@WAYS
def test_a_wrong_password_is_reported_and_not_shown(play: Player, simulator: Simulator, direct: bool) -> None:
    played = play(execute(password="not-the-pass-word"), verbosity=4, diff=True, variables=way(direct))
    error = error_of(played)
    assert (error["kind"], error["code"]) == ("authentication", 10001)
    assert "not-the-pass-word" not in played.output
    assert "Traceback" not in played.output


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"job_name": None}, "one of the following is required: job_name, job_handle"),
        ({"job_handle": "j|1"}, "parameters are mutually exclusive: job_name|job_handle"),
        ({"on_running": "adapt"}, "value of on_running must be one of: adopt, fail, wait, execute, got: adapt"),
        ({"api_version": "2015-01-01"}, "api_version is '2015-01-01'. Give one of pre-4.0, "),
        ({"job_name": " "}, "job_name is empty"),
        ({"wait_timeout": -1}, "wait_timeout: '-1' is not a duration"),
        ({"poll_interval": 0}, "poll_interval is 0; it must be more than 0"),
        ({"endpoint": "not a URL"}, "is not an http(s) URL"),
        ({"endpoint": "http://ips.example.com/"}, "would send the password unencrypted"),
        ({"adopt_since": "2026-01-01T00:00:00"}, "is not a time with a zone"),
        ({"skip_if_succeeded_since": "yesterday"}, "is not a time with a zone"),
        ({"job_name": "bell\u0007"}, "job_name contains the character U+0007"),
    ],
)
def test_bad_input_fails_before_anything_is_sent(
    play: Player, simulator: Simulator, options: dict[str, Any], complaint: str
) -> None:
    played = play(execute(**options))
    assert played.status == 2
    assert complaint in played.result["msg"]
    assert played.result["changed"] is False
    assert simulator.journal() == []
