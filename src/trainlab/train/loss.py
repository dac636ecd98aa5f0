"""Losses and accuracy of a batch of logits."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int


def example_losses(
    logits: Float[Array, "batch outputs"], targets: Int[Array, " batch"], loss: str
) -> Float[Array, " batch"]:
    r"""The loss of each example.

    With one output, z is the logit of class 1 and p = sigmoid(z):

    - ``cross_entropy``: :math:`-y \log p - (1 - y) \log(1 - p) = \mathrm{softplus}(z) - y z`
    - ``mse``: :math:`(p - y)^2`

    With more, p = softmax(z) and y is one-hot:

    - ``cross_entropy``: :math:`-\log p_y = \mathrm{logsumexp}(z) - z_y`
    - ``mse``: the mean of :math:`(p - y)^2` over outputs, as Keras has it

    The forms on the right stay finite for any finite logit.
    """
    if logits.shape[-1] == 1:
        z, y = logits[:, 0], targets.astype(logits.dtype)
        if loss == "cross_entropy":
            return jax.nn.softplus(z) - y * z
        return (jax.nn.sigmoid(z) - y) ** 2
    one_hot = targets[:, None] == jnp.arange(logits.shape[-1])
    if loss == "cross_entropy":
        largest = jax.lax.stop_gradient(logits.max(axis=-1, keepdims=True))
        shifted = logits - largest
        return jnp.log(jnp.exp(shifted).sum(axis=-1)) - jnp.where(one_hot, shifted, 0).sum(axis=-1)
    return ((jax.nn.softmax(logits) - one_hot) ** 2).mean(axis=-1)


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
