# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping a run, and making sure of it.

No field of a log row says that a run was stopped, and stopJob answers nothing: the state Stopping, the run's leaving
the active jobs, and a refusal are the only evidence.
"""

from __future__ import annotations

from typing import NamedTuple

from .._ips.errors import Delivery, IpsError
from .._ips.model import Run
from .._ips.pace import Deadline
from .result import StopResult
from .watch import Followed, JobWatch

STOP_TIMEOUT = 60.0
"""Seconds that a run which is stopped at the deadline has to end."""

UNREACHED_TIMEOUT = 10.0
"""Seconds that a run is looked at whose stopJob was not sent or refused, since it may have ended by itself."""


class StopOrder(NamedTuple):
    """A stopJob that was sent, or not needed.

    :param delivery: what is known of it.
    :param error: what went wrong with it.
    """

    run: Run
    delivery: Delivery
    error: IpsError | None = None

    @property
    def may_have_reached(self) -> bool:
        """Whether the service may have acted on it."""
        return self.delivery in (Delivery.CONFIRMED, Delivery.UNKNOWN)


def order_stop(watch: JobWatch, run: Run) -> StopOrder:
    """Send stopJob for an active run, once; the order holds what went wrong, since the run may end anyway.

    :param run: with the handle that the active jobs have; the service refuses that of the log row.
    """
    order = StopOrder(run, Delivery.CONFIRMED)
    try:
        watch.client.change_job("stopJob", watch.company_handle, run.handle)
    except IpsError as exc:
        order = StopOrder(run, exc.delivery, exc)
    if order.may_have_reached:
        watch.note_stop(run)
    return order


def verify_stop(watch: JobWatch, order: StopOrder, followed: Followed, deadline: Deadline) -> StopResult:
    """Wait until the run has left the active jobs; whether it was stopped or ended first.

    It ended first if the service refuses to stop it. The end that its log row shows proves nothing, since the machine
    that runs jobs has a clock of its own.

    :param followed: what is known of the run; is kept up to date.
    :raises FaultError: when access is refused twice in a row.
    """
    if order.error is not None and not order.may_have_reached:
        deadline = deadline.within(UNREACHED_TIMEOUT)
    watch.follow(followed, deadline, at_once=True)
    if followed.active:
        return StopResult.UNCONFIRMED
    if not (followed.stopping or order.may_have_reached):
        return StopResult.FINISHED_FIRST
    if followed.is_over or not order.may_have_reached:
        watch.note_stop(followed.run, followed.row)
    return StopResult.STOPPED
