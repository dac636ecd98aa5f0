"""Columns that leak a numeric target: copies of it, up to scale, and others from which it follows alone."""

from __future__ import annotations

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, sample
from trainlab.data import Dataset

NAME = "target in the inputs"

COPY = 1 - 1e-6
"""Squared correlation with the target from which on a column is the target, but for rounding."""

TELLS = 0.98
"""Squared correlation of ranks from which on a column tells the target alone."""

FEWEST = 20
"""With fewer examples nothing can be said."""

COLUMNS = 2_000
"""Columns that are looked at, at most."""


def check_number_leaks(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Find input columns that are a numeric target, shifted and scaled, or put its examples in its order.

    Args:
        dataset: the dataset, of numeric targets.
        most: look at this many training examples at most.
    """
    expected = f"ranks explain less than {TELLS:.0%}"
    chosen = sample(len(dataset.train), most)
    x, y = as_rows(dataset.train.inputs)[chosen], dataset.train.targets[chosen].astype(np.float64)
    if len(x) < FEWEST or not dataset.features or x.shape[1] > COLUMNS:
        reason = f"It is for tables of {FEWEST} examples and more, and {COLUMNS:,} columns at most."
        return CheckResult(NAME, "skip", None, f"{len(x):,} training examples", expected, reason)
    plain, ranked = _correlations(x, y) ** 2, _correlations(_ranks(x), _ranks(y)) ** 2
    column, target = np.unravel_index(int(ranked.argmax()), ranked.shape)
    share = float(ranked[column, target])
    names = f"'{dataset.features[column]}'", f"'{dataset.target_names[target]}'"
    measured = f"the order of {names[0]} explains {share:.1%} of that of {names[1]}"
    copies = np.argwhere(plain >= COPY)
    if len(copies):
        column, target = copies[0]
        advice = (
            f"'{dataset.features[column]}' is '{dataset.target_names[target]}' itself, shifted and scaled: "
            "take it out of the inputs. Scores mean nothing with it."
        )
        return CheckResult(NAME, "fail", 1.0, measured, expected, advice)
    if share >= TELLS and x.shape[1] > 1:
        advice = (
            f"Nearly all information about {names[1]} is in {names[0]}: if it was made from the target, or "
            "is known only after it, take it out of the inputs."
        )
        return CheckResult(NAME, "warn", share, measured, expected, advice)
    return CheckResult(NAME, "pass", share, measured, expected)


def _ranks(values: np.ndarray) -> np.ndarray:
    """(examples, columns) ranks of the values of each column; equal ones have their mean rank."""
    ranks = np.empty(values.shape)
    for place, column in enumerate(values.T):
        _, group, counts = np.unique(column, return_inverse=True, return_counts=True)
        ends = np.cumsum(counts)
        ranks[:, place] = (ends - (counts - 1) / 2)[group.reshape(-1)]
    return ranks


def _correlations(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(columns, targets) Pearson's correlations; 0 of constants."""
    x = x.astype(np.float64) - x.mean(axis=0, dtype=np.float64)
    y = y - y.mean(axis=0)
    lengths = np.sqrt((x**2).sum(axis=0))[:, None] * np.sqrt((y**2).sum(axis=0))
    return (x.T @ y) / np.where(lengths > 0, lengths, 1)


TARGET_IN_THE_INPUTS = Check(
    name=NAME, tasks=("regression",), data=lambda dataset, net, most: check_number_leaks(dataset, most)
)
