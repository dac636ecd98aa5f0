"""What results are compared with: seeds, or the residuals of a model from draw to draw."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.effects._terms import Key, Model, product
from trainlab.diagnose.effects.cells import Cells
from trainlab.diagnose.effects.factors import Factor

MIN_SEED_FREE = 2
"""Degrees of freedom by which the variance between seeds must be known."""

MIN_FREE = 3
"""The same of what a model leaves over, which is noise only if the model is right."""

MIN_UNITS = 8
"""Through fewer points almost any curve is smooth."""

CROSSED = 0.5
"""Share of all combinations of values that a grid has; draws at random have next to none."""

MAX_VALUES = 8
"""In a study that is not a grid, a numeric setting with more values than this was drawn at random."""

DEGREES = (4, 3, 2, 1)
"""Of polynomials, the highest first that the number of draws allows."""

MAX_NUMBERS = 1 << 25
"""Numbers in the matrix of all values of settings, at most: 256 MiB. A grid of 5,000 learning rates
is judged, one of 10,000 is not."""

MAX_COLUMNS = 400
"""Pairs of more columns than this, all together, are not looked at."""


@dataclass(frozen=True)
class Stratum:
    """Results that are compared with one kind of noise.

    Attributes:
        model: what settings explain.
        factors: the factors that are judged here, by their numbers.
        by_seeds: noise is that between seeds; else it is what the model leaves over.
        units: (units,) a cell of each unit.
        drawn: those of the factors that took a value of their own in every draw.
    """

    model: Model
    factors: tuple[int, ...]
    by_seeds: bool
    units: np.ndarray
    drawn: tuple[int, ...] = ()


def strata(cells: Cells, factors: Sequence[Factor]) -> list[Stratum]:
    """The strata of a study; none where nothing is left to estimate noise from.

    In a grid with seeds noise is what seeds scatter by. Where numbers were drawn at random, no two draws are
    the same, and what a smooth function of the numbers leaves over from draw to draw is the noise of their
    effects, however often a draw is repeated with other seeds. A setting that takes several values in each
    draw is compared within draws.
    """
    count = len(cells.counts)
    crossed = count >= CROSSED * math.prod(len(factor.called) for factor in factors)
    seeds = cells.residual[1] >= MIN_SEED_FREE
    many = min(MAX_VALUES, max(count // 3, 2))
    drawn = [
        number for number, factor in enumerate(factors)
        if not crossed and factor.places is not None and len(factor.called) > many
    ]  # fmt: skip
    everyone = np.zeros(count, dtype=int)
    if seeds and not drawn:
        if count * sum(len(factor.called) for factor in factors) > MAX_NUMBERS:
            return []
        columns = _by_value(factors, count)
        model = Model(cells.means, cells.counts.astype(float), everyone, columns)
        return [Stratum(model, tuple(range(len(factors))), True, np.arange(count))]
    draws = number_rows(np.stack([factors[number].values for number in drawn], axis=1)) if drawn else everyone
    inside = [
        number for number, factor in enumerate(factors)
        if drawn and number not in drawn and _varies_inside(factor.values, draws)
    ]  # fmt: skip
    found = []
    means, weights, units = cells.means, cells.counts.astype(float), np.arange(count)
    if inside:
        model = _rest_model(factors, inside, means, weights, draws, tuple(drawn))
        if model is not None:
            found.append(Stratum(model, tuple(inside), False, units))
            means = means - _fitted(model)
        total = np.bincount(draws, weights)
        means = np.bincount(draws, weights * means) / total
        weights, units = total, np.unique(draws, return_index=True)[1]
    outside = [number for number in range(len(factors)) if number not in inside]
    taken = [_of_units(factor, units) for factor in factors]
    model = _rest_model(taken, outside, means, weights, np.zeros(len(units), dtype=int), ())
    return (
        [*found, Stratum(model, tuple(outside), False, units, tuple(drawn))] if model is not None else found
    )


def _by_value(factors: Sequence[Factor], count: int) -> dict[Key, np.ndarray]:
    columns: dict[Key, np.ndarray] = {(at,): factor.by_value() for at, factor in enumerate(factors)}
    pairs = list(itertools.combinations(range(len(factors)), 2))
    wide = sum(columns[a,].shape[1] * columns[b,].shape[1] for a, b in pairs)
    if wide <= MAX_COLUMNS:
        columns |= {(a, b): product(columns[a,], columns[b,]) for a, b in pairs}
    return columns


def _rest_model(
    factors: Sequence[Factor], own: Sequence[int], means: np.ndarray, weights: np.ndarray, groups: np.ndarray,
    beside: tuple[int, ...],
) -> Model | None:  # fmt: skip
    """The richest model that leaves enough over; with pairs, if possible."""
    count = len(means) - len(np.unique(groups)) + 1
    if count < MIN_UNITS:
        return None
    for degree in DEGREES:
        mains: dict[Key, np.ndarray] = {(number,): factors[number].smooth(degree) for number in own}
        if sum(columns.shape[1] for columns in mains.values()) <= max(count / 3, 1):
            break
    else:
        mains = {(number,): factors[number].smooth(1) for number in own}
    pairs = [*itertools.combinations(own, 2), *((min(a, b), max(a, b)) for a in own for b in beside)]
    for degree in (2, 1):
        joint = {(a, b): product(factors[a].smooth(degree), factors[b].smooth(degree)) for a, b in pairs}
        if sum(columns.shape[1] for columns in joint.values()) > MAX_COLUMNS:
            continue
        model = Model(means, weights, groups, mains | joint)
        if model.free >= max(MIN_FREE, count / 4):
            return model
    model = Model(means, weights, groups, mains)
    return model if model.free >= MIN_FREE else None


def _fitted(model: Model) -> np.ndarray:
    return (model.all @ (model.all.T @ model.results)) / np.sqrt(model.weights)


def number_rows(rows: np.ndarray) -> np.ndarray:
    """(rows,) a number for each row, the same for equal rows."""
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)


def _varies_inside(values: np.ndarray, groups: np.ndarray) -> bool:
    """Whether a setting takes several values in most groups."""
    pairs = np.unique(np.stack([groups, values], axis=1), axis=0)
    return bool(np.mean(np.bincount(pairs[:, 0]) > 1) > 0.5)


def _of_units(factor: Factor, units: np.ndarray) -> Factor:
    places = None if factor.places is None else factor.places[units]
    return Factor(factor.names, factor.values[units], factor.called, places)
