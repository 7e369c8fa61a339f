# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock among the tasks of one user on one machine, so that parallel forks do not both trigger a job."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from .._ips.errors import ConfigurationError, DeadlineError
from .._ips.pace import Deadline, pace

_BUSY = (errno.EAGAIN, errno.EACCES)


class FileLock:
    """Locks files in a directory that only this user may enter.

    :param directory: by default one below the system's temporary directory.
    """

    def __init__(self, directory: str | None = None) -> None:
        self._directory = directory or os.path.join(tempfile.gettempdir(), f"mediaops.dynamic_media-{os.geteuid()}")

    @contextmanager
    def hold(self, key: Sequence[str], deadline: Deadline) -> Iterator[None]:
        """Hold the lock of that key; waiting for it ends at the deadline.

        :raises DeadlineError: when another task holds it till then.
        :raises ConfigurationError: when the lock file cannot be used.
        """
        path = os.path.join(self._directory, hashlib.sha256("\0".join(key).encode("utf-8", "replace")).hexdigest())
        try:
            descriptor = self._open(path)
        except OSError as exc:
            raise ConfigurationError(
                f"the lock {path!r}, which keeps parallel tasks from triggering twice, cannot be used: {exc.strerror}. "
                "Make the directory writable for this user, or set TMPDIR."
            ) from None
        try:
            _acquire(descriptor, deadline)
            yield
        finally:
            os.close(descriptor)

    def _open(self, path: str) -> int:
        with suppress(FileExistsError):
            os.mkdir(self._directory, 0o700)
        entry = os.lstat(self._directory)
        if not stat.S_ISDIR(entry.st_mode) or entry.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "its directory belongs to somebody else")
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _acquire(descriptor: int, deadline: Deadline) -> None:
    for _turn in pace(deadline, first=0.02, longest=0.5):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as exc:
            if exc.errno not in _BUSY:
                raise ConfigurationError(f"the lock of this job cannot be taken: {exc.strerror}.") from None
    raise DeadlineError(
        "another task on this machine was triggering the same job until wait_timeout was over. "
        "Nothing was triggered by this one; run it again, or give it a longer wait_timeout."
    )
