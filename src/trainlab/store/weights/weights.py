"""The weights that a study keeps: files of blocks of trials, entered in the commit that makes them final."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainlab.errors import unknown_name
from trainlab.files import disk
from trainlab.files.atomic import storage_errors, write_text
from trainlab.files.strict_json import encode
from trainlab.record import Retired
from trainlab.store.folder.names import WEIGHTS, is_plain
from trainlab.store.weights.tensors import KINDS, write_block

_FILE, _SIDECAR = ".safetensors", ".json"


@dataclass(frozen=True, slots=True)
class SavedWeights:
    """A file of weights that is written, and not yet part of the study.

    Attributes:
        file: its name.
        which: ``final`` or ``best``.
        trials: ids, in slot order.
        replaces: files with earlier weights of the same block, which are forgotten with this one's commit.
    """

    file: str
    which: str
    trials: tuple[int, ...]
    replaces: tuple[str, ...]


def described_by(file: str) -> str:
    """The file of weights that a sidecar describes; any other name as it is."""
    return file.removesuffix(_SIDECAR) + _FILE if file.endswith(_SIDECAR) else file


def write_weights(
    folder: Path,
    which: str,
    block: str,
    trials: Sequence[int],
    tensors: Mapping[str, np.ndarray],
    about: Mapping[str, object],
) -> SavedWeights:
    """Write the weights of a block of trials, and the sidecar that describes them.

    Args:
        folder: the study's folder.
        which: ``final`` or ``best``.
        block: names the block, as part of a file's name.
        trials: ids, in slot order.
        tensors: layer and variable -> (trials, ``*shape``).
        about: what the sidecar says besides: plain data.
    """
    if which not in KINDS:
        raise ValueError(unknown_name("kind of weights", which, KINDS))
    if not is_plain(block):
        raise ValueError(f"a block's name is part of a file's name, and cannot be '{block}'")
    ids = tuple(int(trial) for trial in trials)
    # Never into a file that a row names: a crash would leave the old row with the new file.
    stem = f"{which}-{block}"
    pattern = re.compile(rf"{re.escape(stem)}(?:\.v(\d+))?{re.escape(_FILE)}", re.ASCII)
    found = [match for file in os.listdir(folder / WEIGHTS) if (match := pattern.fullmatch(file))]
    version = max((int(match[1] or 1) for match in found), default=0) + 1
    path = folder / WEIGHTS / (f"{stem}.v{version}{_FILE}" if found else f"{stem}{_FILE}")
    shapes = {name: tensor.shape[1:] for name, tensor in tensors.items()}
    sidecar = encode({**about, "which": which, "trials": ids, "tensors": shapes})
    with storage_errors(path):
        write_block(path, ids, tensors)
        write_text(path.with_suffix(_SIDECAR), sidecar + "\n")
    return SavedWeights(path.name, which, ids, tuple(match[0] for match in found))


def delete_replaced(folder: Path, saved: SavedWeights) -> None:
    """Delete the files that were replaced, once that is committed; if it fails, the next writer does it."""
    with suppress(OSError):
        for file in saved.replaces:
            disk.remove((folder / WEIGHTS / file).with_suffix(_SIDECAR))
            disk.remove(folder / WEIGHTS / file)


def write_retired(folder: Path, retired: Retired) -> list[SavedWeights]:
    """Write the final and the best weights of trials that are over."""
    ids = [trial.id for trial in retired.trials]
    steps = {
        "final": [trial.steps for trial in retired.trials],
        "best": [trial.best_step for trial in retired.trials],
    }
    tensors = {"final": retired.final, "best": retired.best}
    return [
        write_weights(
            folder, which, retired.block, ids, tensors[which], {**retired.about, "steps": steps[which]}
        )
        for which in KINDS
    ]


def enter_weights(connection: sqlite3.Connection, saved: SavedWeights) -> None:
    """Enter a file of weights: its trials have these from now on. What its block held before is forgotten."""
    connection.executemany("DELETE FROM weights WHERE file = ?", [(file,) for file in saved.replaces])
    connection.executemany(
        "INSERT OR REPLACE INTO weights (trial, which, file) VALUES (?, ?, ?)",
        [(trial, saved.which, saved.file) for trial in saved.trials],
    )
