# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: given_options
short_description: Collect the options that a role passes on
version_added: 1.0.0
author:
  - mediaops.dynamic_media contributors (@mediaops)
description:
  - B(This is an internal tool and must only be used from roles in this collection.) It can change or go at any time.
  - Collects the options whose variables are set. A variable that is omitted counts as not set.
options:
  _terms:
    description: One dictionary, the names of variables by the options that they hold.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the options that are set, from within a role
  ansible.builtin.debug:
    msg: "{{ lookup('mediaops.dynamic_media.given_options', {'job_name': 'run_job_name'}) }}"
"""

RETURN = r"""
_list:
  description: One dictionary, the values by the options.
  type: list
  elements: dict
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):  # type: ignore[misc]  # as the rest of ansible-core, it is not typed
    """See DOCUMENTATION."""

    def run(
        self, terms: Sequence[Mapping[str, str]], variables: Mapping[str, Any], **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return the values of the options whose variables are set."""
        [names] = terms
        given = self._templar.template({option: variables[name] for option, name in names.items() if name in variables})
        # Newer versions of ansible-core remove omitted values themselves.
        return [{option: value for option, value in given.items() if value != variables.get("omit")}]
