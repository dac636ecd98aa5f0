"""Both ways to convolve, against loops by hand, XLA's convolution and each other."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets.layers import row_products, shifted_planes
from trainlab.nets.layers.convolve import (
    MAX_OUTPUTS,
    MAX_TERMS,
    MAX_TERMS_BACK,
    convolve,
    convolve_depthwise,
)

WAYS = pytest.mark.parametrize("way", [shifted_planes, row_products], ids=["shifted", "rows"])

# inputs, image, kernel, outputs, stride
CASES = pytest.mark.parametrize(
    "case",
    [
        (1, (5, 5), (3, 3), 1, (1, 1)),
        (2, (6, 5), (3, 2), 3, (1, 1)),
        (2, (7, 8), (3, 3), 2, (2, 3)),
        (3, (5, 4), (1, 2), 2, (3, 1)),
        (2, (4, 5), (4, 2), 2, (1, 2)),
    ],
    ids=str,
)
BATCH = 4


def arrays(case):
    inputs, image, size, outputs, stride = case
    rows, columns = (
        (length - window) // step + 1 for length, window, step in zip(image, size, stride, strict=True)
    )
    draw = np.random.default_rng(4)
    shapes = (inputs, *image, BATCH), (*size, inputs, outputs), (outputs, rows, columns, BATCH)
    return tuple(jnp.asarray(draw.normal(size=shape), jnp.float32) for shape in shapes)


def by_hand(planes, kernel, stride):
    """The definition, one number after the other, in float64."""
    x, k = np.asarray(planes, np.float64), np.asarray(kernel, np.float64)
    height, width, inputs, outputs = k.shape
    rows, columns = (x.shape[1] - height) // stride[0] + 1, (x.shape[2] - width) // stride[1] + 1
    y = np.zeros((outputs, rows, columns, x.shape[3]))
    for o in range(outputs):
        for p in range(rows):
            for q in range(columns):
                for i in range(height):
                    for j in range(width):
                        for a in range(inputs):
                            pixel = x[a, p * stride[0] + i, q * stride[1] + j]
                            y[o, p, q] += pixel * k[i, j, a, o]
    return y


def of_xla(planes, kernel, stride):
    return jax.lax.conv_general_dilated(
        planes, kernel, stride, "VALID", dimension_numbers=("CHWN", "HWIO", "CHWN")
    )


@WAYS
@CASES
def test_output_is_the_definition(way, case):
    planes, kernel, _ = arrays(case)
    output = way.output(planes, kernel, case[-1])
    np.testing.assert_allclose(output, by_hand(planes, kernel, case[-1]), rtol=1e-5, atol=1e-5)


@WAYS
@CASES
def test_gradients_are_the_transposes(way, case):
    planes, kernel, upstream = arrays(case)
    stride = case[-1]
    _, pull = jax.vjp(lambda planes, kernel: of_xla(planes, kernel, stride), planes, kernel)
    by_planes, by_kernel = pull(upstream)
    mine = way.by_planes(upstream, kernel, planes.shape[1:3], stride)
    np.testing.assert_allclose(mine, by_planes, rtol=1e-5, atol=1e-5)
    mine = way.by_kernel(planes, upstream, kernel.shape[:2], stride)
    np.testing.assert_allclose(mine, by_kernel, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [(MAX_TERMS // 9, 1), (MAX_TERMS // 9 + 1, 1), (1, MAX_TERMS_BACK // 9), (1, MAX_OUTPUTS), (1, 6)],
)
def test_on_both_sides_of_every_limit(inputs, outputs):
    case = (inputs, (4, 4), (3, 3), outputs, (1, 1))
    planes, kernel, upstream = arrays(case)
    mine, pull = jax.vjp(lambda planes, kernel: convolve(planes, kernel, (1, 1)), planes, kernel)
    expected, pull_expected = jax.vjp(lambda planes, kernel: of_xla(planes, kernel, (1, 1)), planes, kernel)
    np.testing.assert_allclose(mine, expected, rtol=1e-5, atol=1e-5)
    for slope, expected_slope in zip(pull(upstream), pull_expected(upstream), strict=True):
        np.testing.assert_allclose(slope, expected_slope, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("outputs", [2, 7])
def test_what_a_trial_gets_does_not_depend_on_its_neighbours_or_its_place(outputs):
    planes, _, upstream = arrays((2, (5, 5), (3, 3), outputs, (1, 1)))
    kernels = jnp.asarray(np.random.default_rng(6).normal(size=(4, 3, 3, 2, outputs)), jnp.float32)

    @jax.jit
    def together(kernels, planes):
        def one(kernel, planes):
            y, pull = jax.vjp(lambda planes, kernel: convolve(planes, kernel, (1, 1)), planes, kernel)
            return y, *pull(upstream)

        return jax.vmap(one)(kernels, planes)

    each = planes * jnp.arange(1.0, 5.0)[:, None, None, None, None]
    first = together(kernels, each)
    order = np.array([2, 0, 2, 1])
    second = together(kernels[order].at[2].set(jnp.nan), each[order])
    for before, after in zip(first, second, strict=True):
        for place, trial in ((0, 2), (1, 0), (3, 1)):
            assert np.asarray(before[trial]).tobytes() == np.asarray(after[place]).tobytes()


def test_depthwise_outputs_of_one_channel_lie_together():
    planes, kernel, _ = arrays((2, (4, 4), (2, 2), 3, (1, 1)))
    output = convolve_depthwise(planes, kernel, (1, 1))
    for channel in range(2):
        alone = by_hand(planes[channel : channel + 1], kernel[:, :, channel : channel + 1], (1, 1))
        np.testing.assert_allclose(output[3 * channel : 3 * channel + 3], alone, rtol=1e-5, atol=1e-5)
