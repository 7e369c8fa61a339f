# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The promises that every schedule must keep."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Callable

from simulated_ips import schedule as drawn
from simulated_ips.network import BY_THE_SERVICE, CHANGES, PASSWORD, TRIGGERS, Exchange, Fate, basic_token
from simulated_ips.play import Performance, Play
from simulated_ips.runs import Run
from simulated_ips.soap_text import read_time
from simulated_ips.timeline import NEVER
from simulated_ips.verdict import ADOPT, EXECUTE, FRESH, SKIP, Look, is_of, key_of, looks, seen_stopping, span, verdict

RESULT_KEYS = frozenset(
    [
        "changed",
        "action",
        "status",
        "delivery",
        "reason",
        "job",
        "run",
        "follow_ons",
        "counters",
        "violations",
        "log",
        "log_truncated",
        "executed_at",
        "warnings",
        "exchange",
        "elapsed",
        "diff",
    ]
)

ERROR_KEYS = frozenset(["kind", "operation", "code", "name", "reason", "http_status"])

STOP_TIMEOUT = 60.0
UNFOLLOWED_TIMEOUT = 15.0
DOUBT_TIMEOUT = 10.0
MAX_PAUSE = 60.0
MAX_ROWS = 200
MAX_LOG_PAGES = 10
FUTURE = 1200.0
MARGIN = 1200.0
NOTE_PATIENCE = 580.0
END_PATIENCE = 900.0
TOLERANCE = 1e-6


class Case:
    """One task of a played schedule, with all that is known about it."""

    def __init__(self, play: Play, performance: Performance, cases: list[Case]) -> None:
        self.play = play
        self.cases = cases
        self.service = play.service
        self.performance = performance
        self.params = performance.params
        self.result: dict[str, Any] = performance.result
        self.exchanges = performance.exchanges
        self.number = performance.plan.number
        self.triggers = [exchange for exchange in self.exchanges if exchange.operation in TRIGGERS]
        self.sent = [exchange for exchange in self.triggers if exchange.fate is not Fate.UNSENT]
        self.made = [run for run in self.service.runs if run.by_task == self.number]
        self.key = key_of(performance, self.service.runs)
        self.looks = looks(performance)
        self.error: dict[str, Any] = self.result.get("error") or {}

    @property
    def executes(self) -> bool:
        """Whether the task can trigger a run."""
        return self.performance.plan.kind in drawn.TRIGGERING

    @property
    def acted(self) -> bool:
        """Whether the service has acted on its trigger."""
        return any(exchange.acted for exchange in self.triggers)

    @property
    def is_for_later(self) -> bool:
        """Whether it submits a job for a later time. The task then does not deal with its run."""
        exec_time = self.params.get("exec_time")
        return exec_time is not None and read_time(exec_time) > self.wall(self.performance.began)

    def learns_its_company(self) -> bool:
        """Whether it may read the company's name. If not, the handle identifies its lock."""
        asked = (exchange for exchange in self.exchanges if exchange.operation == "getCompanyInfo")
        return all(exchange.fate is not Fate.ACCESS_FAULT for exchange in asked)

    def wall(self, now: float) -> float:
        """The server's clock."""
        return self.service.wall(now)

    def verdict(self, look: Look) -> str | None:
        """What the task should do after that look."""
        at = look.rows.at if look.rows else look.active.at
        began, stopped = self.performance.began, self.stopped_here()
        return verdict(self.performance, look, self.key, self.wall(began), self.wall(at), stopped)

    def stopped_here(self) -> dict[int, bool]:
        """The runs, by number, that other tasks on the machine have asked to stop, and whether this one knows of it."""
        found: dict[int, bool] = {}
        for other in self.cases:
            done = other.performance.ended <= self.performance.began and not other.performance.killed
            if other is self or other.performance.plan.machine != self.performance.plan.machine:
                continue
            found.update(dict.fromkeys(seen_stopping(other.performance) - set(found), False))
            for stop in _stops(other):
                for run in self.service.runs:
                    if run.handle == stop.fields.get("jobHandle") and not stop.faulted:
                        found[run.number] = found.get(run.number, False) or (done and stop.fate is Fate.FINE)
        return found

    def is_spoiled(self) -> bool:
        """Whether its own job cannot be read."""
        run, asked = self.run(), (self.key, self.params.get("job_name"), self.params.get("job_handle"))
        about = [job for job in self.service.jobs if job.key in asked or job.handle in asked]
        return bool((run and run.job.spoiled) or any(job.spoiled for job in about))

    @property
    def action(self) -> str:
        """The action that the result reports."""
        return str(self.result["action"])

    def run(self) -> Run | None:
        """The run that the result reports."""
        reported = self.result["run"]
        run = reported and self.run_of(reported["handle"])
        return run if run and (run.name == reported["name"] or run.job.spoiled) else None

    def run_of(self, handle: str) -> Run | None:
        """The run with this handle, which may be its own or its log row's."""
        return next((run for run in self.service.runs if handle in (run.handle, run.row_handle)), None)

    def shown(self, until: float = NEVER) -> set[int]:
        """The runs, by number, that the task had been shown by then."""
        views = [exchange.view for exchange in self.exchanges if exchange.view and exchange.ended <= until]
        return {run.number for view in views for run, _what in view.active + view.rows}

    def shown_active(self, until: float = NEVER) -> set[int]:
        """The runs, by number, that the task had been shown among the active jobs by then."""
        views = [exchange.view for exchange in self.exchanges if exchange.view and exchange.ended <= until]
        return {run.number for view in views for run, _state in view.active}

    def last_seen(self, run: Run) -> str | None:
        """The run's state in the last answer about the active jobs; None if it was not among them."""
        views = [one.view for one in self.exchanges if one.view and one.view.operation == "getActiveJobs"]
        return dict(views[-1].active).get(run) if views else None

    def others(self) -> list[Case]:
        """The other tasks of its machine that are about the same job."""
        plan = self.performance.plan
        cases = [case for case in self.cases if case.performance.plan.machine == plan.machine and case.key == self.key]
        return [
            case for case in cases if case.performance is not self.performance and case.result.keys() >= RESULT_KEYS
        ]

    @property
    def first(self) -> Case | None:
        """The task that this one follows up."""
        return next((case for case in self.cases if case.performance is self.performance.of), None)

    def unseen(self) -> list[Case]:
        """The others whose run may not have appeared before this one ended, or that were about to trigger."""
        began, ended = self.performance.began, self.performance.ended
        earlier = [other for other in self.others() if other.triggers and other.triggers[0].began < ended]
        return [
            other
            for other in earlier
            if (other.sent and other.result["run"] is None) or other.performance.ended > began
        ]

    def rivals(self, until: float | None = None) -> list[Run]:
        """Runs of the job, made by others, that could not be distinguished from this task's own by then, or by its end.

        The answer to a trigger is empty, so any run that was not there before may be this task's: any active run, and
        a log row by its start, with a margin for the machine's clock.
        """
        sent = self.sent[-1].began if self.sent else -NEVER
        known, since = self.shown(sent), self.wall(sent) - MARGIN
        active = self.shown_active().union(*(other.shown_active() for other in self.others()))
        return [
            run
            for run in self.service.runs
            if is_of(run, self.key)
            and run.by_task != self.number
            and run.number not in known
            and (run.number in active or max(run.started, run.row_shown) >= since)
            and min(run.shown_at, run.row_at) <= (self.performance.ended if until is None else until)
        ]

    def is_bare(self) -> bool:
        """Whether the task sends only the one call that triggers."""
        params = self.params
        return bool(
            params["company_handle"]
            and params.get("job_handle")
            and params["on_running"] == "execute"
            and not params["wait"]
            and params["skip_if_succeeded_since"] is None
        )


