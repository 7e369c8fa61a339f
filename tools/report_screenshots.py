# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the guides' pictures of a report: the role job_report against a simulator with a fortnight of runs."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import demo
from chromium import run_chromium

FOLDER = demo.CHECKOUT / "docs" / "docsite" / "rst" / "pictures"
WIDTH, HEIGHT = 1000, 1030
DAY = 86400
PUBLISH = {"kind": "imageServingPublishJob", "details": {"publishType": "Full", "emailSetting": "None"}}
OPTIMIZE = {"kind": "optimizeImagesJob", "details": {"emailSetting": "None"}}
UNREADABLE = {"type": "ImageServingPublishError", "message": "the image could not be read", "asset": "shoe-red"}


def nightly(job: str, hours_ago: float, durations: list[int], **unusual: dict[str, Any]) -> list[dict[str, Any]]:
    """Return log rows of a job's runs, one each night, the newest first.

    :param unusual: how single runs behaved, by their place in the list, as ``n3``.
    """
    return [
        {
            "job": job,
            "started_ago": hours_ago * 3600 + night * DAY,
            "behaviour": {"duration": seconds, "success": 300 + 7 * night, **unusual.get(f"n{night}", {})},
        }
        for night, seconds in enumerate(durations)
    ]


COMPANY = {
    "name": "Planetary",
    "jobs": [
        {"name": "Nightly Publish", "schedule": "00 00 02 * * ?", "description": "All images, every night", **PUBLISH},
        {"name": "Evening Publish", "schedule": "00 30 22 * * ?", **PUBLISH},
        {"name": "Catalog Upload", "schedule": "00 00 06 * * ?", **PUBLISH},
        {"name": "Optimize Images", "schedule": "00 00 04 ? * Sun", **OPTIMIZE},
    ],
    "runs": [{"job": "Evening Publish", "started_ago": 1500, "behaviour": {"duration": 3600}}],
    "logs": [
        *nightly(
            "Nightly Publish", 5, [1500, 1440, 1380, 1390, 1300, 1260, 1290, 1200, 1150, 1170], n4={"warnings": 2}
        ),
        *nightly(
            "Evening Publish", 24, [900, 950, 870, 400, 890, 930, 910, 900], n3={"errors": 1, "log": [UNREADABLE]}
        ),
        *nightly("Catalog Upload", 14, [3300, 3400, 3250, 3500, 3450, 3600, 3550, 3700, 3900], n1={"warnings": 1}),
        {"job": "Optimize Images", "started_ago": 3 * DAY, "behaviour": {"duration": 16000}},
    ],
}


SEED = {
    "companies": [COMPANY],
    "users": [{"email": "user@scene7.com", "password": "mypassword", "roles": {"Planetary": "IpsAdmin"}}],
}
PLAYBOOK = [
    {
        "name": "Report",
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [
            {"name": "Write the page", "ansible.builtin.include_role": {"name": "mediaops.dynamic_media.job_report"}},
        ],
        "vars": {"job_report_company_name": "Planetary", "job_report_since": "14d", "job_report_details": "all"},
    }
]


def main() -> None:
    """Write the pictures."""
    demo.install_collection()
    with tempfile.TemporaryDirectory() as folder, demo.simulator() as endpoint:
        page = Path(folder) / "report.html"
        url = f"http://{urlsplit(endpoint).netloc}/control/seed"
        urllib.request.urlopen(urllib.request.Request(url, json.dumps(SEED).encode()), timeout=10).close()
        (Path(folder) / "report.yml").write_text(json.dumps(PLAYBOOK), encoding="utf-8")
        command = [str(demo.BIN / "ansible-playbook"), f"{folder}/report.yml", "-e", f"job_report_dest={page}"]
        subprocess.run(command, check=True, env={**os.environ, **demo.playbook_settings(endpoint)})
        for scheme in ("light", "dark"):
            picture = FOLDER / f"report-{scheme}.png"
            run_chromium(page, f"--screenshot={picture}", dark=scheme == "dark", width=WIDTH, height=HEIGHT)
            print(f"wrote {picture.relative_to(demo.CHECKOUT)}")


if __name__ == "__main__":
    main()
