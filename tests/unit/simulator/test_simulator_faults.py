# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every kind of injected fault: what goes over the wire, whether the service acted, what the journal shows."""

from __future__ import annotations

import base64
import http.client
import socket
import zlib
from typing import Any

import pytest
from lxml import etree
from simulator_client import PATH, SOAP_12, Answer, Client, envelope, xml_of

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.fault_kinds import KINDS


@pytest.fixture
def params(client: Client) -> dict[str, str]:
    """What executeJob needs; the journal is empty afterwards."""
    found = {"companyHandle": client.company(), "jobHandle": client.jobs("My Test Job")[0]["jobHandle"]}
    client.control("DELETE", "journal")
    return found


def inject(client: Client, kind: str, **options: Any) -> None:
    client.control("POST", "faults", {"kind": kind, "operation": "executeJob", **options})


def seen(client: Client) -> dict[str, Any]:
    """The journal's entry of the one executeJob; read over a connection of its own."""
    looker = Client(client.port)
    (entry,) = [entry for entry in looker.journal() if entry["operation"] == "executeJob"]
    looker.close()
    return entry


def acted(client: Client) -> bool:
    """Whether the service has a run, by the service itself and by the journal; they must agree."""
    looker = Client(client.port)
    runs = looker.control("GET", "state")["active_runs"]
    looker.close()
    assert seen(client)["acted"] is bool(runs)
    return bool(runs)


def raw_answer(client: Client, params: dict[str, str]) -> bytes:
    """All the bytes that come back to an executeJob until the connection ends, a reset as an error."""
    content = envelope("executeJob", xml_of(params)).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nSOAPAction: executeJob\r\n"
    received = b""
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as connection:
        connection.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(content) + content)
        while True:
            part = connection.recv(65536)
            if not part:
                return received
            received += part


@pytest.mark.parametrize(
    ("kind", "acts"), [("drop_before", False), ("drop_after", True), ("hang_before", False), ("hang_after", True)]
)
def test_no_answer_at_all(client: Client, params: dict[str, str], kind: str, acts: bool) -> None:
    inject(client, kind, **({"seconds": 0.05} if kind.startswith("hang") else {}))
    assert raw_answer(client, params) == b""
    assert acted(client) is acts
    entry = seen(client)
    assert (entry["injected"], entry["status"], entry["params"]) == (kind, None, params)


@pytest.mark.parametrize(("kind", "acts"), [("reset_before", False), ("reset_after", True)])
def test_resets(client: Client, params: dict[str, str], kind: str, acts: bool) -> None:
    inject(client, kind)
    with pytest.raises(ConnectionResetError):
        raw_answer(client, params)
    assert acted(client) is acts


def test_refusal_by_the_headers_alone(client: Client, params: dict[str, str]) -> None:
    inject(client, "refuse_headers")
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as connection:
        connection.sendall(
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\nSOAPAction: executeJob\r\nContent-Length: 99\r\n\r\n".encode()
        )
        assert connection.recv(1) == b""
    assert acted(client) is False
    assert seen(client)["params"] is None


def test_a_connection_closed_in_silence(client: Client, params: dict[str, str]) -> None:
    inject(client, "close_idle")
    answer = raw_answer(client, params)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"Connection: close" not in answer
    assert b"executeJobReturn" in answer
    assert acted(client)


def test_a_slow_answer(client: Client, params: dict[str, str]) -> None:
    inject(client, "slow", seconds=0.05)
    assert client.call("executeJob", params).status == 200


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_dripping_answer(client: Client, params: dict[str, str], part: str) -> None:
    inject(client, "drip", interval=0.0001, part=part)
    assert client.call("executeJob", params).data == {}
    assert acted(client)


def test_dripping_takes_its_time(client: Client, params: dict[str, str]) -> None:
    inject(client, "drip", interval=30)
    client.connection.sock = socket.create_connection(("127.0.0.1", client.port), timeout=0.3)
    with pytest.raises(OSError, match="timed out"):
        client.call("executeJob", params)
    assert acted(client)


