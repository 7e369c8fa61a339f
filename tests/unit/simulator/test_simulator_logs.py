# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log rows and their details: order, ranges, pages, types."""

from __future__ import annotations

from typing import Any

import pytest
from simulator_client import Client


def finished(client: Client, name: str, **behaviour: Any) -> dict[str, Any]:
    """The log row of a run that has ended."""
    client.behave(name, **behaviour)
    client.execute(name)
    client.advance(100)
    return client.logs()[0]


class TestRows:
    def test_newest_first_and_a_limit(self, client: Client) -> None:
        rows = client.logs()
        starts = [row["startDate"] for row in rows]
        assert starts == sorted(starts, reverse=True)
        assert len(rows) > 5
        assert client.logs(numRows=2) == rows[:2]

    def test_oldest_first_is_the_default(self, client: Client) -> None:
        rows = client.call("getJobLogs", {"companyHandle": client.company()}).data["jobLogArray"]
        assert rows == client.logs()[::-1]

    def test_a_range_of_time(self, client: Client) -> None:
        rows = client.logs()
        since = rows[2]["startDate"]
        until = rows[1]["startDate"]
        assert client.logs(startDate=since) == rows[:3]
        assert client.logs(startDate=since, endDate=until) == rows[1:3]

    def test_other_orders(self, client: Client) -> None:
        params = {"companyHandle": client.company(), "sortBy": "FileErrorCount", "sortDirection": "Descending"}
        rows = client.call("getJobLogs", params).data["jobLogArray"]
        assert rows[0]["originalJobName"] == "Failing Publish"

    def test_rows_of_one_user(self, client: Client) -> None:
        users = {user["email"]: user["handle"] for user in client.control("GET", "state")["users"]}
        client.control("POST", "logs", {"job": "My Test Job", "user": "viewer@scene7.com", "started_ago": 50})
        params = {"companyHandle": client.company(), "userHandle": users["viewer@scene7.com"]}
        (row,) = client.call("getJobLogs", params).data["jobLogArray"]
        assert row["submitUserEmail"] == "viewer@scene7.com"

    def test_old_versions_tell_the_end_in_the_details_only(self, client: Client) -> None:
        row = client.logs("pre-4.0")[0]
        assert not {"endDate", "originalJobName", "jobSubType", "description"} & set(row)
        detailed = client.details(row["jobHandle"], "pre-4.0")
        assert detailed["endDate"] > row["startDate"]
        assert "detailTotalRows" not in detailed

    def test_old_versions_count_updates_and_duplicates_in_the_details_only(self, client: Client) -> None:
        counted = {"success": 5, "updates": 3, "duplicates": 2}
        client.control("POST", "logs", {"job": "My Test Job", "started_ago": 50, "behaviour": counted})
        names = ("fileSuccessCount", "fileUpdateCount", "fileDuplicateCount")
        row = client.logs("pre-4.0")[0]
        assert [row[name] for name in names] == ["8", "0", "0"]
        for complete in (client.details(row["jobHandle"], "pre-4.0"), client.logs("2008-01-15")[0]):
            assert [complete[name] for name in names] == ["5", "3", "2"]

    def test_a_skewed_clock_shows_in_all_times(self, client: Client) -> None:
        before = client.logs()
        client.control("POST", "clock", {"offset": -7200})
        after = client.logs()
        assert after[0]["startDate"] < before[0]["startDate"]
        assert client.logs(startDate=after[1]["startDate"]) == after[:2]


class TestSettings:
    """What the collection relies upon can be broken on purpose."""

    def test_names_that_do_not_tie(self, client: Client) -> None:
        client.control("POST", "answers", {"names_tie": False})
        client.execute("My Test Job")
        (run,) = client.active("My Test Job")
        assert client.logs()[0]["jobName"] == run["name"] + "-log"

    def test_original_names_that_are_not_shown(self, client: Client) -> None:
        client.control("POST", "answers", {"original_names": False})
        client.execute("My Test Job")
        assert {run["originalName"] for run in client.active("My Test Job")} == {""}
        assert {row["originalJobName"] for row in client.logs()} == {""}

    def test_a_log_without_order(self, client: Client) -> None:
        oldest_first = client.logs(sortDirection="Ascending")
        client.control("POST", "answers", {"log_sorted": False})
        assert client.logs() == client.logs(sortBy="JobName") == oldest_first
        assert client.logs(numRows=2) == oldest_first[:2]

    def test_a_log_that_forgets(self, client: Client) -> None:
        forgotten = client.logs()[-1]
        client.control("POST", "answers", {"log_retention": 90_000})
        assert len(client.logs()) == 3
        params = {"companyHandle": client.company(), "jobHandle": forgotten["jobHandle"]}
        assert client.call("getJobLogDetails", params).data["jobLogArray"] == []

    def test_a_log_that_shows_a_few_rows(self, client: Client) -> None:
        newest = client.logs(numRows=3)
        client.control("POST", "answers", {"log_limit": 3})
        assert client.logs() == client.logs(numRows=200) == newest
        assert client.logs(numRows=2) == newest[:2]


