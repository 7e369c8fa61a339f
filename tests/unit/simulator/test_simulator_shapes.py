# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seeds and bodies of control requests that make no sense: each is refused in words, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from simulator_client import Client

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import control
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.behaviour import DEFAULT, Behaviour
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.fault_kinds import KINDS
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.seed_shapes import SEED
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.shapes import check

INFINITE, NO_NUMBER = float("inf"), float("nan")


def identifier(value: Any) -> str:
    return json.dumps(value)[:60]


def company(**keys: Any) -> dict[str, Any]:
    return {"companies": [{"name": "A", **keys}]}


def job(**keys: Any) -> dict[str, Any]:
    return company(jobs=[{"name": "B", **keys}])


def behaviour(**keys: Any) -> dict[str, Any]:
    return job(behaviour=keys)


def user(**keys: Any) -> dict[str, Any]:
    return {"users": [{"email": "x@y", "password": "z", **keys}]}


def nested(levels: int) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for _unused in range(levels):
        body = {"follow_on": [body]}
    return body


BAD_SEEDS = [
    ({"time_zone": -600}, 'time_zone: an offset such as "+00:00"'),
    ({"time_zone": "+25:00"}, "time_zone"),
    ({"cdn_seconds": "5s"}, "cdn_seconds: a number"),
    ({"cdn_seconds": True}, "cdn_seconds: a number"),
    ({"submit_defaults": "no"}, "submit_defaults: true or false"),
    ({"users": None}, "users: a list"),
    ({"users": {}}, "users: a list"),
    ({"companies": ["A"]}, "companies[0]: an object"),
    ({"companies": [{"name": 5}]}, "companies[0].name: text"),
    ({"companies": [{"name": "nul\0"}]}, "companies[0].name: text that XML can carry"),
    ({"companies": [{"name": "\ud800"}]}, "companies[0].name: text that XML can carry"),
    ({"job_clock": {"skew": "2s"}}, "job_clock.skew: a number"),
    ({"job_clock": {"utc_digits": 1}}, "job_clock.utc_digits: true or false"),
    ({"job_clock": {"offset": 1}}, "job_clock: no such keys: offset"),
    ({"answers": {"gzip": 1}}, "answers.gzip: true or false"),
    ({"answers": {"upload_fault_status": 404}}, "answers.upload_fault_status: 200 or 500"),
    ({"answers": {"log_retention": -1}}, "answers.log_retention: a number"),
    ({"answers": {"log_limit": 1.5}}, "answers.log_limit: a whole number"),
    (company(assets=[{"name": "a", "size": -1}]), "assets[0].size: a whole number"),
    (behaviour(row_after=-1), "behaviour.row_after: a number"),
    (behaviour(row_ends=None), "behaviour.row_ends: true or false"),
    (behaviour(failing_files="*"), "behaviour.failing_files: a list"),
    (behaviour(log=[{"aux": [{"message": "a"}]}]), "log[0].aux[0]: missing: type"),
    (behaviour(follow_on=[{"prefix": 5}]), "follow_on[0].prefix: text"),
    ({"answers": {"execute_answer": []}}, "answers.execute_answer: one of element, empty_body, empty_202"),
    (user(email=5), "users[0].email"),
    (user(password=None), "users[0].password"),
    (user(token=5), "users[0].token"),
    (user(valid="yes"), "users[0].valid"),
    (user(roles=["IpsAdmin"]), "users[0].roles: an object"),
    (user(roles="IpsAdmin"), "users[0].roles: an object"),
    (user(roles={"A": 5}), "users[0].roles.A: text"),
    (company(root_path=None), "companies[0].root_path"),
    (company(jobs=None), "companies[0].jobs: a list"),
    (company(folders=[5]), "companies[0].folders[0]"),
    (company(assets=[{"name": "a", "folder": 1}]), "assets[0].folder"),
    (company(assets=[{"type": "Image"}]), "assets[0]: missing: name"),
    (company(behaviours=[]), "behaviours: an object"),
    (company(behaviours={"B": {"count": 1}}), "behaviours.B: no such keys: count"),
    (company(runs=[{"job": "B", "started_ago": "2h"}]), "runs[0].started_ago: a number"),
    (company(logs=[{"job": "B", "started_ago": 1e300}]), "logs[0].started_ago: a number"),
    (company(logs=[{"job": "B", "count": 2.5}]), "logs[0].count: a whole number"),
    (company(logs=[{"job": "B", "count": 10**9}]), "logs[0].count: a whole number"),
    (company(logs=[{"job": "B", "spacing": -1}]), "logs[0].spacing"),
    (company(logs=[{"job": "B", "spacing": 10**9, "count": 10}]), "the first of the runs would be 9e+09 seconds old"),
    (company(logs=[{"job": ["B"]}]), "logs[0].job: text"),
    (job(name=["B"]), "jobs[0].name"),
    (job(kind=["exportJob"]), "jobs[0].kind: one of"),
    (job(schedule=5), "jobs[0].schedule"),
    (job(schedule="0 0 0 15W * ?"), "jobs[0].schedule: '15W' is not a day of month"),
    (job(paused=0), "jobs[0].paused"),
    (job(details=[]), "jobs[0].details: an object"),
    (job(details={"publishTyp": "Full"}), "jobs[0].details: no such keys: publishTyp (known: publishType"),
    (job(details={"publishType": 5}), "jobs[0].details.publishType: text"),
    (job(details={"publishType": "nul\0"}), "jobs[0].details.publishType: text"),
    (job(kind="uploadUrlsJob", details={"publishType": "Full"}), "jobs[0].details: no such keys: publishType"),
    (job(kind="uploadUrlsJob", details={"overwrite": "true"}), "jobs[0].details.overwrite: true or false"),
    (job(kind="uploadUrlsJob", details={"numUrls": 2**31}), "jobs[0].details.numUrls: a whole number"),
    (job(kind="uploadUrlsJob", details={"urlArray": [{"source": "x"}]}), "details.urlArray[0]: no such keys: source"),
    (job(kind="", details={"emailSetting": "None"}), "jobs[0].details: no such keys: emailSetting (known: none)"),
    (behaviour(duration=-1), "behaviour.duration: a number"),
    (behaviour(duration=NO_NUMBER), "behaviour.duration: a number"),
    (behaviour(vanish_after=INFINITE), "behaviour.vanish_after"),
    (behaviour(success=2.0), "behaviour.success: a whole number"),
    (behaviour(log_rows=True), "behaviour.log_rows: a whole number"),
    (behaviour(warnings=10**10), "behaviour.warnings: a whole number"),
    (behaviour(fatal="no"), "behaviour.fatal"),
    (behaviour(log=["x"]), "behaviour.log[0]: an object"),
    (behaviour(log=[{"text": "x"}]), "behaviour.log[0]: no such keys: text"),
    (behaviour(log=[{"type": 5}]), "behaviour.log[0].type"),
    (behaviour(progress_messages=[5]), "behaviour.progress_messages[0]"),
    (behaviour(progress_messages="abc"), "behaviour.progress_messages: a list"),
    (behaviour(follow_on=["x"]), "behaviour.follow_on[0]: an object"),
    (behaviour(follow_on=[{"infix": 5}]), "behaviour.follow_on[0].infix"),
    (behaviour(follow_on=[{"kind": "noJob"}]), "behaviour.follow_on[0].kind: one of"),
    (behaviour(follow_on=[{"details": {"x": 1}}]), "behaviour.follow_on[0].details: no such keys: x"),
    (
        behaviour(follow_on=[{"kind": "exportJob", "details": {"publishType": "x"}}]),
        "details: no such keys: publishType",
    ),
    (behaviour(follow_on=[{"duration": "x"}]), "behaviour.follow_on[0].duration"),
    (behaviour(refuse="no"), "behaviour.refuse: an object"),
    (behaviour(refuse={"code": "30000"}), "behaviour.refuse.code: a whole number"),
    (behaviour(refuse={"faultcode": "Sender"}), "behaviour.refuse.faultcode: one of Client, Server"),
    (behaviour(refuse={"element": "a b"}), "behaviour.refuse.element: the name of an XML element"),
    (behaviour(refuse={"why": "x"}), "behaviour.refuse: no such keys: why"),
    (behaviour(outcomes={"errors": 1}), "behaviour.outcomes: a list"),
    (behaviour(outcomes=[{"errors": "x"}]), "behaviour.outcomes[0].errors"),
    (behaviour(outcomes=[{"outcomes": []}]), "behaviour.outcomes[0]: no such keys: outcomes"),
    (behaviour(**nested(40)), "levels of lists and objects"),
]

