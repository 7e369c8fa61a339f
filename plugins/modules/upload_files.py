#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: upload_files
short_description: Upload local files to Dynamic Media
version_added: 1.0.0
description:
  - Uploads files of the host that runs the module to Dynamic Media Classic (Scene7 IPS), as one job.
  - The task follows the job to its end and judges its log, as M(mediaops.dynamic_media.submit_job) does.
  - The task streams the files from disk in several POSTs, so memory use does not grow with their size. The last POST
    ends the job. If the task fails earlier, it ends the job too.
  - Files that the account already has are not sent. See O(skip_unchanged).
  - The task never repeats a POST that may have arrived. Instead it ends the job and follows it. Then it sends the files
    that, by the job's log and the account, are missing, with another job, at most O(retries) times.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._job_kinds.upload_post
  - mediaops.dynamic_media._decision
  - mediaops.dynamic_media._following
  - mediaops.dynamic_media._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode RV(files) shows what would be uploaded.
  diff_mode:
    support: full
    details:
      - It shows the size of each file to be sent, and that of the existing asset. It also shows the active run of the
        job's name and its last result.
  idempotent:
    support: partial
    details:
      - It is idempotent to the extent that O(skip_unchanged) recognizes unchanged files.
options:
  files:
    description:
      - Files on the host that runs the module, by paths and globs. V(**) matches any number of folders.
      - A file that a path names is uploaded under its own name. What a glob matches is uploaded under its path below
        the glob's last folder without a wildcard. So V(/srv/images/**/*.jpg) keeps the folders below V(/srv/images).
      - As in a shell, a wildcard matches no leading dot.
      - A path or glob that matches no file fails the task before anything is sent.
      - A relative path is below the playbook's folder where the module runs on the controller, and below the remote
        user's home elsewhere. The C(files) folders of roles are not searched.
    type: list
    elements: path
  src:
    description:
      - A folder on the host that runs the module. All files in it and in its subfolders are uploaded under their
        paths below it. A folder without files is not created.
      - Links to files count as files. Links to folders are not followed, with a warning.
      - Exactly one of O(src) and O(files) is needed.
    type: path
  hidden:
    description:
      - Whether to upload files and folders in O(src) whose names begin with a dot.
    type: bool
    default: false
  dest_folder:
    description:
      - The folder in the account that the files are uploaded to, with or without the company's root, for example
        V(Planetary/shoes/).
      - If it is not set, the files are uploaded to the company's root.
    type: str
  job_name:
    description:
      - The name of the job. O(on_running) and O(skip_if_succeeded_since) use it.
      - If it is not set, the job gets a unique one, which RV(job) shows.
    type: str
  description:
    description:
      - What the job is for.
    type: str
  locale:
    description:
      - The language of the service's messages, for example V(en-US), and of the job.
      - If it is not set, the service chooses.
    type: str
  skip_unchanged:
    description:
      - Which files are not sent because the account has an asset with the same folder and file name.
      - V(size) leaves out a file whose asset has the same size and was modified later than the file. A file that has
        changed, and has kept its size and an old modification time, is left out too.
      - V(name) leaves out a file regardless of its size.
      - V(checksum) has no effect yet, because no version of the service shows the checksum of an asset. So no file is
        left out, and a warning says so.
      - V(never) sends every file, and does not query the account.
      - If the service shows no size for an asset, V(size) sends the file.
    type: str
    choices: [name, size, checksum, never]
    default: size
  upload_endpoint:
    description:
      - The URL of the UploadFile servlet.
      - If it is not set, it follows from O(endpoint), or from O(region) and O(stage). Adobe's hosts have a separate
        host for uploads. Any other host is assumed to serve C(/scene7/UploadFile) itself.
      - C(http://) is permitted only for loopback, or with O(allow_http).
    type: str
  upload_timeout:
    description:
      - How long a transfer may make no progress while files are sent, and how long the answer to a POST may take after
        its last byte. Seconds, or a number with a unit (V(90s), V(30m), V(6h), V(2d)).
      - For POSTs of files it replaces O(request_timeout), which limits a whole exchange. Neither limits how long a
        large file takes while it makes progress.
    type: str
    default: '300'
  max_post_size:
    description:
      - The maximum total size of the files of one POST. A larger file gets its own POST.
    type: bytes
    default: 256M
  max_post_files:
    description:
      - The maximum number of files in one POST.
      - A file whose name is not plain ASCII, or has quotes, a backslash or a percent sign, gets its own POST. Only
        there can XML carry its name. It is not documented how the service reads such a name in the header of a form.
    type: int
    default: 100
notes:
  - O(wait_timeout) does not count the time in which files are sent.
  - A file that has changed, disappeared or become unreadable when its turn comes is not uploaded. The task uploads the
    others, then fails and names that file.
  - Two files that would become one asset, names with control characters, and files that cannot be read fail the task
    before anything is sent.
  - If names of files in one job differ only in folder or extension, the log does not show which file it means. If
    their results differ, the task looks at the account.
  - With O(auth_method=http_basic) user and password are also sent in the form's C(auth) part, the only way that the
    servlet's reference describes.
  - If the task needed more than one job, RV(job), RV(run) and RV(counters) are those of the last one. Warnings name
    the others.
  - With O(wait=false) the result V(uploaded) says that the service has accepted the file.
seealso:
  - module: mediaops.dynamic_media.submit_job
  - module: mediaops.dynamic_media.wait_for_job
  - module: mediaops.dynamic_media.job_info
"""

EXAMPLES = r"""
- name: Upload a folder, and wait until its files are assets
  mediaops.dynamic_media.upload_files:
    company_name: Planetary
    src: build/images
    dest_folder: Planetary/releases/1.2.3/

- name: Upload some files and replace existing ones, regardless of their sizes
  mediaops.dynamic_media.upload_files:
    company_name: Planetary
    files:
      - images/logo.png
      - photos/**/*.tif
    dest_folder: Planetary/brand/
    skip_unchanged: never

- name: Upload videos of many gigabytes, and allow two files to fail
  mediaops.dynamic_media.upload_files:
    company_name: Planetary
    job_name: Videos of the spring
    src: videos
    dest_folder: Planetary/videos/
    media_options:
      generate_thumbnail: true
    max_errors: 2
    wait_timeout: 6h

- name: See which files would be uploaded
  mediaops.dynamic_media.upload_files:
    company_name: Planetary
    src: build/images
    dest_folder: Planetary/releases/1.2.3/
  check_mode: true
  diff: true
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
files:
  description: >-
    All files that the options select, in the order of their targets. In check mode RV(files[].result) is what it would
    be.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    path:
      description: Where the file is on the host that ran the module.
      type: str
      returned: always
      sample: build/images/shoes/left.jpg
    target:
      description: Its path in the account, below the company's root.
      type: str
      returned: always
      sample: releases/1.2.3/shoes/left.jpg
    size:
      description: Its size in bytes.
      type: int
      returned: always
      sample: 482113
    result:
      description:
        - The result for this file.
        - V(uploaded) says that it is in the account.
        - V(failed) says that it is not, or not the new one. If C(msg) does not say why, RV(log) does.
        - V(unknown) says that it is not known whether it arrived.
        - V(unchanged) says that the asset was not changed.
      type: str
      returned: always
      sample: uploaded
"""

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.upload_files import TASK


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
