"""Step curves as Parquet files: long columns trial, step and one a curve, sorted by trial, then by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trainlab.store.matrix import Rows
from trainlab.store.names import plain_file
from trainlab.store.parts import KEYS, Columns, Part

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile


def write_parquet(path: Path, curves: Sequence[str], groups: Iterable[Columns]) -> None:
    """Write row groups to a file.

    Floats are byte-stream split, whole numbers delta packed
    (https://parquet.apache.org/docs/file-format/data-pages/encodings/), both then zstd compressed.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types = dict.fromkeys(KEYS, pyarrow.int32()) | dict.fromkeys(curves, pyarrow.float32())
    schema = pyarrow.schema(types.items())
    encodings = dict.fromkeys(KEYS, "DELTA_BINARY_PACKED") | dict.fromkeys(curves, "BYTE_STREAM_SPLIT")
    with ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=False,
        column_encoding=encodings,
        write_statistics=["trial"],  # pyright: ignore[reportArgumentType] (a list of columns is allowed)
    ) as writer:
        for group in groups:
            writer.write_table(pyarrow.table({name: group[name] for name in schema.names}, schema=schema))


def open_parquet(path: Path) -> ParquetFile:
    """Open a part for reading."""
    from pyarrow.parquet import ParquetFile

    return ParquetFile(path)


def read_curve(folder: Path, parts: Iterable[Part], name: str, trials: np.ndarray) -> list[Rows]:
    """The rows that some trials have of one step curve.

    Args:
        folder: the study's folder of curves.
        parts: its committed parts.
        name: the curve.
        trials: ids, ascending.

    Raises:
        FileNotFoundError: a part is gone, since the study was compacted or damaged.
    """
    pieces = []
    for part in parts:
        if name not in part.curves or not _any_between(trials, part.first_trial, part.last_trial):
            continue
        with open_parquet(plain_file(folder, part.file)) as file:
            for group in range(file.num_row_groups):
                statistics = file.metadata.row_group(group).column(0).statistics
                if statistics is None or _any_between(trials, statistics.min, statistics.max):
                    table = file.read_row_group(group, columns=[*KEYS, name])
                    pieces.append(
                        _rows_of(trials, *(table.column(column).to_numpy() for column in (*KEYS, name)))
                    )
    return pieces


def _rows_of(trials: np.ndarray, trial: np.ndarray, step: np.ndarray, value: np.ndarray) -> Rows:
    first, last = trial[0], trial[-1]
    if np.searchsorted(trials, last, side="right") - np.searchsorted(trials, first) == last - first + 1:
        # Every trial from the first to the last is wanted.
        return trial, step, value
    wanted = np.isin(trial, trials, kind="table")
    return trial[wanted], step[wanted], value[wanted]


def _any_between(trials: np.ndarray, first: int, last: int) -> bool:
    position = np.searchsorted(trials, first)
    return bool(position < len(trials) and trials[position] <= last)
