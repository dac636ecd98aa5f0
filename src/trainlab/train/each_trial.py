"""From a function of one trial to one of many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp


def each_trial(function: Callable, trials: int, shared: int = 0, axis: int | None = 0) -> Callable:
    """The function of one trial as a function of many.

    Args:
        function: takes arguments of one trial, then ``shared`` ones that all trials have in common.
        trials: how many. A single one is not vmapped: that traces and compiles faster.
        shared: how many of the last arguments are shared.
        axis: the axis of the trials, in what it takes and in what it gives: the first, or, of several, the
            last; None where there is none, because there is one trial.
    """
    if axis is None:
        return function

    def axes(arguments: tuple) -> list[int | None]:
        return [axis] * (len(arguments) - shared) + [None] * shared

    def alone(*arguments: Any) -> Any:
        taken = [
            argument if own is None else moved(argument, None)
            for argument, own in zip(arguments, axes(arguments), strict=True)
        ]
        return moved_back(function(*taken), None)

    def together(*arguments: Any) -> Any:
        return jax.vmap(function, in_axes=axes(arguments), out_axes=axis)(*arguments)

    return alone if trials == 1 else together


def moved(tree: Any, axis: int | None) -> Any:
    """Arrays with the trials along the first axis, with them along another one.

    Args:
        tree: the arrays.
        axis: as of :func:`each_trial`.
    """
    if axis is None:
        return jax.tree.map(lambda leaf: leaf[0], tree)
    return tree if axis == 0 else jax.tree.map(lambda leaf: jnp.moveaxis(leaf, 0, axis), tree)


def moved_back(tree: Any, axis: int | None) -> Any:
    """The opposite of :func:`moved`."""
    if axis is None:
        return jax.tree.map(lambda leaf: leaf[None], tree)
    return tree if axis == 0 else jax.tree.map(lambda leaf: jnp.moveaxis(leaf, axis, 0), tree)
