# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times as options, on the wire, and as results."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import (
    MAX_AGE,
    SMALLEST_EPOCH,
    Clock,
    ServerClock,
    format_time,
    parse_http_date,
    parse_iso,
    parse_when,
    whole_second,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON, FakeClock

ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
IMPOSSIBLE = ("Fri, 01 Jan 0150 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT")
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(9990, 1, 1), timezones=ZONES)


@given(MOMENTS)
def test_what_is_formatted_is_parsed_back_to_the_millisecond(moment: datetime) -> None:
    text = format_time(moment)
    assert text is not None
    assert text.endswith("Z")
    assert abs(parse_iso(text) - moment) < timedelta(milliseconds=1)


@given(MOMENTS, st.sampled_from(["T", " "]), st.booleans())
def test_every_zone_and_spelling_of_a_moment_is_the_same_time(
    moment: datetime, separator: str, with_colon: bool
) -> None:
    text = moment.isoformat(sep=separator)
    if not with_colon:
        text = text[:-3] + text[-2:]
    assert parse_iso(text) == moment
    assert parse_when(f" {text}\n") == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T06:00Z", datetime(2026, 1, 31, 6, tzinfo=timezone.utc)),
        ("2026-01-31T06:00:00z", datetime(2026, 1, 31, 6, tzinfo=timezone.utc)),
        ("2026-01-31T06:00:00+01", datetime(2026, 1, 31, 5, tzinfo=timezone.utc)),
        ("2026-01-31T06:00:00 -0130", datetime(2026, 1, 31, 7, 30, tzinfo=timezone.utc)),
        ("2026-01-31T06:00:00.1234567Z", datetime(2026, 1, 31, 6, 0, 0, 123456, tzinfo=timezone.utc)),
    ],
)
def test_forms_of_iso_8601(text: str, expected: datetime) -> None:
    assert parse_iso(text) == expected


@given(st.integers(0, 36500), st.sampled_from("smhd"))
def test_an_age_counts_back(number: int, unit: str) -> None:
    seconds = number * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert parse_when(f"{number}{unit}") == timedelta(seconds=seconds)


@given(st.integers(SMALLEST_EPOCH, 10**11))
def test_epoch_seconds_from_the_threshold_on(seconds: int) -> None:
    when = parse_when(str(seconds))
    assert isinstance(when, datetime)
    assert when.timestamp() == seconds


@given(st.integers(0, SMALLEST_EPOCH - 1))
def test_a_number_below_the_threshold_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="too small for epoch seconds"):
        parse_when(str(seconds))


def test_epoch_seconds_may_have_a_fraction() -> None:
    assert parse_when("1769860800.5") == NOON + timedelta(seconds=0.5)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
def test_a_time_without_zone_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="not a time with a zone"):
        parse_when(moment.isoformat())


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-06:00"])
def test_a_time_of_a_year_that_utc_does_not_have_keeps_its_zone(text: str) -> None:
    assert format_time(parse_iso(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "yesterday",
        "6",
        "6 h",
        "-6h",
        "6h30m",
        "1.5h",
        "6w",
        "2026-01-31",
        "2026-01-31T06:00:00",
        "2026-13-31T06:00:00Z",
        "2026-02-30T06:00:00Z",
        "2026-01-31T25:00:00Z",
        "2026-01-31T06:00:00+25:00",
        "0000-01-31T06:00:00Z",
        "36501d",
        "99999999999999999999d",
        "9" * 400,
        "1e10",
        "nan",
        "inf",
        "\u0666\u0660\u0660s",
    ],
)
def test_any_other_text_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError):
        parse_when(text)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        when = parse_when(text)
    except ValueError:
        return
    assert isinstance(when, timedelta) or when.tzinfo is not None


@given(st.from_regex(r"\A[0-9]{1,30}[smhd]?\Z"))
def test_numbers_of_any_size_end_in_a_time_or_a_value_error(text: str) -> None:
    try:
        when = parse_when(text)
    except ValueError:
        return
    if isinstance(when, timedelta):
        assert when <= MAX_AGE


def test_the_longest_age_is_accepted() -> None:
    assert parse_when("36500d") == MAX_AGE


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (NOON, "2026-01-31T12:00:00Z"),
        (NOON + timedelta(microseconds=834000), "2026-01-31T12:00:00.834Z"),
        (NOON.astimezone(timezone(timedelta(hours=5, minutes=30))), "2026-01-31T12:00:00Z"),
    ],
)
def test_results_are_in_utc(moment: datetime | None, text: str | None) -> None:
    assert format_time(moment) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 31 Jan 2026 12:00:00 GMT", NOON),
        ("Sat, 31 Jan 2026 13:00:00 +0100", NOON),
        ("Sat, 31 Jan 2026 12:00:00 -0000", NOON),
        (None, None),
        ("", None),
        ("soon", None),
        ("Sat, 99 Jan 2026 12:00:00 GMT", None),
        ("Sat, 31 Jan 99999999999999999999 12:00:00 GMT", None),
    ],
)
def test_http_dates(text: str | None, expected: datetime | None) -> None:
    assert parse_http_date(text) == expected


@given(st.text(max_size=60))
def test_any_header_is_a_date_or_none(text: str) -> None:
    moment = parse_http_date(text)
    assert moment is None or moment.tzinfo is not None


class TestServerClock:
    def test_the_local_time_is_used_while_the_servers_is_unknown(self, clock: FakeClock) -> None:
        server = ServerClock(clock)
        clock.pass_time(5)
        assert not server.known
        assert server.now() == NOON + timedelta(seconds=5)
        assert server.at(clock.monotonic() - 5) == NOON
        assert server.skew is None

    def test_continues_from_the_servers_date(self, clock: FakeClock) -> None:
        server = ServerClock(clock)
        server.observe("Sat, 31 Jan 2026 15:00:00 GMT")
        clock.pass_time(30)
        assert server.known
        assert server.now() == NOON + timedelta(hours=3, seconds=30)
        assert server.at(clock.monotonic() - 40) == NOON + timedelta(hours=3, seconds=-10)
        assert server.skew == 3 * 3600

    def test_a_local_clock_that_jumps_does_not_move_it(self, clock: FakeClock) -> None:
        server = ServerClock(clock)
        server.observe("Sat, 31 Jan 2026 15:00:00 GMT")
        clock.start += timedelta(days=1)
        assert server.now() == NOON + timedelta(hours=3)

    @pytest.mark.parametrize("header", [None, "", "nonsense", *IMPOSSIBLE])
    def test_an_unreadable_date_changes_nothing(self, clock: FakeClock, header: str | None) -> None:
        server = ServerClock(clock)
        server.observe("Sat, 31 Jan 2026 15:00:00 GMT")
        server.observe(header)
        assert server.now() == NOON + timedelta(hours=3)

    def test_an_age_counts_back_from_the_servers_now_and_an_absolute_time_is_kept(self, clock: FakeClock) -> None:
        server = ServerClock(clock)
        server.observe("Sat, 31 Jan 2026 15:00:00 GMT")
        clock.pass_time(0.3)
        assert server.resolve(timedelta(hours=1)) == NOON + timedelta(hours=2)
        assert server.resolve(NOON) == NOON
        assert server.resolve(None) is None


def test_a_moment_is_rounded_down() -> None:
    assert whole_second(NOON + timedelta(microseconds=999999)) == NOON


def test_the_system_clock_has_aware_times_and_does_not_sleep_backwards() -> None:
    clock = Clock()
    before = clock.monotonic()
    clock.sleep(-5)
    assert clock.monotonic() >= before
    assert clock.now().tzinfo is not None
