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
  - Makes sure that a recurring job of Dynamic Media Classic (Scene7 IPS) is there as described, is paused, or is not
    there.
  - The service cannot change a job, so a job that differs is replaced. The new one is submitted first, then the old
    one is deleted. Where the service refuses a second job of a name, the old one is deleted first, and is put back if
    the new one is refused. The task fails then, and says what stands.
  - A task that is interrupted never leaves nothing. It can leave two jobs of the name, which the next task reduces to
    one. While the old one is replaced, its definition is kept in a file on the host that runs the module.
  - No request that changes something is sent twice. Where an answer is lost, the scheduled jobs tell what happened.
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
      - The name of the scheduled job. Upper and lower case count, and so does every space.
      - Where several jobs have the name, the task fails and lists their handles.
    type: str
    required: true
  state:
    description:
      - V(present) makes sure that the job is there as described, and that it is not paused.
      - V(paused) makes sure that the job is there and paused. Where it is described, it is made as described first.
        Where it is not, all but the pause stays as it is.
      - V(absent) makes sure that the job is not there. It needs nothing but O(job_name).
    type: str
    choices: [present, absent, paused]
    default: present
  schedule:
    description:
      - When the job runs, a cron-like string in the time zone of the service. It has six fields, and a seventh for
        the year if you like. The first field is seconds, for example V(0 0 2 * * ?) for 02:00 every day.
      - In the service's schedules, V(?) stands in one of the two day fields, and weekdays count from 1 for Sunday.
      - A schedule that cannot be right is refused before anything is sent, in check mode too. One that may mean
        something else than you think, such as a Unix cron line of five fields, is warned of.
      - It is compared by what it means, so V(00 00 02 * * ?) does not differ from V(0 0 2 * * ?).
      - Required with O(state=present).
    type: str
  force:
    description:
      - Replace a job also where the service does not show all of it, such as the URLs of an upload. Such a job cannot
        be put back if the new one is refused, so without this option the task fails and changes nothing.
    type: bool
    default: false
  description:
    description:
      - What the job is for.
      - Where it is not set, it is not compared, and a job that is replaced keeps the description that it has.
      - Needs O(api_version) V(2008-01-15) or newer.
    type: str
  user_handle:
    description:
      - The handle of the user that the job is submitted for, where that is another one.
      - It counts only when the job is submitted, since the service does not show it.
    type: str
  locale:
    description:
      - The language of the service's messages, for example V(en-US), and of a job that is submitted.
      - A job is not replaced for it.
      - Where it is not set, the service chooses.
    type: str
notes:
  - With O(state=present), exactly one kind of job is needed, such as O(image_serving_publish).
  - Only what is set is compared with what the service shows of the job. What the service shows beyond that, such as
    defaults that it adds by itself, is no difference.
  - A job that is replaced belongs to the user who submits the new one, and gets a handle of its own.
  - Parallel tasks of one user on one machine do not change the same job at once, since a lock is held from the look to
    the last change. In check mode no lock is taken.
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

- name: Delete a job that nobody needs
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
    The operations that the service has carried out, in order, those that put an old definition back included. In
    check mode, those that would be sent.
  type: list
  elements: str
  returned: when the options were accepted
  sample: [submitJob, deleteJob]
unconfirmed:
  description: >-
    The operation that was sent and of which it is not known whether the service acted on it. Null where there is
    none.
  type: str
  returned: when the options were accepted
  sample: submitJob
reason:
  description: Why the result is what it is, in one sentence.
  type: str
  returned: when the options were accepted
  sample: >-
    The job is replaced, since it differs in schedule. It runs at 02:00:00 every day, in the service's time zone.
job:
  description: >-
    The job as it stands, as far as it is known. Null where there is none. In check mode, the job as it is.
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
      description: The original name of the job, which ties its runs to it. Null where the service has none.
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
      description: When the schedule runs it next. Null where it has no such time.
      type: str
      returned: always
      sample: '2026-02-01T02:00:00Z'
    # end job_keys
previous:
  description: The definition that was deleted, so that it can be restored. Null where none was.
  type: dict
  returned: when the options were accepted
  contains:
    schedule:
      description: When the job ran. Null where it had no schedule.
      type: str
      returned: always
      sample: 00 00 03 * * ?
    trigger_state:
      description: The state of its schedule.
      type: str
      returned: always
      sample: Normal
    description:
      description: What the job was for. Null where it did not say.
      type: str
      returned: always
      sample: All images, every night
    definition:
      description: >-
        What the job did, as the option of its kind would have it. Null where the service did not show it.
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
      description: HTTP requests that were sent, tries that failed included.
      type: int
      returned: always
      sample: 9
    retries:
      description: How many of them were sent since an earlier one had failed.
      type: int
      returned: always
      sample: 0
    polls:
      description: Looks at what was waited for.
      type: int
      returned: always
      sample: 4
    transient_errors:
      description: Looks that failed and were borne.
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
        - The kind of failure, which tells where to look for the cause.
        - V(configuration) is an option, or something on this machine, that does not allow the task.
        - V(authentication) is that the service does not accept the credentials.
        - V(authorization) is that the user may not do this.
        - V(api) is that the service refused the request.
        - V(protocol) is an answer that is not the SOAP which was expected.
        - V(transport) is an exchange that did not end in an answer.
        - V(timeout) is that the task's time was over.
        - V(job) is that the job or its run is not as the task needs it.
      type: str
      returned: always
      sample: authentication
    operation:
      description: The operation of the service that failed. Null where none did.
      type: str
      returned: always
      sample: getCompanyInfo
    code:
      description: The service's number for the fault. Null where it gave none.
      type: int
      returned: always
      sample: 10001
    name:
      description: The name that the service's reference has for that number. Null where it has none.
      type: str
      returned: always
      sample: AUTHENTICATION_FAULT_CODE_INVALID_CREDENTIALS
    reason:
      description: The service's own words. Null where it said nothing.
      type: str
      returned: always
      sample: The user name or the password is not valid.
    http_status:
      description: The HTTP status of the answer. Null where there was none.
      type: int
      returned: always
      sample: 500
# end exchange_and_error
"""

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.scheduled_job import ARGUMENTS, TASK


def main() -> None:
    """Run the module."""
    run_module(ARGUMENTS, TASK)


if __name__ == "__main__":
    main()
