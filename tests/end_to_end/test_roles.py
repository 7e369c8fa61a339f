# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles and the release playbook against the simulator: what they send, what they leave, how they are included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from harness import CHECKOUT, DEFAULT_SEED, PASSWORD, Played, Player, Simulator

COLLECTION = "mediaops.dynamic_media"
RUN_JOB = {"run_job_company_name": "Planetary", "run_job_name": "My Test Job", "run_job_poll_interval": 1}
URLS = ["https://planetary.example.com/is/image/Planetary/shoe-red"]
PUBLISH = {
    "publish_company_name": "Planetary",
    "publish_job_name": "Release 1.2.3",
    "publish_poll_interval": 1,
    "publish_urls": URLS,
}
ONCE = {"publish_skip_if_succeeded_since": "1d"}


def role(name: str, **variables: Any) -> dict[str, Any]:
    """A task that includes a role of the collection."""
    base = {"run_job": RUN_JOB, "publish": PUBLISH}.get(name, {})
    given = {key: value for key, value in {**base, **variables}.items() if value is not None}
    return {"name": f"role {name}", "ansible.builtin.include_role": {"name": f"{COLLECTION}.{name}"}, "vars": given}


def show(expression: str) -> dict[str, Any]:
    return {"name": "show", "ansible.builtin.debug": {"msg": f"{{{{ {expression} }}}}"}}


def shown(played: Played) -> Any:
    return played.of("show")["msg"]


def changed_tasks(played: Played) -> list[str]:
    return [task.task for task in played.tasks if task.result.get("changed")]


class TestRunJob:
    def test_a_job_is_run_and_its_result_left(self, play: Player, simulator: Simulator) -> None:
        result = shown(play([role("run_job"), show("run_job_result")]).assert_success())
        assert (result["status"], result["changed"]) == ("succeeded", True)
        assert simulator.changes() == ["executeJob"]

    def test_a_run_that_fails_fails_the_play_and_can_be_looked_at(self, play: Player, simulator: Simulator) -> None:
        failing = role("run_job", run_job_name="Failing Publish")
        assert play([failing]).status != 0
        block = {"block": [failing], "rescue": [show("run_job_result.counters.error")]}
        assert int(shown(play([block]).assert_success())) == 3

    def test_it_is_idempotent_when_asked_to_be(self, play: Player, simulator: Simulator) -> None:
        task = role("run_job", run_job_skip_if_succeeded_since="1h")
        assert changed_tasks(play([task]).assert_success())
        assert changed_tasks(play([task]).assert_success()) == []
        assert simulator.sent("executeJob") == 1

    def test_check_mode_sends_nothing(self, play: Player, simulator: Simulator) -> None:
        assert shown(play([role("run_job"), show("run_job_result")], check=True).assert_success())["changed"] is True
        assert simulator.changes() == []

    def test_a_job_by_its_handle(self, play: Player, simulator: Simulator) -> None:
        [handle] = [job["handle"] for job in simulator.get("state")["scheduled_jobs"] if job["name"] == "My Test Job_2"]
        play([role("run_job", run_job_name=None, run_job_handle=handle)]).assert_success()
        assert simulator.journal("executeJob")[0]["params"]["jobHandle"] == handle

    def test_without_a_job_nothing_is_sent(self, play: Player, simulator: Simulator) -> None:
        assert play([role("run_job", run_job_name=None)]).status != 0
        assert simulator.journal() == []

    def test_an_option_that_is_none_is_refused_by_the_roles_spec(self, play: Player, simulator: Simulator) -> None:
        played = play([role("run_job", run_job_on_running="perhaps")])
        assert played.status != 0
        assert simulator.journal() == []

    def test_the_password_is_not_shown(self, play: Player, simulator: Simulator) -> None:
        tasks = [role("run_job", run_job_username="user@scene7.com", run_job_password=PASSWORD)]
        played = play(tasks, environment={"IPS_USERNAME": "", "IPS_PASSWORD": ""}, verbosity=4).assert_success()
        assert PASSWORD not in played.output
        assert PASSWORD not in str(played.results)


class TestMisspeltVariables:
    @pytest.mark.parametrize(
        ("name", "misspelt", "nearest"),
        [
            ("publish", "publish_cdn_urls", "publish_urls"),
            ("publish", "publish_invalidation_timeout", "publish_invalidation_wait_timeout"),
            ("run_job", "run_job_job_handle", "run_job_handle"),
            ("run_job", "run_job_on_runing", "run_job_on_running"),
            ("simulator", "simulator_sed", "simulator_seed"),
        ],
    )
    def test_the_nearest_is_named_and_nothing_is_sent(
        self, play: Player, simulator: Simulator, name: str, misspelt: str, nearest: str
    ) -> None:
        played = play([role(name, **{misspelt: "x"})])
        assert played.status != 0
        assert played.result["msg"] == f"The role {name} has no variable {misspelt}. Did you mean {nearest}?"
        assert simulator.journal() == []

    def test_what_resembles_no_variable_is_only_warned_of(self, play: Player, simulator: Simulator) -> None:
        played = play([role("run_job", run_job_x="y"), role("run_job")]).assert_success()
        assert "has no variable run_job_x. It is ignored." in played.output
        assert "run_job_result" not in played.output


