"""Hyperparameters as columns of one type each: TensorBoard knows numbers, flags and texts, and no mixture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from trainlab.plain import plain
from trainlab.settings import SETTINGS, Value, format_value

MOST_VALUES = 1000
"""Values of a column that a person may choose from; of more, such as a thousand nets, these are listed."""

ColumnType = Literal["number", "flag", "text"]


@dataclass(frozen=True, slots=True)
class Column:
    """One hyperparameter of all trials.

    Attributes:
        name: the setting.
        type: number, flag or text.
        values: the different values, ascending; of numbers the lowest and the highest.
        differs: whether trials differ in it.
    """

    name: str
    type: ColumnType
    values: tuple[Value, ...]
    differs: bool

    @classmethod
    def of(cls, name: str, values: Iterable[Value]) -> Column:
        """The column of a setting whose values are at least one.

        Where all are numbers or all are flags, it is so; any other, as of ``32`` and ``full``, is text.
        """
        found = {(type(value) is bool, value) for value in values}
        flags = {is_flag for is_flag, _ in found}
        different = [value for _, value in found]
        if flags == {True}:
            return cls(name, "flag", tuple(sorted(different)), len(different) > 1)
        if flags == {False} and all(map(_is_number, different)):
            return cls(name, "number", (min(different), max(different)), len(different) > 1)  # type: ignore[type-var]
        texts = sorted({as_text(value) for value in different})
        return cls(name, "text", tuple(texts[:MOST_VALUES]), len(texts) > 1)

    def joined(self, other: Column) -> Column:
        """The column over the trials of both."""
        both = Column.of(self.name, [*self.values, *other.values])
        return Column(self.name, both.type, both.values, self.differs or other.differs or both.differs)

    def cell(self, value: Value) -> Value:
        """A value as the column shows it."""
        return as_text(value) if self.type == "text" else value

    @property
    def meaning(self) -> str:
        """What the setting is, in a sentence; empty for one that is not known here."""
        return SETTINGS[self.name].meaning if self.name in SETTINGS else ""


def columns_of(trials: Sequence[Mapping[str, Value]]) -> dict[str, Column]:
    """The columns of some trials' settings, in the order of the settings."""
    values: dict[str, list[Value]] = {}
    for settings in trials:
        for name, value in settings.items():
            values.setdefault(name, []).append(value)
    return {name: Column.of(name, of) for name, of in values.items()}


def join_columns(several: Iterable[Mapping[str, Column]]) -> dict[str, Column]:
    """The columns of several studies in one table."""
    joined: dict[str, Column] = {}
    for columns in several:
        for name, column in columns.items():
            joined[name] = joined[name].joined(column) if name in joined else column
    return joined


def as_text(value: Value) -> str:
    """A value as text: as settings are written, with nothing that cannot be seen."""
    return plain(format_value(value))


def _is_number(value: Value) -> bool:
    """Whether a 64-bit float holds it."""
    if isinstance(value, str):
        return False
    try:
        return math.isfinite(value) and float(value) == value
    except OverflowError:
        return False
