# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each module has an integration target, which tests that module in check mode too and asks what the server saw."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
TARGETS = CHECKOUT / "tests" / "integration" / "targets"
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("[!_]*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_target(module: str) -> None:
    meta = yaml.safe_load((TARGETS / module / "meta" / "main.yml").read_text(encoding="utf-8"))
    assert meta["dependencies"] == ["setup_simulator"]
    tasks = (TARGETS / module / "tasks" / "main.yml").read_text(encoding="utf-8")
    used = [text for text in (f"mediaops.dynamic_media.{module}:", "setup_simulator_changes") if text in tasks]
    assert len(used) == 2


def test_every_target_is_that_of_a_module() -> None:
    assert sorted(path.name for path in TARGETS.iterdir()) == sorted([*MODULES, "setup_simulator"])
