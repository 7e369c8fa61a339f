#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: scheduled_job
short_description: Keep a recurring Dynamic Media job present, absent or paused
version_added: 1.0.0
description:
  - Ensures that a recurring job of Dynamic Media Classic (Scene7 IPS) exists as described, is paused, or does not
    exist.
  - The service cannot change a job, so a job that differs is replaced. The new one is submitted first, then the old
    one is deleted. If the service refuses a second job of the name, the old one is deleted first, and is restored if
    the new one is refused. The task then fails, and says which definition exists.
  - An interrupted task never leaves the job missing. It can leave two jobs of that name, which the next task reduces to
    one. While the task replaces a job, it keeps the old definition in a file on the host that runs the module.
  - No request that changes something is sent twice. If an answer is lost, the scheduled jobs show what happened.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._job_kinds
  - mediaops.dynamic_media._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  job_name:
    description:
      - The name of the scheduled job. Upper and lower case and spaces must match exactly.
      - If several jobs have the name, the task fails and lists their handles.
    type: str
    required: true
  state:
    description:
      - V(present) ensures that the job exists as described, and that it is not paused.
      - V(paused) ensures that the job exists and is paused. If you give a kind of job, the task first ensures that the
        job is as described. Otherwise only the pause changes.
      - V(absent) ensures that the job does not exist. It needs only O(job_name).
    type: str
    choices: [present, absent, paused]
    default: present
  schedule:
    description:
      - When the job runs, a cron-like string in the time zone of the service. It has six fields, and an optional
        seventh for the year. The first field is seconds, for example V(0 0 2 * * ?) for 02:00 every day.
      - In the service's schedules, one of the two day fields is V(?), and weekdays count from 1 for Sunday.
      - An invalid schedule is refused before anything is sent, in check mode too. The task warns about one that may
        not mean what you intend, such as a Unix cron line of five fields.
      - Schedules are compared by meaning, so V(00 00 02 * * ?) does not differ from V(0 0 2 * * ?).
      - Required with O(state=present).
    type: str
  force:
    description:
      - Replace a job even if the service does not show all of it, such as the URLs of an upload. Such a job cannot be
        restored if the new one is refused, so without this option the task fails and changes nothing.
    type: bool
    default: false
  description:
    description:
      - What the job is for.
      - If it is not set, it is not compared, and a job that is replaced keeps its description.
      - Needs O(api_version) V(2008-01-15) or newer.
    type: str
  user_handle:
    description:
      - The handle of the user for whom the job is submitted, if that is another user.
      - It is used only when the job is submitted, because the service does not show it.
    type: str
  locale:
    description:
      - The language of the service's messages, for example V(en-US), and of a job that is submitted.
      - A different locale does not cause a replacement.
      - If it is not set, the service chooses.
    type: str
notes:
  - With O(state=present), exactly one kind of job is needed, such as O(image_serving_publish).
  - Only what is set is compared with what the service shows of the job. What the service shows beyond that, such as
    defaults that it adds, is not a difference.
  - A replaced job belongs to the user who submits the new one, and gets a new handle.
  - Parallel tasks of one user on one machine do not change the same job at once. Each task holds a lock from its first
    look to its last change. In check mode it takes no lock.
seealso:
  - module: mediaops.dynamic_media.submit_job
  - module: mediaops.dynamic_media.execute_job
  - module: mediaops.dynamic_media.job_info
"""

EXAMPLES = r"""
- name: Publish every night at two
  mediaops.dynamic_media.scheduled_job:
    company_name: Planetary
    job_name: Nightly Publish
    schedule: 00 00 02 * * ?
    description: All images, every night
    image_serving_publish:
      publish_type: Full
      email_setting: Error

- name: Pause it while the catalog is rebuilt
  mediaops.dynamic_media.scheduled_job:
    company_name: Planetary
    job_name: Nightly Publish
    state: paused

- name: Optimize images on Sundays, and see what would change
  mediaops.dynamic_media.scheduled_job:
    company_name: Planetary
    job_name: Weekly Optimize
    schedule: 00 30 04 ? * Sun
    optimize_images:
      email_setting: None
  check_mode: true
  diff: true

- name: Delete a job that is not needed any more
  mediaops.dynamic_media.scheduled_job:
    company_name: Planetary
    job_name: My Test Job_2
    state: absent
"""

RETURN = r"""
changed:
  description: >-
    Whether this task changed the job, or may have changed it. In check mode, whether it would.
  type: bool
  returned: always
  sample: true
