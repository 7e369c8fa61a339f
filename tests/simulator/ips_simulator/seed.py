# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seeds: what a simulated service knows at the start, as JSON, YAML or plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable

from .behaviour import DEFAULT, Behaviour
from .company import Company, User
from .errors import BadControlRequest
from .runs import Run, ScheduledJob
from .seed_shapes import DEFAULT_KIND
from .shapes import CENTURY
from .world import World


def default_seed() -> dict[str, Any]:
    """The seed that the simulator comes with."""
    return load_seed(Path(__file__).with_name("default_seed.json"))


def load_seed(path: Path) -> dict[str, Any]:
    """A seed from a JSON file, or, by its name's ending, from a YAML file where PyYAML is installed."""
    read = _yaml_reader() if path.suffix.lower() in (".yml", ".yaml") else json.loads
    try:
        seed = read(path.read_text(encoding="utf-8"))
    except Exception as error:  # PyYAML raises not only its own errors but also those of the scalar constructors
        raise BadControlRequest("cannot read the seed %s: %s" % (path, error)) from error
    if not isinstance(seed, dict):
        raise BadControlRequest("the seed %s is not an object" % path)
    return seed


def _yaml_reader() -> Callable[[str], Any]:
    try:
        import yaml  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise BadControlRequest("a YAML seed needs PyYAML, which is not installed; use JSON instead") from None
    return yaml.safe_load


def populate(world: World, seed: Mapping[str, Any]) -> None:
    """Fill an empty world from a seed that has the shape of one."""
    world.submit_defaults = seed.get("submit_defaults", False)
    world.cdn_seconds = seed.get("cdn_seconds", world.cdn_seconds)
    for entry in seed.get("users", []):
        world.users.append(User(number=world.number(), **entry))
    for entry in seed.get("companies", []):
        _add_company(world, entry)


def _add_company(world: World, entry: Mapping[str, Any]) -> None:
    name = entry["name"]
    company = Company(world.number(), name, entry.get("root_path", name + "/"), entry.get("ims_org_id"))
    world.companies.append(company)
    for job_name, behaviour in entry.get("behaviours", {}).items():
        company.change_behaviour(job_name, behaviour)
    for job in entry.get("jobs", []):
        add_job(world, company, job)
    for run in list(entry.get("logs", [])) + list(entry.get("runs", [])):
        add_runs(world, company, run)
    for asset in entry.get("assets", []):
        _add_asset(world, company, asset)
    for folder in entry.get("folders", []):
        world.add_folder(company, folder)


def _add_asset(world: World, company: Company, entry: Mapping[str, Any]) -> None:
    name = entry["name"]
    world.add_asset(
        company,
        name,
        entry.get("type", "Image"),
        entry.get("folder", company.root_path),
        file_name=entry.get("file_name", name + ".tif"),
        size=entry.get("size", 0),
    )


def add_job(world: World, company: Company, entry: Mapping[str, Any]) -> ScheduledJob:
    """Add a scheduled job as seeds and the control interface describe it."""
    element = entry.get("kind", DEFAULT_KIND)
    job = world.add_job(
        company,
        entry["name"],
        element,
        entry.get("details", {}),
        entry.get("submit_user") or _first_user(world),
        original_name=entry.get("original_name"),
        behaviour=DEFAULT.changed(entry.get("behaviour", {})),
        exec_schedule=entry.get("schedule"),
        description=entry.get("description"),
        locale=entry.get("locale"),
    )
    job.paused = entry.get("paused", False)
    return job


def add_runs(world: World, company: Company, entry: Mapping[str, Any]) -> list[Run]:
    """Start runs as another user would, now or, with ``started_ago``, in the past.

    A job that is not among the scheduled ones gets runs too, as one that was submitted to run at once.
    BadControlRequest where the first of the runs is out of the range of times.
    """
    count, spacing = entry.get("count", 1), entry.get("spacing", 0)
    age = entry.get("started_ago", 0) + spacing * (count - 1)
    if age > CENTURY:
        raise BadControlRequest("started_ago, count, spacing: the first of the runs would be %g seconds old" % age)
    job = _job_named(world, company, entry["job"])
    behaviour = run_behaviour(job, entry.get("behaviour", {}))
    oldest = world.now() - age
    user = entry.get("user") or job.submit_user
    return [
        world.start_run(company, job, user, triggered=oldest + spacing * index, behaviour=behaviour)
        for index in range(count)
    ]


def _job_named(world: World, company: Company, name: str) -> ScheduledJob:
    for job in company.jobs.of_original(name) or company.jobs.named(name):
        return job
    return world.add_job(company, name, DEFAULT_KIND, {}, _first_user(world), listed=False)


def run_behaviour(job: ScheduledJob, changes: Mapping[str, Any]) -> Behaviour:
    """The behaviour of one run of a job whose runs differ."""
    return job.behaviour.changed({"outcomes": [], **changes})


def _first_user(world: World) -> str:
    return world.users[0].email if world.users else "nobody@example.com"
