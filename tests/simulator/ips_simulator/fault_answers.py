# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers that faults give in place of the service's own."""

from __future__ import annotations

import base64
import random
import re
import zlib
from collections.abc import Container, Iterator, Mapping
from typing import Any, Callable
from xml.sax.saxutils import escape

from lxml import etree

from .call import fault_response, soap_response
from .errors import ServiceFault
from .exchange import Exchange
from .http_messages import HttpResponse
from .operation_table import OPERATIONS
from .soap import SOAP_11
from .type_table import TYPES
from .xml_text import escaped

Options = Mapping[str, Any]

_XML = "text/xml; charset=utf-8"
_LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Password</form></body></html>"
_IDENTIFYING_FIELDS = (
    "companyHandle",
    "jobHandle",
    "name",
    "jobName",
    "state",
    "status",
    "invalidationHandle",
)
_MIB = 1024 * 1024
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def real(exchange: Exchange, options: Options) -> HttpResponse | None:
    """The service's own answer, or an empty 503 if the service was kept from acting."""
    return exchange.answer or HttpResponse(503)


def none(exchange: Exchange, options: Options) -> HttpResponse | None:
    return None


# Other answers of HTTP


def status(exchange: Exchange, options: Options) -> HttpResponse:
    body = str(options["body"]).encode("utf-8")
    return HttpResponse(options["status"], body, options["content_type"], _texts(options["headers"]))


def redirect(exchange: Exchange, options: Options) -> HttpResponse:
    location = options["location"] or exchange.request.base_url + "/elsewhere"
    return HttpResponse(options["status"], headers={"Location": location})


def empty(exchange: Exchange, options: Options) -> HttpResponse:
    return HttpResponse(options["status"])


def garbage(exchange: Exchange, options: Options) -> HttpResponse:
    content = options["content"]
    if content == "html":
        return HttpResponse(200, b"<html><body><h1>It works!</h1><br></body></html>", "text/html")
    if content == "text":
        return HttpResponse(200, b"upstream connect error or disconnect before headers", "text/plain")
    return HttpResponse(200, bytes(random.randrange(256) for _unused in range(2000)), _XML)


def login_page(exchange: Exchange, options: Options) -> HttpResponse:
    return HttpResponse(200, _LOGIN_PAGE, "text/html; charset=utf-8")


# Other answers of SOAP


def fault(exchange: Exchange, options: Options) -> HttpResponse:
    refusal = ServiceFault(options["code"], options["reason"], options["faultcode"], options["element"])
    return fault_response(exchange.call, refusal, options["http_status"])


def big_reason(exchange: Exchange, options: Options) -> HttpResponse:
    return fault_response(exchange.call, ServiceFault(30000, "x" * options["bytes"], "Server"))


def echo_secrets(exchange: Exchange, options: Options) -> HttpResponse:
    """A fault whose reason repeats the request's credentials, raw, escaped for XML, and in base64."""
    credentials = exchange.call.credentials
    words = ["user=%s" % credentials.user]
    for name, secret in credentials.secrets().items():
        words += ["%s=%s" % (name, form) for form in _forms(secret)]
        words += _forms("%s:%s" % (credentials.user, secret))
    return fault_response(exchange.call, ServiceFault(30000, "Failed for " + " ".join(words), "Server"))


def _forms(secret: str) -> list[str]:
    raw = secret.encode("utf-8")
    in_xml = escape(secret, {'"': "&quot;", "'": "&apos;"})
    return [secret, in_xml, base64.b64encode(raw).decode("ascii"), base64.urlsafe_b64encode(raw).decode("ascii")]


def empty_body(exchange: Exchange, options: Options) -> HttpResponse:
    return soap_response(exchange.call, "")


def wrong_root(exchange: Exchange, options: Options) -> HttpResponse:
    """Well-formed XML that is not an answer: in the SOAP body, or with ``root: document`` instead of an envelope."""
    if options["root"] == "document":
        return HttpResponse(200, b"<catalog><items/></catalog>", _XML)
    return soap_response(exchange.call, '<somethingElseReturn xmlns="urn:elsewhere"/>')


def missing_fields(exchange: Exchange, options: Options) -> HttpResponse:
    """The answer without elements that the schema requires, and all that is in them."""
    names = frozenset(options["fields"] or _IDENTIFYING_FIELDS)
    return _edited(exchange, lambda text: _without_elements(text, names))


def _without_elements(text: str, names: Container[str]) -> str:
    root = etree.fromstring(text.encode("utf-8"), etree.XMLParser(huge_tree=True))
    for element in [element for element in root.iter("*") if etree.QName(element).localname in names]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return _DECLARATION + etree.tostring(root, encoding="unicode")


def bad_fields(exchange: Exchange, options: Options) -> HttpResponse:
    """The answer with other texts in some fields of the jobs, runs or rows of one name, or of all."""
    return _edited(exchange, lambda text: _with_fields(text, options["job"], options["values"]))


