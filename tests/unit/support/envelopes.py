# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service answers, built from plain data without any of the collection's own code.

Field values: None leaves the element out, a dict nests, a list becomes ``items``, times and booleans are spelt as XML
Schema spells them. ``Raw`` goes in as it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
BASE = "http://www.scene7.com/IpsApi/xsd"
CURRENT = "2014-04-03"
ALL_VERSIONS = (
    "pre-4.0",
    "2008-01-15",
    "2008-09-10",
    "2009-07-31",
    "2010-01-31",
    "2012-02-14",
    "2013-02-15",
    "2014-04-03",
)

COMPANY = "Planetary"
COMPANY_HANDLE = "c|6"
JOB = "Nightly Publish"
JOB_HANDLE = "j|6|nightly||"
USER = "user@example.com"
PASSWORD = "pa&ss<w>ord'\"1"


class Raw(str):
    """XML that goes into an envelope as it is."""


def namespace_of(version: str) -> str:
    return BASE if version == "pre-4.0" else f"{BASE}/{version}"


def xml(name: str, value: Any) -> str:
    """An element of the default namespace."""
    if value is None:
        return ""
    if isinstance(value, dict):
        text = "".join(xml(key, item) for key, item in value.items())
    elif isinstance(value, (list, tuple)):
        text = "".join(xml("items", item) for item in value)
    elif isinstance(value, Raw):
        text = str(value)
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, datetime):
        text = value.isoformat()
    else:
        text = escape(str(value)).replace("\r", "&#13;")
    return f"<{name}>{text}</{name}>"


def envelope(body: str, soap: str = SOAP_11) -> bytes:
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{declaration}<e:Envelope xmlns:e="{soap}"><e:Body>{body}</e:Body></e:Envelope>'.encode()


def answer(operation: str, fields: dict[str, Any] | None = None, version: str = CURRENT, soap: str = SOAP_11) -> bytes:
    """The answer to an operation."""
    element = xml(f"{operation}Return", fields or {})
    return envelope(element.replace(">", f' xmlns="{namespace_of(version)}">', 1), soap)


def empty_body() -> bytes:
    return envelope("")


FAULT_ELEMENTS = {1: "authenticationFault", 2: "authorizationFault", 3: "ipsApiFault"}


def fault(code: Any, reason: str = "No.", element: str | None = None, server: bool = False) -> bytes:
    """A SOAP 1.1 fault; its detail element goes by the code."""
    element = element or FAULT_ELEMENTS.get(int(code) // 10000, "ipsApiFault")
    detail = f'<{element} xmlns="{BASE}">{xml("code", code)}{xml("reason", reason)}</{element}>'
    side = "Server" if server else "Client"
    return envelope(
        f"<e:Fault><faultcode>e:{side}</faultcode><faultstring>{escape(reason)}</faultstring>"
        f"<detail>{detail}</detail></e:Fault>"
    )


def fault_12(code: Any, reason: str = "No.", element: str | None = None, server: bool = False) -> bytes:
    """A SOAP 1.2 fault."""
    element = element or FAULT_ELEMENTS.get(int(code) // 10000, "ipsApiFault")
    detail = f'<{element} xmlns="{BASE}">{xml("code", code)}{xml("reason", reason)}</{element}>'
    side = "Receiver" if server else "Sender"
    return envelope(
        f"<e:Fault><e:Code><e:Value>e:{side}</e:Value></e:Code><e:Reason><e:Text>{escape(reason)}</e:Text></e:Reason>"
        f"<e:Detail>{detail}</e:Detail></e:Fault>",
        SOAP_12,
    )


def run_name(started: datetime = NOON, job: str = JOB, between: str = "") -> str:
    """The name of a run and of its log row; a follow-on run has something between."""
    return f"{job}{between}_{started:%Y-%m-%d-%H:%M:%S}.{started.microsecond // 1000:03d}"


def company(**fields: Any) -> dict[str, Any]:
    return {"companyHandle": COMPANY_HANDLE, "name": COMPANY, "rootPath": "Planetary/", "expires": None, **fields}


def scheduled_job(name: str = JOB, **fields: Any) -> dict[str, Any]:
    return {
        "companyHandle": COMPANY_HANDLE,
        "jobHandle": JOB_HANDLE,
        "name": name,
        "originalName": name,
        "type": "ImageServingPublish",
        "submitUserEmail": USER,
        "locale": None,
        "description": None,
        "execSchedule": "00 00 00 * * ",
        "nextFireTime": NOON + timedelta(hours=12),
        "timeZone": "UTC",
        "triggerState": "Normal",
        **fields,
    }


def active_run(started: datetime = NOON, state: str = "Running", job: str = JOB, **fields: Any) -> dict[str, Any]:
    name = fields.pop("name", run_name(started, job))
    return {
        "companyHandle": COMPANY_HANDLE,
        "jobHandle": f"run|{name}",
        "name": name,
        "originalName": job,
        "type": "ImageServingPublish",
        "state": state,
        "submitUserEmail": USER,
        "serverName": "ips1",
        "startDate": started,
        "totalSize": 0,
        "progress": 40,
        "progressMessage": "publishing",
        "lastProgressUpdate": started,
        "taskProgressArray": [],
        **fields,
    }


def log_row(started: datetime = NOON, ended: datetime | None = None, job: str = JOB, **fields: Any) -> dict[str, Any]:
    """A log row, of a run that is still active if it has no end; ``details`` becomes detailArray."""
    name = fields.pop("jobName", run_name(started, job))
    details = fields.pop("details", None)
    return {
        "companyHandle": COMPANY_HANDLE,
        "jobHandle": f"log|{name}",
        "jobName": name,
        "originalJobName": job,
        "submitUserEmail": USER,
        "logType": "ImageServingPublish",
        "jobSubType": "",
        "startDate": started,
        "endDate": ended,
        "description": "",
        "fileSuccessCount": 10,
        "fileErrorCount": 0,
        "fileWarningCount": 0,
        "fileDuplicateCount": 0,
        "fileUpdateCount": 2,
        "totalFileCount": 10,
        "transferSuccessCount": 0,
        "transferErrorCount": 0,
        "transferWarningCount": 0,
        "fatalError": False,
        "detailArray": details,
        **fields,
    }


def log_detail(type_: str = "ImageServingPublishError", message: str = "disk full", **fields: Any) -> dict[str, Any]:
    return {"logMessage": message, "logType": type_, "dateCreated": NOON, "assetName": "a.tif", **fields}


def company_answer(version: str = CURRENT, **fields: Any) -> bytes:
    return answer("getCompanyInfo", {"companyInfo": company(**fields)}, version)


def jobs_answer(*jobs: dict[str, Any], version: str = CURRENT) -> bytes:
    return answer("getScheduledJobs", {"jobArray": list(jobs)}, version)


def active_answer(*runs: dict[str, Any], version: str = CURRENT) -> bytes:
    return answer("getActiveJobs", {"jobArray": list(runs)}, version)


def logs_answer(*rows: dict[str, Any], version: str = CURRENT) -> bytes:
    return answer("getJobLogs", {"jobLogArray": list(rows)}, version)


def details_answer(*rows: dict[str, Any], version: str = CURRENT) -> bytes:
    return answer("getJobLogDetails", {"jobLogArray": list(rows)}, version)


def executed_answer(version: str = CURRENT) -> bytes:
    return answer("executeJob", {}, version)
