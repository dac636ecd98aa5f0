"""Weights and data as safetensors files: loading one runs no code, and one trial's slice is read alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from trainlab.errors import StorageError, StudyError
from trainlab.store.atomic import replacing
from trainlab.store.strict_json import decode, encode

WEIGHTS = ("final", "best")
"""The weights a trial keeps: those it ended with, and those of its best evaluation."""


def write_tensors(path: Path, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    """Write or replace a file of tensors atomically.

    Raises:
        StorageError: the file cannot be written.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    # safetensors writes the memory of a transposed or strided array as it lies, which scrambles it.
    ordered = {name: np.asarray(tensor, order="C") for name, tensor in tensors.items()}
    with replacing(path) as temporary:
        try:
            save_file(ordered, temporary, dict(metadata))
        except SafetensorError as error:
            raise StorageError(f"could not write '{path}': {error}.") from error


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Every tensor of a file.

    Raises:
        StudyError: the file is missing or damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return load_file(path)
    except (OSError, SafetensorError, TypeError, ValueError, AttributeError) as error:
        # The last three: a type of numbers, or a number of axes, that NumPy does not have.
        raise StudyError(f"'{path}' cannot be read: {error}.") from error


def write_block(path: Path, trials: Sequence[int], tensors: Mapping[str, np.ndarray]) -> None:
    """Write the weights of a block of trials.

    Args:
        path: the file.
        trials: ids, in slot order.
        tensors: name -> (trials, ``*shape``).

    Raises:
        ValueError: a tensor's first axis is not the trials.
        StorageError: the file cannot be written.
    """
    for name, tensor in tensors.items():
        if tensor.shape[:1] != (len(trials),):
            raise ValueError(f"{name} has shape {tensor.shape}, but its first axis is {len(trials)} trials")
    write_tensors(path, tensors, {"trials": encode(list(trials))})


def read_slice(path: Path, trial: int) -> dict[str, np.ndarray]:
    """One trial's weights from its block's file.

    The slot is looked up in the file itself, so a file being replaced never gives another trial's weights.

    Returns:
        name -> array of the tensor's own shape.

    Raises:
        StudyError: the file is missing or damaged, or does not hold the trial.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            slot = decode((file.metadata() or {})["trials"]).index(trial)
            return {name: np.asarray(file.get_slice(name)[slot]) for name in file.keys()}  # noqa: SIM118 (no dict)
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise StudyError(f"'{path}' does not hold the weights of trial {trial}: {error}.") from error
