# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal session, recorded from a program that really runs. What moves in place moves in the picture, too."""

from __future__ import annotations

import fcntl
import itertools
import os
import pty
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyte
from pictures.svg import element, label, picture

COLUMNS, ROWS = 130, 40
CHARACTER, LINE = 8.43, 20.0
MARGIN, BAR = 20.0, 34.0
# Nothing scrolls out of the picture.
KEPT_ROWS = 400
LONGEST_PAUSE_SECONDS = 1.0
# What is seen for less is a line that is being written.
SHORTEST_STATE_SECONDS = 0.15
LAST_STATE_SECONDS = 3.0
# pyte's names where they are not those of the palette.
COLOURS = {"brown": "yellow", "default": "text"}

Run = tuple[int, str, str, bool]
"""Characters of one style: the column, the text, the colour and whether they are bold."""


@dataclass
class Recording:
    """What a program wrote to its terminal, in pieces, each with the seconds since the start."""

    pieces: list[tuple[float, str]] = field(default_factory=list)
    status: int = 0


def record(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Recording:
    """Run *command* on a terminal of its own, and return what it wrote."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    own = {**os.environ, "TERM": "xterm-256color", **environment}
    recording = Recording()
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=folder, env=own) as process:
        os.close(terminal)
        start = time.monotonic()
        for piece in _pieces(controller):
            recording.pieces.append((time.monotonic() - start, piece))
    recording.status = process.returncode
    return recording


def _pieces(controller: int) -> Iterator[str]:
    """Yield what arrives until the last program has closed the terminal, which Linux reports as an error."""
    pending = b""
    with open(controller, "rb", buffering=0) as stream:
        while True:
            try:
                pending += stream.read(65536)
            except OSError:
                return
            complete = pending.decode("utf-8", "ignore")
            pending = pending[len(complete.encode()) :]
            yield complete


def draw(recording: Recording, typed: str) -> str:
    """Return the session as a picture, *typed* as its first line."""
    rows = _rows(recording)
    last = max((number for number, states in rows.items() if states[-1][1]), default=0)
    width = 2 * MARGIN + COLUMNS * CHARACTER
    height = BAR + MARGIN + (last + 3) * LINE
    prompt = [(0, "$ ", "green", True), (2, typed, "text", True)]
    drawn = [*_title_bar(width, typed), _text(prompt, 0)]
    style = _style()
    for number in range(last + 1):
        states = _lasting(rows.get(number, []))
        drawn.extend(element("g", _text(runs, number + 1), id=f"r{number}s{n}") for n, (_at, runs) in enumerate(states))
        style += _motion(number, [moment for moment, _runs in states])
    return picture(width, height, f"The terminal session of {typed}", drawn, style)


def _rows(recording: Recording) -> dict[int, list[tuple[float, list[Run]]]]:
    """Return the states that each row went through, with the second at which each began."""
    screen = pyte.Screen(COLUMNS, KEPT_ROWS)
    screen.set_mode(pyte.modes.LNM)
    stream = pyte.Stream(screen)
    rows: dict[int, list[tuple[float, list[Run]]]] = {}
    now = before = 0.0
    for moment, piece in recording.pieces:
        # Viewers do not have to wait through long pauses.
        now += min(moment - before, LONGEST_PAUSE_SECONDS)
        before = moment
        screen.dirty.clear()
        stream.feed(piece)
        for number in screen.dirty:
            runs = list(_runs(screen.buffer[number]))
            states = rows.setdefault(number, [(now, [])])
            if runs != states[-1][1]:
                states.append((now, runs))
    return rows


def _runs(line: Mapping[int, Any]) -> Iterator[Run]:
    cells = [(column, line[column]) for column in range(COLUMNS)]
    for style, group in itertools.groupby(cells, key=lambda cell: (_colour(cell[1]), bool(cell[1].bold))):
        members = list(group)
        text = "".join(cell.data for _column, cell in members)
        if text.strip():
            yield (members[0][0], text.rstrip(), *style)


def _colour(cell: Any) -> str:
    name = str(cell.fg).removeprefix("bright")
    name = COLOURS.get(name, name)
    return "soft" if str(cell.fg) == "brightblack" else name


def _lasting(states: list[tuple[float, list[Run]]]) -> list[tuple[float, list[Run]]]:
    """Return the visible states of a row, none if it is empty in the end."""
    if not states or not states[-1][1]:
        return []
    seen = [
        (begin, runs)
        for (begin, runs), (end, _next) in itertools.pairwise(states)
        if runs and end - begin >= SHORTEST_STATE_SECONDS
    ]
    return [*seen, states[-1]]


def _motion(row: int, moments: list[float]) -> str:
    """Return the style by which the states of a row take turns. Without animation, only the last one is visible."""
    if len(moments) < 2:
        return ""
    seconds = moments[-1] - moments[0] + LAST_STATE_SECONDS
    places = [*((moment - moments[0]) / seconds * 100 for moment in moments), 100.0]
    rules = [",".join(f"#r{row}s{n}" for n in range(len(moments) - 1)) + "{opacity:0}"]
    for n, (begin, end) in enumerate(itertools.pairwise(places)):
        frames = f"0%{{opacity:{0 if begin else 1}}}{begin:.2f}%{{opacity:1}}{end:.2f}%{{opacity:0}}"
        rules.append(f"@keyframes r{row}s{n}{{{frames}}}")
        rules.append(
            f"@media(prefers-reduced-motion:no-preference){{#r{row}s{n}"
            f"{{animation:r{row}s{n} {seconds:.2f}s steps(1) {LAST_STATE_SECONDS - seconds:.2f}s infinite}}}}"
        )
    return "".join(rules)


def _text(runs: list[Run], row: int) -> str:
    y = BAR + MARGIN + row * LINE
    return "".join(
        label(
            round(MARGIN + column * CHARACTER, 2),
            y,
            text,
            f"mono {colour}{' strong' if bold else ''}",
            textLength=round(len(text) * CHARACTER, 2),
        )
        for column, text, colour, bold in runs
    )


def _title_bar(width: float, title: str) -> Iterator[str]:
    yield element("path", class_="line", d=f"M0 {BAR}H{width:g}")
    for number, colour in enumerate(("red", "yellow", "green")):
        yield element("circle", cx=20 + 18 * number, cy=BAR / 2, r=5, style=f"fill:var(--{colour})")
    yield label(width / 2, BAR / 2 + 5, title, "soft", text_anchor="middle")


def _style() -> str:
    colours = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
    return "".join(f".{colour}{{fill:var(--{colour})}}" for colour in colours)
