"""Training targets made wrong on purpose: noise in them, or none that belongs to its example."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trainlab.data.dataset import Dataset, Split
from trainlab.errors import SettingError

_NOISE, _SHUFFLE = 2, 3  # separate random streams, beside those of splits


def with_label_noise(dataset: Dataset, amount: float, seed: int) -> Dataset:
    """The dataset with noise in the targets of train; validation and test stay as they are.

    Args:
        dataset: the dataset, not standardised.
        amount: of classes the share of examples, rounded to whole ones, that get another class, any of the
            others with equal probability; of numbers the standard deviation of the Gaussian noise that is
            added, in standard deviations of each target.
        seed: seed of the noise.

    Raises:
        SettingError: more than all examples are to get another class.
    """
    random = np.random.default_rng((seed, _NOISE))
    targets = dataset.train.targets
    if dataset.task.numeric:
        scale = targets.std(axis=0)
        noisy = targets + amount * scale * random.standard_normal(targets.shape)
    else:
        if amount > 1:
            raise SettingError(f"label_noise of the data must be <= 1 for classes, a share, not {amount:g}.")
        noisy = targets.copy()
        wrong = random.permutation(len(targets))[: round(amount * len(targets))]
        noisy[wrong] += random.integers(1, len(dataset.classes), len(wrong)).astype(noisy.dtype)
        noisy %= len(dataset.classes)
    return replace(dataset, train=Split(dataset.train.inputs, noisy))


def with_shuffled_labels(dataset: Dataset, seed: int) -> Dataset:
    """The dataset with the targets of train in random order: there is nothing left but to memorise them."""
    order = np.random.default_rng((seed, _SHUFFLE)).permutation(len(dataset.train))
    return replace(dataset, train=Split(dataset.train.inputs, dataset.train.targets[order]))
