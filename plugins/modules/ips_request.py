#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ips_request
short_description: Send any request to the Dynamic Media service
version_added: 1.0.0
description:
  - Sends a request for any operation to Dynamic Media Classic (Scene7 IPS), and returns the answer as plain data.
    Use it for operations that no module of this collection covers.
  - Connection, credentials, errors and retries work as in the other modules.
  - A request that changes something is sent at most once. One that only reads is retried if that may help.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._attributes
options:
  operation:
    description:
      - The name of the operation, in the service's own spelling.
    type: str
    required: true
  params:
    description:
      - The fields of the request, in the service's own spelling and in the order of the service's reference. The order
        matters.
      - A dictionary becomes a structure. A list becomes an array, with one C(items) for each of its entries.
      - A field without a value is left out.
      - A value whose key is, or ends in, V(password), V(passwd), V(passphrase), V(secret) or V(token) is kept out of
        all results, logs and messages.
    type: dict
  changes:
    description:
      - Whether the operation changes something. This determines RV(changed), check mode, and retries.
      - If it is not set, an operation counts as one that changes something, unless its name begins with V(get),
        V(search) or V(check).
    type: bool
  company_name:
    description:
      - The name of the company. Its handle becomes the field C(companyHandle) of O(params), unless that has a value.
      - The field comes first, as in most operations. For an operation that has it elsewhere, put C(companyHandle) there
        without a value.
      - An operation without such a field, such as C(getUserInfo), is sent without the company. So you can set it for
        the whole action group.
      - Mutually exclusive with O(company_handle).
    type: str
  company_handle:
    description:
      - The handle of the company, used in the same way as that of O(company_name).
    type: str
attributes:
  check_mode:
    support: full
    details:
      - In check mode an operation that changes something is not sent. One that only reads is.
  diff_mode:
    support: N/A
    details:
      - What an operation changes is not known.
  idempotent:
    support: none
    details:
      - Each task sends the request. It reports a change whenever the operation changes something.
notes:
  - The answer is returned unchanged. If it contains a secret, as with the operation C(generatePassword), use the
    keyword C(no_log).
seealso:
  - module: mediaops.dynamic_media.job_info
  - name: Image Production System API
    description: The reference of the service, with all operations.
    link: https://experienceleague.adobe.com/en/docs/dynamic-media-developer-resources/image-production-api/c-overview
"""

EXAMPLES = r"""
- name: Look for the images whose name begins with shoe
  mediaops.dynamic_media.ips_request:
    company_name: Planetary
    operation: searchAssets
    params:
      folder: Planetary/
      includeSubfolders: true
      systemFieldConditionArray:
        - field: Name
          op: StartsWith
          value: shoe
      assetTypeArray:
        - Image
      recordsPerPage: 50
      resultsPage: 1
  register: shoes

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ shoes.response.assetArray | map(attribute='name') }}"

- name: Describe the first of them
  mediaops.dynamic_media.ips_request:
    company_name: Planetary
    operation: setAssetMetadata
    params:
      assetHandle: "{{ shoes.response.assetArray[0].assetHandle }}"
      updateArray:
        - fieldHandle: m|description
          value: A shoe
"""

RETURN = r"""
changed:
  description: >-
    Whether the operation has changed something, or may have. This follows from O(changes) and RV(delivery), not from
    the answer. In check mode, whether it would.
  type: bool
  returned: always
  sample: false
delivery:
  description:
    - What is known about the request.
    - V(confirmed) says that the service has answered it.
    - V(refused) says that the service has refused it.
    - V(unknown) says that it was sent, but not whether the service has acted on it.
    - V(not_sent) says that it was not sent, like a change in check mode.
  type: str
  returned: when the options were accepted
  sample: confirmed
response:
  description:
    - The content of the answer, in the service's own spelling. A structure is a dictionary, an array a list, and
      everything else a string, numbers and truth values included.
    - An empty field is null. An array without entries is an empty list.
    - Null if the answer was empty, or nothing was sent.
  type: raw
  returned: when the options were accepted
  sample:
    totalRows: '1'
    assetArray:
      - assetHandle: a|110|4711
        name: shoe-red
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

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.ips_request import TASK
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
