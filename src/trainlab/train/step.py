"""One step of one trial: loss, gradient, update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Bool, Float, Int

from trainlab.augmentations.augment import augment
from trainlab.nets import Mode, Packed, Parameters, pack, unpack
from trainlab.schedules.rate import learning_rate
from trainlab.train.batch import StepBatch, over_parts
from trainlab.train.hyper import Hyper
from trainlab.train.key import random_key
from trainlab.train.loss import example_losses
from trainlab.train.optimizer import gradient_point, make_optimizer, numbers_kept
from trainlab.train.recipe import Recipe
from trainlab.train.regularise import clipped, limited, limits_kernels, penalty, weighed
from trainlab.train.state import NEVER, TrainState

_FOR_AUGMENTATION, _FOR_LAYERS = 0, 1
"""What a step's random key is split by."""

MANY_KEPT = 16_384
"""Numbers an optimizer keeps of a trial from which on a branch is worth it: adam of 8,192 weights."""


class StepRecord(NamedTuple):
    """What is recorded of a step: its loss before the update, and its learning rate where it changes."""

    loss: Float[Array, ""]
    rate: Float[Array, ""] | None


def objective(
    recipe: Recipe,
    parameters: Packed,
    statistics: Parameters,
    fixed: Parameters,
    hyper: Hyper,
    batch: StepBatch,
    key: Array | None = None,
    drawing: bool = True,
) -> tuple[Float[Array, ""], Any]:
    """What a step minimises: the mean loss of the batch plus the penalty; and the statistics after it.

    Args:
        recipe: the population's static settings.
        parameters: the trial's variables.
        statistics: what its layers keep.
        fixed: variables of its frozen layers.
        hyper: the trial's traced settings.
        batch: what the step sees.
        key: of the layers' randomness, where there is any.
        drawing: whether layers draw random numbers; without it the loss is a function of the weights alone.
    """
    variables = {**unpack(recipe.net, parameters), **fixed}
    real = None if batch.count is None else jnp.arange(batch.y.shape[0]) < batch.count
    step = batch.step if drawing else None  # what draws nothing may be differentiated twice
    mode = Mode(
        training=True, drawing=drawing, hyper=hyper, active=recipe.active, key=key, real=real, step=step
    )
    logits, statistics = recipe.net.apply(variables, batch.x, mode, statistics)
    smoothing = hyper["label_smoothing"] if "label_smoothing" in recipe.active else None
    losses = example_losses(logits, batch.y, recipe.loss, smoothing, hyper=hyper)
    losses = weighed(losses, batch.y, hyper, recipe.active)
    if real is None or batch.count is None:
        mean = losses.mean()
    else:
        # A part of a batch may have no real examples.
        mean = jnp.where(real, losses, 0).sum() / jnp.maximum(batch.count, 1)
    return mean + penalty(recipe.net, variables, hyper, recipe.active), statistics


def loss_and_gradient(
    recipe: Recipe,
    state: TrainState,
    fixed: Parameters,
    hyper: Hyper,
    batch: StepBatch,
    minimised: Callable[..., tuple[Float[Array, ""], Any]] = objective,
) -> tuple[tuple[Float[Array, ""], Any], Any]:
    """What a step of one trial starts from: its loss, the statistics after it, and the gradient, not clipped.

    Args:
        recipe, state, fixed, hyper, batch, minimised: as of :func:`take_step`.
    """
    key = None
    if recipe.random:
        key = step_key(hyper, batch.step, _FOR_LAYERS)
        if recipe.image_shape:
            for_augmentation = step_key(hyper, batch.step, _FOR_AUGMENTATION)
            changed = augment(batch.x, recipe.image_shape, for_augmentation, hyper, recipe.active)
            batch = batch._replace(x=changed)
    point = gradient_point(recipe, hyper, state.optimizer, state.parameters)

    def measure(batch: StepBatch) -> tuple[tuple[Array, Any], Any]:
        return jax.value_and_grad(
            lambda parameters: minimised(recipe, parameters, state.statistics, fixed, hyper, batch, key),
            has_aux=True,
        )(point)

    return over_parts(measure, recipe, batch)


