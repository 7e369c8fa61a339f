# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients that zeep and suds generate from the WSDL of each version, with every operation that the version has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from simulator_calls import ALL_VERSIONS, call_parameters, header_namespace, wsdl_path
from simulator_client import CREDENTIALS, CURRENT, Client

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import SimulatorServer

Call = Callable[[str, dict[str, Any]], Any]


def zeep_client(server: SimulatorServer, version: str, port: str = "IpsApiSoapPort", **credentials: str) -> Call:
    zeep = pytest.importorskip("zeep")
    generated = zeep.Client(server.base_url + wsdl_path(version))
    header = generated.get_element(f"{{{header_namespace(version)}}}authHeader")
    said = header(**{**CREDENTIALS, **credentials}, appName="zeep", appVersion="1")
    service = generated.bind("IpsApiService", port)
    return lambda operation, params: service[operation](**with_items(params), _soapheaders=[said])


def suds_client(server: SimulatorServer, version: str, **credentials: str) -> Call:
    suds = pytest.importorskip("suds.client")
    generated = suds.Client(server.base_url + wsdl_path(version), cache=None, port="IpsApiSoapPort")
    said = generated.factory.create(f"{{{header_namespace(version)}}}authHeader")
    for name, value in {**CREDENTIALS, **credentials, "appName": "suds", "appVersion": "1"}.items():
        setattr(said, name, value)
    generated.set_options(soapheaders=said)
    return lambda operation, params: getattr(generated.service, operation)(**with_items(params))


def with_items(params: Any) -> Any:
    """Parameters as generated clients take them: a list is the items of an array."""
    if isinstance(params, dict):
        return {name: with_items(value) for name, value in params.items()}
    return {"items": [with_items(value) for value in params]} if isinstance(params, list) else params


def assert_every_operation_works(client: Client, call: Call, version: str) -> None:
    expected = call_parameters(client, version)
    client.control("DELETE", "journal")
    for operation, params in expected.items():
        call(operation, params)
    entries = client.journal()
    assert [(entry["operation"], entry["version"], entry["acted"]) for entry in entries] == [
        (operation, version, True) for operation in expected
    ]


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest.mark.parametrize("port", ["IpsApiSoapPort", "IpsApiSoap12Port"])
def test_zeep(client: Client, server: SimulatorServer, version: str, port: str) -> None:
    assert_every_operation_works(client, zeep_client(server, version, port), version)


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_suds(client: Client, server: SimulatorServer, version: str) -> None:
    assert_every_operation_works(client, suds_client(server, version), version)


@pytest.mark.parametrize("generate", [zeep_client, suds_client])
def test_faults(client: Client, server: SimulatorServer, generate: Callable[..., Call]) -> None:
    with pytest.raises(Exception, match="no such company"):
        generate(server, CURRENT)("getCompanyInfo", {"companyName": "Nowhere"})
    with pytest.raises(Exception, match="credentials are invalid"):
        generate(server, CURRENT, password="wrong")("getCompanyInfo", {"companyName": "Planetary"})


@pytest.mark.parametrize("binding", ["IpsApiServiceSoapBinding", "IpsApiServiceSoap12Binding"])
def test_a_service_by_the_name_of_the_real_binding(client: Client, server: SimulatorServer, binding: str) -> None:
    zeep = pytest.importorskip("zeep")
    generated = zeep.Client(server.base_url + wsdl_path(CURRENT))
    service = generated.create_service(f"{{http://www.scene7.com/IpsApi}}{binding}", server.url)
    header = generated.get_element(f"{{{header_namespace(CURRENT)}}}authHeader")
    said = header(**CREDENTIALS, appName="zeep", appVersion="1")
    assert service.getCompanyInfo(companyName="Planetary", _soapheaders=[said]).name == "Planetary"
