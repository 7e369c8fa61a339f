# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""scheduled_job: what it does to a job, what it never does, and what it reports when something goes wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    DeadlineError,
    Delivery,
    TransportError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.scheduled_job import TASK as SCHEDULED_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import Terminated
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    JOB_KEYS,
    DirectRunner,
    ModuleRunner,
    check_common_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import OpenLock, ScriptedTransport

LOST_ANSWER = TransportError("the connection was lost", Delivery.UNKNOWN)
NOT_SENT = TransportError("the connection was refused", Delivery.NOT_SENT)
REFUSED = e.fault(20009, "You may not.")
NAME_IN_USE = e.fault(30000, "The job name is already in use: Nightly Publish", server=True)
CRASH = e.fault(30000, "Something went wrong", server=True)

CONTENT = {"publishType": "Full", "emailSetting": "None"}
PUBLISH = {"publish_type": "Full", "email_setting": "None"}
AT_TWO, AT_THREE = "00 00 02 * * ?", "00 00 03 * * ?"
UPLOAD = {
    "url_array": [{"source_url": "https://example.com/a", "dest_path": "/a"}],
    "overwrite": True,
    "ready_for_publish": True,
    "create_mask": False,
    "email_setting": "None",
}
UPLOADED = {"overwrite": True, "readyForPublish": True, "createMask": False, "emailSetting": "None"}
RESULT_KEYS = {"changed", "actions", "unconfirmed", "reason", "job", "previous"}

Job = dict[str, Any]


def job(**fields: Any) -> Job:
    """The nightly publish as the service shows it."""
    kind = {} if "kind" in fields else {"imageServingPublishJob": CONTENT}
    fields.pop("kind", None)
    return e.scheduled_job(**{"execSchedule": AT_TWO, "description": "all images", **kind, **fields})


