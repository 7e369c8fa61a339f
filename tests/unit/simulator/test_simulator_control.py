# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface: state, seeds, journal, clock, jobs, runs, logs."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from simulator_client import CREDENTIALS, Client, envelope, xml_of

SEED = {
    "time_zone": "-07:00",
    "users": [{"email": "user@scene7.com", "password": "mypassword", "roles": {"Planetary": "IpsAdmin"}}],
    "companies": [{"name": "Planetary", "jobs": [{"name": "Only", "schedule": "0 0 3 * * ?"}]}],
}


def test_state_tells_everything(client: Client) -> None:
    client.behave("My Test Job", appear_after=5)
    client.execute("My Test Job")
    state = client.control("GET", "state")
    assert [company["name"] for company in state["companies"]] == ["Planetary", "Galactic"]
    assert "Nightly Publish" in [job["name"] for job in state["scheduled_jobs"]]
    (run,) = state["active_runs"]
    assert (run["original_name"], run["state"], run["company"]) == ("My Test Job", None, "Planetary")
    assert len(state["job_logs"]) == len(client.logs())
    assert state["now"].endswith("Z")


class TestStart:
    def test_reset(self, client: Client) -> None:
        client.execute("My Test Job")
        client.control("POST", "faults", {"kind": "status"})
        client.control("POST", "clock", {"offset": 100})
        assert client.control("POST", "reset")["offset"] == 0
        state = client.control("GET", "state")
        assert state["active_runs"] == state["faults"] == client.journal() == []

    def test_another_seed(self, client: Client) -> None:
        client.control("POST", "seed", SEED)
        (job,) = client.jobs("Only")
        assert job["nextFireTime"].endswith("T03:00:00.000-07:00")
        client.control("POST", "reset")
        assert len(client.jobs("Only")) == 1

    @pytest.mark.parametrize(
        "seed",
        [
            {"colour": 1},
            {"companies": [{}]},
            {"companies": [{"name": "A", "jobs": [{"name": "B", "schedule": "whenever"}]}]},
            {"companies": [{"name": "A", "jobs": [{"name": "B", "kind": "noJob"}]}]},
            {"companies": [{"name": "A", "jobs": [{"name": "B", "behaviour": {"colour": 1}}]}]},
            {"companies": [{"name": "A", "behaviours": {"B": {"duration": "long"}}}]},
            {"companies": [{"name": "A", "logs": [{"started_ago": 5}]}]},
            {"users": [{"email": "x"}]},
            {"time_zone": "PST"},
            {"answers": {"execute_answer": "shout"}},
        ],
    )
    def test_senseless_seeds_change_nothing(self, client: Client, seed: dict[str, Any]) -> None:
        assert client.control_answer("POST", "seed", seed).status == 400
        assert client.jobs("My Test Job")


class TestJournal:
    def test_an_entry(self, client: Client) -> None:
        params = {"companyHandle": client.company(), "logTypeArray": ["A", "B"], "recordsPerPage": 5}
        params = {"companyHandle": params.pop("companyHandle"), "originalName": "x", **params}
        client.control("DELETE", "journal")
        client.call("getJobLogDetails", params)
        (entry,) = client.journal()
        assert (entry["n"], entry["operation"], entry["version"]) == (1, "getJobLogDetails", "2014-04-03")
        assert entry["params"] == params
        assert (entry["acted"], entry["status"], entry["fault"], entry["injected"]) == (True, 200, None, None)
        assert (entry["auth"], entry["user"], entry["soap_action"]) == (
            "soap_header",
            "user@scene7.com",
            "getJobLogDetails",
        )
        assert entry["headers"]["content-type"] == "text/xml; charset=UTF-8"

    def test_a_refusal(self, client: Client) -> None:
        client.call("executeJob", {"companyHandle": "c|0", "jobHandle": "x"})
        (entry,) = client.journal()
        assert (entry["acted"], entry["status"], entry["fault"]["code"]) == (False, 500, 20000)

    def test_passwords_stay_out(self, client: Client) -> None:
        params = {"email": "user@scene7.com", "password": "mypassword"}
        assert client.call("checkLogin", params).data == {"status": "ValidLogin"}
        assert client.journal()[0]["params"]["email"] == "user@scene7.com"
        assert "mypassword" not in str(client.journal())

    def test_requests_that_cannot_be_read(self, client: Client) -> None:
        client.post("nonsense", None)
        (entry,) = client.journal()
        assert (entry["operation"], entry["params"], entry["status"]) == (None, None, 500)


