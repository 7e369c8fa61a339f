# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deadlines, and the rhythm of polling."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline, pace
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock


def test_polling_starts_at_a_second_and_backs_off_by_half_up_to_the_longest(clock: FakeClock) -> None:
    list(itertools.islice(pace(Deadline(clock, None), 1.0, 10.0), 9))
    assert clock.sleeps == pytest.approx([1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 10, 10])


def test_the_last_poll_comes_at_the_deadline(clock: FakeClock) -> None:
    turns = [clock.elapsed for _turn in pace(Deadline(clock, 3), 1.0, 10.0)]
    assert turns == [0, 1, 2.5, 3]


def test_a_poll_that_outlasts_the_deadline_is_followed_by_a_last_one(clock: FakeClock) -> None:
    turns = []
    for _turn in pace(Deadline(clock, 3), 1.0, 10.0):
        turns.append(clock.elapsed)
        clock.pass_time(5)
    assert turns == [0, 5]


def test_the_first_poll_may_come_after_an_interval(clock: FakeClock) -> None:
    turns = [clock.elapsed for _turn in pace(Deadline(clock, 2), 1.0, 10.0, at_once=False)]
    assert turns == [1, 2]


def test_an_interval_that_is_shorter_than_the_first_counts(clock: FakeClock) -> None:
    list(itertools.islice(pace(Deadline(clock, None), 1.0, 0.2), 4))
    assert clock.sleeps == [0.2, 0.2, 0.2]


def test_a_longer_interval_that_is_requested_counts_within_the_bounds(clock: FakeClock) -> None:
    wishes = iter([0.0, 5.0, 60.0, 3.0])
    list(itertools.islice(pace(Deadline(clock, None), 1.0, 10.0, requested=lambda: next(wishes)), 5))
    assert clock.sleeps == [1, 5, 10, 3.375]


@given(st.floats(0, 10**6), st.floats(0.01, 100))
def test_polling_never_outlasts_its_deadline(seconds: float, longest: float) -> None:
    clock = FakeClock()
    for _turn in itertools.islice(pace(Deadline(clock, seconds), 1.0, longest), 200):
        pass
    assert clock.elapsed <= seconds * (1 + 1e-9) + 1e-9


def test_a_deadline_passes_and_does_not_go_below_zero(clock: FakeClock) -> None:
    deadline = Deadline(clock, 5)
    assert deadline.remaining() == 5
    assert not deadline.passed
    clock.pass_time(7)
    assert deadline.remaining() == 0
    assert deadline.passed


def test_never_is_never(clock: FakeClock) -> None:
    clock.pass_time(10**9)
    assert not Deadline(clock, None).passed


@pytest.mark.parametrize(("own", "seconds", "expected"), [(None, 5, 5), (3, 5, 3), (9, 5, 5)])
def test_the_earlier_of_two_deadlines_counts(
    clock: FakeClock, own: float | None, seconds: float, expected: float
) -> None:
    assert Deadline(clock, own).within(seconds).remaining() == expected
