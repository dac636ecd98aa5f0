"""What a dataset looks like in numbers: examples of each class, and the range each input covers."""

from __future__ import annotations

import numpy as np

from trainlab.data.dataset import SPLITS, Dataset


def class_counts(dataset: Dataset) -> np.ndarray:
    """Examples of each class in train, validation and test.

    Returns:
        (classes, 3) counts.
    """
    counts = [np.bincount(dataset.split(name).targets, minlength=len(dataset.classes)) for name in SPLITS]
    return np.column_stack(counts)


def input_ranges(dataset: Dataset) -> np.ndarray:
    """Minimum, mean, maximum and deviation of train's inputs, by feature of a table or channel of images.

    Returns:
        (features or channels, 4) float64.
    """
    inputs = dataset.train.inputs
    axes = tuple(range(inputs.ndim - 1))
    mean = inputs.mean(axis=axes, dtype=np.float64)
    deviation = inputs.std(axis=axes, dtype=np.float64)
    return np.column_stack([inputs.min(axis=axes), mean, inputs.max(axis=axes), deviation])
