# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The WSDL that the simulator serves, and its tables beside the service's own WSDL where that is at hand."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree
from simulator_client import CREDENTIALS, CURRENT, PATH, Client, envelope, namespace, xml_of

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import SimulatorServer
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.job_kinds import SUBMITTABLE
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.operation_table import OPERATIONS
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.schema import SIMPLE_TYPES, Fields
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.type_table import AUTH_HEADER, TYPES
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.versions import VERSIONS
from ansible_collections.mediaops.dynamic_media.tests.unit.support.service_wsdl import service_wsdl

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
XSD = "{http://www.w3.org/2001/XMLSchema}"
PARTLY_KNOWN = {"Asset", "ImageInfo", "VideoInfo", "PsdInfo"}
"""Types of answers of which the simulator leaves out optional fields that it never fills."""


def call_parameters(client: Client) -> dict[str, dict[str, Any]]:
    """For each operation parameters with which it succeeds."""
    company = client.company()
    job = client.jobs("My Test Job")[0]["jobHandle"]
    (run,) = client.control("POST", "runs", {"job": "Long Optimize"})["runs"]
    assets = client.call("searchAssets", {"companyHandle": company, "includeSubfolders": True}).data["assetArray"]
    handles = [asset["assetHandle"] for asset in assets]
    folders = client.call("getFolders", {"companyHandle": company}).data["folderArray"]
    urls = ["https://cdn.example.com/is/image/Planetary/a", "https://cdn.example.com/is/image/Planetary/b"]
    invalidation = client.call("cdnCacheInvalidation", {"companyHandle": company, "urlArray": urls}).data
    publish = {"publishType": "Full", "emailSetting": "None"}
    updates = [{"fieldHandle": "m|season", "value": "autumn"}]
    condition = {"field": "Name", "op": "StartsWith", "value": "shoe"}
    own = {
        "getCompanyInfo": {"companyName": "Planetary"},
        "checkLogin": {"email": "user@scene7.com", "password": "mypassword"},
        "getAllCompanies": {"includeExpired": True},
        "getCompanyMembership": {},
        "getUserInfo": {"email": "viewer@scene7.com"},
        "getAllUsers": {"includeInvalid": True},
        "getUsers": {"companyHandleArray": [company], "userRoleArray": ["IpsAdmin"], "recordsPerPage": 5},
    }
    of_company = {
        "getScheduledJobs": {},
        "getActiveJobs": {},
        "getJobLogs": {"sortBy": "StartDate", "sortDirection": "Descending", "numRows": 3},
        "getJobLogDetails": {"originalName": "Failing Publish"},
        "executeJob": {"jobHandle": job},
        "submitJob": {"jobName": "From a test", "imageServingPublishJob": publish},
        "stopJob": {"jobHandle": run["handle"]},
        "pauseJob": {"jobHandle": job},
        "resumeJob": {"jobHandle": job},
        "cdnCacheInvalidation": {"urlArray": urls},
        "getCdnCacheInvalidationStatus": {"invalidationHandle": invalidation["invalidationHandle"]},
        "searchAssets": {"includeSubfolders": True, "systemFieldConditionArray": [condition]},
        "getAssets": {"assetHandleArray": handles},
        "getMetadataFields": {"assetType": "Image"},
        "setAssetMetadata": {"assetHandle": handles[0], "updateArray": updates},
        "batchSetAssetMetadata": {"updateArray": [{"assetHandleArray": [handles[1], "a|0"], "updateArray": updates}]},
        "getFolders": {"folderPath": "Planetary/shoes/"},
        "createFolder": {"folderPath": "Planetary/hats/"},
        "deleteFolder": {"folderHandle": folders[0]["folderHandle"]},
        "deleteAssets": {"assetHandleArray": [handles[2], "a|0"]},
        "deleteJob": {"jobHandle": job},
    }
    params = {**own, **{name: {"companyHandle": company, **more} for name, more in of_company.items()}}
    assert params.keys() == OPERATIONS.keys()
    return params


def test_every_operation_works(client: Client) -> None:
    for operation, params in call_parameters(client).items():
        assert client.call(operation, params).status == 200, operation