class TestHowRolesAreIncluded:
    def test_module_defaults_of_the_group_hold(self, play: Player, simulator: Simulator) -> None:
        defaults = {f"group/{COLLECTION}.ips": {"company_name": "Planetary", "app_name": "from-the-play"}}
        tasks = [
            role("run_job", run_job_company_name=None),
            role("publish", publish_company_name=None, publish_app_name="from-the-role"),
        ]
        play(tasks, keywords={"module_defaults": defaults}).assert_success()
        assert simulator.changes() == ["executeJob", "submitJob", "cdnCacheInvalidation"]
        # The agent of each request is the application's name.
        agents = {entry["operation"]: entry["headers"]["user-agent"] for entry in simulator.journal()}
        assert agents["executeJob"].startswith("from-the-play/")
        assert agents["submitJob"].startswith("from-the-role/")
        assert agents["cdnCacheInvalidation"].startswith("from-the-role/")

    def test_a_variable_that_is_omitted_counts_as_not_set(self, play: Player, simulator: Simulator) -> None:
        omitted = "{{ nothing_like_that | default(omit) }}"
        tasks = [role("run_job", run_job_locale=omitted), role("publish", publish_locale=omitted)]
        play(tasks).assert_success()
        assert simulator.changes() == ["executeJob", "submitJob", "cdnCacheInvalidation"]

    @pytest.mark.parametrize("keywords", [{"run_once": True}, {"run_once": True, "delegate_to": "localhost"}])
    def test_once_for_all_hosts(self, play: Player, simulator: Simulator, keywords: dict[str, Any]) -> None:
        roles = [
            {"role": f"{COLLECTION}.run_job", **RUN_JOB, **keywords},
            {"role": f"{COLLECTION}.publish", **PUBLISH, **keywords},
        ]
        tasks = [show("[run_job_result.status, publish_result.status, publish_result.invalidations | length]")]
        played = play(tasks, hosts=3, keywords={"roles": roles}).assert_success()
        assert simulator.changes() == ["executeJob", "submitJob", "cdnCacheInvalidation"]
        seen = [task.result["msg"] for task in played.tasks if task.task == "show"]
        assert seen == [["succeeded", "succeeded", 1]] * 3

    @pytest.mark.parametrize("name", ["run_job", "publish"])
    def test_an_include_can_be_delegated(self, play: Player, simulator: Simulator, name: str) -> None:
        task = role(name)
        task["ansible.builtin.include_role"]["apply"] = {"delegate_to": "localhost", "run_once": True}
        play([task, show(f"{name}_result.status")], hosts=2).assert_success()
        assert len(simulator.changes()) == {"run_job": 1, "publish": 2}[name]

    @pytest.mark.parametrize("name", ["run_job", "publish"])
    def test_nothing_is_left_but_the_result(self, play: Player, simulator: Simulator, name: str) -> None:
        before = {"ansible.builtin.set_fact": {"names_before": "{{ hostvars[inventory_hostname].keys() | list }}"}}
        left = "hostvars[inventory_hostname].keys() | difference(names_before + ['names_before']) | sort"
        assert shown(play([before, role(name), show(left)]).assert_success()) == [f"{name}_result"]

    @pytest.mark.parametrize("name", ["run_job", "publish"])
    def test_no_facts_are_gathered(self, play: Player, simulator: Simulator, name: str) -> None:
        played = play([role(name)], variables={"ansible_facts": {}}).assert_success()
        assert not any("gather" in task.action or "setup" in task.action for task in played.tasks)


