"""Where populations stand: a file of tensors each, and a row that the commit of a chunk replaces."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from trainlab.record import Checkpoint
from trainlab.store.names import plain_file
from trainlab.store.strict_json import decode, encode
from trainlab.store.tensors import read_tensors, write_tensors

FOLDER = "checkpoints"
"""The folder of the files, within the study's."""


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint's tensors.

    Raises:
        ValueError: a tensor's first axis is not the trials.
        StorageError: the file cannot be written.
    """
    for name, tensor in checkpoint.tensors.items():
        if tensor.shape[:1] != (len(checkpoint.trials),):
            raise ValueError(
                f"{name} has shape {tensor.shape}, but its first axis is {len(checkpoint.trials)} trials"
            )
    write_tensors(path, checkpoint.tensors, {"step": str(checkpoint.step)})


def enter_checkpoint(connection: sqlite3.Connection, checkpoint: Checkpoint, file: str) -> None:
    """Enter a checkpoint: from now on its population goes on from there."""
    connection.execute(
        "INSERT OR REPLACE INTO checkpoint (population, step, trials, host, file) VALUES (?, ?, ?, ?, ?)",
        (
            checkpoint.population, checkpoint.step, encode(checkpoint.trials), encode(checkpoint.host), file,
        ),
    )  # fmt: skip


def remove_checkpoint(connection: sqlite3.Connection, population: int) -> None:
    """A population needs no checkpoint any more, because all of its trials are over."""
    connection.execute("DELETE FROM checkpoint WHERE population = ?", (population,))


def committed_files(connection: sqlite3.Connection) -> list[str]:
    """The files of checkpoints that belong to the study."""
    return [file for (file,) in connection.execute("SELECT file FROM checkpoint")]


def read_checkpoints(connection: sqlite3.Connection, folder: Path) -> list[Checkpoint]:
    """Where each population stands that has a checkpoint, by its number.

    Raises:
        StudyError: a file is missing or damaged.
    """
    query = "SELECT population, step, trials, host, file FROM checkpoint ORDER BY population"
    return [
        Checkpoint(
            population, step, tuple(decode(trials)), decode(host),
            read_tensors(plain_file(folder / FOLDER, file)),
        )
        for population, step, trials, host, file in connection.execute(query).fetchall()
    ]  # fmt: skip
