"""Studies made to do harm: nothing outside of them is opened or changed, nothing of them is run."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from share import some
from story import TRIALS, Life, chunk_at

from trainlab.errors import TrainlabError
from trainlab.store import StudyReader, StudyWriter, find_study, list_studies
from trainlab.store.database import connect
from trainlab.tasks import OF_CLASSES

FILES = (
    "study.sqlite", "study.sqlite-wal", "study.sqlite-shm", "study.sqlite-journal", "study.yaml", "lock",
    "dataset.safetensors", "curves/part-000001.parquet", "weights/final-population-000-000004.safetensors",
    "checkpoints/checkpoint-000003.safetensors",
)  # fmt: skip
FOLDERS = ("curves", "weights", "checkpoints")

watching: list[tuple[str, tuple]] | None = None
"""What the interpreter was asked to do, while a test is looking."""

NOTED = (
    "open",
    "sqlite3.connect",
    "pickle.find_class",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "exec",
    "os.system",
)


def note(event: str, arguments: tuple) -> None:
    if watching is not None and event in NOTED:
        watching.append((event, arguments))


sys.addaudithook(note)


class Harm:
    """Pickled, it leaves a file behind when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.path),)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a study with something of every kind."""
    life = Life(tmp_path_factory.mktemp("good"))
    life.create()
    life.commit(0)
    life.commit(2)
    life.commit(4, ends=(0,))
    life.close()
    return life.folder


@pytest.fixture
def hostile(good: Path, quick_folder: Path) -> Path:
    """A copy of it, beside files that are none of its business."""
    (quick_folder / "outside").mkdir()
    return shutil.copytree(good, quick_folder / "runs" / good.name)


steps = count(6, 2)
"""Steps that no commit had yet."""


def everything(folder: Path) -> Iterator[Callable[[], object]]:
    """All that can be asked of a study, and the ways to go on with it."""
    yield lambda: list_studies(folder.parent)
    yield lambda: find_study(folder.parent, None)
    yield lambda: StudyReader(folder)

    def ask(question: Callable[[StudyReader], object]) -> Callable[[], object]:
        return lambda: question(StudyReader(folder))

    yield ask(StudyReader.trials)
    yield ask(StudyReader.populations)
    yield ask(StudyReader.experiment)
    yield ask(StudyReader.arrays)
    yield ask(lambda reader: (reader.info, reader.finished, reader.compacted))
    for name in ("train_loss", "learning_rate", *OF_CLASSES):
        yield ask(lambda reader, name=name: reader.curves(name))
    for trial in TRIALS:
        yield ask(lambda reader, trial=trial: reader.weights(trial, "final"))

    def go_on() -> None:
        with StudyWriter.open(folder) as writer:
            writer.checkpoints()
            # A chunk may well contradict what a hostile study claims of its trials.
            with suppress(sqlite3.IntegrityError, ValueError):
                writer.commit(chunk_at(next(steps)))
            writer.finish(StudyReader(folder).info)

    yield go_on


def ask_everything(folder: Path) -> list[str]:
    """Ask it; only errors of ours may come. Gives their messages."""
    problems = []
    for question in everything(folder):
        try:
            question()
        except TrainlabError as error:
            problems.append(str(error))
    return problems


def look_while(folder: Path) -> tuple[list[str], list[tuple[str, tuple]]]:
    global watching
    watching = events = []
    try:
        problems = ask_everything(folder)
    finally:
        watching = None
    return problems, events


def strangers(folder: Path, events: list[tuple[str, tuple]]) -> list[tuple[str, tuple]]:
    """Events that are neither of the study's own files nor of Python's."""
    allowed = [str(folder.resolve()), str(folder.parent.resolve()), sys.prefix, sys.base_prefix, "/dev/fd"]
    allowed += [entry for entry in sys.path if entry]
    copies = os.path.join(tempfile.gettempdir(), "trainlab-")  # of databases that are half made
    strange = []
    for event, arguments in events:
        path = arguments[0] if arguments else None
        if event == "exec" or not isinstance(path, (str, bytes, os.PathLike)):
            continue  # imports; and opening by the number of a descriptor
        text = os.fsdecode(path).removeprefix("file://").split("?")[0]
        if not os.path.isabs(text):  # within a folder that was opened before, without a link on the way
            if "/" in text or text in ("..", "."):
                strange.append((event, arguments))
        elif text.startswith(copies) and ".." not in text:
            continue
        elif not any(text == place or text.startswith(place + "/") for place in allowed) or ".." in text:
            strange.append((event, arguments))
    return strange


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check(folder: Path, harm: str) -> list[str]:
    """Ask the study everything, and see that nothing outside was opened, changed or run."""
    outside = folder.parent.parent / "outside"
    before = contents(outside)
    problems, events = look_while(folder)
    assert strangers(folder, events) == [], harm
    assert not [event for event, _ in events if event.startswith(("pickle", "os.system"))], harm
    assert contents(outside) == before, harm
    assert [path.name for path in folder.parent.parent.iterdir() if path.name == "harm"] == []
    assert all("\n" not in problem and len(problem) < 2000 for problem in problems)
    return problems


@pytest.mark.parametrize("name", [*FILES, *FOLDERS])
@pytest.mark.parametrize("to", ["outside", "inside"])
def test_links_are_not_followed(hostile: Path, name: str, to: str) -> None:
    path, outside = hostile / name, hostile.parent.parent / "outside"
    target = outside / path.name
    if to == "inside":
        target = hostile / "kept"
    if path.is_dir():
        shutil.move(path, target)
        (target / "part-000009.parquet").write_bytes(b"somebody's own")
    elif path.exists():
        shutil.move(path, target)
    else:
        target.write_bytes(b"")
    path.symlink_to(target)
    assert check(hostile, f"{name} is a link")


@pytest.mark.parametrize("name", FILES)
def test_pipes_and_folders_are_neither_waited_for_nor_read(hostile: Path, name: str) -> None:
    for make in (os.mkfifo, os.mkdir):
        path = hostile / name
        if path.is_file() or path.is_fifo():
            path.unlink()
        make(path)
        assert check(hostile, f"{name} is no file")


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("lock", "study.sqlite-shm")])
def test_pickles_and_object_arrays_are_not_loaded(hostile: Path, name: str) -> None:
    harm = pickle.dumps(Harm(hostile.parent.parent / "harm"))
    path = hostile / name
    for content in (harm, (len(harm)).to_bytes(8, "little") + harm):
        path.write_bytes(content)
        check(hostile, f"{name} is a pickle")
    with path.open("wb") as file:
        np.save(file, np.array([Harm(hostile.parent.parent / "harm")], object), allow_pickle=True)
    check(hostile, f"{name} is an array of objects")


STATEMENTS = (
    "UPDATE part SET file = '../../outside/x' WHERE first_step = 0",
    "UPDATE part SET file = '/etc/passwd' WHERE first_step = 0",
    "UPDATE part SET file = x'00' WHERE first_step = 0",
    "UPDATE part SET curves = '1'",
    "UPDATE part SET last_trial = 1 << 40",
    "UPDATE part SET first_trial = -1",
    "UPDATE part SET first_step = 'x'",
    "UPDATE part SET curves = '[1]'",
    "UPDATE weights SET file = '../study.sqlite'",
    "UPDATE weights SET file = x'ff'",
    "UPDATE checkpoint SET file = '../../outside/x'",
    "UPDATE checkpoint SET file = 7",
    "UPDATE checkpoint SET trials = '[1, 2, 1, 0]'",
    "UPDATE checkpoint SET host = '[]'",
    "UPDATE checkpoint SET step = -1",
    "UPDATE trial SET settings = '[]'",
    "UPDATE trial SET settings = '{\"a\": []}'",
    "UPDATE trial SET settings = '{\"a\": NaN}'",
    "UPDATE trial SET settings = (SELECT group_concat('[', '') FROM evaluation a, evaluation b, "
    "trial, trial)",
    "UPDATE trial SET settings = x'ff'",
    "UPDATE trial SET settings = json_set(settings, '$.learning_rate', '{}')",
    f"UPDATE trial SET settings = json_set(settings, '$.learning_rate', json('1{'0' * 400}'))",
    "UPDATE trial SET steps = 'x'",
    "UPDATE trial SET steps = -1",
    "UPDATE trial SET length = 1 << 60",
    "UPDATE trial SET status = 'well'",
    "UPDATE trial SET diverged_at = 0.5",
    "UPDATE trial SET id = id + 1000000000",
    "UPDATE trial SET final_validation_loss = 'x'",
    "UPDATE population SET trials = '{}'",
    "UPDATE population SET trials = '[9e99]'",
    "UPDATE population SET static = '3'",
    "UPDATE evaluation SET step = 'x' WHERE step = 2 AND trial = 0",
    "UPDATE evaluation SET step = 1e300 WHERE step = 2 AND trial = 0",
    "UPDATE evaluation SET step = 9e999 WHERE step = 2 AND trial = 0",
    "UPDATE evaluation SET validation_loss = 'x'",
    "UPDATE evaluation SET trial = trial + 5",
    "DELETE FROM study",
    "UPDATE study SET name = x'ff00'",
    "UPDATE study SET versions = '[]'",
    "UPDATE study SET departures = 5",
    "DELETE FROM trial",
    "DELETE FROM population",
    "DROP TABLE part",
    "DROP TABLE evaluation; CREATE VIEW evaluation AS WITH RECURSIVE n (step) AS (SELECT 1 UNION "
    "ALL SELECT step + 1 FROM n) SELECT 0 AS trial, step, 1.0 AS validation_loss FROM n",
    "CREATE VIEW more AS SELECT 1",
    "CREATE INDEX mine ON trial (abs(steps))",
    "CREATE TRIGGER mine AFTER UPDATE ON trial BEGIN DELETE FROM part; END",
    "ALTER TABLE part ADD COLUMN more GENERATED ALWAYS AS (hex(zeroblob(1000000000)))",
    "CREATE VIRTUAL TABLE mine USING fts5 (text)",
    "CREATE TABLE mine (id)",
    "PRAGMA user_version = 99",
    "PRAGMA application_id = 1",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_the_database_says_is_not_believed(hostile: Path, statement: str) -> None:
    connection = sqlite3.connect(hostile / "study.sqlite")
    connection.executescript(f"PRAGMA ignore_check_constraints = ON; {statement};")
    connection.close()
    assert check(hostile, statement), f"{statement} was noticed by nobody"


def test_a_question_that_takes_far_too_long_is_ended(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_STEPS_ALWAYS", 0)
    monkeypatch.setattr(connect, "_STEPS_A_BYTE", 0)
    monkeypatch.setattr(connect, "_STEPS_BETWEEN_LOOKS", 10)
    problems = ask_everything(hostile)
    assert any(problem.endswith("cannot be read: interrupted.") for problem in problems)


@pytest.fixture(scope="module")
def mangled(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy whose files are changed and put back."""
    return shutil.copytree(good, tmp_path_factory.mktemp("mangled") / "runs" / good.name)


