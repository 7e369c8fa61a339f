# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds by a module's name what the module does."""

from __future__ import annotations

import importlib

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import Arguments
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import Task

TASKS = "ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks"


def task_of(module: str) -> tuple[Arguments, Task]:
    """The options of a module, and its task.

    :param module: its name without the collection's.
    """
    file = importlib.import_module(f"{TASKS}.{module}")
    return file.ARGUMENTS, file.TASK
