# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping a run, and verifying that it has stopped.

No field of a log row says that a run was stopped, and the answer to stopJob is empty. The only evidence is the state
Stopping, that the run leaves the active jobs, and a refusal.
"""

from __future__ import annotations

from typing import NamedTuple

from .._ips.errors import Delivery, IpsError
from .._ips.model import Run
from .._ips.pace import Deadline
from .result import StopResult
from .watch import Followed, JobWatch

STOP_TIMEOUT = 60.0
"""Seconds within which a run that the task stops at its deadline must end."""

UNREACHED_TIMEOUT = 10.0
"""Seconds for which a task watches a run whose stopJob was not sent or was refused, since the run may have ended."""


class StopOrder(NamedTuple):
    """A stopJob that was sent, or not needed.

    :param delivery: what is known about the request.
    :param error: why it failed, if it did.
    """

    run: Run
    delivery: Delivery
    error: IpsError | None = None

    @property
    def may_have_reached(self) -> bool:
        """Whether the service may have acted on it."""
        return self.delivery in (Delivery.CONFIRMED, Delivery.UNKNOWN)


def order_stop(watch: JobWatch, run: Run) -> StopOrder:
    """Send stopJob for an active run, once. An error is kept in the order, since the run may end anyway.

    :param run: with the handle that the active jobs show; the service refuses that of the log row.
    """
    order = StopOrder(run, Delivery.UNKNOWN)
    try:
        watch.client.change_job("stopJob", watch.company_handle, run.handle)
        order = StopOrder(run, Delivery.CONFIRMED)
    except IpsError as exc:
        order = StopOrder(run, exc.delivery, exc)
    finally:
        # Also if a signal ends the task while it waits for the answer.
        if order.may_have_reached and watch.client.sent_at is not None:
            watch.note_stop(run)
    return order


def verify_stop(watch: JobWatch, order: StopOrder, followed: Followed, deadline: Deadline) -> StopResult:
    """Wait until the run has left the active jobs. Returns whether it was stopped or ended first.

    It ended first if the service refuses to stop it. The end in its log row proves nothing, since the machine that runs
    jobs has its own clock.

    :param followed: what is known of the run. It is updated.
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
