from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from trainlab.errors import StorageError, StudyError
from trainlab.files.atomic import replacing, storage_errors, write_text


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    path = tmp_path / "x"
    write_text(path, "old")

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, function, fail)
    with pytest.raises(OSError, match="No space left"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["x"]


def test_the_file_is_safe_before_it_is_named_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = []
    fsync, rename = os.fsync, os.replace

    def note_fsync(descriptor: int) -> None:
        events.append(("fsync", Path(os.readlink(f"/proc/self/fd/{descriptor}")).name))
        fsync(descriptor)

    def note_replace(source: Path, target: Path) -> None:
        events.append(("replace", source.name))
        rename(source, target)

    if not Path("/proc/self/fd").exists():
        pytest.skip("this system does not say which file a descriptor is of")
    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    write_text(tmp_path / "x", "text")
    temporary = f"x.{os.getpid()}.tmp"
    assert events == [("fsync", temporary), ("replace", temporary), ("fsync", tmp_path.name)]


def test_an_interrupt_leaves_no_temporary_file(tmp_path: Path) -> None:
    def write_half() -> None:
        with replacing(tmp_path / "x") as temporary:
            temporary.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert os.listdir(tmp_path) == []


def test_storage_errors_name_the_path_and_the_reason() -> None:
    path = Path("runs/x")
    with (
        pytest.raises(StorageError, match=r"^could not write '/full/a': No space left on device\.$"),
        storage_errors(path),
    ):
        raise OSError(28, "No space left on device", "/full/a")
    with (
        pytest.raises(StorageError, match=r"^could not write 'runs/x': database is locked\.$"),
        storage_errors(path),
    ):
        raise sqlite3.OperationalError("database is locked")
    for error in (sqlite3.IntegrityError("wrong"), StudyError("not there")):
        with pytest.raises(type(error)), storage_errors(path):
            raise error
