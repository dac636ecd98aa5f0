"""The states of populations: a file of tensors each, and a row that the commit of a chunk replaces."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.files.atomic import storage_errors
from trainlab.files.strict_json import decode, encode
from trainlab.record import Checkpoint, Chunk
from trainlab.store.database.column_kinds import CHECKPOINT_KINDS, check_kinds
from trainlab.store.folder.names import CHECKPOINTS, checkpoint_file
from trainlab.store.weights.tensors import read_tensors_inside, write_tensors

_QUERY = "SELECT population, step, trials, host, file FROM checkpoint ORDER BY population"


def write_checkpoint(folder: Path, checkpoint: Checkpoint | None, number: int) -> str | None:
    """Write a checkpoint's tensors, if there is one.

    Args:
        folder: the study's folder.
        checkpoint: the state of a population.
        number: of the file, which no other had.

    Returns:
        The file's name.

    Raises:
        ValueError: a tensor's first axis is not the trials.
        StorageError: the file cannot be written.
    """
    if checkpoint is None:
        return None
    for name, tensor in checkpoint.tensors.items():
        if tensor.shape[:1] != (len(checkpoint.trials),):
            raise ValueError(
                f"{name} has shape {tensor.shape}, but its first axis is {len(checkpoint.trials)} trials"
            )
    path = folder / CHECKPOINTS / checkpoint_file(number)
    with storage_errors(path):
        write_tensors(path, checkpoint.tensors, {"step": str(checkpoint.step)})
    return path.name


def replace_checkpoint(connection: sqlite3.Connection, chunk: Chunk, file: str | None) -> list[str]:
    """Enter a chunk's checkpoint in place of the one its population had.

    Without one the population needs none any more: all of its trials are over.

    Returns:
        The files that are not needed now.
    """
    before, checkpoint = committed_files(connection), chunk.checkpoint
    if checkpoint is not None and file is not None:
        connection.execute(
            "INSERT OR REPLACE INTO checkpoint (population, step, trials, host, file) VALUES (?, ?, ?, ?, ?)",
            (
                checkpoint.population, checkpoint.step, encode(checkpoint.trials), encode(checkpoint.host),
                file,
            ),
        )  # fmt: skip
    else:
        for population in {trial.population for trial in chunk.progress}:
            connection.execute("DELETE FROM checkpoint WHERE population = ?", (population,))
    after = committed_files(connection)
    return [name for name in before if name not in after]


def committed_files(connection: sqlite3.Connection) -> list[str]:
    """The files of checkpoints that belong to the study."""
    return [file for (file,) in connection.execute("SELECT file FROM checkpoint")]


def read_checkpoints(connection: sqlite3.Connection, folder: Path) -> list[Checkpoint]:
    """The state of each population that has a checkpoint, by its number.

    Raises:
        StudyError: a file is missing or damaged, or a row is none that trainlab wrote.
    """
    found = []
    try:
        for population, step, trials, host, file in connection.execute(_QUERY).fetchall():
            values = (population, step, decode(trials), decode(host), file)
            check_kinds("checkpoint", dict(zip(CHECKPOINT_KINDS, values, strict=True)), CHECKPOINT_KINDS)
            tensors = read_tensors_inside(folder, CHECKPOINTS, file)
            if any(tensor.shape[:1] != (len(values[2]),) for tensor in tensors.values()):
                raise ValueError(f"the tensors of {file} are not those of {len(values[2])} trials")
            found.append(Checkpoint(population, step, tuple(values[2]), values[3], tensors))
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise StudyError(f"the checkpoints of the study '{folder}' cannot be read: {error}.") from error
    return found
