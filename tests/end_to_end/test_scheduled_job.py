# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""scheduled_job in real playbooks; the simulator's journal and state show what was sent and what exists."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from harness import DEFAULT_SEED, Played, Player, Simulator

MODULE = "mediaops.dynamic_media.scheduled_job"
NIGHTLY = "Nightly Publish"
NEW = "Weekly Optimize"
SCHEDULE = "00 00 02 * * ?"
PUBLISH = {"publish_type": "Full", "email_setting": "None"}
BOTH_WAYS = pytest.mark.parametrize("direct", [True, False], ids=["directly", "as a module"])


def keep(state: str = "present", job_name: str = NIGHTLY, **options: Any) -> list[Mapping[str, Any]]:
    """A task about a scheduled job, by default the one of the seed as it is."""
    defaults = {"schedule": SCHEDULE, "image_serving_publish": PUBLISH}
    given = {name: value for name, value in {**defaults, **options}.items() if value is not None}
    return [{"name": "keep", MODULE: {"company_name": "Planetary", "job_name": job_name, "state": state, **given}}]


def only_name(state: str, job_name: str = NIGHTLY) -> list[Mapping[str, Any]]:
    """A task that gives no more than the name."""
    return keep(state, job_name, schedule=None, image_serving_publish=None)


def standing(simulator: Simulator, name: str = NIGHTLY) -> list[dict[str, Any]]:
    """The existing jobs of the name."""
    jobs = simulator.get("state")["scheduled_jobs"]
    return [job for job in jobs if job["name"] == name and job["company"] == "Planetary"]


def failed(played: Played) -> dict[str, Any]:
    """The result of a task that has failed."""
    assert played.tasks[-1].outcome == "failed", played.output
    return played.result


def ok(played: Played) -> dict[str, Any]:
    """The result of a task that has not failed."""
    return played.assert_success().result


# There, and as it should be


@BOTH_WAYS
def test_a_job_is_made_once(play: Player, simulator: Simulator, direct: bool) -> None:
    task = keep(job_name=NEW, description="keeps images small", schedule="00 30 01 * * ? ")
    variables = {"dynamic_media_direct_execution": direct}
    result = ok(play(task, diff=True, variables=variables))
    assert simulator.changes() == ["submitJob"]
    assert (result["changed"], result["actions"]) == (True, ["submitJob"])
    assert result["job"]["name"] == NEW
    assert result["job"]["next_fire_time"]
    assert result["diff"] == {
        "before": {},
        "after": {
            "schedule": "00 30 01 * * ?",
            "trigger_state": "Normal",
            "description": "keeps images small",
            "definition": {"image_serving_publish": PUBLISH},
        },
    }
    again = ok(play(task, diff=True, variables=variables))
    assert simulator.changes() == ["submitJob"]
    assert (again["changed"], again["actions"], again["job"]) == (False, [], result["job"])
    assert again["diff"]["before"] == again["diff"]["after"] == result["diff"]["after"]


@pytest.mark.parametrize(
    ("job_name", "options", "actions"),
    [
        (NEW, {}, ["submitJob"]),
        (NIGHTLY, {}, []),
        (NIGHTLY, {"schedule": "00 00 03 * * ?"}, ["submitJob", "deleteJob"]),
        (NIGHTLY, {"state": "paused"}, ["pauseJob"]),
        (NIGHTLY, {"state": "absent"}, ["deleteJob"]),
        (NEW, {"state": "paused"}, ["submitJob", "pauseJob"]),
        (NEW, {"state": "absent"}, []),
    ],
)
def test_check_mode_predicts_what_the_real_run_does(
    play: Player, simulator: Simulator, job_name: str, options: dict[str, Any], actions: list[str]
) -> None:
    simulator.post("answers", {"same_names": True})
    task = keep(job_name=job_name, **options)
    predicted = ok(play(task, check=True, diff=True))
    assert simulator.changes() == []
    real = ok(play(task, diff=True))
    assert simulator.changes() == actions
    for result in (predicted, real):
        assert (result["changed"], result["actions"]) == (bool(actions), actions)
    assert predicted["diff"] == real["diff"]
    assert predicted["reason"] == real["reason"]
    assert ok(play(task))["changed"] is False
    assert simulator.changes() == actions


