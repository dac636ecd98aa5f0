"""Between rows, one example each, and planes, with the batch last."""

from __future__ import annotations

from jaxtyping import Array, Float

from trainlab.nets.layers.layer import Shape


def to_planes(
    rows: Float[Array, "batch features"], shape: Shape
) -> Float[Array, "channels height width batch"]:
    """Images that are rows, flattened by height, width, channel, as planes."""
    return rows.reshape(-1, *shape).transpose(3, 1, 2, 0)


def to_rows(planes: Float[Array, "channels height width batch"]) -> Float[Array, "batch features"]:
    """Planes as rows, flattened by height, width, channel."""
    return planes.transpose(3, 1, 2, 0).reshape(planes.shape[3], -1)