class TestPublish:
    def test_a_publish_and_then_the_cdn(self, play: Player, simulator: Simulator) -> None:
        result = shown(play([role("publish"), show("publish_result")]).assert_success())
        assert (result["status"], result["changed"]) == ("succeeded", True)
        assert [item["delivery"] for item in result["invalidations"]] == ["confirmed"]
        assert simulator.changes() == ["submitJob", "cdnCacheInvalidation"]
        [sent] = simulator.journal("submitJob")
        assert sent["params"]["imageServingPublishJob"] == {"publishType": "Full", "emailSetting": "None"}
        assert simulator.journal("cdnCacheInvalidation")[0]["params"]["urlArray"] == URLS

    def test_what_can_be_said_of_the_job(self, play: Player, simulator: Simulator) -> None:
        more = {
            "publish_type": "Incremental",
            "publish_email_setting": "Error",
            "publish_http_completion_url": "https://ci.example.com/done",
            "publish_description": "From a pipeline",
        }
        play([role("publish", **more)]).assert_success()
        params = simulator.journal("submitJob")[0]["params"]
        assert params["description"] == "From a pipeline"
        assert params["imageServingPublishJob"] == {
            "publishType": "Incremental",
            "emailSetting": "Error",
            "httpCompletionUrl": "https://ci.example.com/done",
        }

    def test_it_is_idempotent_when_asked_to_be(self, play: Player, simulator: Simulator) -> None:
        tasks = [role("publish", **ONCE), show("publish_result")]
        assert shown(play(tasks).assert_success())["changed"] is True
        again = play(tasks).assert_success()
        assert (shown(again)["changed"], shown(again)["action"], shown(again)["invalidations"]) == (False, "skip", [])
        assert changed_tasks(again) == []
        assert simulator.changes() == ["submitJob", "cdnCacheInvalidation"]

    def test_the_cdn_can_be_invalidated_after_a_skip(self, play: Player, simulator: Simulator) -> None:
        tasks = [role("publish", **ONCE, publish_invalidate_after_skip=True), show("publish_result")]
        play(tasks).assert_success()
        result = shown(play(tasks).assert_success())
        assert (result["action"], result["changed"], len(result["invalidations"])) == ("skip", True, 1)

    def test_without_urls_the_cdn_is_left_alone(self, play: Player, simulator: Simulator) -> None:
        result = shown(play([role("publish", publish_urls=None), show("publish_result")]).assert_success())
        assert result["invalidations"] == []
        assert simulator.changes() == ["submitJob"]

    def test_a_publish_that_fails_leaves_the_cdn_alone(self, play: Player, simulator: Simulator) -> None:
        simulator.patch("jobs", {"name": "Release 1.2.3", "behaviour": {"errors": 2}})
        block = {"block": [role("publish")], "rescue": [show("publish_result.status")]}
        assert shown(play([block]).assert_success()) == "failed"
        assert simulator.changes() == ["submitJob"]

    def test_a_cdn_that_fails_fails_the_play_and_both_results_are_left(
        self, play: Player, simulator: Simulator
    ) -> None:
        simulator.post("faults", {"kind": "drop_after", "operation": "cdnCacheInvalidation"})
        block = {"block": [role("publish")], "rescue": [show("publish_result")], "always": []}
        played = play([block]).assert_success()
        assert shown(played)["status"] == "succeeded"
        assert [item["delivery"] for item in shown(played)["invalidations"]] == ["unknown"]
        assert (shown(played)["failed"], shown(played)["error"]["kind"]) == (True, "transport")
        assert "may have been invalidated" in shown(played)["msg"]
        assert any(task.outcome == "failed" for task in played.tasks)

    def test_a_user_who_may_not_invalidate_still_publishes(self, play: Player, simulator: Simulator) -> None:
        seed = json.loads(DEFAULT_SEED.read_text(encoding="utf-8"))
        seed["users"][0]["roles"]["Planetary"] = "IpsUser"
        simulator.restart(seed)
        played = play([role("publish"), show("publish_result")]).assert_success()
        result = shown(played)
        assert (result["status"], result["changed"]) == ("succeeded", True)
        assert [item["delivery"] for item in result["invalidations"]] == ["refused"]
        assert "may not invalidate URLs at the CDN" in result["reason"]
        assert "URLs left as they are: 1." in played.output
        assert simulator.changes() == ["submitJob", "cdnCacheInvalidation"]

    def test_a_url_that_is_none_is_found_before_anything_is_published(self, play: Player, simulator: Simulator) -> None:
        block = {"block": [role("publish", publish_urls=["shoe-red"])], "rescue": [show("publish_result.msg")]}
        assert "urls[0] is not an absolute http or https URL" in shown(play([block]).assert_success())
        assert simulator.changes() == []

    def test_the_cdn_can_be_waited_for(self, play: Player, simulator: Simulator) -> None:
        tasks = [role("publish", publish_invalidation_wait=True), show("publish_result.invalidations[0].status")]
        assert shown(play(tasks).assert_success()) == "Complete"

    def test_check_mode_sends_nothing(self, play: Player, simulator: Simulator) -> None:
        result = shown(play([role("publish"), show("publish_result")], check=True).assert_success())
        assert (result["changed"], len(result["invalidations"])) == (True, 1)
        assert simulator.changes() == []


