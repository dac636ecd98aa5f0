"""Symptom: the train loss rises, which steps down its gradient do not make it do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import BLOCKS, SMALLEST_LOSS, Levels
from trainlab.diagnose.trend import level_scatter, trend
from trainlab.record import Finding, Trial

RISE = 0.06
"""Smallest rise from the lowest level to the end, of the loss training began at: it can be seen in a plot."""

SPAN = 0.5
"""Share of training, at its end, over which the loss must rise: too large a rate throws it up at once."""

STEADY = 0.85
"""Share of all pairs of levels in the span whose later one is higher (Kendall 1938). A loss that jumps
about or has settled high up has about half of them."""

ERRORS = 4.0
"""Standard errors the rise must be away from flat."""


def find_rises(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    """Trials whose train loss climbed steadily until the end.

    Gradient descent that is set up rightly lowers the loss it descends, or jumps about. A steady climb says
    that something else is done: the sign of the gradient or of the loss is wrong, the loss that is recorded
    is not the one that is minimised. The Deep Learning Tuning Playbook (Godbole et al. 2023, "Examining the
    training curves") counts it among the signs of a bug in the training pipeline.
    """
    log = levels.log
    tail = log[:, BLOCKS - round(BLOCKS * SPAN) :]
    later, earlier = np.tril_indices(tail.shape[1], -1)
    ups = np.mean(tail[:, later] > tail[:, earlier], axis=1)
    end = np.median(levels.values[:, -3:], axis=1)
    lowest = np.minimum(levels.values.min(axis=1), levels.untrained)
    rise = (end - lowest) / np.maximum(levels.untrained, SMALLEST_LOSS)
    line = trend(levels, SPAN)
    higher = np.log(np.maximum(end, SMALLEST_LOSS) / np.maximum(lowest, SMALLEST_LOSS))
    sure = (line.change > ERRORS * line.noise) & (higher > ERRORS * level_scatter(levels))
    seen = levels.long_enough & (ups >= STEADY) & (rise >= RISE) & sure
    return [
        _finding(trials[int(levels.trials[row])], levels, int(row), float(end[row]))
        for row in np.flatnonzero(seen)
    ]


def _finding(trial: Trial, levels: Levels, row: int, end: float) -> Finding:
    block = int(np.argmin(levels.log[row]))
    since, lowest = int(levels.steps[row, block]), float(levels.values[row, block])
    return Finding(
        symptom="train loss rises",
        trials=(trial.id,),
        sentence=f"trial {trial.id}: its train loss rises, steadily, from {lowest:.3g} at step {since:,} to "
        f"{end:.3g} at the end.",
        advice="This is a bug rather than a setting: look at the sign of the gradient and of the loss, and "
        "whether the loss that is recorded is the one that is minimised.",
        evidence={"step": since, "last_step": int(levels.steps[row, -1]), "lowest": lowest, "loss": end},
    )
