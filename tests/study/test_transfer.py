"""A study that starts from another: what is reused, what stays as it was, and what leaves the study."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl

LAYERS = "avgpool2 conv2x2x3 batchnorm:relu flatten dense2"
RECIPE = {"steps": 6, "batch_size": 8, "eval_every": 3, "optimizer": "sgd", "learning_rate": 0.5}


@pytest.fixture(scope="module")
def images() -> tl.Dataset:
    """Pictures of two classes: bright above, or bright below."""
    generator = np.random.default_rng(2)
    x, y = generator.normal(size=(80, 6, 6)), np.arange(80) % 2
    x[y == 0, :3] += 1
    x[y == 1, 3:] += 1
    return tl.Dataset.from_arrays(x, y, classes=["above", "below"], name="halves")


@pytest.fixture(scope="module")
def source(images, tmp_path_factory) -> tl.Study:
    return tl.run(images, LAYERS, **RECIPE, seeds=2, name="source", root=tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def frozen(images, source, tmp_path_factory) -> tl.Study:
    """Starts from trial 1 of the source, whose first layers do not learn; with the cache and without."""
    return tl.run(
        images, LAYERS, **RECIPE, start_from=f"{source.folder}:1", reuse="conv1,batchnorm1",
        freeze="conv1,batchnorm1", cache_prefix=[True, False], seed=7, root=tmp_path_factory.mktemp("frozen"),
    )  # fmt: skip


def test_layers_start_from_the_best_weights(images, source, tmp_path):
    study = tl.run(
        images, LAYERS, **{**RECIPE, "steps": 1, "learning_rate": 1e-30}, start_from="source:0",
        root=source.folder.parent, name="started", reuse="conv1,dense1",
    )  # fmt: skip
    start, kept = study.trial(0).weights("final"), source.trial(0).weights("best")
    for name in ("conv1.kernel", "conv1.bias", "dense1.kernel", "dense1.bias"):
        np.testing.assert_allclose(start[name], kept[name], rtol=1e-6, atol=1e-20)
    assert start["batchnorm1.gamma"].tolist() == [1, 1, 1]
    assert study.trial(0).settings["start_from"] == f"{source.folder}:0"
    assert f"start_from: {source.folder}:0" in (study.folder / "study.yaml").read_text()


def test_frozen_layers_keep_what_they_were_given_and_the_rest_learns(source, frozen):
    kept = source.trial(1).weights("best")
    for trial in frozen.trials:
        for which in ("best", "final"):
            weights = trial.weights(which)
            assert weights.keys() == kept.keys(), "what is kept is the whole net"
            for name, array in weights.items():
                same = array.tobytes() == kept[name].tobytes()
                assert same == name.startswith(("conv1", "batchnorm1")), name
    final = frozen.trial(0).weights("final")["dense1.kernel"]
    assert (final != frozen.trial(0).weights("best")["dense1.kernel"]).any() or frozen.trial(
        0
    ).record.best_step == 6


def test_the_cache_changes_nothing(frozen):
    cached, uncached = frozen.trials
    assert cached.settings["cache_prefix"] != uncached.settings["cache_prefix"]
    np.testing.assert_allclose(
        cached.curve("train_loss")[1], uncached.curve("train_loss")[1], rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("number", [0, 1])
def test_measures_and_predictions_are_those_of_training(images, frozen, number):
    trial = frozen.trial(number)
    for which, record in (("best", trial.record.best), ("final", trial.record.final)):
        measured = trial.evaluate("validation", which)
        assert measured["loss"] == pytest.approx(record["validation_loss"], rel=1e-4)
        assert measured["accuracy"] == pytest.approx(record["validation_accuracy"])
    part = images.validation
    predicted = trial.predict(part.inputs, "final")
    loss = -np.log(predicted[np.arange(len(part)), part.targets]).mean()
    assert loss == pytest.approx(trial.record.final["validation_loss"], rel=1e-4)
    assert trial.predict(part.inputs.reshape(len(part), -1), "final").tobytes() == predicted.tobytes()


def test_an_exported_layer_net_predicts_the_same_and_starts_another(images, frozen, tmp_path):
    trial = frozen.trial(0)
    file = trial.export(tmp_path / "net")
    network = tl.load_network(tmp_path / "net")
    x = images.test.inputs
    assert network.predict(x).tobytes() == trial.predict(x).tobytes()
    assert (network.classes, network.features, network.input_shape) == (("above", "below"), (), (6, 6, 1))
    study = tl.run(images, LAYERS, **RECIPE, start_from=str(file), freeze="conv1", root=tmp_path / "runs")
    again = study.trial(0).weights("final")
    assert again["conv1.kernel"].tobytes() == trial.weights("best")["conv1.kernel"].tobytes()


def test_a_study_that_started_from_another_runs_again_from_its_file(images, frozen, tmp_path, monkeypatch):
    from trainlab.experiments import Experiment
    from trainlab.study import run_experiment
    from trainlab.study.data.source import data_path

    monkeypatch.chdir(tmp_path)
    path = frozen.folder / "study.yaml"
    experiment = Experiment.read(path)
    data = data_path(experiment.data, beside=frozen.folder)
    said: list[str] = []

    class Notes(tl.Observer):
        def noted(self, lines):
            said.extend(lines)

    again = run_experiment(
        experiment.model_copy(update={"data": data}), root=tmp_path / "runs", observer=Notes()
    )
    np.testing.assert_array_equal(again.curves("train_loss"), frozen.curves("train_loss"))
    [line] = said
    assert line.startswith("reused conv1, batchnorm1 (2 layers, 27 numbers) of ")
    assert line.endswith(":1; dense1 starts fresh; frozen: conv1, batchnorm1")
