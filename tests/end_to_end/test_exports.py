# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports in playbooks against the simulator: where what was exported can be fetched."""

from __future__ import annotations

import io
import urllib.request
import zipfile

import pytest
from harness import Player, Simulator

TASKS = """
- mediaops.dynamic_media.ips_request:
    operation: getAssetsByName
    params: {companyHandle: "{{ company.company.handle }}", nameArray: [shoe-red]}
  register: found
- mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Export Shoes
    poll_interval: 1
    export:
      asset_handle_array: "{{ found.response.assetArray | map(attribute='assetHandle') }}"
      fmt: orig
      email_setting: None
- mediaops.dynamic_media.wait_for_job:
    company_name: Planetary
    job_name: Export Shoes
    since: 1h
- mediaops.dynamic_media.submit_job:
    company_name: Planetary
    job_name: Export Shoes
    skip_if_succeeded_since: 1h
    export: {asset_handle_array: ["a|1"], fmt: orig, email_setting: None}
"""
COMPANY = """
- mediaops.dynamic_media.company_info: {company_name: Planetary}
  register: company
"""


@pytest.mark.parametrize("direct", [True, False], ids=["directly", "as a module"])
def test_each_module_returns_the_urls(play: Player, simulator: Simulator, direct: bool) -> None:
    variables = {"dynamic_media_direct_execution": direct}
    submitted, waited, skipped = play(COMPANY + TASKS, variables=variables).assert_success().results[2:]
    [url] = submitted["exported_urls"]
    with urllib.request.urlopen(url) as answer, zipfile.ZipFile(io.BytesIO(answer.read())) as archive:
        assert len(archive.namelist()) == 1
    assert waited["exported_urls"] == skipped["exported_urls"] == [url]
    assert (submitted["action"], waited["action"], skipped["action"]) == ("execute", "adopt", "skip")


def test_a_scheduled_export_with_a_log_of_5000_rows(play: Player, simulator: Simulator) -> None:
    behaviour = {"duration": 0.5, "success": 5000, "log_rows": 5000}
    details = {"assetHandleArray": ["a|1"], "fmt": "orig", "emailSetting": "None"}
    job = {"name": "Weekly Export", "kind": "exportJob", "details": details, "behaviour": behaviour}
    simulator.post("jobs", job)
    task = {"company_name": "Planetary", "job_name": "Weekly Export", "log_details": "none"}
    result = play([{"mediaops.dynamic_media.execute_job": task}]).assert_success().result
    assert len(result["exported_urls"]) == 1
    pages = [entry["params"]["resultsPage"] for entry in simulator.journal("getJobLogDetails")]
    assert [int(page) for page in pages] == [1, 2, 3, 4, 5, 6]
