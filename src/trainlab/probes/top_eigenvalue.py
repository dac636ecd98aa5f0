"""The top eigenvalue of a Hessian, from its products with vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree
from jaxtyping import Array, Float

from trainlab.probes.sharpness import PRODUCTS

HALVINGS = 40
"""Steps of a bisection: more than the bits of a float."""

_EXHAUSTED = 1e-6
"""A new direction shorter than this, against the largest eigenvalue seen, is what rounding left of none."""


def top_eigenvalue(loss: Callable[[Any], Float[Array, ""]], parameters: Any, key: Array) -> Float[Array, ""]:
    r"""The largest eigenvalue of the Hessian of a loss, by Lanczos iteration on Hessian-vector products.

    Starting from a random unit vector :math:`q_1`, each product :math:`H q_j` (the derivative of the gradient
    along :math:`q_j`: Pearlmutter 1994) is made orthogonal to all vectors so far and normalised to
    :math:`q_{j+1}`. In that basis H is tridiagonal, and the largest eigenvalue of that small matrix
    approaches the Hessian's from below. It never does worse than power iteration with as many products, finds
    the *largest* eigenvalue even where the most negative one is longer, and is exact once the space is
    exhausted.

    Args:
        loss: of the parameters, differentiable twice.
        parameters: a pytree.
        key: the start's; equal keys start from the same direction.

    >>> matrix = jnp.diag(jnp.array([-9.0, 1.0, 4.0]))
    >>> value = top_eigenvalue(lambda w: 0.5 * w @ matrix @ w, jnp.zeros(3), jax.random.key(0))
    >>> round(value.item(), 3)
    4.0

    References:
        Golub and Van Loan, "Matrix Computations", 4th edition, section 10.1 and 10.3, for Lanczos with full
        reorthogonalisation; Pearlmutter, "Fast Exact Multiplication by the Hessian", 1994; Cohen et al.,
        "Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability", 2021,
        https://arxiv.org/abs/2103.00065, who call this sharpness.
    """
    flat, unravel = ravel_pytree(parameters)
    gradient = jax.grad(lambda numbers: loss(unravel(numbers)))
    steps = min(PRODUCTS, flat.size)

    def product(vector: Array) -> Array:
        return jax.jvp(gradient, (flat,), (vector,))[1]

    def step(number: Array, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        basis, diagonal, beside = carry
        vector = product(basis[number])
        along = jnp.vdot(basis[number], vector)
        # Rows of the basis that are not made yet are zero, and take nothing away. Twice is enough
        # (Parlett, "The Symmetric Eigenvalue Problem", section 6.9).
        for _ in range(2):
            vector = vector - basis.T @ (basis @ vector)
        length = jnp.linalg.norm(vector)
        seen = jnp.abs(diagonal).max() + jnp.abs(along) + beside.max()
        exhausted = length <= _EXHAUSTED * seen
        # An exhausted space has all that can be seen from the start; the rest repeats its first number, which
        # lies between its smallest and its largest eigenvalue.
        over = ~basis[number].any()
        diagonal = diagonal.at[number].set(jnp.where(over, diagonal[0], along))
        beside = beside.at[number].set(jnp.where(exhausted, 0, length))
        following = jnp.where(exhausted, 0, vector / jnp.where(exhausted, 1, length))
        return basis.at[number + 1].set(following, mode="drop"), diagonal, beside

    start = jax.random.normal(key, flat.shape, flat.dtype)
    basis = jnp.zeros((steps, flat.size), flat.dtype).at[0].set(start / jnp.linalg.norm(start))
    nothing = jnp.zeros(steps, flat.dtype)
    _, diagonal, beside = jax.lax.fori_loop(0, steps, step, (basis, nothing, nothing))
    return _largest_of_tridiagonal(diagonal, beside[:-1])


def _largest_of_tridiagonal(
    diagonal: Float[Array, " size"], beside: Float[Array, " size_less_one"]
) -> Float[Array, ""]:
    """The largest eigenvalue of a symmetric tridiagonal matrix, by bisection; NaN where a number is NaN.

    A number lies above all eigenvalues exactly if no pivot of the matrix minus that number is positive (Golub
    and Van Loan, section 8.4.2). LAPACK is not used: called for many trials at once on several CPU devices it
    can wait for ever for the threads that wait for it.
    """
    squares = jnp.pad(jnp.square(beside), (1, 0))
    around = jnp.pad(jnp.abs(beside), (1, 0)) + jnp.pad(jnp.abs(beside), (0, 1))
    low, high = (
        diagonal.max(),
        (diagonal + around).max(),
    )  # Rayleigh's quotient below, Gershgorin's circle above
    smallest = jnp.finfo(diagonal.dtype).tiny

    def above_all(number: Array) -> Array:
        def pivot(place: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
            last, above = carry
            last = diagonal[place] - number - squares[place] / jnp.where(last == 0, -smallest, last)
            return last, above & (last <= 0)

        first = diagonal[0] - number
        return jax.lax.fori_loop(1, diagonal.size, pivot, (first, first <= 0))[1]

    def halve(_: Array, ends: tuple[Array, Array]) -> tuple[Array, Array]:
        low, high = ends
        middle = low + 0.5 * (high - low)
        above = above_all(middle)
        return jnp.where(above, low, middle), jnp.where(above, middle, high)

    return jax.lax.fori_loop(0, HALVINGS, halve, (low, high))[1]
