"""Records as rows of ``study.sqlite``, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import numpy as np

from trainlab.files.strict_json import decode, encode
from trainlab.record import Evaluations, Place, Population, StudyInfo, Trial
from trainlab.store.database.column_kinds import INFO_KINDS, POPULATION_KINDS, TRIAL_KINDS, check_kinds
from trainlab.store.database.schema import ADDED_IN, WHEN, measured_curves


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


_INFO = tuple(field.name for field in fields(StudyInfo))
_INFO_JSON = ("dataset", "varied", "versions", "seconds", "departures")
_PLAN = ("id", "settings", "population", "length", "steps_per_epoch", "parameters")
_PROGRESS = ("status", "steps", "diverged_at", "stopped_by", "best_step", "seconds_per_step")
_POPULATION = tuple(field.name for field in fields(Population))


def _columns_of(connection: sqlite3.Connection, names: Sequence[str]) -> str:
    """The columns to select, with NULL for those that a study of an older format does not have."""
    ((version,),) = connection.execute("PRAGMA user_version")
    return ", ".join(name if ADDED_IN.get(name, 1) <= version else "NULL" for name in names)


def _whole(number: int | None) -> int | None:
    return None if number is None else int(number)


def _real(number: float | None) -> float | None:
    return None if number is None else float(number)


def write_info(connection: sqlite3.Connection, info: StudyInfo, finished: bool) -> None:
    """Enter or replace the study's one row."""
    values = [encode(getattr(info, name)) if name in _INFO_JSON else getattr(info, name) for name in _INFO]
    connection.execute("DELETE FROM study")
    connection.execute(_insert("study", ("id", *_INFO, "finished")), (0, *values, finished))


def read_info(connection: sqlite3.Connection) -> tuple[StudyInfo, bool]:
    """The study's row, and whether the study is finished."""
    row = connection.execute(f"SELECT {_columns_of(connection, _INFO)}, finished FROM study").fetchone()
    values = {
        name: decode(value) if name in _INFO_JSON else value
        for name, value in zip(_INFO, row[:-1], strict=True)
        if value is not None  # a column that the study's format does not have
    }
    check_kinds("study", values, INFO_KINDS)
    lists = {name: tuple(values.get(name, ())) for name in ("varied", "departures")}
    return StudyInfo(**{**values, **lists}), bool(row[-1])


def write_seconds(connection: sqlite3.Connection, seconds: Mapping[str, float]) -> None:
    """Update the seconds of the study's phases."""
    connection.execute("UPDATE study SET seconds = ?", (encode(seconds),))


def write_population(connection: sqlite3.Connection, population: Population) -> None:
    """Enter a population, or update it."""
    values = (
        int(population.id), encode(population.static), encode(population.trials), int(population.width),
        int(population.devices), _real(population.compile_seconds), population.inputs,
        encode([[place.node, place.kind, int(place.step)] for place in population.places]),
    )  # fmt: skip
    updates = ", ".join(f"{name} = excluded.{name}" for name in _POPULATION[1:])
    insert = _insert("population", _POPULATION)
    connection.execute(f"{insert} ON CONFLICT (id) DO UPDATE SET {updates}", values)


def read_populations(connection: sqlite3.Connection) -> list[Population]:
    """Every population, by id."""
    columns = _columns_of(connection, _POPULATION)
    rows = connection.execute(f"SELECT {columns} FROM population ORDER BY id")
    populations = []
    for id, static, trials, *rest in rows:
        *rest, places = rest
        decoded = id, decode(static), decode(trials), *rest, [] if places is None else decode(places)
        values = dict(zip(_POPULATION, decoded, strict=True))
        check_kinds("population", values, POPULATION_KINDS)
        been = tuple(Place(*place) for place in values["places"])
        populations.append(Population(**{**values, "trials": tuple(values["trials"]), "places": been}))
    return populations


