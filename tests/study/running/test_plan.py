"""Prepare, plan, write, train: a sink in memory gets what the folder keeps; errors say how to go on."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import ResourceError, StorageError
from trainlab.experiments import Experiment
from trainlab.scale.engine import engine
from trainlab.scale.observer import Observer
from trainlab.scale.run import train_study
from trainlab.scale.sink import Memory
from trainlab.store import StudyWriter
from trainlab.study.running.plan import plan
from trainlab.study.running.prepare import prepare

EXPERIMENT = Experiment.of(
    data="moons", net="2-3-2", set={"steps": 30, "batch_size": 100, "optimizer": "adam"},
    vary={"learning_rate": [0.01, 1e30, 0.1]}, name="both",
)  # fmt: skip


def test_memory_and_the_folder_take_the_same(tmp_path):
    prepared = prepare(EXPERIMENT, tmp_path)
    memory = Memory()
    with engine():
        planned = plan(prepared, tmp_path, check=False)
        train_study(planned, memory, Observer())
    study = tl.run("moons", "2-3-2", steps=30, batch_size=100, optimizer="adam",
                   learning_rate=[0.01, 1e30, 0.1], name="both", root=tmp_path, check=False)  # fmt: skip
    losses: dict[int, list[float]] = {trial.id: [] for trial in study.trials}
    for chunk in memory.chunks:
        for row, trial in enumerate(chunk.trials.tolist()):
            losses[trial].extend(chunk.step_curves["train_loss"][row, : chunk.recorded[row]])
    for trial in study.trials:
        stored = trial.curve("train_loss")[1]
        np.testing.assert_array_equal(np.float32(losses[trial.id]), stored[: len(losses[trial.id])])
        for name, array in trial.weights("final").items():
            assert memory.weights["final"][trial.id][name].tobytes() == array.tobytes()
    assert memory.info is not None
    assert memory.info.name == "both"
    assert [one.trials for one in memory.populations] == [one.trials for one in study.reader.populations()]


@pytest.mark.parametrize("error", [StorageError("the disk is full."), ResourceError("memory ran out.")])
def test_an_error_on_the_way_says_how_to_go_on(tmp_path, monkeypatch, error):
    def commit(writer, chunk, seconds):
        raise error

    monkeypatch.setattr(StudyWriter, "commit", commit)
    with pytest.raises(type(error)) as caught:
        tl.run("moons", "2-3-2", steps=5, batch_size=100, root=tmp_path, check=False)
    [folder] = tmp_path.glob("moons-*")
    assert str(caught.value).endswith(f"continue with 'trainlab resume {folder}'.")
    monkeypatch.undo()
    assert tl.resume(folder).finished


def test_mistakes_are_told_before_anything_is_planned_or_written(tmp_path):
    with pytest.raises(tl.TrainlabError):
        prepare(Experiment.of(data="mons", net="3-3-2"), tmp_path)
    with pytest.raises(tl.TrainlabError):
        prepare(Experiment.of(data="moons", net="2-3-2", set={"l2": -1}), tmp_path)
    assert list(tmp_path.iterdir()) == []
