# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exceptions that carry a failure from where it is noticed to the boundary, which turns them into a result."""

from __future__ import annotations

from enum import Enum
from typing import Any


class Delivery(str, Enum):
    """What is known about a request that changes something: whether the service received it and acted on it."""

    NOT_SENT = "not_sent"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    RECONCILED = "reconciled"
    UNKNOWN = "unknown"


class IpsError(Exception):
    """Base of all failures that are reported to a user.

    :param message: one or more sentences for the user: what happened, to what, and what to do.
    :param operation: the IPS operation that failed, in the service's spelling, or None.
    :param http_status: the status of the answer, where there was one.

    ``advice`` is the part of the message that says what to do.
    """

    kind = "api"
    delivery = Delivery.NOT_SENT

    def __init__(self, message: str, operation: str | None = None, http_status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.http_status = http_status
        self.code: int | None = None
        self.name: str | None = None
        self.reason: str | None = None
        self.advice = ""

    @property
    def fact(self) -> str:
        """The message without its advice, for a message with other advice."""
        return self.message.replace(self.advice, "").strip() if self.advice else self.message

    def as_result(self) -> dict[str, Any]:
        """The ``error`` key of a result."""
        return {
            "kind": self.kind,
            "operation": self.operation,
            "code": self.code,
            "name": self.name,
            "reason": self.reason,
            "http_status": self.http_status,
        }


class ConfigurationError(IpsError):
    """The options, the environment or the local machine do not allow the task; nothing was sent."""

    kind = "configuration"


class TransportError(IpsError):
    """An exchange did not end in an answer.

    :param delivery: ``NOT_SENT`` when not one byte of the body was written, else ``UNKNOWN``.
    """

    kind = "transport"

    def __init__(self, message: str, delivery: Delivery, operation: str | None = None) -> None:
        super().__init__(message, operation)
        self.delivery = delivery


class ProtocolError(IpsError):
    """The answer is not the SOAP that was expected.

    A redirect and a 4xx mean that the service refused the request. Any other answer leaves that open.

    :param retry_after: seconds that the service asks to wait before another try, or None.
    """

    kind = "protocol"

    def __init__(
        self,
        message: str,
        operation: str | None = None,
        http_status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, operation, http_status)
        refused = http_status is not None and 300 <= http_status < 500
        self.delivery = Delivery.REFUSED if refused else Delivery.UNKNOWN
        self.retry_after = retry_after


class FaultError(IpsError):
    """The service answered with a SOAP fault.

    :param kind: ``authentication``, ``authorization`` or ``api``, after the fault's detail element.
    :param code: the service's number for the fault, or None.
    :param name: the reference's name for that number, or None.
    :param reason: the service's own words.
    :param from_server: whether the fault blames the server, not the request.
    """

    delivery = Delivery.REFUSED

    def __init__(
        self,
        message: str,
        kind: str,
        operation: str | None = None,
        http_status: int | None = None,
        code: int | None = None,
        name: str | None = None,
        reason: str | None = None,
        from_server: bool = False,
    ) -> None:
        super().__init__(message, operation, http_status)
        self.kind = kind
        self.code = code
        self.name = name
        self.reason = reason
        self.from_server = from_server

    @property
    def about_access(self) -> bool:
        """Whether the service objects to who asks, not to what is asked."""
        return self.kind in ("authentication", "authorization")


class JobError(IpsError):
    """The job or its run is not as the task needs it: not found, several, already running, failed, stopped, lost."""

    kind = "job"


class DeadlineError(IpsError):
    """The task's time has run out."""

    kind = "timeout"