class TestClock:
    def test_the_date_header_follows(self, client: Client) -> None:
        before = parsedate_to_datetime(client.call("getAllCompanies", {"includeExpired": True}).headers["Date"])
        client.control("POST", "clock", {"offset": 7200})
        after = parsedate_to_datetime(client.call("getAllCompanies", {"includeExpired": True}).headers["Date"])
        assert (after - before).total_seconds() == 7200

    def test_new_runs_start_in_skewed_time(self, client: Client) -> None:
        client.control("POST", "clock", {"offset": -86400 * 365})
        client.execute("My Test Job")
        year = client.control("GET", "clock")["now"][:4]
        assert client.active("My Test Job")[0]["startDate"].startswith(year)
        assert client.active("My Test Job")[0]["name"].startswith(f"My Test Job_{year}")

    def test_advancing_leaves_the_offset_alone(self, client: Client) -> None:
        assert client.control("POST", "clock", {"advance": 10})["offset"] == 0

    @pytest.mark.parametrize("change", [{"advance": -1}, {"drift": 0}, {"offset": "x"}, {"colour": 1}])
    def test_senseless_changes(self, client: Client, change: dict[str, Any]) -> None:
        assert client.control_answer("POST", "clock", change).status == 400


class TestJobsAndRuns:
    def test_jobs_in_bulk(self, client: Client) -> None:
        assert client.control("POST", "jobs", {"bulk": {"count": 500, "prefix": "B "}}) == {"added": 500}
        assert [job["name"] for job in client.jobs("B 500")] == ["B 500"]

    def test_a_job(self, client: Client) -> None:
        entry = {"name": "New", "original_name": "Old", "kind": "optimizeImagesJob", "behaviour": {"duration": 9}}
        (added,) = client.control("POST", "jobs", entry)["jobs"]
        assert added["behaviour"]["duration"] == 9
        assert client.jobs("Old")[0]["name"] == "New"
        assert client.control("POST", "jobs", {"jobs": [{"name": "1"}, {"name": "2"}]})["jobs"][1]["name"] == "2"

    def test_a_job_of_another_company(self, client: Client) -> None:
        client.control("POST", "jobs", {"company": "Galactic", "name": "Far"})
        assert client.jobs("Far") == []
        assert client.control_answer("POST", "jobs", {"company": "Nowhere", "name": "x"}).status == 400

    def test_a_changed_behaviour_is_for_later_runs(self, client: Client) -> None:
        client.execute("My Test Job")
        client.behave("My Test Job", duration=1000)
        client.advance(2)
        assert client.active("My Test Job") == []
        client.execute("My Test Job")
        client.advance(2)
        assert len(client.active("My Test Job")) == 1

    def test_runs_as_another_user_starts_them(self, client: Client) -> None:
        order = {"job": "My Test Job", "behaviour": {"duration": 100}, "started_ago": 30, "count": 3, "user": "x@y"}
        runs = client.control("POST", "runs", order)["runs"]
        active = client.active("My Test Job")
        assert sorted(run["name"] for run in runs) == sorted(run["name"] for run in active)
        assert {(run["progress"], run["submitUserEmail"]) for run in active} == {("30", "x@y")}

    def test_a_run_of_no_scheduled_job(self, client: Client) -> None:
        client.control("POST", "runs", {"job": "Ad hoc"})
        assert client.active("Ad hoc")
        assert client.jobs("Ad hoc") == []

    def test_a_run_is_stopped_from_outside(self, client: Client) -> None:
        (run,) = client.control("POST", "runs", {"job": "Long Optimize"})["runs"]
        (stopped,) = client.control("POST", "runs/stop", {"name": run["name"]})["runs"]
        assert stopped["state"] == "Stopping"
        assert client.active("Long Optimize")[0]["state"] == "Stopping"
        assert client.control_answer("POST", "runs/stop", {"name": "x"}).status == 400

    def test_old_logs(self, client: Client) -> None:
        before = len(client.logs())
        order = {"job": "My Test Job", "started_ago": 5000, "behaviour": {"errors": 4}}
        client.control("POST", "logs", order)
        client.control("POST", "logs", {"bulk": {"count": 300, "prefix": "Old", "started_ago": 6000, "spacing": 10}})
        rows = client.logs()
        assert len(rows) == before + 301
        assert next(row["fileErrorCount"] for row in rows if row["originalJobName"] == "My Test Job") == "4"

    @pytest.mark.parametrize(
        ("method", "route", "status"), [("GET", "nothing", 404), ("PUT", "state", 405), ("POST", "state", 405)]
    )
    def test_there_is_no_such_route(self, client: Client, method: str, route: str, status: int) -> None:
        assert client.control_answer(method, route).status == status

    @pytest.mark.parametrize("content", [b"{", b"[]"])
    def test_bodies_that_are_no_objects(self, client: Client, content: bytes) -> None:
        assert client.request("POST", "/control/jobs", content).status == 400


def test_credentials_of_the_seed_work_for_both_companies(client: Client) -> None:
    auth = {"user": "galactic@scene7.com", "password": "galacticpassword"}
    assert auth.keys() == CREDENTIALS.keys()
    answer = client.post(envelope("getCompanyInfo", xml_of({"companyName": "Galactic"}), auth=auth), "getCompanyInfo")
    assert answer.data["companyInfo"]["name"] == "Galactic"
