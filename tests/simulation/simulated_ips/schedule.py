# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drawing a schedule from its seed: the company, its other users, the tasks and their network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Callable

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.versions import VERSIONS
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks import execute_job, submit_job, wait_for_job
from simulated_ips.dice import Dice
from simulated_ips.network import OUTAGES, PASSWORD, USERNAME, Weather
from simulated_ips.oddities import World, draw_world
from simulated_ips.runs import Job, Life, Run
from simulated_ips.service import COMPANY_HANDLE, COMPANY_NAME, Habits, Service
from simulated_ips.soap_text import written
from simulated_ips.timeline import EPOCH, NEVER

NAMES = ("Nightly Publish", "Publish", 'Add & <sync> "all"', "Bilder/Übersicht 🚀", "a|b|c", "Job_2026-01-01-00:00:00")

EXECUTE_JOB = "execute_job"
SUBMIT_JOB = "submit_job"
WAIT_FOR_JOB = "wait_for_job"

TRIGGERING = (EXECUTE_JOB, SUBMIT_JOB)


@dataclass(frozen=True)
class TaskPlan:
    """One task of a schedule.

    :param machine: the machine whose locks it uses.
    :param pick_run: for a wait by run_handle: which of the runs that are there when the task starts.
    :param killed_at: when it gets SIGTERM.
    :param orphaned_at: when the process that started it ends.
    :param predicts: whether the same task first runs in check mode, in which no time passes.
    """

    number: int
    kind: str
    params: Mapping[str, Any]
    starts_at: float
    weather: Weather
    check_mode: bool = False
    machine: int = 0
    pick_run: float | None = None
    killed_at: float | None = None
    orphaned_at: float = NEVER
    predicts: bool = False


@dataclass(frozen=True)
class Theme:
    """The theme of a schedule, so that rare conditions occur together more often.

    :param has_time: tasks wait without a limit.
    :param is_old: the API is pre-4.0, the network is slow, the log is late, and runs fail.
    :param is_stopped: other users stop runs, and tasks wait for runs that would make theirs unnecessary.
    """

    has_time: bool = False
    is_old: bool = False
    is_stopped: bool = False


@dataclass
class Schedule:
    """Everything that is drawn before the first task starts.

    :param job: the one that most tasks are about.
    :param world: the oddities.
    """

    seed: int
    job: Job
    service: Service
    world: World = field(default_factory=World)
    tasks: list[TaskPlan] = field(default_factory=list)


def draw(seed: int, odd: bool = True) -> Schedule:
    """The schedule of a seed.

    :param odd: whether it may have oddities. Without them the seed's schedule is otherwise the same.
    """
    dice = Dice("schedule", seed)
    world = draw_world(Dice("oddities", seed)) if odd else World()
    job, others = _jobs(dice)
    job, others = world.job(job, True), [world.job(other, other.key == job.key) for other in others]
    theme = Theme(has_time=dice.chance(0.2), is_old=dice.chance(0.06), is_stopped=dice.chance(0.06))
    habits = replace(_habits(dice), **world.habits)
    service = Service([job, *others], habits, _fortune(Dice("lives", seed), theme, world))
    schedule = Schedule(seed, job, service, world=world)
    fortune = _fortune(dice, theme, world)
    _past(service, dice, fortune)
    _other_users(service, dice, fortune)
    weather = replace(_weather(theme, dice), **world.weather)
    for number in range(1, dice.weighted([(6, 1), (4, 2), (1.5, 3), (0.5, 4)]) + 1):
        schedule.tasks.append(world.task(_task(number, schedule, weather, theme, dice)))
    return schedule


# --- the company --------------------------------------------------------------------------------------------------


def _jobs(dice: Dice) -> tuple[Job, list[Job]]:
    name = dice.pick(NAMES)
    if dice.chance(0.08):
        job = Job("0|Cleanup|", name, "", uploads=False)
    else:
        job = Job(f"j|110|{name}||", name, name, uploads=dice.chance(0.2))
    likes = [
        Job("j|2", f"{name}_2", f"{name}_2"),
        Job("j|3", f"{name}_2026-01-02-03:04:05", f"{name}_2026-01-02-03:04:05"),
        Job("j|4", name[:-1], name[:-1]),
        Job("j|5", name.upper(), name.upper()),
        Job("j|6", f"{name} 2", f"{name} 2", uploads=True),
        Job("j|7", name, f"{name} of old") if job.original_name else Job("j|7", f"{name}_", ""),
    ]
    others = [like for like in likes if like.key != job.key and dice.chance(0.4)]
    if dice.chance(0.04):
        others.append(Job("j|twin", job.name, job.original_name))
    return job, others


