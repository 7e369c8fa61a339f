# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock among the tasks of one user on one machine, so that they do not trigger a job twice, and its state.

The lock of a key is a locked file. The state is another file, which only the holder of the lock writes. Either may be
deleted at any time. A lock whose file is gone counts as lost, and its holder sends nothing more.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import pwd
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from .._ips.connection import is_loopback
from .._ips.errors import ConfigurationError, DeadlineError
from .._ips.model import Company
from .._ips.pace import Deadline, pace
from .notes import Note, Noted

STATE_VARIABLE = "IPS_STATE_DIR"
"""The environment variable that names another directory for locks and notes."""

BELOW_HOME = os.path.join(".local", "state", "mediaops.dynamic_media")

WITHOUT_HOME = "/var/tmp/mediaops.dynamic_media-{uid}"  # noqa: S108 its owner and mode are checked

NETWORK_FILE_SYSTEMS = {
    *("9p", "afs", "ceph", "cifs", "glusterfs", "lustre", "nfs", "nfs4", "smb3"),
    *("fuse.glusterfs", "fuse.sshfs"),
}

MOUNTS = "/proc/self/mountinfo"

DEFAULT_PORTS = (None, 80, 443)

_ADVICE = f"Make it usable for this user alone, or name another local directory in {STATE_VARIABLE}."


def service_key(endpoint: str) -> str:
    """One name for a service, however its address is written: case, scheme, default port, loopback, API path."""
    url = urlsplit(endpoint)
    host = (url.hostname or "").rstrip(".")
    port = "" if url.port in DEFAULT_PORTS else f":{url.port}"
    before_api = re.sub("/+", "/", url.path).partition("/scene7/")[0].rstrip("/")
    return f"{'localhost' if is_loopback(host) else host}{port}{before_api}"


def lock_key(endpoint: str, company: Company, job_name: str) -> tuple[str, ...]:
    """The key of a job among this user's tasks on this machine, the same for any API version and form of the endpoint.

    :param job_name: the original name, if the job has one.
    """
    return service_key(endpoint), company.name or company.handle, job_name


def state_directory(environ: Mapping[str, str]) -> str:
    """The directory for the locks and notes of this user, regardless of TMPDIR and HOME.

    It is below the home directory in the system's user database. If that directory does not belong to this user, or is
    on a network file system, it is below ``/var/tmp``.

    :raises ConfigurationError: when the environment names a relative path, which is not the same for all tasks.
    """
    if environ.get(STATE_VARIABLE):
        if not os.path.isabs(environ[STATE_VARIABLE]):
            raise ConfigurationError(f"{STATE_VARIABLE} is {environ[STATE_VARIABLE]!r}. Give it an absolute path.")
        return os.path.normpath(environ[STATE_VARIABLE])
    with suppress(OSError, KeyError):
        home = pwd.getpwuid(os.geteuid()).pw_dir
        if os.stat(home).st_uid == os.geteuid() and _is_local(home):
            return os.path.join(home, BELOW_HOME)
    return WITHOUT_HOME.format(uid=os.geteuid())


class FileLock:
    """Locks files in a directory that only this user may write.

    :param directory: is created if it is missing.
    """

    def __init__(self, directory: str) -> None:
        self._directory = directory

    @contextmanager
    def hold(self, key: Sequence[str], deadline: Deadline) -> Iterator[HeldFile]:
        """Hold the lock of that key; waiting for it ends at the deadline.

        :raises DeadlineError: when another task holds it until then.
        :raises ConfigurationError: when the directory or the file cannot be used.
        """
        path = self._path(key)
        try:
            _make_directory(self._directory)
            descriptor = _acquire(path, deadline)
        except OSError as exc:
            raise ConfigurationError(
                f"the lock {path!r}, which keeps parallel tasks from triggering twice, cannot be used: {exc.strerror}. "
                f"{_ADVICE}"
            ) from None
        try:
            yield HeldFile(path, descriptor)
        finally:
            os.close(descriptor)

    def peek(self, key: Sequence[str]) -> Noted:
        """The notes of that key, without the lock."""
        return _noted(*_read(_state_path(self._path(key))))

    def _path(self, key: Sequence[str]) -> str:
        return os.path.join(self._directory, hashlib.sha256("\0".join(key).encode("utf-8", "replace")).hexdigest())


