"""The mean of a curve over every epoch, which is what Keras shows of a train loss."""

from __future__ import annotations

import numpy as np

from trainlab.record import Trial


def epoch_means(values: np.ndarray, trial: Trial, examples: object) -> tuple[np.ndarray, np.ndarray]:
    """The means over whole epochs, every example counting the same.

    A last batch of an epoch that is shorter counts by its examples, where their number is known.

    Args:
        values: (trials, steps) a value for each step from 0 on, of trials with equal epochs.
        trial: one of them.
        examples: training examples of the study.

    Returns:
        steps: (epochs,) updates made at the end of each epoch.
        means: (trials, epochs); NaN where an epoch is not whole.
    """
    length = trial.steps_per_epoch
    epochs = values.shape[1] // length
    if not epochs:
        return np.empty(0, np.int64), np.empty((len(values), 0))
    weights = np.ones(length)
    size = trial.settings.get("batch_size")
    if isinstance(size, int) and isinstance(examples, int) and -(-examples // size) == length:
        weights[-1] = (examples - (length - 1) * size) / size
    by_epoch = values[:, : epochs * length].reshape(len(values), epochs, length)
    means = (by_epoch * weights).sum(axis=2) / weights.sum()
    return length * np.arange(1, epochs + 1), means
