# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role job_report: what its page says, and what a reader sees of it in a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, measured
from harness import DEFAULT_SEED, Player, Simulator
from lxml import html

HOSTILE = "<script>document.title = 'owned'</script> & \"R&D\" 'x' {{ 1 + 1 }} 🚀"
DAY = 86400
FAILED = {"type": "ImageServingPublishError", "message": f"not read: {HOSTILE}", "asset": "<b>shoe</b>"}
SEED = {
    **json.loads(DEFAULT_SEED.read_text(encoding="utf-8")),
    "companies": [
        {
            "name": "Planetary",
            "jobs": [
                {
                    "name": "Nightly Publish",
                    "kind": "imageServingPublishJob",
                    "details": {"publishType": "Full", "emailSetting": "None"},
                    "schedule": "00 00 02 * * ?",
                    "description": f"All images {HOSTILE}",
                },
                {"name": HOSTILE},
                {"name": "Quiet", "schedule": "00 00 04 * * ?"},
            ],
            "runs": [{"job": "Nightly Publish", "started_ago": 600, "behaviour": {"duration": 3600}}],
            "logs": [
                {
                    "job": "Nightly Publish",
                    "started_ago": DAY,
                    "count": 5,
                    "spacing": DAY,
                    "behaviour": {"duration": 900},
                },
                {"job": HOSTILE, "started_ago": 2 * DAY, "behaviour": {"duration": 60, "errors": 1, "log": [FAILED]}},
                {"job": "Weekly", "started_ago": 9 * DAY, "behaviour": {"duration": 7200, "warnings": 2}},
            ],
        }
    ],
}


def role(**variables: Any) -> dict[str, Any]:
    given = {
        "job_report_company_name": "Planetary",
        **{f"job_report_{name}": value for name, value in variables.items()},
    }
    return {
        "name": "role",
        "ansible.builtin.include_role": {"name": "mediaops.dynamic_media.job_report"},
        "vars": given,
    }


