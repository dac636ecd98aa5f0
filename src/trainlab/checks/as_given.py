"""Inputs as they were given, where the dataset is standardised."""

from __future__ import annotations

import numpy as np

from trainlab.data import Dataset

ROUNDING = 1e-6
"""What 32 bits round to, of a column's mean and deviation together."""


def shift_and_scale(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """(inputs,) what was subtracted from each number of an example, and its divisor then: 0 and 1."""
    width = int(np.prod(dataset.train.inputs.shape[1:]))
    if dataset.standardization is None:
        return np.zeros(width), np.ones(width)
    mean, deviation = (np.resize(each, width) for each in dataset.standardization)
    return mean, deviation


def near_zero(dataset: Dataset) -> np.ndarray:
    """(inputs,) how far from 0 a number, as it was given, may lie to be a 0 that was rounded."""
    mean, deviation = shift_and_scale(dataset)
    return np.zeros_like(mean) if dataset.standardization is None else ROUNDING * (np.abs(mean) + deviation)
