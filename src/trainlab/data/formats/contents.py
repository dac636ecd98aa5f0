"""From what files hold to a dataset: the splits of one file or of several, which must agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from trainlab.data.dataset import SPLITS, Dataset
from trainlab.data.formats.examples import Contents, Examples
from trainlab.data.reading import Reading
from trainlab.errors import DataError

Read = Callable[[str, Reading], Contents]
"""Reads the file of a path as is said."""


def dataset_of(
    contents: Contents, *, name: str, file: str, reading: Reading, read: Read, seed: int, source: str
) -> Dataset:
    """The dataset that a file and those of its other splits make.

    Args:
        contents: what was read of the file.
        name: the dataset's name.
        file: what errors call the file.
        reading: names the files of other splits.
        read: reads them.
        seed: seed of the split, for splits that no file holds.
        source: where the dataset comes from.

    Raises:
        DataError: files do not agree, or hold what a classifier cannot learn from.
    """
    splits, notes = dict(contents.splits), list(contents.notes)
    # A column is found in the other files as it was found in this one.
    task = contents.task or reading.task
    same_way = replace(
        reading, target=contents.target, task=task, header=contents.header, validation=None, test=None
    )
    for split in SPLITS[1:]:
        given = getattr(reading, split)
        if given is None:
            continue
        if split in splits:
            raise DataError(
                f"{file} holds {split} itself: leave out {split}='{given}', or take it out of the file."
            )
        other = read(given, same_way)
        if len(other.splits) > 1:
            raise DataError(
                f"{given} is to be {split}, but holds the splits {', '.join(other.splits)}: give a file of "
                f"examples."
            )
        splits[split] = _like(other.splits["train"], splits["train"], given, file)
        notes += other.notes
        source += f", {split} {given}"
    train = splits["train"]
    pair = {split: (splits[split].inputs, splits[split].targets) for split in SPLITS if split in splits}
    return Dataset.from_arrays(
        *pair["train"],
        validation=pair.get("validation"),
        test=pair.get("test"),
        classes=contents.classes,
        features=train.features,
        name=name,
        source=source + (", pixel values scaled to 0..1" if train.scaled else ""),
        seed=seed,
        notes=notes,
        task=task,
        target_names=contents.target_names,
    )


def _like(examples: Examples, train: Examples, file: str, first: str) -> Examples:
    """The examples of another file, their columns in the order of the first one's.

    Raises:
        DataError: it has other columns, or holds pixels where the first does not.
    """
    if examples.scaled != train.scaled:
        raise DataError(f"{file} and {first} do not agree: one holds 8-bit images, which are scaled to 0..1.")
    if examples.features == train.features or examples.features is None or train.features is None:
        return examples
    lacks = [name for name in train.features if name not in examples.features]
    extra = [name for name in examples.features if name not in train.features]
    if lacks or extra:
        parts = [f"lacks {', '.join(lacks[:5])}"] * bool(lacks) + [f"also has {', '.join(extra[:5])}"] * bool(
            extra
        )
        raise DataError(f"{file} must have the columns of {first}: it {' and '.join(parts)}.")
    place = {name: number for number, name in enumerate(examples.features)}
    order = [place[name] for name in train.features]
    return replace(examples, inputs=np.ascontiguousarray(examples.inputs[:, order]), features=train.features)
