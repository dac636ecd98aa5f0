"""One step of one trial: loss, gradient, update."""

from __future__ import annotations

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Packed, unpack
from trainlab.train.loss import example_losses
from trainlab.train.optimizers import make_optimizer
from trainlab.train.penalty import penalty
from trainlab.train.recipe import Recipe
from trainlab.train.state import NEVER, TrainState

Hyper = Mapping[str, Array]
"""Traced settings by name: scalars for one trial, (trials,) for a population."""


def objective(
    recipe: Recipe,
    parameters: Packed,
    hyper: Hyper,
    x: Float[Array, "batch features"],
    y: Int[Array, " batch"],
    count: Int[Array, ""] | None,
) -> Float[Array, ""]:
    """What a step minimises: the mean loss of the batch plus the penalty.

    Args:
        recipe: the population's static settings.
        parameters: the trial's variables.
        hyper: the trial's traced settings.
        x: inputs of the batch.
        y: class numbers of the batch.
        count: how many of its examples are real, where the last batch of an epoch is padded; else None.
    """
    variables = unpack(recipe.net, parameters)
    losses = example_losses(recipe.net.apply(variables, x), y, recipe.loss)
    if count is None:
        mean = losses.mean()
    else:
        mean = jnp.where(jnp.arange(losses.shape[0]) < count, losses, 0).sum() / count
    return mean + penalty(variables, hyper, recipe.active)


def take_step(
    recipe: Recipe,
    state: TrainState,
    hyper: Hyper,
    running: Bool[Array, ""],
    x: Float[Array, "batch features"],
    y: Int[Array, " batch"],
    count: Int[Array, ""] | None,
    step: Int[Array, ""],
) -> tuple[TrainState, Float[Array, ""]]:
    """One update of one trial; a trial that is over, or whose loss is not finite, keeps its state.

    Returns:
        The new state, and the loss before the update.
    """
    loss, gradient = jax.value_and_grad(lambda parameters: objective(recipe, parameters, hyper, x, y, count))(
        state.parameters
    )
    finite = jnp.isfinite(loss)
    optimizer = make_optimizer(recipe.optimizer, hyper, recipe.active)
    updates, optimizer_state = optimizer.update(gradient, state.optimizer, state.parameters)
    updated = optax.apply_updates(state.parameters, updates), optimizer_state
    keep = running & finite
    parameters, optimizer_state = jax.tree.map(
        lambda new, old: jnp.where(keep, new, old), updated, (state.parameters, state.optimizer)
    )
    diverged_at = jnp.where(running & ~finite & (state.diverged_at == NEVER), step, state.diverged_at)
    return TrainState(parameters, optimizer_state, diverged_at), loss
