# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's WSDL, generated from the same tables that requests are checked against."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from lxml import etree

from .operation_table import OPERATIONS
from .schema import SIMPLE_TYPES, Field, Fields, Schema, fields
from .type_table import AUTH_HEADER, SCHEMAS
from .versions import BASE_NAMESPACE, namespace_of

_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
_SOAP_12 = "http://schemas.xmlsoap.org/wsdl/soap12/"
_XSD = "http://www.w3.org/2001/XMLSchema"
_TRANSPORT = "http://schemas.xmlsoap.org/soap/http"
_TARGET = "http://www.scene7.com/IpsApi"
_FAULTS = ("ipsApiFault", "authenticationFault", "authorizationFault")
_FAULT_FIELDS = fields("code:int reason")
_BINDINGS = (
    ("IpsApiServiceSoapBinding", "IpsApiSoapPort", _SOAP),
    ("IpsApiServiceSoap12Binding", "IpsApiSoap12Port", _SOAP_12),
)
"""Binding, port and SOAP; these names, the target namespace, and that of the port type are the service's own."""


@cache
def wsdl(version: str, address: str) -> bytes:
    """The WSDL of an API version for a service at an address (a URL)."""
    schema = SCHEMAS[version]
    namespaces: dict[Any, str] = {None: _WSDL, "soap": _SOAP, "soap12": _SOAP_12, "xsd": _XSD, "tns": _TARGET}
    namespaces.update({"types": namespace_of(version), "base": BASE_NAMESPACE})
    root = etree.Element(_q(_WSDL, "definitions"), nsmap=namespaces, name="IpsApi", targetNamespace=_TARGET)
    _add_types(root, schema)
    _add_messages(root)
    _add_port_type(root)
    for binding, _port, soap in _BINDINGS:
        _add_binding(root, binding, soap)
    service = _add(root, "service", name="IpsApiService")
    for binding, port, soap in _BINDINGS:
        element = _add(service, "port", name=port, binding="tns:" + binding)
        etree.SubElement(element, _q(soap, "address"), location=address)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


# Types


def _add_types(root: etree._Element, schema: Schema) -> None:
    types = _add(root, "types")
    base = namespace_of(schema.version) == BASE_NAMESPACE
    own = _schema_element(types, namespace_of(schema.version))
    for type_name in _types_in_use(schema):
        _complex_type(own, schema[type_name], type_name)
    for operation in OPERATIONS.values():
        _element(own, operation.name + "Param", schema.known(operation.param))
        _element(own, operation.name + "Return", schema.known(operation.result))
    _element(own, "authHeader", AUTH_HEADER)
    faults = own if base else _schema_element(types, BASE_NAMESPACE)
    for fault in _FAULTS:
        _element(faults, fault, _FAULT_FIELDS)


def _types_in_use(schema: Schema) -> list[str]:
    found: set[str] = set()
    pending: list[Field] = []
    for operation in OPERATIONS.values():
        pending += schema.known(operation.param) + schema.known(operation.result)
    while pending:
        type_name = pending.pop().type
        if type_name not in SIMPLE_TYPES and type_name not in found:
            found.add(type_name)
            pending += schema[type_name]
    return sorted(found)


def _schema_element(types: etree._Element, namespace: str) -> etree._Element:
    return etree.SubElement(types, _q(_XSD, "schema"), targetNamespace=namespace, elementFormDefault="qualified")


def _element(parent: etree._Element, name: str, members: Fields) -> None:
    _complex_type(etree.SubElement(parent, _q(_XSD, "element"), name=name), members)


def _complex_type(parent: etree._Element, members: Fields, name: str | None = None) -> None:
    complex_type = etree.SubElement(parent, _q(_XSD, "complexType"))
    if name is not None:
        complex_type.set("name", name)
    sequence = etree.SubElement(complex_type, _q(_XSD, "sequence"))
    for member in members:
        prefix = "xsd" if member.type in SIMPLE_TYPES else "types"
        element = etree.SubElement(sequence, _q(_XSD, "element"), name=member.name, type=prefix + ":" + member.type)
        if member.min_occurs != 1:
            element.set("minOccurs", str(member.min_occurs))
        if member.max_occurs != 1:
            element.set("maxOccurs", "unbounded" if member.max_occurs is None else str(member.max_occurs))


# Operations


def _add_messages(root: etree._Element) -> None:
    for name in OPERATIONS:
        _message(root, name + "Request", "input", "types:%sParam" % name)
        _message(root, name + "Response", "output", "types:%sReturn" % name)
    _message(root, "authHeader", "authHeader", "types:authHeader")
    for fault in _FAULTS:
        _message(root, fault, "fault", "base:" + fault)


def _message(root: etree._Element, name: str, part: str, element: str) -> None:
    _add(_add(root, "message", name=name), "part", name=part, element=element)


def _add_port_type(root: etree._Element) -> None:
    port_type = _add(root, "portType", name="IpsApiPortType")
    for name in OPERATIONS:
        operation = _add(port_type, "operation", name=name)
        _add(operation, "input", message="tns:%sRequest" % name)
        _add(operation, "output", message="tns:%sResponse" % name)
        for fault in _FAULTS:
            _add(operation, "fault", name=fault, message="tns:" + fault)


def _add_binding(root: etree._Element, name: str, soap: str) -> None:
    binding = _add(root, "binding", name=name, type="tns:IpsApiPortType")
    etree.SubElement(binding, _q(soap, "binding"), style="document", transport=_TRANSPORT)
    for operation_name in OPERATIONS:
        operation = _add(binding, "operation", name=operation_name)
        etree.SubElement(operation, _q(soap, "operation"), soapAction=operation_name)
        request = _add(operation, "input")
        etree.SubElement(request, _q(soap, "body"), use="literal")
        etree.SubElement(request, _q(soap, "header"), message="tns:authHeader", part="authHeader", use="literal")
        etree.SubElement(_add(operation, "output"), _q(soap, "body"), use="literal")
        _add_faults(operation, _FAULTS, soap)


def _add_faults(operation: etree._Element, faults: Iterable[str], soap: str) -> None:
    for fault in faults:
        etree.SubElement(_add(operation, "fault", name=fault), _q(soap, "fault"), name=fault, use="literal")


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _q(_WSDL, tag), attributes)


def _q(namespace: str, name: str) -> str:
    return "{%s}%s" % (namespace, name)
