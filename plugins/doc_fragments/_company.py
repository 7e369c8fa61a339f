# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Whose jobs: the options of ``arguments.COMPANY``."""

    DOCUMENTATION = r"""
options:
  company_name:
    description:
      - The name of the company.
      - Exactly one of O(company_name) and O(company_handle) is needed.
    type: str
  company_handle:
    description:
      - The handle of the company, as M(mediaops.dynamic_media.company_info) returns it.
      - A new release of the service can change handles, so prefer the name in a playbook.
    type: str
"""