def test_white_space_and_defaults_of_the_service_are_no_difference(play: Player, simulator: Simulator) -> None:
    simulator.restart({**json.loads(DEFAULT_SEED.read_text(encoding="utf-8")), "submit_defaults": True})
    upload = {
        "server_dir": "incoming/",
        "overwrite": True,
        "ready_for_publish": True,
        "include_subfolders": True,
        "create_mask": False,
        "process_metadata_files": False,
        "unsharp_mask_options": {"amount": 1.5},
        "email_setting": "None",
        "post_image_serving_publish_job": {"publish_type": "Incremental", "email_setting": "None"},
    }
    task = keep(job_name=NEW, schedule="00  00 04\t* * ? ", image_serving_publish=None, upload_directory=upload)
    assert ok(play(task))["changed"]
    [job] = standing(simulator, NEW)
    assert job["schedule"] == "00 00 04 * * ?"
    assert "preservePublishState" in job["details"]
    assert ok(play(task))["changed"] is False
    assert simulator.changes() == ["submitJob"]


# Different


@pytest.mark.parametrize(
    ("same_names", "sent", "actions"),
    [
        (True, ["submitJob", "deleteJob"], ["submitJob", "deleteJob"]),
        (False, ["submitJob", "deleteJob", "submitJob"], ["deleteJob", "submitJob"]),
    ],
    ids=["a second job of a name", "names are unique"],
)
def test_a_job_that_differs_is_replaced(
    play: Player, simulator: Simulator, same_names: bool, sent: list[str], actions: list[str]
) -> None:
    simulator.post("answers", {"same_names": same_names})
    [old] = standing(simulator)
    publish = {**PUBLISH, "publish_type": "Incremental"}
    result = ok(play(keep(image_serving_publish=publish), diff=True))
    assert (simulator.changes(), result["actions"]) == (sent, actions)
    [new] = standing(simulator)
    assert new["details"] == {"publishType": "Incremental", "emailSetting": "None"}
    assert new["description"] == old["description"], "what the options leave out stays"
    assert result["reason"].startswith("The job is replaced, since it differs in image_serving_publish.publish_type.")
    assert result["job"]["handle"] == new["handle"]
    assert result["previous"] == result["diff"]["before"]
    assert result["diff"]["before"]["definition"] == {"image_serving_publish": PUBLISH}
    assert result["diff"]["after"]["definition"] == {"image_serving_publish": publish}


def test_another_kind_of_job_is_a_difference(play: Player, simulator: Simulator) -> None:
    task = keep(image_serving_publish=None, optimize_images={"email_setting": "Error"})
    assert ok(play(task))["changed"]
    [job] = standing(simulator)
    assert (job["kind"], job["schedule"]) == ("optimizeImagesJob", SCHEDULE)
    assert ok(play(task))["changed"] is False


def refuse(simulator: Simulator, times: int = 1) -> None:
    """Refuse submitJob; the first time since the name is in use, as the service may do."""
    simulator.post("faults", {"operation": "submitJob", "kind": "fault", "code": 30000, "reason": "Already in use"})
    fault = {"operation": "submitJob", "kind": "fault", "faultcode": "Client", "code": 20009}
    simulator.post("faults", {**fault, "element": "authorizationFault", "times": times})


def test_the_old_definition_is_put_back_where_the_new_one_is_refused(play: Player, simulator: Simulator) -> None:
    [old] = standing(simulator)
    refuse(simulator)
    result = failed(play(keep(schedule="00 00 03 * * ?"), diff=True))
    assert simulator.changes() == ["submitJob", "deleteJob", "submitJob", "submitJob"]
    [job] = standing(simulator)
    assert {**job, "handle": None, "behaviour": None} == {**old, "handle": None, "behaviour": None}
    assert "has been restored" in result["msg"]
    assert (result["changed"], result["error"]["code"]) == (True, 20009)
    assert result["diff"]["before"] == result["diff"]["after"]


