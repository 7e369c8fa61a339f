# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: what is refused, what is warned of, what means the same, and when the next time is."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.schedule import (
    MONTHS,
    WEEKDAYS,
    parse_schedule,
    same_schedule,
)

THURSDAY = datetime(2026, 11, 26, 3, 0, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 0 2 * * ?", "at 02:00:00 every day"),
        ("30 4 * * * ?", "at second 30 of minute 4 of every hour every day"),
        (
            "0 0/15 8-17 ? * Mon-Tue",
            "at second 0 of minutes 0, 15, 30 and 45 of hours 8, 9, 10, 11, 12, 13 and 4 more on Mon and Tue",
        ),
        ("0 15 10 ? * 6#3", "at 10:15:00 on Fri number 3 of the month"),
        ("0 15 10 ? * 6L 2026-2028", "at 10:15:00 on the last Fri in 2026, 2027 and 2028"),
        ("0 15 10 L * ?", "at 10:15:00 on the last day"),
        ("0 0 0 1 Jan,Jul ?", "at 00:00:00 on day 1 in Jan and Jul"),
        ("0 0 0 5C * ?", "at 00:00:00 on day 5 by the service's calendar"),
    ],
)
def test_in_words(text: str, words: str) -> None:
    schedule = parse_schedule(text)
    assert schedule.in_words() == words
    assert schedule.warnings == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("every day", "has 2 fields"),
        ("* * * *", "has 4 fields"),
        ("* * * * * * * *", "has 8 fields"),
        ("", "has 0 fields"),
        ("60 0 0 * * ?", "'60' is not valid for seconds"),
        ("0 60 0 * * ?", "'60' is not valid for minutes"),
        ("0 0 24 * * ?", "'24' is not valid for hours"),
        ("0 0 0 32 * ?", "'32' is not valid for day of month"),
        ("0 0 0 0 * ?", "'0' is not valid for day of month"),
        ("0 0 0 * 13 ?", "'13' is not valid for month"),
        ("0 0 0 ? * 8", "'8' is not valid for day of week"),
        ("0 0 0 ? * Mun", "'Mun' is not valid for day of week"),
        ("0 0 0 ? * 6#6", "'6#6' is not valid for day of week"),
        ("0 0 0 * * ? 1969", "'1969' is not valid for year"),
        ("? 0 0 * * ?", "'?' is not valid for seconds"),
        ("0 0 0 6#3 * ?", "'6#3' is not valid for day of month"),
        ("0 L 0 * * ?", "'L' is not valid for minutes"),
        ("0 0 2 1W * ?", "'1W' is not valid for day of month"),
        ("0 */0 0 * * ?", "'*/0' is not valid for minutes"),
        ("0 1-2-3 0 * * ?", "'1-2-3' is not valid for minutes"),
        ("0 , 0 * * ?", "'' is not valid for minutes"),
        ("30 4 * * 0", "'0' is not valid for month, which takes 1 to 12, Jan to Dec, and the characters , - * /. If"),
        ("@daily", "has 1 field. "),
    ],
)
def test_what_cannot_be_right_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_schedule(text)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("30 4 * * *", "write '0 30 4 * * ?'."),
        ("30 4 * * 1-5", "write '0 30 4 ? * Mon-Fri'."),
        ("00 00 00 * * ", "has five fields. The service reads seconds first, so the job runs at 00:00:00 every day."),
        ("0 0 2 * * *", "exactly one of day of month and day of week should be '?'"),
        ("0 0 2 ? * ?", "exactly one of day of month and day of week should be '?'"),
        ("0 0 12 * * 6#3", "exactly one of day of month and day of week should be '?'"),
        ("0 0 0 31 Feb,Apr ?", "the job never runs"),
        ("0 0 2 ? * MON", "'MON' in the schedule should be written 'Mon'"),
    ],
)
def test_what_may_be_wrong_is_warned_of(text: str, warning: str) -> None:
    assert any(warning in found for found in parse_schedule(text).warnings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0 0 2 * * ?", "00 00 02 * * ?"),
        ("0 0 2 * * ?", "0 0 2 * *"),
        ("0 0 2 * * ?", " 0  0\t2 ? * * "),
        ("0 0 2 * * ?", "0 0 2 * * ? *"),
        ("0 0 2 ? * 2-6", "0 0 2 ? * Mon-Fri"),
        ("0 0 2 ? * Fri-Mon", "0 0 2 ? * 6,7,1,2"),
        ("0 0/15 * * * ?", "0 0,15,30,45 * * * ?"),
        ("0-59 * * * * ?", "* * * * * ?"),
        ("0 0 2 ? * Fri#3", "0 0 2 ? * 6#3"),
        ("something else", " something  else "),
    ],
)
def test_what_means_the_same(one: str, other: str) -> None:
    assert same_schedule(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0 0 2 * * ?", "0 0 3 * * ?"),
        ("0 0 2 ? * 6#3", "0 0 2 ? * 6"),
        ("0 0 2 ? * 6L", "0 0 2 ? * 6"),
        ("0 0 2 L * ?", "0 0 2 * * ?"),
        ("0 0 2 * * ? 2026", "0 0 2 * * ?"),
        ("0 0 2 * * ?", None),
        ("something else", "something"),
    ],
)
def test_what_does_not_mean_the_same(one: str, other: str | None) -> None:
    assert not same_schedule(one, other)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0 0 2 * * ?", datetime(2026, 11, 27, 2)),
        ("0 0 4 * * ?", datetime(2026, 11, 26, 4)),
        ("0 0 3 * * ?", datetime(2026, 11, 27, 3)),
        ("0 0 2 L * ?", datetime(2026, 11, 30, 2)),
        ("0 0 2 ? * 6L", datetime(2026, 11, 27, 2)),
        ("0 0 2 ? * 6#3", datetime(2026, 12, 18, 2)),
        ("0 0 2 ? * L", datetime(2026, 11, 28, 2)),
        ("0 0 0 29 Feb ?", datetime(2028, 2, 29)),
        ("0 0 0 30 Feb ?", None),
        ("0 0 0 * * ? 2025", None),
        ("0 0 0 5C * ?", None),
    ],
)
def test_the_next_time(text: str, moment: datetime | None) -> None:
    assert parse_schedule(text).next_after(THURSDAY) == moment


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 0 2 ? * Mon", "The next time is on 2026-11-30."),
        ("0 30 4 * * ?", "The next time is on or before 2026-11-27."),
        ("0 0 16 26 Nov ?", "The next time is on or before 2027-11-26."),
        ("0 0 0 29 Feb ?", "The next time is on 2028-02-29."),
        ("0 0 2 * * ? 2025", "All of its times have passed."),
        ("0 0 2 25 Nov ? 2026", "All of its times have passed."),
        ("0 0 16 26 Nov ? 2026", ""),
        ("0 0 2 * * ? 2099", ""),
        ("0 0 0 30 Feb ?", ""),
        ("0 0 0 5C * ? 2026", ""),
    ],
)
def test_the_next_day_in_words(text: str, words: str) -> None:
    now = THURSDAY.replace(hour=5, tzinfo=timezone(timedelta(hours=2)))
    assert parse_schedule(text).next_in_words(now) == words


fields = st.tuples(
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(0, 23),
    st.sampled_from(["*", "?", "1", "15", "28", "L"]),
    st.sampled_from(["*", *MONTHS]),
    st.sampled_from(["*", "?", *WEEKDAYS]),
)


@given(fields, st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)))
def test_the_next_time_fits_every_field_and_comes_after(drawn: tuple[object, ...], moment: datetime) -> None:
    second, minute, hour, day, month, weekday = drawn
    found = parse_schedule(" ".join(map(str, drawn))).next_after(moment)
    if found is None:
        return
    assert found > moment.replace(microsecond=0)
    assert (found.second, found.minute, found.hour) == (second, minute, hour)
    assert month == "*" or MONTHS[found.month - 1] == month
    assert weekday in "*?" or WEEKDAYS[found.isoweekday() % 7] == weekday
    assert day in "*?L" or found.day == int(str(day))
    assert day != "L" or (found + timedelta(days=1)).day == 1


@given(st.text(alphabet="0123456789*?,-/LC#MonFri ", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        schedule = parse_schedule(text)
        assert schedule.in_words()
        assert schedule == parse_schedule(text)
        schedule.next_after(THURSDAY)
