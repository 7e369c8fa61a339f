# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cdn_invalidation in playbooks against the simulator, whose journal shows what was sent."""

from __future__ import annotations

from typing import Any

import pytest
from harness import Player, Simulator

ROOT = "https://planetary.example.com/is/image/Planetary/"
FEW = [ROOT + "shoe-red", ROOT + "shoe-blue?wid=200&hei=100"]


def invalidate(urls: list[str], **options: Any) -> list[dict[str, Any]]:
    return [{"mediaops.dynamic_media.cdn_invalidation": {"company_name": "Planetary", "urls": urls, **options}}]


def sent_urls(simulator: Simulator) -> list[list[str]]:
    return [entry["params"]["urlArray"] for entry in simulator.journal("cdnCacheInvalidation")]


def test_a_few(play: Player, simulator: Simulator) -> None:
    result = play(invalidate([*FEW, FEW[0]])).assert_success().result
    assert result["changed"] is True
    assert [item["urls"] for item in result["invalidations"]] == [2]
    assert sent_urls(simulator) == [FEW]
    assert "getCdnCacheInvalidationStatus" not in [entry["operation"] for entry in simulator.journal()]


def test_more_than_one_request_takes(play: Player, simulator: Simulator) -> None:
    urls = [f"{ROOT}shoe-{number}" for number in range(1001)]
    result = play(invalidate(urls)).assert_success().result
    assert [(item["urls"], item["delivery"]) for item in result["invalidations"]] == [
        (1000, "confirmed"),
        (1, "confirmed"),
    ]
    assert sent_urls(simulator) == [urls[:1000], urls[1000:]]


def test_until_the_cdn_is_done(play: Player, simulator: Simulator) -> None:
    result = play(invalidate(FEW, wait=True, poll_interval=1)).assert_success().result
    [invalidation] = result["invalidations"]
    assert invalidation["status"] == "Complete"
    assert invalidation["completion_time"].endswith("Z")
    assert result["exchange"]["polls"] > 1


def test_not_longer_than_asked(play: Player, simulator: Simulator) -> None:
    played = play(invalidate(FEW, wait=True, wait_timeout=1))
    assert played.tasks[-1].outcome == "failed", played.output
    assert (played.result["changed"], played.result["error"]["kind"]) == (True, "timeout")
    assert played.result["invalidations"][0]["status"] == "Pending"


@pytest.mark.parametrize("check", [False, True])
def test_by_a_template(play: Player, simulator: Simulator, check: bool) -> None:
    options = {"template": f"{ROOT}<ID>\n{ROOT}<ID>?wid=200,100\n", "assets": ["shoe-red", "été 1"]}
    task = {"mediaops.dynamic_media.cdn_invalidation": {"company_name": "Planetary", **options}}
    result = play([task], check=check).assert_success().result
    assert result["changed"] is True
    assert [item["urls"] for item in result["invalidations"]] == [4]
    encoded = f"{ROOT}%C3%A9t%C3%A9%201"
    urls = [f"{ROOT}shoe-red", f"{ROOT}shoe-red?wid=200,100", encoded, f"{encoded}?wid=200,100"]
    assert sent_urls(simulator) == ([] if check else [urls])


@pytest.mark.parametrize("version", ["2010-01-31", "2013-02-15"])
def test_versions_without_a_status(play: Player, simulator: Simulator, version: str) -> None:
    played = play(invalidate(FEW, wait=True, api_version=version)).assert_success()
    assert played.result["changed"] is True
    assert [(item["success"], item["error"]) for item in played.result["invalidations"]] == [(2, 0)]
    assert "has no getCdnCacheInvalidationStatus" in played.result["warnings"][0]
    assert [entry["operation"] for entry in simulator.journal()] == ["getCompanyInfo", "cdnCacheInvalidation"]


def test_a_service_without_the_status_operation(play: Player, simulator: Simulator) -> None:
    operation = "getCdnCacheInvalidationStatus"
    simulator.post("faults", {"kind": "status", "operation": operation, "status": 404, "times": 100})
    played = play(invalidate(FEW, wait=True)).assert_success()
    assert (played.result["changed"], simulator.sent(operation)) == (True, 3)
    assert "Whether the CDN is done is not known" in played.result["warnings"][0]


def test_an_answer_without_a_handle(play: Player, simulator: Simulator) -> None:
    simulator.post("answers", {"invalidation_handle": False})
    result = play(invalidate(FEW, wait=True)).assert_success().result
    assert (result["changed"], result["invalidations"][0]["handle"]) == (True, None)
    assert simulator.sent("getCdnCacheInvalidationStatus") == 0


def test_check_mode_sends_nothing(play: Player, simulator: Simulator) -> None:
    result = play(invalidate(FEW, wait=True), check=True).assert_success().result
    assert result["changed"] is True
    assert [item["delivery"] for item in result["invalidations"]] == ["not_sent"]
    assert simulator.changes() == []


def test_an_invalid_url_is_refused_before_anything_is_sent(play: Player, simulator: Simulator) -> None:
    played = play(invalidate([*FEW, "/is/image/Planetary/shoe-red"]))
    assert played.tasks[-1].outcome == "failed", played.output
    assert "urls[2]" in played.result["msg"]
    assert simulator.journal() == []


def test_a_batch_that_fails_says_what_was_sent(play: Player, simulator: Simulator) -> None:
    simulator.post("faults", {"kind": "drop_after", "operation": "cdnCacheInvalidation", "skip": 1})
    played = play(invalidate([f"{ROOT}shoe-{number}" for number in range(2500)]))
    assert played.tasks[-1].outcome == "failed", played.output
    assert played.result["changed"] is True
    deliveries = [item["delivery"] for item in played.result["invalidations"]]
    assert deliveries == ["confirmed", "unknown", "not_sent"]
    assert "URLs 1 to 1000 of 2500 were sent." in played.result["msg"]
    assert simulator.sent("cdnCacheInvalidation") == 2