def _habits(dice: Dice) -> Habits:
    return Habits(
        skew=dice.weighted([(3, 0.0), (3, dice.between(-90, 90)), (2, dice.between(-40000, 40000))]),
        drift=dice.weighted([(2, 0.0), (1, dice.between(-1e-4, 1e-4))]),
        whole_seconds=dice.chance(0.5),
        refuses_late_stops=dice.chance(0.6),
    )


Fortune = Callable[[Job], Life]


def _fortune(dice: Dice, theme: Theme, world: World) -> Fortune:
    return lambda _job: world.life(_draw_life(dice, theme))


def _draw_life(dice: Dice, theme: Theme) -> Life:
    """The life of a run."""
    shown_after = dice.weighted(
        [(2, dice.between(0, 0.03)), (4, dice.between(0.03, 2)), (3, dice.between(2, 12)), (0.5, dice.between(12, 90))]
    )
    waits = dice.weighted([(3, 0.0), (2, dice.spread(0.5, 20)), (0.5, dice.spread(20, 200))])
    runs = dice.weighted([(2, dice.spread(0.1, 3)), (6, dice.spread(3, 60)), (0.6, dice.spread(60, 600))])
    life = Life(
        start_shift=dice.weighted([(2, 0.0), (1, dice.between(0, shown_after))]),
        shown_after=shown_after,
        waits=waits,
        runs=runs,
        lingers=dice.weighted([(4, 0.0), (1, dice.spread(1, 40))]),
        row_after=dice.weighted([(2, dice.between(0, 3)), (2, waits + runs), (1, waits + runs + dice.spread(1, 60))]),
        end_after=dice.weighted([(3, 0.0), (2, dice.between(0, 5)), (1, dice.spread(5, 60))]),
        row_shift=dice.weighted([(3, 0.0), (1, waits)]),
        stops_after=dice.weighted([(3, dice.between(0, 3)), (2, dice.between(3, 30)), (0.5, dice.between(30, 200))]),
        errors=dice.weighted([(8, 0), (1, 1), (1, 3)]),
        warnings=dice.weighted([(7, 0), (2, 2)]),
        fatal=dice.chance(0.04),
    )
    if theme.is_old:
        life.errors, life.end_after = dice.whole(0, 2), dice.spread(1, 20)
    if dice.chance(0.7 if theme.is_stopped else 0.06):
        life.stopped_at = shown_after + (waits + runs) * dice.between(0, 1)
    upset = dice.between(0, 1)
    if upset < 0.04:
        life.row_after = NEVER
        life.lingers = 0.0
    elif upset < 0.1:
        life.end_after = dice.spread(60, 600)
    elif upset < 0.103:
        life.end_after = NEVER
    return life


def _past(service: Service, dice: Dice, fortune: Fortune) -> None:
    """Add runs from before the first task. Some are still active, and some have late log rows."""
    main = service.jobs[0]
    for _number in range(dice.weighted([(2, 0), (2, 1), (2, 2), (1, 4), (0.3, 8)])):
        job = main if dice.chance(0.6) else dice.pick(service.jobs)
        service.start(job, -dice.spread(2, 4000), "history", fortune(job))
    if dice.chance(0.1):
        service.start(main, -dice.between(0.1, 4), "history", _latecomer(dice))
    if dice.chance(0.001):
        for number in range(230):
            service.start(dice.pick(service.jobs), -3000.0 + number, "history", Life())


def _latecomer(dice: Dice) -> Life:
    """The life of a run that appears late, waits, and starts after the wait by its log row."""
    waits = dice.spread(2, 60)
    return Life(shown_after=dice.between(2, 12), waits=waits, row_after=waits, row_shift=waits)


