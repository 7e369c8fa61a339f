# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which runs are a job's, and which are only named like it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Run, ScheduledJob
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.identity import (
    JobIdentity,
    Tie,
    close_names,
    identity_of,
    identity_of_run,
    jobs_named,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import XML_TEXT

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))


def suffix(moment: datetime, millis: bool = True) -> str:
    text = f"_{moment:%Y-%m-%d-%H:%M:%S}"
    return f"{text}.{moment.microsecond // 1000:03d}" if millis else text


def job(name: str, original_name: str | None = None) -> ScheduledJob:
    return ScheduledJob(f"h|{name}", name, name if original_name is None else original_name)


@given(XML_TEXT, MOMENTS, st.booleans(), st.booleans())
def test_a_run_is_tied_whatever_the_name(name: str, moment: datetime, millis: bool, tells_original: bool) -> None:
    run_name = name + suffix(moment, millis)
    assert JobIdentity(name, name).tie(run_name, name if tells_original else "") is Tie.RUN


@given(XML_TEXT, XML_TEXT, XML_TEXT, MOMENTS)
def test_the_original_name_under_any_other_name_is_a_follow_on(
    name: str, before: str, between: str, moment: datetime
) -> None:
    for other in (
        before + name + suffix(moment),
        name + between + suffix(moment),
        name + suffix(moment) + "x" + between,
    ):
        assert JobIdentity(name, name).tie(other, name) is Tie.FOLLOW_ON
        assert JobIdentity(name, name).tie(other, "") is Tie.NONE


@given(XML_TEXT, XML_TEXT, MOMENTS)
def test_a_neighbour_is_never_tied(name: str, more: str, moment: datetime) -> None:
    neighbour = name + more
    run_name = neighbour + suffix(moment)
    assume(neighbour != name)
    assert JobIdentity(name, name).tie(run_name, neighbour) is Tie.NONE
    assert JobIdentity(name, name).tie(run_name, "") is Tie.NONE
    assert JobIdentity(neighbour, neighbour).tie(name + suffix(moment), name) is Tie.NONE


@pytest.mark.parametrize(
    ("identity", "run_name", "original_name", "tie"),
    [
        (JobIdentity("My Test Job", "My Test Job"), "My Test Job_2_2011-03-30-14:32:08.834", "My Test Job_2", Tie.NONE),
        (JobIdentity("My Test Job", "My Test Job"), "My Test Job_2_2011-03-30-14:32:08.834", "", Tie.NONE),
        (JobIdentity("My Test Job", "My Test Job"), "My Test Job_2011-03-30-14:32:08.834", "My Test Job", Tie.RUN),
        (JobIdentity("My Test Job", "My Test Job"), "My Test Job_2011-03-30-14:32:08", "My Test Job", Tie.RUN),
        # A job that was never scheduled runs under its own name.
        (JobIdentity("Add", "Add"), "Add", "Add", Tie.RUN),
        # Display name and original name differ; the original name ties.
        (JobIdentity("Shown", "Given"), "Given_2011-03-30-14:32:08.834", "Given", Tie.RUN),
        (JobIdentity("Shown", "Given"), "Shown_2011-03-30-14:32:08.834", "Given", Tie.RUN),
        (JobIdentity("Shown", "Given"), "Shown_2011-03-30-14:32:08.834", "", Tie.NONE),
        (JobIdentity("Shown", "Given"), "Shown_2011-03-30-14:32:08.834", "Shown", Tie.NONE),
        # A follow-on run has its addition in front, behind, between, or after the time.
        (JobIdentity("Up", "Up"), "Pub_Up_2011-03-30-14:32:08.834", "Up", Tie.FOLLOW_ON),
        (JobIdentity("Up", "Up"), "_PubUp_2011-03-30-14:32:08", "Up", Tie.FOLLOW_ON),
        (JobIdentity("Up", "Up"), "Up_Pub_2011-03-30-14:32:08.834", "Up", Tie.FOLLOW_ON),
        (JobIdentity("Up", "Up"), "Up_2011-03-30-14:32:08.834_Pub", "Up", Tie.FOLLOW_ON),
        (JobIdentity("Up", "Up"), "Anything else", "Up", Tie.FOLLOW_ON),
        (JobIdentity("Up", "Up"), "Pub_Up_2011-03-30-14:32:08.834", "", Tie.NONE),
        # A client had put the time into the name itself (the reference's example of pre-4.0).
        (JobIdentity("Add_2007-09-14-15:04:34"), "Add_2007-09-14-15:04:34", "", Tie.RUN),
        (JobIdentity("Add_2007-09-14-15:04:34"), "Add_2007-09-14-15:04:34", "Add_2007-09-14-15:04:34", Tie.RUN),
        (JobIdentity("Add_2007-09-14-15:04:34"), "Add_2007-09-14-15:04:34_2007-09-14-15:04:35", "", Tie.RUN),
        (JobIdentity("Add"), "Add_2007-09-14-15:04:34", "Add_2007-09-14-15:04:34", Tie.NONE),
        # Without an original name, the name ties; runs may lack one too.
        (JobIdentity("Cleanup"), "Cleanup_2011-03-30-14:32:08.834", "", Tie.RUN),
        (JobIdentity("Cleanup"), "Cleanup_2011-03-30-14:32:08.834", "Cleanup", Tie.RUN),
        (JobIdentity("Cleanup"), "Cleanup Old_2011-03-30-14:32:08.834", "", Tie.NONE),
        (JobIdentity("Cleanup"), "Other_2011-03-30-14:32:08.834", "", Tie.NONE),
        # What merely looks like a time is part of the name.
        (JobIdentity("A", "A"), "A_2011-03-30-14:32:08.834 and more", "", Tie.NONE),
        (JobIdentity("A", "A"), "A_2011-3-30-14:32:08", "", Tie.NONE),
        (JobIdentity("A", "A"), "A_2011-03-30-14:32:08\n", "", Tie.NONE),
    ],
)
def test_recorded_names(identity: JobIdentity, run_name: str, original_name: str, tie: Tie) -> None:
    assert identity.tie(run_name, original_name) is tie


