"""The inputs of a file whose targets are not known, or not asked for: what a trained net is to answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from trainlab.data.formats.csv_table import CSV, read_csv_columns
from trainlab.data.formats.npz import NPZ, read_npz_inputs
from trainlab.data.formats.parquet_table import PARQUET, read_parquet_columns
from trainlab.data.reading import Reading
from trainlab.errors import DataError


def read_inputs(path: Path, features: Sequence[str], reading: Reading) -> np.ndarray:
    """(examples, *input_shape) the inputs of a file, in the order of its rows.

    Args:
        path: a CSV or Parquet file that has the columns of the inputs, among others and in any order; or an
            NPZ file with an array x. 8-bit images are scaled to 0..1.
        features: the columns, in the order a net takes them; () where a net takes images.
        reading: how the file that the net was trained on was read: its separator, its decimal point.

    Raises:
        DataError: the file is not there or damaged, or lacks a column; a cell is missing or no number.
    """
    ending = path.suffix.lower()
    if ending in NPZ.endings:
        return read_npz_inputs(path)
    if ending not in (*CSV.endings, *PARQUET.endings):
        kinds = ", ".join((*CSV.endings, *PARQUET.endings, *NPZ.endings))
        raise DataError(f"'{path}' is of no kind whose rows can be predicted: its name must end in {kinds}.")
    if not features:
        raise DataError(
            f"the net takes arrays without names of columns: give an NPZ file with an array x, not '{path}'."
        )
    read = read_csv_columns if ending in CSV.endings else read_parquet_columns
    return read(path, features, reading)
