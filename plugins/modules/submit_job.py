#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: submit_job
short_description: Submit a Dynamic Media job to run now or at a time
version_added: 1.0.0
description:
  - Submits a job of Dynamic Media Classic (Scene7 IPS) that runs once, now or at a later time.
  - If the job runs now, the task waits for it and judges its log, as M(mediaops.dynamic_media.execute_job) does.
  - A task submits the job at most once, even if the network fails. If the answer is lost, the task searches for the
    job by its name instead of sending the request again.
  - With O(skip_if_succeeded_since) and a different name for each release, such as V(Release 1.2.3), running a
    playbook again publishes nothing twice.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._job_kinds
  - mediaops.dynamic_media._decision
  - mediaops.dynamic_media._following
  - mediaops.dynamic_media._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - It shows the active run of the job's name and its last result.
  idempotent:
    support: partial
    details:
      - It is idempotent with O(skip_if_succeeded_since), as long as a successful run started at or after that time.
      - With an O(exec_time) in the future it is idempotent until the job runs.
      - Without either, the task submits a new job whenever no run of that name is active.
options:
  job_name:
    description:
      - The name of the job. O(on_running) and O(skip_if_succeeded_since) use it, and so does the search for the
        job after a lost answer.
    type: str
    required: true
  exec_time:
    description:
      - When the job is to run, as ISO 8601 with a zone (V(2026-01-31T06:00:00Z)) or epoch seconds.
      - If it is not set, or has passed, the job runs now.
      - The task does not wait for a job for a later time. RV(status) is V(triggered) then, and RV(run) is null.
      - If a job of O(job_name) is already waiting for its time, the task adopts it and submits none.
        O(on_running=execute) submits another one, O(on_running=fail) fails.
    type: str
  description:
    description:
      - What the job is for.
      - Needs O(api_version) V(2008-01-15) or newer.
    type: str
  user_handle:
    description:
      - The handle of the user for whom the job is submitted, if that is another user.
    type: str
  locale:
    description:
      - The language of the service's messages, for example V(en-US), and of the job that is submitted.
      - If it is not set, the service chooses.
    type: str
notes:
  - Exactly one kind of job is needed, such as O(image_serving_publish).
  - In RV(job), the handle is null if the service has not reported it. If the job runs now, everything except the handle
    and the names is null.
  - Parallel tasks of one user on one machine do not submit a job of the same name twice. Each task holds a lock from
    its first look at the runs until it has found the new run. In check mode it takes no lock.
seealso:
  - module: mediaops.dynamic_media.scheduled_job
  - module: mediaops.dynamic_media.execute_job
  - module: mediaops.dynamic_media.wait_for_job
  - module: mediaops.dynamic_media.cdn_invalidation
"""

EXAMPLES = r"""
- name: Publish a release once, and wait for the end
  mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Release 1.2.3
    description: The images of release 1.2.3
    image_serving_publish:
      publish_type: Full
      email_setting: None
    skip_if_succeeded_since: 30d

- name: Upload new images, and publish them when that is done
  mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Upload shoes
    upload_directory:
      server_dir: incoming/shoes/
      dest_folder: Planetary/shoes/
      overwrite: true
      ready_for_publish: true
      include_subfolders: true
      create_mask: false
      process_metadata_files: false
      email_setting: Error
      post_image_serving_publish_job:
        publish_type: Incremental
        email_setting: Error

- name: Publish at a later time
  mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Spring collection
    exec_time: '2099-03-20T06:00:00+01:00'
    image_serving_publish:
      publish_type: Incremental
      email_setting: JobCompletion

- name: Submit an optimization, and continue with other tasks
  mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Optimize images
    optimize_images:
      email_setting: None
    wait: false
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
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import TASK


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
