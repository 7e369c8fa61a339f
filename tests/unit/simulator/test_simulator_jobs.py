# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs and their runs: how they start, look, end, are stopped, submitted, scheduled, paused and deleted."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from simulator_client import Client

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import world

RUN_NAME = re.compile(r"My Test Job_\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d\.\d{3}")
PUBLISH = {"publishType": "Full", "emailSetting": "None"}
SEED = {
    "companies": [{"name": "Planetary"}],
    "users": [{"email": "user@scene7.com", "password": "mypassword", "roles": {"Planetary": "IpsAdmin"}}],
}
KIND = {"imageServingPublishJob": PUBLISH}


def only(items: list[dict[str, Any]]) -> dict[str, Any]:
    (item,) = items
    return item


class TestRun:
    def test_its_whole_life(self, client: Client) -> None:
        client.behave("My Test Job", appear_after=5, waiting=4, duration=10, linger=3, log_lag=2, success=10)
        assert client.execute("My Test Job").data == {}
        assert client.active("My Test Job", includeWaitingJobs=True) == []
        client.advance(5.1)
        assert client.active("My Test Job") == []
        assert only(client.active("My Test Job", includeWaitingJobs=True))["state"] == "New"
        client.advance(2)
        assert only(client.active("My Test Job", includeWaitingJobs=True))["state"] == "WaitingCoordinator"
        client.advance(6.95)
        run = only(client.active("My Test Job"))
        assert (run["state"], run["progress"], run["progressMessage"]) == ("Running", "50", "5 of 10 files")
        assert only(run["taskProgressArray"])["numPending"] == "4"
        row = client.logs()[0]
        assert (row["jobName"], "endDate" in row, row["fileSuccessCount"]) == (run["name"], False, "5")
        client.advance(5)
        assert only(client.active("My Test Job"))["state"] == "Done"
        assert "endDate" not in client.logs()[0]
        client.advance(3)
        assert client.active("My Test Job") == []
        assert client.logs()[0]["endDate"] > run["startDate"]

    def test_its_names_and_handles(self, client: Client) -> None:
        client.execute("My Test Job")
        run, job, row = only(client.active("My Test Job")), client.jobs("My Test Job")[0], client.logs()[0]
        assert RUN_NAME.fullmatch(run["name"])
        assert run["name"] == row["jobName"]
        assert run["originalName"] == row["originalJobName"] == job["originalName"] == "My Test Job"
        assert len({run["jobHandle"], job["jobHandle"], row["jobHandle"]}) == 3

    @pytest.mark.parametrize(
        ("version", "job_shape", "run_shape", "row_shape"),
        [
            ("pre-4.0", r"\d+\|My Test Job\|", r"\d+\|\|My Test Job_.*\|\d+", r"\d+\|\|My Test Job_[^|]*"),
            (
                "2014-04-03",
                r"j\|\d+\|My Test Job\|\|",
                r"j\|\d+\|\|My Test Job_.*\|\d+",
                r"j\|\d+\|\|My Test Job_[^|]*",
            ),
        ],
    )
    def test_handles_have_the_shapes_of_their_version(
        self, client: Client, version: str, job_shape: str, run_shape: str, row_shape: str
    ) -> None:
        assert client.execute("My Test Job", version).status == 200
        assert re.fullmatch(job_shape, client.jobs("My Test Job", version)[0]["jobHandle"])
        assert re.fullmatch(run_shape, client.active("My Test Job", version)[0]["jobHandle"])
        assert re.fullmatch(row_shape, client.logs(version)[0]["jobHandle"])

    def test_runs_at_one_moment_have_different_names(self, client: Client) -> None:
        client.execute("My Test Job")
        client.execute("My Test Job")
        assert len({run["name"] for run in client.active("My Test Job")}) == 2

    def test_two_jobs_of_one_name_have_different_handles(self, client: Client) -> None:
        assert len({job["jobHandle"] for job in client.jobs("Twin Job")}) == 2

    def test_a_neighbour_is_not_found_by_the_name(self, client: Client) -> None:
        client.execute("My Test Job_2")
        assert client.active("My Test Job") == []
        assert len(client.active()) == 1

    def test_an_awkward_name_survives(self, client: Client) -> None:
        name = "R&D <\"nightly\"> | 'ünïcode' 🚀"
        assert client.execute(name).status == 200
        assert only(client.active(name))["originalName"] == name

    def test_a_system_job_has_no_original_name(self, client: Client) -> None:
        jobs = client.call("getScheduledJobs", {"companyHandle": client.company()}).data["jobArray"]
        cleanup = only([job for job in jobs if job["name"] == "Cleanup"])
        assert cleanup["originalName"] == ""
        assert client.jobs("Cleanup") == []
        client.call("executeJob", {"companyHandle": client.company(), "jobHandle": cleanup["jobHandle"]})
        run = only(client.active(""))
        assert run["name"].startswith("Cleanup_")
        assert client.logs()[0]["originalJobName"] == ""

    def test_a_row_that_comes_only_at_the_end(self, client: Client) -> None:
        client.behave("My Test Job", row_at_start=False, duration=5)
        before = len(client.logs())
        client.execute("My Test Job")
        assert len(client.logs()) == before
        client.advance(6)
        assert len(client.logs()) == before + 1

    def test_a_row_that_leads(self, client: Client) -> None:
        client.behave("My Test Job", appear_after=3, row_after=1)
        before = len(client.logs())
        client.execute("My Test Job")
        assert (len(client.logs()), client.active("My Test Job")) == (before, [])
        client.advance(1.1)
        assert (len(client.logs()), "endDate" in client.logs()[0]) == (before + 1, False)
        assert client.active("My Test Job") == []
        client.advance(2)
        assert only(client.active("My Test Job"))["name"] == client.logs()[0]["jobName"]

    def test_a_row_that_lags(self, client: Client) -> None:
        client.behave("My Test Job", duration=2, row_after=10)
        before = len(client.logs())
        client.execute("My Test Job")
        client.advance(9.9)
        assert len(client.logs()) == before
        client.advance(0.2)
        assert "endDate" in client.logs()[0]

    def test_a_row_that_never_gets_an_end(self, client: Client) -> None:
        client.behave("My Test Job", row_ends=False)
        client.execute("My Test Job")
        client.advance(86400)
        assert client.active("My Test Job") == []
        row = next(row for row in client.logs() if row["originalJobName"] == "My Test Job")
        assert ("endDate" in row, row["fileSuccessCount"]) == (False, "12")
        assert client.details(row["jobHandle"])["detailArray"][-1]["logType"] == "ImageServingPublishSuccess"

    def test_a_run_that_vanishes(self, client: Client) -> None:
        client.behave("My Test Job", duration=10, vanish_after=4)
        before = len(client.logs())
        client.execute("My Test Job")
        handle = only(client.active("My Test Job"))["jobHandle"]
        client.advance(5)
        assert client.active("My Test Job") == []
        assert len(client.logs()) == before
        params = {"companyHandle": client.company(), "jobHandle": handle}
        assert client.call("getJobLogDetails", params).fault == ("ipsApiFault", 30001)
        client.advance(20)
        assert len(client.logs()) == before

    def test_follow_on_runs_start_when_it_ends(self, client: Client) -> None:
        client.execute("Nightly Upload")
        assert len(client.active("Nightly Upload")) == 1
        client.advance(1.6)
        follow_on = only(client.active("Nightly Upload"))
        assert follow_on["name"].startswith("Pub_Nightly Upload_")
        assert follow_on["type"] == "ImageServingPublish"
        assert follow_on["imageServingPublishJob"]["publishType"] == "Incremental"
        client.advance(1.6)
        assert client.active("Nightly Upload") == []
        assert [row["originalJobName"] for row in client.logs()[:2]] == ["Nightly Upload"] * 2

    @pytest.mark.parametrize(
        ("where", "start"),
        [
            ({}, "Pub_Nightly Upload_2"),
            ({"prefix": "_Pub"}, "_PubNightly Upload_2"),
            ({"infix": "PostPublish"}, "Nightly UploadPostPublish_2"),
            ({"prefix": "A_", "infix": "_Z"}, "A_Nightly Upload_Z_2"),
        ],
    )
    def test_names_and_outcomes_of_follow_on_runs(self, client: Client, where: dict[str, str], start: str) -> None:
        client.behave("Nightly Upload", errors=3, follow_on=[{**where, "kind": "imageServingPublishJob", "success": 7}])
        client.execute("Nightly Upload")
        client.advance(1.6)
        follow_on = only(client.active("Nightly Upload"))
        assert follow_on["name"].startswith(start)
        assert follow_on["imageServingPublishJob"] == PUBLISH
        client.advance(5)
        row, upload = client.logs()[:2]
        assert (row["fileSuccessCount"], row["fileErrorCount"], upload["fileErrorCount"]) == ("7", "0", "3")

    def test_a_job_that_orders_others_is_followed_by_them(self, client: Client) -> None:
        details = {
            "serverDir": "in/",
            "postVideoPublishJob": {"emailSetting": "All"},
            "postImageServingPublishJob": {"publishType": "Incremental"},
        }
        client.control("POST", "jobs", {"name": "Upload", "kind": "uploadDirectoryJob", "details": details})
        client.execute("Upload")
        client.advance(1.1)
        video, images = client.active("Upload")
        assert video["name"].startswith("Pub_Upload_")
        assert video["videoPublishJob"] == {"emailSetting": "All"}
        assert images["imageServingPublishJob"] == {"publishType": "Incremental", "emailSetting": "None"}
        client.behave("Upload", follow_on=[])
        client.advance(5)
        client.execute("Upload")
        client.advance(1.1)
        assert client.active("Upload") == []

    @pytest.mark.parametrize(("success", "followers"), [(0, 0), (1, 1)])
    def test_others_that_are_ordered_only_where_files_have_come(
        self, client: Client, success: int, followers: int
    ) -> None:
        details = {"postJobOnlyIfFiles": True, "postVideoPublishJob": {"emailSetting": "None"}}
        job = {"name": "Upload", "kind": "uploadDirectoryJob", "details": details, "behaviour": {"success": success}}
        client.control("POST", "jobs", job)
        client.execute("Upload")
        client.advance(1.1)
        assert len(client.active("Upload")) == followers

    def test_follow_on_runs_happen_even_if_nobody_looks(self, client: Client) -> None:
        client.execute("Nightly Upload")
        client.advance(1000)
        newest, older = client.logs()[:2]
        assert newest["startDate"] == older["endDate"]

    def test_outcomes_differ_from_run_to_run(self, client: Client) -> None:
        client.behave("My Test Job", outcomes=[{"errors": 2}, {"errors": 0, "warnings": 1}])
        for _unused in range(3):
            client.execute("My Test Job")
            client.advance(2)
        counts = [(row["fileErrorCount"], row["fileWarningCount"]) for row in client.logs()[:3]]
        assert counts == [
            ("0", "1"),
            ("0", "1"),
            ("2", "0"),
        ]

    def test_outcomes_are_for_the_runs_that_start_after_them(self, client: Client) -> None:
        for errors in (0, 1):
            client.execute("My Test Job")
            client.advance(2)
            client.behave("My Test Job", outcomes=[{"errors": errors + 4}, {"errors": errors + 6}])
        client.behave("My Test Job", duration=1.5)
        for _unused in range(2):
            client.execute("My Test Job")
            client.advance(2)
        assert [row["fileErrorCount"] for row in client.logs()[:4]] == ["7", "5", "4", "0"]

    def test_progress_messages(self, client: Client) -> None:
        client.behave("My Test Job", duration=10, progress_messages=["first", "second"])
        client.execute("My Test Job")
        assert only(client.active("My Test Job"))["progressMessage"] == "first"
        client.advance(6)
        assert only(client.active("My Test Job"))["progressMessage"] == "second"

    def test_a_refusal(self, client: Client) -> None:
        client.behave("My Test Job", refuse={"code": 30000, "reason": "busy"})
        answer = client.execute("My Test Job")
        assert (answer.fault, answer.faultcode, answer.reason) == (("ipsApiFault", 30000), "soapenv:Server", "busy")
        assert [entry["acted"] for entry in client.journal() if entry["operation"] == "executeJob"] == [False]
        assert client.active("My Test Job") == []

    def test_waiting_runs_show_in_versions_that_cannot_ask_for_them(self, client: Client) -> None:
        client.behave("My Test Job", waiting=10)
        client.execute("My Test Job")
        assert client.active("My Test Job") == []
        assert only(client.active("My Test Job", "2013-02-15"))["state"] == "New"


