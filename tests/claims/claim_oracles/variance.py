"""Shares of the variance of results, their chances and intervals: docs/findings.md, worked out slowly.

Where a number is simulated (how uneven noise is, permutations, intervals), other numbers are drawn here,
and what is told has to lie within four standard errors of both simulations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chndtr, ndtri
from scipy.stats import f as fisher

from claim_oracles.columns import Design, Key, centred, designs_of, spanning, varied_settings
from claim_oracles.results import Results, results_of
from claim_oracles.settings_of import of_numbers
from claim_oracles.stored import Stored

DEVIATIONS = 4.0
"""Standard errors that a simulated share may lie off."""

DRAWS = 1000

FAR = 150.0
"""A noncentral chi-square above this is far enough out for its root to be normal to 1%."""

PARTS = 24
"""Values that are looked at between the least and the most uneven: a chance may be largest in between."""

ROUNDING = 1e-24
"""Squares of accuracies that rounding leaves are smaller."""


@dataclass(frozen=True)
class Truth:
    """What is so of a setting, or of two beyond what each does: the lowest and the highest that may be told.

    Attributes:
        share, chance: the share, and the chance that noise gives as much to any.
        low, high, whole: ends of the interval; and of the share with others, None where nobody knows it.
        alone: the chance that noise gives as much to this one.
    """

    share: tuple[float, float]
    chance: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]
    whole: tuple[float, float] | None
    alone: tuple[float, float]


@dataclass(frozen=True)
class _Term:
    basis: np.ndarray
    effect: np.ndarray
    squares: float
    fitted: float

    @property
    def freedom(self) -> int:
        return self.basis.shape[1]


@dataclass(frozen=True)
class _Noise:
    """Noise, as uneven as it is taken for: ``uneven`` from 0 to 1."""

    variance: float
    freedom: float
    units: np.ndarray
    uneven: float
    floor: float

    def in_term(self, term: _Term) -> tuple[float, float]:
        """What it adds to a sum of squares, and the degrees of freedom that scatters by."""
        plain, count = term.freedom * self.variance, float(term.freedom)
        if not self.uneven:
            return plain, count
        inner = term.basis.T @ np.diag(self.units) @ term.basis
        expected, square = float(np.trace(inner)), float(np.trace(inner @ inner))
        alone = min(max(expected**2 / max(square, 1e-300), 1.0), count)
        adds = max(self.uneven * expected + (1 - self.uneven) * plain, count * self.floor)
        return adds, 1 / (self.uneven / alone + (1 - self.uneven) / count)


def truths_of(stored: Stored) -> dict[str, Truth]:
    """By the settings' names, as a finding names them."""
    if "truths" not in stored.memory:
        stored.memory["truths"] = _truths_of(stored)
    return dict(stored.memory["truths"])


def _truths_of(stored: Stored) -> dict[str, Truth]:
    found = results_of(stored)
    varied = varied_settings(stored, found)
    judged: list[tuple[str, _Judged]] = []
    for design in designs_of(found, varied):
        model = _Model(found, design, _floor(stored), len(varied))
        for key in model.kept:
            judged.append((" and ".join(" with ".join(varied[at].names) for at in key), model.judge(key)))
    ends = [_holm([one.chance[end] for _, one in judged]) for end in (0, 1)]
    return {
        name: Truth(one.share, (ends[0][at], ends[1][at]), one.low, one.high, one.whole, one.chance)
        for at, (name, one) in enumerate(judged)
    }  # fmt: skip


def seed_noises(stored: Stored) -> list[tuple[float, float]]:
    """The variance between seeds of a grid, with the degrees of freedom that it may be known by."""
    found = results_of(stored)
    varied = varied_settings(stored, found)
    [design] = designs_of(found, varied)
    noises = _Model(found, design, _floor(stored), len(varied)).noises
    return [(noise.variance, noise.freedom) for noise in noises] if design.by_seeds else []


