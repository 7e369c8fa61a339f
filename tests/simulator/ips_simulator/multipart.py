# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forms with files (multipart/form-data) as a stream: files are counted and hashed, never held."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Union
from urllib.parse import unquote

_LARGEST_HEAD = 16 * 1024
_LARGEST_FIELD = 1024 * 1024
_ESCAPED = re.compile(r'\\(["\\])|%(22|0D|0A)', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]*))')
_Bytes = Union[bytes, memoryview]


class BadForm(Exception):
    """A body that is not a form with files; the message says why."""


@dataclass(frozen=True)
class FormFile:
    """A file of a form. ``name`` is its filename as it was sent, None where it has none."""

    name: str | None
    size: int
    sha256: str


@dataclass
class Form:
    """The fields of a form that were asked for, by their names, and its files."""

    fields: dict[str, bytes] = field(default_factory=dict)
    files: list[FormFile] = field(default_factory=list)


def read_form(content_type: str, pieces: Iterator[bytes], fields: Collection[str]) -> Form:
    """Read a form from the pieces of a body. Every part that is not one of ``fields`` is a file.

    Raises BadForm; what is left of the body has been read then too.
    """
    try:
        return _read(_Source(pieces, b"\r\n"), _boundary(content_type), fields)
    finally:
        for _piece in pieces:
            pass


def _boundary(content_type: str) -> bytes:
    boundary = _parameters(content_type).get("boundary")
    if not content_type.lower().startswith("multipart/form-data") or not boundary:
        raise BadForm("Content-Type must be multipart/form-data with a boundary, not %r" % content_type)
    return b"\r\n--" + boundary.encode("latin-1", "replace")


def _parameters(header: str) -> dict[str, str]:
    return {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(header)}


def _read(source: _Source, delimiter: bytes, fields: Collection[str]) -> Form:
    form = Form()
    for _preamble in source.until(delimiter):
        pass
    while source.take(2) == b"\r\n":
        name, filename = _disposition(source.whole(b"\r\n\r\n", _LARGEST_HEAD))
        if name is not None and name in fields:
            form.fields[name] = source.whole(delimiter, _LARGEST_FIELD)
        else:
            form.files.append(_file(filename, source.until(delimiter)))
    return form


def _file(name: str | None, content: Iterator[_Bytes]) -> FormFile:
    size, digest = 0, hashlib.sha256()
    for piece in content:
        size += len(piece)
        digest.update(piece)
    return FormFile(name, size, digest.hexdigest())


class _Source:
    """What is left of a stream. Pieces are searched as they come, so that a part costs no more memory than a piece."""

    def __init__(self, pieces: Iterator[bytes], start: bytes = b"") -> None:
        self._pieces = pieces
        self._held = start
        self._at = 0

    def _more(self) -> None:
        """Hold the next piece behind what has not been taken yet."""
        piece = next(self._pieces, None)
        if piece is None:
            raise BadForm("The form ends within a part")
        self._held = self._held[self._at :] + piece
        self._at = 0

    def take(self, count: int) -> bytes:
        while len(self._held) - self._at < count:
            self._more()
        self._at += count
        return self._held[self._at - count : self._at]

    def until(self, delimiter: bytes) -> Iterator[_Bytes]:
        """What comes before a delimiter, which is taken too."""
        while True:
            place = self._held.find(delimiter, self._at)
            # The end of what is held may be the beginning of the delimiter.
            safe = place if place >= 0 else max(self._at, len(self._held) - len(delimiter) + 1)
            start, self._at = self._at, safe
            if safe > start:
                yield memoryview(self._held)[start:safe]
            if place >= 0:
                self._at += len(delimiter)
                return
            self._more()

    def whole(self, delimiter: bytes, largest: int) -> bytes:
        """What comes before a delimiter, in one; BadForm if it is longer than ``largest`` bytes."""
        content = bytearray()
        for piece in self.until(delimiter):
            content += piece
            if len(content) > largest:
                raise BadForm("A part's head or a document of the form has more than %d bytes" % largest)
        return bytes(content)


def _disposition(head: bytes) -> tuple[str | None, str | None]:
    """A part's name and filename."""
    for line in head.decode("utf-8", "replace").split("\r\n"):
        key, _colon, value = line.partition(":")
        if key.strip().lower() == "content-disposition":
            parameters = _parameters(value)
            return parameters.get("name"), _filename(parameters)
    raise BadForm("A part of the form has no Content-Disposition")


def _filename(parameters: dict[str, str]) -> str | None:
    """The filename as browsers, curl and RFC 5987 write it."""
    charset, quote, encoded = parameters.get("filename*", "").partition("''")
    if quote:
        return unquote(encoded, charset or "utf-8")
    name = parameters.get("filename")
    return None if name is None else _ESCAPED.sub(lambda match: match[1] or chr(int(match[2], 16)), name)
