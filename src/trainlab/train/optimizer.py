"""A recipe's optimizer, for parameters as its programs carry them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import optax

from trainlab.nets import Packed, pack, packed_shapes, unpack
from trainlab.optimizers import OPTIMIZERS
from trainlab.optimizers.make import arguments, make_optimizer, own_state
from trainlab.settings import SETTINGS
from trainlab.train.hyper import Hyper
from trainlab.train.recipe import Recipe


def recipe_optimizer(recipe: Recipe, hyper: Hyper) -> optax.GradientTransformation:
    """The optimizer of one trial.

    Args:
        recipe: the population's static settings.
        hyper: the trial's traced settings.
    """
    optimizer = make_optimizer(recipe.optimizer, hyper, recipe.active)
    if not OPTIMIZERS[str(recipe.optimizer["optimizer"])].by_variable:
        return optimizer

    def init(params: Any) -> Any:
        return optimizer.init(unpack(recipe.net, params))

    def update(updates: Any, state: Any, params: Any = None) -> tuple[Any, Any]:
        gradient, variables = (unpack(recipe.net, of) for of in (updates, params))
        changes: Any
        changes, state = optimizer.update(gradient, state, variables)
        return pack(recipe.net, changes, jnp), state

    return optax.GradientTransformation(init, update)


def gradient_point(recipe: Recipe, hyper: Hyper, state: Any, parameters: Packed) -> Packed:
    """Where a step takes the gradient: at the parameters, unless the optimizer says otherwise.

    Args:
        recipe, hyper: as of :func:`recipe_optimizer`.
        state: what the optimizer keeps.
        parameters: of the trial.
    """
    optimizer = OPTIMIZERS[str(recipe.optimizer["optimizer"])]
    if optimizer.gradient_at is None:
        return parameters
    taken = arguments(optimizer, recipe.optimizer, hyper, recipe.active)
    own = own_state(optimizer, state, recipe.active)
    if not optimizer.by_variable:
        return optimizer.gradient_at(parameters, own, **taken)
    return pack(recipe.net, optimizer.gradient_at(unpack(recipe.net, parameters), own, **taken), jnp)


@lru_cache(maxsize=256)
def numbers_kept(recipe: Recipe) -> int:
    """Numbers that a recipe's optimizer keeps of one trial from step to step, single ones not counted."""
    names = {setting.name for setting in OPTIMIZERS[str(recipe.optimizer["optimizer"])].settings}
    number = jax.ShapeDtypeStruct((), jnp.float32)
    hyper = {name: number for name in (*names, "weight_decay") if SETTINGS[name].type == "number"}
    parameters = jax.tree.map(
        lambda shape: jax.ShapeDtypeStruct(shape, jnp.float32),
        packed_shapes(recipe.net),
        is_leaf=lambda shape: isinstance(shape, tuple),
    )
    state = jax.eval_shape(
        lambda hyper, parameters: recipe_optimizer(recipe, hyper).init(parameters), hyper, parameters
    )
    return sum(math.prod(leaf.shape) for leaf in jax.tree.leaves(state) if leaf.shape)


OPTIMIZERS.when_changed(numbers_kept.cache_clear)