Broken = Iterator[str]


def judge(play: Play) -> list[str]:
    """What a played schedule breaks; empty if it keeps all promises."""
    broken: list[str] = []
    cases: list[Case] = []
    cases += [Case(play, performance, cases) for performance in play.performances]
    for case in cases:
        for one in (case.performance, case.performance.predicted):
            if one is not None:
                broken += _judge_one(Case(play, one, cases))
    return broken


def _judge_one(case: Case) -> list[str]:
    what = " (check mode)" if case.performance.check_mode else ""
    who = f"task {case.number}{what}"
    if case.performance.runaway:
        return [f"{who}: ends by its deadlines: {case.performance.runaway}"]
    missing = list(has_all_keys(case))
    if missing:
        return [f"{who}: {has_all_keys.__doc__}: {detail}" for detail in missing]
    if case.is_spoiled():
        return _broken(who, case, OF_UNREADABLE)
    promises = list(EVERYWHERE)
    promises += (PREDICTING if case.performance.check_mode else EXECUTING) if case.executes else WAITING
    if case.performance.of is not None:
        promises += ADVISED if case.performance.advice else AGAIN
    return _broken(who, case, promises)


def _broken(who: str, case: Case, promises: Sequence[Promise]) -> list[str]:
    return [
        f"{who}: {promise.__doc__ or promise.__name__}: {detail}" for promise in promises for detail in promise(case)
    ]


# --- every task -----------------------------------------------------------------------------------------------------


def has_all_keys(case: Case) -> Broken:
    """the result has all keys on every path"""
    missing = RESULT_KEYS - case.result.keys()
    if missing:
        yield f"{sorted(missing)} missing"
    if case.result.get("failed") and not (case.result.get("msg") and case.error.keys() == ERROR_KEYS):
        yield f"msg {case.result.get('msg')!r}, error {case.error}"


def has_no_error_of_its_own(case: Case) -> Broken:
    """no task fails because of an internal error"""
    if "internal error" in case.result.get("msg", ""):
        yield case.result["msg"]


def keeps_secrets(case: Case) -> Broken:
    """no secret is in the result"""
    text = json.dumps(case.result, ensure_ascii=False)
    for form in (PASSWORD, json.dumps(PASSWORD, ensure_ascii=False)[1:-1], basic_token()):
        if form in text:
            yield text


def ends_in_time(case: Case) -> Broken:
    """ends by its deadlines"""
    # Between its exchanges a task sleeps no longer than wait_timeout and the 60 s of a stop, except before retries.
    # Each exchange takes request_timeout at most. Those of a poll may take the time that was left when the poll
    # began, or a second if that is more.
    # After the deadline a task begins only the reads of one look, of the log and of the last polls, with their retries.
    # The minute for a stop begins when stopJob is sent, which a slow trigger can delay.
    limit = case.params["wait_timeout"]
    stop = STOP_TIMEOUT if case.params["on_timeout"] == "stop" and not case.performance.check_mode else 0.0
    deadline = case.performance.began + limit if limit else NEVER
    polls_end = deadline
    for poll in _polls(case.exchanges):
        for exchange in poll:
            yield from _exchange_in_time(exchange, case, polls_end - poll[0].began)
        if poll[-1].operation == "stopJob":
            polls_end = poll[-1].ended + STOP_TIMEOUT
    idle = _idle(case)
    if limit and idle > limit + stop + TOLERANCE:
        yield f"slept for {idle:.3f} s with wait_timeout {limit:g}"
    late = [exchange for exchange in case.exchanges if exchange.began > max(deadline, polls_end) + TOLERANCE]
    completes = len(case.service.runs) if case.params["api_version"] == "pre-4.0" else 0
    most = (2 + MAX_LOG_PAGES + completes) * (1 + case.params["retries"]) + 2 + completes
    if len(late) > most:
        yield f"{len(late)} exchanges began after the deadline, {most} may"


