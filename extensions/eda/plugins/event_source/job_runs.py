# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any, Callable

DOCUMENTATION = r"""
short_description: Events of Dynamic Media job runs
description:
  - Watches the job runs of a company in Dynamic Media Classic (Scene7 IPS) and sends an event when a run starts, makes
    progress or ends, and when the service cannot be reached.
  - While the source runs, it sends each run's end exactly once. With O(state_file) it does so across restarts too, and
    sends the ends that came in between after the restart. For a run that was active before the first start, it sends
    only the end.
  - An event has the keys of the rows of M(mediaops.dynamic_media.job_info). The kind of event is in C(type), so the
    kind of job is in C(job_type).
options:
  endpoint:
    description: The URL of the service. C(region) and C(stage) can replace it. All connection options are
      those of the modules, M(mediaops.dynamic_media.job_info) for example, with the same environment variables.
    type: str
  company_name:
    description: The company whose runs are watched. C(company_handle) can replace it.
    type: str
  interval:
    description: The time between two polls, in seconds or with a unit such as V(1m). While the service cannot be
      reached, it doubles up to five minutes.
    type: str
    default: '30'
  state_file:
    description: A file that records what was sent. It contains names of runs, and no credentials. Its folder is
      created if it does not exist.
    type: str
  max_errors:
    description: A run counts as failed if its log shows more errors than this, of files or of transfers.
    type: int
    default: 0
  max_warnings:
    description: The number of warnings in a run's log above which the run counts as failed. Without it, there
      is no limit.
    type: int
"""

EXAMPLES = r"""
- name: React to runs that fail
  hosts: all
  sources:
    - mediaops.dynamic_media.job_runs:
        region: emea
        company_name: Planetary
        interval: 30
        state_file: /var/lib/eda/dynamic_media.json
  rules:
    - name: A run has failed
      condition: event.type == "run_ended" and event.status == "failed"
      action:
        run_playbook:
          name: playbooks/tell_the_team.yml
"""

LONGEST_INTERVAL = 300.0
"""Seconds between two polls at most, while the service cannot be reached."""

_LOGGER = logging.getLogger("mediaops.dynamic_media.job_runs")

Event = dict[str, Any]


def _importable() -> None:
    """Let the collection be imported; ansible-rulebook runs this file by its path."""
    for folder in Path(__file__).absolute().parents:
        if folder.name == "ansible_collections" and str(folder.parent) not in sys.path:
            sys.path.append(str(folder.parent))


async def main(queue: asyncio.Queue[Event], args: dict[str, Any]) -> None:
    """Send events for as long as the rulebook runs.

    :param args: as the rulebook gives them.
    :raises ValueError: when an argument is unknown or cannot be used.
    """
    _importable()
    from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.job_runs import Watch

    watch = Watch(args, os.environ)
    state = StateFile(args.get("state_file"))
    watch.resume(state.load())
    try:
        state.save(watch.state())
        await _watch(queue, watch, state)
    finally:
        await asyncio.to_thread(watch.close)


async def _watch(queue: asyncio.Queue[Event], watch: Any, state: StateFile) -> None:
    pause: float = watch.interval
    while True:
        events, reachable = await asyncio.to_thread(watch.poll)
        # A cancellation must not come between the two, so that what is sent is also kept.
        await asyncio.shield(_send(queue, events, lambda: state.save(watch.state())))
        pause = watch.interval if reachable else min(LONGEST_INTERVAL, pause * 2)
        await asyncio.sleep(pause)


async def _send(queue: asyncio.Queue[Event], events: list[Event], keep: Callable[[], None]) -> None:
    for event in events:
        await queue.put(event)
    await asyncio.to_thread(keep)


class StateFile:
    """Keeps the state across restarts.

    :param path: None for no file.
    """

    def __init__(self, path: str | None) -> None:
        self._path = Path(path).expanduser() if path else None
        self._kept: str | None = None

    def load(self) -> dict[str, Any] | None:
        """What was kept, or None.

        :raises ValueError: when the file cannot be read, or holds something else.
        """
        if self._path is None or not self._path.exists():
            return None
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            if not isinstance(data, dict):
                raise ValueError("it is not the state of a watch")
        except (OSError, ValueError) as exc:
            raise ValueError(f"state_file {self._path} cannot be read: {exc}. Delete it to start over.") from None
        return data

    def save(self, data: dict[str, Any] | None) -> None:
        """Replace what is kept, in one step. Nothing is written if nothing has changed.

        If a later write fails, the events go on, and the next poll tries again.

        :raises ValueError: when the first write fails.
        """
        text = json.dumps(data)
        if self._path is None or data is None or text == self._kept:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = self._path.with_name(f"{self._path.name}.new")
            new.write_text(text, encoding="utf-8")
            new.replace(self._path)
            self._kept = text
        except OSError as exc:
            problem = f"state_file {self._path} cannot be written: {exc.strerror}."
            if self._kept is None:
                raise ValueError(f"{problem} Give a file that can be.") from None
            _LOGGER.warning("%s After a restart, events since the last write are sent again.", problem)


if __name__ == "__main__":

    class _Printing(asyncio.Queue):  # type: ignore[type-arg]
        async def put(self, item: Event) -> None:
            print(json.dumps(item), flush=True)  # noqa: T201

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(_Printing(), dict(argument.split("=", 1) for argument in sys.argv[1:])))
