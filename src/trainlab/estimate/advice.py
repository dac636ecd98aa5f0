"""What a learning-rate sweep could not tell, and what to do about it."""

from __future__ import annotations

import numpy as np

from trainlab.diagnose.wording import short_value
from trainlab.estimate.falls import HALF, LEARNED

FURTHER = 100.0
"""How much further a range is advised to reach, as a factor."""


def rate_advice(
    rates: np.ndarray, share: np.ndarray, seeds_that_learned: np.ndarray, worse: np.ndarray
) -> tuple[str, ...]:
    """Sentences about what the sweep leaves open; empty where it answers everything.

    Args:
        rates: (rates,) learning rates, ascending.
        share: (rates,) typical share of the largest fall; NaN where nothing learned.
        seeds_that_learned: (seeds,) whether the seed learned at any rate.
        worse: (rates, seeds) which trials ended far above their start.
    """
    low, high, count = float(rates[0]), float(rates[-1]), len(rates)
    if np.isnan(share).any():
        where = (
            f"Try smaller ones: {_range(low / FURTHER**2, low, count)}."
            if worse[0].all()
            else f"Give more --steps, or try larger ones: {_range(low, high * FURTHER, count)}."
        )
        tried = f"from {short_value(low)} to {short_value(high)}"
        return (f"no learning rate {tried} lowered the loss by {LEARNED:.0%}. {where}",)
    advice = []
    if share[-1] >= HALF:
        advice.append(
            f"{short_value(high)}, the largest rate tried, still trains fast: the answer lies on the edge of "
            f"the range. Extend it: {_range(low, high * FURTHER, count)}."
        )
    if share[0] >= HALF:
        advice.append(
            f"{short_value(low)}, the smallest rate tried, trains fast already: the answer lies on the edge "
            f"of the range. Extend it: {_range(low / FURTHER, high, count)}."
        )
    lost = int((~seeds_that_learned).sum())
    if lost:
        advice.append(
            f"{lost} of {len(seeds_that_learned)} seeds learned at no rate; the answer is that of the others."
        )
    if len(seeds_that_learned) == 1:
        advice.append("one seed tells nothing about how far the answer moves with another: give --seeds 5.")
    return tuple(advice)


def _range(low: float, high: float, count: int) -> str:
    return f"--rates log:{low:.3g}:{high:.3g}:{count}"
