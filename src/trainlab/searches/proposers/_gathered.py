"""Points gathered for a round: none twice, few new programs, those of a program beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainlab.experiments.draws import Point
from trainlab.searches.history import Tried
from trainlab.searches.space import Key, SearchSpace
from trainlab.settings import Settings, Value

WITHOUT_NEWS = 1_000
"""Points in a row that cannot be taken, after which no more are drawn."""

LISTED = 4_096
"""A space of at most this many points is gone through where draws bring nothing new."""


class Gathered:
    """The points of a round.

    Args:
        space: what they are drawn from.
        history: what was tried before.
        count: how many are wanted.
        architectures: how many programs they may need that no earlier trial had; any number by default.

    Attributes:
        few: whether that number is limited.
        left: how many more may be opened.
        shapes: the settings that shape the programs that were opened, of one point of each.
    """

    def __init__(
        self, space: SearchSpace, history: Sequence[Tried], count: int, architectures: int | None
    ) -> None:
        self._space, self._count = space, count
        self.few = architectures is not None
        self.left = count if architectures is None else architectures
        self._points: dict[Key, list[Point]] = {}
        self._number = 0
        self._seen = {space.key(one.settings) for one in history}
        self._programs = {space.program(one.settings) for one in history}
        self.shapes: list[Point] = []
        if self.closed:  # earlier programs are all that there are
            shapes = {space.program(one.settings): one.settings for one in history}
            self.shapes += [
                {name: one[name] for name in space.shaping if name in one} for one in shapes.values()
            ]

    @property
    def full(self) -> bool:
        """Whether there are as many as are wanted."""
        return self._number >= self._count

    @property
    def closed(self) -> bool:
        """Whether no further program may be opened."""
        return self.left <= 0

    def take(self, point: Mapping[str, Value]) -> bool:
        """Add a point, unless it was tried or taken, or needs one more program than there may be."""
        if self.full:
            return False
        applied = self._space.applied(point)
        key, program = self._space.key(applied), self._space.program(applied)
        if key in self._seen:
            return False
        if program not in self._programs:
            if self.closed:
                return False
            self.left -= 1
            self._programs.add(program)
        if program not in self._points:
            self.shapes.append({name: point[name] for name in self._space.shaping if name in point})
        self._seen.add(key)
        self._points.setdefault(program, []).append(applied)
        self._number += 1
        return True

    def fill(self) -> None:
        """Take what is left of a small space."""
        if self._space.size <= LISTED:
            for point in self._space.every():
                self.take(point)

    def settings(self) -> list[Settings]:
        """The resolved settings of the points, program after program."""
        return [self._space.settings(point) for points in self._points.values() for point in points]
