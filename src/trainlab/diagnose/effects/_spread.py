"""Whether a term is beyond noise, where noise may differ from unit to unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.effects._terms import Model, Term
from trainlab.diagnose.effects.cells import Cells
from trainlab.statistics.tail import f_tail

UNEQUAL = 0.5
"""Variances as uneven as chance makes them in a larger share of studies are taken for equal."""

DRAWS, NUMBERS = 400, 40_000
"""Draws of variances that are equal, to compare with, and how many of these are drawn in all at most."""

ROUNDING = 1e-24
"""Variances of accuracies below this are what rounding leaves: they are not uneven, but zero."""

SEED = 0
"""The same trials always get the same verdict."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """What the results of units scatter by.

    Attributes:
        variance: on average.
        freedom: degrees of freedom it is known by.
        units: (units,) estimated variances of each, by one or more degrees of freedom.
        unequal: from 0, where they are as even as chance makes equal ones, to 1.
        floor: a variance that noise is not below.
    """

    variance: float
    freedom: float
    units: np.ndarray
    unequal: float
    floor: float


@dataclass(frozen=True, slots=True)
class ExpectedNoise:
    """What noise adds to a sum of squares.

    Attributes:
        expected: on average.
        freedom: degrees of freedom of the chi-square that scatters like it.
    """

    expected: float
    freedom: float


def seed_scatter(cells: Cells, floor: float) -> Scatter:
    """The scatter between seeds, of cells some of which have several."""
    squares, freedom = cells.residual
    several = cells.counts > 1
    variances = np.where(several, cells.variances, squares / freedom)
    return _scatter(squares, freedom, variances, several, (cells.counts - 1)[several], floor)


def rest_scatter(model: Model, floor: float) -> Scatter:
    """The scatter that a model leaves over."""
    rest = model.results - model.all @ (model.all.T @ model.results)
    # What a unit pulls the model to itself by: its own mean, and all terms.
    own = model.weights / np.bincount(model.groups, model.weights)[model.groups]
    left = np.maximum(1 - own - (model.all**2).sum(axis=1), 0)
    known = left > 0.1
    variances = np.where(known, rest**2 / np.maximum(left, 0.1), model.residual / model.free)
    return _scatter(model.residual, model.free, variances, known, np.ones(int(known.sum())), floor)


def _scatter(
    squares: float, freedom: int, variances: np.ndarray, known: np.ndarray, each: np.ndarray, floor: float
) -> Scatter:  # fmt: skip
    estimated = variances[known]
    if not estimated.max(initial=0.0) > ROUNDING:
        return Scatter(max(squares / freedom, floor), float(freedom), variances, 0.0, floor)
    unequal = _unequal(estimated, each)
    # Satterthwaite (1946): the mean of uneven variances is known as well as the few large ones are.
    alone = (each @ estimated) ** 2 / float(each @ estimated**2) * freedom / each.sum()
    known_by = 1 / (unequal / min(max(alone, 1.0), freedom) + (1 - unequal) / freedom)
    return Scatter(max(squares / freedom, floor), known_by, variances, unequal, floor)


def _unequal(variances: np.ndarray, each: np.ndarray) -> float:
    """How clearly variances differ: 1 where chance never makes equal ones so, 0 where it often does."""
    if len(variances) < 3:
        return 0.0
    draws = min(DRAWS, max(NUMBERS // len(each), 50))
    drawn = np.random.default_rng(SEED).chisquare(each, (draws, len(each))) / each
    by_chance = float(np.mean(_unevenness(drawn, each) >= _unevenness(variances[None], each)))
    return max(1 - by_chance / UNEQUAL, 0.0)


def _unevenness(variances: np.ndarray, each: np.ndarray) -> np.ndarray:
    return (variances**2 @ each) / np.maximum(variances @ each, 1e-300) ** 2


def expected_noise(term: Term, scatter: Scatter) -> ExpectedNoise:
    r"""What noise adds to a term.

    With :math:`P` the projection on the term and :math:`D` the variances of the units, it scatters like
    :math:`tr(PD)` times a chi-square over its freedom, :math:`tr(PD)^2 / tr(PDPD)` (Box 1954; Brunner, Dette
    and Munk 1997). Where variances are equal those are :math:`d \sigma^2` and d.
    """
    plain = term.freedom * scatter.variance
    if not scatter.unequal:
        return ExpectedNoise(plain, float(term.freedom))
    expected, square = _traces(term.basis, scatter.units)
    alone = min(max(expected**2 / max(square, 1e-300), 1.0), float(term.freedom))
    share = scatter.unequal
    return ExpectedNoise(
        max(share * expected + (1 - share) * plain, term.freedom * scatter.floor),
        1 / (share / alone + (1 - share) / term.freedom),
    )


def _traces(basis: np.ndarray, variances: np.ndarray) -> tuple[float, float]:
    """The traces of PD and of PDPD, of the projection on a basis and of variances."""
    inside = (basis**2).sum(axis=1)
    if basis.shape[1] == len(variances) - 1:  # all but one direction: no product of large matrices is needed
        outside = np.maximum(1 - inside, 0)
        square = (variances**2 * (1 - 2 * outside)).sum() + (variances @ outside) ** 2
        return float(variances @ inside), float(square)
    inner = basis.T @ (variances[:, None] * basis)
    return float(np.trace(inner)), float((inner**2).sum())


def chance(term: Term, noise: ExpectedNoise, freedom: float) -> float:
    """The chance that noise alone gives as much."""
    return f_tail(term.squares / noise.expected, noise.freedom, freedom) if term.freedom else 1.0