def text_of_suffix(name: str) -> str:
    return name.rpartition("_")[2].replace("-", "T", 3).replace("T", "-", 2)


class TestJobClock:
    """The machine that runs jobs has a clock of its own."""

    @pytest.mark.parametrize("skew", [-3600, -2, 0, 600])
    def test_what_comes_from_it(self, client: Client, skew: float) -> None:
        client.control("POST", "clock", {"job_clock": {"skew": skew}})
        now = datetime.fromisoformat(client.control("GET", "clock")["now"].replace("Z", "+00:00"))
        client.execute("My Test Job")
        run = only(client.active("My Test Job"))
        starts = {run["startDate"], text_of_suffix(run["name"]) + "Z"}
        assert {datetime.fromisoformat(start.replace("Z", "+00:00")) for start in starts} == {
            now + timedelta(seconds=skew)
        }
        assert run["lastProgressUpdate"] == only(run["taskProgressArray"])["lastProgressUpdate"] == run["startDate"]
        assert datetime.fromisoformat(run["triggerTime"].replace("Z", "+00:00")) == now
        client.advance(2)
        row = next(row for row in client.logs() if row["jobName"] == run["name"])
        end = datetime.fromisoformat(row["endDate"].replace("Z", "+00:00"))
        assert (row["startDate"], end) == (run["startDate"], now + timedelta(seconds=skew + 1))
        details = client.details(row["jobHandle"])["detailArray"]
        assert (details[0]["dateCreated"], details[-1]["dateCreated"]) == (row["startDate"], row["endDate"])

    def test_runs_keep_the_skew_with_which_they_started(self, client: Client) -> None:
        client.execute("My Test Job")
        start = only(client.active("My Test Job"))["startDate"]
        client.control("POST", "clock", {"job_clock": {"skew": 90}})
        assert only(client.active("My Test Job"))["startDate"] == start

    def test_ranges_of_dates_go_by_it(self, client: Client) -> None:
        client.control("POST", "clock", {"job_clock": {"skew": -600}})
        client.execute("My Test Job")
        start = only(client.active("My Test Job"))["startDate"]
        assert len(client.logs(startDate=start)) == 1
        assert client.logs(startDate=client.control("GET", "clock")["now"]) == []

    def test_digits_of_utc_with_the_label_of_a_zone(self, client: Client) -> None:
        client.control("POST", "seed", {**SEED, "time_zone": "-07:00", "job_clock": {"utc_digits": True}})
        client.control("POST", "jobs", {"name": "My Test Job", "schedule": "0 0 2 * * ?"})
        client.control("POST", "clock", {"drift": 1e-9})
        now = client.control("GET", "clock")["now"]
        client.execute("My Test Job")
        run = only(client.active("My Test Job"))
        shown, real = (datetime.fromisoformat(text) for text in (run["startDate"], now))
        assert (shown - real, run["startDate"][-6:]) == (timedelta(hours=7), "-07:00")
        assert text_of_suffix(run["name"]) + "-07:00" == now
        assert client.jobs("My Test Job")[0]["nextFireTime"].endswith("T02:00:00.000-07:00")

    def test_runs_of_one_second_that_share_a_name(self, client: Client) -> None:
        client.control("POST", "clock", {"job_clock": {"name_fractions": False}})
        client.behave("My Test Job", outcomes=[{"errors": 3}, {"errors": 0}])
        client.execute("My Test Job")
        client.execute("My Test Job")
        first, second = client.active("My Test Job")
        assert first["name"] == second["name"]
        assert re.fullmatch(r"My Test Job_[\d-]+:\d\d:\d\d", first["name"])
        assert first["jobHandle"] != second["jobHandle"]
        client.advance(2)
        assert sorted(row["fileErrorCount"] for row in client.logs()[:2]) == ["0", "3"]


