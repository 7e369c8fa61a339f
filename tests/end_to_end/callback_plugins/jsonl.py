# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stdout callback for programs: one JSON object a line, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: jsonl
type: stdout
short_description: Writes one JSON object a line
version_added: 1.0.0
author: mediaops.dynamic_media contributors (@mediaops)
description:
  - For the tests of the collection.
"""


class CallbackModule(CallbackBase):
    """Writes a line as each task ends on a host."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "jsonl"

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task went well."""
        self._display.display(json.dumps({"task": result.task_name, "outcome": "ok"}))
