"""A dataset: inputs and targets in train, validation and test splits, ready for training."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from trainlab.data.inputs import as_float32, check_inputs, is_blurred
from trainlab.data.numeric_targets import numeric_targets, strata
from trainlab.data.splits import held_out_size, stratified_split
from trainlab.data.target_facts import numeric_facts
from trainlab.data.targets import encode_targets, find_task
from trainlab.errors import DataError, unknown_name
from trainlab.settings import Value
from trainlab.tasks import TASKS, Task

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, eq=False)
class Split:
    """Examples that belong together.

    Attributes:
        inputs: (examples, *input_shape) float32, C-contiguous. Float64 where 32 bits would blur a column,
            until the dataset is prepared.
        targets: (examples,) int32 class numbers; with numeric targets (examples, targets), float64 in the
            unit of the file until the dataset is prepared, then float32.
    """

    inputs: np.ndarray
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Inputs and targets in three splits, with the names a person knows them by.

    Attributes:
        name: the built-in name, or the file's.
        train, validation, test: the splits.
        classes: class names, index = class number; () where targets are numbers.
        features: column names of tabular data, () for images.
        source: one line that says where it came from.
        notes: what a person should know of how it was read, a sentence each.
        standardization: mean and deviation of each feature or channel, (last axis,) float64 each, by which
            inputs were shifted and scaled; None where they were not.
        target_names: names of numeric targets; () where targets are classes.
        target_standardization: the same of numeric targets, (targets,) each.
    """

    name: str
    train: Split
    validation: Split
    test: Split
    classes: tuple[str, ...]
    features: tuple[str, ...]
    source: str
    notes: tuple[str, ...] = ()
    standardization: tuple[np.ndarray, np.ndarray] | None = None
    target_names: tuple[str, ...] = ()
    target_standardization: tuple[np.ndarray, np.ndarray] | None = None

    @property
    def task(self) -> Task:
        """What is to be learned from it."""
        return TASKS["regression" if self.target_names else "classification"]

    @property
    def answers(self) -> int:
        """How many classes there are, or how many numeric targets."""
        return len(self.target_names or self.classes)

    @property
    def target_unit(self) -> np.ndarray:
        """(targets,) what a difference of 1 between numeric targets is in the unit of the file."""
        if self.target_standardization is None:
            return np.ones(len(self.target_names))
        return self.target_standardization[1]

    def in_units(self, targets: np.ndarray) -> np.ndarray:
        """Numeric targets, or predictions of them, in the unit of the file, in 64 bits.

        Args:
            targets: (examples, targets).
        """
        if self.target_standardization is None:
            return targets.astype(np.float64)
        mean, deviation = self.target_standardization
        return targets * deviation + mean

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one example: (features,) of tables, (height, width, channels) of images."""
        return self.train.inputs.shape[1:]

    def split(self, name: str) -> Split:
        """The split with that name.

        Raises:
            DataError: it is not train, validation or test.
        """
        if name not in SPLITS:
            raise DataError(unknown_name("split", name, SPLITS))
        return getattr(self, name)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over shapes and bytes of all arrays, in hex: equal data, equal fingerprint."""
        return [*self.fingerprints.values()][-1]

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """The fingerprint after each array in turn: the first that differs shows what changed."""
        digest = hashlib.sha256()
        found = {}
        for name in SPLITS:
            part = self.split(name)
            for kind, array in (("inputs", part.inputs), ("targets", part.targets)):
                digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
                digest.update(np.ascontiguousarray(array).data)
                found[f"{name} {kind}"] = digest.hexdigest()
        return found

    def write(self, folder: str | os.PathLike[str], kind: str = "npz", *, force: bool = False) -> list[Path]:
        """Write it into a folder, for other programs.

        Args:
            folder: made if it is not there.
            kind: ``csv``, ``parquet`` or ``tfrecord``, a file a split; or ``npz``, one file that reads back
                as the very same dataset.
            force: replace files that are already there.

        Returns:
            The files.

        Raises:
            DataError: the kind is unknown, or a file is already there.
            StorageError: a file cannot be written.
        """
        from trainlab.data.write import write_dataset

        return write_dataset(self, Path(folder), kind, force=force)

    def _repr_html_(self) -> str:
        from trainlab.data.summary import html

        return html(self)

    def facts(self) -> dict[str, Value]:
        """What a study writes down about its data.

        ``inputs`` is the shape as text, such as 4 or 28x28x1, ``class_counts`` the training examples of each
        class, such as 450:450. Numeric targets have ``task``, ``targets`` and what else
        :func:`trainlab.data.target_facts.numeric_facts` says of them.
        """
        if self.task.numeric:
            known = numeric_facts(self.target_names, self.train.targets, self.target_standardization)
        else:
            counts = np.bincount(self.train.targets, minlength=len(self.classes))
            known = {"classes": len(self.classes), "class_counts": ":".join(map(str, counts))}
        return {
            "inputs": "x".join(map(str, self.input_shape)),
            **known,
            **{name: len(self.split(name)) for name in SPLITS},
            "fingerprint": self.fingerprint,
            "source": self.source,
        }

    @classmethod
    def from_arrays(
        cls,
        x: object,
        y: object,
        *,
        validation: tuple[object, object] | None = None,
        test: tuple[object, object] | None = None,
        classes: Sequence[str] | None = None,
        features: Sequence[str] | None = None,
        name: str = "arrays",
        source: str = "arrays given in Python",
        seed: int = 0,
        notes: Sequence[str] = (),
        task: str | None = None,
        target_names: Sequence[str] | None = None,
    ) -> Dataset:
        """Make a dataset of arrays. Values are taken as they are (nothing is rescaled) and copied.

        Args:
            x: (examples, features), (examples, height, width) or (examples, height, width, channels) numbers.
            y: (examples,) whole numbers, names or flags; or numbers, (examples,) or (examples, targets).
            validation, test: inputs and targets of these splits. One that is not given is held out of ``x``:
                a tenth of it, stratified by class, or by quantiles of the first numeric target.
            classes: class names, index = class number; by default every value of ``y`` is a class.
            features: column names of (examples, features); by default x1, x2, ...
            name: what errors and studies call it.
            source: one line that says where it came from.
            seed: seed of the split.
            notes: what a person should know of where the arrays come from, a sentence each.
            task: ``classification`` or ``regression``; by default it is found from ``y``.
            target_names: names of numeric targets; by default y, or y1, y2, ...

        Returns:
            The dataset.

        Raises:
            DataError: arrays do not fit each other, or hold what cannot be learned from, or it is
                not clear which task is meant.

        >>> x, y = [[0.0], [0.1], [0.2], [1.0], [1.1], [1.2]], ["low", "low", "low", "high", "high", "high"]
        >>> dataset = Dataset.from_arrays(x, y)
        >>> dataset.classes, dataset.input_shape, len(dataset.train)
        (('high', 'low'), (1,), 4)
        """
        given = {"train": (x, y)} | {
            part: pair for part, pair in (("validation", validation), ("test", test)) if pair is not None
        }
        label = {part: f"of {name}" if len(given) == 1 else f"of {name} ({part})" for part in given}
        inputs = {part: check_inputs(pair[0], f"the inputs {label[part]}") for part, pair in given.items()}
        what, wanted = f"the targets of {name}", [pair[1] for pair in given.values()]
        known = _task(task, classes, wanted, what)
        if known.numeric:
            names: tuple[str, ...] = ()
            encoded, target_names = numeric_targets(wanted, target_names, what)
        else:
            encoded, names = encode_targets(wanted, classes, what, said=task is not None)
            target_names = ()
        targets = dict(zip(given, encoded, strict=True))
        for part in given:
            if len(inputs[part]) != len(targets[part]):
                raise DataError(
                    f"inputs and targets {label[part]} must be equally many, not {len(inputs[part])} and "
                    f"{len(targets[part])}."
                )
            if inputs[part].shape[1:] != inputs["train"].shape[1:]:
                raise DataError(
                    f"the {part} inputs of {name} have shape {inputs[part].shape[1:]} an "
                    f"example, those of train {inputs['train'].shape[1:]}: they must agree."
                )
        blurred = any(is_blurred(inputs[part]) for part in given)
        copied = {
            part: as_float32(x) if not blurred else np.array(x, np.float64) for part, x in inputs.items()
        }
        arrays = {part: (copied[part], targets[part]) for part in given if part != "train"}
        held_out = [part for part in SPLITS[1:] if part not in given]
        arrays |= _hold_out(copied["train"], targets["train"], held_out, seed, name)
        shape = inputs["train"].shape[1:]
        return cls(
            name=name,
            train=Split(*arrays["train"]),
            validation=Split(*arrays["validation"]),
            test=Split(*arrays["test"]),
            classes=names,
            features=_feature_names(features, shape, name),
            source=source,
            notes=(*dict.fromkeys(notes),),
            target_names=tuple(target_names),
        )


