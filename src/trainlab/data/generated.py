"""Datasets that scikit-learn makes (moons) or ships (digits): always there, no download."""

from __future__ import annotations

from typing import Any

import numpy as np

from trainlab.data.dataset import Dataset, Split
from trainlab.data.inputs import as_float32
from trainlab.data.splits import stratified_split

MOONS = (900, 100, 1000)
"""Examples of train, validation and test."""


def moons(noise: float, seed: int) -> Dataset:
    """Two interleaving half circles in the plane, one a class (scikit-learn's ``make_moons``).

    All 2,000 points are drawn at once and split at random, so no point of test repeats one of train even
    without noise.

    Args:
        noise: standard deviation of the Gaussian noise added to both coordinates.
        seed: seed of the points and of the split.
    """
    from sklearn.datasets import make_moons

    x, y = map(np.asarray, make_moons(n_samples=sum(MOONS), noise=noise, random_state=seed))
    train, validation, test = (
        Split(as_float32(x[index]), y[index].astype(np.int32)) for index in stratified_split(y, MOONS, seed)
    )
    return Dataset(
        name="moons", train=train, validation=validation, test=test, classes=("upper", "lower"),
        features=("x1", "x2"), source=f"scikit-learn make_moons, noise {noise:g}, seed {seed}",
    )  # fmt: skip


def digits(seed: int) -> Dataset:
    """1,797 handwritten digits of 8x8 pixels, scaled to 0..1 (UCI optical recognition, in scikit-learn)."""
    from sklearn.datasets import load_digits

    bunch: Any = load_digits()
    return Dataset.from_arrays(
        bunch.images / 16,
        bunch.target,
        name="digits",
        source="scikit-learn load_digits (UCI optical recognition, Alpaydin and Kaynak 1998)",
        seed=seed,
    )
