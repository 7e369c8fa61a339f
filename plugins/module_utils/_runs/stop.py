# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping a run, and making sure of it.

No field of a log row says that a run was stopped, and stopJob answers nothing: the state Stopping, the run's leaving
the active jobs, and the end that its log row tells are all the evidence there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .._ips.errors import Delivery, IpsError
from .._ips.model import Run
from .._ips.pace import Deadline
from .._ips.times import whole_second
from .watch import Followed, JobWatch

STOP_TIMEOUT = 60.0
"""Seconds that a run which was told to stop has to do so."""

UNREACHED_TIMEOUT = 10.0
"""Seconds that a run which could not be told to stop is looked at, since it may have ended by itself."""


class StopResult(str, Enum):
    """What came of stopping a run."""

    STOPPED = "stopped"
    FINISHED_FIRST = "finished_first"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class StopOrder:
    """A stopJob that was sent, or not needed.

    :param told_at: the server's time before it was sent, rounded down.
    :param delivery: what is known of it.
    :param error: what went wrong with it.
    """

    run: Run
    told_at: datetime
    delivery: Delivery
    error: IpsError | None = None

    @property
    def may_have_reached(self) -> bool:
        """Whether the service may have acted on it."""
        return self.delivery in (Delivery.CONFIRMED, Delivery.UNKNOWN)


@dataclass(frozen=True)
class StopAttempt:
    """How a run stands after it was told to stop."""

    order: StopOrder
    followed: Followed
    result: StopResult


def order_stop(watch: JobWatch, run: Run) -> StopOrder:
    """Tell a run to stop, once; what goes wrong is in the order, since the run may stop or end all the same."""
    told_at = whole_second(watch.client.server_clock.now())
    try:
        watch.client.change_job("stopJob", watch.company_handle, run.handle)
    except IpsError as exc:
        return StopOrder(run, told_at, exc.delivery, exc)
    return StopOrder(run, told_at, Delivery.CONFIRMED)


def verify_stop(watch: JobWatch, order: StopOrder, deadline: Deadline, stopping: bool = False) -> StopAttempt:
    """Wait until the run has left the active jobs, and tell whether it was stopped or ended first.

    :param stopping: whether the run was seen to be stopped before.
    :raises FaultError: when access is refused twice in a row.
    """
    if order.error is not None and not order.may_have_reached:
        deadline = deadline.within(UNREACHED_TIMEOUT)
    followed = watch.follow(watch.known(order.run), deadline, at_once=True)
    followed.stopping = followed.stopping or stopping
    return StopAttempt(order, followed, _result(order, followed))


def _result(order: StopOrder, followed: Followed) -> StopResult:
    if followed.active:
        return StopResult.UNCONFIRMED
    if followed.stopping:
        return StopResult.STOPPED
    end = followed.row.end_time if followed.row else None
    if not order.may_have_reached or (end is not None and end < order.told_at):
        return StopResult.FINISHED_FIRST
    return StopResult.STOPPED
