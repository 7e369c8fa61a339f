# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping a run, and making sure of it.

No field of a log row says that a run was stopped, and stopJob answers nothing: the state Stopping, the run's leaving
the active jobs, and the end that its log row shows are the only evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .._ips.errors import Delivery, IpsError
from .._ips.model import Run, shown
from .._ips.pace import Deadline
from .._ips.times import whole_second
from .result import StopResult
from .watch import Followed, JobWatch

STOP_TIMEOUT = 60.0
"""Seconds that a run which is stopped at the deadline has to end."""

UNREACHED_TIMEOUT = 10.0
"""Seconds that a run is looked at whose stopJob was not sent or refused, since it may have ended by itself."""


@dataclass(frozen=True)
class StopOrder:
    """A stopJob that was sent, or not needed.

    :param ordered_at: the server's time before it was sent, rounded down.
    :param shown_at: the server's time before the active jobs were shown last, rounded down, if they were.
    :param delivery: what is known of it.
    :param error: what went wrong with it.
    """

    run: Run
    ordered_at: datetime
    delivery: Delivery
    error: IpsError | None = None
    shown_at: datetime | None = None

    @property
    def may_have_reached(self) -> bool:
        """Whether the service may have acted on it."""
        return self.delivery in (Delivery.CONFIRMED, Delivery.UNKNOWN)

    def ended_first(self, end: datetime) -> bool:
        """Whether the run had ended before, by its log row; an end before the run was shown active cannot be true."""
        return end < self.ordered_at and (self.shown_at is None or end >= self.shown_at)


def order_stop(watch: JobWatch, run: Run) -> StopOrder:
    """Send stopJob for an active run, once; the order holds what went wrong, since the run may end anyway.

    :param run: with the handle that the active jobs have; the service refuses that of the log row.
    """
    ordered_at = whole_second(watch.client.server_clock.now())
    try:
        watch.client.change_job("stopJob", watch.company_handle, run.handle)
    except IpsError as exc:
        return StopOrder(run, ordered_at, exc.delivery, exc, watch.shown_at)
    return StopOrder(run, ordered_at, Delivery.CONFIRMED, shown_at=watch.shown_at)


def verify_stop(watch: JobWatch, order: StopOrder, followed: Followed, deadline: Deadline) -> StopResult:
    """Wait until the run has left the active jobs; whether it was stopped or ended first.

    :param followed: what is known of the run; is kept up to date.
    :raises FaultError: when access is refused twice in a row.
    """
    if order.error is not None and not order.may_have_reached:
        deadline = deadline.within(UNREACHED_TIMEOUT)
    watch.follow(followed, deadline, at_once=True)
    if followed.active:
        return StopResult.UNCONFIRMED
    if followed.stopping:
        return StopResult.STOPPED
    end = shown(followed.row.end_time) if followed.row else None
    if not order.may_have_reached or (end is not None and order.ended_first(end)):
        return StopResult.FINISHED_FIRST
    return StopResult.STOPPED
