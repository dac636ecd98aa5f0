"""Stratified, seeded splits: every part has the class shares of the whole, and train has every class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.errors import DataError

HELD_OUT = 0.1
"""Share of the examples that validation, and test, get where a file has none."""

_SPLIT, _FRACTION = 0, 1  # separate random streams, so that one seed gives unrelated draws


def held_out_size(targets: np.ndarray, parts: int, what: str) -> int:
    """Examples that each of ``parts`` held-out parts gets, a tenth of all where the classes allow it.

    Raises:
        DataError: there are too few examples to leave one of every class for train.
    """
    classes = len(np.unique(targets))
    room = (len(targets) - classes) // parts
    if room < 1:
        raise DataError(
            f"{what} has {len(targets)} examples of {classes} classes, too few to hold out {parts} "
            f"part(s) and leave train one of every class: at least {classes + parts} are needed."
        )
    return min(max(1, round(HELD_OUT * len(targets))), room)


def stratified_split(targets: np.ndarray, sizes: Sequence[int], seed: int) -> list[np.ndarray]:
    """Split examples into parts of given sizes, each with the class shares of the whole.

    Sizes are met exactly. Within a part, the number of examples of a class is its proportional share, rounded
    by largest remainders. The first part, train, keeps at least one example of every class.

    Args:
        targets: (examples,) class numbers.
        sizes: examples of each part; they add up to all examples, and the first is at least the number of
            classes.
        seed: the same seed gives the same split.

    Returns:
        For each part the indices of its examples, ascending; together each index once.

    >>> train, held_out = stratified_split(np.array([0, 0, 0, 0, 1, 1]), (3, 3), seed=0)
    >>> len(train), len(held_out), sorted([*train, *held_out]) == [0, 1, 2, 3, 4, 5]
    (3, 3, True)
    """
    order, starts, counts = _shuffled_by_class(targets, seed, _SPLIT)
    taken = np.zeros_like(counts)
    parts = []
    for size in sizes[1:]:
        share = _apportion(counts, size, at_most=counts - taken - 1)
        parts.append(_members(order, starts, taken, taken + share))
        taken += share
    return [_members(order, starts, taken, counts), *parts]


def stratified_fraction(targets: np.ndarray, fraction: float, seed: int) -> np.ndarray:
    """Pick a share of every class, at least one example of each.

    With one seed a smaller fraction is a subset of a larger one, so that a study over fractions compares
    nested training sets.

    Args:
        targets: (examples,) class numbers.
        fraction: share to keep, above 0 and at most 1.
        seed: the same seed gives the same examples.

    Returns:
        Indices of the examples kept, ascending.
    """
    order, starts, counts = _shuffled_by_class(targets, seed, _FRACTION)
    kept = np.maximum(1, np.round(fraction * counts)).astype(np.int64)
    return _members(order, starts, np.zeros_like(kept), kept)


def _shuffled_by_class(
    targets: np.ndarray, seed: int, stream: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All indices, class by class and shuffled within each; where each class starts, and how many it has."""
    order = np.random.default_rng((seed, stream)).permutation(len(targets))
    _, classes, counts = np.unique(targets[order], return_inverse=True, return_counts=True)
    order = order[np.argsort(classes, kind="stable")]
    return order, np.cumsum(counts) - counts, counts.astype(np.int64)


def _apportion(counts: np.ndarray, size: int, at_most: np.ndarray) -> np.ndarray:
    """Share ``size`` seats among classes in proportion to ``counts`` by largest remainders, under a cap."""
    quota = size * counts / counts.sum()
    share = np.minimum(np.floor(quota).astype(np.int64), at_most)
    for _ in range(size - int(share.sum())):
        share[np.argmax(np.where(share < at_most, quota - share, -np.inf))] += 1
    return share


def _members(order: np.ndarray, starts: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The indices at ranks ``first`` to ``last`` (excluded) of every class, ascending."""
    if len(starts) == 0:
        return np.empty(0, dtype=np.int64)
    runs = [order[start + a : start + b] for start, a, b in zip(starts, first, last, strict=True)]
    return np.sort(np.concatenate(runs))