def _polls(exchanges: list[Exchange]) -> list[list[Exchange]]:
    """The exchanges in groups. Those of one poll follow each other without a pause."""
    polls: list[list[Exchange]] = []
    for exchange in exchanges:
        before = polls[-1] if polls else [exchange]
        follows = exchange.is_poll and before[-1].is_poll and exchange.began == before[-1].ended
        is_another = exchange.operation == before[0].operation == "getActiveJobs"
        if polls and follows and not is_another:
            before.append(exchange)
        else:
            polls.append([exchange])
    return polls


def _exchange_in_time(exchange: Exchange, case: Case, left: float) -> Broken:
    """Whether it took no longer than allowed.

    :param left: seconds until the deadline when the poll began that it is part of.
    """
    most = case.params["request_timeout"]
    if exchange.is_poll:
        most = min(most, max(1.0, left))
    if exchange.ended - exchange.began > most + TOLERANCE:
        yield f"{exchange.operation} at {exchange.began:.3f} took {exchange.ended - exchange.began:.3f} s"


def _idle(case: Case) -> float:
    """Seconds that the task slept, without the pauses before retries, which have a limit of their own."""
    idle, before = 0.0, None
    for exchange in case.exchanges:
        gap = exchange.began - (before.ended if before else case.performance.began)
        is_retry = before is not None and not before.is_poll and before.operation == exchange.operation
        idle += max(0.0, gap - MAX_PAUSE) if is_retry else gap
        before = exchange
    rest = case.performance.ended - (before.ended if before else case.performance.began)
    in_pause = case.performance.killed and before is not None and not before.is_poll
    return idle + (max(0.0, rest - MAX_PAUSE) if in_pause else rest)


def reports_only_the_jobs_runs(case: Case) -> Broken:
    """a task adopts, waits for and stops only runs of its own job"""
    run = case.run()
    if case.result["run"] is not None and (run is None or not is_of(run, case.key)):
        by_handle = case.params.get("run_handle")
        if not (by_handle and run is not None and by_handle in (run.handle, run.row_handle)):
            yield f"{case.result['run']['name']!r} is not one of {case.key!r}"
    for follow_on in case.result["follow_ons"]:
        follower = case.run_of(follow_on["handle"])
        is_right = follower is not None and follower.key == case.key and (follower.follows or follower.job.spoiled)
        if not is_right:
            yield f"{follow_on['name']!r} does not follow a run of {case.key!r}"


def succeeds_only_if_the_run_did(case: Case) -> Broken:
    """a task reports succeeded only if its own run succeeded within the thresholds"""
    if case.result["status"] != "succeeded":
        return
    run = case.run()
    if run is None:
        yield f"there is no run {case.result['run']}"
        return
    if _is_stood_in_for(case, run):
        return
    if not run.shows_end(case.performance.ended):
        yield f"{run.name!r} had not ended"
    if not run.keeps_within(case.params["max_errors"], case.params["max_warnings"]):
        yield f"{run.name!r} had {run.life}"
    if case.result.get("failed"):
        yield "but it failed"
    for other in _namesakes(case, run):
        if case.action != SKIP and not other.keeps_within(case.params["max_errors"], case.params["max_warnings"]):
            yield f"another run of this name was shown, with {other.life}"
    is_known = run.number in seen_stopping(case.performance) or f"task {case.number}" in run.stoppers
    if run.was_stopped() and (is_known or case.stopped_here().get(run.number)):
        yield f"{run.name!r} was stopped by {run.stoppers}"


def _is_stood_in_for(case: Case, run: Run) -> bool:
    """Whether the only row of its name that the task was shown belongs to another run, which was never seen active.

    Then nothing shows that there are two runs.
    """
    views = [exchange.view for exchange in case.exchanges if exchange.view]
    rows = {row for view in views for row, _ended in view.rows if row.name == run.name}
    active = {other for view in views for other, _state in view.active if other.name == run.name}
    return active == {run} and len(rows) == 1 and run not in rows


def _namesakes(case: Case, run: Run) -> list[Run]:
    """Other runs of the same name whose ends the task was shown after this one had ended.

    If a run's row was there before the trigger, its handle distinguishes it. If the user gave a handle, the row that
    the service shows for it has no rivals. By name, wait_for_job waits for the first run.
    """
    handle = case.params.get("run_handle")
    by_handle = [x for x in case.exchanges if x.operation == "getJobLogDetails" and x.fields.get("jobHandle") == handle]
    if handle and any((run, True) in exchange.view.rows for exchange in by_handle if exchange.view):
        return []
    views = [exchange.view for exchange in case.exchanges if exchange.view]
    ends = {
        other: view.at for view in reversed(views) for other, ended in view.rows if ended and other.name == run.name
    }
    others = {other for view in views for other, ended in view.rows if ended and (run, False) in view.rows}
    if case.sent:
        others |= {other for view in views for other, _ended in view.rows if view.at < case.sent[-1].began}
    if case.performance.plan.kind == drawn.WAIT_FOR_JOB:
        others |= {other for other in ends if run.row_shown < other.row_shown}
    return [one for one, seen_at in ends.items() if one is not run and seen_at >= run.ended_at and one not in others]


