# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The UploadFile servlet: a form with documents and files is read, then performed like a call of the service."""

from __future__ import annotations

from lxml import etree

from . import errors
from .call import Call, Upload
from .errors import ServiceFault
from .http_messages import HttpRequest
from .multipart import BadForm, Form, read_form
from .operation_table import UPLOAD_POST, Operation, as_of
from .service import Service, faults_of
from .soap import NO_SOAP, Envelope, parse
from .versions import ApiVersion
from .wire import Wire

_AUTH, _PARAMS = "auth", "uploadParams"


class UploadServlet(Service):
    """Answers posts of files out of a simulation."""

    def operation(self, name: str | None, version: ApiVersion) -> Operation | None:
        return as_of(UPLOAD_POST, version.shape) if name == UPLOAD_POST.name else None

    def action(self, request: HttpRequest) -> str | None:
        return UPLOAD_POST.name

    def read(self, request: HttpRequest, wire: Wire) -> Call:
        call = Call(NO_SOAP, UPLOAD_POST.name, fault_status=self._simulation.answers.upload_fault_status)
        try:
            content_type = request.headers.get("content-type", "")
            form = read_form(content_type, wire.pieces(request.headers), (_AUTH, _PARAMS))
        except BadForm as error:
            call.fault = ServiceFault(errors.INVALID_REQUEST_XML, str(error))
            return call
        call.upload = Upload(request.address, form.files)
        with faults_of(call):
            self._read(request, call, _message(form))
        return call

    def _check(self, request: HttpRequest, message: Envelope, operation: Operation) -> None:
        """The form has been read, so its Content-Type is right; the documents need no more."""


def _message(form: Form) -> Envelope:
    """The documents of a form as header and body of a message."""
    header = etree.Element("header")
    if _AUTH in form.fields:
        header.append(parse(form.fields[_AUTH]))
    if _PARAMS not in form.fields:
        raise ServiceFault(errors.MISSING_PARAMETER, "The form has no part %s" % _PARAMS)
    return Envelope(NO_SOAP, header, parse(form.fields[_PARAMS]))
