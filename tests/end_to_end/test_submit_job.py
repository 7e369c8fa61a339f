# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""submit_job in real playbooks; the simulator's journal shows what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from harness import Played, Player, Simulator

MODULE = "mediaops.dynamic_media.submit_job"
RELEASE = "Release 1.2.3"
PUBLISH = {"publish_type": "Full", "email_setting": "None"}
BOTH_WAYS = pytest.mark.parametrize("direct", [True, False], ids=["directly", "as a module"])


def submit(**options: Any) -> list[Mapping[str, Any]]:
    """A task that submits the publish of a release."""
    defaults = {"company_name": "Planetary", "job_name": RELEASE, "image_serving_publish": PUBLISH, "poll_interval": 1}
    given = {name: value for name, value in {**defaults, **options}.items() if value is not None}
    return [{"name": "submit", MODULE: given}]


def failed(played: Played) -> dict[str, Any]:
    """The result of a task that has failed."""
    assert played.tasks[-1].outcome == "failed", played.output
    return played.result


def refused(played: Played, simulator: Simulator) -> str:
    """The message of a task that was refused before anything was sent."""
    message: str = failed(played)["msg"]
    assert simulator.journal() == []
    return message


@BOTH_WAYS
def test_a_job_is_submitted_waited_for_and_judged(play: Player, simulator: Simulator, direct: bool) -> None:
    options = {"description": "the release", "locale": "en-US"}
    variables = {"dynamic_media_direct_execution": direct}
    result = play(submit(**options), diff=True, variables=variables).assert_success().result
    assert simulator.changes() == ["submitJob"]
    [request] = simulator.journal("submitJob")
    assert request["params"]["jobName"] == RELEASE
    assert request["params"]["description"] == "the release"
    assert request["params"]["locale"] == "en-US"
    assert request["params"]["imageServingPublishJob"] == {"publishType": "Full", "emailSetting": "None"}
    assert "execTime" not in request["params"]
    assert (result["changed"], result["action"], result["status"]) == (True, "execute", "succeeded")
    assert result["delivery"] == "confirmed"
    assert result["job"]["handle"]
    assert result["job"]["name"] == result["job"]["original_name"] == RELEASE
    assert result["run"]["name"].startswith(f"{RELEASE}_")
    assert result["diff"]["before"] == {"active_run": None, "last_run": None, "last_result": None}
    assert result["diff"]["after"]["last_result"] == "succeeded"


def test_check_mode_changes_nothing_and_predicts_the_same(play: Player, simulator: Simulator) -> None:
    result = play(submit(), check=True, diff=True).assert_success().result
    assert simulator.changes() == []
    assert simulator.sent("getActiveJobs") == 1
    assert (result["changed"], result["action"], result["status"]) == (True, "execute", "not_run")
    assert result["diff"]["after"]["active_run"] == "(a new run)"


def test_a_release_is_published_once(play: Player, simulator: Simulator) -> None:
    task = submit(skip_if_succeeded_since="1h")
    assert play(task).assert_success().result["changed"]
    result = play(task).assert_success().result
    assert simulator.sent("submitJob") == 1
    assert (result["changed"], result["action"], result["status"]) == (False, "skip", "succeeded")
    assert result["run"]["name"].startswith(f"{RELEASE}_")


def test_a_run_that_is_active_is_adopted_by_its_name(play: Player, simulator: Simulator) -> None:
    simulator.patch("jobs", {"name": RELEASE, "behaviour": {"duration": 600}})
    started = play(submit(wait=False)).assert_success().result
    assert started["status"] in ("running", "triggered")
    result = play(submit(wait=False)).assert_success().result
    assert simulator.sent("submitJob") == 1
    assert (result["changed"], result["action"], result["status"]) == (False, "adopt", "running")


def test_a_run_that_fails_fails_the_task(play: Player, simulator: Simulator) -> None:
    simulator.patch("jobs", {"name": RELEASE, "behaviour": {"duration": 0.5, "errors": 2}})
    result = failed(play(submit()))
    assert (result["changed"], result["status"]) == (True, "failed")
    assert result["error"]["kind"] == "job"
    assert RELEASE in result["msg"]


def test_a_lost_answer_is_reconciled_by_the_name(play: Player, simulator: Simulator) -> None:
    simulator.post("faults", {"operation": "submitJob", "kind": "drop_after"})
    result = play(submit()).assert_success().result
    assert simulator.sent("submitJob") == 1
    assert (result["changed"], result["delivery"], result["status"]) == (True, "reconciled", "succeeded")
    assert result["job"] == {**result["job"], "handle": None, "name": RELEASE}


def test_a_lost_request_is_not_sent_again(play: Player, simulator: Simulator) -> None:
    simulator.post("faults", {"operation": "submitJob", "kind": "drop_before"})
    result = failed(play(submit(start_timeout=2)))
    assert simulator.sent("submitJob") == 1
    assert (result["changed"], result["delivery"], result["status"]) == (True, "unknown", "unknown")


