"""Whole trainings with rules that watch curves: Keras's fit with its callbacks, and trainlab's engine."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np
import pytest
from laboratory import quick_compilation

from trainlab.data import Dataset
from trainlab.nets import draw_parameters, read_net

# Keras hands its variables to NumPy in a way that NumPy 2 warns about.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

NET, ACTIVATION = "2-6-3", "tanh"
BATCH, EPOCHS = 8, 60
SHARED = {
    "batch_size": BATCH,
    "epochs": EPOCHS,
    "activation": ACTIVATION,
    "shuffle": False,
    "eval_every": "epoch",
}

# What is watched, how the rule is set, and the learning rate; the last one does not stop.
STOPPING = [
    ("train_loss", {"patience": 2, "min_delta": 1e-2}, 0.5),
    ("train_loss", {"patience": 4, "min_delta": 0.0}, 2.0),
    ("validation_loss", {"patience": 3, "min_delta": 1e-3}, 1.0),
    ("validation_accuracy", {"patience": 5, "min_delta": 0.0}, 0.3),
    ("validation_loss", {"patience": 60, "min_delta": 0.0}, 0.1),
]
PLATEAU = {"plateau_factor": 0.5, "plateau_patience": 2, "plateau_min_delta": 5e-3, "plateau_cooldown": 1,
           "min_rate": 0.02}  # fmt: skip
MONITORS = {"train_loss": "loss", "validation_loss": "val_loss", "validation_accuracy": "val_accuracy"}


@pytest.fixture(scope="module")
def sectors():
    """44 training examples, which batches of 8 do not divide, of three classes that lie around a point."""
    draw = np.random.default_rng(3)
    x = draw.normal(size=(65, 2))
    y = np.floor((np.arctan2(x[:, 1], x[:, 0]) / (2 * np.pi) % 1) * 3)
    y = np.where(draw.random(65) < 0.1, 0, y).astype(int)
    held_out = (x[44:], y[44:])
    return Dataset.from_arrays(x[:44], y[:44], validation=held_out, test=held_out)


@cache
def compiled_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(6, ACTIVATION), keras.layers.Dense(3)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=loss, metrics=["accuracy"])
    return model


def keras_model(seed, rate):
    """The model with trainlab's initial weights; it is compiled once."""
    model = compiled_model()
    drawn = draw_parameters(read_net(NET, ACTIVATION), seed=seed)
    model.set_weights([drawn[layer][name] for layer in ("hidden1", "output") for name in ("kernel", "bias")])
    model.optimizer.learning_rate = rate
    return model


def fit(model, dataset, callbacks):
    train, validation = dataset.train, dataset.validation
    return model.fit(
        train.inputs, train.targets, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0,
        validation_data=(validation.inputs, validation.targets), callbacks=callbacks,
    )  # fmt: skip


def epoch_means(losses, examples):
    """Means over the examples of each epoch, whose last batch is short."""
    weights = np.array([BATCH] * (examples // BATCH) + [examples % BATCH])
    return (losses.reshape(-1, len(weights)) * weights).sum(axis=1) / examples


@pytest.mark.parametrize(("watch", "rule", "rate"), STOPPING, ids=[f"{w}-{r}" for w, _, r in STOPPING])
def test_early_stopping_is_that_of_keras(laboratory, sectors, watch, rule, rate):
    with quick_compilation():
        (outcome,) = laboratory.train(
            sectors, net=NET, set={**SHARED, **rule, "early_stopping": watch, "learning_rate": rate}, seed=4
        )
    stopping = keras.callbacks.EarlyStopping(
        MONITORS[watch], patience=rule["patience"], min_delta=rule["min_delta"], restore_best_weights=True
    )
    model = keras_model(4, rate)
    history = fit(model, sectors, [stopping]).history
    epochs = len(history["loss"])
    steps_per_epoch = outcome.trial.steps_per_epoch
    assert outcome.trial.steps == len(outcome.losses) == epochs * steps_per_epoch
    assert outcome.trial.status == ("stopped" if epochs < EPOCHS else "done")
    np.testing.assert_allclose(epoch_means(outcome.losses, len(sectors.train)), history["loss"], rtol=1e-4)
    assert outcome.trial.best_step == (stopping.best_epoch + 1) * steps_per_epoch
    names = ["hidden1.kernel", "hidden1.bias", "output.kernel", "output.bias"]
    for name, expected in zip(names, model.get_weights(), strict=True):
        np.testing.assert_allclose(outcome.best[name], expected, rtol=1e-3, atol=1e-5)
    # The record says what the best checkpoint measures, whether it was evaluated on the way or not.
    loss, accuracy = model.evaluate(sectors.validation.inputs, sectors.validation.targets, verbose=0)
    assert outcome.trial.best["validation_loss"] == pytest.approx(loss, rel=1e-4)
    assert outcome.trial.best["validation_accuracy"] == pytest.approx(accuracy, abs=1e-6)
    assert list(outcome.trial.best.values()) == outcome.evaluations[outcome.trial.best_step].tolist()


@pytest.mark.parametrize("watch", ["train_loss", "validation_loss"])
def test_the_performance_schedule_is_that_of_keras(laboratory, sectors, watch):
    schedule = {"schedule": "performance", "plateau_watch": watch, "learning_rate": 1.0}
    plans = laboratory.plans(sectors, net=NET, seed=7, set={**SHARED, **PLATEAU, **schedule})
    with quick_compilation():
        notebook = laboratory.notebook(sectors, plans)
    plateau = keras.callbacks.ReduceLROnPlateau(
        MONITORS[watch], factor=0.5, patience=2, min_delta=5e-3, cooldown=1, min_lr=0.02
    )
    history = fit(keras_model(7, 1.0), sectors, [plateau]).history
    (outcome,) = notebook.outcomes()
    rates = np.concatenate([chunk.step_curves["learning_rate"][0] for chunk in notebook.chunks])
    by_epoch = rates.reshape(EPOCHS, -1)
    assert (by_epoch == by_epoch[:, :1]).all()
    # Keras notes the rate an epoch ends with, after the callback has changed it.
    assert by_epoch[0, 0] == 1.0
    np.testing.assert_allclose(by_epoch[1:, 0], history["learning_rate"][1:], rtol=1e-6)
    assert len(set(by_epoch[:, 0].tolist())) > 3
    np.testing.assert_allclose(epoch_means(outcome.losses, len(sectors.train)), history["loss"], rtol=1e-3)