class TestStop:
    def stop(self, client: Client, handle: str) -> Any:
        return client.call("stopJob", {"companyHandle": client.company(), "jobHandle": handle})

    def test_a_run_is_stopped(self, client: Client) -> None:
        client.behave("My Test Job", duration=10, stopping=2, success=10)
        client.execute("My Test Job")
        client.advance(5.01)
        run = only(client.active("My Test Job"))
        assert self.stop(client, run["jobHandle"]).data == {}
        assert only(client.active("My Test Job"))["state"] == "Stopping"
        client.advance(2.1)
        assert client.active("My Test Job") == []
        row = client.logs()[0]
        assert (row["jobName"], row["fileSuccessCount"], row["fatalError"]) == (run["name"], "5", "false")
        assert "endDate" in row

    def test_what_cannot_be_stopped(self, client: Client) -> None:
        client.execute("My Test Job")
        run, row, job = only(client.active("My Test Job")), client.logs()[0], client.jobs("My Test Job")[0]
        for handle in (row["jobHandle"], job["jobHandle"], "j|1||x|2", "nonsense", f"j|{'9' * 6000}||x|2"):
            assert self.stop(client, handle).fault == ("ipsApiFault", 30001)
        client.advance(5)
        assert self.stop(client, run["jobHandle"]).fault == ("ipsApiFault", 30001)

    def test_a_stop_from_outside(self, client: Client) -> None:
        client.behave("My Test Job", duration=10, stop_after=3, stopping=1)
        client.execute("My Test Job")
        client.advance(3.5)
        assert only(client.active("My Test Job"))["state"] == "Stopping"
        client.advance(1)
        assert client.active("My Test Job") == []

    def test_no_follow_on_after_a_stop(self, client: Client) -> None:
        client.execute("Nightly Upload")
        self.stop(client, only(client.active("Nightly Upload"))["jobHandle"])
        client.advance(10)
        assert len([row for row in client.logs() if row["originalJobName"] == "Nightly Upload"]) == 1

    def test_handles_of_another_company(self, client: Client) -> None:
        other = client.control("GET", "state")["scheduled_jobs"][-1]
        params = {"companyHandle": client.company(), "jobHandle": other["handle"]}
        assert client.call("executeJob", params).fault == ("authorizationFault", 20005)


