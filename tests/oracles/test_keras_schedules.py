"""The learning rates of Keras 3's schedules, step by step, and trainlab's."""

from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from keras.optimizers import schedules

from trainlab.schedules.pieces import read_pieces
from trainlab.schedules.rate import learning_rate

RATE = 0.3
STEPS = np.arange(600, dtype=np.int32)


def of_keras(schedule):
    return np.asarray(jax.jit(jax.vmap(schedule))(STEPS))


def of_trainlab(static, **hyper):
    numbers = {
        name: jnp.asarray(value, jnp.int32 if isinstance(value, int) else jnp.float32)
        for name, value in {"learning_rate": RATE, **hyper}.items()
    }
    rates = jax.vmap(lambda step: learning_rate(static, numbers, frozenset(hyper) & {"warmup"}, step))
    return np.asarray(jax.jit(rates)(STEPS))


def assert_same(measured, expected):
    # A cosine that is nearly -1 leaves few digits of a rate that is nearly 0.
    np.testing.assert_allclose(measured, expected, rtol=2e-6, atol=1e-6 * RATE)


@pytest.mark.parametrize("staircase", [False, True])
@pytest.mark.parametrize("steps", [1, 7, 100, 1000])
def test_exponential_decay(steps, staircase):
    expected = of_keras(schedules.ExponentialDecay(RATE, steps, 0.1, staircase=staircase))
    assert_same(of_trainlab({"schedule": "exponential", "staircase": staircase}, decay_steps=steps), expected)


@pytest.mark.parametrize("steps", [1, 7, 100, 1000])
def test_inverse_time_decay_is_power_decay_with_power_1(steps):
    expected = of_keras(schedules.InverseTimeDecay(RATE, steps, 1.0))
    assert_same(of_trainlab({"schedule": "power"}, decay_steps=steps, decay_power=1.0), expected)


@pytest.mark.parametrize("alpha", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("steps", [1, 7, 100, 400, 1000])
def test_cosine_decay(steps, alpha):
    expected = of_keras(schedules.CosineDecay(RATE, steps, alpha))
    assert_same(of_trainlab({"schedule": "cosine"}, decay_steps=steps, final_rate=alpha), expected)


def test_cosine_decay_after_a_warmup():
    # Keras warms up from 0 at step 0 where trainlab's first update takes 1 / warmup: a step apart.
    schedule = schedules.CosineDecay(0.0, 100, 0.1, warmup_target=RATE, warmup_steps=20)
    expected = of_keras(schedule)
    measured = of_trainlab({"schedule": "cosine"}, decay_steps=100, final_rate=0.1, warmup=20)
    assert_same(measured[:19], expected[1:20])
    assert_same(measured[20:], expected[20:])
    assert measured[19] == pytest.approx(RATE)


@pytest.mark.parametrize(("decay", "alpha"), [(1.0, 0.0), (0.7, 0.2)])
@pytest.mark.parametrize("growth", [1.0, 1.1, 1.5, 2.0, 2.7, 3.0])
@pytest.mark.parametrize("steps", [5, 100])
def test_cosine_decay_with_restarts(steps, growth, decay, alpha):
    expected = of_keras(schedules.CosineDecayRestarts(RATE, steps, growth, decay, alpha))
    measured = of_trainlab(
        {"schedule": "cosine_restarts"}, decay_steps=steps, final_rate=alpha, restart_growth=growth,
        restart_decay=decay,
    )  # fmt: skip
    lengths = (steps * growth**i for i in itertools.count())
    starts = np.array(
        list(itertools.takewhile(lambda start: start < len(STEPS), itertools.accumulate(lengths, initial=0)))
    )
    assert len(starts) > 2
    # At a restart Keras's logarithms decide by their last bit whether it has come; trainlab's always has.
    whole = np.abs(starts - starts.round()) < 1e-9
    restarts = starts[whole].round().astype(int)
    heights = decay ** np.flatnonzero(whole)
    assert_same(measured[restarts], RATE * ((1 - alpha) * heights + alpha))
    apart = ~np.isclose(measured, expected, rtol=1e-5, atol=1e-5 * RATE)
    assert set(STEPS[apart]) <= set(restarts)


def test_piecewise_constant_decay():
    # Keras's boundary is the last step of a piece, trainlab's place the first of the next.
    expected = of_keras(schedules.PiecewiseConstantDecay([0, 49, 199, 350], [RATE, 0.15, 0.03, 0.6, 0.0]))
    pieces = read_pieces("1:0.5/50:0.1/200:2/351:0", 400)
    assert_same(of_trainlab({"schedule": "piecewise"}, pieces=pieces), expected)
