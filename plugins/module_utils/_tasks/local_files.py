# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local files that paths, globs and folders stand for, always in the order of their names."""

from __future__ import annotations

import errno
import glob
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NoReturn

from .._ips.errors import ConfigurationError
from .._ips.multipart import LocalFile

Found = tuple[str, str]
"""A file's path, and its name below the folder that it is uploaded to."""


def listed_files(patterns: Sequence[str], directory: str) -> list[LocalFile]:
    """The files that paths and globs stand for.

    A file that is given by its path is named by the last part of the path. A file that a glob matches is named by its
    path below the last folder of the glob that has no wildcard.

    :param directory: the folder that relative paths start from; empty for the current one.
    :raises ConfigurationError: when a path is not a file or cannot be read, or a glob matches nothing.
    """
    return _planned(found for pattern in patterns for found in _matches(os.path.join(directory, pattern), pattern))


def files_below(folder: str, directory: str, hidden: bool, warnings: list[str]) -> list[LocalFile]:
    """The files in a folder and its subfolders, named by their paths below it. Links to folders are not followed.

    :param directory: the folder that a relative path starts from; empty for the current one.
    :param hidden: whether to include files and folders whose names begin with a dot.
    :param warnings: gets a warning for each link to a folder.
    :raises ConfigurationError: when the folder, or something in it, cannot be read.
    """
    top = os.path.join(directory, folder)
    if not os.path.isdir(top):
        raise ConfigurationError(f"src {folder!r} is not a folder on the host that runs the module. Check the path.")
    return _planned(_walk(top, hidden, warnings))


def _matches(path: str, pattern: str) -> Iterator[Found]:
    if not glob.has_magic(pattern) or os.path.lexists(path):
        yield path, os.path.basename(path)
        return
    base = path
    while glob.has_magic(base):
        base = os.path.dirname(base)
    matches = [match for match in glob.glob(path, recursive=True) if not os.path.isdir(match)]
    if not matches:
        raise ConfigurationError(f"files {pattern!r} matches no file on the host that runs the module. Check the path.")
    for match in matches:
        yield match, os.path.relpath(match, base or os.curdir)


def _walk(top: str, hidden: bool, warnings: list[str]) -> Iterator[Found]:
    for folder, subfolders, names in os.walk(top, onerror=_unreadable):
        if not hidden:
            subfolders[:] = [name for name in subfolders if not name.startswith(".")]
            names = [name for name in names if not name.startswith(".")]
        for name in subfolders:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                warnings.append(f"{path!r} is a link to a folder, which is not followed.")
        for name in names:
            path = os.path.join(folder, name)
            yield path, os.path.relpath(path, top)


def _unreadable(exc: OSError) -> NoReturn:
    raise ConfigurationError(f"the folder {exc.filename!r} cannot be read: {exc.strerror}. Check src.") from None


def _planned(found: Iterable[Found]) -> list[LocalFile]:
    """The files without duplicates, sorted by name.

    :raises ConfigurationError: when two files have the same name, since one would replace the other.
    """
    by_name: dict[str, LocalFile] = {}
    for path, name in found:
        file = _local_file(path, name.replace(os.sep, "/"))
        other = by_name.setdefault(file.name, file)
        if os.path.abspath(other.path) != os.path.abspath(path):
            raise ConfigurationError(
                f"{other.path!r} and {path!r} would both be uploaded as {file.name!r}. Rename one, or upload them to "
                "different folders in two tasks."
            )
    return [by_name[name] for name in sorted(by_name)]


def _local_file(path: str, name: str) -> LocalFile:
    unfit = next((character for character in name if unicodedata.category(character) in ("Cc", "Cs")), None)
    if unfit is not None:
        raise ConfigurationError(
            f"the name of {path!r} contains the character U+{ord(unfit):04X}, which no asset can have."
        )
    try:
        status = os.stat(path)
    except OSError as exc:
        raise ConfigurationError(f"the file {path!r} cannot be read: {exc.strerror}. Check files.") from None
    if stat.S_ISDIR(status.st_mode):
        raise ConfigurationError(f"{path!r} is a folder. Give it as src, or its files by a glob.")
    if not stat.S_ISREG(status.st_mode):
        raise ConfigurationError(f"{path!r} is not a regular file. Leave it out.")
    if not os.access(path, os.R_OK):
        raise ConfigurationError(
            f"the file {path!r} cannot be read: {os.strerror(errno.EACCES)}. Check its permissions."
        )
    return LocalFile(path, name, status.st_size, status.st_mtime_ns)
