# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults during an upload of seven files in four POSTs, and the expected reports: rows of the page, as data."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

POSTS = 4
FILES = {f"{letter}.jpg": letter.encode() * 400 * number for number, letter in enumerate("abcdefg")}
"""Two for each POST; the first one is empty."""

OPTIONS = {"dest_folder": "Planetary/upload/", "max_post_files": 2, "wait_timeout": 10, "upload_timeout": 1}

HEADINGS = (
    "Injected",
    "At POST",
    "Service acted",
    "changed",
    "delivery",
    "status",
    "error.kind",
    "Files received",
    "uploaded",
    "failed",
    "unknown",
)


@dataclass(frozen=True)
class Report:
    """What the task reports.

    :param received: how many files the service has taken.
    :param uploaded: how many the task says are uploaded.
    """

    changed: bool
    delivery: str
    status: str
    kind: str | None
    received: int
    uploaded: int
    failed: int = 0
    unknown: int = 0


WHOLE = Report(True, "confirmed", "succeeded", None, 7, 7)
FOUND = Report(True, "reconciled", "succeeded", None, 7, 7)


@dataclass(frozen=True)
class UploadCase:
    """One row.

    :param injected: in words.
    :param faults: orders to the simulator.
    :param at: the number of the POST.
    :param when: before or after the service acted, where that is a question.
    :param by_run: whether the service takes the handle of the job's run for the job's.
    :param advance: seconds by which the service's time is advanced after a while.
    """

    injected: str
    faults: tuple[dict[str, Any], ...]
    at: str
    expected: Report
    when: str = ""
    by_run: bool = True
    advance: float = 0
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def identifier(self) -> str:
        """For pytest."""
        return f"{self.injected} {self.at} {self.when}".strip().replace(" ", "-")


def _at(number: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"operation": "uploadPost", "kind": kind, "skip": number - 1, **more}


def _unknown(kind: str) -> Report:
    """The first POST may have begun a job, but no run of it is seen. The other files were not sent."""
    return Report(True, "unknown", "unknown", kind, 0, 0, failed=5, unknown=2)


def _refused(number: int, kind: str) -> Report:
    """The service refused; files that were sent before stay."""
    sent = 2 * (number - 1)
    if not sent:
        return Report(False, "refused", "not_run", kind, 0, 0, failed=7)
    return Report(True, "confirmed", "succeeded", kind, sent, sent, failed=7 - sent)


CUTS = (
    ("connection closed without an answer", "before", "drop_before", {}),
    ("connection closed without an answer", "after", "drop_after", {}),
    ("connection reset during the files", "before", "cut_request", {"bytes": 900}),
    ("connection reset", "after", "reset_after", {}),
    ("no answer until upload_timeout", "before", "hang_before", {"seconds": 3}),
    ("no answer until upload_timeout", "after", "hang_after", {"seconds": 3}),
    ("a body cut short", "after", "truncate", {}),
    ("HTTP 503", "before", "status", {"status": 503}),
    ("HTTP 503", "after", "status", {"status": 503, "act": True}),
    ("empty HTTP 200", "after", "empty", {}),
    ("bare fault 30000", "after", "fault", {"act": True}),
)


def _cut(injected: str, when: str, kind: str, more: dict[str, Any], number: int) -> UploadCase:
    expected = WHOLE if number > 1 else FOUND if when == "after" else _unknown("transport")
    if number == 1 and when == "after":
        # What was not sent goes with a second job, whose first POST is confirmed.
        expected = WHOLE
    if number == 1 and when == "before" and kind == "status":
        expected = _unknown("protocol")
    return UploadCase(injected, (_at(number, kind, **more),), str(number), expected, when)


def _refusals() -> Iterator[UploadCase]:
    rights = {"code": 20009, "element": "authorizationFault", "faultcode": "Client"}
    for number in (1, 3):
        fault = _at(number, "fault", **rights)
        yield UploadCase("bare fault 20009", (fault,), str(number), _refused(number, "authorization"), "before")
    for number in (1, 3):
        yield UploadCase(
            "HTTP 413", (_at(number, "status", status=413),), str(number), _refused(number, "protocol"), "before"
        )
    look = {"wait_timeout": 60}
    yield UploadCase("bare fault 30000", (_at(1, "fault"),), "1", _refused(1, "api"), "before", options=look)


