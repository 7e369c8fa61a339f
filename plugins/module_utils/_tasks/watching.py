# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The watch over a job's runs, for every task that looks at runs."""

from __future__ import annotations

from .._runs.identity import JobIdentity
from .._runs.lock import service_key
from .._runs.notes import StoppedRuns
from .._runs.outcome import Outcome
from .._runs.watch import JobWatch
from .base import Context


def watch_from(context: Context[Outcome], company: str, identity: JobIdentity, start_timeout: float) -> JobWatch:
    """A watch over the job's runs, which knows those that this user's tasks have stopped.

    :param company: its handle.
    :param start_timeout: seconds that a run may be in neither place before it counts as lost.
    """
    client, interval = context.client, context.params["poll_interval"]
    stopped = StoppedRuns(context.lock, service_key(client.connection.endpoint), company, client.clock)
    return JobWatch(client, interval, company, identity, start_timeout, context.observer, stopped)
