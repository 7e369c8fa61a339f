# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The UploadFile servlet: forms with files, the job that takes them, and the assets that they become."""

from __future__ import annotations

import hashlib
import http.client
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from simulator_client import BASE, CREDENTIALS, CURRENT, Answer, Client, namespace, xml_of
from simulator_forms import BOUNDARY, CONTENT_TYPE, PARAMS, UPLOAD, Uploader, auth_part, part

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.multipart import (
    BadForm,
    FormFile,
    read_form,
)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def uploader(client: Client) -> Uploader:
    return Uploader(client)


def assets(client: Client) -> dict[str, dict[str, Any]]:
    found = client.control("GET", "state")["assets"]
    return {asset["folder"] + asset["file_name"]: asset for asset in found if asset["sha256"] is not None}


class TestJob:
    def test_its_whole_life(self, client: Client, uploader: Uploader) -> None:
        client.behave("Upload 1", duration=5)
        answer = uploader.post({"a.jpg": b"one"})
        assert answer.root.tag == f"{{{namespace(CURRENT)}}}uploadPostReturn"
        (run,) = client.active("Upload 1")
        assert (run["name"].startswith("Upload 1_"), run["type"]) == (True, "UploadPost")
        assert run["uploadPostJob"]["overwrite"] == "true"
        client.advance(600)
        handle = uploader.handle
        uploader.post({"b.jpg": b"two"}, endJob=True)
        assert uploader.handle == handle != run["jobHandle"]
        assert client.active("Upload 1")[0]["progress"] == "0"
        assert "endDate" not in client.logs()[0]
        client.advance(5.1)
        assert client.active("Upload 1") == []
        row = client.logs()[0]
        assert (row["jobName"], row["fileSuccessCount"], row["totalFileCount"]) == (run["name"], "2", "2")
        assert "endDate" in row
        details = client.details(row["jobHandle"], logTypeArray=["UploadSuccess"])["detailArray"]
        assert [(one["assetName"], one["assetType"]) for one in details] == [("a", "Image"), ("b", "Image")]
        handles = {asset["handle"] for asset in assets(client).values()}
        assert {one["assetHandle"] for one in details} == handles

    def test_what_came_is_logged_before_it_ends(self, client: Client, uploader: Uploader) -> None:
        uploader.post({"a.jpg": b"one"})
        row = client.logs()[0]
        assert (row["fileSuccessCount"], "endDate" in row) == ("1", False)
        assert client.details(row["jobHandle"])["detailArray"][-1]["assetName"] == "a"

    def test_it_ends_thirty_minutes_after_the_last_post(self, client: Client, uploader: Uploader) -> None:
        uploader.post({"a.jpg": b"one"})
        client.advance(29 * 60)
        uploader.post({"b.jpg": b"two"})
        client.advance(29 * 60)
        assert len(client.active("Upload 1")) == 1
        client.advance(2 * 60)
        assert client.active("Upload 1") == []
        assert uploader.post({"c.jpg": b"three"}).bare_fault == ("ipsApiFault", 30001)
        assert sorted(assets(client)) == ["Planetary/a.jpg", "Planetary/b.jpg"]

    def test_it_can_be_stopped(self, client: Client, uploader: Uploader) -> None:
        uploader.post({"a.jpg": b"one"})
        (run,) = client.active("Upload 1")
        assert client.call("stopJob", {"companyHandle": client.company(), "jobHandle": run["jobHandle"]}).status == 200
        assert uploader.post({"b.jpg": b"two"}).bare_fault == ("ipsApiFault", 30001)
        client.advance(1)
        assert client.active("Upload 1") == []

    @pytest.mark.parametrize("taken", [True, False])
    def test_it_goes_on_by_the_handle_of_its_run(self, client: Client, uploader: Uploader, taken: bool) -> None:
        client.control("POST", "answers", {"upload_by_run": taken})
        uploader.post({"a.jpg": b"one"})
        uploader.handle = client.active("Upload 1")[0]["jobHandle"]
        assert uploader.post({"b.jpg": b"two"}).status == (200 if taken else 500)
        assert len(assets(client)) == (2 if taken else 1)
        uploader.handle = client.logs()[0]["jobHandle"]
        assert uploader.post({"c.jpg": b"three"}).bare_fault == ("ipsApiFault", 30001)

    def test_all_posts_come_from_one_address(self, client: Client, uploader: Uploader) -> None:
        uploader.post({"a.jpg": b"one"})
        other = http.client.HTTPConnection("127.0.0.1", client.port, timeout=20, source_address=("127.0.0.2", 0))
        other.request("POST", UPLOAD, uploader.form({"b.jpg": b"two"}), {"Content-Type": CONTENT_TYPE})
        response = other.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        other.close()
        assert answer.bare_fault == ("ipsApiFault", 30001)
        assert sorted(assets(client)) == ["Planetary/a.jpg"]

    def test_files_that_fail_and_follow_on_runs(self, client: Client, uploader: Uploader) -> None:
        client.behave("Upload 1", failing_files=["bad*"], follow_on=[{"kind": "imageServingPublishJob"}])
        uploader.post({"bad-1.jpg": b"x", "good.jpg": b"y"}, endJob=True)
        client.advance(1.1)
        assert client.active("Upload 1")[0]["name"].startswith("Pub_Upload 1_")
        row = next(row for row in client.logs() if row["jobName"].startswith("Upload 1_"))
        assert (row["fileSuccessCount"], row["fileErrorCount"]) == ("1", "1")
        (error,) = client.details(row["jobHandle"], logTypeArray=["UploadError"])["detailArray"]
        assert error["assetName"] == "bad-1"
        assert sorted(assets(client)) == ["Planetary/good.jpg"]

    def test_a_refusal(self, client: Client, uploader: Uploader) -> None:
        client.behave("Upload 1", refuse={"code": 30000, "reason": "busy"})
        assert uploader.post({"a.jpg": b"one"}).bare_fault == ("ipsApiFault", 30000)
        assert client.active("Upload 1") == []