def _other_users(service: Service, dice: Dice, fortune: Fortune) -> None:
    """Add what other users do while the tasks run."""
    for _number in range(dice.weighted([(4, 0), (3, 1), (2, 2), (1, 5)])):
        job = service.jobs[0] if dice.chance(0.45) else dice.pick(service.jobs)
        moment = dice.weighted([(5, dice.between(0, 150)), (1, dice.between(0, 0.3))])
        if dice.chance(0.65):
            life = fortune(job)
            service.by_others(moment, lambda now, job=job, life=life: _begin(service, job, now, life))
        else:
            service.by_others(moment, lambda now, job=job: _stop_latest(service, job, now))
    if dice.chance(0.01):
        service.by_others(dice.between(0, 60), lambda _now: service.jobs.pop(0))


def _begin(service: Service, job: Job, now: float, life: Life) -> None:
    service.start(job, now, "a user", life)


def _stop_latest(service: Service, job: Job, now: float) -> None:
    active: list[Run] = [run for run in service.runs if run.job is job and run.state(now) not in (None, "Done")]
    if active:
        service.stop(active[-1], now, "a user")


# --- the network --------------------------------------------------------------------------------------------------


def _weather(theme: Theme, dice: Dice) -> Weather:
    trouble = dice.weighted([(4, 0.0), (3, 0.03), (2, 0.12), (1, 0.35)])
    outages = []
    if dice.chance(0.2):
        start = dice.between(0, 60)
        outages.append((start, start + dice.spread(1, 200), dice.pick(OUTAGES)))
    return Weather(
        trouble=trouble,
        trigger_trouble=dice.weighted([(3, trouble), (4, 0.6)]),
        slowest=3.0 if theme.is_old else dice.weighted([(6, 0.05), (3, 3.0), (1, 12.0)]),
        outages=tuple(outages),
        gateway_ahead=dice.weighted([(3, 0.0), (1, dice.between(-5000, 5000))]),
    )


# --- the tasks ----------------------------------------------------------------------------------------------------


def _task(number: int, schedule: Schedule, weather: Weather, theme: Theme, dice: Dice) -> TaskPlan:
    kind = EXECUTE_JOB if number == 1 or dice.chance(0.65) else WAIT_FOR_JOB
    if kind == EXECUTE_JOB and dice.chance(0.12):
        kind = SUBMIT_JOB
    starts_at = dice.weighted([(2, 0.0), (3, dice.between(0, 3)), (2, dice.between(0, 60))])
    params = default_params(kind)
    _draw_connection(params, dice)
    _draw_waiting(params, dice)
    if theme.has_time and dice.chance(0.6):
        params["wait_timeout"] = 0.0
    if theme.is_old:
        params.update(api_version="pre-4.0", poll_interval=dice.between(2, 5))
    pick_run = None
    if kind in TRIGGERING:
        _draw_decision(params, schedule, starts_at, dice)
        draw_job = _draw_scheduled_job if kind == EXECUTE_JOB else _draw_new_job
        draw_job(params, schedule, starts_at, dice)
        if theme.is_stopped and dice.chance(0.5):
            params.update(on_running="wait", skip_if_succeeded_since="5000s", max_warnings=None)
    else:
        pick_run = _draw_search(params, schedule, starts_at, dice)
    check_mode = dice.chance(0.06)
    return TaskPlan(
        number=number,
        kind=kind,
        params=params,
        starts_at=starts_at,
        weather=weather,
        check_mode=check_mode,
        machine=int(dice.chance(0.1)),
        pick_run=pick_run,
        killed_at=starts_at + dice.between(0, 100) if dice.chance(0.03) else None,
        predicts=kind in TRIGGERING and not check_mode and dice.chance(0.3),
    )


def default_params(kind: str) -> dict[str, Any]:
    """The parameters with the defaults of Ansible's argument spec, durations in seconds."""
    specs = {
        EXECUTE_JOB: execute_job.TASK.arguments,
        SUBMIT_JOB: submit_job.TASK.arguments,
        WAIT_FOR_JOB: wait_for_job.TASK.arguments,
    }
    spec = specs[kind]
    return spec.read({name: option.get("default") for name, option in spec.options.items()})


