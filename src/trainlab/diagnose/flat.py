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

CHANGE = 0.03
"""Changes of the loss smaller than this share of its level are no change."""

DRIFT = 0.05
"""Largest drift over the flat half, of the loss's level: slow progress is not flat."""

DRIFT_ERRORS = 1.0
"""Standard errors that noise may add to that."""

AVERAGED = (1, 4)
"""So many neighbouring levels' mean must not be away from the end: in single ones noise hides a fall."""

SCATTERS = 3.5
"""Standard errors that such a mean may be away: about the largest of 40 Gaussian ones in 50 trials."""

NOISIEST = 0.1
"""Largest standard error of the drift, in log loss: with more, a fall by a good part would look flat."""


def find_flat(trials: Mapping[int, Trial], levels: Levels, quiet: Levels) -> list[Finding]:
    """Trials whose loss did not change, beyond its noise, over at least the last half of training.

    Not those that trained ``until`` they reached something: they ended at once.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        quiet: the same, of the validation loss where the train loss is too noisy; it must be flat in both.
    """
    since = np.maximum(_flat_since(levels), _flat_since(quiet))
    final = _end(levels)
    return [
        _finding(
            trial, int(levels.steps[row, since[row]]), float(np.exp(final[row])), 1 - since[row] / BLOCKS
        )
        for row, trial in (
            (row, trials[int(levels.trials[row])])
            for row in np.flatnonzero(levels.long_enough & (since <= BLOCKS * (1 - SHARE)))
        )
        if trial.stopped_by != "until"
    ]


def _flat_since(levels: Levels) -> np.ndarray:
    """(trials,) the first block of the flat part; ``BLOCKS`` where it drifts, or noise hides whether."""
    half = trend(levels, SHARE)
    since = np.zeros(len(levels.log), dtype=int)
    for count in AVERAGED:
        means = np.lib.stride_tricks.sliding_window_view(levels.log, count, axis=1).mean(axis=2)
        allowed = CHANGE + SCATTERS * half.scatter / np.sqrt(count)
        away = np.abs(means - _end(levels)[:, None]) > allowed[:, None]
        # Of a mean that is away one block must be, at least the first.
        last = means.shape[1] - 1 - np.argmax(away[:, ::-1], axis=1)
        since = np.maximum(since, np.where(away.any(axis=1), last + 1, 0))
    still = (np.abs(half.change) < DRIFT + DRIFT_ERRORS * half.noise) & (half.noise < NOISIEST)
    return np.where(still, since, BLOCKS)


def _end(levels: Levels) -> np.ndarray:
    return np.asarray(np.median(levels.log[:, BLOCKS // 2 :], axis=1))


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
