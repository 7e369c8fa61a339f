# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes how long each item of a loop, and each task, took: one JSON object a line."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: stopwatch
type: aggregate
short_description: Writes the wall time of items and tasks to the file that STOPWATCH_FILE names
version_added: 1.0.0
author: mediaops.dynamic_media contributors (@mediaops)
description:
  - For the benchmarks of the collection.
requirements:
  - The environment variable STOPWATCH_FILE.
"""


class CallbackModule(CallbackBase):
    """Writes a line as each item and each task ends; the first item of a loop counts the start of its worker too."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "stopwatch"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._task_started = self._item_started = 0.0
        self._items = 0

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._task_started = self._item_started = time.perf_counter()
        self._items = 0

    def v2_runner_item_on_ok(self, result: Any) -> None:
        now = time.perf_counter()
        self._write("first item" if self._items == 0 else "item", result, now - self._item_started)
        self._item_started = now
        self._items += 1

    def v2_runner_on_ok(self, result: Any) -> None:
        if self._items == 0:
            self._write("task", result, time.perf_counter() - self._task_started)

    def _write(self, what: str, result: Any, seconds: float) -> None:
        line = {"what": what, "task": result._task.get_name(), "seconds": seconds}
        with open(os.environ["STOPWATCH_FILE"], "a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
