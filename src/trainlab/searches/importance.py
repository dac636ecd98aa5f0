"""Which settings mattered in a search: a decomposition of variance over the space it drew from.

A search tries good regions more often than bad ones, so that means over its trials say little of a setting.
Here a Gaussian process is fitted to them, and its mean is decomposed over points drawn evenly from the space
(functional ANOVA; Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter
importance", 2014, do it with a forest). Intervals are those of the bootstrap of trials.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np

from trainlab.experiments.draws import Point, draws
from trainlab.searches.history import Tried
from trainlab.searches.proposers._features import Features
from trainlab.searches.proposers._gaussian_process import GaussianProcess, Hyperparameters, fitted
from trainlab.searches.proposers._observed import observe
from trainlab.searches.space import SearchSpace
from trainlab.settings import SETTINGS, Value

MIN_TRIALS = 20
"""With fewer nothing is said."""

LEVELS, OTHERS = 8, 48
"""Values of a setting, and points that each of them is put into, for what it explains by itself."""

PAIR_LEVELS, PAIR_OTHERS = 5, 24
"""The same for two settings together."""

MAX_PAIRED = 6
"""Settings that are looked at in pairs: those that explain most."""

MAX_TRIALS = 300
"""Trials that the process is fitted to: one half the best, the other drawn."""

SPREAD = 1_024
"""Points that the whole variance is measured on."""

DRAWS = 100
"""Of the bootstrap."""

LOW, HIGH = 0.025, 0.975

ACTS = 0.02
"""Where the lower end of its interval is above this share, a setting acts."""

EDGE_POINTS = 9
"""Values of a range, its ends among them, between which the best one is looked for."""

SURE = 0.95
"""Share of the bootstrap's draws that must put the best value at the end."""

MIN_PREDICTED, MORE_FOR_FEW = 0.2, 8.0
"""Share of the variance of trials that must be predicted of each by the others before anything is said; the
second, divided by their number, is added. Of noise alone as much is predicted in 5% of searches."""

JITTER = 1e-4
"""Added to the noise: keeps what is inverted well away from singular."""

CAP = 0.95
"""Values beyond this share of them all count as that one, and so do trials that diverged."""


@dataclass(frozen=True, slots=True)
class Importance:
    """What a setting explains, or two beyond what each does.

    Attributes:
        names: one setting, or two.
        share: of the variance of the objective over the space, on the scale of :func:`capped`.
        low, high: its 95% interval.
    """

    names: tuple[str, ...]
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A setting that is best at an end of the range it was drawn from.

    Attributes:
        name: the setting.
        low, high: the ends of its range.
        upwards: whether it is the upper one.
        share: of the bootstrap's draws that put the best value there.
    """

    name: str
    low: float
    high: float
    upwards: bool
    share: float


@dataclass(frozen=True, slots=True)
class Decomposition:
    """What a search says of its settings.

    Attributes:
        importances: what they explain of how good a point is, alone and in pairs, the largest share first.
        paired: the settings that were looked at in pairs.
        edges: those that are best at an end of their range.
    """

    importances: list[Importance]
    paired: tuple[str, ...]
    edges: list[Edge]


def importances(space: SearchSpace, history: Sequence[Tried], seed: int = 0) -> list[Importance]:
    """The importances of :func:`decompose`; empty where nothing can be said."""
    found = decompose(space, history, seed)
    return found.importances if found else []


def decompose(space: SearchSpace, history: Sequence[Tried], seed: int = 0) -> Decomposition | None:
    """What settings explain of how good a point is, and which are best at an end of their range.

    Args:
        space: what was drawn from.
        history: what was tried.
        seed: of the points that the space is looked at in, and of the bootstrap.

    Returns:
        None where there are too few trials, or too little of them can be predicted.
    """
    from threadpoolctl import threadpool_limits

    if len(history) < MIN_TRIALS or not space.drawn:
        return None
    with threadpool_limits(1, "blas"):
        return _Process(space, history, np.random.default_rng(seed)).decomposed()


def capped(values: np.ndarray) -> np.ndarray:
    """Logarithms of an objective that is positive, else the objective itself, with the worst ones cut off."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.zeros(len(values))
    scaled = np.where(np.isfinite(values), values, finite.max())
    scaled = np.log(scaled) if finite.min() > 0 else scaled
    scaled[~np.isfinite(values)] = np.inf
    return np.minimum(scaled, np.quantile(scaled[np.isfinite(scaled)], CAP))


