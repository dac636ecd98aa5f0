"""What a learning-rate sweep says for one goal: a loss, or what trials are ranked by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.errors import ExperimentError, nearest
from trainlab.estimate import recommended as band
from trainlab.estimate.bootstrap import peak_over_seeds
from trainlab.estimate.falls import typical_share
from trainlab.estimate.interval import Estimate, over_seeds
from trainlab.estimate.stability import no_seed_explodes
from trainlab.tasks import TASKS, Task

GOALS = ("train_loss", "validation_loss", *(task.curve for task in TASKS.values()))
"""What a learning rate can be wanted for; the first is the default. Which of the last there are, the task
decides: ``validation_accuracy``, or ``validation_rmse``."""


def goals_of(task: Task) -> tuple[str, ...]:
    """What a learning rate can be wanted for with a task."""
    return (*GOALS[:2], task.curve)


def check_goal(best_for: str) -> None:
    """Refuse what a learning rate cannot be recommended for.

    Raises:
        ExperimentError: it is none of ``GOALS``.
    """
    if best_for not in GOALS:
        near = nearest(best_for, GOALS)
        hint = f" Did you mean {near}?" if near else ""
        raise ExperimentError(
            f"a learning rate is recommended for {', '.join(GOALS[:-1])} or {GOALS[-1]}, not for "
            f"{best_for!r}.{hint}"
        )


@dataclass(frozen=True, slots=True)
class RateReading:
    """What a sweep says for one goal.

    Attributes:
        goal: the curve that is to become good, one of ``GOALS``.
        start: the untrained net's, median over seeds.
        best: (rates, seeds) the best of each trial: the lowest train loss; of validation what it ends with.
            The worst there is (an infinite loss, an accuracy of 0) if it diverged at once.
        final: (rates, seeds) what each trial ends with.
        share: (rates,) the share of the largest gain that seeds have on average; NaN if nothing was gained.
        recommended: the rate to take, or None where no rate trained. For the train loss see
            :func:`~trainlab.estimate.recommended.recommended`; for validation it is the fastest, but never
            above the largest rate at which no seed exploded.
        fastest: the rate that gains most, or None.
        band: the smallest and the largest rate that gain half of what the fastest does, or None.
    """

    goal: str
    start: float
    best: np.ndarray
    final: np.ndarray
    share: np.ndarray
    recommended: Estimate | None
    fastest: Estimate | None
    band: tuple[float, float] | None

    @property
    def learned(self) -> bool:
        """Whether any rate gained anything."""
        return self.recommended is not None

    def typical(self, rates: np.ndarray, rate: float) -> float:
        """What seeds end with at the rate of the grid next to a rate, their median."""
        return float(np.median(self.final[np.argmin(np.abs(np.log(rates / rate)))]))


def read_goal(
    goal: str,
    rates: np.ndarray,
    weights: np.ndarray,
    shares: np.ndarray,
    exploded: np.ndarray,
    start: float,
    best: np.ndarray,
    final: np.ndarray,
) -> RateReading:
    """Read the rates off the shares of the gain.

    Args:
        goal: the curve.
        rates: (rates,) learning rates, ascending.
        weights: (rates, rates) of the average over neighbouring rates.
        shares: (rates, seeds) shares of the gain; NaN for a seed that gained nothing at any rate.
        exploded: (rates, seeds) which trials exploded.
        start, best, final: see :class:`RateReading`.
    """
    places = np.log10(rates)
    seeds = shares.shape[1]
    telling = np.flatnonzero(~np.isnan(shares[0]))
    share = typical_share(shares, weights, np.arange(seeds))
    learned = not np.isnan(share).any()

    def limit(chosen: np.ndarray) -> float:
        edge = no_seed_explodes(places, exploded[:, chosen])
        return float(places[0]) if np.isnan(edge) else edge

    def flanks(chosen: np.ndarray) -> float:
        return band.recommended(places, typical_share(shares, weights, chosen), limit(chosen))

    def peak(chosen: np.ndarray) -> float:
        return band.fastest(places, typical_share(shares, weights, chosen))

    def rate(place: Estimate | None) -> Estimate | None:
        """The rate at a place; its interval is kept inside the range."""
        return place and place.mapped(lambda place: float(10.0**place), float(rates[0]), float(rates[-1]))

    take = fastest = None
    if learned:
        fastest = rate(peak_over_seeds(peak, seeds, telling))
        # What large rates learn differs on the validation split, so that its curve need not have two flanks:
        # there it is the best rate itself.
        take = rate(
            over_seeds(flanks, seeds, telling) if goal == GOALS[0]
            else peak_over_seeds(lambda chosen: min(peak(chosen), limit(chosen)), seeds, telling)
        )  # fmt: skip
    low, high = band.fast_band(places, share)
    return RateReading(
        goal=goal,
        start=start,
        best=best,
        final=final,
        share=share,
        recommended=take,
        fastest=fastest,
        band=(float(10.0**low), float(10.0**high)) if learned else None,
    )
