"""Honest tables, and what people leave in them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn import datasets

from trainlab.data import Dataset

Table = tuple[np.ndarray, np.ndarray]

HONEST: dict[str, Callable[[], Table]] = {
    "iris": lambda: datasets.load_iris(return_X_y=True),
    "setosa or not": lambda: _one_against_all(datasets.load_iris(return_X_y=True), 0),
    "wine": lambda: datasets.load_wine(return_X_y=True),
    "breast cancer": lambda: datasets.load_breast_cancer(return_X_y=True),
    "moons": lambda: datasets.make_moons(600, noise=0.2, random_state=0),
    "circles": lambda: datasets.make_circles(600, noise=0.05, factor=0.5, random_state=0),
    "Gaussian quantiles": lambda: datasets.make_gaussian_quantiles(
        n_samples=600, n_features=4, n_classes=3, random_state=0
    ),
    "classification": lambda: datasets.make_classification(600, 20, random_state=0),
}
"""By name, what makes inputs and class numbers."""


def _one_against_all(table: Table, number: int) -> Table:
    return table[0], (table[1] == number).astype(int)


def dataset_of(x: np.ndarray, y: np.ndarray, last: str | None = None) -> Dataset:
    """A dataset of a table; its last column may be named."""
    names = [f"x{number}" for number in range(1, x.shape[1] + 1)]
    return Dataset.from_arrays(x, y, features=[*names[:-1], last or names[-1]], name="table")


def changed(y: np.ndarray, share: float, seed: int = 0) -> np.ndarray:
    """Class numbers of which a share is another class."""
    draw = np.random.default_rng(seed)
    classes = int(y.max()) + 1
    other = (y + draw.integers(1, classes, len(y))) % classes
    return np.where(draw.permutation(len(y)) < round(share * len(y)), other, y)
