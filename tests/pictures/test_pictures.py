# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides' pictures are current, in what does not differ from one run to the next: see make pictures."""

from __future__ import annotations

import ast
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
    styles = "".join(root.xpath("//*[local-name() = 'style']/text()"))
    assert "prefers-color-scheme:dark" in styles.replace(" ", "")
    assert not root.xpath("//*[local-name() = 'script' or local-name() = 'image'] | //@href")


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
    from pictures import terminal

    pieces = [(0.0, "\x1b[32mok\x1b[0m first\r\n"), (0.5, "\x1b[3"), (0.51, "4m 10 %"), (30.0, "\r\x1b[K 90 %")]
    pieces += [(30.2, "\r\x1b[K"), (30.21, "Done\x1b[0m\r\n"), (30.5, "gone"), (31.0, "\r\x1b[K")]
    drawn = etree.fromstring(terminal.draw(terminal.Recording(pieces), "program").encode())
    groups = {group.get("id"): "".join(text.text for text in group).strip() for group in drawn.iter(f"{SVG}g")}
    assert groups == {"r0s0": "ok first", "r1s0": "10 %", "r1s1": "90 %", "r1s2": "Done"}
    assert next(text for text in drawn.iter(f"{SVG}text") if text.text == "ok").get("class") == "mono green"
    style = drawn.findtext(f"{SVG}style")
    assert "#r1s0,#r1s1{opacity:0}" in style
    # The pause of half a minute is shortened to a second, and Done stays for three.
    assert re.findall(r"#r1s\d\{animation:r1s\d (.+?) infinite\}", style) == ["4.21s steps(1) -1.21s"] * 3
    assert "r0s0" not in style


def test_the_report_has_the_outcomes_that_the_role_names_today() -> None:
    template = CHECKOUT / "roles" / "job_report" / "templates" / "report.html.j2"
    kinds = re.search(r"{% set kinds = ({.+?}) %}", template.read_text(encoding="utf-8"))
    assert kinds
    shown = set(etree.parse(str(FOLDER / "report.svg")).getroot().itertext())
    assert sorted(set(ast.literal_eval(kinds[1]).values()) - {text.strip() for text in shown}) == [], HOW


def test_a_report_is_xml_without_scripts_and_links() -> None:
    from pictures import report

    head = "<title>T</title><style>:root{--page:#fff}</style>"
    text = "<script>1</script><p>a<br>b &lt; <a href='#r1'>c</a><svg><rect/></svg>"
    drawn = etree.fromstring(
        report.draw(f"<!DOCTYPE html><html><head>{head}</head><body>{text}</body></html>").encode()
    )
    body = next(drawn.iter("{http://www.w3.org/1999/xhtml}body"))
    assert "".join(body.itertext()).endswith("ab < c")
    assert [etree.QName(node).localname for node in body.iter(etree.Element)][-5:] == ["p", "br", "a", "svg", "rect"]
    assert not drawn.xpath("//@href | //*[local-name() = 'script']")
