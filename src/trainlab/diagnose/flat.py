"""Symptom: the loss stopped changing long before training ended."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import BLOCKS, Levels
from trainlab.diagnose.patience import wait_less
from trainlab.diagnose.trend import trend
from trainlab.record import Finding, Trial

SHARE = 0.5
"""Share of training that must be flat: with less, the length was well chosen."""

CHANGE = 0.02
"""Changes of the loss smaller than this share of its level are no change."""

DRIFT = 0.05
"""Largest drift over the flat half, of the loss's level: slow progress is not flat."""

SCATTERS = 4.0
"""Levels may scatter this many standard deviations: about the largest of 40 Gaussian levels in 400 trials."""


def find_flat(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    """Trials whose loss did not change, beyond its noise, over at least the last half of training.

    Not those that trained ``until`` they reached something: they ended at once.
    """
    half = trend(levels, SHARE)
    final = np.median(levels.log[:, BLOCKS // 2 :], axis=1)
    allowed = CHANGE + SCATTERS * half.scatter
    away = np.abs(levels.log - final[:, None]) > allowed[:, None]
    since = BLOCKS - np.argmax(away[:, ::-1], axis=1)
    since = np.where(away.any(axis=1), since, 0)
    seen = levels.long_enough & (since <= BLOCKS * (1 - SHARE)) & (np.abs(half.change) < DRIFT)
    return [
        _finding(
            trial, int(levels.steps[row, since[row]]), float(np.exp(final[row])), 1 - since[row] / BLOCKS
        )
        for row, trial in ((row, trials[int(levels.trials[row])]) for row in np.flatnonzero(seen))
        if trial.stopped_by != "until"
    ]


def _finding(trial: Trial, step: int, loss: float, share: float) -> Finding:
    sooner = f"Stop sooner: {wait_less(trial)}" if trial.stopped_by else "Train shorter"
    return Finding(
        symptom="flat since",
        trials=(trial.id,),
        sentence=f"trial {trial.id} was flat since step {step:,}: its train loss stayed at {loss:.3g} "
        f"for {share:.0%} of training.",
        advice=f"{sooner}, or change what it is stuck on: learning_rate, net or batch_size.",
        evidence={"step": step, "loss": loss, "share": float(share)},
    )
