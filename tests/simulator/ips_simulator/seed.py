# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seeds: what a simulated service knows at the start, as JSON, YAML or plain data."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from .behaviour import DEFAULT, Behaviour
from .company import Company, User
from .errors import BadControlRequest
from .http_messages import AnswerSettings
from .job_kinds import BY_ELEMENT
from .runs import Run, ScheduledJob
from .world import World

_SEED_KEYS = ("time_zone", "submit_defaults", "cdn_seconds", "answers", "companies", "users")
_COMPANY_KEYS = ("name", "root_path", "ims_org_id", "jobs", "logs", "runs", "assets", "folders", "behaviours")
_USER_KEYS = ("email", "password", "first_name", "last_name", "token", "valid", "roles")
_JOB_KEYS = (
    "name",
    "original_name",
    "kind",
    "details",
    "schedule",
    "paused",
    "description",
    "locale",
    "submit_user",
    "behaviour",
)
_RUN_KEYS = ("job", "behaviour", "started_ago", "count", "spacing", "user", "company")
_EXECUTE_ANSWERS = ("element", "empty_body", "empty_202")
_DEFAULT_KIND = "imageServingPublishJob"
_DEFAULT_DETAILS = {
    "imageServingPublishJob": {"publishType": "Full", "emailSetting": "None"},
    "imageRenderingPublishJob": {"emailSetting": "None"},
    "videoPublishJob": {"emailSetting": "None"},
    "serverDirectoryPublishJob": {"emailSetting": "None"},
    "optimizeImagesJob": {"emailSetting": "None"},
}
"""What jobs of some kinds hold where a seed gives no details, so that they fit the schema."""


def default_seed() -> dict[str, Any]:
    """The seed that the simulator comes with."""
    return load_seed(Path(__file__).with_name("default_seed.json"))


def load_seed(path: Path) -> dict[str, Any]:
    """A seed from a JSON file, or from a YAML file where PyYAML is installed."""
    try:
        text = path.read_text(encoding="utf-8")
        seed = _from_yaml(text) if path.suffix in (".yml", ".yaml") else json.loads(text)
    except (OSError, ValueError) as error:
        raise BadControlRequest("cannot read the seed %s: %s" % (path, error)) from error
    if not isinstance(seed, dict):
        raise BadControlRequest("the seed %s is no object" % path)
    return seed


def _from_yaml(text: str) -> Any:
    try:
        import yaml  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise BadControlRequest("a YAML seed needs PyYAML, which is not installed; use JSON instead") from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadControlRequest("the seed is no YAML: %s" % error) from error


def populate(world: World, seed: Mapping[str, Any]) -> None:
    """Fill an empty world from a seed; BadControlRequest names what makes no sense in it."""
    check_keys("seed", seed, _SEED_KEYS)
    world.submit_defaults = bool(seed.get("submit_defaults", False))
    world.cdn_seconds = float(seed.get("cdn_seconds", world.cdn_seconds))
    for entry in seed.get("users", []):
        check_keys("user", entry, _USER_KEYS, needed=("email", "password"))
        world.users.append(User(number=world.number(), **entry))
    for entry in seed.get("companies", []):
        _add_company(world, entry)


def _add_company(world: World, entry: Mapping[str, Any]) -> None:
    check_keys("company", entry, _COMPANY_KEYS, needed=("name",))
    name = entry["name"]
    company = Company(world.number(), name, entry.get("root_path", name + "/"), entry.get("ims_org_id"))
    world.companies.append(company)
    for job_name, behaviour in entry.get("behaviours", {}).items():
        DEFAULT.changed(behaviour)
        company.change_behaviour(job_name, behaviour)
    for job in entry.get("jobs", []):
        add_job(world, company, job)
    for run in list(entry.get("logs", [])) + list(entry.get("runs", [])):
        add_runs(world, company, run)
    for asset in entry.get("assets", []):
        check_keys("asset", asset, ("name", "type", "folder"), needed=("name",))
        world.add_asset(company, asset["name"], asset.get("type", "Image"), asset.get("folder", company.root_path))
    for folder in entry.get("folders", []):
        world.add_folder(company, folder)


