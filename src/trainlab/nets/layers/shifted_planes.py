"""Convolution with few weights: a sum of shifted planes, each times one weight.

XLA compiles the sum to one loop over the output that runs along the batch, reads what lies in the cache and
writes each number once. For kernels of few weights no matrix product is as fast: those of
:mod:`trainlab.nets.layers.row_products` are then too thin to pay for gathering their operands.
"""

from __future__ import annotations

from functools import reduce
from operator import add

from jaxtyping import Float

from trainlab.nets.late import Array, jax, jnp
from trainlab.nets.layers.window import Pair, strided


def output(
    planes: Float[Array, "inputs height width batch"],
    kernel: Float[Array, "kernel_height kernel_width inputs outputs"],
    stride: Pair,
) -> Float[Array, "outputs rows columns batch"]:
    r""":math:`y_{opqn} = \sum_{ija} x_{a,\,ps+i,\,qs+j,\,n} \, k_{ijao}` for a stride s."""
    height, width, inputs, _ = kernel.shape
    rows, columns = (planes.shape[1] - height) // stride[0] + 1, (planes.shape[2] - width) // stride[1] + 1
    terms = []
    for i in range(height):
        for j in range(width):
            seen = strided(planes, (i, j), (rows, columns), stride)
            terms += [seen[a] * kernel[i, j, a][:, None, None, None] for a in range(inputs)]
    return reduce(add, terms)


def by_planes(
    by_output: Float[Array, "outputs rows columns batch"],
    kernel: Float[Array, "kernel_height kernel_width inputs outputs"],
    image: Pair,
    stride: Pair,
) -> Float[Array, "inputs height width batch"]:
    """The gradient by planes of that height and width: the kernel, turned around, slides over the gradient.

    With a stride, zeros are put between the numbers of the gradient, as many as the stride leaves out.
    """
    edges = [
        (size - 1, length - 1 - (count - 1) * step, step - 1)
        for size, length, count, step in zip(
            kernel.shape[:2], image, by_output.shape[1:3], stride, strict=True
        )
    ]
    zero = jnp.zeros((), by_output.dtype)
    spread = jax.lax.pad(by_output, zero, ((0, 0, 0), *edges, (0, 0, 0)))
    return output(spread, kernel[::-1, ::-1].swapaxes(2, 3), (1, 1))


def by_kernel(
    planes: Float[Array, "inputs height width batch"],
    by_output: Float[Array, "outputs rows columns batch"],
    size: Pair,
    stride: Pair,
) -> Float[Array, "kernel_height kernel_width inputs outputs"]:
    r"""The gradient by a kernel of that size, :math:`\sum_{pqn} x_{a,\,ps+i,\,qs+j,\,n} \, g_{opqn}`.

    For each column of the kernel, products are summed over the rows of the output in one loop as above; what
    is left is then summed over the columns of the output and the batch. Stacking keeps XLA from making one
    reduction of both, for which it would store every shifted plane first.
    """
    height, width = size
    _, rows, columns, _ = by_output.shape
    sums_over_rows = []
    for j in range(width):
        terms = []
        for p in range(rows):
            seen = strided(planes, (p * stride[0], j), (height, columns), (1, stride[1]))
            terms.append(seen[:, None] * by_output[None, :, p, None])
        sums_over_rows.append(reduce(add, terms))
    return jnp.stack(sums_over_rows).sum((4, 5)).transpose(3, 0, 1, 2)
