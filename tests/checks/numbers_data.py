"""Numeric targets that tests make: ordinary ones, and ones with a fault in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from trainlab.data import Dataset, prepared


def inputs(examples: int = 400, columns: int = 3, seed: int = 0) -> np.ndarray:
    """(examples, columns) normal numbers."""
    return np.random.default_rng(seed).normal(size=(examples, columns))


def dataset(x: np.ndarray, y: np.ndarray, **options: Any) -> Dataset:
    """As a study would have it, its targets standardised."""
    made = Dataset.from_arrays(x, y, task="regression", name="numbers", **options)
    return prepared(made)


def plain(examples: int = 400, seed: int = 0) -> Dataset:
    """A smooth function with noise."""
    x = inputs(examples, seed=seed)
    noise = np.random.default_rng([seed, 1]).normal(size=examples)
    return dataset(x, 50 + 10 * np.tanh(x[:, 0] + x[:, 1] ** 2) + noise)
