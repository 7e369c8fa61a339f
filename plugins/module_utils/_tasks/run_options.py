# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of all tasks that deal with a run, and what is made from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._runs.follow import LogDetails, OnTimeout, RunPolicy
from .arguments import THRESHOLDS, Arguments, thresholds_from
from .options import choice, count, duration, positive_duration

FOLLOWING = THRESHOLDS + Arguments(
    {
        "wait_timeout": duration(3600),
        "start_timeout": duration(120),
        "poll_interval": positive_duration(10),
        "on_timeout": choice(OnTimeout.FAIL),
        "log_details": choice(LogDetails.ERRORS),
        "log_limit": count(100),
    }
)


def policy_from(params: Mapping[str, Any]) -> RunPolicy:
    """What the options ask of a run."""
    given = {name: params[name] for name in RunPolicy._fields if name in params}
    return RunPolicy(thresholds=thresholds_from(params), **given)
