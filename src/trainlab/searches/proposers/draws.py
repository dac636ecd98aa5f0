"""Proposals without a model: the next points of a Sobol sequence, or independent ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from trainlab.experiments.draws import How, draws
from trainlab.searches.history import Tried
from trainlab.searches.proposers._gathered import WITHOUT_NEWS, Gathered
from trainlab.searches.space import SearchSpace
from trainlab.settings import Settings


@dataclass(frozen=True, slots=True)
class Draws:
    """Points that depend on nothing that was found.

    Attributes:
        how: ``sobol``, evenly spread, or ``random``.
    """

    how: How

    def propose(
        self,
        space: SearchSpace,
        history: Sequence[Tried],
        count: int,
        seed: int,
        architectures: int | None = None,
    ) -> list[Settings]:
        """The next points, from where earlier rounds stopped.

        Where no further program may be opened, the settings that shape it are those of the programs of this
        round, in turns, and the others are drawn.
        """
        gathered = Gathered(space, history, count, architectures)
        misses = 0
        for number, drawn in enumerate(islice(draws(space.drawn, self.how, seed), len(history), None)):
            shape = (
                gathered.shapes[number % len(gathered.shapes)] if gathered.closed and gathered.shapes else {}
            )
            misses = 0 if gathered.take({**drawn, **shape}) else misses + 1
            if gathered.full or misses == WITHOUT_NEWS:
                break
        gathered.fill()
        return gathered.settings()
