"""What a trial started from and what it saw: its weights before the first update, the rows of every batch."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import StudyError

STILL = {"optimizer": "sgd", "learning_rate": 1e-30, "bias_init": 0.1}
"""A learning rate that moves no weight."""


@pytest.fixture(scope="module")
def still(tmp_path_factory) -> tl.Study:
    """Four trials on half-moons that end where they began."""
    root = tmp_path_factory.mktemp("still")
    return tl.run(
        "moons", "2-4-2", weight_init=["he_normal", "glorot_uniform"], seeds=2, steps=25,
        batch_size=170, root=root, name="still", **STILL,
    )  # fmt: skip


def assert_same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        assert array.dtype == other[name].dtype == np.float32
        np.testing.assert_array_equal(array, other[name])


def test_a_trial_that_does_not_move_ends_with_its_initial_weights(still):
    for trial in still.trials:
        assert_same(trial.initial_weights(), trial.weights("final"))
    first, other = (still.trial(number).initial_weights()["hidden1.kernel"] for number in (0, 1))
    assert (first != other).all()


def test_statistics_and_frozen_layers_are_among_them(arrays, tmp_path):
    still = {**STILL, "steps": 1, "root": tmp_path, "check": False}
    source = tl.run(arrays, "3-4-1", name="source", **{**still, "learning_rate": 0.1, "steps": 20})
    study = tl.run(
        arrays, "3-4-1", start_from="source:0", reuse="hidden1", freeze="hidden1", name="taken", **still
    )
    (trial,) = study.trials
    assert_same(trial.initial_weights(), trial.weights("final"))
    kernel = source.trial(0).weights()["hidden1.kernel"]
    np.testing.assert_array_equal(trial.initial_weights()["hidden1.kernel"], kernel)
    study = tl.run(arrays, "dense4 batchnorm:relu dense1", **still)
    names = study.trial(0).initial_weights().keys()
    assert names == study.trial(0).weights("final").keys()
    assert any(name.endswith("moving_variance") for name in names)


def test_the_first_loss_is_that_of_the_initial_weights_on_the_first_batch(still):
    for trial in still.trials:
        weights, train = trial.initial_weights(), trial.dataset().train
        for step, rows in enumerate(still.batches(trial.id)):
            x, y = train.inputs[rows].astype(float), train.targets[rows]
            hidden = np.maximum(x @ weights["hidden1.kernel"] + weights["hidden1.bias"], 0)
            logits = hidden @ weights["output.kernel"] + weights["output.bias"]
            loss = (np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y]).mean()
            assert trial.curve("train_loss")[1][step] == pytest.approx(loss, rel=1e-5)


def test_batches_go_through_every_epoch_once(still):
    examples = len(still.trial(0).dataset().train)
    batches = still.batches(0)
    assert len(batches) == 25
    per_epoch = -(-examples // 170)
    assert {len(rows) for rows in batches} == {170, examples % 170}
    for first in range(0, 25 - per_epoch, per_epoch):
        seen = np.concatenate(batches[first : first + per_epoch])
        np.testing.assert_array_equal(np.sort(seen), np.arange(examples))
    for one, other in zip(still.batches(3, 4, 9), batches[4:9], strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_full_batch_is_all_of_train(arrays, tmp_path):
    study = tl.run(arrays, "3-4-1", batch_size="full", steps=3, root=tmp_path, check=False)
    examples = np.arange(len(study.trial(0).dataset().train))
    assert [rows.tolist() for rows in study.batches(0)] == [examples.tolist()] * 3


@pytest.mark.parametrize("steps", [(-1, 3), (4, 3), (0, 26)])
def test_steps_that_a_trial_does_not_have_are_refused(still, steps):
    with pytest.raises(StudyError, match="are those of steps 0 to 25"):
        still.batches(0, *steps)
