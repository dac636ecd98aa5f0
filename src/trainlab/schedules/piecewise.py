"""Piecewise constant: the rate jumps at chosen steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules.schedule import Schedule
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


def piecewise(t: jax.Array, learning_rate: jax.Array, pieces: jax.Array) -> jax.Array:
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
    import jax.numpy as jnp

    begun = (pieces[:, 0] <= t).sum()
    in_force = jnp.arange(pieces.shape[0]) == begun - 1
    # A masked sum, because looking up a different row for every trial of a population is slower.
    factor = jnp.where(in_force, pieces[:, 1], 0).sum()
    return learning_rate * jnp.where(begun == 0, 1, factor)


def _read_pieces(text: str) -> object:
    from trainlab.schedules.pieces import check_pieces

    return check_pieces(text)


PIECES = Setting(
    name="pieces", owner="recipe", kind="traced", type="text", default="50%:0.1/75%:0.01",
    reader=_read_pieces,
    meaning="Where each piece begins (a step, or a share of training), and its factor on learning_rate.",
)  # fmt: skip

PIECEWISE = Schedule(
    name="piecewise",
    rate_at=piecewise,
    settings=(PIECES,),
)
