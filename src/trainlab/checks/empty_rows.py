"""Empty examples: 0 in every column."""

from __future__ import annotations

import math

import numpy as np

from trainlab.checks.as_given import near_zero, shift_and_scale
from trainlab.checks.check import Check
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import BLOCK, as_rows, sample
from trainlab.data import Dataset

NAME = "empty rows"
EXPECTED = "none that are 0 throughout"

RARE = 0.01
"""Share of 0 among the other rows of some column, at most: where each column has many, as counts and flags
have, a row of nothing else is one of them."""

CHANCE = 1e-3
"""Probability of that many such rows if zeros in different columns were independent; above it there is no
warning."""


def check_empty_rows(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Count the training examples that are 0 in every column, where columns are not so by themselves.

    Args:
        dataset: the dataset.
        most: look at this many training examples at most.
    """
    rows = as_rows(dataset.train.inputs)[sample(len(dataset.train), most)]
    empty = _empty(dataset, rows)
    count, left = int(empty.sum()), int((~empty).sum())
    measured = f"{count:,} of {len(rows):,} training examples"
    if not count or not left or rows.shape[1] < 2:
        return CheckResult(NAME, "pass", count, measured, EXPECTED)
    zeros = np.sum([_zeros(dataset, block).sum(axis=0) for block in _blocks(rows)], axis=0) - count
    expected = len(rows) * math.exp(np.log((zeros + 1) / (left + 2)).sum())
    # An upper bound of the probability of that many, by the Poisson distribution: that of ``count`` terms.
    chance = expected**count / math.factorial(min(count, 100)) if expected < 1 else 1.0
    if zeros.min() > RARE * left or chance > CHANCE:
        return CheckResult(NAME, "pass", count, f"{measured}, as columns are by themselves", EXPECTED)
    where = _called(dataset, int(zeros.argmin()))
    advice = (
        f"They seem never to have been filled in, for elsewhere {where} is 0 in {int(zeros.min()):,} of "
        f"{left:,}: drop them."
    )
    return CheckResult(NAME, "warn", count, measured, EXPECTED, advice)


def _blocks(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]


def _empty(dataset: Dataset, rows: np.ndarray) -> np.ndarray:
    return np.concatenate([_zeros(dataset, block).all(axis=1) for block in _blocks(rows)])


def _zeros(dataset: Dataset, rows: np.ndarray) -> np.ndarray:
    """(rows, inputs) which numbers are 0 as they were given."""
    if dataset.standardization is None:
        return rows == 0
    mean, deviation = shift_and_scale(dataset)
    return np.abs(rows * deviation + mean) <= near_zero(dataset)


def _called(dataset: Dataset, place: int) -> str:
    return f"'{dataset.features[place]}'" if dataset.features else f"number {place + 1} of an example"


EMPTY_ROWS = Check(name=NAME, data=lambda dataset, net, most: check_empty_rows(dataset, most))
