"""Between rows, one example each, and planes, with the batch last."""

from __future__ import annotations

from dataclasses import replace

from jaxtyping import Float

from trainlab.nets.late import Array, jnp
from trainlab.nets.layers.layer import Shape
from trainlab.nets.mode import Mode

CROWDED = 256
"""Batches that are multiples of this many examples crowd the cache: the pixels of a window lie a multiple of
1 KiB apart, share a few places of a processor's first-level cache and push each other out of it."""

SPARE = 16
"""Examples added to such a batch: one cache line. On a small convolutional net with a batch of 1,024 this is
1.6 times as fast."""


# Both ways the batch is turned as the axis of a matrix. Of a transpose of all four axes XLA makes a view, and
# code that uses it jumps through memory from example to example: a net of one convolution took twice as long.


def to_planes(
    rows: Float[Array, "batch features"], shape: Shape
) -> Float[Array, "channels height width batch"]:
    """Images that are rows, flattened by height, width, channel, as planes."""
    return rows.T.reshape(*shape, -1).transpose(2, 0, 1, 3)


def to_rows(planes: Float[Array, "channels height width batch"]) -> Float[Array, "batch features"]:
    """Planes as rows, flattened by height, width, channel."""
    return planes.transpose(1, 2, 0, 3).reshape(-1, planes.shape[3]).T


def with_spare(
    planes: Float[Array, "channels height width batch"], mode: Mode
) -> tuple[Float[Array, "channels height width batch_or_more"], Mode]:
    """A batch padded with examples that are not real, where it would be slow without.

    Args:
        planes: the batch.
        mode: which of its examples are real, among other things.

    Returns:
        The batch, longer or not, and a mode that knows what was added not to be real.
    """
    examples = planes.shape[3]
    if examples % CROWDED:
        return planes, mode
    real = jnp.ones(examples, bool) if mode.real is None else mode.real
    longer = jnp.pad(planes, ((0, 0), (0, 0), (0, 0), (0, SPARE)))
    return longer, replace(mode, real=jnp.pad(real, (0, SPARE)))
