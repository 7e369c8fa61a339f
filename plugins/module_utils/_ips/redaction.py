# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps passwords and tokens out of all that a user, a log or a callback sees, even if the service echoes them."""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MASK = "********"

_PLAIN_CHARACTERS = re.compile(r"[\w.-]", re.ASCII)
"""Characters that every encoding leaves as they are."""

_SECRET_NAME = re.compile(r"(?:password|passwd|passphrase|secret|token)\Z", re.IGNORECASE)

_OPEN_NAME = re.compile(r"(?:name|handle)s?\Z")

_ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_BASE64 = (base64.b64encode, base64.urlsafe_b64encode)


class Redactor:
    """Replaces secrets, in every form in which a service or a library may show them.

    A secret can be an ordinary word, such as ``Publish``. What is open anyway stays as it is: an open text, whole or
    within another text, and a handle that contains a secret only as such a word.

    :param secrets: the plain values.
    :param open_texts: the words of the interface, and the names and handles that the user gave.
    """

    def __init__(self, secrets: Iterable[str], open_texts: Iterable[str] = ()) -> None:
        # A message has a text of the service without the white space at its ends.
        forms = {form for secret in secrets for form in (secret, secret.strip())}
        hidden = sorted(filter(None, forms), key=len, reverse=True)
        self._open = frozenset(open_texts)
        longer = [text for text in self._open if not any(text in secret for secret in hidden)]
        kept = [text for text in longer if any(secret in text for secret in hidden)]
        known = "\0".join(self._open).casefold()
        self._secrets = _any_of(hidden, sorted(kept, key=len, reverse=True))
        self._not_a_word = _any_of([secret for secret in hidden if secret.casefold() not in known])

    def text(self, text: str) -> str:
        """The text without the secrets."""
        return self._secrets.sub(_masked, text) if self._secrets else text

    def data(self, value: Any, key: str = "") -> Any:
        """The plain data without the secrets; keys are kept.

        :param key: the key that the value has.
        """
        if isinstance(value, str):
            return value if value in self._open or self._is_usable_handle(key, value) else self.text(value)
        if isinstance(value, dict):
            return {name: self.data(item, str(name)) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.data(item, key) for item in value]
        return value

    def _is_usable_handle(self, key: str, value: str) -> bool:
        is_handle = key == "handle" or key.endswith("_handle")
        return is_handle and not (self._not_a_word and self._not_a_word.search(value))


def _any_of(secrets: Sequence[str], kept: Sequence[str] = ()) -> re.Pattern[str] | None:
    """Matches one of the secrets, or, as a group, one of the texts that are kept."""
    if not secrets:
        return None
    group = [f"({'|'.join(map(re.escape, kept))})"] if kept else []
    return re.compile("|".join([*group, *map(_pattern, secrets)]))


def _masked(match: re.Match[str]) -> str:
    return match.group() if match.lastindex else MASK


def given_openly(options: Mapping[str, Any]) -> list[str]:
    """The names and handles that a task's options give."""
    named = [value for option, value in options.items() if _OPEN_NAME.search(option) and option != "username"]
    values = [item for value in named for item in (value if isinstance(value, list) else [value])]
    return [value for value in values if isinstance(value, str)]


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
    """Matches the secret in base64, or with each character as XML, URLs, JSON or Python write it, in any mixture."""
    encoded = [encode(secret.encode("utf-8", "replace")).decode().rstrip("=") for encode in _BASE64]
    return "|".join(["".join(map(_spellings, secret)), *map(re.escape, encoded)])


def _entity(character: str) -> str | None:
    """The name that HTML and XML have for a character."""
    if character.isascii():
        return _ENTITIES.get(character)
    from html.entities import codepoint2name  # Few secrets need it, and to import it costs every task.

    return codepoint2name.get(ord(character))


@functools.lru_cache(maxsize=256)
def _spellings(character: str) -> str:
    """Matches one character in each of its spellings; an entity may have been escaped repeatedly."""
    if _PLAIN_CHARACTERS.match(character):
        return re.escape(character)
    code = ord(character)
    names = filter(None, [f"#0*{code}", f"#x0*{code:x}", _entity(character)])
    escaped = {spell(character)[1:-1] for spell in (json.dumps, repr, ascii)} - {character}
    spellings = [
        f"&(?:amp;)*(?:{'|'.join(names)});",
        "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogatepass")),
        f"\\\\u{code:04x}",
        *map(re.escape, sorted(escaped)),
    ]
    plain = r"\+|\ " if character == " " else re.escape(character)
    return f"(?:(?i:{'|'.join(spellings)})|\\\\?(?:{plain}))"