def _with_fields(text: str, job: str | None, values: Mapping[str, str]) -> str:
    root = etree.fromstring(text.encode("utf-8"), etree.XMLParser(huge_tree=True))
    for item in root.iter("{*}items"):
        texts = {etree.QName(child).localname: child.text for child in item}
        if job is None or job in (texts.get(name) for name in _NAMES):
            for child in item:
                if etree.QName(child).localname in values:
                    child.text = "{%s}" % etree.QName(child).localname
    # A text may hold what XML must not: it goes in only now.
    places = "|".join(re.escape(name) for name in values) or "(?!)"
    edited = etree.tostring(root, encoding="unicode")
    return _DECLARATION + re.sub(r">\{(%s)\}<" % places, lambda found: ">%s<" % escape(values[found[1]]), edited)


_NAMES = ("originalName", "originalJobName", "name", "jobName")


def bad_numbers(exchange: Exchange, options: Options) -> HttpResponse:
    return _edited(exchange, lambda text: _with_values(text, _NUMBERS, options["value"]))


def bad_dates(exchange: Exchange, options: Options) -> HttpResponse:
    return _edited(exchange, lambda text: _with_values(text, _DATES, options["value"]))


def _field_names(*types: str) -> frozenset[str]:
    sequences = list(TYPES.values()) + [operation.result for operation in OPERATIONS.values()]
    return frozenset(field.name for sequence in sequences for field in sequence if field.type in types)


_NUMBERS = _field_names("int", "long", "double")
_DATES = _field_names("dateTime")


def _with_values(text: str, names: frozenset[str], value: str) -> str:
    pattern = r"<(%s)>[^<]*</" % "|".join(sorted(names))
    return re.sub(pattern, lambda match: "<%s>%s</" % (match[1], escaped(value)), text)


def _edited(exchange: Exchange, edit: Callable[[str], str]) -> HttpResponse:
    """The service's own answer, edited where there is anything to edit."""
    answer = real(exchange, {})
    assert answer is not None
    if not answer.body:
        return answer
    return HttpResponse(answer.status, edit(answer.body.decode("utf-8")).encode("utf-8"), answer.content_type)


def in_encoding(exchange: Exchange, options: Options) -> HttpResponse:
    """The answer in UTF-16, ISO-8859-1, or UTF-8 with a byte order mark."""
    answer = real(exchange, {})
    assert answer is not None
    text, encoding = answer.body.decode("utf-8"), options["encoding"]
    if encoding == "utf-8-bom":
        return HttpResponse(answer.status, b"\xef\xbb\xbf" + answer.body, _XML)
    declared = text.replace('encoding="UTF-8"', 'encoding="%s"' % encoding.upper(), 1)
    content_type = "text/xml; charset=%s" % encoding
    return HttpResponse(answer.status, declared.encode(encoding, "xmlcharrefreplace"), content_type)


# Hostile XML


def gzip_bomb(exchange: Exchange, options: Options) -> HttpResponse:
    body = b"".join(_bomb(options["mib"]))
    return HttpResponse(200, body, _XML, {"Content-Encoding": "gzip"}, encoded=True)


def _bomb(mib: int) -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    yield packer.compress(_opening().encode("ascii"))
    filling = b" " * _MIB
    for _unused in range(mib):
        yield packer.compress(filling)
    yield packer.compress(_CLOSING.encode("ascii"))
    yield packer.flush()


_CLOSING = "</soapenv:Body></soapenv:Envelope>"


def _opening(doctype: str = "") -> str:
    return '%s%s<soapenv:Envelope xmlns:soapenv="%s"><soapenv:Body>' % (_DECLARATION, doctype, SOAP_11.namespace)


def _xml(text: str) -> HttpResponse:
    return HttpResponse(200, text.encode("utf-8"), _XML)


def entity_bomb(exchange: Exchange, options: Options) -> HttpResponse:
    levels = int(options["levels"])
    entities = ['<!ENTITY e0 "lol">']
    entities += ['<!ENTITY e%d "%s">' % (level, ("&e%d;" % (level - 1)) * 10) for level in range(1, levels + 1)]
    doctype = "<!DOCTYPE soapenv:Envelope [%s]>" % "".join(entities)
    return _xml("%s<bomb>&e%d;</bomb>%s" % (_opening(doctype), levels, _CLOSING))


def doctype(exchange: Exchange, options: Options) -> HttpResponse:
    """A DOCTYPE with external entities. Fetching the first one shows in the journal as a GET of /fetched-entity."""
    remote = exchange.request.base_url + "/fetched-entity"
    subset = '<!DOCTYPE soapenv:Envelope [<!ENTITY remote SYSTEM "%s"><!ENTITY local SYSTEM "file:///etc/passwd">]>'
    return _xml("%s<leak>&remote;&local;</leak>%s" % (_opening(subset % remote), _CLOSING))


def deep_xml(exchange: Exchange, options: Options) -> HttpResponse:
    depth = int(options["depth"])
    return _xml(_opening() + "<a>" * depth + "</a>" * depth + _CLOSING)


def _texts(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in headers.items()}
