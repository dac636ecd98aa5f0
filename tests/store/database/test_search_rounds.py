"""The rounds of a search in the database of a study: written, read back, and refused where they cannot be."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from trainlab.errors import StudyError
from trainlab.record import Population, SearchRound, StudyInfo, Trial
from trainlab.store import StudyReader, StudyWriter

INFO = StudyInfo("moons", "2026-01-01T00:00:00", "moons", {}, ("learning_rate",), {})


def trial(id: int, population: int = 0) -> Trial:
    return Trial(id, {"net": "2-2", "learning_rate": 0.1 * (id + 1)}, population, 10, 1, 6)


def population(id: int, trials: tuple[int, ...]) -> Population:
    return Population(id, {"net": "2-2"}, trials, len(trials), 1)


@pytest.fixture
def study(tmp_path):
    with StudyWriter.create(
        tmp_path, INFO, [trial(0), trial(1)], [population(0, (0, 1))], "data: moons\n"
    ) as writer:
        yield writer


def test_rounds_are_read_as_they_were_entered(study):
    first = SearchRound(0, "sobol", 0, 2, ((1 / 3, 1), (1.0, 1)))
    second = SearchRound(1, "model", 2, 1)
    study.extend(first, [], [])
    study.extend(second, [trial(2, 1)], [population(1, (2,))])
    reader = StudyReader(study.folder)
    assert reader.rounds() == [first, second]
    assert [one.id for one in reader.trials()] == [0, 1, 2]
    assert reader.populations()[1] == population(1, (2,))
    assert [*second.ids] == [2]


def test_a_round_is_entered_with_all_of_its_trials_or_not_at_all(study):
    with pytest.raises(sqlite3.IntegrityError):
        study.extend(SearchRound(0, "sobol", 2, 2), [trial(2, 1), trial(2, 1)], [population(1, (2,))])
    reader = StudyReader(study.folder)
    assert (reader.rounds(), len(reader.trials()), len(reader.populations())) == ([], 2, 1)


def test_a_trial_that_the_search_stopped_says_so(study):
    from dataclasses import replace

    from trainlab.store.database import rows

    stopped = replace(trial(0), status="stopped", steps=4, stopped_by="search")
    with closing(sqlite3.connect(study.folder / "study.sqlite")) as connection:
        rows.update_trials(connection, [stopped])
        connection.commit()
    read = StudyReader(study.folder).trials()[0]
    assert (read.stopped_by, read.over) == ("search", True)
    assert read.status_text == "stopped at step 4 (the search went on with others)"


@pytest.mark.parametrize(
    "row",
    [
        (0, "sobol", 0, 2, "[[0.0, 1]]"),
        (0, "sobol", 0, 2, "[[0.5]]"),
        (0, "sobol", 0, 2, "[[0.5, -1]]"),
        (0, "sobol", 0, -2, "[]"),
        (0, b"7", 0, 2, "[]"),
        (1, "sobol", 0, 2, "[]"),
        (0, "sobol", 1, 1, "[]"),
        (0, "sobol", 0, 2, "{"),
    ],
    ids=str,
)
def test_rounds_that_trainlab_did_not_write_are_refused(study, row):
    folder = study.folder
    study.close()
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection:
        connection.execute("INSERT INTO search_round VALUES (?, ?, ?, ?, ?)", row)
        connection.commit()
    with pytest.raises(StudyError):
        StudyReader(folder).rounds()
