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
from types import SimpleNamespace

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import (
    ConfigurationError,
    DeadlineError,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs import lock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.lock import (
    FileLock,
    service_key,
    state_directory,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.notes import Note
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import FakeClock

NOTE = Note("a" * 32, "executeJob", "Nightly", "2026-01-31T12:00:00Z", 1769860800.5, ("Nightly_2026-01-30-12:00:00",))
OTHER_NOTE = Note("b" * 32, "submitJob", "Nightly", None, 1769860900.0, ())
KEY = ("https://ips.example.com", "c|6", "Nightly Publish")

HOLDER = """
import sys
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._runs.lock import FileLock
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.pace import Deadline
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.times import Clock
with FileLock(sys.argv[1]).hold(sys.argv[2:], Deadline(Clock(), 10)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.fixture
def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until it is terminated."""
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


def test_a_cleaner_of_old_files_leaves_it(folder: Path, clock: FakeClock) -> None:
    with FileLock(str(folder)).hold(KEY, Deadline(clock, 0)):
        (file,) = folder.iterdir()
    os.utime(file, (0, 0))
    with FileLock(str(folder)).hold(KEY, Deadline(clock, 0)):
        assert file.stat().st_mtime > 10**9


def test_the_one_who_waits_for_a_deleted_file_waits_for_the_one_in_its_place(
    folder: Path, holder: subprocess.Popen[str], clock: FakeClock
) -> None:
    lock = FileLock(str(folder))
    third = lock.hold(KEY, Deadline(clock, 0))

    def replace() -> None:
        (file,) = folder.iterdir()
        file.unlink()
        third.__enter__()
        holder.communicate()

    clock.at(5, replace)
    with pytest.raises(DeadlineError):
        lock.hold(KEY, Deadline(clock, 30)).__enter__()
    assert clock.elapsed == pytest.approx(30)


def test_nothing_is_sent_under_a_lock_that_was_deleted(folder: Path, clock: FakeClock) -> None:
    lock = FileLock(str(folder))
    with lock.hold(KEY, Deadline(clock, 0)) as held:
        held.add(NOTE)
        next(path for path in folder.iterdir() if not path.suffix).unlink()
        with pytest.raises(ConfigurationError, match="deleted while this task held it"):
            held.add(OTHER_NOTE)
        held.remove(NOTE)
    assert lock.peek(KEY).notes == (NOTE,)


class TestState:
    """What is kept beside a lock."""

    def test_notes_are_kept_until_they_are_removed(self, folder: Path, clock: FakeClock) -> None:
        lock = FileLock(str(folder))
        assert lock.peek(KEY).notes == ()
        with lock.hold(KEY, Deadline(clock, 0)) as held:
            held.add(NOTE)
            held.add(OTHER_NOTE)
            assert held.notes == lock.peek(KEY).notes == (NOTE, OTHER_NOTE)
        with lock.hold(KEY, Deadline(clock, 0)) as held:
            assert (held.notes, held.warnings) == ((NOTE, OTHER_NOTE), ())
            held.remove(NOTE)
            held.remove(NOTE)
            assert lock.peek(KEY).notes == (OTHER_NOTE,)
            held.remove(OTHER_NOTE)
        assert [path.suffix for path in folder.iterdir()] == [""]

    def test_each_key_has_its_own(self, folder: Path, clock: FakeClock) -> None:
        lock = FileLock(str(folder))
        with lock.hold(KEY, Deadline(clock, 0)) as held:
            held.add(NOTE)
        with lock.hold((*KEY, "definition"), Deadline(clock, 0)) as held:
            assert (held.notes, held.load()) == ((), {})

    def test_data_of_any_kind_is_kept_beside_notes(self, folder: Path, clock: FakeClock) -> None:
        lock, data = FileLock(str(folder)), {"old": {"name": "\udcff\U0001f600", "parts": [1, None, True]}}
        with lock.hold(KEY, Deadline(clock, 0)) as held:
            path = Path(held.save(data))
            held.add(NOTE)
            assert path.parent == folder
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with lock.hold(KEY, Deadline(clock, 0)) as held:
            held.remove(NOTE)
            assert held.load() == data
            held.save({})
            assert held.load() == {}
        assert not path.exists()

    def test_it_is_on_disk_before_anything_is_sent(
        self, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done: list[str] = []
        for name in ("fsync", "replace"):
            original = getattr(os, name)
            monkeypatch.setattr(os, name, lambda *args, n=name, o=original: (done.append(n), o(*args)))
        with FileLock(str(folder)).hold(KEY, Deadline(clock, 0)) as held:
            held.add(NOTE)
        assert done == ["fsync", "replace", "fsync"]

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
    def test_what_cannot_be_read_is_warned_of_and_written_again(
        self, folder: Path, clock: FakeClock, content: bytes
    ) -> None:
        lock = FileLock(str(folder))
        with lock.hold(KEY, Deadline(clock, 0)) as held:
            path = Path(held.save({"some": "data"}))
        path.write_bytes(content)
        (warning,) = lock.peek(KEY).warnings
        assert str(path) in warning
        with lock.hold(KEY, Deadline(clock, 0)) as held:
            assert (held.warnings, held.load(), held.notes) == ((warning,), {}, ())
            held.add(NOTE)
        assert lock.peek(KEY).notes == (NOTE,)

    @pytest.mark.parametrize(
        "entry", [None, 3, {}, {"id": "x"}, {**NOTE._asdict(), "seen": 7}, {**NOTE._asdict(), "more": 1}]
    )
    def test_what_is_no_note_is_passed_over(self, folder: Path, clock: FakeClock, entry: object) -> None:
        with FileLock(str(folder)).hold(KEY, Deadline(clock, 0)) as held:
            held.save({"notes": [entry, NOTE._asdict()]})
            assert held.notes == (NOTE,)

    def test_a_full_disk_is_an_error_before_anything_is_sent(
        self, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fsync(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fsync)
        with FileLock(str(folder)).hold(KEY, Deadline(clock, 0)) as held:
            with pytest.raises(ConfigurationError, match="No space left on device"):
                held.add(NOTE)
            assert held.notes == ()


class TestPlace:
    """One place for each user."""

    @pytest.fixture(autouse=True)
    def own_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = tmp_path / "home"
        self.home.mkdir()
        monkeypatch.setattr("pwd.getpwuid", lambda _uid: SimpleNamespace(pw_dir=str(self.home)))

    def test_it_is_below_the_home_directory(self) -> None:
        assert state_directory({}) == str(self.home / ".local/state/mediaops.dynamic_media")

    @pytest.mark.parametrize("variable", ["TMPDIR", "HOME", "XDG_STATE_HOME", "ANSIBLE_HOME", "ANSIBLE_REMOTE_TMP"])
    def test_the_environment_does_not_move_it(self, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
        before = state_directory({})
        monkeypatch.setenv(variable, "/elsewhere")
        assert state_directory(dict(os.environ, **{lock.STATE_VARIABLE: ""})) == before

    def test_its_own_variable_moves_it(self, tmp_path: Path) -> None:
        assert state_directory({lock.STATE_VARIABLE: str(tmp_path)}) == str(tmp_path)

    def test_a_place_that_depends_on_the_current_directory_is_refused(self) -> None:
        with pytest.raises(ConfigurationError, match="IPS_STATE_DIR is 'state'"):
            state_directory({lock.STATE_VARIABLE: "state"})

    def test_without_a_home(self, monkeypatch: pytest.MonkeyPatch) -> None:
        elsewhere = f"/var/tmp/mediaops.dynamic_media-{os.geteuid()}"
        self.home.rmdir()
        assert state_directory({}) == elsewhere
        monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
        assert state_directory({}) == elsewhere

    def test_a_home_of_another_user(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: self.home.stat().st_uid + 1)
        assert state_directory({}).startswith("/var/tmp/")

    @pytest.mark.parametrize(("kind", "is_local"), [("nfs4", False), ("cifs", False), ("ext4", True)])
    def test_a_home_on_another_machine(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, is_local: bool
    ) -> None:
        device = self.home.stat().st_dev
        mounts = tmp_path / "mounts"
        number = f"{os.major(device)}:{os.minor(device)}"
        mounts.write_text(f"22 1 {number} / /home rw shared:1 - {kind} server:/home rw\n", encoding="utf-8")
        monkeypatch.setattr(lock, "MOUNTS", str(mounts))
        assert state_directory({}).startswith(str(self.home)) is is_local


@pytest.mark.parametrize(
    "address",
    [
        "https://IPS.example.com/scene7/services/IpsApiService",
        "HTTPS://ips.example.com:443/scene7/services/IpsApiService/",
        "http://ips.example.com/scene7/services/IpsApiService",
        "https://ips.example.com./scene7/api/IpsApiService",
        "https://ips.example.com//scene7//services/IpsApiService-2014-04-03?x#y",
        "https://ips.example.com",
    ],
)
def test_a_service_has_one_name(address: str) -> None:
    assert service_key(address) == "ips.example.com"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_this_machine_has_one_name(host: str) -> None:
    assert service_key(f"http://{host}:8474/scene7/services/IpsApiService") == "localhost:8474"


@pytest.mark.parametrize(
    "address",
    [
        "https://ips2.example.com/scene7/services/IpsApiService",
        "https://ips.example.com:8443/scene7/services/IpsApiService",
        "https://ips.example.com/staging/scene7/services/IpsApiService",
    ],
)
def test_other_services_have_other_names(address: str) -> None:
    assert service_key(address) != "ips.example.com"


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
        folder.write_text("")
        self.refused(folder / "below", clock)

    @pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
    def test_a_folder_that_others_can_write(self, folder: Path, clock: FakeClock, mode: int) -> None:
        folder.mkdir()
        folder.chmod(mode)
        self.refused(folder, clock)

    def test_a_folder_on_another_machine(self, folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lock, "_is_local", lambda _path: False)
        self.refused(folder, clock)

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
