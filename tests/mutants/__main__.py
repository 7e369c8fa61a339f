# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutate the flow, and tell which mutants no test notices; ``make mutants`` runs it in a copy of the collection.

Those of ``explained.toml`` are known, with a reason for each. What a run has found is kept, so that it can be
interrupted and go on.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import tomllib
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkItem, WorkResult

HERE = Path(__file__).resolve().parent
CONFIG = HERE / "cosmic-ray.toml"
EXPLAINED = HERE / "explained.toml"


def main(session: Path) -> int:
    """Try all mutants that have not been tried; returns the exit status, 1 when some survive without an explanation."""
    if not session.exists():
        session.parent.mkdir(parents=True, exist_ok=True)
        _cosmic_ray("cosmic-ray", "init", CONFIG, session)
        _cosmic_ray("cr-filter-operators", session, CONFIG)
    _cosmic_ray("cosmic-ray", "exec", CONFIG, session)
    explained = [tuple(entry["change"]) for entry in tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivor"]]
    tried, unexplained = 0, 0
    for item, result in _results(session):
        tried += 1
        if result.test_outcome is TestOutcome.SURVIVED and _change(result) not in explained:
            unexplained += 1
            print(f"{item.mutations[0].module_path}:{item.mutations[0].start_pos[0]} survives:\n{result.diff}\n")
    print(f"{tried} mutants, {unexplained} survive that nothing explains")
    return int(unexplained > 0)


def _cosmic_ray(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True)


def _results(session: Path) -> Iterator[tuple[WorkItem, WorkResult]]:
    with use_db(session, WorkDB.Mode.open) as database:
        results = dict(database.results)
        for item in database.work_items:
            if item.job_id in results and results[item.job_id].test_outcome is not None:
                yield item, results[item.job_id]


def _change(result: WorkResult) -> tuple[str, ...]:
    """The lines that a mutant has in place of others, as they are in the explanations: what was, then what is."""
    lines = (result.diff or "").splitlines()
    changed = [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]
    return tuple(f"{line[0]} {line[1:].strip()}" for line in changed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
