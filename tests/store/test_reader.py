from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from saved_weights import save_weights

from trainlab.errors import StudyError
from trainlab.record import Chunk, StudyInfo
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.curves import step_curves

MakeChunk = Callable[..., Chunk]


def alter(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection, connection:
        connection.execute(statement, values)


def test_a_reader_sees_each_commit_of_a_running_study(study: StudyWriter, make_chunk: MakeChunk) -> None:
    running = StudyReader(study.folder)
    assert running.curves("train_loss").values.shape == (4, 0)
    for step in range(3):
        study.commit(make_chunk([0, 2], step, [[step], [10 * step]]))
        read = running.curves("train_loss", [2])
        assert read.steps.tolist() == list(range(step + 1))
        assert read.values.tolist() == [[10 * done for done in range(step + 1)]]
        assert [trial.steps for trial in running.trials()] == [step + 1, 0, step + 1, 0]


def test_a_reader_never_sees_half_a_study(study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo) -> None:
    """While another thread commits chunks and compacts them, every curve read is a whole number of chunks."""
    lengths: list[int] = []
    failures: list[BaseException] = []
    over = threading.Event()

    def read() -> None:
        running = StudyReader(study.folder)
        try:
            while not over.is_set():
                curves = running.curves("train_loss", [0, 2])
                assert curves.values.tolist() == [list(range(len(curves.steps)))] * 2
                lengths.append(len(curves.steps))
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for chunk in range(20):
            values = np.arange(5 * chunk, 5 * chunk + 5)
            study.commit(make_chunk([0, 2], 5 * chunk, np.stack([values, values])))
        study.finish(info)
    finally:
        over.set()
        thread.join()
    assert not failures
    assert lengths == sorted(lengths)
    assert all(length % 5 == 0 for length in lengths)


def test_parts_compacted_under_a_reader_are_looked_up_again(
    study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    study.commit(make_chunk([0], 1, [[2.0]]))
    original = step_curves.read_curve
    asked = []

    def finish_first(folder: Path, committed: list[object], *rest: object) -> object:
        asked.append(len(committed))
        if len(asked) == 1:
            study.finish(info)
        return original(folder, committed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(step_curves, "read_curve", finish_first)
    assert StudyReader(study.folder).curves("train_loss", [0]).values.tolist() == [[1.0, 2.0]]
    assert asked == [2, 1]


def test_unknown_curves_and_trials_are_named(study: StudyWriter, make_chunk: MakeChunk) -> None:
    study.commit(make_chunk([1], 0, [[1.0]], curve="gradient_norm"))
    read = StudyReader(study.folder)
    assert read.curves("gradient_norm", [1]).values.tolist() == [[1.0]]
    with pytest.raises(StudyError, match="unknown curve 'train_los': did you mean 'train_loss'") as caught:
        read.curves("train_los")
    assert "validation_accuracy, gradient_norm." in str(caught.value)
    for name in ("train_loss", "validation_loss"):
        with pytest.raises(StudyError, match="has no trial 4: its trials are 0 to 3"):
            read.curves(name, [0, 4])
    with pytest.raises(StudyError, match="has no trial -1"):
        read.curves("train_loss", [-1])
    with pytest.raises(StudyError, match="unknown curve"):
        read.curves('step" FROM evaluation --')


def test_no_trials_asked_gives_no_rows(study: StudyWriter, make_chunk: MakeChunk) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    for name in ("train_loss", "validation_loss"):
        assert StudyReader(study.folder).curves(name, []).values.shape == (0, 0)


@pytest.mark.parametrize("file", ["../../outside.parquet", "/etc/passwd", "..", "a/b"])
def test_a_file_name_that_leads_out_of_the_folder_is_not_followed(
    study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo, file: str
) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    save_weights(study, "final", "p0", [0], {"k": np.zeros(1)}, {})
    alter(study.folder, "UPDATE part SET file = ?", file)
    alter(study.folder, "UPDATE weights SET file = ?", file)
    read = StudyReader(study.folder)
    with pytest.raises(StudyError, match="not a file of its own"):
        read.curves("train_loss")
    with pytest.raises(StudyError, match="not a file of its own"):
        read.weights(0, "final")
    with pytest.raises(StudyError, match="not a file of its own"):
        study.finish(info)


def test_damage_is_a_study_error(study: StudyWriter, make_chunk: MakeChunk) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    read = StudyReader(study.folder)
    (part,) = (study.folder / "curves").iterdir()
    part.write_bytes(part.read_bytes()[:-20])
    with pytest.raises(StudyError, match=r"curves of the study '.*' cannot be read"):
        read.curves("train_loss")
    part.unlink()
    with pytest.raises(StudyError, match=r"has lost curves: .*part-000001"):
        read.curves("train_loss")
    alter(study.folder, "UPDATE trial SET settings = '{'")
    with pytest.raises(StudyError, match=r"the study '.*' cannot be read"):
        read.trials()
    (study.folder / "study.yaml").unlink()
    with pytest.raises(StudyError, match=r"study\.yaml' cannot be read"):
        read.experiment()


def test_a_truncated_database_is_a_study_error(study: StudyWriter) -> None:
    study.close()
    database = study.folder / "study.sqlite"
    database.write_bytes(database.read_bytes()[:2000])
    with pytest.raises(StudyError, match="cannot be read"):
        StudyReader(study.folder)


def test_a_folder_with_odd_characters_is_read(
    tmp_path: Path, create_study: Callable[..., StudyWriter]
) -> None:
    with create_study(tmp_path / "a ?mode=rw#%20ü") as writer:
        assert len(StudyReader(writer.folder).trials()) == 4


def test_a_reader_does_not_write(study: StudyWriter) -> None:
    study.close()
    content = {path: path.read_bytes() for path in study.folder.rglob("*") if path.is_file()}
    read = StudyReader(study.folder)
    read.trials(), read.populations(), read.curves("train_loss"), read.arrays()
    assert {path: path.read_bytes() for path in study.folder.rglob("*") if path.is_file()} == content


def test_a_moved_study_is_read(study: StudyWriter, make_chunk: MakeChunk, tmp_path: Path) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    save_weights(study, "final", "p0", [0], {"k": np.ones(1)}, {})
    study.close()
    moved = StudyReader(study.folder.rename(tmp_path / "elsewhere"))
    assert moved.curves("train_loss", [0]).values.tolist() == [[1.0]]
    assert moved.weights(0, "final")["k"] == 1.0
