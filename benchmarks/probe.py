# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task without Ansible around it, in a process of its own: its time, its processor time and its memory.

``python probe.py MODULE OPTIONS [REPEAT]``, with the options as JSON; writes one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

from ansible_collections.mediaops.dynamic_media.plugins.plugin_utils._direct.direct import (
    ModuleCall,
    run_directly,
    task_of,
)

KIB_OF_MAXRSS = 1 / 1024 if sys.platform == "darwin" else 1


def peak_mib() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB_OF_MAXRSS / 1024


def main(module: str, options: str, repeat: str = "1") -> None:
    """Run the task as often as asked for; write the times of each turn, and the main facts of the last result."""
    call = ModuleCall(task_of(module), json.loads(options), environment={}, directory="")
    at_first = peak_mib()
    seconds: list[float] = []
    processor_seconds: list[float] = []
    result: dict[str, Any] = {}
    for _turn in range(int(repeat)):
        began, processor_began = time.perf_counter(), time.process_time()
        result = run_directly(call)
        seconds.append(time.perf_counter() - began)
        processor_seconds.append(time.process_time() - processor_began)
    reported = {
        "seconds": seconds,
        "processor_seconds": processor_seconds,
        "mib_at_first": at_first,
        "mib_at_peak": peak_mib(),
        "failure": result.get("msg") if result.get("failed") else None,
        "exchange": result["exchange"],
        "elapsed": result["elapsed"],
        "end_time": (result.get("run") or {}).get("end_time"),
        "messages": len(result.get("log") or []) + sum(len(row["log"]) for row in result.get("job_logs") or []),
    }
    print(json.dumps(reported))


if __name__ == "__main__":
    main(*sys.argv[1:])
