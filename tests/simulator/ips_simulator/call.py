# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A call of the service, as far as it is understood, and the ways to answer one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .auth import Credentials
from .company import User
from .errors import ServiceFault
from .http_messages import HttpResponse
from .multipart import FormFile
from .operation_table import Operation
from .soap import SOAP_11, SoapVersion, envelope, fault_envelope
from .versions import ApiVersion


@dataclass(frozen=True)
class Order:
    """A request that is understood, comes from someone known, and can be performed."""

    operation: Operation
    version: ApiVersion
    user: User
    params: dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """What came with a call of the UploadFile servlet, and from which address."""

    address: str
    files: Sequence[FormFile]


@dataclass
class Call:
    """What is known of a request, as far as it could be read; in the end it has an ``order`` or a ``fault``."""

    soap: SoapVersion = SOAP_11
    operation: str | None = None
    version: str | None = None
    credentials: Credentials = field(default_factory=Credentials)
    order: Order | None = None
    upload: Upload | None = None
    wants_gzip: bool = True
    fault_status: int = 500
    fault: ServiceFault | None = None


def soap_response(call: Call, body: str) -> HttpResponse:
    """A successful answer with some XML as the content of its SOAP body."""
    return HttpResponse(200, envelope(call.soap, body), _content_type(call.soap))


def fault_response(call: Call, fault: ServiceFault, status: int | None = None) -> HttpResponse:
    """A fault, with the HTTP status that the request wants faults to come with, unless another is given."""
    content = fault_envelope(call.soap, fault)
    return HttpResponse(status or call.fault_status, content, _content_type(call.soap))


def _content_type(soap: SoapVersion) -> str:
    return "%s; charset=utf-8" % soap.media_type
