"""A trial in hand: its weights do what its record says, on every split and on new inputs."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

import trainlab as tl
from trainlab.data import load_dataset
from trainlab.errors import DataError, StudyError


def forward(weights: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Logits of a net with one hidden layer of rectified units, in 64 bits."""
    w = {name: array.astype(float) for name, array in weights.items()}
    hidden = np.maximum(x.astype(float) @ w["hidden1.kernel"] + w["hidden1.bias"], 0)
    return hidden @ w["output.kernel"] + w["output.bias"]


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def standardised(dataset: tl.Dataset, x: np.ndarray) -> np.ndarray:
    train = dataset.train.inputs.astype(float)
    return (x - train.mean(axis=0)) / train.std(axis=0)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
@pytest.mark.parametrize("which", ["best", "final"])
def test_evaluating_agrees_with_a_forward_pass_by_hand(study, split, which):
    part = load_dataset("moons").split(split)
    for trial in (study.best(), study.trial(0)):
        probabilities = softmax(forward(trial.weights(which), part.inputs))
        loss = -np.log(probabilities[np.arange(len(part)), part.targets]).mean()
        accuracy = (probabilities.argmax(axis=1) == part.targets).mean()
        measured = trial.evaluate(split, which)
        assert measured == {
            "split": split, "weights": which, "examples": len(part),
            "loss": pytest.approx(loss, rel=1e-5), "accuracy": pytest.approx(accuracy),
        }  # fmt: skip
        if split == "validation":
            kept = trial.record.best if which == "best" else trial.record.final
            assert measured["loss"] == pytest.approx(kept["validation_loss"], rel=1e-5)
            assert measured["accuracy"] == pytest.approx(kept["validation_accuracy"])


def test_one_output_is_a_sigmoid_with_binary_cross_entropy(arrays, arrays_study):
    part = arrays.test
    for trial, inputs in zip(
        arrays_study.trials, (part.inputs, standardised(arrays, part.inputs)), strict=True
    ):
        logits = forward(trial.weights("final"), inputs)[:, 0]
        sign = np.where(part.targets == 1, -1, 1)
        measured = trial.evaluate("test", "final")
        assert measured["loss"] == pytest.approx(np.logaddexp(0, sign * logits).mean(), rel=1e-4)
        assert measured["accuracy"] == pytest.approx(((logits > 0) == part.targets).mean())


def test_predictions_are_the_probabilities_of_a_forward_pass(study):
    x = np.random.default_rng(0).normal(size=(7, 2))
    for which in ("best", "final"):
        predicted = study.trial(4).predict(x, which)
        assert predicted.shape == (7, 2)
        assert predicted.dtype == np.float32
        np.testing.assert_allclose(predicted, softmax(forward(study.trial(4).weights(which), x)), rtol=1e-4)


def test_predictions_of_one_output_have_a_column_for_each_class(arrays, arrays_study):
    x = arrays.test.inputs
    for trial, inputs in zip(arrays_study.trials, (x, standardised(arrays, x)), strict=True):
        second = 1 / (1 + np.exp(-forward(trial.weights(), inputs)[:, 0]))
        predicted = trial.predict(x)
        assert predicted.shape == (len(x), 2)
        np.testing.assert_allclose(predicted[:, 1], second, atol=1e-5)
        np.testing.assert_allclose(predicted.sum(axis=1), 1, rtol=1e-6)


def test_a_prediction_does_not_depend_on_those_beside_it(study, arrays, arrays_study):
    for trial, x in (
        (study.trial(5), load_dataset("moons").test.inputs),
        (arrays_study.trial(1), arrays.test.inputs),
    ):
        together = trial.predict(x)
        np.testing.assert_allclose(together.sum(axis=1), 1, rtol=1e-6)
        np.testing.assert_array_equal(together[3:4], trial.predict(x[3:4]))
        np.testing.assert_array_equal(together[:5], trial.predict(x[:5].tolist()))
        assert trial.predict(x[:0]).shape == (0, 2)


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.zeros((4, 5)), r"takes 3 numbers an example: inputs must be \(examples, 3\), not \(4, 5\)"),
        (np.zeros(3), r"not \(3,\)"),
        (1.0, r"not \(\)"),
        ([["a", "b", "c"]], "inputs must be numbers"),
        ([[1, 2, 3], [1, 2]], "inputs must be numbers"),
    ],
)
@pytest.mark.parametrize("number", [0, 1])
def test_inputs_that_do_not_fit_the_net_are_refused(arrays_study, x, words, number):
    with pytest.raises(DataError, match=words):
        arrays_study.trial(number).predict(x)


def test_a_diverged_trial_keeps_its_best_weights_and_says_what_became_of_it(study):
    trial = study.trial(11)
    assert trial.status == f"diverged at step {trial.record.diverged_at}"
    assert 0 <= trial.evaluate("validation")["accuracy"] <= 1
    assert np.isfinite(trial.evaluate("validation")["loss"])
    assert repr(trial).startswith("<trial 11: diverged at step ")


def test_an_unknown_split_lists_the_ones_there_are(study):
    with pytest.raises(DataError, match=r"'tset': did you mean 'test'\? Allowed: train, validation, test\."):
        study.trial(0).evaluate("tset")
    with pytest.raises(StudyError, match="weights must be best or final"):
        study.trial(0).evaluate("test", "last")


def test_a_study_of_arrays_is_complete_in_a_fresh_process(arrays, arrays_study):
    script = """
import json, sys, trainlab as tl
trial = tl.open(sys.argv[1]).trial(1)
print(json.dumps([trial.evaluate("test"), trial.predict([[0.0, 50.0, 1.0]]).tolist()]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, arrays_study.folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    measured, predicted = json.loads(done.stdout)
    trial = arrays_study.trial(1)
    assert measured == pytest.approx(trial.evaluate("test"))
    np.testing.assert_allclose(predicted, trial.predict([[0.0, 50.0, 1.0]]), rtol=1e-5)


def test_a_study_whose_inputs_have_no_shape_says_so(study, tmp_path):
    folder = shutil.copytree(study.folder, tmp_path / "changed")
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection, connection:
        connection.execute("UPDATE study SET dataset = json_remove(dataset, '$.inputs')")
    with pytest.raises(StudyError, match="has inputs of no shape: 'None'"):
        tl.open(folder).trials[0].input_shape  # noqa: B018
