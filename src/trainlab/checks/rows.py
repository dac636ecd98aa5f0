"""Rows of inputs, to be looked at: all of them, or a sample where that has to be quick."""

from __future__ import annotations

import numpy as np

BLOCK = 4096
"""Rows hashed at a time, so that intermediate results stay small."""

_SEED = 20
"""The seed of the sample and the hash: any number, as long as it stays the same."""


def as_rows(inputs: np.ndarray) -> np.ndarray:
    """(examples, numbers): a view of (examples, *input_shape)."""
    return inputs.reshape(len(inputs), -1)


def sample(count: int, most: int | None) -> np.ndarray | slice:
    """Indices of at most ``most`` of ``count`` examples, ascending; all if ``most`` is None.

    They are always the same, spread over the whole and never the first ones: files may be sorted.
    """
    if most is None or count <= most:
        return slice(None)
    return np.sort(np.random.default_rng(_SEED).choice(count, most, replace=False, shuffle=False))


def hashes(rows: np.ndarray) -> np.ndarray:
    """A 64-bit number for each row of float32 values: equal rows have equal ones.

    The bits of the values, as whole numbers, times random weights, added up modulo 2**64 (Carter and Wegman,
    "Universal Classes of Hash Functions", 1979). Other rows can share a number by chance, so equality is to
    be confirmed; 0.0 and -0.0 count as equal.
    """
    weights = np.random.default_rng(_SEED).integers(0, 2**64, rows.shape[1], np.uint64)
    result = np.empty(len(rows), np.uint64)
    for start in range(0, len(rows), BLOCK):
        block = np.ascontiguousarray(rows[start : start + BLOCK], np.float32) + np.float32(0)
        result[start : start + BLOCK] = (block.view(np.uint32) * weights).sum(axis=1, dtype=np.uint64)
    return result


APART = 0.1
"""Deviations of a numeric target by which two of its values differ that count as unlike."""


def unlike(targets: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether examples carry another label: another class, or a number that is not nearly the same.

    Args:
        targets: (examples,) class numbers, or (examples, targets) numbers.
        other: those they are compared with, or those of one example.
    """
    if targets.ndim == 1:
        return targets != other
    size = np.maximum(np.abs(targets), np.abs(other))
    # Standardised targets have a deviation of 1; of others a tenth of their size stands for it.
    return np.any(np.abs(targets - other) > APART * np.maximum(size, 1), axis=1, keepdims=True)[:, 0]
