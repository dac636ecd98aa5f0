"""What a history says of the objective, as values that a model can be fitted to."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.searches.halving import ETA
from trainlab.searches.history import Tried
from trainlab.searches.ranking import reached

CAP = 0.8
"""Values beyond this share of them all are hardly told apart: how bad is of no interest."""

DIVERGED = 0.3
"""How far beyond the cap a trial that diverged lies, in units of the way from the best to the cap."""


@dataclass(frozen=True)
class Observed:
    """Values of the objective.

    Attributes:
        trials: (values,) the number in the history that each belongs to.
        heights: (values,) the objective, on a scale of mean 0 and variance 1 about.
        lengths: (values,) the logarithm of the share of its length after which it was seen; 0 at the end.
    """

    trials: np.ndarray
    heights: np.ndarray
    lengths: np.ndarray

    @property
    def partial(self) -> bool:
        """Whether some were seen before the end."""
        return bool((self.lengths < 0).any())


def observe(history: Sequence[Tried], scale: Callable[[np.ndarray], np.ndarray] | None = None) -> Observed:
    """What trials reached when they were last seen, and at the earlier rungs where others stopped.

    So a trial that went on says as well what comes of those that were as good as it was at its rungs.

    Args:
        history: what was tried.
        scale: puts the values on a scale; by default :func:`heights`.
    """
    fractions = [one.fraction for one in history if not one.diverged and len(one.values)]
    smallest = min(fractions, default=1.0)
    trials, values, shares = [], [], []
    for number, one in enumerate(history):
        share = one.fraction
        if one.diverged:
            trials.append(number)
            values.append(math.inf)
            shares.append(1.0)
            continue
        while share >= smallest * (1 - 1e-9):
            found = reached(one.until(share).values)
            if math.isfinite(found):
                trials.append(number)
                values.append(found)
                shares.append(share)
            share /= ETA
    scaled = (scale or heights)(np.array(values, float))
    return Observed(np.array(trials, int), scaled, np.log(np.array(shares, float)))


def heights(values: np.ndarray) -> np.ndarray:
    """Values on a scale of mean 0 and variance 1 that tells good ones apart.

    The logarithm of how far a value is above the best one, plus a twentieth of the way from there to the cap.
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.zeros(len(values))
    best, cap = float(finite.min()), float(np.quantile(finite, CAP))
    width = cap - best or max(float(np.ptp(finite)), 1e-12)
    above = np.minimum(np.where(np.isfinite(values), values, math.inf) - best, 1.2 * width)
    above = np.where(np.isfinite(values), above, (1 + DIVERGED) * width)
    found = np.log(above / width + 0.05)
    spread = float(found.std())
    return (found - found.mean()) / (spread if spread > 0 else 1.0)
