"""Studies whose settings or weights are not those of a net: shown as they are, used by nobody."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import StudyError


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A study of every optimizer, whose trials have different settings."""
    root = tmp_path_factory.mktemp("made")
    tl.run(
        "moons", "2-3-2", optimizer=["sgd", "adam", "rmsprop", "lion"], steps=4, batch_size=50, root=root,
        check=False,
    )  # fmt: skip
    return root


@pytest.fixture
def folder(made, tmp_path) -> Path:
    [study] = made.iterdir()
    return shutil.copytree(study, tmp_path / study.name)


def change(folder: Path, **settings: Any) -> None:
    """Settings of all trials; those that are None are taken away."""
    connection = sqlite3.connect(folder / "study.sqlite")
    for id, text in connection.execute("SELECT id, settings FROM trial").fetchall():
        changed = {**json.loads(text), **settings}
        kept = {name: value for name, value in changed.items() if value is not None}
        connection.execute("UPDATE trial SET settings = ? WHERE id = ?", (json.dumps(kept), id))
    connection.commit()
    connection.close()


def ways(folder: Path):
    trial = tl.open(folder).trial(0)
    yield lambda: trial.predict([[0.0, 1.0]])
    yield trial.evaluate
    yield trial.dataset
    yield trial.network
    yield trial.initial_weights
    yield lambda: tl.open(folder).batches(0)
    yield lambda: tl.open(folder).time(1)


def test_settings_of_a_study_are_used_as_they_are(folder):
    for trial in tl.open(folder).trials:
        assert list(trial.usable.settings.items()) == list(trial.settings.items())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"done": 1}, "unknown setting 'done'"),
        ({"learning_rate": "x"}, "learning_rate"),
        ({"batch_size": -1}, "batch_size"),
        ({"net": None}, "the net is missing"),
    ],
)
def test_settings_that_no_net_is_trained_with_are_shown_and_not_used(folder, settings, said):
    change(folder, **settings)
    assert len(tl.open(folder).frame()) == 4
    for way in ways(folder):
        with pytest.raises(StudyError, match=rf"^trial 0 of study moons cannot be used: .*{said}"):
            way()


def test_a_setting_that_is_not_there_is_what_it_is_by_default(folder):
    before = tl.open(folder).trial(0).predict([[0.0, 1.0]])
    change(folder, activation=None, loss=None, standardize=None, batch_size=None)
    trial = tl.open(folder).trial(0)
    np.testing.assert_array_equal(trial.predict([[0.0, 1.0]]), before)


@pytest.mark.parametrize("net", ["2--2", "2-4-2", "2-3-3-2", "2-1000000000-2", "conv3x3x8 flatten dense2"])
def test_weights_of_another_net_are_not_compiled_for(folder, net):
    change(folder, net=net)
    trial = tl.open(folder).trial(0)
    for way in (lambda: trial.predict([[0.0, 1.0]]), trial.evaluate, trial.network):
        with pytest.raises(tl.TrainlabError):
            way()
