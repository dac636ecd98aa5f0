"""A journal that names a super-journal makes SQLite delete whatever file that is: it is never replayed."""

from __future__ import annotations

import os
import shutil
import struct
from contextlib import suppress
from pathlib import Path

import pytest

import trainlab as tl
from trainlab.cli.main import main
from trainlab.errors import StudyError, TrainlabError
from trainlab.store import StudyReader, StudyWriter

MAGIC = bytes.fromhex("d9d505f920a163d7")


def hot_journal(names: str, pages: int = 1) -> bytes:
    """A journal without pages whose end names a super-journal: https://www.sqlite.org/fileformat.html, 3."""
    header = MAGIC + struct.pack(">IIIII", 0, 0, pages, 512, 4096)
    name = names.encode()
    end = struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), sum(name)) + MAGIC
    return header.ljust(512, b"\0") + end


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("made") / "runs"
    x = [[0.0, 1.0], [1.0, 0.0]] * 20
    dataset = tl.Dataset.from_arrays(x, [0, 1] * 20)
    tl.run(dataset, "2-2-2", steps=3, batch_size=8, name="bad", root=root, check=False)
    return root


@pytest.fixture(params=["file", "pipe"])
def hostile(request, made, tmp_path):
    """A study whose journal names a file, or a pipe, elsewhere; and that file."""
    root = tmp_path / "runs"
    shutil.copytree(made, root)
    [folder] = root.iterdir()
    victim = tmp_path / "victim"
    if request.param == "file":
        victim.write_text("dear to somebody")
    else:
        os.mkfifo(victim)
    (folder / "study.sqlite-journal").write_bytes(hot_journal(str(victim)))
    return folder, victim


def test_nothing_is_deleted(hostile, monkeypatch, capsys):
    folder, victim = hostile
    monkeypatch.chdir(folder.parent.parent)
    moons = {"data": "moons", "net": "2-4-2", "steps": 2, "check": False, "root": folder.parent}
    attempts = (
        lambda: tl.open(folder).trials,
        lambda: tl.open("bad", root=folder.parent),
        lambda: StudyReader(folder).trials(),
        lambda: StudyWriter.open(folder).close(),
        lambda: tl.resume(folder),
        lambda: tl.run(**moons, start_from=f"{folder}:0", name="other"),
        lambda: tl.run(
            folder / "dataset.safetensors", "2-2-2", steps=2, check=False, root=folder.parent, name="bad"
        ),
        lambda: shell("show", folder),
        lambda: shell("list"),
        lambda: shell("resume"),
        lambda: shell("plot", folder),
    )
    for attempt in attempts:
        with suppress(TrainlabError):
            attempt()
        assert os.path.lexists(victim)
    capsys.readouterr()


def test_it_is_said_why(hostile):
    folder, _ = hostile
    with pytest.raises(StudyError, match="its journal names another file, which no journal of trainlab does"):
        StudyReader(folder)


def test_in_a_folder_that_is_not_ours_to_write_it_is_refused_too(hostile):
    folder, victim = hostile
    folder.chmod(0o500)
    try:
        with pytest.raises(StudyError, match="names another file"):
            StudyReader(folder)
    finally:
        folder.chmod(0o700)
    assert os.path.lexists(victim)


def test_a_journal_of_our_own_is_replayed(made, tmp_path):
    root = tmp_path / "runs"
    shutil.copytree(made, root)
    [folder] = root.iterdir()
    pages = (folder / "study.sqlite").stat().st_size // 4096
    (folder / "study.sqlite-journal").write_bytes(hot_journal("", pages)[:512])
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert len(StudyReader(folder).trials()) == 1
    # Undone in a copy: a reader changes nothing.
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def shell(*arguments: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["trainlab", *map(str, arguments)])
        with pytest.raises(SystemExit):
            main()
