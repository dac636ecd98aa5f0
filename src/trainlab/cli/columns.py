"""Columns of a table for the terminal, and the table they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from trainlab.diagnose.wording import short_value
from trainlab.record import Trial
from trainlab.settings import SETTINGS

GAP = 2
"""Characters between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of trials.

    Attributes:
        header: its head; an underscore is a place to break it.
        cells: one for each row.
        justify: where its text stands.
        spare: 0 if it must stay; otherwise columns with the highest number go first where room is short.
    """

    header: str
    cells: Sequence[str | Text]
    justify: Literal["left", "right"] = "right"
    spare: int = 0

    @property
    def width(self) -> int:
        """Characters it takes."""
        texts = (str(text) for text in (self.header, *self.cells))
        return max(cell_len(line) for text in texts for line in text.split("\n"))


def setting_column(name: str, rows: Sequence[Trial]) -> Column:
    """The values that trials give to a setting."""
    words = name in SETTINGS and SETTINGS[name].type in ("choice", "flag", "text", "names")
    cells = [short_value(trial.settings.get(name)) for trial in rows]
    return Column(name.replace("_", "_\n"), cells, "left" if words else "right")


def ever_fewer(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """All columns, then fewer and fewer of them, the most dispensable going first."""
    kept = list(columns)
    for spare in [None, *sorted({column.spare for column in columns if column.spare}, reverse=True)]:
        kept = [column for column in kept if column.spare != spare]
        yield kept


def fitting(columns: Sequence[Column], width: int) -> list[Column]:
    """As many of the columns as a table of some characters' width has room for."""
    kept = list(columns)
    for kept in ever_fewer(columns):
        if sum(column.width + GAP for column in kept) - GAP <= width:
            break
    return kept


def plain_table(columns: Sequence[Column], title: str = "", caption: str = "") -> Table:
    """A table of columns, with a title above and a remark below."""
    table = Table(
        title=Text(title, "bold") if title else None, title_justify="left",
        caption=Text(caption, "dim") if caption else None, caption_justify="left",
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False,
    )  # fmt: skip
    for column in columns:
        table.add_column(column.header, justify=column.justify, no_wrap=True, vertical="bottom")
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells))
    return table
