# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""upload_files: what it sends, in which POSTs, and what it reports of each file."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Delivery, TransportError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.multipart import LocalFile
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import Terminated
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.upload_files import TASK as UPLOAD_FILES
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.modules import (
    DirectRunner,
    ModuleRunner,
    check_run_result,
    perform,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport, form_of

JOB = "Upload of the release"
HANDLE = "j|77|Upload of the release||"
LOST = TransportError("the connection was lost", Delivery.UNKNOWN)
UNSENT = TransportError("nothing was sent", Delivery.NOT_SENT)
STARTED, ENDED = NOON + timedelta(seconds=1), NOON + timedelta(seconds=5)
RUNNING = e.active_run(STARTED, job=JOB)


def row(**fields: Any) -> dict[str, Any]:
    """The log row of the upload's run, once it has ended."""
    return e.log_row(STARTED, ENDED, job=JOB, **fields)


def bare(name: str, **fields: Any) -> Response:
    """An answer of the servlet, which has no envelope."""
    xml = e.xml(name, fields).replace(f"<{name}>", f'<{name} xmlns="{e.namespace_of(e.CURRENT)}">', 1)
    return Response(200, {"content-type": "text/xml"}, xml.encode())


def bare_fault(element: str, code: int, status: int = 200) -> Response:
    body = f'<{element} xmlns="{e.namespace_of("pre-4.0")}"><code>{code}</code><reason>No, s3cret.</reason></{element}>'
    return Response(status, {"content-type": "text/xml"}, body.encode())


TAKEN = bare("uploadPostReturn", jobHandle=HANDLE)


def asset(name: str, folder: str = "Planetary/shoes/", size: int | None = 3, **fields: Any) -> dict[str, Any]:
    """An asset of the account."""
    stem = name.rpartition(".")[0]
    info = {"imageInfo": {"originalFile": name, "fileSize": size}} if size is not None else {}
    return {"assetHandle": f"a|{name}", "name": stem, "fileName": name, "folder": folder, **fields, **info}


def assets_answer(*assets: dict[str, Any]) -> bytes:
    return e.answer("getAssetsByName", {"assetArray": list(assets)})


def log_entries(*entries: tuple[str, str]) -> bytes:
    """The details of the run's log: type and asset of each message."""
    details = [e.log_detail(type_, "said", assetName=name) for type_, name in entries]
    return e.details_answer(row(detailArray=details))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of three bytes."""
    for name in ("a.jpg", "b.jpg", "sub/c.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name[-5:-4].encode() * 3)
    return tmp_path


@pytest.fixture
def service(wire: ScriptedTransport) -> ScriptedTransport:
    """A service without assets, that takes files and makes a run of them."""
    wire.on("getCompanyInfo", e.company_answer())
    wire.on("getAssetsByName", assets_answer())
    wire.on("getActiveJobs", e.active_answer(), e.active_answer(RUNNING), e.active_answer())
    wire.on("getJobLogs", e.logs_answer(), e.logs_answer(row()))
    wire.on("getJobLogDetails", e.details_answer(row()))
    return wire.on("uploadPost", TAKEN)


def options(folder: Path, **more: Any) -> dict[str, Any]:
    return {"company_name": e.COMPANY, "src": str(folder), "dest_folder": "shoes", "job_name": JOB, **more}


def upload(wire: ScriptedTransport, folder: Path, **more: Any) -> dict[str, Any]:
    given = options(folder, **more)
    given = {name: value for name, value in given.items() if value is not None}
    result = perform(UPLOAD_FILES, wire, **given)
    check_run_result(result)
    return result


def results(result: dict[str, Any]) -> dict[str, str]:
    return {file["target"]: file["result"] for file in result["files"]}


LETTERS = {"uploaded": "u", "failed": "f", "unknown": "?", "unchanged": "="}


def letters(result: dict[str, Any]) -> str:
    """The results of a.jpg, b.jpg and c.jpg, one letter each."""
    return "".join(LETTERS[file["result"]] for file in result["files"])


def sent(wire: ScriptedTransport) -> list[str]:
    """The files of each POST, by the first letters of their names, with a full stop for the end of the job."""
    posts = wire.requests("uploadPost")
    return [
        "".join(os.path.basename(name)[0] for name in post["files"]) + "." * (post.get("endJob") == "true")
        for post in posts
    ]


def outcome_of(result: dict[str, Any]) -> tuple[bool, str, str, str]:
    return result["changed"], result["action"], result["status"], result["delivery"]


# What a user sees


def test_as_a_user_runs_it(run_module: ModuleRunner | DirectRunner, service: ScriptedTransport, folder: Path) -> None:
    result = run_module("upload_files", diff=True, **options(folder))
    check_run_result(result)
    assert outcome_of(result) == (True, "execute", "succeeded", "confirmed")
    assert result["files"] == [
        {"path": str(folder / name), "target": f"shoes/{name}", "size": 3, "result": "uploaded"}
        for name in ("a.jpg", "b.jpg", "sub/c.jpg")
    ]
    assert result["job"]["handle"] == HANDLE
    assert result["diff"]["before"]["files"] == dict.fromkeys(("shoes/a.jpg", "shoes/b.jpg", "shoes/sub/c.jpg"))
    assert set(result["diff"]["after"]["files"].values()) == {3}
    assert sent(service) == ["abc."]


def test_the_form_says_who_and_what(service: ScriptedTransport, folder: Path) -> None:
    upload(service, folder, description="The shoes", locale="en-US", overwrite=False, xmp_keywords="red")
    [post] = [post for post in service.posts if post.operation == "uploadPost"]
    form = form_of(post)
    header = etree.fromstring(form["auth"])
    assert etree.QName(header).localname == "authHeader"
    assert etree.QName(header).namespace == e.namespace_of(e.CURRENT)
    assert [child.text for child in header][:2] == [e.USER, e.PASSWORD]
    assert form["files"] == {"a.jpg": b"aaa", "b.jpg": b"bbb", "sub/c.jpg": b"ccc"}
    [request] = service.requests("uploadPost")
    del request["files"]
    assert request == {
        "companyHandle": e.COMPANY_HANDLE,
        "jobName": JOB,
        "locale": "en-US",
        "description": "The shoes",
        "destFolder": "shoes",
        "endJob": "true",
        "uploadParams": {
            "overwrite": "false",
            "readyForPublish": "true",
            "createMask": "false",
            "emailSetting": "None",
            "xmpKeywords": "red",
        },
    }


def test_further_posts_continue_the_job(service: ScriptedTransport, folder: Path) -> None:
    result = upload(service, folder, max_post_files=1)
    assert sent(service) == ["a", "b", "c."]
    first, *rest = service.requests("uploadPost")
    assert first["jobName"] == JOB
    assert "jobHandle" not in first
    for post in rest:
        assert post["jobHandle"] == HANDLE
        assert not {"jobName", "uploadParams"} & post.keys()
    assert letters(result) == "uuu"


@pytest.mark.parametrize(("max_post_size", "expected"), [("5", ["a", "b", "c."]), (6, ["ab", "c."]), ("1M", ["abc."])])
def test_posts_are_bounded_by_size(
    service: ScriptedTransport, folder: Path, max_post_size: Any, expected: list[str]
) -> None:
    upload(service, folder, max_post_size=max_post_size)
    assert sent(service) == expected


def test_a_job_gets_a_name_of_its_own(service: ScriptedTransport, folder: Path) -> None:
    results_ = [upload(service, folder, job_name=None, wait=False, start_timeout=0) for _turn in range(2)]
    names = [post["jobName"] for post in service.requests("uploadPost")]
    assert len(set(names)) == 2
    assert [result["job"]["name"] for result in results_] == names


def test_a_name_that_not_every_server_reads_in_a_header_goes_in_xml(service: ScriptedTransport, tmp_path: Path) -> None:
    names = ["plain.jpg", 'quo"te.jpg', "\U0001f45f.jpg", "per%22cent.jpg", "back\\slash.jpg"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    upload(service, tmp_path)
    posts = service.requests("uploadPost")
    assert sorted(post.get("fileName", "plain.jpg") for post in posts) == sorted(names)
    assert all(len(post["files"]) == 1 for post in posts)


@pytest.mark.parametrize(
    ("endpoint", "more", "address"),
    [
        ("https://s7sps1apissl.scene7.com/x", {}, "https://s7sps1ssl.scene7.com/scene7/UploadFile"),
        ("https://s7sps5apissl-staging.scene7.com/x", {}, "https://s7sps5ssl-staging.scene7.com/scene7/UploadFile"),
        ("https://gateway:8443/ips", {}, "https://gateway:8443/scene7/UploadFile"),
        ("https://s7sps3apissl.scene7.com/x", {}, "https://s7sps3ssl.scene7.com/scene7/UploadFile"),
        (None, {"upload_endpoint": "https://other/up"}, "https://other/up"),
        (None, {"upload_endpoint": "http://127.0.0.1:1/up"}, "http://127.0.0.1:1/up"),
        (None, {"upload_endpoint": "http://other/up", "allow_http": True}, "http://other/up"),
    ],
)
def test_where_the_files_go(
    service: ScriptedTransport, folder: Path, endpoint: str | None, more: dict[str, Any], address: str
) -> None:
    upload(service, folder, endpoint=endpoint, **more)
    assert service.addresses == [address]


@pytest.mark.parametrize("address", ["http://other/up", "https://user:s3cret@other/up", "other/up", "ftp://other/up"])
def test_no_file_is_sent_to_an_invalid_address(service: ScriptedTransport, folder: Path, address: str) -> None:
    result = upload(service, folder, upload_endpoint=address)
    assert result["error"]["kind"] == "configuration"
    assert "upload_endpoint" in result["msg"]
    assert "s3cret" not in json.dumps(result)
    assert service.posts == []


@pytest.mark.parametrize(
    "option", [{"max_post_files": 0}, {"max_post_size": 0}, {"upload_timeout": 0}, {"upload_timeout": "soon"}]
)
def test_options_out_of_range(service: ScriptedTransport, folder: Path, option: dict[str, Any]) -> None:
    result = upload(service, folder, **option)
    assert result["error"]["kind"] == "configuration"
    assert service.posts == []


def test_the_time_of_the_transfer_is_not_waiting(service: ScriptedTransport, folder: Path) -> None:
    def slowly(_fields: dict[str, Any]) -> Response:
        service.clock.pass_time(5000)
        return TAKEN

    service.on("uploadPost", slowly)
    result = upload(service, folder, wait_timeout=60)
    assert result["status"] == "succeeded"


# What the account has already


@pytest.mark.parametrize(("how", "expected"), [("size", "=uu"), ("name", "==u"), ("checksum", "uuu"), ("never", "uuu")])
def test_what_the_account_has_is_not_sent_again(
    service: ScriptedTransport, folder: Path, how: str, expected: str
) -> None:
    service.on("getAssetsByName", assets_answer(asset("a.jpg"), asset("b.jpg", size=4), asset("c.jpg", "Planetary/")))
    result = upload(service, folder, skip_unchanged=how)
    assert letters(result) == expected
    assert sent(service) == ["".join(name for name, file in zip("abc", expected) if file == "u") + "."]
    assert any("checksum" in warning for warning in result["warnings"]) == (how == "checksum")
    assert service.count("getAssetsByName") == (0 if how == "never" else 1)


@pytest.mark.parametrize("dest", ["shoes", "Planetary/shoes/", "/Planetary/shoes", "shoes/"])
def test_the_root_of_the_company_may_be_named_or_not(service: ScriptedTransport, folder: Path, dest: str) -> None:
    service.on("getAssetsByName", assets_answer(asset("a.jpg")))
    assert results(upload(service, folder, dest_folder=dest)) == {
        "shoes/a.jpg": "unchanged",
        "shoes/b.jpg": "uploaded",
        "shoes/sub/c.jpg": "uploaded",
    }


def test_an_asset_of_unknown_size_is_sent(service: ScriptedTransport, folder: Path) -> None:
    service.on("getAssetsByName", assets_answer(asset("a.jpg", size=None)))
    assert letters(upload(service, folder)) == "uuu"


def test_nothing_is_sent_if_everything_is_there(service: ScriptedTransport, folder: Path) -> None:
    every = [asset("a.jpg"), asset("b.jpg"), asset("c.jpg", "Planetary/shoes/sub/")]
    service.on("getAssetsByName", assets_answer(*every))
    result = upload(service, folder)
    assert outcome_of(result) == (False, "skip", "succeeded", "not_sent")
    assert service.operations == ["getCompanyInfo", "getAssetsByName"]


def test_a_folder_without_files_changes_nothing(service: ScriptedTransport, tmp_path: Path) -> None:
    result = upload(service, tmp_path)
    assert outcome_of(result) == (False, "skip", "succeeded", "not_sent")
    assert result["files"] == []


def test_a_newer_file_of_the_same_size_has_changed(service: ScriptedTransport, folder: Path) -> None:
    service.on("getAssetsByName", assets_answer(asset("a.jpg", lastModified=NOON - timedelta(days=9000))))
    result = upload(service, folder)
    assert letters(result) == "uuu"


def test_check_mode_sends_nothing(service: ScriptedTransport, folder: Path) -> None:
    service.on("getAssetsByName", assets_answer(asset("a.jpg"), asset("b.jpg", size=4)))
    result = perform(UPLOAD_FILES, service, check_mode=True, **options(folder))
    check_run_result(result)
    assert outcome_of(result) == (True, "execute", "not_run", "not_sent")
    assert letters(result) == "=uu"
    assert result["diff"]["before"]["files"] == {"shoes/b.jpg": 4, "shoes/sub/c.jpg": None}
    assert result["diff"]["after"]["files"] == {"shoes/b.jpg": 3, "shoes/sub/c.jpg": 3}
    assert service.count("uploadPost") == 0


def test_a_run_of_the_name_is_adopted_and_the_account_says_what_it_brought(
    service: ScriptedTransport, folder: Path
) -> None:
    service.on("getActiveJobs", e.active_answer(RUNNING), e.active_answer())
    service.on("getAssetsByName", assets_answer(), assets_answer(asset("a.jpg")))
    result = upload(service, folder)
    assert outcome_of(result) == (False, "adopt", "succeeded", "not_sent")
    assert results(result) == {"shoes/a.jpg": "uploaded", "shoes/b.jpg": "unknown", "shoes/sub/c.jpg": "unknown"}
    assert result["failed"]
    assert "b.jpg" in result["msg"]
    assert service.count("uploadPost") == 0


def test_a_success_of_the_name_is_enough(service: ScriptedTransport, folder: Path) -> None:
    service.on("getJobLogs", e.logs_answer(row()))
    service.on("getActiveJobs", e.active_answer())
    result = upload(service, folder, skip_if_succeeded_since=NOON.isoformat())
    assert outcome_of(result) == (False, "skip", "succeeded", "not_sent")
    assert letters(result) == "==="


# What goes wrong


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("element", "code", "kind"),
    [
        ("authenticationFault", 10001, "authentication"),
        ("authorizationFault", 20009, "authorization"),
        ("ipsApiFault", 30001, "api"),
    ],
)
def test_a_bare_fault_is_a_fault(
    service: ScriptedTransport, folder: Path, element: str, code: int, kind: str, status: int
) -> None:
    service.on("uploadPost", bare_fault(element, code, status))
    result = upload(service, folder, password="s3cret")
    assert (result["error"]["kind"], result["error"]["code"]) == (kind, code)
    assert (result["error"]["operation"], result["error"]["http_status"]) == ("uploadPost", status)
    assert outcome_of(result) == (False, "execute", "not_run", "refused")
    assert letters(result) == "fff"
    assert sent(service) == ["abc."]
    assert "s3cret" not in json.dumps(result)


def test_what_was_provably_not_sent_changes_nothing(service: ScriptedTransport, folder: Path) -> None:
    service.on("uploadPost", UNSENT)
    result = upload(service, folder)
    assert outcome_of(result) == (False, "execute", "not_run", "not_sent")
    assert letters(result) == "fff"


@pytest.mark.parametrize("answer", [LOST, Response(200, {}, b""), Response(502, {}, b"bad"), bare("somethingElse")])
def test_the_first_post_in_doubt_is_looked_for_and_ended_by_its_run(
    service: ScriptedTransport, folder: Path, answer: Any
) -> None:
    service.on("uploadPost", answer, TAKEN)
    service.on("getJobLogDetails", log_entries(("UploadSuccess", "a"), ("UploadSuccess", "b"), ("UploadSuccess", "c")))
    result = upload(service, folder)
    assert outcome_of(result) == (True, "execute", "succeeded", "reconciled")
    assert letters(result) == "uuu"
    assert sent(service) == ["abc.", "."]
    assert service.requests("uploadPost")[1]["jobHandle"] == RUNNING["jobHandle"]


def test_the_first_post_in_doubt_without_a_run_is_unknown(service: ScriptedTransport, folder: Path) -> None:
    service.on("uploadPost", LOST)
    service.on("getActiveJobs", e.active_answer())
    service.on("getJobLogs", e.logs_answer())
    result = upload(service, folder, max_post_files=2)
    assert outcome_of(result) == (True, "execute", "unknown", "unknown")
    assert letters(result) == "??f"
    assert JOB in result["msg"]
    assert "skip_unchanged" in result["msg"]
    assert sent(service) == ["ab"]


@pytest.fixture
def two_runs(service: ScriptedTransport) -> ScriptedTransport:
    """A service that makes a second run of the name once the first one has ended."""
    later = NOON + timedelta(seconds=30)
    second = e.log_row(later, later + timedelta(seconds=5), job=JOB)

    def active(_fields: dict[str, Any]) -> bytes:
        return e.active_answer()

    def logs(_fields: dict[str, Any]) -> bytes:
        ended = sum(post.get("endJob") == "true" for post in service.requests("uploadPost"))
        rows = [second, row()] if ended > 1 else [row()] if ended else []
        return e.logs_answer(*rows)

    return service.on("getActiveJobs", active).on("getJobLogs", logs)


def test_missing_files_are_sent_with_another_job(two_runs: ScriptedTransport, folder: Path) -> None:
    two_runs.on("uploadPost", TAKEN, LOST, TAKEN)
    two_runs.on("getJobLogDetails", log_entries(("UploadSuccess", "a")))
    two_runs.clock.pass_time(1)
    result = upload(two_runs, folder, max_post_files=1)
    assert outcome_of(result) == (True, "execute", "succeeded", "confirmed")
    assert letters(result) == "uuu"
    assert sent(two_runs) == ["a", "b", ".", "b", "c."]
    assert any("(2 of 3)" in warning for warning in result["warnings"])


def test_what_arrived_is_not_sent_again(two_runs: ScriptedTransport, folder: Path) -> None:
    two_runs.on("uploadPost", TAKEN, LOST, TAKEN)
    two_runs.on("getJobLogDetails", log_entries(("UploadSuccess", "a"), ("UploadSuccess", "b")))
    result = upload(two_runs, folder, max_post_files=1)
    assert letters(result) == "uuu"
    assert sent(two_runs) == ["a", "b", ".", "c."]


def test_the_account_decides_where_the_log_does_not(two_runs: ScriptedTransport, folder: Path) -> None:
    two_runs.on("uploadPost", TAKEN, LOST, TAKEN)
    two_runs.on("getJobLogDetails", log_entries())
    two_runs.on("getAssetsByName", assets_answer(), assets_answer(asset("a.jpg"), asset("b.jpg")))
    result = upload(two_runs, folder, max_post_files=1)
    assert letters(result) == "uuu"
    assert sent(two_runs) == ["a", "b", ".", "c."]


def test_doubts_are_limited(service: ScriptedTransport, folder: Path) -> None:
    service.on("uploadPost", TAKEN, LOST, TAKEN)
    service.on("getJobLogDetails", log_entries(("UploadSuccess", "a")))
    result = upload(service, folder, max_post_files=1, retries=0)
    assert result["failed"]
    assert result["changed"]
    assert letters(result) == "uff"
    assert sent(service) == ["a", "b", "."]
    assert "2 of 3 files were not sent" in result["msg"]


def test_without_waiting_a_doubt_stays_one(service: ScriptedTransport, folder: Path) -> None:
    service.on("uploadPost", TAKEN, LOST, TAKEN)
    result = upload(service, folder, max_post_files=1, wait=False)
    assert result["failed"]
    assert letters(result) == "u?f"
    assert sent(service) == ["a", "b", "."]


def test_a_refused_post_ends_the_job_and_fails(service: ScriptedTransport, folder: Path) -> None:
    service.on("uploadPost", TAKEN, bare_fault("ipsApiFault", 30001), TAKEN)
    service.on("getJobLogDetails", log_entries(("UploadSuccess", "a")))
    result = upload(service, folder, max_post_files=1)
    assert sent(service) == ["a", "b", "."]
    assert result["error"]["code"] == 30001
    assert outcome_of(result) == (True, "execute", "succeeded", "confirmed")
    assert letters(result) == "uff"


@pytest.mark.parametrize("ending", [Terminated(), KeyboardInterrupt()])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_job_that_has_begun_is_ended_whatever_happens(
    service: ScriptedTransport, folder: Path, ending: BaseException, number: int
) -> None:
    service.on("uploadPost", *[TAKEN] * number, ending, TAKEN)
    result = upload(service, folder, max_post_files=1)
    assert result["failed"]
    assert result["changed"]
    end = service.requests("uploadPost")[-1]
    assert (end["endJob"], end["files"]) == ("true", {})
    assert end["jobHandle"] == (HANDLE if number else RUNNING["jobHandle"])
    assert letters(result) == "u" * number + "?" + "f" * (2 - number)


def test_the_end_is_retried_and_then_reported(service: ScriptedTransport, folder: Path) -> None:
    service.on("uploadPost", TAKEN, bare_fault("ipsApiFault", 30001), LOST, LOST, TAKEN)
    upload(service, folder, max_post_files=1)
    assert sent(service) == ["a", "b", ".", ".", "."]
    service.on("uploadPost", TAKEN, bare_fault("ipsApiFault", 30001), LOST)
    service.on("getActiveJobs", e.active_answer())
    result = upload(service, folder, max_post_files=1, retries=1)
    assert sent(service)[5:] == ["a", "b", ".", "."]
    assert any("30 minutes" in warning for warning in result["warnings"])


def test_a_file_that_fails_fails_the_run(service: ScriptedTransport, folder: Path) -> None:
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(row(fileErrorCount=1)))
    entries = ("UploadSuccess", "a"), ("UploadError", "b"), ("UploadSuccess", "c")
    service.on("getJobLogDetails", log_entries(*entries))
    result = upload(service, folder)
    assert (result["status"], result["error"]["kind"]) == ("failed", "job")
    assert letters(result) == "ufu"
    assert "b.jpg" in result["msg"]
    assert upload_again(service, folder, max_errors=1) == (None, "ufu")


def upload_again(wire: ScriptedTransport, folder: Path, **more: Any) -> tuple[Any, str]:
    """The same with other options, on a service where nothing is active yet."""
    wire.on("getActiveJobs", e.active_answer(), e.active_answer(RUNNING), e.active_answer())
    wire.on("getJobLogs", e.logs_answer(), e.logs_answer(row(fileErrorCount=1)))
    result = upload(wire, folder, **more)
    return result.get("failed"), letters(result)


def test_an_asset_that_stayed_as_it_was_is_unchanged(service: ScriptedTransport, folder: Path) -> None:
    there = asset("b.jpg", size=4)
    service.on("getAssetsByName", assets_answer(there))
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(row(fileDuplicateCount=1)))
    entries = ("UploadSuccess", "a"), ("UploadWarning", "b"), ("UploadSuccess", "c")
    service.on("getJobLogDetails", log_entries(*entries))
    assert letters(upload(service, folder, overwrite=False)) == "u=u"


@pytest.mark.parametrize("entry", [[("UploadWarning", "b")], []])
@pytest.mark.parametrize(("duplicates", "expected"), [(1, "u=u"), (2, "u?u")])
def test_duplicates_that_the_run_counts_are_unchanged_if_no_other_file_is_left(
    service: ScriptedTransport, folder: Path, duplicates: int, expected: str, entry: list[tuple[str, str]]
) -> None:
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(row(fileDuplicateCount=duplicates)))
    service.on("getJobLogDetails", log_entries(("UploadSuccess", "a"), ("UploadSuccess", "c"), *entry))
    result = upload(service, folder, overwrite=False, skip_unchanged="never")
    assert letters(result) == expected
    assert ("Run the task again" in result.get("msg", "")) == ("?" in expected)


def test_a_log_that_gives_two_files_one_name_decides_nothing(service: ScriptedTransport, folder: Path) -> None:
    (folder / "sub" / "a.jpg").write_bytes(b"xxx")
    service.on("getJobLogs", e.logs_answer(), e.logs_answer(row(fileErrorCount=1)))
    entries = [("UploadSuccess", "a"), ("UploadError", "a"), ("UploadSuccess", "b"), ("UploadSuccess", "c")]
    service.on("getJobLogDetails", log_entries(*entries))
    service.on("getAssetsByName", assets_answer(), assets_answer(asset("a.jpg", "Planetary/shoes/sub/")))
    result = upload(service, folder, max_errors=1)
    assert results(result)["shoes/sub/a.jpg"] == "uploaded"
    assert results(result)["shoes/a.jpg"] == "unknown"


def test_a_log_that_cannot_be_read_gives_a_warning(service: ScriptedTransport, folder: Path) -> None:
    service.on("uploadPost", LOST, TAKEN)
    service.on("getJobLogDetails", e.fault(30001))
    result = upload(service, folder, log_details="none")
    assert letters(result) == "???"
    assert result["failed"]
    assert any("could not be looked up" in warning for warning in result["warnings"])


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(b"longer")])
def test_a_file_that_has_changed_fails_alone(service: ScriptedTransport, folder: Path, change: Any) -> None:
    def meanwhile(_fields: dict[str, Any]) -> Response:
        if (folder / "b.jpg").exists() and service.count("uploadPost") == 1:
            change(folder / "b.jpg")
        return TAKEN

    service.on("uploadPost", meanwhile)
    result = upload(service, folder, max_post_files=1)
    assert sent(service) == ["a", "c."]
    assert result["failed"]
    assert letters(result) == "ufu"
    assert result["status"] == "succeeded"
    assert "b.jpg" in result["msg"]


def test_a_file_that_changes_on_its_way_breaks_off_its_post_alone(
    two_runs: ScriptedTransport, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(_fields: dict[str, Any]) -> Response:
        (folder / "b.jpg").write_bytes(b"longer")
        return TAKEN

    monkeypatch.setattr(LocalFile, "check", lambda _file: None)
    two_runs.on("uploadPost", meanwhile)
    two_runs.on("getJobLogDetails", log_entries(("UploadSuccess", "a")))
    result = upload(two_runs, folder, max_post_files=1)
    assert sent(two_runs) == ["a", ".", "c."]
    assert letters(result) == "ufu"
    assert result["failed"]
    problem = f"'{folder / 'b.jpg'}' has changed since the upload was planned."
    assert f"1 of 3 files could not be uploaded: {problem} Run the task again: " in result["msg"]


def test_if_all_files_have_changed_nothing_is_sent(service: ScriptedTransport, folder: Path) -> None:
    def meanwhile(_fields: dict[str, Any]) -> bytes:
        for name in ("a.jpg", "b.jpg", "sub/c.jpg"):
            (folder / name).unlink(missing_ok=True)
        return e.logs_answer()

    service.on("getJobLogs", meanwhile)
    result = upload(service, folder)
    assert outcome_of(result) == (False, "execute", "not_run", "not_sent")
    assert letters(result) == "fff"


def test_a_last_file_that_is_gone_does_not_leave_the_job_open(service: ScriptedTransport, folder: Path) -> None:
    def meanwhile(_fields: dict[str, Any]) -> Response:
        (folder / "sub/c.jpg").unlink(missing_ok=True)
        return TAKEN

    service.on("uploadPost", meanwhile)
    result = upload(service, folder, max_post_files=1)
    assert sent(service) == ["a", "b", "."]
    assert letters(result) == "uuf"


def test_a_version_without_assets_by_name_searches_the_folder(service: ScriptedTransport, folder: Path) -> None:
    version = "pre-4.0"
    service.on("getCompanyInfo", e.company_answer(version))
    service.on("searchAssets", e.answer("searchAssets", {"assetArray": [asset("a.jpg")]}, version))
    service.on("getActiveJobs", e.active_answer(version=version))
    service.on("getJobLogs", e.logs_answer(version=version))
    result = perform(UPLOAD_FILES, service, check_mode=True, **options(folder, api_version=version))
    assert letters(result) == "=uu"
    assert service.requests("searchAssets")[0]["folder"] == "Planetary/shoes"


@pytest.mark.parametrize("version", ["pre-4.0", "2013-02-15"])
def test_a_field_missing_from_the_version_is_refused_by_name(
    service: ScriptedTransport, folder: Path, version: str
) -> None:
    result = upload(service, folder, api_version=version, xmp_keywords="red")
    assert result["error"]["kind"] == "configuration"
    assert "xmpKeywords" in result["msg"]
    assert service.posts == []