class TestSubmit:
    def submit(self, client: Client, name: str, kind: str = "imageServingPublishJob", **more: Any) -> Any:
        content = more.pop(kind, PUBLISH)
        params = {"companyHandle": client.company(), "jobName": name, **more, kind: content}
        return client.call("submitJob", params)

    def test_now(self, client: Client) -> None:
        handle = self.submit(client, "Release 1").data["jobHandle"]
        run = only(client.active("Release 1"))
        assert run["name"].startswith("Release 1_")
        assert run["jobHandle"] != handle
        assert client.jobs("Release 1") == []

    def test_with_a_behaviour_planned_for_its_name(self, client: Client) -> None:
        client.behave("Release 2", errors=3, duration=5)
        self.submit(client, "Release 2")
        client.advance(6)
        assert client.logs()[0]["fileErrorCount"] == "3"

    def test_outcomes_planned_for_its_name_come_in_turn(self, client: Client) -> None:
        client.behave("Release 3", outcomes=[{"errors": 3}, {"errors": 0}])
        client.control("PATCH", "jobs", {"company": "Galactic", "name": "Release 3", "behaviour": {"outcomes": []}})
        for _unused in range(3):
            self.submit(client, "Release 3")
            client.advance(2)
        assert [row["fileErrorCount"] for row in client.logs()[:3]] == ["0", "0", "3"]

    def test_at_a_time(self, client: Client) -> None:
        assert self.submit(client, "Later", execTime="2099-01-01T00:00:00+02:00").status == 200
        job = only(client.jobs("Later"))
        assert (job["nextFireTime"], job["triggerState"]) == ("2098-12-31T22:00:00.000Z", "Normal")
        assert client.active("Later") == []

    def test_its_time_comes(self, client: Client) -> None:
        now = datetime.fromisoformat(client.control("GET", "clock")["now"].replace("Z", "+00:00"))
        self.submit(client, "Later", execTime=(now + timedelta(minutes=10)).isoformat())
        client.advance(601)
        assert client.jobs("Later") == []
        assert client.logs()[0]["originalJobName"] == "Later"

    def test_at_a_time_that_is_past_means_now(self, client: Client) -> None:
        self.submit(client, "Past", execTime="2001-01-01T00:00:00Z")
        assert len(client.active("Past")) == 1

    @pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
    def test_at_a_time_that_the_clock_cannot_show(self, client: Client, moment: str) -> None:
        assert self.submit(client, "Never", execTime=moment).fault == ("ipsApiFault", 30001)
        assert client.jobs("Never") == client.active("Never") == []

    def test_at_the_last_second_of_a_clock_that_is_put_forward(self, client: Client) -> None:
        self.submit(client, "Last", execTime="9999-12-31T23:59:59.999Z")
        client.control("POST", "clock", {"offset": 3600})
        assert only(client.jobs("Last"))["nextFireTime"].startswith("9999-12-31T23:59:59")

    def test_on_a_schedule(self, client: Client) -> None:
        assert self.submit(client, "Hourly", execSchedule="00 30 * * * ?", description="each hour").status == 200
        job = only(client.jobs("Hourly"))
        assert job["nextFireTime"].endswith(":30:00.000Z")
        assert (job["execSchedule"], job["description"]) == ("00 30 * * * ?", "each hour")
        assert job["imageServingPublishJob"] == PUBLISH
        client.advance(3 * 3600)
        runs = [row for row in client.logs() if row["originalJobName"] == "Hourly"]
        assert len(runs) == 3
        assert only(client.jobs("Hourly"))["nextFireTime"] > job["nextFireTime"]

    def test_a_name_in_use(self, client: Client) -> None:
        answer = self.submit(client, "Nightly Publish", execSchedule="0 0 0 * * ?")
        assert (answer.fault, answer.faultcode) == (("ipsApiFault", 30000), "soapenv:Server")
        assert self.submit(client, "Nightly Publish").status == 200
        client.control("POST", "answers", {"same_names": True})
        assert self.submit(client, "Nightly Publish", execSchedule="0 0 0 * * ?").status == 200
        assert len(client.jobs("Nightly Publish")) == 2

    @pytest.mark.parametrize(
        ("before", "after", "code"),
        [
            ({}, {"execTime": "2099-01-01T00:00:00Z", "execSchedule": "0 0 0 * * ?", **KIND}, 30001),
            ({}, {"execSchedule": "never", **KIND}, 30001),
            ({}, {**KIND, "optimizeImagesJob": {"emailSetting": "None"}}, 30001),
            ({}, {"imageServingPublishJob": {"publishType": "Full"}}, 30002),
            ({}, {"imageServingPublishJob": {"publishType": "Full", "emailSeting": "None"}}, 30002),
            ({"userHandle": "u|0"}, KIND, 20002),
        ],
    )
    def test_refusals(self, client: Client, before: dict[str, Any], after: dict[str, Any], code: int) -> None:
        params = {"companyHandle": client.company(), **before, "jobName": "Bad", **after}
        assert client.call("submitJob", params).fault[1] == code
        assert client.active("Bad") == client.jobs("Bad") == []

    def test_no_job_element(self, client: Client) -> None:
        params = {"companyHandle": client.company(), "jobName": "Nothing"}
        assert client.call("submitJob", params).fault == ("ipsApiFault", 30002)

    def test_defaults_of_the_service(self, client: Client) -> None:
        client.control("POST", "seed", {**SEED, "submit_defaults": True})
        self.submit(client, "Meta", "metadataPublishJob", metadataPublishJob={}, execSchedule=" 0  0 0 * * ? ")
        job = only(client.jobs("Meta"))
        assert job["metadataPublishJob"] == {"forcePublish": "false"}
        assert job["execSchedule"] == "0 0 0 * * ?"


