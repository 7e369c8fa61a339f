# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Invalidation of URLs at the CDN."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from ..errors import INVALID_PARAMETER
from ..versions import CURRENT
from .context import Context, Params, Result, invalid_parameter


def cdn_cache_invalidation(context: Context, params: Params) -> Result:
    refused = [url for url in params["urlArray"] if not _is_web_address(url)]
    reasons = ["Not a URL that the CDN can invalidate: %r" % url for url in refused]
    if reasons and context.version == CURRENT:
        raise invalid_parameter(reasons[0])
    urls = [url for url in params["urlArray"] if url not in refused]
    invalidation = context.world.invalidate(context.the_company, urls)
    return {
        "invalidationHandle": invalidation.handle if context.answers.invalidation_handle else None,
        "estimatedSeconds": math.ceil(invalidation.completed - invalidation.submitted),
        # Versions before 2014-04-03 count, and answer this alone.
        "successCount": len(urls),
        "warningCount": 0,
        "errorCount": len(refused),
        "errorDetailArray": [{"code": INVALID_PARAMETER, "reason": reason} for reason in reasons] or None,
    }


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
