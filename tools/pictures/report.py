# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report that the role job_report writes of a simulator with a fortnight of runs."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import demo
from lxml import etree, html
from pictures.svg import element

# HTML implies them, XML does not.
NAMESPACES = {"body": "http://www.w3.org/1999/xhtml", "svg": "http://www.w3.org/2000/svg"}
WIDTH, HEIGHT = 1000, 740
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


def write_page(endpoint: str) -> str:
    """Return the page that the role writes of a simulator at *endpoint* with a fortnight of runs."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        demo.control(endpoint, "seed", "POST", SEED)
        (Path(folder) / "report.yml").write_text(json.dumps(PLAYBOOK), encoding="utf-8")
        command = [str(demo.BIN / "ansible-playbook"), f"{folder}/report.yml", "-e", f"job_report_dest={page}"]
        settings = demo.playbook_settings(endpoint)
        subprocess.run(command, check=True, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        return page.read_text(encoding="utf-8")


def draw(page: str) -> str:
    """Return the upper part of a report as a picture: the page itself, laid into one."""
    document = html.document_fromstring(page)
    # The page's own style sheet makes it light or dark.
    style = f"{document.findtext('.//style')} :root {{ background: var(--page) }}"
    (body,) = document.iterchildren("body")
    content = element("foreignObject", _as_xml(body, style), width=WIDTH, height=HEIGHT)
    title = element("title", escape(document.findtext(".//title") or ""))
    return element("svg", title + content, xmlns=NAMESPACES["svg"], role="img", width=WIDTH, height=HEIGHT) + "\n"


def _as_xml(node: etree._Element, style: str = "") -> str:
    """Return *node* and what is in it as XML, with a style sheet first, without scripts and the page's own links."""
    attributes = {str(name): value for name, value in node.attrib.items() if name != "href"}
    if node.tag in NAMESPACES:
        attributes["xmlns"] = NAMESPACES[str(node.tag)]
    parts = [element("style", escape(style)) if style else "", escape(node.text or "")]
    for child in node.iterchildren(tag=etree.Element):
        parts += ["" if child.tag == "script" else _as_xml(child), escape(child.tail or "")]
    return element(str(node.tag), "".join(parts), **attributes)
