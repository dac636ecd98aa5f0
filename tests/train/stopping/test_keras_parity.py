"""Random curves through Keras 3's callbacks, and through trainlab's checks."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.train.stopping.early_stopping import check_stopping, initial_stopping
from trainlab.train.stopping.plateau import check_plateau, initial_plateau

# One compiled program for all examples: Keras is driven for as many checks as are drawn.
CHECKS = 40

# A coarse grid gives ties and steps of exactly min_delta; fine values give the rest.
COARSE = st.integers(0, 12).map(lambda eighths: eighths / 8)
FINE = st.floats(0, 10, width=32)
CURVES = st.one_of(*(st.lists(values, min_size=1, max_size=CHECKS) for values in (COARSE, FINE)))
DELTAS = st.sampled_from([0.0, 0.125, 0.25, 2**-20, 1.0])

OPTIMIZER = keras.optimizers.SGD()


def padded(values):
    return jnp.asarray(np.pad(np.float32(values), (0, CHECKS - len(values))))


@jax.jit
def plateau_path(hyper, values):
    def check(state, value):
        state = check_plateau(state, hyper, value)
        return state, state

    return jax.lax.scan(check, initial_plateau(), values)[1]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning:keras")
@given(
    losses=CURVES,
    factor=st.sampled_from([0.1, 0.5, 0.7]),
    patience=st.integers(1, 5),
    min_delta=DELTAS,
    cooldown=st.integers(0, 4),
    # No power of a factor: whether a rate is above the lowest must not hang on a last bit.
    lowest=st.sampled_from([0.0, 0.0037, 0.037, 0.5]),
    rate=st.sampled_from([0.1, 0.3]),
)
def test_reduce_lr_on_plateau(losses, factor, patience, min_delta, cooldown, lowest, rate):
    callback = keras.callbacks.ReduceLROnPlateau(
        monitor="loss", factor=factor, patience=patience, mode="min", min_delta=min_delta, cooldown=cooldown,
        min_lr=lowest,
    )  # fmt: skip
    OPTIMIZER.learning_rate = rate
    callback.set_model(SimpleNamespace(optimizer=OPTIMIZER))
    callback.on_train_begin()
    hyper = {
        "learning_rate": jnp.float32(rate),
        "plateau_factor": jnp.float32(factor),
        "plateau_patience": jnp.int32(patience),
        "plateau_min_delta": jnp.float32(min_delta),
        "plateau_cooldown": jnp.int32(cooldown),
        "min_rate": jnp.float32(lowest),
    }
    path = jax.tree.map(np.asarray, plateau_path(hyper, padded(losses)))
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"loss": loss})
        assert path.best[epoch] == callback.best
        assert path.waited[epoch] == callback.wait
        assert path.cooling[epoch] == callback.cooldown_counter
        lowered = float(keras.ops.convert_to_numpy(OPTIMIZER.learning_rate))
        assert rate * path.factor[epoch] == pytest.approx(lowered, rel=1e-5)
        assert rate * path.factor[epoch] >= min(rate, lowest) * (1 - 1e-6)


@partial(jax.jit, static_argnums=2)
def stopping_path(hyper, values, watch):
    def check(state, value):
        state, improved, stop = check_stopping(state, hyper, value, watch)
        return state, (*state, improved, stop)

    return jax.lax.scan(check, initial_stopping(), values)[1]


class Weights:
    """A model whose weights are the number of the check they belong to."""

    stop_training = False
    epoch = None

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.epoch = weights


@pytest.mark.parametrize("watch", ["train_loss", "validation_loss", "validation_accuracy"])
@given(values=CURVES, patience=st.integers(1, 6), min_delta=DELTAS)
def test_early_stopping(watch, values, patience, min_delta):
    mode = "max" if watch == "validation_accuracy" else "min"
    callback = keras.callbacks.EarlyStopping(
        watch, min_delta=min_delta, patience=patience, mode=mode, restore_best_weights=True
    )
    model = Weights()
    epoch = 0
    callback.set_model(model)
    callback.on_train_begin()
    hyper = {"patience": jnp.int32(patience), "min_delta": jnp.float32(min_delta)}
    best, waited, improved, stop = map(np.asarray, stopping_path(hyper, padded(values), watch))
    for epoch, value in enumerate(values):
        model.epoch = epoch
        callback.on_epoch_end(epoch, {watch: value})
        assert best[epoch] == callback.best
        assert waited[epoch] == callback.wait
        assert improved[epoch] == (callback.best_epoch == epoch)
        assert stop[epoch] == model.stop_training
        if model.stop_training:
            assert callback.stopped_epoch == epoch
            break
    callback.on_train_end()
    assert model.epoch == np.flatnonzero(improved[: epoch + 1])[-1]
