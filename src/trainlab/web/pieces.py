"""A curve of many trials as pieces: those whose points lie at the same places of the axis are one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainlab.record import Curves
from trainlab.web.growing import Points
from trainlab.web.places import Places


@dataclass(frozen=True, slots=True)
class Piece:
    """Trials of one study whose points lie at the same places.

    Attributes:
        rows: their rows among all trials.
        steps: (points,) ascending.
        values: (rows, points); NaN, or what came later, where a trial has no point.
        counts: (rows,) points of each.
        place: from steps to places on the axis.
        smooth: (rows, points) their running mean, where it is asked for.
    """

    rows: np.ndarray
    steps: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    place: Callable[[np.ndarray], np.ndarray]
    smooth: np.ndarray | None = None

    def at(self, index: int) -> float:
        """Where a point lies."""
        return float(self.place(self.steps[index : index + 1])[0])

    def find(self, place: float, *, behind: bool = False) -> int:
        """The first point that lies at a place or behind it; with ``behind``, not at it.

        A search among few points: a long curve is not laid along the axis as a whole for a part of it.
        """
        low, high = 0, len(self.steps)
        while low < high:
            middle = (low + high) // 2
            x = self.at(middle)
            if x < place or (behind and x == place):
                low = middle + 1
            else:
                high = middle
        return low

    def part(self, first: int, last: int) -> Piece:
        """Its points from one to before another."""
        first = max(first, 0)
        last = min(last, len(self.steps))
        counts = np.clip(self.counts - first, 0, max(last - first, 0))
        return replace(self, steps=self.steps[first:last], values=self.values[:, first:last], counts=counts)

    def x(self) -> np.ndarray:
        """(points,) where they lie."""
        return self.place(self.steps)


def pieces(
    curve: Points | Curves, rows: np.ndarray, places: Places, wanted: np.ndarray | None
) -> Iterator[Piece]:
    """The pieces of a study's curve.

    Args:
        curve: of all its trials.
        rows: theirs among the trials of all studies.
        places: the axis.
        wanted: rows that are asked for; all where None.
    """
    first = int(rows[0]) if len(rows) else 0
    for key, group in places.groups():
        inside = group[(group >= first) & (group < first + len(rows))]
        if wanted is not None:
            inside = np.intersect1d(inside, wanted)
        if not len(inside):
            continue
        own = inside - first

        def place(steps: np.ndarray, key: tuple[float, ...] = key) -> np.ndarray:
            return places.of(key, steps)

        if isinstance(curve, Points):
            counts = curve.counts[own]
            width = int(counts.max(initial=0))
            # Rows beside each other are looked at where they are; others are copied.
            beside = own[-1] - own[0] + 1 == len(own)
            values = curve.values[slice(own[0], own[-1] + 1) if beside else own, :width]
            yield Piece(inside, curve.steps[:width], values, counts, place)
        else:
            for row, mine in zip(inside.tolist(), own.tolist(), strict=True):
                steps, values = curve.row(mine)
                yield Piece(np.array([row]), steps, values[None], np.array([len(steps)]), place)


def reach(found: Sequence[Piece], log: bool) -> list[float]:
    """From the first to the last place of any curve; of the positive ones, on a logarithmic axis."""
    firsts = [piece.find(0, behind=True) if log else 0 for piece in found]
    ends = [
        (piece.at(first), piece.at(len(piece.steps) - 1))
        for piece, first in zip(found, firsts, strict=True)
        if first < len(piece.steps)
    ]
    if not ends:
        return [1.0, 10.0] if log else [0.0, 1.0]
    return [min(first for first, _ in ends), max(last for _, last in ends)]
