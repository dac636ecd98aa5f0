"""What the data settings do to a dataset once it is loaded."""

from __future__ import annotations

from dataclasses import replace

from trainlab.data.dataset import Dataset, Split
from trainlab.data.splits import stratified_fraction
from trainlab.data.standardize import standardized


def prepared(
    dataset: Dataset, *, standardize: bool = False, train_fraction: float = 1.0,
    validation_examples: int | str = "all", data_seed: int = 0,
) -> Dataset:  # fmt: skip
    """The dataset with a part of its train and of its validation split, and its inputs standardised.

    Args:
        dataset: the dataset as it was loaded.
        standardize: shift and scale inputs to mean 0 and deviation 1, fitted on train only.
        train_fraction: part of train to keep, stratified by class; taken before standardising.
        validation_examples: validation examples to keep, about, stratified by class, or ``"all"``.
        data_seed: seed of these parts.
    """
    if train_fraction < 1:
        dataset = replace(dataset, train=_part(dataset.train, train_fraction, data_seed))
    if validation_examples != "all" and int(validation_examples) < len(dataset.validation):
        fraction = int(validation_examples) / len(dataset.validation)
        dataset = replace(dataset, validation=_part(dataset.validation, fraction, data_seed))
    return standardized(dataset) if standardize else dataset


def _part(split: Split, fraction: float, seed: int) -> Split:
    kept = stratified_fraction(split.targets, fraction, seed)
    return Split(split.inputs[kept], split.targets[kept])
