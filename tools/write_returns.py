# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what several modules return into their RETURN, from tools/returns.yml: ``make returns``.

In a module, ``# begin NAME`` and ``# end NAME`` enclose what is written. ``# include NAME`` in the source stands for
another block. Both keep their indentation.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE = CHECKOUT / "tools" / "returns.yml"
MODULES = sorted((CHECKOUT / "plugins" / "modules").glob("*.py"))

_INCLUDE = re.compile(r"^( *)# include (\w+)\n", re.MULTILINE)
_SECTION = re.compile(r"^( *)# begin (\w+)\n.*?^\1# end \2\n", re.MULTILINE | re.DOTALL)


def block(blocks: dict[str, str], name: str, indent: str) -> str:
    """Return the text of a block with everything that it includes."""
    text = _INCLUDE.sub(lambda match: block(blocks, match[2], match[1]), blocks[name])
    return textwrap.indent(text, indent)


def written(text: str, blocks: dict[str, str]) -> str:
    """Return a module's text with its sections as they should be."""
    return _SECTION.sub(
        lambda match: f"{match[1]}# begin {match[2]}\n{block(blocks, match[2], match[1])}{match[1]}# end {match[2]}\n",
        text,
    )


def outdated() -> dict[Path, str]:
    """Return the modules whose text is not as it should be, with the text that it should be."""
    blocks: dict[str, str] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    return {path: new for path, text in texts.items() if (new := written(text, blocks)) != text}


def main() -> int:
    """Write what is outdated; with --check, name it and fail."""
    changes = outdated()
    for path, text in changes.items():
        print(path.relative_to(CHECKOUT))
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
    return 1 if changes and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
