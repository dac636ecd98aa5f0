"""What XLA does with arrays that are read twice: the reason for ``nets/barrier.py``."""

from __future__ import annotations

import os

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets import Mode, read_net
from trainlab.nets.barrier import ONE_THREAD, output_written, slopes_written, stored_by, written
from trainlab.nets.lanes import forward

NET = read_net("4-6-6-6-1", "relu")


def operations(barrier):
    """Multiplications and additions of a gradient of 64 trials, those that are repeated counted each time."""

    def gradient(parameters, x, number):
        stored = barrier(number)
        logits, back = forward(NET, parameters, x, Mode(), stored)
        return back(stored(jnp.tanh(logits)))

    arrays = jnp.ones((NET.parameters, 64)), jnp.ones((4, 20)), jnp.int32(0)
    return jax.jit(gradient).lower(*arrays).compile().cost_analysis()["flops"]


def test_what_is_stored_is_computed_once():
    assert operations(stored_by) < 0.5 * operations(lambda number: lambda array: array)


@pytest.mark.skipif(
    jax.__version_info__ >= (0, 12), reason="from jaxlib 0.12 on the compiler keeps the barrier of JAX"
)
def test_the_barrier_of_jax_does_not_do_it():
    of_jax = operations(lambda number: jax.lax.optimization_barrier)
    assert of_jax == operations(lambda number: lambda array: array), "then use it in nets/barrier.py"


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="one core has nothing to split between")
def test_kernels_are_split_between_threads_unless_they_are_kept_whole():
    x = jnp.ones((6, 32, 64))
    lowered = jax.jit(lambda x: sum(x[i] * x[j][None] for i in range(6) for j in range(6))).lower(x)
    assert "outer_dimension_partitions" in lowered.compile().as_text(), "then ONE_THREAD is not needed"
    assert "outer_dimension_partitions" not in lowered.compile(compiler_options=dict(ONE_THREAD)).as_text()


@pytest.mark.parametrize("number", [0, 1, 2**31 - 1])
def test_no_bit_changes(number):
    values = np.array([0.0, -0.0, 1e-37, 1.5, -np.inf, np.nan, 3e38], np.float32)
    assert np.asarray(stored_by(jnp.int32(number))(values)).tobytes() == values.tobytes()


def pooled_operations(step):
    """Multiplications and additions of a gradient through a convolution with pooling behind it."""
    net = read_net("conv3x3x4 avgpool2 conv3x3x4 flatten dense2", "relu", (14, 14, 1))
    shapes = {
        layer: {name: jnp.ones(shape) for name, shape in of.items()} for layer, of in net.variables.items()
    }

    def gradient(parameters, x, number):
        mode = Mode(training=True, step=number if step else None)
        return jax.grad(lambda parameters: jnp.sum(net.apply(parameters, x, mode)[0] ** 2))(parameters)

    arrays = shapes, jnp.ones((20, 196)), jnp.int32(0)
    return jax.jit(gradient).lower(*arrays).compile().cost_analysis()["flops"]


def test_a_convolution_that_is_written_is_computed_once():
    assert pooled_operations(step=True) < 0.8 * pooled_operations(step=False), "else Mode.step is not needed"


def test_what_goes_through_a_loop_that_makes_no_round_changes_no_bit():
    values = jnp.array([0.0, -0.0, 1e-37, 1.5, -jnp.inf, jnp.nan, 3e38])
    for function in (written, output_written, slopes_written):
        assert np.asarray(jax.jit(function)(values, jnp.int32(0))).tobytes() == np.asarray(values).tobytes()
    for function in (output_written, slopes_written):
        slopes = jax.jit(jax.grad(lambda x, of=function: (of(x, jnp.int32(3)) * values[3]).sum()))(values)
        assert slopes.tolist() == [1.5] * 7
