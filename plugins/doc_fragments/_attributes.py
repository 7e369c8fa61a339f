# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The attributes of all modules, and those of the modules that only look."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description:
      - Can run in C(check_mode). It then predicts what it would do, and sends no request that changes something.
  diff_mode:
    description:
      - Returns the difference between before and after, in diff mode.
  idempotent:
    description:
      - When the module runs twice in a row outside check mode, with the same options, the second run reports no change.
  action_group:
    description:
      - Takes the options that C(module_defaults) sets for C(group/mediaops.dynamic_media.ips).
    support: full
    membership:
      - mediaops.dynamic_media.ips
  async:
    description:
      - Supports the C(async) keyword.
    support: full
  platform:
    description:
      - The operating systems on which the module runs.
    support: full
    platforms: posix
"""

    INFO_MODULE = r"""
attributes:
  check_mode:
    support: full
    details:
      - This module changes nothing, so check mode makes no difference.
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
  idempotent:
    support: full
    details:
      - This module changes nothing.
"""
