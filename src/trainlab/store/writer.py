"""The one writer of a study."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from types import TracebackType

import numpy as np

from trainlab.errors import StudyError
from trainlab.files import disk
from trainlab.files.atomic import storage_errors, write_text
from trainlab.record import Checkpoint, Chunk, Population, SearchRound, StudyInfo, Trial
from trainlab.store._leftovers import FOLDERS, delete_uncommitted, last_number
from trainlab.store.curves import parts
from trainlab.store.curves.compact import compact
from trainlab.store.curves.parquet import write_part
from trainlab.store.database import right_examples, rows, search_rounds
from trainlab.store.database.connect import connect_to_write
from trainlab.store.database.make import make_database
from trainlab.store.database.recognise import check_current
from trainlab.store.database.schema import transaction
from trainlab.store.database.undisturbed import wait_for_readers
from trainlab.store.folder.inside import check_folders
from trainlab.store.folder.lock import StudyLock
from trainlab.store.folder.names import ARRAYS, CHECKPOINTS, EXPERIMENT, PREPARED, make_folder, part_file
from trainlab.store.weights import checkpoints
from trainlab.store.weights.tensors import write_tensors
from trainlab.store.weights.weights import delete_replaced, enter_weights, write_retired

_open: set[StudyWriter] = set()
"""The writers of this process, until they are closed."""


class StudyWriter:
    """Writes a study, chunk by chunk; use it as a context manager, from one thread at a time.

    What a method wrote is safe on the disk when it returns. When it raises, the study is as it was before.

    Attributes:
        folder: the study's folder.

    Raises (every method):
        StorageError: the disk is full, the folder is gone, or the like.
    """

    folder: Path

    def __init__(self, folder: Path, lock: StudyLock) -> None:
        self.folder = folder
        self._lock = lock
        self._files = count(1)
        # Held by whoever uses the connection: closing it under another thread would crash SQLite.
        self._busy = threading.RLock()
        wait_for_readers(folder)
        self._connection = connect_to_write(folder)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            self._connection.close()
            raise
        _open.add(self)

    @classmethod
    def create(
        cls,
        root: Path,
        info: StudyInfo,
        trials: Sequence[Trial],
        populations: Sequence[Population],
        experiment: str,
        arrays: Mapping[str, np.ndarray] | None = None,
        prepared: Mapping[str, np.ndarray] | None = None,
        stamp: str | None = None,
    ) -> StudyWriter:
        """Start a new study in a folder of its own.

        Args:
            root: the folder studies are kept in; made if missing.
            info: what the study is; its name and time name the folder.
            trials, populations: the plan.
            experiment: the resolved experiment, as YAML text.
            arrays: a dataset that could change or be gone: kept, so that the study is self-contained.
            prepared: what is known of the data without it.
            stamp: the time that names the folder, where it is not when the study was begun.
        """
        with storage_errors(root):
            folder = make_folder(root, info.name, stamp or info.created)
        try:
            with storage_errors(folder):
                for name in FOLDERS:
                    disk.make_folder(folder / name)
                write_text(folder / EXPERIMENT, experiment)
                for file, tensors in ((ARRAYS, arrays), (PREPARED, prepared)):
                    if tensors is not None:
                        write_tensors(folder / file, tensors, {})
                with _locked(folder) as lock:
                    make_database(folder, info, trials, populations)
                    disk.sync_folder(root)
                    writer = cls(folder, lock)
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
        check_folders(folder, FOLDERS)
        with storage_errors(folder), _damage_as_study_error(folder), _locked(folder) as lock:
            writer = cls(folder, lock)
            try:
                with writer._busy:
                    writer._files = count(last_number(folder, writer._connection) + 1)
                    delete_uncommitted(folder, writer._connection)
            except BaseException:
                writer.close()
                raise
        return writer

    def __enter__(self) -> StudyWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def commit(self, chunk: Chunk, seconds: Mapping[str, float] | None = None) -> None:
        """Add what a chunk recorded, all or nothing.

        That is its curves, its evaluations, its trials' progress, the weights of those that retired, and the
        checkpoint that its population continues from; without one, the population no longer needs any.

        Args:
            chunk: the chunk.
            seconds: the study's seconds so far, by phase.
        """
        columns = [of for of in parts.all_columns(chunk) if of and len(of["trial"])]
        number = next(self._files)
        numbers = chain([number], self._files)  # the first part has the checkpoint's number
        with self._busy, storage_errors(self.folder):
            written = [write_part(self.folder, of, n) for of, n in zip(columns, numbers, strict=False)]
            saved = [] if chunk.retired is None else write_retired(self.folder, chunk.retired)
            file = checkpoints.write_checkpoint(self.folder, chunk.checkpoint, number)
            with transaction(self._connection):
                for part in written:
                    parts.insert_part(self._connection, part)
                rows.insert_evaluations(self._connection, chunk.evaluations)
                if chunk.right is not None:
                    right_examples.insert(self._connection, chunk.right)
                rows.update_trials(self._connection, chunk.progress)
                for weights in saved:
                    enter_weights(self._connection, weights)
                old = checkpoints.replace_checkpoint(self._connection, chunk, file)
                if seconds is not None:
                    rows.write_seconds(self._connection, seconds)
        for weights in saved:
            delete_replaced(self.folder, weights)
        for name in old:
            with suppress(OSError):  # deleted when the study is opened again
                disk.remove(self.folder / CHECKPOINTS / name)

    def checkpoints(self) -> list[Checkpoint]:
        """The state of each population whose training has begun and not ended.

        Raises:
            StudyError: a file is missing or damaged.
        """
        with self._busy:
            return checkpoints.read_checkpoints(self._connection, self.folder)

    def record_population(self, population: Population) -> None:
        """Update a population, once its compile time is known or its width has changed."""
        with self._busy, storage_errors(self.folder), transaction(self._connection):
            rows.write_population(self._connection, population)

    def extend(self, round_: SearchRound, trials: Sequence[Trial], populations: Sequence[Population]) -> None:
        """Add a round of a search, with its trials and populations, to the plan of the study.

        Args:
            round_: the round; its trials are numbered on from those of the study.
            trials, populations: its plan; none where they are there already, as those of the first round are.
        """
        with self._busy, storage_errors(self.folder), transaction(self._connection):
            for population in populations:
                rows.write_population(self._connection, population)
            rows.insert_trials(self._connection, trials)
            search_rounds.insert(self._connection, round_)

    def describe(self, info: StudyInfo) -> None:
        """Update what the study is, before it continues."""
        with self._busy, storage_errors(self.folder), transaction(self._connection):
            rows.write_info(self._connection, info, finished=False)

    def finish(self, info: StudyInfo) -> None:
        """Mark the study finished, then compact its curves by trial: one file for each set of curves.

        Args:
            info: the study's final description, with the seconds of its phases.
        """
        with self._busy, storage_errors(self.folder):
            with transaction(self._connection):
                rows.write_info(self._connection, info, finished=True)
            old = parts.read_parts(self._connection)
            kinds = dict.fromkeys(part.curves for part in old)
            groups = [[part for part in old if part.curves == curves] for curves in kinds]
            new = [compact(self.folder, group, part_file(next(self._files))) for group in groups]
            with transaction(self._connection):
                self._connection.execute("DELETE FROM part")
                for part in new:
                    parts.insert_part(self._connection, part)
            delete_uncommitted(self.folder, self._connection)
        self._lock.study_is_finished()

    def close(self) -> None:
        """Stop writing and let others write; a second call does nothing."""
        with self._busy:
            with suppress(sqlite3.Error):
                # At rest a study is then one plain file, readable on a read-only disk. Readers prevent it.
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._connection.execute("PRAGMA journal_mode = DELETE")
            self._connection.close()
            self._lock.release()
            _open.discard(self)


def close_writers(seconds: float) -> list[Path]:
    """Close every study that this process writes, from whichever thread: the process is to end at once.

    A commit under way may end before, and none begins any more: a thread that would make one waits for ever.

    Args:
        seconds: how long to wait for a commit; after them its study is left as a crash leaves it.

    Returns:
        The folders of the studies.
    """
    writers = list(_open)
    for writer in writers:
        if writer._busy.acquire(timeout=seconds):  # never released
            writer.close()
    return [writer.folder for writer in writers]


@contextmanager
def _damage_as_study_error(folder: Path) -> Iterator[None]:
    """Turn what a damaged database makes of rows, or SQLite of a message, into an error of ours."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise StudyError(f"the study '{folder}' cannot be continued: {error}.") from error


@contextmanager
def _locked(folder: Path) -> Iterator[StudyLock]:
    """The right to write, given back if what follows fails."""
    lock = StudyLock(folder)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise
