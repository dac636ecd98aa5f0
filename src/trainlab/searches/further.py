"""What more budget would likely bring.

A Gaussian process is fitted to what was tried. Functions drawn from it are what the objective may be; on each
of them a further round is played: points are proposed as the search proposes them, and one is chosen by what
is seen of it, which is noisy. How often that holds is simulated in ``bench/search_claims.py``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from trainlab.experiments.draws import Point, draws
from trainlab.searches.history import Tried
from trainlab.searches.importance import MIN_TRIALS, capped
from trainlab.searches.proposers._features import Features
from trainlab.searches.proposers._neighbours import neighbours
from trainlab.searches.proposers._observed import observe
from trainlab.searches.proposers.model import LEADERS, process_of
from trainlab.searches.space import SearchSpace

TRUTHS = 400
"""Functions on which a round is played."""

POINTS = 600
"""Points that the functions are drawn at; half of them near the best ones."""

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Further:
    """What is expected, on the scale of the objective; lower is better.

    Attributes:
        count: trials that are added.
        gain: by how much the objective of the best setting is expected to fall: of itself, as a share, where
            ``relative``.
        gain_low, gain_high: its 90% interval.
        relative: whether the objective is positive, so that gains are shares.
    """

    count: int
    gain: float
    gain_low: float
    gain_high: float
    relative: bool


def further(
    space: SearchSpace, history: Sequence[Tried], count: int, learns: bool, seed: int = 0
) -> Further | None:
    """What so many more trials would likely bring.

    Args:
        space: what is drawn from.
        history: what was tried.
        count: how many trials are added.
        learns: whether they are proposed by what was found, or drawn.
        seed: of what is drawn here.

    Returns:
        The expectation; None where too little is known.
    """
    from threadpoolctl import threadpool_limits

    whole = [number for number, one in enumerate(history) if one.fraction == 1 and math.isfinite(one.best)]
    if len(history) < MIN_TRIALS or not whole:
        return None
    with threadpool_limits(1, "blas"):
        return _played(space, history, count, learns, np.random.default_rng([seed, len(history)]))


def _played(
    space: SearchSpace, history: Sequence[Tried], count: int, learns: bool, random: np.random.Generator
) -> Further | None:
    scale = _Scale()
    observed = observe(history, scale)
    if scale.spread == 0:
        return None
    features = Features(space)
    points = [space.point(one.settings) for one in history]
    process = process_of(features.rows(points)[observed.trials], observed, random)
    ended = np.where(observed.lengths == 0, observed.heights, np.inf)
    order = np.argsort(ended, kind="stable")
    ranked = [points[observed.trials[place]] for place in order[:LEADERS].tolist()]
    drawn = list(islice(draws(space.drawn, "random", int(random.integers(2**31))), POINTS))
    near = neighbours(space, ranked, drawn[::2], random) if learns else drawn[::2]
    found = [ranked[0], *map(space.applied, [*near, *drawn[1::2]])]
    values = process.draw(_rows(features, found, observed.partial), count + TRUTHS, random)
    truths, columns = values[:, count:], np.arange(TRUTHS)
    if learns:
        proposed = np.repeat(np.unique(values[1:, :count].argmin(axis=0))[:, None], TRUTHS, axis=1)
    else:
        proposed = random.integers(POINTS, size=(count, TRUTHS))
    tried = truths[1:][proposed, columns]
    seen = tried + process.given.noise**0.5 * random.normal(size=tried.shape)
    first = seen.argmin(axis=0)
    best, reported = ended[order[0]], seen.min(axis=0)
    chosen = np.where(reported < best, tried[first, columns], truths[0])
    ahead = (truths[0] - chosen) * scale.spread
    gains = -np.expm1(-ahead) if scale.log else ahead
    low, high = np.quantile(gains, (LOW, HIGH))
    return Further(count, float(gains.mean()), float(low), float(high), scale.log)


def _rows(features: Features, points: Sequence[Point], partial: bool) -> np.ndarray:
    rows = features.rows(points)
    return np.hstack([rows, np.zeros((len(rows), 1))]) if partial else rows


class _Scale:
    """Puts an objective on the scale of :func:`capped`, with mean 0 and variance 1, and remembers it."""

    mean, spread, log = 0.0, 0.0, False

    def __call__(self, values: np.ndarray) -> np.ndarray:
        finite = values[np.isfinite(values)]
        self.log = bool(len(finite)) and float(finite.min()) > 0
        scaled = capped(values)
        self.mean, self.spread = float(scaled.mean()), float(scaled.std())
        return (scaled - self.mean) / (self.spread or 1.0)
