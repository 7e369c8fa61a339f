# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what tasks cost, and write docs/performance.md: see ``python benchmarks --help``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import growth
import peers
import report
import uploads
from measuring import CHECKOUT, Simulator, running_simulator

PAGE = CHECKOUT / "docs" / "performance.md"


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    items: int
    hosts: int
    turns: int
    waiting_seconds: float
    error_logs: tuple[int, ...]
    whole_logs: tuple[int, ...]
    companies: tuple[tuple[int, int], ...]
    uploads: tuple[tuple[int, int], ...]
    upload_turns: int


FULL = Extent(
    6,
    8,
    50,
    11,
    5.0,
    (10, 100_000),
    (10_000, 50_000, 100_000),
    ((10, 10), (10_000, 1_000)),
    ((1, 2 * 10**9), (2_000, 10_000)),
    4,
)
SMOKE = Extent(1, 2, 3, 1, 1.0, (10, 3_000), (2_000,), ((10, 10), (50, 20)), ((1, 2 * 10**6), (20, 10_000)), 1)


def measure(simulator: Simulator, extent: Extent, folder: Path) -> report.Measured:
    """All of it, saying on the terminal what it is at."""
    _say("tasks, their floors, ping and uri")
    tasks = peers.measure_tasks(simulator, folder, extent.rounds, extent.items)
    hosts = peers.measure_hosts(simulator, folder, extent.hosts)
    zeep = peers.measure_zeep(simulator, extent.turns)
    _say("waiting")
    waiting = growth.measure_waiting(simulator, extent.waiting_seconds)
    _say("logs")
    error_logs = growth.measure_error_logs(simulator, extent.error_logs, extent.turns)
    whole_logs = growth.measure_whole_logs(simulator, extent.whole_logs)
    _say("companies")
    companies = growth.measure_companies(simulator, extent.companies, extent.turns)
    _say("uploads")
    uploaded = uploads.measure_uploads(simulator, folder, extent.uploads, extent.upload_turns)
    return report.Measured(tasks, zeep, extent.hosts, hosts, waiting, error_logs, whole_logs, companies, uploaded)


def main() -> None:
    """Measure, and write the page; a smoke run only prints it."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="What tasks cost, compared with their peers.")
    parser.add_argument("--smoke", action="store_true", help="a quick run that prints the page and writes nothing")
    parser.add_argument("--output", type=Path, default=PAGE, metavar="FILE", help="the page (default: %(default)s)")
    options = parser.parse_args()
    with running_simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        measured = measure(simulator, SMOKE if options.smoke else FULL, Path(folder))
    page = report.write(measured)
    print(page)
    if not options.smoke:
        options.output.write_text(page, encoding="utf-8")


def _say(what: str) -> None:
    print(f"measuring: {what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
