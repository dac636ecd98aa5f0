"""A learning-rate sweep: which rate trains fastest, from which on training explodes, which one to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainlab.estimate import recommended as band
from trainlab.estimate.advice import rate_advice
from trainlab.estimate.falls import exploded, kernel, share_of_fall, typical_share
from trainlab.estimate.interval import Estimate, over_seeds
from trainlab.estimate.outcomes import find_outcomes
from trainlab.estimate.range_test import RangeTest, read_range_test
from trainlab.estimate.rate_grid import RateGrid, rate_grid
from trainlab.estimate.stability import half_explode, no_seed_explodes, seed_edges
from trainlab.record import Curves, StudyInfo, Trial

FAR = 2.0
"""A final loss so many times the start is no untrained net's: the rate was too large, not too small."""


@dataclass(frozen=True, slots=True)
class RateSweep:
    """What a learning-rate sweep says. Every estimate is a learning rate with an interval over seeds.

    Attributes:
        study: name of the study.
        folder: where it is stored; None for one that was read from elsewhere.
        rates: (rates,) the learning rates tried, ascending.
        seeds: (seeds,) the seeds.
        steps: steps of a trial.
        window: steps that losses are averaged over.
        start: median over seeds of the untrained net's train loss.
        best: (rates, seeds) the lowest train loss of each trial; infinite if it diverged at once.
        final: (rates, seeds) its train loss at the end; infinite if it diverged.
        exploded: (rates, seeds) whether it diverged, or ended having lost what there was to learn; see
            :func:`~trainlab.estimate.falls.exploded`.
        share: (rates,) the share of the largest fall of the loss that seeds gain on average; NaN if none do.
        recommended: the rate to take, or None where no rate trained.
        fastest: the rate that reached the lowest loss, or None.
        band: the smallest and the largest rate that gain half of what the fastest does, or None.
        stable: the largest rate up to which no seed exploded; None where none exploded at any rate, or one
            did at the smallest already.
        edge: the rate above which half of the seeds exploded; None where fewer did.
        range_test: what the usual finder says, if the study made its runs.
        advice: sentences about what the sweep could not tell: a range too short, nothing learned.
    """

    study: str
    folder: Path | None
    rates: np.ndarray
    seeds: tuple[int, ...]
    steps: int
    window: int
    start: float
    best: np.ndarray
    final: np.ndarray
    exploded: np.ndarray
    share: np.ndarray
    recommended: Estimate | None
    fastest: Estimate | None
    band: tuple[float, float] | None
    stable: Estimate | None
    edge: Estimate | None
    range_test: RangeTest | None
    advice: tuple[str, ...]

    @property
    def lowest(self) -> float:
        """The lowest train loss that any rate reached, median over seeds."""
        return float(np.median(self.best, axis=1).min())


def estimate_rate_sweep(
    info: StudyInfo,
    trials: Sequence[Trial],
    losses: Curves,
    rates: Curves | None = None,
    folder: Path | None = None,
) -> RateSweep:
    """Read a learning-rate sweep from a study.

    Args:
        info: the study.
        trials: its trials; they differ in ``learning_rate`` and ``seed`` only, but for range tests.
        losses: their train loss at every step.
        rates: the learning rate at every step, which range tests need.
        folder: where the study is stored.

    Raises:
        StudyError: the study is no sweep, see :func:`~trainlab.estimate.rate_grid.rate_grid`.
    """
    grid = rate_grid(info.name, trials)
    row_of = losses.rows
    rows = [[row_of[trial.id] for trial in row] for row in grid.trials]
    steps = max(trial.length for row in grid.trials for trial in row)
    diverged = np.array([[trial.status == "diverged" for trial in row] for row in grid.trials])
    outcomes = find_outcomes(np.asarray(losses.values)[rows][..., :steps], diverged)
    places, shares = np.log10(grid.rates), share_of_fall(outcomes)
    weights = kernel(places)
    seeds = np.arange(len(grid.seeds))
    share = typical_share(shares, weights, seeds)
    learned = not np.isnan(share).any()
    bad = exploded(outcomes)
    edges = seed_edges(places, bad)

    def measured(measure: Callable[[np.ndarray], float]) -> Estimate | None:
        """The rate at a place, with its interval."""
        found = over_seeds(measure, len(seeds)) if learned else None
        return found and Estimate(*(float(10.0**place) for place in (found.value, found.low, found.high)))

    def stable(chosen: np.ndarray) -> float:
        return no_seed_explodes(places, bad[:, chosen])

    def take(chosen: np.ndarray) -> float:
        edge = stable(chosen)
        limit = places[0] if np.isnan(edge) else edge
        return band.recommended(places, typical_share(shares, weights, chosen), limit)

    low, high = band.fast_band(places, share)
    return RateSweep(
        study=info.name,
        folder=folder,
        rates=grid.rates,
        seeds=grid.seeds,
        steps=steps,
        window=outcomes.window,
        start=float(np.median(outcomes.start)),
        best=outcomes.best,
        final=outcomes.final,
        exploded=bad,
        share=share,
        recommended=measured(take),
        fastest=measured(lambda chosen: band.fastest(places, typical_share(shares, weights, chosen))),
        band=(float(10.0**low), float(10.0**high)) if learned else None,
        stable=measured(stable),
        edge=measured(lambda chosen: half_explode(edges[chosen])),
        range_test=_range_test(grid, losses, rates),
        advice=rate_advice(
            grid.rates, share, ~np.isnan(shares[0]), diverged | (outcomes.final > FAR * outcomes.start)
        ),
    )


def _range_test(grid: RateGrid, losses: Curves, rates: Curves | None) -> RangeTest | None:
    if rates is None or not grid.range_tests:
        return None
    length = grid.range_tests[0].length
    losses_of, rates_of = (
        {int(trial): row for trial, row in zip(curves.trials, np.asarray(curves.values), strict=True)}
        for curves in (losses, rates)
    )
    tests = np.array([losses_of[trial.id][:length] for trial in grid.range_tests])
    longest = max(grid.range_tests, key=lambda trial: trial.recorded_steps)
    return read_range_test(rates_of[longest.id][:length].astype(float), tests)
