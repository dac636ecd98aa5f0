"""Successive halving: how many trials start, how far they are trained, and how many of them go on.

Rungs are shares of each trial's own length, so that trials of unlike batch sizes are compared after equally
many epochs. A trial that goes on continues from where it is, so that a rung costs only what it adds.

Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016; Li et
al., "Hyperband: a novel bandit-based approach to hyperparameter optimization", 2018.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

ETA = 3.0
"""Of this many trials one goes on, for this many times as long."""

MIN_STEPS, MIN_EVALUATIONS = 20, 3
"""What is known of a trial after fewer steps or evaluations than these decides nothing."""

MAX_STARTERS = 1_000_000
"""Trials of one study."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Training up to a share of the length, and what is decided then.

    Attributes:
        fraction: the share of its length that a trial has been trained for when it is decided upon.
        trials: how many are trained up to here.
        kept: how many of them go on; at the last rung all of them are through.
    """

    fraction: float
    trials: int
    kept: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """A number of trials that start together, of which ever fewer go on, ever longer.

    Attributes:
        rungs: from the first to the last, whose fraction is 1.
    """

    rungs: tuple[Rung, ...]

    @property
    def starters(self) -> int:
        """Trials that it starts with."""
        return self.rungs[0].trials

    @property
    def cost(self) -> float:
        """What it takes, in full trainings, where no trial ends early."""
        before = (0.0, *(rung.fraction for rung in self.rungs[:-1]))
        return math.fsum(
            rung.trials * (rung.fraction - done) for rung, done in zip(self.rungs, before, strict=True)
        )


def smallest_rung(trials: Iterable[tuple[int, int, int]]) -> float:
    """The share of their lengths after which trials can first be compared.

    By then each has made an epoch, ``MIN_STEPS`` steps and ``MIN_EVALUATIONS`` evaluations, or all its steps.

    Args:
        trials: of each its length, its steps in an epoch and its steps between evaluations.

    >>> smallest_rung([(1000, 10, 10), (500, 5, 5)])
    0.04
    """
    shares = [
        min(max(epoch, MIN_STEPS, MIN_EVALUATIONS * every) / length, 1.0) for length, epoch, every in trials
    ]
    return max(shares, default=1.0)


def halve(starters: int, smallest: float, eta: float = ETA) -> Bracket:
    """The rungs of trials that start together.

    Rungs lie at 1, 1/eta, 1/eta², ... of the length, down to the last one that is not below ``smallest``. At
    each the number is divided by eta and rounded down; one trial at least is left. A rung at which nobody
    would be stopped is left out.

    Args:
        starters: trials that start.
        smallest: share of the length below which nothing is decided.
        eta: the share that goes on is one in this many; above 1.

    >>> [(rung.trials, round(rung.fraction, 3)) for rung in halve(27, 0.03).rungs]
    [(27, 0.037), (9, 0.111), (3, 0.333), (1, 1.0)]
    """
    depth = depth_of(smallest, eta)
    counts = [max(math.floor(starters / eta**rung + 1e-9), 1) for rung in range(depth + 1)]
    rungs, trials = [], counts[0]
    for place, kept in enumerate([*counts[1:], 0]):
        last = place == depth
        if last or kept < trials:
            rungs.append(Rung(1.0 if last else eta ** (place - depth), trials, trials if last else kept))
            trials = kept
    return Bracket(tuple(rungs))


def depth_of(smallest: float, eta: float = ETA) -> int:
    """How often a length can be divided by eta without falling below its smallest share."""
    return max(math.floor(-math.log(min(smallest, 1.0)) / math.log(eta) + 1e-9), 0)


def widest(budget: float, smallest: float, eta: float = ETA, most: int = MAX_STARTERS) -> Bracket | None:
    """The bracket of the most trials that a budget pays for.

    Args:
        budget: in full trainings: steps, divided by the mean length of a trial.
        smallest: share of the length below which nothing is decided.
        eta: of this many trials one goes on.
        most: trials to start at most.

    Returns:
        The bracket, or None where the budget does not pay for training one trial to the end.

    >>> widest(10, 1 / 27).starters, round(widest(10, 1 / 27).cost, 2)
    (94, 10.0)
    """
    if budget < 1:
        return None
    low, high = 1, most
    while low < high:  # the cost never falls with the number
        middle = (low + high + 1) // 2
        low, high = (middle, high) if halve(middle, smallest, eta).cost <= budget else (low, middle - 1)
    return halve(low, smallest, eta)


def brackets(budget: float, smallest: float, eta: float = ETA, most: int = MAX_STARTERS) -> list[Bracket]:
    """Hyperband's brackets: one for each rung that may be the first, with the same budget each.

    Which rung is the first that can be trusted is not known beforehand; Hyperband tries all, the earliest
    first. Where the budget does not pay for a full training in each, the last brackets are left out.

    Args:
        budget: of all brackets together, in full trainings.
        smallest: share of the length below which nothing is decided.
        eta: of this many trials one goes on.
        most: trials that one bracket starts at most.
    """
    depth = depth_of(smallest, eta)
    number = min(depth + 1, math.floor(budget))
    found = (widest(budget / number, eta ** -(depth - place), eta, most) for place in range(number))
    return [bracket for bracket in found if bracket is not None]
