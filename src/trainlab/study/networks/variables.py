"""The variables and statistics of a trained net, in numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class VariableSummary:
    """What is in one array of a net.

    Attributes:
        name: ``layer.variable``.
        shape: of the array.
        numbers: how many it holds.
        norm: the root of the sum of their squares (L2), in 64 bits.
        mean, deviation: of its numbers (the deviation divided by their count).
        largest: the largest absolute value.
        not_finite: how many are NaN or infinite; the numbers above are not finite then either.
    """

    name: str
    shape: tuple[int, ...]
    numbers: int
    norm: float
    mean: float
    deviation: float
    largest: float
    not_finite: int


def summarize(weights: Mapping[str, np.ndarray], layers: Sequence[str] = ()) -> list[VariableSummary]:
    """A summary of every array.

    Args:
        weights: ``layer.variable`` -> array.
        layers: names of layers, which come first and in this order; others follow by name, ``conv2`` before
            ``conv10``.

    >>> [summary] = summarize({"output.bias": np.float32([3, -4])})
    >>> summary.norm, summary.mean, summary.largest
    (5.0, -0.5, 4.0)
    """
    place = {name: number for number, name in enumerate(layers)}

    def order(name: str) -> tuple[int, list[tuple[int, str]]]:
        pieces = [(int(digits or 0), text) for text, digits in re.findall(r"([^0-9]+)|([0-9]+)", name)]
        return place.get(name.rpartition(".")[0], len(place)), pieces

    return [_summary(name, weights[name]) for name in sorted(weights, key=order)]


def _summary(name: str, array: np.ndarray) -> VariableSummary:
    numbers = array.astype(np.float64).reshape(-1)
    not_finite = int((~np.isfinite(numbers)).sum())
    if not numbers.size:
        return VariableSummary(name, array.shape, 0, 0.0, 0.0, 0.0, 0.0, 0)
    with np.errstate(invalid="ignore", over="ignore"):
        return VariableSummary(
            name=name,
            shape=array.shape,
            numbers=numbers.size,
            norm=float(np.sqrt(np.square(numbers).sum())),
            mean=float(numbers.mean()),
            deviation=float(numbers.std()),
            largest=float(np.abs(numbers).max()),
            not_finite=not_finite,
        )