def test_a_job_whose_name_ends_in_a_time_is_not_confused_with_one_that_lacks_it() -> None:
    dated = "Import_2011-03-30-14:32:08"
    identity = JobIdentity(dated, dated)
    assert identity.tie(f"{dated}_2026-01-31-12:00:00.000", dated) is Tie.RUN
    assert JobIdentity("Import", "Import").tie(f"{dated}_2026-01-31-12:00:00.000", dated) is Tie.NONE


@given(XML_TEXT, MOMENTS)
def test_a_run_tells_its_jobs_identity(name: str, moment: datetime) -> None:
    run_name = name + suffix(moment)
    assert identity_of_run(Run("h", run_name, name)).tie(run_name, name) is Tie.RUN
    assert identity_of_run(Run("h", run_name)).tie(run_name, "") is Tie.RUN


def test_a_follow_on_run_that_is_asked_for_itself_is_tied() -> None:
    run_name, job_name = "Upload_PostPublish_2026-01-31-12:00:00.000", "Upload"
    identity = identity_of_run(Run("h", run_name, job_name))
    assert identity.tie(run_name, job_name) is Tie.RUN
    assert identity.key == job_name
    assert identity.tie("Upload_Other_2026-01-31-12:00:00.000", job_name) is Tie.FOLLOW_ON


def test_a_run_found_by_a_row_of_pre_40_is_tied_to_itself_alone() -> None:
    identity = identity_of_run(Run("h", "Upload_2026-01-31-12:00:00"))
    assert identity.tie("Upload_2026-01-31-12:00:00", "Upload") is Tie.RUN
    assert identity.tie("Upload_2026-01-31-12:00:01", "Upload") is Tie.NONE


def test_identity_of_a_job() -> None:
    assert identity_of(job("Shown", "Given")) == JobIdentity("Shown", "Given")
    assert identity_of(job("Cleanup", "")).key == "Cleanup"


class TestJobsNamed:
    def test_the_original_name_comes_before_the_name(self) -> None:
        jobs = [job("A", "B"), job("B", "C")]
        assert jobs_named(jobs, "B") == [jobs[0]]

    def test_the_name_counts_where_no_job_has_that_original_name(self) -> None:
        jobs = [job("Cleanup", ""), job("Shown", "Given")]
        assert jobs_named(jobs, "Cleanup") == [jobs[0]]
        assert jobs_named(jobs, "Shown") == [jobs[1]]

    def test_several_are_all_told(self) -> None:
        jobs = [job("A"), job("A"), job("a")]
        assert jobs_named(jobs, "A") == jobs[:2]

    def test_nothing_is_guessed(self) -> None:
        assert jobs_named([job("Nightly Publish")], "nightly publish") == []


class TestCloseNames:
    def test_nearest_first(self) -> None:
        jobs = [job("Weekly"), job("Nightly Publish"), job("Nightly Publish EU")]
        assert close_names(jobs, "nightly publich")[0] == "Nightly Publish"
        assert "Weekly" not in close_names(jobs, "nightly publich")

    def test_five_at_the_most_and_none_where_none_is_near(self) -> None:
        jobs = [job(f"Nightly {number}") for number in range(9)]
        assert len(close_names(jobs, "Nightly")) == 5
        assert close_names(jobs, "zzz") == []

    def test_a_job_without_original_name_is_named_by_its_name(self) -> None:
        assert close_names([job("Cleanup", "")], "Clean up") == ["Cleanup"]


@given(XML_TEXT, MOMENTS)
def test_the_pattern_of_a_runs_name_is_exact(name: str, moment: datetime) -> None:
    """Name, underscore, time: with one character more or less, it is not a run of the job."""
    run_name = name + suffix(moment)
    identity = JobIdentity(name, name)
    assert re.search(r"_\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d\.\d{3}\Z", run_name)
    assert identity.tie(run_name + "x", "") is Tie.NONE
    assert identity.tie("x" + run_name, "") is Tie.NONE
