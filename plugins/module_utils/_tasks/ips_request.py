# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ips_request: sends any operation of the service, for operations that no module covers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._ips.errors import ConfigurationError, Delivery, IpsError
from .._ips.redaction import named_secrets
from .._ips.soap import to_plain
from .._runs.delivery import can_follow_the_act
from .._runs.outcome import Outcome
from .._runs.resolve import company_handle, subject_of
from .arguments import CONNECTION, Arguments
from .base import Context, Task
from .options import filled

ARGUMENTS = CONNECTION + Arguments(
    {
        "company_name": filled(),
        "company_handle": filled(),
        "operation": filled(required=True),
        # It may hold passwords. They are masked by their keys; no_log keeps the option out of the system's log as well.
        "params": {"type": "dict", "no_log": True},
        "changes": {"type": "bool"},
    },
    mutually_exclusive=(("company_name", "company_handle"),),
)

COMPANY_KEY = "companyHandle"

READING = ("get", "search", "check")
"""How the names of operations that change nothing begin."""

WITHOUT_COMPANY = frozenset(
    {
        *("addCompany", "addCompanyMembership", "addGroupMembership", "addUser", "createPropertySet"),
        *("deletePropertySet", "deletePropertySetType", "generatePassword"),
        *("getAllCompanies", "getAllUsers", "getCompanyMembership", "getProperty", "getPropertySets"),
        *("getSystemProperties", "getUserChars", "getUserInfo", "getUsers"),
        *("removeCompanyMembership", "removeGroupMembership", "removePropertySetPermissions"),
        *("setCompanyMembership", "setPassword", "setPropertySetPermissions", "setUserInfo"),
        *("updatePropertySet", "updatePropertySetPermissions"),
    }
)
"""Operations whose requests have no companyHandle. A company that is set for all tasks is not added to them.

Source: the service's interface description of 2014-04-03.
"""

_OPERATION = re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII)
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)


@dataclass
class RequestOutcome(Outcome):
    """The result of ips_request so far.

    :param changes: whether the operation changes something.
    :param response: the content of the return element.
    """

    changes: bool = False
    delivery: Delivery = Delivery.NOT_SENT
    response: Any = None

    @property
    def changed(self) -> bool:
        """Whether the operation has changed something, or may have; in check mode, whether it would."""
        sent = self.predicted or self.delivery in (Delivery.CONFIRMED, Delivery.UNKNOWN)
        return self.changes and sent

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        return {"delivery": self.delivery.value, "response": self.response}


def _begin(params: Mapping[str, Any], check_mode: bool) -> RequestOutcome:
    changes = params["changes"]
    if changes is None:
        changes = not params["operation"].startswith(READING)
    return RequestOutcome(subject=subject_of(params), changes=changes)


def _request(context: Context[RequestOutcome]) -> None:
    params, client, outcome = context.params, context.client, context.outcome
    operation = params["operation"]
    if not _OPERATION.fullmatch(operation):
        raise ConfigurationError("operation is not the name of an operation: use ASCII letters and digits only.")
    given = params["params"] or {}
    check_fields("params", given)
    client.keep_secret(named_secrets(given))
    client.version.require(operation, given)
    fields = _fields(context)
    if outcome.changes and context.check_mode:
        outcome.predicted = True
        return
    outcome.delivery = Delivery.UNKNOWN
    try:
        content = (client.change if outcome.changes else client.read)(operation, fields)
    except IpsError as exc:
        outcome.delivery = exc.delivery
        if outcome.changes:
            exc.message += _advice(exc)
        raise
    outcome.delivery = Delivery.CONFIRMED
    outcome.response = None if content is None else to_plain(content)


def check_fields(path: str, value: Any) -> None:
    """Refuse keys that cannot be names of the service's fields.

    :param path: where the value is, for the message.
    :raises ConfigurationError: naming the first such key.
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or not _FIELD.fullmatch(key):
                raise ConfigurationError(f"{path} has the key {key!r}, which is not a field name. Nothing was sent.")
            check_fields(f"{path}.{key}", item)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            check_fields(f"{path}[{number}]", item)


def _fields(context: Context[RequestOutcome]) -> dict[str, Any]:
    """The request's fields, with the company if one is given: in place of its empty key, otherwise first."""
    params = context.params
    fields: dict[str, Any] = params["params"] or {}
    no_company = params["operation"] in WITHOUT_COMPANY or not (params["company_name"] or params["company_handle"])
    if no_company or fields.get(COMPANY_KEY) is not None:
        return fields
    company = company_handle(context.client, params)
    return {**fields, COMPANY_KEY: company} if COMPANY_KEY in fields else {COMPANY_KEY: company, **fields}


def _advice(exc: IpsError) -> str:
    """What to do about a failed request that may have changed something."""
    if exc.delivery is Delivery.UNKNOWN:
        return (
            " It was sent once, and whether the service acted on it is not known. Check that before you send it again."
        )
    if can_follow_the_act(exc):
        return " A fault of this kind can come after the service has acted. Check that before you send it again."
    return ""


TASK = Task(ARGUMENTS, _begin, _request)