class TestDetails:
    def test_either_handle_is_taken(self, client: Client) -> None:
        client.execute("My Test Job")
        run, row = client.active("My Test Job")[0], client.logs()[0]
        assert client.details(run["jobHandle"])["jobName"] == client.details(row["jobHandle"])["jobName"]

    def test_messages_of_a_failure(self, client: Client) -> None:
        row = finished(client, "Failing Publish")
        details = client.details(row["jobHandle"], logTypeArray=["ImageServingPublishError", "FatalError"])
        assert details["detailTotalRows"] == row["fileErrorCount"] == "3"
        assert [entry["assetName"] for entry in details["detailArray"]] == ["shoe-red", "shoe-blue", "shoe-green"]

    def test_a_fatal_error(self, client: Client) -> None:
        row = finished(client, "Fatal Publish")
        assert row["fatalError"] == "true"
        details = client.details(row["jobHandle"], logTypeArray=["FatalError"])
        assert details["detailTotalRows"] == "1"

    def test_pages_of_a_huge_log(self, client: Client) -> None:
        row = finished(client, "My Test Job", log_rows=100_000, errors=3)
        first = client.details(row["jobHandle"])
        assert (first["detailTotalRows"], len(first["detailArray"])) == ("100005", 1000)
        assert first["detailArray"][0]["logType"] == "BeginImageServingPublish"
        last = client.details(row["jobHandle"], recordsPerPage=1000, resultsPage=101)
        assert [entry["logType"] for entry in last["detailArray"][-4:]] == ["ImageServingPublishError"] * 3 + [
            "EndImageServingPublish"
        ]
        assert client.details(row["jobHandle"], resultsPage=102)["detailArray"] == []
        errors = client.details(row["jobHandle"], logTypeArray=["ImageServingPublishError"])
        assert errors["detailTotalRows"] == "3"

    def test_pages_meet_without_gap(self, client: Client) -> None:
        row = finished(client, "My Test Job", log_rows=25)
        whole = client.details(row["jobHandle"])["detailArray"]
        pages = [client.details(row["jobHandle"], recordsPerPage=7, resultsPage=page) for page in (1, 2, 3, 4)]
        assert [entry for page in pages for entry in page["detailArray"]] == whole
        turned = client.details(row["jobHandle"], recordsPerPage=7, resultsPage=4, sortDirection="Descending")
        assert turned["detailArray"] == whole[5::-1]

    def test_the_order_of_types(self, client: Client) -> None:
        row = finished(client, "Failing Publish", success=3, warnings=2)
        by_date = client.details(row["jobHandle"])["detailArray"]
        by_type = client.details(row["jobHandle"], sortBy="LogType")["detailArray"]
        assert by_type == sorted(by_date, key=lambda entry: str(entry["logType"])) != by_date
        pages = [
            client.details(row["jobHandle"], recordsPerPage=4, resultsPage=page, sortBy="LogType") for page in (1, 2, 3)
        ]
        assert [entry for page in pages for entry in page["detailArray"]] == by_type
        turned = client.details(row["jobHandle"], sortBy="LogType", sortDirection="Descending")
        assert turned["detailArray"] == by_type[::-1]

    def test_by_original_name(self, client: Client) -> None:
        params = {"companyHandle": client.company(), "originalName": "Nightly Publish"}
        rows = client.call("getJobLogDetails", params).data["jobLogArray"]
        assert len(rows) == 4
        assert all(row["detailArray"] for row in rows)

    def test_a_running_job_has_logged_so_far(self, client: Client) -> None:
        client.behave("My Test Job", duration=10, log_rows=100)
        client.execute("My Test Job")
        client.advance(5.01)
        details = client.details(client.logs()[0]["jobHandle"])
        assert details["detailTotalRows"] == "51"

    @pytest.mark.parametrize(
        "params", [{"recordsPerPage": 0}, {"recordsPerPage": 1001}, {"resultsPage": 0}, {"sortBy": "Colour"}]
    )
    def test_impossible_pages(self, client: Client, params: dict[str, Any]) -> None:
        sent = {"companyHandle": client.company(), "jobHandle": client.logs()[0]["jobHandle"], **params}
        assert client.call("getJobLogDetails", sent).fault == ("ipsApiFault", 30001)

    def test_neither_handle_nor_name(self, client: Client) -> None:
        assert client.call("getJobLogDetails", {"companyHandle": client.company()}).fault == ("ipsApiFault", 30002)
