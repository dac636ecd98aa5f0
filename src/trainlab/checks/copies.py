"""Columns that look like the class itself: value for value, one column a class, or with some noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.checks.noisy_copy import noise_of_copy
from trainlab.checks.single_column import error_of_chance

AGREES = 0.25
"""Share of chance's errors that a column of as many values as there are classes leaves at most, where it is a
copy with some entries changed."""

BESIDE = 2.0
"""Times the errors of such a copy that every other column of as many values makes, at least: in tables of yes
and no, where several columns tell the class about as well, that is how the classes are."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The columns that look like the class.

    Attributes:
        columns: places of the columns; several where each marks a class.
        sign: what says so, after the columns' names.
        exact: whether it is the class in every example.
    """

    columns: tuple[int, ...]
    sign: str
    exact: bool


def copies(x: np.ndarray, y: np.ndarray, columns: Sequence[int]) -> list[Copy]:
    """The columns that look like the class, exact copies only if there are any.

    Args:
        x: (examples, columns) inputs.
        y: (examples,) class numbers, every class present.
        columns: those to look at.
    """
    exact, wrong = [], _wrong_by_column(x, y, columns)
    chance = error_of_chance(y)
    near = []
    for column, share in wrong.items():
        others = [wrong[other] for other in wrong if other != column]
        if share == 0:
            exact.append(Copy((column,), "has one value for each class, in every example", True))
        elif share <= AGREES * chance and all(other > BESIDE * share for other in others):
            sign = f"has one value for each class, right in {1 - share:.1%} of the examples"
            near.append(Copy((column,), sign, False))
    marks = _marks(x, y, columns)
    if marks:
        exact.append(Copy(marks, "mark one class each, in every example", True))
    if exact:
        return exact
    for column, noise in noise_of_copy(x, y, [each for each in columns if each not in wrong]).items():
        sign = f"looks like the number of the class with noise added (deviation {noise:.2g} of a step)"
        near.append(Copy((column,), sign, False))
    return near


def _wrong_by_column(x: np.ndarray, y: np.ndarray, columns: Sequence[int]) -> dict[int, float]:
    """Of columns with a value for each class: the share of examples whose value goes with another class."""
    classes = int(y.max()) + 1
    found = {}
    for column in columns:
        different, value = np.unique(x[:, column], return_inverse=True)
        if len(different) == classes:
            counts = np.bincount(value * classes + y, minlength=classes**2).reshape(classes, classes)
            if len(set(counts.argmax(axis=1))) == classes:
                found[column] = 1 - counts.max(axis=1).sum() / len(y)
    return found


def _marks(x: np.ndarray, y: np.ndarray, columns: Sequence[int]) -> tuple[int, ...]:
    """The columns of two values that mark a class each, if all classes, or all but one, are marked."""
    sizes = np.bincount(y)
    found: dict[int, int] = {}
    for column in columns:
        values = x[:, column]
        low, high = values.min(), values.max()
        if not ((values == low) | (values == high)).all():
            continue
        for marked in (values == high, values == low):
            members = np.bincount(y[marked], minlength=len(sizes))
            if (members > 0).sum() == 1 and members.max() == sizes[members.argmax()]:
                found.setdefault(int(members.argmax()), column)
    if len(sizes) == 2 or len(found) < len(sizes) - 1:
        return ()
    return tuple(found[each] for each in sorted(found))
