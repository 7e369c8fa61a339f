# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cdn_invalidation: invalidates URLs at the CDN, and waits until that is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from .._ips.cdn import CdnAnswer, cdn_invalidation_status, invalidate_cdn
from .._ips.errors import DeadlineError, Delivery, IpsError, JobError
from .._ips.pace import Deadline
from .._ips.times import format_time
from .._runs.delivery import can_follow_the_act
from .._runs.outcome import Outcome
from .._runs.resolve import company_handle
from .._runs.watch import Polling
from .arguments import ACCOUNT, Arguments
from .base import Context, Task
from .cdn_urls import urls_of
from .options import duration, positive_duration

ARGUMENTS = ACCOUNT + Arguments(
    {
        "urls": {"type": "list", "elements": "str"},
        "template": {"type": "str"},
        "assets": {"type": "list", "elements": "str"},
        "wait": {"type": "bool", "default": False},
        "wait_timeout": duration(600),
        "poll_interval": positive_duration(10),
    },
    mutually_exclusive=(("urls", "template"), ("urls", "assets")),
    required_one_of=(("urls", "template"),),
)

BATCH_SIZE = 1000
"""The most URLs that one cdnCacheInvalidation takes (source: the service's interface description)."""

USUAL_SECONDS = 5
"""How long an invalidation takes, if the service does not estimate it (source: the reference)."""

STATUS_OPERATION = "getCdnCacheInvalidationStatus"

MAX_REFUSALS = 3
"""Refusals in a row after which a service that has shown no status counts as one without that deprecated operation."""

TOO_MANY_REQUESTS = 429

COMPLETE = frozenset({"complete", "completed", "done"})
"""Statuses, in lower case, that end the waiting. A completion time ends it whatever the status is."""

FAILED = re.compile(r"fail|error", re.IGNORECASE)
"""A status with such a word means failure. The service's reference does not list the statuses."""

MAX_REASONS = 5
"""The most reasons that a message names. The result has all."""


@dataclass
class Invalidation:
    """One cdnCacheInvalidation and its progress."""

    urls: Sequence[str]
    delivery: Delivery = Delivery.NOT_SENT
    status: str | None = None
    completion_time: datetime | None = None
    answer: CdnAnswer = field(default_factory=CdnAnswer)

    @property
    def has_failed(self) -> bool:
        """Whether the service reports that the CDN has failed."""
        return FAILED.search(self.status or "") is not None

    @property
    def is_rejected(self) -> bool:
        """Whether the service has counted only errors."""
        return bool(self.answer.error) and not self.answer.success

    @property
    def may_have_acted(self) -> bool:
        """Whether the service may be invalidating the URLs."""
        return self.delivery in (Delivery.CONFIRMED, Delivery.UNKNOWN) and not self.is_rejected

    @property
    def is_complete(self) -> bool:
        """Whether the service reports that the CDN is done."""
        return self.completion_time is not None or (self.status or "").casefold() in COMPLETE

    def as_result(self) -> dict[str, Any]:
        """An item of the ``invalidations`` key of a result."""
        return {
            **self.answer._asdict(),
            "urls": len(self.urls),
            "delivery": self.delivery.value,
            "status": self.status,
            "completion_time": format_time(self.completion_time),
            "errors": [{"url": self._url_in(reason), "reason": reason} for reason in self.answer.errors],
        }

    def _url_in(self, reason: str) -> str | None:
        """The URL that the reason names: the longest one, since it may contain others."""
        return max((url for url in self.urls if url in reason), key=len, default=None)


@dataclass
class CdnOutcome(Outcome):
    """The result of cdn_invalidation so far."""

    invalidations: list[Invalidation] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether a URL was invalidated, or may have been; in check mode, whether one would be."""
        if self.predicted:
            return bool(self.invalidations)
        return any(invalidation.may_have_acted for invalidation in self.invalidations)

    def as_result(self) -> dict[str, Any]:
        """The keys of the result that not every module has."""
        return {"invalidations": [invalidation.as_result() for invalidation in self.invalidations]}


def _invalidate(context: Context[CdnOutcome]) -> None:
    params, outcome = context.params, context.outcome
    batches = in_batches(urls_of(params))
    company = company_handle(context.client, params)
    outcome.invalidations = [Invalidation(batch) for batch in batches]
    if context.check_mode:
        return
    for number in range(len(batches)):
        _send(context, company, number)
    _report_errors(outcome)
    if params["wait"]:
        _Waiting(context, company).wait()


def in_batches(urls: Sequence[str]) -> list[Sequence[str]]:
    """The URLs in parts that the service accepts."""
    return [urls[start : start + BATCH_SIZE] for start in range(0, len(urls), BATCH_SIZE)]


def _send(context: Context[CdnOutcome], company: str, number: int) -> None:
    """Send a batch once. A failure says which URLs were sent before."""
    invalidation = context.outcome.invalidations[number]
    invalidation.delivery = Delivery.UNKNOWN
    try:
        answer = invalidate_cdn(context.client, company, invalidation.urls)
    except IpsError as exc:
        invalidation.delivery = exc.delivery
        uncertain = invalidation.may_have_acted or can_follow_the_act(exc)
        exc.message = f"{exc.message} {_what_was_sent(context.outcome.invalidations, number, uncertain)}"
        raise
    invalidation.delivery, invalidation.answer = Delivery.CONFIRMED, answer


def _report_errors(outcome: CdnOutcome) -> None:
    """Warn about the URLs that the service counts as errors.

    :raises JobError: when it has invalidated no URL.
    """
    answers = [invalidation.answer for invalidation in outcome.invalidations]
    errors = sum(answer.error or 0 for answer in answers)
    if not errors:
        return
    total = sum(len(invalidation.urls) for invalidation in outcome.invalidations)
    reasons = [reason for answer in answers for reason in answer.errors]
    shown = f": {'; '.join(reasons[:MAX_REASONS])}" if reasons else ""
    more = f" (and {len(reasons) - MAX_REASONS} more)" if len(reasons) > MAX_REASONS else ""
    message = f"the service counts {errors} of {total} URLs as errors{shown}{more}."
    if all(invalidation.is_rejected for invalidation in outcome.invalidations):
        raise JobError(f"{message} No URL was invalidated. Correct the URLs, and run the task again.")
    outcome.warnings.append(f"{message[:1].upper()}{message[1:]} They may still be cached.")


def _what_was_sent(invalidations: Sequence[Invalidation], failed: int, uncertain: bool) -> str:
    """Which URLs were sent before a batch failed. Positions count from 1, without duplicate URLs.

    :param uncertain: whether the service may have acted on the batch that failed.
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
    if uncertain or failed:
        sentences.append("Invalidating a URL twice does no harm, so run the task again.")
    return " ".join(sentences)


