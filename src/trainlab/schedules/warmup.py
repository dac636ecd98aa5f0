"""Warmup: the rate rises linearly before a schedule begins."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float, Int


def warm_up(step: Int[Array, ""], warmup: Int[Array, ""]) -> tuple[Int[Array, ""], Float[Array, ""]]:
    r"""The schedule's time at a step, and the share of its rate that is used.

    .. math::
        t = \max(s - w, 0), \qquad \eta_s = \min\left(\frac{s + 1}{w}, 1\right) \eta(t)

    The first update takes :math:`1 / w` of the schedule's first rate, update :math:`w - 1` the whole of it;
    the schedule then starts at its time 0.

    Args:
        step: :math:`s`, number of the update, from 0.
        warmup: :math:`w`, updates that are warmed up.

    References:
        Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017,
        https://arxiv.org/abs/1706.02677.
    """
    return jnp.maximum(step - warmup, 0), jnp.minimum((step + 1) / warmup, 1)
