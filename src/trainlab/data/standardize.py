"""Shift and scale inputs to mean 0 and deviation 1, fitted on train only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trainlab.data.dataset import Dataset, Split

BLOCK = 4096
"""Examples converted to 64-bit at a time, to keep large image sets small in memory."""


def standardized(dataset: Dataset) -> Dataset:
    """The dataset with every input shifted and scaled by the mean and deviation it has in train.

    Tables are standardised by feature, images by channel. A feature that is constant in train is left as it
    is. The deviation is that of the population (divided by the number of examples), as in scikit-learn's
    StandardScaler.
    """
    mean, deviation = _fit(dataset.train.inputs)
    return replace(
        dataset,
        train=_apply(dataset.train, mean, deviation),
        validation=_apply(dataset.validation, mean, deviation),
        test=_apply(dataset.test, mean, deviation),
    )


def standardized_like(train: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Other inputs, shifted and scaled as :func:`standardized` does those of a dataset.

    Args:
        train: (examples, *input_shape) inputs of the train split, as they were before standardising.
        inputs: (examples, *input_shape), or flattened to (examples, numbers).
    """
    shaped = inputs.reshape(len(inputs), *train.shape[1:])
    return _apply(Split(shaped, np.empty(0, np.int32)), *_fit(train)).inputs.reshape(inputs.shape)


def _fit(inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of each feature or channel, (last axis,) float64; 0 and 1 where it is constant."""
    axes = tuple(range(inputs.ndim - 1))
    constant = inputs.min(axis=axes) == inputs.max(axis=axes)
    mean = inputs.mean(axis=axes, dtype=np.float64)
    squares = np.zeros_like(mean)
    for start in range(0, len(inputs), BLOCK):
        squares += np.square(inputs[start : start + BLOCK] - mean).sum(axis=axes)
    deviation = np.sqrt(squares * inputs.shape[-1] / inputs.size)
    return np.where(constant, 0.0, mean), np.where(constant, 1.0, deviation)


def _apply(split: Split, mean: np.ndarray, deviation: np.ndarray) -> Split:
    inputs = np.empty(split.inputs.shape, dtype=np.float32)
    for start in range(0, len(inputs), BLOCK):
        block = slice(start, start + BLOCK)
        inputs[block] = (split.inputs[block] - mean) / deviation
    return Split(inputs, split.targets)
