"""Symptom: the loss jumps from step to step by as much as it came down in all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import Levels
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial

JUMPS = 0.2
"""Mean jump from one step to the next, of all that the trend came down. At a fifth, whole stretches of the
curve overlap: a picture of it is a band, not a line."""


def find_jagged(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    """Trials whose noise from step to step is large against their trend."""
    jumps = mean_jumps(levels)
    progress = levels.progress
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(progress > 0, jumps / progress, np.inf)
    seen = levels.long_enough & (share >= JUMPS) & (jumps > 0)
    return [
        _finding(trials[int(levels.trials[row])], levels, int(row), float(jumps[row]), float(progress[row]))
        for row in np.flatnonzero(seen)
    ]


def mean_jumps(levels: Levels) -> np.ndarray:
    """(trials,) mean absolute difference between the losses of neighbouring steps."""
    rows, points = levels.losses.shape
    if points < 2:
        return np.zeros(rows)
    ends = np.maximum(levels.count, 1)
    jumps = np.diff(levels.losses, axis=1)
    np.abs(jumps, out=jumps)
    if (ends < points).any():
        jumps = np.where(np.arange(1, points) < ends[:, None], jumps, 0)
    return jumps.sum(axis=1, dtype=float) / np.maximum(ends - 1, 1)


def _finding(trial: Trial, levels: Levels, row: int, jump: float, progress: float) -> Finding:
    size, rate = trial.settings.get("batch_size"), trial.settings.get("learning_rate")
    lower = "a smaller learning_rate" + (f" (it was {short_value(rate)})" if rate is not None else "")
    larger = f"a larger batch_size (it was {short_value(size)})"
    advice = lower if size is None or size == "full" else f"{larger} or {lower}"
    came = f"came down by {progress:.3g} in all" if progress > 0 else "never came down"
    return Finding(
        symptom="jagged",
        trials=(trial.id,),
        sentence=f"trial {trial.id} is jagged: from step to step its train loss jumps by {jump:.3g} on "
        f"average, while it {came}.",
        advice=f"Take {advice}.",
        evidence={"jump": jump, "progress": progress, "steps": int(levels.steps[row, -1]) + 1},
    )
