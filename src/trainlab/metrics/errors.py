"""How far predictions are from numeric targets, in the unit of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.metrics.metric import Metric

if TYPE_CHECKING:
    import jax


def rmse(outputs: jax.Array, targets: jax.Array, unit: jax.Array) -> jax.Array:
    """The root of the mean squared error; of several targets the mean of theirs.

    As scikit-learn's ``root_mean_squared_error`` has it.
    """
    import jax.numpy as jnp

    return (jnp.sqrt(((outputs - targets) ** 2).mean(axis=0)) * unit).mean()


RMSE = Metric(
    name="rmse",
    title="RMSE",
    tasks=("regression",),
    better="lower",
    unit="target",
    scale="log",
    chance_text="the standard deviation of the targets",
    measure=rmse,
)


def mae(outputs: jax.Array, targets: jax.Array, unit: jax.Array) -> jax.Array:
    """The mean absolute error; of several targets the mean of theirs."""
    import jax.numpy as jnp

    return (jnp.abs(outputs - targets).mean(axis=0) * unit).mean()


MAE = Metric(
    name="mae",
    title="MAE",
    tasks=("regression",),
    better="lower",
    unit="target",
    scale="log",
    chance_text="the mean absolute deviation of the targets from their mean",
    measure=mae,
)


def r2(outputs: jax.Array, targets: jax.Array, unit: jax.Array) -> jax.Array:
    r"""The share of the variance of the targets that is explained; of several targets the mean of theirs.

    .. math:: 1 - \frac{\sum_i (y_i - f_i)^2}{\sum_i (y_i - \bar y)^2}

    with the mean of the very targets that are measured, as scikit-learn's ``r2_score`` has it: 1 is perfect,
    0 is no better than their mean, and below 0 is worse. Where all targets are equal it is 1 if every
    prediction is right, else 0. Not a number of a single example.
    """
    import jax.numpy as jnp

    if len(targets) < 2:
        return jnp.float32(jnp.nan)
    left = ((outputs - targets) ** 2).sum(axis=0)
    # Equal targets have a variance of 0 by definition, whatever their mean is rounded to.
    equal = (targets == targets[:1]).all(axis=0)
    total = jnp.where(equal, 0, ((targets - targets.mean(axis=0)) ** 2).sum(axis=0))
    explained = 1 - left / jnp.where(total > 0, total, 1)
    return jnp.where(total > 0, explained, jnp.where(left > 0, 0.0, 1.0)).mean()


R2 = Metric(
    name="r2",
    title="R2",
    tasks=("regression",),
    better="higher",
    chance=0.0,
    chance_text="0, that of the mean of the targets",
    measure=r2,
)
