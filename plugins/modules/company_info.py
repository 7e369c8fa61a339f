#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: company_info
short_description: Look up a Dynamic Media company, and prove the credentials
version_added: 1.0.0
description:
  - Looks up a company in Dynamic Media Classic (Scene7 IPS).
  - The service answers only with valid credentials, so the task also proves these.
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
- name: Prove that the credentials are valid before the deployment begins
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
  description: The company. Null where it was not found.
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
      description: When the company's account expires. Null where it does not, or the service does not tell.
      type: str
      returned: always
      sample: '2030-12-31T00:00:00Z'
    ims_org_id:
      description: The company's organization in Adobe IMS. Null where it has none, or the service does not tell.
      type: str
      returned: always
      sample: PLANETARY@AdobeOrg
login:
  description: V(valid) once the service has answered. Null where it has not.
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
# end exchange_and_error
"""

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.company_info import ARGUMENTS, TASK
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module


def main() -> None:
    """Run the module."""
    run_module(ARGUMENTS, TASK)


if __name__ == "__main__":
    main()
