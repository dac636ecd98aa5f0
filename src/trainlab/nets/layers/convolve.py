"""Convolution of planes, each of its three products in the way that is fast for it.

Forward, by the planes and by the kernel, a convolution is a sum of products. With few products a number the
loop of :mod:`~trainlab.nets.layers.shifted_planes` is fastest on CPU, with many the matrix products of
:mod:`~trainlab.nets.layers.row_products`. The limits between them were measured on one core, for batches of
32 to 1,024, one trial and four stepped together. XLA's own convolution loses to both: inside the loop of
steps it took 4 to 40 times as long as the better one.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType

from jaxtyping import Float

from trainlab.nets.late import Array, jax
from trainlab.nets.layers import row_products, shifted_planes
from trainlab.nets.layers.layer import Shape
from trainlab.nets.layers.window import Pair

MAX_TERMS = 128
"""Products a number of the output up to which it is made by shifted planes."""

MAX_TERMS_BACK = 36
"""Products a number of the gradient by the planes up to which it is made by shifted planes."""

MAX_OUTPUTS = 5
"""Channels of the output up to which the gradient by the kernel is made by shifted planes."""

MAX_ROWS = 32
"""Rows of the output up to which it is, as each of them is a term of the program."""


def convolve(
    planes: Float[Array, "inputs height width batch"],
    kernel: Float[Array, "kernel_height kernel_width inputs outputs"],
    stride: Pair,
) -> Float[Array, "outputs rows columns batch"]:
    """The kernel at every place inside the images, a stride apart."""
    inputs, outputs = kernel.shape[2:]
    if _whole(kernel.shape, planes.shape[1:3]):  # all pixels of an example meet all weights
        matrix = kernel.transpose(3, 2, 0, 1).reshape(outputs, -1)
        return (matrix @ planes.reshape(-1, planes.shape[3]))[:, None, None]
    if _pointwise(kernel.shape, stride):  # a product of channels, at each pixel
        return (kernel[0, 0].T @ planes.reshape(inputs, -1)).reshape(outputs, *planes.shape[1:])
    return _slide(planes, kernel, stride)


def by_shifts(kernel: Shape, image: Pair, stride: Pair) -> bool:
    """Whether the gradient by a kernel of that shape is made by shifted planes, or in a single product.

    Such a convolution takes a part of a batch as fast, example for example, as the whole.
    """
    rows = (image[0] - kernel[0]) // stride[0] + 1
    return _whole(kernel, image) or _pointwise(kernel, stride) or _learns_by_shifts(kernel[3], rows)


def _whole(kernel: Shape, image: Shape) -> bool:
    return kernel[:2] == image


def _pointwise(kernel: Shape, stride: Pair) -> bool:
    return kernel[:2] == stride == (1, 1)


def _learns_by_shifts(outputs: int, rows: int) -> bool:
    return outputs <= MAX_OUTPUTS and rows <= MAX_ROWS


def convolve_depthwise(
    planes: Float[Array, "channels height width batch"],
    kernel: Float[Array, "kernel_height kernel_width channels multiplier"],
    stride: Pair,
) -> Float[Array, "outputs rows columns batch"]:
    """Each channel with kernels of its own, whose outputs lie together: the first channel's come first."""
    each = jax.vmap(partial(convolve, stride=stride), in_axes=(0, 2))(planes[:, None], kernel[:, :, :, None])
    return each.reshape(-1, *each.shape[2:])


@partial(jax.custom_vjp, nondiff_argnums=(2,))
def _slide(planes: Array, kernel: Array, stride: Pair) -> Array:
    return _forward(planes, kernel, stride)[0]


def _forward(planes: Array, kernel: Array, stride: Pair) -> tuple[Array, tuple[Array, Array]]:
    height, width, inputs, _ = kernel.shape
    way = _way(height * width * inputs <= MAX_TERMS)
    return way.output(planes, kernel, stride), (planes, kernel)


def _backward(stride: Pair, saved: tuple[Array, Array], by_output: Array) -> tuple[Array, Array]:
    planes, kernel = saved
    height, width, _, outputs = kernel.shape
    back = _way(height * width * outputs <= MAX_TERMS_BACK)
    by_planes = back.by_planes(by_output, kernel, planes.shape[1:3], stride)
    learn = _way(_learns_by_shifts(outputs, by_output.shape[1]))
    return by_planes, learn.by_kernel(planes, by_output, (height, width), stride)


_slide.defvjp(_forward, _backward)


def _way(few: bool) -> ModuleType:
    return shifted_planes if few else row_products
