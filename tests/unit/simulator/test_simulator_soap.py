# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the simulator takes for a request, and how it answers: SOAP, versions, authentication, faults, encodings."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest
from simulator_client import BASE, CREDENTIALS, CURRENT, PATH, SOAP_11, SOAP_12, Client, envelope, namespace, xml_of

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import service
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.versions import VERSIONS

COMPANY = xml_of({"companyName": "Planetary"})
OPERATION = "getCompanyInfo"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_answers_in_its_namespace(client: Client, version: str) -> None:
    answer = client.call(OPERATION, {"companyName": "Planetary"}, version)
    assert answer.data["companyInfo"]["name"] == "Planetary"
    assert answer.element.tag == f"{{{namespace(version)}}}getCompanyInfoReturn"


def test_soap_12_is_answered_in_kind(client: Client) -> None:
    body = envelope(OPERATION, COMPANY, soap=SOAP_12)
    content_type = 'application/soap+xml; charset=utf-8; action="getCompanyInfo"'
    answer = client.post(body, None, **{"Content-Type": content_type})
    assert answer.data["companyInfo"]["name"] == "Planetary"
    assert answer.headers["Content-Type"].startswith("application/soap+xml")
    refused = client.post(body.replace("mypassword", "x"), None, **{"Content-Type": content_type})
    assert refused.fault == ("authenticationFault", 10001)
    assert b"<soapenv:Value>soapenv:Sender</soapenv:Value>" in refused.body


@pytest.mark.parametrize("action", ['"getCompanyInfo"', "getCompanyInfo"])
def test_the_action_may_be_quoted(client: Client, action: str) -> None:
    assert client.post(envelope(OPERATION, COMPANY), action).status == 200


@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
def test_the_envelope_tells_which_soap_it_is_where_no_content_type_does(client: Client, soap: str) -> None:
    body = envelope(OPERATION, COMPANY, soap=soap).encode()
    answer = client.request("POST", PATH, body, {"SOAPAction": OPERATION})
    assert answer.data["companyInfo"]["name"] == "Planetary"
    assert answer.element.getparent().getparent().tag == f"{{{soap}}}Envelope"


@pytest.mark.parametrize("path", ["/scene7/api/IpsApiService", f"{PATH}?trace=1"])
def test_other_addresses_of_the_service(client: Client, path: str) -> None:
    headers = {"Content-Type": "text/xml", "SOAPAction": OPERATION}
    assert client.request("POST", path, envelope(OPERATION, COMPANY).encode(), headers).status == 200


INVALID_XML = ("ipsApiFault", 30003)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(envelope(OPERATION, COMPANY), {"SOAPAction": "executeJob"}, id="another action"),
        pytest.param(envelope(OPERATION, COMPANY), {"SOAPAction": ""}, id="empty action"),
        pytest.param(envelope(OPERATION, COMPANY), {"Content-Type": "application/json"}, id="content type"),
        pytest.param(envelope(OPERATION, COMPANY, soap=SOAP_12), {}, id="content type of SOAP 1.1"),
        pytest.param("{}", {}, id="no XML"),
        pytest.param("<a/>", {}, id="no envelope"),
        pytest.param(f"<!DOCTYPE a [<!ENTITY e 'x'>]>{envelope(OPERATION, COMPANY)}", {}, id="doctype"),
        pytest.param(envelope(OPERATION, COMPANY, "1999-01-01"), {}, id="namespace older than all versions"),
        pytest.param(envelope(OPERATION, COMPANY, "beta"), {}, id="namespace of no version"),
        pytest.param(envelope(OPERATION, COMPANY).replace("xsd/2014", "api/2014"), {}, id="namespace of another API"),
        pytest.param(envelope("noSuchThing", ""), {"SOAPAction": "noSuchThing"}, id="no such operation"),
        pytest.param(envelope(OPERATION, "<surprise/>"), {}, id="unknown element"),
        pytest.param(envelope(OPERATION, "text"), {}, id="text between elements"),
        pytest.param(
            envelope(OPERATION, f'<companyName xmlns="{BASE}">Planetary</companyName>'), {}, id="child in the base"
        ),
        pytest.param(envelope(OPERATION, "<companyName>a</companyName>" * 2), {}, id="twice"),
        pytest.param(
            envelope(OPERATION, "<companyName>a</companyName><companyHandle>b</companyHandle>"), {}, id="out of order"
        ),
        pytest.param(envelope(OPERATION, "<companyName><b/></companyName>"), {}, id="element in a text"),
        pytest.param(envelope(OPERATION, COMPANY, auth={**CREDENTIALS, "shoe": 1}), {}, id="unknown in authHeader"),
    ],
)
def test_requests_that_break_the_schema_are_refused(client: Client, body: str, headers: dict[str, str]) -> None:
    answer = client.post(body, headers.pop("SOAPAction", OPERATION), **headers)
    assert (answer.status, answer.fault) == (500, INVALID_XML)
    assert client.journal()[-1]["acted"] is False


