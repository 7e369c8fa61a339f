# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SOAP: plain data to envelopes, and bytes back to elements and faults; no I/O.

Envelopes are SOAP 1.1, document/literal; answers are read in 1.1 and 1.2. The places of authHeader and of a fault's
detail, and the fault codes, are those of Adobe's "Image Production System API" reference.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes
from typing import Any, NamedTuple

try:
    from lxml import etree

    LXML_IMPORT_ERROR: ImportError | None = None
except ImportError as exc:
    LXML_IMPORT_ERROR = exc
    etree = None  # type: ignore[assignment]

from .connection import Connection
from .errors import Fault
from .times import format_time
from .versions import BASE_NAMESPACE

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"

MAX_TAGS = 1_000_000
"""The most tags and attributes of an answer, to bound its memory; 20,000 log rows have fewer."""

LARGE = 16 * 1024 * 1024
"""The size in bytes from which reading an answer must not take several times its memory."""

MAX_NAMES = 10_000
"""The most names of elements and attributes in a large answer. Each takes memory of its own; the service has few."""

REPLACEMENT = "\ufffd"

_FAULT_PATHS = {
    SOAP_11: ("{*}detail/*", "{*}faultstring", "{*}faultcode", "Server"),
    SOAP_12: ("{*}Detail/*", "{*}Reason/{*}Text", "{*}Code/{*}Value", "Receiver"),
}
"""Where a fault has its details, its reason and its code, and the code's word for a fault of the server."""

FAULT_KINDS = {
    "authenticationFault": "authentication",
    "authorizationFault": "authorization",
    "ipsApiFault": "api",
}

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]*)", re.IGNORECASE)
_DECLARATION = r"\A\s*<\?xml[^>]*>"
_REFERENCE = r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));"
_NAME = rb"<[^\s/>]+|\s[\w:.-]+(?=\s*=\s*[\"'])"
_SOURCE = r" \(<string>, line \d+\)\Z"
"""What lxml adds about where the bytes come from."""

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class NotSoap(ValueError):
    """The bytes are not a SOAP envelope; the message says why."""


class Envelope(NamedTuple):
    """An answer: a fault, or the body's element, or neither when the body is empty."""

    content: Any = None
    fault: Fault | None = None


def forbidden_character(text: str) -> str | None:
    """The first character of the text that XML cannot carry, or None."""
    match = _NOT_XML.search(text)
    return match.group() if match else None


def build_request(connection: Connection, operation: str, params: Mapping[str, Any]) -> bytes:
    """The envelope of a request.

    :param params: the operation's fields in the schema's order; None leaves a field out, a list becomes ``items``.
    """
    envelope = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={"soapenv": SOAP_11})
    if not connection.credentials.http_basic:
        header = etree.SubElement(envelope, f"{{{SOAP_11}}}Header")
        header.append(_document(BASE_NAMESPACE, "authHeader", auth_fields(connection)))
    body = etree.SubElement(envelope, f"{{{SOAP_11}}}Body")
    body.append(_document(connection.version.namespace, f"{operation}Param", params))
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def build_document(connection: Connection, name: str, fields: Mapping[str, Any]) -> bytes:
    """A document without an envelope, in the version's namespace."""
    document = _document(connection.version.namespace, name, fields)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def auth_fields(connection: Connection) -> dict[str, Any]:
    """authHeader's fields in the order of its schema."""
    credentials = connection.credentials
    return {
        "user": credentials.username,
        "password": credentials.password,
        "accessToken": credentials.access_token,
        "locale": connection.locale,
        "appName": connection.app_name,
        "appVersion": connection.app_version,
    }


def _document(namespace: str, name: str, fields: Mapping[str, Any]) -> etree._Element:
    nsmap: Any = {None: namespace}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=nsmap)
    for key, value in fields.items():
        _append(root, namespace, key, value)
    return root


