# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP server: connections, threads, and which part of the simulator answers which path."""

from __future__ import annotations

import contextlib
import errno
import itertools
import re
import socket
import ssl
import sys
import threading
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any

from .bounds import Bounds, Outbox, notice
from .control import PREFIX, Control
from .exports import export_answer
from .gateway import Gateway
from .http_messages import (
    NOT_FOUND,
    SERVICE_PATH,
    SERVICE_PATHS,
    UPLOAD_PATH,
    Encoded,
    HttpRequest,
    HttpResponse,
    MalformedRequest,
    encode,
)
from .replay import Line, Transcript
from .simulation import Simulation
from .wire import Wire
from .wsdl_requests import wsdl_answer

_HOST = re.compile(r"[\w.:%\[\]-]+", re.ASCII)
_OUT_OF_RESOURCES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE = 0.1
_NOT_ALLOWED = HttpResponse(405, b"POST requests here\n", "text/plain", {"Allow": "POST"})


class SimulatorServer:
    """The simulator, to be started in this process.

    ``port`` 0 takes any free port. ``seed`` is plain data as in a seed file, by default the built-in seed. With ``tls``
    the server speaks HTTPS. With ``transcript``, the lines of one, it answers out of that. ``bounds`` limit what its
    clients can use. Use it with ``start`` and ``stop``, or as a context manager.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        seed: Mapping[str, Any] | None = None,
        tls: ssl.SSLContext | None = None,
        transcript: Iterable[Line] | None = None,
        bounds: Bounds = Bounds(),  # noqa: B008 - it never changes
    ) -> None:
        self.simulation = Simulation(seed)
        gateway = Gateway(self.simulation, None if transcript is None else Transcript(transcript))
        self._server = _HttpServer(host, port, self.simulation, gateway, tls, bounds)
        scheme = "http" if tls is None else "https"
        shown_host = "[%s]" % host if ":" in host else host
        self.base_url = "%s://%s:%d" % (scheme, shown_host, self._server.server_address[1])
        self.simulation.base_url = self.base_url
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The service URL."""
        return self.base_url + SERVICE_PATH

    def start(self) -> SimulatorServer:
        """Serve on a thread of its own; returns at once, and the server takes connections already."""
        self._thread = threading.Thread(target=self.serve_forever, name="ips-simulator", daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve on this thread until ``stop`` is called from another."""
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End all connections and free the port."""
        self._server.end_connections()
        self._server.shutdown()
        self._server.server_close()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> SimulatorServer:
        return self.start()

    def __exit__(self, *unused: object) -> None:
        self.stop()


class _HttpServer(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        host: str,
        port: int,
        simulation: Simulation,
        gateway: Gateway,
        tls: ssl.SSLContext | None,
        bounds: Bounds,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.simulation = simulation
        self.gateway = gateway
        self.control = Control(simulation)
        self.stopping = threading.Event()
        self.connection_numbers = itertools.count(1)
        self.scheme = "http" if tls is None else "https"
        self.bounds = bounds
        self.outbox = Outbox(bounds.unsent)
        self._tls = tls
        self._room = threading.BoundedSemaphore(bounds.connections)
        self._out_of_resources = False
        self._open: set[socket.socket] = set()
        super().__init__((host, port), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection once there is room for it; OSError if none can be accepted, or the server stops."""
        if not self._room.acquire(blocking=False):
            notice("new connections wait: %d are open, which is the limit" % self.bounds.connections)
            while not self._room.acquire(timeout=_PAUSE):
                if self.stopping.is_set():
                    raise ConnectionAbortedError
        try:
            accepted = super().get_request()
        except OSError as error:
            self._room.release()
            self._refused(error)
            raise
        self._out_of_resources = False
        return accepted

    def _refused(self, error: OSError) -> None:
        """Wait a little where the machine has no room for a connection, rather than ask it again at once."""
        if error.errno not in _OUT_OF_RESOURCES:
            return
        if not self._out_of_resources:
            notice("new connections wait: the machine refuses another one: %s" % error.strerror)
        self._out_of_resources = True
        self.stopping.wait(_PAUSE)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self._room.release()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection, on its own thread. The TLS handshake is done here, so as not to delay others."""
        connection = request
        request.settimeout(self.bounds.idle)
        if self._tls is not None:
            try:
                connection = self._tls.wrap_socket(request, server_side=True)
            except socket.timeout:
                notice("a connection is closed: its client was idle for %g seconds in the handshake" % self.bounds.idle)
                return
            except OSError:
                return
        self._open.add(connection)
        try:
            # A connection accepted while the server stops may have come too late for end_connections.
            if not self.stopping.is_set():
                _Handler(connection, client_address, self)
        finally:
            self._open.discard(connection)
            _close(connection)

    def end_connections(self) -> None:
        self.stopping.set()
        for connection in list(self._open):
            _close(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnect; report anything else."""
        if not isinstance(sys.exc_info()[1], OSError) and not self.stopping.is_set():
            super().handle_error(request, client_address)


def _refusal(error: MalformedRequest) -> HttpResponse:
    return HttpResponse(error.status, b"%s\n" % str(error).encode(), "text/plain", {"Connection": "close"})


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _HttpServer

    def setup(self) -> None:
        super().setup()
        server, number = self.server, next(self.server.connection_numbers)
        self.wire = Wire(number, self.connection, self.rfile, server.stopping, server.bounds, server.outbox)

    def __getattr__(self, name: str) -> Any:
        """Every method goes the same way; http.server asks for ``do_GET``, ``do_POST`` and so on."""
        if name.startswith("do_"):
            return self._route
        raise AttributeError(name)

    def _route(self) -> None:
        request = self._request()
        try:
            self._serve(request)
        except MalformedRequest as error:
            self.wire.send_last(self._encoded(request, _refusal(error)))
        self.close_connection = self.wire.closed or not request.keeps_connection

    def _serve(self, request: HttpRequest) -> None:
        # The service's address, which the WSDL gives and redirects lead to, is built from it.
        if _HOST.fullmatch(request.headers.get("host") or "none") is None:
            raise MalformedRequest("Host %r is invalid" % request.headers["host"])
        gateway = self.server.gateway
        page = wsdl_answer(request) or export_answer(request, self.server.simulation)
        if request.path.startswith(PREFIX):
            self._control(request)
        elif request.method == "POST" and request.route in SERVICE_PATHS:
            gateway.exchange(request, self.wire, gateway.soap)
        elif request.method == "POST" and request.route == UPLOAD_PATH:
            gateway.exchange(request, self.wire, gateway.uploads)
        elif page is not None:
            self.wire.read_body(request.headers)
            self._send(request, page)
        else:
            response = _NOT_ALLOWED if request.route in (*SERVICE_PATHS, UPLOAD_PATH) else NOT_FOUND
            gateway.reject(request, self.wire, response)

    def _request(self) -> HttpRequest:
        # Repeated headers are one list of values, so two lengths are invalid.
        headers = {name.lower(): ", ".join(self.headers.get_all(name, ())) for name in self.headers}
        host = headers.get("host") or "%s:%d" % self.connection.getsockname()[:2]
        base_url = "%s://%s" % (self.server.scheme, host)
        address = self.client_address[0]
        return HttpRequest(self.command, self.path, headers, self.wire.number, base_url, self.request_version, address)

    def _control(self, request: HttpRequest) -> None:
        content = self.wire.read_body(request.headers)
        self._send(request, self.server.control.answer(request.method, request.path, content))

    def _send(self, request: HttpRequest, response: HttpResponse) -> None:
        self.wire.send_whole(self._encoded(request, response))

    def _encoded(self, request: HttpRequest, response: HttpResponse) -> Encoded:
        simulation = self.server.simulation
        return encode(response, request, simulation.answers, simulation.clock.http_date())

    def log_error(self, *said: Any) -> None:
        """http.server reports here a connection that was idle for too long, and invalid requests."""
        if isinstance(said[-1], socket.timeout):
            notice("connection %d is closed: it was idle for %g seconds" % (self.wire.number, self.server.bounds.idle))

    def log_message(self, *unused: Any) -> None:
        """Nothing is logged: the journal has it all."""
