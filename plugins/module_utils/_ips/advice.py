# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong below HTTP, and the option that would help."""

from __future__ import annotations

import re

_CLIENT_CERTIFICATE = r"ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED)"
"""The alerts of a server that does not accept the client's certificate, or requires one."""

_BY_CAUSE = (
    (r"hostname mismatch|ip address mismatch", "The certificate is for another host: check endpoint."),
    (
        r"certificate has expired|certificate is not yet valid",
        "Check this machine's clock, and ask who runs the server for a valid certificate.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "Give the certificate of the authority that issued it as ca_path; REQUESTS_CA_BUNDLE is not read.",
    ),
    (
        rf"{_CLIENT_CERTIFICATE}|ALERT_HANDSHAKE_FAILURE",
        "The server does not accept the client certificate, or wants one: check client_cert and client_key.",
    ),
    (
        r"WRONG_VERSION_NUMBER|HTTP_REQUEST|RECORD_LAYER_FAILURE|UNKNOWN_PROTOCOL",
        "The server does not speak TLS there: check endpoint. For http:// to another host, set allow_http.",
    ),
    (r"UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION", "The server's TLS is older than 1.2, which is refused."),
    (
        r"tunnel connection failed: 407|proxy authentication required",
        "Give the proxy's user and password in HTTPS_PROXY.",
    ),
    (r"tunnel connection failed", "Check the proxy in HTTPS_PROXY, or add the host to NO_PROXY."),
    (r"dependencies for SOCKS", "Install PySocks for the Python that runs the task, or use a proxy by http://."),
    (r"timed out|request_timeout|upload_timeout", "Check the network and any proxy, or give a longer {timeout}."),
    (r"time of the task ran out", "Run the task again, or give it a longer wait_timeout."),
    (
        r"getaddrinfo|name or service not known|nodename nor servname|name resolution|no address associated",
        "Check the host in endpoint, or region and stage, and this machine's DNS.",
    ),
)


def root_cause(exc: BaseException, handled: BaseException | None = None) -> str:
    """The message of the first exception in a chain, since requests and urllib3 wrap it several times.

    A TypeError does not count: urllib3 1.26 tries an argument that Python 3 does not have before each answer.

    :param handled: an older failure, which does not count either: the request was sent while it was handled.
    """
    while True:
        cause = exc.__cause__ or exc.__context__
        if cause is None or cause is handled or isinstance(cause, TypeError):
            return str(exc).rstrip(".") or type(exc).__name__
        exc = cause


def advice(cause: str, timeout: str = "request_timeout") -> str:
    """What to do about the cause of a failed exchange.

    :param timeout: the option that bounds it.
    """
    matching = (words for pattern, words in _BY_CAUSE if re.search(pattern, cause, re.IGNORECASE))
    words = next(matching, "Check endpoint, and the network and any proxy (HTTPS_PROXY, NO_PROXY).")
    return words.format(timeout=timeout)


def is_refused_handshake(cause: str) -> bool:
    """Whether the server has ended the handshake, which since TLS 1.3 the client learns after it has sent its data."""
    return re.search(_CLIENT_CERTIFICATE, cause) is not None
