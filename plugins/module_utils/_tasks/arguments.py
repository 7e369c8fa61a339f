# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specs that compose, each with its own rules. The doc fragments describe the same options in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible.module_utils.errors import NoLogError, SubParameterTypeError, UnsupportedError

from .._ips.connection import AUTH_METHODS, REGIONS, STAGES
from .._ips.versions import CURRENT_VERSION
from .._runs.judgement import Thresholds
from .options import READ, check_text, count, filled, positive_duration

Rule = tuple[str, ...]


_WRONG_CHOICE = re.compile(
    r"must be one (?:or more )?of: (?P<choices>.+?)[,.] [Gg]ot(?: no match for)?: (?P<value>.+?)(?: found in .*)?$"
)
"""Ansible's message about a value that is not among the choices of an option."""

_RANKS = {UnsupportedError: -2, SubParameterTypeError: -1, NoLogError: 1}
"""Of several errors, Ansible's error of the lowest rank is reported. The others have rank 0."""


@dataclass(frozen=True)
class Arguments:
    """Some options and the rules among them; sums of these make a module's spec.

    :param options: as in AnsibleModule's ``argument_spec``, plus the readers that ``options.py`` adds.
    """

    options: dict[str, dict[str, Any]] = field(default_factory=dict)
    mutually_exclusive: tuple[Rule, ...] = ()
    required_one_of: tuple[Rule, ...] = ()
    required_if: tuple[tuple[Any, ...], ...] = ()

    def __add__(self, other: Arguments) -> Arguments:
        return Arguments(
            {**self.options, **other.options},
            self.mutually_exclusive + other.mutually_exclusive,
            self.required_one_of + other.required_one_of,
            self.required_if + other.required_if,
        )

    def read(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as the task uses them. What no task could use is refused before anything is sent.

        :param params: as Ansible has accepted them.
        :raises ConfigurationError: naming the option.
        """
        for name, value in params.items():
            check_text(name, value)
        readers = {name: spec[READ] for name, spec in self.options.items() if READ in spec}
        return {
            name: readers[name](name, value) if name in readers and value is not None else value
            for name, value in params.items()
        }

    def as_spec(self) -> dict[str, Any]:
        """The keyword arguments of AnsibleModule and of ArgumentSpecValidator."""
        return {
            "argument_spec": {
                name: {key: value for key, value in spec.items() if key != READ} for name, spec in self.options.items()
            },
            "mutually_exclusive": [list(rule) for rule in self.mutually_exclusive],
            "required_one_of": [list(rule) for rule in self.required_one_of],
            "required_if": [list(rule) for rule in self.required_if],
        }


def validatable(options: Mapping[str, Any], values: Any) -> Any:
    """The values, prepared for Ansible's validation: without null, and without numbers in place of dictionaries.

    In some of its rules and types, Ansible takes null for a value. A number or a boolean in place of a dictionary
    makes it crash; a text is refused by the option's name.

    :param options: an argument spec.
    """
    if isinstance(values, list):
        return [validatable(options, value) for value in values]
    if not isinstance(values, Mapping):
        return str(values) if isinstance(values, (int, float)) else values
    return {
        name: validatable(options[name]["options"], value) if "options" in options.get(name, {}) else value
        for name, value in values.items()
        if value is not None or name not in options
    }


def error_message(validation: Any, module_name: str) -> str | None:
    """Ansible's message about invalid parameters, or None if they are valid.

    A misspelt option comes first. Ansible itself would report the required option that is missing because of it. It
    also would not name an option whose value should be a dictionary.

    :param validation: a ``ValidationResult``.
    """
    if not validation.error_messages:
        return None
    error = min(validation.errors, key=lambda error: _RANKS.get(type(error), 0))
    if isinstance(error, UnsupportedError):
        return f"Unsupported parameters for ({module_name}) module: {error.msg}"
    return _with_nearest(str(error.msg))


def _with_nearest(message: str) -> str:
    """Ansible's message about an invalid choice, with the choice that the user may have meant."""
    wrong = _WRONG_CHOICE.search(message)
    if wrong is None:
        return message
    import difflib  # Only a failure needs it, and to import it costs every task.

    by_folded = {choice.casefold(): choice for choice in wrong["choices"].split(", ")}
    near = difflib.get_close_matches(wrong["value"].casefold(), by_folded, n=1)
    return f"{message}. Did you mean {by_folded[near[0]]!r}?" if near else message


def one_of(*names: str) -> dict[str, tuple[Rule, ...]]:
    """The rules that require exactly one of the options."""
    return {"mutually_exclusive": (names,), "required_one_of": (names,)}


CONNECTION = Arguments(
    {
        "endpoint": {"type": "str"},
        "region": {"type": "str", "choices": list(REGIONS)},
        "stage": {"type": "str", "choices": list(STAGES)},
        "username": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "access_token": {"type": "str", "no_log": True},
        "auth_method": {"type": "str", "choices": list(AUTH_METHODS), "default": AUTH_METHODS[0]},
        "api_version": {"type": "str", "default": CURRENT_VERSION.name},
        "app_name": {"type": "str"},
        "app_version": {"type": "str"},
        "locale": {"type": "str"},
        "request_timeout": positive_duration(30),
        "retries": count(3),
        "validate_certs": {"type": "bool", "default": True},
        "ca_path": {"type": "path"},
        "client_cert": {"type": "path"},
        "client_key": {"type": "path", "no_log": False},
        "allow_http": {"type": "bool", "default": False},
    },
    mutually_exclusive=(("endpoint", "region"),),
)

COMPANY = Arguments({"company_name": filled(), "company_handle": filled()}, **one_of("company_name", "company_handle"))

ACCOUNT = CONNECTION + COMPANY
"""The options of every module that deals with one company."""

RUN = Arguments({"job_name": filled(), "run_handle": filled()}, **one_of("job_name", "run_handle"))

THRESHOLDS = Arguments({"max_errors": count(0), "max_warnings": count()})


def thresholds_from(params: Mapping[str, Any]) -> Thresholds:
    """What a run may show and still count as a success."""
    return Thresholds(params["max_errors"], params["max_warnings"])
