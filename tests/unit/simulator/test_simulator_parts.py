# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parts of the simulator by themselves: schedules, times, the schema's notation, HTTP messages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.clock import (
    Agenda,
    parse_date_time,
    to_milliseconds,
)
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.company import History
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.cron import parse
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.runs import Run
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.schema import Field, fields

OTHER_FIELDS = ("job", "number", "row_number", "element", "details", "submit_user", "behaviour")
MONDAY = datetime(2026, 3, 2, 10, 20, 30, 500)


@pytest.mark.parametrize(
    ("schedule", "following"),
    [
        ("00 00 00 * * ", datetime(2026, 3, 3)),
        ("0 0 2 * * ?", datetime(2026, 3, 3, 2)),
        ("0 30 * * * ?", datetime(2026, 3, 2, 10, 30)),
        ("0 15,45 * * * ? *", datetime(2026, 3, 2, 10, 45)),
        ("*/10 * * * * ?", datetime(2026, 3, 2, 10, 20, 40)),
        ("31 20 10 * * ?", datetime(2026, 3, 2, 10, 20, 31)),
        ("30 20 10 * * ?", datetime(2026, 3, 3, 10, 20, 30)),
        ("0 0 12 ? * Sun", datetime(2026, 3, 8, 12)),
        ("0 0 12 ? * Mon-Fri", datetime(2026, 3, 2, 12)),
        ("0 0 12 ? * Fri-Sun", datetime(2026, 3, 6, 12)),
        ("0 0 22-2 * * ?", datetime(2026, 3, 2, 22)),
        ("0 0 12 ? * 1", datetime(2026, 3, 8, 12)),
        ("0 0 0 1 * ?", datetime(2026, 4, 1)),
        ("0 0 0 29 Feb ?", datetime(2028, 2, 29)),
        ("0 0 9/6 * * ?", datetime(2026, 3, 2, 15)),
        ("0 0 0 31 2 ?", None),
        ("0 0 0 L * ?", datetime(2026, 3, 31)),
        ("0 0 0 L Feb ?", datetime(2027, 2, 28)),
        ("0 0 0 ? * 6#3", datetime(2026, 3, 20)),
        ("0 0 0 ? * Fri#3", datetime(2026, 3, 20)),
        ("* * * * * 6#3", datetime(2026, 3, 20)),
        ("0 0 0 ? * 6L", datetime(2026, 3, 27)),
        ("0 0 0 ? * L", datetime(2026, 3, 7)),
        ("0 0 0 5C * ?", datetime(2026, 3, 5)),
        ("0 0 0 C * ?", datetime(2026, 3, 3)),
        ("0 0 0 L,15 * ?", datetime(2026, 3, 15)),
        ("0 0 0 1 1 ? 2090", datetime(2090, 1, 1)),
        ("0 0 0 1 1 ? 2020,2030-2032", datetime(2030, 1, 1)),
        ("0 0 0 1 1 ? 2020-2026", None),
        ("0 0 0 1 1 ? 2026,2090", datetime(2090, 1, 1)),
        ("30 4 * * *", datetime(2026, 3, 2, 11, 4, 30)),
        ("0 10,40 8,10,11 * * ?", datetime(2026, 3, 2, 10, 40)),
        ("0 10 8,10,11 * * ?", datetime(2026, 3, 2, 11, 10)),
        ("15 20 10 * * ?", datetime(2026, 3, 3, 10, 20, 15)),
        ("0 20 8,10 31 * ?", datetime(2026, 3, 31, 8, 20)),
    ],
)
def test_the_next_time_of_a_schedule(schedule: str, following: datetime | None) -> None:
    assert parse(schedule).next_after(MONDAY) == following


def parts_of_days(low: int, high: int, *more: str) -> st.SearchStrategy[str]:
    """Fields of days: any, numbers, ranges, steps, and other words."""
    number = st.integers(low, high)
    spans = st.builds("{}-{}/{}".format, number, number, st.integers(1, 3))
    return st.lists(st.one_of(number.map(str), spans, st.sampled_from(("*", *more))), min_size=1, max_size=2).map(
        ",".join
    )


