"""A batch-size sweep: steps to a target at every batch size, each with its own learning rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainlab.estimate.batch_grid import BatchGrid, batch_grid
from trainlab.estimate.bootstrap import MIN_SEEDS, estimate, in_every_draw
from trainlab.estimate.critical_batch import CriticalFit, fit_critical_batch
from trainlab.estimate.interval import Estimate
from trainlab.estimate.noise_scale import noise_scale_on_the_way
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.record.wording import short_value


@dataclass(frozen=True, slots=True)
class BatchSweep:
    """What a batch-size sweep says. Every estimate has an interval over seeds, where there are seeds enough.

    Attributes:
        study: name of the study.
        folder: where it is stored; None for one that was read from elsewhere.
        target: the condition whose first step is counted.
        automatic: whether the target was chosen from the curves, rather than named.
        sizes: (sizes,) batch sizes, ascending.
        rates: (rates,) learning rates tried at each of them, ascending.
        seeds: (seeds,) the seeds.
        reached: (sizes, rates, seeds) the step at which each trial reached the target; infinite for never.
        best_rate: (sizes,) the learning rate that reaches it first, by the median over seeds; NaN where none
            does with more than half of the seeds.
        steps: for each size the steps to the target at its best rate, or None.
        critical: the critical batch size, or None where the fit gives none.
        least_steps, least_examples: what no batch size can do without, or None.
        fit: the fit through ``steps``.
        noise_scale: the gradient noise scale up to the target, at the largest batch size that reached it and
            its best rate; None where it was not probed.
        advice: sentences about what the sweep could not answer.
    """

    study: str
    folder: Path | None
    target: str
    automatic: bool
    sizes: np.ndarray
    rates: np.ndarray
    seeds: tuple[int, ...]
    reached: np.ndarray
    best_rate: np.ndarray
    steps: tuple[Estimate | None, ...]
    critical: Estimate | None
    least_steps: Estimate | None
    least_examples: Estimate | None
    fit: CriticalFit
    noise_scale: Estimate | None
    advice: tuple[str, ...]


def estimate_batch_sweep(
    info: StudyInfo,
    trials: Sequence[Trial],
    first_steps: np.ndarray,
    target: str,
    *,
    automatic: bool = False,
    noise: tuple[Curves, Curves] | None = None,
    folder: Path | None = None,
) -> BatchSweep:
    """Read a batch-size sweep.

    The learning rate is tuned for each batch size by itself, as Shallue et al. insist: with a rate that suits
    one size only, the others look worse than they are. Each bootstrap draw of the seeds picks the rates again
    and fits again, so that the intervals include both.

    Args:
        info: the study.
        trials: its trials, in the order of ``first_steps``.
        first_steps: (trials,) the step at which each reached the target; infinite for never.
        target: the target in words.
        automatic: whether it was chosen from the curves.
        noise: the curves ``gradient_variance`` and ``gradient_square``, where they were probed.
        folder: where the study is stored.

    Raises:
        StudyError: the study is not such a sweep, see :func:`~trainlab.estimate.batch_grid.batch_grid`.

    References:
        Shallue et al., "Measuring the Effects of Data Parallelism on Neural Network Training", 2019,
        https://arxiv.org/abs/1811.03600.
    """
    grid = batch_grid(info, trials)
    step_of = {trial.id: float(step) for trial, step in zip(trials, first_steps, strict=True)}
    # The untrained net does not count: a target that holds from the start is reached by the first step.
    reached = np.array(
        [[[max(step_of.get(int(id), np.inf), 1.0) for id in row] for row in rows] for rows in grid.trials]
    )
    seeds = len(grid.seeds)

    def best(chosen: np.ndarray) -> np.ndarray:
        return np.median(reached[:, :, chosen], axis=2).min(axis=1)

    def fitted(chosen: np.ndarray) -> np.ndarray:
        fit = fit_critical_batch(grid.sizes, best(chosen))
        return np.array([fit.critical, fit.least_steps, fit.least_examples])

    everything = np.arange(seeds)
    steps, drawn = best(everything), in_every_draw(best, seeds)
    fits = in_every_draw(fitted, seeds)
    fit = fit_critical_batch(grid.sizes, steps)
    medians = np.median(reached, axis=2)
    best_rate = np.where(np.isfinite(steps), grid.rates[medians.argmin(axis=1)], np.nan)
    critical = fit.critical if fit.critical > 0 else np.nan
    return BatchSweep(
        study=info.name,
        folder=folder,
        target=target,
        automatic=automatic,
        sizes=grid.sizes,
        rates=grid.rates,
        seeds=grid.seeds,
        reached=reached,
        best_rate=best_rate,
        steps=tuple(estimate(float(value), drawn[:, place], seeds) for place, value in enumerate(steps)),
        critical=estimate(critical, fits[:, 0], seeds),
        least_steps=estimate(fit.least_steps, fits[:, 1], seeds),
        least_examples=estimate(fit.least_examples, fits[:, 2], seeds),
        fit=fit,
        noise_scale=None if noise is None else _noise_scale(grid, reached, best_rate, *noise),
        advice=tuple(_advice(grid, medians, best_rate, fit)),
    )


def _noise_scale(
    grid: BatchGrid, reached: np.ndarray, best_rate: np.ndarray, variance: Curves, square: Curves
) -> Estimate | None:
    """The noise scale at the largest batch size that reached the target."""
    known = np.flatnonzero(~np.isnan(best_rate))
    if not known.size:
        return None
    size = known[-1]
    rate = int(np.flatnonzero(grid.rates == best_rate[size])[0])
    row_of = variance.rows
    seeds = [seed for seed, id in enumerate(grid.trials[size, rate]) if int(id) in row_of]
    rows = np.array([row_of[int(grid.trials[size, rate, seed])] for seed in seeds], np.intp)
    variances, squares = (curves.matrix(rows, len(curves.steps)) for curves in (variance, square))
    return noise_scale_on_the_way(variance.steps, variances, squares, reached[size, rate, seeds])


def _advice(grid: BatchGrid, medians: np.ndarray, best_rate: np.ndarray, fit: CriticalFit) -> list[str]:
    advice = []
    missed = grid.sizes[np.isnan(best_rate)]
    if missed.size:
        advice.append(
            f"with batch size {_listed(missed)} no learning rate reached the target in more than half of the "
            "seeds: give more --steps and --examples, other --rates, or an easier --target."
        )
    for place, which in ((-1, "largest"), (0, "smallest")):
        rate = grid.rates[place]
        others = np.delete(medians, place, axis=1).min(axis=1, initial=np.inf)
        edge = grid.sizes[(best_rate == rate) & (medians[:, place] < others)]
        if edge.size and len(grid.rates) > 1:
            advice.append(
                f"with batch size {_listed(edge)} the best learning rate is the {which} tried, "
                f"{short_value(float(rate))}: extend --rates."
            )
    if fit.critical == np.inf:
        advice.append(
            "the fit has no critical batch size: steps fall as batches grow, up to the largest tried. "
            "Add larger --batch-sizes."
        )
    if fit.critical == 0:
        advice.append(
            "the fit has no critical batch size: steps do not fall as batches grow, from the smallest "
            "tried on. Add smaller --batch-sizes."
        )
    if len(grid.seeds) == 1:
        advice.append("one seed says nothing about how far the answer varies between seeds: give --seeds 5.")
    elif len(grid.seeds) < MIN_SEEDS:
        advice.append(f"{len(grid.seeds)} seeds are too few for intervals: give --seeds {MIN_SEEDS}.")
    return advice


def _listed(sizes: np.ndarray) -> str:
    *most, last = (f"{size:.0f}" for size in sizes)
    return f"{', '.join(most)} and {last}" if most else last