@pytest.mark.parametrize(
    ("kind", "options", "length"),
    [("truncate", {}, None), ("truncate", {"bytes": 7}, 7), ("truncate_chunked", {"bytes": 7}, None)],
)
def test_truncated_answers(
    client: Client, params: dict[str, str], kind: str, options: dict[str, int], length: int | None
) -> None:
    inject(client, kind, **options)
    with pytest.raises(http.client.IncompleteRead) as caught:
        client.call("executeJob", params)
    assert length in (None, len(caught.value.partial))
    assert acted(client)


class TestOtherAnswers:
    def get(self, client: Client, params: dict[str, str], kind: str, **options: Any) -> Answer:
        inject(client, kind, **options)
        answer = client.call("executeJob", params)
        assert seen(client)["status"] == answer.status
        return answer

    def test_status(self, client: Client, params: dict[str, str]) -> None:
        headers = {"Retry-After": 7}
        answer = self.get(client, params, "status", status=429, body="calm down", headers=headers)
        assert (answer.status, answer.body, answer.headers["Retry-After"]) == (429, b"calm down", "7")
        assert not acted(client)

    def test_status_after_acting(self, client: Client, params: dict[str, str]) -> None:
        assert self.get(client, params, "status", act=True).status == 503
        assert acted(client)

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_redirect(self, client: Client, params: dict[str, str], status: int) -> None:
        answer = self.get(client, params, "redirect", status=status)
        assert answer.status == status
        assert answer.headers["Location"] == f"http://127.0.0.1:{client.port}/elsewhere"
        assert not acted(client)

    @pytest.mark.parametrize("status", [200, 202])
    def test_empty(self, client: Client, params: dict[str, str], status: int) -> None:
        answer = self.get(client, params, "empty", status=status)
        assert (answer.status, answer.body, answer.headers["Content-Length"]) == (status, b"", "0")
        assert acted(client)

    @pytest.mark.parametrize("content", ["random", "html", "text"])
    def test_garbage(self, client: Client, params: dict[str, str], content: str) -> None:
        answer = self.get(client, params, "garbage", content=content)
        assert answer.status == 200
        assert b"executeJobReturn" not in answer.body
        assert acted(client)

    def test_login_page(self, client: Client, params: dict[str, str]) -> None:
        answer = self.get(client, params, "login_page")
        assert answer.headers["Content-Type"].startswith("text/html")
        assert not acted(client)

    def test_fault(self, client: Client, params: dict[str, str]) -> None:
        answer = self.get(client, params, "fault", faultcode="Client", code=20003, reason="no", http_status=200)
        assert (answer.status, answer.fault, answer.reason) == (200, ("authorizationFault", 20003), "no")
        assert answer.faultcode == "soapenv:Client"
        assert not acted(client)

    def test_fault_after_acting(self, client: Client, params: dict[str, str]) -> None:
        assert self.get(client, params, "fault", act=True).fault == ("ipsApiFault", 30000)
        assert acted(client)

    def test_big_reason(self, client: Client, params: dict[str, str]) -> None:
        assert len(self.get(client, params, "big_reason").reason) == 3_000_000

    def test_echo_of_secrets(self, client: Client) -> None:
        password = 'pa<ss>&"word'
        user = {"email": "a@b", "password": password, "roles": {"P": "IpsAdmin"}}
        client.control("POST", "seed", {"users": [user], "companies": [{"name": "P"}]})
        client.control("POST", "faults", {"kind": "echo_secrets"})
        answer = client.call("getCompanyInfo", {"companyName": "P"}, auth={"user": "a@b", "password": password})
        assert password in answer.reason
        assert "pa&lt;ss&gt;&amp;&quot;word" in answer.reason
        assert "cGE8c3M+JiJ3b3Jk" in answer.reason
        journal = str(client.journal())
        assert password not in journal
        assert "cGE8c3M" not in journal

    def test_echo_of_secrets_that_xml_cannot_carry(self, client: Client) -> None:
        client.control("POST", "faults", {"kind": "echo_secrets"})
        word = base64.b64encode(b"a@b:nul\0and\rmore").decode()
        answer = client.post(envelope("getCompanyInfo", "", auth={}), "getCompanyInfo", Authorization=f"Basic {word}")
        assert "password=nul\ufffdand\rmore" in answer.reason

    def test_empty_body(self, client: Client, params: dict[str, str]) -> None:
        root = etree.fromstring(self.get(client, params, "empty_body").body)
        assert len(root[0]) == 0
        assert acted(client)

    @pytest.mark.parametrize(("root", "tag"), [("body", "somethingElseReturn"), ("document", "catalog")])
    def test_wrong_root(self, client: Client, params: dict[str, str], root: str, tag: str) -> None:
        assert tag.encode() in self.get(client, params, "wrong_root", root=root).body
        assert acted(client)