def reports_failure_truly(case: Case) -> Broken:
    """a task reports failed or stopped only if its run failed or was stopped"""
    status, run = case.result["status"], case.run()
    if status in ("failed", "stopped") and run is None:
        yield f"{status}, but there is no run"
    elif run is not None and status == "failed" and not _is_stood_in_for(case, run):
        if run.keeps_within(case.params["max_errors"], case.params["max_warnings"]):
            yield f"{run.name!r} had {run.life}"
    elif run is not None and status == "stopped" and not (run.stoppers or _stops(case) or _was_stopped_here(case, run)):
        # The end of a run does not show whether the service acted on stopJob.
        yield f"{run.name!r} was not stopped"


def _was_stopped_here(case: Case, run: Run) -> bool:
    """Whether another task on the same machine has asked to stop the run."""
    return run.number in case.stopped_here()


def fails_if_not_well(case: Case) -> Broken:
    """a task fails if and only if its status is that of a failure"""
    status, failed = case.result["status"], bool(case.result.get("failed"))
    waits = case.params.get("wait", True)
    if status in ("failed", "stopped", "unknown") and not failed and waits:
        yield f"{status}, but not failed"
    if status == "not_run" and not failed and not case.performance.check_mode:
        yield "not run, but not failed"
    limit = case.params["wait_timeout"]
    is_late = limit and case.performance.ended >= case.performance.began + limit - TOLERANCE
    if status == "triggered" and waits and not failed and not case.is_for_later and not is_late:
        yield "triggered and not seen, but not failed"


def tolerates_one_refusal(case: Case) -> Broken:
    """a single authentication or authorization fault does not end a wait"""
    if case.error.get("kind") not in ("authentication", "authorization") or not case.exchanges:
        return
    last = case.exchanges[-1]
    if not last.is_poll:
        return
    polls = [poll for poll in _polls(case.exchanges) if poll[0].is_poll]
    if len(polls) < 2 or not (polls[-1][-1].faulted and polls[-2][-1].faulted):
        yield f"the polls before were {[[exchange.fate.value for exchange in poll] for poll in polls[-3:]]}"


def tolerates_failed_polls(case: Case) -> Broken:
    """a poll that fails does not end the wait"""
    if not case.exchanges or case.error.get("kind") not in ("transport", "protocol", "api"):
        return
    last = case.exchanges[-1]
    if last.is_poll and case.error.get("operation") == last.operation:
        yield f"{last.operation}: {last.fate.value}"


def fails_only_for_a_reason(case: Case) -> Broken:
    """a value that cannot be read fails a task only if the task needs it"""
    kind = case.error.get("kind")
    if kind not in ("protocol", "transport", "api", "authentication", "authorization"):
        return
    in_time = [one.ended - one.began < one.timeout - TOLERANCE for one in case.exchanges]
    if all(in_time) and all(one.fate is Fate.FINE and not one.faulted for one in case.exchanges):
        yield f"{case.result['msg']}"


def names_the_active_run(case: Case) -> Broken:
    """the run's handle is that of the active run as soon as it was shown, and stopJob uses it"""
    run = case.run()
    is_shown = run is not None and case.action != SKIP and run.number in case.shown_active()
    names = [other.name for other in case.service.runs if other.number in case.shown()]
    if run is not None and is_shown and names.count(run.name) == 1 and case.result["run"]["handle"] != run.handle:
        yield f"{run.name!r} is reported by its row's handle"
    for stop in _stops(case):
        row = next((run for run in case.service.runs if run.row_handle == stop.fields.get("jobHandle")), None)
        if row is not None and row.number in case.shown_active(until=stop.began):
            yield f"{row.name!r} was stopped by its row's handle"


def reports_what_it_saw_last(case: Case) -> Broken:
    """no message says that an ended run keeps running, or that a run which is still shown has vanished"""
    run, text = case.run(), f"{case.result['reason']} {case.result.get('msg', '')}"
    if run is None or run.number not in case.shown_active() or not case.result.get("failed") or case.performance.killed:
        return
    state = case.last_seen(run)
    if "keeps running" in text and state in (None, "Done"):
        yield f"{run.name!r} keeps running, but was shown {state or 'no more'}"
    if "neither" in text and state is not None:
        yield f"{run.name!r} has vanished, but was shown {state}"


def has_patience_with_the_log(case: Case) -> Broken:
    """a task waits long enough for the end in the log row of a run that has ended"""
    run = case.run()
    if run is None or "to show its end" not in case.result.get("msg", ""):
        return
    # A task that never sees the run active counts from the run's row, which may appear first.
    rows = [one.ended for one in case.exchanges if one.view and any(shown is run for shown, _ended in one.view.rows)]
    over_at = min([run.ended_at, *rows])
    if case.performance.ended - over_at < max(END_PATIENCE, case.params["start_timeout"]):
        yield f"{run.name!r} ended at {run.ended_at:.3f}"


def retries_end_at_the_deadline(case: Case) -> Broken:
    """after the deadline nothing is triggered, and an unsent trigger is not retried"""
    limit = case.params["wait_timeout"]
    if not limit:
        return
    deadline = case.performance.began + limit + TOLERANCE
    for before, exchange in zip([None, *case.exchanges], case.exchanges):
        # A retry comes after a pause; the last look of several may come at once.
        follows = before and before.operation == exchange.operation and exchange.began > before.ended
        is_retry = follows and before.fate is Fate.UNSENT
        is_free = exchange.is_poll or exchange.operation == "stopJob"
        if exchange.began > deadline and (exchange.operation in TRIGGERS or (is_retry and not is_free)):
            yield f"{exchange.operation} at {exchange.began:.3f}"