@pytest.mark.parametrize("note", ["<!-- a comment -->", "<?an instruction?>"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<companyName>", "Planetary"),
        ("Plane", "tary"),
        ("<user>", "user@"),
        ("<authHeader", "<user>"),
        ("user@", "scene7"),
    ],
)
def test_comments_and_instructions_mean_nothing(client: Client, note: str, before: str, after: str) -> None:
    body = envelope(OPERATION, COMPANY)
    place = body.index(after, body.index(before))
    assert client.post(body[:place] + note + body[place:], OPERATION).data["companyInfo"]["name"] == "Planetary"


def test_an_element_in_the_text_of_an_auth_header_is_refused(client: Client) -> None:
    body = envelope(OPERATION, COMPANY).replace("<user>", "<user><b/>")
    assert client.post(body, OPERATION).fault == INVALID_XML


def test_a_request_without_action_is_refused(client: Client) -> None:
    assert client.post(envelope(OPERATION, COMPANY), None).fault == INVALID_XML


@pytest.mark.parametrize(
    ("operation", "params", "code"),
    [
        ("executeJob", {"jobHandle": "x"}, 30002),
        ("executeJob", {"companyHandle": "x"}, 30002),
        ("getJobLogs", {"numRows": "many"}, 30001),
        ("getJobLogs", {"numRows": "2147483648"}, 30001),
        ("getJobLogs", {"numRows": -1}, 30001),
        ("getJobLogs", {"startDate": "2026-01-01T00:00:00"}, 30001),
        ("getJobLogs", {"startDate": "today"}, 30001),
        ("getJobLogs", {"sortBy": "Colour"}, 30001),
        ("getJobLogs", {"sortDirection": "Sideways"}, 30001),
        ("getActiveJobs", {"includeWaitingJobs": "yes"}, 30001),
        ("getCompanyInfo", {}, 30002),
    ],
)
def test_bad_parameters_are_refused(client: Client, operation: str, params: Any, code: int) -> None:
    assert client.call(operation, params).fault == ("ipsApiFault", code)


@pytest.mark.parametrize(
    ("version", "operation", "params"),
    [
        ("2013-02-15", "getActiveJobs", {"includeWaitingJobs": True}),
        ("pre-4.0", "getJobLogDetails", {"originalName": "x", "recordsPerPage": 5}),
        ("pre-4.0", "submitJob", {"jobName": "x", "optimizeImagesJob": {"emailSetting": "None"}}),
        (
            "2010-01-31",
            "submitJob",
            {"jobName": "x", "videoPublishJob": {"emailSetting": "None", "contextHandle": "y"}},
        ),
        ("2013-02-15", "getCdnCacheInvalidationStatus", {"invalidationHandle": "x"}),
        ("2009-07-31", "cdnCacheInvalidation", {"urlArray": ["https://example.com/a"]}),
        (CURRENT, "cdnCacheInvalidation", {"confirmation": {"ccOriginator": True}, "urlArray": ["https://a/b"]}),
    ],
)
def test_what_a_version_lacks_is_unknown_to_it(client: Client, version: str, operation: str, params: Any) -> None:
    answer = client.call(operation, {"companyHandle": client.company(version), **params}, version)
    assert answer.fault == INVALID_XML


def test_urls_are_required_in_old_versions(client: Client) -> None:
    job = {"overwrite": True, "readyForPublish": True, "createMask": False, "emailSetting": "None"}
    for version, status in (("2010-01-31", 500), ("2012-02-14", 200)):
        params = {"companyHandle": client.company(version), "jobName": "x", "uploadUrlsJob": job}
        assert client.call("submitJob", params, version).status == status


@pytest.mark.parametrize(
    ("version", "like"),
    [
        ("2011-11-04", "2010-01-31"),
        ("2013-08-29-beta", "2013-02-15"),
        ("2014-04-03-beta", CURRENT),
        ("2016-01-14-beta", CURRENT),
        ("2099-01-01", CURRENT),
    ],
)
def test_unlisted_versions_are_like_the_one_before(client: Client, version: str, like: str) -> None:
    client.execute("My Test Job", version)
    (run,), (expected,) = (client.active("My Test Job", each) for each in (version, like))
    assert run.keys() == expected.keys()
    answer = client.call(OPERATION, {"companyName": "Planetary"}, version)
    assert answer.element.tag == f"{{{namespace(version)}}}getCompanyInfoReturn"
    assert client.journal()[-1]["version"] == version


