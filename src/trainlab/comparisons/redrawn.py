"""What values would have reached with other draws of their points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from trainlab.comparisons.asked import Range
from trainlab.comparisons.edges import place_in
from trainlab.comparisons.folds import Folds, best_of_drawn, reached_by
from trainlab.comparisons.points import Points

DRAWS = 300
"""Times that points are drawn again: the variance of so many has a standard error of 8%."""

SEED = 0
"""The same study always gets the same answer."""

MIN_BETWEEN = 8
"""With fewer points what lies between two of them is anybody's guess."""

Redrawn = Callable[[Folds, int], np.ndarray]
"""(draws, seeds) what the best of so many points of a value reaches, chosen by the other seeds; row by row
the same draw for every value."""


def redrawn(
    tables: Sequence[Points], tuned: Sequence[Sequence[tuple[str, Range]]], spread: bool
) -> tuple[Redrawn, bool]:
    """How the points of some values are drawn again.

    One setting that is drawn from a range, by an evenly spread sequence: new points of such a sequence,
    between those that were tried. All else: the points that were tried, as often as they happen to be
    drawn.

    Args:
        tables: the points of every value, drawn together.
        tuned: for each value its tuned settings and their ranges.
        spread: whether points are spread evenly, and not independent.

    Returns:
        What draws them, and whether they lie between those that were tried.
    """
    random = np.random.default_rng(SEED)
    count = len(tables[0].trials)
    places = _places(tables, tuned) if spread and count >= MIN_BETWEEN else None
    if places is None:
        drawn = random.multinomial(count, np.full(count, 1 / count), size=DRAWS)
        return lambda found, tried: best_of_drawn(found, tried, drawn), False
    between = Between(places, new_places(count, random))
    return between.best_of, True


def _places(tables: Sequence[Points], tuned: Sequence[Sequence[tuple[str, Range]]]) -> np.ndarray | None:
    """(points,) where points lie in the one range that is tuned; None where there are others."""
    found = []
    for table, named in zip(tables, tuned, strict=True):
        if len(named) != 1:
            return None
        [(name, range_)] = named
        values = [group[0].settings.get(name) for group in table.trials]
        if range_.low is None or not all(isinstance(value, float) for value in values):
            return None
        found.append([place_in(range_, float(value)) for value in values])  # type: ignore[arg-type]
    # Each value has its own range, and points at the same places of them.
    same = all(np.allclose(places, found[0], atol=1e-6) for places in found)
    return np.array(found[0]) if same and len(set(found[0])) == len(found[0]) else None


def new_places(count: int, random: np.random.Generator) -> np.ndarray:
    """(draws, points) places of the first points of scrambled Sobol sequences in one dimension.

    The first 2^m points lie one in each of 2^m cells. Which cells fewer points take, the radical inverse
    says, shifted at random digit by digit; where a point lies within its cell is random.
    """
    digits = max(count - 1, 1).bit_length()
    numbers = np.arange(count)
    cells = sum(((numbers >> digit) & 1) << (digits - 1 - digit) for digit in range(digits))
    shifts = random.integers(1 << digits, size=(DRAWS, 1))
    return ((cells ^ shifts) + random.random((DRAWS, count))) / (1 << digits)


class Between:
    """New points between those that were tried: what they reach lies on the line between their neighbours.

    Args:
        places: (points,) where points lie, 0 to 1.
        drawn: (draws, points) where new ones do.
    """

    def __init__(self, places: np.ndarray, drawn: np.ndarray) -> None:
        order = np.argsort(places)
        right = np.clip(np.searchsorted(places[order], drawn), 1, len(places) - 1)
        left, right = order[right - 1], order[right]
        self._weight = np.clip((drawn - places[left]) / (places[right] - places[left]), 0, 1)
        self._left, self._right = left, right
        self._sorted: dict[int, tuple[Folds, np.ndarray]] = {}  # kept, so that no other takes its number

    def best_of(self, found: Folds, tried: int) -> np.ndarray:
        """(draws, seeds) what the best of so many new points reaches, chosen by the other seeds."""
        if id(found) not in self._sorted:
            self._sorted[id(found)] = found, self._in_order(found)
        scores = self._sorted[id(found)][1]
        return np.einsum("dps,p->ds", scores, np.diff(reached_by(scores.shape[1], tried)))

    def _in_order(self, found: Folds) -> np.ndarray:
        """(draws, points, seeds) scores of new points, the best by the other seeds first."""
        sound = found.sound
        weight = np.where(sound[self._left] & sound[self._right], self._weight, self._weight.round())[
            ..., None
        ]
        scores = found.table[self._left] * (1 - weight) + found.table[self._right] * weight
        ends_well = np.where(weight[..., 0] < 0.5, sound[self._left], sound[self._right])
        seeds = scores.shape[2]
        others = (scores.sum(axis=2, keepdims=True) - scores) / max(seeds - 1, 1)
        order = np.argsort(np.where(ends_well[..., None], -others, np.inf), axis=1, kind="stable")
        return np.take_along_axis(scores, order, axis=1)