class TestBrokenContent:
    @pytest.mark.parametrize(
        ("kind", "absent", "present"),
        [
            ("missing_fields", b"<jobHandle>", b"<originalName>"),
            ("bad_numbers", b"<progress>0", b"<progress>many"),
            ("bad_dates", b"<startDate>2", b"<startDate>yesterday"),
        ],
    )
    def test_fields(self, client: Client, params: dict[str, str], kind: str, absent: bytes, present: bytes) -> None:
        client.call("executeJob", params)
        client.control("POST", "faults", {"kind": kind, "operation": "getActiveJobs"})
        answer = client.call("getActiveJobs", {"companyHandle": params["companyHandle"]})
        assert absent not in answer.body
        assert present in answer.body
        assert etree.fromstring(answer.body) is not None

    @pytest.mark.parametrize(
        ("fields", "gone"),
        [
            (["taskProgressArray"], ["taskProgressArray", "numPending"]),
            (["items", "nothing"], ["items", "jobHandle"]),
            ([".*"], []),
        ],
    )
    def test_missing_fields_are_gone_with_all_that_they_hold(
        self, client: Client, params: dict[str, str], fields: list[str], gone: list[str]
    ) -> None:
        client.call("executeJob", params)
        asked = {"companyHandle": params["companyHandle"]}
        client.control("POST", "faults", {"kind": "missing_fields", "operation": "getActiveJobs", "fields": fields})
        broken, whole = client.call("getActiveJobs", asked).element, client.call("getActiveJobs", asked).element
        assert all(whole.find(f".//{{*}}{name}") is not None for name in gone)
        assert all(broken.find(f".//{{*}}{name}") is None for name in gone)
        assert (len(list(broken.iter())) < len(list(whole.iter()))) is bool(gone)

    @pytest.mark.parametrize(("job", "count"), [("Failing Publish", 1), (None, 8), ("Nothing", 0)])
    def test_bad_fields_of_a_job(self, client: Client, job: str | None, count: int) -> None:
        values = {"startDate": "2026-01-31T10:00:00", "fileErrorCount": "N/A <&>"}
        inject(client, "bad_fields", operation="getJobLogs", job=job, values=values)
        rows = client.logs()
        assert len([row for row in rows if row["startDate"] == values["startDate"]]) == count
        assert {row["originalJobName"] for row in rows if row["fileErrorCount"] == "N/A <&>"} == (
            {row["originalJobName"] for row in rows if job in (None, row["originalJobName"])}
        )

    def test_bad_fields_that_xml_must_not_hold(self, client: Client, params: dict[str, str]) -> None:
        inject(client, "bad_fields", operation="getJobLogs", values={"jobName": "bell \a, escape \x1b"})
        answer = client.call("getJobLogs", {"companyHandle": params["companyHandle"]})
        assert b"<jobName>bell \x07, escape \x1b</jobName>" in answer.body

    def test_missing_fields_of_an_answer_that_has_none(self, client: Client, params: dict[str, str]) -> None:
        inject(client, "missing_fields", act=False)
        answer = client.call("executeJob", params)
        assert (answer.status, answer.body) == (503, b"")

    @pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-bom"])
    def test_encodings(self, client: Client, encoding: str) -> None:
        company = client.company()
        client.control("POST", "faults", {"kind": "encoding", "encoding": encoding})
        answer = client.call("getScheduledJobs", {"companyHandle": company})
        names = [job["name"] for job in answer.data["jobArray"]]
        assert "R&D <\"nightly\"> | 'ünïcode' 🚀" in names
        assert not answer.body.startswith(b"<?xml version") or encoding == "iso-8859-1"

    def test_gzip_bomb(self, client: Client, params: dict[str, str]) -> None:
        inject(client, "gzip_bomb", mib=20)
        answer = client.call("executeJob", params)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.body) < 100_000
        assert len(zlib.decompress(answer.body, 16 + zlib.MAX_WBITS)) > 20 * 1024 * 1024

    def test_entity_bomb(self, client: Client, params: dict[str, str]) -> None:
        inject(client, "entity_bomb")
        answer = client.call("executeJob", params).body
        assert answer.count(b"<!ENTITY") == 10
        assert b"&e9;" in answer

    def test_doctype(self, client: Client, params: dict[str, str]) -> None:
        inject(client, "doctype")
        answer = client.call("executeJob", params).body
        assert b"http://127.0.0.1:%d/fetched-entity" % client.port in answer
        client.request("GET", "/fetched-entity")
        assert client.journal()[-1]["path"] == "/fetched-entity"

    def test_deep_xml(self, client: Client, params: dict[str, str]) -> None:
        inject(client, "deep_xml", depth=500)
        assert client.call("executeJob", params).body.count(b"<a>") == 500


