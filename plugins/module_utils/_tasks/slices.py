# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in slices: a module can tell nothing before it ends, so it ends whenever there is progress to tell.

The action plugin shows the line, and starts the module again where it has paused. Nothing is triggered twice for that:
a task pauses only while it waits for a run that it has found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Callable

from .._ips.redaction import Redactor
from .._ips.times import Clock, SystemClock
from .._runs.bookmark import Bookmark, Paused
from .._runs.progress import ProgressLines, Told
from .base import Context, Task, run_task, secrets_of

VARIABLE = "MEDIAOPS_DYNAMIC_MEDIA_SLICE"
"""The environment variable by which the action plugin asks a module for a slice: FIRST, or the bookmark to go on at."""

FIRST = "first"

KEY = "dynamic_media_slice"
"""The key of a slice's result that is for the action plugin: the line to show, and the bookmark where it goes on."""


def run_slice(
    asked: str,
    task: Task,
    params: Mapping[str, Any],
    environ: Mapping[str, str],
    check_mode: bool = False,
    diff_mode: bool = False,
    clock: Clock | None = None,
    run: Callable[..., dict[str, Any]] = run_task,
) -> dict[str, Any]:
    """Run a task until there is progress to tell, or to its end.

    :param asked: what VARIABLE holds.
    :param run: :func:`run_task`, whose other parameters these are.
    :returns: the task's result, or next to nothing where it has paused; with KEY.
    """
    clock = clock or SystemClock()
    try:
        bookmark = None if asked == FIRST else Bookmark.read(asked)
    except ValueError:
        return {"failed": True, "msg": f"The environment variable {VARIABLE} is the collection's own; unset it."}
    # What is over within the first interval is not worth another start of the module.
    told = bookmark.told if bookmark and bookmark.told else Told(clock.now(), at=clock.now())
    shown: list[str] = []
    redact = Redactor(secrets_of(params, environ)).text
    lines = ProgressLines(shown.append, redact, clock, told, pausing=True)
    try:
        result = run(
            _resumed(task, bookmark) if bookmark else task,
            params,
            environ,
            check_mode,
            diff_mode,
            observer=lines,
            clock=clock,
        )
    except Paused as paused:
        paused.bookmark.told = lines.told
        paused.bookmark.mask(redact)
        return {"changed": False, KEY: {"line": shown[-1], "bookmark": paused.bookmark.text}}
    result["elapsed"] = round((clock.now() - told.began).total_seconds(), 3)
    return {**result, KEY: {"line": shown[-1] if shown else None, "bookmark": None}}


def _resumed(task: Task, bookmark: Bookmark) -> Task:
    """The task that does the rest."""

    def perform(context: Context) -> None:
        context.client.counters.add(bookmark.counters)
        if task.resume:
            task.resume(context, bookmark)

    return replace(task, begin=lambda _params, _check_mode: bookmark.outcome, perform=perform)
