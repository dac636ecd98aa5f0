"""Columns of a table for the terminal, and the table they make."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.table import Table

from trainlab.plain import plain
from trainlab.record import Trial
from trainlab.record.wording import short_value
from trainlab.settings import SETTINGS
from trainlab.terminal import Text

GAP = 2
"""Characters between two columns."""

LONGEST_CELL = 2_000
"""The most characters of a cell; the middle of a longer one is left out."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of trials.

    Attributes:
        header: its head; an underscore is a place to break it.
        cells: one for each row.
        justify: how its text is aligned.
        spare: 0 if it must stay; otherwise columns with the highest number go first where room is short.
        kind: ``words`` may be wrapped where room is short, a ``finding`` before any others; numbers never.
        name: the setting whose values it holds; empty if it holds something else.
    """

    header: str
    cells: Sequence[str | Text]
    justify: Literal["left", "right"] = "right"
    spare: int = 0
    kind: Literal["numbers", "words", "finding"] = "numbers"
    name: str = ""

    def __post_init__(self) -> None:
        """Make names plain text, each on one line."""
        cells = [cell if isinstance(cell, Text) else _shown(cell) for cell in self.cells]
        object.__setattr__(self, "cells", cells)
        object.__setattr__(self, "header", plain(self.header, lines=True))

    @property
    def width(self) -> int:
        """Its width in characters."""
        texts = (str(text) for text in (self.header, *self.cells))
        return max(cell_len(line) for text in texts for line in text.split("\n"))

    def wrapped(self, width: int) -> Column:
        """The same with its words on several lines of at most ``width`` characters."""
        cells = [
            Text("\n".join(_wrap(str(cell), width)), cell.style if isinstance(cell, Text) else "")
            for cell in self.cells
        ]
        return replace(self, cells=cells)

    @property
    def constant(self) -> bool:
        """Whether all rows say the same."""
        return len({str(cell) for cell in self.cells}) == 1 and len(self.cells) > 1


def setting_column(name: str, rows: Sequence[Trial]) -> Column:
    """The values that trials give to a setting."""
    words = name in SETTINGS and SETTINGS[name].type in ("choice", "flag", "text", "names")
    cells = [short_value(trial.settings.get(name)) for trial in rows]
    kind = "words" if words else "numbers"
    return Column(plain(name).replace("_", "_\n"), cells, "left" if words else "right", kind=kind, name=name)


def _shown(cell: str) -> str:
    half = LONGEST_CELL // 2
    return plain(cell if len(cell) <= LONGEST_CELL else f"{cell[:half]} ... {cell[-half:]}")


def _wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` characters, broken at blanks, else after hyphens, else anywhere."""
    return textwrap.wrap(text, width, break_long_words=True, break_on_hyphens=True) or [""]


def plain_table(columns: Sequence[Column], title: str = "", caption: str = "") -> Table:
    """A table of columns, with a title above and a remark below."""
    table = Table(
        title=Text(plain(title), "bold") if title else None, title_justify="left",
        caption=Text(caption, "dim") if caption else None, caption_justify="left",
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False,
    )  # fmt: skip
    for column in columns:
        table.add_column(column.header, justify=column.justify, no_wrap=True, vertical="bottom")
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells))
    return table
