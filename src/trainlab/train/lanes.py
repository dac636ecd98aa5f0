"""A step of small dense nets, the trials along the vector lanes: see :mod:`trainlab.nets.lanes`."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from trainlab.nets import Mode, Parameters, unpack
from trainlab.nets.barrier import Stored, in_rows, stored_by
from trainlab.nets.lanes import batch_sum, fits, forward
from trainlab.optimizers import OPTIMIZERS
from trainlab.train.batch import StepBatch
from trainlab.train.hyper import Hyper
from trainlab.train.loss import example_losses
from trainlab.train.optimizer import gradient_point
from trainlab.train.recipe import Recipe
from trainlab.train.regularise import by_number, penalises, penalty, weighed
from trainlab.train.state import TrainState
from trainlab.train.step import StepRecord, step_key, step_rate, update


def fits_recipe(recipe: Recipe, trials: int) -> bool:
    """Whether that many trials of a recipe, on one device, are stepped with the trials along the lanes."""
    return not recipe.image_shape and fits(recipe.net, trials)


def take_step(
    recipe: Recipe, state: TrainState, fixed: Parameters, hyper: Hyper, running: Array, batch: StepBatch
) -> tuple[TrainState, StepRecord]:
    """One update of every trial: :func:`trainlab.train.step.take_step` with the trials along the last axis.

    Args:
        recipe: the population's static settings; its net fits.
        state: the trials'.
        fixed: nothing: a net with frozen layers does not fit.
        hyper: their traced settings.
        running: (trials,) which of them train at this step.
        batch: what the step sees.
    """
    state = in_rows(state)
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
    logits, back = forward(recipe.net, parameters, batch.x.T, mode, stored)
    y = batch.y.T[..., None]
    smoothing = hyper["label_smoothing"] if "label_smoothing" in recipe.active else None

    def losses_of(logits: Array) -> Array:
        def one(losses: Array, hyper: Hyper) -> Array:
            return weighed(losses, batch.y, hyper, recipe.active)

        losses = example_losses(logits, y, recipe.loss, smoothing, axis=0, hyper=hyper)
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