@given(
    times=st.sampled_from(["0 0 0", "59 59 23", "*/20 7 5,17", "0 */25 22-1"]),
    day=parts_of_days(1, 28, "?", "L", "5C"),
    month=st.sampled_from(["*", "2", "Nov-Feb", "*/5"]),
    weekday=parts_of_days(1, 7, "?", "L", "6L", "2#2", "Mon-Fri", "Sat-Sun"),
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),
)
def test_the_next_time_is_the_first_one(times: str, day: str, month: str, weekday: str, moment: datetime) -> None:
    """From any moment between, the same time is the next one."""
    schedule = parse(f"{times} {day} {month} {weekday}")
    following = schedule.next_after(moment)
    if following is not None:
        assert moment < following
        for before in (following - timedelta(seconds=1), moment + (following - moment) / 2):
            assert schedule.next_after(before) == following


@pytest.mark.parametrize(
    "schedule",
    [
        *("", "0 0 0", "0 0 0 * * ? * *", "60 0 0 * * ?", "a b c d e f", "0 0 0 0 * ?", "0 0/0 0 * * ?"),
        *("0 0/00 0 * * ?", "0 0/x 0 * * ?", "0 0/² 0 * * ?", "0 0/ 0 * * ?", f"{'9' * 5000} 0 0 * * ?"),
        *("0 0 0 15W * ?", "0 0 0 LW * ?", "0 0 0 ? * 8#2", "0 0 0 ? * 6#6", "0 0 0 6#3 * ?", "? 0 0 * * ?"),
        *("0 0 L * * ?", "0 0 0 ? * SUN", "0 0 0 ? * fri", "0 0 0 ? JAN Mon", "0 0 0 ? Mon ?", "0 0 0 * * ? 1969"),
        *("0 0 0 * * ? 2100", "0 0 0 * * ? L", "0 0 0 * ? ?", "0 0 24 * * ?"),
    ],
)
def test_what_is_no_schedule(schedule: str) -> None:
    with pytest.raises(ValueError, match=r"six or seven fields|is not a"):
        parse(schedule)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:10Z", 10),
        ("1970-01-01T02:00:00.25+02:00", 0.25),
        (" 1969-12-31T17:00:00-07:00 ", 0),
    ],
)
def test_dates_with_a_zone(text: str, seconds: float) -> None:
    assert parse_date_time(text) == seconds


@pytest.mark.parametrize("text", ["1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "now"])
def test_what_is_no_date_with_a_zone(text: str) -> None:
    with pytest.raises(ValueError, match=r"zone|month"):
        parse_date_time(text)


@pytest.mark.parametrize("moment", [1795461800.1119, 1795461800.111, 0.0, 0.9999999, 1795461800.9999998])
def test_times_are_cut_to_milliseconds_and_never_later(moment: float) -> None:
    cut = to_milliseconds(moment)
    assert moment - 0.00101 < cut <= moment
    assert cut == round(cut, 3)


def test_the_agenda_does_what_its_actions_plan() -> None:
    agenda, done = Agenda(), []
    agenda.plan(2, lambda: done.append("second"))
    agenda.plan(1, lambda: agenda.plan(1.5, lambda: done.append("first")))
    agenda.plan(9, lambda: done.append("too late"))
    agenda.settle(5)
    assert done == ["first", "second"]


def test_thousands_of_runs_at_one_moment_get_their_names_quickly() -> None:
    history, asked = History(), []

    def name_at(moment: float) -> str:
        asked.append(moment)
        return f"Job_{moment:.3f}"

    for _unused in range(1000):
        history.add(Run(triggered=5.0, name=history.free_name(5.0, name_at), **dict.fromkeys(OTHER_FIELDS)))
    names = [run.name for run in history.between(None, None, newest_first=False)]
    assert sorted(names) == sorted({f"Job_{5 + place / 1000:.3f}" for place in range(1000)})
    assert len(asked) < 3 * len(names)


def test_the_notation_of_fields() -> None:
    assert fields("a b?:int items*:Thing urls+9 new?@2014-04-03 old:long@..2012-02-14 once@2009-07-31..2013-02-15") == (
        Field("a"),
        Field("b", "int", 0),
        Field("items", "Thing", 0, None),
        Field("urls", "string", 1, 9),
        Field("new", "string", 0, since="2014-04-03"),
        Field("old", "long", until="2012-02-14"),
        Field("once", since="2009-07-31", until="2013-02-15"),
    )
    with pytest.raises(ValueError, match="not a field"):
        fields("a!")
