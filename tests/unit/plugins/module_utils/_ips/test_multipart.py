# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms with files: what they hold, how long they are, and that nothing torn goes out whole."""

from __future__ import annotations

import email.policy
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.multipart import (
    PIECE,
    FileError,
    Form,
    LocalFile,
    is_plain,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.upload import batches

DOCUMENTS = {"auth": b"<a/>", "uploadParams": "<name>\u00e4 &amp;</name>".encode()}

NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)


def planned(path: Path, content: bytes, name: str | None = None) -> LocalFile:
    """A file as it is now."""
    path.write_bytes(content)
    status = path.stat()
    return LocalFile(str(path), name or path.name, status.st_size, status.st_mtime_ns)


def parts_of(form: Form) -> list[EmailMessage]:
    """A form as an independent parser reads it."""
    body = b"".join(form)
    assert len(body) == len(form)
    message = email.message_from_bytes(
        f"Content-Type: {form.content_type}\r\n\r\n".encode() + body, policy=email.policy.HTTP
    )
    return [cast(EmailMessage, part) for part in message.iter_parts()]


def content(part: EmailMessage) -> Any:
    return part.get_payload(decode=True)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
def test_documents_and_files_are_in_it_byte_for_byte(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    files = [planned(tmp_path / "a.jpg", data), planned(tmp_path / "b.jpg", b"", "folder/b.jpg")]
    form = Form(DOCUMENTS, files)
    for _again in range(2):
        auth, params, first, second = parts_of(form)
        assert [content(auth), content(params)] == list(DOCUMENTS.values())
        assert content(first) == data
        assert content(second) == b""
        assert (first.get_filename(), second.get_filename()) == ("a.jpg", "folder/b.jpg")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(name=NAMES)
@example(name='quo"tes\\and "back\\slashes\\')
@example(name="per%22cent")
@example(name="\U0001f600 & <\u00e4>.jpg")
def test_any_name_survives_a_parser_of_quoted_strings(tmp_path: Path, name: str) -> None:
    form = Form({}, [planned(tmp_path / "file", b"x", name)])
    head = b"".join(form).partition(b"\r\n\r\n")[0].decode()
    quoted = head.partition('filename="')[2].partition("\r\n")[0]
    assert quoted.endswith('"')
    read, escaped = [], False
    for character in quoted[:-1]:
        if escaped or character != "\\":
            assert escaped or character != '"'
            read.append(character)
        escaped = character == "\\" and not escaped
    assert "".join(read) == name


def test_small_parts_are_sent_together_and_large_ones_in_pieces(tmp_path: Path) -> None:
    small = [planned(tmp_path / f"{number}.jpg", b"x" * 100) for number in range(100)]
    assert len(list(Form(DOCUMENTS, small))) == 1
    large = planned(tmp_path / "large.tif", bytes(10 * PIECE))
    assert max(map(len, Form(DOCUMENTS, [large]))) == PIECE


def test_what_was_sent_is_reported(tmp_path: Path) -> None:
    reported: list[int] = []
    files = [planned(tmp_path / "a", bytes(2 * PIECE + 5)), planned(tmp_path / "b", b"xyz")]
    list(Form({}, files, reported.append))
    assert reported == [PIECE, 2 * PIECE, 2 * PIECE + 5, 2 * PIECE + 8]


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    before = path.stat()
    path.write_bytes(bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


def shrink(path: Path) -> None:
    os.truncate(path, 10)


@pytest.mark.parametrize("change", [grow, rewrite, shrink, Path.unlink])
def test_a_file_that_is_not_as_planned_is_not_sent(tmp_path: Path, change: Any) -> None:
    path = tmp_path / "a.jpg"
    file = planned(path, b"x" * 100)
    file.check()
    change(path)
    with pytest.raises(FileError, match=r"a\.jpg"):
        file.check()
    with pytest.raises(FileError):
        list(Form(DOCUMENTS, [file]))


@pytest.mark.parametrize("change", [grow, rewrite, shrink])
def test_a_file_that_changes_on_its_way_never_goes_out_whole(tmp_path: Path, change: Any) -> None:
    path = tmp_path / "a.jpg"
    form = Form({}, [planned(path, b"x" * (3 * PIECE))])
    pieces = iter(form)
    sent = len(next(pieces)) + len(next(pieces))
    change(path)
    with pytest.raises(FileError):
        sent += sum(map(len, pieces))
    assert sent < 3 * PIECE


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    status = tmp_path.stat()
    file = LocalFile(str(tmp_path), "x", status.st_size, status.st_mtime_ns)
    with pytest.raises(FileError, match="cannot be read"):
        list(file.pieces())


FILES = st.lists(st.builds(LocalFile, NAMES, NAMES, st.integers(0, 300), st.just(0)), max_size=30)


@given(files=FILES, max_size=st.integers(1, 500), max_files=st.integers(1, 10))
def test_posts_are_bounded_and_keep_all_files_in_order(files: list[LocalFile], max_size: int, max_files: int) -> None:
    posts = list(batches(files, max_size, max_files))
    assert [file for post in posts for file in post] == files
    for post in posts:
        assert 1 <= len(post) <= max_files
        assert len(post) == 1 or (sum(file.size for file in post) <= max_size and all(is_plain(f.name) for f in post))
    for post, following in zip(posts, posts[1:]):
        both = post + following
        too_large = sum(file.size for file in post) + following[0].size > max_size
        assert too_large or len(post) == max_files or not all(is_plain(file.name) for file in both)
