# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SOAP as the service reads and writes it; shares nothing with the collection's own."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from xml.sax.saxutils import escape, unescape

from simulated_ips.timeline import EPOCH

BASE = "http://www.scene7.com/IpsApi/xsd"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"

_FIELD = re.compile(r"<(\w+)>([^<]*)</\1>")
_QUOTES = {"&quot;": '"', "&apos;": "'"}

Fields = dict[str, str]


def namespace(version: str) -> str:
    """The namespace of the body's elements in that API version."""
    return BASE if version == "pre-4.0" else f"{BASE}/{version}"


def read_request(operation: str, version: str, body: bytes) -> Fields:
    """The fields of a request. For an array, the last item.

    :raises ValueError: when it is not a request of that operation and version.
    """
    text = body.decode()
    start = text.find(f'<{operation}Param xmlns="{namespace(version)}"')
    if start < 0:
        raise ValueError(f"this is no {operation} of {version}: {text}")
    found = _FIELD.findall(text, start)
    return {name: unescape(value, _QUOTES) if "&" in value else value for name, value in found}


def envelope(body: str) -> bytes:
    """An envelope with that body."""
    return f'{XML}<s:Envelope xmlns:s="{ENVELOPE}"><s:Body>{body}</s:Body></s:Envelope>'.encode()


def answer(operation: str, version: str, content: str = "") -> bytes:
    """The return element of an operation."""
    name = f"{operation}Return"
    return envelope(f'<{name} xmlns="{namespace(version)}">{content}</{name}>')


def fault(element: str, code: int, reason: str, side: str = "Client") -> bytes:
    """A fault with its detail.

    :param side: Client or Server, whichever the fault blames.
    """
    text = escape(reason)
    return envelope(
        f"<s:Fault><faultcode>s:{side}</faultcode><faultstring>{text}</faultstring><detail>"
        f'<{element} xmlns="{BASE}"><code>{code}</code><reason>{text}</reason></{element}></detail></s:Fault>'
    )


def element(name: str, value: str) -> str:
    """One field."""
    return f"<{name}>{escape(value)}</{name}>"


def written(seconds: float, whole: bool) -> str:
    """A time of the server's clock as xs:dateTime.

    :param seconds: after the epoch of the simulation.
    :param whole: whether the service writes no fraction.
    """
    moment = _moment(seconds)
    return moment.isoformat(timespec="seconds" if whole else "milliseconds").replace("+00:00", "Z")


def suffix(seconds: float, whole: bool) -> str:
    """A time in the form in which it ends the names of runs."""
    moment = _moment(seconds)
    fraction = "" if whole else f".{moment.microsecond // 1000:03d}"
    return moment.strftime("_%Y-%m-%d-%H:%M:%S") + fraction


def _moment(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def read_time(text: str) -> float:
    """Seconds after the epoch of the simulation."""
    return (datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH).total_seconds()


@lru_cache(maxsize=4096)
def _http_date(second: int) -> str:
    return _moment(second).strftime("%a, %d %b %Y %H:%M:%S GMT")


def http_date(seconds: float) -> str:
    """A time in the form of HTTP headers, cut to a second."""
    return _http_date(int(seconds // 1))
