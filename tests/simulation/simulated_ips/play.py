# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playing a schedule: the tasks run concurrently, then a user reacts to those that failed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.client import IpsClient
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Connection
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import Clock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import ExchangeCounters
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.result import RunOutcome
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.base import Task, run_task
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.execute_job import TASK as EXECUTE_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import TASK as SUBMIT_JOB
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.wait_for_job import TASK as WAIT_FOR_JOB
from simulated_ips import schedule as drawn
from simulated_ips.advice import AGAIN, LATER, NOT_THERE, NOT_WELL, WAIT, Advice, advice_in
from simulated_ips.dice import Dice
from simulated_ips.network import FAIR, INSTANT, Exchange, Network, SimulatedTransport
from simulated_ips.runs import Run
from simulated_ips.schedule import Schedule, TaskPlan
from simulated_ips.soap_text import written
from simulated_ips.timeline import NEVER, Runaway, SimulatedClock, SimulatedLocks, TaskLock, Timeline

TASKS: dict[str, Task[RunOutcome]] = {
    drawn.EXECUTE_JOB: EXECUTE_JOB,
    drawn.SUBMIT_JOB: SUBMIT_JOB,
    drawn.WAIT_FOR_JOB: WAIT_FOR_JOB,
}

RERUN_TIMEOUT = 3000.0
"""Seconds that running a task again may take."""

CONNECTING = ("endpoint", "username", "password", "auth_method", "api_version", "company_name", "company_handle")
"""The options that a user gives to every task."""


@dataclass
class Performance:
    """How a task went.

    :param exchanges: all its requests.
    :param result: empty if the task did not end.
    :param predicted: the same task in check mode, just before.
    :param of: the task that this one follows up.
    :param advice: the advice in that task's message that this one follows.
    """

    plan: TaskPlan
    params: Mapping[str, Any]
    began: float
    exchanges: list[Exchange] = field(default_factory=list)
    ended: float = 0.0
    result: dict[str, Any] = field(default_factory=dict)
    runaway: str = ""
    killed: bool = False
    predicted: Performance | None = None
    of: Performance | None = None
    advice: str = ""

    @property
    def check_mode(self) -> bool:
        """Whether it ran in check mode."""
        return self.plan.check_mode


