# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a task has paused in its waiting for a run, and all that it takes to go on in another process."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, Callable

from .._ips.errors import Delivery
from .._ips.model import Run, ScheduledJob
from .._ips.pace import Deadline
from .._ips.times import Clock
from .identity import JobIdentity
from .progress import Told
from .result import Action, RunOutcome, Snapshot, Status


class Paused(BaseException):
    """The waiting pauses; not an error that anything but the one who asked for slices may catch."""

    def __init__(self, bookmark: Bookmark) -> None:
        super().__init__("the waiting pauses")
        self.bookmark = bookmark


@dataclass
class Bookmark:
    """Where a task has paused, and all that it takes to go on.

    Moments are the local time's, since no monotonic clock is shared by two processes.

    :param outcome: so far.
    :param run: the one that is waited for.
    :param identity: ties the job's runs to it.
    :param started_here: whether this task started the run.
    :param stopping: whether the run was seen to be stopped.
    :param interval: seconds from the last poll, which was at ``paused_at``, to the next.
    :param deadline: of all the waiting; None for never.
    :param counters: of the exchange so far.
    :param told: what the person was told last.
    """

    outcome: RunOutcome
    run: Run
    company_handle: str
    identity: JobIdentity
    started_here: bool
    stopping: bool
    interval: float
    paused_at: datetime
    deadline: datetime | None
    counters: dict[str, int]
    told: Told | None = None

    def mask(self, redact: Callable[[str], str]) -> None:
        """Take out of the service's own words what is secret, and what nobody needs to go on."""
        self.run = self.outcome.run = self.run.redacted(redact)
        self.outcome.follow_ons = {name: run.redacted(redact) for name, run in self.outcome.follow_ons.items()}
        if self.outcome.job:
            self.outcome.job = replace(self.outcome.job, description=None, definition=None)

    @property
    def text(self) -> str:
        """The bookmark as letters, digits and ``+/=``."""
        return base64.b64encode(json.dumps(_plain(self)).encode()).decode()

    @classmethod
    def read(cls, text: str) -> Bookmark:
        """The bookmark that a text is.

        :raises ValueError: when it is none.
        """
        try:
            bookmark = _restored(json.loads(base64.b64decode(text, validate=True)))
        except (TypeError, KeyError) as exc:
            raise ValueError(str(exc)) from None
        if not isinstance(bookmark, cls):
            raise ValueError("it is something else")
        return bookmark

    def deadline_by(self, clock: Clock) -> Deadline:
        """The deadline, as seen from now."""
        return Deadline(clock, None if self.deadline is None else (self.deadline - clock.now()).total_seconds())

    def pause_left(self, clock: Clock) -> float:
        """Seconds from now to the next poll."""
        return max(0.0, self.interval - (clock.now() - self.paused_at).total_seconds())


_RECORDS = {cls.__name__: cls for cls in (Bookmark, RunOutcome, ScheduledJob, Run, Snapshot, JobIdentity, Told)}
_ENUMS = {cls.__name__: cls for cls in (Action, Status, Delivery)}


def _plain(value: Any) -> Any:
    """What JSON can carry of a value; where JSON has no such type, its name goes along."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return {"is": type(value).__name__, "value": value.value}
    if isinstance(value, datetime):
        return {"is": "datetime", "value": value.isoformat()}
    if is_dataclass(value) or isinstance(value, dict):
        parts = value if isinstance(value, dict) else {part.name: getattr(value, part.name) for part in fields(value)}
        return {"is": type(value).__name__, "value": {name: _plain(part) for name, part in parts.items()}}
    return value


def _restored(value: Any) -> Any:
    """The value again, with lists for tuples."""
    if isinstance(value, list):
        return [_restored(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind, content = value["is"], value["value"]
    if kind in _ENUMS:
        return _ENUMS[kind](content)
    if kind == "datetime":
        return datetime.fromisoformat(content)
    parts = {name: _restored(part) for name, part in content.items()}
    return parts if kind == "dict" else _RECORDS[kind](**parts)