MANGLED = [
    name for name in FILES if "/" in name or name in ("study.sqlite", "dataset.safetensors", "study.yaml")
]


def mangle(good: Path, mangled: Path, name: str, changes: list[tuple[float, bytes]]) -> None:
    content = bytearray((good / name).read_bytes())
    for place, piece in changes:
        start = int(place * len(content))
        content[start : start + len(piece)] = piece
    shutil.rmtree(mangled)
    shutil.copytree(good, mangled)
    (mangled / name).write_bytes(content)
    ask_everything(mangled)


changes = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), min_size=1
)


@given(name=st.sampled_from(MANGLED), changes=changes)
@example(name="study.sqlite", changes=[(0.0629960261922684, b"\x80")])  # a message of SQLite that is no text
@settings(max_examples=30)
def test_damage_anywhere_is_an_error_of_ours(
    good: Path, mangled: Path, name: str, changes: list[tuple[float, bytes]]
) -> None:
    mangle(good, mangled, name, changes)


@pytest.mark.endurance
@given(name=st.sampled_from(MANGLED), changes=changes)
@settings(max_examples=some(5000))
def test_a_lot_of_damage_anywhere_is_an_error_of_ours(
    good: Path, mangled: Path, name: str, changes: list[tuple[float, bytes]]
) -> None:
    mangle(good, mangled, name, changes)
