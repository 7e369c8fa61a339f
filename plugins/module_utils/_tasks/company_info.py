# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""company_info: resolves a company, and verifies the credentials."""

from __future__ import annotations

from .arguments import ACCOUNT
from .base import Context, Task
from .findings import Findings, findings


def _company_info(context: Context[Findings]) -> None:
    params = context.params
    company = context.client.company(name=params["company_name"], handle=params["company_handle"])
    context.outcome.data.update(company=company.as_result(), login="valid")


TASK = Task(ACCOUNT, findings(company=None, login=None), _company_info)