def _progress_names(curves: Sequence[str]) -> tuple[str, ...]:
    return (*_PROGRESS, *(f"{when}_{curve}" for when in WHEN for curve in curves))


def _progress(trial: Trial, curves: Sequence[str]) -> tuple[object, ...]:
    return (
        trial.status, int(trial.steps), _whole(trial.diverged_at), trial.stopped_by, _whole(trial.best_step),
        _real(trial.seconds_per_step), *_columns(trial.final, curves), *_columns(trial.best, curves),
    )  # fmt: skip


def _columns(values: Mapping[str, float], curves: Sequence[str]) -> list[float | str | None]:
    if not values.keys() <= {*curves}:
        raise ValueError(f"{sorted(values.keys() - {*curves})} are not evaluation curves")
    found = (values.get(curve) for curve in curves)
    return [value if value is None else float(value) if value == value else "nan" for value in found]


def _mapping(columns: Iterable[float | str | None], curves: Sequence[str]) -> dict[str, float]:
    named = zip(curves, columns, strict=True)
    return {curve: float(value) for curve, value in named if value is not None}


def insert_trials(connection: sqlite3.Connection, trials: Iterable[Trial]) -> None:
    """Enter new trials."""
    curves = measured_curves(connection)
    rows = (
        (int(trial.id), encode(trial.settings), int(trial.population), int(trial.length),
         int(trial.steps_per_epoch), int(trial.parameters), *_progress(trial, curves))
        for trial in trials
    )  # fmt: skip
    connection.executemany(_insert("trial", (*_PLAN, *_progress_names(curves))), rows)


def update_trials(connection: sqlite3.Connection, trials: Sequence[Trial]) -> None:
    """Update how far trials have come.

    Raises:
        ValueError: a trial is not in the study.
    """
    curves = measured_curves(connection)
    updates = ", ".join(f"{name} = ?" for name in _progress_names(curves))
    rows = ((*_progress(trial, curves), int(trial.id)) for trial in trials)
    changed = connection.executemany(f"UPDATE trial SET {updates} WHERE id = ?", rows).rowcount
    if trials and changed != len(trials):
        raise ValueError(f"{len(trials) - changed} of the trials are not in the study")


def read_ids(connection: sqlite3.Connection) -> np.ndarray:
    """The ids of the trials, ascending.

    Raises:
        ValueError: they are not the numbers from 0 on.
    """
    ids = [id for (id,) in connection.execute("SELECT id FROM trial ORDER BY id")]
    if ids != list(range(len(ids))):
        raise ValueError("its trials are not numbered from 0 on")
    return np.array(ids, np.int64)


def read_length(connection: sqlite3.Connection) -> int:
    """The steps all trials are to train for, together."""
    ((length,),) = connection.execute("SELECT total(length) FROM trial")
    return int(length)


def read_trials(connection: sqlite3.Connection) -> list[Trial]:
    """Every trial, by id; the study may be of an older format."""
    curves = measured_curves(connection)
    names = (*_PLAN, *_progress_names(curves))
    rows = connection.execute(f"SELECT {_columns_of(connection, names)} FROM trial ORDER BY id")
    best = len(names) - 1 - len(curves) - 1
    final = best - len(curves)
    trials = []
    for id, written, *rest in rows:
        settings = decode(written)
        check_kinds("trial", dict(zip(names, (id, settings, *rest), strict=True)), TRIAL_KINDS)
        if id != len(trials):
            raise ValueError("its trials are not numbered from 0 on")
        values = {"final": _mapping(rest[final:best], curves), "best": _mapping(rest[best:], curves)}
        trials.append(Trial(id, settings, *rest[:final], **values))
    return trials


def insert_evaluations(connection: sqlite3.Connection, evaluations: Evaluations) -> None:
    """Enter evaluations; SQLite turns NaN into NULL by itself."""
    columns = (evaluations.trial, evaluations.step, *evaluations.values.T)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    connection.executemany(_insert("evaluation", ("trial", "step", *evaluations.curves)), rows)
