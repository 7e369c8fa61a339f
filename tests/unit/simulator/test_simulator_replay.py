# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Transcripts that are played back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from simulator_client import Client

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import SimulatorServer
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.errors import BadControlRequest
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.replay import read_transcript

COMPANY = {"companyName": "company-1"}
INFO = {"companyInfo": {"companyHandle": "c|1", "name": "R&D <1>", "rootPath": "r/"}}


def line(operation: str, request: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"operation": operation, "request": request, **more}


@contextmanager
def replaying(tmp_path: Path, *lines: dict[str, Any]) -> Iterator[Client]:
    path = tmp_path / "transcript.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in lines) + "\n\n", encoding="utf-8")
    with SimulatorServer(transcript=read_transcript(path)) as server:
        client = Client(int(server.base_url.rpartition(":")[2]))
        yield client
        client.close()


def test_answers_come_in_their_order_and_the_last_one_repeats(tmp_path: Path) -> None:
    answers = [{"jobArray": [{"jobHandle": str(number), "name": "a"}] * number} for number in range(3)]
    asked = {"companyHandle": "c|1", "includeWaitingJobs": True}
    with replaying(tmp_path, *[line("getActiveJobs", asked, response=answer) for answer in answers]) as client:
        seen = [client.call("getActiveJobs", asked).data for _unused in range(4)]
    assert seen == [*answers, answers[-1]]


def test_requests_are_distinguished_but_not_by_their_times(tmp_path: Path) -> None:
    logs = [
        line("getJobLogs", {"companyHandle": "c|1", "startDate": "2026-01-01T00:00:00Z"}, response={"jobLogArray": []}),
        line("getJobLogs", {"companyHandle": "c|1", "numRows": 3}, response={"jobLogArray": [{"jobName": "a"}]}),
    ]
    with replaying(tmp_path, *logs) as client:
        since = {"companyHandle": "c|1", "startDate": "2030-05-05T10:00:00.5-07:00"}
        assert client.call("getJobLogs", since).data == {"jobLogArray": []}
        assert client.call("getJobLogs", {"companyHandle": "c|1", "numRows": 3}).data == logs[1]["response"]
        answer = client.call("getJobLogs", {"companyHandle": "c|1", "numRows": 4})
        assert (answer.status, answer.fault, "getJobLogs" in answer.reason) == (500, ("ipsApiFault", 30001), True)


def test_dates_faults_statuses_and_xml(tmp_path: Path) -> None:
    date, refused = "Mon, 05 Jan 2026 10:00:00 GMT", {"code": 20003, "reason": "No <permission>"}
    lines = [
        line("getCompanyInfo", COMPANY, response=INFO, date=date),
        line("getCompanyInfo", COMPANY, fault=refused, date=date),
        line("getCompanyInfo", COMPANY, fault={**refused, "faultcode": "Server"}, status=200),
        line("getCompanyInfo", COMPANY, response="<html/>", status=503),
    ]
    with replaying(tmp_path, *lines) as client:
        answers = [client.call("getCompanyInfo", COMPANY) for _unused in lines]
        journal = client.journal()
    assert (answers[0].data, answers[0].headers["Date"]) == (INFO, date)
    assert answers[1].headers["Date"] == date
    assert (answers[1].status, answers[1].fault) == (500, ("authorizationFault", 20003))
    assert (answers[2].status, answers[2].faultcode) == (200, "soapenv:Server")
    assert (answers[3].status, answers[3].body) == (503, b"<html/>")
    assert [entry["acted"] for entry in journal] == [True, False, False, True]


def test_any_credentials_do(tmp_path: Path) -> None:
    with replaying(tmp_path, line("getCompanyInfo", COMPANY, response=INFO)) as client:
        for auth in ({"user": "x", "password": "y"}, {"accessToken": "z"}, {}):
            assert client.call("getCompanyInfo", COMPANY, auth=auth).data == INFO


def test_faults_are_injected_all_the_same(tmp_path: Path) -> None:
    with replaying(tmp_path, line("getCompanyInfo", COMPANY, response=INFO)) as client:
        client.control("POST", "faults", {"kind": "status", "operation": "getCompanyInfo"})
        assert client.call("getCompanyInfo", COMPANY).status == 503
        assert client.call("getCompanyInfo", COMPANY).data == INFO


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "line 1: no JSON"),
        ("[]", "line 1: an object"),
        ("\n{}", "line 2: missing: operation"),
        ('{"operation": "a"}', "line 1: one of response and fault"),
        ('{"operation": "a", "response": {}, "fault": {"code": 1, "reason": ""}}', "line 1: one of response and fault"),
        ('{"operation": "a", "response": 5}', "line 1.response: text"),
        ('{"operation": "a", "response": {}, "password": "b"}', "line 1: no such keys: password"),
        ('{"operation": "a", "response": {}, "date": "a\\n"}', "line 1.date"),
    ],
)
def test_what_is_no_transcript(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "transcript.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadControlRequest) as caught:
        read_transcript(path)
    assert message in str(caught.value)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadControlRequest, match="cannot read the transcript"):
        read_transcript(tmp_path / "missing")