def _draw_connection(params: dict[str, Any], dice: Dice) -> None:
    params.update(
        endpoint="http://127.0.0.1:9/scene7/services/IpsApiService",
        username=USERNAME,
        password=PASSWORD,
        auth_method="http_basic" if dice.chance(0.2) else "soap_header",
        api_version=dice.weighted([(5, "2014-04-03"), (3, "pre-4.0"), (1, dice.pick(tuple(VERSIONS)))]),
        request_timeout=dice.pick([5.0, 30.0, 30.0]),
        retries=dice.pick([0, 1, 3, 3, 3]),
    )
    if dice.chance(0.3):
        params["company_handle"] = COMPANY_HANDLE
    else:
        params["company_name"] = COMPANY_NAME


def _draw_waiting(params: dict[str, Any], dice: Dice) -> None:
    params.update(
        wait_timeout=dice.weighted(
            [(4, 1200.0), (2, dice.spread(0.5, 10)), (2, dice.spread(10, 60)), (1, dice.spread(60, 600))]
        ),
        start_timeout=dice.weighted([(4, 120.0), (1, dice.spread(1, 60)), (0.3, 0.0)]),
        poll_interval=dice.weighted([(3, 10.0), (1, 20.0), (1, dice.spread(3, 60))]),
        on_timeout=dice.pick(["fail", "stop", "detach"]),
        max_errors=dice.weighted([(4, 0), (1, 1), (1, 5)]),
        max_warnings=dice.weighted([(4, None), (1, 0), (1, 2)]),
        log_details=dice.weighted([(1, "errors"), (1, "all"), (2, "none")]),
        log_limit=dice.weighted([(3, 100), (1, 1), (0.3, 0)]),
    )


def _draw_decision(params: dict[str, Any], schedule: Schedule, starts_at: float, dice: Dice) -> None:
    params["on_running"] = dice.weighted([(4, "adopt"), (1, "fail"), (2, "wait"), (2, "execute")])
    params["wait"] = not dice.chance(0.15)
    if dice.chance(0.25):
        params["adopt_since"] = _draw_time(schedule.service, starts_at, dice)
    if dice.chance(0.6 if params["on_running"] == "wait" else 0.35):
        params["skip_if_succeeded_since"] = _draw_time(schedule.service, starts_at, dice)


def _draw_scheduled_job(params: dict[str, Any], schedule: Schedule, _starts_at: float, dice: Dice) -> None:
    job = schedule.job if dice.chance(0.93) else dice.pick(schedule.service.jobs)
    if dice.chance(0.06):
        bare = {"company_name": None, "company_handle": COMPANY_HANDLE, "job_handle": job.handle}
        params.update(bare, on_running="execute", wait=False, skip_if_succeeded_since=None)
    elif dice.chance(0.25):
        params["job_handle"] = job.handle
    else:
        params["job_name"] = job.name if dice.chance(0.98) else "No such job"


def _draw_new_job(params: dict[str, Any], schedule: Schedule, starts_at: float, dice: Dice) -> None:
    shares_name = schedule.job.original_name and dice.chance(0.5)
    params["job_name"] = schedule.job.name if shares_name else "One-off"
    params["image_serving_publish"] = {"publish_type": "Full", "email_setting": "None"}
    if dice.chance(0.3):
        later = dice.weighted([(1, -100.0), (3, dice.spread(90, 900))])
        params["exec_time"] = written(schedule.service.wall(starts_at) + later, whole=True)


def _draw_search(params: dict[str, Any], schedule: Schedule, starts_at: float, dice: Dice) -> float | None:
    if dice.chance(0.3):
        return dice.between(0, 1)
    params["job_name"] = schedule.job.name
    if dice.chance(0.5):
        params["since"] = _draw_time(schedule.service, starts_at, dice)
    return None


def _draw_time(service: Service, starts_at: float, dice: Dice) -> str:
    """The value of a time option: a time in the past, in one of the option's forms."""
    ago = dice.weighted([(1, 0.0), (2, dice.spread(1, 100)), (3, dice.spread(100, 5000))])
    moment = service.wall(starts_at) - ago
    if dice.chance(0.3):
        return f"{int(ago)}s"
    if dice.chance(0.3):
        return str(int(EPOCH.timestamp() + moment))
    return written(moment, whole=True)
