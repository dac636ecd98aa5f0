"""Convolution with many weights: a matrix product for each row of the output.

What the window sees at each place along one row is gathered as the columns of a matrix, which the kernel is
multiplied with (im2col: Chellapilla et al., "High Performance Convolutional Neural Networks for Document
Processing", 2006). Made row by row, that matrix stays in the cache and is never stored whole.
"""

from __future__ import annotations

from jaxtyping import Float

from trainlab.nets.late import Array, jax, jnp
from trainlab.nets.layers.window import Pair, strided


def output(
    planes: Float[Array, "inputs height width batch"],
    kernel: Float[Array, "kernel_height kernel_width inputs outputs"],
    stride: Pair,
) -> Float[Array, "outputs rows columns batch"]:
    r""":math:`y_{opqn} = \sum_{ija} x_{a,\,ps+i,\,qs+j,\,n} \, k_{ijao}` for a stride s."""
    height, width, _, outputs = kernel.shape
    rows, columns = (planes.shape[1] - height) // stride[0] + 1, (planes.shape[2] - width) // stride[1] + 1
    matrix = kernel.reshape(-1, outputs).T

    def fill_row(row: Array, made: Array) -> Array:
        line = matrix @ _columns(planes, row, (height, width), stride, columns)
        return jax.lax.dynamic_update_index_in_dim(made, line.reshape(outputs, columns, -1), row, axis=1)

    nothing = jnp.zeros((outputs, rows, columns, planes.shape[3]), planes.dtype)
    return jax.lax.fori_loop(0, rows, fill_row, nothing)


def by_planes(
    by_output: Float[Array, "outputs rows columns batch"],
    kernel: Float[Array, "kernel_height kernel_width inputs outputs"],
    image: Pair,
    stride: Pair,
) -> Float[Array, "inputs height width batch"]:
    """The gradient by planes of that height and width: each row's columns, added where they came from."""
    height, width, inputs, outputs = kernel.shape
    _, rows, columns, batch = by_output.shape
    matrix = kernel.reshape(-1, outputs)
    zero = jnp.zeros((), by_output.dtype)
    covered = (columns - 1) * stride[1] + 1

    def add_row(row: Array, total: Array) -> Array:
        line = jax.lax.dynamic_index_in_dim(by_output, row, axis=1, keepdims=False)
        gathered = (matrix @ line.reshape(outputs, -1)).reshape(height, width, inputs, columns, batch)
        band = sum(
            jax.lax.pad(
                gathered[:, j], zero,
                ((0, 0, 0), (0, 0, 0), (j, image[1] - j - covered, stride[1] - 1), (0, 0, 0)),
            )
            for j in range(width)
        )  # fmt: skip
        before = jax.lax.dynamic_slice_in_dim(total, row * stride[0], height, axis=1)
        after = before + jnp.swapaxes(band, 0, 1)
        return jax.lax.dynamic_update_slice_in_dim(total, after, row * stride[0], axis=1)

    return jax.lax.fori_loop(0, rows, add_row, jnp.zeros((inputs, *image, batch), by_output.dtype))


def by_kernel(
    planes: Float[Array, "inputs height width batch"],
    by_output: Float[Array, "outputs rows columns batch"],
    size: Pair,
    stride: Pair,
) -> Float[Array, "kernel_height kernel_width inputs outputs"]:
    r"""The gradient by a kernel of that size, :math:`\sum_{pqn} x_{a,\,ps+i,\,qs+j,\,n} \, g_{opqn}`."""
    outputs, rows, columns, _ = by_output.shape
    inputs = planes.shape[0]

    def add_row(row: Array, total: Array) -> Array:
        line = jax.lax.dynamic_index_in_dim(by_output, row, axis=1, keepdims=False)
        return total + _columns(planes, row, size, stride, columns) @ line.reshape(outputs, -1).T

    nothing = jnp.zeros((size[0] * size[1] * inputs, outputs), planes.dtype)
    return jax.lax.fori_loop(0, rows, add_row, nothing).reshape(*size, inputs, outputs)


def _columns(
    planes: Float[Array, "inputs height width batch"], row: Array, size: Pair, stride: Pair, columns: int
) -> Float[Array, "weights places"]:
    """What the window sees along one row of its places: a row for each weight of the kernel, in its order."""
    band = jax.lax.dynamic_slice_in_dim(planes, row * stride[0], size[0], axis=1)
    seen = [
        strided(band, (i, j), (1, columns), (1, stride[1])) for i in range(size[0]) for j in range(size[1])
    ]
    return jnp.stack(seen).reshape(size[0] * size[1] * planes.shape[0], -1)
