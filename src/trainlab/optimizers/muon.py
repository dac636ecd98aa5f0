"""Muon: steps along an orthogonal matrix near the momentum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.complement import complement
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic that every iteration applies to the singular values (Jordan et al. 2024)."""

ITERATIONS = 5
RMS = 0.2
"""Root mean square of a step in learning rates: about adam's, and the same rates suit (Liu et al. 2025)."""


class MuonState(NamedTuple):
    """Steps made; momentum of matrices, mean of other gradients; mean of the squares of the others."""

    count: jax.Array  # pyright: ignore[reportIncompatibleMethodOverride]
    mean: PyTree
    square: PyTree


def orthogonalised(matrix: jax.Array) -> jax.Array:
    """A matrix with the singular vectors of that one, and singular values between about 0.7 and 1.2.

    Five iterations of Newton and Schulz, with a quintic that is steepest at zero: products of matrices, no
    decomposition.

    Args:
        matrix: (rows, columns).
    """
    import jax.numpy as jnp

    a, b, c = COEFFICIENTS
    wide = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    wide = wide / (jnp.sqrt(jnp.sum(wide * wide)) + 1e-7)
    for _ in range(ITERATIONS):
        square = wide @ wide.T
        wide = a * wide + (b * square + c * square @ square) @ wide
    return wide.T if matrix.shape[0] > matrix.shape[1] else wide


def muon(
    learning_rate: jax.Array,
    beta_1: jax.Array,
    beta_2: jax.Array,
    epsilon: jax.Array,
    momentum: jax.Array | None = None,
    nesterov: bool = False,
) -> optax.GradientTransformation:
    r"""Move the kernels of dense layers along an orthogonalised momentum, and all else as adam does.

    .. math::
        m_t &= \mu m_{t-1} + g_t \\
        \Delta_t &= -0.2 \, \eta \sqrt{\max(n, k)} \; \mathrm{orth}(m_t)
        \quad\text{or, with Nesterov,}\quad \mathrm{orth}(g_t + \mu m_t)

    for a matrix of n rows and k columns; see :func:`orthogonalised`. As in Keras, variables that are not
    matrices (biases, kernels of convolutions, gamma and beta) are left to Adam with the same learning rate,
    and the factor makes steps as large as Adam's. The kernel of the output layer is a matrix like others.

    Args:
        learning_rate: :math:`\eta`.
        beta_1, beta_2, epsilon: of Adam.
        momentum: :math:`\mu`; None leaves it out.
        nesterov: look ahead along the momentum.

    References:
        Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024,
        https://kellerjordan.github.io/posts/muon/
        Liu et al., "Muon is Scalable for LLM Training", 2025, https://arxiv.org/abs/2502.16982 (the factor).
    """
    import jax
    import jax.numpy as jnp
    import optax

    def is_matrix(leaf: jax.Array) -> bool:
        return leaf.ndim == 2

    def init(params: PyTree) -> MuonState:
        def mean(leaf: jax.Array) -> jax.Array | None:
            return None if is_matrix(leaf) and momentum is None else jnp.zeros_like(leaf)

        def square(leaf: jax.Array) -> jax.Array | None:
            return None if is_matrix(leaf) else jnp.zeros_like(leaf)

        return MuonState(jnp.zeros((), jnp.int32), jax.tree.map(mean, params), jax.tree.map(square, params))

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, MuonState]:
        del params
        count = state.count + 1
        t = count.astype(jnp.float32)
        debias = jax.lax.sqrt(1.0 - jax.lax.pow(beta_2, t)) / (1.0 - jax.lax.pow(beta_1, t))
        new_mean, new_square = complement(beta_1), complement(beta_2)

        def of_matrix(g: jax.Array, m: jax.Array | None) -> tuple[jax.Array, jax.Array | None, None]:
            if momentum is None or m is None:
                ahead = g
            else:
                m = g + m * momentum
                ahead = g + momentum * m if nesterov else m
            factor = RMS * max(g.shape) ** 0.5
            return -learning_rate * factor * orthogonalised(ahead), m, None

        def rule(g: jax.Array, m: Any, v: Any) -> tuple:
            if is_matrix(g):
                return of_matrix(g, m)
            assert m is not None
            assert v is not None
            m = m + (g - m) * new_mean
            v = v + (g * g - v) * new_square
            return m * (-learning_rate * debias) / (jax.lax.sqrt(v) + epsilon), m, v

        updates, mean, square = leafwise(rule, updates, state.mean, state.square)
        return updates, MuonState(count, mean, square)

    return optax.GradientTransformation(init, update)


MUON = Optimizer(
    name="muon",
    make=muon,
    settings=(
        shared.learning_rate(0.001),
        shared.momentum(0.95),
        shared.nesterov(True),
        shared.beta_1(0.9),
        shared.beta_2(0.999),
        shared.epsilon(1e-7),
    ),
    weight_decay=0.004,
    by_variable=True,
)
