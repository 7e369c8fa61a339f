# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SOAP 1.1 and 1.2: envelopes read from requests, answers and faults written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from . import errors
from .errors import ServiceFault
from .shapes import TEXT, nullable, one_of, text_that, whole
from .versions import BASE_NAMESPACE
from .xml_text import child_elements, escaped


@dataclass(frozen=True)
class SoapVersion:
    """A version of SOAP; ``sender`` and ``receiver`` are its names for the faultcodes Client and Server."""

    namespace: str
    media_type: str
    sender: str
    receiver: str


SOAP_11 = SoapVersion("http://schemas.xmlsoap.org/soap/envelope/", "text/xml", "Client", "Server")
SOAP_12 = SoapVersion("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml", "Sender", "Receiver")
NO_SOAP = SoapVersion("", "text/xml", "Client", "Server")
"""What the UploadFile servlet speaks: documents and faults without an envelope."""
_BY_NAMESPACE = {soap.namespace: soap for soap in (SOAP_11, SOAP_12)}


FAULT_FIELDS = {
    "code": whole(-(2**31), 2**31 - 1),
    "reason": TEXT,
    "faultcode": one_of(("Client", "Server")),
    "element": nullable(text_that("the name of an XML element", re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*").fullmatch)),
}
"""The parts of a fault, and their shapes where a test asks for one."""


@dataclass(frozen=True)
class Envelope:
    """A request's envelope: its header, if it has one, and the one element of its body."""

    soap: SoapVersion
    header: etree._Element | None
    payload: etree._Element


def read_envelope(content: bytes) -> Envelope:
    """The envelope in a request's body; ServiceFault 30003 if there is none."""
    root = parse(content)
    name = etree.QName(root)
    soap = _BY_NAMESPACE.get(name.namespace or "")
    if soap is None or name.localname != "Envelope":
        raise _invalid("The root element is not a SOAP envelope: %s" % root.tag)
    body = root.find("{%s}Body" % soap.namespace)
    children = [] if body is None else child_elements(body)
    if len(children) != 1:
        raise _invalid("The SOAP body must hold exactly one element")
    return Envelope(soap, root.find("{%s}Header" % soap.namespace), children[0])


def parse(content: bytes) -> etree._Element:
    """The root of a document; ServiceFault 30003 if it is not XML, or has a DOCTYPE."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _invalid("The request is not well-formed XML: %s" % error) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _invalid("The request has a DOCTYPE")
    return root


def check_media_type(soap: SoapVersion, content_type: str) -> None:
    """ServiceFault 30003 if a request has a Content-Type that is not the one of its envelope's SOAP version."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in ("", soap.media_type):
        raise _invalid("Content-Type must be %s, not %r" % (soap.media_type, content_type))


def check_action(soap: SoapVersion, action: str | None, operation: str) -> None:
    """ServiceFault 30003 unless the SOAPAction is the operation. In SOAP 1.2 it may be absent."""
    if action is None and soap is SOAP_12:
        return
    if action != operation:
        raise _invalid("SOAPAction %r does not fit the operation %s" % (action, operation))


def envelope(soap: SoapVersion, body: str) -> bytes:
    """An answer with some XML as the content of its body."""
    if soap is NO_SOAP:
        return (_DECLARATION + body).encode("utf-8", "replace")
    text = '%s<soapenv:Envelope xmlns:soapenv="%s"><soapenv:Body>%s%s'
    return (text % (_DECLARATION, soap.namespace, body, "</soapenv:Body></soapenv:Envelope>")).encode(
        "utf-8", "replace"
    )


def fault_envelope(soap: SoapVersion, fault: ServiceFault) -> bytes:
    """A fault, its detail in the base namespace whatever the version of the request."""
    detail = _DETAIL.format(
        element=fault.element, namespace=BASE_NAMESPACE, code=fault.code, reason=escaped(fault.reason)
    )
    if soap is NO_SOAP:
        return envelope(soap, detail)
    template = _FAULT_11 if soap is SOAP_11 else _FAULT_12
    code = soap.receiver if fault.faultcode == "Server" else soap.sender
    return envelope(soap, template.format(code=code, reason=escaped(fault.reason), detail=detail))


_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_DETAIL = '<{element} xmlns="{namespace}"><code>{code}</code><reason>{reason}</reason></{element}>'
_FAULT_11 = (
    "<soapenv:Fault><faultcode>soapenv:{code}</faultcode><faultstring>{reason}</faultstring>"
    "<detail>{detail}</detail></soapenv:Fault>"
)
_FAULT_12 = (
    "<soapenv:Fault><soapenv:Code><soapenv:Value>soapenv:{code}</soapenv:Value></soapenv:Code>"
    '<soapenv:Reason><soapenv:Text xml:lang="en">{reason}</soapenv:Text></soapenv:Reason>'
    "<soapenv:Detail>{detail}</soapenv:Detail></soapenv:Fault>"
)


def _invalid(reason: str) -> ServiceFault:
    return ServiceFault(errors.INVALID_REQUEST_XML, reason)