class TestFiles:
    @pytest.mark.parametrize(
        ("filename", "params", "path"),
        [
            ("a.jpg", {}, "Planetary/a.jpg"),
            ("deep/er/a.jpg", {"destFolder": "shoes"}, "Planetary/shoes/deep/er/a.jpg"),
            ("a.jpg", {"destFolder": "Planetary/shoes/"}, "Planetary/shoes/a.jpg"),
            ("a.jpg", {"destFolder": "/shoes/", "fileName": "red/b.png"}, "Planetary/shoes/red/b.png"),
            ("ünï; 🚀=%22q%22.jpg", {}, 'Planetary/ünï; 🚀="q".jpg'),
            ('back\\"slash.jpg', {}, 'Planetary/back"slash.jpg'),
        ],
    )
    def test_where_they_go(
        self, client: Client, uploader: Uploader, filename: str, params: dict[str, Any], path: str
    ) -> None:
        assert uploader.post({filename: b"content"}, **params).status == 200
        (found,) = assets(client)
        assert found == path
        folders = client.call("getFolders", {"companyHandle": uploader.company}).data["folderArray"]
        assert path.rpartition("/")[0] + "/" in [folder["path"] for folder in folders]

    def test_a_name_in_the_form_of_rfc_5987(self, client: Client, uploader: Uploader) -> None:
        form = uploader.form({"a.jpg": b"one"}).replace(b'filename="a.jpg"', b"filename*=utf-8''%C3%BC.jpg")
        assert uploader.send(form).status == 200
        assert list(assets(client)) == ["Planetary/ü.jpg"]

    def test_what_clients_see_of_them(self, client: Client, uploader: Uploader) -> None:
        uploader.post({"a.jpg": b"12345", "b.pdf": b"123"}, destFolder="new")
        params = {"companyHandle": uploader.company, "folder": "Planetary/new/", "includeSubfolders": False}
        image, pdf = client.call("searchAssets", params).data["assetArray"]
        assert (image["name"], image["fileName"], image["type"]) == ("a", "a.jpg", "Image")
        assert image["imageInfo"] == {"originalPath": "Planetary/new/", "originalFile": "a.jpg", "fileSize": "5"}
        assert (pdf["type"], pdf["pdfInfo"]["fileSize"], pdf["createUser"]) == ("Pdf", "3", "user@scene7.com")

    @pytest.mark.parametrize("overwrite", [True, False])
    def test_a_file_that_is_there_already(self, client: Client, overwrite: bool) -> None:
        for number, content in enumerate((b"old", b"newer")):
            uploader = Uploader(client)
            options = {**PARAMS, "overwrite": overwrite}
            form = uploader.form({"a.jpg": content}, endJob=True).replace(
                xml_of(PARAMS).encode(), xml_of(options).encode()
            )
            assert uploader.send(form.replace(b"Upload 1", b"Upload %d" % number)).status == 200
            client.advance(2)
        (asset,) = assets(client).values()
        assert asset["sha256"] == sha256(b"newer" if overwrite else b"old")
        row = client.logs()[0]
        counts = {"fileSuccessCount": "0", "fileUpdateCount": "01"[overwrite], "fileDuplicateCount": "10"[overwrite]}
        assert {name: row[name] for name in counts} == counts

    def test_many_in_one_post(self, client: Client, uploader: Uploader) -> None:
        files = {f"{number:04}.jpg": b"%d" % number for number in range(1500)}
        uploader.post(files, endJob=True)
        client.advance(2)
        pages = [client.details(client.logs()[0]["jobHandle"], resultsPage=page) for page in (1, 2)]
        names = [row["assetName"] for page in pages for row in page["detailArray"] if row["logType"] == "UploadSuccess"]
        assert names == [f"{number:04}" for number in range(1500)]


