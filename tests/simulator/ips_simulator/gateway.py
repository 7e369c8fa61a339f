# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's address: takes a request through journal, faults and service to the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from .call import Call
from .exchange import Exchange
from .faults import Fault
from .http_messages import AnswerSettings, HttpRequest, HttpResponse, MalformedRequest, encode
from .journal import Entry, without_secrets
from .replay import ReplayService, Transcript
from .service import Service
from .simulation import Simulation
from .upload_servlet import UploadServlet
from .wire import Wire


class Gateway:
    """Serves what is addressed to the service, and enters it in the journal."""

    def __init__(self, simulation: Simulation, transcript: Transcript | None) -> None:
        self._simulation = simulation
        self.soap = Service(simulation) if transcript is None else ReplayService(simulation, transcript)
        self.uploads = UploadServlet(simulation)

    def exchange(self, request: HttpRequest, wire: Wire, service: Service) -> None:
        """Serve one request of which the headers have been read; MalformedRequest if its body cannot be read."""
        entry = self._begin(request)
        action = service.action(request)
        if action:
            fault = self._fault(action, entry)
            if fault is not None and not fault.how.reads_body:
                entry["operation"] = action
                wire.skip(request.headers, fault.options.get("bytes", 0))
                fault.how.deliver(wire, None, fault.options)
                return
            call = _read(request, wire, entry, service)
        else:
            # In SOAP 1.2 the headers need not name the operation.
            call = _read(request, wire, entry, service)
            fault = self._fault(call.operation, entry)
        self._serve(request, wire, entry, service, call, fault)

    def reject(self, request: HttpRequest, wire: Wire, response: HttpResponse) -> None:
        """Answer a request that is not the service's, but enter it in the journal."""
        entry = self._begin(request)
        with _malformed_in(entry):
            wire.read_body(request.headers)
        entry["status"] = response.status
        self._send(request, wire, response, Call(), None)

    def _begin(self, request: HttpRequest) -> Entry:
        clock = self._simulation.clock
        return self._simulation.journal.begin(request, clock.date_time(clock.now()))

    def _fault(self, operation: str | None, entry: Entry) -> Fault | None:
        fault = self._simulation.faults.take(operation)
        entry["injected"] = None if fault is None else fault.kind
        return fault

    def _serve(
        self, request: HttpRequest, wire: Wire, entry: Entry, service: Service, call: Call, fault: Fault | None
    ) -> None:
        if fault is not None and fault.how.prepare is not None:
            fault.how.prepare(wire, fault.options)
        exchange = Exchange(request, call)
        if fault is None or fault.act:
            exchange.answer = service.perform(call)
            entry.update(acted=call.fault is None, fault=_refusal(call))
        response = exchange.answer if fault is None else fault.how.answer(exchange, fault.options)
        entry["status"] = None if response is None else response.status
        self._send(request, wire, response, call, fault)

    def _send(
        self, request: HttpRequest, wire: Wire, response: HttpResponse | None, call: Call, fault: Fault | None
    ) -> None:
        encoded = None
        if response is not None:
            settings = self._settings(call)
            encoded = encode(response, request, settings, self._simulation.clock.http_date())
        if fault is not None:
            fault.how.deliver(wire, encoded, fault.options)
        elif encoded is not None:
            wire.send_whole(encoded)

    def _settings(self, call: Call) -> AnswerSettings:
        settings = self._simulation.answers
        return settings if call.wants_gzip else AnswerSettings(gzip=False, chunked=settings.chunked)


def _read(request: HttpRequest, wire: Wire, entry: Entry, service: Service) -> Call:
    with _malformed_in(entry):
        call = service.read(request, wire)
    entry.update(_what_was_read(call))
    return call


@contextmanager
def _malformed_in(entry: Entry) -> Iterator[None]:
    """Enter in the journal that a body makes no sense."""
    try:
        yield
    except MalformedRequest as error:
        entry["status"] = error.status
        raise


def _what_was_read(call: Call) -> dict[str, Any]:
    order = call.order
    return {
        "operation": call.operation,
        "version": call.version,
        "auth": call.credentials.method,
        "user": order.user.email if order else call.credentials.user,
        "params": without_secrets(order.params) if order else None,
        "files": [asdict(file) for file in call.upload.files] if call.upload else None,
        "fault": _refusal(call),
    }


def _refusal(call: Call) -> dict[str, Any] | None:
    fault = call.fault
    return None if fault is None else {"kind": fault.element, "code": fault.code, "reason": fault.reason}
