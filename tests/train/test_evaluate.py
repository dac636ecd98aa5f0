"""The program of an evaluation, called directly: what the engine's tests cannot bring about."""

from __future__ import annotations

from functools import partial

import jax
import numpy as np
import pytest

from trainlab.nets import draw_parameters, pack, read_net
from trainlab.train.evaluate import Evaluated, Measuring
from trainlab.train.evaluate import evaluate as evaluate_trials
from trainlab.train.recipe import Watching
from trainlab.train.state import NEVER, Best

NET = read_net("2-3-1", "tanh")
MEASURING = Measuring(NET, "classification", "cross_entropy", ("loss", "accuracy"), Watching(), False)


@pytest.fixture(scope="module")
def evaluate():
    """Measures trials on 5 training and 4 validation examples: parameters, diverged_at, best, due, steps."""
    draw = np.random.default_rng(0)
    x, y = draw.normal(size=(9, 2)).astype(np.float32), draw.integers(0, 2, 9).astype(np.int32)
    program = jax.jit(partial(evaluate_trials, MEASURING, 5))

    def call(parameters, diverged_at, best, due, steps):
        state = Evaluated(parameters, {}, diverged_at, None)
        best, signals, measured = program(state, best, {}, {}, due, np.zeros_like(due), steps, x, y)
        assert signals is None
        right = np.unpackbits(np.asarray(measured.right), axis=1, count=4)
        np.testing.assert_allclose(right.mean(axis=1), measured.values[:, 3])
        return best, measured.values

    return call


def test_only_trials_that_are_due_and_alive_get_a_new_best(evaluate):
    parameters = np.stack([pack(NET, draw_parameters(NET, seed)) for seed in range(4)])
    zeros = np.zeros_like(parameters)
    nothing = np.array([-1] * 4, np.float32)
    best = Best(zeros, {}, nothing, np.array([-np.inf] * 4, np.float32), np.array([NEVER] * 4, np.int32))
    diverged_at = np.array([NEVER, 3, NEVER, 7], np.int32)
    due = np.array([True, True, False, False])
    new, values = evaluate(parameters, diverged_at, best, due, np.array([9, 8, 7, 6], np.int32))
    assert new.step.tolist() == [9, NEVER, NEVER, NEVER]
    assert new.parameters.tolist() == [parameters[0].tolist(), *zeros[1:].tolist()]
    assert new.score.tolist() == [values[0, 3], -1, -1, -1]
    assert new.tie.tolist() == [-values[0, 2], -np.inf, -np.inf, -np.inf]
    assert values.shape == (4, 4)
    assert np.isfinite(values).all()
