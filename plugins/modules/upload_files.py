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
  - The job is followed to its end, and its log is judged, as M(mediaops.dynamic_media.submit_job) does.
  - The files are streamed from disk in several POSTs, so memory does not grow with them. The last POST ends the job,
    and so does any failure on the way.
  - Files that the account has already are not sent. See O(skip_unchanged).
  - A POST that may have arrived is never repeated. It is the last one of its job. The task ends the job, follows it,
    and sends only what the job's log and the account then prove to be missing, by another job, O(retries) times at
    the most.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._job_kinds.upload_post
  - mediaops.dynamic_media._decision
  - mediaops.dynamic_media._waiting
  - mediaops.dynamic_media._judgement
  - mediaops.dynamic_media._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode RV(files) tells what would be uploaded.
  diff_mode:
    support: full
    details:
      - It shows the size of each file that goes, and that of the asset which is there. It also shows the active run
        of the job's name and its last result.
  idempotent:
    support: partial
    details:
      - It is idempotent as far as O(skip_unchanged) goes.
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
      - Whether files and folders in O(src) count whose names begin with a dot.
    type: bool
    default: false
  dest_folder:
    description:
      - The folder in the account that the files are put below, with or without the company's root, for example
        V(Planetary/shoes/).
      - Where it is not set, that is the company's root.
    type: str
  job_name:
    description:
      - The name of the job. O(on_running) and O(skip_if_succeeded_since) go by it.
      - Where it is not set, the job gets a unique one, which RV(job) tells.
    type: str
  description:
    description:
      - What the job is for.
    type: str
  locale:
    description:
      - The language of the service's messages, for example V(en-US), and of the job.
      - Where it is not set, the service chooses.
    type: str
  skip_unchanged:
    description:
      - Which files are not sent, since the account has an asset under the same folder and file name.
      - V(size) leaves a file out whose asset has the same size. A file that has changed and kept its size is left out
        too. The task warns of files that are newer than such an asset.
      - V(name) leaves it out whatever its size is.
      - V(checksum) is there for the day that the service tells one. It shows no checksum of its assets now, in any
        version. So no file is left out, and a warning says so.
      - V(never) sends every file, and does not ask the account.
      - Where the service tells no size of an asset, V(size) sends the file.
    type: str
    choices: [name, size, checksum, never]
    default: size
  upload_endpoint:
    description:
      - The URL of the UploadFile servlet.
      - Where it is not set, it goes with O(endpoint), or O(region) and O(stage). Adobe's hosts have a host of their
        own for uploads. Any other host is taken to serve C(/scene7/UploadFile) itself.
      - C(http://) is permitted only for loopback, or with O(allow_http).
    type: str
  upload_timeout:
    description:
      - How long nothing may move while files are sent, and how long the answer to a POST may take after its last
        byte. Seconds, or a number with a unit (V(90s), V(30m), V(6h), V(2d)).
      - For POSTs of files it takes the place of O(request_timeout), which bounds a whole exchange. Neither bounds how
        long a large file takes, as long as it moves.
    type: str
    default: '300'
  max_post_size:
    description:
      - How large the files of one POST are in total, at the most. A larger file has a POST of its own.
    type: bytes
    default: 256M
  max_post_files:
    description:
      - How many files one POST has at the most.
      - A file whose name is not plain ASCII, or has quotes, a backslash or a per cent sign, has a POST of its own.
        Only there can XML carry its name, and nothing tells how the service reads such a name in the header of a
        form.
    type: int
    default: 100
notes:
  - O(wait_timeout) does not count the time in which files are sent.
  - A file that changes, disappears or cannot be read any more when its turn comes is not uploaded. The others are,
    and the task then fails and names it.
  - Two files that would become one asset, names with control characters, and files that cannot be read fail the task
    before anything is sent.
  - Of files of one job whose names differ in folder or ending only, the log does not tell which one it means. Where
    they did not all go alike, the account tells.
  - With O(auth_method=http_basic) user and password go in the form's C(auth) part too, the only way that the
    servlet's reference knows.
  - Where it took more than one job, RV(job), RV(run) and RV(counters) are those of the last one. Warnings name the
    others.
  - With O(wait=false) the result V(uploaded) says that the service has taken the file.
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

- name: Upload some files over the ones that are there, whatever their sizes
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
files:
  description: >-
    Every file that the options mean, in the order of their targets. In check mode RV(files[].result) is what it would
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
        - What became of it.
        - V(uploaded) says that it is in the account.
        - V(failed) says that it is not, or not the new one. Where C(msg) does not tell why, RV(log) does.
        - V(unknown) says that nothing tells whether it arrived.
        - V(unchanged) says that the asset was left as it was.
      type: str
      returned: always
      sample: uploaded
"""

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.upload_files import ARGUMENTS, TASK


def main() -> None:
    """Run the module."""
    run_module(ARGUMENTS, TASK)


if __name__ == "__main__":
    main()
