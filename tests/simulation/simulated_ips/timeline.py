# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual time, and tasks that take turns in it.

Each task runs in its own thread, but only one runs at a time. A task runs until it sleeps. Then the task that wakes
first continues. So a schedule is the same each time, and a sleep of an hour takes no time.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any, Callable

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    ConfigurationError,
    DeadlineError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.signals import Terminated

EPOCH = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)
"""The tasks' wall clock at the beginning."""

NEVER = float("inf")

END_OF_TIME = 1e6
"""Seconds after which a schedule counts as one that does not end."""


class Runaway(BaseException):
    """A task continues that should have ended. The flow must not catch this."""


class _Strand:
    """One task's thread, which runs only while it is its turn."""

    __slots__ = ("baton", "ticket")

    def __init__(self) -> None:
        self.baton = threading.Lock()
        self.baton.acquire()
        self.ticket = 0


class Timeline:
    """The time of a schedule, in seconds, and the tasks that sleep, with the time at which each wakes."""

    def __init__(self, start: float = 0.0) -> None:
        self.now = start
        self._order = itertools.count()
        self._asleep: list[tuple[float, int, int, _Strand]] = []
        self._current: _Strand | None = None
        self._done = threading.Lock()
        self._crash: BaseException | None = None

    def run(self, bodies: Sequence[tuple[float, Callable[[], None]]]) -> None:
        """Run the bodies concurrently until all have ended.

        :param bodies: each with the time at which it starts.
        """
        if not bodies:
            return
        self._done.acquire()
        threads = []
        for start, body in bodies:
            strand = _Strand()
            self._rise(strand, max(start, self.now))
            threads.append(threading.Thread(target=self._live, args=(strand, body), daemon=True))
        for thread in threads:
            thread.start()
        self._hand_over()
        with self._done:
            self._current = None
        for thread in threads:
            thread.join()
        if self._crash is not None:
            raise self._crash

    def _live(self, strand: _Strand, body: Callable[[], None]) -> None:
        strand.baton.acquire()
        try:
            body()
        except BaseException as exc:
            self._crash = self._crash or exc
        self._hand_over()

    def _rise(self, strand: _Strand, at: float) -> None:
        heapq.heappush(self._asleep, (at, next(self._order), strand.ticket, strand))

    def _next(self) -> tuple[float, int, int, _Strand] | None:
        """The sleeper that wakes first. Entries of sleepers that were woken earlier are skipped."""
        while self._asleep and self._asleep[0][2] != self._asleep[0][3].ticket:
            heapq.heappop(self._asleep)
        return self._asleep[0] if self._asleep else None

    def _hand_over(self) -> None:
        sleeper = self._next()
        if sleeper is None:
            self._done.release()
            return
        heapq.heappop(self._asleep)
        at, strand = sleeper[0], sleeper[-1]
        self.now = max(self.now, at)
        strand.ticket += 1
        self._current = strand
        strand.baton.release()

    def sleep(self, seconds: float) -> None:
        """Let the running task sleep for that many seconds."""
        self.wait_until(self.now + max(0.0, seconds))

    def wait_until(self, at: float) -> None:
        """Let the running task sleep until then, or until another task wakes it.

        :raises Runaway: when that is beyond the end of time.
        """
        strand, sleeper = self._current, self._next()
        if strand is None or sleeper is None or sleeper[0] > at:
            self.now = max(self.now, at)
        else:
            self._rise(strand, at)
            self._hand_over()
            strand.baton.acquire()
        if self.now > END_OF_TIME:
            raise Runaway("a task waits without end")

    def current(self) -> _Strand | None:
        """The running task."""
        return self._current

    def wake(self, strand: _Strand, at: float) -> None:
        """Wake a sleeper then, unless it wakes earlier."""
        self._rise(strand, at)


