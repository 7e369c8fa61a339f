# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""service_info: whether what the collection relies upon is so at an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .._ips.errors import ConfigurationError
from .._runs.account import Exchange, Inspector
from .._runs.assumptions import ASSUMPTIONS
from .._runs.resolve import company_subject
from .._runs.transcript import transcript_of
from .arguments import COMPANY, CONNECTION, Arguments
from .base import Context, PlainOutcome, Task

ARGUMENTS = CONNECTION + COMPANY + Arguments({"record_to": {"type": "path"}})


def _begin(params: Mapping[str, Any], check_mode: bool) -> PlainOutcome:
    return PlainOutcome(company_subject(params), {"checks": []})


def _service_info(context: Context) -> None:
    params = context.params
    exchanges: list[Exchange] = []
    try:
        account = Inspector(context.client, exchanges).look(params["company_name"], params["company_handle"])
    finally:
        if params["record_to"] and not context.check_mode:
            _record(Path(context.client.connection.directory, params["record_to"]), exchanges)
    context.outcome.data["checks"] = [assumption.check(account) for assumption in ASSUMPTIONS]


def _record(path: Path, exchanges: Sequence[Exchange]) -> None:
    try:
        path.write_text(transcript_of(exchanges), encoding="utf-8")
    except OSError as exc:
        raise ConfigurationError(f"the transcript cannot be written: {exc}. Check record_to.") from None


TASK = Task(_begin, _service_info)
