"""Shift and scale inputs to mean 0 and deviation 1, fitted on train only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trainlab.data.dataset import SPLITS, Dataset, Split
from trainlab.errors import DataError

BLOCK = 4096
"""Examples converted to 64-bit at a time, to keep large image sets small in memory."""


def standardized(dataset: Dataset) -> Dataset:
    """The dataset with every input shifted and scaled by the mean and deviation it has in train.

    Tables are standardised by feature, images by channel, in 64 bits: what is left is rounded to 32. A
    feature that is constant in train is shifted to 0. The deviation is that of the population (divided by
    the number of examples), as in scikit-learn's StandardScaler.

    Raises:
        DataError: an example of validation or test lies so far off that the result is not finite in 32 bits.
    """
    mean, deviation = mean_and_deviation(dataset.train.inputs)
    return replace(
        dataset,
        train=_apply(dataset.train, mean, deviation),
        validation=_apply(dataset.validation, mean, deviation),
        test=_apply(dataset.test, mean, deviation),
        standardization=(mean, deviation),
    )


def targets_standardized(dataset: Dataset) -> Dataset:
    """The dataset with every numeric target shifted and scaled by its mean and deviation in train.

    Raises:
        DataError: the result is not finite in 32 bits.
    """
    mean, deviation = mean_and_deviation(dataset.train.targets)
    splits = {}
    for name in SPLITS:
        split = dataset.split(name)
        with np.errstate(over="ignore"):
            targets = ((split.targets - mean) / deviation).astype(np.float32)
        if not np.isfinite(targets).all():
            raise DataError(
                f"the targets of {dataset.name} cannot be standardised: one of {name} lies too far from the "
                "mean of train for a finite 32-bit number."
            )
        splits[name] = Split(split.inputs, targets)
    return replace(dataset, **splits, target_standardization=(mean, deviation))


def standardized_by(mean: np.ndarray, deviation: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Other inputs, shifted and scaled as :func:`standardized` does those of a dataset.

    Args:
        mean, deviation: (last axis,) of the dataset's train split, from :func:`mean_and_deviation`.
        inputs: (examples, *input_shape).

    Raises:
        DataError: what comes out is not finite in 32 bits.
    """
    return _apply(Split(inputs, np.empty(0, np.int32)), mean, deviation).inputs


def mean_and_deviation(inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of each feature or channel, (last axis,) float64; where constant, its value and 1.

    Args:
        inputs: (examples, *input_shape) of a train split that is not standardised.
    """
    axes = tuple(range(inputs.ndim - 1))
    constant = inputs.min(axis=axes) == inputs.max(axis=axes)
    mean = inputs.mean(axis=axes, dtype=np.float64)
    squares = np.zeros_like(mean)
    for start in range(0, len(inputs), BLOCK):
        squares += np.square(inputs[start : start + BLOCK] - mean).sum(axis=axes)
    deviation = np.sqrt(squares * inputs.shape[-1] / inputs.size)
    # The mean of equal numbers is rounded, and rounding errors would be scaled to the size of 1.
    first = inputs[(0,) * len(axes)].astype(np.float64)
    return np.where(constant, first, mean), np.where(constant, 1.0, deviation)


def _apply(split: Split, mean: np.ndarray, deviation: np.ndarray) -> Split:
    inputs = np.empty(split.inputs.shape, dtype=np.float32)
    for start in range(0, len(inputs), BLOCK):
        block = slice(start, start + BLOCK)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            inputs[block] = (split.inputs[block] - mean) / deviation
        broken = ~np.isfinite(inputs[block])
        if broken.any():
            feature = int(np.argwhere(broken)[0][-1])
            raise DataError(
                f"inputs cannot be standardised: in feature or channel {feature} (counted from 0) an example "
                f"lies so far from the mean of train ({mean[feature]:g}, with a standard deviation of "
                f"{deviation[feature]:g}) that the result is not a finite 32-bit number."
            )
    return Split(inputs, split.targets)
