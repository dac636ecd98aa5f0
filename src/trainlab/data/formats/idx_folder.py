"""A folder of IDX files, named as MNIST names them, as a dataset."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from trainlab.data.formats.examples import Contents, Examples
from trainlab.data.formats.idx import read_idx
from trainlab.data.inputs import pixels
from trainlab.errors import DataError

PREFIXES = {
    "train": ("train",),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("t10k", "test"),
}
"""How the files of each split start."""

IDX = re.compile(r".+-idx[1-4](-ubyte)?(\.gz)?")
"""Names of IDX files."""

MAX_NAMED = 8
"""Files that a sentence names."""

ENDINGS = ("-ubyte", "-ubyte.gz")


def images_file(folder: Path, split: str) -> Path | None:
    """The file with the images of a split, such as train-images-idx3-ubyte.gz, or None."""
    return _first(folder, split, ["images-idx3", "images-idx4", "images-idx2"])


def labels_file(folder: Path, split: str) -> Path | None:
    """The file with the labels of a split, such as train-labels-idx1-ubyte, or None."""
    return _first(folder, split, ["labels-idx1"])


def read_split(folder: Path, split: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Images and labels of a split.

    Returns:
        (examples, height, width[, channels]) or (examples, features) values and (examples,) labels; None if
        the folder has neither.

    Raises:
        DataError: one of the two files is missing or damaged, or they do not belong together.
    """
    images, labels = images_file(folder, split), labels_file(folder, split)
    if images is None and labels is None:
        return None
    if images is None or labels is None:
        lone = images or labels
        missing = "labels" if labels is None else "images"
        raise DataError(f"{folder} has {lone.name if lone else ''} but not the {missing} that belong to it.")
    x, y = read_idx(images), read_idx(labels)
    if x.ndim < 2 or y.ndim != 1 or y.dtype.kind not in "iu":
        raise DataError(
            f"{images} and {labels.name} must hold images and whole-number labels, not {x.shape} {x.dtype} "
            f"and {y.shape} {y.dtype}."
        )
    if len(x) != len(y):
        raise DataError(
            f"{images} holds {len(x):,} images but {labels.name} {len(y):,} labels: they must be "
            "equally many."
        )
    return x, y


def read_idx_folder(folder: Path) -> Contents:
    """The examples of a folder of IDX files; 8-bit images are scaled to 0..1.

    Args:
        folder: holds train-images-idx3-ubyte and train-labels-idx1-ubyte, and where there are any also
            validation-... and t10k-... or test-..., each with or without .gz.

    Raises:
        DataError: train is missing, or a file is damaged.
    """
    parts = {split: read_split(folder, split) for split in PREFIXES}
    train = parts["train"]
    if train is None:
        raise DataError(
            f"{folder} is not a folder of IDX files: it has no train-images-idx3-ubyte and "
            "train-labels-idx1-ubyte (each with or without .gz)."
        )
    scaled = train[0].dtype == np.uint8 and train[0].ndim > 2
    splits = {
        split: Examples(inputs=pixels(part[0]) if scaled else part[0], targets=part[1], scaled=scaled)
        for split, part in parts.items() if part is not None
    }  # fmt: skip
    return Contents(splits=splits, notes=tuple(_unused_notes(folder)))


def _unused_notes(folder: Path) -> list[str]:
    """A sentence about IDX files that are not used, such as a second one of the same split."""
    used = {file for split in PREFIXES for file in (images_file(folder, split), labels_file(folder, split))}
    unused = [file.name for file in sorted(folder.iterdir()) if IDX.fullmatch(file.name) and file not in used]
    if not unused:
        return []
    listed = ", ".join(unused[:MAX_NAMED]) + (", ..." if len(unused) > MAX_NAMED else "")
    return [f"{folder} holds IDX files that are not used: {listed}."]


def _first(folder: Path, split: str, kinds: list[str]) -> Path | None:
    names = (f"{prefix}-{kind}{ending}" for prefix in PREFIXES[split] for kind in kinds for ending in ENDINGS)
    return next((folder / name for name in names if (folder / name).is_file()), None)
