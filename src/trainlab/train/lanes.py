"""A run of steps of small dense nets, the trials along the vector lanes: see :mod:`trainlab.nets.lanes`."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from trainlab.nets import Mode, unpack
from trainlab.nets.barrier import Stored, in_rows, stored_by
from trainlab.nets.lanes import batch_sum, fits, forward, turned, turned_back
from trainlab.optimizers import OPTIMIZERS
from trainlab.train.hyper import Hyper
from trainlab.train.inputs import RunInputs, TrialInputs
from trainlab.train.loss import example_losses
from trainlab.train.optimizer import gradient_point
from trainlab.train.recipe import Recipe
from trainlab.train.regularise import by_number, penalises, penalty, weighed
from trainlab.train.state import NEVER, Best, TrainState
from trainlab.train.step import StepBatch, StepRecord, step_key, step_rate, update
from trainlab.train.watch_steps import watch_trials

AHEAD = 64
"""Steps whose batches are gathered together: XLA spreads a gather over its threads, and waits for them."""

MAX_AHEAD = 1 << 20
"""Numbers that are gathered together, at most."""


def fits_recipe(recipe: Recipe, trials: int) -> bool:
    """Whether that many trials of a recipe, on one device, are stepped with the trials along the lanes."""
    return not recipe.image_shape and fits(recipe.net, trials)


class Ahead(NamedTuple):
    """Batches of several steps, gathered together.

    Attributes:
        x: (steps, features, batch) inputs.
        y: (steps, batch) class numbers.
        counts: (steps,) how many of the examples are real; None where all are.
    """

    x: Array
    y: Array
    counts: Array | None


def steps_ahead(capacity: int, batch: int, features: int) -> int:
    """Steps whose batches are gathered together."""
    most = max(1, min(AHEAD, capacity, MAX_AHEAD // (batch * features)))
    return 1 << (most.bit_length() - 1)  # a power of two, as the capacity is, so that it divides it


def take_step(
    recipe: Recipe, state: TrainState, hyper: Hyper, running: Array, batch: StepBatch
) -> tuple[TrainState, StepRecord]:
    """One update of every trial: :func:`trainlab.train.step.take_step` with the trials along the last axis.

    Args:
        recipe: the population's static settings; its net fits.
        state: the trials'.
        hyper: their traced settings.
        running: (trials,) which of them train at this step.
        batch: what the step sees, its inputs as (features, batch).
    """
    stored = stored_by(batch.step)
    point: Any = gradient_point(recipe, hyper, state.optimizer, state.parameters)
    loss, gradient = _loss_and_gradient(recipe, point, hyper, batch, stored)
    if _by_number(recipe):
        # Every number by itself: no vmap, under which XLA would turn the arrays back and forth.
        rate = jax.vmap(partial(step_rate, recipe), in_axes=(-1, -1, None))(state, hyper, batch.step)
        measured = loss, state.statistics
        return update(recipe, state, hyper, running, batch.step, measured, gradient, rate=rate)

    def one(state: TrainState, hyper: Hyper, running: Array, loss: Array, gradient: Array) -> Any:
        return update(recipe, state, hyper, running, batch.step, (loss, state.statistics), gradient)

    return jax.vmap(one, in_axes=-1, out_axes=-1)(state, hyper, running, loss, gradient)


def _by_number(recipe: Recipe) -> bool:
    name = str(recipe.optimizer["optimizer"])
    return OPTIMIZERS.is_own(name) and not OPTIMIZERS[name].by_variable and by_number(recipe.active)


def _loss_and_gradient(
    recipe: Recipe, parameters: Float[Array, "numbers trials"], hyper: Hyper, batch: StepBatch, stored: Stored
) -> tuple[Float[Array, " trials"], Float[Array, "numbers trials"]]:
    """What a step minimises, and its gradient: as of :func:`trainlab.train.step.loss_and_gradient`."""
    key = None
    if recipe.random:
        key = jax.vmap(partial(step_key, step=batch.step))({"seed": hyper["seed"]})
    mode = Mode(training=True, hyper=hyper, active=recipe.active, key=key)
    logits, back = forward(recipe.net, parameters, batch.x, mode, stored)
    y = batch.y[:, None]
    smoothing = hyper["label_smoothing"] if "label_smoothing" in recipe.active else None

    def losses_of(logits: Array) -> Array:
        def one(losses: Array, hyper: Hyper) -> Array:
            return weighed(losses, batch.y, hyper, recipe.active)

        losses = example_losses(logits, y, recipe.loss, smoothing, axis=0)
        return jax.vmap(one, in_axes=-1, out_axes=-1)(losses, hyper)

    losses, slope = jax.vjp(losses_of, logits)
    examples = batch.y.shape[0] if batch.count is None else batch.count
    real = None if batch.count is None else (jnp.arange(batch.y.shape[0]) < batch.count)[:, None]
    (slopes,) = slope(jnp.ones_like(losses) / examples)
    if real is not None:
        losses, slopes = jnp.where(real, losses, 0), jnp.where(real, slopes, 0)
    losses = stored(losses)
    loss = batch_sum(losses[None], stored)[0] / examples
    gradient = back(stored(slopes))
    if not penalises(recipe.active):
        return loss, gradient

    def added(parameters: Array, hyper: Hyper) -> Array:
        return jnp.asarray(penalty(recipe.net, unpack(recipe.net, parameters), hyper, recipe.active))

    value, by_parameters = jax.vmap(jax.value_and_grad(added), in_axes=-1, out_axes=-1)(parameters, hyper)
    return loss + value, gradient + by_parameters


class _Carry(NamedTuple):
    """What the loop over steps carries: see :mod:`trainlab.train.programs`."""

    state: TrainState
    best: Best | None
    recorded: StepRecord


def advance(
    recipe: Recipe,
    capacity: int,
    state: TrainState,
    best: Best | None,
    of_trials: TrialInputs,
    run: RunInputs,
) -> tuple[TrainState, Best | None, StepRecord]:
    """Take a run of steps: :func:`trainlab.train.programs.advance` with the trials along the last axis."""
    hyper, length = turned(of_trials.hyper), of_trials.length
    features = run.inputs.shape[-1]
    batches = run.batches
    whole = None if batches is not None else (run.inputs.T, run.targets)
    ahead = 1 if batches is None else steps_ahead(capacity, batches.indices.shape[1], features)

    def gathered(first: Array) -> Ahead | None:
        if batches is None:
            return None
        rows = jax.lax.dynamic_slice_in_dim(batches.indices, first, ahead)
        counts = (
            None if batches.counts is None else jax.lax.dynamic_slice_in_dim(batches.counts, first, ahead)
        )
        x = run.inputs.at[rows].get(mode="promise_in_bounds")
        return Ahead(jnp.swapaxes(x, 1, 2), run.targets.at[rows].get(mode="promise_in_bounds"), counts)

    def steps_of(group: Array, carry: _Carry) -> _Carry:
        batches_ahead = gathered(group * ahead)

        def body(place: Array, carry: _Carry) -> _Carry:
            state, best = in_rows((carry.state, carry.best))
            recorded = carry.recorded
            index = group * ahead + place
            step = run.first_step + index
            batch = _batch(whole, batches_ahead, place, step)
            running = (step < length) & (state.diverged_at == NEVER)
            if state.signals is not None:
                running = running & (state.signals.ended_at == NEVER)
            state, record = take_step(recipe, state, hyper, running, batch)
            if state.signals is not None:
                running = running & (state.diverged_at == NEVER)
                state, best = watch_trials(
                    recipe.watching, state, best, hyper, record.loss, running, batch, axis=-1
                )
            recorded = jax.tree.map(
                lambda rows, row: jax.lax.dynamic_update_index_in_dim(rows, row, index, axis=0),
                recorded, record,
            )  # fmt: skip
            return _Carry(state, best, recorded)

        return jax.lax.fori_loop(0, jnp.minimum(ahead, run.steps - group * ahead), body, carry)

    nothing = jnp.zeros((capacity, length.shape[0]))
    recorded = StepRecord(nothing, nothing if recipe.rate_changes else None)
    carry = _Carry(turned(state), turned(best), recorded)
    state, best, recorded = jax.lax.fori_loop(0, (run.steps + ahead - 1) // ahead, steps_of, carry)
    return turned_back(state), turned_back(best), recorded


def _batch(
    whole: tuple[Array, Array] | None, ahead: Ahead | None, place: Array, step: Int[Array, ""]
) -> StepBatch:
    if ahead is None:
        assert whole is not None
        return StepBatch(*whole, None, step)
    x, y, count = jax.tree.map(
        lambda rows: jax.lax.dynamic_index_in_dim(rows, place, keepdims=False), tuple(ahead)
    )
    return StepBatch(x, y, count, step)
