# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases of identification and decision, in words: what the tests prove, and what the documentation shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Counters, JobLog, Run
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import format_time
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.decision import OnRunning, Situation, Step
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.evidence import (
    CLOCK_MARGIN,
    Age,
    Found,
    Seen,
    Verdict,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.notes import Note
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON

SENT = NOON
"""The server's time as the trigger was sent."""

NOW = NOON + timedelta(seconds=10)
"""The server's time at the poll."""

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def run(start: datetime | None = SENT, name: str = "new", handle: str = "run", state: str = "Running") -> Run:
    return Run(handle, name, "job", state, start_time=start)


def row(start: datetime | None = SENT, end: datetime | None = None, name: str = "new", handle: str = "row") -> JobLog:
    return JobLog(handle, name, "job", start, end, Counters(1, 0, 0), False)


LOOK = (
    Seen()
    .with_runs([run(NOON - HOUR, "active", "active run")])
    .with_rows(
        [row(NOON - HOUR, None, "leading", "leading row"), row(NOON - HOUR, NOON - SECOND, "over", "row of one over")],
        back_to=NOON - 2 * HOUR,
    )
)
"""A look that has shown an active run, a log row that came before its run, and one of a run that had ended."""


@dataclass(frozen=True)
class AgeCase:
    """What to conclude about one run or log row.

    :param what: in words.
    :param entry: of the active jobs or of the log.
    """

    what: str
    entry: Run | JobLog
    age: Age
    since: datetime | None = SENT


AGES = [
    AgeCase("An active run that the look has shown", run(SENT, "active", "active run"), Age.OLD),
    AgeCase("An active run that the look has shown by its log row, which had no end", run(SENT, "leading"), Age.OLD),
    AgeCase("An active run under a name that the look has not shown", run(), Age.NEW),
    AgeCase(
        "The same, and its start is an hour before the trigger: its machine has its own clock",
        run(NOON - HOUR),
        Age.NEW,
    ),
    AgeCase("The same, and its start is an hour in the future", run(NOW + HOUR), Age.NEW),
    AgeCase("An active run with the name of another active one, and another handle", run(SENT, "active"), Age.NEW),
    AgeCase("An active run with the name of one that had ended", run(SENT, "over"), Age.NEW),
    AgeCase("The same, and it is Done", run(SENT, "over", state="Done"), Age.OLD),
    AgeCase("A row that the look has shown", row(SENT, None, "over", "row of one over"), Age.OLD),
    AgeCase(
        "The row of an active run that the look has shown, regardless of its start", row(SENT, None, "active"), Age.OLD
    ),
    AgeCase("A row that started as the trigger was sent, or later", row(SENT), Age.NEW),
    AgeCase("The same, with the name of a run that had ended", row(SENT, None, "over"), Age.NEW),
    AgeCase("A row that started before the trigger, and had not ended by then", row(SENT - SECOND, SENT), Age.NEW),
    AgeCase("A row that started before the trigger, and has no end", row(SENT - SECOND), Age.NEW),
    AgeCase(
        "A row that ended minutes before the trigger: its machine's clock is behind, or the row appeared late",
        row(SENT - CLOCK_MARGIN, SENT - SECOND),
        Age.DOUBTFUL,
    ),
    AgeCase(
        "A row that started over 15 minutes before the trigger, and lasted longer than the time since then",
        row(SENT - CLOCK_MARGIN - SECOND, SENT - SECOND),
        Age.OLD,
    ),
    AgeCase(
        "The same, and lasted no longer: its machine's clock is far behind, or the row appeared very late",
        row(SENT - HOUR, SENT - HOUR + (NOW - SENT)),
        Age.UNLIKELY,
    ),
    AgeCase("The same, and has no end", row(SENT - HOUR), Age.UNLIKELY),
    AgeCase(
        "The same, and started before all rows that the look has shown",
        row(SENT - 2 * HOUR - SECOND, SENT - 2 * HOUR),
        Age.OLD,
    ),
    AgeCase("A row that starts over 15 minutes in the service's future", row(NOW + HOUR), Age.UNDATED),
    AgeCase("A row without a start, or with one that cannot be read", row(None), Age.UNDATED),
    AgeCase("A row, if the service has not shown its time", row(SENT), Age.UNDATED, None),
]


@dataclass(frozen=True)
class VerdictCase:
    """What to conclude from all that polls have shown.

    :param at_once: the verdict on it,
    :param settled: after it has been the same for some seconds,
    :param at_last: and when there is no time to look again.
    """

    what: str
    runs: tuple[Run, ...]
    rows: tuple[JobLog, ...]
    at_once: Verdict
    settled: Verdict
    at_last: Verdict


def always(verdict: Verdict) -> tuple[Verdict, Verdict, Verdict]:
    return verdict, verdict, verdict


OVER = row(SENT - SECOND - SECOND, SENT - SECOND, "late", "late row")
FAR = row(SENT - HOUR, SENT - HOUR + SECOND, "far", "far row")
FAR_OPEN = row(SENT - HOUR, None, "far open", "far open row")
FUTURE = row(NOW + HOUR, None, "future", "future row")

VERDICTS = [
    VerdictCase("Nothing new", (), (), *always(Verdict.NONE)),
    VerdictCase("One new active run", (run(),), (), *always(Verdict.TAKE)),
    VerdictCase("The same and its row", (run(),), (row(),), *always(Verdict.TAKE)),
    VerdictCase("One new row", (), (row(),), *always(Verdict.TAKE)),
    VerdictCase(
        "One new active run whose start is before the trigger",
        (run(SENT - SECOND),),
        (),
        Verdict.WAIT,
        Verdict.TAKE,
        Verdict.TAKE,
    ),
    VerdictCase("Two new active runs", (run(), run(name="other", handle="2")), (), *always(Verdict.SEVERAL)),
    VerdictCase("Two new active runs of one name", (run(), run(handle="2")), (), *always(Verdict.SEVERAL)),
    VerdictCase(
        "A new active run and the row of another new one", (run(),), (row(name="other"),), *always(Verdict.SEVERAL)
    ),
    VerdictCase(
        "A new active run and two rows of its name", (run(),), (row(), row(handle="2")), *always(Verdict.SEVERAL)
    ),
    VerdictCase("A new active run and a doubtful row", (run(),), (OVER,), *always(Verdict.TAKE)),
    VerdictCase("A new active run and an undated row", (run(),), (FUTURE,), *always(Verdict.SEVERAL)),
    VerdictCase(
        "A doubtful row alone",
        (),
        (OVER,),
        Verdict.WAIT,
        Verdict.TAKE_BY_ELIMINATION,
        Verdict.TAKE_BY_ELIMINATION,
    ),
    VerdictCase(
        "An undated row alone",
        (),
        (FUTURE,),
        Verdict.WAIT,
        Verdict.TAKE_BY_ELIMINATION,
        Verdict.TAKE_BY_ELIMINATION,
    ),
    VerdictCase("An unlikely row alone", (), (FAR,), Verdict.WAIT, Verdict.WAIT, Verdict.TAKE_BY_ELIMINATION),
    VerdictCase("The same, and has no end", (), (FAR_OPEN,), Verdict.WAIT, Verdict.WAIT, Verdict.NONE),
    VerdictCase(
        "Two unlikely rows, one of them without an end",
        (),
        (FAR, FAR_OPEN),
        Verdict.WAIT,
        Verdict.WAIT,
        Verdict.SEVERAL,
    ),
    VerdictCase("An unlikely row and a doubtful one", (), (FAR, OVER), Verdict.WAIT, Verdict.WAIT, Verdict.SEVERAL),
    VerdictCase("A new active run and an unlikely row", (run(),), (FAR,), *always(Verdict.TAKE)),
    VerdictCase("Two doubtful rows", (), (OVER, FUTURE), Verdict.WAIT, Verdict.WAIT, Verdict.SEVERAL),
]


@dataclass(frozen=True)
class DecisionCase:
    """What to do in a situation.

    :param steps: by ``on_running``, in the order of its values.
    """

    what: str
    situation: Situation
    adopt_since: datetime | None
    steps: dict[OnRunning, Step]


SINCE = NOON - HOUR


def steps(adopt: Step, fail: Step, wait: Step, execute: Step = Step.EXECUTE) -> dict[OnRunning, Step]:
    return {OnRunning.ADOPT: adopt, OnRunning.FAIL: fail, OnRunning.WAIT: wait, OnRunning.EXECUTE: execute}


EXECUTE = steps(Step.EXECUTE, Step.EXECUTE, Step.EXECUTE)
ABOUT_RUN = steps(Step.ADOPT, Step.FAIL, Step.WAIT_OUT)
WAIT_FIRST = steps(Step.WAIT_OUT, Step.FAIL, Step.WAIT_OUT)
LOOK_FIRST = steps(Step.LOOK_AGAIN, Step.FAIL, Step.LOOK_AGAIN)
AWAIT_ROW = steps(Step.LOOK_AGAIN, Step.LOOK_AGAIN, Step.LOOK_AGAIN)
OVER_RUN = Found(row(SENT, NOW).as_run(), row(SENT, NOW))


def sent(when: datetime) -> Note:
    return Note("id", "executeJob", "job", format_time(when), 0.0, ())


def active(start: datetime | None, state: str | None = "Running") -> Situation:
    return Situation((Run("h", "r", "job", state, start_time=start),), now=NOW)


DECISIONS = [
    DecisionCase("Nothing is under way", Situation(now=NOW), None, EXECUTE),
    DecisionCase("A run is active", active(NOON), None, ABOUT_RUN),
    DecisionCase("A run is active, started since ``adopt_since``", active(SINCE), SINCE, ABOUT_RUN),
    DecisionCase("A run is active, started before ``adopt_since``", active(SINCE - SECOND), SINCE, WAIT_FIRST),
    DecisionCase(
        "The same, with a noted trigger that was sent since",
        active(SINCE - HOUR)._replace(triggered={"r": SINCE}),
        SINCE,
        ABOUT_RUN,
    ),
    DecisionCase(
        "A run is active and starts in the future; ``adopt_since`` is given", active(NOW + HOUR), SINCE, WAIT_FIRST
    ),
    DecisionCase("A run has not started yet; ``adopt_since`` is given", active(None, "New"), SINCE, ABOUT_RUN),
    DecisionCase(
        "A young log row has no end",
        active(NOON, None),
        None,
        steps(Step.ADOPT, Step.FAIL, Step.LOOK_AGAIN),
    ),
    DecisionCase("The same, started before ``adopt_since``", active(SINCE - SECOND, None), SINCE, LOOK_FIRST),
    DecisionCase(
        "A trigger of this user is noted, and its run has not been seen", Situation(sent=sent(NOON)), None, LOOK_FIRST
    ),
    DecisionCase(
        "The run of a noted trigger has ended",
        Situation(sent=sent(NOON), over=OVER_RUN),
        None,
        steps(Step.ADOPT, Step.EXECUTE, Step.EXECUTE),
    ),
    DecisionCase(
        "The same, with a trigger from before ``adopt_since``",
        Situation(sent=sent(SINCE - SECOND), over=OVER_RUN),
        SINCE,
        EXECUTE,
    ),
    DecisionCase(
        "A run has ended, and the log does not show yet whether it succeeded since ``skip_if_succeeded_since``",
        Situation(awaited=OVER_RUN.run),
        None,
        AWAIT_ROW,
    ),
    DecisionCase(
        "The same, with a noted trigger from before ``adopt_since``",
        Situation(sent=sent(SINCE - SECOND), over=OVER_RUN, awaited=OVER_RUN.run),
        SINCE,
        AWAIT_ROW,
    ),
]
