# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the pictures of README and guides from the real thing: all of them, or those named on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import demo
from pictures import exchange, layers, report, terminal

FOLDER = demo.CHECKOUT / "docs" / "docsite" / "rst" / "pictures"
# Long enough for its progress to be seen.
SLOW_RUN_SECONDS = 20


def make_demo() -> str:
    """Return the session of make demo."""
    return _session(["make", "demo"], {}, "make demo")


def make_progress() -> str:
    """Return the session of a playbook whose job takes a while."""
    with _installed_simulator() as endpoint:
        demo.slow_down(endpoint, SLOW_RUN_SECONDS)
        command = demo.playbook_command(through_runner=False)
        return _session(command, demo.playbook_settings(endpoint), f"ansible-playbook {demo.PLAYBOOK}")


def make_layers() -> str:
    """Return the packages of the collection."""
    return layers.draw(demo.CHECKOUT / "plugins")


def make_exchange() -> str:
    """Return the requests of the demo playbook's first run."""
    with _installed_simulator() as endpoint:
        environment = {**os.environ, **demo.playbook_settings(endpoint)}
        command = demo.playbook_command(through_runner=False)
        subprocess.run(command, check=True, cwd=demo.DEMO, env=environment, stdout=subprocess.DEVNULL)
        row = next(row for row in demo.control(endpoint, "state")["job_logs"] if row["original_name"] == demo.JOB)
        return exchange.draw(demo.control(endpoint, "journal")["requests"], row["start"], row["end"])


def make_report() -> str:
    """Return the report of a company's runs."""
    with _installed_simulator() as endpoint:
        return report.draw(report.write_page(endpoint))


def _installed_simulator() -> Any:
    demo.install_collection()
    return demo.simulator()


def _session(command: list[str], environment: dict[str, str], typed: str) -> str:
    recording = terminal.record(command, environment, demo.CHECKOUT)
    if recording.status:
        raise SystemExit(f"{typed} has failed:\n{''.join(text for _moment, text in recording.pieces)}")
    return terminal.draw(recording, typed)


PICTURES: dict[str, Callable[[], str]] = {
    "demo": make_demo,
    "progress": make_progress,
    "layers": make_layers,
    "exchange": make_exchange,
    "report": make_report,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        (FOLDER / f"{name}.svg").write_text(PICTURES[name](), encoding="utf-8")
        print(f"{name}.svg")
