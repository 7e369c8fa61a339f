# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of all operations, states and versions are valid by our WSDL, and by the service's own where it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree
from simulator_calls import ALL_VERSIONS, call_parameters, operations, shape, wsdl_path
from simulator_client import CURRENT, Answer, Client, envelope, xml_of
from simulator_forms import Uploader

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.job_kinds import SUBMITTABLE
from ansible_collections.mediaops.dynamic_media.tests.unit.support.service_wsdl import VERSIONS_GIVEN, XSD, service_wsdl

OURS, THEIRS = "ours", "the service's"
by_every_schema = pytest.mark.parametrize(
    ("version", "whose"),
    [*((version, OURS) for version in ALL_VERSIONS), *((version, THEIRS) for version in VERSIONS_GIVEN)],
)

STATES: dict[str, dict[str, Any]] = {
    "New": {"started_ago": 10, "behaviour": {"waiting": 100}},
    "WaitingCoordinator": {"started_ago": 60, "behaviour": {"waiting": 100}},
    "Running": {"started_ago": 50, "behaviour": {"duration": 100, "success": 7, "errors": 3}},
    "Stopping": {"started_ago": 50, "behaviour": {"duration": 100, "stop_after": 40, "stopping": 60}},
    "Done": {"started_ago": 50, "behaviour": {"duration": 10, "linger": 100}},
    "Fatal": {"started_ago": 50, "behaviour": {"fatal": True, "errors": 1, "warnings": 2}},
    "Logged": {
        "started_ago": 50,
        "behaviour": {"log": [{"message": "a", "asset": "b", "aux": [{"message": "c", "type": "UploadError"}]}]},
    },
}
SHOWN_AS_ACTIVE = ("New", "WaitingCoordinator", "Running", "Stopping", "Done")


class Validator:
    """Holds requests and answers against the schemas of a WSDL."""

    def __init__(self, wsdl: etree._Element) -> None:
        found = [etree.fromstring(etree.tostring(schema)) for schema in wsdl.iter(f"{XSD}schema")]
        self._schemas = {schema.get("targetNamespace"): etree.XMLSchema(schema) for schema in found}

    def check(self, element: etree._Element) -> None:
        self._schemas[etree.QName(element).namespace].assertValid(element)

    def check_fault(self, answer: Answer) -> None:
        (detail,) = answer.element.find("detail")
        self.check(detail)


@pytest.fixture
def validator(client: Client, version: str, whose: str) -> Validator:
    if whose == THEIRS:
        return Validator(service_wsdl(version).getroot())
    return Validator(etree.fromstring(client.request("GET", wsdl_path(version)).body))


def calls(client: Client, version: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A call of every operation, and the calls that look at jobs, while there are runs in all states."""
    for state, run in STATES.items():
        client.control("POST", "runs", {"job": f"Job {state}", **run})
    yield from call_parameters(client, version).items()
    company = {"companyHandle": client.company(version)}
    waiting = {"includeWaitingJobs": True} if shape(version) == CURRENT else {}
    yield "getActiveJobs", {**company, **waiting}
    yield "getJobLogs", company
    for state in STATES:
        yield "getJobLogDetails", {**company, "originalName": f"Job {state}"}


@by_every_schema
def test_every_operation_and_state(client: Client, version: str, validator: Validator) -> None:
    for operation, params in calls(client, version):
        request = etree.fromstring(envelope(operation, xml_of(params), version))
        validator.check(request[1][0])
        answer = client.call(operation, params, version)
        assert answer.status == 200, operation
        validator.check(answer.element)


def test_the_states_are_those_that_they_say(client: Client) -> None:
    list(calls(client, CURRENT))
    states = {run["originalName"]: run["state"] for run in client.active(includeWaitingJobs=True)}
    assert {state: states.get(f"Job {state}") for state in SHOWN_AS_ACTIVE} == {s: s for s in SHOWN_AS_ACTIVE}


@by_every_schema
@pytest.mark.parametrize(
    ("operation", "params", "auth", "element"),
    [
        ("getCompanyInfo", {"companyName": "Planetary"}, {"user": "x", "password": "y"}, "authenticationFault"),
        ("getActiveJobs", {"companyHandle": "x"}, None, "authorizationFault"),
        ("getJobLogs", {"numRows": "many"}, None, "ipsApiFault"),
    ],
)
def test_faults(
    client: Client, version: str, validator: Validator, operation: str, params: Any, auth: Any, element: str
) -> None:
    answer = client.call(operation, params, version, auth=auth)
    assert answer.fault[0] == element
    validator.check_fault(answer)


@by_every_schema
@pytest.mark.parametrize("kind", SUBMITTABLE)
def test_jobs_and_follow_on_runs_without_details(client: Client, version: str, validator: Validator, kind: str) -> None:
    has_kind = any(field.name == kind for field in operations(version)["submitJob"].param)
    follower = {"duration": 10, "follow_on": [{"kind": kind, "duration": 10}]}
    client.control("POST", "jobs", {"name": "Bare", "kind": kind, "behaviour": follower})
    client.execute("Bare", version)
    client.advance(5)
    params = {"companyHandle": client.company(version), "originalName": "Bare"}
    for operation in ("getScheduledJobs", "getActiveJobs", "getActiveJobs"):
        answer = client.call(operation, params, version)
        assert (kind in answer.data["jobArray"][0]) is has_kind
        validator.check(answer.element)
        client.advance(4)


@by_every_schema
def test_uploads(client: Client, version: str, validator: Validator) -> None:
    uploader = Uploader(client, version)
    assert uploader.post({f"a.{suffix}": b"content" for suffix in ("jpg", "pdf", "mp4", "css", "psd")}).status == 200
    company = {"companyHandle": uploader.company}
    for _state in ("open", "ended"):
        for operation, params in (
            ("getActiveJobs", {}),
            ("getJobLogDetails", {"originalName": "Upload 1"}),
            ("searchAssets", {"folder": "Planetary/", "includeSubfolders": True}),
        ):
            answer = client.call(operation, {**company, **params}, version)
            assert answer.status == 200, operation
            validator.check(answer.element)
        uploader.post({}, endJob=True)
        client.advance(1.1)