BAD_BODIES = [
    ("POST", "jobs", {"name": "B", "kind": ["x"]}, "kind: one of"),
    ("POST", "jobs", {"name": "B", "behaviour": []}, "behaviour: an object"),
    ("POST", "jobs", {"name": "B", "details": {"x": 1}}, "details: no such keys: x"),
    ("POST", "jobs", {"name": "B", "company": ["Planetary"]}, "company: text"),
    ("POST", "jobs", {"jobs": 5}, "jobs: a list"),
    ("POST", "jobs", {"jobs": [{"name": "B"}, {"name": 5}]}, "jobs[1].name"),
    ("POST", "jobs", {"bulk": 5}, "bulk: an object"),
    ("POST", "jobs", {"bulk": {"count": "x"}}, "bulk.count: a whole number"),
    ("POST", "jobs", {"bulk": {"count": 10**12}}, "bulk.count: a whole number"),
    ("POST", "jobs", {"bulk": {"count": 1, "prefix": 5}}, "bulk.prefix"),
    ("POST", "jobs", {"bulk": {"count": 1, "job": {"colour": 1}}}, "bulk.job: no such keys: colour"),
    ("POST", "jobs", {"bulk": {"count": 1, "job": {"details": 5}}}, "bulk.job.details"),
    ("PATCH", "jobs", {"name": ["B"], "behaviour": {}}, "name: text"),
    ("PATCH", "jobs", {"name": "B", "behaviour": {"errors": "x"}}, "behaviour.errors"),
    ("PATCH", "jobs", {"name": "B"}, "missing: behaviour"),
    ("POST", "runs", {"job": ["x"]}, "job: text"),
    ("POST", "runs", {"job": "x", "count": "x"}, "count: a whole number"),
    ("POST", "runs", {"job": "x", "started_ago": 1e300}, "started_ago: a number"),
    ("POST", "runs", {"job": "x", "user": 5}, "user: text"),
    ("POST", "runs", {"job": "x", "count": 10**6, "spacing": 10**6}, "seconds old"),
    ("POST", "runs/stop", {"name": ["x"]}, "name: text"),
    ("POST", "logs", {"bulk": 5}, "bulk: an object"),
    ("POST", "logs", {"bulk": {"job": "x"}}, "bulk: no such keys: job"),
    ("POST", "logs", {"bulk": {"prefix": ["x"]}}, "bulk.prefix: text"),
    ("POST", "logs", {"job": "x", "behaviour": {"success": None}}, "behaviour.success"),
    ("POST", "clock", {"offset": NO_NUMBER}, "offset: a number"),
    ("POST", "clock", {"offset": 1e300}, "offset: a number"),
    ("POST", "clock", {"offset": "1"}, "offset: a number"),
    ("POST", "clock", {"advance": INFINITE}, "advance: a number"),
    ("POST", "clock", {"advance": 1e12}, "advance: a number"),
    ("POST", "clock", {"offset": 5, "advance": -1}, "advance: a number"),
    ("POST", "clock", {"drift": 1e300}, "drift: a number"),
    ("POST", "clock", {"offset": 5, "job_clock": {"skew": NO_NUMBER}}, "job_clock.skew: a number"),
    ("POST", "answers", {"gzip": None}, "gzip: true or false"),
    ("POST", "answers", {"execute_answer": {}}, "execute_answer: one of"),
    ("POST", "reset", {"seed": {}}, "no such keys: seed (known: none)"),
    ("POST", "seed", {"companies": 5}, "seed.companies: a list"),
    *[("POST", route, 5, "an object is needed") for route in ("jobs", "runs", "logs", "seed", "faults", "clock")],
]