class TestOrders:
    def test_times_and_skip(self, client: Client) -> None:
        client.control("POST", "faults", {"kind": "status", "operation": "getAllCompanies", "times": 2, "skip": 1})
        statuses = [client.call("getAllCompanies", {"includeExpired": False}).status for _unused in range(5)]
        assert statuses == [200, 503, 503, 200, 200]
        assert client.control("GET", "faults")["faults"] == []

    def test_for_ever_until_cleared(self, client: Client) -> None:
        client.control("POST", "faults", {"kind": "status", "times": 0})
        assert [client.call("getAllUsers", {"includeInvalid": True}).status for _unused in range(3)] == [503] * 3
        assert client.control("GET", "faults")["faults"][0]["kind"] == "status"
        client.control("DELETE", "faults")
        assert client.call("getAllUsers", {"includeInvalid": True}).status == 200

    def test_another_operation_is_left_alone(self, client: Client) -> None:
        client.control("POST", "faults", {"kind": "status", "operation": "executeJob"})
        assert client.call("getAllUsers", {"includeInvalid": True}).status == 200

    def test_an_operation_that_only_the_body_names(self, client: Client, params: dict[str, str]) -> None:
        for kind, operation in [("status", "stopJob"), ("drop_after", "executeJob"), ("refuse_headers", "*")]:
            client.control("POST", "faults", {"kind": kind, "operation": operation})
        body = envelope("executeJob", xml_of(params), soap=SOAP_12)
        for injected, acted in [("drop_after", True), ("refuse_headers", False)]:
            with pytest.raises(http.client.RemoteDisconnected):
                client.post(body, None, **{"Content-Type": "application/soap+xml"})
            entry = client.journal()[-1]
            assert (entry["operation"], entry["injected"], entry["acted"]) == ("executeJob", injected, acted)
        assert client.control("GET", "faults")["faults"][0]["operation"] == "stopJob"

    def test_the_first_that_fits_is_taken(self, client: Client) -> None:
        client.control("POST", "faults", {"kind": "status", "status": 502})
        client.control("POST", "faults", {"kind": "status", "status": 504})
        statuses = [client.call("getAllUsers", {"includeInvalid": True}).status for _unused in range(3)]
        assert statuses == [502, 504, 200]

    @pytest.mark.parametrize(
        "order",
        [{}, {"kind": "earthquake"}, {"kind": "status", "colour": 1}, {"kind": "status", "times": -1}],
    )
    def test_senseless_orders_are_refused(self, client: Client, order: dict[str, Any]) -> None:
        answer = client.control_answer("POST", "faults", order)
        assert answer.status == 400
        assert b"error" in answer.body

    def test_every_kind_is_listed_in_the_error(self, client: Client) -> None:
        body = client.control_answer("POST", "faults", {"kind": "?"}).body.decode()
        assert all(kind in body for kind in KINDS)
