"""What a file gives before it becomes a dataset: the examples of its splits, as they are written there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examples:
    """The examples of one split.

    Attributes:
        inputs: (examples, *input_shape) numbers.
        targets: (examples,) as they are written, or (examples, targets) numbers.
        features: column names; None where a file has none.
        scaled: whether inputs were 8-bit pixels and are scaled to 0..1.
    """

    inputs: np.ndarray
    targets: Sequence | np.ndarray
    features: tuple[str, ...] | None = None
    scaled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contents:
    """What was read of a file.

    Attributes:
        splits: the splits it holds, by name; ``train`` alone where it says nothing of splits.
        target: the column, or feature, of the target, in files that name them; several joined by commas.
        task: what is to be learned, where that is known; else it is found from the targets.
        target_names: names of numeric targets, where a file has some.
        header: whether the first row of a CSV file names the columns.
        classes: names of the classes, index = class number, where the file lists them.
        notes: what a person should know of how it was read, a sentence each.
    """

    splits: dict[str, Examples]
    target: str | None = None
    task: str | None = None
    target_names: tuple[str, ...] | None = None
    header: bool | None = None
    classes: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
