# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unusual behaviour of a service, a network, a clock or a user. Each schedule has some of it, or none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Callable

from simulated_ips.dice import Dice
from simulated_ips.network import Fate
from simulated_ips.runs import Job, Life
from simulated_ips.timeline import NEVER

FOLLOW_ONS = (
    "Pub_{job}{time}",
    "_Pub{job}{time}",
    "{job}_Pub{time}",
    "{job}{time}_Pub",
    "Pub_{job}",
    "{job} Pub{time}",
)

MACHINE_CLOCKS = (-3600.0, -3600.0, -3600.0, -600.0, -2.0, -0.5, 2.0, 600.0, 3600.0)

ZONES = (7 * 3600.0, 14 * 3600.0, -2 * 3600.0)

DATED = ("Add_2007-09-14-15:04:34", "Add_2026-03-01-12:00:00.500")

EXPIRIES = ("9999-12-31T23:59:59-06:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59", "never")

SPOILS = (
    (r"(<(?:startDate|endDate|nextFireTime)>[^<]*)Z<", r"\1<"),
    (r"(<(?:startDate|endDate|nextFireTime)>)[^<]*<", r"\g<1>0001-01-01T00:00:00Z<"),
    (r"(<(?:startDate|endDate|nextFireTime)>)[^<]*<", r"\g<1>9999-12-31T23:59:59-06:00<"),
    (r"(<\w+Count>|<progress>)\d+<", r"\1N/A<"),
    (r"(<submitUserEmail>|<progressMessage>)", r"\1&#27;"),
    ("(<name>|<jobName>)", "\\1\x1b"),
    (r"<(fatalError|progress|type|state|logType)>[^<]*</\1>", r"<\1>?</\1>"),
)
"""Ways to make another user's job unreadable: a pattern, and its replacement."""


@dataclass
class World:
    """The changes that the oddities of a schedule make, each of which adds its own.

    :param habits: replaces properties of the service.
    :param jobs: changes each job; gets whether it is the one that the tasks are about.
    :param lives: changes the life of each run.
    :param weather: replaces properties of the network.
    :param tasks: changes the plan of each task.
    :param lock_lost_at: when the lock's files are deleted.
    :param wall_step: when the tasks' wall clocks are set, and by how many seconds.
    :param is_odd: whether the schedule has an oddity.
    """

    habits: dict[str, Any] = field(default_factory=dict)
    jobs: list[Callable[[Job, bool], Job]] = field(default_factory=list)
    lives: list[Callable[[Life], None]] = field(default_factory=list)
    weather: dict[str, Any] = field(default_factory=dict)
    tasks: list[Callable[[Any], Any]] = field(default_factory=list)
    lock_lost_at: float = NEVER
    wall_step: tuple[float, float] = (NEVER, 0.0)
    is_odd: bool = False

    def life(self, life: Life) -> Life:
        """The life of a run, with its changes."""
        for change in self.lives:
            change(life)
        return life

    def job(self, job: Job, is_main: bool) -> Job:
        """A job of the company, with its changes."""
        for change in self.jobs:
            job = change(job, is_main)
        return job

    def task(self, plan: Any) -> Any:
        """The plan of a task, with its changes."""
        for change in self.tasks:
            plan = change(plan)
        return plan


Oddity = Callable[[World, Dice], None]

ODDITIES: list[Oddity] = []


def draw_world(dice: Dice) -> World:
    """The ordinary world, or one with a few oddities."""
    world = World()
    for _number in range(dice.weighted([(3, 0), (5, 1), (3, 2), (1, 4)])):
        world.is_odd = True
        dice.pick(ODDITIES)(world, dice)
    return world


def _oddity(oddity: Oddity) -> Oddity:
    ODDITIES.append(oddity)
    return oddity


def _with_params(plan: Any, **params: Any) -> Any:
    return replace(plan, params={**plan.params, **params})


@_oddity
def follow_ons_have_other_names(world: World, dice: Dice) -> None:
    """The names of follow-on runs have an addition before, after or within the job's name."""
    world.habits["follow_on"] = dice.pick(FOLLOW_ONS)
    world.jobs.append(lambda job, is_main: replace(job, uploads=True) if is_main and job.original_name else job)


@_oddity
def the_machine_has_another_clock(world: World, dice: Dice) -> None:
    """The machine that runs the jobs has its own clock. If that is far behind, some runs are short."""
    ahead = dice.pick(MACHINE_CLOCKS)
    world.habits.update(machine_ahead=ahead, names_by_machine=dice.chance(0.5))

    def change(life: Life) -> None:
        if ahead == min(MACHINE_CLOCKS) and dice.chance(0.9):
            life.shown_after = life.start_shift = life.waits = life.lingers = life.row_after = 0.0
            life.runs, life.end_after = 0.001, dice.between(0, 20)

    world.lives.append(change)


@_oddity
def the_log_has_a_wrong_zone(world: World, dice: Dice) -> None:
    """The log labels its times with the wrong offset."""
    world.habits["row_label"] = dice.pick(ZONES)


@_oddity
def files_are_not_transferred(world: World, dice: Dice) -> None:
    """Files of a run could not be transferred, but nothing else failed."""

    def change(life: Life) -> None:
        if dice.chance(0.6):
            life.errors, life.fatal, life.transfer_errors = 0, False, 3

    world.lives.append(change)


