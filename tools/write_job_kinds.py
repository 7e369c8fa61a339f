# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the doc fragment of the job kinds from their table: ``make tree``, then run this with the development venv."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
FRAGMENT = CHECKOUT / "plugins/doc_fragments/job_kinds.py"
TABLE = "ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.job_kinds"
WIDTH = 100

HEAD = '''# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Written by tools/write_job_kinds.py from plugins/module_utils/_ips/job_kinds.py, where changes belong.

from __future__ import annotations


class ModuleDocFragment:
    """What kind of job: the options of ``job_arguments.JOB_KIND``."""

    DOCUMENTATION = r"""
'''
TAIL = '"""\n'

KIND_NOTE = "Mutually exclusive with all other kinds of job."
ANY_VALUE = "Any other value is sent too, with a warning."


def documented_kind(kind: Any) -> dict[str, Any]:
    """The documentation of the option that takes a kind of job."""
    return {
        "description": [*kind.description, KIND_NOTE],
        "type": "dict",
        "suboptions": documented_fields(kind.structure),
    }


def documented_fields(structure: Any) -> dict[str, Any]:
    """The documentation of suboptions."""
    return {field.option: documented_field(field) for field in structure.fields}


def documented_field(field: Any) -> dict[str, Any]:
    """The documentation of one suboption."""
    suboptions = documented_fields(field.type) if hasattr(field.type, "fields") else None
    described: dict[str, Any] = {"description": [*field.description, *constants_of(field)]}
    described.update(type_of(field, "dict" if suboptions else field.type.option_type))
    if field.required:
        described["required"] = True
    if suboptions:
        described["suboptions"] = suboptions
    return described


def constants_of(field: Any) -> list[str]:
    """A sentence with the values that the service is known to take."""
    if not field.constants:
        return []
    values = [f"V({value})" for value in field.constants]
    return [f"The service knows {', '.join(values[:-1])} and {values[-1]}. {ANY_VALUE}"]


def type_of(field: Any, name: str) -> dict[str, Any]:
    """The type of a suboption."""
    return {"type": "list", "elements": name} if field.is_array else {"type": name}


def fragment() -> str:
    """The text of the doc fragment."""
    table = importlib.import_module(TABLE)
    options = {kind.option: documented_kind(kind) for kind in table.JOB_KINDS}
    dump = importlib.import_module("yaml").safe_dump
    return HEAD + str(dump({"options": options}, sort_keys=False, width=WIDTH, allow_unicode=True)) + TAIL


if __name__ == "__main__":
    sys.path.insert(0, str(CHECKOUT / ".build/tree"))
    FRAGMENT.write_text(fragment(), encoding="utf-8")
