"""The one writer of a study."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType

import numpy as np

from trainlab.errors import unknown_name
from trainlab.record import Chunk, Population, StudyInfo, Trial
from trainlab.store import parts, rows
from trainlab.store.atomic import replacing, storage_errors, sync, write_text
from trainlab.store.compact import compact
from trainlab.store.lock import StudyLock
from trainlab.store.names import is_plain, make_folder
from trainlab.store.parquet import write_parquet
from trainlab.store.schema import check_current, connect_to_write, create_tables, transaction
from trainlab.store.strict_json import encode
from trainlab.store.tensors import WEIGHTS, write_block, write_tensors


class StudyWriter:
    """Writes a study, chunk by chunk; use it as a context manager, from one thread at a time.

    What a method wrote is safe on the disk when it returns. When it raises, the study is as it was before.

    Attributes:
        folder: the study's folder.

    Raises (every method):
        StorageError: the disk is full, the folder is gone, or the like.
    """

    folder: Path

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = StudyLock(folder)
        self._files = count(1)
        try:
            self._connection = connect_to_write(folder)
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def create(
        cls,
        root: Path,
        info: StudyInfo,
        trials: Sequence[Trial],
        populations: Sequence[Population],
        experiment: str,
    ) -> StudyWriter:
        """Start a new study in a folder of its own.

        Args:
            root: the folder studies are kept in; made if missing.
            info: what the study is; its name and time name the folder.
            trials, populations: the plan.
            experiment: the resolved experiment, as YAML text.
        """
        with storage_errors(root):
            folder = make_folder(root, info.name, info.created)
        try:
            with storage_errors(folder):
                (folder / "curves").mkdir()
                (folder / "weights").mkdir()
                write_text(folder / "study.yaml", experiment)
                writer = cls(folder)
                writer._enter_plan(info, trials, populations)
                sync(root)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return writer

    @classmethod
    def open(cls, folder: Path) -> StudyWriter:
        """Go on writing a study, whose last writer ended or died.

        Raises:
            StudyError: it is not a study, it is of another format, or another writer holds it.
        """
        check_current(folder)
        with storage_errors(folder):
            writer = cls(folder)
            try:
                writer._connection.execute("PRAGMA journal_mode = WAL")
                used = [path.name for path in (folder / "curves").iterdir()]
                used += [part.file for part in parts.read_parts(writer._connection)]
                writer._files = count(max((_number(name) for name in used), default=0) + 1)
                writer._delete_uncommitted()
            except BaseException:
                writer.close()
                raise
        return writer

    def _enter_plan(
        self, info: StudyInfo, trials: Sequence[Trial], populations: Sequence[Population]
    ) -> None:
        try:
            # Before WAL, so that the header that marks a study lands in the file itself.
            with transaction(self._connection):
                create_tables(self._connection)
                rows.write_info(self._connection, info, finished=False)
                for population in populations:
                    rows.write_population(self._connection, population)
                rows.insert_trials(self._connection, trials)
            self._connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> StudyWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def commit(self, chunk: Chunk) -> None:
        """Add what a chunk recorded: its curves, its evaluations and its trials' progress, all or nothing."""
        columns = parts.chunk_columns(chunk)
        with storage_errors(self.folder):
            part = self._write_part(columns) if columns and len(columns["trial"]) else None
            with transaction(self._connection):
                if part:
                    parts.insert_part(self._connection, part)
                rows.insert_evaluations(self._connection, chunk.evaluations)
                rows.update_trials(self._connection, chunk.progress)

    def save_weights(
        self,
        which: str,
        block: str,
        trials: Sequence[int],
        tensors: Mapping[str, np.ndarray],
        about: Mapping[str, object],
    ) -> None:
        """Keep weights of a block of trials; a block saved again replaces what it held.

        Args:
            which: ``final`` or ``best``.
            block: names the block, as part of a file's name.
            trials: ids, in slot order.
            tensors: layer and variable -> (trials, ``*shape``).
            about: what the sidecar says besides (the net's notation, the trials' steps): plain data.
        """
        if which not in WEIGHTS:
            raise ValueError(unknown_name("kind of weights", which, WEIGHTS))
        if not is_plain(block):
            raise ValueError(f"a block's name is part of a file's name, and cannot be '{block}'")
        ids = [int(trial) for trial in trials]
        file = f"{which}-{block}.safetensors"
        path = self.folder / "weights" / file
        shapes = {name: tensor.shape[1:] for name, tensor in tensors.items()}
        sidecar = encode({**about, "which": which, "trials": ids, "tensors": shapes})
        with storage_errors(path):
            write_block(path, ids, tensors)
            write_text(path.with_suffix(".json"), sidecar + "\n")
            with transaction(self._connection):
                self._connection.execute("DELETE FROM weights WHERE file = ?", (file,))
                self._connection.executemany(
                    "INSERT OR REPLACE INTO weights (trial, which, file) VALUES (?, ?, ?)",
                    [(trial, which, file) for trial in ids],
                )

    def save_arrays(self, tensors: Mapping[str, np.ndarray]) -> None:
        """Keep a dataset that was given as arrays, so that the study stays self-contained."""
        path = self.folder / "dataset.safetensors"
        with storage_errors(path):
            write_tensors(path, tensors, {})

    def record_population(self, population: Population) -> None:
        """Update a population, once its compile time is known or its width has changed."""
        with storage_errors(self.folder), transaction(self._connection):
            rows.write_population(self._connection, population)

    def finish(self, info: StudyInfo) -> None:
        """Mark the study finished, then compact its curves by trial: one file for each set of curves.

        Args:
            info: the study's final description, with the seconds of its phases.
        """
        with storage_errors(self.folder):
            with transaction(self._connection):
                rows.write_info(self._connection, info, finished=True)
            old = parts.read_parts(self._connection)
            kinds = dict.fromkeys(part.curves for part in old)
            alike = [[part for part in old if part.curves == curves] for curves in kinds]
            new = [compact(self.folder / "curves", group, self._next_file()) for group in alike]
            with transaction(self._connection):
                self._connection.execute("DELETE FROM part")
                for part in new:
                    parts.insert_part(self._connection, part)
            self._delete_uncommitted()

    def close(self) -> None:
        """Stop writing and let others write; a second call does nothing."""
        with suppress(sqlite3.Error):
            # A study at rest is then one plain file, readable on a read-only disk. A reader can prevent it.
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA journal_mode = DELETE")
        self._connection.close()
        self._lock.release()

    def _write_part(self, columns: parts.Columns) -> parts.Part:
        trial, curves = columns["trial"], tuple(name for name in columns if name not in parts.KEYS)
        path = self.folder / "curves" / self._next_file()
        counts = np.bincount(trial - trial[0])
        groups = (
            {name: column[start:stop] for name, column in columns.items()}
            for start, stop in parts.group_rows(counts.tolist())
        )
        with replacing(path) as temporary:
            write_parquet(temporary, curves, groups)
        return parts.Part(path.name, curves, int(trial[0]), int(trial[-1]), int(columns["step"].min()))

    def _next_file(self) -> str:
        # Never the name of a failed commit again: a power cut can make a commit come true that SQLite
        # reported as failed, and its row must then not name another chunk's file.
        return f"part-{next(self._files):06d}.parquet"

    def _delete_uncommitted(self) -> None:
        """Delete files of curves that no row names: left by a crash, or compacted."""
        committed = {part.file for part in parts.read_parts(self._connection)}
        for path in (self.folder / "curves").iterdir():
            if path.name.startswith("part-") and path.name not in committed:
                path.unlink()


def _number(file: str) -> int:
    match = re.match(r"part-(\d+)", file, re.ASCII)
    return int(match[1]) if match else 0
