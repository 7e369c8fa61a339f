#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: stop_job
short_description: Stop the active runs of a Dynamic Media job
version_added: 1.0.0
description:
  - Stops all active runs of a job of Dynamic Media Classic (Scene7 IPS), or one run, and verifies that they have
    stopped.
  - If no run is active, the task does nothing. If the log shows a run that is not among the active jobs yet, the task
    waits up to 10 seconds for it.
  - The job itself does not change. To keep a scheduled job from running, use M(mediaops.dynamic_media.scheduled_job).
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._run
  - mediaops.dynamic_media._attributes
options:
  stop_timeout:
    description:
      - How long the runs may take to stop, in seconds or with a unit, for example V(5m). The task fails if a run is
        still active then.
      - Stopping a publish can take minutes.
    type: str
    default: '300'
  poll_interval:
    description:
      - The longest time between two polls of a run. The first comes at once, the second after one second, and each
        interval is half as long again as the one before.
    type: str
    default: '10'
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - It shows the names of the active runs.
  idempotent:
    support: full
notes:
  - A follow-on run, which an upload may start when it ends, does not count as a run of the job. Give its O(run_handle)
    to stop it.
  - If several scheduled jobs have the name, the task cannot distinguish their runs, and stops nothing. Give
    O(run_handle) then.
  - If a run is already stopping, the task waits for its end and does not send stopJob again.
seealso:
  - module: mediaops.dynamic_media.execute_job
  - module: mediaops.dynamic_media.job_info
  - module: mediaops.dynamic_media.scheduled_job
"""

EXAMPLES = r"""
- name: Stop the optimization of the images, so that the release can be published
  mediaops.dynamic_media.stop_job:
    company_name: Planetary
    job_name: Long Optimize

- name: Start a job that takes long
  mediaops.dynamic_media.execute_job:
    company_name: Planetary
    job_name: Long Optimize
    wait: false
  register: optimize

- name: Stop that run and no other
  mediaops.dynamic_media.stop_job:
    company_name: Planetary
    run_handle: "{{ optimize.run.handle }}"
    stop_timeout: 10m
"""

RETURN = r"""
changed:
  description: >-
    Whether this task has stopped a run, or may have. False if no run was active, if all had ended before they
    could be stopped, or if all were stopping already. In check mode, whether it would stop one.
  type: bool
  returned: always
  sample: true
reason:
  description: One sentence that says what was done.
  type: str
  returned: when the options were accepted
  sample: 1 run stopped.
job:
  description: >-
    The scheduled job. Null with O(run_handle), and if no such job is scheduled.
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
runs:
  description: The runs that were active, as last seen. Empty if there were none.
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
    result:
      description:
        - The result of stopping it.
        - V(stopped) says that the run has stopped. In check mode it is the prediction.
        - V(finished_first) says that the run had ended before it could be stopped.
        - V(unconfirmed) says that it is not known whether the run has stopped. The task then fails.
      type: str
      returned: always
      sample: stopped
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
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.stop_job import TASK


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