def _append(parent: etree._Element, namespace: str, name: str, value: Any) -> None:
    if value is None:
        return
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if isinstance(value, Mapping):
        for key, item in value.items():
            _append(element, namespace, key, item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _append(element, namespace, "items", item)
    else:
        element.text = _lexical(value)


def _lexical(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return format_time(value) or ""
    return str(value)


def parse_answer(body: bytes, content_type: str = "") -> Envelope:
    """Read an answer.

    :param content_type: the HTTP header, whose charset counts where the XML declares no encoding.
    :raises NotSoap: for anything but a SOAP envelope of version 1.1 or 1.2 without a DOCTYPE.
    """
    return _read_envelope(_parse_xml(body, content_type))


def _read_envelope(root: Any) -> Envelope:
    namespace, _brace, name = root.tag[1:].partition("}")
    if name != "Envelope" or namespace not in (SOAP_11, SOAP_12):
        raise NotSoap(f"its root is {local_name(root)!r}, not a SOAP Envelope")
    soap_body = root.find(f"{{{namespace}}}Body")
    if soap_body is None:
        raise NotSoap("its Envelope has no Body")
    content = soap_body[0] if len(soap_body) else None
    if content is None or content.tag != f"{{{namespace}}}Fault":
        return Envelope(content)
    details, reason, code, server = _FAULT_PATHS[namespace]
    from_server = server in content.findtext(code, "")
    return Envelope(fault=_fault(content.iterfind(details), content.findtext(reason, "").strip(), from_server))


def parse_bare_answer(body: bytes, content_type: str = "") -> Envelope:
    """Read an answer that comes without an envelope; one that has an envelope is read as well.

    :raises NotSoap: for anything but XML without a DOCTYPE.
    """
    root = _parse_xml(body, content_type)
    if local_name(root) == "Envelope":
        return _read_envelope(root)
    if local_name(root) in FAULT_KINDS:
        return Envelope(fault=_fault([root], "", from_server=False))
    return Envelope(root)


def _parse_xml(body: bytes, content_type: str) -> Any:
    body, content_type = _without_wrapping(body, content_type)
    if not body.strip():
        raise NotSoap("it is empty")
    _check_markup(body)
    try:
        root = etree.fromstring(body, _parser(_charset(body, content_type)))
    except (etree.LxmlError, ValueError) as exc:
        root = _parse_repaired(body, content_type)
        if root is None:
            raise NotSoap(f"it is not well-formed XML ({re.sub(_SOURCE, '', str(exc))[:200]})") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotSoap("it has a DOCTYPE, which no SOAP message may have")
    return root


def _without_wrapping(body: bytes, content_type: str) -> tuple[bytes, str]:
    """The message itself: the root part of a multipart answer, and without blanks and NULs around the XML."""
    if content_type.strip().lower().startswith("multipart/"):
        whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace") + body)
        parts = [part for part in whole.walk() if not part.is_multipart()]
        root = next((part for part in parts if part["Content-ID"] == whole.get_param("start")), parts[0])
        body, content_type = bytes(root.get_payload(decode=True)), root["Content-Type"] or ""
    is_wide = b"\0" in body[:4] or body.startswith(_BYTE_ORDER_MARKS[1:])
    return body if is_wide else body.strip(b" \t\r\n\0"), content_type


def _check_markup(body: bytes) -> None:
    """Refuse what would take too much memory as a tree."""
    if body.count(b"<") + body.count(b"=") > MAX_TAGS:
        raise NotSoap(f"it has more than {MAX_TAGS} tags and attributes")
    names: set[bytes] = set()
    for match in re.finditer(_NAME, body) if len(body) > LARGE else ():
        names.add(match.group())
        if len(names) > MAX_NAMES:
            raise NotSoap(f"it has more than {MAX_NAMES} names of elements and attributes")


def _parse_repaired(body: bytes, content_type: str) -> Any:
    """The XML with each character that XML forbids replaced, or None if that does not repair it.

    A control character in the name of one job must not hide all others.
    """
    if len(body) > LARGE:
        return None
    with suppress(LookupError, UnicodeError):
        text = body.decode(_encoding(body, content_type), "replace")
        repaired = re.sub(_REFERENCE, _permitted, _NOT_XML.sub(REPLACEMENT, text))
        if REPLACEMENT in repaired:
            with suppress(etree.LxmlError):
                return etree.fromstring(re.sub(_DECLARATION, "", repaired).encode(), _parser("utf-8"))
    return None


def _permitted(reference: re.Match[str]) -> str:
    """A character reference, or what replaces it where XML forbids the character."""
    code = int(reference.group(1) or "0", 16) or int(reference.group(2) or "0")
    is_forbidden = not 0 < code <= sys.maxunicode or _NOT_XML.match(chr(code))
    return REPLACEMENT if is_forbidden else reference.group()


def _parser(encoding: str | None) -> Any:
    try:
        return etree.XMLParser(
            encoding=encoding,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
    except LookupError:
        return _parser(None)


def _charset(body: bytes, content_type: str) -> str | None:
    """The encoding that the HTTP header names, where the document itself does not."""
    if body.startswith(_BYTE_ORDER_MARKS) or _DECLARED.match(body):
        return None
    match = re.search(r"charset\s*=\s*\"?([\w.:-]+)", content_type, re.IGNORECASE)
    return match.group(1) if match else None


def _encoding(body: bytes, content_type: str) -> str:
    """The encoding by the body's first bytes, its XML declaration or HTTP; UTF-8 where none of them names one."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in body[:4]:
        return "utf-16-be" if body.startswith(b"\0") else "utf-16-le"
    declared = _DECLARED.match(body)
    return declared.group(1).decode() if declared else _charset(body, content_type) or "utf-8-sig"


def decoded(body: bytes, content_type: str) -> str:
    """A body as text, in the encoding that fits best, even if it is not XML."""
    for encoding in (_encoding(body, content_type), "utf-8-sig", "latin-1"):
        with suppress(LookupError, UnicodeError):
            # Raises LookupError for a codec that is not a text encoding.
            "".encode(encoding)
            # A body that is cut within a character still has all the others.
            return codecs.getincrementaldecoder(encoding)().decode(body)
    return ""


def local_name(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _fault(details: Iterable[Any], fallback_reason: str, from_server: bool) -> Fault:
    for element in details:
        if local_name(element) in FAULT_KINDS:
            code = element.findtext("{*}code", "").strip()
            return Fault(
                kind=FAULT_KINDS[local_name(element)],
                code=int(code) if re.fullmatch(r"\d{1,9}", code, re.ASCII) else None,
                reason=element.findtext("{*}reason", "").strip() or fallback_reason,
                from_server=from_server,
            )
    return Fault("api", None, fallback_reason, from_server)


def to_plain(element: Any) -> Any:
    """An element's content as plain data: fields become a dict, an array's ``items`` a list, the rest its text.

    An element that is nil, or has nothing but white space, is None; one that is named as an array is an
    empty list.
    (In the service's interface description no type has ``items`` next to other fields, and arrays end in ``Array``.)
    """
    if element.get(XSI_NIL) in ("true", "1"):
        return None
    children: dict[str, list[Any]] = {}
    for child in element:
        children.setdefault(local_name(child), []).append(child)
    if "items" in children:
        return [to_plain(item) for item in children["items"]]
    if not children:
        text = element.text if (element.text or "").strip() else None
        return text or ([] if local_name(element).endswith("Array") else None)
    return {
        name: [to_plain(child) for child in same] if len(same) > 1 else to_plain(same[0])
        for name, same in children.items()
    }
