# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of assumptions: that the docs list it, and what an account that shows nothing leaves open."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.versions import VERSIONS
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.account import Account, ActiveRun
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.assumptions import ASSUMPTIONS
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON

PAGE = Path(__file__).resolve().parents[5] / "docs" / "docsite" / "rst" / "fit.rst"
EMPTY = Account(VERSIONS["2014-04-03"], NOON)


def checked(account: Account) -> dict[str, bool | None]:
    return {assumption.name: assumption.check(account)["holds"] for assumption in ASSUMPTIONS}


def _quoted(text: str) -> str:
    """The text with its words of code, such as Pub_, as such."""
    return re.sub(r"\b\w*_\w*|\b[a-z]+[A-Z]\w*", r"``\g<0>``", text)


def docs() -> str:
    """The table of the page."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    rows = [
        (f"``{one.name}``", _quoted(f"{one.statement} {one.reason}"), _quoted(one.consequence)) for one in ASSUMPTIONS
    ]
    for cells in [("Name", "What is assumed, and why", "If it does not hold"), *rows]:
        lines += [f"   {'*' if number == 0 else ' '} - {cell}" for number, cell in enumerate(cells)]
    return "\n".join(lines) + "\n"


def test_the_page_lists_the_table() -> None:
    """To write the list again: ``UPDATE_DOCS=1 pytest`` with this file."""
    text = PAGE.read_text(encoding="utf-8")
    begin, end = ".. assumptions: made by the tests\n\n", "\n.. end of assumptions\n"
    before, _begin, rest = text.partition(begin)
    old, _end, after = rest.partition(end)
    assert after
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(f"{before}{begin}{docs()}{end}{after}", encoding="utf-8")
    else:
        assert old == docs()


def test_names_are_unique_and_sentences_whole() -> None:
    assert len({one.name for one in ASSUMPTIONS}) == len(ASSUMPTIONS)
    for one in ASSUMPTIONS:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", one.name)
        assert all(text.endswith(".") for text in (one.statement, one.reason, one.consequence))


def test_an_account_that_shows_nothing_leaves_all_open_that_is_not_of_the_connection() -> None:
    known = {name for name, holds in checked(EMPTY).items() if holds is not None}
    assert known == {"may_read", "current_version"}


@pytest.mark.parametrize(
    ("start", "triggered", "holds"),
    [
        (-60, -90, True),
        (240, -60, True),
        (1200, -60, False),
        (-1200, -60, False),
        (-7200, -7260, None),
        (-60, None, None),
    ],
)
def test_the_clock_of_the_machine_that_runs_jobs(start: int, triggered: int | None, holds: bool | None) -> None:
    """The differences from the service's now, in seconds, of a run's start and its trigger."""
    run = Run("h", "a_2026-01-31-12:00:00.000", "a", start_time=NOON + timedelta(seconds=start))
    trigger = None if triggered is None else NOON + timedelta(seconds=triggered)
    account = Account(VERSIONS["2014-04-03"], NOON, runs=(ActiveRun(run, trigger, None, None),))
    assert checked(account)["job_clock"] is holds


@pytest.mark.parametrize(
    ("name_time", "start", "holds"),
    [
        ("15:04:34", "2007-09-14T22:04:58.536-07:00", False),
        ("15:04:34", "2007-09-14T15:04:58.536-07:00", True),
        ("22:04:34", "2007-09-14T15:04:58.536-07:00", True),
        ("15:04:34", "2007-09-14T22:04:58.536Z", None),
        ("15:04:34", "yesterday", None),
    ],
)
def test_the_label_of_a_zone(name_time: str, start: str, holds: bool | None) -> None:
    """The first is the one log row that the reference shows: a run is named by local time."""
    run = Run("h", f"Add_2007-09-14-{name_time}", "Add")
    account = Account(VERSIONS["2014-04-03"], NOON, runs=(ActiveRun(run, None, None, start),))
    assert checked(account)["zone_labels"] is holds


def test_the_time_in_a_name_that_is_the_jobs_own_says_nothing() -> None:
    run = Run("h", "Add_2007-09-14-15:04:34", "Add_2007-09-14-15:04:34")
    active = ActiveRun(run, None, None, "2007-09-14T22:04:58.536-07:00")
    found = checked(Account(VERSIONS["2014-04-03"], NOON, runs=(active,)))
    assert (found["zone_labels"], found["name_fractions"]) == (None, None)
