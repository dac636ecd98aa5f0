"""What a study records of its data, so that its nets can be used without it, and changes are noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trainlab.errors import StudyError
from trainlab.files import strict_json
from trainlab.settings import Value

if TYPE_CHECKING:
    from trainlab.data import Dataset

DataSettings = tuple[tuple[str, Value], ...]
"""The settings of a trial that belong to its data, as pairs."""

Standardization = tuple[np.ndarray, np.ndarray]
"""Mean and deviation of each feature or channel of a train split, (last axis,) float64."""

ABOUT = "about"
"""The tensor that holds everything that is not a number, as JSON."""

MAX_NAMED = 5
"""Names that a sentence lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRecord:
    """A dataset as some trials of a study are trained on it, without its examples.

    Attributes:
        settings: the data settings of those trials.
        classes: class names, index = class number.
        features: column names of tabular data, () for images.
        input_shape: shape of one example.
        examples: by split, how many.
        fingerprints: SHA-256 after each array in turn, see :attr:`Dataset.fingerprints`.
        standardization: what inputs are shifted and scaled by, or None.
        target_names: names of numeric targets; () where there are classes.
        target_standardization: what numeric targets are shifted and scaled by, or None.
    """

    settings: DataSettings
    classes: tuple[str, ...]
    features: tuple[str, ...]
    input_shape: tuple[int, ...]
    examples: Mapping[str, int]
    fingerprints: Mapping[str, str]
    standardization: Standardization | None
    target_names: tuple[str, ...] = ()
    target_standardization: Standardization | None = None

    @classmethod
    def of(cls, settings: DataSettings, dataset: Dataset) -> DataRecord:
        """What is recorded of a dataset."""
        return cls(
            settings=settings, classes=dataset.classes, features=dataset.features,
            input_shape=dataset.input_shape,
            examples={name: len(dataset.split(name)) for name in ("train", "validation", "test")},
            fingerprints=dataset.fingerprints, standardization=dataset.standardization,
            target_names=dataset.target_names, target_standardization=dataset.target_standardization,
        )  # fmt: skip

    def difference(self, dataset: Dataset) -> str | None:
        """What has changed in a dataset, in words; None where nothing has."""
        for noun, before, now in (
            ("classes", self.classes, dataset.classes), ("columns", self.features, dataset.features),
            ("targets", self.target_names, dataset.target_names),
        ):  # fmt: skip
            if before != now:
                return f"its {noun} are now {_listed(now)}, not {_listed(before)}"
        if self.input_shape != dataset.input_shape:
            return f"its inputs are of shape {_shape(dataset.input_shape)}, not {_shape(self.input_shape)}"
        for split, count in self.examples.items():
            if count != len(dataset.split(split)):
                return f"{split} has {len(dataset.split(split)):,} examples, not {count:,}"
        for array, fingerprint in self.fingerprints.items():
            if array not in dataset.fingerprints:
                return f"there are no '{array}'"
            if fingerprint != dataset.fingerprints[array]:
                split, kind = array.split()
                return f"the {kind} of {split} are not the same"
        return None


def to_tensors(prepared: Iterable[DataRecord]) -> dict[str, np.ndarray]:
    """What was recorded, as the tensors of a file."""
    tensors, about = {}, []
    names: dict[tuple, int] = {}  # thousands of columns are written once
    for number, one in enumerate(prepared):
        place = names.setdefault((one.classes, one.features), len(names))
        about.append(
            {
                "settings": dict(one.settings), "names": place, "input_shape": one.input_shape,
                "examples": dict(one.examples), "fingerprints": dict(one.fingerprints),
                **({"targets": one.target_names} if one.target_names else {}),
            }
        )  # fmt: skip
        if one.standardization is not None:
            mean, deviation = one.standardization
            tensors |= {f"{number}.mean": mean, f"{number}.deviation": deviation}
        if one.target_standardization is not None:
            mean, deviation = one.target_standardization
            tensors |= {f"{number}.target_mean": mean, f"{number}.target_deviation": deviation}
    text = strict_json.encode({"names": list(names), "prepared": about}).encode()
    return {ABOUT: np.frombuffer(text, np.uint8), **tensors}


def from_tensors(tensors: Mapping[str, np.ndarray], file: str) -> list[DataRecord]:
    """What was recorded, from the tensors of a file.

    Raises:
        StudyError: the file holds something else.
    """
    try:
        about = strict_json.decode(tensors[ABOUT].tobytes().decode())
        names = [tuple(tuple(map(_of(str), kind)) for kind in pair) for pair in about["names"]]
        return [_prepared(one, number, names, tensors) for number, one in enumerate(about["prepared"])]
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise StudyError(f"'{file}' does not describe the data of a study: {error!s:.100}.") from None


def _prepared(
    one: Mapping[str, Any], number: int, names: list[tuple], tensors: Mapping[str, np.ndarray]
) -> DataRecord:
    classes, features = names[_of(int)(one["names"])]
    shape = tuple(map(_of(int), one["input_shape"]))
    examples = {split: _of(int)(one["examples"][split]) for split in ("train", "validation", "test")}
    targets = tuple(map(_of(str), one.get("targets", ())))
    if (len(classes) < 2 and not targets) or not 1 <= len(shape) <= 3 or min(shape) < 1:
        raise ValueError("its classes or its shape are none")
    if features and shape != (len(features),):
        raise ValueError("its features are not as many as its inputs")
    standardization = _standardization(tensors, f"{number}.", shape[-1])
    of_targets = _standardization(tensors, f"{number}.target_", len(targets))
    return DataRecord(
        settings=tuple(one["settings"].items()), classes=classes, features=features, input_shape=shape,
        examples=examples, fingerprints={str(name): str(found) for name, found in
        one["fingerprints"].items()}, standardization=standardization, target_names=targets,
        target_standardization=of_targets,
    )  # fmt: skip


def _standardization(tensors: Mapping[str, np.ndarray], prefix: str, size: int) -> Standardization | None:
    """Means and deviations of inputs, or of targets, out of the tensors, where there are any."""
    if f"{prefix}mean" not in tensors:
        return None
    found = (tensors[f"{prefix}mean"], tensors[f"{prefix}deviation"])
    for array in found:
        if array.shape != (size,) or array.dtype != np.float64 or not np.isfinite(array).all():
            raise ValueError("its means and deviations are not those of its inputs or targets")
    if not (found[1] > 0).all():
        raise ValueError("its deviations are not above 0")
    return found


def _of(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{value!r:.40} is not of type {kind.__name__}")
        return value

    return check


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "none"
    rest = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED else ""
    return ", ".join(f"'{name}'" for name in names[:MAX_NAMED]) + rest


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
