"""What a setting explains by itself, or two of them beyond that, beside the noise it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.effects import ALPHA, MATTERS
from trainlab.diagnose.effects._all_else_equal import differs
from trainlab.diagnose.effects._design import Stratum
from trainlab.diagnose.effects._permuted import MAX_UNITS, UNLIKELY, permuted_chance
from trainlab.diagnose.effects._spread import (
    ExpectedNoise,
    chance,
    expected_noise,
    rest_scatter,
    seed_scatter,
)
from trainlab.diagnose.effects._terms import Key, Model, Term
from trainlab.diagnose.effects.cells import Cells
from trainlab.diagnose.effects.factors import Factor
from trainlab.statistics.share_interval import Noise, Sums, share_intervals


@dataclass(frozen=True, slots=True)
class Compared:
    """What an effect is compared with.

    Attributes:
        by_seeds: whether that is the scatter between seeds; else it is what a model leaves over.
        variance, freedom: of that noise, and the degrees of freedom it is known by.
        units: (units,) a cell of each unit: cells, or draws.
        model, key: the model, and the term of it that the effect is.
    """

    by_seeds: bool
    variance: float
    freedom: float
    units: np.ndarray
    model: Model
    key: Key

    def adjusted(self) -> np.ndarray:
        """(units,) results without the fitted effects of the terms that do not contain the effect."""
        return self.model.without(self.model.others(self.key))


@dataclass(frozen=True, slots=True)
class Effect:
    """What a setting explains by itself, or two of them beyond that.

    Attributes:
        factors: the settings: one entry, or two.
        share, low, high: share of the variance of results that it explains, with a 90% interval; from 0 to 1
            of a pair that is not beyond chance.
        chance: the chance that noise gives as much to any setting or pair of the study.
        whole: of one setting that is not clearly beyond chance: the upper end of the share that it explains
            by itself and together with others; None where what it does with others is not known.
        compared: what it is compared with.
    """

    factors: tuple[Factor, ...]
    share: float
    low: float
    high: float
    chance: float
    whole: float | None
    compared: Compared

    @property
    def notable(self) -> bool:
        """Whether it is beyond chance, and large enough to be worth a look."""
        return self.chance <= ALPHA and self.share >= MATTERS


def effects_of(
    cells: Cells, factors: Sequence[Factor], stratum: Stratum, floor: float, idle_seeds: bool
) -> list[Effect]:
    """The effects of the settings of a stratum and of their pairs, chances not corrected for their number.

    Args:
        cells: the results.
        factors: all settings.
        stratum: what is compared.
        floor: a variance that noise is not below.
        idle_seeds: seeds have no effect.
    """
    model = stratum.model
    own = [key for key in model.columns if set(key) & set(stratum.factors)]
    terms = [model.term(key) for key in own]
    kept = [(key, term) for key, term in zip(own, terms, strict=True) if term.freedom]
    pairs = any(len(key) == 2 for key, _ in kept)
    wholes: dict[Key, Term | None] = {
        key: _whole(cells, factors, stratum, key[0], pairs, idle_seeds) for key, _ in kept if len(key) == 1
    }
    known = {key: term for key, term in wholes.items() if term is not None}
    scatter = seed_scatter(cells, floor) if stratum.by_seeds else rest_scatter(model, floor)
    if stratum.by_seeds:
        explained, free = float(model.results @ model.results), len(cells.counts) - 1
        units = len(cells.results)
        rest = cells.by_seed[0] - cells.by_seed[1] * scatter.variance
    else:
        explained, free, units = model.explained, model.all.shape[1], len(model.results)
        rest = cells.total - model.explained - model.residual
    noise = Noise(scatter.variance, scatter.freedom, units, max(rest, 0.0))
    sides = {key: expected_noise(term, scatter) for key, term in kept}
    chances = {key: chance(term, sides[key], scatter.freedom) for key, term in kept}
    if not stratum.by_seeds and len(model.results) <= MAX_UNITS:
        for key in [key for key in chances if chances[key] <= UNLIKELY]:
            own = len(key) == 1 and key[0] in stratum.drawn
            chances[key] = max(chances[key], permuted_chance(model, key, len(kept), own))
    # Intervals take the time: they are worked out where something may be said of them.
    asked = [(key, term) for key, term in kept if len(key) == 1 or chances[key] <= UNLIKELY]
    judged = [*asked, *((key, term) for key, term in known.items() if chances[key] > UNLIKELY / len(kept))]
    ends = _intervals(
        [term for _, term in judged], [expected_noise(term, scatter) for _, term in judged],
        explained, free, noise,
    )  # fmt: skip
    between = {key: end for (key, _), end in zip(asked, ends, strict=False)}
    upper = {
        key: float(end[1]) for (key, _), end in zip(judged[len(asked) :], ends[len(asked) :], strict=True)
    }
    effects = []
    for key, term in kept:
        own = term.fitted - sides[key].expected * term.amplified / term.freedom
        share = min(max(own / cells.total, 0.0), 1.0)
        low, high = between.get(key, (0.0, 1.0))
        effects.append(Effect(
            tuple(factors[number] for number in key), share, min(float(low), share), max(float(high), share),
            chances[key], upper.get(key),
            Compared(stratum.by_seeds, scatter.variance, scatter.freedom, stratum.units, model, key),
        ))  # fmt: skip
    return effects


def _whole(
    cells: Cells, factors: Sequence[Factor], stratum: Stratum, factor: int, pairs: bool, idle_seeds: bool
) -> Term | None:
    """All that a setting explains, by itself and together with others; None where that is not known."""
    if not stratum.by_seeds:
        known = pairs and factor in stratum.drawn and not differs(cells, factors, factor, idle_seeds)
        return stratum.model.whole(factor) if known else None
    if len(factors) == 1:
        return stratum.model.term((factor,))
    return stratum.model.whole(factor) if pairs else None


def _intervals(
    terms: Sequence[Term], sides: Sequence[ExpectedNoise], explained: float, free: int, noise: Noise
) -> np.ndarray:
    squares = np.array([term.squares for term in terms])
    freedoms = np.array([side.freedom for side in sides])
    uneven = np.array([side.expected / term.freedom for term, side in zip(terms, sides, strict=True)])
    own = Sums(squares, freedoms, uneven * [term.freedom for term in terms] / freedoms / noise.variance)
    evenness = np.array(
        [term.evenness * side.freedom / term.freedom for term, side in zip(terms, sides, strict=True)]
    )
    fitted = Sums(
        np.array([term.fitted for term in terms]), evenness,
        uneven * [term.amplified for term in terms] / evenness / noise.variance,
    )  # fmt: skip
    left = np.array([float(free - term.freedom) for term in terms])
    others = Sums(np.maximum(explained - squares, 0.0), left, np.ones(len(terms)))
    return share_intervals(fitted, own, others, noise)
