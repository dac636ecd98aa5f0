from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from trainlab.errors import StudyError
from trainlab.store.folder.inside import check_plain, reading


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file in a folder, and beside it a file that is none of its business."""
    inner = tmp_path / "study" / "curves"
    inner.mkdir(parents=True)
    (inner / "good").write_bytes(b"content")
    (tmp_path / "secret").write_bytes(b"secret")
    return tmp_path / "study"


def read(folder: Path, *names: str) -> bytes:
    with reading(folder, *names) as file:
        return file.read()


def test_a_file_inside_is_read_also_where_the_folder_is_reached_by_a_link(folder: Path) -> None:
    assert read(folder, "curves", "good") == b"content"
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert read(link, "curves", "good") == b"content"


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "/x", "a/b", "a\\b", ".hidden", "x\n", "ü", "a b"])
def test_a_path_is_no_name(folder: Path, name: str) -> None:
    for names in ((name,), ("curves", name), (name, "good")):
        with pytest.raises(StudyError, match="not a file of its own"):
            read(folder, *names)


def test_links_are_not_followed(folder: Path) -> None:
    (folder / "file").symlink_to(folder.parent / "secret")
    (folder / "inward").symlink_to(folder / "curves" / "good")
    (folder / "place").symlink_to(folder.parent)
    (folder / "dangling").symlink_to(folder / "nothing")
    for names in (("file",), ("inward",), ("place", "secret"), ("dangling",)):
        with pytest.raises(StudyError, match="is not a plain file of its study"):
            read(folder, *names)


def test_pipes_devices_and_folders_are_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    for names in (("pipe",), ("folder",), ("curves", "good", "x"), ("pipe", "x")):
        with pytest.raises(StudyError, match="is not a plain file of its study"):
            read(folder, *names)
    with pytest.raises(StudyError, match="is not a plain file"):
        check_plain(folder, "pipe")


def test_what_is_not_there_is_named(folder: Path) -> None:
    for names in (("nothing",), ("curves", "nothing"), ("nothing", "good")):
        with pytest.raises(FileNotFoundError) as caught:
            read(folder, *names)
        assert caught.value.filename == str(folder.joinpath(*names))
    assert not check_plain(folder, "nothing")
    assert check_plain(folder / "curves", "good")


def test_descriptors_are_given_back(folder: Path) -> None:
    (folder / "file").symlink_to(folder.parent / "secret")
    os.mkfifo(folder / "pipe")
    before = os.listdir("/dev/fd")
    for names in (("file",), ("pipe",), ("nothing",), ("curves", "good"), ("..",), ("curves", "good", "x")):
        with suppress(StudyError, OSError):
            read(folder, *names)
    assert os.listdir("/dev/fd") == before