class TestZeep:
    @staticmethod
    def generate(server: SimulatorServer, version: str, binding: str) -> tuple[Any, Any]:
        """The operations of a generated client, and its authHeader."""
        zeep = pytest.importorskip("zeep")
        generated = zeep.Client(f"{server.base_url}/scene7/webservice/IpsApi-{version}.wsdl")
        header = generated.get_element(f"{{{namespace(version)}}}authHeader")
        filled = header(**CREDENTIALS, appName="zeep", appVersion="1")
        return generated.bind("IpsApiService", binding), filled

    @pytest.mark.parametrize("binding", ["IpsApiSoapPort", "IpsApiSoap12Port"])
    def test_every_operation(self, client: Client, server: SimulatorServer, binding: str) -> None:
        service, header = self.generate(server, CURRENT, binding)
        for operation, params in call_parameters(client).items():
            service[operation](**_zeep_arrays(params), _soapheaders=[header])
        entries = {entry["operation"]: entry for entry in client.journal()}
        assert entries.keys() == OPERATIONS.keys()
        assert all(entry["acted"] for entry in entries.values())

    @pytest.mark.parametrize("binding", ["IpsApiServiceSoapBinding", "IpsApiServiceSoap12Binding"])
    def test_a_service_by_the_name_of_the_real_binding(
        self, client: Client, server: SimulatorServer, binding: str
    ) -> None:
        zeep = pytest.importorskip("zeep")
        generated = zeep.Client(f"{server.base_url}/scene7/webservice/IpsApi.wsdl")
        service = generated.create_service(f"{{http://www.scene7.com/IpsApi}}{binding}", server.url)
        header = generated.get_element(f"{{{namespace(CURRENT)}}}authHeader")(
            **CREDENTIALS, appName="z", appVersion="1"
        )
        assert service.getCompanyInfo(companyName="Planetary", _soapheaders=[header]).name == "Planetary"

    @pytest.mark.parametrize("version", VERSIONS)
    def test_every_version(self, client: Client, server: SimulatorServer, version: str) -> None:
        service, header = self.generate(server, version, "IpsApiSoapPort")
        company = service.getCompanyInfo(companyName="Planetary", _soapheaders=[header])
        jobs = service.getScheduledJobs(company.companyHandle, originalName="My Test Job", _soapheaders=[header])
        assert service.executeJob(company.companyHandle, jobs[0].jobHandle, _soapheaders=[header]) is None
        runs = service.getActiveJobs(company.companyHandle, originalName="My Test Job", _soapheaders=[header])
        rows = service.getJobLogs(company.companyHandle, _soapheaders=[header])
        assert runs[0].name in [row.jobName for row in rows]

    def test_a_fault(self, client: Client, server: SimulatorServer) -> None:
        zeep = pytest.importorskip("zeep")
        service, header = self.generate(server, CURRENT, "IpsApiSoapPort")
        with pytest.raises(zeep.exceptions.Fault, match="no such company"):
            service.getCompanyInfo(companyName="Nowhere", _soapheaders=[header])

    def test_without_a_version_the_current_one_is_served(self, client: Client) -> None:
        current = client.request("GET", f"/scene7/webservice/IpsApi-{CURRENT}.wsdl").body
        assert client.request("GET", "/scene7/webservice/IpsApi.wsdl").body == current
        assert client.request("GET", "/scene7/webservice/IpsApi-1999-01-01.wsdl").status == 404

    @pytest.mark.parametrize("address", [f"{PATH}?wsdl", f"{PATH}?WSDL", "/scene7/webservice/IpsApi.wsdl?x=1"])
    def test_other_addresses_of_it(self, client: Client, address: str) -> None:
        current = client.request("GET", "/scene7/webservice/IpsApi.wsdl").body
        assert client.request("GET", address).body == current

    @pytest.mark.parametrize(
        ("wanted", "given"),
        [
            ("http://localhost:8081", f"http://localhost:8081{PATH}"),
            ("https://proxy.example.com/ips%3Fa=b%26c", "https://proxy.example.com/ips?a=b&amp;c"),
        ],
    )
    @pytest.mark.parametrize("path", ["/scene7/webservice/IpsApi.wsdl?", f"{PATH}?wsdl&"])
    def test_an_address_that_is_asked_for(self, client: Client, path: str, wanted: str, given: str) -> None:
        answer = client.request("GET", f"{path}serviceUrl={wanted}")
        assert answer.body.count(f'location="{given}"'.encode()) == 2

    @pytest.mark.parametrize("wanted", ["", "localhost", "ftp://localhost", "http://a%00b", "http://a/%EF%BF%BE"])
    def test_an_address_that_is_not_one(self, client: Client, wanted: str) -> None:
        assert client.request("GET", f"/scene7/webservice/IpsApi.wsdl?serviceUrl={wanted}").status == 400

    def test_its_address_is_the_one_that_was_asked(self, client: Client) -> None:
        answer = client.request("GET", "/scene7/webservice/IpsApi.wsdl", headers={"Host": "ips.example.com:99"})
        assert b'location="http://ips.example.com:99/scene7/services/IpsApiService"' in answer.body


