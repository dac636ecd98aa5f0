"""Reading a study changes nothing in its folder, and writing into one changes no file elsewhere."""

from __future__ import annotations

import os
import shutil
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from story import Life, seen_by_reader

from trainlab.errors import StudyError
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.database.undisturbed import reading_database

ENDLESS = 1 << 42


@pytest.fixture
def killed(quick_folder: Path) -> Path:
    """The folder of a study whose writer was killed: its commits are in the database's log."""
    life = Life(quick_folder / "living")
    life.create()
    life.commit(0)
    folder = shutil.copytree(life.folder, quick_folder / "killed" / life.folder.name)
    life.close()
    return folder


def state(folder: Path) -> dict[str, tuple]:
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns, path.stat().st_size, start_of(path))
        for path in folder.iterdir()
        if path.is_file()
    }


def start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1 << 20)


def without(ending: str) -> Callable[[Path], None]:
    return lambda folder: (folder / f"study.sqlite{ending}").unlink()


def at_rest_but_for_its_header(folder: Path) -> None:
    StudyWriter.open(folder).close()
    with (folder / "study.sqlite").open("r+b") as file:
        file.seek(18)
        file.write(b"\2\2")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: None, without("-shm"), without("-wal"), at_rest_but_for_its_header,
        lambda folder: (folder / "study.sqlite-shm").write_bytes(b"x" * 40_000),
        lambda folder: os.truncate(folder / "study.sqlite-shm", ENDLESS),
        lambda folder: os.truncate(folder / "study.sqlite-wal", 0),
    ],
    ids=["as is", "no index", "no log", "a log in its header", "wrong index", "endless index", "empty log"],
)  # fmt: skip
def test_reading_writes_nothing(killed: Path, change: Callable[[Path], None]) -> None:
    change(killed)
    before = state(killed)
    for _ in range(2):
        try:
            assert len(StudyReader(killed).trials()) == 3
        except StudyError:  # its tables were in the log that is gone
            assert not (killed / "study.sqlite-wal").exists()
    assert state(killed) == before


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_a_file_that_is_nearly_all_hole_is_neither_copied_nor_opened(killed: Path, ending: str) -> None:
    (killed / "study.sqlite-shm").unlink()
    path = killed / f"study.sqlite{ending}"
    with path.open("ab") as file:
        file.truncate(ENDLESS)
    for open_it in (StudyReader, StudyWriter.open):
        with pytest.raises(StudyError, match=rf"'{path}' is nearly all hole"):
            open_it(killed)


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("study.sqlite", StudyReader.trials),
        ("study.yaml", StudyReader.experiment),
        ("dataset.safetensors", StudyReader.arrays),
        ("curves/part-000001.parquet", lambda reader: reader.curves("train_loss")),
        ("measured.json", StudyReader.measured),
    ],
)
def test_no_file_of_a_study_is_read_that_is_nearly_all_hole(
    killed: Path, name: str, ask: Callable[[StudyReader], object]
) -> None:
    with (killed / name).open("ab") as file:
        file.truncate(ENDLESS)
    with pytest.raises(StudyError, match="is nearly all hole"):
        ask(StudyReader(killed))


def test_a_journal_that_would_make_the_database_larger_is_refused(killed: Path) -> None:
    StudyWriter.open(killed).close()
    size = (killed / "study.sqlite").stat().st_size
    header = bytes.fromhex("d9d505f920a163d7") + struct.pack(">IIIII", 0, 0, 2**31, 512, 4096)
    (killed / "study.sqlite-journal").write_bytes(header.ljust(512, b"\0"))
    for open_it in (StudyReader, StudyWriter.open):
        with pytest.raises(StudyError, match="its journal says that the database was larger than it is"):
            open_it(killed)
    assert (killed / "study.sqlite").stat().st_size == size


@pytest.mark.parametrize("name", ["lock", "study.sqlite", "study.sqlite-shm", "study.sqlite-wal"])
def test_a_file_that_lies_elsewhere_too_is_not_written_to(killed: Path, name: str) -> None:
    expected = seen_by_reader(killed.parent)
    victim = killed.parent.parent / "victim"
    shutil.copy(killed / name, victim)
    (killed / name).unlink()
    os.link(victim, killed / name)
    before = victim.read_bytes(), victim.stat().st_mtime_ns
    with pytest.raises(StudyError, match=r"is the same file as another one elsewhere \(a hard link\)"):
        StudyWriter.open(killed)
    assert seen_by_reader(killed.parent) == expected
    assert (victim.read_bytes(), victim.stat().st_mtime_ns) == before


def test_a_writer_waits_for_readers_of_its_own_process(killed: Path) -> None:
    """SQLite opens the index of a log once for a process: read-only, if a reader came first."""
    reading, ended, opened = threading.Event(), threading.Event(), threading.Event()

    def read() -> None:
        with reading_database(killed) as connection:
            reading.set()
            ended.wait(10)
            assert connection.execute("SELECT count(*) FROM trial").fetchone() == (3,)

    def write() -> None:
        with StudyWriter.open(killed):
            opened.set()

    reader, writer = threading.Thread(target=read), threading.Thread(target=write)
    reader.start()
    reading.wait(10)
    writer.start()
    assert not opened.wait(0.2)
    ended.set()
    reader.join()
    writer.join()
    assert opened.is_set()


def a_header(magic: int = 0x377F0682, page: int = 4096, right: bool = True) -> bytes:
    """The header of a log with its checksum: https://www.sqlite.org/fileformat.html, 4.2."""
    words = (magic, 3007000, page, 0, 1, 2)
    first = second = 0
    for number in range(0, 6, 2):
        first = (first + _swapped(words[number]) + second) & 0xFFFFFFFF
        second = (second + _swapped(words[number + 1]) + first) & 0xFFFFFFFF
    return struct.pack(">8I", *words, first, second + (not right) & 0xFFFFFFFF)


def _swapped(word: int) -> int:
    return struct.unpack("<I", struct.pack(">I", word))[0]


@pytest.mark.parametrize(
    "log",
    [a_header(), a_header(right=False) + bytes(9_000), a_header(page=3) + bytes(9_000), bytes(9_000)],
    ids=["nothing after the header", "wrong checksum", "no page size", "zeros"],
)
def test_a_log_that_sqlite_would_try_again_and_again_is_read_in_a_copy(killed, log):
    (killed / "study.sqlite-wal").write_bytes(log)
    begin = time.perf_counter()
    with suppress(StudyError):
        StudyReader(killed).trials()
    assert time.perf_counter() - begin < 5, "SQLite waits ten seconds"