class HeldFile:
    """A lock that is held, and the state that is kept with it."""

    def __init__(self, path: str, descriptor: int) -> None:
        self._path = path
        self._state_path = _state_path(path)
        self._descriptor = descriptor
        self._data, self.warnings = _read(self._state_path)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was sent and not yet seen as a run, oldest first."""
        return _noted(self._data, ()).notes

    def add(self, note: Note) -> None:
        """Keep a note; it is on disk when this returns.

        :raises ConfigurationError: when that is not possible, or the lock was lost.
        """
        self._keep((*self.notes, note))

    def remove(self, note: Note) -> None:
        """Remove a note. If that fails, the next task only looks for its run once more."""
        with suppress(ConfigurationError):
            self._keep(tuple(kept for kept in self.notes if kept.id != note.id))

    def _keep(self, notes: Sequence[Note]) -> None:
        others = {name: value for name, value in self._data.items() if name != "notes"}
        self.save({**others, "notes": [note._asdict() for note in notes]} if notes else others)

    def load(self) -> dict[str, Any]:
        """What was saved under this key. Empty if nothing was saved, or it cannot be read."""
        return dict(self._data)

    def save(self, data: Mapping[str, Any]) -> str:
        """Keep data in place of what was saved; it is on disk when this returns. Empty data leaves no file.

        :returns: the file's path.
        :raises ConfigurationError: when that is not possible, or the lock was lost.
        """
        if not _is_at(self._path, self._descriptor):
            raise ConfigurationError(
                f"the lock {self._path!r} was deleted while this task held it, so another task may hold it now. "
                "Nothing more was sent; run the task again."
            )
        try:
            _write(self._state_path, dict(data))
        except OSError as exc:
            raise ConfigurationError(
                f"{self._state_path!r}, which says what was sent, cannot be written: {exc.strerror}. {_ADVICE}"
            ) from None
        self._data = dict(data)
        return self._state_path


def _make_directory(path: str) -> None:
    """Create the directory if it is missing.

    :raises OSError: when it is not a local directory that only this user can write.
    """
    os.makedirs(path, 0o700, exist_ok=True)
    entry = os.lstat(path)
    if not stat.S_ISDIR(entry.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, f"{path!r} is not a directory")
    if entry.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, f"{path!r} belongs to another user")
    if entry.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EPERM, f"other users can write {path!r}")
    if not _is_local(path):
        raise OSError(errno.ENOTSUP, f"{path!r} is on a network file system, which other machines can change")


def _is_local(path: str) -> bool:
    """Whether the path is on a local file system, as far as the system shows."""
    device = os.stat(path).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        with open(MOUNTS, encoding="utf-8", errors="replace") as mounts:
            kinds = {line.partition(" - ")[2].split()[0] for line in mounts if line.split()[2] == number}
    except (OSError, IndexError):
        return True
    return not kinds & NETWORK_FILE_SYSTEMS


def _acquire(path: str, deadline: Deadline) -> int:
    for _turn in pace(deadline, first=0.02, longest=0.5):
        descriptor = _try(path)
        if descriptor is not None:
            return descriptor
    raise DeadlineError(
        "another task on this machine was triggering the same job until wait_timeout expired. "
        "Nothing was triggered by this one; run it again, or give it a longer wait_timeout."
    )


def _try(path: str) -> int | None:
    """A descriptor of the locked file. None if another task holds the lock, or the file was deleted in between."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(path, descriptor):
            os.utime(path)  # so that programs that delete old files keep it
            return descriptor
    except OSError as exc:
        if exc.errno not in (errno.EAGAIN, errno.EACCES):
            os.close(descriptor)
            raise
    os.close(descriptor)
    return None


def _is_at(path: str, descriptor: int) -> bool:
    """Whether the open file is still at the path."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.lstat(path), os.fstat(descriptor))
    return False


def _state_path(path: str) -> str:
    return f"{path}.json"


def _read(path: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The content of a state file, and a warning if it cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        if isinstance(data, dict):
            return data, ()
        reason = "it holds something else"
    except FileNotFoundError:
        return {}, ()
    except (OSError, ValueError) as exc:
        reason = str(exc)
    warning = f"{path!r}, which says what earlier tasks have sent, cannot be read: {reason}. Their runs may be missed."
    return {}, (warning,)


def _write(path: str, data: Mapping[str, Any]) -> None:
    """Replace a state file atomically, and wait until it is on disk."""
    if not data:
        with suppress(FileNotFoundError):
            os.unlink(path)
        return
    new = f"{path}.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump(data, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    directory = os.open(os.path.dirname(path), os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _noted(data: Mapping[str, Any], warnings: tuple[str, ...]) -> Noted:
    """The notes in the data; anything else is ignored."""
    notes: list[Note] = []
    for entry in data.get("notes", ()):
        with suppress(TypeError, ValueError, AttributeError):
            note = Note(**entry)
            if note.age(note.sent_at, note.sent_at) >= 0:
                notes.append(note._replace(seen=tuple(note.seen)))
    return Noted(tuple(notes), warnings, data)
