# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What uploads cost, compared with curl and the same files in one POST to the same servlet."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from xml.sax.saxutils import escape

from measuring import PASSWORD, USERNAME, Probed, Simulator, probe

NAMESPACE = "http://www.scene7.com/IpsApi/xsd/2014-04-03"


@dataclass(frozen=True)
class UploadTimes:
    """An upload of so many files of a size in bytes.

    :param seconds: of the task, in its best turn.
    :param curl_seconds: None where there is no curl.
    """

    files: int
    size: int
    seconds: float
    curl_seconds: float | None
    probed: Probed


def measure_uploads(
    simulator: Simulator, folder: Path, extents: tuple[tuple[int, int], ...], turns: int
) -> list[UploadTimes]:
    """Upload files by the task and by curl, in turn; of each the best time counts, for the least disturbed turn."""
    measured = []
    for files, size in extents:
        below = folder / f"{files}x{size}"
        below.mkdir()
        for number in range(files):
            with (below / f"{number:05}.tif").open("wb") as file:
                file.truncate(size)
        ours, curls = [], []
        for _turn in range(turns):
            simulator.restart()
            probed = probe(simulator, "upload_files", src=str(below), wait=False)
            ours.append(probed.seconds[0])
            curls += _curl(simulator, below)
        measured.append(UploadTimes(files, size, min(ours), min(curls, default=None), probed))
        shutil.rmtree(below)
    return measured


def _curl(simulator: Simulator, below: Path) -> list[float]:
    """The seconds that curl takes, or None where there is no curl."""
    if shutil.which("curl") is None:
        return []
    simulator.restart()
    url = urlsplit(simulator.endpoint)
    documents = {"auth": _auth(), "uploadParams": _params(simulator)}
    command = ["curl", "--silent", "--show-error", "--fail"]
    for name, xml in documents.items():
        command += ["--form-string", f"{name}={xml}"]
    for file in sorted(below.iterdir()):
        command += ["--form", f"file=@{file}"]
    command.append(urlunsplit((url.scheme, url.netloc, "/scene7/UploadFile", "", "")))
    began = time.perf_counter()
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds = time.perf_counter() - began
    if "jobHandle" not in answer:
        raise SystemExit(f"curl was answered: {answer}")
    return [seconds]


def _auth() -> str:
    user = f"<user>{escape(USERNAME)}</user><password>{escape(PASSWORD)}</password>"
    return f'<authHeader xmlns="{NAMESPACE}">{user}<appName>curl</appName><appVersion>1</appVersion></authHeader>'


def _params(simulator: Simulator) -> str:
    companies = simulator.get("state")["companies"]
    handle = next(company["handle"] for company in companies if company["name"] == "Planetary")
    job = (
        "<overwrite>true</overwrite><readyForPublish>true</readyForPublish>"
        "<createMask>false</createMask><emailSetting>None</emailSetting>"
    )
    return (
        f'<uploadPostParam xmlns="{NAMESPACE}"><companyHandle>{handle}</companyHandle><jobName>curl</jobName>'
        f"<endJob>true</endJob><uploadParams>{job}</uploadParams></uploadPostParam>"
    )