def respects_retry_after(case: Case) -> Broken:
    """within a Retry-After no poll is sent, except the last one of the look and of the wait"""
    polls = _polls([one for one in case.exchanges if one.is_poll or one.operation == "stopJob"])
    for poll, *following in zip(polls, polls[1:], polls[2:], polls[3:]):
        pause = min(MAX_PAUSE, max(exchange.retry_after for exchange in poll))
        if all(one[0].is_poll and one[0].began < poll[-1].ended + pause - 1.5 for one in (poll, *following)):
            yield f"{pause} s at {poll[-1].ended:.3f}, then {[one[0].began for one in following]}"


def ends_with_its_parent(case: Case) -> Broken:
    """once the process that started the task has ended, it sends nothing that cannot be undone"""
    for exchange in _sent_changes(case):
        if exchange.fate is not Fate.UNSENT and exchange.began > case.performance.plan.orphaned_at:
            yield f"{exchange.operation} at {exchange.began:.3f}"


def _stops(case: Case) -> list[Exchange]:
    """The stopJob requests that may have been acted on."""
    return [one for one in case.exchanges if one.operation == "stopJob" and one.fate is not Fate.UNSENT]


def _sent_changes(case: Case) -> list[Exchange]:
    return [exchange for exchange in case.exchanges if exchange.operation in CHANGES]


# --- tasks that trigger ---------------------------------------------------------------------------------------------


def triggers_once(case: Case) -> Broken:
    """the service sees the trigger at most once"""
    if len(case.sent) > 1:
        yield f"sent {len(case.sent)} times"


def reports_its_change(case: Case) -> Broken:
    """changed is false only if the service saw no trigger"""
    if case.acted and not case.result["changed"]:
        yield f"{[run.name for run in case.made]} made, delivery {case.result['delivery']}"
    if case.result["changed"] and not case.sent:
        yield "changed, but nothing was sent"


def reports_the_delivery(case: Case) -> Broken:
    """delivery reports what happened to the trigger"""
    delivery = case.result["delivery"]
    if delivery == "not_sent" and case.sent:
        yield "not sent, but it was"
    if delivery == "refused" and case.acted:
        yield "refused, but it acted"
    if delivery == "confirmed" and not case.acted:
        yield "confirmed, but it did not act"
    if delivery == "reconciled" and not case.acted and not case.rivals():
        yield "reconciled, with no run that could be the one"
    run = case.run()
    rows = [row for exchange in case.exchanges if exchange.view for row in exchange.view.rows]
    is_unseen = run is not None and run.number not in case.shown_active() and (run, False) not in rows
    if delivery == "reconciled" and run is not None and is_unseen:
        end = case.service.machine_wall(run.ended_at) + run.row_label
        yield from [f"with {run.name!r}, which had ended before"] * (end < read_time(case.result["executed_at"]) - 1.0)
    if delivery != "not_sent" and not case.triggers:
        yield f"{delivery}, but there was no trigger"


def dates_the_trigger(case: Case) -> Broken:
    """executed_at is the server's time as the trigger was sent, rounded down"""
    if not case.result["executed_at"] or not case.sent:
        return
    shown, sent = read_time(case.result["executed_at"]), case.sent[-1]
    earliest = case.wall(sent.began)
    answered = [exchange for exchange in case.exchanges if exchange.fate in BY_THE_SERVICE]
    slowest = max((exchange.ended - exchange.reached_at for exchange in answered), default=0.0)
    is_known = any(exchange.view for exchange in case.exchanges) or case.is_bare()
    if shown > case.wall(sent.began) + TOLERANCE and not case.is_bare():
        yield f"{shown} is after {case.wall(sent.began)}"
    if is_known and not case.is_bare() and shown < earliest - slowest - 2.0:
        yield f"{shown} is long before {earliest}"


def follows_its_own_run(case: Case) -> Broken:
    """an execution reports the run that the trigger made, unless a rival starts"""
    run = case.run()
    if case.action == EXECUTE and run is not None and run not in case.made and run not in case.rivals():
        yield f"{run.name!r} was made by {run.cause}"


def finds_its_run_in_the_log(case: Case) -> Broken:
    """a run that the log shows at the last poll is found, or named among several, whatever its machine's clock"""
    if case.action != EXECUTE or case.run() or case.result["delivery"] != "confirmed" or len(case.made) != 1:
        return
    run, last = case.made[0], case.exchanges[-1]
    if case.performance.killed or run.name in case.result.get("msg", ""):
        return
    is_whole = last.operation == "getJobLogs" and last.is_poll and last.view is not None
    # A task knows nothing about rows before those of the look, or if there are other triggers.
    is_clear = not case.params["skip_if_succeeded_since"] and not case.rivals() and not case.unseen()
    is_clear = is_clear and len(case.service.runs) < MAX_ROWS and case.params["api_version"] != "pre-4.0"
    is_past = run.row_shown < case.wall(case.performance.ended)
    # The row of its name may belong to a run that was active before.
    is_clear = is_clear and run.name not in {other.name for look in case.looks for other, _state in look.active.active}
    if is_whole and is_clear and is_past and run.row_end_at < last.began and is_of(run, case.key):
        yield f"{run.name!r} ended at {run.ended_at:.3f}, its row showed so at {run.row_end_at:.3f}"


def takes_none_of_several(case: Case) -> Broken:
    """if the answers of one poll show several new runs, none of them is taken"""
    run = case.run()
    if case.action != EXECUTE or run is None or not case.sent:
        return
    since, now = case.wall(case.sent[-1].began), case.wall(case.performance.ended)
    candidates = {one.number for one in [*case.made, *case.rivals()] if since <= one.row_shown <= now + FUTURE}
    candidates &= {one.number for one in case.service.runs if one.started >= since}
    for poll in _polls([exchange for exchange in case.exchanges if exchange.began >= case.sent[-1].ended]):
        views = [exchange.view for exchange in poll if exchange.view]
        shown = {found.number for view in views for found, _state in view.active + view.rows} & candidates
        if run.number in shown:
            if len(shown) > 1:
                yield f"{run.name!r} was taken, shown were {sorted(shown)}"
            return


