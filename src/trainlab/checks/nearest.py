"""The nearest training examples of other rows, and which distances are too small to be chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from trainlab.checks.rows import as_rows
from trainlab.data import Dataset

NEIGHBOURS, MIDDLE = 10, 5
"""The neighbour whose distance is the scale for all nearer ones, and the one that gives the dimension with
it: up to four copies of a row change neither."""

BY_CHANCE = 1e-3
"""Share of rows that lie so near to their nearest neighbour by chance, where examples are spread evenly."""

WIDEST = 0.3
"""Share of the tenth neighbour's distance above which no row counts as near, whatever the dimension. No
digit of MNIST lies nearer than 0.35, no row of breast cancer nearer than 0.45, of wine nearer than 0.38."""

DIMENSIONS = 32
"""Examples with more numbers are projected to this many, at random, before distances are computed."""

BLOCK = 5_000_000
"""Distances kept in memory at a time."""


class Nearest(NamedTuple):
    """The nearest training examples of some rows.

    Attributes:
        first: (rows,) the nearest that is not the same, as a place in train.
        ratio: (rows,) its distance as a share of the tenth nearest's.
        differing: (rows,) numbers of the input that differ between the two.
    """

    first: np.ndarray
    ratio: np.ndarray
    differing: np.ndarray


class Space:
    """The train split, indexed for nearest-neighbour queries.

    Distances are Euclidean, of columns of a table in deviations, of pixels as they are.

    Args:
        dataset: the dataset.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.train = as_rows(dataset.train.inputs)
        width = self.train.shape[1]
        self._scale, self._centre = np.ones(width, np.float32), np.zeros(width, np.float32)
        if dataset.features:
            deviation = self.train.std(axis=0, dtype=np.float64)
            self._scale[:] = np.divide(1, deviation, out=np.zeros(width), where=deviation > 0)
            self._centre[:] = self.train.mean(axis=0, dtype=np.float64)
        self._project = None
        if width > DIMENSIONS:
            draw = np.random.default_rng(0).standard_normal((width, DIMENSIONS), np.float32)
            self._project = draw / np.float32(np.sqrt(DIMENSIONS))
        self._points = self._placed(self.train)
        self._lengths = np.square(self._points).sum(axis=1)

    def _placed(self, rows: np.ndarray) -> np.ndarray:
        placed = (rows - self._centre) * self._scale
        return placed if self._project is None else placed @ self._project

    def nearest(self, rows: np.ndarray) -> tuple[Nearest, float]:
        """The nearest training examples of rows, the same ones left out, and the dimension they lie in.

        The dimension is that of the distances of the fifth and the tenth neighbour: evenly spread in D
        dimensions, the logarithm of their ratio is (1/5 + ... + 1/9) / D on average (Levina and Bickel,
        "Maximum Likelihood Estimation of Intrinsic Dimension", 2004).
        """
        points, step = self._placed(rows), max(1, BLOCK // len(self.train))
        parts = [
            self._of_block(rows[start : start + step], points[start : start + step])
            for start in range(0, len(rows), step)
        ]
        first, distances, differing = (np.concatenate(part) for part in zip(*parts, strict=True))
        spread = np.log(distances[:, 2] / distances[:, 1])
        spread = spread[np.isfinite(spread)]
        mean = float(spread.mean()) if len(spread) else 0.0
        dimension = sum(1 / place for place in range(MIDDLE, NEIGHBOURS)) / mean if mean > 0 else np.inf
        return Nearest(first, distances[:, 0] / distances[:, 2], differing), dimension

    def _of_block(self, rows: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        squares = self._lengths - 2 * (points @ self._points.T)
        # More than are needed: the same ones are left out, and projected ones come in another order.
        count = min(2 * NEIGHBOURS, len(self.train))
        near = np.argpartition(squares, count - 1, axis=1)[:, :count]
        difference = (self.train[near] - rows[:, None]) * self._scale
        distance = np.sqrt(np.einsum("rnc,rnc->rn", difference, difference, dtype=np.float64))
        distance[distance == 0] = np.inf
        order = np.argsort(distance, axis=1)
        distance = np.take_along_axis(distance, order, axis=1)
        chosen = distance[:, [0, MIDDLE - 1, NEIGHBOURS - 1]]
        each = np.arange(len(rows))
        differing = (difference[each, order[:, 0]] != 0).sum(axis=1)
        return near[each, order[:, 0]], np.where(np.isfinite(chosen), chosen, np.nan), differing


def nearer_than_chance(nearest: Nearest, dimension: float) -> np.ndarray:
    """Which rows lie so near to their nearest training example as a thousandth of them would by chance.

    Of ten neighbours spread evenly in D dimensions the nearest lies within a share e of the tenth's distance
    with probability 1 - (1 - e**D)**9, about 9 e**D. Rows that differ in fewer numbers than D have only these
    to lie apart in.

    Args:
        nearest, dimension: from :meth:`Space.nearest`.
    """
    dimensions = np.minimum(dimension, np.maximum(nearest.differing, 1))
    share = (BY_CHANCE / (NEIGHBOURS - 1)) ** (1 / dimensions)
    return nearest.ratio < np.minimum(share, WIDEST)
