# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A transcript has nothing of the account's own, and keeps what ties names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import Fault, FaultError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.account import Exchange
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.identity import JobIdentity, Tie
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.transcript import Placeholders, transcript_of

TIME = "_2026-01-31-12:00:00.123"
FIELDS = (
    *("name", "originalName", "jobName", "originalJobName", "companyName", "jobHandle", "companyHandle"),
    *("submitUserEmail", "serverName", "description", "progressMessage", "logMessage", "assetName", "whatever"),
    *("type", "state", "logType", "role", "startDate", "fileErrorCount", "fatalError", "execSchedule", "timeZone"),
)
OWN = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Lo", "Po", "So")), min_size=1).map("zq{}".format)
"""What could be a name, a message, an address or a password: it begins with letters that no placeholder has."""
ITEM = st.dictionaries(st.sampled_from(FIELDS), OWN)
ANSWER = st.recursive(ITEM, lambda inner: st.dictionaries(st.sampled_from(("jobArray", "company")), st.lists(inner)))


def written(answer: Any) -> Any:
    """What a transcript has of an answer."""
    return json.loads(transcript_of([Exchange("getActiveJobs", {}, answer, None)]))["response"]


@given(ANSWER, ITEM)
def test_nothing_of_the_accounts_own_is_left(answer: dict[str, Any], request: dict[str, str]) -> None:
    text = transcript_of([Exchange("getActiveJobs", request, answer, "zq")])
    assert "zq" not in text


@given(OWN, st.sampled_from(("{}", "{}" + TIME, "Pub_{}" + TIME, "{}_more" + TIME, "zq{}")), OWN)
def test_names_tie_as_before(job: str, form: str, other: str) -> None:
    name = form.format(job)
    placeholders = Placeholders()
    row = placeholders.data({"jobName": name, "originalJobName": job})
    run = placeholders.data({"name": name, "originalName": job})
    scheduled = [placeholders.data({"name": one, "originalName": one})["originalName"] for one in (job, other)]
    for before, after in zip((job, other), scheduled):
        assert JobIdentity(before, before).tie(name, job) is JobIdentity(after, after).tie(row["jobName"], scheduled[0])
    assert (run["name"], run["originalName"]) == (row["jobName"], row["originalJobName"])
    assert "zq" not in json.dumps([row, run])


def test_the_parts_of_a_name_stay_visible() -> None:
    names = [f"Shoes{TIME}", f"Pub_Shoes{TIME}", f"Shoes_x{TIME}"]
    rows = written({"jobLogArray": [{"jobName": name, "originalJobName": "Shoes"} for name in names]})["jobLogArray"]
    assert [row["jobName"] for row in rows] == [f"Job 0001{TIME}", f"Pub_Job 0001{TIME}", f"Job 0001part-1{TIME}"]


def test_a_name_that_ends_in_a_time_ties_to_its_runs() -> None:
    own = f"Add{TIME}"
    item = written({"name": own + TIME, "originalName": own})
    assert item == {"name": f"Job 0001{TIME}{TIME}", "originalName": f"Job 0001{TIME}"}
    assert JobIdentity(item["originalName"], item["originalName"]).tie(*item.values()) is Tie.RUN


@pytest.mark.parametrize(
    ("field", "text", "stays"),
    [
        ("fileErrorCount", "3", True),
        ("startDate", "2007-09-14T22:04:58.536-07:00", True),
        ("startDate", "by Ann, 2007-09-14T22:04:58Z", False),
        ("state", "Running", True),
        ("state", "Ann", False),
        ("originalName", "3", False),
        ("description", "2026", False),
        ("jobHandle", "47", False),
    ],
)
def test_what_stays(field: str, text: str, stays: bool) -> None:
    assert (written({field: text})[field] == text) is stays


def test_a_log_type_that_is_not_listed_still_tells_of_failure() -> None:
    assert written({"logType": "AnnsError"}) == {"logType": "Type1Error"}


def test_addresses_count_without_case_and_urls_are_urls() -> None:
    users = [{"submitUserEmail": text} for text in ("Ann@corp.example", "ann@CORP.example", "bob@corp.example")]
    assets = [{"assetName": "HTTPS://corp.example/a.zip"}, {"assetName": "shoe"}]
    assert written({"a": users, "b": assets}) == {
        "a": [{"submitUserEmail": f"user-{number}@example.com"} for number in (1, 1, 2)],
        "b": [{"assetName": "https://example.com/1"}, {"assetName": "asset-1"}],
    }


def test_a_fault() -> None:
    fault = FaultError("m", Fault("authorization", 20003, "Ann may not", from_server=False), "getX", 500)
    line = json.loads(transcript_of([Exchange("getX", {"a": True}, fault, "Sat, 31 Jan 2026 12:00:00 GMT")]))
    assert line["fault"] == {
        "code": 20003,
        "reason": "text 2",
        "faultcode": "Client",
        "element": "authorizationFault",
    }
    assert (line["status"], line["date"]) == (500, "Sat, 31 Jan 2026 12:00:00 GMT")
    assert "response" not in line
