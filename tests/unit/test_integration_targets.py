# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each integration target tests the module of its name, and asks what the server saw."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
TARGETS = CHECKOUT / "tests" / "integration" / "targets"
MODULES = {path.stem for path in (CHECKOUT / "plugins" / "modules").glob("[!_]*.py")}


@pytest.mark.parametrize("target", sorted(path.name for path in TARGETS.iterdir() if path.name != "setup_simulator"))
def test_a_target_is_that_of_a_module(target: str) -> None:
    assert target in MODULES
    meta = yaml.safe_load((TARGETS / target / "meta" / "main.yml").read_text(encoding="utf-8"))
    assert meta["dependencies"] == ["setup_simulator"]
    tasks = (TARGETS / target / "tasks" / "main.yml").read_text(encoding="utf-8")
    assert f"mediaops.dynamic_media.{target}:" in tasks
    assert "setup_simulator_changes ==" in tasks
