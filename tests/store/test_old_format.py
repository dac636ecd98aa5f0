"""Studies of older formats are read; they are not written to.

Format 1 knew no trial that stopped early, format 2 no checkpoints and no study that was resumed, format 3
did not keep which validation examples evaluations got right.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from trainlab.errors import StudyError
from trainlab.record import Trial
from trainlab.store import StudyReader, StudyWriter, find_study
from trainlab.store.curves.parquet import write_parquet
from trainlab.tasks import OF_CLASSES

FORMAT_1 = """
    PRAGMA application_id = 1953655906;
    PRAGMA user_version = 1;
    CREATE TABLE study (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        name TEXT NOT NULL,
        created TEXT NOT NULL,
        data TEXT NOT NULL,
        dataset TEXT NOT NULL,      -- JSON object
        varied TEXT NOT NULL,       -- JSON list of setting names
        versions TEXT NOT NULL,     -- JSON object
        seconds TEXT NOT NULL,      -- JSON object
        finished INTEGER NOT NULL);
    CREATE TABLE population (
        id INTEGER PRIMARY KEY,
        static TEXT NOT NULL,       -- JSON object of settings
        trials TEXT NOT NULL,       -- JSON list of ids in slot order
        width INTEGER NOT NULL,
        devices INTEGER NOT NULL,
        compile_seconds REAL);
    CREATE TABLE trial (
        id INTEGER PRIMARY KEY,
        settings TEXT NOT NULL,     -- JSON object
        population INTEGER NOT NULL REFERENCES population (id),
        length INTEGER NOT NULL,
        steps_per_epoch INTEGER NOT NULL,
        parameters INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('planned', 'running', 'done', 'diverged')),
        steps INTEGER NOT NULL,
        diverged_at INTEGER,
        best_step INTEGER,
        seconds_per_step REAL,
        final_evaluated_train_loss REAL,
        final_train_accuracy REAL,
        final_validation_loss REAL,
        final_validation_accuracy REAL,
        best_evaluated_train_loss REAL,
        best_train_accuracy REAL,
        best_validation_loss REAL,
        best_validation_accuracy REAL);
    CREATE TABLE evaluation (
        trial INTEGER NOT NULL REFERENCES trial (id),
        step INTEGER NOT NULL,
        evaluated_train_loss REAL,
        train_accuracy REAL,
        validation_loss REAL,
        validation_accuracy REAL,
        PRIMARY KEY (trial, step)) WITHOUT ROWID;
    CREATE TABLE part (
        file TEXT PRIMARY KEY,
        curves TEXT NOT NULL,       -- JSON list of the curves in it
        first_trial INTEGER NOT NULL,
        last_trial INTEGER NOT NULL,
        first_step INTEGER NOT NULL);
    CREATE TABLE weights (
        trial INTEGER NOT NULL REFERENCES trial (id),
        which TEXT NOT NULL CHECK (which IN ('final', 'best')),
        file TEXT NOT NULL,
        PRIMARY KEY (trial, which));
    INSERT INTO study VALUES (0, 'moons', '2025-03-04T05:06:07', 'moons', '{"classes":2}',
        '["learning_rate"]', '{"trainlab":"0.1.0"}', '{"train":1.5}', 1);
    INSERT INTO population VALUES (0, '{"net":"2-4-2"}', '[0,1]', 2, 1, 0.5);
    INSERT INTO trial VALUES (0, '{"net":"2-4-2","learning_rate":0.25}', 0, 3, 1, 22, 'done', 3, NULL, 3,
        1e-5, 0.1, 0.9, 0.2, 0.8, 0.1, 0.9, 0.2, 0.8);
    INSERT INTO trial VALUES (1, '{"net":"2-4-2","learning_rate":64.0}', 0, 3, 1, 22, 'diverged', 1, 1, 0,
        1e-5, 'nan', 0.5, 'nan', 0.5, 0.7, 0.5, 0.7, 0.5);
    INSERT INTO evaluation VALUES (0, 0, 0.7, 0.5, 0.7, 0.5), (0, 3, 0.1, 0.9, 0.2, 0.8);
    INSERT INTO part VALUES ('part-000002.parquet', '["train_loss"]', 0, 1, 0);