@_oddity
def others_are_unreadable(world: World, dice: Dice) -> None:
    """Other users' jobs have values that cannot be read."""
    spoiled = dice.pick(SPOILS)
    world.jobs.append(lambda job, is_main: job if is_main else replace(job, spoiled=spoiled))


@_oddity
def the_company_never_expires(world: World, dice: Dice) -> None:
    """The expiry of the company is a time that cannot be represented."""
    world.habits["expires"] = dice.pick(EXPIRIES)


@_oddity
def jobs_keep_their_names(world: World, dice: Dice) -> None:
    """A client has put a time into a job's name, and the job's run has the same name."""
    world.habits["keeps_names"] = True
    world.tasks.append(
        lambda plan: _with_params(plan, job_name=dice.pick(DATED)) if plan.params.get("job_name") == "One-off" else plan
    )


@_oddity
def rows_lead(world: World, dice: Dice) -> None:
    """The log shows a run before the active jobs do."""

    def change(life: Life) -> None:
        life.shown_after = max(life.shown_after, dice.between(1, 6))
        life.leads = dice.between(0.5, life.shown_after)

    world.lives.append(change)


@_oddity
def rows_never_end(world: World, dice: Dice) -> None:
    """The log never shows an end."""

    def change(life: Life) -> None:
        if dice.chance(0.5):
            life.end_after = NEVER

    world.lives.append(change)
    world.tasks.append(lambda plan: _with_params(plan, wait_timeout=0.0) if dice.chance(0.3) else plan)


@_oddity
def runs_stay_done(world: World, dice: Dice) -> None:
    """A run stays among the active jobs as Done for a long time, and its log row is late."""

    def change(life: Life) -> None:
        life.lingers = dice.between(20, 200)
        life.row_after = life.waits + life.runs + life.lingers * dice.between(0.5, 1.1)
        life.runs = min(life.runs, 30.0)

    world.lives.append(change)
    world.tasks.append(lambda plan: _with_params(plan, start_timeout=dice.spread(2, 15)))


@_oddity
def names_are_shared(world: World, dice: Dice) -> None:
    """Runs that start in the same second have the same name."""

    def change(life: Life) -> None:
        life.errors, life.fatal, life.runs = dice.pick([0, 3]), False, min(life.runs, 20.0)
        life.end_after = min(life.end_after, 5.0)

    def hasten(plan: Any) -> Any:
        if "on_running" in plan.params and dice.chance(0.7):
            plan = _with_params(plan, on_running="execute", wait=True, wait_timeout=600.0, skip_if_succeeded_since=None)
        return replace(plan, starts_at=dice.between(0, 1))

    world.habits.update(shares_names=True, whole_seconds=True)
    world.lives.append(change)
    world.tasks.append(hasten)


@_oddity
def runs_show_late(world: World, dice: Dice) -> None:
    """A run appears after its task has stopped looking for it, and other tasks follow."""

    def change(life: Life) -> None:
        if dice.chance(0.7):
            life.shown_after = dice.between(8, 40)
            life.leads = min(life.leads, 3.0)

    def impatient(plan: Any) -> Any:
        plan = replace(plan, starts_at=plan.number * dice.between(0, 12), killed_at=None)
        plan = _with_params(plan, start_timeout=dice.between(1, 5))
        if "on_running" in plan.params:
            plan = _with_params(plan, on_running=dice.pick(["adopt", "adopt", "wait", "fail"]), wait=dice.chance(0.8))
        return plan

    world.lives.append(change)
    world.tasks.append(impatient)


@_oddity
def nothing_is_sent_for_long(world: World, dice: Dice) -> None:
    """Every connection is refused for longer than wait_timeout, or than a user waits."""

    def endure(plan: Any) -> Any:
        plan = _with_params(plan, retries=10, wait_timeout=dice.spread(2, 20))
        return replace(plan, killed_at=plan.starts_at + dice.between(0.5, 8) if dice.chance(0.7) else plan.killed_at)

    begin = dice.between(0, 0.5)
    world.weather["outages"] = ((begin, begin + dice.between(5, 60), Fate.UNSENT),)
    world.tasks.append(endure)


@_oddity
def the_service_is_busy(world: World, dice: Dice) -> None:
    """Polls are answered with a request to wait."""
    world.weather["busy"] = dice.between(0.2, 0.6)


@_oddity
def parents_die(world: World, dice: Dice) -> None:
    """The process that started a task ends while the task waits for an older run."""

    def orphan(plan: Any) -> Any:
        if "on_running" in plan.params and dice.chance(0.7):
            plan = _with_params(plan, on_running=dice.pick(["wait", "execute"]), skip_if_succeeded_since=None)
        return replace(
            plan, orphaned_at=plan.starts_at + dice.weighted([(1, dice.between(0, 1)), (2, dice.spread(1, 60))])
        )

    world.tasks.append(orphan)


@_oddity
def the_lock_is_deleted(world: World, dice: Dice) -> None:
    """A clean-up deletes the lock's file."""
    world.lock_lost_at = dice.between(0, 5)


@_oddity
def the_wall_clock_steps(world: World, dice: Dice) -> None:
    """The wall clock of the tasks' machines is set forward or back."""
    world.wall_step = (dice.spread(0.1, 60), dice.pick([-7200.0, 7200.0]))
