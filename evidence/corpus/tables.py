"""Kinds of data that the corpus of curves is trained on beside moons, digits and MNIST: small tables.

Each has 30 to 150 validation examples, as small tables do, and where a generator makes it a test split of
thousands, which labels are made of; of a real table, the rows that are left.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Examples = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Table:
    """One dataset, and how it is split.

    Attributes:
        name: what it is called.
        make: seed -> inputs and class numbers of all its examples.
        train, validation: examples of these splits; the others are test.
        raw: whether inputs stay as they are, instead of being standardized on train.
        noise: share of labels, of all splits, that another class is drawn for.
    """

    name: str
    make: Callable[[int], Examples]
    train: int
    validation: int
    raw: bool = False
    noise: float = 0.0

    def splits(self, seed: int) -> tuple[Examples, Examples, Examples]:
        """Train, validation and test, drawn at random."""
        random = np.random.default_rng([seed, 1])
        x, y = self.make(seed)
        order = random.permutation(len(y))
        x, y = np.asarray(x, float)[order], np.unique(y, return_inverse=True)[1][order]
        flipped = random.random(len(y)) < self.noise
        y = np.where(flipped, (y + random.integers(1, y.max() + 1, len(y))) % (y.max() + 1), y)
        # Every class is in train.
        first = np.unique(y, return_index=True)[1]
        order = np.concatenate([first, np.setdiff1d(np.arange(len(y)), first)])
        x, y = x[order], y[order]
        if not self.raw:
            seen = x[: self.train]
            x = (x - seen.mean(axis=0)) / np.maximum(seen.std(axis=0), 1e-6)
        ends = self.train, self.train + self.validation
        return (
            (x[: ends[0]], y[: ends[0]]), (x[ends[0] : ends[1]], y[ends[0] : ends[1]]),
            (x[ends[1] :], y[ends[1] :]),
        )  # fmt: skip


MANY = 1500
"""Examples that generators are asked for."""


def shipped(name: str) -> Callable[[int], Examples]:
    """A table that scikit-learn ships."""

    def make(seed: int) -> Examples:
        from sklearn import datasets

        return getattr(datasets, f"load_{name}")(return_X_y=True)

    return make


def generated(name: str, count: int = MANY, **options: object) -> Callable[[int], Examples]:
    """A generator of scikit-learn's."""

    def make(seed: int) -> Examples:
        from sklearn import datasets

        return getattr(datasets, f"make_{name}")(**{"n_samples": count, "random_state": seed, **options})

    return make


def cut(make: Callable[[int], Examples], classes: int) -> Callable[[int], Examples]:
    """A regression cut into equally many low, middle, high, ... targets."""

    def made(seed: int) -> Examples:
        x, target = make(seed)
        borders = np.quantile(target, np.arange(1, classes) / classes)
        return x, np.searchsorted(borders, target)

    return made


def rarer(make: Callable[[int], Examples], share: float) -> Callable[[int], Examples]:
    """The examples of class 0, and so large a share of the others."""

    def made(seed: int) -> Examples:
        x, y = make(seed)
        kept = (y == 0) | (np.random.default_rng([seed, 2]).random(len(y)) < share)
        return x[kept], y[kept]

    return made


def banknote(seed: int) -> Examples:
    """Banknote authentication (UCI), from TRAINLAB_DATA."""
    path = Path(os.environ["TRAINLAB_DATA"]) / "banknote_authentication.csv"
    rows = np.loadtxt(path, delimiter=",")
    return rows[:, :-1], rows[:, -1].astype(int)


def checkerboard(fields: int) -> Callable[[int], Examples]:
    """The colours of a checkerboard; XOR with two fields a side."""

    def make(seed: int) -> Examples:
        x = np.random.default_rng(seed).uniform(0, fields, (MANY, 2))
        return x, np.floor(x).astype(int).sum(axis=1) % 2

    return make


def spirals(arms: int, turns: float, noise: float) -> Callable[[int], Examples]:
    """Spirals around one centre, an arm a class."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        arm, radius = random.integers(0, arms, MANY), np.sqrt(random.uniform(0.02, 1, MANY))
        angle = 2 * np.pi * (arm / arms + turns * radius)
        x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return x + noise * random.standard_normal(x.shape), arm

    return make


_EASY = {"n_features": 10, "n_informative": 5, "n_redundant": 2}
_HARD = {"n_features": 20, "n_informative": 6, "n_clusters_per_class": 2}

TUNED: Sequence[Table] = (
    Table("breast cancer", shipped("breast_cancer"), 300, 60),
    Table("wine", shipped("wine"), 90, 30),
    Table("iris", shipped("iris"), 75, 30),
    Table("circles", generated("circles", noise=0.12, factor=0.6), 200, 60),
    Table("Gaussian quantiles", generated("gaussian_quantiles", n_features=4, n_classes=3), 300, 90),
    Table("classification, 4 classes", generated("classification", n_classes=4, **_HARD), 400, 100),
    Table("classification, 9:1", generated("classification", weights=[0.9], flip_y=0.02, **_EASY), 240, 80),
    Table("checkerboard", checkerboard(3), 300, 75),
    Table("spirals", spirals(3, 1.0, 0.03), 300, 60),
    Table("blobs", generated("blobs", centers=6, cluster_std=2.5), 180, 45),
    Table("banknote", banknote, 400, 100),
    Table("diabetes cut", cut(shipped("diabetes"), 3), 220, 50),
    Table("noisy labels", generated("classification", **_EASY), 200, 60, noise=0.3),
    Table("wine, raw", shipped("wine"), 90, 30, raw=True),
    Table("XOR", checkerboard(2), 128, 40),
    Table("blobs, unequal", rarer(generated("blobs", centers=3, cluster_std=3.0), 0.2), 150, 50),
    Table("circles, noisy", generated("circles", noise=0.3, factor=0.4), 150, 30, noise=0.1),
    Table("breast cancer, few", shipped("breast_cancer"), 80, 30),
    Table("classification, binary", generated("classification", class_sep=0.7, **_HARD), 500, 150),
    Table("Gaussian quantiles, 2", generated("gaussian_quantiles", n_features=8, n_classes=2), 250, 50),
    Table("spirals, two", spirals(2, 0.75, 0.08), 160, 40),
    Table("diabetes cut in 2", cut(shipped("diabetes"), 2), 180, 40),
    Table("banknote, few", banknote, 100, 60),
    Table("iris, noisy", shipped("iris"), 75, 30, noise=0.2),
)
"""Tables that thresholds are chosen on."""