class Schedule:
    """The scheduled jobs of a service. Each operation takes effect, unless it is made to fail.

    :param wire: answers by it.
    :param unique: whether a second job of a name is refused, as was recorded of one operation.
    """

    def __init__(self, wire: ScriptedTransport, *jobs: Job, unique: bool = False) -> None:
        self.wire = wire
        self.jobs = list(jobs)
        self.unique = unique
        self._failures: dict[str, list[tuple[Any, bool]]] = {}
        wire.on("getCompanyInfo", e.company_answer())
        wire.on("getScheduledJobs", self._shown)
        for operation, act in (
            ("submitJob", self._submit),
            ("deleteJob", self._delete),
            ("pauseJob", self._state("Paused")),
            ("resumeJob", self._state("Normal")),
        ):
            wire.on(operation, self._answering(operation, act))

    def fail(self, operation: str, failure: Any, acts: bool = False) -> None:
        """Have the next request of the operation end so; several times for several requests.

        :param acts: whether the service still acts.
        """
        self._failures.setdefault(operation, []).append((failure, acts))

    @property
    def changes(self) -> list[str]:
        return [operation for operation in self.wire.operations if not operation.startswith("get")]

    def _shown(self, fields: dict[str, Any]) -> bytes:
        name = fields.get("originalName")
        return e.jobs_answer(*[job for job in self.jobs if name in (None, job["originalName"])])

    def _answering(
        self, operation: str, act: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> Callable[[dict[str, Any]], Any]:
        def answer(fields: dict[str, Any]) -> Any:
            if operation == "submitJob" and self.unique and self.jobs:
                return NAME_IN_USE
            failure, acts = self._failures[operation].pop(0) if self._failures.get(operation) else (None, True)
            answered = act(fields) if acts else {}
            return failure if failure is not None else e.answer(operation, answered)

        return answer

    def _submit(self, fields: dict[str, Any]) -> dict[str, Any]:
        name = fields["jobName"]
        kinds = {key: value or {} for key, value in fields.items() if key.endswith("Job")}
        shown = {"execSchedule": fields.get("execSchedule"), "description": fields.get("description"), **kinds}
        self.jobs.append(e.scheduled_job(name, jobHandle=f"new|{len(self.wire.posts)}", **shown))
        return {"jobHandle": self.jobs[-1]["jobHandle"]}

    def _delete(self, fields: dict[str, Any]) -> dict[str, Any]:
        self.jobs = [job for job in self.jobs if job["jobHandle"] != fields["jobHandle"]]
        return {}

    def _state(self, state: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def set_state(fields: dict[str, Any]) -> dict[str, Any]:
            for job in self.jobs:
                if job["jobHandle"] == fields["jobHandle"]:
                    job["triggerState"] = state
            return {}

        return set_state


@pytest.fixture
def scheduler(wire: ScriptedTransport) -> Schedule:
    """A service with the nightly publish."""
    return Schedule(wire, job())


@pytest.fixture
def strict(wire: ScriptedTransport) -> Schedule:
    """The same, where a second job of a name is refused."""
    return Schedule(wire, job(), unique=True)


def keep(scheduler: Schedule, lock: OpenLock | None = None, **options: Any) -> dict[str, Any]:
    """The result of a task that wants the nightly publish unchanged except for the options."""
    defaults = {"company_name": e.COMPANY, "job_name": e.JOB, "schedule": AT_TWO, "image_serving_publish": PUBLISH}
    given = {name: value for name, value in {**defaults, **options}.items() if value is not None}
    result = perform(SCHEDULED_JOB, scheduler.wire, lock=lock, **given)
    check_common_result(result)
    assert result.keys() >= RESULT_KEYS
    assert result["reason"].endswith(".")
    assert result["job"] is None or result["job"].keys() == JOB_KEYS
    return result


def test_as_a_user_runs_it(run_module: ModuleRunner | DirectRunner, wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire)
    options = {"company_name": e.COMPANY, "job_name": e.JOB, "schedule": AT_TWO, "image_serving_publish": PUBLISH}
    result = run_module("scheduled_job", diff=True, **options)
    assert result["changed"] is True
    assert scheduler.wire.requests("submitJob") == [
        {"companyHandle": e.COMPANY_HANDLE, "jobName": e.JOB, "execSchedule": AT_TWO, "imageServingPublishJob": CONTENT}
    ]
    assert run_module("scheduled_job", **options)["changed"] is False


def test_present_needs_a_schedule_and_a_kind(run_module: ModuleRunner | DirectRunner, wire: ScriptedTransport) -> None:
    result = run_module("scheduled_job", company_name=e.COMPANY, job_name=e.JOB, image_serving_publish=PUBLISH)
    assert "schedule" in result["msg"]
    result = run_module("scheduled_job", company_name=e.COMPANY, job_name=e.JOB, schedule=AT_TWO)
    assert "image_serving_publish" in result["msg"]
    assert wire.posts == []


def test_what_is_null_counts_as_missing(run_module: ModuleRunner | DirectRunner, wire: ScriptedTransport) -> None:
    options = {"company_name": e.COMPANY, "job_name": e.JOB, "schedule": AT_TWO, "image_serving_publish": PUBLISH}
    for option in ("job_name", "schedule", "image_serving_publish"):
        result = run_module("scheduled_job", **{**options, option: None})
        assert result["failed"]
        assert option in result["msg"]
    assert wire.posts == []


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("schedule", [" ", "every day", "0 0 25 * * ?", "0 0 2 * * ? 2026 more"])
def test_an_invalid_schedule_is_refused_first(scheduler: Schedule, schedule: str, check_mode: bool) -> None:
    result = keep(scheduler, schedule=schedule, check_mode=check_mode)
    assert result["error"]["kind"] == "configuration"
    assert result["msg"].startswith("Job 'Nightly Publish' of company 'Planetary': schedule: ")
    assert scheduler.wire.posts == []


def test_a_unix_cron_line_gives_a_warning(scheduler: Schedule) -> None:
    result = keep(scheduler, schedule="30 4 * * *", check_mode=True)
    assert "write '0 30 4 * * ?'" in result["warnings"][0]
    assert "It runs at second 30 of minute 4 of every hour every day, in the service's time zone." in result["reason"]


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("job_name", [e.JOB, "New"])
def test_when_a_job_fires_next(scheduler: Schedule, job_name: str, check_mode: bool) -> None:
    result = keep(scheduler, job_name=job_name, schedule="0 30 4 ? * Mon", check_mode=check_mode)
    expected = "It runs at 04:30:00 on Mon, in the service's time zone. The next time is on 2026-02-02."
    assert result["reason"].endswith(expected)


def test_a_schedule_that_only_the_service_understands(scheduler: Schedule) -> None:
    scheduler.jobs[0]["execSchedule"] = "at dawn"
    result = keep(scheduler, state="paused", schedule=None, description="another")
    assert result["reason"].endswith("differs in description. Its schedule is 'at dawn'.")
    assert scheduler.jobs[0]["execSchedule"] == "at dawn"


def test_a_job_that_does_not_exist_is_not_deleted(scheduler: Schedule) -> None:
    result = keep(scheduler, state="absent", job_name="Another")
    assert (result["changed"], result["reason"], scheduler.changes) == (False, "There is no such job.", [])


# What is compared


@pytest.mark.parametrize(
    "options",
    [
        {"schedule": "  00 00   02 * *\t? "},
        {"schedule": "0 0 2 * * ?"},
        {"schedule": "0 0 2 ? * *"},
        {"schedule": "0 0 2 * *"},
        {"description": "all  images\n"},
        {"description": None},
        {"locale": "ja-JP"},
        {"user_handle": "u|1"},
    ],
)
def test_what_does_not_count_as_a_difference(scheduler: Schedule, options: dict[str, Any]) -> None:
    result = keep(scheduler, **options)
    assert (result["changed"], result["actions"], scheduler.changes) == (False, [], [])
    assert result["reason"] == "The job is as it should be."
    assert result["diff"]["before"] == result["diff"]["after"]


@pytest.mark.parametrize(
    ("options", "differing"),
    [
        ({"schedule": AT_THREE}, "schedule"),
        ({"description": "some images"}, "description"),
        ({"description": ""}, "description"),
        ({"image_serving_publish": {**PUBLISH, "context_handle": "x"}}, "image_serving_publish.context_handle"),
        ({"image_serving_publish": None, "optimize_images": {"email_setting": "None"}}, "optimize_images"),
        ({"schedule": AT_THREE, "description": "x"}, "schedule, description"),
    ],
)
def test_what_counts_as_a_difference(scheduler: Schedule, options: dict[str, Any], differing: str) -> None:
    result = keep(scheduler, **options)
    assert scheduler.changes == result["actions"] == ["submitJob", "deleteJob"]
    assert result["reason"].startswith(f"The job is replaced, since it differs in {differing}. It runs at 0")
    assert [result["job"]["handle"]] == [standing["jobHandle"] for standing in scheduler.jobs]
    assert keep(scheduler, **options)["changed"] is False


def test_if_a_second_job_of_a_name_is_refused_the_old_one_is_deleted_first(strict: Schedule) -> None:
    began = strict.wire.clock.monotonic()
    result = keep(strict, schedule=AT_THREE)
    assert strict.changes == ["submitJob", "deleteJob", "submitJob"]
    assert result["actions"] == ["deleteJob", "submitJob"]
    assert result["job"]["handle"] == strict.jobs[0]["jobHandle"]
    assert result["diff"]["after"]["schedule"] == AT_THREE
    assert strict.wire.clock.monotonic() == began, "the refusal of a name leaves no doubt to wait for"
    assert keep(strict, schedule=AT_THREE)["changed"] is False


def test_options_that_are_not_given_keep_their_values_in_a_replacement(scheduler: Schedule) -> None:
    scheduler.jobs[0]["locale"] = "en-US"
    keep(scheduler, schedule=AT_THREE)
    [request] = scheduler.wire.requests("submitJob")
    assert (request["description"], request["locale"]) == ("all images", "en-US")
    keep(scheduler, description="other", locale="ja-JP", user_handle="u|1")
    request = scheduler.wire.requests("submitJob")[-1]
    assert (request["description"], request["locale"], request["userHandle"]) == ("other", "ja-JP", "u|1")


def test_a_job_whose_content_is_not_shown_is_compared_by_the_rest(wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire, job(kind=None))
    result = keep(scheduler)
    assert result["changed"] is False
    assert any("not compared: image_serving_publish." in warning for warning in result["warnings"])


def test_a_job_whose_time_is_not_shown_is_compared_by_the_rest(wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire, job(execSchedule=None, nextFireTime=None, triggerState=None))
    result = keep(scheduler)
    assert result["changed"] is False
    assert any("not compared: schedule." in warning for warning in result["warnings"])


def test_items_that_the_service_only_counts_give_a_warning(wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire, job(kind=None, uploadUrlsJob={**UPLOADED, "numUrls": 1}))
    result = keep(scheduler, image_serving_publish=None, upload_urls=UPLOAD)
    assert result["changed"] is False
    assert any("not compared: upload_urls.url_array." in warning for warning in result["warnings"])


def test_a_structure_that_is_empty_hides_nothing(wire: ScriptedTransport) -> None:
    content = {
        "assetHandleArray": ["a|1"],
        "readyForPublish": True,
        "autoSetCreationOptions": {},
        "emailSetting": "None",
    }
    scheduler = Schedule(wire, job(kind=None, automatedSetGenerationJob=content))
    sets = {
        "asset_handle_array": ["a|1"],
        "ready_for_publish": True,
        "auto_set_creation_options": {},
        "email_setting": "None",
    }
    result = keep(scheduler, image_serving_publish=None, automated_set_generation=sets)
    assert (result["changed"], result["warnings"]) == (False, [])


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("shown", "options", "unseen"),
    [
        (job(kind=None), {}, "what kind of job it is or when it runs"),
        (
            job(kind=None, uploadUrlsJob={**UPLOADED, "urlArray": []}),
            {"image_serving_publish": None, "upload_urls": UPLOAD},
            "upload_urls.url_array",
        ),
    ],
)
def test_a_job_that_cannot_be_restored_is_not_replaced_unless_forced(
    wire: ScriptedTransport, shown: Job, options: dict[str, Any], unseen: str, check_mode: bool
) -> None:
    scheduler = Schedule(wire, shown)
    result = keep(scheduler, schedule=AT_THREE, check_mode=check_mode, **options)
    assert (result["changed"], scheduler.changes) == (False, [])
    assert f"the service does not show {unseen}" in result["msg"]
    assert "set force: true" in result["msg"]
    assert keep(scheduler, schedule=AT_THREE, force=True, **options)["actions"] == ["submitJob", "deleteJob"]


def test_urls_that_the_service_hides_are_not_a_difference(wire: ScriptedTransport) -> None:
    """Recorded: an empty urlArray in place of the URLs. The job was replaced on each play."""
    scheduler = Schedule(wire, job(kind=None, uploadUrlsJob={**UPLOADED, "urlArray": []}))
    for _play in range(2):
        result = keep(scheduler, image_serving_publish=None, upload_urls=UPLOAD)
        assert (result["changed"], scheduler.changes) == (False, [])
        assert any("not compared: upload_urls.url_array." in warning for warning in result["warnings"])


def test_a_difference_that_a_replacement_does_not_remove_is_not_replaced_again(wire: ScriptedTransport) -> None:
    scheduler, lock = Schedule(wire, job()), OpenLock()
    submit = scheduler._submit

    def submits_another_description(fields: dict[str, Any]) -> bytes:
        return e.answer("submitJob", submit({**fields, "description": f"{fields['description']} (by deploy)"}))

    wire.on("submitJob", submits_another_description)
    first = keep(scheduler, lock, description="new")
    assert first["actions"] == ["submitJob", "deleteJob"]
    second = keep(scheduler, lock, description="new")
    assert (second["changed"], scheduler.changes) == (False, ["submitJob", "deleteJob"])
    for result in (first, second):
        assert any("another value for description than was submitted" in warning for warning in result["warnings"])
    assert keep(scheduler, lock, description="newer")["actions"] == ["submitJob", "deleteJob"]


def test_unknown_fields_are_not_sent_back(scheduler: Schedule) -> None:
    scheduler.jobs[0]["imageServingPublishJob"] = {"newField": "x", **CONTENT, "newArray": [{"a": "b"}]}
    scheduler.unique = True
    scheduler.fail("submitJob", REFUSED)
    result = keep(scheduler, schedule=AT_THREE)
    assert "it has been restored" in result["msg"]
    assert scheduler.wire.requests("submitJob")[2]["imageServingPublishJob"] == CONTENT


@pytest.mark.parametrize("state", ["Error", "Complete"])
def test_a_job_that_will_not_run_gives_a_warning(scheduler: Schedule, state: str) -> None:
    scheduler.jobs[0]["triggerState"] = state
    result = keep(scheduler)
    assert result["changed"] is False
    assert any(f"trigger state is {state}" in warning for warning in result["warnings"])


def test_before_4_0_there_is_no_description(wire: ScriptedTransport) -> None:
    result = perform(
        SCHEDULED_JOB,
        wire,
        company_name=e.COMPANY,
        job_name=e.JOB,
        schedule=AT_TWO,
        image_serving_publish=PUBLISH,
        description="all images",
        api_version="pre-4.0",
    )
    assert "api_version pre-4.0 has no submitJob.description, which came with 2008-01-15" in result["msg"]
    assert wire.posts == []


def test_a_suboption_missing_from_the_version_is_refused(scheduler: Schedule) -> None:
    publish = {**PUBLISH, "context_handle": "c"}
    result = keep(scheduler, image_serving_publish=publish, api_version="2010-01-31")
    assert "has no submitJob.imageServingPublishJob.contextHandle, which came with 2012-02-14" in result["msg"]
    assert scheduler.wire.posts == []


# Paused


def test_only_the_schedule_of_a_paused_job_can_be_given(scheduler: Schedule) -> None:
    result = keep(scheduler, state="paused", schedule=AT_THREE, image_serving_publish=None)
    assert result["actions"] == ["submitJob", "deleteJob", "pauseJob"]
    assert scheduler.wire.requests("submitJob")[0]["imageServingPublishJob"] == CONTENT
    assert (scheduler.jobs[0]["execSchedule"], scheduler.jobs[0]["triggerState"]) == (AT_THREE, "Paused")
    assert result["diff"]["after"]["trigger_state"] == result["job"]["trigger_state"] == "Paused"


def test_a_job_that_is_not_shown_in_full_cannot_be_submitted_again(wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire, job(kind=None))
    result = keep(scheduler, state="paused", schedule=AT_THREE, image_serving_publish=None)
    assert result["error"]["kind"] == "job"
    assert "does not show all of the job" in result["msg"]
    assert scheduler.changes == []


def test_a_job_that_cannot_be_paused_after_it_was_submitted(scheduler: Schedule) -> None:
    scheduler.fail("pauseJob", REFUSED)
    result = keep(scheduler, state="paused", schedule=AT_THREE)
    assert result["actions"] == ["submitJob", "deleteJob"]
    assert result["msg"].endswith("The job has been submitted, and it is not paused. Run the task again.")
    assert result["diff"]["after"]["trigger_state"] == "Normal"


# What became of a request


@pytest.mark.parametrize("failure", [LOST_ANSWER, CRASH], ids=["lost", "crash"])
@pytest.mark.parametrize(
    ("options", "operation", "actions"),
    [
        ({"job_name": "Another"}, "submitJob", ["submitJob"]),
        ({"schedule": AT_THREE}, "deleteJob", ["submitJob", "deleteJob"]),
        ({"schedule": AT_THREE}, "submitJob", ["submitJob", "deleteJob"]),
        ({"state": "paused"}, "pauseJob", ["pauseJob"]),
        ({"state": "absent"}, "deleteJob", ["deleteJob"]),
    ],
)
def test_a_change_that_was_made_despite_the_failure_is_found(
    scheduler: Schedule, options: dict[str, Any], operation: str, actions: list[str], failure: Any
) -> None:
    scheduler.fail(operation, failure, acts=True)
    result = keep(scheduler, **options)
    assert "error" not in result
    assert scheduler.changes == result["actions"] == actions
    assert (result["changed"], result["unconfirmed"]) == (True, None)


def test_a_change_is_in_doubt_if_the_service_refuses_to_show_what_became_of_it(scheduler: Schedule) -> None:
    shown = e.jobs_answer(*scheduler.jobs)
    scheduler.wire.on("getScheduledJobs", shown, REFUSED)
    scheduler.fail("deleteJob", CRASH, acts=True)
    result = keep(scheduler, state="absent")
    assert (result["changed"], result["unconfirmed"]) == (True, "deleteJob")
    assert "whether the service acted on it is not known" in result["msg"]


def test_resuming_is_found_too(scheduler: Schedule) -> None:
    scheduler.jobs[0]["triggerState"] = "Paused"
    scheduler.fail("resumeJob", LOST_ANSWER, acts=True)
    assert keep(scheduler)["actions"] == ["resumeJob"]


@pytest.mark.parametrize(
    ("failure", "unconfirmed"),
    [(REFUSED, None), (NOT_SENT, None), (CRASH, None), (LOST_ANSWER, "deleteJob")],
    ids=["refused", "not sent", "crash", "lost"],
)
def test_an_old_job_that_could_not_be_deleted_exists_next_to_the_new_one(
    scheduler: Schedule, failure: Any, unconfirmed: str | None
) -> None:
    lock = OpenLock()
    scheduler.fail("deleteJob", failure)
    result = keep(scheduler, lock, schedule=AT_THREE)
    assert scheduler.changes == ["submitJob", "deleteJob"]
    assert (result["changed"], result["unconfirmed"], result["actions"]) == (True, unconfirmed, ["submitJob"])
    assert result["msg"].endswith("Run the task again: it deletes the old one.")
    again = keep(scheduler, lock, schedule=AT_THREE)
    assert again["actions"] == ["deleteJob"]
    assert [standing["execSchedule"] for standing in scheduler.jobs] == [AT_THREE]


@pytest.mark.parametrize(
    ("failure", "changed", "unconfirmed"),
    [(REFUSED, False, None), (NOT_SENT, False, None), (CRASH, False, None), (LOST_ANSWER, True, "deleteJob")],
    ids=["refused", "not sent", "crash", "lost"],
)
def test_nothing_is_submitted_if_the_old_job_was_not_deleted(
    strict: Schedule, failure: Any, changed: bool, unconfirmed: str | None
) -> None:
    strict.fail("deleteJob", failure)
    result = keep(strict, schedule=AT_THREE)
    assert strict.changes == ["submitJob", "deleteJob"]
    assert (result["changed"], result["unconfirmed"], result["actions"]) == (changed, unconfirmed, [])
    assert result["previous"] is None
    assert result["diff"]["before"] == result["diff"]["after"]
    assert result["job"]["handle"] == e.JOB_HANDLE


@pytest.mark.parametrize("failure", [REFUSED, CRASH, NOT_SENT], ids=["refused", "crash", "unsent"])
def test_a_new_definition_that_is_refused_leaves_the_old_one_alone(scheduler: Schedule, failure: Any) -> None:
    scheduler.fail("submitJob", failure)
    result = keep(scheduler, schedule=AT_THREE)
    assert scheduler.changes == ["submitJob"]
    assert (result["changed"], result["actions"], result["unconfirmed"]) == (False, [], None)
    assert result["msg"].endswith("The old definition still exists.")
    assert result["job"]["handle"] == e.JOB_HANDLE
    assert result["diff"]["before"] == result["diff"]["after"]


# Ended in between


@pytest.mark.parametrize("ends_at", ["submitJob", "deleteJob"])
@pytest.mark.parametrize("acts", [False, True])
def test_a_task_that_is_killed_leaves_the_old_job_the_new_one_or_both(
    scheduler: Schedule, ends_at: str, acts: bool
) -> None:
    lock = OpenLock()
    scheduler.fail(ends_at, Terminated(), acts=acts)
    keep(scheduler, lock, schedule=AT_THREE)
    standing = {job["execSchedule"] for job in scheduler.jobs}
    assert standing
    again = keep(scheduler, lock, schedule=AT_THREE)
    assert "error" not in again
    assert [job["execSchedule"] for job in scheduler.jobs] == [AT_THREE]
    assert keep(scheduler, lock, schedule=AT_THREE)["changed"] is False


@pytest.mark.parametrize("check_mode", [False, True])
def test_the_old_definition_is_shown_if_a_kill_has_left_no_job(strict: Schedule, check_mode: bool) -> None:
    lock = OpenLock()
    keep(strict, lock, schedule=AT_THREE)
    strict.jobs = []
    lock.save({"replaced": {"handle": "j|1", "job": {"schedule": AT_TWO}}})
    result = keep(strict, lock, schedule=AT_THREE, check_mode=check_mode)
    assert result["actions"] == ["submitJob"]
    assert any(
        f'The old definition was {{"handle": "j|1", "job": {{"schedule": "{AT_TWO}"}}}}.' in warning
        for warning in result["warnings"]
    )
    assert (
        any(
            "The old definition" in warning
            for warning in keep(strict, lock, state="absent", check_mode=True)["warnings"]
        )
        is check_mode
    )


def test_check_mode_predicts_that_a_leftover_is_deleted(scheduler: Schedule) -> None:
    lock = OpenLock()
    scheduler.fail("deleteJob", Terminated())
    keep(scheduler, lock, schedule=AT_THREE)
    changes = list(scheduler.changes)
    result = keep(scheduler, lock, schedule=AT_THREE, check_mode=True)
    assert (result["changed"], result["actions"]) == (True, ["deleteJob"])
    assert scheduler.changes == changes


def test_a_service_that_gives_the_new_job_the_old_handle(scheduler: Schedule) -> None:
    """Some versions build handles from the name, so both jobs can have the same one."""
    submit = scheduler._submit

    def same_handle(fields: dict[str, Any]) -> bytes:
        answered = submit(fields)
        scheduler.jobs[-1]["jobHandle"] = e.JOB_HANDLE
        return e.answer("submitJob", {**answered, "jobHandle": e.JOB_HANDLE})

    scheduler.wire.on("submitJob", same_handle)
    result = keep(scheduler, schedule=AT_THREE)
    assert "error" not in result
    assert [job["execSchedule"] for job in scheduler.jobs] == [AT_THREE]


def test_a_doubtful_fault_stays_doubtful_if_looking_fails(scheduler: Schedule) -> None:
    scheduler.wire.on("getScheduledJobs", scheduler._shown, LOST_ANSWER)
    scheduler.fail("deleteJob", CRASH)
    result = keep(scheduler, state="absent")
    assert (result["changed"], result["unconfirmed"]) == (True, "deleteJob")
    assert result["exchange"]["transient_errors"] > 0


def test_failed_looks_are_tolerated(scheduler: Schedule) -> None:
    scheduler.wire.on("getScheduledJobs", scheduler._shown, LOST_ANSWER, scheduler._shown)
    scheduler.fail("deleteJob", LOST_ANSWER, acts=True)
    result = keep(scheduler, state="absent")
    assert (result["actions"], result["exchange"]["transient_errors"]) == (["deleteJob"], 1)


def test_a_failed_look_after_the_change_is_a_warning(wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire)
    wire.on("getScheduledJobs", scheduler._shown, scheduler._shown, NOT_SENT)
    result = keep(scheduler)
    assert "error" not in result
    assert result["job"]["handle"] == scheduler.jobs[0]["jobHandle"]
    assert any("could not be looked at" in warning for warning in result["warnings"])


# Put back


@pytest.mark.parametrize("failure", [REFUSED, CRASH, LOST_ANSWER, NOT_SENT], ids=["refused", "crash", "lost", "unsent"])
def test_the_old_definition_is_restored(strict: Schedule, failure: Any) -> None:
    strict.jobs[0]["locale"] = "en-US"
    strict.fail("submitJob", failure)
    result = keep(strict, schedule=AT_THREE)
    assert strict.changes == ["submitJob", "deleteJob", "submitJob", "submitJob"]
    assert strict.wire.requests("submitJob")[2] == {
        "companyHandle": e.COMPANY_HANDLE,
        "jobName": e.JOB,
        "locale": "en-US",
        "execSchedule": AT_TWO,
        "description": "all images",
        "imageServingPublishJob": CONTENT,
    }
    assert "it has been restored" in result["msg"]
    assert result["reason"] == "The new definition could not be submitted, and the old one was restored."
    assert (result["changed"], result["actions"]) == (True, ["deleteJob", "submitJob"])
    assert result["unconfirmed"] == ("submitJob" if failure is LOST_ANSWER else None)
    assert result["job"]["handle"] == strict.jobs[0]["jobHandle"]
    assert result["diff"]["before"] == result["diff"]["after"] == result["previous"]


def test_a_job_for_one_time_is_restored_for_that_time(wire: ScriptedTransport) -> None:
    strict = Schedule(wire, job(execSchedule=None, nextFireTime=NOON + timedelta(hours=1)), unique=True)
    strict.fail("submitJob", REFUSED)
    keep(strict)
    restored = strict.wire.requests("submitJob")[2]
    assert (restored["execTime"], restored.get("execSchedule")) == ("2026-01-31T13:00:00Z", None)


@pytest.mark.parametrize(
    "shown",
    [
        job(kind=None),
        job(execSchedule=None, nextFireTime=None),
        job(kind=None, uploadUrlsJob={"numUrls": 2, "overwrite": True}),
    ],
    ids=["no content", "neither schedule nor time", "no more than a number"],
)
def test_a_job_that_cannot_be_restored_is_reported(wire: ScriptedTransport, shown: Job) -> None:
    strict = Schedule(wire, shown, unique=True)
    strict.fail("submitJob", REFUSED)
    result = keep(strict, schedule=AT_THREE, force=True)
    assert strict.changes == ["submitJob", "deleteJob", "submitJob"]
    assert "/the/state.json" in result["msg"]
    assert "could not be restored" in result["msg"]
    assert "No definition exists" in result["msg"]
    assert result["previous"] is not None
    assert (result["job"], result["diff"]["after"]) == (None, {})


@pytest.mark.parametrize("failure", [None, REFUSED])
def test_a_paused_job_is_restored_paused(strict: Schedule, failure: Any) -> None:
    strict.jobs[0]["triggerState"] = "Paused"
    strict.fail("submitJob", REFUSED)
    strict.fail("pauseJob", failure, acts=failure is None)
    result = keep(strict, schedule=AT_THREE)
    assert strict.changes == ["submitJob", "deleteJob", "submitJob", "submitJob", "pauseJob"]
    assert "it has been restored" in result["msg"]
    assert ("could not be paused again" in result["msg"]) is bool(failure)
    assert strict.jobs[0]["triggerState"] == ("Normal" if failure else "Paused")


def test_restoring_may_fail_too(strict: Schedule) -> None:
    strict.fail("submitJob", REFUSED)
    strict.fail("submitJob", NOT_SENT)
    result = keep(strict, schedule=AT_THREE)
    assert "Restoring the old definition failed too" in result["msg"]
    assert "No definition exists" in result["msg"]
    assert "/the/state.json" in result["msg"]
    assert result["reason"] == "The old definition was deleted, and the new one was not submitted."
    assert result["error"]["kind"] == "authorization"


@pytest.mark.parametrize("shown", [job(), job(kind=None)], ids=["restored", "not restored"])
def test_what_exists_may_remain_unseen(wire: ScriptedTransport, shown: Job) -> None:
    strict = Schedule(wire, shown, unique=True)
    strict.fail("submitJob", REFUSED)
    strict.wire.on("getScheduledJobs", strict._shown, NOT_SENT)
    result = keep(strict, schedule=AT_THREE, force=True)
    assert "What exists now could not be seen" in result["msg"]
    assert "No definition exists" not in result["msg"]


def test_a_new_definition_that_comes_late_is_the_only_one(strict: Schedule) -> None:
    def arrives_with_the_old_one(fields: dict[str, Any]) -> bytes:
        strict.jobs.append(job(jobHandle="late", execSchedule=AT_THREE))
        return e.answer("submitJob", strict._submit(fields))

    strict.wire.on("submitJob", NAME_IN_USE, LOST_ANSWER, arrives_with_the_old_one)
    result = keep(strict, schedule=AT_THREE)
    assert "error" not in result
    assert [standing["jobHandle"] for standing in strict.jobs] == ["late"]
    assert (result["job"]["handle"], result["unconfirmed"]) == ("late", None)
    assert result["reason"].startswith("The job is replaced, since it differs in schedule.")
    assert result["diff"]["after"]["schedule"] == AT_THREE


def test_a_new_definition_that_comes_late_keeps_the_old_one_out(strict: Schedule) -> None:
    def is_refused_by_then(fields: dict[str, Any]) -> bytes:
        strict.jobs.append(job(jobHandle="late", execSchedule=AT_THREE))
        return e.fault(30001, "The name is in use.")

    strict.wire.on("submitJob", NAME_IN_USE, LOST_ANSWER, is_refused_by_then)
    result = keep(strict, state="paused", schedule=AT_THREE)
    assert "error" not in result
    assert result["actions"] == ["deleteJob", "submitJob", "pauseJob"]
    assert strict.jobs[0]["triggerState"] == result["job"]["trigger_state"] == "Paused"


def test_a_task_that_is_ended_in_between_reports_what_it_knows(strict: Schedule) -> None:
    strict.wire.on("submitJob", NAME_IN_USE, Terminated())
    result = keep(strict, schedule=AT_THREE)
    assert (result["changed"], result["actions"], result["unconfirmed"]) == (True, ["deleteJob"], "submitJob")
    assert result["previous"]["schedule"] == AT_TWO
    assert result["reason"] == "The old definition was deleted, and the new one was not submitted."


# Names and locks


def test_several_jobs_of_the_name_are_left_alone(wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire, job(jobHandle="one"), job(jobHandle="two"))
    for state in ("present", "paused", "absent"):
        result = keep(scheduler, state=state)
        assert "'one', 'two'" in result["msg"]
    assert scheduler.changes == []


def test_a_job_without_an_original_name_goes_by_its_name(wire: ScriptedTransport) -> None:
    scheduler = Schedule(wire, job(originalName=""))
    assert keep(scheduler)["changed"] is False


def test_the_lock_is_held_from_the_look_to_the_last_change(scheduler: Schedule) -> None:
    lock = OpenLock()
    held: list[bool] = []
    scheduler.wire.on("getScheduledJobs", lambda fields: held.append(lock.held) or scheduler._shown(fields))
    options = {"company_name": e.COMPANY, "job_name": e.JOB, "state": "absent"}
    perform(SCHEDULED_JOB, scheduler.wire, lock=lock, check_mode=True, **options)
    assert (held, lock.keys) == ([False], [])
    perform(SCHEDULED_JOB, scheduler.wire, lock=lock, **options)
    assert held == [False, True]
    assert lock.keys == [("ips.example.com/service", e.COMPANY, e.JOB, "definition")]


def test_waiting_for_the_lock_is_limited(scheduler: Schedule) -> None:
    class TakenLock:
        def hold(self, key: Any, deadline: Any) -> Any:
            assert deadline.remaining() == 300
            raise DeadlineError("another task holds it")

    options = {"company_name": e.COMPANY, "job_name": e.JOB, "state": "absent"}
    result = perform(SCHEDULED_JOB, scheduler.wire, lock=TakenLock(), **options)
    assert result["error"]["kind"] == "timeout"
    assert "has been changing the same job for 300 s" in result["msg"]
    assert scheduler.changes == []
