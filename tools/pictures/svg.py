# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all pictures share: one file, light or dark like its reader's screen."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

LIGHT = {
    "back": "#ffffff",
    "card": "#f6f8fa",
    "edge": "#d0d7de",
    "text": "#1f2328",
    "soft": "#59636e",
    "accent": "#0969da",
    "black": "#24292f",
    "red": "#cf222e",
    "green": "#1a7f37",
    "yellow": "#7d4e00",
    "blue": "#0969da",
    "magenta": "#8250df",
    "cyan": "#1b7c83",
    "white": "#6e7781",
}
DARK = {
    "back": "#0d1117",
    "card": "#151b23",
    "edge": "#3d444d",
    "text": "#f0f6fc",
    "soft": "#9198a1",
    "accent": "#4493f8",
    "black": "#656c76",
    "red": "#ff7b72",
    "green": "#3fb950",
    "yellow": "#d29922",
    "blue": "#58a6ff",
    "magenta": "#bc8cff",
    "cyan": "#39c5cf",
    "white": "#f0f6fc",
}


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


STYLE = (
    f":root{{{_variables(LIGHT)}}}"
    f"@media(prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"
    "text{fill:var(--text);font:14px system-ui,'Segoe UI','DejaVu Sans',sans-serif}"
    ".mono{font:14px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}"
    ".soft{fill:var(--soft)}.strong{font-weight:600}"
    ".card{fill:var(--card);stroke:var(--edge)}.back{fill:var(--back);stroke:var(--edge)}"
    ".line{stroke:var(--soft);fill:none}.accent{stroke:var(--accent);stroke-width:2}.tip{fill:var(--soft)}"
)


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """Return an element; an underscore at an attribute's end is dropped, one within it is a hyphen."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(str(value))}" for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def label(x: float, y: float, content: str, class_: str = "", **attributes: object) -> str:
    """Return a line of text."""
    classes = {"class_": class_} if class_ else {}
    return element("text", escape(content), x=f"{x:g}", y=f"{y:g}", **classes, **attributes)


def picture(width: float, height: float, title: str, content: Iterable[str], style: str = "") -> str:
    """Return a whole picture; *title* describes it for readers who cannot see it."""
    frame = element("rect", class_="back", x=0.5, y=0.5, width=width - 1, height=height - 1, rx=8)
    parts = [element("title", escape(title)), element("style", STYLE + style), frame, *content]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">\n{body}\n</svg>\n'
    )
