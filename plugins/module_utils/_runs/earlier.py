# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The triggers of earlier tasks whose runs have not been seen, and what became of them (rule 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from .._ips.errors import ConfigurationError
from .._ips.model import JobLog, Run
from .._ips.times import format_time, parse_iso
from .evidence import Found, NewRuns, Seen, Verdict
from .notes import NOTE_LIFETIME, NOTE_PATIENCE, Held, Note, Noted, new_id
from .watch import JobWatch


class EarlierTriggers:
    """The notes of a job. A note ends when its run is seen, or when it has expired.

    ``over`` is the run of such a trigger, if it has ended. The name of a run that was seen is kept until the next
    trigger, so that later tasks know when its trigger was sent, regardless of the start that the service shows.

    :param held: removes the notes that end; None in check mode, which changes nothing.
    :param warnings: gets one for each note that has expired or cannot be read.
    """

    def __init__(self, noted: Noted | Held, held: Held | None, watch: JobWatch, warnings: list[str]) -> None:
        self.notes = [note for note in noted.notes if note.run is None]
        self._found = [note for note in noted.notes if note.run is not None]
        warnings += noted.warnings
        self._warnings = warnings
        self.over: Found | None = None
        self._noted: Note | None = None
        self._awaited: set[str] = set()
        self._held = held
        self._watch = watch

    def resolve(self, runs: Iterable[Run], rows: Sequence[JobLog], active_names: set[str], now: datetime) -> None:
        """Find out from a look what became of the triggers.

        :param active_names: of the active runs, about which the task decides anyway.
        :param now: the server's time.
        """
        runs = list(runs)
        if any(self._age(note) >= NOTE_LIFETIME for note in self._found):
            self.forget_found()
        for note in list(self.notes):
            age = self._age(note)
            new = NewRuns(Seen.of_texts(note.seen), parse_iso(note.executed_at) if note.executed_at else None)
            new.add_runs(runs)
            new.add_rows(self._watch.completed(rows, new.seen.handles), now)
            verdict = new.verdict(age, is_last=age >= NOTE_PATIENCE)
            if verdict in (Verdict.NONE, Verdict.WAIT) and age < NOTE_PATIENCE:
                self._awaited.add(note.id)
                continue
            self._drop(note)
            if verdict is Verdict.NONE:
                self._warnings.append(
                    f"{note.operation} was sent for this job at {format_time(note.sent_at)}, and its run has not been "
                    "seen since. The task no longer waits for it."
                )
            elif verdict is not Verdict.SEVERAL:
                found = new.candidates[0]
                self._keep(note._replace(id=new_id(), run=found.run.name))
                if found.run.name not in active_names:
                    self._noted, self.over = note, found

    @property
    def sent(self) -> Note | None:
        """A trigger whose run may still appear, or has ended and may be adopted.

        The run may be adopted for 10 minutes after the trigger, or if this task has waited for it.
        """
        if self.notes or self._noted is None:
            return self.notes[-1] if self.notes else None
        is_recent = self._age(self._noted) < NOTE_PATIENCE or self._noted.id in self._awaited
        return self._noted if is_recent else None

    @property
    def triggered(self) -> dict[str, datetime]:
        """When the triggers of the runs that were seen were sent, by the runs' names."""
        return {note.run: note.sent_at for note in self._found if note.run}

    def over_since(self, since: datetime) -> list[Run]:
        """The run that has ended, if its trigger was sent since that time and may still be adopted."""
        return [self.over.run] if self.over and self.sent and self.sent.sent_at >= since else []

    def is_missing_in(self, rows: Iterable[JobLog], since: datetime) -> bool:
        """Whether these log rows may lack the run of a trigger that was sent since that time."""
        sent_since = {name for name, sent_at in self.triggered.items() if sent_at >= since}
        return bool(self.notes) or not sent_since <= {row.job_name for row in rows}

    def row_since(self, since: datetime, rows: Sequence[JobLog]) -> JobLog | None:
        """The log row of a run that has ended, if its trigger was sent since that time.

        So the run started no earlier, regardless of the start that it shows.
        """
        for note in self._found:
            own = [row for row in rows if row.job_name == note.run]
            if note.sent_at >= since and len(own) == 1:
                return own[0]
        return None

    def forget_found(self) -> None:
        """Forget the names of runs that were seen, before another trigger is sent."""
        for note in self._found:
            if self._held:
                self._held.remove(note)
        self._found = []

    def _age(self, note: Note) -> float:
        client = self._watch.client
        return note.age(client.clock.now(), client.server_clock.now() if client.server_clock.known else None)

    def _keep(self, note: Note) -> None:
        self._found.append(note)
        if self._held:
            with suppress(ConfigurationError):
                self._held.add(note)

    def _drop(self, note: Note) -> None:
        self.notes.remove(note)
        if self._held:
            self._held.remove(note)
