"""What a learning-rate sweep could not answer, and what to do about it."""

from __future__ import annotations

import numpy as np

from trainlab.estimate.beyond_noise import LEARNED
from trainlab.estimate.falls import HALF
from trainlab.estimate.outcomes import Outcomes
from trainlab.estimate.rate_reading import RateReading
from trainlab.record.wording import short_value

FURTHER = 100.0
"""How much further a range is advised to reach, as a factor."""

FEW_SEEDS = 2
"""With this many seeds or fewer an interval says little."""


def rate_advice(
    rates: np.ndarray, reading: RateReading, shares: np.ndarray, outcomes: Outcomes, steps: int
) -> tuple[str, ...]:
    """Sentences about what the sweep leaves open; empty where it answers everything.

    Args:
        rates: (rates,) learning rates, ascending.
        reading: what it says for the goal that was asked for.
        shares: (rates, seeds) shares of the fall of the train loss; NaN for a seed that learned at no rate.
        outcomes: what became of the train losses.
        steps: steps of a trial.
    """
    if not outcomes.judged:
        return (f"{steps} steps are too few to distinguish learning from noise: give more --steps.",)
    if np.isnan(shares).all():
        return (_nothing_learned(rates, outcomes),)
    if not reading.learned:
        name = reading.goal.replace("_", " ")
        return (f"the {name} became better at no learning rate by more than its scatter from rate to rate.",)
    return (*_edges_of_range(rates, reading.share), *_seeds(~np.isnan(shares[0])))


def _nothing_learned(rates: np.ndarray, outcomes: Outcomes) -> str:
    low, high, count = float(rates[0]), float(rates[-1]), len(rates)
    said = (
        f"nothing learned: no learning rate from {short_value(low)} to {short_value(high)} lowered the train "
        f"loss by {LEARNED:.0%} and by more than its noise."
    )
    too_large = np.flatnonzero(outcomes.rose)
    if not too_large.size:
        return f"{said} Try larger ones: {_range(low, high * FURTHER, count)}; or give more --steps."
    first = int(too_large[0])
    if first == 0:
        smaller = _range(low / FURTHER**2, low, count)
        return f"{said} The smallest is too large already. Try smaller ones: {smaller}."
    left, right = float(rates[first - 1]), float(rates[first])
    return (
        f"{said} {short_value(right)} is too large already, {short_value(left)} is not. Try rates "
        f"between them: {_range(left, right, count)}; or give more --steps or larger batches."
    )


def _edges_of_range(rates: np.ndarray, share: np.ndarray) -> list[str]:
    low, high, count = float(rates[0]), float(rates[-1]), len(rates)
    advice = []
    if share[-1] >= HALF:
        advice.append(
            f"{short_value(high)}, the largest rate tried, still gains half of the most or more: the "
            f"answer lies on the edge of the range. Extend it: {_range(low, high * FURTHER, count)}."
        )
    if share[0] >= HALF:
        advice.append(
            f"{short_value(low)}, the smallest rate tried, gains half of the most or more already: the "
            f"answer lies on the edge of the range. Extend it: {_range(low / FURTHER, high, count)}."
        )
    return advice


def _seeds(learned: np.ndarray) -> list[str]:
    advice = []
    lost, seeds = int((~learned).sum()), len(learned)
    if lost:
        advice.append(
            f"the loss of {lost} of {seeds} seeds fell beyond its noise at no rate; the answer is that "
            "of the others."
        )
    if seeds == 1:
        advice.append("one seed says nothing about how far the answer varies between seeds: give --seeds 5.")
    elif seeds - lost <= FEW_SEEDS:
        counted = "one seed says nothing" if seeds - lost == 1 else f"{seeds - lost} seeds say little"
        advice.append(f"{counted} about how far the answer varies between seeds: give --seeds 5.")
    return advice


def _range(low: float, high: float, count: int) -> str:
    return f"--rates log:{low:.3g}:{high:.3g}:{count}"