def stops_only_its_own(case: Case) -> Broken:
    """only a run that this task started is stopped, and only if the task says so"""
    stops = _stops(case)
    if stops and (case.params["on_timeout"] != "stop" or case.action != EXECUTE):
        yield f"stopped with on_timeout {case.params['on_timeout']}, action {case.action}"
    for exchange in stops:
        handle = exchange.fields.get("jobHandle")
        run = next((run for run in case.service.runs if handle == run.handle), None)
        if run is not None and run not in case.made + case.rivals():
            yield f"{run.name!r} was stopped, made by {run.cause}"


def decides_by_what_it_saw(case: Case) -> Broken:
    """the action follows from the options and from what the service showed"""
    if not case.looks or case.is_bare() or case.is_for_later:
        return
    look, action = case.looks[-1], case.action
    due = case.verdict(look)
    if due is None or (action != EXECUTE and case.unseen()) or (action == "none" and not case.sent):
        return
    if action != {EXECUTE: EXECUTE, ADOPT: ADOPT, SKIP: SKIP}.get(due):
        yield f"{action} where {due} was due, {_shown(look)}"


def adopts_the_latest(case: Case) -> Broken:
    """an adopted run was shown as active, and a run for which a task skips was shown to have ended recently enough"""
    run, params = case.run(), case.params
    if case.action not in (ADOPT, SKIP) or run is None or not case.looks or case.unseen():
        return
    look, option = case.looks[-1], "adopt_since" if case.action == ADOPT else "skip_if_succeeded_since"
    if not look.is_clear:
        return
    since = span(params[option], case.wall(case.performance.began))
    active = [shown for shown, state in look.active.active if state != "Done"]
    leads = [row for row, ended in (look.rows.rows if look.rows else ()) if not ended and row not in active]
    if case.action == ADOPT and run not in [*leads, *active]:
        yield f"{run.name!r} was not shown as active"
    started = run.started if case.action == ADOPT and run not in leads else run.row_shown
    latest = NEVER if run.number in case.shown_active() else case.wall(case.performance.ended) + FUTURE
    if since is not None and not since.earliest <= started <= latest:
        yield f"{run.name!r} started before {params[option]}"
    if case.action == ADOPT and params["on_running"] != "adopt":
        yield f"on_running is {params['on_running']}"


def triggers_under_the_lock(case: Case) -> Broken:
    """a task holds the job's lock during look and trigger"""
    if case.is_bare():
        return
    for exchange in case.triggers:
        if exchange.locked_since > exchange.began:
            yield "the lock was not held"
        elif case.looks and case.looks[-1].active.at < exchange.locked_since:
            yield "the look was before the lock"


def does_not_trigger_beside_a_fork(case: Case) -> Broken:
    """a task does not trigger while a run is active that another task on its machine has started and found"""
    if case.params["on_running"] == "execute" or not case.sent:
        return
    now = case.sent[-1].began
    for other in case.others():
        run = other.run()
        if run is None or run.by_task != other.number:
            continue
        if run.triggered_at < now and run.state(now) not in (None, "Done") and is_of(run, case.key):
            yield f"{run.name!r} of task {other.number} was there"


def waits_for_the_row(case: Case) -> Broken:
    """a task does not trigger if a run that it has waited for makes another one unnecessary"""
    since = span(case.params["skip_if_succeeded_since"], case.wall(case.performance.began))
    if since is None or case.params["on_running"] != "wait" or not case.sent or len(case.looks) < 2:
        return
    now = case.sent[-1].began
    for run in {run for look in case.looks[:-1] for run, state in look.active.active if state != "Done"}:
        good = run.keeps_within(case.params["max_errors"], case.params["max_warnings"]) and not run.was_stopped()
        good = good and not _was_stopped_here(case, run)
        recent = since.latest <= run.row_shown <= case.wall(now)
        told_soon = run.row_end_at - run.ended_at < min(case.params["start_timeout"], FRESH) - 30.0
        if is_of(run, case.key) and good and recent and told_soon and now < run.row_end_at:
            yield f"{run.name!r} ended at {run.ended_at:.3f}, its row showed so at {run.row_end_at:.3f}"


def waits_for_what_was_sent(case: Case) -> Broken:
    """a task does not trigger while the run of its user's earlier trigger has not been seen yet, or is active"""
    if case.params["on_running"] == "execute" or not case.sent or not case.looks or not case.learns_its_company():
        return
    # The age of a note is by the wall clock, the only clock that processes share.
    patience = NOTE_PATIENCE if case.play.schedule.world.wall_step[0] == NEVER else 0.0
    now = case.sent[-1].began
    seen = case.shown(now).union(*(other.shown(now) for other in case.others()))
    for other in case.others():
        if (
            not other.sent
            or other.is_bare()
            or other.is_for_later
            or not other.learns_its_company()
            or other.result["delivery"] in ("refused", "not_sent")
        ):
            continue
        if not case.looks[-1].active.at - patience < other.sent[-1].began < case.looks[-1].active.at:
            continue
        for run in other.made:
            if (now < run.ended_at or run.number not in seen) and not other.rivals(until=now):
                yield f"{run.name!r} of task {other.number}, sent at {other.sent[-1].began:.3f}, was to come or there"


