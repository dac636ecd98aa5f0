"""Activations that keep what is above zero: relu and its relatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.activations.activation import Activation
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax
    import numpy as np


def relu(x: jax.Array) -> jax.Array:
    """max(x, 0), with gradient 0 at 0 (Nair and Hinton 2010)."""
    import jax.numpy as jnp

    # Asked this way round, NaN stays NaN: a net whose weights broke must not look calm.
    return jnp.where(x <= 0, 0, x)


def _relu_in_numpy(x: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.maximum(x, 0)


RELU = Activation(name="relu", function=relu, numpy=_relu_in_numpy, zero_is_dead=True)


def leaky_relu(x: jax.Array, leaky_slope: jax.Array | float) -> jax.Array:
    """X above zero, leaky_slope * x below (Maas et al. 2013)."""
    import jax.numpy as jnp

    return jnp.where(x <= 0, leaky_slope * x, x)


LEAKY_RELU = Activation(
    name="leaky_relu",
    function=leaky_relu,
    settings=(
        Setting(
            name="leaky_slope", owner="net", kind="traced", type="number", default=0.2, low=0.0,
            scale="linear", usual="random-lin:0.01:0.3",
            meaning="Slope of leaky_relu below zero.",
        ),
    ),
)  # fmt: skip


def elu(x: jax.Array, elu_alpha: jax.Array | float) -> jax.Array:
    """X above zero, elu_alpha * (e^x - 1) below (Clevert et al. 2016)."""
    import jax.numpy as jnp

    # The exponential is taken of negative numbers only: of large ones it is infinite, and its gradient NaN.
    return jnp.where(x <= 0, elu_alpha * jnp.expm1(jnp.minimum(x, 0)), x)


ELU = Activation(
    name="elu",
    function=elu,
    settings=(
        Setting(
            name="elu_alpha", owner="net", kind="traced", type="number", default=1.0, low=0.0,
            scale="linear", usual="random-lin:0.1:2",
            meaning="Alpha of elu, which tends to -alpha far below zero.",
        ),
    ),
)  # fmt: skip


def selu(x: jax.Array) -> jax.Array:
    """Elu with a scale and an alpha that keep mean 0 and variance 1 from layer to layer (Klambauer 2017)."""
    import jax

    return jax.nn.selu(x)


_SELU_SCALE, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def _selu_in_numpy(x: np.ndarray) -> np.ndarray:
    import numpy as np

    return _SELU_SCALE * np.where(x > 0, x, _SELU_ALPHA * np.expm1(np.minimum(x, 0)))


SELU = Activation(name="selu", function=selu, numpy=_selu_in_numpy)
