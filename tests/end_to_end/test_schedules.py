# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A company's schedules, as job_info shows them and scheduled_job takes them, by the recipe in the guide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from harness import CHECKOUT, DEFAULT_SEED, Player, Simulator

RECIPES = CHECKOUT / "docs" / "docsite" / "rst" / "recipes.rst"
DETAILS: dict[str, dict[str, Any]] = {
    "imageServingPublishJob": {"publishType": "Incremental", "emailSetting": "ErrorAndWarning"},
    "imageRenderingPublishJob": {},
    "videoPublishJob": {"httpCompletionUrl": "https://hooks.example.com/?a=1&b=2"},
    "serverDirectoryPublishJob": {},
    "metadataPublishJob": {},
    "uploadDirectoryJob": {
        "serverDir": "incoming/",
        "overwrite": True,
        "readyForPublish": False,
        "unsharpMaskOptions": {"amount": 1.5, "radius": 2, "threshold": 3, "monochrome": 1},
        "postImageServingPublishJob": {"publishType": "Incremental", "emailSetting": "None"},
    },
    "uploadUrlsJob": {"urlArray": [{"sourceUrl": "https://images.example.com/shoe.tif"}]},
    "optimizeImagesJob": {},
    "ripPdfsJob": {"pdfHandleArray": ["a|1", "a|2"]},
    "reprocessAssetsJob": {"assetHandleArray": ["a|1"]},
    "createVideoSitemapJob": {"forceUpdate": True},
    "exportJob": {"assetHandleArray": ["a|1"], "fmt": "convert", "is_modifier": "wid=200&hei=100"},
    "automatedSetGenerationJob": {"assetHandleArray": ["a|1"]},
}
SHOWN = ("name", "type", "schedule", "description", "trigger_state", "definition")


def jobs() -> Iterator[dict[str, Any]]:
    """A job of each kind, as a seed has it."""
    for number, (kind, details) in enumerate(DETAILS.items()):
        yield {
            "name": f"{kind} <&> {number}",
            "kind": kind,
            "details": details,
            "schedule": f"0 {number} 2 ? * Mon-Fri",
            "paused": number % 4 == 0,
            "description": f"Job {number}" if number % 2 else None,
        }


def recipe(name: str) -> list[dict[str, Any]]:
    """The tasks of a play that the guide shows."""
    text = RECIPES.read_text(encoding="utf-8").partition(f"    - name: {name}\n")[2]
    lines = text.partition("\n.. code-block")[0].splitlines()
    play = [line for line in lines if not line or line.startswith("      ")]
    tasks: list[dict[str, Any]] = yaml.safe_load("\n".join(play))["tasks"]
    return tasks


def schedules(simulator: Simulator, play: Player) -> dict[str, dict[str, Any]]:
    """What job_info shows of each job that has a schedule."""
    task = {"mediaops.dynamic_media.job_info": {"company_name": "Planetary", "subset": ["scheduled"]}}
    jobs = play([task]).assert_success().result["scheduled_jobs"]
    return {job["name"]: {key: job[key] for key in SHOWN} for job in jobs if job["schedule"]}


@pytest.fixture
def company(simulator: Simulator) -> Simulator:
    """A simulator with a scheduled job of each kind, some of them paused, and no other."""
    seed = json.loads(DEFAULT_SEED.read_text(encoding="utf-8"))
    seed["companies"][0].update(jobs=list(jobs()), logs=[])
    simulator.restart(seed)
    return simulator


def test_a_schedule_as_it_is_shown_changes_nothing(company: Simulator, play: Player) -> None:
    played = play([*recipe("Save the schedules"), *recipe("Restore the schedules")], diff=True).assert_success()
    results = played.result["results"]
    assert len(results) == len(DETAILS)
    assert [(one["item"]["name"], one["diff"]) for one in results if one["changed"]] == []
    assert company.changes() == []


def test_what_was_deleted_comes_back_as_it_was(company: Simulator, play: Player) -> None:
    before = schedules(company, play)
    absent = {"company_name": "Planetary", "job_name": "{{ item }}", "state": "absent"}
    shown_whole = [name for name in before if not name.startswith("uploadUrlsJob")]
    delete = {"mediaops.dynamic_media.scheduled_job": absent, "loop": shown_whole}
    tasks = [*recipe("Save the schedules"), delete, *recipe("Restore the schedules")]
    played = play(tasks).assert_success()
    assert sum(result["changed"] for result in played.result["results"]) == len(DETAILS) - 1
    assert schedules(company, play) == before
