"""Symptom: the loss ended where it started, or no lower than guessing gets it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import BLOCKS, Levels, trend
from trainlab.diagnose.patience import wait_longer
from trainlab.diagnose.still_falling import ERRORS, FALL, SPAN
from trainlab.record import Finding, Trial

MARGIN = 0.05
"""A loss within this share of the loss of guessing, or of its start, is no better than it."""


def find_never_learned(trials: Mapping[int, Trial], levels: Levels, classes: int | None) -> list[Finding]:
    """Trials that ended no better than they started or than guessing, and were not on their way to it.

    The cross-entropy of guessing among C equally likely classes is log C nats. A trial whose loss is
    something else (squared error, a penalty on top, weighted classes) or whose classes are unknown is
    compared to its own start only.
    """
    last = trend(levels, SPAN)
    falls = (-np.expm1(last.change) > FALL) & (-last.change > ERRORS * last.noise)
    end = np.exp(np.median(levels.log[:, BLOCKS * 3 // 4 :], axis=1))
    start = levels.values[:, 0]
    findings = []
    for row in np.flatnonzero(levels.long_enough):
        trial = trials[int(levels.trials[row])]
        chance = _loss_of_guessing(trial, classes)
        # The first block of a long curve may already have learned; the first loss of all has not.
        untrained = max(start[row], levels.first[row])
        if end[row] >= (1 - MARGIN) * min(untrained, chance or np.inf) and not falls[row]:
            findings.append(_finding(trial, float(levels.first[row]), float(end[row]), chance, classes))
    return findings


def _loss_of_guessing(trial: Trial, classes: int | None) -> float | None:
    settings = trial.settings
    if classes is None or classes < 2 or settings.get("loss", "cross_entropy") != "cross_entropy":
        return None
    plain = not settings.get("l1") and not settings.get("l2")
    return math.log(classes) if plain and settings.get("class_weights", "none") == "none" else None


def _finding(trial: Trial, start: float, end: float, chance: float | None, classes: int | None) -> Finding:
    wait = f", or wait longer: {wait_longer(trial)}" if trial.stopped_by == "early_stopping" else ""
    guess = f"; guessing among {classes} classes gives {chance:.3g}" if chance else ""
    evidence = {"start": start, "end": end} | ({"chance": chance} if chance else {})
    return Finding(
        symptom="never learned",
        trials=(trial.id,),
        sentence=f"trial {trial.id} never learned: its train loss began at {start:.3g} and ended at {end:.3g}"
        f"{guess}.",
        advice="Try a larger learning_rate if the loss hardly moves, a smaller one if it jumps, or another "
        f"initialisation{wait}.",
        evidence=evidence,
    )