class TestPublishOfFiles:
    @pytest.fixture
    def files(self, tmp_path: Path) -> list[str]:
        """Globs of two images."""
        for name in ("shoe-1.jpg", "shoe-2.jpg"):
            (tmp_path / "images").mkdir(exist_ok=True)
            (tmp_path / "images" / name).write_bytes(name.encode() * 100)
        return [str(tmp_path / "images" / "*.jpg")]

    def test_files_are_uploaded_then_published(self, play: Player, simulator: Simulator, files: list[str]) -> None:
        task = role("publish", publish_files=files, publish_upload_dest_folder="Planetary/shoes/")
        result = shown(play([task, show("publish_result")]).assert_success())
        assert (result["status"], result["changed"]) == ("succeeded", True)
        assert sorted(file["target"] for file in result["upload"]["files"]) == [
            "shoes/shoe-1.jpg",
            "shoes/shoe-2.jpg",
        ]
        assert simulator.changes()[-2:] == ["submitJob", "cdnCacheInvalidation"]

    def test_again_it_changes_nothing(self, play: Player, simulator: Simulator, files: list[str]) -> None:
        tasks = [role("publish", publish_files=files, **ONCE), show("publish_result")]
        play(tasks).assert_success()
        before = len(simulator.journal("submitJob"))
        again = play(tasks).assert_success()
        assert (shown(again)["action"], shown(again)["changed"], changed_tasks(again)) == ("skip", False, [])
        assert len(simulator.journal("submitJob")) == before

    def test_what_is_uploaded_is_published_again(
        self, play: Player, simulator: Simulator, files: list[str], tmp_path: Path
    ) -> None:
        tasks = [role("publish", publish_files=files, **ONCE), show("publish_result")]
        play(tasks).assert_success()
        (tmp_path / "images" / "shoe-3.jpg").write_bytes(b"new")
        again = shown(play(tasks).assert_success())
        assert (again["action"], again["upload"]["changed"]) == ("execute", True)
        assert simulator.sent("submitJob") == 2

    def test_files_that_are_not_there_fail_before_anything_is_sent(self, play: Player, simulator: Simulator) -> None:
        block = {"block": [role("publish", publish_files=["none/*.jpg"])], "rescue": [show("publish_result.msg")]}
        assert "none/*.jpg" in shown(play([block]).assert_success())
        assert simulator.changes() == []

    def test_check_mode_sends_nothing(self, play: Player, simulator: Simulator, files: list[str]) -> None:
        result = shown(
            play([role("publish", publish_files=files), show("publish_result")], check=True).assert_success()
        )
        assert (result["changed"], result["upload"]["changed"]) == (True, True)
        assert simulator.changes() == []


class TestTheReleasePlaybook:
    FILE = CHECKOUT / "playbooks" / "release.yml"

    @pytest.fixture(autouse=True)
    def _quick_cdn(self, simulator: Simulator) -> None:
        simulator.restart({**json.loads(DEFAULT_SEED.read_text(encoding="utf-8")), "cdn_seconds": 1})

    def test_a_release_is_published_once(self, play: Player, simulator: Simulator) -> None:
        first = play.playbook(self.FILE).assert_success()
        assert simulator.changes() == ["submitJob", "submitJob", "cdnCacheInvalidation"]
        report = first.of("Report")["msg"]
        assert (report["schedule"], report["stopped"]) == ("changed", [])
        assert report["run"]["name"].startswith("Release 1.2.3_")
        assert report["invalidations"][0]["status"] == "Complete"
        again = play.playbook(self.FILE).assert_success()
        assert changed_tasks(again) == []
        assert len(simulator.changes()) == 3

    def test_the_next_release_is_another_one(self, play: Player, simulator: Simulator) -> None:
        play.playbook(self.FILE).assert_success()
        play.playbook(self.FILE, arguments=["-e", "release_version=1.3.0"]).assert_success()
        names = [entry["params"]["jobName"] for entry in simulator.journal("submitJob")]
        assert names == ["Evening Publish", "Release 1.2.3", "Release 1.3.0"]

    def test_what_gets_in_the_way_is_stopped(self, play: Player, simulator: Simulator) -> None:
        [run] = simulator.post("runs", {"job": "Long Optimize"})["runs"]
        report = play.playbook(self.FILE).assert_success().of("Report")["msg"]
        assert report["stopped"] == [run["name"]]

    def test_check_mode_sends_nothing(self, play: Player, simulator: Simulator) -> None:
        played = play.playbook(self.FILE, arguments=["--check", "--diff"]).assert_success()
        assert len(changed_tasks(played)) == 3
        assert simulator.changes() == []
