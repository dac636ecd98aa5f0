"""Files of a study that no row names: a crash came before their commit, or newer ones took their place."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from trainlab.files import disk
from trainlab.files.atomic import temporary_of
from trainlab.store.curves import parts
from trainlab.store.folder.names import ARRAYS, CHECKPOINTS, CURVES, EXPERIMENT, PREPARED, WEIGHTS
from trainlab.store.weights import checkpoints
from trainlab.store.weights.tensors import KINDS
from trainlab.store.weights.weights import described_by

FOLDERS = {
    CURVES: re.compile(r"part-(\d+)\.parquet", re.ASCII),
    WEIGHTS: re.compile(rf"({'|'.join(KINDS)})-.+\.safetensors", re.ASCII),
    CHECKPOINTS: re.compile(r"checkpoint-(\d+)\.safetensors", re.ASCII),
}
"""The folders of a study -> names of the files that rows enter into it; a user's own files have others."""


def _committed(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Folder -> the files in it that rows name."""
    weights = connection.execute("SELECT DISTINCT file FROM weights")
    return {
        CURVES: {part.file for part in parts.read_parts(connection)},
        WEIGHTS: {file for (file,) in weights},
        CHECKPOINTS: set(checkpoints.committed_files(connection)),
    }


def delete_uncommitted(folder: Path, connection: sqlite3.Connection) -> None:
    """Delete every file of a study's folders that no row names, and every file that was being written."""
    for name, committed in _committed(connection).items():
        for path in (folder / name).iterdir():
            unended = temporary_of(path.name)
            file = described_by(unended or path.name)
            if FOLDERS[name].fullmatch(file) and (unended or file not in committed):
                disk.remove(path)
    for path in folder.iterdir():
        if temporary_of(path.name) in (EXPERIMENT, ARRAYS, PREPARED):
            disk.remove(path)


def last_number(folder: Path, connection: sqlite3.Connection) -> int:
    """The highest number that a file of a commit has or had."""
    numbered = [name for name, pattern in FOLDERS.items() if pattern.groups and name != WEIGHTS]
    committed = _committed(connection)

    def numbers(name: str) -> Iterable[int]:
        for file in (*(path.name for path in (folder / name).iterdir()), *committed[name]):
            match = FOLDERS[name].fullmatch(temporary_of(file) or file)
            yield int(match[1]) if match else 0

    return max((number for name in numbered for number in numbers(name)), default=0)
