"""Inputs times a kernel, with the gradient of narrow kernels in the order that is fast.

XLA's CPU compiler computes the gradient by a kernel of few outputs, :math:`x^T g`, at an eighth of the speed
of :math:`(g^T x)^T`. It would turn the second into the first, but for the barrier:
``tests/nets/layers/test_product.py`` notices when a new jaxlib looks through it.
"""

from __future__ import annotations

from jaxtyping import Float

from trainlab.nets.late import Array, jax

NARROW = range(2, 17)
"""Outputs of a narrow kernel; with a single one the order makes no difference."""

LONG = 64
"""Inputs of a kernel from which on the order of its gradient is worth it."""


def product(x: Float[Array, "batch inputs"], kernel: Float[Array, "inputs outputs"]) -> Array:
    """``x @ kernel``."""
    inputs, outputs = kernel.shape
    return _narrow_product(x, kernel) if outputs in NARROW and inputs >= LONG else x @ kernel


@jax.custom_vjp
def _narrow_product(x: Float[Array, "batch inputs"], kernel: Float[Array, "inputs outputs"]) -> Array:
    return x @ kernel


def _forward(x: Array, kernel: Array) -> tuple[Array, tuple[Array, Array]]:
    return x @ kernel, (x, kernel)


def _backward(kept: tuple[Array, Array], by_output: Float[Array, "batch outputs"]) -> tuple[Array, Array]:
    x, kernel = kept
    return by_output @ kernel.T, jax.lax.optimization_barrier(by_output.T @ x).T


_narrow_product.defvjp(_forward, _backward)
