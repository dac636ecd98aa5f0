"""What XLA's CPU compiler does to small programs, and how it is kept from it.

XLA's CPU compiler fuses a cheap computation into each of its readers, and repeats it there. In chains of
small products that repeats whole layers. ``jax.lax.optimization_barrier`` does not help: the compiler drops
it before it fuses (jaxlib 0.10). A division it never repeats: here one by a number that is 1, but that is not
known to be while compiling.

It splits kernels between threads by an estimate of their cost that is tens of times too high for kernels of a
few microseconds, so that programs spend twice as much processor time on threads as on numbers: they are
compiled without that pass.

Where a program is spread over devices it has a loop carry a matrix as the caller has it in memory, even if
the loop sees it turned, and turns it in every step: layouts are asked for.

``tests/nets/test_barrier.py`` and ``tests/train/test_lanes.py`` notice when a new jaxlib does otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Int

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


def in_rows(tree: Any) -> Any:
    """Arrays whose last axis is the inner one in memory, as their shape says."""
    try:
        from jax.experimental.layout import Layout, with_layout_constraint
    except ImportError:  # another JAX: the program is slower, and the same
        return tree

    def one(array: Array) -> Array:
        return with_layout_constraint(array, Layout(tuple(range(array.ndim)))) if array.ndim > 1 else array

    return jax.tree.map(one, tree)
