# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor of the benchmarks: the seven requests of execute_job, with requests and lxml, and nothing else."""

from __future__ import annotations

import os
from xml.sax.saxutils import escape

import requests
from ansible.module_utils.basic import AnsibleModule
from lxml import etree

DOCUMENTATION = r"""
module: seven_requests
short_description: Sends the seven requests of execute_job
author: mediaops.dynamic_media contributors (@mediaops)
description:
  - For the benchmarks of the collection. The environment names the service.
options:
  job_name:
    description: The job to run.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Run a job
  seven_requests:
    job_name: My Test Job
"""

RETURN = r"""
"""

ENVELOPE = """\
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>\
<authHeader xmlns="http://www.scene7.com/IpsApi/xsd"><user>{user}</user><password>{password}</password>\
<appName>floor</appName><appVersion>1</appVersion></authHeader></soapenv:Header><soapenv:Body>\
<{operation}Param xmlns="http://www.scene7.com/IpsApi/xsd/2014-04-03">{fields}</{operation}Param>\
</soapenv:Body></soapenv:Envelope>"""


def send_seven_requests(job_name: str) -> None:
    """Find a job, look at its runs, trigger it, and look again."""
    session = requests.Session()
    user, password = escape(os.environ["IPS_USERNAME"]), escape(os.environ["IPS_PASSWORD"])

    def ask(operation: str, **fields: str) -> etree._Element:
        xml = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
        body = ENVELOPE.format(user=user, password=password, operation=operation, fields=xml)
        headers = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": operation}
        answer = session.post(os.environ["IPS_ENDPOINT"], body.encode(), headers=headers, timeout=30)
        answer.raise_for_status()
        return etree.fromstring(answer.content)

    def look() -> None:
        ask("getActiveJobs", companyHandle=company, originalName=job_name, includeWaitingJobs="true")
        ask("getJobLogs", companyHandle=company, sortBy="StartDate", sortDirection="Descending", numRows="200")

    company = ask("getCompanyInfo", companyName="Planetary").findtext(".//{*}companyHandle")
    job = ask("getScheduledJobs", companyHandle=company, originalName=job_name).findtext(".//{*}jobHandle")
    look()
    ask("executeJob", companyHandle=company, jobHandle=job)
    look()


def main() -> None:
    """Run as a module."""
    module = AnsibleModule({"job_name": {"type": "str", "required": True}})
    send_seven_requests(module.params["job_name"])
    module.exit_json(changed=True)


if __name__ == "__main__":
    main()