class _Waiting:
    """Waits until the CDN has completed all invalidations."""

    def __init__(self, context: Context[CdnOutcome], company: str) -> None:
        self._context = context
        self._client = context.client
        self._company = company
        self._invalidations = [one for one in context.outcome.invalidations if not one.is_rejected]
        self._polling = Polling(context.client, context.params["poll_interval"])
        self._deadline = Deadline(context.client.clock, context.params["wait_timeout"] or None)
        self._began = context.client.clock.monotonic()
        self._ask_after = 0.0
        self._refusals = 0
        version = context.client.version
        without = f"api_version {version.name} has no {STATUS_OPERATION}"
        self._why_unknown = None if version.has(STATUS_OPERATION) else without

    def wait(self) -> None:
        """Wait for all invalidations.

        :raises JobError: when one has failed.
        :raises DeadlineError: when one is not complete in time.
        :raises FaultError: when access is refused twice in a row.
        """
        for invalidation in self._invalidations:
            if self._has_status(invalidation):
                self._wait_for(invalidation)
        failed = [one for one in self._invalidations if one.has_failed]
        if failed:
            shown = ", ".join(f"{one.answer.handle!r} ({one.status})" for one in failed)
            raise JobError(
                f"{len(failed)} of {len(self._invalidations)} invalidations have failed: {shown}. Invalidating a URL "
                "twice does no harm, so run the task again."
            )
        open_ones = [one for one in self._invalidations if not one.is_complete]
        overdue = [one.answer.handle for one in open_ones if self._has_status(one)]
        if overdue:
            raise DeadlineError(
                f"{len(overdue)} of {len(self._invalidations)} invalidations were not complete when wait_timeout "
                f"expired: {', '.join(map(repr, overdue))}.{self._polling.trouble} They continue at the CDN. Give a "
                f"longer wait_timeout, or ask for their status with ips_request ({STATUS_OPERATION})."
            )
        if open_ones:
            self._wait_as_usual(open_ones)

    def _has_status(self, invalidation: Invalidation) -> bool:
        """Whether the service shows the status of the invalidation."""
        return self._why_unknown is None and invalidation.answer.handle is not None

    def _wait_for(self, invalidation: Invalidation) -> None:
        self._ask_after = 0.0
        look = partial(self._look_at, invalidation)
        for _poll in self._polling.polls(look, self._deadline, requested=lambda: self._ask_after):
            self._show(invalidation.status)
            if invalidation.is_complete or invalidation.has_failed or not self._has_status(invalidation):
                return

    def _wait_as_usual(self, unknown: Sequence[Invalidation]) -> None:
        """Wait as long as an invalidation usually takes, where the service does not show its status."""
        clock = self._client.clock
        usual = max(one.answer.estimated_seconds or USUAL_SECONDS for one in unknown)
        self._show(f"which take about {usual} s")
        clock.sleep(max(0.0, min(self._began + usual - clock.monotonic(), self._deadline.remaining())))
        why = self._why_unknown or "the service has returned no handle for it"
        self._context.outcome.warnings.append(
            f"Whether the CDN is done is not known: {why.rstrip('.')}. An invalidation takes about {usual} s; the task "
            f"waited {clock.monotonic() - self._began:.0f} s."
        )

    def _show(self, text: str | None) -> None:
        total = sum(len(one.urls) for one in self._invalidations)
        done = sum(len(one.urls) for one in self._invalidations if one.is_complete)
        self._context.observer.counted("CDN invalidation", done, total, "URLs", text or "")

    def _look_at(self, invalidation: Invalidation) -> None:
        try:
            status, ask_after, completed = cdn_invalidation_status(
                self._client, self._company, invalidation.answer.handle or ""
            )
        except IpsError as exc:
            is_refusal = exc.delivery is Delivery.REFUSED and exc.http_status != TOO_MANY_REQUESTS
            self._refusals = self._refusals + 1 if is_refusal else 0
            if self._refusals >= MAX_REFUSALS and not any(one.status for one in self._invalidations):
                self._why_unknown = exc.fact
            raise
        self._refusals = 0
        invalidation.status, invalidation.completion_time = status, completed
        self._ask_after = float(ask_after or 0)


TASK = Task(ARGUMENTS, CdnOutcome.begin, _invalidate)