def test_a_paused_job_is_put_back_paused(play: Player, simulator: Simulator) -> None:
    ok(play(keep("paused")))
    refuse(simulator)
    failed(play(keep("paused", schedule="00 00 03 * * ?")))
    [job] = standing(simulator)
    assert (job["schedule"], job["trigger_state"]) == (SCHEDULE, "Paused")


def test_a_new_definition_that_is_refused_leaves_the_old_one_alone(play: Player, simulator: Simulator) -> None:
    before = standing(simulator)
    fault = {"operation": "submitJob", "kind": "fault", "faultcode": "Client", "code": 20009}
    simulator.post("faults", {**fault, "element": "authorizationFault"})
    result = failed(play(keep(schedule="00 00 03 * * ?")))
    assert (simulator.changes(), result["changed"]) == (["submitJob"], False)
    assert result["msg"].endswith("The old definition still exists.")
    assert standing(simulator) == before


def test_a_failure_says_when_no_definition_is_left(play: Player, simulator: Simulator) -> None:
    refuse(simulator, times=2)
    result = failed(play(keep(schedule="00 00 03 * * ?"), diff=True))
    assert standing(simulator) == []
    assert "No definition exists" in result["msg"]
    kept_in = re.search(r"in the file (\S+)\.", result["msg"])
    assert kept_in is not None
    assert SCHEDULE in Path(kept_in.group(1)).read_text(encoding="utf-8")
    assert result["previous"]["definition"] == {"image_serving_publish": PUBLISH}
    assert result["diff"]["after"] == {}
    assert result["job"] is None
    assert ok(play(keep(schedule="00 00 03 * * ?")))["actions"] == ["submitJob"]


# Paused and resumed


def test_pausing_keeps_the_rest_and_present_resumes(play: Player, simulator: Simulator) -> None:
    [old] = standing(simulator)
    result = ok(play(only_name("paused"), diff=True))
    assert simulator.changes() == ["pauseJob"]
    assert standing(simulator) == [{**old, "trigger_state": "Paused"}]
    assert result["job"]["trigger_state"] == "Paused"
    assert result["diff"]["after"] == {**result["diff"]["before"], "trigger_state": "Paused"}
    assert ok(play(only_name("paused")))["changed"] is False
    resumed = ok(play(keep()))
    assert (resumed["actions"], resumed["job"]["trigger_state"]) == (["resumeJob"], "Normal")
    assert standing(simulator) == [old]


def test_a_job_that_is_to_be_paused_is_made_where_it_is_missing(play: Player, simulator: Simulator) -> None:
    assert ok(play(keep("paused", NEW)))["actions"] == ["submitJob", "pauseJob"]
    [job] = standing(simulator, NEW)
    assert job["trigger_state"] == "Paused"
    assert ok(play(keep("paused", NEW)))["changed"] is False


def test_a_missing_job_cannot_be_paused_by_its_name_alone(play: Player, simulator: Simulator) -> None:
    result = failed(play(only_name("paused", NEW)))
    assert result["changed"] is False
    assert NEW in result["msg"]
    assert simulator.changes() == []


# Absent


def test_a_job_is_deleted_by_its_name_alone(play: Player, simulator: Simulator) -> None:
    result = ok(play(only_name("absent"), diff=True))
    assert (result["actions"], result["job"]) == (["deleteJob"], None)
    assert result["diff"]["after"] == {}
    assert standing(simulator) == []
    assert ok(play(only_name("absent")))["changed"] is False
    assert simulator.changes() == ["deleteJob"]


# Several, and none


