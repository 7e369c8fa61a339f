# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files paths, globs and folders mean, and under which names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import ConfigurationError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.local_files import files_below, listed_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files, hidden ones, an empty folder, and links."""
    for name in (
        "b.jpg",
        "a.jpg",
        "sub/c.jpg",
        "sub/deep/d.tif",
        ".hidden.jpg",
        ".git/config",
        "sub/.e.jpg",
        "[x].jpg",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.jpg").touch()
    return tmp_path


def names(*patterns: str, directory: Path | str = "") -> list[str]:
    return [file.name for file in listed_files(patterns, str(directory))]


def below(folder: Path, hidden: bool = False) -> list[str]:
    return [file.name for file in files_below(str(folder), "", hidden, [])]


def refused(*patterns: str, directory: Path | str = "") -> str:
    with pytest.raises(ConfigurationError) as caught:
        listed_files(patterns, str(directory))
    return caught.value.message


def test_a_folder_gives_all_its_files_in_order(folder: Path) -> None:
    assert below(folder) == ["[x].jpg", "a.jpg", "b.jpg", "empty.jpg", "sub/c.jpg", "sub/deep/d.tif"]


def test_hidden_files_and_folders_only_when_asked_for(folder: Path) -> None:
    assert set(below(folder, hidden=True)) - set(below(folder)) == {".hidden.jpg", ".git/config", "sub/.e.jpg"}


def test_a_path_counts_by_its_last_part(folder: Path) -> None:
    assert names("sub/deep/d.tif", "a.jpg", directory=folder) == ["a.jpg", "d.tif"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.jpg", ["[x].jpg", "a.jpg", "b.jpg", "empty.jpg"]),
        ("sub/*", ["c.jpg"]),
        ("**/*.jpg", ["[x].jpg", "a.jpg", "b.jpg", "empty.jpg", "sub/c.jpg"]),
        ("su?/**", ["sub/c.jpg", "sub/deep/d.tif"]),
        ("sub/**/*.tif", ["deep/d.tif"]),
        ("[x].jpg", ["[x].jpg"]),
    ],
)
def test_a_glob_keeps_the_folders_below_its_last_plain_one(folder: Path, pattern: str, expected: list[str]) -> None:
    assert names(pattern, directory=folder) == expected
    assert names(str(folder / pattern)) == expected


def test_a_relative_glob_without_a_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert names("*.jpg")[1] == "a.jpg"
    assert names("sub/**")[0] == "c.jpg"


def test_a_file_that_is_meant_twice_goes_once(folder: Path) -> None:
    assert names("a.jpg", "./a.jpg", "a*", str(folder / "a.jpg"), directory=folder) == ["a.jpg"]


def test_two_files_of_one_name_are_refused(folder: Path) -> None:
    (folder / "sub" / "a.jpg").touch()
    message = refused("a.jpg", "sub/a.jpg", directory=folder)
    assert str(folder / "a.jpg") in message
    assert str(folder / "sub/a.jpg") in message


@pytest.mark.parametrize("pattern", ["missing.jpg", "*.nothing", "sub", "empty"])
def test_what_is_not_a_file_is_refused_by_name(folder: Path, pattern: str) -> None:
    assert pattern in refused(pattern, directory=folder)


@pytest.mark.parametrize("name", ["new\nline.jpg", "bell\x07.jpg", "return\r.jpg", os.fsdecode(b"latin\xff.jpg")])
def test_names_that_no_asset_can_have_are_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(ConfigurationError, match=r"U\+"):
        files_below(str(tmp_path), "", False, [])


@pytest.mark.parametrize(
    "name", ["a & b.jpg", "\"quotes'.jpg", "\U0001f600.jpg", "back\\slash.jpg", "  .jpg", "%41.jpg"]
)
def test_any_other_name_is_accepted(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert below(tmp_path) == [name]


def test_links_to_files_count_and_those_to_folders_give_a_warning(folder: Path) -> None:
    (folder / "link.jpg").symlink_to(folder / "a.jpg")
    (folder / "loop").symlink_to(folder)
    warnings: list[str] = []
    files = files_below(str(folder), "", False, warnings)
    assert "link.jpg" in [file.name for file in files]
    assert not any(file.name.startswith("loop") for file in files)
    [warning] = warnings
    assert "loop" in warning


def test_a_broken_link_and_a_pipe_are_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").symlink_to(tmp_path / "nowhere")
    assert "broken.jpg" in refused(str(tmp_path / "broken.jpg"))
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in refused(str(tmp_path / "pipe"))


def test_a_file_that_may_not_be_read_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: not path.endswith("b.jpg"))
    with pytest.raises(ConfigurationError, match=r"b\.jpg"):
        files_below(str(folder), "", False, [])


def test_src_has_to_be_a_folder(folder: Path) -> None:
    for path in (folder / "a.jpg", folder / "missing"):
        with pytest.raises(ConfigurationError, match="src"):
            files_below(str(path), "", False, [])
