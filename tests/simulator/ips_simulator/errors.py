# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The refusals of the service and of the simulator's control interface."""

from __future__ import annotations

AUTHENTICATION = "authenticationFault"
AUTHORIZATION = "authorizationFault"
IPS_API = "ipsApiFault"

NO_CREDENTIALS = 10000
INVALID_CREDENTIALS = 10001
INVALID_USER = 10002
INVALID_COMPANY = 20000
INVALID_REQUEST_USERNAME = 20001
INVALID_REQUEST_USER = 20002
NO_OPERATION_PERMISSION = 20003
ILLEGAL_PARAMETER_VALUE = 20005
ILLEGAL_COMPANY = 20006
EXCEPTION = 30000
INVALID_PARAMETER = 30001
MISSING_PARAMETER = 30002
INVALID_REQUEST_XML = 30003

_FAMILIES = {1: AUTHENTICATION, 2: AUTHORIZATION, 3: IPS_API}


class ServiceFault(Exception):
    """A request that the service answers with a SOAP fault.

    ``code`` is one of the documented codes; the fault's detail element follows from it unless ``element``
    says otherwise. ``faultcode`` is ``Client`` or ``Server``.
    """

    def __init__(self, code: int, reason: str, faultcode: str = "Client", element: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.faultcode = faultcode
        self.element = element or _FAMILIES.get(code // 10000, IPS_API)


class BadControlRequest(Exception):
    """A seed or a control request that makes no sense; the message says what and what would."""
