"""Windows that slide over images: where they fit, what they see, and the margins they need."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from trainlab.errors import NetError, unknown_name
from trainlab.nets.late import Array, jax, jnp
from trainlab.nets.layers.layer import Shape

Pair = tuple[int, int]
"""One number for rows, one for columns."""

PADDINGS = ("valid", "same")
"""``valid``: the window stays inside the image. ``same``: margins are added so that every pixel, or with a
stride s every s-th one, is the place of one window."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window of one size that slides over images of one size.

    Attributes:
        image: height and width of the image.
        size: height and width of the window.
        stride: rows down, and columns to the right, from one place of the window to the next.
        padding: one of ``PADDINGS``.
    """

    image: Pair
    size: Pair
    stride: Pair
    padding: str

    @classmethod
    def over(cls, shape: Shape, size: Pair, stride: Pair, padding: str) -> Window:
        """The window over images of (height, width, channels)."""
        height, width, _ = shape
        return cls((height, width), size, stride, padding)

    @property
    def places(self) -> Pair:
        """Rows and columns of places the window takes: height and width of what it makes of the image."""
        if self.padding == "same":
            return (-(-self.image[0] // self.stride[0]), -(-self.image[1] // self.stride[1]))
        return (
            (self.image[0] - self.size[0]) // self.stride[0] + 1,
            (self.image[1] - self.size[1]) // self.stride[1] + 1,
        )

    @property
    def margins(self) -> tuple[Pair, Pair]:
        """Pixels added before and after, of rows and of columns.

        As TensorFlow and Keras have it, ``same`` adds no more than the last window needs, and of an odd
        number one more after than before.
        """
        if self.padding == "valid":
            return (0, 0), (0, 0)
        rows, columns = (
            max(0, (places - 1) * stride + size - image)
            for places, stride, size, image in zip(
                self.places, self.stride, self.size, self.image, strict=True
            )
        )
        return (rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2)

    @property
    def padded_size(self) -> Pair:
        """Height and width of the image with its margins."""
        (top, bottom), (left, right) = self.margins
        return self.image[0] + top + bottom, self.image[1] + left + right

    @property
    def side_by_side(self) -> bool:
        """Whether each place begins where the one before it ends."""
        return self.stride == self.size

    @property
    def offsets(self) -> tuple[Pair, ...]:
        """Rows and columns of the pixels of a window, from its upper left corner, row by row."""
        return tuple((row, column) for row in range(self.size[0]) for column in range(self.size[1]))

    @property
    def own_pixels(self) -> int | np.ndarray:
        """How many pixels of the image itself, not of its margins, the window sees.

        One number where it sees as many at all places, else an array of (rows, columns, 1).
        """
        if self.padding == "valid":
            return math.prod(self.size)
        counts = []
        for places, stride, size, image, (before, _) in zip(
            self.places, self.stride, self.size, self.image, self.margins, strict=True
        ):
            first = np.arange(places) * stride - before
            counts.append(np.minimum(first + size, image) - np.maximum(first, 0))
        return np.outer(*counts).astype(np.float32)[:, :, None]

    def padded(
        self, planes: Float[Array, "channels height width batch"], value: float = 0.0
    ) -> Float[Array, "channels padded_height padded_width batch"]:
        """The images with their margins, filled with a value."""
        if self.margins == ((0, 0), (0, 0)):
            return planes
        return jnp.pad(planes, ((0, 0), *self.margins, (0, 0)), constant_values=value)

    def cropped(
        self, planes: Float[Array, "channels padded_height padded_width batch"]
    ) -> Float[Array, "channels height width batch"]:
        """The images without their margins."""
        (top, _), (left, _) = self.margins
        return planes[:, top : top + self.image[0], left : left + self.image[1]]

    def seen(
        self, padded: Float[Array, "channels padded_height padded_width batch"], offset: Pair
    ) -> Float[Array, "channels rows columns batch"]:
        """What lies at one offset from the corner of the window, at each of its places."""
        return strided(padded, offset, self.places, self.stride)

    def tiled(
        self, blocks: Float[Array, "channels rows height_or_1 columns width_or_1 batch"]
    ) -> Float[Array, "channels padded_height padded_width batch"]:
        """Images made of one block a place, of the window's size or of one number; windows side by side."""
        channels, batch = blocks.shape[0], blocks.shape[-1]
        (rows, columns), (height, width) = self.places, self.size
        whole = jnp.broadcast_to(blocks, (channels, rows, height, columns, width, batch))
        images = whole.reshape(channels, rows * height, columns * width, batch)
        below, right = self.padded_size[0] - rows * height, self.padded_size[1] - columns * width
        return jnp.pad(images, ((0, 0), (0, below), (0, right), (0, 0)))

    def put_back(
        self, seen: Float[Array, "channels rows columns batch"], offset: Pair
    ) -> Float[Array, "channels padded_height padded_width batch"]:
        """Images that are zero but for what lies at one offset: the transpose of ``seen``."""
        edges = []
        for length, first, places, stride in zip(
            self.padded_size, offset, self.places, self.stride, strict=True
        ):
            covered = first + (places - 1) * stride + 1
            edges.append((first, length - covered, stride - 1))
        return jax.lax.pad(seen, jnp.zeros((), seen.dtype), ((0, 0, 0), *edges, (0, 0, 0)))


def strided(
    planes: Float[Array, "channels height width batch"], offset: Pair, count: Pair, stride: Pair
) -> Float[Array, "channels rows columns batch"]:
    """A number of rows and columns of the planes, from an offset on, a stride apart."""
    return planes[
        :,
        offset[0] : offset[0] + (count[0] - 1) * stride[0] + 1 : stride[0],
        offset[1] : offset[1] + (count[1] - 1) * stride[1] + 1 : stride[1],
    ]


def check_image(name: str, shape: Shape) -> None:
    """Refuse a shape that is not one of images.

    Raises:
        NetError: it is not (height, width, channels).
    """
    if len(shape) != 3:
        raise NetError(
            f"layer '{name}' takes images (height, width, channels), but a row of {shape[0]:,} numbers "
            "reaches it."
        )


def check_units(name: str, what: str, units: int) -> None:
    """Refuse a layer that makes nothing.

    Raises:
        NetError: there is not at least one.
    """
    if units < 1:
        raise NetError(f"layer '{name}' needs at least 1 of its {what}, not {units}.")


def check_window(name: str, shape: Shape, size: Pair, stride: Pair, padding: str) -> None:
    """Refuse a window that cannot slide over images of that shape.

    Raises:
        NetError: the shape is not one of images, a number is not positive, the padding is not known, or the
            window is larger than the image and may not leave it.
    """
    check_image(name, shape)
    if min(*size, *stride) < 1:
        raise NetError(
            f"layer '{name}' needs a window and a stride of at least 1, not {_spell(size)} and "
            f"{_spell(stride)}."
        )
    if padding not in PADDINGS:
        raise NetError(unknown_name(f"padding of layer '{name}'", padding, PADDINGS))
    if padding == "valid" and (size[0] > shape[0] or size[1] > shape[1]):
        raise NetError(
            f"layer '{name}' slides a window of {_spell(size)} over images of only {_spell(shape[:2])}: make "
            "it smaller, shrink the images less before it, or give it 'same' padding."
        )


def _spell(pair: Shape) -> str:
    return f"{pair[0]}x{pair[1]}"
