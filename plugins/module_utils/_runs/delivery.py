# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delivering the one request that triggers. The outcome is true before, while and after it is sent.

The service has no idempotency key, so a trigger is never sent twice. If its delivery is doubtful, the caller looks for
the run.
"""

from __future__ import annotations

import copy
from typing import Callable, NamedTuple, NoReturn

from .._ips.client import IpsClient
from .._ips.errors import Delivery, FaultError, IpsError
from .._ips.times import whole_second
from .result import MAY_HAVE_ACTED, RunOutcome, Status

AMBIGUOUS_FAULT_CODE = 30000
"""ipsApiFault EXCEPTION: recorded for an ordinary refusal, but it can also report a failure after the act."""

DOUBT_TIMEOUT = 10.0
"""Seconds for which a task looks for the run after a fault that can come after the service has acted."""


class Trigger(NamedTuple):
    """The one request that starts a run.

    :param operation: the service's name for it.
    :param send: sends it, once.
    """

    operation: str
    send: Callable[[], None]


def deliver(client: IpsClient, trigger: Trigger, outcome: RunOutcome) -> IpsError | None:
    """Send the trigger. Returns the error that makes its delivery doubtful, or None.

    :raises IpsError: when it was provably not sent, or clearly refused.
    """
    server_clock = copy.copy(client.server_clock)
    outcome.reason = f"{trigger.operation} was sent once, and whether the service acted on it is not known."
    outcome.delivery, outcome.status = Delivery.UNKNOWN, Status.UNKNOWN
    try:
        trigger.send()
        outcome.delivery, outcome.status = Delivery.CONFIRMED, Status.TRIGGERED
        outcome.reason = f"The service has accepted {trigger.operation}."
        return None
    except IpsError as exc:
        if exc.delivery is not Delivery.UNKNOWN and not can_follow_the_act(exc):
            _not_triggered(trigger, outcome, exc)
        return exc
    finally:
        # The answer may be the first to show the service's clock. A slow answer is too late to date the trigger.
        clock = server_clock if server_clock.known else client.server_clock
        if client.sent_at is None:
            _note_unsent(trigger, outcome)
        elif outcome.delivery in MAY_HAVE_ACTED:
            outcome.executed_at = whole_second(clock.at(client.sent_at))


def give_up(
    trigger: Trigger, outcome: RunOutcome, doubt: IpsError, looked: bool = True, places: str = "active, logs"
) -> NoReturn:
    """End a doubtful delivery whose run was not found. A fault then counts as a refusal, anything else stays unknown.

    :param looked: whether the last look for the run succeeded, which proves that no run is there.
    :param places: where a user can look for it, as job_info's ``subset`` has them.
    """
    if doubt.delivery is Delivery.REFUSED and looked:
        doubt.message += " No run of it has appeared."
        _not_triggered(trigger, outcome, doubt)
    doubt.message = in_doubt(trigger, outcome, doubt.fact, places)
    raise doubt


def in_doubt(trigger: Trigger, outcome: RunOutcome, why: str, places: str = "active, logs") -> str:
    """The message about a trigger whose outcome is unknown: how to find out, and how to run the task again.

    :param places: where to look for the run, as job_info's ``subset`` has them.
    """
    return (
        f"{trigger.operation} was sent once, and whether the service acted on it is not known: {why} "
        f"{outcome.how_to_find_out(places)}"
    )


def _not_triggered(trigger: Trigger, outcome: RunOutcome, exc: IpsError) -> NoReturn:
    outcome.executed_at = None
    if exc.delivery is Delivery.NOT_SENT:
        _note_unsent(trigger, outcome)
    else:
        outcome.delivery, outcome.status = exc.delivery, Status.NOT_RUN
        outcome.reason = f"{trigger.operation} was refused by the service."
    raise exc


def _note_unsent(trigger: Trigger, outcome: RunOutcome) -> None:
    outcome.delivery, outcome.status = Delivery.NOT_SENT, Status.NOT_RUN
    outcome.reason = f"{trigger.operation} could not be sent."


def can_follow_the_act(exc: IpsError) -> bool:
    """Whether the service can send this fault after it has acted."""
    return isinstance(exc, FaultError) and exc.kind == "api" and (exc.from_server or exc.code == AMBIGUOUS_FAULT_CODE)