class TestUrls:
    """A recorded job showed an empty urlArray."""

    def submit(self, client: Client) -> dict[str, Any]:
        urls = [{"sourceUrl": "http://example.com/a.jpg", "destPath": "a.jpg"}]
        flags = {"overwrite": True, "readyForPublish": True, "createMask": False, "emailSetting": "None"}
        params = {"companyHandle": client.company(), "jobName": "Urls", "execSchedule": "0 0 2 * * ?"}
        assert client.call("submitJob", {**params, "uploadUrlsJob": {"urlArray": urls, **flags}}).status == 200
        return {"urlArray": urls, **{name: str(value).lower() for name, value in flags.items()}, "emailSetting": "None"}

    def test_are_not_shown(self, client: Client) -> None:
        shown = {**self.submit(client), "urlArray": []}
        client.execute("Urls")
        jobs = [only(client.jobs("Urls")), only(client.active("Urls"))]
        assert [job["uploadUrlsJob"] for job in jobs] == [shown, shown]

    def test_are_shown_by_a_setting(self, client: Client) -> None:
        client.control("POST", "answers", {"show_urls": True})
        assert self.submit(client) == only(client.jobs("Urls"))["uploadUrlsJob"]


def test_the_url_of_an_export_is_the_asset_of_a_message(client: Client) -> None:
    details = {"assetHandleArray": ["a|1", "a|2"]}
    client.control("POST", "jobs", {"name": "Export", "kind": "exportJob", "details": details})
    client.execute("Export")
    handle = client.logs()[0]["jobHandle"]
    client.advance(2)
    names = [row.get("assetName", "") for row in client.details(handle)["detailArray"]]
    url = only([name for name in names if name.startswith("http")])
    path = urlsplit(url).path
    assert re.fullmatch(r"/exports/\d+/Export_[^/]+\.zip", path)
    with zipfile.ZipFile(io.BytesIO(client.request("GET", path, None).body)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"a|1\n", b"a|2\n"]
    for missing in ("/exports/1/x.zip", "/exports/", path.replace("/exports/", "/exports/9")):
        assert client.request("GET", missing, None).status == 404
    client.behave("Export", fatal=True)
    client.execute("Export")
    client.advance(2)
    rows = client.details(client.logs()[0]["jobHandle"])["detailArray"]
    assert not any(row.get("assetName", "").startswith("http") for row in rows)


