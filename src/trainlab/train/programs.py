"""The three programs of a population, as pure functions of many trials.

``start`` makes the state, ``advance`` takes a run of steps, ``evaluate`` measures and keeps the best. They
are separate so that populations share what they have in common (an evaluation does not depend on the batch
size or the optimizer), and ``advance`` takes the number of steps as data, so that chunks of any length are
one program. Nothing of the host is inside.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Net, Packed, unpack
from trainlab.train.evaluate import keep_best, measure
from trainlab.train.optimizers import make_optimizer
from trainlab.train.recipe import Recipe
from trainlab.train.state import NEVER, Best, TrainState
from trainlab.train.step import Hyper, take_step


class Batches(NamedTuple):
    """Planned batches of a run of steps, shared by all trials.

    Attributes:
        indices: (capacity, batch) rows of the train split.
        counts: (capacity,) real examples in each batch; None where every batch is whole.
    """

    indices: Int[Array, "capacity batch"]
    counts: Int[Array, " capacity"] | None


def _each_trial(function: Callable, trials: int, shared: int = 0) -> Callable:
    """The function of one trial as a function of many, with the trials along the first axis.

    Args:
        function: takes arguments of one trial, then ``shared`` ones that all trials have in common.
        trials: how many. A single one is not vmapped: that traces and compiles faster.
        shared: how many of the last arguments are shared.
    """

    def axes(arguments: tuple) -> list[int | None]:
        return [0] * (len(arguments) - shared) + [None] * shared

    def alone(*arguments: Any) -> Any:
        own = [
            argument if axis is None else jax.tree.map(lambda leaf: leaf[0], argument)
            for argument, axis in zip(arguments, axes(arguments), strict=True)
        ]
        return jax.tree.map(lambda leaf: leaf[None], function(*own))

    def together(*arguments: Any) -> Any:
        return jax.vmap(function, in_axes=axes(arguments))(*arguments)

    return alone if trials == 1 else together


def start(recipe: Recipe, parameters: Packed, hyper: Hyper) -> tuple[TrainState, Best]:
    """The state before the first step, from initial weights with the trials along the first axis."""
    trials = jax.tree.leaves(parameters)[0].shape[0]

    def optimizer_state(parameters: Packed, hyper: Hyper):
        return make_optimizer(recipe.optimizer, hyper, recipe.active).init(parameters)

    state = TrainState(
        parameters,
        _each_trial(optimizer_state, trials)(parameters, hyper),
        jnp.full(trials, NEVER, jnp.int32),
    )
    best = Best(
        jax.tree.map(jnp.copy, parameters),
        jnp.full(trials, -jnp.inf),
        jnp.full(trials, jnp.inf),
        jnp.full(trials, NEVER, jnp.int32),
    )
    return state, best


def advance(
    recipe: Recipe,
    capacity: int,
    state: TrainState,
    hyper: Hyper,
    length: Int[Array, " trials"],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
    batches: Batches | None,
    first_step: Int[Array, ""],
    steps: Int[Array, ""],
) -> tuple[TrainState, Float[Array, "capacity trials"]]:
    """Take a run of steps.

    Args:
        recipe: the population's static settings.
        capacity: most steps a run may have.
        state: the trials' state.
        hyper: the trials' traced settings.
        length: steps each trial is to train for; it is frozen after them.
        inputs: the train split.
        targets: its class numbers.
        batches: the batches of the run, or None where every step sees the whole train split.
        first_step: number of the first step.
        steps: how many steps, at most ``capacity``.

    Returns:
        The state after the run, and the loss of every step and trial; rows from ``steps`` on are zero.
    """
    step_trials = _each_trial(partial(take_step, recipe), length.shape[0], shared=4)

    def body(index: Array, carry: tuple[TrainState, Array]) -> tuple[TrainState, Array]:
        state, losses = carry
        step = first_step + index
        if batches is None:
            x, y, count = inputs, targets, None
        else:
            rows = jax.lax.dynamic_index_in_dim(batches.indices, index, keepdims=False)
            # The plan's rows are all there, and saying so spares the program its own checks.
            x = inputs.at[rows].get(mode="promise_in_bounds")
            y = targets.at[rows].get(mode="promise_in_bounds")
            count = None if batches.counts is None else batches.counts[index]
        running = (step < length) & (state.diverged_at == NEVER)
        state, loss = step_trials(state, hyper, running, x, y, count, step)
        return state, jax.lax.dynamic_update_index_in_dim(losses, loss, index, axis=0)

    return jax.lax.fori_loop(0, steps, body, (state, jnp.zeros((capacity, length.shape[0]))))


def evaluate(
    net: Net,
    loss: str,
    boundary: int,
    parameters: Packed,
    diverged_at: Int[Array, " trials"],
    best: Best,
    due: Bool[Array, " trials"],
    step: Int[Array, ""],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
) -> tuple[Best, Float[Array, "trials 4"]]:
    """Measure every trial, and keep the weights of those that are due and better than before.

    Args:
        net: the architecture.
        loss: the setting ``loss``.
        boundary: how many of the examples are training examples; the validation split lies behind them.
        parameters: the trials' variables.
        diverged_at: when each trial diverged, or ``NEVER``.
        best: the best evaluations so far.
        due: which trials are evaluated at this step; those that diverged are not.
        step: updates made.
        inputs, targets: training examples, then the validation split.

    Returns:
        The best evaluations now, and a row for each trial with columns as ``record.EVALUATION_CURVES``.
    """

    def one(parameters: Packed, best: Best, due: Array) -> tuple[Best, Array]:
        losses, accuracies = measure(net, loss, unpack(net, parameters), inputs, targets, boundary)
        best = keep_best(best, parameters, accuracies[1], losses[1], step, due)
        return best, jnp.stack([losses, accuracies], axis=-1).reshape(-1)

    each = _each_trial(one, due.shape[0])
    return each(parameters, best, due & (diverged_at == NEVER))
