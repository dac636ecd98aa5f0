"""What is selected, as a file: trials or points of curves, as CSV or Parquet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainlab.errors import StudyError
from trainlab.spreadsheet import cell
from trainlab.study.answers.curve_table import curve_table
from trainlab.study.answers.table import chosen_frame
from trainlab.web.kept import Kept

if TYPE_CHECKING:
    import pyarrow as pa

FORMS = ("csv", "parquet")


def trials_table(kept: Kept, ids: Sequence[int] | None, columns: Sequence[str]) -> pa.Table:
    """The trials of a study, a row each.

    Args:
        kept: the study.
        ids: of the trials, in the order wanted; all where None.
        columns: what to show, see :func:`trainlab.study.answers.table.chosen_frame`; all where empty.

    Raises:
        StudyError: there is no such trial or column.
    """
    look = kept.look()
    by_id = {trial.id: trial for trial in look.trials}
    for id in ids or ():
        if id not in by_id:
            raise StudyError(f"study {look.info.name} has no trial {id}.")
    chosen = list(look.trials) if ids is None else [by_id[id] for id in ids]
    return chosen_frame(look.info, chosen, columns)


def points_table(kept: Kept, ids: Sequence[int] | None, curves: Sequence[str]) -> pa.Table:
    """Curves of some trials, a row for each trial and step: every point, none left out.

    Raises:
        StudyError: there is no such trial or curve.
    """
    return curve_table([kept.study.recorded(name, ids) for name in curves])


def as_bytes(table: pa.Table, form: str) -> bytes:
    """A table as a file.

    Raises:
        StudyError: there is no such form.
    """
    if form not in FORMS:
        raise StudyError(f"a table is csv or parquet, not '{form[:30]}'.")
    sink = io.BytesIO()
    if form == "parquet":
        from pyarrow.parquet import write_table

        write_table(table, sink)
    else:
        sink.write(_csv(table))
    return sink.getvalue()


def _csv(table: pa.Table) -> bytes:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(cell, table.column_names))
    columns = [column.to_pylist() for column in table.columns]
    writer.writerows(
        [cell(value) if isinstance(value, str) else value for value in row]
        for row in zip(*columns, strict=True)
    )
    return text.getvalue().encode()
