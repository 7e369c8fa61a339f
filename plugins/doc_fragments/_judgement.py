# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What a run may show and still count as a success: the options of ``run_options.JUDGEMENT``."""

    DOCUMENTATION = r"""
options:
  max_errors:
    description:
      - How many errors of files, and how many of transfers, the run's log may count before the run is a failure.
      - A fatal error is always a failure.
    type: int
    default: 0
  max_warnings:
    description:
      - How many warnings the run's log may count before the run is a failure.
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
