"""What stands for settings in a linear model of results: docs/findings.md, *What settings explain*."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import eval_legendre
from scipy.stats import rankdata, spearmanr

from claim_oracles.results import Results, idle_settings
from claim_oracles.settings_of import as_number
from claim_oracles.stored import Stored

Key = tuple[int, ...]
"""The settings of a term: one, or two for a pair."""

MAX_COLUMNS = 400


@dataclass(frozen=True)
class Varied:
    """A varied setting, or several that change together.

    Attributes:
        names: theirs.
        codes: (units,) the number of the value each unit has.
        places: (units,) ranks of a number from -1 to 1; NaN where a unit has none; None of words.
    """

    names: tuple[str, ...]
    codes: np.ndarray
    places: np.ndarray | None

    @property
    def levels(self) -> int:
        """How many values there are."""
        return int(self.codes.max()) + 1

    def every_value(self) -> np.ndarray:
        """A column for every value but the first."""
        return np.array([[float(code == one) for one in range(1, self.levels)] for code in self.codes])

    def curve(self, degree: int) -> np.ndarray:
        """Polynomials of the ranks; every value of words, or of few numbers."""
        if self.places is None:
            return self.every_value()
        known = np.isfinite(self.places)
        if self.levels - (not known.all()) <= degree + 1:
            return self.every_value()
        powers = [
            np.where(known, eval_legendre(n, np.nan_to_num(self.places)), 0) for n in range(1, degree + 1)
        ]
        return np.stack([*powers, *([(~known).astype(float)] if not known.all() else [])], axis=1)

    def of(self, units: np.ndarray) -> Varied:
        """The same for some of the units."""
        return Varied(self.names, self.codes[units], None if self.places is None else self.places[units])


def varied_settings(stored: Stored, found: Results) -> list[Varied]:
    """The settings in which combinations differ, those that change together as one."""
    first = [cell[0] for cell in found.trials]
    idle, _ = idle_settings(stored)
    groups: list[tuple[list[str], list[int], list[float | None]]] = []
    for name in stored.info.varied:
        values = [trial.settings.get(name) for trial in first]
        distinct = list(dict.fromkeys(values))
        if len(distinct) < 2:
            continue
        codes = [distinct.index(value) for value in values]
        numbers = [as_number(stored, name, value) for value in values]
        numeric = any(value is not None for value in values) and all(
            number is not None or value is None for number, value in zip(numbers, values, strict=True)
        )
        places = [number if numeric else None for number in numbers]
        for names, others, of_others in groups:
            if others == codes and (len(distinct) < 8 or not _apart(of_others, places)):
                names.append(name)
                break
        else:
            groups.append(([name], codes, places))
    acting = [([name for name in names if name not in idle], *rest) for names, *rest in groups]
    kept = [group for group in acting if group[0]]
    return [
        Varied(tuple(names), np.array(codes), _ranks(places) if any(p is not None for p in places) else None)
        for names, codes, places in kept
    ]  # fmt: skip


def _apart(first: Sequence[float | None], second: Sequence[float | None]) -> bool:
    """Whether two numbers were drawn by themselves: their orders differ."""
    pairs = {(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None}
    if len(pairs) < 3:
        return False
    return abs(float(spearmanr([a for a, _ in pairs], [b for _, b in pairs])[0])) < 0.9


def _ranks(numbers: Sequence[float | None]) -> np.ndarray:
    known = [number for number in numbers if number is not None]
    ranks = iter(rankdata(known) - 1)
    last = max(len(known) - 1, 1)
    return np.array([np.nan if number is None else 2 * next(ranks) / last - 1 for number in numbers])


@dataclass(frozen=True)
class Design:
    """Results that are compared with one kind of noise.

    Attributes:
        results, weights: (units,) results of combinations or draws, and how many trials each stands for.
        groups: (units,) results are compared within these.
        columns: what stands for each term.
        judged: the settings that are judged here.
        drawn: those of them that took a value of their own in every draw.
        by_seeds: whether seeds tell the noise.
    """

    results: np.ndarray
    weights: np.ndarray
    groups: np.ndarray
    columns: dict[Key, np.ndarray]
    judged: tuple[int, ...]
    drawn: tuple[int, ...]
    by_seeds: bool


def designs_of(found: Results, varied: Sequence[Varied]) -> list[Design]:
    """What is compared with what; none where nothing tells noise."""
    count, weights = len(found.counts), found.counts.astype(float)
    grid = count >= math.prod(one.levels for one in varied) / 2
    many = min(8, max(count // 3, 2))
    drawn = [
        at for at, one in enumerate(varied) if not grid and one.places is not None and one.levels > many
    ]  # fmt: skip
    alike = np.zeros(count, int)
    everyone = tuple(range(len(varied)))
    if found.left_freedom >= 2 and not drawn:
        columns = {(at,): varied[at].every_value() for at in everyone}
        pairs = {(a, b): _times(columns[a,], columns[b,]) for a, b in itertools.combinations(everyone, 2)}
        wide = sum(columns.shape[1] for columns in pairs.values())
        terms = columns | (pairs if wide <= MAX_COLUMNS else {})
        return [Design(found.means, weights, alike, terms, everyone, (), True)]
    draws = alike
    if drawn:
        rows = [tuple(varied[at].codes[cell] for at in drawn) for cell in range(count)]
        draws = np.array([sorted(set(rows)).index(row) for row in rows])
    inside = [at for at in everyone if drawn and at not in drawn and _several(varied[at].codes, draws)]
    found_designs: list[Design] = []
    means = found.means
    units = np.arange(count)
    if inside:
        design = _smooth(varied, inside, tuple(drawn), (), means, weights, draws)
        if design is not None:
            found_designs.append(design)
            means = means - _fitted(design)
        sums = [(weights[draws == draw], means[draws == draw]) for draw in range(draws.max() + 1)]
        means = np.array([float(w @ m) / w.sum() for w, m in sums])
        weights = np.array([w.sum() for w, _ in sums])
        units = np.array([int(np.flatnonzero(draws == draw)[0]) for draw in range(len(sums))])
    outside = [at for at in everyone if at not in inside]
    taken = [one.of(units) for one in varied]
    design = _smooth(taken, outside, (), tuple(drawn), means, weights, np.zeros(len(units), int))
    return [*found_designs, *([design] if design is not None else [])]


def _several(codes: np.ndarray, draws: np.ndarray) -> bool:
    several = [len(set(codes[draws == draw])) > 1 for draw in range(draws.max() + 1)]
    return sum(several) > len(several) / 2


def _times(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    columns = [a * b for a in first.T for b in second.T]
    return np.stack(columns, axis=1) if columns else np.zeros((len(first), 0))


def _smooth(
    varied: Sequence[Varied], own: Sequence[int], beside: tuple[int, ...], drawn: tuple[int, ...],
    means: np.ndarray, weights: np.ndarray, groups: np.ndarray,
) -> Design | None:  # fmt: skip
    """The richest model of smooth functions that leaves enough over to tell noise by."""
    free = len(means) - len(set(groups))
    if free + 1 < 8:
        return None
    for degree in (4, 3, 2, 1):
        mains: dict[Key, np.ndarray] = {(at,): varied[at].curve(degree) for at in own}
        if sum(columns.shape[1] for columns in mains.values()) <= max((free + 1) / 3, 1):
            break
    pairs = [*itertools.combinations(own, 2), *((min(a, b), max(a, b)) for a in own for b in beside)]
    for degree in (2, 1, 0):
        joint = {(a, b): _times(varied[a].curve(degree), varied[b].curve(degree)) for a, b in pairs if degree}
        if sum(columns.shape[1] for columns in joint.values()) > MAX_COLUMNS:
            continue
        left = free - rank(
            centred(np.concatenate([*mains.values(), *joint.values()], axis=1), weights, groups)
        )
        if left >= (max(3, (free + 1) / 4) if degree else 3):
            return Design(means, weights, groups, mains | joint, tuple(own), drawn, False)
    return None


def centred(columns: np.ndarray, weights: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Columns about their weighted means in each group, times the roots of the weights."""
    moved = np.array(columns, float)
    for group in set(groups):
        inside = groups == group
        moved[inside] -= (weights[inside] @ moved[inside]) / weights[inside].sum()
    return moved * np.sqrt(weights)[:, None]


def rank(columns: np.ndarray) -> int:
    """How many columns stand for something of their own."""
    return spanning(columns).shape[1]


def spanning(columns: np.ndarray, beyond: np.ndarray | None = None) -> np.ndarray:
    """Orthonormal columns for what some columns add to orthonormal others."""
    sizes = np.sqrt((columns**2).sum(axis=0))
    columns = columns[:, sizes > 0] / sizes[sizes > 0]
    for again in range(2):
        if beyond is not None:
            columns = columns - beyond @ (beyond.T @ columns)
        if not columns.shape[1] or not len(columns):
            return columns[:, :0]
        left, values, _ = np.linalg.svd(columns, full_matrices=False)
        kept = values**2 > 1e-9 * (columns.shape[1] if not again else 1)
        columns = left[:, kept]
    return columns


def _fitted(design: Design) -> np.ndarray:
    columns = centred(np.concatenate(list(design.columns.values()), axis=1), design.weights, design.groups)
    basis = spanning(columns)
    results = centred(design.results[:, None], design.weights, design.groups)[:, 0]
    return (basis @ (basis.T @ results)) / np.sqrt(design.weights)
