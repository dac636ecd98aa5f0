"""Proposals from a model: a Gaussian process, and the best points of functions drawn from it.

Each function drawn from the process is a way the objective may be; its lowest point is proposed (Thompson's
sampling, here for a whole batch at a time: Kandasamy et al., "Parallelised Bayesian optimisation via Thompson
sampling", 2018). ``bench/proposers.py`` compares it with ensembles of trees and with confidence bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from trainlab.experiments.draws import Point, draws
from trainlab.searches.history import Tried
from trainlab.searches.proposers._features import Features
from trainlab.searches.proposers._gathered import LISTED, Gathered
from trainlab.searches.proposers._gaussian_process import GaussianProcess, fitted
from trainlab.searches.proposers._neighbours import neighbours
from trainlab.searches.proposers._observed import Observed, observe
from trainlab.searches.proposers.draws import Draws
from trainlab.searches.space import Key, SearchSpace
from trainlab.settings import Settings

FEW = 8
"""With fewer trials, or fewer than a point has columns, there is nothing to fit: a Sobol sequence goes on."""

CANDIDATES = 1_000
"""Points that the functions are drawn at; half of them are near the best ones."""

LEADERS = 8
"""Trials that candidates lie near."""

EXPLORED = 0.1
"""Share of a round that comes from the Sobol sequence, whatever the model says: it may be wrong."""

FITTED_TO, GIVEN = 200, 600
"""Values that scales are fitted to, and that the process is conditioned on: one half the best, the other
drawn."""

PROGRAMS = 64
"""Programs of earlier rounds that candidates may have where few may be opened: those of the best trials."""

SPARE = 2
"""New programs that candidates have, for each one that may be opened."""


@dataclass(frozen=True, slots=True)
class Model:
    """Thompson's sampling from a Gaussian process."""

    def propose(
        self,
        space: SearchSpace,
        history: Sequence[Tried],
        count: int,
        seed: int,
        architectures: int | None = None,
    ) -> list[Settings]:
        """The best points of functions that the objective may be."""
        from threadpoolctl import threadpool_limits

        features = Features(space)
        if len(history) < max(FEW, features.width):
            return Draws("sobol").propose(space, history, count, seed, architectures)
        # The last bits of sums depend on the number of threads; and on matrices this small they cost time.
        with threadpool_limits(1, "blas"):
            return self._from_model(space, features, history, count, seed, architectures)

    def _from_model(
        self,
        space: SearchSpace,
        features: Features,
        history: Sequence[Tried],
        count: int,
        seed: int,
        architectures: int | None,
    ) -> list[Settings]:
        random = np.random.default_rng([seed, len(history)])
        points = [space.point(one.settings) for one in history]
        observed = observe(history)
        process = process_of(features.rows(points)[observed.trials], observed, random)
        gathered = Gathered(space, history, count, architectures)
        for point in islice(
            draws(space.drawn, "sobol", seed), len(history), len(history) + round(EXPLORED * count)
        ):
            gathered.take(point)
        leaders = list(dict.fromkeys(observed.trials[np.argsort(observed.heights, kind="stable")].tolist()))
        candidates = _candidates(space, [points[one] for one in leaders], gathered, random)
        rows = features.rows(candidates)
        if observed.partial:
            rows = np.hstack([rows, np.zeros((len(rows), 1))])
        functions = process.draw(rows, count, random)
        looked_at: set[int] = set()
        for place in np.argsort(functions, axis=0, kind="stable").reshape(-1).tolist():
            if gathered.full:
                break
            if place not in looked_at:
                looked_at.add(place)
                gathered.take(candidates[place])
        gathered.fill()
        return gathered.settings()


def process_of(rows: np.ndarray, observed: Observed, random: np.random.Generator) -> GaussianProcess:
    """The process of what was seen; how long a trial had been trained is a column like any other."""
    if observed.partial:
        rows = np.hstack([rows, (observed.lengths / -observed.lengths.min())[:, None]])
    order = np.argsort(observed.heights, kind="stable")
    given = _some(order, GIVEN, random)
    few = _some(order, FITTED_TO, random)
    return GaussianProcess(rows[given], observed.heights[given], fitted(rows[few], observed.heights[few]))


def _some(order: np.ndarray, most: int, random: np.random.Generator) -> np.ndarray:
    if len(order) <= most:
        return order
    best, rest = order[: most // 2], order[most // 2 :]
    return np.concatenate([best, random.choice(rest, most - len(best), replace=False)])


def _candidates(
    space: SearchSpace, ranked: Sequence[Point], gathered: Gathered, random: np.random.Generator
) -> list[Point]:
    """Points that may be proposed: drawn from the space, near the best ones, or all of a small space."""
    if space.size <= LISTED:
        every = list(space.every())
        if len(every) <= CANDIDATES:
            return every
    drawn = list(islice(draws(space.drawn, "random", int(random.integers(2**32))), CANDIDATES))
    near = neighbours(space, ranked[:LEADERS], drawn[::2], random)
    found = [*near, *drawn[1::2]]
    if gathered.few:
        found = _of_few_programs(space, found, ranked, gathered.left, random)
    return [space.applied(point) for point in found]


def _of_few_programs(
    space: SearchSpace, found: Sequence[Point], ranked: Sequence[Point], new: int, random: np.random.Generator
) -> list[Point]:
    """The same points, but with programs of the best trials or of a few new ones.

    Otherwise nearly every point would need a program of its own, and few could be proposed.
    """
    shapes: dict[Key, Point] = {}
    for point in ranked:
        if len(shapes) < PROGRAMS:
            shapes.setdefault(space.program(point), point)
    programs = [space.program(space.applied(point)) for point in found]
    fresh = [place for place, program in enumerate(programs) if program not in shapes]
    for place in fresh[: SPARE * new]:
        shapes.setdefault(programs[place], found[place])
    every = list(shapes.values())
    chosen = random.integers(len(every), size=len(found)).tolist()
    return [
        point if program in shapes else {**point, **_shape(space, every[other])}
        for point, program, other in zip(found, programs, chosen, strict=True)
    ]


def _shape(space: SearchSpace, point: Point) -> Point:
    return {name: point[name] for name in space.shaping if name in point}
