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
  - A job that runs now is waited for, and its log is judged, as M(mediaops.dynamic_media.execute_job) does.
  - The job is submitted at most once by one task, whatever the network does. An answer that is lost is not followed
    by a second try, but by a search for the job by its name.
  - With O(skip_if_succeeded_since) and a name of its own for each release, such as V(Release 1.2.3), running a
    playbook again publishes nothing twice.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._job_kinds
  - mediaops.dynamic_media._decision
  - mediaops.dynamic_media._waiting
  - mediaops.dynamic_media._judgement
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
      - It is idempotent with O(skip_if_succeeded_since), until that time has moved past the run.
      - With an O(exec_time) to come it is idempotent until the job runs.
      - Without either, the task submits a new job each time that no run of the name is active.
options:
  job_name:
    description:
      - The name of the job. O(on_running) and O(skip_if_succeeded_since) go by it, and so does the search for the
        job after an answer that was lost.
    type: str
    required: true
  exec_time:
    description:
      - When the job is to run, as ISO 8601 with a zone (V(2026-01-31T06:00:00Z)) or epoch seconds.
      - Where it is not set, or has passed, the job runs now.
      - A job for a later time is submitted and not waited for. RV(status) is V(triggered) then, and RV(run) is null.
      - Where a job of O(job_name) waits for its time already, it is adopted, and none is submitted.
        O(on_running=execute) submits one beside it, O(on_running=fail) fails.
    type: str
  description:
    description:
      - What the job is for.
      - Needs O(api_version) V(2008-01-15) or newer.
    type: str
  user_handle:
    description:
      - The handle of the user that the job is submitted for, where that is another one.
    type: str
  locale:
    description:
      - The language of the service's messages, for example V(en-US), and of the job that is submitted.
      - Where it is not set, the service chooses.
    type: str
notes:
  - Exactly one kind of job is needed, such as O(image_serving_publish).
  - In RV(job), the handle is null where the service has not told it. All but handle and names is null for a job that
    runs now.
  - Parallel tasks of one user on one machine do not submit a job of the same name twice, since a lock is held from
    the look at the runs until the new run is found. In check mode no lock is taken.
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

- name: Publish at a time to come
  mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Spring collection
    exec_time: '2099-03-20T06:00:00+01:00'
    image_serving_publish:
      publish_type: Incremental
      email_setting: JobCompletion

- name: Submit an optimization, and go on with other tasks
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
    - V(adopt) is to follow a run that something else has started.
    - V(skip) is to do nothing, since a run has succeeded already.
    - V(none) is to do nothing, since the task failed before the decision or by it.
  type: str
  returned: when the options were accepted
  sample: execute
status:
  description:
    - How the run stands when the task ends.
    - V(succeeded), V(failed) and V(stopped) tell how it ended.
    - V(running) says that it goes on.
    - V(triggered) says that the service has accepted the trigger, and that the run was not followed.
    - V(unknown) says that nobody knows how it stands. RV(reason) says why.
    - V(not_run) says that this task has no run.
  type: str
  returned: when the options were accepted
  sample: succeeded
delivery:
  description:
    - What is known of the request that triggers a run.
    - V(confirmed) says that the service has accepted it.
    - V(reconciled) says that no answer told of it, or none that can be relied upon, and that the run was found all the
      same.
    - V(refused) says that the service has refused it.
    - V(unknown) says that no answer told of it, and that no run was found.
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
    The scheduled job. Null while it is not known. Only RV(job.handle) is filled where nothing else was asked
    for.
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
run:
  description: The run that was triggered, adopted, or found to have succeeded. Null where there is none.
  type: dict
  returned: when the options were accepted
  contains:
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
follow_ons:
  description: >-
    Runs that the job has started as it ended, as an upload does that publishes afterwards. They are not waited
    for.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
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
counters:
  description: How many files the run dealt with, by how it went. Null until the log row tells.
  type: dict
  returned: when the options were accepted
  contains:
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
violations:
  description: What made the run a failure, empty for a success.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    counter:
      description: What was counted, V(error), V(warning) or V(fatal_error).
      type: str
      returned: always
      sample: error
    limit:
      description: How many there may be.
      type: int
      returned: always
      sample: 0
    value:
      description: How many there were.
      type: int
      returned: always
      sample: 3
log:
  description: Messages of the run's log, those that O(log_details) asks for.
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
      description: The name of the asset that it is about. Null where it is about none.
      type: str
      returned: always
      sample: shoe-red
    asset_type:
      description: The type of that asset. Null where the service does not tell.
      type: str
      returned: always
      sample: Image
    asset_handle:
      description: The handle of that asset. Null where the service does not tell.
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
          description: When it was logged. Null where the service does not tell.
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
    The URLs of the files that an export has made, for C(get_url) to fetch for example. Empty for other jobs.
  type: list
  elements: str
  returned: when the options were accepted
  sample:
    - https://export.example.com/planetary/shoes.zip
executed_at:
  description: >-
    The server's time as the trigger was sent, rounded down to a second. It is what
    M(mediaops.dynamic_media.wait_for_job) and M(mediaops.dynamic_media.job_info) take as C(since). Null where
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
# end run_result
"""

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import ARGUMENTS, TASK


def main() -> None:
    """Run the module."""
    run_module(ARGUMENTS, TASK)


if __name__ == "__main__":
    main()
