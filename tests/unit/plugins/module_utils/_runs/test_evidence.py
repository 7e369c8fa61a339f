# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be concluded from what the service shows; the documentation's page is made of the same cases."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import JobLog, Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.decision import OnRunning, Situation, decide
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.evidence import (
    CLOCK_MARGIN,
    SETTLING_TIME,
    Age,
    NewRuns,
    Seen,
    is_possible,
    under_way,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.plugins.module_utils._runs.cases import (
    AGES,
    DECISIONS,
    LOOK,
    NOW,
    SECOND,
    SENT,
    VERDICTS,
    AgeCase,
    DecisionCase,
    VerdictCase,
    row,
    run,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON

PAGE = Path(__file__).resolve().parents[5] / "docs" / "docsite" / "rst" / "identification.rst"


@pytest.mark.parametrize("case", AGES, ids=lambda case: case.what)
def test_the_age_of_an_entry(case: AgeCase) -> None:
    if isinstance(case.entry, Run):
        assert LOOK.age_of_run(case.entry) is case.age
    else:
        assert LOOK.age_of_row(case.entry, case.since, NOW) is case.age


@pytest.mark.parametrize("case", VERDICTS, ids=lambda case: case.what)
def test_the_verdict_on_what_polls_have_shown(case: VerdictCase) -> None:
    new = NewRuns(LOOK, SENT)
    new.add_runs(case.runs)
    new.add_rows(case.rows, NOW)
    assert new.verdict(0.0) is case.at_once
    assert new.verdict(SETTLING_TIME) is case.settled
    assert new.verdict(0.0, is_last=True) is case.at_last


@pytest.mark.parametrize("case", DECISIONS, ids=lambda case: case.what)
@pytest.mark.parametrize("on_running", OnRunning)
def test_the_decision(case: DecisionCase, on_running: OnRunning) -> None:
    assert decide(case.situation, on_running, case.adopt_since).step is case.steps[on_running]


def test_an_entry_stays_a_candidate_when_it_is_gone() -> None:
    new = NewRuns(Seen(), SENT)
    new.add_runs([run()])
    new.add_runs([])
    new.add_rows([row(name="other")], NOW)
    assert new.names == ["new", "other"]


def test_a_run_and_its_row_are_one_candidate_however_they_come() -> None:
    new = NewRuns(Seen(), SENT)
    new.add_rows([row()], NOW)
    new.add_runs([run()])
    new.add_rows([row(end=NOW)], NOW)
    assert [found.run.handle for found in new.candidates] == ["run"]


class TestUnderWay:
    @pytest.mark.parametrize(
        ("entry", "is_under_way"),
        [
            (row(SENT), True),
            (row(NOW - CLOCK_MARGIN + SECOND), True),
            (row(NOW - CLOCK_MARGIN), False),
            (row(None), True),
            (row(SENT, NOW), False),
        ],
    )
    def test_a_young_row_without_an_end_is_a_run(self, entry: JobLog, is_under_way: bool) -> None:
        assert [run.handle for run in under_way([], [entry], NOW)] == ["row"] * is_under_way

    @pytest.mark.parametrize(("state", "shown"), [("Running", ["run"]), ("Done", [])])
    def test_the_row_of_an_active_run_is_no_other(self, state: str, shown: list[str]) -> None:
        assert [found.handle for found in under_way([run(state=state)], [row()], NOW)] == shown


def test_what_can_be_true() -> None:
    assert is_possible(NOW + CLOCK_MARGIN, NOW)
    assert not is_possible(NOW + CLOCK_MARGIN + SECOND, NOW)
    assert is_possible(NOW + 2 * CLOCK_MARGIN, None)


TEXTS = st.text(max_size=9)


MOMENTS = st.integers(-7200, 7200).map(lambda seconds: NOON + timedelta(seconds=seconds))


@given(st.builds(Seen, *[st.frozensets(TEXTS)] * 4, st.none() | MOMENTS))
def test_what_was_seen_outlives_the_process(seen: Seen) -> None:
    assert Seen.of_texts(seen.texts()) == seen
    assert Seen.of_texts(["nonsense", *seen.texts()]) == seen
    assert Seen.of_texts([*seen.texts(), "back_to nonsense"]).handles == seen.handles


ROWS = st.builds(
    row, st.none() | MOMENTS, st.none() | MOMENTS, st.sampled_from(["a", "b", "active"]), st.sampled_from("1234")
)
RUNS = st.builds(run, st.none() | MOMENTS, st.sampled_from(["a", "b", "active"]), st.sampled_from("5678"))


@given(st.lists(RUNS), st.lists(ROWS))
def test_what_the_look_has_shown_is_never_new(runs: list[Run], rows: list[JobLog]) -> None:
    seen = Seen().with_runs(runs).with_rows(rows)
    assert all(seen.age_of_run(one) is Age.OLD for one in runs)
    assert all(seen.age_of_row(one, SENT, NOW) is Age.OLD for one in rows)


@given(ROWS, st.none() | MOMENTS)
def test_a_row_of_long_ago_is_never_taken_while_another_one_may_come(one: JobLog, back_to: datetime | None) -> None:
    new = NewRuns(Seen(back_to=back_to), SENT)
    new.add_rows([one], NOW)
    if one.start_time is not None and one.start_time < SENT - CLOCK_MARGIN:
        assert not new.verdict(3600.0).value.startswith("take")
        assert one.end_time is not None or not new.verdict(3600.0, is_last=True).value.startswith("take")
        is_known = back_to is None or one.start_time < back_to
        assert not is_known or not new.candidates


@given(st.lists(RUNS), st.lists(ROWS), st.floats(0, 60), st.booleans())
def test_only_one_candidate_is_ever_taken(runs: list[Run], rows: list[JobLog], seconds: float, is_last: bool) -> None:
    new = NewRuns(Seen(), SENT)
    new.add_runs(runs)
    new.add_rows(rows, NOW)
    verdict = new.verdict(seconds, is_last)
    assert verdict.value.startswith("take") <= (len(new.candidates) == 1)
    assert (verdict.value == "none") == (not new.candidates)


# --- the page -------------------------------------------------------------------------------------------------------


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A list table in reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for cells in [list(headings), *map(list, rows)]:
        lines += [f"   {'*' if number == 0 else ' '} - {cell}" for number, cell in enumerate(cells)]
    return "\n".join(lines) + "\n"


def tables() -> dict[str, str]:
    """The tables of the page, by the name in the comment before each."""
    decisions = [
        [case.what, *(case.steps[on_running].value.replace("_", " ") for on_running in OnRunning)] for case in DECISIONS
    ]
    verdicts = [[case.what, *(v.value for v in (case.at_once, case.settled, case.at_last))] for case in VERDICTS]
    return {
        "ages": table(["Shown after the trigger", "Concluded"], ([case.what, case.age.value] for case in AGES)),
        "verdicts": table(["Shown after the trigger", "At once", "Unchanged for 5 s", "At the end"], verdicts),
        "decisions": table(["Before the trigger", *(f"``{one.value}``" for one in OnRunning)], decisions),
    }


def test_the_page_shows_these_cases() -> None:
    """To write the tables again: ``UPDATE_DOCS=1 pytest`` with this file."""
    text = PAGE.read_text(encoding="utf-8")
    for name, content in tables().items():
        begin, end = f".. {name}: made by the tests\n\n", f"\n.. end of {name}\n"
        before, _begin, rest = text.partition(begin)
        old, _end, after = rest.partition(end)
        assert after, name
        if os.environ.get("UPDATE_DOCS"):
            text = f"{before}{begin}{content}{end}{after}"
        else:
            assert old == content, name
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(text, encoding="utf-8")


def test_a_success_comes_before_all_else() -> None:
    for case in DECISIONS:
        succeeded = Situation(case.situation.active, row(SENT, NOW), case.situation.sent, case.situation.over, NOW)
        assert {decide(succeeded, one, case.adopt_since).step.value for one in OnRunning} == {"skip"}
