from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.schedules.rate import learning_rate
from trainlab.settings import SCHEDULES

CLOCKED = [name for name in SCHEDULES if name not in ("constant", "performance")]


@pytest.mark.parametrize("schedule", ["constant", "performance"])
def test_without_schedule_and_warmup_the_rate_is_the_setting_itself(schedule):
    hyper = {"learning_rate": jnp.float32(0.1)}
    rate = learning_rate({"schedule": schedule}, hyper, frozenset(), jnp.int32(5))
    assert rate is hyper["learning_rate"]


@pytest.mark.parametrize("schedule", ["constant", "performance"])
def test_a_warmup_alone_ends_at_the_rate_itself(schedule, rates):
    measured = rates(6, schedule=schedule, learning_rate=0.1, warmup=4)
    np.testing.assert_allclose(measured[:3], [0.025, 0.05, 0.075], rtol=1e-6)
    np.testing.assert_array_equal(measured[3:], np.float32(0.1))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_runs_on_its_defaults(schedule, rates):
    measured = rates(50, schedule=schedule, learning_rate=0.1)
    assert measured.dtype == np.float32
    assert np.isfinite(measured).all()
    assert (measured >= 0).all()
    assert (len(set(measured.tolist())) > 1) == (schedule in CLOCKED)


@pytest.mark.parametrize("schedule", CLOCKED)
@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("warmup", [0, 2])
def test_the_shortest_trials_have_a_rate(schedule, length, warmup, rates):
    measured = rates(length, schedule=schedule, learning_rate=0.1, warmup=warmup)
    assert np.isfinite(measured).all()
    assert (measured >= 0).all()


@pytest.mark.parametrize("schedule", CLOCKED)
def test_trials_together_equal_each_alone(schedule, read):
    trials = [
        {"learning_rate": 0.1, "warmup": 3},
        {"learning_rate": 2.0, "warmup": 1},
        {"learning_rate": 0.0, "warmup": 20},
    ]
    programs = [read(40, schedule=schedule, **trial) for trial in trials]
    static, _, active = programs[0]
    together = jax.tree.map(lambda *leaves: jnp.stack(leaves), *(hyper for _, hyper, _ in programs))

    def of_trial(hyper, step):
        return learning_rate(dict(static), hyper, active, step)

    of_trials = jax.jit(jax.vmap(of_trial, in_axes=(0, None)))
    for step in (0, 2, 3, 17, 39):
        alone = [jax.jit(of_trial)(hyper, jnp.int32(step)) for _, hyper, _ in programs]
        np.testing.assert_allclose(of_trials(together, jnp.int32(step)), alone, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_loop_and_a_branch_of_the_program_may_hold_it(schedule, read, rates):
    static, hyper, active = read(12, schedule=schedule, learning_rate=0.1, warmup=2)

    def body(step, rates):
        rate = jax.lax.cond(
            step % 2 == 0, lambda: learning_rate(dict(static), hyper, active, step), lambda: jnp.float32(-1)
        )
        return rates.at[step].set(rate)

    looped = jax.jit(lambda: jax.lax.fori_loop(0, 12, body, jnp.zeros(12)))()
    expected = rates(12, schedule=schedule, learning_rate=0.1, warmup=2)
    np.testing.assert_allclose(looped[::2], expected[::2], rtol=1e-6, atol=1e-7)
    assert (looped[1::2] == -1).all()


def test_a_warmup_that_is_not_active_is_no_part_of_the_program(read):
    static, hyper, active = read(20, schedule="cosine")
    assert "warmup" not in hyper
    assert not active
    with_warmup = jax.make_jaxpr(lambda step: learning_rate(dict(static), hyper, active, step))
    neutral = {**hyper, "warmup": jnp.int32(7)}
    without = jax.make_jaxpr(lambda step: learning_rate(dict(static), neutral, active, step))
    assert str(with_warmup(jnp.int32(3))) == str(without(jnp.int32(3)))


def test_late_steps_are_still_told_apart(rates):
    late = 2**31 - 2
    assert rates(late, at=[late - 1], schedule="cosine", learning_rate=1.0) < 1e-6
    steps = [2**30 - 1, 2**30, 2**30 + 1]
    zigzag = rates(late, at=steps, schedule="cyclical", decay_steps=1, learning_rate=1.0, peak_factor=3.0)
    assert zigzag.tolist() == [3, 1, 3]
    stairs = rates(late, at=[2**24, 2**24 + 1], schedule="exponential", staircase=True, decay_steps=2**24 + 1)
    assert stairs[0] == pytest.approx(10 * stairs[1], rel=1e-6)
