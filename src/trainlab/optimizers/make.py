"""From the settings of a recipe to its optimizer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import optax

from trainlab.optimizers import OPTIMIZERS, Optimizer
from trainlab.optimizers.leafwise import PyTree
from trainlab.specs.setting import Value


def make_optimizer(
    static: Mapping[str, Value], hyper: Mapping[str, jax.Array], active: frozenset[str]
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
    if "weight_decay" not in active or optimizer.decays_itself:
        return transformation
    return _decayed(transformation, hyper["learning_rate"] * hyper["weight_decay"])


def arguments(
    optimizer: Optimizer, static: Mapping[str, Value], hyper: Mapping[str, jax.Array], active: frozenset[str]
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


def own_state(optimizer: Optimizer, state: PyTree, active: frozenset[str]) -> PyTree:
    """What the optimizer itself keeps, of what the transformation of :func:`make_optimizer` keeps."""
    return state if optimizer.decays_itself or "weight_decay" not in active else state[0]


def _decayed(optimizer: optax.GradientTransformation, shrinkage: jax.Array) -> optax.GradientTransformation:
    """Shrink the parameters, then update them."""
    growth = -shrinkage

    def init(params: PyTree) -> PyTree:
        return (optimizer.init(params),)

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, PyTree]:
        shrunk = jax.tree.map(lambda p: p + growth * p, params)
        updates, after = optimizer.update(updates, state[0], shrunk)
        return jax.tree.map(lambda u, p: u + growth * p, updates, params), (after,)

    return optax.GradientTransformation(init, update)
