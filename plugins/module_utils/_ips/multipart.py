# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms with files (multipart/form-data) as a stream: a file is read while it is sent, never as a whole.

``requests`` holds the whole body of such a form in memory. ``requests-toolbelt`` has an encoder that does not, but
would be one more dependency on the managed side. Its approach is used here: a body that knows its length and yields its
pieces.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import FileIO
from typing import Callable, NamedTuple

from .errors import Delivery, IpsError

PIECE = 256 * 1024
"""Bytes that are read and sent at once; smaller parts of a form are joined up to it."""


class FileError(IpsError):
    """A file cannot be read, or is not as it was when the upload was planned.

    :param reason: what is wrong with the file, as the words after its path.
    """

    kind = "configuration"
    delivery = Delivery.UNKNOWN

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.problem = f"{path!r} {reason}"
        super().__init__(f"{self.problem}.")


class LocalFile(NamedTuple):
    """A file that is to be uploaded, as it was when the upload was planned.

    :param path: where it is on this machine.
    :param name: its path below the folder that it is uploaded to.
    :param size: in bytes.
    :param modified_ns: its time of modification, in nanoseconds since 1970.
    """

    path: str
    name: str
    size: int
    modified_ns: int

    def check(self) -> None:
        """Check that it can be sent as planned.

        :raises FileError: when it cannot.
        """
        with self._opened():
            pass

    def pieces(self) -> Iterator[bytes]:
        """What it holds.

        The last piece comes only if nothing has changed the file meanwhile, so a changed file is never sent whole.

        :raises FileError: when it changes, or cannot be read.
        """
        with self._opened() as file:
            left = self.size
            while left:
                piece = file.read(min(left, PIECE))
                if not piece:
                    raise FileError(self.path, "has become shorter since the upload was planned")
                left -= len(piece)
                if not left:
                    self._check_unchanged(file)
                yield piece

    @contextmanager
    def _opened(self) -> Iterator[FileIO]:
        """The file, open, and as it was planned.

        :raises FileError: when it has changed, or cannot be read.
        """
        try:
            with open(self.path, "rb", buffering=0, opener=_open_at_once) as file:
                self._check_unchanged(file)
                yield file
        except OSError as exc:
            raise FileError(self.path, f"cannot be read: {exc.strerror}") from None

    def _check_unchanged(self, file: FileIO) -> None:
        status = os.fstat(file.fileno())
        if (status.st_size, status.st_mtime_ns) != (self.size, self.modified_ns):
            raise FileError(self.path, "has changed since the upload was planned")


def _open_at_once(path: str, flags: int) -> int:
    """Open a file, without blocking if a pipe has taken its place."""
    return os.open(path, flags | os.O_NONBLOCK)


class Form:
    """A form of some documents and files, as the body of a request; each iteration reads the files again.

    :param documents: XML, by the names of their parts.
    :param sent: is called, while the form is sent, with how many bytes of files have been handed over so far.
    """

    def __init__(
        self,
        documents: Mapping[str, bytes],
        files: Sequence[LocalFile],
        sent: Callable[[int], None] = lambda _count: None,
    ) -> None:
        self._boundary = os.urandom(16).hex()
        self._documents = [
            (self._head(f'name="{name}"', "text/xml; charset=UTF-8"), xml) for name, xml in documents.items()
        ]
        self._files = [(self._file_head(file), file) for file in files]
        self._sent = sent

    @property
    def content_type(self) -> str:
        """The header that describes it."""
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        documents = sum(len(head) + len(xml) + 2 for head, xml in self._documents)
        files = sum(len(head) + file.size + 2 for head, file in self._files)
        return documents + files + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        return _joined(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        for head, xml in self._documents:
            yield head + xml + b"\r\n"
        count = 0
        for head, file in self._files:
            yield head
            for piece in file.pieces():
                yield piece
                count += len(piece)
                self._sent(count)
            yield b"\r\n"
        yield self._end

    @property
    def _end(self) -> bytes:
        return f"--{self._boundary}--\r\n".encode()

    def _file_head(self, file: LocalFile) -> bytes:
        return self._head(f'name="file"; filename="{quoted(file.name)}"', "application/octet-stream")

    def _head(self, disposition: str, content_type: str) -> bytes:
        lines = f"--{self._boundary}", f"Content-Disposition: form-data; {disposition}", f"Content-Type: {content_type}"
        return "\r\n".join((*lines, "", "")).encode()


def quoted(name: str) -> str:
    """A file's name within the quotes of a header: in UTF-8, as RFC 7578 recommends, with the escapes of RFC 2045."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def is_plain(name: str) -> bool:
    """Whether all servers read the name in a form's header the same: ASCII without quotes, backslash and percent."""
    return name.isascii() and not set(name) & set('"\\%')


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, in pieces that are worth a system call each."""
    held = bytearray()
    for piece in pieces:
        if len(held) + len(piece) > PIECE:
            if held:
                yield bytes(held)
                held.clear()
            if len(piece) >= PIECE:
                yield piece
                continue
        held += piece
    yield bytes(held)
