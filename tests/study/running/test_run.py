"""Running from Python: what is asked becomes trials, what is wrong leaves nothing, a study runs again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import DataError, ExperimentError, NetError, SettingError
from trainlab.experiments import Experiment, propose
from trainlab.record import Trial
from trainlab.store import StudyWriter
from trainlab.study import run_experiment
from trainlab.study.data.source import data_path


class Watcher(tl.Observer):
    """Keeps what a study tells while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.compiled: list[tuple[int, int]] = []
        self.steps: list[tuple[int, int]] = []
        self.seen: dict[int, Trial] = {}
        self.trials: list[tuple[int, int]] = []

    def planned(self, trials: int, duplicates: int) -> None:
        self.trials.append((trials, duplicates))

    def compiling(self, done: int, programs: int) -> None:
        self.compiled.append((done, programs))

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        self.steps.append((trial_steps, of))
        self.seen |= {trial.id: trial for trial in trials}


class Interrupts(Watcher):
    """A person who presses Ctrl-C once training has begun."""

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        raise KeyboardInterrupt


@pytest.fixture
def asked(monkeypatch):
    """Asks ``tl.run`` and returns the experiment it would run, without running it."""
    caught: list[Experiment] = []
    monkeypatch.setattr(
        "trainlab.study.running.run.run_experiment", lambda experiment, **_: caught.append(experiment)
    )

    def ask(*positional: object, **named: Any) -> Experiment:
        tl.run(*positional, **named)
        return caught.pop()

    return ask


def test_single_values_are_shared_and_several_are_varied(asked):
    experiment = asked(
        data="banknote",
        net="4-6-6-1",
        optimizer="adam",
        batch_size=[1, 8, 32],
        learning_rate=tl.log(1e-4, 1, 16),
        epochs=100,
        seeds=5,
        name="mine",
    )
    assert (experiment.data, experiment.net, experiment.name) == ("banknote", "4-6-6-1", "mine")
    assert experiment.set == {"optimizer": "adam", "epochs": 100}
    assert len(propose(experiment).settings) == 3 * 16 * 5


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (np.geomspace(1e-3, 1, 4), [1e-3, 1e-2, 1e-1, 1]),
        (np.array([1, 2]), [1.0, 2.0]),
        (range(1, 3), [1.0, 2.0]),
        ((0.5, "0.25"), [0.5, 0.25]),
        (tl.lin(0, 1, 3), [0.0, 0.5, 1.0]),
        (np.float32(0.5), [0.5]),
        (np.array(0.5), [0.5]),
    ],
)
def test_python_and_numpy_values_become_settings(asked, values, read):
    trials = propose(asked("moons", "2-2", learning_rate=values)).settings
    assert [trial["learning_rate"] for trial in trials] == pytest.approx(read)
    assert all(type(trial["learning_rate"]) is float for trial in trials)


def test_nets_seeds_pairs_and_draws_can_be_varied_from_python(asked):
    nets = propose(asked("moons", ["2-2", "2-4-2"])).settings
    assert [trial["net"] for trial in nets] == ["2-2", "2-4-2"]
    seeds = propose(asked("moons", "2-2", seed=range(3, 6))).settings
    assert [trial["seed"] for trial in seeds] == [3, 4, 5]
    pairs = propose(asked("moons", "2-2", pair={"batch_size": [1, 8], "epochs": range(2, 4)})).settings
    assert [(trial["batch_size"], trial["epochs"]) for trial in pairs] == [(1, 2), (8, 3)]
    spaces = {
        "learning_rate": tl.random_log(1e-3, 1),
        "l2": tl.random_lin(0, 1),
        "optimizer": tl.choice("adam", "sgd"),
    }
    drawn = asked("moons", "2-2", **spaces, trials=6, seed=2)
    assert len(propose(drawn).settings) == 6
    assert propose(drawn) == propose(asked("moons", "2-2", **spaces, trials=6, seed=2))


