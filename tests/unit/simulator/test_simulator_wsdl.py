# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The WSDLs that the simulator serves, by themselves and beside the service's own where these are at hand."""

from __future__ import annotations

import pytest
from lxml import etree
from simulator_calls import ALL_VERSIONS, operations, wsdl_path
from simulator_client import CURRENT, PATH, Client, namespace

from ansible_collections.mediaops.dynamic_media.tests.unit.support.service_wsdl import VERSIONS_GIVEN, XSD, service_wsdl

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
PARTLY_KNOWN = {"Asset", "ImageInfo", "VideoInfo", "PsdInfo"}
"""Types of answers of which the simulator leaves out optional fields that it never fills."""


def served(client: Client, path: str) -> etree._Element:
    answer = client.request("GET", path)
    assert answer.status == 200
    return etree.fromstring(answer.body)


class TestAddresses:
    @pytest.mark.parametrize("version", ALL_VERSIONS)
    def test_each_version_has_its_own(self, client: Client, version: str) -> None:
        wsdl = served(client, wsdl_path(version))
        assert wsdl.nsmap["types"] == namespace(version)
        names = [operation.get("name") for operation in wsdl.iterfind(f"{WSDL}portType/{WSDL}operation")]
        assert names == [*operations(version)]

    @pytest.mark.parametrize("version", ["1999-01-01", "2014", "beta", "2014-04-03beta", "2014-04-03/x"])
    def test_of_no_version(self, client: Client, version: str) -> None:
        assert client.request("GET", f"/scene7/webservice/IpsApi-{version}.wsdl").status == 404

    @pytest.mark.parametrize("address", [f"{PATH}?wsdl", f"{PATH}?WSDL", f"{wsdl_path(CURRENT)}?x=1"])
    def test_others_of_the_current_version(self, client: Client, address: str) -> None:
        assert client.request("GET", address).body == client.request("GET", wsdl_path(CURRENT)).body

    def test_the_service_is_where_the_wsdl_was_asked_for(self, client: Client) -> None:
        answer = client.request("GET", wsdl_path(CURRENT), headers={"Host": "ips.example.com:99"})
        assert b'location="http://ips.example.com:99/scene7/services/IpsApiService"' in answer.body

    @pytest.mark.parametrize(
        ("wanted", "given"),
        [
            ("http://localhost:8081", f"http://localhost:8081{PATH}"),
            ("https://proxy.example.com/ips%3Fa=b%26c", "https://proxy.example.com/ips?a=b&amp;c"),
        ],
    )
    @pytest.mark.parametrize("path", [f"{wsdl_path('pre-4.0')}?", f"{PATH}?wsdl&"])
    def test_the_service_is_where_the_request_says(self, client: Client, path: str, wanted: str, given: str) -> None:
        answer = client.request("GET", f"{path}serviceUrl={wanted}")
        assert answer.body.count(f'location="{given}"'.encode()) == 2

    @pytest.mark.parametrize("wanted", ["", "localhost", "ftp://localhost", "http://a%00b", "http://a/%EF%BF%BE"])
    def test_the_service_cannot_be_where_the_request_says(self, client: Client, wanted: str) -> None:
        assert client.request("GET", f"{wsdl_path(CURRENT)}?serviceUrl={wanted}").status == 400


LACKS = {
    "pre-4.0": """ActiveJob/taskProgressArray JobLogDetail/assetHandle JobLogDetail/auxArray JobLog/transferErrorCount
        JobLogDetail/dateCreated ScheduledJob/exportJob ScheduledJob/metadataPublishJob ScheduledJob/optimizeImagesJob
        ImageServingPublishJob/contextHandle UploadUrlsJob/numUrls PhotoshopOptions/process PostScriptOptions/alpha""",
    "2010-01-31": "TaskProgress/taskState JobLogDetail/dateCreated ActiveJob/triggerTime ScheduledJob/exportJob",
    "2013-02-15": """ActiveJob/triggerTime JobLogDetail/dateCreated UploadUrlsJob/xmpKeywords
        ReprocessAssetsJob/unsharpMaskOptions UploadUrlsJob/excludeMasterVideoFromAVS Company/imsOrgId""",
    "2014-04-03": "PhotoshopOptions/maintainLayers User/role User/defaultRole Folder/permissions",
}
"""Fields that a version does not have and another does, as type/field."""


