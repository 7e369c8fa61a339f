#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: wait_for_idle
short_description: Wait until no Dynamic Media job runs
version_added: 1.1.0
description:
  - Waits until no run of a company of Dynamic Media Classic (Scene7 IPS) is active or waiting, before maintenance or a
    release for example.
  - With O(job_names), O(types) or O(submitted_by), only the runs that fit all of them count.
  - It tells how each run ended that it saw. A run that failed is no failure of this task.
  - It does not keep anybody from starting a run afterwards. Pause scheduled jobs with
    M(mediaops.dynamic_media.scheduled_job) first.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._attributes
options:
  job_names:
    description:
      - Count only the runs of these jobs. A job is found by its original name, and by its name where no job has that
        original name.
      - A job need not be scheduled to have runs. The task warns of a name that no scheduled job and no active run has.
      - A run that an upload starts as it ends has another name, and does not count as the upload's.
      - Without this option, or with an empty list, the runs of all jobs count.
    type: list
    elements: str
  types:
    description:
      - Count only runs of these types, for example V(ImageServingPublish).
    type: list
    elements: str
  submitted_by:
    description:
      - Count only what these users have submitted, by their email addresses.
    type: list
    elements: str
  wait_timeout:
    description:
      - How long the waiting may take, in seconds or with a unit, for example V(90s), V(30m), V(6h) or V(2d). The
        task fails when a run is active then.
      - V(0) means no limit.
    type: str
    default: '3600'
  poll_interval:
    description:
      - The longest time between two looks. The first comes at once, the second after one second, and the interval
        grows by half each time.
    type: str
    default: '10'
attributes:
  check_mode:
    support: full
    details:
      - In check mode the task looks once, and does not wait.
  diff_mode:
    support: N/A
    details:
      - Nothing is changed.
  idempotent:
    support: full
notes:
  - A run is under way while it is among the active jobs, or when it has a young row without an end in the log. A row
    can come before its run is among the active jobs.
  - Once nothing is active, the log has half a minute to tell how the runs ended. A run whose end it does not tell by
    then is V(unknown), which is no failure.
seealso:
  - module: mediaops.dynamic_media.wait_for_job
  - module: mediaops.dynamic_media.stop_job
  - module: mediaops.dynamic_media.job_info
"""

EXAMPLES = r"""
- name: Wait until nothing runs, before maintenance
  mediaops.dynamic_media.wait_for_idle:
    company_name: Planetary
    wait_timeout: 2h

- name: Wait until nobody publishes images any more
  mediaops.dynamic_media.wait_for_idle:
    company_name: Planetary
    types:
      - ImageServingPublish
      - ImageRenderingPublish

- name: Wait for two jobs, whoever has started them
  mediaops.dynamic_media.wait_for_idle:
    company_name: Planetary
    job_names:
      - Nightly Upload
      - Nightly Publish
  register: nightly

- name: Show how their runs ended
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.status }}"
  loop: "{{ nightly.runs }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
changed:
  description: Always false.
  type: bool
  returned: always
  sample: false
idle:
  description: Whether the last look showed no run under way. False where the task could not look.
  type: bool
  returned: when the options were accepted
  sample: true
reason:
  description: One sentence that says how things stand.
  type: str
  returned: when the options were accepted
  sample: No run is active.
runs:
  description: The runs that the task saw under way, in the order in which it saw them. Empty where there was none.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    # begin run_keys
    handle:
      description: The handle of the active run once that was seen, else of its log row; they differ.
      type: str
      returned: always
      sample: j|110||4fb3c1a7_2026-01-31-06:00:03.117|5129821
    name:
      description: The name of the run, which is the job's original name and the time of its start.
      type: str
      returned: always
      sample: Nightly Publish_2026-01-31-06:00:03.117
    state:
      description: >-
        The state as the active jobs last showed it, V(New), V(WaitingClient), V(WaitingCoordinator),
        V(Running), V(Stopping), V(Unknown) or V(Done). It is V(Done) once the log tells the end. Null where
        only a log row without an end was seen.
      type: str
      returned: always
      sample: Done
    progress:
      description: Per cent, as the active jobs last showed it. Null where it was not seen.
      type: int
      returned: always
      sample: 96
    progress_message:
      description: What the service said last about the progress. Null where it said nothing.
      type: str
      returned: always
      sample: Clearing caches
    start_time:
      description: When the run started, by the server's clock.
      type: str
      returned: always
      sample: '2026-01-31T06:00:03.117Z'
    end_time:
      description: When the run ended, by the server's clock. Null until it has ended.
      type: str
      returned: always
      sample: '2026-01-31T06:12:41Z'
    # end run_keys
    job_name:
      description: The original name of the run's job. Where it has none, the run's name without the time.
      type: str
      returned: always
      sample: Nightly Publish
    type:
      description: What kind of job it is.
      type: str
      returned: always
      sample: ImageServingPublish
    submitted_by:
      description: The email address of the user who has submitted the job.
      type: str
      returned: always
      sample: user@example.com
    status:
      description:
        - How the run stands when the task ends.
        - V(running) says that it is under way.
        - V(succeeded), V(failed) and V(stopped) tell how it ended. A run that has an error of a file or of a transfer,
          or a fatal error, has failed.
        - V(unknown) says that it is not active any more, and that the log does not tell its end.
      type: str
      returned: always
      sample: succeeded
    counters:
      description: How many files the run dealt with, by how it went. Null until the log row tells.
      type: dict
      returned: always
      contains:
        # begin counter_keys
        success:
          description: Files that went well.
          type: int
          returned: always
          sample: 48
        error:
          description: Files that failed.
          type: int
          returned: always
          sample: 0
        warning:
          description: Files with a warning.
          type: int
          returned: always
          sample: 0
        duplicate:
          description: Files that were there already.
          type: int
          returned: always
          sample: 0
        updated:
          description: Files that replaced older ones.
          type: int
          returned: always
          sample: 0
        total:
          description: All files.
          type: int
          returned: always
          sample: 50
        transfer_success:
          description: Files that were transferred. Null in versions that do not count them.
          type: int
          returned: always
          sample: 0
        transfer_error:
          description: Files that could not be transferred. Null in versions that do not count them.
          type: int
          returned: always
          sample: 0
        transfer_warning:
          description: Files that were transferred with a warning. Null in versions that do not count them.
          type: int
          returned: always
          sample: 0
        # end counter_keys
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
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_idle import ARGUMENTS, TASK


def main() -> None:
    """Run the module."""
    run_module(ARGUMENTS, TASK)


if __name__ == "__main__":
    main()