def _task(said: str | None, classes: Sequence[str] | None, targets: Sequence[object], what: str) -> Task:
    """The task that is said, or that targets are for.

    Raises:
        DataError: there is no such task, or targets could be for several.
    """
    if said is None:
        return TASKS["classification" if classes is not None else find_task(targets, what)]
    if said not in TASKS:
        raise DataError(unknown_name("task", said, TASKS))
    if TASKS[said].numeric and classes is not None:
        raise DataError(f"{what} have class names: with task={said} targets are numbers. Leave one out.")
    return TASKS[said]


def _hold_out(
    inputs: np.ndarray, targets: np.ndarray, parts: Sequence[str], seed: int, name: str
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """What is left for train, and the parts that are held out of it."""
    if not parts:
        return {"train": (inputs, targets)}
    groups = strata(targets) if targets.ndim == 2 else targets
    size = held_out_size(groups, len(parts), name)
    sizes = (len(targets) - size * len(parts), *[size] * len(parts))
    indices = stratified_split(groups, sizes, seed)
    return {
        part: (inputs[index], targets[index])
        for part, index in zip(("train", *parts), indices, strict=True)
    }  # fmt: skip


def _feature_names(given: Sequence[str] | None, shape: tuple[int, ...], name: str) -> tuple[str, ...]:
    if len(shape) != 1:
        return ()
    width = shape[0]
    if given is None:
        return tuple(f"x{number}" for number in range(1, width + 1))
    if len(given) != width:
        raise DataError(
            f"{name} has {width} columns of inputs but {len(given)} feature names: give one each."
        )
    return tuple(str(feature) for feature in given)
