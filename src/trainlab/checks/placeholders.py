"""Numbers that stand for something else, such as -999 for a missing value."""

from __future__ import annotations

import itertools

import numpy as np

from trainlab.checks.as_given import near_zero, shift_and_scale
from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import sample
from trainlab.data import Dataset
from trainlab.data.reading import option

NAME = "placeholder values"

FEWEST = 3
"""Times that a value must occur: the largest of measured numbers is hardly ever there twice."""

MIN_OTHERS = 20
"""The fewest other values from which their range is known."""

MIN_DIFFERENT = 5
"""How many of these must be different: there are few codes of choices."""

MAX_CODES = 2
"""Different values looked for at either end of a column."""

FARTHEST = 3.0
"""Times the largest gap between the others that such a value must lie away from them, and at least as far as
they reach."""

STEEPER = 2.0
"""Times the usual ratio of one value to the next that it must be, too: 1, 2, 5, 10 ... are not codes."""

MAX_NAMED = 3
"""Columns a sentence names."""


def check_placeholders(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Find values that are many, identical and far from all others of their column.

    Not 0, which is frequent in counts and amounts. A value among the others, or next to them, cannot be
    distinguished from them.

    Args:
        dataset: the dataset.
        most: look at this many training examples first, at most; columns that look odd are then read whole.
    """
    count = len(dataset.train)
    if not dataset.features or count < FEWEST + MIN_OTHERS:
        reason = "Too few rows." if dataset.features else "It is for tables."
        return CheckResult(NAME, "skip", None, f"{count:,} training examples", "none", reason)
    inputs = dataset.train.inputs
    (mean, deviation), zero = shift_and_scale(dataset), near_zero(dataset)
    chosen = inputs[sample(count, most)]
    found: dict[int, list[float]] = {}
    for column in _suspects(chosen):
        for rows in (chosen, inputs):
            values = rows[:, column] * deviation[column] + mean[column]
            codes = codes_of(values.astype(np.float64), float(zero[column]))
            if not codes:
                break
        else:
            found[int(column)] = codes
    measured = f"{len(found):,} of {len(dataset.features):,} columns"
    if not found:
        return CheckResult(NAME, "pass", 0, measured, "none")
    listed = []
    for column, codes in list(found.items())[:MAX_NAMED]:
        values = inputs[:, column] * deviation[column] + mean[column]
        times = [int(np.isclose(values, code, rtol=1e-5, atol=zero[column]).sum()) for code in codes]
        several = " and ".join(f"{code:.6g} in {n:,}" for code, n in zip(codes, times, strict=True))
        listed.append(f"'{dataset.features[column]}' holds {several} of {count:,} rows")
    rest = f", and {len(found) - MAX_NAMED:,} more" if len(found) > MAX_NAMED else ""
    first = f"{next(iter(found.values()))[0]:.6g}"
    advice = (
        f"The same number many times, far from all others, often marks missing values: "
        f"{option('missing', first)} with {option('drop_missing')} leaves such rows out."
    )
    return CheckResult(NAME, "warn", len(found), f"{measured}: {', '.join(listed)}{rest}", "none", advice)


def _suspects(rows: np.ndarray) -> np.ndarray:
    """The columns whose smallest or largest value is there several times."""
    ordered = np.sort(rows, axis=0)
    return np.flatnonzero((ordered[0] == ordered[FEWEST - 1]) | (ordered[-1] == ordered[-FEWEST]))


def codes_of(values: np.ndarray, zero: float) -> list[float]:
    """The values at the ends of a column that are many and lie far from all others, ascending.

    Args:
        values: of the column.
        zero: how far from 0 a value may lie that is taken for it.
    """
    found: list[float] = []
    while more := _outermost(values, zero):
        found += more
        values = values[~np.isin(values, more)]
    return sorted(found)


def _outermost(values: np.ndarray, zero: float) -> list[float]:
    """As few of them as possible; others may show once these are taken away."""
    different, counts = np.unique(values, return_counts=True)
    ends = sorted(itertools.product(range(MAX_CODES + 1), repeat=2), key=lambda end: (sum(end), end))
    for low, high in ends[1:]:
        others = different[low : len(different) - high]
        if len(others) < MIN_DIFFERENT or counts[low : len(different) - high].sum() < MIN_OTHERS:
            continue
        codes = np.delete(different, slice(low, len(different) - high))
        many = np.delete(counts, slice(low, len(different) - high)) >= FEWEST
        if not many.all() or (np.abs(codes) <= zero).any():
            continue
        nearest = [different[low - 1]] * (low > 0) + [different[-high]] * (high > 0)
        if all(_far(code, others) for code in nearest):
            return codes.tolist()
    return []


def _far(code: float, others: np.ndarray) -> bool:
    """Whether a value outside of others, which ascend, is far from them, as numbers and as ratios."""
    edge = others[-1] if code > others[-1] else others[0]
    apart = abs(code - edge)
    if apart < max(others[-1] - others[0], FARTHEST * np.diff(others).max()):
        return False
    if code * edge <= 0:
        return True
    sizes = np.sort(np.abs(others[np.sign(others) == np.sign(code)]))
    usual = np.median(sizes[1:] / sizes[:-1]) if len(sizes) > 1 else 1.0
    return max(code / edge, edge / code) > STEEPER * usual


PLACEHOLDER_VALUES = Check(name=NAME, data=lambda dataset, net, most: check_placeholders(dataset, most))
