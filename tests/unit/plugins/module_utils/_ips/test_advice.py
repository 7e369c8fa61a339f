# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages about failures below HTTP name the option that would help."""

from __future__ import annotations

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.advice import (
    advice,
    is_refused_handshake,
    root_cause,
)

VERIFY_FAILED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (f"{VERIFY_FAILED}: unable to get local issuer certificate (_ssl.c:1006)", "as ca_path"),
        (f"{VERIFY_FAILED}: self-signed certificate (_ssl.c:1006)", "as ca_path"),
        (f"{VERIFY_FAILED}: Hostname mismatch, certificate is not valid for 'x'. (_ssl.c:1006)", "check endpoint"),
        (f"{VERIFY_FAILED}: IP address mismatch, certificate is not valid for '127.0.0.1'.", "check endpoint"),
        (f"{VERIFY_FAILED}: certificate has expired (_ssl.c:1006)", "clock"),
        ("[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required", "client_cert"),
        ("[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure", "client_cert"),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "allow_http"),
        ("[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol", "older than 1.2"),
        ("Tunnel connection failed: 407 Proxy Authentication Required", "user and password in HTTPS_PROXY"),
        ("Tunnel connection failed: 502 Bad Gateway", "NO_PROXY"),
        ("Missing dependencies for SOCKS support", "PySocks"),
        ("timed out", "request_timeout"),
        ("the exchange took longer than request_timeout allows", "request_timeout"),
        ("the time of the task ran out before the request could be sent", "wait_timeout"),
        ("[Errno -2] Name or service not known", "region and stage"),
        ("[Errno 8] nodename nor servname provided, or not known", "region and stage"),
        ("[Errno 111] Connection refused", "Check endpoint"),
    ],
)
def test_the_option_that_would_help_is_named(cause: str, words: str) -> None:
    assert words in advice(cause)
    assert advice(cause).endswith(".")
    assert "validate_certs" not in advice(cause)


@pytest.mark.parametrize(
    ("cause", "refused"),
    [
        ("[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required", True),
        ("[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca", True),
        ("[SSL: TLSV1_ALERT_INTERNAL_ERROR] tlsv1 alert internal error", False),
        ("[Errno 104] Connection reset by peer", False),
    ],
)
def test_only_a_refused_client_certificate_proves_that_nothing_was_received(cause: str, refused: bool) -> None:
    assert is_refused_handshake(cause) is refused


def test_the_root_cause_is_found_below_the_libraries_exceptions() -> None:
    try:
        try:
            raise TypeError("an argument that this version lacks")
        except TypeError:
            raise ConnectionResetError("reset by peer")  # noqa: B904 as urllib3 1.26 does
    except ConnectionResetError as exc:
        wrapped = OSError("wrapped")
        wrapped.__cause__ = exc
    assert root_cause(wrapped) == "reset by peer"


def test_the_cause_can_be_followed_by_a_full_stop() -> None:
    assert root_cause(OSError("Missing dependencies for SOCKS support.")) == "Missing dependencies for SOCKS support"
    assert root_cause(OSError()) == "OSError"
