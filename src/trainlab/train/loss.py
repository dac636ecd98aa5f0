"""Losses and accuracy of a batch of outputs: logits of classes, or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.losses import LOSSES


def example_losses(
    logits: Float[Array, "..."],
    targets: Int[Array, "..."] | Float[Array, "..."],
    loss: str,
    smoothing: Float[Array, "..."] | None = None,
    axis: int = -1,
    hyper: Mapping[str, Array] | None = None,
) -> Float[Array, "..."]:
    r"""The loss of each example.

    Where targets are numbers, it is the mean over outputs of a function of outputs minus targets, see
    :mod:`trainlab.losses.errors`. Where they are class numbers:

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
        logits: what the net gives, (batch, outputs).
        targets: class numbers, (batch,); or numbers, (batch, outputs).
        loss: the setting ``loss``.
        smoothing: s; None leaves it out of the program. No gradient flows back to it.
        axis: of the outputs in ``logits``: the last, or the first of (outputs, batch, trials), with targets
            of (batch, 1), or (outputs, batch, 1), and a smoothing of (trials,).
        hyper: traced settings, those of the loss among them; scalars, or (trials,).

    References:
        Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016, section 7,
        https://arxiv.org/abs/1512.00567, for label smoothing.
    """
    if jnp.issubdtype(targets.dtype, jnp.floating):
        known = LOSSES[loss]
        assert known.of_error is not None
        own = {setting.name: (hyper or {})[setting.name] for setting in known.settings}
        return _sum(known.of_error(logits - targets, **own), axis) / logits.shape[axis]
    binary = logits.shape[axis] == 1
    z = jnp.squeeze(logits, axis) if binary else logits
    if loss == "cross_entropy":
        if binary:
            return _binary_cross_entropy(z, _binary(targets, smoothing))
        return _cross_entropy(logits, targets, smoothing, axis)
    if binary:
        return (jax.nn.sigmoid(z) - _binary(targets, smoothing)) ** 2
    wanted = _one_hot(logits, targets, smoothing, axis)
    return _sum((jax.nn.softmax(logits, axis=axis) - wanted) ** 2, axis) / logits.shape[axis]


def _sum(numbers: Array, axis: int) -> Array:
    """The sum over the outputs; term by term where they come first: each is rows of whole vectors then."""
    return numbers.sum(axis=axis) if axis == -1 else reduce(jnp.add, list(numbers))


def _largest(numbers: Array, axis: int) -> Array:
    return numbers.max(axis=axis) if axis == -1 else reduce(jnp.maximum, list(numbers))


def _binary(
    targets: Int[Array, "..."], smoothing: Float[Array, "..."] | None
) -> Int[Array, "..."] | Float[Array, "..."]:
    return targets if smoothing is None else targets * (1 - smoothing) + 0.5 * smoothing


def _one_hot(
    logits: Float[Array, "..."],
    targets: Int[Array, "..."],
    smoothing: Float[Array, "..."] | None,
    axis: int,
) -> Bool[Array, "..."] | Float[Array, "..."]:
    classes = logits.shape[axis]
    number = jnp.arange(classes) if axis == -1 else jnp.arange(classes)[:, None, None]
    one_hot = jnp.expand_dims(targets, axis) == number
    return one_hot if smoothing is None else one_hot * (1 - smoothing) + smoothing / classes


@jax.custom_vjp
def _binary_cross_entropy(
    z: Float[Array, "..."], y: Int[Array, "..."] | Float[Array, "..."]
) -> Float[Array, "..."]:
    return _binary_forward(z, y)[0]


def _binary_forward(z: Array, y: Array) -> tuple[Array, tuple[Array, Array]]:
    return jnp.maximum(z, 0) - y * z + jnp.log1p(jnp.exp(-jnp.abs(z))), (z, y)


def _binary_backward(saved: tuple[Array, Array], by_loss: Array) -> tuple[Array, None]:
    z, y = saved
    return by_loss * (jax.nn.sigmoid(z) - y), None


_binary_cross_entropy.defvjp(_binary_forward, _binary_backward)

_Saved = tuple[Array, Array, Array, Array | None]


@partial(jax.custom_vjp, nondiff_argnums=(3,))
def _cross_entropy(
    z: Float[Array, "..."], y: Int[Array, "..."], smoothing: Float[Array, "..."] | None, axis: int
) -> Float[Array, "..."]:
    return _cross_entropy_forward(z, y, smoothing, axis)[0]


def _cross_entropy_forward(z: Array, y: Array, smoothing: Array | None, axis: int) -> tuple[Array, _Saved]:
    shifted = z - jnp.expand_dims(_largest(z, axis), axis)
    exponentials = jnp.exp(shifted)
    total = _sum(exponentials, axis)
    loss = jnp.log(total) - _sum(_wanted(shifted, y, smoothing, axis), axis)
    return loss, (exponentials, total, y, smoothing)


def _wanted(shifted: Array, y: Array, smoothing: Array | None, axis: int) -> Array:
    wanted = _one_hot(shifted, y, smoothing, axis)
    return jnp.where(wanted, shifted, 0) if smoothing is None else wanted * shifted


def _cross_entropy_backward(axis: int, saved: _Saved, by_loss: Array) -> tuple[Array, None, None]:
    exponentials, total, y, smoothing = saved
    by_logits = exponentials / jnp.expand_dims(total, axis) - _one_hot(exponentials, y, smoothing, axis)
    return jnp.expand_dims(by_loss, axis) * by_logits, None, None


_cross_entropy.defvjp(_cross_entropy_forward, _cross_entropy_backward)


def correct(logits: Float[Array, "..."], targets: Int[Array, "..."], axis: int = -1) -> Bool[Array, "..."]:
    """Whether each example's most probable class is its target; ``axis`` as of :func:`example_losses`."""
    return predicted_class(logits, axis) == targets


def predicted_class(logits: Float[Array, "..."], axis: int = -1) -> Int[Array, "..."]:
    """The most probable class of each example; with one output, class 1 if its logit is above 0."""
    if logits.shape[axis] == 1:
        return (jnp.squeeze(logits, axis) > 0).astype(jnp.int32)
    if axis == -1:
        return jnp.argmax(logits, axis=-1).astype(jnp.int32)
    largest, best = logits[0], jnp.zeros(logits.shape[1:], jnp.int32)
    for number in range(1, logits.shape[0]):
        # As argmax has it: the first of equal ones, or what is not a number.
        broken = jnp.isnan(logits[number]) & ~jnp.isnan(largest)
        best = jnp.where((logits[number] > largest) | broken, number, best)
        largest = jnp.maximum(largest, logits[number])
    return best


def probabilities(logits: Float[Array, "batch outputs"]) -> Float[Array, "batch classes"]:
    """The probability of every class; one output becomes two columns, class 0 and class 1."""
    if logits.shape[-1] == 1:
        return jnp.concatenate([jax.nn.sigmoid(-logits), jax.nn.sigmoid(logits)], axis=-1)
    return jax.nn.softmax(logits)
