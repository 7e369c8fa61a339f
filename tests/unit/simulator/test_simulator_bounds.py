# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits of connections, descriptors, time and memory; a limit that acts writes one line."""

from __future__ import annotations

import contextlib
import resource
import shlex
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from simulator_client import CURRENT, PATH, Client, envelope, xml_of

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import SimulatorServer
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.bounds import Bounds, Outbox

PROGRAM = Path(__file__).resolve().parents[2] / "simulator"
MIB = 1024 * 1024


def port_of(server: SimulatorServer) -> int:
    return int(server.base_url.rpartition(":")[2])


@contextlib.contextmanager
def running(**bounds: float) -> Iterator[Client]:
    with SimulatorServer(bounds=Bounds(**bounds)) as server:  # type: ignore[arg-type]
        client = Client(port_of(server))
        yield client
        client.close()


@contextlib.contextmanager
def connected(port: int, count: int = 1) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)) for _unused in range(count)
        ]


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What has been said by now, or soon is."""
    until = time.monotonic() + 20
    while True:
        said = capsys.readouterr().err.splitlines()
        if said or time.monotonic() > until:
            return said
        time.sleep(0.02)


def test_an_idle_connection_is_closed(capsys: pytest.CaptureFixture[str]) -> None:
    with running(idle=0.2) as client, connected(client.port) as (idle,):
        assert idle.recv(1) == b""
    assert lines(capsys) == ["IPS simulator: connection 1 is closed: it was idle for 0.2 seconds"]


def test_a_client_that_stops_in_the_middle_is_idle_too(capsys: pytest.CaptureFixture[str]) -> None:
    with running(idle=0.2) as client, connected(client.port) as (slow,):
        slow.sendall(f"POST {PATH} HTTP/1.1\r\nContent-Length: 5\r\n\r\nab".encode())
        assert slow.recv(1) == b""
    assert lines(capsys) == ["IPS simulator: connection 1 is closed: it was idle for 0.2 seconds"]


def test_a_client_that_never_shakes_hands_is_idle_too(capsys: pytest.CaptureFixture[str]) -> None:
    server = SimulatorServer(tls=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), bounds=Bounds(idle=0.2))
    with server, connected(port_of(server)) as (silent,):
        assert silent.recv(1) == b""
    assert lines(capsys) == [
        "IPS simulator: a connection is closed: its client was idle for 0.2 seconds in the handshake"
    ]


def test_no_more_connections_than_allowed_are_open(capsys: pytest.CaptureFixture[str]) -> None:
    with running(connections=3) as client, connected(client.port, 3) as open_ones:
        other = threading.Thread(target=client.company)
        other.start()
        other.join(0.3)
        assert other.is_alive()
        open_ones[0].close()
        other.join(20)
        assert not other.is_alive()
    assert lines(capsys) == ["IPS simulator: new connections wait: 3 are open, which is the limit"]


def test_the_server_stops_while_others_wait() -> None:
    server = SimulatorServer(bounds=Bounds(connections=1)).start()
    with connected(port_of(server), 20):
        time.sleep(0.2)
        assert_stops_at_once(server)


def test_the_server_stops_while_others_wait_for_a_handshake() -> None:
    server = SimulatorServer(tls=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), bounds=Bounds(connections=1)).start()
    with connected(port_of(server), 3):
        time.sleep(0.2)
        assert_stops_at_once(server)


def assert_stops_at_once(server: SimulatorServer) -> None:
    stopping = threading.Thread(target=server.stop, daemon=True)
    stopping.start()
    stopping.join(20)
    assert not stopping.is_alive()


def test_a_machine_without_descriptors_is_not_asked_all_the_time() -> None:
    command = f"ulimit -n 30; exec {shlex.join([sys.executable, str(PROGRAM), '--port', '0'])}"
    with subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split(":")[2].split("/")[0])
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with connected(port, 60):
            time.sleep(3)
        client = Client(port)
        assert client.company()
        client.close()
        process.terminate()
        _output, errors = process.communicate(timeout=20)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
    assert errors.splitlines() == [
        "IPS simulator: new connections wait: the machine refuses another one: Too many open files"
    ]


def unread(client: Client, request: bytes) -> socket.socket:
    """A connection on which an answer is asked for and not read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", client.port))
    connection.sendall(request)
    return connection


def large_request(client: Client) -> bytes:
    """A request for an answer of some 8 MiB, which is more than the system's buffers take."""
    client.control("POST", "logs", {"bulk": {"count": 10_000}})
    body = envelope("getJobLogs", xml_of({"companyHandle": client.company()}), CURRENT)
    lines = [
        f"POST {PATH} HTTP/1.1",
        "SOAPAction: getJobLogs",
        "Content-Type: text/xml",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", body]).encode()


def test_a_client_that_does_not_read_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    with running(stalled=0.3) as client, unread(client, large_request(client)):
        assert lines(capsys) == ["IPS simulator: connection 2 is closed: it has read nothing for 0.3 seconds"]


def test_unread_answers_take_no_more_memory_than_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    with running(unsent=12 * MIB) as client:
        request = large_request(client)
        with unread(client, request), unread(client, request):
            (said,) = lines(capsys)
        with socket.create_connection(("127.0.0.1", client.port), timeout=20) as reading:
            reading.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            assert reading.makefile("rb").read().endswith(b"</soapenv:Envelope>")
    assert said.endswith("is closed: unread answers exceed 12 MiB, and it has read nothing for the longest time")


class Reader:
    def __init__(self, progress: float) -> None:
        self.progress = progress
        self.reasons: list[str] = []

    def cut_off(self, reason: str) -> None:
        self.reasons.append(reason)


def test_the_slowest_client_makes_room_and_no_other() -> None:
    outbox, now = Outbox(10 * MIB), time.monotonic()
    slow, slower, other = Reader(now - 5), Reader(now - 9), Reader(now)
    with outbox.sending(slow, 5 * MIB), outbox.sending(slower, 4 * MIB), outbox.sending(other, 3 * MIB):
        assert [len(reader.reasons) for reader in (slow, slower, other)] == [0, 1, 0]


def test_a_client_that_reads_gets_time_to_finish() -> None:
    outbox, reading, other = Outbox(10 * MIB), Reader(time.monotonic()), Reader(0)
    with contextlib.ExitStack() as stack:
        stack.enter_context(outbox.sending(reading, 8 * MIB))
        threading.Timer(0.2, stack.close).start()
        with outbox.sending(other, 8 * MIB):
            assert reading.reasons == []


def test_small_answers_and_the_only_one_never_wait() -> None:
    outbox, reader = Outbox(MIB), Reader(time.monotonic())
    with outbox.sending(reader, 9 * MIB), outbox.sending(Reader(time.monotonic()), 1000):
        assert reader.reasons == []
