"""Datasets that are always there, without a download: moons and sine, which are made, and scikit-learn's."""

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
    x, y = half_circles(sum(MOONS), noise, seed)
    train, validation, test = (
        Split(as_float32(x[index]), y[index].astype(np.int32)) for index in stratified_split(y, MOONS, seed)
    )
    return Dataset(
        name="moons", train=train, validation=validation, test=test, classes=("upper", "lower"),
        features=("x1", "x2"), source=f"scikit-learn make_moons, noise {noise:g}, seed {seed}",
    )  # fmt: skip


def half_circles(count: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points on two half circles, in random order, bit for bit those of scikit-learn's ``make_moons``.

    They are made here because importing scikit-learn takes a second.

    Args:
        count: of points; the second half circle gets the odd one.
        noise: standard deviation of the Gaussian noise added to both coordinates.
        seed: of the order and the noise.

    Returns:
        (count, 2) coordinates, and (count,) the number of the half circle of each.

    Example:
        >>> half_circles(4, 0.0, 0)[1].tolist()
        [1, 1, 0, 0]
    """
    random = np.random.RandomState(seed)
    upper, lower = (np.linspace(0, np.pi, points) for points in (count // 2, count - count // 2))
    x = np.concatenate([
        np.stack([np.cos(upper), np.sin(upper)], axis=1),
        np.stack([1 - np.cos(lower), 1 - np.sin(lower) - 0.5], axis=1),
    ])  # fmt: skip
    y = np.repeat([0, 1], (len(upper), len(lower)))
    order = np.arange(count)
    random.shuffle(order)
    x = x[order]
    return x + random.normal(scale=noise, size=x.shape), y[order]


SINE = (200, 200, 1000)
"""Examples of train, validation and test."""


def sine(noise: float, seed: int) -> Dataset:
    """One period of a sine: y = sin(x) plus noise, x drawn evenly from -pi to pi.

    Args:
        noise: standard deviation of the Gaussian noise added to y.
        seed: seed of the points.
    """
    random = np.random.default_rng(seed)
    x = random.uniform(-np.pi, np.pi, (sum(SINE), 1))
    y = np.sin(x) + noise * random.standard_normal(x.shape)
    borders = np.cumsum(SINE)[:-1]
    train, validation, test = (
        Split(as_float32(inputs), targets)
        for inputs, targets in zip(np.split(x, borders), np.split(y, borders), strict=True)
    )
    return Dataset(
        name="sine", train=train, validation=validation, test=test, classes=(), features=("x",),
        source=f"y = sin(x), noise {noise:g}, seed {seed}", target_names=("y",),
    )  # fmt: skip


def diabetes(seed: int) -> Dataset:
    """442 people with diabetes: how far it went in a year, by ten numbers (Efron et al. 2004)."""
    from sklearn.datasets import load_diabetes

    bunch: Any = load_diabetes()
    return Dataset.from_arrays(
        bunch.data,
        bunch.target,
        features=bunch.feature_names,
        name="diabetes",
        source="scikit-learn load_diabetes (Efron, Hastie, Johnstone and Tibshirani 2004), inputs scaled",
        seed=seed,
        task="regression",
        target_names=("progression",),
    )


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
