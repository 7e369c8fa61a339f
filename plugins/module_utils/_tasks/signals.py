# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that end a task: raised as exceptions, so that the task has a result, and deferred where needed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
"""The signals that end a task. Ansible sends SIGALRM when the task's ``timeout`` expires."""


_sections: list[int] = []


class Terminated(BaseException):
    """A signal ends the task. Only the boundary to Ansible may catch it."""

    def __init__(self, number: int = signal.SIGTERM) -> None:
        timed_out = number == signal.SIGALRM
        super().__init__("its timeout expired" if timed_out else f"it was ended by {signal.Signals(number).name}")
        self.number = number


@contextmanager
def ending_as_exception() -> Iterator[list[int]]:
    """Raise :class:`Terminated` at the first signal that ends the task. Later signals are only recorded.

    Ansible sends its workers several in a row, and the task still has to make its result. Yields the list in which the
    number of each signal is recorded.
    """
    ended: list[int] = []

    def end(number: int, _frame: Any) -> None:
        ended.append(number)
        if len(ended) == 1:
            raise Terminated(number)

    restore = _handle(end)
    try:
        yield ended
    finally:
        restore()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Defer signals until the end of a section that must not be left half done.

    Keep the section short. Only ``request_timeout`` limits each of its requests.
    """
    pending: list[int] = []
    restore = _handle(lambda number, _frame: pending.append(number))
    _sections.append(1)
    try:
        yield
    finally:
        _sections.pop()
        restore()
        for number in dict.fromkeys(pending):
            signal.raise_signal(number)


def is_uninterrupted() -> bool:
    """Whether a section runs that must not be left half done."""
    return bool(_sections)


def _handle(handler: Callable[[int, Any], None]) -> Callable[[], None]:
    """Handle the signals, except those that are ignored (nohup). Only the main thread can.

    :returns: a function that restores the previous handlers.
    """
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        handlers = {number: signal.getsignal(number) for number in ENDING}
        before = {number: earlier for number, earlier in handlers.items() if earlier not in (None, signal.SIG_IGN)}
    for number in before:
        signal.signal(number, handler)

    def restore() -> None:
        for number, earlier in before.items():
            signal.signal(number, earlier)

    return restore
