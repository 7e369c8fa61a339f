# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """When a run is triggered, and whether the task waits for it: the options of ``triggering.DECISION``."""

    DOCUMENTATION = r"""
options:
  on_running:
    description:
      - What to do when a run of the job is already active. A log row without an end counts as an active run if it
        started within the last 15 minutes.
      - V(adopt) triggers nothing, and waits for the active run instead of a new one.
      - V(fail) triggers nothing, and fails.
      - V(wait) waits for the active run to end, and then decides again.
      - V(execute) triggers another run in parallel.
      - If several runs are active, the one that started last counts.
      - A trigger counts as an active run for 10 minutes if a task of the same user has sent it from this machine and
        has not seen its run. With V(adopt) and V(wait) the task looks for that run first.
    type: str
    choices: [adopt, fail, wait, execute]
    default: adopt
  adopt_since:
    description:
      - With O(on_running=adopt), adopt only a run that started at or after this time. The task waits for an older run
        to end, even with O(wait=false), and then decides again.
      - A time is ISO 8601 with a zone (V(2026-01-31T06:00:00Z)), epoch seconds (V(1769839200)), or an age in
        seconds, minutes, hours or days (V(90s), V(30m), V(6h), V(2d)). An age counts back from the
        server's current time.
    type: str
  skip_if_succeeded_since:
    description:
      - Trigger nothing if a run that started at or after this time has already succeeded. A run has succeeded
        if it is within O(max_errors) and O(max_warnings), and had no fatal error.
      - This makes a task safe to run again.
      - A run whose start is more than 15 minutes in the service's future does not count.
      - A time is given as in O(adopt_since).
    type: str
  wait:
    description:
      - Whether to wait for the end of the run, and to fail if the run fails.
      - With V(false) the task ends as soon as it has found the run, or after 15 seconds without it. It then never
        fails because of the run's result.
    type: bool
    default: true
"""
