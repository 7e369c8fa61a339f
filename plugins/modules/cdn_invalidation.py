#!/usr/bin/python
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cdn_invalidation
short_description: Invalidate URLs at the CDN of Dynamic Media
version_added: 1.0.0
description:
  - Invalidates URLs in the cache of the content delivery network (CDN) of Dynamic Media Classic (Scene7 IPS), so that
    the CDN fetches them again. Use it after a publish.
  - The service takes 1000 URLs at a time. More URLs are sent in batches, in order.
author:
  - mediaops.dynamic_media contributors (@mediaops)
extends_documentation_fragment:
  - mediaops.dynamic_media._connection
  - mediaops.dynamic_media._company
  - mediaops.dynamic_media._attributes
options:
  urls:
    description:
      - The URLs, any number of them. Each must be absolute, and begin with C(http://) or C(https://).
      - All are checked before the first one is sent. A duplicate is sent once.
      - With an empty list the task does nothing.
      - Exactly one of O(urls) and O(template) is required.
    type: list
    elements: str
  template:
    description:
      - Lines of URLs with V(<ID>) instead of an asset's name, as in the CDN invalidation template of the user
        interface. Each line is sent for each of O(assets).
      - Every line must be such a URL. All are checked before the first one is sent.
    type: str
  assets:
    description:
      - The names of the assets to fill O(template) with. Characters that a URL path cannot contain are percent-encoded.
      - Required with O(template). With an empty list the task does nothing.
    type: list
    elements: str
  wait:
    description:
      - Whether to wait until the CDN has invalidated all of them.
      - If the service does not show the status of an invalidation, the task waits a few seconds, which is how long one
        usually takes, and warns that the end is not known. The operation that shows the status is deprecated, was added
        in V(2014-04-03), and needs a handle that the service may leave out.
    type: bool
    default: false
  wait_timeout:
    description:
      - How long to wait, in seconds or with a unit, for example V(10m). The task fails if the CDN has not finished by
        then.
      - V(0) means no limit.
    type: str
    default: '600'
  poll_interval:
    description:
      - The longest time between two polls of the status. The first poll comes after one second, and each interval is
        half as long again as the one before.
      - If the service asks for a longer wait, the task respects that, up to this interval.
    type: str
    default: '10'
attributes:
  check_mode:
    support: full
    details:
      - In check mode the URLs are checked and the company is looked up.
  diff_mode:
    support: N/A
    details:
      - The content of the CDN's cache is not visible.
  idempotent:
    support: none
    details:
      - The content of the CDN's cache is not visible, so each task invalidates.
      - Invalidating a URL twice does no harm.
notes:
  - The service lets only administrators of the company do this.
seealso:
  - module: mediaops.dynamic_media.execute_job
  - module: mediaops.dynamic_media.submit_job
"""

EXAMPLES = r"""
- name: Invalidate two images
  mediaops.dynamic_media.cdn_invalidation:
    company_name: Planetary
    urls:
      - https://planetary.scene7.com/is/image/Planetary/shoe-red
      - https://planetary.scene7.com/is/image/Planetary/shoe-blue?wid=200

- name: Invalidate some images, and wait until that is done
  mediaops.dynamic_media.cdn_invalidation:
    company_name: Planetary
    urls: "{{ images | map('regex_replace', '^', 'https://planetary.scene7.com/is/image/Planetary/') }}"
    wait: true
    wait_timeout: 15m
  vars:
    images:
      - shoe-red
      - shoe-blue

- name: Invalidate all URLs of two assets
  mediaops.dynamic_media.cdn_invalidation:
    company_name: Planetary
    template: |
      https://planetary.scene7.com/is/image/Planetary/<ID>
      https://planetary.scene7.com/is/image/Planetary/<ID>?wid=200
      https://planetary.scene7.com/is/image/Planetary/<ID>?wid=800&hei=600
    assets:
      - shoe-red
      - shoe-blue
"""

RETURN = r"""
changed:
  description: Whether a URL was invalidated, or may have been. In check mode, whether one would be.
  type: bool
  returned: always
  sample: true
invalidations:
  description: The batches in the order of the URLs, including those that were not sent.
  type: list
  elements: dict
  returned: when the options were accepted
  contains:
    handle:
      description: The service's handle for the invalidation. Null if it has returned none.
      type: str
      returned: always
      sample: inv|110|4711
    urls:
      description: The number of URLs in the batch.
      type: int
      returned: always
      sample: 1000
    delivery:
      description:
        - What is known about the request.
        - V(confirmed) says that the service has accepted it.
        - V(refused) says that the service has refused it.
        - V(unknown) says that it was sent, but not whether the service has acted on it.
        - V(not_sent) says that it was not sent, as in check mode.
      type: str
      returned: always
      sample: confirmed
    estimated_seconds:
      description: The seconds that the service estimated when it accepted the batch. Null if it did not.
      type: int
      returned: always
      sample: 300
    status:
      description: The status in the service's own words. Null if the task did not ask for it.
      type: str
      returned: always
      sample: Complete
    completion_time:
      description: When the CDN was done, by the server's clock. Null if that is not known.
      type: str
      returned: always
      sample: '2026-01-31T06:17:41Z'
    success:
      description: >-
        The number of URLs that the service counts as invalidated. Null if it does not count them, as in
        V(2014-04-03).
      type: int
      returned: always
      sample: 998
    warning:
      description: The number that it counts as warnings. Null if it does not count them.
      type: int
      returned: always
      sample: 0
    error:
      description:
        - The number that it counts as errors. Null if it does not count them.
        - The task warns about errors. It fails if the service has invalidated no URL.
      type: int
      returned: always
      sample: 2
    errors:
      description: What the service reports about these errors.
      type: list
      elements: dict
      returned: always
      contains:
        url:
          description: The URL of the batch that the reason names. Null if it names none.
          type: str
          returned: always
          sample: https://planetary.scene7.com/is/image/Planetary/shoe-red
        reason:
          description: The service's own words.
          type: str
          returned: always
          sample: 'The URL is not one of the company: https://planetary.scene7.com/is/image/Planetary/shoe-red'
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

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.cdn_invalidation import TASK
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.module import run_module


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
