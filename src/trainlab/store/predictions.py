"""What trials predicted, kept beside a study's database: to look at it needs neither the data nor JAX.

A file a trial, split and kind of weights, replaced as a whole. The study itself stays as it was committed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainlab.errors import StudyError
from trainlab.files import strict_json
from trainlab.files.atomic import storage_errors
from trainlab.files.tensor_format import read_header, read_tensor
from trainlab.store.folder.inside import reading
from trainlab.store.folder.lock import StudyLock
from trainlab.store.weights.tensors import write_tensors

_FILE = re.compile(r"predictions-(\d{1,9})-(train|validation|test)-(best|final)\.safetensors", re.ASCII)

MOST_WORST, MOST_BYTES = 48, 4 << 20
"""Examples whose inputs are kept, those with the highest loss, and bytes that these may take."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a trial predicted of a split.

    Attributes:
        split, weights: which split, and which weights of the trial.
        classes: their names.
        targets, predicted: (examples,) int32 numbers of classes.
        loss: (examples,) float32, minus the logarithm of the probability of the target.
        worst: (kept,) int32 examples with the highest losses, the highest first.
        inputs: (kept, *input_shape) float32 inputs of these, as the data has them.
    """

    split: str
    weights: str
    classes: tuple[str, ...]
    targets: np.ndarray
    predicted: np.ndarray
    loss: np.ndarray
    worst: np.ndarray
    inputs: np.ndarray


def keep_predictions(folder: Path, trial: int, found: Predictions) -> None:
    """Keep what a trial predicted, in place of what was kept of the same split and weights.

    Raises:
        StudyError: another process writes the study.
        StorageError: the file cannot be written.
    """
    tensors = {name: getattr(found, name) for name in ("targets", "predicted", "loss", "worst", "inputs")}
    with storage_errors(folder):
        lock = StudyLock(folder)
        try:
            path = folder / f"predictions-{trial}-{found.split}-{found.weights}.safetensors"
            write_tensors(path, tensors, {"classes": strict_json.encode(list(found.classes))})
        finally:
            lock.release()


def kept_predictions(folder: Path, trial: int) -> list[Predictions]:
    """Everything that is kept of a trial, by the names of the splits.

    Raises:
        StudyError: a file is damaged.
    """
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise StudyError(f"the study '{folder}' cannot be read: {error}.") from error
    found = []
    for name in names:
        match = _FILE.fullmatch(name)
        if match is not None and int(match[1]) == trial:
            found.append(_read(folder, name, match[2], match[3]))
    return found


def _read(folder: Path, name: str, split: str, weights: str) -> Predictions:
    try:
        with reading(folder, name) as file:
            places, metadata = read_header(file)
            arrays = {key: read_tensor(file, place) for key, place in places.items()}
        classes = strict_json.decode(metadata["classes"])
        return _checked(Predictions(split, weights, tuple(map(str, classes)), **arrays))
    except (OSError, ValueError, KeyError, TypeError, MemoryError) as error:
        raise StudyError(
            f"'{folder / name}' is damaged: {error!s:.200}. It holds predictions only: delete it to continue "
            "without them."
        ) from None


def _checked(found: Predictions) -> Predictions:
    examples, classes = len(found.targets), len(found.classes)
    for name in ("targets", "predicted"):
        numbers = getattr(found, name)
        if numbers.shape != (examples,) or numbers.dtype != np.int32:
            raise ValueError(f"its {name} are no list of whole numbers")
        if examples and not (numbers.min() >= 0 and numbers.max() < classes):
            raise ValueError(f"its {name} are numbers of no class")
    if found.loss.shape != (examples,) or found.loss.dtype != np.float32:
        raise ValueError("its losses are no list of numbers")
    if found.worst.dtype != np.int32 or found.worst.ndim != 1 or len(found.worst) != len(found.inputs):
        raise ValueError("its worst examples have no inputs")
    if len(found.worst) and not (found.worst.min() >= 0 and found.worst.max() < examples):
        raise ValueError("its worst examples are none of the split")
    if found.inputs.dtype != np.float32:
        raise ValueError("its inputs are no numbers")
    return found