def step_key(hyper: Hyper, step: Int[Array, ""], of: int = _FOR_LAYERS) -> Array:
    """Where a part of a step's randomness comes from, that of its layers or of augmentation."""
    return jax.random.fold_in(jax.random.fold_in(random_key(hyper["seed"]), step), of)


def take_step(
    recipe: Recipe,
    state: TrainState,
    fixed: Parameters,
    hyper: Hyper,
    running: Bool[Array, ""],
    batch: StepBatch,
    minimised: Callable[..., tuple[Float[Array, ""], Any]] = objective,
    alone: bool = False,
) -> tuple[TrainState, StepRecord]:
    """One update of one trial; a trial that is over, or whose loss is not finite, keeps its state.

    Args:
        recipe: the population's static settings.
        state: the trial's.
        fixed: variables of its frozen layers.
        hyper: its traced settings.
        running: whether it trains at this step.
        batch: what the step sees.
        minimised: a function like :func:`objective`.
        alone: whether the trial is stepped by itself, and not one of several under ``vmap``.
    """
    measured, gradient = loss_and_gradient(recipe, state, fixed, hyper, batch, minimised)
    return update(recipe, state, hyper, running, batch.step, measured, gradient, alone)


def update(
    recipe: Recipe,
    state: TrainState,
    hyper: Hyper,
    running: Bool[Array, "*trials"],
    step: Int[Array, ""],
    measured: tuple[Float[Array, "*trials"], Any],
    gradient: Any,
    alone: bool = False,
    rate: Float[Array, "*trials"] | None = None,
) -> tuple[TrainState, StepRecord]:
    """The second half of :func:`take_step`: what becomes of the state, given what it starts from.

    Args:
        recipe, state, hyper, running: as of :func:`take_step`.
        step: number of the step.
        measured, gradient: as :func:`loss_and_gradient` gives them.
        alone: as of :func:`take_step`.
        rate: the learning rate of the step, if it is known already.

    Where all that happens to numbers happens to each by itself, it takes many trials as well, along the last
    axis of every array, with their rates.
    """
    loss, statistics = measured
    rate = step_rate(recipe, state, hyper, step) if rate is None else rate
    finite = jnp.isfinite(loss)

    def changed() -> tuple[Any, Any, Any]:
        ready = clipped(gradient, hyper, recipe.active)
        now = {**hyper, "learning_rate": rate}
        optimizer = make_optimizer(recipe.optimizer, now, recipe.active, recipe.net)
        updates, optimizer_state = optimizer.update(ready, state.optimizer, state.parameters)
        parameters: Any = optax.apply_updates(state.parameters, updates)
        if limits_kernels(recipe.active):
            held = limited(recipe.net, unpack(recipe.net, parameters), hyper, recipe.active)
            parameters = pack(recipe.net, held, jnp)
        return parameters, statistics, optimizer_state

    def same() -> tuple[Any, Any, Any]:
        return state.parameters, state.statistics, state.optimizer

    keep = running & finite
    if alone and branches(recipe):
        parameters, statistics, optimizer_state = jax.lax.cond(keep, changed, same)
    else:
        parameters, statistics, optimizer_state = jax.tree.map(
            lambda new, old: jnp.where(keep, new, old), changed(), same()
        )
    diverged_at = jnp.where(running & ~finite & (state.diverged_at == NEVER), step, state.diverged_at)
    state = TrainState(parameters, statistics, optimizer_state, diverged_at, state.signals)
    return state, StepRecord(loss, rate if recipe.rate_changes else None)


def branches(recipe: Recipe) -> bool:
    """Whether a single trial's update is a branch, instead of being computed and then chosen.

    In a branch XLA writes into what the optimizer keeps; where new values and old ones are chosen between, it
    copies them first. An accelerator would wait for the host to take the branch.
    """
    return numbers_kept(recipe) >= MANY_KEPT and jax.default_backend() == "cpu"


def step_rate(recipe: Recipe, state: TrainState, hyper: Hyper, step: Int[Array, ""]) -> Float[Array, ""]:
    """The learning rate of a step of one trial."""
    rate = learning_rate(recipe.schedule, hyper, recipe.active, step)
    if state.signals is not None and state.signals.plateau is not None:
        rate = rate * state.signals.plateau.factor
    return rate
