#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: service_info
short_description: Check whether your account behaves as the collection assumes
version_added: 1.0.0
description:
  - The collection relies on facts about Dynamic Media Classic (Scene7 IPS), for example that a run and its log row
    have the same name. This module looks at your account, and says which of these facts hold there.
  - It changes nothing in the service, and calls only operations that read.
  - It finds the most if some jobs have run recently, and one is running.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._attributes
  - mediaops.dynamic_media._attributes.info_module
attributes:
  check_mode:
    details:
      - In check mode it writes no transcript.
options:
  record_to:
    description:
      - The file for a transcript of the answers of the service. An existing file is replaced. Its folder must exist.
      - Names, handles, mail addresses, URLs and free texts are replaced by placeholders, and it has no credentials, so
        that you can attach it to a bug report. The same name has the same placeholder everywhere. Times and numbers
        stay unchanged.
      - The collection's simulator replays it with C(--replay). There, the company's name is V(Company 0001).
      - It is written on the host that runs the module, even if the task fails.
      - The file is a report, so RV(ignore:changed) remains V(false).
    type: path
seealso:
  - module: mediaops.dynamic_media.company_info
  - module: mediaops.dynamic_media.job_info
"""

EXAMPLES = r"""
- name: Check whether the account is as the collection expects it
  mediaops.dynamic_media.service_info:
    company_name: Planetary
  register: service

- name: Show what does not hold, or is not known
  ansible.builtin.debug:
    msg: "{{ service.checks | rejectattr('holds', 'equalto', true) }}"

- name: Stop if the user may not run jobs
  ansible.builtin.assert:
    that: service.checks | selectattr('name', 'equalto', 'may_run_jobs') | map(attribute='holds') | first is not false

- name: Write a transcript for a bug report
  mediaops.dynamic_media.service_info:
    company_name: Planetary
    record_to: /tmp/transcript.jsonl
"""

RETURN = r"""
checks:
  description:
    - The assumptions, and what the account shows about each.
    - Empty if the account could not be examined.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    name:
      description: The name of the assumption.
      type: str
      returned: always
      sample: names_tie
    holds:
      description: Whether it holds. Null if the account does not show it.
      type: bool
      returned: always
      sample: true
    evidence:
      description: What the account shows, without names and addresses.
      type: str
      returned: always
      sample: 0 of 2 active runs have a log row of another name.
    consequence:
      description: What goes wrong if the assumption does not hold, and what to do then.
      type: str
      returned: always
      sample: A task does not find out how its run ended, and ends with status unknown. Report it with a transcript.
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
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.service_info import TASK


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