def test_a_refusal_changes_nothing(play: Player, simulator: Simulator) -> None:
    fault = {"operation": "submitJob", "kind": "fault", "faultcode": "Client", "code": 20009}
    simulator.post("faults", {**fault, "element": "authorizationFault"})
    result = failed(play(submit()))
    assert (result["changed"], result["delivery"], result["error"]["kind"]) == (False, "refused", "authorization")


# A later time


def test_a_job_for_a_later_time_is_submitted_and_not_waited_for(play: Player, simulator: Simulator) -> None:
    task = submit(exec_time="2099-01-31T06:00:00+01:00")
    result = play(task, diff=True).assert_success().result
    assert simulator.changes() == ["submitJob"]
    assert simulator.journal("submitJob")[0]["params"]["execTime"] == "2099-01-31T05:00:00Z"
    assert (result["changed"], result["action"], result["status"]) == (True, "execute", "triggered")
    assert result["run"] is None
    assert result["job"]["next_fire_time"] == "2099-01-31T05:00:00Z"
    assert result["diff"]["after"]["active_run"] == "(a run at 2099-01-31T05:00:00Z)"
    again = play(task, diff=True).assert_success().result
    assert simulator.sent("submitJob") == 1
    assert (again["changed"], again["action"], again["status"]) == (False, "adopt", "triggered")
    assert again["job"] == result["job"]
    assert again["diff"]["before"] == again["diff"]["after"]


def test_check_mode_for_a_later_time(play: Player, simulator: Simulator) -> None:
    task = submit(exec_time="2099-01-31T06:00:00Z")
    result = play(task, check=True).assert_success().result
    assert (result["changed"], result["action"], result["status"]) == (True, "execute", "not_run")
    play(task).assert_success()
    result = play(task, check=True).assert_success().result
    assert (result["changed"], result["action"], result["status"]) == (False, "adopt", "triggered")
    assert simulator.changes() == ["submitJob"]


def test_a_lost_answer_for_a_later_time_is_reconciled(play: Player, simulator: Simulator) -> None:
    simulator.post("faults", {"operation": "submitJob", "kind": "drop_after"})
    result = play(submit(exec_time="2099-01-31T06:00:00Z")).assert_success().result
    assert simulator.sent("submitJob") == 1
    assert (result["changed"], result["delivery"], result["status"]) == (True, "reconciled", "triggered")
    assert result["job"]["handle"]


def test_a_lost_request_for_a_later_time_is_unknown(play: Player, simulator: Simulator) -> None:
    simulator.post("faults", {"operation": "submitJob", "kind": "drop_before"})
    result = failed(play(submit(exec_time="2099-01-31T06:00:00Z", start_timeout=2)))
    assert simulator.sent("submitJob") == 1
    assert (result["changed"], result["delivery"]) == (True, "unknown")
    assert "subset [scheduled, active, logs]" in result["msg"]


def test_a_time_that_has_passed_is_now(play: Player, simulator: Simulator) -> None:
    result = play(submit(exec_time="2020-01-31T06:00:00Z")).assert_success().result
    assert result["status"] == "succeeded"


# What is refused before anything is sent


def test_a_misspelt_suboption_fails_by_name(play: Player, simulator: Simulator) -> None:
    message = refused(play(submit(image_serving_publish={**PUBLISH, "publish_typ": "Full"})), simulator)
    assert "image_serving_publish.publish_typ" in message


def test_two_kinds_and_none_fail(play: Player, simulator: Simulator) -> None:
    both = refused(play(submit(video_publish={"email_setting": "None"})), simulator)
    assert "mutually exclusive" in both
    none = refused(play(submit(image_serving_publish=None)), simulator)
    assert "one of the following is required" in none


def test_an_age_is_not_a_time_to_run_at(play: Player, simulator: Simulator) -> None:
    assert "exec_time: '2h' is an age" in refused(play(submit(exec_time="2h")), simulator)


def test_a_number_that_the_service_cannot_take_fails_by_name(play: Player, simulator: Simulator) -> None:
    crop = {"left": 2**31, "right": 0, "top": 0, "bottom": 0}
    pdfs = {
        "pdf_handle_array": ["a|1"],
        "create_mask": False,
        "email_setting": "None",
        "manual_crop_options": crop,
    }
    message = refused(play(submit(image_serving_publish=None, rip_pdfs=pdfs)), simulator)
    assert "rip_pdfs.manual_crop_options.left is 2147483648" in message


def test_a_value_that_is_not_listed_is_refused(play: Player, simulator: Simulator) -> None:
    message = refused(play(submit(image_serving_publish={"publish_type": "Half", "email_setting": "None"})), simulator)
    assert "must be one of: Full, FullWithSearch, Incremental, got: Half" in message