class TestScheduledJob:
    def test_a_leap_of_time_over_many_runs(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(world, "_MOST_FIRINGS", 50)
        self.act(client, "deleteJob", "Nightly Publish")
        client.control("POST", "jobs", {"name": "Each second", "schedule": "* * * * * ?"})
        before = len(client.logs())
        client.advance(30 * 86400)
        assert len(client.logs()) == before + 50
        client.advance(10)
        assert len(client.logs()) == before + 60

    def act(self, client: Client, operation: str, name: str) -> Any:
        params = {"companyHandle": client.company(), "jobHandle": client.jobs(name)[0]["jobHandle"]}
        return client.call(operation, params)

    def test_pause_and_resume(self, client: Client) -> None:
        assert self.act(client, "pauseJob", "Nightly Publish").data == {}
        assert only(client.jobs("Nightly Publish"))["triggerState"] == "Paused"
        before = len(client.logs())
        client.advance(2 * 86400)
        assert len(client.logs()) == before
        self.act(client, "resumeJob", "Nightly Publish")
        assert only(client.jobs("Nightly Publish"))["triggerState"] == "Normal"
        client.advance(86400)
        assert len(client.logs()) == before + 1

    def test_delete(self, client: Client) -> None:
        handle = client.jobs("Nightly Publish")[0]["jobHandle"]
        assert self.act(client, "deleteJob", "Nightly Publish").data == {}
        assert client.jobs("Nightly Publish") == []
        params = {"companyHandle": client.company(), "jobHandle": handle}
        assert client.call("executeJob", params).fault == ("ipsApiFault", 30001)

    def test_filter_by_handle(self, client: Client) -> None:
        handle = client.jobs("Twin Job")[1]["jobHandle"]
        params = {"companyHandle": client.company(), "jobHandle": handle}
        job = only(client.call("getScheduledJobs", params).data["jobArray"])
        assert job["type"] == "VideoPublish"

    def test_without_company_all_of_the_users_are_listed(self, client: Client) -> None:
        jobs = client.call("getScheduledJobs").data["jobArray"]
        assert {job["companyHandle"] for job in jobs} == {client.company()}

    def test_handles_do_not_outlast_a_reset(self, client: Client) -> None:
        handle = client.jobs("My Test Job")[0]["jobHandle"]
        client.control("POST", "reset")
        params = {"companyHandle": client.company(), "jobHandle": handle}
        assert client.call("executeJob", params).fault[1] in (30001, 20005)


class TestCdn:
    def test_invalidation(self, client: Client) -> None:
        company = client.company()
        params = {"companyHandle": company, "urlArray": ["https://s7d1.example.com/is/image/Planetary/a"]}
        answer = client.call("cdnCacheInvalidation", params).data
        status = {"companyHandle": company, "invalidationHandle": answer["invalidationHandle"]}
        pending = client.call("getCdnCacheInvalidationStatus", status).data
        assert (pending["status"], int(pending["pingAfterSeconds"])) == ("Pending", int(answer["estimatedSeconds"]))
        client.advance(6)
        done = client.call("getCdnCacheInvalidationStatus", status).data
        assert done["status"] == "Complete"
        assert "completionTime" in done
        assert client.control("GET", "state")["invalidations"][0]["complete"] is True

    @pytest.mark.parametrize(
        ("urls", "code"),
        [([], 30002), (["https://x/"] * 1001, 30003), (["ftp://x/"], 30001), (["http://[x/"], 30001)],
    )
    def test_refusals(self, client: Client, urls: list[str], code: int) -> None:
        params = {"companyHandle": client.company(), "urlArray": urls}
        assert client.call("cdnCacheInvalidation", params).fault[1] == code

    def test_without_its_handle(self, client: Client) -> None:
        client.control("POST", "answers", {"invalidation_handle": False})
        params = {"companyHandle": client.company(), "urlArray": ["https://example.com/a"]}
        assert client.call("cdnCacheInvalidation", params).data == {"estimatedSeconds": "5"}

    @pytest.mark.parametrize("version", ["2012-02-14", "2013-02-15"])
    def test_older_versions_count(self, client: Client, version: str) -> None:
        params = {"companyHandle": client.company(version), "urlArray": ["https://example.com/a", "ftp://x/"]}
        answer = client.call("cdnCacheInvalidation", params, version).data
        error = only(answer.pop("errorDetailArray"))
        assert answer == {"successCount": "1", "warningCount": "0", "errorCount": "1"}
        assert (error["code"], "ftp://x/" in error["reason"]) == ("30001", True)
        assert client.control("GET", "state")["invalidations"][0]["urls"] == ["https://example.com/a"]

    def test_an_unknown_handle(self, client: Client) -> None:
        params = {"companyHandle": client.company(), "invalidationHandle": "i|0"}
        assert client.call("getCdnCacheInvalidationStatus", params).fault == ("ipsApiFault", 30001)
