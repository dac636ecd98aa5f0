"""Weights and data as safetensors files: loading one runs no code, and one trial's slice is read alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from trainlab.errors import StorageError, StudyError
from trainlab.files.atomic import NewFile, replacing
from trainlab.files.opening import open_regular
from trainlab.files.strict_json import decode, encode
from trainlab.files.tensor_format import header_of, read_header, read_slot, read_tensor
from trainlab.store.folder.inside import reading
from trainlab.store.folder.names import WEIGHTS

KINDS = ("final", "best")
"""The kinds of weights a trial keeps: those it ended with, and those of its best evaluation."""


def write_tensors(path: Path, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    """Write or replace a file of tensors atomically.

    Raises:
        StorageError: the tensors hold something that cannot be written.
        OSError: the file cannot be written.
    """
    try:
        with replacing(path) as new:
            put_tensors(new, tensors, metadata)
    except ValueError as error:
        raise StorageError(f"could not write '{path}': {error}.") from error


def put_tensors(new: NewFile, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    """Write tensors into a file that is being made.

    Raises:
        ValueError: a tensor holds something the format has no name for.
    """
    # The widest numbers first: then all lie where a reader that maps the file may use them.
    widest = dict(sorted(tensors.items(), key=lambda item: item[1].itemsize, reverse=True))
    new.write(header_of(widest, metadata))
    for tensor in widest.values():
        ordered = np.asarray(tensor, tensor.dtype.newbyteorder("<"), order="C")
        new.write(ordered.reshape(-1).view(np.uint8).data)


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Every tensor of a file.

    Raises:
        StudyError: the file is missing or damaged.
    """
    with _readable(path), open_regular(path, refused=StudyError) as file:
        return _all_tensors(file)


def read_tensors_inside(folder: Path, *names: str) -> dict[str, np.ndarray]:
    """Every tensor of a file of a study.

    Raises:
        StudyError: the file is missing, damaged, or lies elsewhere.
    """
    with _readable(folder.joinpath(*names)), reading(folder, *names) as file:
        return _all_tensors(file)


def _all_tensors(file: BinaryIO) -> dict[str, np.ndarray]:
    places, _ = read_header(file)
    return {name: read_tensor(file, place) for name, place in places.items()}


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StudyError(f"'{path}' cannot be read: {error.strerror or error}.") from error
    except (ValueError, MemoryError) as error:
        raise StudyError(f"'{path}' cannot be read: {error}.") from error


def write_block(path: Path, trials: Sequence[int], tensors: Mapping[str, np.ndarray]) -> None:
    """Write the weights of a block of trials.

    Args:
        path: the file.
        trials: ids, in slot order.
        tensors: name -> (trials, ``*shape``).

    Raises:
        ValueError: a tensor's first axis is not the trials.
        StorageError, OSError: the file cannot be written.
    """
    for name, tensor in tensors.items():
        if tensor.shape[:1] != (len(trials),):
            raise ValueError(f"{name} has shape {tensor.shape}, but its first axis is {len(trials)} trials")
    write_tensors(path, tensors, {"trials": encode(list(trials))})


def read_slice(folder: Path, file: str, trial: int) -> dict[str, np.ndarray]:
    """One trial's weights from its block's file.

    The slot is looked up in the file itself, so a file being replaced never gives another trial's weights.

    Args:
        folder: the study's folder.
        file: name of the file in its folder of weights.
        trial: the trial's id.

    Returns:
        name -> array of the tensor's own shape.

    Raises:
        StudyError: the file is damaged, lies elsewhere, or does not hold the trial.
        FileNotFoundError: the file is gone.
    """
    path = folder / WEIGHTS / file
    try:
        with reading(folder, WEIGHTS, file) as opened:
            places, metadata = read_header(opened)
            slot = decode(metadata["trials"]).index(trial)
            return {name: read_slot(opened, place, slot) for name, place in places.items()}
    except FileNotFoundError:
        raise
    except (OSError, KeyError, ValueError, AttributeError, MemoryError) as error:
        raise StudyError(f"'{path}' does not hold the weights of trial {trial}: {error}.") from error
