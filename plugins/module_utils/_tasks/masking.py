# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a task's options and environment is masked in everything that the task shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._ips.errors import FAULT_NAMES, Delivery
from .._ips.model import SERVICE_WORDS, Counters
from .._ips.redaction import Redactor, given_openly, named_secrets
from .._runs.result import Action, Status, StopResult

_SCHEME = re.compile(r"\A\s*(?:(?:[\w+.-]*:)?/+)?")

PROXY_VARIABLES = ("https_proxy", "http_proxy", "all_proxy")

NO_LOG = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
"""What Ansible shows in place of a secret option."""

WORDS = (
    *(str(member.value) for kind in (Action, Status, Delivery, StopResult) for member in kind),
    *("configuration", "authentication", "authorization", "api", "protocol", "transport", "timeout", "job"),
    *Counters._fields,
    "fatal_error",
    *FAULT_NAMES.values(),
    *SERVICE_WORDS,
)
"""The values that the enumerations of a result can have."""

SECRET_OPTIONS = {"password": "IPS_PASSWORD", "access_token": "IPS_ACCESS_TOKEN"}


def redactor_for(params: Mapping[str, Any], environ: Mapping[str, str]) -> Redactor:
    """Masks the secrets that a task may use, but neither the interface's words nor the names that the user gave."""
    return Redactor(secrets_of(params, environ), [*WORDS, *given_openly(params)])


def invocation_of(params: Mapping[str, Any], redactor: Redactor) -> dict[str, Any]:
    """The task's parameters as Ansible shows them, without the secrets."""
    hidden = {option: NO_LOG for option in SECRET_OPTIONS if params.get(option)}
    return {"module_args": {**redactor.data(dict(params)), **hidden}}


def secrets_of(params: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    """The passwords and tokens that a task may use or send, and user and password as HTTP Basic joins them."""
    secrets = [params.get(option) for option in SECRET_OPTIONS]
    secrets += [environ.get(variable) for variable in SECRET_OPTIONS.values()]
    username = params.get("username") or environ.get("IPS_USERNAME")
    password = params.get("password") or environ.get("IPS_PASSWORD")
    if username and password:
        secrets.append(f"{username}:{password}")
    secrets += named_secrets(params)
    urls = [params.get("endpoint"), params.get("upload_endpoint"), environ.get("IPS_ENDPOINT")]
    urls += [value for name, value in environ.items() if name.lower() in PROXY_VARIABLES]
    secrets += [secret for url in urls if url for secret in _secrets_in(url)]
    return [secret for secret in secrets if secret]


def _secrets_in(url: str) -> list[str]:
    """User and password in a URL, and the password alone; also in a text that is not quite a URL."""
    userinfo = _SCHEME.sub("", url.rpartition("@")[0])
    return [userinfo, userinfo.partition(":")[2]]
