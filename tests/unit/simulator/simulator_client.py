# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client of the simulator for its tests, as plain as can be: what it sends is what the test says."""

from __future__ import annotations

import http.client
import json
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

BASE = "http://www.scene7.com/IpsApi/xsd"
CURRENT = "2014-04-03"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
PATH = "/scene7/services/IpsApiService"
CREDENTIALS = {"user": "user@scene7.com", "password": "mypassword"}


def namespace(version: str) -> str:
    return BASE if version == "pre-4.0" else f"{BASE}/{version}"


def xml_of(params: Any) -> str:
    """Elements of plain data: a list becomes an array's items."""
    if isinstance(params, dict):
        return "".join(f"<{name}>{xml_of(value)}</{name}>" for name, value in params.items())
    if isinstance(params, list):
        return "".join(f"<items>{xml_of(value)}</items>" for value in params)
    if isinstance(params, bool):
        return "true" if params else "false"
    return escape(str(params))


def envelope(
    operation: str,
    content: str,
    version: str = CURRENT,
    auth: dict[str, Any] | None = None,
    soap: str = SOAP_11,
    auth_namespace: str = BASE,
) -> str:
    """A request. ``auth`` None means the default user, an empty dict no authHeader."""
    header = xml_of(CREDENTIALS if auth is None else auth)
    header = f'<authHeader xmlns="{auth_namespace}">{header}</authHeader>' if header else ""
    body = f'<{operation}Param xmlns="{namespace(version)}">{content}</{operation}Param>'
    return f'<s:Envelope xmlns:s="{soap}"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>'


class Answer:
    """An HTTP answer, and what SOAP it holds."""

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def root(self) -> etree._Element:
        """The root of an answer without SOAP."""
        return etree.fromstring(self.body)

    @property
    def bare_fault(self) -> tuple[str, int]:
        """The name and code of a fault without SOAP."""
        name = etree.QName(self.root)
        assert name.namespace == BASE
        return name.localname, int(self.root.findtext(f"{{{BASE}}}code"))

    @property
    def element(self) -> etree._Element:
        """The one element of the SOAP body."""
        root = etree.fromstring(self.body)
        (element,) = root.find(f"{{{etree.QName(root).namespace}}}Body")
        return element

    @property
    def data(self) -> dict[str, Any]:
        """The answer as plain data: an array of items becomes a list."""
        assert self.status == 200, self.body
        return _data(self.element) or {}

    @property
    def fault(self) -> tuple[str, int]:
        """The name and code of the fault's detail."""
        detail = self.element.find(".//{*}code").getparent()
        assert etree.QName(detail).namespace == BASE
        return etree.QName(detail).localname, int(detail.find(f"{{{BASE}}}code").text)

    @property
    def reason(self) -> str:
        return str(self.element.find(f".//{{{BASE}}}reason").text)

    @property
    def faultcode(self) -> str:
        return str(self.element.find("faultcode").text)


def _data(element: etree._Element) -> Any:
    if len(element) == 0:
        return [] if element.tag.endswith("Array") else element.text or ""
    if all(etree.QName(child).localname == "items" for child in element):
        return [_data(child) for child in element]
    return {etree.QName(child).localname: _data(child) for child in element}


class Client:
    """Talks to one simulator over one connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def close(self) -> None:
        self.connection.close()

    def request(self, method: str, path: str, body: bytes | None = None, headers: Any = None) -> Answer:
        self.connection.request(method, path, body, headers or {})
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def post(self, body: str | bytes, operation: str | None, **headers: str) -> Answer:
        """Send a body as it is, with the usual headers and others."""
        content = body.encode("utf-8") if isinstance(body, str) else body
        sent = {"Content-Type": "text/xml; charset=UTF-8", **headers}
        if operation is not None:
            sent["SOAPAction"] = operation
        return self.request("POST", PATH, content, sent)

    def call(self, operation: str, params: Any = None, version: str = CURRENT, **how: Any) -> Answer:
        """Call an operation with plain data as its parameters."""
        return self.post(envelope(operation, xml_of(params or {}), version, **how), operation)

    def control(self, method: str, route: str, body: Any = None) -> Any:
        """Use the control interface; an error of it fails the test."""
        answer = self.control_answer(method, route, body)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    def control_answer(self, method: str, route: str, body: Any = None) -> Answer:
        content = None if body is None else json.dumps(body).encode("utf-8")
        return self.request(method, f"/control/{route}", content)

    # What most tests need to know first

    def company(self, version: str = CURRENT) -> str:
        info = self.call("getCompanyInfo", {"companyName": "Planetary"}, version).data
        return str(info["companyInfo"]["companyHandle"])

    def jobs(self, name: str, version: str = CURRENT) -> list[dict[str, Any]]:
        params = {"companyHandle": self.company(version), "originalName": name}
        return list(self.call("getScheduledJobs", params, version).data["jobArray"])

    def execute(self, name: str, version: str = CURRENT) -> Answer:
        handle = self.jobs(name, version)[0]["jobHandle"]
        return self.call("executeJob", {"companyHandle": self.company(version), "jobHandle": handle}, version)

    def active(self, name: str | None = None, version: str = CURRENT, **more: Any) -> list[dict[str, Any]]:
        params: dict[str, Any] = {"companyHandle": self.company(version)}
        if name is not None:
            params["originalName"] = name
        return list(self.call("getActiveJobs", {**params, **more}, version).data["jobArray"])

    def logs(self, version: str = CURRENT, **more: Any) -> list[dict[str, Any]]:
        """Log rows, newest first."""
        order = {"sortBy": "StartDate", "sortDirection": "Descending"}
        params = {"companyHandle": self.company(version), **order, **more}
        return list(self.call("getJobLogs", params, version).data["jobLogArray"])

    def details(self, handle: str, version: str = CURRENT, **more: Any) -> dict[str, Any]:
        """The log row of a run with its details."""
        params = {"companyHandle": self.company(version), "jobHandle": handle, **more}
        (row,) = self.call("getJobLogDetails", params, version).data["jobLogArray"]
        return dict(row)

    def advance(self, seconds: float) -> None:
        self.control("POST", "clock", {"advance": seconds})

    def behave(self, name: str, **behaviour: Any) -> None:
        self.control("PATCH", "jobs", {"name": name, "behaviour": behaviour})

    def journal(self) -> list[dict[str, Any]]:
        return list(self.control("GET", "journal")["requests"])
