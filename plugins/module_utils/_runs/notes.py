# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes of what this user's tasks have sent and whose runs they have not seen yet, and the lock that protects them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from .._ips.errors import IpsError
from .._ips.pace import Deadline
from .._ips.times import Clock, format_time, parse_iso

NOTE_PATIENCE = 600.0
"""Seconds after a trigger for which tasks wait for its run."""

NOTE_LIFETIME = 86400.0
"""Seconds after a trigger or a stop for which the name of its run is kept at most."""

STOPPED = "stopped runs"
"""The part of a key that stands for the notes of stopped runs."""

PATIENCE_FOR_STOPS = 5.0
"""Seconds for which a task waits for the lock of these notes, which others hold only while they write."""


class Note(NamedTuple):
    """A trigger that was sent and whose run has not been seen.

    :param operation: executeJob or submitJob.
    :param job: the job's name.
    :param executed_at: the server's time as it was sent, ISO 8601; None while the server's time is not known.
    :param noted_at: the same by the local clock, in epoch seconds.
    :param seen: what was there before, as :meth:`.evidence.Seen.texts` writes it.
    :param run: the name of its run, once a later task has seen it; no task waits for it then.
    """

    id: str
    operation: str
    job: str
    executed_at: str | None
    noted_at: float
    seen: tuple[str, ...]
    run: str | None = None

    @property
    def sent_at(self) -> datetime:
        """When it was sent: the server's time if that is known."""
        return parse_iso(self.executed_at) if self.executed_at else datetime.fromtimestamp(self.noted_at, timezone.utc)

    def age(self, local_now: datetime, server_now: datetime | None) -> float:
        """Seconds since it was sent: by the server's clock, if that is known, since the local one may be set.

        :param server_now: None while the server's time is not known.
        """
        if self.executed_at is not None and server_now is not None:
            return max(0.0, (server_now - self.sent_at).total_seconds())
        return max(0.0, local_now.timestamp() - self.noted_at)


def new_id() -> str:
    """An id for a note, which no other note has."""
    return os.urandom(16).hex()


class Noted(NamedTuple):
    """The notes of one job.

    :param notes: oldest first.
    :param warnings: about notes that cannot be read.
    :param saved: all that was saved with the lock.
    """

    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()
    saved: Mapping[str, Any] = MappingProxyType({})


class Held(Protocol):
    """A lock that is held, and the notes that are kept with it."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was sent and not yet seen as a run, oldest first."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """About notes that cannot be read."""

    def add(self, note: Note) -> None:
        """Keep a note; it is on disk when this returns.

        :raises ConfigurationError: when that is not possible, or the lock was lost.
        """

    def remove(self, note: Note) -> None:
        """Remove a note."""

    def load(self) -> dict[str, Any]:
        """What was saved under this key; empty if nothing was, or it cannot be read."""

    def save(self, data: Mapping[str, Any]) -> str:
        """Keep data in place of what was saved; it is on disk when this returns. Empty data leaves no file.

        :returns: the file's path.
        :raises ConfigurationError: when that is not possible, or the lock was lost.
        """


class Lock(Protocol):
    """Keeps parallel tasks from triggering the same job."""

    def hold(self, key: Sequence[str], deadline: Deadline) -> AbstractContextManager[Held]:
        """Hold the lock of that key; waiting for it ends at the deadline.

        :raises DeadlineError: when another task holds it until then.
        """

    def peek(self, key: Sequence[str]) -> Noted:
        """The notes of that key, without the lock."""


class StoppedRuns:
    """The runs of a company that this user's tasks have stopped from this machine. The log does not show that.

    :param service: the key of the service.
    :param company: the company's handle.
    """

    def __init__(self, lock: Lock, service: str, company: str, clock: Clock) -> None:
        self._lock = lock
        self._key = (service, company, STOPPED)
        self._clock = clock

    def times(self) -> dict[str, datetime]:
        """When they were stopped, by the runs' names."""
        return {note.run: note.sent_at for note in self._lock.peek(self._key).notes if note.run}

    def add(self, name: str, stopped_at: datetime) -> None:
        """Note a run, and remove notes that are older than a day. If that fails, the run is not noted.

        :param stopped_at: a later run of the same name starts after this.
        """
        now, time = self._clock.now(), format_time(stopped_at)
        with suppress(IpsError), self._lock.hold(self._key, Deadline(self._clock, PATIENCE_FOR_STOPS)) as held:
            for note in held.notes:
                if note.run == name or note.age(now, None) >= NOTE_LIFETIME:
                    held.remove(note)
            held.add(Note(new_id(), "stopJob", "", time, now.timestamp(), (), name))
