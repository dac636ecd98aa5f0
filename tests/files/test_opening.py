"""Opening what people name: regular files only, in one sentence, and without waiting."""

from __future__ import annotations

import os
import socket
import sys

import pytest

from trainlab.errors import DataError, ExperimentError
from trainlab.files.opening import open_regular, read_text, regular_size, size_of

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the files of /proc stand for broken ones")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.txt"


def test_a_regular_file_is_read(path):
    path.write_bytes(b"\xef\xbb\xbfdata: moons\n")
    with open_regular(path) as file:
        assert (size_of(file), file.read()) == (15, b"\xef\xbb\xbfdata: moons\n")
    assert regular_size(path) == 15
    assert read_text(path, 15) == "data: moons\n"


def test_a_link_to_a_file_is_followed(path, tmp_path):
    path.write_text("abc")
    (tmp_path / "link").symlink_to(path)
    assert read_text(tmp_path / "link", 3) == "abc"


def unusable(kind, path):
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    elif kind == "a socket":
        with socket.socket(socket.AF_UNIX) as listening, pytest.MonkeyPatch.context() as patch:
            patch.chdir(path.parent)  # the address of a socket is short
            listening.bind(path.name)


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a device", "a socket"])
@pytest.mark.parametrize("read", [open_regular, regular_size, lambda path: read_text(path, 10)])
def test_what_is_no_file_is_refused_at_once(path, kind, read):
    unusable(kind, path)
    with pytest.raises(DataError, match=rf"^'.*mine\.txt' cannot be read: it is {kind}, not a file\.$"):
        read(path)


def test_a_pipe_that_takes_the_place_of_a_file_is_refused_at_once(path, monkeypatch):
    os.mkfifo(path)
    monkeypatch.setattr(
        "trainlab.files.opening.regular_size", lambda *_: 0
    )  # it was a file when it was looked at
    with pytest.raises(DataError, match="it is a pipe"):
        open_regular(path)


@pytest.mark.parametrize("read", [open_regular, regular_size, lambda path: read_text(path, 10)])
def test_what_cannot_be_opened_is_refused_in_one_sentence(path, tmp_path, read):
    with pytest.raises(DataError, match=r"mine\.txt' cannot be read: No such file or directory\.$"):
        read(path)
    path.symlink_to(path)
    with pytest.raises(DataError, match=r"Too many levels of symbolic links\.$"):
        read(path)
    with pytest.raises(
        DataError, match=r"'a\\x00b' cannot be read: (stat: )?embedded null (byte|character in path)\.$"
    ):
        read("a\0b")
    with pytest.raises(DataError, match="File name too long"):
        read(tmp_path / ("x" * 300))


def test_a_file_without_permission_is_refused(path, monkeypatch):
    path.write_text("abc")

    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbidden)  # tests may run as root, who may read anything
    with pytest.raises(DataError, match=r"mine\.txt' cannot be read: Permission denied\.$"):
        open_regular(path)


@on_linux
def test_a_disk_that_fails_while_it_is_read_is_named():
    with pytest.raises(DataError, match="'/proc/self/mem' cannot be read: Input/output error"):
        read_text("/proc/self/mem", 10)  # nothing lies at address 0


def test_text_that_is_too_long_or_no_text_is_refused(path):
    path.write_bytes(b"ab\xff")
    with pytest.raises(ExperimentError, match=r"^the plan is not text in UTF-8: byte 2"):
        read_text(path, 3, "the plan", ExperimentError)
    with pytest.raises(ExperimentError, match=r"^the plan is larger than 2 bytes"):
        read_text(path, 2, "the plan", ExperimentError)


@on_linux
def test_an_endless_file_that_claims_no_size_is_read_up_to_its_limit():
    with pytest.raises(DataError, match="is larger than 10 bytes"):
        read_text("/proc/self/maps", 10)  # the kernel says that it has 0 bytes


@on_linux
@pytest.mark.parametrize("written", [0, 1, 1 << 16])
def test_a_file_that_is_nearly_all_hole_is_refused(path, written):
    with path.open("wb") as file:
        file.truncate(1 << 20)
        open_regular(path).close()  # a small one may be read, whatever is in it
        file.seek(1 << 39)
        file.write(b"x" * written)
        file.truncate(1 << 40)
    with pytest.raises(DataError, match=r"mine\.txt' is nearly all hole: it says that it is far larger than"):
        open_regular(path)
    with pytest.raises(DataError, match="is nearly all hole"):
        read_text(path, 100)


def test_a_large_file_with_some_holes_is_read(path):
    with path.open("wb") as file:
        for place in range(16):
            file.seek(place << 20)
            file.write(b"x" * (1 << 16))
        file.truncate(16 << 20)
    with open_regular(path) as file:
        assert len(file.read()) == 16 << 20
