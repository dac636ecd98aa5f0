from __future__ import annotations

import math
import os
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from saved_weights import save_weights

from trainlab.errors import StorageError, StudyError
from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.store import StudyReader, StudyWriter, list_studies
from trainlab.store.curves import parts

MakeChunk = Callable[..., Chunk]
CreateStudy = Callable[..., StudyWriter]


def test_the_plan_is_read_as_it_was_given(tmp_path: Path, info: StudyInfo) -> None:
    trials = [
        Trial(
            id=id, settings={"net": "2-4-2", "learning_rate": math.inf, "shuffle": True, "x": "ü'\"; --"},
            population=7, length=10, steps_per_epoch=5, parameters=22, status="diverged", steps=4,
            diverged_at=4, best_step=2, seconds_per_step=1e-6, final={"validation_loss": -math.inf},
            best={"train_accuracy": 0.1},
        )
        for id in (0, 1)
    ]  # fmt: skip
    populations = [Population(7, {"net": "2-4-2", "epsilon": 1e-7}, (1, 0), 8, 2)]
    with StudyWriter.create(tmp_path, info, trials, populations, "data: moons\nname: ü\n") as writer:
        reader = StudyReader(writer.folder)
        together = [replace(trial, together=2) for trial in trials]  # which the population says
        assert reader.trials() == together
        assert reader.populations() == populations
        assert reader.info == info
        assert reader.experiment() == "data: moons\nname: ü\n"
        assert not reader.finished
        measured = replace(populations[0], compile_seconds=1.5, width=4)
        writer.record_population(measured)
        assert reader.populations() == [measured]
        ended = replace(info, seconds={"compile": 1.5, "train": 0.25})
        writer.finish(ended)
        assert reader.info == ended
        assert reader.finished


def test_nan_in_the_database_is_null_and_infinities_are_numbers(
    study: StudyWriter, make_chunk: MakeChunk
) -> None:
    evaluations = Evaluations(np.array([0]), np.array([5]), np.array([[math.nan, 0.5, math.inf, -math.inf]]))
    study.commit(make_chunk([0], 0, [[1.0]], evaluations=evaluations))
    with closing(sqlite3.connect(study.folder / "study.sqlite")) as connection:
        assert connection.execute("SELECT * FROM evaluation").fetchall() == [
            (0, 5, None, 0.5, math.inf, -math.inf)
        ]
    reader = StudyReader(study.folder)
    assert math.isnan(reader.curves("evaluated_train_loss", [0]).values[0, 0])
    assert reader.curves("validation_loss", [0]).values.tolist() == [[math.inf]]
    assert reader.curves("validation_accuracy", [0]).values.tolist() == [[-math.inf]]


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a b/ü"])
def test_a_name_is_kept_as_data_and_makes_no_path(
    tmp_path: Path, create_study: CreateStudy, name: str
) -> None:
    root = tmp_path / "runs"
    with create_study(root, name=name) as writer:
        assert writer.folder.parent == root
        assert StudyReader(writer.folder).info.name == name
        assert stat.S_IMODE(writer.folder.stat().st_mode) == 0o700
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_a_study_at_rest_is_plain_files(study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    study.finish(info)
    study.close()
    study.close()
    StudyReader(study.folder).trials()
    files = sorted(
        path.relative_to(study.folder).as_posix() for path in study.folder.rglob("*") if path.is_file()
    )
    assert files == ["curves/part-000002.parquet", "lock", "study.sqlite", "study.yaml"]


def test_a_chunk_without_rows_leaves_no_part(study: StudyWriter, make_chunk: MakeChunk) -> None:
    chunk = make_chunk([0], 0, [[1.0]], recorded=[0])
    study.commit(chunk)
    study.commit(replace(chunk, step_curves={}))
    assert list((study.folder / "curves").iterdir()) == []
    assert StudyReader(study.folder).trials()[0].status == "running"


def test_commits_may_come_from_another_thread(study: StudyWriter, make_chunk: MakeChunk) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(study.commit, make_chunk([0], 0, [[1.0]])).result()
    assert StudyReader(study.folder).curves("train_loss", [0]).values.tolist() == [[1.0]]


def test_a_chunk_of_an_unknown_trial_is_refused_whole(study: StudyWriter, make_chunk: MakeChunk) -> None:
    with pytest.raises(ValueError, match="1 of the trials are not in the study"):
        study.commit(make_chunk([0, 9], 0, [[1.0], [2.0]]))
    reader = StudyReader(study.folder)
    assert reader.curves("train_loss").steps.tolist() == []
    assert reader.trials()[0].status == "planned"


def test_creating_fails_whole(tmp_path: Path, info: StudyInfo, create_study: CreateStudy) -> None:
    stray = Trial(0, {}, population=5, length=1, steps_per_epoch=1, parameters=1)
    with pytest.raises(sqlite3.IntegrityError):
        StudyWriter.create(tmp_path, info, [stray], [], "")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"could not write '.*file"):
        create_study(tmp_path / "file")


def test_a_study_is_continued_after_its_writer_died(
    study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo
) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    study.close()
    curves = study.folder / "curves"
    (curves / "part-000007.parquet").write_text("never committed")
    (curves / "part-000008.parquet.77.tmp").write_text("half-writ")
    (curves / "notes.txt").write_text("the user's own")
    with StudyWriter.open(study.folder) as writer:
        assert sorted(path.name for path in curves.iterdir()) == ["notes.txt", "part-000001.parquet"]
        writer.commit(make_chunk([0], 1, [[2.0]]))
        assert (curves / "part-000009.parquet").exists()
        writer.finish(info)
    assert StudyReader(study.folder).curves("train_loss", [0]).values.tolist() == [[1.0, 2.0]]