@pytest.fixture(scope="module")
def page(shared_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page about a company of many kinds of runs."""
    folder = tmp_path_factory.mktemp("report")
    shared_simulator.restart(SEED)
    Player(folder, shared_simulator.environment)([role(dest=str(folder / "report.html"), since="10d")]).assert_success()
    return folder / "report.html"


@pytest.fixture(scope="module")
def document(page: Path) -> Any:
    return html.fromstring(page.read_text(encoding="utf-8"))


class TestWhatItSays:
    def test_every_run_has_a_row_and_a_mark_in_its_job_s_lane(self, document: Any) -> None:
        rows = document.xpath("//section[@aria-labelledby='runs']//tbody/tr")
        assert [row.xpath("string(th)") for row in rows].count("Nightly Publish") == 5
        assert len(rows) == 7
        lanes = {lane.xpath("string(text)"): lane for lane in document.xpath("//section[1]//*[name()='g']")}
        assert sorted(lanes) == sorted(["Nightly Publish", HOSTILE, "Weekly", "Quiet"])
        nightly = lanes["Nightly Publish"]
        assert [mark.get("class") for mark in nightly.xpath("a/rect")] == ["ok"] * 5
        assert len(nightly.xpath("rect[@class='open']")) == 1
        assert [link.get("href") for link in document.xpath("//section[1]//a")] != []
        ids = {f"#{row.get('id')}" for row in rows}
        assert {link.get("href") for link in document.xpath("//a")} == ids

    def test_outcomes_are_distinguished(self, document: Any) -> None:
        tiles = [" ".join(tile.text_content().split()) for tile in document.xpath("//ul[@class='tiles']/li")]
        expected = ["5 succeeded", "1 succeeded with warnings", "1 failed", "0 unknown", "1 active now", "3 scheduled"]
        assert tiles == expected

    def test_what_failed_is_explained(self, document: Any) -> None:
        [problem] = document.xpath("//ul[@class='problems']/li[@class='bad']")
        assert problem.xpath("string(h3/a)") == HOSTILE
        assert problem.xpath("string(ul/li)").strip() == f"<b>shoe</b>: not read: {HOSTILE}"

    def test_names_are_text_wherever_they_are_shown(self, document: Any, page: Path) -> None:
        assert len(document.xpath("//script")) == 1
        assert document.xpath("//b[text()='shoe']") == []
        assert HOSTILE not in page.read_text(encoding="utf-8")
        assert "{{ 1 + 1 }}" in document.text_content()
        assert f"All images {HOSTILE}" in document.text_content()

    def test_schedules_and_active_runs_are_listed(self, document: Any) -> None:
        schedules = document.xpath("//section[@aria-labelledby='schedules']//tbody/tr")
        assert [row.xpath("th/text()")[0] for row in schedules] == ["Nightly Publish", HOSTILE, "Quiet"]
        [active] = document.xpath("//section[@aria-labelledby='active']//tbody/tr")
        assert active.xpath("string(td[2])") == "Running"

    def test_it_is_one_file_that_needs_no_network(self, document: Any) -> None:
        assert document.xpath("//link | //img | //@src | //a[not(starts-with(@href, '#'))]") == []

    def test_two_thousand_runs_are_less_than_two_megabytes(
        self, play: Player, simulator: Simulator, tmp_path: Path
    ) -> None:
        bulk = {"count": 2000, "prefix": "A job of the night with a usual name ", "started_ago": 60, "spacing": 60}
        simulator.post("logs", {"bulk": bulk})
        played = play([role(dest=str(tmp_path / "report.html"), details="none")]).assert_success()
        content = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert len(html.fromstring(content).xpath("//section[@aria-labelledby='runs']//tbody/tr")) == 2000
        assert len(content.encode()) < 2_000_000, played.output

    def test_a_company_where_nothing_ran(self, play: Player, simulator: Simulator, tmp_path: Path) -> None:
        simulator.restart({**SEED, "companies": [{"name": "Planetary"}]})
        # A variable hides a function of the same name in a template.
        play([role(dest=str(tmp_path / "report.html"))], variables={"now": "x"}).assert_success()
        document = html.fromstring((tmp_path / "report.html").read_text(encoding="utf-8"))
        assert document.xpath("//section/p/text()") == ["No runs in this time."] * 2

    def test_it_changes_nothing_at_the_service(self, play: Player, simulator: Simulator, tmp_path: Path) -> None:
        dest = tmp_path / "report.html"
        play([role(dest=str(dest))], check=True).assert_success()
        assert not dest.exists()
        play([role(dest=str(dest))], hosts=2).assert_success()
        assert simulator.changes() == []
        assert dest.exists()


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: what a reader sees is not tested")
class TestWhatIsSeen:
    @pytest.mark.parametrize("width", [360, 768, 1280])
    def test_nothing_is_wider_than_the_window(self, page: Path, width: int) -> None:
        script = """
          const isOutside = e => !e.closest(".wide, svg") && e.getBoundingClientRect().right > win.innerWidth;
          const outside = all("body *").filter(isOutside);
          return [doc.documentElement.scrollWidth, win.innerWidth, outside.map(e => e.outerHTML.slice(0, 80))];"""
        scroll_width, inner_width, outside = measured(page, script, width=width)
        assert (scroll_width, inner_width, outside) == (width, width, [])

    def test_marks_lie_in_their_lane_in_the_order_of_time(self, page: Path) -> None:
        script = """
          const box = e => {
            const b = e.getBoundingClientRect(), edge = parseFloat(win.getComputedStyle(e).strokeWidth) / 2;
            return e.matches(".marks a rect") ? [b.left - edge, b.right + edge, b.top, b.bottom]
              : [b.left, b.right, b.top, b.bottom]; };
          return all("section:first-of-type g").map(g => ({lane: box(g.querySelector(".lane")),
            marks: Array.from(g.querySelectorAll("a rect")).map(box), now: box(doc.querySelector("line.now"))}));"""
        for lane in measured(page, script):
            left, right, top, bottom = lane["lane"]
            for mark in lane["marks"]:
                assert left - 2 <= mark[0] < mark[1] <= lane["now"][0] + 2 < right
                assert top <= mark[2] < mark[3] <= bottom
                assert mark[1] - mark[0] >= 3, "too narrow to be seen"
            newest_first = [mark[0] for mark in lane["marks"]]
            assert newest_first == sorted(newest_first, reverse=True)

    def test_outcomes_differ_in_colour_and_height(self, page: Path) -> None:
        script = """
          return all("section:first-of-type g a rect").map(e => [e.getAttribute("class"), win.getComputedStyle(e).fill,
            Math.round(e.getBoundingClientRect().height)]);"""
        seen = {tuple(mark) for mark in measured(page, script)}
        assert {kind for kind, _fill, _height in seen} == {"ok", "warn", "bad"}
        assert len({fill for _kind, fill, _height in seen}) == len({height for _kind, _fill, height in seen}) == 3

    @pytest.mark.parametrize("dark", [False, True])
    def test_every_text_has_enough_contrast(self, page: Path, dark: bool) -> None:
        script = """
          const light = color => { const [r, g, b] = color.match(/[0-9.]+/g).map(v => v / 255).map(
              v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = e => { for (; e; e = e.parentElement) { const c = win.getComputedStyle(e).backgroundColor;
              if (!/, 0\\)$/.test(c)) return c; } return "rgb(255, 255, 255)"; };
          const found = all("body *").filter(e => Array.from(e.childNodes).some(n => n.nodeType == 3 && n.data.trim()))
            .filter(e => !e.closest("script, title"));
          return [win.getComputedStyle(doc.body).backgroundColor, found.map(e => { const s = win.getComputedStyle(e);
            const [a, b] = [light(e.closest("svg") ? s.fill : s.color), light(behind(e))].sort((x, y) => y - x);
            return [(a + 0.05) / (b + 0.05), e.outerHTML.slice(0, 80)]; })];"""
        background, texts = measured(page, script, dark=dark)
        assert background == ("rgb(18, 22, 28)" if dark else "rgb(246, 247, 249)")
        assert len(texts) > 50
        assert [text for ratio, text in texts if ratio < 4.5] == []

    def test_a_job_s_name_runs_no_script(self, page: Path) -> None:
        assert measured(page, "return doc.title;") == "Dynamic Media jobs of Planetary"

    def test_a_click_sorts_a_table(self, page: Path) -> None:
        script = """
          const head = all("section[aria-labelledby=runs] th").find(e => e.textContent == "Duration");
          const values = () => all("section[aria-labelledby=runs] tbody tr").map(row => +row.cells[3].dataset.value);
          return [1, 2].map(() => {
            head.querySelector("button").click(); return [head.getAttribute("aria-sort"), values()]; });"""
        (up, upwards), (down, downwards) = measured(page, script)
        assert (up, down) == ("ascending", "descending")
        assert upwards == sorted(upwards)
        assert downwards == upwards[::-1]
        assert upwards[0] < upwards[-1]