actions:
  description: >-
    The operations that the service has carried out, in order, including those that restored an old definition. In
    check mode, those that would be sent.
  type: list
  elements: str
  returned: when the options were accepted
  sample: [submitJob, deleteJob]
unconfirmed:
  description: >-
    An operation that was sent, if it is not known whether the service acted on it. Null otherwise.
  type: str
  returned: when the options were accepted
  sample: submitJob
reason:
  description:
    - Why the result is what it is. For a job that is submitted, it also says when the job runs, and on which day next.
    - The service does not show its time zone. If the next day depends on that, the latest possible day is given.
  type: str
  returned: when the options were accepted
  sample: >-
    The job is replaced, since it differs in schedule. It runs at 02:00:00 every day, in the service's time zone. The
    next time is on or before 2026-11-27.
job:
  description: >-
    The job as it is now, as far as it is known. Null if there is none. In check mode, the job before any change.
  type: dict
  returned: when the options were accepted
  contains:
    # begin job_keys
    handle:
      description: The handle of the job.
      type: str
      returned: always
      sample: j|110|Nightly Publish||
    name:
      description: The name of the job.
      type: str
      returned: always
      sample: Nightly Publish
    original_name:
      description: The original name of the job, which links its runs to it. Null if the service has none.
      type: str
      returned: always
      sample: Nightly Publish
    type:
      description: What kind of job it is.
      type: str
      returned: always
      sample: ImageServingPublish
    trigger_state:
      description: The state of its schedule, V(Blocked), V(Complete), V(Error), V(None), V(Normal) or V(Paused).
      type: str
      returned: always
      sample: Normal
    next_fire_time:
      description: When the schedule runs it next. Null if no run is due.
      type: str
      returned: always
      sample: '2026-02-01T02:00:00Z'
    # end job_keys
previous:
  description: The definition that was deleted, so that it can be restored. Null if none was.
  type: dict
  returned: when the options were accepted
  contains:
    schedule:
      description: When the job ran. Null if it had no schedule.
      type: str
      returned: always
      sample: 00 00 03 * * ?
    trigger_state:
      description: The state of its schedule.
      type: str
      returned: always
      sample: Normal
    description:
      description: What the job was for. Null if it had no description.
      type: str
      returned: always
      sample: All images, every night
    definition:
      description: >-
        What the job did, as the option of its kind takes it. Null if the service did not show it.
      type: dict
      returned: always
      sample:
        image_serving_publish:
          publish_type: Full
          email_setting: Error
# begin exchange_and_error
exchange:
  description: What the task exchanged with the service.
  type: dict
  returned: when the options were accepted
  contains:
    requests:
      description: HTTP requests that were sent, including failed attempts.
      type: int
      returned: always
      sample: 9
    retries:
      description: How many of them were retries of a failed request.
      type: int
      returned: always
      sample: 0
    polls:
      description: How often the task polled while it waited.
      type: int
      returned: always
      sample: 4
    transient_errors:
      description: Polls that failed and were tolerated.
      type: int
      returned: always
      sample: 0
elapsed:
  description: Seconds that the task took.
  type: float
  returned: when the options were accepted
  sample: 763.118
error:
  description: What went wrong.
  type: dict
  returned: failure
  contains:
    kind:
      description:
        - The kind of failure, which shows where to look for the cause.
        - V(configuration) is an invalid option, or a problem on this machine.
        - V(authentication) means that the service does not accept the credentials.
        - V(authorization) means that the user may not do this.
        - V(api) means that the service refused the request.
        - V(protocol) is an answer that is not the expected SOAP.
        - V(transport) means that the request got no answer.
        - V(timeout) means that the task's own deadline passed.
        - V(job) is a problem with the job or its run.
      type: str
      returned: always
      sample: authentication
    operation:
      description: The operation of the service that failed. Null if none did.
      type: str
      returned: always
      sample: getCompanyInfo
    code:
      description: The service's number for the fault. Null if it gave none.
      type: int
      returned: always
      sample: 10001
    name:
      description: The name of that number in the service's reference. Null if it has none.
      type: str
      returned: always
      sample: AUTHENTICATION_FAULT_CODE_INVALID_CREDENTIALS
    reason:
      description: The service's own text. Null if it gave none.
      type: str
      returned: always
      sample: The user name or the password is not valid.
    http_status:
      description: The HTTP status of the answer. Null if there was none.
      type: int
      returned: always
      sample: 500
# end exchange_and_error
"""

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.scheduled_job import TASK


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