class TestRefusals:
    @pytest.mark.parametrize(
        ("edit", "fault"),
        [
            ((b"mypassword", b"wrong"), ("authenticationFault", 10001)),
            ((b'name="auth"', b'name="other"; filename="a"'), ("authenticationFault", 10000)),
            ((b'name="uploadParams"', b'name="other"; filename="a"'), ("ipsApiFault", 30002)),
            ((b"uploadPostParam", b"uploadPostThing"), ("ipsApiFault", 30003)),
            ((b"<overwrite>true</overwrite>", b""), ("ipsApiFault", 30002)),
            ((b"<jobName>Upload 1</jobName>", b""), ("ipsApiFault", 30002)),
            ((b"<jobName>Upload 1</jobName>", b"<jobHandle>j|1|x||</jobHandle>"), ("ipsApiFault", 30001)),
            ((b"filename=", b"size="), ("ipsApiFault", 30002)),
            ((b'filename="a.jpg"', b'filename="../../a.jpg"'), ("ipsApiFault", 30001)),
            ((b"Content-Disposition", b"Content-Position"), ("ipsApiFault", 30003)),
            ((b"<companyHandle>", b"<companyHandle>x"), ("authorizationFault", 20000)),
            ((b"--xXx--\r\n", b""), ("ipsApiFault", 30003)),
        ],
    )
    def test_requests(
        self, client: Client, uploader: Uploader, edit: tuple[bytes, bytes], fault: tuple[str, int]
    ) -> None:
        form = uploader.form({"a.jpg": b"one"})
        assert edit[0] in form
        answer = uploader.send(form.replace(*edit))
        assert (answer.status, answer.bare_fault) == (500, fault)
        assert client.active("Upload 1") == []
        assert assets(client) == {}
        assert uploader.post({"a.jpg": b"one"}).status == 200

    def test_content_types(self, client: Client, uploader: Uploader) -> None:
        form = uploader.form({"a.jpg": b"one"})
        for content_type in ("text/xml", "multipart/form-data", f"multipart/mixed; boundary={BOUNDARY}"):
            assert uploader.send(form, content_type).bare_fault == ("ipsApiFault", 30003)
        assert uploader.send(form, f'multipart/form-data; charset=utf-8; boundary="{BOUNDARY}"').status == 200

    def test_two_files_under_one_name(self, client: Client, uploader: Uploader) -> None:
        answer = uploader.post({"a.jpg": b"one", "b.jpg": b"two"}, fileName="c.jpg")
        assert answer.bare_fault == ("ipsApiFault", 30001)

    def test_who_may_only_look(self, client: Client, uploader: Uploader) -> None:
        form = uploader.form({"a.jpg": b"one"})
        form = form.replace(b"user@scene7.com", b"viewer@scene7.com").replace(b"mypassword", b"viewerpassword")
        assert uploader.send(form).bare_fault == ("authorizationFault", 20003)

    def test_the_status_of_faults(self, client: Client, uploader: Uploader) -> None:
        form = uploader.form({"a.jpg": b"one"}).replace(b"mypassword", b"wrong")
        client.control("POST", "answers", {"upload_fault_status": 200})
        assert (uploader.send(form).status, uploader.send(form).bare_fault[1]) == (200, 10001)
        client.control("POST", "answers", {"upload_fault_status": 500})
        asked = form.replace(b"</authHeader>", b"<faultHttpStatusCode>200</faultHttpStatusCode></authHeader>")
        assert (uploader.send(form).status, uploader.send(asked).status) == (500, 200)

    def test_other_methods(self, client: Client) -> None:
        assert client.request("GET", UPLOAD).status == 405


