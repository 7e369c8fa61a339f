#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: wait_for_idle
short_description: Wait until no Dynamic Media job runs
version_added: 1.0.0
description:
  - Waits until no run of a company of Dynamic Media Classic (Scene7 IPS) is active or waiting, before maintenance or a
    release for example.
  - With O(job_names), O(types) or O(submitted_by), only the runs that match all of them count.
  - It reports how each run that it saw ended. A failed run does not fail this task.
  - It does not prevent new runs from starting afterwards. Pause scheduled jobs with
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
      - Count only the runs of these jobs. A job is found by its original name, or by its name if no job has that
        original name.
      - A job that is not scheduled can have runs too. The task warns about a name that neither a scheduled job nor an
        active run has.
      - A run that an upload starts when it ends has a different name, and does not count as the upload's.
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
      - Count only the runs that these users have submitted, by their email addresses.
    type: list
    elements: str
  wait_timeout:
    description:
      - How long to wait, in seconds or with a unit, for example V(90s), V(30m), V(6h) or V(2d). The task fails if a
        run is still active then.
      - V(0) means no limit.
    type: str
    default: '3600'
  poll_interval:
    description:
      - The longest time between two polls. The first comes at once, the second after one second, and each interval is
        half as long again as the one before.
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
  - A run counts while it is among the active jobs. A log row without an end counts too if it is recent, because a row
    can appear before its run is among the active jobs.
  - Once nothing is active, the task waits up to half a minute for the log to show how the runs ended. A run whose end
    the log does not show by then has the status V(unknown), which does not fail the task.
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

- name: Wait until no publish of images runs
  mediaops.dynamic_media.wait_for_idle:
    company_name: Planetary
    types:
      - ImageServingPublish
      - ImageRenderingPublish

- name: Wait for two jobs, regardless of who started them
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
  description: Whether the last look showed no active run. False if the task could not look.
  type: bool
  returned: when the options were accepted
  sample: true
reason:
  description: One sentence that describes the outcome.
  type: str
  returned: when the options were accepted
  sample: No run is active.
runs:
  description: The active runs that the task saw, in the order in which it saw them. Empty if there were none.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    # begin run_keys
    handle:
      description: The handle of the active run once that was seen, otherwise that of its log row; they differ.
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
        V(Running), V(Stopping), V(Unknown) or V(Done). It is V(Done) once the log shows the end. Null if
        only a log row without an end was seen.
      type: str
      returned: always
      sample: Done
    progress:
      description: The percentage, as the active jobs last showed it. Null if it was not seen.
      type: int
      returned: always
      sample: 96
    progress_message:
      description: The service's last message about the progress. Null if there was none.
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
      description: The original name of the run's job. If it has none, the run's name without the time.
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
        - The status of the run when the task ends.
        - V(running) says that it is still active.
        - V(succeeded), V(failed) and V(stopped) say how it ended. A run that has an error of a file or of a transfer,
          or a fatal error, has failed.
        - V(unknown) says that it is no longer active, and that the log does not show its end.
      type: str
      returned: always
      sample: succeeded
    counters:
      description: The number of files that the run handled, by outcome. Null until the log row shows it.
      type: dict
      returned: always
      contains:
        # begin counter_keys
        success:
          description: Files that succeeded.
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
          description: Files that already existed.
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
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_idle import TASK


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
