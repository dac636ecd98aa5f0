"""From the settings of a recipe to its optimizer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax
import optax

from trainlab.settings import Value
from trainlab.train.optimizers.adadelta import adadelta
from trainlab.train.optimizers.adagrad import adagrad
from trainlab.train.optimizers.adam import adam
from trainlab.train.optimizers.adamax import adamax
from trainlab.train.optimizers.lion import lion
from trainlab.train.optimizers.nadam import nadam
from trainlab.train.optimizers.rmsprop import rmsprop
from trainlab.train.optimizers.sgd import sgd

_Maker = Callable[..., optax.GradientTransformation]

_MAKERS: dict[str, tuple[_Maker, tuple[str, ...]]] = {
    "sgd": (sgd, ("learning_rate",)),
    "rmsprop": (rmsprop, ("learning_rate", "rho", "epsilon")),
    "adam": (adam, ("learning_rate", "beta_1", "beta_2", "epsilon")),
    "adamw": (adam, ("learning_rate", "beta_1", "beta_2", "epsilon")),
    "adamax": (adamax, ("learning_rate", "beta_1", "beta_2", "epsilon")),
    "nadam": (nadam, ("learning_rate", "beta_1", "beta_2", "epsilon")),
    "adagrad": (adagrad, ("learning_rate", "initial_accumulator", "epsilon")),
    "adadelta": (adadelta, ("learning_rate", "rho", "epsilon")),
    "lion": (lion, ("learning_rate", "beta_1", "beta_2")),
}
_WITH_MOMENTUM = ("sgd", "rmsprop")


def make_optimizer(
    static: Mapping[str, Value], hyper: Mapping[str, jax.Array], active: frozenset[str]
) -> optax.GradientTransformation:
    r"""Build the optimizer of a population for one trial, from scalars that may be traced.

    It is cheap to build, so a step function builds it anew from the trial's numbers, and the learning rate
    may differ from step to step. With weight decay active, every parameter shrinks as in AdamW and Keras,
    whatever the optimizer, decoupled from its statistics:

    .. math:: p \leftarrow p - \eta \lambda p + \Delta(g)

    Args:
        static: the static settings: ``optimizer``, and ``nesterov`` for sgd.
        hyper: float32 scalars by setting's name; those the optimizer does not use are ignored.
        active: settings that are away from their neutral value in any trial of the population. Without
            ``momentum`` in it no momentum is kept, without ``weight_decay`` nothing decays, and neither is
            part of the program.

    Returns:
        The transformation. Its ``init`` and ``update`` take one trial's parameters (``update`` needs them
        for weight decay only); the updates are added to the parameters, as ``optax.apply_updates`` does.

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
    name = str(static["optimizer"])
    make, settings = _MAKERS[name]
    arguments: dict[str, jax.Array | bool] = {setting: hyper[setting] for setting in settings}
    if name in _WITH_MOMENTUM and "momentum" in active:
        arguments["momentum"] = hyper["momentum"]
        if name == "sgd":
            arguments["nesterov"] = bool(static.get("nesterov", False))
    optimizer = make(**arguments)
    if "weight_decay" not in active:
        return optimizer
    shrinkage = hyper["learning_rate"] * hyper["weight_decay"]
    return optax.chain(optimizer, optax.add_decayed_weights(-shrinkage))