def _standardised(values: np.ndarray) -> np.ndarray:
    spread = float(values.std())
    return (values - values.mean()) / (spread if spread > 0 else 1.0)


class _Process:
    def __init__(self, space: SearchSpace, history: Sequence[Tried], random: np.random.Generator) -> None:
        self._space, self._random, self._features = space, random, Features(space)
        observed = observe(history, lambda values: _standardised(capped(values)))
        first = np.flatnonzero(
            np.diff(observed.trials, prepend=-1)
        )  # of each trial what it reached in the end
        ranked = first[np.argsort(observed.heights[first], kind="stable")]
        if len(ranked) > MAX_TRIALS:
            rest = random.choice(ranked[MAX_TRIALS // 2 :], MAX_TRIALS // 2, replace=False)
            ranked = np.concatenate([ranked[: MAX_TRIALS // 2], rest])
        self._partial = observed.partial
        points = [space.point(history[one].settings) for one in observed.trials[ranked].tolist()]
        self._best = points[0]
        self._rows, self._values = self._features.rows(points), observed.heights[ranked]
        if self._partial:
            lengths = observed.lengths[ranked] / -observed.lengths.min()
            self._rows = np.hstack([self._rows, lengths[:, None]])
        self._given = fitted(self._rows, self._values)

    def decomposed(self) -> Decomposition | None:
        names = list(self._space.drawn)
        if self._predicted() < MIN_PREDICTED + MORE_FOR_FEW / len(self._values):
            return None
        base, weights = self._drawn(OTHERS), self._resampled()
        spread = (self._at(self._drawn(SPREAD)) @ weights).var(axis=0)
        if not (spread > 1e-9).all():
            return None
        parts = {}
        for name in names:
            rows = self._crossed(base, {name: self._levels(name, LEVELS)})
            parts[name,] = main_part((rows @ weights).reshape(-1, OTHERS, 1 + DRAWS))
        leading = sorted(names, key=lambda name: -parts[name,][0])[:MAX_PAIRED]
        for pair in combinations([name for name in names if name in leading], 2):
            levels = {name: self._levels(name, PAIR_LEVELS) for name in pair}
            rows = self._crossed(base[:PAIR_OTHERS], levels)
            shape = (*map(len, levels.values()), PAIR_OTHERS, 1 + DRAWS)
            parts[pair] = pair_part((rows @ weights).reshape(shape))
        listed = [_importance(key, part / spread) for key, part in parts.items()]
        listed.sort(key=lambda one: -one.share)
        mattered = {name for one in listed if one.low > ACTS for name in one.names}
        edges = [edge for name in names if name in mattered if (edge := self._edge(name, weights))]
        return Decomposition(listed, tuple(name for name in names if name in leading), edges)

    def _edge(self, name: str, weights: np.ndarray) -> Edge | None:
        """Whether the objective falls up to an end of a range, with all else as in the best trial."""
        drawn, setting = self._space.drawn[name], SETTINGS[name]
        if not drawn.is_range or name not in self._best:
            return None
        values = [
            drawn.at(setting, iter([place])) for place in np.linspace(0, 1 - 1e-9, EDGE_POINTS).tolist()
        ]
        profile = self._at([{**self._best, name: value} for value in values]) @ weights
        lowest = profile[:, 1:].argmin(axis=0)
        for upwards, end, bound in ((False, 0, setting.low), (True, EDGE_POINTS - 1, setting.high)):
            share = float((lowest == end).mean())
            if share >= SURE and (drawn.high if upwards else drawn.low) != bound:
                return Edge(name, drawn.low, drawn.high, upwards, share)
        return None

    def _predicted(self) -> float:
        """The share of the variance of trials that is predicted of each by the others (Rasmussen 5.4.2)."""
        covariance = GaussianProcess.covariance(self._rows, self._rows, self._given)
        covariance[np.diag_indices(len(self._rows))] += self._given.noise + JITTER
        inverse = np.linalg.inv(covariance)
        missed = (inverse @ self._values) / np.diag(inverse)
        return 1 - float((missed**2).sum()) / max(
            float(((self._values - self._values.mean()) ** 2).sum()), 1e-300
        )

    def _resampled(self) -> np.ndarray:
        """(trials, 1 + draws) weights of the process: given all trials, and given each bootstrap sample."""
        number = len(self._values)
        found = np.zeros((number, 1 + DRAWS))
        for column in range(1 + DRAWS):
            counts = np.ones(number, int)
            if column:
                counts = np.bincount(self._random.integers(number, size=number), minlength=number)
            kept = counts > 0
            found[kept, column] = _weights(self._rows[kept], self._values[kept], self._given, counts[kept])
        return found

    def _drawn(self, number: int) -> list[Point]:
        seed = int(self._random.integers(2**31))
        return list(islice(draws(self._space.drawn, "sobol", seed), number))

    def _levels(self, name: str, number: int) -> list[Value]:
        """Values of a setting, evenly spread over what it is drawn from."""
        space, setting = self._space.drawn[name], SETTINGS[name]
        if space.is_range:
            return [space.at(setting, iter([(place + 0.5) / number])) for place in range(number)]
        if space.size(setting) <= number:
            return list(space.every(setting))
        return list(dict.fromkeys(point[name] for point in islice(draws({name: space}, "sobol", 0), number)))

    def _crossed(self, base: Sequence[Point], values: Mapping[str, list[Value]]) -> np.ndarray:
        """The process's covariances with its trials, of points that have every combination of some values."""
        combined: list[Point] = [{}]
        for name, listed in values.items():
            combined = [{**one, name: value} for one in combined for value in listed]
        return self._at([{**point, **one} for one in combined for point in base])

    def _at(self, points: Sequence[Point]) -> np.ndarray:
        rows = self._features.rows([self._space.applied(point) for point in points])
        if self._partial:
            rows = np.hstack([rows, np.zeros((len(rows), 1))])
        return GaussianProcess.covariance(rows, self._rows, self._given)


def _importance(names: tuple[str, ...], shares: np.ndarray) -> Importance:
    low, high = np.quantile(shares[1:], (LOW, HIGH))
    return Importance(names, *(min(max(float(one), 0.0), 1.0) for one in (shares[0], low, high)))


def _weights(rows: np.ndarray, values: np.ndarray, given: Hyperparameters, counts: np.ndarray) -> np.ndarray:
    """What turns covariances into means, of a process given some trials so many times each."""
    from scipy.linalg import cho_factor, cho_solve

    covariance = GaussianProcess.covariance(rows, rows, given)
    covariance[np.diag_indices(len(rows))] += (given.noise + JITTER) / counts
    return cho_solve(cho_factor(covariance, lower=True, check_finite=False), values, check_finite=False)


def main_part(table: np.ndarray) -> np.ndarray:
    """(draws,) variance of what a setting explains by itself, of (levels, others, draws) values.

    What the means of levels scatter because they are means of few points is taken off.
    """
    levels, others = table.shape[:2]
    if levels < 2:
        return np.zeros(table.shape[-1])
    means = table.mean(axis=1)
    rest = table - means[:, None] - table.mean(axis=0) + table.mean(axis=(0, 1))
    noise = (rest**2).sum(axis=(0, 1)) / ((levels - 1) * (others - 1))
    return means.var(axis=0) - noise * (levels - 1) / levels / others


def pair_part(table: np.ndarray) -> np.ndarray:
    """(draws,) variance of what two settings explain beyond each.

    Args:
        table: (levels, levels, others, draws) values.
    """
    first, second, others = table.shape[:3]
    if min(first, second) < 2:
        return np.zeros(table.shape[-1])
    alone = table - table.mean(axis=0) - table.mean(axis=1)[:, None] + table.mean(axis=(0, 1))
    means = alone.mean(axis=2)
    rest = alone - means[:, :, None]
    cells = (first - 1) * (second - 1)
    noise = (rest**2).sum(axis=(0, 1, 2)) / (cells * (others - 1))
    return (means**2).mean(axis=(0, 1)) - noise * cells / (first * second) / others
