# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site into docs/build, warnings as errors.

The pages of modules and roles come from the documentation in the collection, the guides from docs/docsite/rst. The
Markdown pages of docs/, which tests and benchmarks write, are laid beside the guides.
"""

from __future__ import annotations

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


def generate_pages(sources: Path) -> None:
    """Write the pages of the collection, reStructuredText and Markdown, into *sources*."""
    shutil.rmtree(sources, ignore_errors=True)
    # antsibull-docs refuses a folder that others may write to.
    sources.mkdir(parents=True, mode=0o755)
    generate = [str(BIN / "antsibull-docs"), "--config-file", str(SETTINGS / "antsibull-docs.cfg"), "collection"]
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(sources), COLLECTION]
    subprocess.run([*generate, *options], check=True)
    guides = sources / "docsite"
    guides.mkdir(exist_ok=True)
    reports = sorted((CHECKOUT / "docs").glob("*.md"))
    for page in reports:
        shutil.copy(page, guides)
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