@pytest.mark.parametrize(("version", "field"), [(each, field) for each in LACKS for field in LACKS[each].split()])
def test_fields_that_a_version_lacks(client: Client, version: str, field: str) -> None:
    type_name, _slash, name = field.partition("/")
    having = set()
    for each in ALL_VERSIONS:
        path = f".//{XSD}complexType[@name='{type_name}']/{XSD}sequence/{XSD}element[@name='{name}']"
        if served(client, wsdl_path(each)).find(path) is not None:
            having.add(each)
    assert having
    assert version not in having


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_axis_can_read_the_faults_of_each_binding(client: Client, version: str) -> None:
    """Axis 1.4 refuses a WSDL in which one lacks soap:fault, in the binding of SOAP 1.2 too."""
    wsdl = served(client, wsdl_path(version))
    faults = wsdl.findall(f"{WSDL}binding/{WSDL}operation/{WSDL}fault")
    assert len(faults) == 2 * 3 * len(operations(version))
    assert all(fault.find(f"{SOAP}fault").get("name") == fault.get("name") for fault in faults)


def definitions(wsdl: etree._Element, kind: str) -> dict[str, list[tuple[str, ...]]]:
    """The types, or the elements, of a WSDL's schemas by name: each field's name, type, and how often it occurs."""
    return {
        f"{{{schema.get('targetNamespace')}}}{found.get('name')}": [
            (
                field.get("name", ""),
                field.get("type", "").partition(":")[2],
                field.get("minOccurs", "1"),
                field.get("maxOccurs", "1"),
            )
            for field in found.iter(f"{XSD}element")
            if field is not found
        ]
        for schema in wsdl.iter(f"{XSD}schema")
        for found in schema.iterfind(f"{XSD}{kind}")
    }


def names(wsdl: etree._Element, kind: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """The messages, port types, bindings or services of a WSDL by name, and what is in them."""
    return {
        str(found.get("name")): [
            (etree.QName(inside).localname, _names_in(inside))
            for inside in found.iter("*")
            if inside is not found and inside.get("location") is None
        ]
        for found in wsdl.iterfind(f"{WSDL}{kind}")
    }


def _names_in(element: etree._Element) -> dict[str, str]:
    """The attributes of an element but those that say nothing new, with namespaces in place of prefixes."""
    said = {name: value for name, value in element.attrib.items() if name not in ("namespace", "location")}
    if etree.QName(element).localname == "fault" and "use" in said:
        said.pop("name", None)  # WSDL requires the name, which the service leaves out.
    for name in {"element", "message", "type", "binding"} & said.keys():
        prefix, _colon, local = said[name].partition(":")
        said[name] = f"{{{element.nsmap[prefix]}}}{local}"
    return said


@pytest.mark.parametrize("version", VERSIONS_GIVEN)
class TestBesideTheServicesOwn:
    """All that is in our WSDL is in the service's, and the same there."""

    @pytest.mark.parametrize("kind", ["complexType", "element"])
    def test_schemas(self, client: Client, version: str, kind: str) -> None:
        theirs = definitions(service_wsdl(version).getroot(), kind)
        for name, fields in definitions(served(client, wsdl_path(version)), kind).items():
            expected = theirs[name]
            if etree.QName(name).localname in PARTLY_KNOWN:
                left_out = [field for field in expected if field not in fields]
                assert all(minimum == "0" for _name, _type, minimum, _maximum in left_out)
                expected = [field for field in expected if field in fields]
            assert fields == expected, name

    @pytest.mark.parametrize("kind", ["message", "service"])
    def test_names(self, client: Client, version: str, kind: str) -> None:
        theirs = names(service_wsdl(version).getroot(), kind)
        ours = names(served(client, wsdl_path(version)), kind)
        assert {name: theirs[name] for name in ours} == ours

    @pytest.mark.parametrize("kind", ["portType", "binding"])
    def test_operations(self, client: Client, version: str, kind: str) -> None:
        theirs = names(service_wsdl(version).getroot(), kind)
        ours = names(served(client, wsdl_path(version)), kind)
        assert ours.keys() == theirs.keys()
        for name, content in ours.items():
            assert [one for one in content if one not in theirs[name]] == []
