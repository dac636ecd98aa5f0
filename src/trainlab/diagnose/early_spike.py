"""Symptom: early in training the loss shot up, and recovered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import MEAN_SECOND_DIFFERENCE, Levels, block_means
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial

EARLY = 0.3
"""Share of training that is early."""

PIECES = 48
"""Pieces the early part is cut into to look for a spike: one may be over within a hundredth of training."""

RECOVERED = 1.3
"""It recovered if it ends below this many times the level before, which is the lowest of noisy ones."""

HEIGHT = 0.6
"""Smallest height, of the level before."""

SCATTERS = 3.75
"""Deviations of a piece that the height must be, in log loss. The highest of 48 Gaussian ones is 2.2 above
their mean."""


def find_early_spike(trials: Mapping[int, Trial], levels: Levels, steps: np.ndarray) -> list[Finding]:
    """Trials whose loss rose far above where it had been early in training, and ended back there.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        steps: (points,) the steps of their losses.
    """
    rows = np.flatnonzero(levels.long_enough)
    if not rows.size:
        return []
    early = np.ceil(EARLY * levels.count[rows]).astype(int)
    starts = early[:, None] * np.arange(PIECES + 1) // PIECES
    pieces = block_means(levels.losses[rows], starts)
    # Their mean, because a median knows nothing of long tails; the spike itself is one of 48 pieces.
    scatter = np.abs(np.diff(np.log(pieces), n=2, axis=1)).mean(axis=1) / MEAN_SECOND_DIFFERENCE
    before = np.minimum.accumulate(pieces, axis=1)
    top = np.argmax(pieces / before, axis=1)
    place = np.arange(len(rows))
    height, low = pieces[place, top], before[place, top]
    end = np.median(levels.values[rows, -3:], axis=1)
    seen = (
        (height > (1 + HEIGHT) * low) & (np.log(height / low) > SCATTERS * scatter) & (end < RECOVERED * low)
    )
    return [
        _finding(
            trials[int(levels.trials[rows[row]])], int(steps[starts[row, top[row]]]), float(low[row]),
            float(height[row]), float(end[row]),
        )
        for row in np.flatnonzero(seen)
    ]  # fmt: skip


def _finding(trial: Trial, step: int, before: float, height: float, end: float) -> Finding:
    rate = trial.settings.get("learning_rate")
    lower = "" if rate is None else f", or lower learning_rate (it was {short_value(rate)})"
    return Finding(
        symptom="early spike recovered",
        trials=(trial.id,),
        sentence=f"trial {trial.id} had an early spike: around step {step:,} its train loss shot up from "
        f"{before:.3g} to {height:.3g}; it recovered and ended at {end:.3g}.",
        advice=f"It did no harm in the end; warmup or clip_norm avoid it{lower}.",
        evidence={"step": step, "before": before, "height": height, "loss": end},
    )
