# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invalidating URLs at the CDN."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .client import IpsClient
from .model import Fields, shown


class CdnAnswer(NamedTuple):
    """What cdnCacheInvalidation answers, in either of its shapes.

    Since 2014-04-03 it is a handle and the seconds that the invalidation may take, before that how many URLs were
    invalidated, and why others were not. The handle may be missing (source: the reference's example).
    """

    handle: str | None = None
    estimated_seconds: int | None = None
    success: int | None = None
    warning: int | None = None
    error: int | None = None
    errors: tuple[str, ...] = ()

    @classmethod
    def parse(cls, element: Any) -> CdnAnswer:
        """From the return element, or from None where the service answered without one."""
        fields = Fields(element)
        faults = map(Fields, fields.items("errorDetailArray"))
        return cls(
            handle=fields.text("invalidationHandle"),
            estimated_seconds=shown(fields.integer("estimatedSeconds")),
            success=shown(fields.integer("successCount")),
            warning=shown(fields.integer("warningCount")),
            error=shown(fields.integer("errorCount")),
            errors=tuple(fault.text("reason") or f"code {fault.text('code')}" for fault in faults),
        )


def invalidate_cdn(client: IpsClient, company_handle: str, urls: Sequence[str]) -> CdnAnswer:
    """Invalidate URLs, 1000 at most."""
    return CdnAnswer.parse(
        client.change("cdnCacheInvalidation", {"companyHandle": company_handle, "urlArray": list(urls)})
    )


def cdn_invalidation_status(
    client: IpsClient, company_handle: str, invalidation_handle: str
) -> tuple[str, int | None, datetime | None]:
    """The state of an invalidation: its status, seconds until the next poll is of use, and when it was complete."""
    fields = {"companyHandle": company_handle, "invalidationHandle": invalidation_handle}
    content = client.read("getCdnCacheInvalidationStatus", fields)
    with client.understanding("getCdnCacheInvalidationStatus"):
        answer = Fields(content)
        return (
            answer.required("status"),
            shown(answer.integer("pingAfterSeconds")),
            shown(answer.time("completionTime")),
        )