class TestAuthentication:
    @pytest.mark.parametrize(
        ("auth", "code"),
        [
            ({"appName": "x"}, 10000),
            ({**CREDENTIALS, "password": "wrong"}, 10001),
            ({**CREDENTIALS, "user": "nobody@scene7.com"}, 10001),
            ({"accessToken": "wrong"}, 10001),
            ({"user": "gone@scene7.com", "password": "gonepassword"}, 10002),
        ],
    )
    def test_refusals(self, client: Client, auth: dict[str, str], code: int) -> None:
        assert client.call(OPERATION, {"companyName": "Planetary"}, auth=auth).fault == ("authenticationFault", code)

    def test_without_any_credentials(self, client: Client) -> None:
        answer = client.post(envelope(OPERATION, COMPANY, auth={}), OPERATION)
        assert (answer.status, answer.fault) == (500, ("authenticationFault", 10000))

    def test_http_basic(self, client: Client) -> None:
        word = base64.b64encode(b"user@scene7.com:mypassword").decode()
        answer = client.post(envelope(OPERATION, COMPANY, auth={}), OPERATION, Authorization=f"Basic {word}")
        assert answer.status == 200
        entry = client.journal()[-1]
        assert (entry["auth"], entry["user"]) == ("http_basic", "user@scene7.com")
        assert "authorization" not in entry["headers"]

    @pytest.mark.parametrize("word", ["%%%", "w6Q\xe4", "/w=="])
    def test_broken_http_basic(self, client: Client, word: str) -> None:
        answer = client.post(envelope(OPERATION, COMPANY, auth={}), OPERATION, Authorization=f"Basic {word}")
        assert answer.fault == ("authenticationFault", 10001)

    @pytest.mark.parametrize(("password", "status"), [("mypassword", 200), ("wrong", 500)])
    def test_headers_of_the_time_before_auth_header(self, client: Client, password: str, status: int) -> None:
        said = "".join(
            f'<{name} xmlns="http://www.scene7.com/IpsApi">{value}</{name}>'
            for name, value in (("AuthUser", "user@scene7.com"), ("AuthPassword", password))
        )
        body = envelope(OPERATION, COMPANY, auth={}).replace("<s:Header>", f"<s:Header>{said}")
        assert client.post(body, OPERATION).status == status
        entry = client.journal()[-1]
        assert (entry["auth"], entry["user"]) == ("soap_header", "user@scene7.com")

    def test_token(self, client: Client) -> None:
        assert client.call(OPERATION, {"companyName": "Planetary"}, auth={"accessToken": "simulator-token"}).data
        entry = client.journal()[-1]
        assert (entry["auth"], entry["user"]) == ("access_token", "user@scene7.com")

    @pytest.mark.parametrize("version", [CURRENT, "2013-02-15", "2016-01-14-beta"])
    def test_header_in_the_versions_namespace_is_a_sequence(self, client: Client, version: str) -> None:
        own = namespace(version)
        full = {**CREDENTIALS, "appName": "test", "appVersion": "1"}
        params = {"companyName": "Planetary"}
        assert client.call(OPERATION, params, auth=full, auth_namespace=own).status == 200
        assert client.call(OPERATION, params, auth=CREDENTIALS, auth_namespace=own).fault == ("ipsApiFault", 30002)
        turned = dict(reversed(list(full.items())))
        assert client.call(OPERATION, params, auth=turned, auth_namespace=own).fault == INVALID_XML
        assert client.call(OPERATION, params, auth=turned).status == 200


def test_faults_come_with_the_status_that_is_asked_for(client: Client) -> None:
    auth = {**CREDENTIALS, "password": "wrong", "faultHttpStatusCode": 200}
    answer = client.call(OPERATION, {"companyName": "Planetary"}, auth=auth)
    assert (answer.status, answer.fault) == (200, ("authenticationFault", 10001))
    commented = envelope(OPERATION, COMPANY, auth=auth).replace(">200<", "><!-- so that proxies let it pass -->200<")
    assert client.post(commented, OPERATION).status == 200


def test_texts_come_back_as_they_were_sent(client: Client) -> None:
    handle = "two\r\nlines\r\tand a tab"
    params = {"companyHandle": client.company(), "jobHandle": handle}
    sent = envelope("executeJob", xml_of(params).replace("\r", "&#13;"))
    refused = client.post(sent, "executeJob")
    assert refused.reason == f"There is no such job: {handle}"
    client.control("POST", "jobs", {"name": handle})
    assert [job["name"] for job in client.control("GET", "state")["scheduled_jobs"] if "\r" in job["name"]] == [handle]
    jobs = client.call("getScheduledJobs", {"companyHandle": client.company()}).data["jobArray"]
    assert handle in [job["name"] for job in jobs]


