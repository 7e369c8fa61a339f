# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that end a task: each raises an exception once, or waits for the end of a section."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import (
    ENDING,
    Terminated,
    ending_as_exception,
    uninterrupted,
)


@pytest.fixture
def came() -> Iterator[list[int]]:
    """The signals that reached the handlers that were set before."""
    numbers: list[int] = []
    before = {number: signal.signal(number, lambda number, _frame: numbers.append(number)) for number in ENDING}
    yield numbers
    for number, handler in before.items():
        signal.signal(number, handler)


def handlers() -> list[object]:
    return [signal.getsignal(number) for number in ENDING]


@pytest.mark.parametrize("number", ENDING)
def test_the_first_signal_raises_and_later_ones_wait(came: list[int], number: int) -> None:
    before = handlers()
    with ending_as_exception() as ended:
        with pytest.raises(Terminated) as caught:
            signal.raise_signal(number)
        assert (caught.value.number, ended) == (number, [number])
        signal.raise_signal(signal.SIGTERM)
        assert (ended, came) == ([number, signal.SIGTERM], [])
    assert handlers() == before
    signal.raise_signal(number)
    assert came == [number]


@pytest.mark.parametrize("number", ENDING)
def test_an_uninterrupted_section_ends_first(came: list[int], number: int) -> None:
    done = []

    def section() -> None:
        with ending_as_exception(), uninterrupted():
            signal.raise_signal(number)
            signal.raise_signal(number)
            done.append(number)

    with pytest.raises(Terminated):
        section()
    assert (done, came) == ([number], [])


def test_every_kind_of_signal_waits_and_comes_once(came: list[int]) -> None:
    before = handlers()
    with uninterrupted():
        for number in (*ENDING, *ENDING):
            signal.raise_signal(number)
        assert came == []
    assert sorted(came) == sorted(ENDING)
    assert handlers() == before


def test_the_failure_of_a_section_does_not_lose_the_signal(came: list[int]) -> None:
    def section() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGTERM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        section()
    assert came == [signal.SIGTERM]


def test_ignored_signals_stay_ignored(came: list[int]) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with ending_as_exception() as ended:
        signal.raise_signal(signal.SIGHUP)
        with uninterrupted():
            signal.raise_signal(signal.SIGHUP)
    assert (ended, signal.getsignal(signal.SIGHUP)) == ([], signal.SIG_IGN)


def test_another_thread_leaves_signals_alone() -> None:
    seen: list[bool] = []

    def work() -> None:
        before = handlers()
        with ending_as_exception(), uninterrupted():
            seen.append(handlers() == before)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]


@pytest.mark.parametrize(("number", "words"), [(signal.SIGALRM, "its timeout expired"), (signal.SIGHUP, "SIGHUP")])
def test_why_it_ended(number: int, words: str) -> None:
    assert words in str(Terminated(number))
