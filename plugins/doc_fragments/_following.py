# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """How a run is waited for and judged: the options of ``run_options.FOLLOWING``."""

    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - How long the task may wait in total, including the wait for an older run.
      - Give it, like every duration, in seconds or with a unit, for example V(90s), V(30m), V(6h) or V(2d).
      - The task triggers no run after that. It does not abort a request that it has already sent. Its answer may take
        at most O(request_timeout).
      - V(0) means no limit. Even then, the task ends with status C(unknown) if a run has ended and its log row shows no
        end within 15 minutes, or within O(start_timeout) if that is longer.
    type: str
    default: '3600'
  start_timeout:
    description:
      - How long the run may take to appear among the active jobs or in the logs.
      - A run that has been in neither place for this long counts as lost.
    type: str
    default: '120'
  poll_interval:
    description:
      - The longest time between two polls of the run. The first poll comes after one second, and each interval is
        half as long again as the one before.
    type: str
    default: '10'
  on_timeout:
    description:
      - What to do when O(wait_timeout) expires and the run has not ended.
      - V(fail) fails, and lets the run continue.
      - V(stop) stops a run that this task has started, verifies that it has stopped, and fails. It never stops a run
        that something else has started.
      - V(detach) ends without failure, and lets the run continue.
      - If the time expires before anything was triggered, the task always fails.
    type: str
    choices: [fail, stop, detach]
    default: fail
  max_errors:
    description:
      - The run counts as failed if its log shows more errors than this, of files or of transfers.
      - A fatal error is always a failure.
    type: int
    default: 0
  max_warnings:
    description:
      - The run counts as failed if its log shows more warnings than this.
      - If it is not set, there is no limit.
    type: int
  log_details:
    description:
      - Which messages of the run's log are returned.
      - V(errors) returns those that report an error, a failure or a cancelled file.
      - V(all) returns all, V(none) returns none.
    type: str
    choices: [errors, all, none]
    default: errors
  log_limit:
    description:
      - The maximum number of log messages to return.
    type: int
    default: 100
"""
