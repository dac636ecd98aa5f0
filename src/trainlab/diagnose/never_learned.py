"""Symptom: the loss ended where it started, or no lower than guessing gets it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.chance import loss_of_guessing
from trainlab.diagnose.levels import BLOCKS, Levels
from trainlab.diagnose.patience import wait_longer
from trainlab.diagnose.still_falling import ERRORS, FALL, SPAN
from trainlab.diagnose.trend import trend
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial

MARGIN = 0.05
"""A loss within this share of the loss of guessing, or of its start, is no better than it."""


ROSE = 0.2
"""An end that is this much above the start, of the start, was thrown up by too large a rate."""


def find_never_learned(trials: Mapping[int, Trial], levels: Levels, classes: int | None) -> list[Finding]:
    """Trials that ended no better than they started or than guessing, and were not on their way to it."""
    last = trend(levels, SPAN)
    falls = (-np.expm1(last.change) > FALL) & (-last.change > ERRORS * last.noise)
    end = np.exp(np.median(levels.log[:, BLOCKS * 3 // 4 :], axis=1))
    start, untrained = levels.first, levels.untrained
    findings = []
    for row in np.flatnonzero(levels.long_enough & ~falls):
        trial = trials[int(levels.trials[row])]
        chance = loss_of_guessing(trial, classes)
        if end[row] >= (1 - MARGIN) * min(untrained[row], chance or np.inf):
            steps = int(levels.steps[row, -1]) + 1
            findings.append(_finding(trial, float(start[row]), float(end[row]), steps, chance, classes))
    return findings


def _finding(
    trial: Trial, start: float, end: float, steps: int, chance: float | None, classes: int | None
) -> Finding:
    wait = f", or wait longer: {wait_longer(trial)}" if trial.stopped_by == "early_stopping" else ""
    was = trial.settings.get("learning_rate")
    was = "" if was is None else f" (it was {short_value(was)})"
    if end > (1 + ROSE) * start:
        advice = f"Lower learning_rate{was}: the loss went up, not down{wait}."
    else:
        advice = (
            f"Try a larger learning_rate{was} if the loss hardly moves, a smaller one if it jumps, or "
            f"another initialisation{wait}."
        )
    guess = f"; guessing among {classes} classes gives {chance:.3g}" if chance else ""
    evidence = {"start": start, "end": end, "steps": steps} | ({"chance": chance} if chance else {})
    return Finding(
        symptom="never learned",
        trials=(trial.id,),
        sentence=f"trial {trial.id} never learned: in {steps:,} steps its train loss went from {start:.3g} "
        f"to {end:.3g}{guess}.",
        advice=advice,
        evidence=evidence,
    )
