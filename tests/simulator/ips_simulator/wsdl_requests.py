# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses of the WSDLs, as Adobe's table has them."""

from __future__ import annotations

import re

from .http_messages import NOT_FOUND, SERVICE_PATH, SERVICE_PATHS, HttpRequest, HttpResponse, MalformedRequest
from .versions import CURRENT, PRE_4_0, version_named
from .wsdl import wsdl

_ADDRESS = re.compile(r"https?://[\w.:%\[\]-]+(?P<path>/[!-~]*)?", re.ASCII)
_PATH = re.compile(r"/scene7/webservice/IpsApi(?:-([\w.-]+?))?\.wsdl")


def wsdl_answer(request: HttpRequest) -> HttpResponse | None:
    """The answer to a request for a WSDL, None for any other request. MalformedRequest if its serviceUrl is invalid."""
    name = _version_asked_for(request)
    if name is None:
        return None
    version = version_named(name)
    if version is None:
        return NOT_FOUND
    return HttpResponse(200, wsdl(version, _service_address(request)), "text/xml; charset=utf-8")


def _version_asked_for(request: HttpRequest) -> str | None:
    if request.method not in ("GET", "HEAD"):
        return None
    if request.route in SERVICE_PATHS and "wsdl" in request.parameters:
        return CURRENT
    path = _PATH.fullmatch(request.route)
    return None if path is None else path[1] or PRE_4_0


def _service_address(request: HttpRequest) -> str:
    """The service URL that a WSDL gives: the one that the request wants, as for a debugging proxy, or else our own."""
    wanted = request.parameters.get("serviceurl", request.base_url)
    parts = _ADDRESS.fullmatch(wanted)
    if parts is None:
        raise MalformedRequest("serviceUrl %r is not a web address" % wanted)
    return wanted if parts["path"] else wanted + SERVICE_PATH