BAD_FAULTS = [
    ({"kind": ["status"]}, "kind: one of"),
    ({"kind": "status", "operation": "noSuchThing"}, "status.operation: one of *, "),
    ({"kind": "status", "operation": ["executeJob"]}, "status.operation: one of *, "),
    ({"kind": "status", "times": True}, "status.times: a whole number"),
    ({"kind": "status", "skip": 1.5}, "status.skip: a whole number"),
    ({"kind": "status", "act": "yes"}, "status.act: true or false"),
    ({"kind": "status", "status": "503"}, "status.status: a whole number"),
    ({"kind": "status", "status": 5}, "status.status: a whole number"),
    ({"kind": "status", "body": 5}, "status.body: text"),
    ({"kind": "status", "body": "\ud800"}, "status.body: text"),
    ({"kind": "status", "content_type": "a\r\nb: c"}, "status.content_type: text without control characters"),
    ({"kind": "status", "headers": [1]}, "status.headers: an object"),
    ({"kind": "status", "headers": {"a b": "c"}}, "the name of a header"),
    ({"kind": "status", "headers": {"a": "b\r\nc: d"}}, "status.headers.a: text without control characters"),
    ({"kind": "status", "headers": {"a": []}}, "status.headers.a"),
    ({"kind": "redirect", "location": 5}, "redirect.location"),
    ({"kind": "empty", "status": None}, "empty.status"),
    ({"kind": "slow", "seconds": "1"}, "slow.seconds: a number"),
    ({"kind": "hang_before", "seconds": INFINITE}, "hang_before.seconds: a number"),
    ({"kind": "hang_after", "seconds": 1e300}, "hang_after.seconds: a number"),
    ({"kind": "drip", "interval": None}, "drip.interval: a number"),
    ({"kind": "drip", "part": "tail"}, "drip.part: one of headers, body"),
    ({"kind": "truncate", "bytes": "7"}, "truncate.bytes"),
    ({"kind": "truncate_chunked", "bytes": -7}, "truncate_chunked.bytes"),
    ({"kind": "garbage", "content": "waste"}, "garbage.content: one of random, html, text"),
    ({"kind": "fault", "code": "30000"}, "fault.code: a whole number"),
    ({"kind": "fault", "reason": 5}, "fault.reason: text"),
    ({"kind": "fault", "reason": "nul\0"}, "fault.reason: text"),
    ({"kind": "fault", "faultcode": 5}, "fault.faultcode: one of Client, Server"),
    ({"kind": "fault", "element": "<a>"}, "fault.element: the name of an XML element"),
    ({"kind": "fault", "http_status": "200"}, "fault.http_status"),
    ({"kind": "big_reason", "bytes": 10**12}, "big_reason.bytes"),
    ({"kind": "wrong_root", "root": "tree"}, "wrong_root.root: one of body, document"),
    ({"kind": "missing_fields", "fields": "jobHandle"}, "missing_fields.fields: a list"),
    ({"kind": "missing_fields", "fields": [5]}, "missing_fields.fields[0]: text"),
    ({"kind": "bad_numbers", "value": 5}, "bad_numbers.value: text"),
    ({"kind": "bad_dates", "value": None}, "bad_dates.value: text"),
    ({"kind": "encoding", "encoding": "klingon"}, "encoding.encoding: one of utf-16, iso-8859-1, utf-8-bom"),
    ({"kind": "gzip_bomb", "mib": "1"}, "gzip_bomb.mib"),
    ({"kind": "entity_bomb", "levels": 1e9}, "entity_bomb.levels"),
    ({"kind": "deep_xml", "depth": 10**12}, "deep_xml.depth"),
]


