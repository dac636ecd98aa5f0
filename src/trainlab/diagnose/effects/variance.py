"""How much of the variance of results each varied setting explains, by itself and with others, and seeds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from trainlab.diagnose.effects._design import strata
from trainlab.diagnose.effects.cells import Cells, make_cells
from trainlab.diagnose.effects.effects import Effect, effects_of
from trainlab.diagnose.effects.factors import make_factors
from trainlab.record import StudyInfo, Trial
from trainlab.statistics.tail import holm

ALIKE = 1e-12
"""Results with a smaller sum of squares count as all the same."""


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Where the variance of results comes from.

    Attributes:
        effects: of every varied setting, the largest first.
        pairs: of every pair that was looked at, the largest first.
        seeds: variance between seeds of one setting, of the variance of all results; None with one seed.
        cells: the results.
    """

    effects: tuple[Effect, ...]
    pairs: tuple[Effect, ...]
    seeds: float | None
    cells: Cells


def decompose(
    info: StudyInfo, trials: Sequence[Trial], left_out: Collection[str] = (), repeated: Collection[int] = ()
) -> Decomposition | None:
    r"""Main effects and two-way interactions of the varied settings on results (``Outcome.result``).

    Analysis of variance of the means of cells, with the sums of squares of type II: a term is adjusted for
    all terms that do not contain it. Noise makes any setting seem to matter, by :math:`d_j \sigma^2` for
    :math:`d_j` degrees of freedom; it is taken off:

    .. math:: \epsilon^2_j = (SS_j - d_j \sigma^2) / SS_{total}

    (Kelley 1935). What noise is compared with depends on the study (``design.py``); intervals are those of
    ``share_interval.py``; chances are those of F tests, corrected for the number of settings and pairs
    (Holm).

    Args:
        info: the study.
        trials: its trials.
        left_out: settings that are known to have no effect.
        repeated: ids of trials that repeat others, bit for bit.

    Returns:
        None where too little is known: too few trials, nothing to tell noise by, or all results the same; and
        where settings have so many values that a matrix of them would not fit.
    """
    cells = make_cells(trials, repeated)
    if cells is None or cells.total <= ALIKE:
        return None
    factors = make_factors(info, cells.first, left_out)
    if not factors:
        return None
    floor = _floor(info, cells)
    found: list[Effect] = []
    for stratum in strata(cells, factors):
        found += effects_of(cells, factors, stratum, floor, "seed" in left_out)
    if not found:
        return None
    chances = holm([effect.chance for effect in found])
    found = [replace(effect, chance=chance) for effect, chance in zip(found, chances, strict=True)]
    found.sort(key=lambda effect: -effect.share)
    spread = cells.total / (len(cells.results) - 1)
    return Decomposition(
        tuple(effect for effect in found if len(effect.factors) == 1),
        tuple(effect for effect in found if len(effect.factors) == 2),
        None if cells.within is None else min(cells.within / spread, 1.0),
        cells,
    )


def _floor(info: StudyInfo, cells: Cells) -> float:
    """The variance of an accuracy that is rounded to whole examples: noise is not known better.

    Of other metrics, that of a millionth: what 32 bits leave of a logarithm.
    """
    examples = info.dataset.get("validation") if cells.outcome.metric.name == "accuracy" else None
    return 1 / (12 * examples**2) if isinstance(examples, int) and examples > 0 else 1e-12
