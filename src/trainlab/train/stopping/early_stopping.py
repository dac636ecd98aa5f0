"""Early stopping: a trial ends when the curve it watches stops improving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.metrics import metric_of


class StoppingState(NamedTuple):
    """What is remembered from check to check, scalars for one trial.

    Attributes:
        best: value of the last check that counted as improvement, in the curve's own units; NaN before it.
        waited: checks since then.
    """

    best: Float[Array, ""]
    waited: Int[Array, ""]


def initial_stopping() -> StoppingState:
    """The state before the first check."""
    return StoppingState(jnp.float32(jnp.nan), jnp.int32(0))


def check_stopping(
    state: StoppingState, hyper: Mapping[str, Array], value: Float[Array, ""], watch: str
) -> tuple[StoppingState, Bool[Array, ""], Bool[Array, ""]]:
    r"""Look at the watched curve once.

    A value :math:`v` of a curve that is better when lower, such as a loss, is an improvement if
    :math:`v + \delta < v_\text{best}`, of one that is better when higher, such as an accuracy, if
    :math:`v - \delta > v_\text{best}`; the first value always is. The trial stops at the ``patience``-th
    check in a row without improvement.

    The arithmetic of Keras's ``EarlyStopping``, except that NaN never counts as improvement: Keras takes a
    NaN at its first check for the best value, and then sees no better one. The weights of the last check
    that improved are those ``restore_best_weights=True`` restores.

    Args:
        state: the state after the check before.
        hyper: the trial's traced settings, ``patience`` and ``min_delta`` among them.
        value: what the watched curve is at.
        watch: its name, the setting ``early_stopping``.

    Returns:
        The new state, whether the check improved on the best one before, and whether the trial stops.

    References:
        Prechelt, "Early Stopping - But When?", 1998, https://doi.org/10.1007/3-540-49430-8_3.
    """
    metric = metric_of(watch)
    if metric is not None and metric.better == "higher":
        better = value - hyper["min_delta"] > state.best
    else:
        better = value + hyper["min_delta"] < state.best
    improved = (jnp.isnan(state.best) | better) & ~jnp.isnan(value)
    best = jnp.where(improved, value, state.best)
    waited = jnp.where(improved, 0, state.waited + 1)
    return StoppingState(best, waited), improved, waited >= hyper["patience"]