def add_job(world: World, company: Company, entry: Mapping[str, Any]) -> ScheduledJob:
    """Add a scheduled job as seeds and the control interface describe it."""
    check_keys("job", entry, _JOB_KEYS, needed=("name",))
    element = entry.get("kind", _DEFAULT_KIND)
    if element not in BY_ELEMENT:
        raise BadControlRequest("job %s: no such kind: %r" % (entry["name"], element))
    try:
        job = world.add_job(
            company,
            entry["name"],
            element,
            entry.get("details", _DEFAULT_DETAILS.get(element, {})),
            entry.get("submit_user") or _first_user(world),
            original_name=entry.get("original_name"),
            behaviour=DEFAULT.changed(entry.get("behaviour", {})),
            exec_schedule=entry.get("schedule"),
            description=entry.get("description"),
            locale=entry.get("locale"),
        )
    except ValueError as error:
        raise BadControlRequest("job %s: %s" % (entry["name"], error)) from error
    job.paused = bool(entry.get("paused", False))
    return job


def add_runs(world: World, company: Company, entry: Mapping[str, Any]) -> list[Run]:
    """Start runs as another user would, now or, with ``started_ago``, in the past.

    A job that is not among the scheduled ones gets runs too, as one that was submitted to run at once.
    """
    check_keys("run", entry, _RUN_KEYS, needed=("job",))
    name = entry["job"]
    job = _job_named(world, company, name)
    behaviour = run_behaviour(job, entry.get("behaviour", {}))
    count, spacing = int(entry.get("count", 1)), float(entry.get("spacing", 0))
    oldest = world.now() - float(entry.get("started_ago", 0)) - spacing * (count - 1)
    user = entry.get("user") or job.submit_user
    return [
        world.start_run(company, job, user, triggered=oldest + spacing * index, behaviour=behaviour)
        for index in range(count)
    ]


def _job_named(world: World, company: Company, name: str) -> ScheduledJob:
    for job in company.jobs.of_original(name) or company.jobs.named(name):
        return job
    details = _DEFAULT_DETAILS[_DEFAULT_KIND]
    return world.add_job(company, name, _DEFAULT_KIND, details, _first_user(world), listed=False)


def run_behaviour(job: ScheduledJob, changes: Mapping[str, Any]) -> Behaviour:
    """The behaviour of one run of a job that is told apart from the others."""
    return job.behaviour.changed({"outcomes": [], **changes})


def _first_user(world: World) -> str:
    return world.users[0].email if world.users else "nobody@example.com"


def answer_settings(settings: AnswerSettings, changes: Mapping[str, Any]) -> AnswerSettings:
    """Answer settings with some of them changed."""
    check_keys("answers", changes, [field.name for field in fields(AnswerSettings)])
    for name, value in changes.items():
        if name == "execute_answer":
            if value not in _EXECUTE_ANSWERS:
                raise BadControlRequest("execute_answer must be one of %s" % ", ".join(_EXECUTE_ANSWERS))
        elif not isinstance(value, bool):
            raise BadControlRequest("%s must be true or false" % name)
    return replace(settings, **changes)


def check_keys(what: str, entry: Any, known: Collection[str], needed: Collection[str] = ()) -> None:
    """BadControlRequest unless an entry is an object with known keys only, the needed ones among them."""
    if not isinstance(entry, dict):
        raise BadControlRequest("%s: an object is needed, not %r" % (what, entry))
    unknown = sorted(set(entry) - set(known))
    if unknown:
        raise BadControlRequest("%s: no such keys: %s (known: %s)" % (what, ", ".join(unknown), ", ".join(known)))
    missing = [key for key in needed if key not in entry]
    if missing:
        raise BadControlRequest("%s: missing: %s" % (what, ", ".join(missing)))
