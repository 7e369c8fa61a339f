# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playing many seeds on all processors."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulated_ips.play import Play
from simulated_ips.promises import judge
from simulated_ips.schedule import draw
from simulated_ips.trace import story

CHUNK = 100


@dataclass(frozen=True)
class Finding:
    """A seed whose schedule breaks a promise.

    :param broken: the broken promises, one sentence each.
    """

    seed: int
    broken: list[str]


def check(seed: int, odd: bool = True) -> Finding | None:
    """Play the schedule of a seed, with or without oddities. Returns what it breaks, or None."""
    try:
        play = Play(draw(seed, odd))
        play.run()
        broken = judge(play)
    except Exception:
        broken = [f"the simulation itself has failed: {traceback.format_exc()}"]
    return Finding(seed, broken) if broken else None


def describe(seed: int, odd: bool = True) -> str:
    """The played schedule of a seed as text."""
    play = Play(draw(seed, odd))
    play.run()
    return story(play)


def first_finding(seeds: Iterable[int], odd: bool = True) -> Finding | None:
    """The finding of the first seed that breaks a promise."""
    return next(filter(None, (check(seed, odd) for seed in seeds)), None)


def check_all(first: int, count: int, jobs: int) -> Iterator[tuple[int, list[Finding]]]:
    """Play the schedules of many seeds.

    :param jobs: how many processes to use.
    :returns: yields the number of seeds that were played since the last time, and what they break.
    """
    chunks = [range(start, min(start + CHUNK, first + count)) for start in range(first, first + count, CHUNK)]
    if jobs == 1:
        yield from map(_check_chunk, chunks)
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs, initializer=_settle_down, initargs=(context.Value("i", 0),)) as pool:
        yield from pool.imap_unordered(_check_chunk, chunks)


def _check_chunk(seeds: range) -> tuple[int, list[Finding]]:
    return len(seeds), list(filter(None, map(check, seeds)))


def _settle_down(counter: object) -> None:
    """Stay on one processor. The threads of a schedule take turns, which is slow across processors."""
    if not hasattr(os, "sched_setaffinity"):
        return
    with counter.get_lock():  # type: ignore[attr-defined]
        number = counter.value  # type: ignore[attr-defined]
        counter.value += 1  # type: ignore[attr-defined]
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[number % len(processors)]})
