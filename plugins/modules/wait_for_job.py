#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: wait_for_job
short_description: Wait for a run of a Dynamic Media job that something else has started
version_added: 1.0.0
description:
  - Waits for a run of a job of Dynamic Media Classic (Scene7 IPS), and judges its log.
  - It starts nothing and stops nothing, so it never reports a change.
  - Use it after M(mediaops.dynamic_media.execute_job) with C(wait=false), or for a run that the schedule has started.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._run
  - mediaops.dynamic_media._following
  - mediaops.dynamic_media._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode it looks once, and does not wait.
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
  idempotent:
    support: full
    details:
      - This module changes nothing.
options:
  since:
    description:
      - With O(job_name), wait only for a run that started at or after this time, even if it has already ended. If there
        are several, the task waits for the one that started first.
      - Without it, the task waits for the active run that started last. If none is active, it waits for the first one
        that starts within O(start_timeout).
      - A time is ISO 8601 with a zone (V(2026-01-31T06:00:00Z)), epoch seconds (V(1769839200)), or an age in
        seconds, minutes, hours or days (V(90s), V(30m), V(6h), V(2d)). An age counts back from the
        server's current time.
    type: str
notes:
  - This task has not started the run, so O(on_timeout=stop) stops nothing and fails as O(on_timeout=fail) does.
  - If no run is found within O(start_timeout), the task fails with RV(status=unknown).
seealso:
  - module: mediaops.dynamic_media.execute_job
  - module: mediaops.dynamic_media.job_info
"""

EXAMPLES = r"""
- name: Wait for the run that was started within the last three hours
  mediaops.dynamic_media.wait_for_job:
    company_name: Planetary
    job_name: Nightly Publish
    since: 3h

- name: Start a run, and continue with other tasks
  mediaops.dynamic_media.execute_job:
    company_name: Planetary
    job_name: Nightly Publish
    wait: false
  register: publish

- name: Wait for that run, even if it had not appeared yet
  mediaops.dynamic_media.wait_for_job:
    company_name: Planetary
    job_name: Nightly Publish
    since: "{{ publish.executed_at or publish.run.start_time }}"
    wait_timeout: 1800
"""

RETURN = r"""
# begin run_result
changed:
  description: >-
    Whether this task caused, or may have caused, a run, even one that failed. False when it skipped or adopted,
    was refused, or proved that nothing was sent. In check mode, whether it would cause one.
  type: bool
  returned: always
  sample: true
action:
  description:
    - What the task decided to do.
    - V(execute) is to trigger a run.
    - V(adopt) is to follow a run that something else started.
    - V(skip) is to do nothing, because a run has already succeeded.
    - V(none) is to do nothing, because the task failed before it decided what to do, or decided to fail.
  type: str
  returned: when the options were accepted
  sample: execute
status:
  description:
    - The status of the run when the task ends.
    - V(succeeded), V(failed) and V(stopped) say how it ended.
    - V(running) says that it continues.
    - V(triggered) says that the service has accepted the trigger, and that the run was not followed.
    - V(unknown) says that its outcome cannot be determined. RV(reason) says why.
    - V(not_run) says that this task has no run.
  type: str
  returned: when the options were accepted
  sample: succeeded
delivery:
  description:
    - What is known about the request that triggers a run.
    - V(confirmed) says that the service has accepted it.
    - V(reconciled) says that no answer confirmed it reliably, but the run was found.
    - V(refused) says that the service has refused it.
    - V(unknown) says that no answer confirmed it, and that no run was found.
    - V(not_sent) says that it was not sent.
  type: str
  returned: when the options were accepted
  sample: confirmed
reason:
  description: Why the result is what it is, in one sentence.
  type: str
  returned: when the options were accepted
  sample: The run 'Nightly Publish_2026-01-31-06:00:03.117' has succeeded.
job:
  description: >-
    The scheduled job. Null while it is not known. Only RV(job.handle) is set if the task queried nothing else.
  type: dict
  returned: when the options were accepted
  contains:
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
run:
  description: The run that was triggered, adopted, or found to have succeeded. Null if there is no such run.
  type: dict
  returned: when the options were accepted
  contains:
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
follow_ons:
  description: >-
    Runs that the job started when it ended, for example a publish after an upload. The task does not wait for
    them.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
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
counters:
  description: The number of files that the run handled, by outcome. Null until the log row shows it.
  type: dict
  returned: when the options were accepted
  contains:
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
violations:
  description: The limits that the run exceeded. Empty for a success.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    counter:
      description: What was counted, V(error), V(transfer_error), V(warning) or V(fatal_error).
      type: str
      returned: always
      sample: error
    limit:
      description: The limit.
      type: int
      returned: always
      sample: 0
    value:
      description: The number that was counted.
      type: int
      returned: always
      sample: 3
log:
  description: The messages of the run's log that O(log_details) selects.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    type:
      description: The type of the message.
      type: str
      returned: always
      sample: ImageServingPublishError
    message:
      description: The message.
      type: str
      returned: always
      sample: 'shoe-red: the image could not be read'
    asset:
      description: The name of the asset that it is about. Null if it is not about an asset.
      type: str
      returned: always
      sample: shoe-red
    asset_type:
      description: The type of that asset. Null if the service does not report it.
      type: str
      returned: always
      sample: Image
    asset_handle:
      description: The handle of that asset. Null if the service does not report it.
      type: str
      returned: always
      sample: a|110|1|2
    time:
      description: When it was logged, by the server's clock.
      type: str
      returned: always
      sample: '2026-01-31T06:04:11Z'
    details:
      description: The warnings and errors behind the message, such as the cause of an C(UploadError).
      type: list
      elements: dict
      returned: always
      contains:
        type:
          description: The type of the detail.
          type: str
          returned: always
          sample: UploadError
        message:
          description: What it says.
          type: str
          returned: always
          sample: The colour profile is damaged.
        time:
          description: When it was logged. Null if the service does not report it.
          type: str
          returned: always
          sample: '2026-01-31T06:04:11Z'
log_truncated:
  description: Whether the log has more such messages than RV(log) shows.
  type: bool
  returned: when the options were accepted
  sample: false
exported_urls:
  description: >-
    The URLs of the files that an export created, for example for C(get_url). Empty for other jobs.
  type: list
  elements: str
  returned: when the options were accepted
  sample:
    - https://export.example.com/planetary/shoes.zip
executed_at:
  description: >-
    The server's time when the trigger was sent, rounded down to a second.
    M(mediaops.dynamic_media.wait_for_job) and M(mediaops.dynamic_media.job_info) take it as C(since). Null if
    nothing was sent.
  type: str
  returned: when the options were accepted
  sample: '2026-01-31T06:00:02Z'
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
# end run_result
"""

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_job import TASK


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
