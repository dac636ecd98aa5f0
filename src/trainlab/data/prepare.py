"""What the data settings do to a dataset once it is loaded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trainlab.data.changed_labels import with_label_noise, with_shuffled_labels
from trainlab.data.dataset import SPLITS, Dataset, Split
from trainlab.data.numeric_targets import strata
from trainlab.data.splits import stratified_fraction
from trainlab.data.standardize import standardized, targets_standardized


def prepared(
    dataset: Dataset, *, standardize: bool = False, train_fraction: float = 1.0,
    validation_examples: int | str = "all", data_seed: int = 0, standardize_targets: bool = True,
    label_noise: float = 0.0, shuffle_labels: bool = False,
) -> Dataset:  # fmt: skip
    """The dataset with a part of its train and of its validation split, and its inputs standardised.

    Args:
        dataset: the dataset as it was loaded.
        standardize: shift and scale inputs to mean 0 and deviation 1, fitted on train only.
        train_fraction: part of train to keep, stratified by class; taken before standardising.
        validation_examples: validation examples to keep, about, stratified by class, or ``"all"``.
        data_seed: seed of these parts, and of what happens to labels.
        standardize_targets: the same of numeric targets, which classes are not.
        label_noise: noise in the targets of train, see :mod:`trainlab.data.changed_labels`.
        shuffle_labels: give every training example the target of another one.
    """
    if train_fraction < 1:
        dataset = replace(dataset, train=_part(dataset.train, train_fraction, data_seed))
    if validation_examples != "all" and int(validation_examples) < len(dataset.validation):
        fraction = int(validation_examples) / len(dataset.validation)
        dataset = replace(dataset, validation=_part(dataset.validation, fraction, data_seed))
    if label_noise:
        dataset = with_label_noise(dataset, label_noise, data_seed)
    if shuffle_labels:
        dataset = with_shuffled_labels(dataset, data_seed)
    exact = dataset.train.inputs
    dataset = standardized(dataset) if standardize else _in_32_bits(dataset)
    if dataset.task.numeric:
        dataset = targets_standardized(dataset) if standardize_targets else _targets_in_32_bits(dataset)
    if exact.dtype == np.float64:
        merged = _merged(exact, dataset.train.inputs, dataset, standardize)
        dataset = replace(dataset, notes=(*dataset.notes, *merged))
    return dataset


def _in_32_bits(dataset: Dataset) -> Dataset:
    if dataset.train.inputs.dtype == np.float32:
        return dataset
    splits = {name: dataset.split(name) for name in SPLITS}
    return replace(
        dataset,
        **{name: Split(split.inputs.astype(np.float32), split.targets) for name, split in splits.items()},
    )


def _targets_in_32_bits(dataset: Dataset) -> Dataset:
    splits = {name: dataset.split(name) for name in SPLITS}
    return replace(
        dataset,
        **{name: Split(split.inputs, split.targets.astype(np.float32)) for name, split in splits.items()},
    )


def _merged(exact: np.ndarray, rounded: np.ndarray, dataset: Dataset, standardize: bool) -> list[str]:
    """Sentences about the columns of train whose values 32 bits cannot distinguish."""
    notes = []
    for place in range(exact.shape[-1]):
        before, after = (len(np.unique(inputs[..., place])) for inputs in (exact, rounded))
        if after == before:
            continue
        column = f"column '{dataset.features[place]}'" if dataset.features else f"channel {place}"
        advice = (
            "its values lie too close together for their range, even standardised"
            if standardize
            else "--set standardize=true (standardize=True in Python) subtracts the mean in 64 bits first"
        )
        notes.append(
            f"{column} of {dataset.name}: its {before:,} different values of train become {after:,} in 32 "
            f"bits, with which nets calculate; {advice}."
        )
    return notes


def _part(split: Split, fraction: float, seed: int) -> Split:
    numeric = split.targets.ndim == 2
    kept = stratified_fraction(strata(split.targets) if numeric else split.targets, fraction, seed)
    return Split(split.inputs[kept], split.targets[kept])
