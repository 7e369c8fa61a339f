# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a task from its parameters to its result, both in a module and in the controller's own process."""

from __future__ import annotations

import functools
import signal
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, Generic, TypeVar

from .._ips.client import IpsClient
from .._ips.connection import connection_from
from .._ips.errors import ConfigurationError, DeadlineError, IpsError
from .._ips.pace import Deadline
from .._ips.times import NOTABLE_SKEW, Clock
from .._ips.transport import ExchangeCounters
from .._runs.lock import FileLock, state_directory
from .._runs.notes import Lock
from .._runs.outcome import Outcome
from .._runs.progress import Observer
from .arguments import Arguments
from .masking import redactor_for
from .options import check_credentials
from .signals import Terminated, is_uninterrupted

OutcomeT_co = TypeVar("OutcomeT_co", bound=Outcome, covariant=True)
OutcomeT = TypeVar("OutcomeT", bound=Outcome)


@dataclass(frozen=True)
class Context(Generic[OutcomeT_co]):
    """What a task works with.

    :param params: the options, as :meth:`Arguments.read` returns them.
    :param outcome: to be filled.
    """

    params: Mapping[str, Any]
    check_mode: bool
    client: IpsClient
    outcome: OutcomeT_co
    lock: Lock
    observer: Observer

    def start_deadline(self) -> Deadline:
        """Start the deadline of all the task's waiting, retries included. ``wait_timeout: 0`` means no limit."""
        self.client.deadline = Deadline(self.client.clock, self.params["wait_timeout"] or None)
        return self.client.deadline


@dataclass(frozen=True)
class Task(Generic[OutcomeT]):
    """What a module accepts and does.

    :param arguments: its options and their rules.
    :param begin: makes the outcome, from the parameters and whether it is check mode.
    :param perform: does the work and fills the outcome.
    """

    arguments: Arguments
    begin: Callable[[Mapping[str, Any], bool], OutcomeT]
    perform: Callable[[Context[OutcomeT]], None]


def run_task(
    task: Task[OutcomeT],
    params: Mapping[str, Any],
    environ: Mapping[str, str],
    check_mode: bool = False,
    diff_mode: bool = False,
    observer: Observer | None = None,
    clock: Clock | None = None,
    connect: Callable[..., IpsClient] = IpsClient.connect,
    lock: Lock | None = None,
    parent_lives: Callable[[], bool] = lambda: True,
) -> dict[str, Any]:
    """Run a task and return its result, even if a signal ends it.

    :param params: the parameters that Ansible's argument spec has accepted.
    :param environ: the environment of the process that connects.
    :param connect: makes a client from a connection and a clock.
    :param parent_lives: whether the process that asked for the result still runs. If not, nothing is changed.
    :returns: the result without secrets; with ``failed``, ``msg`` and ``error`` if the task failed.
    """
    clock = clock or AttendedClock(parent_lives)
    started = clock.monotonic()
    outcome = task.begin(params, check_mode)
    failure: IpsError | None = None
    client: IpsClient | None = None
    try:
        params = task.arguments.read(params)
        connection = connection_from(params, environ)
        check_credentials(connection.credentials)
        client = connect(connection, clock)
        client.before_change = functools.partial(_refuse_orphan, parent_lives)
        lock = lock or FileLock(state_directory(environ))
        task.perform(Context(params, check_mode, client, outcome, lock, observer or Observer()))
    except IpsError as exc:
        failure = exc
    except Exception as exc:
        failure = _unexpected(exc)
    except BaseException as exc:
        failure = _ended_early(exc, outcome)
    finally:
        if client is not None:
            client.close()
            _note_skew(client, outcome)
    counters = client.counters if client else ExchangeCounters()
    result = {"changed": outcome.changed, "warnings": outcome.warnings, **outcome.as_result()}
    result.update(exchange=counters.as_result(), elapsed=round(clock.monotonic() - started, 3))
    result["diff"] = outcome.diff() if diff_mode else None
    if failure is not None:
        result.update(failed=True, msg=f"{outcome.subject}: {failure.message}", error=failure.as_result())
    redacted: dict[str, Any] = redactor_for(params, environ).data(result)
    return redacted


class AttendedClock(Clock):
    """This machine's clock, for a task that stops waiting when the process that asked for its result has ended."""

    def __init__(self, parent_lives: Callable[[], bool]) -> None:
        self._parent_lives = parent_lives

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds.

        :raises Terminated: when the process that asked for the task has ended.
        """
        super().sleep(seconds)
        if not is_uninterrupted() and not self._parent_lives():
            raise Terminated(signal.SIGHUP)


def _refuse_orphan(parent_lives: Callable[[], bool]) -> None:
    """Send no change after the process that asked for it has ended, unless that would leave another change half done.

    :raises ConfigurationError: when the process that asked for the task has ended.
    """
    if not is_uninterrupted() and not parent_lives():
        raise ConfigurationError("the process that started this task has ended, so nothing more was sent.")


def _ended_early(exc: BaseException, outcome: Outcome) -> DeadlineError:
    """The failure of a task that was ended from outside, with what is known so far."""
    why = str(exc) if isinstance(exc, Terminated) else f"{type(exc).__name__}{exc.args or ''}"
    known = " ".join(filter(None, [outcome.reason, outcome.advice]))
    return DeadlineError(f"the task ended before it was done: {why}. {known}".rstrip())


def _note_skew(client: IpsClient, outcome: Outcome) -> None:
    skew = client.server_clock.skew
    if skew is not None and abs(skew) > NOTABLE_SKEW:
        direction = "ahead of" if skew > 0 else "behind"
        outcome.warnings.append(
            f"The service's clock is {abs(skew):.0f} s {direction} this machine's. Ages in options count back from the "
            "service's now; absolute times are compared with the service's times without correction."
        )


def _unexpected(exc: Exception) -> IpsError:
    """The failure for a bug in this collection, without a traceback."""
    place = traceback.extract_tb(exc.__traceback__)[-1]
    return ConfigurationError(
        f"an internal error of the collection occurred ({type(exc).__name__} in {place.name}: {exc}). "
        "Please report it with this message."
    )
