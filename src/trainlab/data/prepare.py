"""What the data settings do to a dataset once it is loaded."""

from __future__ import annotations

from dataclasses import replace

from trainlab.data.dataset import Dataset, Split
from trainlab.data.splits import stratified_fraction
from trainlab.data.standardize import standardized


def prepared(
    dataset: Dataset, *, standardize: bool = False, train_fraction: float = 1.0, data_seed: int = 0
) -> Dataset:
    """The dataset with a part of its train split, and its inputs standardised.

    Args:
        dataset: the dataset as it was loaded.
        standardize: shift and scale inputs to mean 0 and deviation 1, fitted on train only.
        train_fraction: part of train to keep, stratified by class; taken before standardising.
        data_seed: seed of that part.
    """
    if train_fraction < 1:
        kept = stratified_fraction(dataset.train.targets, train_fraction, data_seed)
        dataset = replace(dataset, train=Split(dataset.train.inputs[kept], dataset.train.targets[kept]))
    return standardized(dataset) if standardize else dataset
