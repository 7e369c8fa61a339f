# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's WSDL, generated from the same tables that requests are checked against."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lxml import etree

from .operation_table import OPERATIONS_OF, Operation
from .schema import SIMPLE_TYPES, Field, Fields, Schema, fields
from .type_table import AUTH_HEADER, AUTH_HEADER_BASE, SCHEMAS
from .versions import BASE_NAMESPACE, CURRENT, ApiVersion

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
"""Binding, port and SOAP. All names here are the service's own, so that generated classes have the same names."""


@lru_cache(maxsize=32)
def wsdl(version: ApiVersion, address: str) -> bytes:
    """The WSDL of an API version for a service at an address (a URL)."""
    operations = OPERATIONS_OF[version.shape].values()
    own_header = version.shape == CURRENT
    namespaces: dict[Any, str] = {None: _WSDL, "soap": _SOAP, "soap12": _SOAP_12, "xsd": _XSD, "tns": _TARGET}
    namespaces.update(
        types=version.namespace, flt=BASE_NAMESPACE, hdr=version.namespace if own_header else BASE_NAMESPACE
    )
    root = etree.Element(_q(_WSDL, "definitions"), nsmap=namespaces, name="IpsApi", targetNamespace=_TARGET)
    types = _add(root, "types")
    own = _schema_element(types, version.namespace)
    base = own if version.namespace == BASE_NAMESPACE else _schema_element(types, BASE_NAMESPACE)
    _add_types(own, operations, SCHEMAS[version.shape])
    if own_header:
        _element(own, "authHeader", AUTH_HEADER)
    for fault in _FAULTS:
        _element(base, fault, _FAULT_FIELDS)
    _element(base, "authHeader", AUTH_HEADER_BASE, "all")
    _add_messages(root, operations)
    _add_port_type(root, operations)
    for binding, _port, soap in _BINDINGS:
        _add_binding(root, operations, binding, soap)
    service = _add(root, "service", name="IpsApiService")
    for binding, port, soap in _BINDINGS:
        element = _add(service, "port", name=port, binding="tns:" + binding)
        etree.SubElement(element, _q(soap, "address"), location=address)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


# Types


def _add_types(parent: etree._Element, operations: Iterable[Operation], schema: Schema) -> None:
    for type_name in _types_in_use(operations, schema):
        _complex_type(parent, schema[type_name], name=type_name)
    for operation in operations:
        _element(parent, operation.name + "Param", operation.param)
        _element(parent, operation.name + "Return", operation.result)


def _types_in_use(operations: Iterable[Operation], schema: Schema) -> list[str]:
    found: set[str] = set()
    pending: list[Field] = []
    for operation in operations:
        pending += operation.param + operation.result
    while pending:
        type_name = pending.pop().type
        if type_name not in SIMPLE_TYPES and type_name not in found:
            found.add(type_name)
            pending += schema[type_name]
    return sorted(found)


def _schema_element(types: etree._Element, namespace: str) -> etree._Element:
    return etree.SubElement(types, _q(_XSD, "schema"), targetNamespace=namespace, elementFormDefault="qualified")


def _element(parent: etree._Element, name: str, members: Fields, group: str = "sequence") -> None:
    _complex_type(etree.SubElement(parent, _q(_XSD, "element"), name=name), members, group)


def _complex_type(parent: etree._Element, members: Fields, group: str = "sequence", name: str | None = None) -> None:
    complex_type = etree.SubElement(parent, _q(_XSD, "complexType"))
    if name is not None:
        complex_type.set("name", name)
    inside = etree.SubElement(complex_type, _q(_XSD, group))
    for member in members:
        prefix = "xsd" if member.type in SIMPLE_TYPES else "types"
        element = etree.SubElement(inside, _q(_XSD, "element"), name=member.name, type=prefix + ":" + member.type)
        if member.min_occurs != 1:
            element.set("minOccurs", str(member.min_occurs))
        if member.max_occurs != 1:
            element.set("maxOccurs", "unbounded" if member.max_occurs is None else str(member.max_occurs))


# Operations


def _add_messages(root: etree._Element, operations: Iterable[Operation]) -> None:
    for operation in operations:
        _message(root, operation.name, "input", "types:%sParam" % operation.name)
        _message(root, operation.name + "Response", "output", "types:%sReturn" % operation.name)
    for fault in _FAULTS:
        _message(root, fault + "Exception", "fault", "flt:" + fault)
    _message(root, "authHeader", "authHeader", "hdr:authHeader")


def _message(root: etree._Element, name: str, part: str, element: str) -> None:
    _add(_add(root, "message", name=name), "part", name=part, element=element)


def _add_port_type(root: etree._Element, operations: Iterable[Operation]) -> None:
    port_type = _add(root, "portType", name="IpsApiPortType")
    for operation in operations:
        element = _add(port_type, "operation", name=operation.name)
        for direction, message in _messages(operation):
            _add(element, direction, name=message, message="tns:" + message)
        for fault in _FAULTS:
            _add(element, "fault", name=fault, message="tns:%sException" % fault)


def _messages(operation: Operation) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("input", operation.name), ("output", operation.name + "Response")


def _add_binding(root: etree._Element, operations: Iterable[Operation], name: str, soap: str) -> None:
    binding = _add(root, "binding", name=name, type="tns:IpsApiPortType")
    etree.SubElement(binding, _q(soap, "binding"), style="document", transport=_TRANSPORT)
    for operation in operations:
        element = _add(binding, "operation", name=operation.name)
        etree.SubElement(element, _q(soap, "operation"), soapAction=operation.name)
        for direction, message in _messages(operation):
            content = _add(element, direction, name=message)
            etree.SubElement(content, _q(soap, "body"), use="literal")
            if direction == "input":
                etree.SubElement(
                    content, _q(soap, "header"), message="tns:authHeader", part="authHeader", use="literal"
                )
        for fault in _FAULTS:
            content = _add(element, "fault", name=fault)
            # Axis 1.4 reads no WSDL in which a fault lacks soap:fault, in the binding of SOAP 1.2 either.
            for kind in sorted({_SOAP, soap}):
                etree.SubElement(content, _q(kind, "fault"), name=fault, use="literal")


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _q(_WSDL, tag), attributes)


def _q(namespace: str, name: str) -> str:
    return "{%s}%s" % (namespace, name)
