# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What execute_job does at the service, by a client that zeep makes of the service's WSDL, once: a script of its time.

``python zeep_once.py ENDPOINT COMPANY JOB``
"""

from __future__ import annotations

import sys

import zeep

USER, PASSWORD = "user@scene7.com", "mypassword"
NAMESPACE = "{http://www.scene7.com/IpsApi/xsd/2014-04-03}"


def main(endpoint: str, company_name: str, job_name: str) -> None:
    """Look the company and the job up, see what runs and ran, trigger, and look for the new run."""
    host = endpoint.partition("/scene7/")[0]
    client = zeep.Client(f"{host}/scene7/webservice/IpsApi-2014-04-03.wsdl")
    header = client.get_element(f"{NAMESPACE}authHeader")(user=USER, password=PASSWORD, appName="zeep", appVersion="1")
    service = client.create_service(next(iter(client.wsdl.bindings)), endpoint)
    auth = {"_soapheaders": [header]}
    company = service.getCompanyInfo(companyName=company_name, **auth).companyHandle
    jobs = service.getScheduledJobs(companyHandle=company, originalName=job_name, **auth)
    runs = {"companyHandle": company, "originalName": job_name, "includeWaitingJobs": True, **auth}
    service.getActiveJobs(**runs)
    rows = {"companyHandle": company, "sortBy": "StartDate", "sortDirection": "Descending", "numRows": 200, **auth}
    service.getJobLogs(**rows)
    service.executeJob(companyHandle=company, jobHandle=jobs[0].jobHandle, **auth)
    service.getActiveJobs(**runs)
    service.getJobLogs(**rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