def _zeep_arrays(params: Any) -> Any:
    if isinstance(params, dict):
        return {name: _zeep_arrays(value) for name, value in params.items()}
    return {"items": [_zeep_arrays(value) for value in params]} if isinstance(params, list) else params


@pytest.fixture(scope="module")
def real() -> etree._ElementTree:
    return service_wsdl()


@pytest.fixture(scope="module")
def real_schema(real: etree._ElementTree) -> etree.XMLSchema:
    (own,) = [schema for schema in real.iter(f"{XSD}schema") if schema.get("targetNamespace") == namespace(CURRENT)]
    return etree.XMLSchema(etree.ElementTree(own))


def _real_fields(real: etree._ElementTree, kind: str, name: str) -> list[tuple[str, str, str, str]]:
    path = f"{XSD}schema[@targetNamespace='{namespace(CURRENT)}']/{XSD}{kind}[@name='{name}']"
    (found,) = real.iterfind(f".//{path}")
    return [
        (
            member.get("name"),
            member.get("type").partition(":")[2],
            member.get("minOccurs", "1"),
            member.get("maxOccurs", "1"),
        )
        for member in found.iter(f"{XSD}element")
        if member is not found
    ]


def _names(root: etree._Element, kind: str) -> list[tuple[str, ...]]:
    """The target namespace, and the names of the definitions of a kind and of the ports in them."""
    found = root.findall(f"{WSDL}{kind}")
    return [
        (root.get("targetNamespace"), one.get("name"), *(port.get("name") for port in one.iter(f"{WSDL}port")))
        for one in found
    ]


def _own_fields(members: Fields) -> list[tuple[str, str, str, str]]:
    return [
        (
            member.name,
            member.type,
            str(member.min_occurs),
            "unbounded" if member.max_occurs is None else str(member.max_occurs),
        )
        for member in members
    ]


class TestBesideTheServicesOwn:
    @pytest.mark.parametrize("name", sorted(TYPES))
    def test_types(self, real: etree._ElementTree, name: str) -> None:
        theirs, ours = _real_fields(real, "complexType", name), _own_fields(TYPES[name])
        if name in PARTLY_KNOWN:
            left_out = [field for field in theirs if field not in ours]
            theirs = [field for field in theirs if field in ours]
            assert all(minimum == "0" for _name, _type, minimum, _maximum in left_out)
        assert ours == theirs
        assert SIMPLE_TYPES.isdisjoint(TYPES)

    @pytest.mark.parametrize("name", sorted(OPERATIONS))
    def test_operations(self, real: etree._ElementTree, name: str) -> None:
        assert _own_fields(OPERATIONS[name].param) == _real_fields(real, "element", name + "Param")
        assert _own_fields(OPERATIONS[name].result) == _real_fields(real, "element", name + "Return")

    @pytest.mark.parametrize("kind", ["portType", "binding", "service"])
    def test_names(self, client: Client, real: etree._ElementTree, kind: str) -> None:
        ours = etree.fromstring(client.request("GET", "/scene7/webservice/IpsApi.wsdl").body)
        assert _names(ours, kind) == _names(real.getroot(), kind)

    def test_auth_header(self, real: etree._ElementTree) -> None:
        assert _own_fields(AUTH_HEADER) == _real_fields(real, "element", "authHeader")

    def test_answers_are_valid(self, client: Client, real_schema: etree.XMLSchema) -> None:
        for name in ("My Test Job", "Nightly Publish", "Nightly Upload", "Failing Publish"):
            client.control("POST", "runs", {"job": name, "behaviour": {"duration": 10}, "started_ago": 5})
        for operation, params in call_parameters(client).items():
            request = etree.fromstring(envelope(operation, xml_of(params)))
            real_schema.assertValid(request[1][0])
            real_schema.assertValid(client.call(operation, params).element)

    @pytest.mark.parametrize("kind", SUBMITTABLE)
    def test_jobs_and_follow_on_runs_without_details_are_valid(
        self, client: Client, real_schema: etree.XMLSchema, kind: str
    ) -> None:
        follower = {"duration": 10, "follow_on": [{"kind": kind, "duration": 10}]}
        client.control("POST", "jobs", {"name": "Bare", "kind": kind, "behaviour": follower})
        client.execute("Bare")
        client.advance(5)
        for operation in ("getScheduledJobs", "getActiveJobs", "getActiveJobs"):
            answer = client.call(operation, {"companyHandle": client.company(), "originalName": "Bare"})
            assert kind in answer.data["jobArray"][0]
            real_schema.assertValid(answer.element)
            client.advance(4)
