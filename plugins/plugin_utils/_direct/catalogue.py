# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that can run directly, by their names: what each of them takes and does."""

from __future__ import annotations

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import (
    arguments,
    info_tasks,
    job_arguments,
    run_tasks,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import cdn_invalidation as cdn_task
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import ips_request as request_task
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import scheduled_job as schedule_tasks
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import stop_job as stop_task
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import submit_job as submit_tasks
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import Arguments
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import Task

CATALOGUE: dict[str, tuple[Arguments, Task]] = {
    "cdn_invalidation": (arguments.CDN_INVALIDATION, cdn_task.CDN_INVALIDATION),
    "company_info": (arguments.COMPANY_INFO, info_tasks.COMPANY_INFO),
    "execute_job": (arguments.EXECUTE_JOB, run_tasks.EXECUTE_JOB),
    "ips_request": (arguments.IPS_REQUEST, request_task.IPS_REQUEST),
    "job_info": (arguments.JOB_INFO, info_tasks.JOB_INFO),
    "scheduled_job": (job_arguments.SCHEDULED_JOB, schedule_tasks.SCHEDULED_JOB),
    "stop_job": (arguments.STOP_JOB, stop_task.STOP_JOB),
    "submit_job": (job_arguments.SUBMIT_JOB, submit_tasks.SUBMIT_JOB),
    "wait_for_job": (arguments.WAIT_FOR_JOB, run_tasks.WAIT_FOR_JOB),
}
"""The same pairs that the modules' files give to ``run_module``."""
