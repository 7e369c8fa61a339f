# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module has an action plugin that does the same."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.action import ActionModule
from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.direct import task_of

PACKAGE = "ansible_collections.mediaops.dynamic_media.plugins"
PLUGINS = Path(__file__).resolve().parents[4] / "plugins"


def names(folder: str) -> list[str]:
    return sorted(path.stem for path in (PLUGINS / folder).glob("[!_]*.py"))


def test_every_module_has_an_action() -> None:
    assert names("modules") == names("action")


@pytest.mark.parametrize("name", names("modules"))
def test_module_and_action_do_the_same(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    module = importlib.import_module(f"{PACKAGE}.modules.{name}")
    given: list[Any] = []
    monkeypatch.setattr(module, "run_module", given.append)
    module.main()
    assert given == [task_of(name)]
    assert importlib.import_module(f"{PACKAGE}.action.{name}").ActionModule is ActionModule


@pytest.mark.parametrize("name", names("modules"))
def test_no_option_has_an_alias_or_is_deprecated(name: str) -> None:
    """Direct execution does not pass on the warnings that Ansible has for such options."""
    spec = str(task_of(name).arguments.as_spec())
    assert not any(word in spec for word in ("aliases", "removed_in_version", "removed_at_date"))
