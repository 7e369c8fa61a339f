# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a run counts as a success."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.model import Counters, JobLog
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.judgement import Thresholds, Violation


def row(errors: int = 0, warnings: int = 0, fatal: bool = False) -> JobLog:
    return JobLog("h", "n", "o", None, None, Counters(5, errors, warnings), fatal)


@pytest.mark.parametrize(
    ("thresholds", "log_row", "counters"),
    [
        (Thresholds(), row(), []),
        (Thresholds(), row(warnings=10**6), []),
        (Thresholds(), row(errors=1), ["error"]),
        (Thresholds(max_errors=1), row(errors=1), []),
        (Thresholds(max_errors=1), row(errors=2), ["error"]),
        (Thresholds(max_warnings=0), row(warnings=1), ["warning"]),
        (Thresholds(max_warnings=3), row(warnings=3), []),
        (Thresholds(max_errors=10**6), row(fatal=True), ["fatal_error"]),
        (Thresholds(0, 0), row(1, 1, True), ["fatal_error", "error", "warning"]),
    ],
)
def test_violations(thresholds: Thresholds, log_row: JobLog, counters: list[str]) -> None:
    assert [violation.counter for violation in thresholds.violations(log_row)] == counters


@given(st.integers(0, 5), st.none() | st.integers(0, 5), st.integers(0, 6), st.integers(0, 6), st.booleans())
def test_a_success_is_within_every_limit(
    max_errors: int, max_warnings: int | None, errors: int, warnings: int, fatal: bool
) -> None:
    within = errors <= max_errors and (max_warnings is None or warnings <= max_warnings) and not fatal
    assert (not Thresholds(max_errors, max_warnings).violations(row(errors, warnings, fatal))) == within


def test_results_and_words() -> None:
    assert Violation("error", 0, 3).as_result() == {"counter": "error", "limit": 0, "value": 3}
    assert str(Violation("error", 0, 3)) == "3 errors (limit 0)"
    assert str(Violation("warning", 2, 1)) == "1 warning (limit 2)"
    assert str(Violation("fatal_error", 0, 1)) == "a fatal error"
