"""The learning-rate range test: the rate grows by the same factor at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules import shared
from trainlab.schedules.schedule import Schedule

if TYPE_CHECKING:
    import jax


def range_test(
    t: jax.Array,
    learning_rate: jax.Array,
    decay_steps: jax.Array,
    peak_factor: jax.Array,
) -> jax.Array:
    r"""From the learning rate to ``peak_factor`` times it, evenly in the logarithm.

    .. math:: \eta(t) = \eta_0 \, p^{\min(t, \, T - 1) / (T - 1)}

    The last of :math:`T` steps has the highest rate, as in fastai's ``SchedExp`` and pytorch-lr-finder's
    ``ExponentialLR``; a test of a single step stays at :math:`\eta_0`.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`, the lowest rate.
        decay_steps: :math:`T`, steps of the test.
        peak_factor: :math:`p`, the highest rate in learning rates.

    References:
        Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, section 3.3 (the range test, with
        a linear rise), https://arxiv.org/abs/1506.01186.
        Gugger, "How Do You Find A Good Learning Rate", 2018,
        https://sgugger.github.io/how-do-you-find-a-good-learning-rate.html (the exponential rise).
    """
    import jax.numpy as jnp

    share = jnp.minimum(t, decay_steps - 1) / jnp.maximum(decay_steps - 1, 1)
    return learning_rate * jnp.power(peak_factor, share)


RANGE_TEST = Schedule(
    name="range_test",
    rate_at=range_test,
    settings=(shared.decay_steps(), shared.peak_factor(1e6)),
    auto_parts=1,
)
