# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what the roles take from their modules: the end of each argument_specs.yml, and each vars/main.yml.

Run it with the development venv after a module's options have changed. A role passes on an option of its module in a
variable of that name, with the role's name in front; a word that both have is written once (``run_job_name``).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
COLLECTION = "mediaops.dynamic_media"
HEAD = """---
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Written by tools/write_role_options.py: the options that the role passes on, and the variables that hold them.
"""
MARK = "      # What follows is written by tools/write_role_options.py from the documentation of the modules.\n"
FACTS = ("type", "elements", "choices")
SECRETS = {"password", "access_token"}
WIDTH = 112

Documented = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A module that a role runs.

    :param stem: what the variables begin with, but for those that the role's first module has in the same words.
    :param own: options that the role sets itself, or has variables of its own for.
    """

    module: str
    stem: str
    own: set[str] = field(default_factory=set)


# An upload has nothing to adopt or to skip, unless its files are in the account.
DECISION = ("on_running", "adopt_since", "skip_if_succeeded_since")
ROLES = {
    "job_report": [Step("job_info", "job_report", {"subset"})],
    "run_job": [Step("execute_job", "run_job", {"wait"})],
    "publish": [
        Step("submit_job", "publish", {"wait", "exec_time", "job_name"}),
        Step("cdn_invalidation", "publish_invalidation", {"urls", "template", "assets"}),
        Step("upload_files", "publish_upload", {"files", "src", "hidden", "wait", *DECISION}),
    ],
}


def variable(stem: str, option: str) -> str:
    """The variable for an option: ``run_job`` and ``job_name`` make ``run_job_name``."""
    last, _underscore, rest = option.partition("_")
    return f"{stem}_{rest}" if rest and last == stem.rpartition("_")[2] else f"{stem}_{option}"


def documentation(module: str) -> Documented:
    """A module's options as ansible-doc shows them, without those that have suboptions."""
    command = [str(Path(sys.executable).parent / "ansible-doc"), "--json", "-t", "module", f"{COLLECTION}.{module}"]
    tree = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(CHECKOUT / ".build" / "tree")}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=tree).stdout
    options = cast("Documented", json.loads(output)[f"{COLLECTION}.{module}"]["doc"]["options"])
    return {name: option for name, option in sorted(options.items()) if "suboptions" not in option}


def variables_of(steps: list[Step], documented: Mapping[str, Documented]) -> dict[str, dict[str, str]]:
    """The variables of a role by module and option."""
    first = steps[0]
    found: dict[str, dict[str, str]] = {}
    for step in steps:
        shared = {
            name for name, option in documented[step.module].items() if documented[first.module].get(name) == option
        }
        found[step.module] = {
            name: variable(first.stem if name in shared else step.stem, name)
            for name in documented[step.module]
            if name not in step.own
        }
    return found


def in_words_of_the_role(text: str, module: str, names: Mapping[str, str]) -> str:
    """A sentence of a module's documentation, with the options that the role passes on as its variables."""
    text = re.sub(r"\bRV\((\w)", rf"RV({COLLECTION}.{module}#module:\1", text)
    return re.sub(r"\bO\((\w+)", lambda match: f"O({names[match[1]]}" if match[1] in names else f"C({match[1]}", text)


def described(option: Documented, module: str, names: Mapping[str, str]) -> Documented:
    """The role's documentation of a variable that holds a module's option."""
    description = option["description"]
    given = [description] if isinstance(description, str) else description
    sentences = [in_words_of_the_role(sentence, module, names) for sentence in given]
    if "default" in option:
        sentences.append(f"The default of the module is V({json.dumps(option['default']).strip(chr(34))}).")
    return {"description": sentences, **{name: option[name] for name in FACTS if name in option}}


def options_of(role: str, documented: Mapping[str, Documented]) -> Documented:
    """The part of a role's argument spec that comes from its modules."""
    options: Documented = {}
    defaults = yaml.safe_load((CHECKOUT / "roles" / role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    for module, names in variables_of(ROLES[role], documented).items():
        for option, name in names.items():
            fresh = described(documented[module][option], module, names)
            fresh.update({"default": defaults[name]} if name in defaults else {})
            fresh.update({"no_log": True} if option in SECRETS else {})
            options.setdefault(name, fresh)
    return options


class _Indented(yaml.SafeDumper):
    """Indents lists, as yamllint and ansible-lint want it."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def as_yaml(data: Any, indent: int = 0) -> str:
    """YAML text below so many spaces."""
    text = yaml.dump(data, Dumper=_Indented, sort_keys=False, width=WIDTH - indent, allow_unicode=True)
    return "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())


def files() -> dict[Path, str]:
    """Every file that this program writes, with what it should hold."""
    modules = sorted({step.module for steps in ROLES.values() for step in steps})
    documented = {module: documentation(module) for module in modules}
    found: dict[Path, str] = {}
    for role, steps in ROLES.items():
        folder = CHECKOUT / "roles" / role
        spec = folder / "meta" / "argument_specs.yml"
        by_hand = spec.read_text(encoding="utf-8").partition(MARK)[0]
        found[spec] = by_hand + MARK + as_yaml(options_of(role, documented), indent=6)
        passed = {f"__{role}_{module}": names for module, names in variables_of(steps, documented).items()}
        found[folder / "vars" / "main.yml"] = HEAD + as_yaml(passed)
    return found


if __name__ == "__main__":
    for path, content in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        print(f"wrote {path.relative_to(CHECKOUT)}")
