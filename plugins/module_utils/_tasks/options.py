# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible's argument specs cannot check of the options: ranges, times, and text that XML cannot carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .._ips.connection import Credentials
from .._ips.errors import ConfigurationError
from .._ips.soap import unfit_character
from .._ips.times import When, parse_duration, parse_when

MAX_NUMBER = 10**9
MAX_SIZE = 2**62

POSITIVE_DURATIONS = ("request_timeout", "poll_interval", "upload_timeout")
DURATIONS = (*POSITIVE_DURATIONS, "wait_timeout", "start_timeout", "stop_timeout")
NOT_NEGATIVE = ("retries", "max_errors", "max_warnings", "log_limit")
AT_LEAST_ONE = ("limit", "max_post_size", "max_post_files")
SIZES = ("max_post_size",)
TIMES = ("adopt_since", "skip_if_succeeded_since", "since", "until")
MOMENTS_TO_COME = ("exec_time",)

_MOMENTS = "ISO 8601 with a zone (2026-01-31T06:00:00Z), epoch seconds"
NOT_EMPTY = ("job_name", "job_names", "job_handle", "run_handle", "company_name", "company_handle", "operation")


def read_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """The options with each duration in seconds; options that no task could use are refused before anything is sent.

    :raises ConfigurationError: naming the option.
    """
    for option, value in params.items():
        _check_text(option, value)
    for option in NOT_EMPTY:
        _check_filled(option, params.get(option))
    for option in NOT_NEGATIVE:
        _check_number(params, option, least=0)
    for option in AT_LEAST_ONE:
        _check_number(params, option, least=1)
    for option in TIMES:
        time_option(params, option)
    for option in MOMENTS_TO_COME:
        moment_option(params, option)
    return {**params, **{option: _seconds(option, params[option]) for option in DURATIONS if option in params}}


def check_credentials(credentials: Credentials) -> None:
    """Refuse what XML cannot carry in user, password or token, which may come from the environment.

    :raises ConfigurationError: naming the variable.
    """
    _check_text("IPS_USERNAME", credentials.username)
    _check_text("IPS_PASSWORD", credentials.password)
    _check_text("IPS_ACCESS_TOKEN", credentials.access_token)


def time_option(params: Mapping[str, Any], option: str) -> When | None:
    """The time that an option gives, or None where it is not set.

    :raises ConfigurationError: when it is none.
    """
    return _read_time(params, option, f"Give {_MOMENTS}, or an age (90s, 30m, 6h, 2d).")


def moment_option(params: Mapping[str, Any], option: str) -> datetime | None:
    """The time to come that an option gives, or None where it is not set.

    :raises ConfigurationError: when it is none.
    """
    hint = f"Give a time to come: {_MOMENTS}."
    moment = _read_time(params, option, hint)
    if isinstance(moment, timedelta):
        raise ConfigurationError(f"{option} is an age. {hint}")
    return moment


def _read_time(params: Mapping[str, Any], option: str, hint: str) -> When | None:
    if params.get(option) is None:
        return None
    try:
        return parse_when(str(params[option]))
    except ValueError as exc:
        raise ConfigurationError(f"{option}: {exc}. {hint}") from None


def _seconds(option: str, value: Any) -> float | None:
    if value is None:
        return None
    try:
        seconds = parse_duration(str(value))
    except ValueError as exc:
        raise ConfigurationError(
            f"{option}: {exc}. Give seconds, or a number with a unit (90s, 30m, 6h, 2d)."
        ) from None
    if seconds > MAX_NUMBER:
        raise ConfigurationError(f"{option} is {value}, which is out of range.")
    if seconds == 0 and option in POSITIVE_DURATIONS:
        raise ConfigurationError(f"{option} is {value}; it must be more than 0.")
    return seconds


def _check_number(params: Mapping[str, Any], option: str, least: int) -> None:
    value = params.get(option)
    if value is not None and value > (MAX_SIZE if option in SIZES else MAX_NUMBER):
        raise ConfigurationError(f"{option} is {value}, which is out of range.")
    if value is not None and value < least:
        raise ConfigurationError(f"{option} is {value}; it must be {least} or more.")


def _check_filled(path: str, value: Any) -> None:
    if isinstance(value, list):
        for number, item in enumerate(value):
            _check_filled(f"{path}[{number}]", item)
    elif value is not None and not value.strip():
        raise ConfigurationError(f"{path} is empty.")


def _check_text(path: str, value: Any) -> None:
    """Refuse characters that XML cannot carry, wherever they are in an option."""
    if isinstance(value, str):
        unfit = unfit_character(value)
        if unfit is not None:
            raise ConfigurationError(f"{path} holds the character U+{ord(unfit):04X}, which XML cannot carry.")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _check_text(f"{path}.{key}", str(key))
            _check_text(f"{path}.{key}", item)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            _check_text(f"{path}[{number}]", item)