def looks_long_enough(case: Case) -> Broken:
    """with wait: false, a task does not look for its run for too long"""
    if case.params["wait"] or case.action != EXECUTE or not case.sent or case.is_bare():
        return
    limit = UNFOLLOWED_TIMEOUT if case.result["delivery"] == "confirmed" else case.params["start_timeout"]
    limit = max(limit, DOUBT_TIMEOUT)
    # The look ends with its last poll. Reading the log of an ended run is not part of it.
    polls = [exchange for exchange in case.exchanges if exchange.is_poll and exchange.began >= case.sent[-1].ended]
    spent = sum(poll.ended - poll.began for poll in polls)
    if polls and polls[-1].ended - case.sent[-1].ended - spent > limit + TOLERANCE:
        yield f"{polls[-1].ended - case.sent[-1].ended:.3f} s"


def predicted_what_it_did(case: Case) -> Broken:
    """check mode predicts the action"""
    foreseen = case.performance.predicted
    if foreseen is None or foreseen.runaway or len(case.looks) != 1 or case.performance.killed or case.is_bare():
        return
    if case.unseen():
        return
    before = looks(foreseen)
    if len(before) != 1 or not _same(before[0], case.looks[0]) or _is_borderline(case):
        return
    action, expected = case.action, foreseen.result["action"]
    if action == "none" and case.error.get("kind") != "job":
        return
    if action != expected:
        yield f"{expected} was predicted, {action} was done"
    if action in (ADOPT, SKIP) and _run_name(case.result) != _run_name(foreseen.result):
        yield f"{_run_name(foreseen.result)} was predicted"
    if case.result["delivery"] == "confirmed" and not foreseen.result["changed"]:
        yield "no change was predicted"


def _run_name(result: dict[str, Any]) -> str | None:
    return (result["run"] or {}).get("name")


def _same(one: Look, other: Look) -> bool:
    if one.rows is None or other.rows is None:
        return False
    return one.active.essence() == other.active.essence() and one.rows.essence() == other.rows.essence()


def _is_borderline(case: Case) -> bool:
    """Whether a few seconds change what an age means, or the log's details were read in between."""
    wall = case.wall(case.performance.began)
    for option in ("adopt_since", "skip_if_succeeded_since"):
        since = span(case.params[option], wall)
        if since is not None and since.earliest != since.latest:
            starts = [moment for run in case.service.runs for moment in (run.started, run.row_shown)]
            if any(since.earliest <= moment <= since.latest for moment in starts):
                return True
    return case.params["api_version"] == "pre-4.0"


def _shown(look: Look) -> str:
    active = [f"{run.name} {state}" for run, state in look.active.active]
    rows = [f"{run.name}{' ended' if ended else ''}" for run, ended in look.rows.rows] if look.rows else []
    return f"shown active {active}, rows {rows}"


# --- tasks that do not ----------------------------------------------------------------------------------------------


def changes_nothing(case: Case) -> Broken:
    """the task sends nothing that changes anything"""
    for exchange in _sent_changes(case):
        yield f"{exchange.operation} at {exchange.began:.3f}"


def predicts_by_what_it_saw(case: Case) -> Broken:
    """the prediction follows from the options and from what the service showed"""
    if len(case.looks) != 1 or case.result.get("failed") or case.is_for_later:
        return
    due = case.verdict(case.looks[0]) if not case.unseen() else None
    expected = {EXECUTE: EXECUTE, ADOPT: ADOPT, SKIP: SKIP, "wait": EXECUTE}.get(due or "")
    if expected is not None and case.action != expected:
        yield f"{case.action} where {due} was due, {_shown(case.looks[0])}"
    if case.result["changed"] != (case.action == EXECUTE):
        yield f"changed {case.result['changed']} with {case.action}"


def reports_no_change(case: Case) -> Broken:
    """waiting changes nothing"""
    if case.result["changed"] or case.result["delivery"] != "not_sent":
        yield f"changed {case.result['changed']}, delivery {case.result['delivery']}"


def waits_for_a_recent_run(case: Case) -> Broken:
    """a run is waited for only if it started at since or later"""
    run, since = case.run(), span(case.params["since"], case.wall(case.performance.began))
    if run is None or since is None or case.params["run_handle"]:
        return
    starts = [run.started, run.row_shown] if run.number in case.shown_active() else [run.row_shown]
    latest = NEVER if run.number in case.shown_active() else case.wall(case.performance.ended) + FUTURE
    if max(starts) < since.earliest or min(starts) > latest:
        yield f"{run.name!r} did not start since {case.params['since']}"


# --- the same task again, over a network that works -----------------------------------------------------------------


def completes_on_a_rerun(case: Case) -> Broken:
    """after a re-run with adopt and skip_if_succeeded_since, the job has run"""
    status, run = case.result["status"], case.run()
    habits = case.service.habits
    if not case.executes or status in ("succeeded", "failed", "stopped") or _is_hopeless(case) or case.unseen():
        return
    if habits.shares_names or habits.keeps_names or habits.machine_ahead or habits.row_label:
        return  # A run that cannot be distinguished or dated stays unknown.
    if (run is not None and not _is_awkward(run)) or (run is None and not any(_is_awkward(made) for made in case.made)):
        yield f"{status}: {case.result.get('msg')}"


def does_not_run_it_twice(case: Case) -> Broken:
    """a re-run does not trigger if the run of the first try is active or has succeeded"""
    first = case.first
    if first is None or not case.executes or not case.sent or not case.looks or case.looks[-1].rows is None:
        return
    look, since = case.looks[-1], span(case.params["skip_if_succeeded_since"], case.wall(case.performance.began))
    for run in case.service.runs:
        if run.by_task != first.number or not is_of(run, case.key):
            continue
        active = run in [shown for shown, state in look.active.active if state != "Done"]
        good = run.keeps_within(case.params["max_errors"], case.params["max_warnings"])
        good = (
            good
            and not _was_stopped_here(case, run)
            and since is not None
            and since.latest <= run.row_shown <= case.wall(look.rows.at)
        )
        if active or (good and (run, True) in look.rows.rows):
            yield f"{run.name!r} of the first try was there"


