# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scheduled job as a task wants it, compared with what the service shows: one plan of what to do; no I/O.

Check mode, diff and the real run all go by that plan, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from .errors import JobError
from .job_kinds import KINDS_BY_ELEMENT, differences, hidden_options, option_values, shown_fields
from .model import ScheduledJob
from .schedule import parse_schedule, same_schedule
from .submission import JobDefinition

PAUSED = "Paused"
NORMAL = "Normal"

BROKEN_STATES = ("Error", "Complete")
"""Trigger states in which the service does not run the job again by itself."""


class JobState(str, Enum):
    """How a task wants the job."""

    PRESENT = "present"
    ABSENT = "absent"
    PAUSED = "paused"


class Change(str, Enum):
    """A request that changes a scheduled job, in the service's word for it."""

    DELETE = "deleteJob"
    SUBMIT = "submitJob"
    PAUSE = "pauseJob"
    RESUME = "resumeJob"


class Plan(NamedTuple):
    """What there is to do, and why.

    :param job: what is submitted, where something is.
    :param before: the job as it is, empty where there is none.
    :param after: the job as it will be.
    """

    changes: tuple[Change, ...]
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    job: JobDefinition | None = None

    def after_removing_a_leftover(self) -> Plan:
        """The same, after the old one of two jobs is deleted, which an earlier task has left behind."""
        reason = f"An earlier task ended before it could delete the old job of this name. It is deleted. {self.reason}"
        return self._replace(changes=(Change.DELETE, *self.changes), reason=reason)


def plan(
    state: JobState,
    wanted: JobDefinition,
    shown: ScheduledJob | None,
    now: datetime,
    force: bool = False,
    accepted: Mapping[str, Any] | None = None,
) -> Plan:
    """The one decision about a scheduled job.

    :param wanted: the job as the options describe it; what they leave out does not count.
    :param shown: the job of the name, as the service shows it.
    :param now: the time at the service.
    :param force: whether to replace a job even if the service does not show enough of it to restore it.
    :param accepted: what an earlier task submitted and what the service made of it, as from :func:`acceptance`.
    :raises JobError: when it is not known what to submit, or the job could not be restored.
    """
    before = view_of(shown)
    if state is JobState.ABSENT:
        if shown is None:
            return Plan((), "There is no such job.", before, before)
        return Plan((Change.DELETE,), "The job is deleted.", before, {})
    pause = (Change.PAUSE,) if state is JobState.PAUSED else ()
    trigger_state = PAUSED if pause else NORMAL
    if shown is None:
        job = completed(wanted, None)
        reason = f"There is no such job yet. {_when(job, now)}"
        return Plan((Change.SUBMIT, *pause), reason, {}, view_with(trigger_state, job), job)
    differing = differing_options(wanted, shown)
    replacement = completed(wanted, shown) if differing else None
    if replacement and acceptance(replacement, shown) != accepted:
        if not force and restorable(shown) is None:
            unseen = ", ".join(hidden(shown)) or "what kind of job it is or when it runs"
            raise JobError(
                f"it differs in {', '.join(differing)}, and the service cannot change a job, so it would have to be "
                f"replaced. But the service does not show {unseen}, so the job could not be restored if the new one "
                "were refused. Nothing was changed. To replace it anyway, set force: true."
            )
        reason = f"The job is replaced, since it differs in {', '.join(differing)}. {_when(replacement, now)}"
        after = view_with(trigger_state, replacement)
        return Plan((Change.SUBMIT, Change.DELETE, *pause), reason, before, after, replacement)
    is_paused = shown.trigger_state == PAUSED
    if is_paused == bool(pause):
        return Plan((), "The job is as it should be.", before, before)
    change = Change.PAUSE if pause else Change.RESUME
    after = {**before, "trigger_state": trigger_state}
    return Plan((change,), f"The job is {'paused' if pause else 'resumed'}.", before, after)


def differing_options(wanted: JobDefinition, shown: ScheduledJob) -> list[str]:
    """The options that differ in meaning from what the service shows; what it hides does not count."""
    found = []
    if wanted.schedule is not None and shown.shows_when and not same_schedule(wanted.schedule, shown.schedule):
        found.append("schedule")
    if wanted.description is not None and _words(wanted.description) != _words(shown.description):
        found.append("description")
    kind = KINDS_BY_ELEMENT.get(wanted.element)
    if kind is None or not shown.element:
        return found
    if shown.element != kind.element:
        return [*found, kind.option]
    given, seen = option_values(kind.structure, wanted.fields), option_values(kind.structure, shown.fields)
    return found + list(differences(kind.structure, given, seen, kind.option))


