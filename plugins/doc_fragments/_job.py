# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Which scheduled job: the options of ``execute_job.ONE_SCHEDULED_JOB``."""

    DOCUMENTATION = r"""
options:
  job_name:
    description:
      - The name of the scheduled job. Upper and lower case and spaces must match exactly.
      - It is compared with the original names of the company's scheduled jobs. If no job has that original name, it is
        compared with their names.
      - If several jobs have the name, the task fails and lists their handles.
      - Exactly one of O(job_name) and O(job_handle) is needed.
    type: str
  job_handle:
    description:
      - The handle of the scheduled job, as M(mediaops.dynamic_media.job_info) returns it.
      - A new release of the service can change handles, so prefer the name in a playbook.
    type: str
"""
