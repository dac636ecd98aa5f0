"""Reading a study, finished or still being written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from trainlab.errors import StudyError, unknown_name
from trainlab.record import (
    EVALUATION_CURVES,
    FORMAT_VERSION,
    STEP_CURVES,
    Checkpoint,
    Curves,
    Measured,
    Population,
    SearchRound,
    StudyInfo,
    Trial,
)
from trainlab.store.curves import constant_rate, parts
from trainlab.store.curves.claims import Claims
from trainlab.store.curves.curve_names import unknown_curve
from trainlab.store.curves.curve_rows import Rows, build_curves
from trainlab.store.curves.evaluations import Evaluated
from trainlab.store.curves.step_curves import Recorded, StepCurves, Take
from trainlab.store.database import right_examples, rows, search_rounds
from trainlab.store.database.asking import ask
from trainlab.store.database.recognise import check_format, format_version, identity
from trainlab.store.database.schema import measured_curves
from trainlab.store.folder.inside import reading
from trainlab.store.folder.names import ARRAYS, EXPERIMENT, PREPARED
from trainlab.store.measured import read_measured
from trainlab.store.weights import checkpoints
from trainlab.store.weights.tensors import KINDS, read_slice, read_tensors_inside

T = TypeVar("T")

_MAX_YAML = 16 << 20
"""Bytes of the longest experiment that is read: far above any real one."""


class _Recording(NamedTuple):
    """What is committed of a step curve.

    Attributes:
        ids: of the trials asked for.
        study: tells the study from another that took its place.
        committed: the parts of the study.
        most: rows that a curve can have.
        trials: the records of all trials, where the curve needs them.
    """

    ids: np.ndarray
    study: Hashable
    committed: list[parts.Part]
    most: int
    trials: list[Trial]


class Look(NamedTuple):
    """What a study is, how far its trials are, whether it is finished, and its curves: at one commit."""

    info: StudyInfo
    trials: list[Trial]
    finished: bool
    curve_names: list[str]


class StudyReader:
    """Reads a study; never writes to it and never blocks its writer.

    Every call sees what is committed at that moment. Nothing stays open between calls, so a reader needs no
    closing and may be used from any thread. Asked for a curve again, it reads what was committed since.

    Args:
        folder: the study's folder.

    Raises (every method):
        StudyError: the folder is not a study, is of a newer format, or is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._evaluated = Evaluated()
        self._step_curves = StepCurves(self.folder)
        self._claims = Claims(self.folder)
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
    def continuable(self) -> bool:
        """Whether it is of the format that this trainlab writes: older ones are only read."""
        return format_version(self.folder) == FORMAT_VERSION

    @property
    def compacted(self) -> bool:
        """Whether each set of its curves lies in one file, sorted by trial."""
        return parts.are_compacted(self._ask(parts.read_parts))

    def trials(self) -> list[Trial]:
        """Every trial, by id, with what was measured of it."""
        return self._as_told(*self._ask(_planned))

    def look(self) -> Look:
        """Info, trials, whether it is finished, and names of curves, in one transaction."""
        info, finished, planned, names = self._ask(
            lambda connection: (
                *rows.read_info(connection), found := _planned(connection), _names(found[2], connection)
            )
        )  # fmt: skip
        return Look(info, self._as_told(*planned), finished, names)

    def _as_told(
        self, trials: list[Trial], populations: list[Population], committed: list[parts.Part]
    ) -> list[Trial]:
        """Trials whose claims are checked, with what was measured of them."""
        self._claims.check(trials, committed, partial(self._ask, parts.read_parts))
        together = {
            population.id: min(population.width, len(population.trials)) for population in populations
        }
        measured = self.measured()
        return [
            replace(trial, together=together.get(trial.population), measured=measured.of(trial))
            for trial in trials
        ]

    def checkpoints(self) -> list[Checkpoint]:
        """The state of each population whose training has begun and not ended.

        A file that the writer replaces meanwhile is an error: asked again, it is the next one.
        """
        return self._ask(partial(checkpoints.read_checkpoints, folder=self.folder))

    def measured(self) -> Measured:
        """What was measured of the study after training."""
        return read_measured(self.folder)

    def populations(self) -> list[Population]:
        """Every population, by id."""
        return self._ask(rows.read_populations)

    def rounds(self) -> list[SearchRound]:
        """The rounds of a search, in order; no other study has any."""
        return self._ask(search_rounds.read)

    def experiment(self) -> str:
        """The resolved experiment, as YAML text."""
        path = self.folder / EXPERIMENT
        try:
            with reading(self.folder, path.name) as file:
                content = file.read(_MAX_YAML + 1)
            if len(content) > _MAX_YAML:
                raise StudyError(f"'{path}' is larger than {_MAX_YAML:,} bytes: too large for an experiment.")
            return content.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise StudyError(f"'{path}' cannot be read: {error}.") from error

    def curve_names(self) -> list[str]:
        """The curves it has: step curves, those of evaluations, then those of probes."""
        return self._ask(lambda connection: _names(parts.read_parts(connection), connection))

    def curves(self, name: str, trials: Sequence[int] | None = None) -> Curves:
        """One curve of some trials, or of all.

        Args:
            name: one of :meth:`curve_names`; evaluation curves are float64, the others float32. A trial that
                did not change its ``learning_rate`` has the setting at every step.
            trials: ids, in the order the rows shall have; all by id where None.

        Raises:
            StudyError: the study has no such curve or trial.
        """
        if name in EVALUATION_CURVES:
            return self.evaluations((name,), trials)[0]
        of = self._ask(partial(self._recording, name=name, trials=trials))
        wanted = np.unique(of.ids)
        look_again = partial(self._ask, parts.read_parts)
        self._claims.check(of.trials, of.committed, look_again)
        pieces = self._step_curves.read(of.study, name, wanted, of.committed, of.most, look_again)
        asked = set(wanted.tolist())
        pieces += constant_rate.constant_rates((trial for trial in of.trials if trial.id in asked), pieces)
        return build_curves(name, of.ids, pieces, np.float32)

    def recorded_since(
        self, name: str, begin: Callable[[bool], Take], last: Recorded | None = None, held: int = 0
    ) -> Recorded:
        """Give the rows of a step curve that were committed since it was asked for last.

        Args:
            name: a curve that the parts hold: none of evaluations, and no constant learning rate.
            begin: told whether all rows follow, and not the new ones alone, it says what takes them, piece
                by piece. It is asked anew where the study was compacted meanwhile.
            last: the last answer; None for all rows.
            held: how many rows that one and those before it had.

        Raises:
            StudyError: the study has no such curve.
        """
        of = self._ask(partial(self._recording, name=name, trials=None))
        look_again = partial(self._ask, parts.read_parts)
        self._claims.check(of.trials, of.committed, look_again)
        return self._step_curves.since(
            last, held, of.study, name, of.ids, of.committed, of.most, look_again, begin
        )

    def evaluations(self, names: Sequence[str], trials: Sequence[int] | None = None) -> list[Curves]:
        """Several evaluation curves, which takes little longer than one of them; see :meth:`curves`."""
        ids, (trial, step, *values) = self._ask(partial(self._evaluations, names=names, trials=trials))
        return [
            build_curves(name, ids, [(trial, step, value)], np.float64)
            for name, value in zip(names, values, strict=True)
        ]

    def right(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], right_examples.RightRow]:
        """Which validation examples evaluations got right, where that is kept: not in older formats.

        Args:
            wanted: trials and steps.

        Returns:
            (trial, step) -> its row.
        """
        return self._ask(partial(right_examples.read, wanted=wanted))

    def right_reaching(self, accuracy: float, most: int) -> dict[tuple[int, int], right_examples.RightRow]:
        """The same of the evaluations whose validation accuracy is at least so high, or of some of many.

        Args:
            accuracy: a fraction.
            most: about as many are read, at most; they are drawn from all, whatever their accuracy.
        """
        return self._ask(partial(right_examples.read_reaching, accuracy=accuracy, most=most))

    def has_weights(self, trial: int, which: str) -> bool:
        """Whether a file holds the weights of a trial: they leave its population once it is over."""
        return self._ask(partial(_weights_file, trial=trial, which=which)) is not None

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
        if which not in KINDS:
            raise StudyError(unknown_name("kind of weights", which, KINDS))
        self._ask(partial(self._ids, asked=[trial]))
        file = None
        while True:
            last, file = file, self._ask(partial(_weights_file, trial=int(trial), which=which))
            if file is None:
                raise StudyError(
                    f"the study '{self.folder}' holds no {which} weights of trial {trial} (yet)."
                )
            try:
                return read_slice(self.folder, file, int(trial))
            except FileNotFoundError as error:
                if file == last:
                    raise StudyError(f"the study '{self.folder}' has lost weights: {error}.") from error
                # They may have been saved again, under another name, while they were looked for.

    def arrays(self) -> dict[str, np.ndarray] | None:
        """The dataset, where the study keeps it; None where it only names it."""
        return self._tensors(ARRAYS)

    def prepared(self) -> dict[str, np.ndarray] | None:
        """What is known of the data without it; None in studies of an older trainlab."""
        return self._tensors(PREPARED)

    def _tensors(self, file: str) -> dict[str, np.ndarray] | None:
        found = os.path.lexists(self.folder / file)
        return read_tensors_inside(self.folder, file) if found else None

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        return ask(self.folder, question)

    def _ids(self, connection: sqlite3.Connection, asked: Sequence[int] | None) -> np.ndarray:
        ids = rows.read_ids(connection)
        if asked is None:
            return ids
        unknown = np.setdiff1d(asked, ids)
        if len(unknown):
            raise StudyError(
                f"the study '{self.folder}' has no trial {unknown[0]}: its trials are 0 to {len(ids) - 1}."
            )
        return np.array(asked, np.int64).reshape(-1)

    def _evaluations(
        self, connection: sqlite3.Connection, names: Sequence[str], trials: Sequence[int] | None
    ) -> tuple[np.ndarray, Rows]:
        ids = self._ids(connection, trials)
        study, known = identity(self.folder), measured_curves(connection)
        for name in names:
            if name not in known:
                raise unknown_curve(name, _names(parts.read_parts(connection), connection))
        return ids, self._evaluated.read(connection, study, names, np.unique(ids))

    def _recording(
        self, connection: sqlite3.Connection, name: str, trials: Sequence[int] | None
    ) -> _Recording:
        ids = self._ids(connection, trials)
        committed = parts.read_parts(connection)
        known = _names(committed, connection)
        if name not in known:
            raise unknown_curve(name, known)
        planned = rows.read_trials(connection) if name == constant_rate.CURVE else []
        return _Recording(ids, identity(self.folder), committed, rows.read_length(connection), planned)


def _planned(connection: sqlite3.Connection) -> tuple[list[Trial], list[Population], list[parts.Part]]:
    """Trials, populations, and the parts that hold what they recorded."""
    return rows.read_trials(connection), rows.read_populations(connection), parts.read_parts(connection)


def _names(committed: list[parts.Part], connection: sqlite3.Connection) -> list[str]:
    recorded = (curve for part in committed for curve in part.curves)
    return list(dict.fromkeys([*STEP_CURVES, *measured_curves(connection), *recorded]))


def _weights_file(connection: sqlite3.Connection, trial: int, which: str) -> str | None:
    query = "SELECT file FROM weights WHERE trial = ? AND which = ?"
    row = connection.execute(query, (trial, which)).fetchone()
    if row is not None and not isinstance(row[0], str):
        raise ValueError(f"the file of the {which} weights of trial {trial} has no name")
    return row[0] if row is not None else None
