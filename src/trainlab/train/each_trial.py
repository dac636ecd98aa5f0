"""From a function of one trial to one of many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax


def each_trial(function: Callable, trials: int, shared: int = 0) -> Callable:
    """The function of one trial as a function of many, with the trials along the first axis.

    Args:
        function: takes arguments of one trial, then ``shared`` ones that all trials have in common.
        trials: how many. A single one is not vmapped: that traces and compiles faster.
        shared: how many of the last arguments are shared.
    """

    def axes(arguments: tuple) -> list[int | None]:
        return [0] * (len(arguments) - shared) + [None] * shared

    def alone(*arguments: Any) -> Any:
        own = [
            argument if axis is None else jax.tree.map(lambda leaf: leaf[0], argument)
            for argument, axis in zip(arguments, axes(arguments), strict=True)
        ]
        return jax.tree.map(lambda leaf: leaf[None], function(*own))

    def together(*arguments: Any) -> Any:
        return jax.vmap(function, in_axes=axes(arguments))(*arguments)

    return alone if trials == 1 else together