def assert_refused(client: Client, method: str, route: str, body: Any, message: str) -> None:
    """400 with an error that says where what is needed, and everything as it was before."""
    before = client.control("GET", "state"), client.control("GET", "clock")
    answer = client.control_answer(method, route, body)
    assert (answer.status, message in json.loads(answer.body)["error"]) == (400, True), answer.body
    assert (client.control("GET", "state"), client.control("GET", "clock")) == before


@pytest.mark.parametrize(("seed", "message"), BAD_SEEDS, ids=identifier)
def test_seeds(client: Client, seed: dict[str, Any], message: str) -> None:
    assert_refused(client, "POST", "seed", seed, message)


@pytest.mark.parametrize(("method", "route", "body", "message"), BAD_BODIES, ids=identifier)
def test_bodies(client: Client, method: str, route: str, body: Any, message: str) -> None:
    assert_refused(client, method, route, body, message)


@pytest.mark.parametrize(("order", "message"), BAD_FAULTS, ids=identifier)
def test_faults(client: Client, order: dict[str, Any], message: str) -> None:
    assert_refused(client, "POST", "faults", order, message)


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"{'a': 1}", b"\xff", b"9" * 5000])
def test_what_is_no_json(client: Client, body: bytes) -> None:
    answer = client.request("POST", "/control/seed", body)
    assert (answer.status, "error" in json.loads(answer.body)) == (400, True)


