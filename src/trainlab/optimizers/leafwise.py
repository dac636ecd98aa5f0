"""One update rule, applied to every leaf of the parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jax

PyTree = Any


def leafwise(
    rule: Callable[..., tuple[jax.Array, ...]], gradients: PyTree, *statistics: PyTree
) -> tuple[PyTree, ...]:
    """Apply a rule with several results to all leaves in one walk over the tree.

    ``jax.tree.map`` returns one tree, so a rule that yields an update and two new statistics would need three
    walks, or the same arithmetic traced three times.

    Args:
        rule: maps the leaves of one parameter (gradient, then statistics) to a tuple of arrays.
        gradients: the tree of gradients, whose structure the results have.
        *statistics: trees of the same structure.

    Returns:
        One tree for each result of the rule.

    Example:
        >>> leafwise(lambda g, m: (g + m, g * m), {"kernel": 2, "bias": 3}, {"kernel": 10, "bias": 20})
        ({'bias': 23, 'kernel': 12}, {'bias': 60, 'kernel': 20})
    """
    import jax

    leaves, structure = jax.tree.flatten(gradients)
    columns = (structure.flatten_up_to(tree) for tree in statistics)
    results = [rule(*row) for row in zip(leaves, *columns, strict=True)]
    return tuple(structure.unflatten(column) for column in zip(*results, strict=True))
