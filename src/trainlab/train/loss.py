"""Losses and accuracy of a batch of logits."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int


def example_losses(
    logits: Float[Array, "batch outputs"],
    targets: Int[Array, " batch"],
    loss: str,
    smoothing: Float[Array, ""] | None = None,
) -> Float[Array, " batch"]:
    r"""The loss of each example.

    With one output, z is the logit of class 1, p = sigmoid(z) and y is 0 or 1:

    - ``cross_entropy``: :math:`-y \log p - (1 - y) \log(1 - p) = \max(z, 0) - y z + \log(1 + e^{-|z|})`
    - ``mse``: :math:`(p - y)^2`

    With more, p = softmax(z) and y is one-hot:

    - ``cross_entropy``: :math:`-\sum_c y_c \log p_c = \mathrm{logsumexp}(z) - \sum_c y_c z_c`
    - ``mse``: the mean of :math:`(p - y)^2` over outputs, as Keras has it

    Label smoothing s spreads a share of each target evenly over all C classes (C = 2 with one output):
    :math:`y_c \leftarrow (1 - s) \, y_c + s / C`, as Keras has it.

    The forms on the right stay finite for any finite logit. The gradient of a cross-entropy by the logits is
    :math:`p - y`, and is given as that: it is exact where differentiating the loss would cancel, and smaller
    to compile.

    Args:
        logits: what the net gives.
        targets: class numbers.
        loss: the setting ``loss``.
        smoothing: s; None leaves it out of the program. No gradient flows back to it.

    References:
        Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016, section 7,
        https://arxiv.org/abs/1512.00567, for label smoothing.
    """
    binary = logits.shape[-1] == 1
    if loss == "cross_entropy":
        if binary:
            return _binary_cross_entropy(logits[:, 0], _binary(targets, smoothing))
        return _cross_entropy(logits, targets, smoothing)
    if binary:
        return (jax.nn.sigmoid(logits[:, 0]) - _binary(targets, smoothing)) ** 2
    return ((jax.nn.softmax(logits) - _one_hot(logits, targets, smoothing)) ** 2).mean(axis=-1)


def _binary(
    targets: Int[Array, " batch"], smoothing: Float[Array, ""] | None
) -> Int[Array, " batch"] | Float[Array, " batch"]:
    return targets if smoothing is None else targets * (1 - smoothing) + 0.5 * smoothing


def _one_hot(
    logits: Float[Array, "batch classes"], targets: Int[Array, " batch"], smoothing: Float[Array, ""] | None
) -> Bool[Array, "batch classes"] | Float[Array, "batch classes"]:
    classes = logits.shape[-1]
    one_hot = targets[:, None] == jnp.arange(classes)
    return one_hot if smoothing is None else one_hot * (1 - smoothing) + smoothing / classes


@jax.custom_vjp
def _binary_cross_entropy(
    z: Float[Array, " batch"], y: Int[Array, " batch"] | Float[Array, " batch"]
) -> Float[Array, " batch"]:
    return _binary_forward(z, y)[0]


def _binary_forward(z: Array, y: Array) -> tuple[Array, tuple[Array, Array]]:
    return jnp.maximum(z, 0) - y * z + jnp.log1p(jnp.exp(-jnp.abs(z))), (z, y)


def _binary_backward(saved: tuple[Array, Array], by_loss: Array) -> tuple[Array, None]:
    z, y = saved
    return by_loss * (jax.nn.sigmoid(z) - y), None


_binary_cross_entropy.defvjp(_binary_forward, _binary_backward)

_Saved = tuple[Array, Array, Array, Array | None]


@jax.custom_vjp
def _cross_entropy(
    z: Float[Array, "batch classes"], y: Int[Array, " batch"], smoothing: Float[Array, ""] | None
) -> Float[Array, " batch"]:
    return _cross_entropy_forward(z, y, smoothing)[0]


def _cross_entropy_forward(z: Array, y: Array, smoothing: Array | None) -> tuple[Array, _Saved]:
    shifted = z - z.max(axis=-1, keepdims=True)
    exponentials = jnp.exp(shifted)
    total = exponentials.sum(axis=-1)
    loss = jnp.log(total) - _wanted(shifted, y, smoothing).sum(axis=-1)
    return loss, (exponentials, total, y, smoothing)


def _wanted(shifted: Array, y: Array, smoothing: Array | None) -> Array:
    wanted = _one_hot(shifted, y, smoothing)
    return jnp.where(wanted, shifted, 0) if smoothing is None else wanted * shifted


def _cross_entropy_backward(saved: _Saved, by_loss: Array) -> tuple[Array, None, None]:
    exponentials, total, y, smoothing = saved
    by_logits = exponentials / total[:, None] - _one_hot(exponentials, y, smoothing)
    return by_loss[:, None] * by_logits, None, None


_cross_entropy.defvjp(_cross_entropy_forward, _cross_entropy_backward)


def correct(logits: Float[Array, "batch outputs"], targets: Int[Array, " batch"]) -> Bool[Array, " batch"]:
    """Whether each example's most probable class is its target."""
    return predicted_class(logits) == targets


def predicted_class(logits: Float[Array, "batch outputs"]) -> Int[Array, " batch"]:
    """The most probable class of each example; with one output, class 1 if its logit is above 0."""
    if logits.shape[-1] == 1:
        return (logits[:, 0] > 0).astype(jnp.int32)
    return jnp.argmax(logits, axis=-1).astype(jnp.int32)


def probabilities(logits: Float[Array, "batch outputs"]) -> Float[Array, "batch classes"]:
    """The probability of every class; one output becomes two columns, class 0 and class 1."""
    if logits.shape[-1] == 1:
        return jnp.concatenate([jax.nn.sigmoid(-logits), jax.nn.sigmoid(logits)], axis=-1)
    return jax.nn.softmax(logits)
