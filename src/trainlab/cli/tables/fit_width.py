"""What a table gives up where it is wider than the terminal: never a digit of a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trainlab.cli.tables.columns import GAP, Column
from trainlab.plain import plain

WORD_WIDTHS = (40, 28, 20, 14)
"""Widths, in characters, to which long words, such as nets, are wrapped; tried in this order."""

FINDING_WIDTH = 11
"""Characters to which findings are wrapped before they are left out: their longest word."""

SETTINGS_WIDTH = 24
"""Characters of the one column that settings share where there is no room for a column each."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The columns of a table that fit.

    Attributes:
        columns: the columns.
        spark: characters of the small curves; 0 for none.
        same: what all rows have in common and no column shows, as ``name=value``.
    """

    columns: list[Column]
    spark: int
    same: tuple[str, ...] = ()

    def width(self, gap: int) -> int:
        """Characters the table takes."""
        widths = [column.width for column in self.columns] + [self.spark] * bool(self.spark)
        return sum(widths) + gap * (len(widths) - 1)


def fit(columns: Sequence[Column], width: int, sparks: Sequence[int] = ()) -> Fitted:
    """The table with as much as fits.

    First the columns that the others can replace go, the most dispensable before; then the small curves,
    findings, the length of words, columns that say the same in every row; at last settings share a column.

    Args:
        columns: all of them.
        width: characters available.
        sparks: widths of the small curves that will do, the widest first; empty for no curves.

    Returns:
        The first that fits; the narrowest there is where none does.
    """
    narrowest = None
    for tried in _tries(columns, sparks):
        if tried.width(GAP) <= width:
            return _filled(tried, columns, width, sparks)
        if narrowest is None or tried.width(GAP) < narrowest.width(GAP):
            narrowest = tried
    assert narrowest is not None
    return narrowest


def _tries(columns: Sequence[Column], sparks: Sequence[int]) -> Iterator[Fitted]:
    kept = list(columns)
    for spare in [None, *sorted({column.spare for column in columns if column.spare}, reverse=True)]:
        kept = [column for column in kept if column.spare != spare]
        for spark in sparks or (0,):
            yield Fitted(kept, spark)
    yield Fitted(kept, 0)
    yield Fitted([_finding(column) for column in kept], 0)
    kept = [column for column in kept if column.kind != "finding"]
    for width in (None, *WORD_WIDTHS):
        yield Fitted([_words(column, width) for column in kept], 0)
    same = tuple(
        f"{plain(column.name)}={column.cells[0]}" for column in columns if column.name and column.constant
    )
    kept = [column for column in kept if not (column.name and column.constant)]
    yield Fitted([_words(column, WORD_WIDTHS[-1]) for column in kept], 0, same)
    yield Fitted(_settings_together(kept), 0, same)


def _filled(fitted: Fitted, columns: Sequence[Column], width: int, sparks: Sequence[int]) -> Fitted:
    """A table that fits, with what it gave up on the way as far as there is room for it after all."""
    finding = next((place for place, column in enumerate(columns) if column.kind == "finding"), None)
    if finding is not None and not any(column.kind == "finding" for column in fitted.columns):
        for column in (columns[finding], _finding(columns[finding])):
            more = replace(fitted, columns=[*fitted.columns, column])
            if more.width(GAP) <= width:
                fitted = more
                break
    if not fitted.spark:
        for spark in sparks:
            more = replace(fitted, spark=spark)
            if more.width(GAP) <= width:
                return more
    return fitted


def _finding(column: Column) -> Column:
    return column.wrapped(FINDING_WIDTH) if column.kind == "finding" else column


def _words(column: Column, width: int | None) -> Column:
    return column.wrapped(width) if width is not None and column.kind == "words" else column


def _settings_together(columns: Sequence[Column]) -> list[Column]:
    """The columns with those of settings as one, in the place of the first: ``name=value, name=value``."""
    named = [column for column in columns if column.name]
    if len(named) < 2:
        return list(columns)
    rows = [
        ", ".join(f"{plain(column.name)}={column.cells[row]}" for column in named)
        for row in range(len(named[0].cells))
    ]
    first = next(place for place, column in enumerate(columns) if column.name)
    rest = [column for column in columns if not column.name]
    together = Column("settings", rows, "left", kind="words").wrapped(SETTINGS_WIDTH)
    return [*rest[:first], together, *rest[first:]]
