# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of options. Each checks what Ansible's argument specs cannot: ranges, durations, times, empty texts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import partial
from typing import Any, Callable

from .._ips.connection import Credentials
from .._ips.errors import ConfigurationError
from .._ips.soap import forbidden_character
from .._ips.times import parse_duration, parse_when

READ = "read"
"""The key of an option's :data:`Reader` in its spec. Ansible does not get it."""

Reader = Callable[[str, Any], Any]
"""Turns an option's name and a value that Ansible has accepted into what the task uses.

:raises ConfigurationError: naming the option, when no task could use the value.
"""

MAX_NUMBER = 10**9

ZONED = "ISO 8601 with a zone (2026-01-31T06:00:00Z)"


def filled(**spec: Any) -> dict[str, Any]:
    """An option that takes a text, or a list of texts, and refuses empty ones."""
    return {"type": "str", **spec, READ: _read_filled}


def duration(seconds: float) -> dict[str, Any]:
    """An option that takes a duration: seconds, or a number with a unit such as ``30m``. The task gets seconds.

    :param seconds: the default.
    """
    return {"type": "str", "default": f"{seconds:g}", READ: _read_duration}


def positive_duration(seconds: float) -> dict[str, Any]:
    """An option that takes a duration of more than 0.

    :param seconds: the default.
    """
    return {**duration(seconds), READ: partial(_read_duration, positive=True)}


def choice(default: Enum) -> dict[str, Any]:
    """An option that takes one of the values of an enumeration. The task gets the member."""
    kind = type(default)
    values = [member.value for member in kind]
    return {"type": "str", "choices": values, "default": default.value, READ: lambda _option, value: kind(value)}


def count(default: int | None = None, least: int = 0, most: int = MAX_NUMBER) -> dict[str, Any]:
    """An option that takes a number of things."""
    spec = {"type": "int", READ: partial(_read_number, least=least, most=most)}
    return spec if default is None else {**spec, "default": default}


def time() -> dict[str, Any]:
    """An option that takes a time or an age. The task gets a :data:`When`."""
    return {"type": "str", READ: reader(parse_when, f"Give {ZONED}, epoch seconds, or an age (90s, 30m, 6h, 2d).")}


def check_credentials(credentials: Credentials) -> None:
    """Refuse characters that XML cannot carry in user, password or token, which may come from the environment.

    :raises ConfigurationError: naming the variable.
    """
    check_text("IPS_USERNAME", credentials.username)
    check_text("IPS_PASSWORD", credentials.password)
    check_text("IPS_ACCESS_TOKEN", credentials.access_token)


def check_text(path: str, value: Any) -> None:
    """Refuse characters that XML cannot carry, at any depth of an option.

    :raises ConfigurationError: naming the place.
    """
    if isinstance(value, str):
        forbidden = forbidden_character(value)
        if forbidden is not None:
            raise ConfigurationError(f"{path} contains the character U+{ord(forbidden):04X}, which XML cannot carry.")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            check_text(f"{path}.{key}", str(key))
            check_text(f"{path}.{key}", item)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            check_text(f"{path}[{number}]", item)


def _read_filled(path: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_read_filled(f"{path}[{number}]", item) for number, item in enumerate(value)]
    if not value.strip():
        raise ConfigurationError(f"{path} is empty.")
    return value


def reader(parse: Callable[[str], Any], hint: str) -> Reader:
    """A reader that reports the ValueError of a parser.

    :param hint: what to do, for the message.
    """

    def read(option: str, value: Any) -> Any:
        try:
            return parse(str(value))
        except ValueError as exc:
            raise ConfigurationError(f"{option}: {exc}. {hint}") from None

    return read


_seconds = reader(parse_duration, "Give seconds, or a number with a unit (90s, 30m, 6h, 2d).")


def _read_duration(option: str, value: Any, positive: bool = False) -> float:
    seconds: float = _seconds(option, value)
    if seconds > MAX_NUMBER:
        raise ConfigurationError(f"{option} is {value}, which is out of range.")
    if positive and seconds == 0:
        raise ConfigurationError(f"{option} is {value}; it must be more than 0.")
    return seconds


def _read_number(option: str, value: int, least: int, most: int) -> int:
    if isinstance(value, bool):
        raise ConfigurationError(f"{option} is {value}; it must be a number.")
    if value > most:
        raise ConfigurationError(f"{option} is {value}, which is out of range.")
    if value < least:
        raise ConfigurationError(f"{option} is {value}; it must be {least} or more.")
    return value