@pytest.mark.parametrize("version", ["pre-4.0", "2010-01-31", CURRENT])
def test_versions(client: Client, version: str) -> None:
    answer = Uploader(client, version).post({"a.jpg": b"x"})
    assert answer.root.tag == f"{{{namespace(version)}}}uploadPostReturn"
    assert client.journal()[-1]["version"] == version


class TestJournalAndFaults:
    def test_the_journal_lists_the_files_of_each_post(self, client: Client, uploader: Uploader) -> None:
        uploader.post({"a.jpg": b"one", "b.jpg": b""})
        uploader.post({}, endJob=True)
        first, second = client.journal()[-2:]
        assert first["operation"] == second["operation"] == "uploadPost"
        assert first["files"] == [
            {"name": "a.jpg", "size": 3, "sha256": sha256(b"one")},
            {"name": "b.jpg", "size": 0, "sha256": sha256(b"")},
        ]
        assert (first["params"]["jobName"], second["params"]["endJob"], second["files"]) == ("Upload 1", True, [])
        assert (first["acted"], first["auth"], first["status"]) == (True, "soap_header", 200)
        assert "mypassword" not in str(client.journal())

    @pytest.mark.parametrize(
        ("kind", "came"),
        [
            ("drop_before", False),
            ("drop_after", True),
            ("reset_before", False),
            ("reset_after", True),
            ("refuse_headers", False),
            ("cut_request", False),
            ("hang_before", False),
            ("hang_after", True),
            ("truncate", True),
        ],
    )
    def test_connections_that_fail(self, client: Client, uploader: Uploader, kind: str, came: bool) -> None:
        options = {"seconds": 0.05} if kind.startswith("hang") else {}
        client.control("POST", "faults", {"kind": kind, "operation": "uploadPost", **options})
        with pytest.raises((OSError, http.client.HTTPException)):
            uploader.post({"a.jpg": b"one" * 1000})
        client.close()
        assert (client.journal()[-1]["acted"], client.journal()[-1]["injected"]) == (came, kind)
        assert (sorted(assets(client)) == ["Planetary/a.jpg"]) is came

    def test_answers_in_place_of_the_servlets(self, client: Client, uploader: Uploader) -> None:
        for order in ({"kind": "status"}, {"kind": "fault", "code": 30000}, {"kind": "empty"}, {"kind": "wrong_root"}):
            client.control("POST", "faults", {"operation": "uploadPost", **order})
        form = uploader.form({"a.jpg": b"one"})
        assert uploader.send(form).status == 503
        assert uploader.send(form).bare_fault == ("ipsApiFault", 30000)
        assert uploader.send(form).body == b""
        assert uploader.send(form).root.tag == "{urn:elsewhere}somethingElseReturn"

    def test_a_request_that_is_cut_has_been_read_so_far(self, client: Client, uploader: Uploader) -> None:
        client.control("POST", "faults", {"kind": "cut_request", "bytes": 5_000_000, "operation": "uploadPost"})
        sent = 0

        def slowly() -> Iterator[bytes]:
            nonlocal sent
            for start in range(0, len(form), 100_000):
                yield form[start : start + 100_000]
                sent = start + 100_000

        form = uploader.form({"a.jpg": b"x" * 50_000_000})
        headers = {"Content-Type": CONTENT_TYPE, "Content-Length": str(len(form))}
        with pytest.raises(OSError, match=r"reset|[Bb]roken"):
            client.connection.request("POST", UPLOAD, slowly(), headers)
        assert 4_900_000 <= sent < len(form)


