"""The gradient noise scale, from the gradients of groups of examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from trainlab.probes.noise_scale import TOGETHER


class NoiseScale(NamedTuple):
    """The simple noise scale and the two estimates it is the ratio of.

    Attributes:
        scale: their ratio, in examples; infinite where the square is not positive: the examples are then too
            few to see the gradient in its noise.
        square: estimate of the squared length of the true gradient. It can be negative.
        variance: estimate of tr(Sigma), the variance of one example's gradient, summed over the weights.
    """

    scale: Float[Array, ""]
    square: Float[Array, ""]
    variance: Float[Array, ""]


def noise_scale(
    gradient_of: Callable[[Float[Array, "group features"], Int[Array, " group"]], Any],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
    group: int = 1,
) -> NoiseScale:
    r"""The simple noise scale of McCandlish et al., from the gradients of groups of examples.

    With G the true gradient, Sigma the covariance of one example's gradient, and m groups of b examples whose
    mean gradients are :math:`g_1, \dots, g_m` with mean :math:`\bar g`:

    .. math::
        S = \frac{b}{m - 1} \sum_i \lVert g_i - \bar g \rVert^2 \to \mathrm{tr}(\Sigma), \qquad
        \lVert \bar g \rVert^2 - \frac{S}{m b} \to \lVert G \rVert^2, \qquad
        B_{simple} = \mathrm{tr}(\Sigma) / \lVert G \rVert^2

    Both estimates are unbiased; they are equations A.2 and A.3 of the paper for the batch sizes b and m b,
    with the smaller one averaged over the groups. Their ratio is not unbiased: of several steps, average the
    estimates first.

    Args:
        gradient_of: the gradient of the mean loss of a group, as a pytree.
        inputs, targets: the examples.
        group: b. 1 gives the gradient of every example by itself; nets with batch normalisation, where that
            means nothing, need more. Examples after the last whole group are left out.

    References:
        McCandlish, Kaplan, Amodei and the OpenAI Dota team, "An Empirical Model of Large-Batch Training",
        2018, https://arxiv.org/abs/1812.06162, section 2.2 and appendix A.1.
    """
    groups = targets.shape[0] // group
    together = max(size for size in range(1, TOGETHER + 1) if groups % size == 0)
    shape = (groups // together, together, group)
    x = inputs[: groups * group].reshape(*shape, -1)
    y = targets[: groups * group].reshape(shape)
    gradients = jax.vmap(gradient_of)

    def add(carry: tuple[Any, Array], block: tuple[Array, Array]) -> tuple[tuple[Any, Array], None]:
        total, squares = carry
        of_groups = gradients(*block)
        total = jax.tree.map(lambda sums, leaf: sums + leaf.sum(axis=0), total, of_groups)
        return (total, squares + _square(of_groups)), None

    nothing = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape), jax.eval_shape(gradient_of, x[0, 0], y[0, 0]))
    (total, squares), _ = jax.lax.scan(add, (nothing, jnp.float32(0)), (x, y))
    mean = jax.tree.map(lambda leaf: leaf / groups, total)
    variance = group * (squares - groups * _square(mean)) / (groups - 1)
    square = _square(mean) - variance / (groups * group)
    scale = jnp.where(square > 0, variance / square, jnp.where(jnp.isnan(square), jnp.nan, jnp.inf))
    return NoiseScale(scale, square, variance)


def _square(tree: Any) -> Array:
    return sum((jnp.square(leaf).sum() for leaf in jax.tree.leaves(tree)), jnp.float32(0))
