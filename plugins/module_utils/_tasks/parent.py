# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the processes that wait for a module's result still run. If not, the module changes nothing more."""

from __future__ import annotations

import os
import select
from collections.abc import Mapping
from contextlib import suppress
from typing import Callable

PLAYBOOK_PID = "MEDIAOPS_DYNAMIC_MEDIA_PLAYBOOK_PID"
"""The environment variable with ansible-playbook's process ID, which the action plugin sets for a local module."""

STDOUT = 1


def parent_of_module(environ: Mapping[str, str]) -> Callable[[], bool]:
    """A function that says whether the parent process, the reader of the output and ansible-playbook still run."""
    parent = os.getppid()
    pid = environ.get(PLAYBOOK_PID, "")
    playbook_lives = _life_of(int(pid)) if pid.isdecimal() else lambda: True
    return lambda: os.getppid() == parent and not _has_event(STDOUT, 0) and playbook_lives()


def _life_of(pid: int) -> Callable[[], bool]:
    """A function that says whether a process still runs. Where the system can tell, a zombie does not count."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return lambda: False
    except (AttributeError, OSError):  # older than Linux 5.3, or another system
        return lambda: _exists(pid)
    return lambda: not _has_event(descriptor, select.POLLIN)


def _exists(pid: int) -> bool:
    try:
        with suppress(PermissionError):
            os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _has_event(descriptor: int, wanted: int) -> bool:
    """Whether a wanted event has come, or the other end was closed, which is always reported."""
    poll = select.poll()
    poll.register(descriptor, wanted)
    return bool(poll.poll(0))
