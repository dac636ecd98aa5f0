"""Reading a study, finished or still being written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from trainlab.errors import StudyError, unknown_name
from trainlab.record import EVALUATION_CURVES, STEP_CURVES, Curves, Population, StudyInfo, Trial
from trainlab.store import constant_rate, parts, rows
from trainlab.store.matrix import Rows, build_curves
from trainlab.store.names import ARRAYS, EXPERIMENT, plain_file
from trainlab.store.parquet import read_curve
from trainlab.store.schema import check_format, connect_to_read
from trainlab.store.tensors import WEIGHTS, read_slice, read_tensors

T = TypeVar("T")


class StudyReader:
    """Reads a study; never writes to it and never blocks its writer.

    Every call sees what is committed at that moment. Nothing stays open between calls, so a reader needs no
    closing and may be used from any thread.

    Args:
        folder: the study's folder.

    Raises (every method):
        StudyError: the folder is no study, is of a newer format, or is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        check_format(self.folder)
        self._ask(rows.read_info)

    @property
    def info(self) -> StudyInfo:
        """What the study is."""
        return self._ask(rows.read_info)[0]

    @property
    def finished(self) -> bool:
        """Whether every trial is over and its writer has said so."""
        return self._ask(rows.read_info)[1]

    @property
    def compacted(self) -> bool:
        """Whether each set of its curves lies in one file, sorted by trial."""
        kinds = [part.curves for part in self._ask(parts.read_parts)]
        return len(kinds) == len(set(kinds))

    def trials(self) -> list[Trial]:
        """Every trial, by id."""
        return self._ask(rows.read_trials)

    def populations(self) -> list[Population]:
        """Every population, by id."""
        return self._ask(rows.read_populations)

    def experiment(self) -> str:
        """The resolved experiment, as YAML text."""
        path = self.folder / EXPERIMENT
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StudyError(f"'{path}' cannot be read: {error}.") from error

    def curve_names(self) -> list[str]:
        """The curves it has: those of every step that are recorded, then those of evaluations."""
        return [*_step_names(self._ask(parts.read_parts)), *EVALUATION_CURVES]

    def curves(self, name: str, trials: Sequence[int] | None = None) -> Curves:
        """One curve of some trials, or of all.

        Args:
            name: a step curve (float32) or an evaluation curve (float64). A trial that did not change its
                ``learning_rate`` has the setting at every step.
            trials: ids, in the order the rows shall have; all by id where None.

        Raises:
            StudyError: the study has no such curve or trial.
        """
        ids = self._ids(trials)
        wanted = np.unique(ids)
        if name in EVALUATION_CURVES:
            return build_curves(
                name, ids, self._ask(partial(_evaluations, name=name, trials=wanted)), np.float64
            )
        # Before the parts: a trial is known by no more steps than its parts then hold.
        planned = self.trials() if name == constant_rate.CURVE else []
        committed = self._ask(parts.read_parts)
        known = _step_names(committed)
        if name not in known:
            raise StudyError(unknown_name("curve", name, [*known, *EVALUATION_CURVES]))
        pieces = self._step_curve(name, wanted, committed)
        asked = set(wanted.tolist())
        pieces += constant_rate.constant_rates((trial for trial in planned if trial.id in asked), pieces)
        return build_curves(name, ids, pieces, np.float32)

    def weights(self, trial: int, which: str) -> dict[str, np.ndarray]:
        """The weights of one trial; only its own slice of the file is read.

        Args:
            trial: its id.
            which: ``final`` or ``best``.

        Returns:
            Layer and variable -> array.

        Raises:
            StudyError: there are no such weights (yet).
        """
        if which not in WEIGHTS:
            raise StudyError(unknown_name("kind of weights", which, WEIGHTS))
        self._ids([trial])
        query = "SELECT file FROM weights WHERE trial = ? AND which = ?"
        found = self._ask(lambda connection: connection.execute(query, (int(trial), which)).fetchall())
        if not found:
            raise StudyError(f"the study '{self.folder}' holds no {which} weights of trial {trial} (yet).")
        return read_slice(plain_file(self.folder / "weights", found[0][0]), int(trial))

    def arrays(self) -> dict[str, np.ndarray] | None:
        """The dataset, where it was given as arrays; None where the study only names it."""
        path = self.folder / ARRAYS
        return read_tensors(path) if path.exists() else None

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with closing(connect_to_read(self.folder)) as connection:
                return question(connection)
        except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
            raise StudyError(f"the study '{self.folder}' cannot be read: {error}.") from error

    def _ids(self, asked: Sequence[int] | None) -> np.ndarray:
        query = "SELECT id FROM trial ORDER BY id"
        found = self._ask(lambda connection: connection.execute(query).fetchall())
        ids = np.array(found, np.int64).reshape(-1)
        if asked is None:
            return ids
        unknown = np.setdiff1d(asked, ids)
        if len(unknown):
            raise StudyError(
                f"the study '{self.folder}' has no trial {unknown[0]}: its trials are 0 to {len(ids) - 1}."
            )
        return np.array(asked, np.int64).reshape(-1)

    def _step_curve(self, name: str, trials: np.ndarray, committed: list[parts.Part]) -> list[Rows]:
        while True:
            try:
                return read_curve(self.folder / "curves", committed, name, trials)
            except FileNotFoundError as error:
                now = self._ask(parts.read_parts)
                if now == committed:
                    raise StudyError(f"the study '{self.folder}' has lost curves: {error}.") from error
                committed = now  # the parts were compacted while they were being read
            except (OSError, ValueError, LookupError) as error:
                raise StudyError(f"curves of the study '{self.folder}' cannot be read: {error}.") from error


def _step_names(committed: list[parts.Part]) -> list[str]:
    return list(dict.fromkeys([*STEP_CURVES, *(curve for part in committed for curve in part.curves)]))


def _evaluations(connection: sqlite3.Connection, name: str, trials: np.ndarray) -> list[Rows]:
    low, high = (int(trials[0]), int(trials[-1])) if len(trials) else (0, -1)
    query = f"SELECT trial, step, {name} FROM evaluation WHERE trial BETWEEN ? AND ?"
    found = np.array(connection.execute(query, (low, high)).fetchall(), np.float64)  # NULL becomes NaN
    found = found.reshape(-1, 3)
    found = found[np.isin(found[:, 0], trials)]
    return [(found[:, 0].astype(np.int64), found[:, 1].astype(np.int64), found[:, 2])]
