#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: job_info
short_description: Show scheduled jobs, active runs and job logs of Dynamic Media
version_added: 1.0.0
description:
  - Shows the scheduled jobs of a company in Dynamic Media Classic (Scene7 IPS), its active runs, and its job
    logs with their details.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._attributes
  - mediaops.dynamic_media._attributes.info_module
options:
  subset:
    description:
      - What to show.
      - V(scheduled) fills RV(scheduled_jobs), V(active) fills RV(active_runs), V(logs) fills RV(job_logs).
    type: list
    elements: str
    choices: [scheduled, active, logs]
    default: [scheduled, active]
  job_name:
    description:
      - Show only the job of this name, its runs and its log rows.
      - A job that is not scheduled may still have runs and log rows, so a name that no scheduled job has is not an
        error.
      - Mutually exclusive with O(job_handle).
    type: str
  job_handle:
    description:
      - Show only the scheduled job of this handle, its runs and its log rows.
    type: str
  since:
    description:
      - Show only log rows of runs that started at or after this time.
      - A time is ISO 8601 with a zone (V(2026-01-31T06:00:00Z)), epoch seconds (V(1769839200)), or an age in
        seconds, minutes, hours or days (V(90s), V(30m), V(6h), V(2d)). An age counts back from the
        server's current time.
    type: str
  until:
    description:
      - Show only log rows of runs that started at or before this time.
      - A time is given as in O(since).
    type: str
  limit:
    description:
      - The maximum number of log rows to show, the newest first.
      - The service cannot filter its logs by job. With O(job_name) or O(job_handle) and without O(since), the
        task looks for the job's rows among the company's newest rows, as many as O(limit) says, but at least 200.
    type: int
    default: 100
  details:
    description:
      - Which messages of each log row are shown.
      - V(errors) shows those that report an error, a failure or a cancelled file. V(all) shows all, V(none)
        shows none.
      - Values other than V(none) cost at least one request for each log row. If the service refuses the messages of a
        row, RV(job_logs[].log) is empty, with a warning.
    type: str
    choices: [errors, all, none]
    default: none
  types:
    description:
      - Show only jobs, runs and log rows of these types, for example V(ImageServingPublish).
      - A log row has a type, such as V(EndImageServingPublish), and a subtype. You can give either of them, or the type
        without its C(Begin) or C(End).
    type: list
    elements: str
  submitted_by:
    description:
      - Show only jobs, runs and log rows that these users have submitted, by their email addresses.
    type: list
    elements: str
  status:
    description:
      - Show only log rows of runs with one of these results.
      - V(unknown) is a run about which the service shows too little. For example, with O(api_version=pre-4.0) and
        without O(details) it does not show the end of a run.
    type: list
    elements: str
    choices: [running, succeeded, failed, unknown]
  max_errors:
    description:
      - A run counts as failed if its log shows more errors than this, of files or of transfers.
    type: int
    default: 0
  max_warnings:
    description:
      - How many warnings a successful run may have. Without it, there is no limit.
    type: int
seealso:
  - module: mediaops.dynamic_media.execute_job
  - module: mediaops.dynamic_media.company_info
"""

EXAMPLES = r"""
- name: Show all scheduled jobs and active runs of the company
  mediaops.dynamic_media.job_info:
    company_name: Planetary
  register: jobs

- name: List the names of the scheduled jobs
  ansible.builtin.debug:
    msg: "{{ jobs.scheduled_jobs | map(attribute='name') }}"

- name: Show the runs of one job within the last two days, and what failed
  mediaops.dynamic_media.job_info:
    company_name: Planetary
    subset: [logs]
    job_name: Nightly Publish
    since: 2d
    details: errors

- name: Show what failed this week, and why
  mediaops.dynamic_media.job_info:
    company_name: Planetary
    subset: [logs]
    since: 7d
    status: [failed]
    details: errors
  register: week

- name: Print a line for each run that failed
  ansible.builtin.debug:
    msg: >-
      {{ item.job_name }}, {{ item.run.start_time }}, {{ item.duration }} s:
      {{ item.log | map(attribute='message') | join('; ') }}
  loop: "{{ week.job_logs }}"
  loop_control:
    label: "{{ item.run.name }}"

- name: Show whether a job is running now
  mediaops.dynamic_media.job_info:
    company_name: Planetary
    subset: [active]
    job_name: Nightly Publish
  register: nightly

- name: Show the answer
  ansible.builtin.debug:
    msg: "{{ 'It is running.' if nightly.active_runs else 'It is not running.' }}"
"""

RETURN = r"""
scheduled_jobs:
  description: The scheduled jobs, if O(subset) contains V(scheduled).
  type: list
  elements: dict
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
    schedule:
      description: When the job runs, as O(mediaops.dynamic_media.scheduled_job#module:schedule) takes it.
      type: str
      returned: always
      sample: 0 0 2 * * ?
    time_zone:
      description: The time zone of the schedule. Null if the service does not report it.
      type: str
      returned: always
      sample: America/Los_Angeles
    locale:
      description: The language of the job, as it was submitted. Null if the service does not report it.
      type: str
      returned: always
      sample: en-US
    description:
      description: What the job is for. Null if it has no description.
      type: str
      returned: always
      sample: All images, every night
    submitted_by:
      description: The email address of the user who submitted it.
      type: str
      returned: always
      sample: user@scene7.com
    definition:
      description: >-
        The kind of job and its suboptions, as M(mediaops.dynamic_media.scheduled_job) takes them. What the service
        hides is left out. Null for a kind that cannot be submitted.
      type: dict
      returned: always
      sample: {image_serving_publish: {publish_type: Full, email_setting: None}}
active_runs:
  description: >-
    The active runs, if O(subset) contains V(active). They include runs that wait to start, but not those that are
    Done.
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
      description: The name of the job that it belongs to.
      type: str
      returned: always
      sample: Nightly Publish
    type:
      description: What kind of job it is.
      type: str
      returned: always
      sample: ImageServingPublish
    submitted_by:
      description: The email address of the user who submitted it.
      type: str
      returned: always
      sample: user@scene7.com
    server:
      description: The machine of the service that runs it, which has its own clock.
      type: str
      returned: always
      sample: ips-job-03
    locale:
      description: The language of the job, as it was submitted. Null if the service does not report it.
      type: str
      returned: always
      sample: en-US
    description:
      description: What the job is for. Null if it has no description.
      type: str
      returned: always
      sample: All images, every night
    total_size:
      description: The size of the job, as the service counts it.
      type: int
      returned: always
      sample: 4711
    tasks:
      description: The tasks of the run, and the progress of each.
      type: list
      elements: dict
      returned: always
      contains:
        type:
          description: What kind of task it is.
          type: str
          returned: always
          sample: Publish
        state:
          description: Its state. Null if the service does not report it.
          type: str
          returned: always
          sample: Running
        processed:
          description: The number of files that are done.
          type: int
          returned: always
          sample: 48
        processing:
          description: The number of files in process.
          type: int
          returned: always
          sample: 2
        pending:
          description: The number of files that are not processed yet.
          type: int
          returned: always
          sample: 50
        progress:
          description: The progress, from 0 to 1.
          type: float
          returned: always
          sample: 0.48
        progress_message:
          description: What the service says about the progress.
          type: str
          returned: always
          sample: Clearing caches
job_logs:
  description: The log rows, newest first, if O(subset) contains V(logs).
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    run:
      description: The run, as far as its log row shows it.
      type: dict
      returned: always
      contains:
        handle:
          description: The handle of the log row. The run itself has a different one.
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
          description: >-
            When the run ended, by the server's clock. Null until it has ended. With O(api_version=pre-4.0), also null
            unless O(details) are requested.
          type: str
          returned: always
          sample: '2026-01-31T06:12:41Z'
    job_name:
      description: The name of the job that it belongs to.
      type: str
      returned: always
      sample: Nightly Publish
    type:
      description: What kind of job it was.
      type: str
      returned: always
      sample: ImageServingPublish
    sub_type:
      description: A more specific kind of job. Null if the service does not report it.
      type: str
      returned: always
      sample: Full
    submitted_by:
      description: The email address of the user who submitted it.
      type: str
      returned: always
      sample: user@scene7.com
    description:
      description: What the job is for. Null if it has no description.
      type: str
      returned: always
      sample: All images, every night
    duration:
      description: Seconds from its start to its end. Null if one of them is not known.
      type: float
      returned: always
      sample: 757.883
    status:
      description: >-
        The result of the run by O(max_errors) and O(max_warnings), V(running), V(succeeded), V(failed) or V(unknown).
        The log does not show that a run was stopped.
      type: str
      returned: always
      sample: succeeded
    counters:
      description: The number of files that the run handled, by outcome.
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
    fatal_error:
      description: Whether the run ended with a fatal error.
      type: bool
      returned: always
      sample: false
    log:
      description: The messages of the run's log that O(details) asks for.
      type: list
      elements: dict
      returned: always
      contains:
        # begin log_keys
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
        # end log_keys
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

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.job_info import TASK
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
