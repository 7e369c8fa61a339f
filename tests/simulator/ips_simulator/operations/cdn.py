# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Invalidation of URLs at the CDN."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from .context import Context, Params, Result, invalid_parameter


def cdn_cache_invalidation(context: Context, params: Params) -> Result:
    urls = params["urlArray"]
    for url in urls:
        if not _is_web_address(url):
            raise invalid_parameter("Not a URL that the CDN can invalidate: %r" % url)
    invalidation = context.world.invalidate(context.the_company, urls)
    seconds = math.ceil(invalidation.completed - invalidation.submitted)
    counts = {"successCount": len(urls), "warningCount": 0, "errorCount": 0}  # what versions before 2014-04-03 answer
    return {"invalidationHandle": invalidation.handle, "estimatedSeconds": seconds, **counts}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def get_cdn_cache_invalidation_status(context: Context, params: Params) -> Result:
    handle = params["invalidationHandle"]
    invalidation = context.the_company.invalidations.get(handle)
    if invalidation is None:
        raise invalid_parameter("There is no such invalidation: %s" % handle)
    remaining = invalidation.completed - context.world.now()
    if remaining > 0:
        return {"status": "Pending", "pingAfterSeconds": math.ceil(remaining)}
    return {"status": "Complete", "completionTime": invalidation.completed}
