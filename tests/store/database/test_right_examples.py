"""What evaluations got right: a bit an example, committed with them, and nothing a file says is believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainlab.errors import StudyError
from trainlab.record import Chunk, Evaluations, Right
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.database.right_examples import RightRow

HITS = np.random.default_rng(0).random((6, 21)) < 0.7
"""Of 6 evaluations, of the trials 0 and 2 at the steps 0, 5 and 10."""


@pytest.fixture
def study(
    tmp_path: Path, create_study: Callable[..., StudyWriter], make_chunk: Callable[..., Chunk]
) -> StudyWriter:
    trial, step = np.repeat([0, 2], 3), np.tile([0, 5, 10], 2)
    values = np.zeros((6, 4))
    values[:, 3] = HITS.mean(axis=1)
    right = Right(trial, step, np.array([True, False] * 3), 21, np.packbits(HITS, axis=1))
    chunk = make_chunk([0, 2], 0, np.ones((2, 10), np.float32), evaluations=Evaluations(trial, step, values))
    with create_study(tmp_path) as writer:
        writer.commit(replace(chunk, right=right))
        return writer


def unpacked(row: RightRow) -> np.ndarray:
    return np.unpackbits(np.frombuffer(row.bits, np.uint8), count=row.examples).astype(bool)


def test_bits_come_back_as_they_were(study: StudyWriter) -> None:
    reader = StudyReader(study.folder)
    wanted = [(0, 0), (0, 5), (0, 10), (2, 0), (2, 5), (2, 10), (1, 0), (2, 7)]
    found = reader.right(wanted)
    assert list(found) == wanted[:6]
    assert np.array_equal([unpacked(row) for row in found.values()], HITS)
    assert [row.spread for row in found.values()] == [True, False] * 3


def test_those_that_reach_an_accuracy_are_found(study: StudyWriter) -> None:
    reader = StudyReader(study.folder)
    shares = HITS.mean(axis=1)
    least = float(np.sort(shares)[2])
    found = reader.right_reaching(least, 100)
    assert sorted(unpacked(row).mean() for row in found.values()) == sorted(shares[shares >= least])
    assert len(reader.right_reaching(0.0, 100)) == 6
    assert len(reader.right_reaching(0.0, 2)) < 6
    assert reader.right_reaching(2.0, 100) == {}


@pytest.mark.parametrize(
    "change",
    [
        "bits = x'ffff'", "bits = x'ffffff'", "examples = 22000000000", "examples = -1", "examples = 'x'",
        "bits = 'abc'", "spread = 7", "spread = 'yes'", "bits = zeroblob(3000000), examples = 24000000",
    ],
)  # fmt: skip
def test_rows_that_trainlab_did_not_write_are_refused(study: StudyWriter, change: str) -> None:
    with closing(sqlite3.connect(study.folder / "study.sqlite")) as connection:
        connection.execute(f"UPDATE right_examples SET {change} WHERE trial = 2 AND step = 5")
        connection.commit()
    reader = StudyReader(study.folder)
    with pytest.raises(StudyError, match="cannot be read"):
        reader.right([(0, 0), (2, 5)])
    with pytest.raises(StudyError, match="cannot be read"):
        reader.right_reaching(0.0, 100)
