"""How far two settings are apart, and how well that is known: from seeds in pairs and validation examples."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.best.scores import Score
from trainlab.record import Trial
from trainlab.record.groups.outcome import Outcome
from trainlab.statistics.student import half_width

MIN_SEEDS = 2
"""Without a second seed nothing is known about the scatter over seeds."""

CONFIDENCE = 0.96
"""Of the interval of a lead: with it at most 5% of studies call two equal settings different, though the
scatter over seeds is estimated, and from accuracies that are not normal (``bench/best_of_many.py``).

Looking for the best of many settings first does not make it too narrow: where the two best are equal, no
further setting makes it likelier that the first is far ahead of the second (Gutmann and Maymin, "Is the
selected population the best?", Annals of Statistics, 1987), provided that the test is two-sided, as this
interval is."""

Correct = Mapping[int, np.ndarray]
"""Trial id -> (examples,) which validation examples it got right at its best evaluation."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How far the first of two settings is ahead in what trials are ranked by, at each one's best evaluation.

    Attributes:
        lead: how much better its mean is over the seeds compared: an accuracy as a fraction, an error in the
            unit of the target.
        low, high: its interval.
        seeds: how many seeds both were trained with, or, where they share fewer than two, how many the one
            with fewer has.
        paired: whether they are the same seeds.
        over_seeds: standard error of the lead from the scatter over seeds.
        over_examples: standard error from the choice of validation examples; 0 where their number is
            unknown, and of errors.
    """

    lead: float
    low: float
    high: float
    seeds: int
    paired: bool
    over_seeds: float
    over_examples: float


def compare(first: Score, second: Score, examples: int | None, correct: Correct) -> Lead | None:
    """The lead of one setting over another, or None where one of them has a single seed.

    The same seed is the same initial weights, so the differences are taken seed by seed. The standard error
    of their mean is that of a mean over seeds and over examples, both drawn at random: the squared errors
    over seeds and over examples, minus what both contain, the remainder that neither explains. It is never
    taken to be below either of the two. The interval is Student's, with one degree of freedom less than
    there are seeds. Of errors it is not kept how they scatter over examples: only seeds count.

    Args:
        first, second: the settings.
        examples: how many validation examples there are, if that is known.
        correct: what the trials got right; without it examples are taken to be got right independently by
            the two settings, which makes the interval wider.
    """
    of_first, of_second = _by_seed(first), _by_seed(second)
    common = [seed for seed in of_first if seed in of_second]
    paired = len(common) >= MIN_SEEDS
    ones = [of_first[seed] for seed in common] if paired else list(first.trials)
    others = [of_second[seed] for seed in common] if paired else list(second.trials)
    if min(len(ones), len(others)) < MIN_SEEDS:
        return None
    values, against = _values(ones, first.outcome), _values(others, first.outcome)
    # As settings are ranked: of equal values the means are equal, in whichever order they come.
    lead = math.fsum(values) / len(values) - math.fsum(against) / len(against)
    if paired:
        over_seeds = float(np.var(values - against, ddof=1)) / len(ones)
    else:
        over_seeds = float(np.var(values, ddof=1)) / len(ones) + float(np.var(against, ddof=1)) / len(others)
    right = _rows(ones, correct), _rows(others, correct)
    if right[0] is None or right[1] is None or right[0].shape[1] != right[1].shape[1]:
        share = first.outcome.metric.name == "accuracy"
        over_examples, both = _binomial(values, against, examples) if share else 0.0, 0.0
    else:
        over_examples = (
            float(np.var(right[0].mean(axis=0) - right[1].mean(axis=0), ddof=1)) / right[0].shape[1]
        )
        both = _remainder(right[0] - right[1]) if paired else 0.0
    variance = max(over_seeds + over_examples - both, over_seeds, over_examples)
    seeds = min(len(ones), len(others))
    half = half_width(CONFIDENCE, seeds - 1) * variance**0.5
    return Lead(lead, lead - half, lead + half, seeds, paired, over_seeds**0.5, over_examples**0.5)


def _by_seed(score: Score) -> dict[object, Trial]:
    return {trial.settings.get("seed"): trial for trial in score.trials}


def _values(trials: list[Trial], outcome: Outcome) -> np.ndarray:
    """Their best values, the higher the better."""
    return np.array([outcome.better(trial.best[outcome.curve]) for trial in trials], np.float64)


def _rows(trials: list[Trial], correct: Correct) -> np.ndarray | None:
    """(trials, examples) what some trials got right, as 1 and 0; None where that is not known of all."""
    rows = [correct[trial.id] for trial in trials if trial.id in correct]
    if len(rows) < len(trials) or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return None
    return np.array(rows, np.float64)


def _binomial(values: np.ndarray, against: np.ndarray, examples: int | None) -> float:
    """The squared error over examples, if the two settings got them right independently of each other."""
    shares = values.mean(), against.mean()
    return sum(float(share * (1 - share)) for share in shares) / examples if examples else 0.0


def _remainder(differences: np.ndarray) -> float:
    """What of the variance of the mean of a table neither its rows nor its columns explain."""
    seeds, examples = differences.shape
    rest = (
        differences - differences.mean(axis=1, keepdims=True) - differences.mean(axis=0) + differences.mean()
    )
    return float((rest**2).sum()) / ((seeds - 1) * (examples - 1)) / (seeds * examples)
