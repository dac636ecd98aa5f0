"""Reduce on plateau: the learning rate falls when a loss stops improving (``schedule=performance``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from trainlab.metrics import metric_of


class PlateauState(NamedTuple):
    """What is remembered from check to check, scalars for one trial.

    Attributes:
        best: lowest value of a check that counted as improvement; infinite before the first.
        waited: checks since then, or since the rate fell.
        cooling: checks that are still not counted, after a fall of the rate.
        factor: what the learning rate is multiplied by, 1 at first.
    """

    best: Float[Array, ""]
    waited: Int[Array, ""]
    cooling: Int[Array, ""]
    factor: Float[Array, ""]


def initial_plateau() -> PlateauState:
    """The state before the first check."""
    return PlateauState(jnp.float32(jnp.inf), jnp.int32(0), jnp.int32(0), jnp.float32(1))


def check_plateau(
    state: PlateauState, hyper: Mapping[str, Array], value: Float[Array, ""], watch: str = "validation_loss"
) -> PlateauState:
    r"""Look at the watched curve once, and lower the rate if it has stopped improving.

    A loss :math:`l` is an improvement if :math:`l + \delta < l_\text{best}`. After ``plateau_patience``
    checks without one, the rate is multiplied by ``plateau_factor``, but not pushed below ``min_rate``, and
    the next ``plateau_cooldown`` checks count as no standstill. A rate that is not above ``min_rate`` stays.

    The arithmetic of Keras's ``ReduceLROnPlateau`` (``mode="min"``), except that NaN never counts as
    improvement: Keras takes a NaN at its first check for the best value, and then sees no better one.

    Args:
        state: the state after the check before.
        hyper: the trial's traced settings: ``learning_rate``, ``min_rate`` and those of ``plateau_``.
        value: what the watched curve is at.
        watch: its name; the sign of what is better when higher is turned.

    Returns:
        The new state; its ``factor`` belongs to the updates that follow.
    """
    metric = metric_of(watch)
    if metric is not None and metric.better == "higher":
        value = -value
    cooling = jnp.maximum(state.cooling - 1, 0)
    improved = value + hyper["plateau_min_delta"] < state.best
    counted = ~improved & (cooling == 0)
    waited = jnp.where(improved, 0, state.waited) + counted.astype(jnp.int32)
    # Not a number where the learning rate is 0, and then nothing is above it.
    lowest = hyper["min_rate"] / hyper["learning_rate"]
    falls = counted & (waited >= hyper["plateau_patience"]) & (state.factor > lowest)
    return PlateauState(
        best=jnp.where(improved, value, state.best),
        waited=jnp.where(falls, 0, waited),
        cooling=jnp.where(falls, hyper["plateau_cooldown"], cooling),
        factor=jnp.where(falls, jnp.maximum(state.factor * hyper["plateau_factor"], lowest), state.factor),
    )
