# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ips_request in playbooks against the simulator, which validates every request by the service's schema."""

from __future__ import annotations

from typing import Any

import pytest
from harness import PASSWORD, USERNAME, Player, Simulator

SEARCH = """
- mediaops.dynamic_media.ips_request:
    company_name: Planetary
    operation: searchAssets
    params:
      folder: Planetary/
      includeSubfolders: true
      systemFieldConditionArray:
        - field: Name
          op: StartsWith
          value: shoe
        - field: Name
          op: Contains
          value: red
      assetTypeArray: [Image]
      recordsPerPage: 50
      resultsPage: 1
  register: found
"""
CHANGE = """
- mediaops.dynamic_media.ips_request:
    company_name: Planetary
    operation: batchSetAssetMetadata
    params:
      updateArray:
        - assetHandleArray: ["{{ found.response.assetArray[0].assetHandle }}"]
          updateArray:
            - fieldHandle: m|description
              value: A red shoe & more
"""


def request(operation: str, **options: Any) -> list[dict[str, Any]]:
    return [{"mediaops.dynamic_media.ips_request": {"operation": operation, **options}}]


def test_arrays_and_structures_go_out_and_come_back(play: Player, simulator: Simulator) -> None:
    result = play(SEARCH).assert_success().result
    assert result["changed"] is False
    assert result["response"]["totalRows"] == "1"
    assert [asset["name"] for asset in result["response"]["assetArray"]] == ["shoe-red"]
    assert simulator.journal("searchAssets")[0]["params"]["systemFieldConditionArray"][1] == {
        "field": "Name",
        "op": "Contains",
        "value": "red",
    }


def test_a_change(play: Player, simulator: Simulator) -> None:
    result = play(SEARCH + CHANGE).assert_success().result
    assert (result["changed"], result["delivery"]) == (True, "confirmed")
    assert result["response"]["successCount"] == "1"
    assert simulator.changes() == ["batchSetAssetMetadata"]


def test_check_mode_reads_and_does_not_change(play: Player, simulator: Simulator) -> None:
    found, changed = play(SEARCH + CHANGE, check=True).assert_success().results
    assert found["response"]["totalRows"] == "1"
    assert (changed["changed"], changed["delivery"], changed["response"]) == (True, "not_sent", None)
    assert simulator.changes() == []


def test_an_operation_without_a_company(play: Player, simulator: Simulator) -> None:
    result = play(request("getAllCompanies", params={"includeExpired": False})).assert_success().result
    assert [company["name"] for company in result["response"]["companyArray"]] == ["Planetary"]


def test_a_field_out_of_order_is_refused_by_the_service(play: Player, simulator: Simulator) -> None:
    params = {"includeSubfolders": True, "folder": "Planetary/"}
    played = play(request("searchAssets", company_name="Planetary", params=params))
    assert played.tasks[-1].outcome == "failed", played.output
    assert (played.result["error"]["kind"], played.result["delivery"]) == ("api", "refused")


def test_an_operation_that_is_none_is_refused_by_the_service(play: Player, simulator: Simulator) -> None:
    played = play(request("getNothing", company_name="Planetary"))
    assert played.tasks[-1].outcome == "failed", played.output
    assert "getNothing" in played.result["msg"]


def test_an_answer_that_is_lost_is_not_sent_again(play: Player, simulator: Simulator) -> None:
    simulator.post("faults", {"kind": "drop_after", "operation": "createFolder"})
    played = play(request("createFolder", company_name="Planetary", params={"folderPath": "Planetary/hats/"}))
    assert played.tasks[-1].outcome == "failed", played.output
    assert (played.result["changed"], played.result["delivery"]) == (True, "unknown")
    assert simulator.sent("createFolder") == 1


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("params", [{"email": USERNAME, "password": "hush<&>hush"}, {"password": "hush", "no name": 1}])
def test_a_password_among_the_fields_is_never_shown(
    play: Player, simulator: Simulator, direct: bool, params: dict[str, Any]
) -> None:
    simulator.post("faults", {"kind": "echo_secrets", "operation": "checkLogin"})
    task = request("checkLogin", company_name="Planetary", params=params)
    played = play(task, verbosity=4, variables={"dynamic_media_direct_execution": direct})
    assert played.tasks[-1].outcome == "failed", played.output
    assert "hush" not in played.output
    assert PASSWORD not in played.output
    assert "hush" not in str(played.results)


def test_a_login_is_checked(play: Player, simulator: Simulator) -> None:
    params = {"email": USERNAME, "password": PASSWORD}
    result = play(request("checkLogin", company_name="Planetary", params=params)).assert_success().result
    assert result["response"] == {"status": "ValidLogin"}
    assert result["changed"] is False
