"""Piecewise constant: the rate jumps at chosen steps."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float, Int


def piecewise(
    t: Int[Array, ""], learning_rate: Float[Array, ""], pieces: Float[Array, "pieces 2"]
) -> Float[Array, ""]:
    r"""The rate times the factor of the last piece that has begun.

    .. math:: \eta(t) = \eta_0 f_i, \qquad i = \max \{ j : s_j \le t \}

    and :math:`\eta(t) = \eta_0` before the first piece. Keras's ``PiecewiseConstantDecay`` names the last
    step of a piece (``boundaries``) where this names the first of the next, one more.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`.
        pieces: a row for each piece, its first step :math:`s` (ascending; infinite in rows that are not
            used) and its factor :math:`f`.
    """
    begun = (pieces[:, 0] <= t).sum()
    in_force = jnp.arange(pieces.shape[0]) == begun - 1
    # A masked sum, because looking up a row of its own for every trial of a population is slower.
    factor = jnp.where(in_force, pieces[:, 1], 0).sum()
    return learning_rate * jnp.where(begun == 0, 1, factor)
