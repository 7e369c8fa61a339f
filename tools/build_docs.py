# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site into docs/build, warnings as errors.

The pages of modules and roles come from the documentation in the collection, the guides from docs/docsite/rst. The
Markdown pages and the pictures of docs/ are put next to the guides.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SETTINGS = CHECKOUT / "tools" / "docs"
WORK = CHECKOUT / ".build" / "docs"
SITE = CHECKOUT / "docs" / "build"
BIN = Path(sys.executable).parent
COLLECTION = "mediaops.dynamic_media"


# antsibull-docs writes for a site of many collections. Here the sections of the index head the groups of the sidebar,
# whose entries are short. What is private has no page, and the environment variables have one among the guides.
LEFT_OUT = ("*_lookup.rst", "environment_variables.rst")
CHANGELOG_CHANGES = ((r"Mediaops\.Dynamic(\\_)Media", r"mediaops.dynamic\1media"),)
INDEX_CHANGES = (
    (r"(?m)^Mediaops\.Dynamic_Media\n=+$", f"{COLLECTION}\n{'=' * len(COLLECTION)}"),
    (r"(?m)^(.+)\n-+\n\n(\.\. toctree::\n    :maxdepth: 1\n)", r"\2    :caption: \1\n"),
    (r"(?ms)^\.\. _lookup_plugins_in_.*?(?=^\.\. _role_plugins_in_)", ""),
    (r"(?m)^    (\w+)_(module|role)$", r"    \1 <\1_\2>"),
    (r":hidden:\n(?=\n    \w+ <\w+_module>)", ":hidden:\n    :caption: Modules\n"),
    (r":hidden:\n(?=\n    \w+ <\w+_role>)", ":hidden:\n    :caption: Roles\n"),
    (r"\n    changelog\n", "\n    Release notes <changelog>\n"),
    (r"(?ms)^(\.\. _changelog_section_.*?<changelog>\n)(.*)\Z", r"\2\n\1"),
)


def shape(page: Path, changes: tuple[tuple[str, str], ...]) -> None:
    """Adapt a page that antsibull-docs has written to this site.

    :raises ValueError: when a pattern does not occur in the page.
    """
    text = page.read_text(encoding="utf-8")
    for pattern, replacement in changes:
        text, count = re.subn(pattern, replacement, text)
        if not count:
            raise ValueError(f"{page.name} has no {pattern}")
    page.write_text(text, encoding="utf-8")


def generate_pages(sources: Path) -> None:
    """Write the pages of the collection, reStructuredText and Markdown, into *sources*."""
    shutil.rmtree(sources, ignore_errors=True)
    # antsibull-docs refuses a folder that others may write to.
    sources.mkdir(parents=True, mode=0o755)
    generate = [str(BIN / "antsibull-docs"), "--config-file", str(SETTINGS / "antsibull-docs.cfg"), "collection"]
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(sources), COLLECTION]
    subprocess.run([*generate, *options], check=True)
    for pattern in LEFT_OUT:
        for page in sources.glob(pattern):
            page.unlink()
    shape(sources / "index.rst", INDEX_CHANGES)
    shape(sources / "changelog.rst", CHANGELOG_CHANGES)
    guides = sources / "docsite"
    guides.mkdir(exist_ok=True)
    reports = sorted((CHECKOUT / "docs").glob("*.md"))
    for page in reports:
        shutil.copy(page, guides)
    shutil.copytree(CHECKOUT / "docs" / "docsite" / "rst" / "pictures", guides / "pictures")
    # The guide's own toctree would name pages that antsibull-docs does not find in the collection.
    with (guides / "evidence.rst").open("a", encoding="utf-8") as evidence:
        evidence.write("\n.. toctree::\n    :maxdepth: 1\n\n")
        evidence.writelines(f"    {page.stem}\n" for page in reports)


def main() -> None:
    """Build the site, or exit with the status of the tool that failed."""
    sources = WORK / "rst"
    generate_pages(sources)
    shutil.rmtree(SITE, ignore_errors=True)
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "--builder", "html"]
    # Nothing is taken over from an earlier build, so that every build gives every warning.
    sphinx += ["--fresh-env", "-c", str(SETTINGS), "-d", str(WORK / "doctrees")]
    subprocess.run([*sphinx, str(sources), str(SITE)], check=True)
    print("The site is in", SITE.relative_to(CHECKOUT))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)