"""
"""A finished study of two trials as the first release made it."""

FORMAT_2 = (
    FORMAT_1.replace("user_version = 1", "user_version = 2")
    .replace("        best_step INTEGER,", "        stopped_by TEXT,\n        best_step INTEGER,")
    .replace("NULL, 3,\n", "NULL, NULL, 3,\n")
    .replace("1, 1, 0,\n", "1, 1, NULL, 0,\n")
)
"""The same as the second one made it."""


FORMAT_3 = (
    FORMAT_2.replace("user_version = 2", "user_version = 3")
    .replace(
        "        finished INTEGER NOT NULL);",
        "        departures TEXT NOT NULL,\n        finished INTEGER NOT NULL);",
    )
    .replace("'{\"train\":1.5}', 1);", "'{\"train\":1.5}', '[]', 1);")
    .replace("        compile_seconds REAL);", "        compile_seconds REAL,\n        inputs TEXT);")
    .replace("'[0,1]', 2, 1, 0.5);", "'[0,1]', 2, 1, 0.5, NULL);")
)
"""The same as the third one made it: it did not keep what evaluations got right."""


@pytest.fixture(params=[FORMAT_1, FORMAT_2, FORMAT_3], ids=["format 1", "format 2", "format 3"])
def old_study(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "moons-20250304-050607"
    (folder / "curves").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection:
        connection.executescript(request.param)
    columns = {
        "trial": np.array([0, 0, 0, 1, 1], np.int32),
        "step": np.array([0, 1, 2, 0, 1], np.int32),
        "train_loss": np.array([0.7, 0.3, 0.1, 0.7, np.inf], np.float32),
    }
    write_parquet(folder / "curves" / "part-000002.parquet", ("train_loss",), [columns])
    return folder


def test_a_study_of_an_older_format_is_read(old_study: Path) -> None:
    read = StudyReader(find_study(old_study.parent, "moons"))
    done, diverged = read.trials()
    values = dict(zip(OF_CLASSES, (0.1, 0.9, 0.2, 0.8), strict=True))
    assert done == Trial(
        id=0, settings={"net": "2-4-2", "learning_rate": 0.25}, population=0, length=3, steps_per_epoch=1,
        parameters=22, status="done", steps=3, stopped_by=None, best_step=3, seconds_per_step=1e-5,
        final=values, best=values, together=2,
    )  # fmt: skip
    assert (diverged.status, diverged.diverged_at, diverged.stopped_by) == ("diverged", 1, None)
    assert read.finished
    assert read.info.seconds == {"train": 1.5}
    assert read.info.departures == ()
    assert read.populations()[0].trials == (0, 1)
    assert read.populations()[0].inputs is None
    np.testing.assert_array_equal(
        read.curves("train_loss").values, np.array([[0.7, 0.3, 0.1], [0.7, np.inf, np.nan]], np.float32)
    )
    np.testing.assert_array_equal(
        read.curves("learning_rate").values, np.array([[0.25, 0.25, 0.25], [64, 64, np.nan]], np.float32)
    )
    assert read.curves("validation_loss", [0]).values.tolist() == [[0.7, 0.2]]
    assert read.right([(0, 3)]) == read.right_reaching(0.0, 10) == {}


def test_a_study_of_an_older_format_is_not_continued(old_study: Path) -> None:
    before = {path: path.read_bytes() for path in old_study.rglob("*") if path.is_file()}
    with pytest.raises(
        StudyError, match=r"older trainlab \(format [123]; this one writes format \d+\): it can be read"
    ):
        StudyWriter.open(old_study)
    assert {path: path.read_bytes() for path in old_study.rglob("*") if path.is_file()} == before
