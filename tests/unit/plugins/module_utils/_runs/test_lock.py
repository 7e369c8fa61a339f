# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One lock per user, machine, endpoint, company and job."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    ConfigurationError,
    DeadlineError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.lock import FileLock
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock

KEY = ("https://ips.example.com", "c|6", "Nightly Publish")

HOLDER = """
import sys
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.lock import FileLock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import SystemClock
with FileLock(sys.argv[1]).hold(sys.argv[2:], Deadline(SystemClock(), 10)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.fixture
def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until it is told to end."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), *KEY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_what_another_process_holds_is_not_to_be_had(
    folder: Path, holder: subprocess.Popen[str], clock: FakeClock
) -> None:
    with pytest.raises(DeadlineError, match="another task on this machine") as caught:
        FileLock(str(folder)).hold(KEY, Deadline(clock, 30)).__enter__()
    assert "Nothing was triggered" in caught.value.message
    assert clock.elapsed == pytest.approx(30)


def test_it_is_taken_when_the_other_lets_go(folder: Path, holder: subprocess.Popen[str], clock: FakeClock) -> None:
    clock.at(5, holder.communicate)
    with FileLock(str(folder)).hold(KEY, Deadline(clock, 30)):
        assert 5 <= clock.elapsed < 6


def test_it_is_taken_when_the_other_is_killed(folder: Path, holder: subprocess.Popen[str], clock: FakeClock) -> None:
    holder.kill()
    holder.wait()
    with FileLock(str(folder)).hold(KEY, Deadline(clock, 30)):
        assert clock.sleeps == []


@pytest.mark.parametrize("place", range(len(KEY)))
def test_another_key_is_another_lock(folder: Path, holder: subprocess.Popen[str], clock: FakeClock, place: int) -> None:
    key = [part + "x" if number == place else part for number, part in enumerate(KEY)]
    with FileLock(str(folder)).hold(key, Deadline(clock, 0)):
        assert clock.sleeps == []


def test_it_excludes_also_within_one_process(folder: Path, clock: FakeClock) -> None:
    lock = FileLock(str(folder))
    with lock.hold(KEY, Deadline(clock, 5)), pytest.raises(DeadlineError), lock.hold(KEY, Deadline(clock, 5)):
        pass
    with lock.hold(KEY, Deadline(clock, 0)):
        pass


def test_it_is_let_go_when_the_task_fails(folder: Path, clock: FakeClock) -> None:
    lock = FileLock(str(folder))
    with pytest.raises(RuntimeError), lock.hold(KEY, Deadline(clock, 0)):
        raise RuntimeError
    with lock.hold(KEY, Deadline(clock, 0)):
        pass


def test_any_name_makes_a_file_name(folder: Path, clock: FakeClock) -> None:
    for name in ("../../etc", "a/b", "😀" * 300, "\udcff", ""):
        with FileLock(str(folder)).hold(("u", name), Deadline(clock, 0)):
            pass
    assert all(len(path.name) == 64 for path in folder.iterdir())


def test_nobody_else_may_enter(folder: Path, clock: FakeClock) -> None:
    with FileLock(str(folder)).hold(KEY, Deadline(clock, 0)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())


def test_by_default_it_is_below_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with FileLock().hold(KEY, Deadline(clock, 0)):
        assert [path.name for path in tmp_path.iterdir()] == [f"mediaops.dynamic_media-{os.geteuid()}"]


class TestUnusable:
    def refused(self, folder: Path, clock: FakeClock) -> None:
        with pytest.raises(ConfigurationError, match="keeps parallel tasks from triggering twice"):
            FileLock(str(folder)).hold(KEY, Deadline(clock, 0)).__enter__()

    def test_a_file_in_its_place(self, folder: Path, clock: FakeClock) -> None:
        folder.write_text("")
        self.refused(folder, clock)

    def test_a_link_in_its_place(self, folder: Path, tmp_path: Path, clock: FakeClock) -> None:
        folder.symlink_to(tmp_path)
        self.refused(folder, clock)

    def test_a_folder_that_cannot_be_made(self, folder: Path, clock: FakeClock) -> None:
        self.refused(folder / "below" / "nothing", clock)

    def test_a_folder_of_somebody_else(self, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
        self.refused(folder, clock)

    def test_a_link_among_its_files(self, folder: Path, tmp_path: Path, clock: FakeClock) -> None:
        with FileLock(str(folder)).hold(KEY, Deadline(clock, 0)):
            (lock_file,) = folder.iterdir()
        target = tmp_path / "target"
        target.write_text("")
        lock_file.unlink()
        lock_file.symlink_to(target)
        self.refused(folder, clock)

    def test_a_file_system_without_locks(self, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
        def flock(*_args: object) -> None:
            raise OSError(37, "No locks available")

        monkeypatch.setattr("fcntl.flock", flock)
        with pytest.raises(ConfigurationError, match="No locks available"):
            FileLock(str(folder)).hold(KEY, Deadline(clock, 0)).__enter__()
