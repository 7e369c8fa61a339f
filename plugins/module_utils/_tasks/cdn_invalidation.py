# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of cdn_invalidation: URLs invalidated at the CDN, and that waited for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .._ips.errors import ConfigurationError, DeadlineError, Delivery, IpsError, JobError
from .._ips.pace import Deadline
from .._ips.times import format_time
from .._runs.delivery import can_follow_the_act
from .._runs.resolve import company_handle, company_subject
from .._runs.watch import Patience, Polling
from .arguments import COMPANY, CONNECTION, Arguments, duration
from .base import Context, Task

ARGUMENTS = (
    CONNECTION
    + COMPANY
    + Arguments(
        {
            "urls": {"type": "list", "elements": "str", "required": True},
            "wait": {"type": "bool", "default": False},
            "wait_timeout": duration(600),
            "poll_interval": duration(10),
        }
    )
)

BATCH_SIZE = 1000
"""URLs of one cdnCacheInvalidation at the most (source: the service's interface description)."""

COMPLETE = frozenset({"complete", "completed", "done"})
"""Statuses, in lower case, that end the waiting; a completion time does so whatever the status is called."""

FAILED = re.compile(r"fail|error", re.IGNORECASE)
"""What a status is taken to say where it holds such a word; the service's reference does not list the statuses."""

_UNFIT_IN_URL = re.compile(r"[\s\x00-\x20\x7f]")


@dataclass
class Invalidation:
    """One cdnCacheInvalidation and how it stands.

    :param urls: those that it is for.
    :param estimated_seconds: that the service reckoned with as it accepted.
    """

    urls: Sequence[str]
    delivery: Delivery = Delivery.NOT_SENT
    handle: str | None = None
    estimated_seconds: int | None = None
    status: str | None = None
    completion_time: datetime | None = None

    @property
    def has_failed(self) -> bool:
        """Whether the service has said that the CDN could not do it."""
        return FAILED.search(self.status or "") is not None

    @property
    def may_have_acted(self) -> bool:
        """Whether the service may be invalidating the URLs."""
        return self.delivery in (Delivery.CONFIRMED, Delivery.UNKNOWN)

    @property
    def is_complete(self) -> bool:
        """Whether the service has said that the CDN is done."""
        return self.completion_time is not None or (self.status or "").casefold() in COMPLETE

    def as_result(self) -> dict[str, Any]:
        """An item of the ``invalidations`` key of a result."""
        return {
            "handle": self.handle,
            "urls": len(self.urls),
            "delivery": self.delivery.value,
            "estimated_seconds": self.estimated_seconds,
            "status": self.status,
            "completion_time": format_time(self.completion_time),
        }


@dataclass
class CdnOutcome:
    """The result of cdn_invalidation in the making."""

    subject: str
    predicted: bool
    invalidations: list[Invalidation] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether any URL was, or may have been, invalidated; in check mode, whether one would be."""
        if self.predicted:
            return bool(self.invalidations)
        return any(invalidation.may_have_acted for invalidation in self.invalidations)

    def as_result(self) -> dict[str, Any]:
        """All keys but those of the exchange and of a failure."""
        return {
            "changed": self.changed,
            "invalidations": [invalidation.as_result() for invalidation in self.invalidations],
            "warnings": list(self.warnings),
        }

    def diff(self) -> dict[str, Any] | None:
        """None, since what the CDN has cached cannot be looked at."""
        return None


def _begin(params: Mapping[str, Any], check_mode: bool) -> CdnOutcome:
    return CdnOutcome(company_subject(params), check_mode)


def _invalidate(context: Context) -> None:
    params, outcome = context.params, context.outcome
    batches = in_batches(checked_urls(params["urls"]))
    company = company_handle(context.client, params)
    outcome.invalidations = [Invalidation(batch) for batch in batches]
    if context.check_mode:
        return
    for number in range(len(batches)):
        _send(context, company, number)
    if params["wait"]:
        _Waiting(context, company).wait()


def checked_urls(urls: Sequence[str]) -> list[str]:
    """The URLs, each once, in their order.

    :raises ConfigurationError: for the first one that is no absolute http or https URL.
    """
    for number, url in enumerate(urls):
        problem = _problem(url)
        if problem:
            raise ConfigurationError(f"urls[{number}] {problem}. Give absolute http or https URLs; nothing was sent.")
    return list(dict.fromkeys(urls))


def _problem(url: str) -> str | None:
    """What is wrong with a URL, or None; one that holds credentials is not shown."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as exc:
        return f"is no URL ({exc})"
    if parts.username is not None or parts.password is not None:
        return "holds credentials"
    if _UNFIT_IN_URL.search(url):
        return f"holds white space or a control character: {url[:200]!r}"
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return f"is no absolute http or https URL: {url[:200]!r}"
    return None


