# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides' pictures are current, in what does not differ from one run to the next: see make pictures."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "docs" / "docsite" / "rst" / "pictures"
PICTURES = sorted(FOLDER.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
HOW = "run `make pictures`"


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))


def lines(name: str) -> list[str]:
    """The texts of a picture, each row of it in one line."""
    rows: dict[str, str] = {}
    for text in etree.parse(str(FOLDER / f"{name}.svg")).iter(f"{SVG}text"):
        rows[text.get("y")] = f"{rows.get(text.get('y'), '')} {text.text}".strip()
    return list(rows.values())


def demo_tasks() -> list[str]:
    (play,) = yaml.safe_load((CHECKOUT / "playbooks" / "demo.yml").read_text(encoding="utf-8"))
    return [f"PLAY [{play['name']}]", *(f"TASK [{task['name']}]" for task in play["tasks"]), "PLAY RECAP"]


def headings() -> list[tuple[str, str]]:
    """What tools/demo.py prints above each part."""
    source = (CHECKOUT / "tools" / "demo.py").read_text(encoding="utf-8")
    return re.findall(r'title\("(.+?)"\)|"((?:First|Second) run: .+?)"', source)


@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.stem)
def test_a_picture_says_what_it_shows_and_follows_the_readers_screen(file: Path) -> None:
    root = etree.parse(str(file)).getroot()
    assert root.findtext(f"{SVG}title")
    assert "prefers-color-scheme:dark" in root.findtext(f"{SVG}style")
    assert not list(root.iter(f"{SVG}script", f"{SVG}image"))


def test_the_demo_is_the_one_that_runs_today() -> None:
    shown = "\n".join(lines("demo"))
    assert [text for text in map("".join, headings()) if text not in shown] == [], HOW
    parts = re.findall(r"(?:PLAY|TASK) \[.*?\]|PLAY RECAP", shown)
    assert parts == demo_tasks() * 2, HOW
    assert [re.sub(r"\s+", " ", text) for text in re.findall(r"ok=\d+\s+changed=\d+", shown)] == [
        "ok=2 changed=1",
        "ok=2 changed=0",
    ], HOW


def test_the_progress_is_that_of_the_demo_playbook() -> None:
    shown = "\n".join(lines("progress"))
    assert re.findall(r"(?:PLAY|TASK) \[.*?\]|PLAY RECAP", shown) == demo_tasks(), HOW
    assert re.search(r"\d+ ?%", shown), HOW


def test_the_layers_are_those_of_the_imports() -> None:
    from pictures import layers

    drawn = layers.draw(CHECKOUT / "plugins")
    assert (FOLDER / "layers.svg").read_text(encoding="utf-8") == drawn, HOW


def test_packages_that_import_each_other_cannot_be_drawn() -> None:
    from pictures import layers

    with pytest.raises(ValueError, match="import each other: a, b"):
        layers.levels(Counter({("a", "b"): 1, ("b", "a"): 1, ("c", "a"): 1}))


def test_an_import_counts_whatever_its_form(tmp_path: Path) -> None:
    from pictures import layers

    folder = tmp_path / "module_utils" / "_runs"
    folder.mkdir(parents=True)
    forms = (
        f"from {layers.PREFIX}module_utils._ips.client import Client",
        f"from {layers.PREFIX}module_utils import _ips",
        "from .._ips import client",
        f"import {layers.PREFIX}module_utils._ips.client",
    )
    for form in forms:
        (folder / "watch.py").write_text(f"{form}\nfrom . import beside\nimport json\n", encoding="utf-8")
        assert list(layers.imports(tmp_path)) == [("module_utils/_runs", "module_utils/_ips")], form


def test_the_exchange_has_the_phases_of_a_run() -> None:
    from pictures import exchange

    shown = lines("exchange")
    names = [name for name, _what, _operations in exchange.PHASES]
    assert [line.split("  ")[0] for line in shown if line in names] == names, HOW
    assert sum("executeJob" in line for line in shown) == 1, HOW


def entries(*operations: str) -> list[dict[str, Any]]:
    return [{"operation": name, "time": f"2026-01-01T00:00:0{n}Z"} for n, name in enumerate(operations)]


def test_requests_are_put_into_phases_by_their_order() -> None:
    from pictures import exchange

    journal = entries(
        "getCompanyInfo", "getActiveJobs", "executeJob", "getJobLogs", "getActiveJobs", "getJobLogDetails"
    )
    assert exchange.phases(journal) == [0, 1, 2, 3, 3, 4]
    drawn = etree.fromstring(exchange.draw(journal, "2026-01-01T00:00:02Z", "2026-01-01T00:00:04Z").encode())
    (run,) = [rect for rect in drawn.iter(f"{SVG}rect") if "accent" in rect.get("class", "")]
    ys = [float(tip.get("d").split()[1].split("l")[0]) for tip in drawn.iter(f"{SVG}path") if tip.get("class") == "tip"]
    assert float(run.get("y")) == pytest.approx(ys[2])
    assert float(run.get("y")) + float(run.get("height")) == pytest.approx(ys[4])


def test_a_line_that_moves_in_place_is_drawn_state_by_state() -> None:
    pytest.importorskip("pyte", reason="the pictures' own requirement, see requirements/docs.txt")
    from pictures import terminal

    pieces = [(0.0, "\x1b[32mok\x1b[0m first\r\n"), (0.5, " 10 %"), (30.0, "\r\x1b[K 90 %"), (30.2, "\r\x1b[KDone\r\n")]
    drawn = etree.fromstring(terminal.draw(terminal.Recording(pieces), "program").encode())
    passing = [group for group in drawn.iter(f"{SVG}g") if group.get("class") == "was"]
    assert ["".join(text.text for text in group).strip() for group in passing] == ["10 %", "90 %"]
    # The long pause is shortened.
    assert [group.get("style") for group in passing] == [
        "animation-delay:0.50s;animation-duration:1.00s",
        "animation-delay:1.50s;animation-duration:0.20s",
    ]
    final = [text.text for group in drawn.iter(f"{SVG}g") if group.get("class") == "is" for text in group]
    assert final == ["ok", " first", "Done"]
    assert next(text for text in drawn.iter(f"{SVG}text") if text.text == "ok").get("class") == "mono green"
