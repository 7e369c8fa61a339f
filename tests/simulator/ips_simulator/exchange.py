# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a fault may look at: one request, what the service read in it, and the answer it would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional

from .call import Call
from .http_messages import HttpRequest, HttpResponse

Options = Mapping[str, Any]


@dataclass
class Exchange:
    """``answer`` is the service's own answer, None where the fault kept it from acting."""

    request: HttpRequest
    call: Call
    answer: HttpResponse | None = None


Answer = Callable[[Exchange, Options], Optional[HttpResponse]]
