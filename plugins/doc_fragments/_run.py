# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Which run: the options of ``arguments.RUN``."""

    DOCUMENTATION = r"""
options:
  job_name:
    description:
      - The name of the job. Upper and lower case and spaces must match exactly.
      - The job does not have to be scheduled. The name of a job that was submitted once works too.
      - Exactly one of O(job_name) and O(run_handle) is needed.
    type: str
  run_handle:
    description:
      - The handle of a run, which M(mediaops.dynamic_media.execute_job) returns as C(run.handle), or of its log row,
        which M(mediaops.dynamic_media.job_info) returns.
    type: str
"""