class TestStream:
    def test_a_large_file_costs_little_memory(self, client: Client, uploader: Uploader) -> None:
        piece, count = bytes(range(256)) * 4096, 64
        start, end = uploader.form({"large.jpg": b"CONTENT"}).split(b"CONTENT")
        headers = {
            "Content-Type": CONTENT_TYPE,
            "Content-Length": str(len(start) + len(piece) * count + len(end)),
        }
        tracemalloc.start()
        client.connection.request("POST", UPLOAD, iter([start, *[piece] * count, end]), headers)
        response = client.connection.getresponse()
        response.read()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (response.status, peak < 8 * 1024 * 1024) == (200, True)
        (file,) = client.journal()[-1]["files"]
        assert (file["size"], file["sha256"]) == (len(piece) * count, sha256(piece * count))

    def test_in_chunks(self, client: Client, uploader: Uploader) -> None:
        form = uploader.form({"a.jpg": b"one" * 1000})
        parts = [form[start : start + 100] for start in range(0, len(form), 100)]
        client.connection.request("POST", UPLOAD, iter(parts), {"Content-Type": CONTENT_TYPE}, encode_chunked=True)
        assert client.connection.getresponse().read().startswith(b"<?xml")
        assert client.journal()[-1]["files"][0]["size"] == 3000

    @given(
        contents=st.lists(
            st.binary(max_size=40) | st.sampled_from([b"\r\n--xX", b"\r\n--xXy", b"--xXx--"]), max_size=4
        ),
        preamble=st.sampled_from([b"", b"ignored\r\n"]),
        sizes=st.lists(st.integers(1, 30), min_size=1),
    )
    def test_files_come_whole_however_the_body_is_cut(
        self, contents: list[bytes], preamble: bytes, sizes: list[int]
    ) -> None:
        body = preamble + part("auth", b"A") + b"".join(part("f", content, "n") for content in contents) + b"--xXx--"
        form = read_form(CONTENT_TYPE, _cut(body, sizes), ("auth",))
        assert form.fields == {"auth": b"A"}
        assert form.files == [FormFile("n", len(content), sha256(content)) for content in contents]

    def test_a_head_or_document_without_end(self) -> None:
        with pytest.raises(BadForm, match="more than"):
            read_form(CONTENT_TYPE, iter([b"--xXx\r\n", *[b"x" * 1000] * 100]), ())


def _cut(body: bytes, sizes: list[int]) -> Iterator[bytes]:
    place = turn = 0
    while place < len(body):
        size = sizes[turn % len(sizes)]
        yield body[place : place + size]
        place, turn = place + size, turn + 1


def test_base_namespace_of_the_auth_part(client: Client, uploader: Uploader) -> None:
    own = f'<authHeader xmlns="{BASE}">{xml_of(CREDENTIALS)}</authHeader>'.encode()
    form = uploader.form({"a.jpg": b"one"}).replace(auth_part(), part("auth", own))
    assert uploader.send(form).status == 200
    assert etree.QName(uploader.send(form).root).localname == "uploadPostReturn"