class Play:
    """A played schedule, with a record of all that happened.

    :param schedule: cannot be played again.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.service = schedule.service
        self.timeline = Timeline()
        self.performances: list[Performance] = []
        self._machines = [SimulatedLocks(self.timeline), SimulatedLocks(self.timeline)]
        self._dice = Dice("aftermath", schedule.seed)

    def run(self) -> None:
        """Play the schedule to its end."""
        state = random.getstate()
        random.seed(self.schedule.seed)
        try:
            self.service.at(self.schedule.world.lock_lost_at, lambda _now: self._machines[0].lose())
            self.timeline.run([(plan.starts_at, self._body(plan)) for plan in self.schedule.tasks])
            self._follow_up()
        finally:
            random.setstate(state)

    def _body(self, plan: TaskPlan) -> Any:
        return lambda: self._perform(plan)

    def _follow_up(self) -> None:
        """Run one of the failed tasks again over a working network, or wait for a run that was not waited for."""
        self.service.is_quiet = True
        candidates = [performance for performance in self.performances if _can_be_followed_up(performance)]
        if not candidates or self._dice.chance(0.5):
            return
        performance = self._dice.pick(candidates)
        self.timeline.sleep(self._dice.weighted([(1, 0.0), (2, self._dice.spread(1, 60)), (1, 700.0)]))
        number = len(self.schedule.tasks) + 1
        if NOT_THERE in performance.result.get("msg", "").lower():
            self.timeline.sleep(LATER)
        advice = self._advice(performance) if self.schedule.world.is_odd and self._dice.chance(0.6) else None
        plan = self._advised(performance, advice) if advice else self._second_try(performance)
        plan = replace(plan, number=number, weather=FAIR, check_mode=False, killed_at=None, predicts=False)
        plan = replace(plan, orphaned_at=NEVER, pick_run=None)
        self._perform(plan, of=performance, advice=advice.words if advice else "")

    def _advice(self, performance: Performance) -> Advice | None:
        """One piece of advice in the message that applies."""
        params, now = performance.params, self.timeline.now
        self.service.advance(now)
        made = [run for run in self.service.runs if run.by_task == performance.plan.number]
        conditions = {
            "": True,
            NOT_THERE: not any(min(run.shown_at, run.row_at) <= now for run in made),
            NOT_WELL: not any(
                run.ended_at > now or run.keeps_within(params["max_errors"], params["max_warnings"]) for run in made
            ),
        }
        found = [advice for advice in advice_in(performance.result.get("msg", "")) if conditions[advice.condition]]
        return self._dice.pick(found) if found else None

    def _advised(self, performance: Performance, advice: Advice) -> TaskPlan:
        """The task again, or a wait for its run, exactly as the message says."""
        plan, params = performance.plan, {**performance.params, **advice.params}
        if advice.what == WAIT:
            job = performance.result.get("job") or {}
            usual = {**drawn.default_params(drawn.WAIT_FOR_JOB), "run_handle": None, "job_name": job.get("name")}
            params = {name: params[name] if name in CONNECTING else value for name, value in usual.items()}
            params.update(advice.params)
        return replace(plan, kind=plan.kind if advice.what == AGAIN else drawn.WAIT_FOR_JOB, params=params)

    def _second_try(self, performance: Performance) -> TaskPlan:
        service, result, plan = self.service, performance.result, performance.plan
        since = result.get("executed_at") or written(service.wall(performance.began), whole=True)
        params = dict(performance.params)
        params.update(wait_timeout=RERUN_TIMEOUT, start_timeout=120.0, on_timeout="fail", retries=3, poll_interval=10.0)
        kind = plan.kind
        if result.get("status") == "triggered":
            kind = drawn.WAIT_FOR_JOB
            params.update(run_handle=None, since=since)
        else:
            params.update(on_running="adopt", adopt_since=None, skip_if_succeeded_since=since, wait=True)
        return replace(plan, kind=kind, params=params)

    # --- one task ----------------------------------------------------------------------------------------------------

    def _perform(self, plan: TaskPlan, of: Performance | None = None, advice: str = "") -> None:
        self.service.advance(self.timeline.now)
        params = self._with_run(plan)
        performance = Performance(plan, params, self.timeline.now, of=of, advice=advice)
        self.performances.append(performance)
        if plan.predicts:
            foreseen = replace(plan, weather=INSTANT, check_mode=True, killed_at=None)
            performance.predicted = Performance(foreseen, params, self.timeline.now)
            self._carry_out(performance.predicted)
        self._carry_out(performance)

    def _with_run(self, plan: TaskPlan) -> Mapping[str, Any]:
        """The parameters. If the task waits by handle, it gets the handle of a run that is there now."""
        if plan.pick_run is None:
            return plan.params
        now = self.timeline.now
        handles = [handle for run in self.service.runs for handle in _handles(run, now)] or ["j|no|such|run"]
        return {**plan.params, "run_handle": handles[int(plan.pick_run * len(handles))]}

    def _carry_out(self, performance: Performance) -> None:
        plan = performance.plan
        clock = SimulatedClock(self.timeline, plan.killed_at, self.schedule.world.wall_step)
        lock = TaskLock(self._machines[plan.machine], self.timeline)
        dice = Dice("network", self.schedule.seed, plan.number)
        network = Network(self.service, self.timeline, plan.weather, dice, plan.number, lock)

        def connect(connection: Connection, _clock: Clock) -> IpsClient:
            counters = ExchangeCounters()
            transport = SimulatedTransport(connection, clock, counters, network, performance.exchanges)
            return IpsClient(connection, transport, clock, counters)

        performance.result = run_task(
            TASKS[plan.kind],
            performance.params,
            {},
            check_mode=plan.check_mode,
            diff_mode=True,
            clock=clock,
            connect=connect,
            lock=lock,
            parent_lives=lambda: self.timeline.now < plan.orphaned_at,
        )
        # A task reports an early end itself.
        if Runaway.__name__ in performance.result.get("msg", ""):
            performance.runaway = performance.result["msg"]
        performance.ended = self.timeline.now
        performance.killed = clock.killed


def _handles(run: Run, now: float) -> list[str]:
    """The handles under which a run is known."""
    return ([run.handle] if run.state(now) else []) + ([run.row_handle] if now >= run.row_at else [])


def _can_be_followed_up(performance: Performance) -> bool:
    result = performance.result
    if not result or performance.check_mode or performance.plan.kind not in drawn.TRIGGERING:
        return False
    if performance.params.get("exec_time"):
        return False
    if result.get("status") == "triggered":
        return performance.params["job_name"] is not None
    return bool(result.get("failed"))
