# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What exports have made: a ZIP for each, at the address in its log."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import quote

from .http_messages import HttpRequest, HttpResponse
from .runs import Run
from .simulation import Simulation

ELEMENT = "exportJob"

_ROUTE = re.compile(r"/exports/(\d+)/[^/]+\.zip", re.ASCII)


def export_url(base_url: str, run: Run) -> str:
    """Where the ZIP of a run is."""
    return "%s/exports/%d/%s.zip" % (base_url, run.number, quote(run.name))


def export_answer(request: HttpRequest, simulation: Simulation) -> HttpResponse | None:
    """The answer to a request for the ZIP of a run that has ended, None for any other request."""
    route = _ROUTE.fullmatch(request.route)
    if route is None or request.method not in ("GET", "HEAD"):
        return None
    with simulation.lock:
        world = simulation.world
        runs = (run for company in world.companies for run in company.history.between(None, None, newest_first=True))
        run = next((run for run in runs if run.number == int(route[1]) and run.element == ELEMENT), None)
        if run is None or not run.ended_in_log(world.now()):
            return None
    return HttpResponse(200, _zip(run), "application/zip")


def _zip(run: Run) -> bytes:
    """A file for each asset that the job names, with its handle in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, handle in enumerate(run.details.get("assetHandleArray", ()), start=1):
            archive.writestr("asset%d.txt" % number, "%s\n" % handle)
    return content.getvalue()
