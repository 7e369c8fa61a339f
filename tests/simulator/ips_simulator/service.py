# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The SOAP service: a request is read and checked, then performed, then answered."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from . import errors
from .auth import authenticate, credentials_of, find_auth_header, read_auth_header, requested_fault_status
from .call import Call, Order, Upload, fault_response, soap_response
from .company import Company, User
from .errors import ServiceFault
from .http_messages import HttpRequest, HttpResponse
from .operation_table import OPERATIONS_OF, Operation
from .operations import HANDLERS
from .operations.context import Context
from .simulation import Simulation
from .soap import Envelope, check_action, check_media_type, read_envelope
from .type_table import SCHEMAS
from .versions import ApiVersion, version_of
from .wire import Wire
from .xml_input import read_fields
from .xml_output import Writer


class Service:
    """Answers SOAP requests out of a simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        # One answer at a time is made, so that many large ones do not take their memory at once.
        self._one_answer = threading.Lock()

    def operation(self, name: str | None, version: ApiVersion) -> Operation | None:
        """The operation of a name, as a version has it; None if it has none."""
        return OPERATIONS_OF[version.shape].get(name or "")

    def action(self, request: HttpRequest) -> str | None:
        """The operation that a request names before its body has been read."""
        return request.action

    def read(self, request: HttpRequest, wire: Wire) -> Call:
        """Read and check a request; what is wrong with it is the call's fault. MalformedRequest if it has no body."""
        content, call = wire.read_body(request.headers), Call()
        with faults_of(call):
            message = read_envelope(content)
            call.soap = message.soap
            self._read(request, call, message)
        return call

    def _check(self, request: HttpRequest, message: Envelope, operation: Operation) -> None:
        check_media_type(message.soap, request.headers.get("content-type", ""))
        check_action(message.soap, request.action, operation.name)

    def _read(self, request: HttpRequest, call: Call, message: Envelope) -> None:
        call.fault_status = requested_fault_status(find_auth_header(message), otherwise=call.fault_status)
        operation, version = self._operation_of(message, call)
        self._check(request, message, operation)
        user = self._identify(call, read_auth_header(message), request)
        params = read_fields(message.payload, operation.param, SCHEMAS[version.shape], version.namespace)
        call.order = Order(operation, version, user, params)

    def _identify(self, call: Call, header: dict[str, Any], request: HttpRequest) -> User:
        call.wants_gzip = header.get("gzipResponse", True) not in (False, "false", "0")
        call.credentials = credentials_of(header, request.headers.get("authorization", ""))
        with self._simulation.lock:
            return authenticate(self._simulation.world, call.credentials)

    def _operation_of(self, message: Envelope, call: Call) -> tuple[Operation, ApiVersion]:
        name = etree.QName(message.payload)
        version = version_of(name.namespace)
        if version is None:
            raise ServiceFault(errors.INVALID_REQUEST_XML, "No version of the API has namespace %s" % name.namespace)
        call.version = version.name
        named = name.localname[: -len("Param")] if name.localname.endswith("Param") else None
        call.operation = named or call.operation
        operation = self.operation(named, version)
        if operation is None:
            reason = "The simulator has no operation for %s in version %s" % (name.localname, version.name)
            raise ServiceFault(errors.INVALID_REQUEST_XML, reason)
        return operation, version

    def perform(self, call: Call) -> HttpResponse:
        """Let a call take effect and answer it. A refusal becomes the call's fault."""
        if call.order is not None:
            with faults_of(call), self._one_answer:
                return self._respond(call, call.order)
        assert call.fault is not None
        return fault_response(call, call.fault)

    def _respond(self, call: Call, order: Order) -> HttpResponse:
        return self._answer(call, order, self._perform(order, call.upload))

    def _perform(self, order: Order, upload: Upload | None) -> dict[str, Any]:
        with self._simulation.lock:
            world = self._simulation.world
            world.settle()
            company = self._company(order)
            _authorize(order, company)
            answers, base_url = self._simulation.answers, self._simulation.base_url
            context = Context(world, order.user, order.version.shape, company, answers, base_url, upload)
            return HANDLERS[order.operation.name](context, order.params)

    def _company(self, order: Order) -> Company | None:
        handle = order.params.get("companyHandle")
        if handle is None:
            return None
        company = self._simulation.world.company_by_handle(handle, order.version.shape)
        if company is None:
            raise ServiceFault(errors.INVALID_COMPANY, "There is no such company: %s" % handle)
        if company.name not in order.user.roles:
            raise ServiceFault(errors.ILLEGAL_COMPANY, "The user does not belong to company %s" % handle)
        return company

    def _answer(self, call: Call, order: Order, result: dict[str, Any]) -> HttpResponse:
        settings = self._simulation.answers
        if order.operation.name == "executeJob" and settings.execute_answer != "element":
            return _bare_answer(call, settings.execute_answer)
        writer = Writer(SCHEMAS[order.version.shape], self._simulation.clock.date_time)
        name, content = order.operation.name + "Return", writer.fields(order.operation.result, result)
        return soap_response(call, '<%s xmlns="%s">%s</%s>' % (name, order.version.namespace, content, name))


@contextmanager
def faults_of(call: Call) -> Iterator[None]:
    """What goes wrong inside becomes the call's fault, so that mistakes of the simulator are answered too."""
    try:
        yield
    except ServiceFault as fault:
        call.fault = fault
    except Exception:
        traceback.print_exc(file=sys.stderr)
        call.fault = ServiceFault(errors.EXCEPTION, "The simulator failed: see its output", "Server")


def _authorize(order: Order, company: Company | None) -> None:
    roles = order.operation.roles
    if roles is not None and company is not None and order.user.roles[company.name] not in roles:
        raise ServiceFault(errors.NO_OPERATION_PERMISSION, "The user may not call %s" % order.operation.name)


def _bare_answer(call: Call, kind: str) -> HttpResponse:
    return HttpResponse(202) if kind == "empty_202" else soap_response(call, "")
