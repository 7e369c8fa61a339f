# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the IPS simulator: ``python tests/simulator --help`` shows the options."""

from __future__ import annotations

import argparse
import signal
import ssl
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

try:
    from ips_simulator import SimulatorServer
    from ips_simulator.errors import BadControlRequest
    from ips_simulator.replay import Line, read_transcript
    from ips_simulator.seed import load_seed
except ModuleNotFoundError as missing:
    if missing.name != "lxml":
        raise
    sys.exit("The simulator cannot start: it needs lxml; install it by: %s -m pip install lxml" % sys.executable)


class CannotStart(Exception):
    """The options lead to no server; the message says which and why."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit status."""
    options = _options(arguments)
    try:
        seed = load_seed(options.seed) if options.seed else None
        transcript = read_transcript(options.replay) if options.replay else None
        server = _server(options, seed, transcript, _tls(options))
    except (BadControlRequest, CannotStart) as error:
        print(_one_line("The simulator cannot start: %s" % error), file=sys.stderr)
        return 1
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *unused: ended.set())
    server.start()
    print("IPS simulator on %s" % server.url, flush=True)
    ended.wait()
    server.stop()
    return 0


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the options in one line, as is done with what they lead to."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, _one_line("%s: %s (--help lists the options)" % (self.prog, message)) + "\n")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = _Parser(prog="simulator", description="A simulator of the IPS SOAP service.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8474, help="port, 0 for any free one (default: %(default)s)")
    parser.add_argument(
        "--seed",
        type=Path,
        metavar="FILE",
        help="what the service knows: JSON, or YAML (.yml, .yaml), which needs PyYAML",
    )
    parser.add_argument(
        "--replay",
        type=Path,
        metavar="FILE",
        help="answer out of a transcript that the module service_info has recorded",
    )
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate (PEM); makes it HTTPS")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="key of the certificate (PEM, not encrypted)")
    options = parser.parse_args(arguments)
    if options.tls_key is not None and options.tls_cert is None:
        parser.error("--tls-key needs --tls-cert")
    return options


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535, not %d" % port)
    return port


def _server(
    options: argparse.Namespace,
    seed: dict[str, Any] | None,
    transcript: list[Line] | None,
    tls: ssl.SSLContext | None,
) -> SimulatorServer:
    try:
        return SimulatorServer(options.host, options.port, seed, tls, transcript)
    except (OSError, UnicodeError) as error:  # UnicodeError: the host is not a valid name
        raise CannotStart("--host %s --port %d: %s" % (options.host, options.port, _reason(error))) from error


def _tls(options: argparse.Namespace) -> ssl.SSLContext | None:
    if options.tls_cert is None:
        return None
    files = {"--tls-cert": options.tls_cert, "--tls-key": options.tls_key}
    given = {option: path for option, path in files.items() if path is not None}
    for option, path in given.items():
        try:
            path.stat()
        except OSError as error:
            raise CannotStart("%s %s: %s" % (option, path, _reason(error))) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(options.tls_cert, options.tls_key, password=_no_password)
    except OSError as error:
        names = " ".join("%s %s" % one for one in given.items())
        raise CannotStart("%s: no certificate and its key: %s" % (names, _reason(error))) from error
    return context


def _no_password() -> str:
    """OpenSSL would ask on the terminal for the password of an encrypted key."""
    raise CannotStart("the key of the certificate is encrypted; give one that is not")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


if __name__ == "__main__":
    sys.exit(main())
