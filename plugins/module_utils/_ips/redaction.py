# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping passwords and tokens out of all that a user, a log or a callback sees, also when the service echoes them."""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

MASK = "********"

_PLAIN_SIGNS = re.compile(r"[\w.-]", re.ASCII)
"""Signs that no encoding writes in another way."""

_SECRET_NAME = re.compile(r"(?:password|passwd|passphrase|secret|token)\Z", re.IGNORECASE)

_ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_BASE64 = (base64.b64encode, base64.urlsafe_b64encode)


class Redactor:
    """Replaces secrets, in each form in which a service or a library may show them.

    :param secrets: the plain values.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        longest_first = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(_pattern, longest_first))) if longest_first else None

    def text(self, text: str) -> str:
        """The text without the secrets."""
        return self._secrets.sub(MASK, text) if self._secrets else text

    def data(self, value: Any) -> Any:
        """The plain data without the secrets; keys are kept."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.data(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.data(item) for item in value]
        return value


def named_secrets(value: Any) -> list[str]:
    """The values in plain data whose keys say that they are secrets, such as ``password``, at any depth."""
    if isinstance(value, (list, tuple)):
        return [secret for item in value for secret in named_secrets(item)]
    if not isinstance(value, Mapping):
        return []
    secrets: list[str] = []
    for key, item in value.items():
        is_value = isinstance(item, (str, int, float)) and not isinstance(item, bool)
        secrets += [str(item)] if is_value and _SECRET_NAME.search(str(key)) else named_secrets(item)
    return secrets


def _pattern(secret: str) -> str:
    """Matches the secret in base64, or sign by sign in any mixture of what XML, URLs, JSON and Python make of them."""
    encoded = [encode(secret.encode("utf-8", "replace")).decode().rstrip("=") for encode in _BASE64]
    return "|".join(["".join(map(_sign, secret)), *map(re.escape, encoded)])


@functools.lru_cache(maxsize=256)
def _sign(sign: str) -> str:
    """Matches one sign in each of its spellings; an entity may have been escaped again and again."""
    if _PLAIN_SIGNS.match(sign):
        return re.escape(sign)
    code = ord(sign)
    names = [f"#0*{code}", f"#x0*{code:x}"] + ([_ENTITIES[sign]] if sign in _ENTITIES else [])
    escaped = {spell(sign)[1:-1] for spell in (json.dumps, repr, ascii)} - {sign}
    spellings = [
        f"&(?:amp;)*(?:{'|'.join(names)});",
        "".join(f"%{byte:02x}" for byte in sign.encode("utf-8", "surrogatepass")),
        f"\\\\u{code:04x}",
        *map(re.escape, sorted(escaped)),
    ]
    plain = r"\+|\ " if sign == " " else re.escape(sign)
    return f"(?:(?i:{'|'.join(spellings)})|\\\\?(?:{plain}))"
