# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exceptions that carry a failure from where it is noticed to the boundary, which turns them into a result."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

FAULT_NAMES = {
    10000: "AUTHENTICATION_FAULT_CODE_NO_CREDENTIALS",
    10001: "AUTHENTICATION_FAULT_CODE_INVALID_CREDENTIALS",
    10002: "AUTHENTICATION_FAULT_CODE_INVALID_USER",
    20000: "AUTHORIZATION_FAULT_CODE_INVALID_COMPANY",
    20001: "AUTHORIZATION_FAULT_CODE_INVALID_REQUEST_USERNAME",
    20002: "AUTHORIZATION_FAULT_CODE_INVALID_REQUEST_USER",
    20003: "AUTHORIZATION_FAULT_CODE_NO_OPERATION_PERMISSION",
    20004: "AUTHORIZATION_FAULT_CODE_NO_IMPERSONATION_PERMISSION",
    20005: "AUTHORIZATION_FAULT_CODE_ILLEGAL_PARAMETER_VALUE",
    20006: "AUTHORIZATION_FAULT_CODE_ILLEGAL_COMPANY",
    20007: "AUTHORIZATION_FAULT_CODE_ILLEGAL_REQUEST_USER",
    20008: "AUTHORIZATION_FAULT_CODE_ILLEGAL_ACCESS_GROUP",
    20009: "AUTHORIZATION_FAULT_CODE_MISSING_PERMISSION",
    30000: "IPS_API_FAULT_CODE_EXCEPTION",
    30001: "IPS_API_FAULT_CODE_INVALID_PARAMETER",
    30002: "IPS_API_FAULT_CODE_MISSING_PARAMETER",
    30003: "IPS_API_FAULT_CODE_INVALID_REQUEST_XML",
}
"""The codes of faults (source: the reference)."""


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

    ``code``, ``name`` and ``reason`` are those of a fault; ``advice`` is the part of the message that says what to do.
    """

    kind = "api"
    delivery = Delivery.NOT_SENT
    code: int | None = None
    name: str | None = None
    reason: str | None = None
    advice = ""

    def __init__(self, message: str, operation: str | None = None, http_status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.http_status = http_status

    @property
    def fact(self) -> str:
        """The message without its advice, for a message with other advice."""
        return self.message.replace(self.advice, "").strip() if self.advice else self.message

    def as_result(self) -> dict[str, Any]:
        """The ``error`` key of a result."""
        keys = ("kind", "operation", "code", "name", "reason", "http_status")
        return {key: getattr(self, key) for key in keys}


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


class Fault(NamedTuple):
    """A SOAP fault, as far as it could be read.

    :param kind: authentication, authorization or api.
    :param from_server: whether its code blames the server.
    """

    kind: str
    code: int | None
    reason: str
    from_server: bool

    @property
    def name(self) -> str | None:
        """The reference's name for the code."""
        return FAULT_NAMES.get(self.code) if self.code is not None else None


class FaultError(IpsError):
    """The service answered with a SOAP fault."""

    delivery = Delivery.REFUSED

    def __init__(
        self, message: str, fault: Fault, operation: str | None = None, http_status: int | None = None
    ) -> None:
        super().__init__(message, operation, http_status)
        self.kind = fault.kind
        self.code = fault.code
        self.name = fault.name
        self.reason = fault.reason
        self.from_server = fault.from_server

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