def test_a_damaged_study_is_not_continued_and_not_held(study: StudyWriter) -> None:
    study.close()
    database = study.folder / "study.sqlite"
    database.write_bytes(database.read_bytes()[:100] + b"\xff" * 8192)
    for _ in range(2):
        with pytest.raises(StorageError, match="could not write"):
            StudyWriter.open(study.folder)


def test_only_a_study_is_continued(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is not a study"):
        StudyWriter.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("function", "call"), [("fsync", 1), ("fsync", 2), ("replace", 1)])
def test_a_failing_commit_changes_nothing_and_can_be_repeated(
    study: StudyWriter, make_chunk: MakeChunk, monkeypatch: pytest.MonkeyPatch, function: str, call: int
) -> None:
    study.commit(make_chunk([0, 2], 0, [[1.0], [2.0]]))
    reader = StudyReader(study.folder)
    before = reader.trials()
    calls = 0
    original = getattr(os, function)

    def fail(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call:
            raise OSError(28, "No space left on device")
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, function, fail)
        with pytest.raises(StorageError, match=r"could not write '.*': No space left on device\."):
            study.commit(make_chunk([0, 2], 1, [[3.0], [4.0]]))
    assert calls == call
    assert reader.curves("train_loss", [0, 2]).values.tolist() == [[1.0], [2.0]]
    assert reader.trials() == before
    assert not list(study.folder.rglob("*.tmp"))
    study.commit(make_chunk([0, 2], 1, [[3.0], [4.0]]))
    study.close()
    with StudyWriter.open(study.folder):
        assert reader.curves("train_loss", [0, 2]).values.tolist() == [[1.0, 3.0], [2.0, 4.0]]
        assert len(list((study.folder / "curves").iterdir())) == 2


def test_a_full_database_changes_nothing(study: StudyWriter, make_chunk: MakeChunk) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    pages = study._connection.execute("PRAGMA page_count").fetchone()[0]
    study._connection.execute(f"PRAGMA max_page_count = {pages}")
    many = Evaluations(np.zeros(2000, np.int64), np.arange(2000), np.zeros((2000, 4)))
    with pytest.raises(
        StorageError, match=r"could not write '.*moons-20250304-050607': database or disk is full\."
    ):
        study.commit(make_chunk([0], 1, [[2.0]], evaluations=many))
    reader = StudyReader(study.folder)
    assert reader.curves("train_loss", [0]).values.tolist() == [[1.0]]
    assert reader.curves("validation_loss").steps.tolist() == []
    assert reader.trials()[0].steps == 1


def test_a_failing_compaction_leaves_the_parts(
    study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(3):
        study.commit(make_chunk([0, 2], step, [[step], [-step]]))

    def fail(*arguments: object) -> int:
        raise OSError(28, "No space left on device")

    reader = StudyReader(study.folder)
    before = reader.curves("train_loss")
    for function in ("pwrite", "fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, function, fail)
            with pytest.raises(StorageError, match="No space left on device"):
                study.finish(info)
        np.testing.assert_array_equal(reader.curves("train_loss").values, before.values)
        assert reader.finished
    study.finish(info)
    np.testing.assert_array_equal(reader.curves("train_loss").values, before.values)
    assert len(list((study.folder / "curves").iterdir())) == 1


def test_a_failing_weights_file_leaves_the_old_one(
    study: StudyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_weights(study, "best", "p0", [0], {"k": np.array([1.0])}, {})

    def fail(*arguments: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(StorageError, match="Input/output error"):
            save_weights(study, "best", "p0", [0], {"k": np.array([2.0])}, {})
    assert StudyReader(study.folder).weights(0, "best")["k"] == 1.0
    assert not list(study.folder.rglob("*.tmp"))


def test_closing_while_a_reader_reads_is_fine(study: StudyWriter, make_chunk: MakeChunk) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    with closing(sqlite3.connect(f"file:{study.folder}/study.sqlite?mode=ro", uri=True)) as reading:
        cursor = reading.execute("SELECT * FROM trial")
        cursor.fetchone()
        study.close()
        assert len(cursor.fetchall()) == 3
    assert StudyReader(study.folder).curves("train_loss", [0]).values.tolist() == [[1.0]]


def test_many_studies_can_be_written_at_once(tmp_path: Path, create_study: CreateStudy) -> None:
    with create_study(tmp_path) as first, create_study(tmp_path) as second:
        assert first.folder != second.folder
        assert set(list_studies(tmp_path)) == {first.folder, second.folder}


def test_a_long_chunk_is_cut_into_row_groups_of_whole_trials(
    study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyarrow.parquet import ParquetFile

    monkeypatch.setattr(parts, "GROUP_ROWS", 8)
    study.commit(make_chunk([0, 1, 2, 3], 0, np.zeros((4, 4)), recorded=[4, 4, 4, 1]))
    study.commit(make_chunk([0, 1, 2, 3], 4, np.zeros((4, 2)), recorded=[2, 2, 2, 0]))

    def groups() -> list[tuple[int, int, int]]:
        found = []
        for path in sorted((study.folder / "curves").iterdir()):
            with ParquetFile(path) as file:
                for index in range(file.num_row_groups):
                    group = file.metadata.row_group(index)
                    found.append(
                        (group.column(0).statistics.min, group.column(0).statistics.max, group.num_rows)
                    )
        return found

    assert groups() == [(0, 1, 8), (2, 3, 5), (0, 2, 6)]
    study.finish(info)
    assert groups() == [(0, 0, 6), (1, 1, 6), (2, 3, 7)]
