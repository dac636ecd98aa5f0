"""Convolution of planes: which of the ways to compute it is fast."""

from __future__ import annotations

from functools import partial
from types import ModuleType

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from trainlab.nets.layers import row_products, shifted_planes
from trainlab.nets.layers.window import Pair

MOST_SHIFTED = 150
"""Weights up to which a kernel is applied by shifted planes."""

MOST_ROWS = 32
"""Rows of the output up to which the gradient by the kernel is taken by shifted planes."""


def convolve(
    planes: Float[Array, "inputs height width batch"],
    kernel: Float[Array, "kernel_height kernel_width inputs outputs"],
    stride: Pair,
) -> Float[Array, "outputs rows columns batch"]:
    """The window inside the image."""
    if kernel.shape[:2] == planes.shape[1:3]:
        return jnp.einsum("ahwn,hwao->on", planes, kernel)[:, None, None, :]
    if kernel.shape[:2] == stride == (1, 1):
        return jnp.einsum("ahwn,ao->ohwn", planes, kernel[0, 0])
    return _slide(planes, kernel, stride)


def convolve_depthwise(
    planes: Float[Array, "channels height width batch"],
    kernel: Float[Array, "kernel_height kernel_width channels multiplier"],
    stride: Pair,
) -> Float[Array, "outputs rows columns batch"]:
    """Each channel with its own kernels, the window inside the image; outputs of one channel lie together."""
    one_channel = partial(convolve, stride=stride)
    each = jax.vmap(one_channel, in_axes=(0, 2))(planes[:, None], kernel[:, :, :, None])
    return each.reshape(-1, *each.shape[2:])


@partial(jax.custom_vjp, nondiff_argnums=(2,))
def _slide(planes: Array, kernel: Array, stride: Pair) -> Array:
    return _way(kernel.size).output(planes, kernel, stride)


def _forward(planes: Array, kernel: Array, stride: Pair) -> tuple[Array, tuple[Array, Array]]:
    return _slide(planes, kernel, stride), (planes, kernel)


def _backward(stride: Pair, saved: tuple[Array, Array], by_output: Array) -> tuple[Array, Array]:
    planes, kernel = saved
    way = _way(kernel.size)
    return (
        way.by_planes(by_output, kernel, planes.shape[1:3], stride),
        way.by_kernel(planes, by_output, kernel.shape[:2], stride),
    )


_slide.defvjp(_forward, _backward)


def _way(weights: int) -> ModuleType:
    return shifted_planes if weights <= MOST_SHIFTED else row_products
