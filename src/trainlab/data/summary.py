"""What a dataset looks like in numbers: examples of each class, and the range each input covers."""

from __future__ import annotations

import numpy as np

from trainlab.data.dataset import SPLITS, Dataset
from trainlab.markup import image_picture, paragraph, table

SIDE = 48
"""Pixels of an image's longer side, about."""

NOTEBOOK_ROWS = 16
"""Classes, and features, that a notebook shows."""


def target_ranges(dataset: Dataset) -> np.ndarray:
    """Minimum, mean, maximum and deviation of train's numeric targets, in the unit of the file.

    Returns:
        (targets, 4) float64.
    """
    targets = dataset.in_units(dataset.train.targets)
    return np.column_stack(
        [targets.min(axis=0), targets.mean(axis=0), targets.max(axis=0), targets.std(axis=0)]
    )


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


def html(dataset: Dataset) -> str:
    """What a notebook shows of a dataset: classes, an image of each, ranges of the inputs."""
    if dataset.task.numeric:
        return _numeric_html(dataset)
    counts, ranges = class_counts(dataset), input_ranges(dataset)
    images = len(dataset.input_shape) == 3
    classes: list[list[object]] = []
    for number, name in enumerate(dataset.classes[:NOTEBOOK_ROWS]):
        classes.append([name, *(f"{count:,}" for count in counts[number])])
        if images:
            classes[-1].append(_picture(dataset, number))
    names = dataset.features or tuple(f"channel {number}" for number in range(len(ranges)))
    rows = [
        [name, *(f"{value:.4g}" for value in row)]
        for name, row in zip(names[:NOTEBOOK_ROWS], ranges, strict=False)
    ]
    shape = " x ".join(map(str, dataset.input_shape))
    more = [
        paragraph(f"... and {total - NOTEBOOK_ROWS:,} more {noun}.") if total > NOTEBOOK_ROWS else ""
        for total, noun in ((len(dataset.classes), "classes"), (len(names), "features"))
    ]
    return "".join(
        [
            paragraph(f"{dataset.source}; inputs of {shape}", dataset.name),
            *map(paragraph, dataset.notes),
            table(["class", *SPLITS, *(["first of train"] if images else [])], classes),
            more[0],
            table(["input (train)", "min", "mean", "max", "deviation"], rows),
            more[1],
        ]
    )


def _numeric_html(dataset: Dataset) -> str:
    shape = " x ".join(map(str, dataset.input_shape))
    head = ["min", "mean", "max", "deviation"]
    ranges = input_ranges(dataset)
    names = dataset.features or tuple(f"channel {number}" for number in range(len(ranges)))
    tables = [
        table([kind, *head], [[name, *(f"{value:.4g}" for value in row)] for name, row in rows])
        for kind, rows in (
            (
                "target (train)",
                [*zip(dataset.target_names, target_ranges(dataset), strict=True)][:NOTEBOOK_ROWS],
            ),
            ("input (train)", [*zip(names, ranges, strict=False)][:NOTEBOOK_ROWS]),
        )
    ]
    sizes = ", ".join(f"{len(dataset.split(name)):,} {name}" for name in SPLITS)
    first = paragraph(f"{dataset.source}; inputs of {shape}; {sizes} examples", dataset.name)
    return "".join([first, *map(paragraph, dataset.notes), *tables])


def _picture(dataset: Dataset, number: int) -> object:
    """The first image of a class in train: three channels in colour, else the first in grey."""
    of_class = np.flatnonzero(dataset.train.targets == number)
    if not of_class.size:
        return ""
    image = dataset.train.inputs[of_class[0]]
    low, high = min(float(image.min()), 0.0), max(float(image.max()), 1.0)
    shown = image if image.shape[-1] == 3 else image[..., 0]
    return image_picture(
        (shown - low) / (high - low),
        f"class {dataset.classes[number]}",
        pixel=max(1, SIDE // max(image.shape[:2])),
    )
