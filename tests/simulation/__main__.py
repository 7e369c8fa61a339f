# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Simulate deployments: see ``python tests/simulation --help``."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
import types
from pathlib import Path

NAMESPACES = ("ansible_collections", "ansible_collections.mediaops", "ansible_collections.mediaops.dynamic_media")


def main(arguments: list[str] | None = None) -> int:
    """Play the schedules. Returns the exit status, which is 1 if a promise is broken."""
    options = _parser().parse_args(arguments)
    _find_collection()
    from simulated_ips import campaign

    if options.trace is not None:
        finding = campaign.check(options.trace)
        print(campaign.describe(options.trace))
        print("\n".join(finding.broken) if finding else "Nothing is broken.")
        return int(finding is not None)
    if options.mutations:
        return _try_mutations(options.first, options.seeds)
    return _simulate(options.first, options.seeds, options.jobs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="simulation", description="A deterministic simulation of tasks, service and network, one schedule a seed."
    )
    parser.add_argument("--seeds", type=int, default=2000, help="how many schedules (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a processor)")
    parser.add_argument(
        "--trace", type=int, metavar="SEED", help="describe all that happens in the schedule of this seed"
    )
    parser.add_argument("--mutations", action="store_true", help="break the flow on purpose, and see each found")
    return parser


def _find_collection() -> None:
    """Make the collection importable from this checkout, if it is not installed."""
    try:
        if importlib.util.find_spec(NAMESPACES[-1]) is not None:
            return
    except ModuleNotFoundError:
        pass
    root = Path(__file__).resolve().parents[2]
    for name in NAMESPACES:
        module = types.ModuleType(name)
        module.__path__ = [str(root)] if name == NAMESPACES[-1] else []
        sys.modules[name] = module


def _simulate(first: int, seeds: int, jobs: int) -> int:
    from simulated_ips import campaign

    started = time.monotonic()
    done, next_report = 0, 0
    findings = []
    for count, found in campaign.check_all(first, seeds, jobs):
        done += count
        findings += found
        for finding in found:
            print(f"seed {finding.seed} fails: {'; '.join(finding.broken)}", flush=True)
        if done >= next_report:
            print(f"{done} of {seeds} schedules, {time.monotonic() - started:.0f} s", flush=True)
            next_report += max(1, seeds // 20)
    if findings:
        seed = min(finding.seed for finding in findings)
        print(f"\nThe first seed that fails, {seed}:\n{campaign.describe(seed)}")
    print(f"{done} schedules, {len(findings)} failed, {time.monotonic() - started:.0f} s")
    return int(bool(findings))


def _try_mutations(first: int, seeds: int) -> int:
    from simulated_ips.mutations import MUTATIONS

    missed = 0
    for mutation in MUTATIONS:
        finding = mutation.finding(range(first, first + seeds))
        missed += finding is None
        verdict = f"found by seed {finding.seed}: {finding.broken[0][:150]}" if finding else "NOT FOUND"
        print(f"{mutation.name}: {verdict}", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
