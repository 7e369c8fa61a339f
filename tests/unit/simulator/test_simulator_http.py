# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests that break the rules of HTTP, or use one that few do."""

from __future__ import annotations

import socket

import pytest
from simulator_client import PATH, Client, envelope, xml_of

CONTROL = "/control/state"
WSDL = "/scene7/webservice/IpsApi-2014-04-03.wsdl"
MIB = 1024 * 1024


def exchange(client: Client, content: bytes) -> bytes:
    """All that comes back to some bytes until the server ends the connection, which it must do on its own."""
    received = b""
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as connection:
        connection.sendall(content)
        while True:
            part = connection.recv(65536)
            if not part:
                return received
            received += part


def request(*lines: str, method: str = "POST", path: str = PATH, body: bytes = b"") -> bytes:
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "\r\n"])
    return head.encode("latin-1") + body


def assert_refused(client: Client, content: bytes, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The request gets a status and a reason, its connection is closed, and nothing is said of it elsewhere."""
    answer = exchange(client, content)
    head, _empty, reason = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer
    assert b"\r\nConnection: close" in head
    assert reason.strip()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("path", [PATH, CONTROL, "/elsewhere"])
@pytest.mark.parametrize(
    ("length", "status"),
    [("²", 400), ("-1", 400), ("1_0", 400), ("many", 400), ("9" * 5000, 400), (str(64 * MIB + 1), 413)],
)
def test_lengths_that_make_no_sense(
    client: Client, capsys: pytest.CaptureFixture[str], path: str, length: str, status: int
) -> None:
    assert_refused(client, request(f"Content-Length: {length}", path=path), status, capsys)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"-5\r\nabcde\r\n", 400, id="negative"),
        pytest.param(b"0x5\r\nabcde\r\n", 400, id="notation of a program"),
        pytest.param(b"\r\nabcde\r\n", 400, id="no size"),
        pytest.param(b"FFFFFFFFFFFF\r\nabcde", 413, id="huge"),
        pytest.param(b"F" * 4000 + b"\r\nabcde", 400, id="long"),
        pytest.param(b"5;" + b"x" * 5000 + b"\r\nabcde\r\n", 400, id="long extension"),
        pytest.param(b"5\r\nabcdefgh\r\n0\r\n\r\n", 400, id="longer than it says"),
        pytest.param(b"1000000\r\n" + b" " * 16 * MIB + b"\r\n3000001\r\n", 413, id="too large together"),
        pytest.param(b"0\r\n" + b"a: b\r\n" * 101, 400, id="trailers without end"),
    ],
)
def test_chunks_that_make_no_sense(
    client: Client, capsys: pytest.CaptureFixture[str], body: bytes, status: int
) -> None:
    assert_refused(client, request("Transfer-Encoding: chunked", body=body), status, capsys)
    (entry,) = client.journal()
    assert (entry["path"], entry["status"], entry["acted"]) == (PATH, status, False)


@pytest.mark.parametrize("encoding", ["gzip, chunked", "gzip", "identity"])
def test_encodings_of_transfer_that_it_does_not_know(
    client: Client, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    assert_refused(client, request(f"Transfer-Encoding: {encoding}", body=b"0\r\n\r\n"), 501, capsys)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["Content-Length: 1", "Content-Length: 2"], 400),
        (["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], 501),
        (["Host: a", "Host: b"], 400),
    ],
)
def test_headers_that_come_twice(
    client: Client, capsys: pytest.CaptureFixture[str], lines: list[str], status: int
) -> None:
    assert_refused(client, request(*lines, body=b"0\r\n\r\n"), status, capsys)


@pytest.mark.parametrize("path", [PATH, CONTROL, "/scene7/webservice/IpsApi.wsdl"])
@pytest.mark.parametrize("host", ["a\x01b", 'a"b', "a b", "ä"])
def test_hosts_that_are_none(client: Client, capsys: pytest.CaptureFixture[str], path: str, host: str) -> None:
    assert_refused(client, request(f"Host: {host}", method="GET", path=path), 400, capsys)


def test_a_refused_body_that_goes_on_is_answered_nevertheless(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    head = request(f"Content-Length: {100 * MIB}")
    assert_refused(client, head + b" " * 8 * MIB, 413, capsys)


@pytest.mark.parametrize(
    ("path", "status"), [("/scene7/webservice/IpsApi.wsdl", 200), (PATH, 405), ("/elsewhere", 404), (CONTROL, 405)]
)
@pytest.mark.parametrize("chunked", [False, True])
def test_answers_to_head_have_no_body(client: Client, path: str, status: int, chunked: bool) -> None:
    client.control("POST", "answers", {"chunked": chunked})
    answer = exchange(client, request("Connection: close", method="HEAD", path=path))
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert answer.endswith(b"\r\n\r\n")
    assert answer.count(b"\r\n\r\n") == 1
    assert (b"Content-Length: 0" in answer) is False


def asked(connection: str | None, version: str) -> bytes:
    """Two requests for the WSDL in a row; the first may ask to close or keep the connection."""
    lines = [] if connection is None else [f"Connection: {connection}"]
    first, last = (request(*more, method="GET", path=WSDL) for more in (lines, ["Connection: close"]))
    return (first + last).replace(b"HTTP/1.1", version.encode())


@pytest.mark.parametrize("connection", ["close", "Close", "close, TE", "TE,close"])
def test_a_connection_that_the_client_wants_closed_is_said_to_be(client: Client, connection: str) -> None:
    answer = exchange(client, asked(connection, "HTTP/1.1"))
    assert answer.count(b"HTTP/1.1 200") == 1
    assert b"\r\nConnection: close\r\n" in answer


def test_a_connection_stays_open_without_a_word_in_http_11(client: Client) -> None:
    answer = exchange(client, asked(None, "HTTP/1.1"))
    assert answer.count(b"HTTP/1.1 200") == 2
    assert answer.count(b"\r\nConnection:") == 1


@pytest.mark.parametrize("connection", ["keep-alive", "Keep-Alive", "TE, keep-alive"])
def test_a_connection_that_http_10_wants_kept_is_said_to_be(client: Client, connection: str) -> None:
    """``ab -k`` waits for the end of the connection otherwise."""
    client.control("POST", "answers", {"chunked": True})
    answer = exchange(client, asked(connection, "HTTP/1.0"))
    assert answer.count(b"HTTP/1.1 200") == 2
    assert answer.index(b"\r\nConnection: keep-alive\r\n") < answer.index(b"\r\nConnection: close\r\n")
    assert answer.count(b"\r\nContent-Length: ") == 2
    assert b"chunked" not in answer


def test_a_connection_of_http_10_is_closed_otherwise(client: Client) -> None:
    answer = exchange(client, asked(None, "HTTP/1.0"))
    assert answer.count(b"HTTP/1.1 200") == answer.count(b"\r\nConnection: close\r\n") == 1


def test_chunks_with_extensions_and_trailers(client: Client) -> None:
    content = envelope("getCompanyInfo", xml_of({"companyName": "Planetary"})).encode()
    chunks = b"1 ; a=b\r\n%s\r\n%X\r\n%s\r\n0\r\nTrailer: x\r\n\r\n" % (content[:1], len(content) - 1, content[1:])
    lines = ("Content-Type: text/xml", "SOAPAction: getCompanyInfo", "Transfer-Encoding: Chunked")
    last = request("Connection: close", method="GET", path="/control/clock")
    answer = exchange(client, request(*lines, body=chunks) + last)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert b"<name>Planetary</name>" in answer