UPLOAD_CASES: Sequence[UploadCase] = (
    UploadCase("nothing", (), "-", WHOLE),
    *itertools.starmap(_cut, ((*cut, number) for cut in CUTS for number in range(1, POSTS + 1))),
    *_refusals(),
    UploadCase(
        "connection closed after the headers, before the files", (_at(2, "refuse_headers"),), "2", WHOLE, "before"
    ),
    UploadCase(
        "every connection closed after its answer",
        ({"operation": "*", "kind": "close_idle", "times": 0},),
        "all",
        WHOLE,
    ),
    UploadCase(
        "connection closed without an answer, and again at the end of the job",
        (_at(2, "drop_before"), _at(2, "drop_before")),
        "2",
        WHOLE,
        "before",
    ),
    UploadCase(
        "connection closed without an answer, and the service does not accept the run's handle to end the job",
        (_at(1, "drop_after"),),
        "1",
        Report(True, "reconciled", "running", "timeout", 2, 0, failed=5, unknown=2),
        "after",
        by_run=False,
        options={"wait_timeout": 2},
    ),
    UploadCase(
        "the same, and half an hour passes",
        (_at(1, "drop_after"),),
        "1",
        WHOLE,
        "after",
        by_run=False,
        advance=1800,
    ),
    UploadCase(
        "connection closed without an answer, without waiting",
        (_at(2, "drop_after"),),
        "2",
        Report(True, "confirmed", "running", "transport", 4, 2, failed=3, unknown=2),
        "after",
        options={"wait": False},
    ),
)


def make_files(folder: Path) -> None:
    """The files that are uploaded."""
    for name, content in FILES.items():
        (folder / name).write_bytes(content)


def report_of(result: dict[str, Any], received: Counter[str]) -> Report:
    """A task's result and what the service saw, as a row has them."""
    results = Counter(file["result"] for file in result["files"])
    return Report(
        result["changed"],
        result["delivery"],
        result["status"],
        result["error"]["kind"] if result.get("failed") else None,
        len(received),
        results["uploaded"],
        results["failed"],
        results["unknown"],
    )


def check(case: UploadCase, result: dict[str, Any], journal: Sequence[dict[str, Any]]) -> Report:
    """Compare the report with what the service saw: no file twice, no lost file unreported, no job left open."""
    acted = [entry for entry in journal if entry["acted"]]
    received = Counter(file["name"] for entry in acted for file in entry["files"])
    assert set(received.values()) <= {1}, received
    for file in result["files"]:
        name = Path(file["path"]).name
        assert (file["result"] == "unknown") or (file["result"] == "uploaded") == (name in received), file
    begun = sum("jobName" in entry["params"] for entry in acted)
    ended = sum(entry["params"].get("endJob", False) not in (False, "false") for entry in acted)
    assert ended >= begun or not case.by_run
    seen = report_of(result, received)
    assert seen == case.expected, result.get("msg")
    return seen


def row(case: UploadCase, seen: Report) -> str:
    """What was seen, as a line of the table."""
    counts = map(str, (seen.received, seen.uploaded, seen.failed, seen.unknown))
    cells = [case.injected, case.at, case.when or "-", str(seen.changed).lower(), seen.delivery, seen.status]
    return "| " + " | ".join([*cells, seen.kind or "-", *counts]) + " |"


def section(rows: Sequence[str]) -> list[str]:
    """The part of the page about uploads."""
    head = (
        "\n## Uploads\n\n"
        "`upload_files` sends seven files in four POSTs of one job. In every row, the service received no file twice.\n"
        "It received the files that the task reports as uploaded, and not those that it reports as failed. The task\n"
        "ended every job that had begun, unless the service does not accept the handle of the job's run. After a POST\n"
        "that may not have arrived, the task sends no more POSTs for that job. It sends the files that are missing by\n"
        "the log and the account with another job.\n"
    )
    return [head, "| " + " | ".join(HEADINGS) + " |", "|" + " --- |" * len(HEADINGS), *rows]
