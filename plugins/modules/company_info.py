#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: company_info
short_description: Look up a Dynamic Media company, and verify the credentials
version_added: 1.0.0
description:
  - Looks up a company in Dynamic Media Classic (Scene7 IPS).
  - The service answers only with valid credentials, so the task also verifies them.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._attributes
  - mediaops.dynamic_media._attributes.info_module
seealso:
  - module: mediaops.dynamic_media.job_info
"""

EXAMPLES = r"""
- name: Verify the credentials before the deployment begins
  mediaops.dynamic_media.company_info:
    company_name: Planetary

- name: Look up the handle of a company
  mediaops.dynamic_media.company_info:
    company_name: Planetary
  register: planetary

- name: Show it
  ansible.builtin.debug:
    var: planetary.company.handle
"""

RETURN = r"""
company:
  description: The company. Null if it was not found.
  type: dict
  returned: when the options were accepted
  contains:
    handle:
      description: The handle of the company.
      type: str
      returned: always
      sample: c|110
    name:
      description: The name of the company.
      type: str
      returned: always
      sample: Planetary
    root_path:
      description: The folder that holds all of the company's assets.
      type: str
      returned: always
      sample: Planetary/
    expires:
      description: When the company's account expires. Null if it does not expire, or the service does not report it.
      type: str
      returned: always
      sample: '2030-12-31T00:00:00Z'
    ims_org_id:
      description: The company's organization in Adobe IMS. Null if it has none, or the service does not report it.
      type: str
      returned: always
      sample: PLANETARY@AdobeOrg
login:
  description: V(valid) once the service has answered. Null if it has not.
  type: str
  returned: when the options were accepted
  sample: valid
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

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.company_info import TASK
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
