"""Columns that leak the class: copies of it, exact or noisy, and columns that alone predict it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.copies import Copy, copies
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, sample
from trainlab.checks.simple_models import least_error
from trainlab.checks.single_column import error_alone, error_of_chance
from trainlab.data import Dataset

NAME = "answers in the inputs"

LOOKED_AT = 1000
"""Training examples that are looked at: an error of 5% is known to 0.7 points."""

FEWEST = 20
"""With fewer examples nothing can be said."""

COLUMNS, FEWER = 64, 20
"""Columns that are looked at one by one; of more, only this many, those whose means differ most between
classes, or one for each class."""

QUICK = 500
"""Training examples that a quick look takes."""

TELLS = 0.1
"""Share of chance's errors that a column alone leaves at most, where it predicts the class."""

LOST = 0.25
"""The one column is decisive if all others together add at least this share of chance's errors.
In honest tables others make up for the best column (breast cancer: 1.9% wrong with it and without)."""

OTHERS = 3
"""The fewest other columns: of two or three columns one may well predict the class alone."""

SURE = 4.0
"""Standard errors by which the errors must differ, too: there are many columns."""

MAX_NAMED = 5
"""Columns a sentence names."""


def check_leaks(dataset: Dataset, most: int | None = None) -> CheckResult:
    """Find inputs that the class was made from, or that were made from it.

    Args:
        dataset: the dataset.
        most: given for a quick look; use at most this many training examples.
    """
    expected = "none holds the class; others make up for the best"
    chosen = sample(len(dataset.train), LOOKED_AT if most is None else min(QUICK, most))
    x, y = as_rows(dataset.train.inputs)[chosen], dataset.train.targets[chosen]
    chance = error_of_chance(y) if len(y) else 0.0
    if len(y) < FEWEST or not chance or not np.isfinite(x).all():
        reason = f"It takes {FEWEST} finite examples of two classes."
        return CheckResult(NAME, "skip", None, f"{len(y):,} training examples", expected, reason)
    _, y = np.unique(y, return_inverse=True)
    columns = telling_columns(x, y)
    errors = {int(column): error_alone(x[:, column], y) for column in columns}
    names = dataset.features or _places(dataset.input_shape)
    if not errors:
        return CheckResult(NAME, "pass", 0, "every column is constant", expected)
    best = min(errors, key=errors.__getitem__)
    measured = f"the best column alone, {_named(names[best])}, tells {1 - errors[best]:.1%}"
    measured += f" of {len(y):,} training examples (chance {1 - chance:.1%})"
    found = copies(x, y, list(errors))
    if found:
        return _copied(found, names, 1 - errors[best], measured, expected)
    if len(columns) > OTHERS and errors[best] <= TELLS * chance:
        without = least_error(np.delete(x, best, axis=1)[:, _others(columns, best)], y)
        error = np.sqrt(max(without * (1 - without) + errors[best] * (1 - errors[best]), 1e-9) / len(y))
        if without - errors[best] > max(LOST * chance, SURE * error):
            measured += f"; all others together tell {1 - without:.1%}"
            advice = (
                f"Nearly all information about the class is in {_named(names[best])}: if it was made "
                "from the class, or is known only after it, take it out of the inputs."
            )
            return CheckResult(NAME, "warn", 1 - errors[best], measured, expected, advice)
    return CheckResult(NAME, "pass", 1 - errors[best], measured, expected)


def telling_columns(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The columns to look at: all that vary; of many, those whose class means lie furthest apart."""
    varying = np.flatnonzero(x.min(axis=0) < x.max(axis=0))
    if len(varying) <= COLUMNS:
        return varying
    x = x[:, varying] - x[:, varying].mean(axis=0, dtype=np.float64)
    of_class = (y == np.arange(y.max() + 1)[:, None]).astype(np.float64)
    sums = of_class @ x
    between = (np.square(sums) / of_class.sum(axis=1)[:, None]).sum(axis=0)
    share = between / np.square(x).sum(axis=0)
    count = min(len(varying), max(FEWER, len(of_class)))
    return np.sort(varying[np.argpartition(share, -count)[-count:]])


def _others(columns: np.ndarray, best: int) -> np.ndarray:
    """Places of the other columns once the best one is deleted."""
    others = columns[columns != best]
    return np.where(others > best, others - 1, others)


def _copied(
    found: Sequence[Copy], names: Sequence[str], tells: float, measured: str, expected: str
) -> CheckResult:
    listed = ", ".join(_named(names[column]) for copy in found[:MAX_NAMED] for column in copy.columns)
    exact = [copy for copy in found if copy.exact]
    if len(found) == 1:
        advice = f"{listed} {found[0].sign}."
    else:
        advice = f"Each of {listed} looks like a copy of the class: the first {found[0].sign}."
    if exact:
        advice += " Take it out of the inputs: scores mean nothing with it."
        return CheckResult(NAME, "fail", tells, measured, expected, advice)
    advice += " Was it made from the class? Then take it out of the inputs."
    return CheckResult(NAME, "warn", tells, measured, expected, advice)


def _named(name: str) -> str:
    return f"'{name}'"


def _places(shape: tuple[int, ...]) -> list[str]:
    """Names of the values of an image."""
    if len(shape) == 3:
        return [
            f"row {row}, column {column}" + f", channel {channel}" * (shape[2] > 1)
            for row in range(shape[0]) for column in range(shape[1]) for channel in range(shape[2])
        ]  # fmt: skip
    return [f"input {number}" for number in range(int(np.prod(shape)))]


ANSWERS_IN_THE_INPUTS = Check(
    name=NAME, tasks=("classification",), data=lambda dataset, net, most: check_leaks(dataset, most)
)