def finds_what_was_triggered(case: Case) -> Broken:
    """a wait since executed_at finds the run that a task without a wait has triggered"""
    first = case.first
    if first is None or case.executes:
        return
    made = [run for run in case.service.runs if run.by_task == first.number]
    rivals = first.rivals() + case.rivals()
    run = case.run()
    habits = case.service.habits
    if habits.machine_ahead or habits.row_label or case.service.habits.keeps_names:
        return
    if made and _has_its_job(made[0], case) and not rivals and not _is_awkward(made[0]) and run is not made[0]:
        yield f"{case.result['run']} was found, not {made[0].name!r}: {case.result.get('msg')}"


def advice_is_safe(case: Case) -> Broken:
    """a user who follows the advice in a message exactly triggers no second run"""
    first = case.first
    if first is None or not case.sent or first.result["status"] in ("failed", "stopped"):
        return
    now = case.sent[-1].began
    for run in first.made if not first.rivals(until=now) else ():
        if not _has_its_job(run, case):
            continue
        good = run.keeps_within(case.params["max_errors"], case.params["max_warnings"]) and not run.was_stopped()
        good = good and not _was_stopped_here(case, run)
        if now < run.ended_at or (good and _can_be_known(run, first, case, now)):
            yield f"{run.name!r} was there; {case.performance.advice}"


def _has_its_job(run: Run, case: Case) -> bool:
    """Whether the run's job is still there; if it is gone, its name means another, or none."""
    return run.job in case.service.jobs or run.job.is_submitted


def _can_be_known(run: Run, first: Case, case: Case, now: float) -> bool:
    """Whether anything shows that a run which the first task has triggered has ended.

    Its note does, until it expires or another task sees the run. After that, only the log's times can. An old row
    without an end shows nothing.
    """
    seen = set[int]().union(*(other.shown(now) for other in first.others() if other is not case))
    is_noted = now < first.sent[-1].began + NOTE_PATIENCE and run.number not in seen
    is_dated = case.wall(first.sent[-1].began) <= run.row_shown <= case.wall(now)
    is_old = case.wall(now) - run.row_shown > END_PATIENCE
    is_silent = run.gone_at < now < (run.row_end_at if is_old else run.row_at)
    return not is_silent and (is_noted or is_dated or now <= run.gone_at)


def _is_hopeless(case: Case) -> bool:
    """Whether no re-run can help: its lock was deleted, another job has the same name, or rivals are active."""
    if case.performance.began <= case.play.schedule.world.lock_lost_at <= case.performance.ended:
        return True
    if case.performance.plan.kind == drawn.SUBMIT_JOB:
        return bool(case.rivals() and case.error.get("kind") == "job")
    jobs = case.service.jobs
    by_name = [job for job in jobs if case.params["job_name"] in (job.original_name, job.name)]
    by_handle = [job for job in jobs if case.params["job_handle"] == job.handle]
    there = by_handle or len({job.handle for job in by_name if job.original_name == by_name[0].original_name}) == 1
    return not there or bool(case.rivals() and case.error.get("kind") == "job")


def _is_awkward(run: Run) -> bool:
    """Whether no wait for the run can succeed: it vanishes, or appears late, or its log shows the end late."""
    silence = run.row_end_at - run.ended_at
    slips_by = run.gone_at - run.shown_at < 15 and run.row_at - run.triggered_at > 100
    return run.row_end_at == NEVER or silence > 100 or run.life.shown_after > 100 or slips_by


Promise = Callable[[Case], Broken]

EVERYWHERE: tuple[Promise, ...] = (
    has_no_error_of_its_own,
    keeps_secrets,
    ends_in_time,
    reports_only_the_jobs_runs,
    succeeds_only_if_the_run_did,
    reports_failure_truly,
    fails_if_not_well,
    tolerates_one_refusal,
    tolerates_failed_polls,
    fails_only_for_a_reason,
    names_the_active_run,
    reports_what_it_saw_last,
    has_patience_with_the_log,
    retries_end_at_the_deadline,
    respects_retry_after,
    ends_with_its_parent,
)

EXECUTING: tuple[Promise, ...] = (
    triggers_once,
    reports_its_change,
    reports_the_delivery,
    dates_the_trigger,
    follows_its_own_run,
    finds_its_run_in_the_log,
    takes_none_of_several,
    stops_only_its_own,
    decides_by_what_it_saw,
    adopts_the_latest,
    triggers_under_the_lock,
    does_not_trigger_beside_a_fork,
    waits_for_the_row,
    waits_for_what_was_sent,
    looks_long_enough,
    predicted_what_it_did,
)

OF_UNREADABLE: tuple[Promise, ...] = (
    has_no_error_of_its_own,
    keeps_secrets,
    ends_in_time,
    reports_only_the_jobs_runs,
    succeeds_only_if_the_run_did,
    triggers_once,
    reports_the_delivery,
    ends_with_its_parent,
)
"""The promises about a job of which something cannot be read."""

PREDICTING: tuple[Promise, ...] = (changes_nothing, predicts_by_what_it_saw)

WAITING: tuple[Promise, ...] = (changes_nothing, reports_no_change, waits_for_a_recent_run)

ADVISED: tuple[Promise, ...] = (advice_is_safe,)

AGAIN: tuple[Promise, ...] = (completes_on_a_rerun, does_not_run_it_twice, finds_what_was_triggered)
