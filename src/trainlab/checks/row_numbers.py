"""Columns that number the rows of a table, or are in their order."""

from __future__ import annotations

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import sample
from trainlab.checks.single_column import error_alone, error_of_chance
from trainlab.data import Dataset
from trainlab.data.numeric_targets import strata
from trainlab.data.reading import option

NAME = "row numbers"

FEWEST = 20
"""With fewer rows nothing can be said: this many are in ascending order by chance once in 10**18 times."""

DISTINCT = 0.5
"""Share of different values at which a column in ascending order counts as the order of the rows: below
it the file was merely sorted by that column."""

REPEATS = 20.0
"""A column without equal values numbers its rows if whole steps over its range would give this many pairs of
equal values by chance: none at all then happens e**-20 of the time, twice in 10**9."""

WHOLE = 0.05
"""Share of a step that a value may be off a whole one: 32 bits round to less over a million rows."""

TELLS = 0.5
"""Share of chance's errors that a column must avoid to predict the class, too."""

GLANCE = 64
"""Rows in which a column must not repeat to be looked at for longer."""

MAX_NAMED = 5
"""Columns a sentence names."""


def check_row_numbers(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Find the columns that identify the row, and whether they predict the class.

    There are two signs. The values of train's rows, which keep the order of their file, ascend or descend; or
    they are whole steps apart and none comes twice, though chance would repeat many.

    Args:
        dataset: the dataset.
        most: look at this many training examples first, at most; columns that look odd are then read whole.
    """
    expected = "none"
    if not dataset.features or len(dataset.features) < 2 or len(dataset.train) < FEWEST:
        reason = "It is for tables of two columns and more." if len(dataset.features) < 2 else "Too few rows."
        return CheckResult(NAME, "skip", None, f"{len(dataset.train):,} training examples", expected, reason)
    inputs, targets = dataset.train.inputs, dataset.train.targets
    noun = "class"
    if dataset.task.numeric:
        # Parts by quantiles stand for classes.
        targets, noun = strata(targets), f"'{dataset.target_names[0]}'"
    chosen = sample(len(inputs), most)
    found: dict[int, str] = {}
    for column in _suspects(inputs[chosen]):
        if sign := _sign(inputs[:, column].astype(np.float64)):
            found[int(column)] = sign
    measured = f"{len(found):,} of {len(dataset.features):,} columns"
    if not found:
        return CheckResult(NAME, "pass", 0, measured, expected)
    listed = [f"'{dataset.features[column]}' {sign}" for column, sign in list(found.items())[:MAX_NAMED]]
    rest = f", and {len(found) - MAX_NAMED:,} more" if len(found) > MAX_NAMED else ""
    measured += ": " + ", ".join(listed) + rest
    chance = error_of_chance(targets[chosen])
    errors = {column: error_alone(inputs[chosen, column], targets[chosen]) for column in found}
    best = min(errors, key=errors.__getitem__)
    column = dataset.features[best]
    without = f"Leave it out: {option('ignore', column)}."
    if chance and errors[best] <= TELLS * chance:
        advice = (
            f"The rows are sorted by {noun}, so '{dataset.features[best]}' alone predicts "
            f"{'the class' if noun == 'class' else 'which tenth it is in'} of "
            f"{1 - errors[best]:.1%} of them: scores on held-out rows mean nothing. {without}"
        )
        return CheckResult(NAME, "fail", len(found), measured, expected, advice)
    advice = (
        f"The number or time of a row is not a property that new rows share. {without} Unless the order "
        "itself is what you study: then hold out the last rows, not random ones."
    )
    return CheckResult(NAME, "warn", len(found), measured, expected, advice)


def _suspects(rows: np.ndarray) -> np.ndarray:
    """The columns that may number the rows, by a look at some of them, in order."""
    steps = np.diff(rows, axis=0)
    ordered = (steps >= 0).all(axis=0) | (steps <= 0).all(axis=0)
    # Few columns are without a repeat in a few rows, and those that are get the longer look.
    unlike = np.flatnonzero(~ordered & _without_repeat(rows[:GLANCE]))
    whole = [column for column in unlike if _whole_steps(rows[:, column].astype(np.float64))]
    return np.sort(np.concatenate([np.flatnonzero(ordered), np.array(whole, int)]))


def _without_repeat(rows: np.ndarray) -> np.ndarray:
    return np.all(np.diff(np.sort(rows, axis=0), axis=0) > 0, axis=0, keepdims=True)[0]


def _whole_steps(values: np.ndarray) -> float:
    """The range of values in steps, if all are different and whole steps apart; else 0."""
    gaps = np.diff(np.sort(values))
    smallest = gaps.min()
    if not smallest > 0:
        return 0
    # The smallest gap is known to a few bits only; all of them together know the step better.
    steps = np.round(gaps / smallest).sum()
    apart = gaps / (gaps.sum() / steps)
    return float(steps) if np.abs(apart - np.round(apart)).max() <= WHOLE else 0


def _sign(values: np.ndarray) -> str:
    """The sign that a column numbers the rows, or nothing."""
    steps = np.diff(values)
    if (steps >= 0).all() or (steps <= 0).all():
        distinct = 1 + int((steps != 0).sum())
        if distinct < max(FEWEST, DISTINCT * len(values)):
            return ""
        return "ascends from row to row" if values[-1] > values[0] else "descends from row to row"
    reach = _whole_steps(values)
    if not reach or len(values) ** 2 / (2 * reach) < REPEATS:
        return ""
    return "counts in whole steps and never repeats"


ROW_NUMBERS = Check(name=NAME, data=lambda dataset, net, most: check_row_numbers(dataset, most))
