"""Activations that are smooth everywhere, the identity among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainlab.activations.activation import Activation

if TYPE_CHECKING:
    import jax
    import numpy as np


def gelu(x: jax.Array) -> jax.Array:
    """X times the normal distribution's probability of less than x (Hendrycks and Gimpel 2016)."""
    import jax

    return jax.nn.gelu(x, approximate=False)


GELU = Activation(name="gelu", function=gelu)


def silu(x: jax.Array) -> jax.Array:
    """X * sigmoid(x) (Elfwing et al. 2018)."""
    import jax

    return jax.nn.silu(x)


SILU = Activation(name="silu", function=silu, numpy=lambda x: x * _sigmoid_in_numpy(x))


def tanh(x: jax.Array) -> jax.Array:
    """The hyperbolic tangent."""
    import jax.numpy as jnp

    return jnp.tanh(x)


def _tanh_in_numpy(x: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.tanh(x)


TANH = Activation(name="tanh", function=tanh, numpy=_tanh_in_numpy, bounds=(-1.0, 1.0))


def sigmoid(x: jax.Array) -> jax.Array:
    """1 / (1 + e^-x)."""
    import jax

    return jax.nn.sigmoid(x)


def _sigmoid_in_numpy(x: np.ndarray) -> np.ndarray:
    import numpy as np

    return 0.5 * (1 + np.tanh(0.5 * x))


SIGMOID = Activation(name="sigmoid", function=sigmoid, numpy=_sigmoid_in_numpy, bounds=(0.0, 1.0))


def softplus(x: jax.Array) -> jax.Array:
    """log(1 + e^x) (Dugas et al. 2001)."""
    import jax

    return jax.nn.softplus(x)


def _softplus_in_numpy(x: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.logaddexp(x, 0)


SOFTPLUS = Activation(name="softplus", function=softplus, numpy=_softplus_in_numpy)


def identity(x: Any) -> Any:
    """Return x itself: a layer without an activation."""
    return x


IDENTITY = Activation(name="identity", function=identity, numpy=identity)
