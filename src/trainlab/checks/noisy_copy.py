"""Columns that are the number of the class with noise added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

APART = 4.0
"""Deviations within a class that the means of neighbouring classes lie apart, at least: the noise is then a
quarter of a step at most, and one example in forty lies nearer to another class."""

CHANCE = 4.0
"""Standard errors within which the classes of a copy are evenly spaced, of one deviation, and at whole
numbers."""

STUDENT = {1: 63.66, 2: 9.92, 3: 5.84, 4: 4.60, 5: 4.03, 7: 3.50, 10: 3.17, 15: 2.95, 30: 2.75, 1000: 2.58}
"""Student's t that one number in a hundred exceeds in size, by degrees of freedom."""


def noise_of_copy(x: np.ndarray, y: np.ndarray, columns: Sequence[int]) -> dict[int, float]:
    """The columns that look like class numbers with noise added.

    All classes have one deviation there, and their means lie far apart, evenly spaced in the order of their
    numbers. Two honest classes may lie so, too. So a copy must have its means at whole numbers, or set itself
    apart from all other columns, as Student's t tells of one number that is not drawn like the others.

    Args:
        x: (examples, columns) inputs.
        y: (examples,) class numbers, every class present.
        columns: those to look at.

    Returns:
        By column: the deviation of the noise, in steps between classes.
    """
    sizes = np.bincount(y)
    if sizes.min() < 3 or not len(columns):
        return {}
    apart, found = {}, {}
    for column in columns:
        values = x[:, column].astype(np.float64)
        means = np.bincount(y, values) / sizes
        deviations = np.sqrt(np.bincount(y, np.square(values - means[y])) / (sizes - 1))
        within = np.sqrt((np.square(deviations) * (sizes - 1)).sum() / (len(y) - len(sizes)))
        step = (means[-1] - means[0]) / (len(sizes) - 1)
        # By how much classes differ there, for columns whose classes are not evenly spaced, too.
        apart[column] = np.sqrt(np.square(means - means.mean()).sum() / np.square(_even(sizes)).sum()) / (
            within or np.inf
        )
        if within and abs(step) >= APART * within and _one_noise(means, deviations, within, step, sizes):
            found[column] = (within / abs(step), _at_whole_numbers(means, within, sizes))
    return {column: noise for column, (noise, whole) in found.items() if whole or _stands_out(apart, column)}


def _even(sizes: np.ndarray) -> np.ndarray:
    """Evenly spaced means with a step of 1 and a mean of 0."""
    return np.arange(len(sizes)) - (len(sizes) - 1) / 2


def _one_noise(
    means: np.ndarray, deviations: np.ndarray, within: float, step: float, sizes: np.ndarray
) -> bool:
    """Whether classes are evenly spaced and have the same deviation, within their errors."""
    error = within * np.sqrt(1 / sizes[1:] + 1 / sizes[:-1])
    even = np.abs(np.diff(means) - step) <= CHANCE * error
    same = np.abs(deviations - within) <= CHANCE * within / np.sqrt(2 * (sizes - 1))
    return bool(even.all() and same.all())


def _at_whole_numbers(means: np.ndarray, within: float, sizes: np.ndarray) -> bool:
    """Whether the means are 0, 1, 2 and so on, or 1, 2, 3, to their standard errors and a tenth.

    Means of -1 and 1 do not count: standardised, two classes of one size that lie far apart have them, too.
    """
    error = np.minimum(CHANCE * within / np.sqrt(sizes), 0.1)
    return any((np.abs(means - first - np.arange(len(means))) <= error).all() for first in (0, 1))


def _stands_out(apart: dict[int, float], column: int) -> bool:
    """Whether classes lie too far apart in a column to be drawn like those in the others."""
    others = [value for other, value in apart.items() if other != column]
    if not others:
        return False
    t = np.interp(np.log(len(others)), np.log(list(STUDENT)), list(STUDENT.values()))
    return bool(apart[column] > t * np.sqrt(np.mean(np.square(others))))
