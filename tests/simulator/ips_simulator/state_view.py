# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulation's state as plain data, for the control interface. Handles are those of the current API version."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from .company import Asset, Company
from .runs import Run, ScheduledJob
from .simulation import Simulation
from .versions import CURRENT


def state_view(simulation: Simulation) -> dict[str, Any]:
    """All there is: companies, scheduled jobs, runs that are not over, log rows that can be seen, invalidations."""
    now, world = simulation.world.now(), simulation.world
    view: dict[str, Any] = {
        "now": simulation.clock.date_time(now),
        "companies": [
            {"name": company.name, "handle": company.handle(CURRENT), "root_path": company.root_path}
            for company in world.companies
        ],
        "users": [{"email": user.email, "handle": user.handle, "roles": dict(user.roles)} for user in world.users],
        "scheduled_jobs": [],
        "active_runs": [],
        "job_logs": [],
        "invalidations": [],
        "assets": [],
        "faults": simulation.faults.described(),
        "answers": answers_view(simulation),
    }
    for company in world.companies:
        _add_company(view, simulation, company, now)
    return view


def _add_company(view: dict[str, Any], simulation: Simulation, company: Company, now: float) -> None:
    def of_company(entry: dict[str, Any]) -> dict[str, Any]:
        return {"company": company.name, **entry}

    view["scheduled_jobs"] += [of_company(job_view(simulation, job)) for job in company.jobs]
    view["active_runs"] += [
        of_company(run_view(simulation, run)) for run in company.active if now < run.leaves and not run.vanished(now)
    ]
    view["job_logs"] += [
        of_company(_log_view(simulation, run, now))
        for run in company.history.between(None, None, newest_first=True)
        if run.in_log(now)
    ]
    view["invalidations"] += [
        of_company({"handle": one.handle, "urls": one.urls, "complete": now >= one.completed})
        for one in company.invalidations.values()
    ]
    view["assets"] += [of_company(_asset_view(asset)) for asset in company.assets.values()]


def _asset_view(asset: Asset) -> dict[str, Any]:
    own = {"handle": asset.handle, "name": asset.name, "type": asset.type, "folder": asset.folder}
    return {**own, "file_name": asset.file_name, "size": asset.size, "sha256": asset.sha256}


def job_view(simulation: Simulation, job: ScheduledJob) -> dict[str, Any]:
    """A scheduled job."""
    return {
        "handle": job.handle(CURRENT),
        "name": job.name,
        "original_name": job.original_name,
        "type": job.kind.job_type,
        "kind": job.element,
        "details": job.details,
        "schedule": job.exec_schedule,
        "next_fire_time": None if job.next_fire is None else simulation.clock.date_time(job.next_fire),
        "trigger_state": job.trigger_state,
        "description": job.description,
        "behaviour": asdict(job.behaviour),
    }


def run_view(simulation: Simulation, run: Run) -> dict[str, Any]:
    """A run. ``state`` is null while clients cannot see it among the active jobs, ``end`` while it takes files."""
    now = simulation.world.now()
    return {
        "handle": run.handle(CURRENT),
        "name": run.name,
        "original_name": run.original_name,
        "job": run.job.name,
        "state": run.state(now),
        "progress": int(run.progress(now) * 100),
        "start": simulation.clock.job_date_time(run.started),
        "end": None if math.isinf(run.ended) else simulation.clock.job_date_time(run.on_its_clock(run.ended)),
        "user": run.submit_user,
    }


def _log_view(simulation: Simulation, run: Run, now: float) -> dict[str, Any]:
    return {
        "handle": run.row_handle(CURRENT),
        "name": run.name,
        "original_name": run.original_name,
        "start": simulation.clock.job_date_time(run.started),
        "end": simulation.clock.job_date_time(run.on_its_clock(run.ended)) if run.ended_in_log(now) else None,
        "success": run.share(run.behaviour.success, now),
        "errors": run.share(run.behaviour.errors, now),
        "warnings": run.share(run.behaviour.warnings, now),
        "fatal": run.behaviour.fatal,
    }


def clock_view(simulation: Simulation) -> dict[str, Any]:
    """The clock: ``now`` is what clients see; ``job_clock`` is that of the machine that runs jobs."""
    clock = simulation.clock
    return {
        "now": clock.date_time(clock.now()),
        "offset": clock.offset,
        "drift": clock.drift,
        "job_clock": asdict(clock.jobs),
    }


def answers_view(simulation: Simulation) -> dict[str, Any]:
    """How the service answers."""
    return asdict(simulation.answers)
