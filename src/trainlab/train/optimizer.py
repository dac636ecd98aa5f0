"""From the settings of a recipe to its optimizer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import optax

from trainlab.nets import Net, Packed, pack, packed_shapes, unpack
from trainlab.optimizers import OPTIMIZERS, Optimizer
from trainlab.settings import SETTINGS
from trainlab.specs.setting import Value
from trainlab.train.hyper import Hyper
from trainlab.train.recipe import Recipe


def make_optimizer(
    static: Mapping[str, Value], hyper: Hyper, active: frozenset[str], net: Net | None = None
) -> optax.GradientTransformation:
    r"""Build the optimizer of a population for one trial, from scalars that may be traced.

    It is cheap to build, so a step function builds it anew from the trial's numbers, and the learning rate
    may differ from step to step. With weight decay active, every parameter shrinks first, as in AdamW and
    Keras, whatever the optimizer, decoupled from its statistics:

    .. math:: p \leftarrow p - \eta \lambda p, \qquad p \leftarrow p + \Delta(g, p)

    Args:
        static: the static settings: ``optimizer``, and those that belong to it.
        hyper: float32 scalars by setting's name; those the optimizer does not use are ignored.
        active: settings that are away from their neutral value in any trial of the population. Without
            ``momentum`` in it no momentum is kept, without ``weight_decay`` nothing decays, and neither is
            part of the program.
        net: whose parameters it takes, as programs carry them; without one, any tree of variables.

    Returns:
        The transformation. Its ``init`` and ``update`` take one trial's parameters; the updates are added to
        the parameters, as ``optax.apply_updates`` does.

    Example:
        >>> import jax.numpy as jnp
        >>> optimizer = make_optimizer({"optimizer": "sgd"}, {"learning_rate": jnp.float32(0.5)}, frozenset())
        >>> params = {"bias": jnp.array([1.0, 2.0])}
        >>> updates, _ = optimizer.update({"bias": jnp.array([1.0, -1.0])}, optimizer.init(params), params)
        >>> optax.apply_updates(params, updates)["bias"].tolist()
        [0.5, 2.5]

    References:
        Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019,
        https://arxiv.org/abs/1711.05101; there the decay is relative to the schedule, here (as in Keras and
        PyTorch) to the learning rate.
    """
    optimizer = OPTIMIZERS[str(static["optimizer"])]
    transformation = optimizer.make(**arguments(optimizer, static, hyper, active))
    if "weight_decay" in active and not optimizer.decays_itself:
        transformation = _decayed(transformation, hyper["learning_rate"] * hyper["weight_decay"])
    if optimizer.by_variable and net is not None:
        transformation = _by_variable(transformation, net)
    return transformation


def arguments(
    optimizer: Optimizer, static: Mapping[str, Value], hyper: Hyper, active: frozenset[str]
) -> dict[str, Any]:
    """An optimizer's settings as its functions take them: see :class:`~trainlab.optimizers.Optimizer`.

    Args:
        optimizer: the optimizer.
        static, hyper, active: as of :func:`make_optimizer`.
    """
    taken: dict[str, Any] = {}
    for setting in optimizer.settings:
        if setting.kind == "static":
            taken[setting.name] = static.get(setting.name, setting.neutral)
        elif setting.neutral is None or setting.name in active:
            taken[setting.name] = hyper[setting.name]
    if optimizer.decays_itself and "weight_decay" in active:
        taken["weight_decay"] = hyper["weight_decay"]
    return taken


def gradient_point(recipe: Recipe, hyper: Hyper, state: Any, parameters: Packed) -> Packed:
    """Where a step takes the gradient: at the parameters, unless the optimizer says otherwise.

    Args:
        recipe: the population's static settings.
        hyper: the trial's traced settings.
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

    def init(hyper: Hyper, parameters: Packed) -> Any:
        return make_optimizer(recipe.optimizer, hyper, recipe.active, recipe.net).init(parameters)

    state = jax.eval_shape(init, hyper, parameters)
    return sum(math.prod(leaf.shape) for leaf in jax.tree.leaves(state) if leaf.shape)


OPTIMIZERS.when_changed(numbers_kept.cache_clear)


def own_state(optimizer: Optimizer, state: Any, active: frozenset[str]) -> Any:
    """What the optimizer itself keeps, of what the transformation of :func:`make_optimizer` keeps."""
    return state if optimizer.decays_itself or "weight_decay" not in active else state[0]


def _decayed(optimizer: optax.GradientTransformation, shrinkage: jax.Array) -> optax.GradientTransformation:
    """Shrink the parameters, then update them."""
    growth = -shrinkage

    def init(params: Any) -> Any:
        return (optimizer.init(params),)

    def update(updates: Any, state: Any, params: Any = None) -> tuple[Any, Any]:
        shrunk = jax.tree.map(lambda p: p + growth * p, params)
        updates, after = optimizer.update(updates, state[0], shrunk)
        return jax.tree.map(lambda u, p: u + growth * p, updates, params), (after,)

    return optax.GradientTransformation(init, update)


def _by_variable(optimizer: optax.GradientTransformation, net: Net) -> optax.GradientTransformation:
    """Show the optimizer a small net's variables apart, which programs carry as one vector."""

    def init(params: Any) -> Any:
        return optimizer.init(unpack(net, params))

    def update(updates: Any, state: Any, params: Any = None) -> tuple[Any, Any]:
        gradient, variables = (unpack(net, of) for of in (updates, params))
        changes: Any
        changes, state = optimizer.update(gradient, state, variables)
        return pack(net, changes, jnp), state

    return optax.GradientTransformation(init, update)
