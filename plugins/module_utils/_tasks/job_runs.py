# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source job_runs: polls a company's runs, and reports what happens to them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Callable

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._ips.client import IpsClient
from .._ips.connection import connection_from
from .._ips.errors import ConfigurationError, IpsError
from .._ips.model import FAILURE_LOG_TYPES, shown
from .._ips.times import Clock
from .._runs.events import Event, Memory, RunEvents
from .._runs.lock import service_key
from .._runs.rows import RowStatus
from .arguments import ACCOUNT, THRESHOLDS, Arguments, error_message, thresholds_from, validatable
from .masking import redactor_for
from .options import check_credentials, positive_duration

MAX_MESSAGES = 100
"""The most messages of a failed run that its event has."""

ARGUMENTS = ACCOUNT + Arguments({"interval": positive_duration(30), "state_file": {"type": "str"}}) + THRESHOLDS


class Watch:
    """Polls one company.

    :param args: the arguments of the event source.
    :param connect: makes a client from a connection and a clock.
    :raises ValueError: when an argument is unknown or invalid.
    """

    def __init__(
        self,
        args: Mapping[str, Any],
        environ: Mapping[str, str],
        clock: Clock | None = None,
        connect: Callable[..., IpsClient] = IpsClient.connect,
    ) -> None:
        spec = ARGUMENTS.as_spec()
        validation = ArgumentSpecValidator(**spec).validate(validatable(spec["argument_spec"], args))
        wrong = error_message(validation, "job_runs")
        if wrong:
            raise ValueError(f"job_runs: {wrong}")
        try:
            self._params = ARGUMENTS.read(validation.validated_parameters)
            self._connection = connection_from(self._params, environ)
            check_credentials(self._connection.credentials)
            self.interval: float = self._params["interval"]
            if not self._connection.version.log_end_dates:
                raise ConfigurationError(
                    f"api_version {self._connection.version.name} does not show the ends of runs in its logs. "
                    "Give a newer one."
                )
            self._client = connect(self._connection, clock or Clock())
        except ConfigurationError as exc:
            raise ValueError(f"job_runs: {exc.message}") from None
        self._redactor = redactor_for(self._params, environ)
        self._events = RunEvents(thresholds_from(self._params))
        self._company: str | None = self._params["company_handle"]
        self._reachable = True

    def resume(self, state: Mapping[str, Any] | None) -> None:
        """Continue where an earlier watch ended.

        :param state: what :meth:`state` returned, or None at the first start.
        :raises ValueError: when it is not such a state, or belongs to another company or service.
        """
        if state is None:
            return
        try:
            memory = Memory.of(state)
        except ValueError as exc:
            raise ValueError(f"job_runs: state_file cannot be used: {exc}. Delete it to start over.") from None
        if state.get("of") != self._subject:
            raise ValueError(
                f"job_runs: state_file belongs to {state.get('of')}, not to {self._subject}. Give each watch a file of "
                "its own."
            )
        self._events.memory = memory

    def state(self) -> dict[str, Any] | None:
        """What a restart needs, as plain data, or None before the first successful poll."""
        memory = self._events.memory
        return {"of": self._subject, **memory.as_data()} if memory else None

    def poll(self) -> tuple[list[Event], bool]:
        """The events since the last poll, and whether the service could be reached."""
        was_reachable, self._reachable = self._reachable, True
        try:
            events = self._poll()
            if not was_reachable:
                events.insert(0, {"type": "service_reachable"})
        except IpsError as exc:
            self._reachable = False
            self._company = self._params["company_handle"]
            failure = {"type": "service_unreachable", "error": exc.as_result(), "message": exc.message}
            events = [failure] if was_reachable else []
        redacted: list[Event] = self._redactor.data(events)
        return redacted, self._reachable

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    @property
    def _subject(self) -> list[str]:
        company = self._params["company_name"] or self._params["company_handle"]
        return [service_key(self._connection.endpoint), company]

    def _poll(self) -> list[Event]:
        client, clock = self._client, self._client.clock
        if self._company is None:
            self._company = client.company(name=self._params["company_name"]).handle
        # Without a name, nothing ties a run to its log row.
        runs = [run for run in client.active_runs(self._company) if shown(run.name)]
        now = client.server_clock.now()
        rows = [row for row in client.job_logs(self._company, self._events.since(now)) if shown(row.job_name)]
        events = self._events.take(now, clock.monotonic(), runs, rows)
        for event in events:
            if event.get("status") == RowStatus.FAILED.value:
                event["log"] = self._failures_of(event["run"]["handle"])
        return events

    def _failures_of(self, handle: str) -> list[dict[str, Any]]:
        """Why a run failed. The event is sent even if that cannot be read."""
        try:
            pages = self._client.job_log_pages(str(self._company), handle, FAILURE_LOG_TYPES, MAX_MESSAGES)
            messages = (message for page in islice(pages, 1) for row in page for message in row.messages)
            return [message.as_result() for message in messages if message.is_failure][:MAX_MESSAGES]
        except IpsError:
            return []