def in_batches(urls: Sequence[str]) -> list[Sequence[str]]:
    """The URLs in as many parts as the service needs them."""
    return [urls[start : start + BATCH_SIZE] for start in range(0, len(urls), BATCH_SIZE)]


def _send(context: Context, company: str, number: int) -> None:
    """Send a batch, once; a failure says which URLs were sent before."""
    invalidation = context.outcome.invalidations[number]
    invalidation.delivery = Delivery.UNKNOWN
    try:
        answer = context.client.invalidate_cdn(company, invalidation.urls)
    except IpsError as exc:
        invalidation.delivery = exc.delivery
        uncertain = invalidation.may_have_acted or can_follow_the_act(exc)
        exc.message = f"{exc.message} {_what_was_sent(context.outcome.invalidations, number, uncertain)}"
        raise
    invalidation.delivery = Delivery.CONFIRMED
    invalidation.handle, invalidation.estimated_seconds = answer.handle, answer.estimated_seconds


def _what_was_sent(invalidations: Sequence[Invalidation], failed: int, uncertain: bool) -> str:
    """Which URLs the service has, when a batch has failed; positions count from 1, without repeated URLs.

    :param uncertain: whether the service may have acted on that batch.
    """
    first = 1 + failed * BATCH_SIZE
    last = first + len(invalidations[failed].urls) - 1
    total = sum(len(invalidation.urls) for invalidation in invalidations)
    fate = "may have been" if uncertain else "were not"
    sentences = [f"URLs {first} to {last} of {total} {fate} invalidated."]
    if failed:
        sentences.insert(0, f"URLs 1 to {first - 1} of {total} were sent.")
    if last < total:
        sentences.append(f"URLs {last + 1} to {total} were not sent.")
    return " ".join([*sentences, "To invalidate a URL twice does no harm, so run the task again."])


class _Waiting:
    """Waits until the CDN has done what it was sent."""

    def __init__(self, context: Context, company: str) -> None:
        self._client = context.client
        self._company = company
        self._invalidations: list[Invalidation] = context.outcome.invalidations
        self._observer = context.observer
        self._polling = Polling(context.client, context.params["poll_interval"])
        self._deadline = Deadline(context.client.clock, context.params["wait_timeout"] or None)
        self._ask_after = 0.0

    def wait(self) -> None:
        """Wait for all.

        :raises JobError: when one has failed.
        :raises DeadlineError: when one is not complete in time.
        :raises FaultError: when access is refused twice in a row.
        """
        patience = self._polling.patience()
        for invalidation in self._invalidations:
            self._wait_for(invalidation, patience)
        failed = [one for one in self._invalidations if one.has_failed]
        if failed:
            shown = ", ".join(f"{one.handle!r} ({one.status})" for one in failed)
            raise JobError(
                f"{len(failed)} of {len(self._invalidations)} invalidations have failed: {shown}. To invalidate a URL "
                "twice does no harm, so run the task again."
            )
        open_ones = [one.handle for one in self._invalidations if not one.is_complete]
        if open_ones:
            trouble = f" The last look failed: {patience.last_error.message}" if patience.last_error else ""
            raise DeadlineError(
                f"{len(open_ones)} of {len(self._invalidations)} invalidations were not complete when wait_timeout "
                f"was over: {', '.join(map(repr, open_ones))}.{trouble} They go on at the CDN; give a longer "
                "wait_timeout, or ask for their status with ips_request (getCdnCacheInvalidationStatus)."
            )

    def _wait_for(self, invalidation: Invalidation, patience: Patience) -> None:
        self._ask_after = 0.0
        for _turn in self._polling.turns(self._deadline, wished=lambda: self._ask_after):
            patience.attempt(lambda: self._look_at(invalidation))
            self._show(invalidation)
            if invalidation.is_complete or invalidation.has_failed:
                return

    def _show(self, invalidation: Invalidation) -> None:
        total = sum(len(one.urls) for one in self._invalidations)
        done = sum(len(one.urls) for one in self._invalidations if one.is_complete)
        self._observer.counted("CDN invalidation", done, total, "URLs", invalidation.status or "")

    def _look_at(self, invalidation: Invalidation) -> None:
        status, ask_after, completed = self._client.cdn_invalidation_status(
            self._company, invalidation.handle or "", self._polling.poll_timeout(self._deadline)
        )
        invalidation.status, invalidation.completion_time = status, completed
        self._ask_after = float(ask_after or 0)


TASK = Task(_begin, _invalidate)