@pytest.mark.parametrize("place", ["credentials_of", "authenticate"])
def test_a_mistake_of_the_simulator_is_answered_too(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    def mistake(*unused: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(service, place, mistake)
    answer = client.call(OPERATION, {"companyName": "Planetary"})
    assert (answer.status, answer.fault) == (500, ("ipsApiFault", 30000))
    assert "RuntimeError: a mistake" in capsys.readouterr().err


def test_permissions(client: Client) -> None:
    company = client.company()
    viewer = {"user": "viewer@scene7.com", "password": "viewerpassword"}
    handle = client.jobs("My Test Job")[0]["jobHandle"]
    for operation in ("executeJob", "stopJob", "pauseJob", "resumeJob", "deleteJob"):
        refused = client.call(operation, {"companyHandle": company, "jobHandle": handle}, auth=viewer)
        assert refused.fault == ("authorizationFault", 20003)
    assert client.call("getScheduledJobs", {"companyHandle": company}, auth=viewer).data["jobArray"]
    other = client.control("GET", "state")["companies"][1]["handle"]
    assert client.call("getActiveJobs", {"companyHandle": other}).fault == ("authorizationFault", 20006)
    assert client.call("getCompanyInfo", {"companyName": "Galactic"}).fault == ("authorizationFault", 20006)
    assert client.call("getCompanyInfo", {"companyName": "Nowhere"}).fault == ("authorizationFault", 20000)
    assert client.call("getActiveJobs", {"companyHandle": "c|0"}).fault == ("authorizationFault", 20000)


class TestEncodings:
    def test_gzip_for_large_answers_where_allowed(self, client: Client) -> None:
        params = xml_of({"companyHandle": client.company()})
        body = envelope("getScheduledJobs", params)
        plain = client.post(body, "getScheduledJobs")
        packed = client.post(body, "getScheduledJobs", **{"Accept-Encoding": "gzip, deflate"})
        assert plain.headers["Content-Encoding"] is None
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        refusing = client.post(body, "getScheduledJobs", **{"Accept-Encoding": "gzip;q=0"})
        assert refusing.headers["Content-Encoding"] is None

    @pytest.mark.parametrize(
        ("accepted", "packed"),
        [
            ("*;q=0, gzip", True),
            ("gzip, *;q=0", True),
            ("*", True),
            ("gzip;q=0, *", False),
            ("* ; q=0.000", False),
            ("gzip; Q = 0.5", True),
            ("deflate", False),
        ],
    )
    def test_gzip_by_its_weight(self, client: Client, accepted: str, packed: bool) -> None:
        body = envelope("getScheduledJobs", xml_of({"companyHandle": client.company()}))
        answer = client.post(body, "getScheduledJobs", **{"Accept-Encoding": accepted})
        assert (answer.headers["Content-Encoding"] == "gzip") is packed

    def test_no_gzip_where_the_header_or_the_settings_say_so(self, client: Client) -> None:
        params = xml_of({"companyHandle": client.company()})
        unwilling = envelope("getScheduledJobs", params, auth={**CREDENTIALS, "gzipResponse": False})
        answer = client.post(unwilling, "getScheduledJobs", **{"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] is None
        client.control("POST", "answers", {"gzip": False})
        answer = client.post(envelope("getScheduledJobs", params), "getScheduledJobs", **{"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] is None

    def test_chunked(self, client: Client) -> None:
        client.control("POST", "answers", {"chunked": True})
        answer = client.call(OPERATION, {"companyName": "Planetary"})
        assert answer.headers["Transfer-Encoding"] == "chunked"
        assert answer.data["companyInfo"]["name"] == "Planetary"

    def test_a_chunked_request_is_read(self, client: Client) -> None:
        content = envelope(OPERATION, COMPANY).encode()
        headers = {"Content-Type": "text/xml", "SOAPAction": OPERATION}
        client.connection.request("POST", "/scene7/services/IpsApiService", iter([content]), headers)
        assert client.connection.getresponse().status == 200


def test_one_connection_serves_many_requests(client: Client) -> None:
    client.company()
    client.company()
    numbers = {entry["connection"] for entry in client.journal()}
    assert len(numbers) == 1


def test_other_addresses_are_not_found_but_noted(client: Client) -> None:
    assert client.request("GET", "/elsewhere").status == 404
    assert client.request("GET", "/scene7/services/IpsApiService").status == 405
    assert [(entry["path"], entry["operation"]) for entry in client.journal()] == [
        ("/elsewhere", None),
        ("/scene7/services/IpsApiService", None),
    ]


@pytest.mark.parametrize(("kind", "status"), [("empty_body", 200), ("empty_202", 202)])
def test_execute_answers_of_other_kinds(client: Client, kind: str, status: int) -> None:
    client.control("POST", "answers", {"execute_answer": kind})
    answer = client.execute("My Test Job")
    assert answer.status == status
    assert (answer.body == b"") == (kind == "empty_202")
    assert len(client.active("My Test Job")) == 1