def test_several_jobs_of_the_name_fail_with_their_handles(play: Player, simulator: Simulator) -> None:
    result = failed(play(keep(job_name="Twin Job")))
    assert simulator.changes() == []
    assert all(job["handle"] in result["msg"] for job in standing(simulator, "Twin Job"))
    assert result["error"]["kind"] == "job"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"schedule": None}, "schedule"),
        ({"image_serving_publish": None}, "any of the following are missing"),
        ({"video_publish": {"email_setting": "None"}}, "mutually exclusive"),
        ({"image_serving_publish": {**PUBLISH, "emial_setting": "All"}}, "image_serving_publish.emial_setting"),
        ({"schedule": "  "}, "schedule: '' has 0 fields"),
        ({"schedule": "every night"}, "schedule: 'every night' has 2 fields"),
        ({"schedule": "0 0 25 * * ?"}, "'25' is not valid for hours"),
    ],
)
def test_what_is_refused_before_anything_is_sent(
    play: Player, simulator: Simulator, options: dict[str, Any], word: str
) -> None:
    assert word in failed(play(keep(**options)))["msg"]
    assert simulator.journal() == []


# Answers that do not arrive


@pytest.mark.parametrize(
    ("options", "operation", "actions"),
    [
        ({"job_name": NEW}, "submitJob", ["submitJob"]),
        ({"schedule": "00 00 03 * * ?"}, "deleteJob", ["submitJob", "deleteJob"]),
        ({"schedule": "00 00 03 * * ?"}, "submitJob", ["submitJob", "deleteJob"]),
        ({"state": "paused"}, "pauseJob", ["pauseJob"]),
        ({"state": "absent"}, "deleteJob", ["deleteJob"]),
    ],
)
def test_a_lost_answer_is_looked_into_and_nothing_is_sent_twice(
    play: Player, simulator: Simulator, options: dict[str, Any], operation: str, actions: list[str]
) -> None:
    simulator.post("answers", {"same_names": True})
    simulator.post("faults", {"operation": operation, "kind": "drop_after"})
    result = ok(play(keep(**options)))
    assert simulator.changes() == actions == result["actions"]
    assert len(standing(simulator, options.get("job_name", NIGHTLY))) == (0 if options.get("state") == "absent" else 1)
    assert ok(play(keep(**options)))["changed"] is False


def test_a_delete_that_is_lost_leaves_both_which_the_next_task_reduces_to_one(
    play: Player, simulator: Simulator
) -> None:
    simulator.post("answers", {"same_names": True})
    simulator.post("faults", {"operation": "deleteJob", "kind": "drop_before"})
    result = failed(play(keep(schedule="00 00 03 * * ?")))
    assert simulator.changes() == ["submitJob", "deleteJob"]
    assert len(standing(simulator)) == 2
    assert (result["changed"], result["actions"], result["unconfirmed"]) == (True, ["submitJob"], "deleteJob")
    assert ok(play(keep(schedule="00 00 03 * * ?")))["actions"] == ["deleteJob"]
    assert [job["schedule"] for job in standing(simulator)] == ["00 00 03 * * ?"]


def test_a_submit_that_is_lost_leaves_the_old_definition(play: Player, simulator: Simulator) -> None:
    before = standing(simulator)
    simulator.post("faults", {"operation": "submitJob", "kind": "drop_before"})
    result = failed(play(keep(schedule="00 00 03 * * ?")))
    assert simulator.changes() == ["submitJob"]
    assert standing(simulator) == before
    assert (result["unconfirmed"], result["error"]["kind"]) == ("submitJob", "transport")
    assert ok(play(keep(schedule="00 00 03 * * ?")))["changed"] is True


def test_hosts_that_make_the_same_job_at_once_make_one(play: Player, simulator: Simulator) -> None:
    played = play(keep(job_name=NEW), hosts=3).assert_success()
    assert sorted(result["changed"] for result in played.results) == [False, False, True]
    assert simulator.changes() == ["submitJob"]
