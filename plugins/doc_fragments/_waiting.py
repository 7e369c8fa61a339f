# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """How long, and how often, the service is asked: the options of ``run_options.WAITING``."""

    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - How long all the waiting of the task may take, including that for an older run.
      - Like every duration, in seconds or with a unit, for example V(90s), V(30m), V(6h) or V(2d).
      - No run is triggered after it. A request that is on its way at that time is not aborted. Its answer may take at
        most O(request_timeout).
      - V(0) means no limit. A run that has ended, and whose log row has not shown an end 15 minutes later (or
        O(start_timeout), if that is longer), ends the task as C(unknown) then, too.
    type: str
    default: '3600'
  start_timeout:
    description:
      - How soon the run has to appear, among the active jobs or in the logs.
      - A run that is in neither place for this long counts as lost.
    type: str
    default: '120'
  poll_interval:
    description:
      - The longest time between two polls of the run. The first comes after one second, and the interval
        grows by half each time.
    type: str
    default: '10'
  on_timeout:
    description:
      - What to do when O(wait_timeout) expires and the run has not ended.
      - V(fail) fails, and lets the run continue.
      - V(stop) stops a run that this task has started, verifies that it has stopped, and fails. A run that
        something else has started is never stopped.
      - V(detach) ends without failure, and lets the run continue.
      - If the time expires before anything was triggered, the task always fails.
    type: str
    choices: [fail, stop, detach]
    default: fail
"""
