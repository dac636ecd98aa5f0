"""Studies on a disk that cannot be written to, also where a killed writer left SQLite something to undo."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlite_files import library
from story import Life, seen_by_reader
from watch import Step, watched

from trainlab.store.database import undisturbed


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in a folder may be changed: by its permissions or, for root, who may do all, by a mount."""
    if os.geteuid():
        places = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
        for place in places:
            place.chmod(0o500)
        try:
            yield
        finally:
            for place in places:
                place.chmod(0o700)
        return
    for options in (["--bind"], ["-o", "remount,bind,ro"]):
        if subprocess.run(["mount", *options, folder, folder], capture_output=True, check=False).returncode:
            pytest.skip("no folder can be made read-only here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def rested(root: Path) -> Path:
    life = Life(root / "living")
    life.create()
    life.commit(0)
    life.close()
    return life.root


def killed(root: Path) -> Path:
    """All of its commits are in the log of the database."""
    life = Life(root / "living")
    life.create()
    life.commit(0)
    shutil.copytree(life.root, root / "killed")
    life.close()
    return root / "killed"


def without_index(root: Path) -> Path:
    """A copy of it that came without the index of the log, which is made again from the log."""
    place = killed(root)
    for path in place.rglob("*-shm"):
        path.unlink()
    return place


def half_closed(root: Path) -> Path:
    """Its writer was killed while it took the log away: a journal is there that must be undone."""
    if library() is None:
        pytest.skip("this Python's SQLite cannot be reached")
    life, closing = Life(root / "living"), False

    def copy(step: Step) -> None:
        if step.kind == "remove" and step.path.endswith("-journal") and not (root / "killed").exists():
            shutil.copytree(life.root, root / "killed")

    life.create()
    with watched(life.root, lambda step: closing and copy(step), lambda step: None):
        life.close()
        life.commit(0)
        closing = True
        life.close()
    assert list((root / "killed").rglob("*-journal"))
    return root / "killed"


@pytest.mark.parametrize("make", [rested, killed, without_index, half_closed])
def test_a_study_is_read_where_nothing_can_be_written(
    quick_folder: Path, make: Callable[[Path], Path]
) -> None:
    place = make(quick_folder)
    expected = seen_by_reader(quick_folder / "living")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with read_only(place):
        assert seen_by_reader(place) == expected
        assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before
    assert seen_by_reader(place) == expected
    # Where it could undo what is half made a reader does not: that is done in a copy.
    assert bool(list(place.rglob("*-journal"))) == (make is half_closed)


def test_copies_are_made_only_where_there_is_no_other_way(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undisturbed, "copied", None)
    for number, make in enumerate((rested, killed)):
        root = quick_folder / str(number)
        root.mkdir()
        assert seen_by_reader(make(root)) == seen_by_reader(root / "living")
