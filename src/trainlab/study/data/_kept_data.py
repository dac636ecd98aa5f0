"""The data that a study folder keeps, as the tensors of a file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.data import Dataset, Split
from trainlab.errors import StudyError
from trainlab.files import strict_json

SEEDS = "seeds"
"""The tensor that lists the seeds of the splits; arrays given in Python have one split, whatever the seed."""

TARGETS = "targets"
"""The tensor that names numeric targets; there is none where there are classes."""

SPLITS = ("train", "validation", "test")


def to_arrays(datasets: Mapping[int, Dataset]) -> dict[str, np.ndarray]:
    """Datasets, before they are prepared, as tensors.

    Args:
        datasets: by seed of their split; they differ in nothing else.
    """
    tensors = {}
    for number, dataset in enumerate(datasets.values()):
        for name in SPLITS:
            split = dataset.split(name)
            tensors |= {
                f"{_prefix(number)}{name}.inputs": split.inputs,
                f"{_prefix(number)}{name}.targets": split.targets,
            }
    first = next(iter(datasets.values()))
    named = {"classes": first.classes, "features": first.features, SEEDS: list(datasets)}
    if first.target_names:
        named[TARGETS] = first.target_names
    return tensors | {
        name: np.frombuffer(strict_json.encode(value).encode(), np.uint8) for name, value in named.items()
    }


def from_arrays(tensors: Mapping[str, np.ndarray], name: str, source: str, file: str) -> dict[int, Dataset]:
    """Datasets by the seed of their split, from the tensors of a file.

    Args:
        tensors: those of the file.
        name: the dataset's name.
        source: where it came from.
        file: what errors call the file.

    Raises:
        StudyError: the file holds something else.
    """
    try:
        classes, features = (tuple(_list(tensors[kind], str)) for kind in ("classes", "features"))
        targets = tuple(_list(tensors[TARGETS], str)) if TARGETS in tensors else ()
        seeds = _list(tensors[SEEDS], int) if SEEDS in tensors else [0]
        found = {}
        for number, seed in enumerate(seeds):
            train, validation, test = (
                _split(tensors, f"{_prefix(number)}{split}", len(classes), len(targets)) for split in SPLITS
            )
            shape = train.inputs.shape[1:]
            if any(split.inputs.shape[1:] != shape for split in (validation, test)):
                raise ValueError("the inputs of its splits are of several shapes")
            if features and shape != (len(features),):
                raise ValueError("its features are not as many as its inputs")
            found[seed] = Dataset(
                name=name, train=train, validation=validation, test=test, classes=classes, features=features,
                source=source, target_names=targets,
            )  # fmt: skip
        if not found:
            raise ValueError("it holds no dataset")
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise StudyError(f"'{file}' is not the data of a study: {error!s:.200}.") from None
    return found


def _prefix(number: int) -> str:
    return f"split{number}." if number else ""


def _list(tensor: np.ndarray, kind: type) -> list:
    values = strict_json.decode(tensor.tobytes().decode())
    if not isinstance(values, list) or any(type(value) is not kind for value in values):
        raise ValueError(f"it lists something else than {kind.__name__}")
    return values


def _split(tensors: Mapping[str, np.ndarray], name: str, classes: int, numbers: int) -> Split:
    inputs, targets = tensors[f"{name}.inputs"], tensors[f"{name}.targets"]
    if (
        inputs.dtype not in (np.float32, np.float64)
        or not 2 <= inputs.ndim <= 4
        or not np.isfinite(inputs).all()
    ):
        raise ValueError(f"the inputs of {name} are not finite numbers of examples")
    if numbers:
        if targets.dtype != np.float64 or targets.shape != (len(inputs), numbers):
            raise ValueError(f"the targets of {name} are not {numbers} numbers of each example")
        if not np.isfinite(targets).all():
            raise ValueError(f"the targets of {name} are not finite")
        return Split(inputs, targets)
    if targets.dtype != np.int32 or targets.shape != inputs.shape[:1]:
        raise ValueError(f"the targets of {name} are not class numbers of its examples")
    if len(targets) and not 0 <= targets.min() <= targets.max() < classes:
        raise ValueError(f"the targets of {name} are none of its {classes} classes")
    return Split(inputs, targets)
