from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet as pq

from trainlab.store.curves import parts
from trainlab.store.curves.compact import compact
from trainlab.store.curves.parquet import write_parquet
from trainlab.store.curves.parts import Part


def write(folder: Path, name: str, rows: list[tuple[int, int, float]]) -> Part:
    columns = {
        "trial": np.array([trial for trial, _, _ in rows], np.int32),
        "step": np.array([step for _, step, _ in rows], np.int32),
        "train_loss": np.array([value for _, _, value in rows], np.float32),
    }
    (folder / "curves").mkdir(exist_ok=True)
    write_parquet(folder / "curves" / name, ("train_loss",), [columns])
    return Part(name, ("train_loss",), rows[0][0], rows[-1][0], min(step for _, step, _ in rows))


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_rows_are_sorted_by_trial_then_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(parts, "GROUP_ROWS", limit)
    old = [
        write(tmp_path, "a.parquet", [(2, 0, 1.0), (2, 1, np.nan), (5, 0, 2.0)]),
        write(tmp_path, "b.parquet", [(3, 0, 3.0), (3, 1, np.inf)]),
        write(tmp_path, "c.parquet", [(2, 2, 4.0), (5, 1, 5.0), (5, 2, 6.0)]),
    ]
    new = compact(tmp_path, old, "new.parquet")
    assert new == Part("new.parquet", ("train_loss",), 2, 5, 0)
    table = pq.read_table(tmp_path / "curves" / "new.parquet")
    assert table["trial"].to_pylist() == [2, 2, 2, 3, 3, 5, 5, 5]
    assert table["step"].to_pylist() == [0, 1, 2, 0, 1, 0, 1, 2]
    np.testing.assert_array_equal(
        table["train_loss"], np.array([1, np.nan, 4, 3, np.inf, 2, 5, 6], np.float32)
    )
    assert sorted(path.name for path in (tmp_path / "curves").iterdir()) == [
        "a.parquet",
        "b.parquet",
        "c.parquet",
        "new.parquet",
    ]


def test_short_writes_and_reads_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pwrite, pread = os.pwrite, os.pread
    monkeypatch.setattr(os, "pwrite", lambda file, content, offset: pwrite(file, content[:3], offset))
    monkeypatch.setattr(os, "pread", lambda file, length, offset: pread(file, min(length, 5), offset))
    part = write(tmp_path, "a.parquet", [(0, step, float(step)) for step in range(9)])
    compact(tmp_path, [part], "new.parquet")
    assert pq.read_table(tmp_path / "curves" / "new.parquet")["train_loss"].to_pylist() == list(range(9))


def test_a_part_is_written_in_the_encodings_chosen(tmp_path: Path) -> None:
    write(tmp_path, "a.parquet", [(0, 0, 1.0), (0, 1, 2.0)])
    with pq.ParquetFile(tmp_path / "curves" / "a.parquet") as file:
        columns = [file.metadata.row_group(0).column(index) for index in range(3)]
        assert [column.compression for column in columns] == ["ZSTD"] * 3
        assert "BYTE_STREAM_SPLIT" in columns[2].encodings
        assert "DELTA_BINARY_PACKED" in columns[1].encodings
        assert file.schema_arrow.names == ["trial", "step", "train_loss"]
        assert [str(type) for type in file.schema_arrow.types] == ["int32", "int32", "float"]
