"""What XLA's CPU compiler does to small programs, and how it is kept from it.

XLA's CPU compiler fuses a cheap computation into each of its readers, and repeats it there. In chains of
small products that repeats whole layers. ``jax.lax.optimization_barrier`` does not help: the compiler drops
it before it fuses (jaxlib 0.10; 0.12 keeps it). A division it never repeats: here one by a number that is 1,
but that is not known to be while compiling. An array must not be stored twice in a row: two divisions become
one multiplication by a quotient, and that is repeated.

It splits kernels between threads by an estimate of their cost that is tens of times too high for kernels of a
few microseconds, so that programs spend twice as much processor time on threads as on numbers: they are
compiled without that pass.

Where a program is spread over devices it has a loop carry a matrix as the caller has it in memory, even if
the loop sees it turned, and turns it in every step: layouts are asked for.

Images that are gathered and turned it fuses into each of their readers as well, which then jump through
memory for every number they read; and of a convolution it makes every pixel again for each window of the
pooling behind it, and once more for the way back. No division keeps it from that here. But what a loop starts
from has to be written down, so such arrays go through a loop that makes no round.

``tests/nets/test_barrier.py`` and ``tests/train/test_lanes.py`` notice when a new jaxlib does otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from jaxtyping import Int

from trainlab.nets.late import Array, jax, jnp

ONE_THREAD = {"xla_disable_hlo_passes": "cpu-parallel-task-assigner"}
"""Compile options that leave every kernel whole, which changes no bit of what it computes."""

Stored = Callable[[Array], Array]
"""Gives back what it is given, bit for bit, so that it is computed once."""


def stored_by(number: Int[Array, ""]) -> Stored:
    """What stores arrays.

    Args:
        number: any whole number from 0 on that the compiler does not know.
    """
    one = jnp.where(number < 0, 2.0, 1.0)
    return lambda array: array / one


def written(array: Array, number: Int[Array, ""]) -> Array:
    """The array, bit for bit, written to memory before anything reads it. It has no derivative.

    Accelerators, which would wait for the host to end the loop, are left to themselves.

    Args:
        array: any.
        number: any whole number from 0 on that the compiler does not know.
    """

    def never(carry: tuple[Array, Array]) -> Array:
        return carry[0] < 0

    def changed(carry: tuple[Array, Array]) -> tuple[Array, Array]:
        return carry[0] + 1, -carry[1]  # what a loop hands on unchanged is taken out of it

    if jax.default_backend() != "cpu":
        return array
    return jax.lax.while_loop(never, changed, (number, array))[1]


@jax.custom_vjp
def output_written(array: Array, number: Int[Array, ""]) -> Array:
    """As :func:`written`, for what flows forward through a net; what flows back is left alone."""
    return written(array, number)


def _output_forward(array: Array, number: Array) -> tuple[Array, None]:
    return written(array, number), None


def _output_backward(_: None, by_array: Array) -> tuple[Array, None]:
    return by_array, None


output_written.defvjp(_output_forward, _output_backward)


@jax.custom_vjp
def slopes_written(array: Array, number: Int[Array, ""]) -> Array:
    """The array itself; the slopes by it, which flow back, are written as by :func:`written`."""
    return array


def _slopes_forward(array: Array, number: Array) -> tuple[Array, Array]:
    return array, number


def _slopes_backward(number: Array, by_array: Array) -> tuple[Array, None]:
    return written(by_array, number), None


slopes_written.defvjp(_slopes_forward, _slopes_backward)


def in_rows(tree: Any) -> Any:
    """Arrays whose last axis is the inner one in memory, as their shape says."""
    try:
        layouts = import_module("jax.experimental.layout")
        layout, constrained = layouts.Layout, layouts.with_layout_constraint
    except (ImportError, AttributeError):  # another JAX: the program is slower, and the same
        return tree

    def one(array: Array) -> Array:
        return constrained(array, layout(tuple(range(array.ndim)))) if array.ndim > 1 else array

    return jax.tree.map(one, tree)
