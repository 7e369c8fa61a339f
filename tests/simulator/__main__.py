# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the IPS simulator: ``python tests/simulator --help`` tells how."""

from __future__ import annotations

import argparse
import signal
import ssl
import sys
import threading
from pathlib import Path

from ips_simulator import SimulatorServer
from ips_simulator.errors import BadControlRequest
from ips_simulator.seed import load_seed


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        seed = load_seed(options.seed) if options.seed else None
        server = SimulatorServer(options.host, options.port, seed, _tls(options))
    except (BadControlRequest, OSError) as error:
        print("The simulator cannot start: %s" % error, file=sys.stderr)
        return 1
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *unused: ended.set())
    server.start()
    print("IPS simulator on %s" % server.url, flush=True)
    ended.wait()
    server.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulator", description="A simulator of the IPS SOAP service.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8474, help="port, 0 for any free one (default: %(default)s)")
    parser.add_argument("--seed", type=Path, metavar="FILE", help="what the service knows, as JSON or YAML")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate (PEM); makes it HTTPS")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="key of the certificate (PEM)")
    return parser


def _tls(options: argparse.Namespace) -> ssl.SSLContext | None:
    if options.tls_cert is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.tls_cert, options.tls_key)
    return context


if __name__ == "__main__":
    sys.exit(main())
