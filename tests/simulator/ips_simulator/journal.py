# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service was asked. Passwords and tokens never get in here."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from .http_messages import HttpRequest, json_safe_headers

_LONGEST = 100_000
_SECRET_PARAMS = frozenset({"password", "accessToken"})
_HIDDEN = "********"

Entry = dict[str, Any]


class Journal:
    """The requests, oldest first; beyond 100,000 the oldest are dropped. Thread-safe."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_LONGEST)
        self._count = 0
        self._lock = threading.Lock()

    def begin(self, request: HttpRequest, time: str) -> Entry:
        """Enter a request as its headers have come in; its entry is completed by whoever handles it."""
        entry: Entry = {
            "n": 0,
            "connection": request.connection,
            "time": time,
            "method": request.method,
            "path": request.path,
            "operation": None,
            "version": None,
            "soap_action": request.action,
            "auth": "none",
            "user": None,
            "params": None,
            "files": None,
            "acted": False,
            "status": None,
            "fault": None,
            "injected": None,
            "headers": json_safe_headers(request.headers),
        }
        with self._lock:
            self._count += 1
            entry["n"] = self._count
            self._entries.append(entry)
        return entry

    def entries(self) -> list[Entry]:
        with self._lock:
            return [dict(entry) for entry in self._entries]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._count = 0


def without_secrets(params: Any) -> Any:
    """Parameters with the values of secret ones hidden, at any depth."""
    if isinstance(params, dict):
        return {name: _HIDDEN if name in _SECRET_PARAMS else without_secrets(value) for name, value in params.items()}
    if isinstance(params, list):
        return [without_secrets(value) for value in params]
    return params
