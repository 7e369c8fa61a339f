# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""service_info: checks whether the assumptions of the collection hold for an account."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .._ips.errors import ConfigurationError
from .._runs.account import Exchange, Inspector
from .._runs.assumptions import ASSUMPTIONS
from .._runs.transcript import transcript_of
from .arguments import ACCOUNT, Arguments
from .base import Context, Task
from .findings import Findings, findings

ARGUMENTS = ACCOUNT + Arguments({"record_to": {"type": "path"}})


def _service_info(context: Context[Findings]) -> None:
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


TASK = Task(ARGUMENTS, findings(checks=[]), _service_info)
