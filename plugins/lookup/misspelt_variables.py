# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: misspelt_variables
short_description: Find misspelt variables of a role
version_added: 1.0.0
author:
  - mediaops.dynamic_media contributors (@mediaops)
description:
  - B(This is an internal tool and must only be used from roles in this collection.) It can change or go at any time.
  - Finds the variables that begin with the name of the current role and an underscore, and that the role's argument
    specification does not have.
options:
  _terms:
    description: Variables that the role leaves to the play, in addition to its result.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Show what is misspelt, from within a role
  ansible.builtin.debug:
    msg: "{{ lookup('mediaops.dynamic_media.misspelt_variables', wantlist=true) }}"
"""

RETURN = r"""
_list:
  description: A sentence for each misspelt variable.
  type: list
  elements: str
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible.module_utils.common.yaml import yaml_load
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

SIMILARITY = 0.5
"""How similar two names without the role's prefix must be for one to count as the other misspelt; 1 is identical."""


class LookupModule(LookupBase):  # type: ignore[misc]  # as the rest of ansible-core, it is not typed
    """See DOCUMENTATION."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any], **kwargs: Any) -> list[str]:
        """Return a sentence for each misspelt variable, and warn about those that resemble no variable of the role."""
        role = Path(variables["role_path"])
        prefix = f"{role.name}_"
        specs = yaml_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
        own = [f"{prefix}result", *specs["argument_specs"]["main"]["options"], *terms]
        given = [name for name in variables if name.startswith(prefix)]
        return [message for name in sorted({*given} - {*own}) for message in _messages(role.name, name, own)]


def _messages(role: str, name: str, own: Sequence[str]) -> Iterator[str]:
    message = f"The role {role} has no variable {name}."
    parts = {candidate.removeprefix(f"{role}_"): candidate for candidate in own}
    nearest = difflib.get_close_matches(name.removeprefix(f"{role}_"), parts, n=1, cutoff=SIMILARITY)
    if nearest:
        yield f"{message} Did you mean {parts[nearest[0]]}?"
    else:
        Display().warning(f"{message} It is ignored.")
