# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page looks like in headless Chromium: sizes, colours and texts, measured from within a frame around it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    "--virtual-time-budget=10000",
]

FRAME = """<!DOCTYPE html><meta charset="utf-8">
<style>body {{ margin: 0 }} iframe {{ border: 0; width: {width}px; height: 900px }}</style>
<iframe src="{page}"></iframe><pre id="measured"></pre><script>
document.querySelector("iframe").addEventListener("load", event => {{
  const win = event.target.contentWindow, doc = win.document;
  const all = selector => Array.from(doc.querySelectorAll(selector));
  const measure = () => {{ {script} }};
  document.getElementById("measured").textContent = JSON.stringify(measure());
}});
</script>
"""


def measured(page: Path, script: str, *, width: int = 1280, dark: bool = False) -> Any:
    """What a script returns in a page of that width.

    :param script: the body of a function, with ``doc``, ``win`` and ``all(selector)``.
    """
    frame = page.with_name("frame.html")
    frame.write_text(FRAME.format(page=page.name, width=width, script=script), encoding="utf-8")
    output = run_chromium(frame, "--dump-dom", dark=dark, width=width)
    found = re.search(r'<pre id="measured">(.+?)</pre>', output, re.DOTALL)
    assert found, output[-2000:]
    return json.loads(html.unescape(found[1]))


def run_chromium(page: Path, *arguments: str, dark: bool = False, width: int = 1280, height: int = 900) -> str:
    """What Chromium prints for a page in a window of that size, with a profile of its own."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as profile:
        window = [f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        window.append(f"--blink-settings=preferredColorScheme={0 if dark else 1}")
        command = [CHROMIUM, *FLAGS, *window, *arguments, page.as_uri()]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
