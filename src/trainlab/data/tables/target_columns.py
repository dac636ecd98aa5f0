"""Columns of targets: classes as they are written, or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trainlab.data.reading import Reading, option
from trainlab.data.tables.cells import RowName, number_columns, target_column
from trainlab.data.targets import find_task
from trainlab.errors import DataError
from trainlab.tasks import TASKS

if TYPE_CHECKING:
    import pyarrow as pa


def table_targets(
    table: pa.Table,
    chosen: Sequence[str],
    file: str,
    row_name: RowName,
    reading: Reading,
    *,
    written: bool = False,
) -> tuple[Sequence | np.ndarray, str]:
    """The targets of a table, and what is to be learned from them.

    Args:
        table: its columns.
        chosen: names of the targets.
        file: what errors call the file.
        row_name: says which row an example is.
        reading: what is said of the file.
        written: whether text may write numbers, as in CSV files.

    Returns:
        (examples,) classes as they are written, or (examples, targets) numbers; and the name of the task.

    Raises:
        DataError: a target is missing or is none, or they could be classes or a quantity.
    """
    several = len(chosen) > 1
    if several and reading.task is not None and not TASKS[reading.task].numeric:
        raise DataError(
            f"{file}: {len(chosen)} targets, {', '.join(chosen)}, are numbers, not classes: leave out "
            f"{option('task', reading.task)}, or name one target."
        )
    task = "regression" if several else reading.task
    if task is None:
        values = target_column(table, chosen[0], file, row_name, reading.missing)
        task = find_task([_in_plain_marks(values, reading)], f"the targets in '{chosen[0]}' of {file}")
        if not TASKS[task].numeric:
            return values, task
    if not TASKS[task].numeric:
        return target_column(table, chosen[0], file, row_name, reading.missing), task
    # Text is read as a dictionary of words.
    return number_columns(table, chosen, f"target column '{{}}' of {file}", row_name, reading, written), task


def _in_plain_marks(values: list, reading: Reading) -> list:
    """Text with the decimal point and without the marks that a person said numbers have."""
    if reading.decimal is None and reading.thousands is None:
        return values
    marks = str.maketrans(
        ({reading.thousands: ""} if reading.thousands else {}) | {reading.decimal or ".": "."}
    )
    return [value.translate(marks) if isinstance(value, str) else value for value in values]