def test_keys_that_are_no_text_and_lists_that_hold_themselves() -> None:
    """YAML has them."""
    endless: list[Any] = []
    endless.append({"follow_on": endless})
    for seed in ({1: 2, "colour": 3}, {"users": [{1: 2}]}, company(behaviours={1: {}}), behaviour(follow_on=endless)):
        with pytest.raises(control.BadControlRequest):
            check(SEED, "seed", seed)


@pytest.mark.parametrize("kind", KINDS)
def test_the_defaults_of_faults_have_their_shapes(client: Client, kind: str) -> None:
    described = client.control("POST", "faults", {"kind": kind})
    client.control("POST", "faults", {**described, "times": 1})


def test_the_defaults_of_behaviours_have_their_shapes(client: Client) -> None:
    client.behave("My Test Job", **vars(DEFAULT))
    (job,) = [job for job in client.control("GET", "state")["scheduled_jobs"] if job["name"] == "My Test Job_2"]
    client.behave("My Test Job", **job["behaviour"])
    assert job["behaviour"].keys() == vars(Behaviour()).keys()


def test_what_may_be_null(client: Client) -> None:
    nothing = dict.fromkeys(["original_name", "schedule", "description", "locale", "submit_user", "company"])
    (added,) = client.control("POST", "jobs", {"name": "B", **nothing})["jobs"]
    assert added["original_name"] == "B"
    client.control("POST", "runs", {"job": "B", "user": None, "company": None})
    client.control("POST", "seed", {**user(token=None), **company(ims_org_id=None)})


def test_time_ends(client: Client) -> None:
    nightly = {"companyHandle": client.company(), "jobHandle": client.jobs("Nightly Publish")[0]["jobHandle"]}
    client.call("deleteJob", nightly)
    century = 100 * 365 * 86400
    answers = [client.control_answer("POST", "clock", {"advance": century}) for _unused in range(72)]
    assert [answer.status for answer in answers if answer.status != 200] == [400] * 3
    assert b"advance: the year is 89" in answers[-1].body
    client.execute("My Test Job")
    assert client.active("My Test Job")[0]["startDate"] > "8"


def test_a_bug_in_the_simulator_is_reported(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def mistake(*unused: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(control, "add_job", mistake)
    answer = client.control_answer("POST", "jobs", {"name": "B"})
    assert (answer.status, "error" in json.loads(answer.body)) == (500, True)
    assert "RuntimeError: a mistake" in capsys.readouterr().err
