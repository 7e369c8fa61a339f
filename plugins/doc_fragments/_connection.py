# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Where the service is and who asks: the options of ``arguments.CONNECTION``."""

    DOCUMENTATION = r"""
requirements:
  - python >= 3.9
  - requests >= 2.25
  - lxml >= 4.6
options:
  endpoint:
    description:
      - The URL of the service.
      - It takes precedence over O(stage), and over the environment variables.
      - If none of O(endpoint), O(region) and O(stage) is set, the environment variable E(IPS_ENDPOINT)
        is used.
      - A URL that contains credentials is refused.
    type: str
  region:
    description:
      - The region whose service is used, V(na) for North America, V(emea) for Europe, the Middle East and
        Africa, V(apac) for Japan and Asia-Pacific.
      - If it is not set, the environment variable E(IPS_REGION) is used, otherwise V(na).
      - Mutually exclusive with O(endpoint).
    type: str
    choices: [na, emea, apac]
  stage:
    description:
      - Which of the region's two services is used.
      - If it is not set, the environment variable E(IPS_STAGE) is used, otherwise V(production).
    type: str
    choices: [production, staging]
  username:
    description:
      - The email address of the IPS user.
      - If it is not set, the environment variable E(IPS_USERNAME) is used.
    type: str
  password:
    description:
      - The password of the IPS user.
      - If it is not set, the environment variable E(IPS_PASSWORD) is used.
    type: str
  access_token:
    description:
      - An Adobe IMS access token, instead of O(username) and O(password).
      - It takes precedence over both.
      - If none of the three is set, the environment variable E(IPS_ACCESS_TOKEN) is used, if it exists.
      - It cannot be used with O(auth_method=http_basic).
    type: str
  auth_method:
    description:
      - How the credentials are sent.
      - V(soap_header) sends them in the C(authHeader) of the SOAP message. The service's reference recommends it.
      - V(http_basic) sends O(username) and O(password) in the HTTP header C(Authorization), and no C(authHeader).
    type: str
    choices: [soap_header, http_basic]
    default: soap_header
  api_version:
    description:
      - The version of the service's interface. One of V(pre-4.0), V(2008-01-15), V(2008-09-10), V(2009-07-31),
        V(2010-01-31), V(2012-02-14), V(2013-02-15) or V(2014-04-03).
      - >-
        For any other version, give its namespace, as C({namespace: http://www.scene7.com/IpsApi/xsd/2016-01-14-beta})
        or as C(http://www.scene7.com/IpsApi/xsd/2016-01-14-beta) alone. The collection treats it like the version
        before it in that list.
      - An operation or field that the version does not have is refused by name before anything is sent.
      - Change it only if something in front of the service supports no other version.
    type: str
    default: '2014-04-03'
  app_name:
    description:
      - The name of the application, sent in the C(authHeader).
      - The default is the name of this collection.
    type: str
  app_version:
    description:
      - The version of the application, sent in the C(authHeader).
      - The default is the version of this collection.
    type: str
  locale:
    description:
      - The language of the service's messages, for example V(en-US).
      - If it is not set, the service chooses.
    type: str
  request_timeout:
    description:
      - How long one exchange with the service may take, from connecting to the last byte of the answer, however
        slowly it arrives. In seconds, or with a unit, for example V(2m).
      - It does not include the lookup of the host's address, which the machine's resolver limits.
    type: str
    default: '30'
  retries:
    description:
      - How many times a request is retried, if that is safe.
      - A request that only reads is retried after a transport error, and after HTTP status 429, 502, 503 or 504.
      - A request that changes something is retried only if provably not one byte of it has been sent.
    type: int
    default: 3
  validate_certs:
    description:
      - Whether the service's TLS certificate is verified.
      - Set it to V(false) only for tests against your own service.
    type: bool
    default: true
  ca_path:
    description:
      - A file with CA certificates in PEM format, or a directory of such files. It replaces the system's own.
    type: path
  client_cert:
    description:
      - A file with a TLS client certificate in PEM format. It may contain the key as well.
    type: path
  client_key:
    description:
      - A file with the unencrypted key of O(client_cert), in PEM format.
      - It needs O(client_cert).
    type: path
  allow_http:
    description:
      - Permits an O(endpoint) that begins with C(http://) on a host other than this one.
      - The password then goes over the network unencrypted.
      - An endpoint on a loopback address needs no permission.
    type: bool
    default: false
notes:
  - An option of the task takes precedence over the environment variable. The environment is that of the process that
    connects, so the C(environment) keyword of a task or play sets it too.
  - Proxies are taken from the usual environment variables, and never used for loopback addresses. C(.netrc) is
    not read.
  - Redirects are refused, since the request carries the password.
  - Each task looks up the handles of companies and jobs by their names, because the service's handles can change.
"""
