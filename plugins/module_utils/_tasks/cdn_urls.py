# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URLs that the options of cdn_invalidation give, checked before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from .._ips.errors import ConfigurationError

PLACEHOLDER = "<ID>"
"""What a template has in place of an asset's name, as in the service's own user interface."""

_FIT_IN_PATH = "/!$&'()*+,;=:@"
"""Characters that a URL's path holds unencoded, in addition to letters, digits and ``-._~`` (source: RFC 3986)."""

_UNFIT_IN_URL = re.compile(r"[\s\x00-\x20\x7f]")


def urls_of(params: Mapping[str, Any]) -> list[str]:
    """The URLs that the options give.

    :raises ConfigurationError: when an option is invalid.
    """
    if params["urls"] is not None:
        return checked_urls(params["urls"])
    if params["assets"] is None:
        raise ConfigurationError(
            "template is given without assets. Give the assets whose names it should be filled with."
        )
    return filled(params["template"], params["assets"])


def filled(template: str, assets: Sequence[str]) -> list[str]:
    """Each line of the template for each asset, without duplicates; names are percent-encoded.

    :raises ConfigurationError: for an empty name, and for a line that is not a URL with a placeholder after its host.
    """
    lines = [line.strip() for line in template.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        problem = _problem(line.replace(PLACEHOLDER, "ID")) or _misplaced(line)
        if problem:
            raise ConfigurationError(f"line {number} of template {problem}. Correct the template; nothing was sent.")
    if not lines:
        raise ConfigurationError(f"template is empty. Give lines of URLs with {PLACEHOLDER} in them; nothing was sent.")
    for number, asset in enumerate(assets):
        if not asset.strip():
            raise ConfigurationError(f"assets[{number}] is empty. Give names of assets; nothing was sent.")
    names = [quote(asset, safe=_FIT_IN_PATH) for asset in assets]
    return list(dict.fromkeys(line.replace(PLACEHOLDER, name) for name in names for line in lines))


def _misplaced(line: str) -> str | None:
    """What is wrong with the placeholder in a template's line, or None."""
    if PLACEHOLDER not in line:
        return f"has no {PLACEHOLDER}: {line[:200]!r}"
    if PLACEHOLDER in urlsplit(line).netloc:
        return f"has {PLACEHOLDER} in the name of the host: {line[:200]!r}"
    return None


def checked_urls(urls: Sequence[str]) -> list[str]:
    """The URLs without duplicates, in their order.

    :raises ConfigurationError: for the first one that is not an absolute http or https URL.
    """
    for number, url in enumerate(urls):
        problem = _problem(url)
        if problem:
            raise ConfigurationError(f"urls[{number}] {problem}. Give absolute http or https URLs; nothing was sent.")
    return list(dict.fromkeys(urls))


def _problem(url: str) -> str | None:
    """What is wrong with a URL, or None. A URL with credentials is not shown."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as exc:
        return f"is not a URL ({exc})"
    if parts.username is not None or parts.password is not None:
        return "contains credentials"
    if _UNFIT_IN_URL.search(url):
        return f"contains white space or a control character: {url[:200]!r}"
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return f"is not an absolute http or https URL: {url[:200]!r}"
    return None
