"""A learning-rate sweep: which rate trains fastest, above which training explodes, which one to use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainlab.errors import ExperimentError, StudyError
from trainlab.estimate.advice import rate_advice
from trainlab.estimate.falls import exploded, kernel, share_of_fall
from trainlab.estimate.interval import Estimate, SeedRange
from trainlab.estimate.outcomes import find_outcomes
from trainlab.estimate.range_test import RangeTest, read_range_test
from trainlab.estimate.rate_grid import RateGrid, rate_grid
from trainlab.estimate.rate_reading import GOALS, RateReading, check_goal, goals_of, read_goal
from trainlab.estimate.stability import half_explode, no_seed_explodes, seed_edges
from trainlab.estimate.validation_reading import read_validation
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.tasks import task_of


@dataclass(frozen=True, slots=True)
class RateSweep:
    """What a learning-rate sweep says.

    Attributes:
        study: name of the study.
        folder: where it is stored; None for one that was read from elsewhere.
        best_for: the goal that was asked for, one of ``GOALS``.
        rates: (rates,) the learning rates tried, ascending.
        seeds: (seeds,) the seeds.
        steps: steps of a trial.
        window: steps that train losses are averaged over.
        exploded: (rates, seeds) whether a trial diverged, or ended having lost what there was to learn; see
            :func:`~trainlab.estimate.falls.exploded`.
        stable: the largest rate up to which no seed exploded; None where none exploded at any rate, or one
            did at the smallest already.
        edge: the rate above which half of the seeds exploded, and between which the seeds' own edges lie;
        None
            where fewer did.
        readings: what the sweep says for each goal whose curves the study has; the other attributes of this
            class (``recommended``, ``fastest``, ``band``, ``share``, ``start``, ``best``, ``final``) are
            those of the goal that was asked for.
        range_test: what the usual finder says, if the study made its runs.
        advice: sentences about what the sweep could not answer: a range too short, nothing learned.
    """

    study: str
    folder: Path | None
    best_for: str
    rates: np.ndarray
    seeds: tuple[int, ...]
    steps: int
    window: int
    exploded: np.ndarray
    stable: float | None
    edge: SeedRange | None
    readings: dict[str, RateReading]
    range_test: RangeTest | None
    advice: tuple[str, ...]

    @property
    def asked(self) -> RateReading:
        """What the sweep says for the goal that was asked for."""
        return self.readings[self.best_for]

    @property
    def recommended(self) -> Estimate | None:
        """The rate to take, or None where no rate trained."""
        return self.asked.recommended

    @property
    def fastest(self) -> Estimate | None:
        """The rate that gained most, or None."""
        return self.asked.fastest

    @property
    def band(self) -> tuple[float, float] | None:
        """The smallest and the largest rate that gain half of what the fastest does, or None."""
        return self.asked.band

    @property
    def share(self) -> np.ndarray:
        """(rates,) the share of the largest gain; NaN where nothing was gained."""
        return self.asked.share

    @property
    def start(self) -> float:
        """What the untrained net has, median over seeds."""
        return self.asked.start

    @property
    def best(self) -> np.ndarray:
        """(rates, seeds) the best of each trial."""
        return self.asked.best

    @property
    def final(self) -> np.ndarray:
        """(rates, seeds) what each trial ends with."""
        return self.asked.final

    @property
    def lowest(self) -> float:
        """The lowest that any rate reached, median over seeds."""
        return float(np.median(self.best, axis=1).min())


def estimate_rate_sweep(
    info: StudyInfo,
    trials: Sequence[Trial],
    losses: Curves,
    rates: Curves | None = None,
    folder: Path | None = None,
    *,
    best_for: str = GOALS[0],
    validation: Sequence[Curves] = (),
) -> RateSweep:
    """Read a learning-rate sweep from a study.

    Args:
        info: the study.
        trials: its trials; they differ in ``learning_rate`` and ``seed`` only, but for range tests.
        losses: their train loss at every step.
        rates: the learning rate at every step, which range tests need.
        folder: where the study is stored.
        best_for: what the rate is wanted for, one of ``GOALS``.
        validation: the curves of the other goals at every evaluation.

    Raises:
        ExperimentError: its task knows no such goal.
        StudyError: the study is not a sweep, see :func:`~trainlab.estimate.rate_grid.rate_grid`, or does not
            contain what is asked for.
    """
    check_goal(best_for)
    grid = rate_grid(info.name, trials)
    row_of = losses.rows
    rows = np.array([row_of[trial.id] for row in grid.trials for trial in row], np.intp)
    steps = max(trial.length for row in grid.trials for trial in row)
    diverged = np.array([[trial.status == "diverged" for trial in row] for row in grid.trials])
    outcomes = find_outcomes(losses.matrix(rows, steps).reshape(*diverged.shape, -1), diverged, grid.rates)
    places, shares, bad = np.log10(grid.rates), share_of_fall(outcomes), exploded(outcomes)
    weights = kernel(places)
    start = float(np.median(outcomes.start))
    reading = read_goal(
        GOALS[0], grid.rates, weights, shares, bad, start, outcomes.best, outcomes.final
    )  # fmt: skip
    readings = {GOALS[0]: reading}
    for curves in validation:
        found = read_validation(curves, grid, outcomes.diverged, weights, bad, reading.learned)
        if found is not None:
            readings[curves.name] = found
    if best_for not in readings:
        goals = goals_of(task_of(grid.trials[0][0].settings))
        if best_for not in goals:
            raise ExperimentError(
                f"a learning rate is recommended for {', '.join(goals[:-1])} or {goals[-1]} here, not for "
                f"{best_for}: study {info.name} does not measure that."
            )
        raise StudyError(f"study {info.name} holds no {best_for} of its trials before and after training.")
    stable = no_seed_explodes(places, bad)
    return RateSweep(
        study=info.name,
        folder=folder,
        best_for=best_for,
        rates=grid.rates,
        seeds=grid.seeds,
        steps=steps,
        window=outcomes.window,
        exploded=bad,
        stable=float(10.0**stable) if reading.learned and np.isfinite(stable) else None,
        edge=_edge(places, bad) if reading.learned else None,
        readings=readings,
        range_test=_range_test(grid, losses, rates, outcomes.still),
        advice=rate_advice(grid.rates, readings[best_for], shares, outcomes, steps),
    )


def _edge(places: np.ndarray, exploded: np.ndarray) -> SeedRange | None:
    """The rate above which half of the seeds explode."""
    edges = seed_edges(places, exploded)
    value = half_explode(edges)
    if not np.isfinite(value):
        return None
    return SeedRange(*(float(10.0**place) for place in (value, edges.min(), edges.max())))


def _range_test(grid: RateGrid, losses: Curves, rates: Curves | None, still: bool) -> RangeTest | None:
    if rates is None or not grid.range_tests:
        return None
    length = grid.range_tests[0].length
    longest = max(grid.range_tests, key=lambda trial: trial.recorded_steps)
    return read_range_test(
        _beginnings(rates, [longest.id], length)[0].astype(float),
        _beginnings(losses, [trial.id for trial in grid.range_tests], length),
        _untrained(grid, losses, length) if still else None,
    )


def _beginnings(curves: Curves, trials: Sequence[int], length: int) -> np.ndarray:
    """(trials, steps) what some trials recorded in their first steps."""
    row_of = curves.rows
    return curves.matrix(np.array([row_of[trial] for trial in trials], np.intp), length)


def _untrained(grid: RateGrid, losses: Curves, length: int) -> np.ndarray | None:
    """(tests, length) losses of the smallest rate with the seeds of the range tests, if all are there."""
    first = dict(zip(grid.seeds, grid.trials[0], strict=True))
    seeds = [int(trial.settings["seed"]) for trial in grid.range_tests]
    if any(seed not in first for seed in seeds):
        return None
    rows = _beginnings(losses, [first[seed].id for seed in seeds], length).astype(float)
    return rows if rows.shape[1] == length and np.isfinite(rows).all() else None