def unseen_options(wanted: JobDefinition, shown: ScheduledJob) -> list[str]:
    """The options that cannot be compared, since the service hides them."""
    found = ["schedule"] if wanted.schedule is not None and not shown.shows_when else []
    kind = KINDS_BY_ELEMENT.get(wanted.element)
    if kind is None:
        return found
    if not shown.element:
        return [*found, kind.option]
    given = option_values(kind.structure, wanted.fields)
    return found + [path for path in hidden(shown) if given.get(path.split(".")[1]) not in (None, {}, [])]


def completed(wanted: JobDefinition, shown: ScheduledJob | None) -> JobDefinition:
    """What is submitted: the options, and what the service shows for those that are left out.

    :raises JobError: when neither shows what the job does and when.
    """
    old = restorable(shown) if shown else None
    source = wanted if wanted.element else old
    schedule = wanted.schedule or (old.schedule if old else None)
    if source is None or schedule is None:
        why = "the service does not show all of the job" if shown else "there is no scheduled job of this name"
        raise JobError(f"{why}, so schedule and a kind of job are needed to submit it. Give both.")
    description = wanted.description
    if description is None and shown:
        description = shown.description
    return wanted._replace(
        element=source.element,
        fields=source.fields,
        schedule=schedule,
        locale=wanted.locale or (shown.locale if shown else None),
        description=description,
    )


def _when(job: JobDefinition, now: datetime) -> str:
    """When a job runs, and when next; a schedule that only the service understands is shown as it is."""
    try:
        schedule = parse_schedule(job.schedule or "")
    except ValueError:
        return f"Its schedule is {job.schedule!r}."
    return f"It runs {schedule.in_words()}, in the service's time zone. {schedule.next_in_words(now)}".rstrip()


def restorable(shown: ScheduledJob) -> JobDefinition | None:
    """What would submit a shown job again; None where the service does not show enough of it.

    A job that waits for one time is submitted for that time. One with neither schedule nor time would run at once, so
    it cannot be submitted again.
    """
    has_time = shown.schedule is not None or shown.next_fire_time is not None
    if not shown.element or not has_time or hidden(shown):
        return None
    kind = KINDS_BY_ELEMENT.get(shown.element)
    return JobDefinition(
        name=shown.original_name or shown.name,
        element=shown.element,
        fields=shown_fields(kind.structure, shown.fields) if kind else shown.fields,
        exec_time=None if shown.schedule else shown.next_fire_time,
        schedule=shown.schedule,
        locale=shown.locale,
        description=shown.description,
    )


def hidden(shown: ScheduledJob) -> list[str]:
    """The options of a job that the service does not show, although the job must have them."""
    kind = KINDS_BY_ELEMENT.get(shown.element)
    if kind is None:
        return []
    return list(hidden_options(kind.structure, option_values(kind.structure, shown.fields), kind.option))


def acceptance(submitted: JobDefinition, shown: ScheduledJob) -> dict[str, Any]:
    """What was submitted and what the service shows of it, as plain data.

    If the two differ although nothing has changed since, replacing the job again would change nothing.
    """
    views = {"submitted": view_with("", submitted), "shown": view_of(shown)}
    return {name: {key: value for key, value in view.items() if key != "trigger_state"} for name, view in views.items()}


def view_of(shown: ScheduledJob | None) -> dict[str, Any]:
    """A job as a diff shows it, empty where there is none."""
    return view_with(shown.trigger_state, shown) if shown else {}


def view_with(trigger_state: str | None, job: ScheduledJob | JobDefinition) -> dict[str, Any]:
    """A job, or one that is to be submitted, as a diff shows it with this trigger state."""
    kind = KINDS_BY_ELEMENT.get(job.element)
    definition = {kind.option: option_values(kind.structure, job.fields)} if kind else {job.element: dict(job.fields)}
    return {
        "schedule": " ".join(_words(job.schedule)) or None,
        "trigger_state": trigger_state,
        "description": job.description or None,
        "definition": definition if job.element else None,
    }


def _words(text: str | None) -> list[str]:
    return (text or "").split()
