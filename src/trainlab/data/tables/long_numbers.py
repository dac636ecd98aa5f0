"""Whole numbers of more digits than 64 bits hold: which of them become equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trainlab.data.reading import option
from trainlab.data.tables.missing import arrow_functions
from trainlab.data.tables.numbers import WHOLE

if TYPE_CHECKING:
    import pyarrow as pa

EXACT = 2.0**53
"""Up to here numbers of 64 bits hold every whole number."""


def beyond_exact(column: pa.ChunkedArray) -> bool:
    """Whether a column of fractions holds numbers so large that whole ones among them may be equal.

    Arrow reads whole numbers of more than 64 bits as fractions.
    """
    import pyarrow.types as types

    if not types.is_floating(column.type):
        return False
    ends = arrow_functions().min_max(column).as_py()
    return any(end is not None and abs(end) > EXACT for end in ends.values())


def lost_numbers(column: pa.ChunkedArray, values: np.ndarray) -> int:
    """Different whole numbers of a column that are no longer different as numbers of 64 bits."""
    import pyarrow.types as types

    if types.is_integer(column.type) or types.is_decimal(column.type):
        return len(column.unique()) - len(np.unique(values))
    return 0


def lost_digits(written: pa.ChunkedArray, column: pa.ChunkedArray) -> int:
    """The same of whole numbers that are written as text.

    Args:
        written: the text of each cell.
        column: the number that was made of it.
    """
    cells = dict.fromkeys(zip(map(_digits, written.to_pylist()), column.to_pylist(), strict=True))
    whole = [(digits, value) for digits, value in cells if digits]
    return len({digits for digits, _ in whole}) - len({value for _, value in whole})


def alike_note(what: str, name: str, lost: int) -> str:
    """A sentence that says so.

    Args:
        what: the column and its file.
        name: the column.
        lost: how many numbers are no longer different.
    """
    return (
        f"{what} holds whole numbers of so many digits that {lost:,} of them are equal as numbers of 64 "
        f"bits: subtract a constant from them in the file, or leave them out with {option('ignore', name)}."
    )


def _digits(written: str | None) -> str:
    """A whole number without a sign that says nothing and zeros in front; nothing for other text."""
    text = (written or "").strip()
    if not WHOLE.fullmatch(text):
        return ""
    digits = text.lstrip("+-").lstrip("0")
    return f"{'-' * text.startswith('-')}{digits}" if digits else "0"
