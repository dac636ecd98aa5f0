from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.record import Population, Trial
from trainlab.settings import SETTINGS
from trainlab.store.curves.parts import MAX_STEPS
from trainlab.store.database import rows
from trainlab.store.database.schema import create_tables
from trainlab.tasks import OF_CLASSES

TRIAL = Trial(0, {"net": "2-4-2"}, population=0, length=9, steps_per_epoch=3, parameters=22)

floats = st.floats().map(lambda value: value + 0.0)  # SQLite keeps no negative zero
values = st.dictionaries(st.sampled_from(OF_CLASSES), floats)
whole = st.none() | st.integers(0, MAX_STEPS)
trials = st.builds(
    Trial,
    id=st.just(0),
    settings=st.dictionaries(
        st.sampled_from(list(SETTINGS)), st.integers() | st.floats() | st.booleans() | st.text()
    ),
    population=st.just(0),
    length=st.integers(1, MAX_STEPS),
    steps_per_epoch=st.integers(1, 2**40),
    parameters=st.integers(0, 2**40),
    status=st.sampled_from(["planned", "running", "done", "stopped", "diverged"]),
    steps=st.integers(0, MAX_STEPS),
    diverged_at=whole,
    stopped_by=st.sampled_from([None, "early_stopping", "until"]),
    best_step=whole,
    seconds_per_step=st.none() | st.floats(0.0, 1e9).map(abs),
    final=values,
    best=values,
)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_tables(connection)
        rows.write_population(connection, Population(0, {}, (), 1, 1))
        yield connection


@given(trial=trials)
def test_a_trial_survives(connection: sqlite3.Connection, trial: Trial) -> None:
    connection.execute("DELETE FROM trial")
    rows.insert_trials(connection, [trial])
    # By their text: NaN does not equal itself, and True must not pass for 1.
    assert [repr(sorted_values(read)) for read in rows.read_trials(connection)] == [
        repr(sorted_values(trial))
    ]


@given(trial=trials)
def test_an_update_changes_the_progress_and_not_the_plan(
    connection: sqlite3.Connection, trial: Trial
) -> None:
    connection.execute("DELETE FROM trial")
    rows.insert_trials(connection, [replace(TRIAL, id=trial.id)])
    rows.update_trials(connection, [trial])
    expected = replace(
        trial,
        settings=TRIAL.settings,
        length=TRIAL.length,
        steps_per_epoch=TRIAL.steps_per_epoch,
        parameters=TRIAL.parameters,
    )
    assert [repr(sorted_values(read)) for read in rows.read_trials(connection)] == [
        repr(sorted_values(expected))
    ]


def sorted_values(trial: Trial) -> Trial:
    return replace(trial, final=dict(sorted(trial.final.items())), best=dict(sorted(trial.best.items())))


def test_numpy_numbers_are_stored_as_numbers(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM trial")
    measured = replace(
        TRIAL,
        steps=np.int64(1),
        best_step=np.int32(1),
        seconds_per_step=np.float32(0.5),
        final={"validation_loss": np.float32("nan"), "train_accuracy": np.float32(0.25)},
    )
    rows.insert_trials(connection, [measured])
    (read,) = rows.read_trials(connection)
    assert (read.steps, read.best_step, read.seconds_per_step) == (1, 1, 0.5)
    assert repr(read.final) == "{'train_accuracy': 0.25, 'validation_loss': nan}"


@pytest.mark.parametrize("change", [{"status": "tired"}, {"stopped_by": "boredom"}])
def test_states_there_are_not_are_refused(connection: sqlite3.Connection, change: dict[str, str]) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        rows.insert_trials(connection, [replace(TRIAL, id=4, **change)])


def test_values_of_other_curves_are_refused(connection: sqlite3.Connection) -> None:
    with pytest.raises(ValueError, match=r"\['accuracy'\] are not evaluation curves"):
        rows.insert_trials(connection, [replace(TRIAL, final={"accuracy": 1.0})])