@pytest.mark.parametrize(
    ("data", "named", "kind", "words"),
    [
        ("mons", {}, DataError, "unknown dataset 'mons': did you mean 'moons'"),
        ("nix.csv", {}, DataError, "there is no file or folder 'nix.csv'"),
        ("~nobody/nix.csv", {}, DataError, "there is no file or folder '~nobody/nix.csv'"),
        (7, {}, ExperimentError, "data is the name of a dataset, a path or a Dataset, not 7"),
        ("moons", {"net": None}, SettingError, "the net is missing"),
        ("moons", {"net": "3-4-2"}, NetError, "net '3-4-2' takes 3 inputs, but moons has 2"),
        ("moons", {"net": "2-4-3"}, NetError, "2"),
        ("moons", {"net": "2-x"}, NetError, "cannot be read"),
        ("moons", {"target": "y"}, DataError, "moons is built in and knows its own target"),
        ("moons", {"lerning_rate": 1}, SettingError, "did you mean 'learning_rate'"),
        ("moons", {"learning_rate": {"a": 1}}, SettingError, "learning_rate of the recipe must be a number"),
        ("moons", {"learning_rate": []}, ExperimentError, "empty list"),
        (
            "moons",
            {"batch_size": 901},
            SettingError,
            "at most the 900 training examples of moons .or 'full'., not 901",
        ),
        ("moons", {"batch_size": [10, 901]}, SettingError, "900 training examples"),
        ("moons", {"seeds": 0}, ExperimentError, "seeds of an experiment must be a whole number >= 1"),
        ("moons", {"seed": -1}, ExperimentError, "seed of an experiment must be a whole number >= 0"),
        ("moons", {"name": ""}, ExperimentError, "name of an experiment must be"),
        ("moons", {"pair": {"l2": [0, 1], "epochs": [1]}}, ExperimentError, "same number of values"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(tmp_path, data, named, kind, words):
    with pytest.raises(kind, match=words):
        tl.run(data, **{"net": "2-2", **named}, root=tmp_path / "runs")
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_knows_its_target(arrays, tmp_path):
    with pytest.raises(ExperimentError, match="target='y' is a column of a file: leave it out where data is"):
        tl.run(arrays, "3-2", target="y", root=tmp_path)


def test_a_run_tells_what_it_does(study, tmp_path):
    watcher = Watcher()
    experiment = Experiment.parse((study.folder / "study.yaml").read_text(), Path("study.yaml"))
    again = run_experiment(experiment, root=tmp_path, observer=watcher)
    assert watcher.trials == [(12, 0)]
    assert watcher.compiled[-1] == (1, 1)
    assert watcher.steps[-1] == (12 * 60, 12 * 60)
    assert watcher.steps == sorted(watcher.steps)
    assert {trial.status for trial in watcher.seen.values()} == {"done", "diverged"}
    # And it was the study over again, bit by bit.
    assert again.folder != study.folder
    for curve in ("train_loss", "validation_loss"):
        np.testing.assert_array_equal(again.curves(curve), study.curves(curve))


def test_an_interrupted_study_can_be_read_and_is_not_locked(study, tmp_path):
    experiment = Experiment.parse((study.folder / "study.yaml").read_text(), Path("study.yaml"))
    with pytest.raises(KeyboardInterrupt):
        run_experiment(experiment, root=tmp_path, observer=Interrupts())
    left = tl.open(root=tmp_path)
    assert len(left) == 12
    assert left.curves("train_loss").shape[0] == 12
    assert left.frame().num_rows == 12
    left.findings()
    StudyWriter.open(left.folder).close()


def test_a_study_of_a_file_runs_again_from_anywhere(csv, tmp_path, monkeypatch):
    monkeypatch.chdir(csv.parent)
    recipe = {"target": "is_fake", "batch_size": 16, "steps": 20, "root": tmp_path / "runs", "name": "notes"}
    study = tl.run("notes.csv", "2-3-2", **recipe)
    assert study.info.data == str(csv)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    again = run_experiment(Experiment.read(study.folder / "study.yaml"), root=tmp_path / "again")
    np.testing.assert_array_equal(again.curves("train_loss"), study.curves("train_loss"))
    assert again.trial(0).evaluate() == study.trial(0).evaluate()
    assert (again.info.name, again.info.dataset) == ("notes", study.info.dataset)


def test_a_study_of_arrays_runs_again_from_what_it_keeps(arrays_study, tmp_path, monkeypatch):
    moved = arrays_study.folder.rename(arrays_study.folder.with_name("moved-20260101-000000"))
    try:
        experiment = Experiment.read(moved / "study.yaml")
        assert experiment.data == "dataset.safetensors"
        monkeypatch.chdir(moved)
        again = run_experiment(experiment, root=tmp_path)
        # And once more from the copy, by the path that the command line gives it.
        data = data_path(experiment.data, beside=again.folder)
        monkeypatch.chdir(tmp_path)
        third = run_experiment(experiment.model_copy(update={"data": data}), root=tmp_path / "third")
        for study in (again, third):
            np.testing.assert_array_equal(study.curves("train_loss"), tl.open(moved).curves("train_loss"))
            assert (study.info.data, study.info.name) == ("moons", "moons")
            assert study.info.dataset == tl.open(moved).info.dataset
    finally:
        moved.rename(arrays_study.folder)