def _floor(stored: Stored) -> float:
    """The variance that rounding to whole examples makes; of a logarithm, rounding to a millionth."""
    if of_numbers(stored.trials):
        return 1e-12
    examples = stored.info.dataset.get("validation")
    return 1 / (12 * examples**2) if isinstance(examples, int) and examples > 0 else 1e-12


def _holm(chances: list[float]) -> list[float]:
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    found, most = [0.0] * len(chances), 0.0
    for place, at in enumerate(order):
        most = max(most, min(1.0, chances[at] * (len(chances) - place)))
        found[at] = most
    return found


@dataclass(frozen=True)
class _Judged:
    share: tuple[float, float]
    chance: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]
    whole: tuple[float, float] | None


class _Model:
    """One design, and the noise in it."""

    def __init__(self, found: Results, design: Design, floor: float, settings: int) -> None:
        self.found, self.design, self.settings = found, design, settings
        self.columns = {
            key: centred(columns, design.weights, design.groups) for key, columns in design.columns.items()
        }
        self.y = centred(design.results[:, None], design.weights, design.groups)[:, 0]
        self.all = spanning(np.concatenate(list(self.columns.values()), axis=1))
        self.rest = self.y - self.all @ (self.all.T @ self.y)
        self.noises = self._noises(floor)
        own = [key for key in self.columns if set(key) & set(design.judged)]
        self.kept = [key for key in own if self._term(key).freedom]
        self.terms = {key: self._term(key) for key in self.kept}

    def _base(self, without: set[Key]) -> np.ndarray | None:
        others = [columns for key, columns in self.columns.items() if key not in without]
        return spanning(np.concatenate(others, axis=1)) if others else None

    def _term(self, key: Key) -> _Term:
        """What it explains beyond all terms that it is no part of."""
        base = self._base({other for other in self.columns if set(key) <= set(other)})
        columns = self.columns[key]
        basis = spanning(columns, base)
        squares = float(((basis.T @ self.y) ** 2).sum())
        if len(key) > 1 or base is None or not base.shape[1] or not squares > 0:
            return _Term(basis, basis, squares, squares)
        beyond = columns - base @ (base.T @ columns)
        effect = columns @ (np.linalg.pinv(beyond, rcond=1e-9) @ basis)
        return _Term(basis, effect, squares, float(((effect @ (basis.T @ self.y)) ** 2).sum()))

    def _whole(self, key: Key) -> _Term | None:
        """All that one setting explains, by itself and with others."""
        pairs = any(len(other) == 2 for other in self.kept)
        if self.design.by_seeds and self.settings == 1:
            return self.terms[key]
        if not pairs or not (self.design.by_seeds or key[0] in self.design.drawn):
            return None
        own = {other for other in self.columns if key[0] in other}
        joined = np.concatenate([self.columns[other] for other in own], axis=1)
        basis = spanning(joined, self._base(own))
        squares = float(((basis.T @ self.y) ** 2).sum())
        return _Term(basis, basis, squares, squares)

    def _noises(self, floor: float) -> list[_Noise]:
        found, design = self.found, self.design
        if design.by_seeds:
            squares, freedom = found.left, found.left_freedom
            known = found.counts > 1
            each = (found.counts - 1)[known]
            units = np.where(known, found.variances, squares / freedom)
        else:
            squares = float((self.rest**2).sum())
            freedom = len(self.y) - len(set(design.groups)) - self.all.shape[1]
            sums = {group: design.weights[design.groups == group].sum() for group in set(design.groups)}
            pulls = design.weights / np.array([sums[group] for group in design.groups])
            left = np.maximum(1 - pulls - (self.all**2).sum(axis=1), 0)
            known = left > 0.1
            each = np.ones(int(known.sum()))
            units = np.where(known, self.rest**2 / np.maximum(left, 0.1), squares / freedom)
        estimated = units[known]
        variance = max(squares / freedom, floor)
        if not estimated.max() > ROUNDING:
            return [_Noise(variance, float(freedom), units, 0.0, floor)]
        alone = (each @ estimated) ** 2 / float(each @ estimated**2) * freedom / each.sum()
        alone = min(max(alone, 1.0), freedom)
        return [
            _Noise(variance, 1 / (uneven / alone + (1 - uneven) / freedom), units, uneven, floor)
            for uneven in _unevenness(estimated, each)
        ]  # fmt: skip

    def judge(self, key: Key) -> _Judged:
        """The lowest and the highest of all that may be told of a term."""
        term, shares, chances, asked = self.terms[key], [], [], []
        for noise in self.noises:
            adds, scatters = noise.in_term(term)
            own = term.fitted - adds * float((term.effect**2).sum()) / term.freedom
            shares.append(min(max(own / self.found.total, 0.0), 1.0))
            chances.append(float(fisher.sf(term.squares / adds, scatters, noise.freedom)))
        between = (max(chances) - min(chances)) / PARTS**2
        chance = min(chances) - between, max(chances) + between
        if not self.design.by_seeds and len(self.y) <= 300 and chance[0] <= 0.05:
            dealt = self._dealt(key)
            chance = max(chance[0], dealt[0]), max(chance[1], dealt[1])
            if chances and max(chances) > 0.05:
                chance = min(chances[0], chance[0]), chance[1]
        lows, highs = [0.0], [1.0]
        if len(key) == 1 or chance[0] <= 0.05:
            asked = [self._interval(term, noise) for noise in self.noises[:: PARTS // 2]]
            lows, highs = [end for one in asked for end in one[0]], [end for one in asked for end in one[1]]
            if len(key) == 2 and chance[1] > 0.05:
                lows, highs = [*lows, 0.0], [*highs, 1.0]
        whole, upper = None, None
        if len(key) == 1 and chance[1] > 0.05 / len(self.kept):
            whole = self._whole(key)
        if whole is not None:
            ends = [end for noise in self.noises[:: PARTS // 2] for end in self._interval(whole, noise)[1]]
            upper = min(ends), max(ends)
        share = min(shares), max(shares)
        return _Judged(
            share, chance, (min(*lows, share[0]), min(max(lows), share[1])),
            (max(min(highs), share[0]), max(*highs, share[1])), upper,
        )  # fmt: skip

    def _interval(self, term: _Term, noise: _Noise) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where the 90% interval of a share may begin, and where it may end (Weerahandi 1993)."""
        random = np.random.default_rng(len(self.y))
        found, by_seeds = self.found, self.design.by_seeds
        explained = float(((self.all.T @ self.y) ** 2).sum())
        if by_seeds:
            behind, free, units = float(self.y @ self.y), len(self.y) - 1, int(found.counts.sum())
            within = max(found.by_seed - found.seeds_freedom * noise.variance, 0.0)
        else:
            behind, free, units = explained, self.all.shape[1], len(self.y)
            within = max(found.total - explained - float((self.rest**2).sum()), 0.0)
        variance = noise.variance * noise.freedom / random.chisquare(noise.freedom, DRAWS // 2)
        points = random.random((2, DRAWS // 2))
        adds, scatters = noise.in_term(term)
        own = _behind(term.squares, scatters, adds / scatters / noise.variance, variance, points[0])
        whole = own
        if abs(term.fitted - term.squares) > 1e-9 * term.squares:
            products = term.effect.T @ term.effect
            amplified = float(np.trace(products))
            even = amplified**2 / float((products**2).sum()) * scatters / term.freedom
            scale = adds / term.freedom * amplified / even / noise.variance
            whole = _behind(term.fitted, even, scale, variance, points[0])
        others = _behind(
            max(behind - term.squares, 0.0), float(free - term.freedom), 1.0, variance, points[1]
        )
        shares = np.clip(whole / (own + others + units * variance + within), 0, 1)
        ends = np.quantile(shares, (0.0, 0.12, 0.88, 1.0))
        return (float(ends[0]), float(ends[1])), (float(ends[2]), float(ends[3]))

    def _dealt(self, key: Key) -> tuple[float, float]:
        """The chance that values dealt anew, or signs drawn anew, give as much."""
        told = min(math.ceil(2 * max(len(self.kept), 5) / 0.05), 1999)
        random = np.random.default_rng(7)
        base = self._base({other for other in self.columns if set(key) <= set(other)})
        base = np.zeros((len(self.y), 0)) if base is None else base
        rest = self.y - base @ (base.T @ self.y)
        roots = np.sqrt(self.design.weights)
        times, as_much = 400, 0
        if len(key) == 1 and key[0] in self.design.drawn:
            plain = self.columns[key] / roots[:, None]

            def explains(order: np.ndarray) -> float:
                columns = centred(plain[order], self.design.weights, self.design.groups)
                columns = columns - base @ (base.T @ columns)
                fitted = columns @ np.linalg.lstsq(columns, rest, rcond=1e-7)[0]
                return float(fitted @ fitted)

            reached = explains(np.arange(len(rest)))
            for _ in range(times):
                as_much += explains(random.permutation(len(rest))) >= reached * (1 - 1e-9)
        else:
            pull = np.sqrt(np.maximum(1 - (base**2).sum(axis=1), 0.1))
            basis = self.terms[key].basis

            def ratio(results: np.ndarray) -> float:
                results = results - base @ (base.T @ results)
                left = float(((results - self.all @ (self.all.T @ results)) ** 2).sum())
                return float(((basis.T @ results) ** 2).sum()) / max(left, 1e-300)

            reached = ratio(rest)
            for _ in range(times):
                as_much += ratio(random.choice([-1.0, 1.0], len(rest)) * rest / pull) >= reached * (1 - 1e-9)
        about = (as_much + 1) / (times + 2)
        off = DEVIATIONS * math.sqrt(about * (1 - about) * (1 / told + 1 / times)) + 1 / told + 1 / times
        return max(about - off, 1 / (1 + told)), min(about + off, 1.0)


def _behind(
    squares: float, freedom: float, scale: float, variance: np.ndarray, points: np.ndarray
) -> np.ndarray:
    """What lies behind a sum of squares that noise of some variance puts at a point of its distribution."""
    if not freedom > 0:
        return np.zeros(len(variance))
    unit = variance * scale
    value = squares / unit
    # Far out the root is normal, with a variance of 1.
    found = np.maximum(np.sqrt(value) - ndtri(points) - (freedom - 1) / (2 * np.sqrt(value) + 1e-300), 0) ** 2
    near = value < FAR
    value, points = value[near], points[near]
    low, high = np.zeros(len(value)), (np.sqrt(value) + 5) ** 2
    for _ in range(16):
        middle = (low + high) / 2
        too_low = chndtr(value, freedom, middle) > points
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    found[near] = low
    return unit * found


def _unevenness(variances: np.ndarray, each: np.ndarray) -> list[float]:
    """How uneven variances may be told to be: 0 as chance often makes equal ones, 1 as it never does."""
    if len(variances) < 3:
        return [0.0]
    drawn = np.random.default_rng(11).chisquare(each, (DRAWS, len(each))) / each

    def uneven(some: np.ndarray) -> np.ndarray:
        return (some**2 @ each) / np.maximum(some @ each, 1e-300) ** 2

    by_chance = float(np.mean(uneven(drawn) >= uneven(variances[None])[0]))
    told = min(400, max(40_000 // len(each), 50))
    off = DEVIATIONS * math.sqrt(max(by_chance * (1 - by_chance), 1 / told) * (1 / told + 1 / DRAWS))
    ends = [min(max(1 - 2 * (by_chance + by), 0.0), 1.0) for by in (off, -off)]
    return sorted({*ends, *(ends[0] + (ends[1] - ends[0]) * part / PARTS for part in range(1, PARTS))})
