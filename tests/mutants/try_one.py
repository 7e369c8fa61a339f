# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the tests notice that the code beside them was changed; the simulation first, where most mutants die."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SEEDS = 300

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "tests" / "unit" / "plugins"
SUITES = (
    UNIT / "module_utils" / "_runs",
    UNIT / "module_utils" / "_ips" / "test_pace.py",
    UNIT / "module_utils" / "_ips" / "test_times.py",
    UNIT / "modules",
    ROOT / "tests" / "simulation" / "test_seeds.py",
)


def main() -> int:
    """Return 0 when nothing notices."""
    sys.path.insert(0, str(ROOT / "tests" / "simulation"))
    from simulated_ips.campaign import first_finding

    if first_finding(range(SEEDS)) is not None:
        return 1
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *map(str, SUITES)]))


if __name__ == "__main__":
    sys.exit(main())