class SimulatedClock:
    """A task's clock, which may terminate the task, as SIGTERM does.

    :param killed_at: when the task gets SIGTERM.
    :param wall_step: when the wall clock is set, and by how many seconds.
    """

    def __init__(
        self, timeline: Timeline, killed_at: float | None = None, wall_step: tuple[float, float] = (NEVER, 0.0)
    ) -> None:
        self._timeline = timeline
        self._killed_at = killed_at
        self._wall_step = wall_step
        self.killed = False

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""
        return self._timeline.now

    def now(self) -> datetime:
        """The aware local time."""
        at, step = self._wall_step
        return EPOCH + timedelta(seconds=self._timeline.now + (step if self._timeline.now >= at else 0.0))

    def sleep(self, seconds: float) -> None:
        """Sleep for that many seconds."""
        end = self._timeline.now + max(0.0, seconds)
        if self._killed_at is None or end < self._killed_at:
            self._timeline.sleep(seconds)
            return
        killed_at, self._killed_at = self._killed_at, None
        self._timeline.sleep(killed_at - self._timeline.now)
        self.killed = True
        raise Terminated


class SimulatedLocks:
    """The locks of one machine, and their notes."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._held: dict[tuple[str, ...], object] = {}
        self._waiting: dict[tuple[str, ...], list[_Strand]] = {}
        self.notes: dict[tuple[str, ...], list[Any]] = {}

    def lose(self) -> None:
        """Delete the lock files. Another task creates new ones; the notes stay."""
        for name in list(self._held):
            self._let_go(name)

    @contextmanager
    def hold(self, key: Sequence[str], deadline: Deadline) -> Iterator[HeldLock]:
        """Hold the lock of that key.

        :raises DeadlineError: when another task holds it until the deadline.
        """
        name, mine = tuple(key), object()
        while name in self._held:
            if deadline.passed:
                raise DeadlineError("another task was triggering the same job until wait_timeout expired.")
            self._wait(name, deadline)
        self._held[name] = mine
        try:
            yield HeldLock(self.notes.setdefault(name, []), lambda: self._held.get(name) is mine)
        finally:
            if self._held.get(name) is mine:
                self._let_go(name)

    def _let_go(self, name: tuple[str, ...]) -> None:
        del self._held[name]
        for strand in self._waiting.pop(name, []):
            self._timeline.wake(strand, self._timeline.now + 0.1)

    def _wait(self, name: tuple[str, ...], deadline: Deadline) -> None:
        strand = self._timeline.current()
        if strand is None:
            raise Runaway("a lock that is never released")
        waiting = self._waiting.setdefault(name, [])
        waiting.append(strand)
        self._timeline.wait_until(self._timeline.now + deadline.remaining())
        if strand in waiting:
            waiting.remove(strand)


class HeldLock:
    """A lock that is held, with its notes.

    :param is_mine: whether the lock is still held.
    """

    warnings = ()

    def __init__(self, notes: list[Any], is_mine: Callable[[], bool] = lambda: True) -> None:
        self._notes = notes
        self._is_mine = is_mine

    @property
    def notes(self) -> tuple[Any, ...]:
        """What was sent and not yet seen as a run, oldest first."""
        return tuple(self._notes)

    def add(self, note: Any) -> None:
        """Keep a note.

        :raises ConfigurationError: when the lock has been deleted meanwhile.
        """
        if not self._is_mine():
            raise ConfigurationError("the lock was deleted while it was held. Nothing was sent; run the task again.")
        self._notes.append(note)

    def remove(self, note: Any) -> None:
        """Remove a note."""
        if note in self._notes:
            self._notes.remove(note)


class TaskLock:
    """The locks of a machine as one task uses them, with a record of what it does.

    :param locks: of the machine.
    """

    def __init__(self, locks: SimulatedLocks, timeline: Timeline) -> None:
        self._locks = locks
        self._timeline = timeline
        self.held: tuple[str, ...] | None = None
        self.held_since = NEVER

    @contextmanager
    def hold(self, key: Sequence[str], deadline: Deadline) -> Iterator[HeldLock]:
        """Hold the lock of that key; see :class:`SimulatedLocks`."""
        with self._locks.hold(key, deadline) as held:
            self.held, self.held_since = tuple(key), self._timeline.now
            try:
                yield held
            finally:
                self.held = None

    def peek(self, key: Sequence[str]) -> HeldLock:
        """The notes of that key, without holding the lock."""
        return HeldLock(self._locks.notes.get(tuple(key), []))
