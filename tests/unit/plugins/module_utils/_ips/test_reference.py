# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of the messages that Adobe's reference and public clients show, in messages of our own."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.cdn import CdnAnswer, invalidate_cdn
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import FaultError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import (
    Company,
    JobLog,
    LogMessage,
    Run,
    ScheduledJob,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport, client


def answered(operation: str, fields: dict[str, Any], version: str = e.CURRENT) -> ScriptedTransport:
    return ScriptedTransport().on(operation, e.answer(operation, fields, version))


def one_row(fields: dict[str, Any], version: str = "pre-4.0") -> JobLog:
    (row,) = client(answered("getJobLogs", {"jobLogArray": [fields]}, version), version).job_logs("c|6")
    return row


COUNTS = {"fileSuccessCount": 3, "fileErrorCount": 0, "fileWarningCount": 0, "fileDuplicateCount": 0}


@pytest.mark.parametrize(
    ("version", "handle", "name", "original_name"),
    [
        ("pre-4.0", "47|My Test Job|", "My Test Job", "My Test Job"),
        ("2008-01-15", "j|110|test-publish-job-fdl||", "test-publish-job-fdl", "test-publish-job-fdl"),
        ("2010-01-31", "0|Cleanup|", "Cleanup", ""),
    ],
)
def test_scheduled_jobs(version: str, handle: str, name: str, original_name: str) -> None:
    fields = {
        "companyHandle": "47",
        "jobHandle": handle,
        "name": name,
        "originalName": original_name,
        "type": "ImageServingPublish",
        "submitUserEmail": "user@example.com",
        "execSchedule": "00 00 00 * * ",
        "nextFireTime": "2011-03-31T00:00:00.000-07:00",
        "timeZone": "America/Los_Angeles",
        "triggerState": "Normal",
    }
    (job,) = client(answered("getScheduledJobs", {"jobArray": [fields]}, version), version).scheduled_jobs("47")
    assert job == ScheduledJob(
        handle,
        name,
        original_name,
        "ImageServingPublish",
        "Normal",
        datetime(2011, 3, 31, 7, tzinfo=timezone.utc),
        "00 00 00 * * ",
        time_zone="America/Los_Angeles",
        submitted_by="user@example.com",
    )


def test_a_run_whose_handle_is_not_the_jobs() -> None:
    name = "3e41464d_2011-03-30-14:32:08.834"
    fields = {
        "companyHandle": "c|110",
        "jobHandle": f"j|110||{name}|5129821",
        "name": name,
        "originalName": "3e41464d",
        "type": "UrlUpload",
        "state": "WaitingCoordinator",
        "submitUserEmail": "user@example.com",
        "serverName": "ips-worker-1",
        "startDate": "2011-03-30T14:32:08.834-07:00",
        "totalSize": -1,
        "progress": 0,
        "progressMessage": "",
        "lastProgressUpdate": "2011-03-30T14:32:08.834-07:00",
        "taskProgressArray": e.Raw(""),
        "uploadUrlsJob": {"urlArray": e.Raw(""), "overwrite": True, "emailSetting": "None"},
    }
    (run,) = client(answered("getActiveJobs", {"jobArray": [fields]}, "2010-01-31"), "2010-01-31").active_runs("c|110")
    assert run == Run(
        f"j|110||{name}|5129821",
        name,
        "3e41464d",
        "WaitingCoordinator",
        0,
        start_time=datetime(2011, 3, 30, 21, 32, 8, 834000, timezone.utc),
        type="UrlUpload",
        submitted_by="user@example.com",
        server="ips-worker-1",
        total_size=-1,
        element="uploadUrlsJob",
    )


def test_a_scheduled_upload_does_not_show_its_urls() -> None:
    upload = {"urlArray": e.Raw(""), "numUrls": 2, "overwrite": True, "emailSetting": "None"}
    wire = answered("getScheduledJobs", {"jobArray": [e.scheduled_job(uploadUrlsJob=upload)]})
    (job,) = client(wire).scheduled_jobs("c")
    assert job.element == "uploadUrlsJob"
    assert job.fields == {"urlArray": [], "numUrls": "2", "overwrite": "true", "emailSetting": "None"}


@pytest.mark.parametrize(
    ("handle", "name"),
    [
        ("47||Add_2007-09-14-15:04:34", "Add_2007-09-14-15:04:34"),
        ("j|6||Add_2007-10-24-16:11:07", "Add_2007-10-24-16:11:07"),
    ],
)
def test_a_row_of_pre_4_0_with_digits_of_utc_and_another_offset(handle: str, name: str) -> None:
    """It has no originalJobName, no transfers, and no end."""
    row = one_row(
        {
            "companyHandle": "47",
            "jobHandle": handle,
            "jobName": name,
            "submitUserEmail": "user@example.com",
            "logType": "UrlUpload",
            "startDate": "2007-09-14T22:04:58.536-07:00",
            **COUNTS,
            "fileUpdateCount": 0,
            "totalFileCount": 3,
            "fatalError": False,
        }
    )
    assert (row.handle, row.job_name, row.original_name) == (handle, name, "")
    assert row.start_time == datetime(2007, 9, 15, 5, 4, 58, 536000, timezone.utc)
    assert row.end_time is None
    assert row.counters.as_result() == {
        "success": 3,
        "error": 0,
        "warning": 0,
        "duplicate": 0,
        "updated": 0,
        "total": 3,
        "transfer_success": None,
        "transfer_error": None,
        "transfer_warning": None,
    }


@pytest.mark.parametrize("version", ["2013-02-15", e.CURRENT])
def test_details_with_their_causes_and_an_exported_file(version: str) -> None:
    """Before 2014-04-03 a detail has no date; the URL of an export is the name of an asset."""
    dated = {"dateCreated": "2014-05-01T08:00:00.000Z"} if version == e.CURRENT else {}
    details = [
        {
            "logMessage": "could not read",
            "logType": "UploadError",
            **dated,
            "assetName": "shoe",
            "assetType": "Image",
            "assetHandle": "a|1|2|3",
            "auxArray": [{"logMessage": "unknown compression", "logType": "UploadError", **dated}],
        },
        {"logMessage": "", "logType": "GetSuccess", **dated, "assetName": "https://ips.example.com/export/1.zip"},
    ]
    wire = answered("getJobLogDetails", {"jobLogArray": [{**e.log_row(), "detailArray": details}]}, version)
    ((row,),) = client(wire, version).job_log_pages("c", "r")
    failed, exported = row.messages
    assert (failed.asset_type, failed.asset_handle) == ("Image", "a|1|2|3")
    assert [(cause["type"], cause["message"]) for cause in failed.details] == [("UploadError", "unknown compression")]
    assert failed.time == (datetime(2014, 5, 1, 8, tzinfo=timezone.utc) if dated else None)
    assert isinstance(exported, LogMessage)
    assert (exported.asset or "").startswith("http")


def test_a_company_that_is_never_to_expire() -> None:
    fields = {"companyHandle": "c|6", "name": "P", "rootPath": "P/", "expires": "9999-12-31T23:59:59-06:00"}
    company = client(answered("getCompanyInfo", {"companyInfo": fields})).company(name="P")
    assert company.handle == "c|6"
    assert isinstance(company, Company)
    assert company.as_result()["expires"] == "9999-12-31T23:59:59-06:00"


@pytest.mark.parametrize(
    ("version", "fields", "answer"),
    [
        (e.CURRENT, {"invalidationHandle": "i|1", "estimatedSeconds": 5}, CdnAnswer("i|1", 5)),
        (e.CURRENT, {"estimatedSeconds": 300}, CdnAnswer(None, 300)),
        (
            "2012-02-14",
            {"successCount": 2, "warningCount": 0, "errorCount": 0},
            CdnAnswer(success=2, warning=0, error=0),
        ),
    ],
)
def test_cdn_invalidations(version: str, fields: dict[str, Any], answer: CdnAnswer) -> None:
    wire = answered("cdnCacheInvalidation", fields, version)
    assert invalidate_cdn(client(wire, version), "c", ["https://s7.example.com/is/image/P/a"]) == answer


def test_an_ordinary_refusal_that_blames_the_server() -> None:
    wire = ScriptedTransport().on("executeJob", e.fault(30000, "The name is already in use", server=True))
    with pytest.raises(FaultError) as refusal:
        client(wire).execute_job("c", "j")
    assert (refusal.value.kind, refusal.value.from_server) == ("api", True)
