"""Targets that are numbers: from what people give to (examples, targets) in 64 bits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.data.tables.numbers import is_number
from trainlab.errors import DataError

LARGEST = 1e30
"""Size of the largest target: standardised it is a finite 32-bit number unless the deviation is tiny."""

MAX_TARGETS = 1_000
"""Columns of targets."""

STRATA = 10
"""Parts, by quantiles of the target, whose shares every split has."""

PER_STRATUM = 10
"""Examples of such a part, at least; fewer examples are cut into fewer parts."""


def numeric_targets(
    parts: Sequence[object], names: Sequence[str] | None, what: str
) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """The targets of each split as numbers, and the names of their columns.

    Args:
        parts: targets of each split there is, (examples,) or (examples, targets): numbers, or text that
            writes them.
        names: of the columns; by default ``y``, or ``y1``, ``y2``, ...
        what: whose targets they are, for the error message.

    Returns:
        (examples, targets) float64 of each part, and the names.

    Raises:
        DataError: something is not a finite number, shapes do not agree, or a target never changes.
    """
    arrays = [_numbers(part, what) for part in parts]
    width = arrays[0].shape[1]
    if any(array.shape[1] != width for array in arrays):
        listed = " and ".join(str(array.shape[1]) for array in arrays)
        raise DataError(f"{what} must have the same number of columns in every split, not {listed}.")
    if names is None:
        names = ["y"] if width == 1 else [f"y{number}" for number in range(1, width + 1)]
    if len(names) != width or len(set(names)) != width:
        raise DataError(f"{what} have {width} columns, which need as many different names, not {len(names)}.")
    for column, name in enumerate(names):
        train = arrays[0][:, column]
        if (train == train[0]).all():
            which = f" in column '{name}'" if width > 1 else ""
            raise DataError(f"{what} are all {train[0]:g}{which}: there is nothing to learn.")
    return arrays, tuple(map(str, names))


def _numbers(given: object, what: str) -> np.ndarray:
    if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given):
        example = int(np.argwhere(np.ma.getmaskarray(given))[0][0])
        raise DataError(f"{what} hold a missing value (masked) in example {example} (counted from 0).")
    try:
        y = np.asarray(given)
    except ValueError as problem:  # ragged lists
        raise DataError(f"{what} are not an array: {problem}.") from None
    if y.ndim not in (1, 2):
        raise DataError(f"{what} must have shape (examples,) or (examples, targets), not {y.shape}.")
    if 0 in y.shape:
        raise DataError(f"{what} are empty: their shape is {y.shape}.")
    if y.ndim == 2 and y.shape[1] > MAX_TARGETS:
        raise DataError(f"{what} have {y.shape[1]:,} columns: at most {MAX_TARGETS:,} are learned together.")
    if y.dtype.kind in "OUS":
        y = _written(y, what)
    if y.dtype.kind not in "iuf":
        raise DataError(f"{what} must be numbers with task=regression, not {y.dtype}.")
    y = np.array(y.reshape(len(y), -1), np.float64)
    bad = ~(np.abs(y) <= LARGEST)
    if bad.any():
        example = int(np.flatnonzero(bad.any(axis=1))[0])
        value = y[example][bad[example]][0]
        problem = "a missing value (NaN)" if np.isnan(value) else f"{value:g}, which is too large,"
        raise DataError(f"{what} hold {problem} in example {example} (counted from 0).")
    return y


def _written(y: np.ndarray, what: str) -> np.ndarray:
    """Numbers out of text."""
    for place, value in np.ndenumerate(y):
        text = value.decode(errors="replace") if isinstance(value, bytes) else value
        number = not isinstance(text, str | bool) and isinstance(text, int | float)
        if not number and not (isinstance(text, str) and is_number(text)):
            raise DataError(
                f"{what} hold '{text!s:.40}' in example {place[0]} (counted from 0), which is not a number: "
                "with task=regression targets are numbers."
            )
    return y.astype(str).astype(np.float64) if y.dtype.kind == "U" else y.astype(np.float64)


def strata(targets: np.ndarray) -> np.ndarray:
    """Which part of the examples, by quantiles of the (first) target, each belongs to.

    Args:
        targets: (examples, targets) numbers.

    Returns:
        (examples,) numbers from 0; equal targets are in the same part.

    >>> strata(np.arange(40.0)[:, None]).tolist() == [0] * 10 + [1] * 10 + [2] * 10 + [3] * 10
    True
    """
    first = targets[:, 0]
    parts = min(STRATA, max(1, len(first) // PER_STRATUM))
    borders = np.quantile(first, np.arange(1, parts) / parts)
    _, found = np.unique(np.searchsorted(borders, first, side="left"), return_inverse=True)
    return found.reshape(-1)
