"""A target that every batch size can reach."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from trainlab.record import Curves, Trial

CURVE = "validation_loss"
"""The curve an automatic target is about: Shallue et al. (2019) count steps to an out-of-sample error."""

SLACK = 0.1
"""How much easier than the hardest one that all reached, as a share of the fall of the log of the loss."""

MIN_FALL = 0.05
"""A loss that falls by less than this at some batch size makes no target."""

IN_A_ROW = 4
"""A loss has fallen if it lies that far below its start for a quarter of its evaluations in a row:
the lowest of a hundred evaluations of a loss that only wanders lies below it, too."""


def automatic_target(trials: Sequence[Trial], losses: Curves) -> str | None:
    """The condition that trials of a batch-size sweep are compared by, where a person names none.

    Each batch size has a best learning rate: the one whose lowest validation loss, the median over seeds, is
    the lowest. The highest of these losses is what every batch size reached; the target is ``SLACK`` easier,
    so that no batch size needs its whole budget for it, and rounded up to two digits.

    Args:
        trials: the trials.
        losses: their validation loss at every evaluation, the one before the first step included.

    Returns:
        A condition such as ``validation_loss <= 0.31``; None where some batch size learned nothing.
    """
    rows = losses.rows
    lowest: dict[object, dict[float, list[float]]] = {}
    starts = []
    for trial in trials:
        steps, values = losses.row(rows[trial.id])
        curve = values.astype(float)
        known = curve[np.isfinite(curve)]
        at = lowest.setdefault(trial.settings["batch_size"], {})
        at.setdefault(float(trial.settings["learning_rate"]), []).append(
            float(known.min()) if trial.status != "diverged" and _fell(known) else math.inf
        )
        if len(steps) and steps[0] == losses.steps[0] and np.isfinite(curve[0]):
            starts.append(float(curve[0]))
    hardest = max(min(float(np.median(seeds)) for seeds in rates.values()) for rates in lowest.values())
    start = float(np.median(starts)) if starts else math.nan
    if not 0 < hardest < (1 - MIN_FALL) * start:
        return None
    easier = hardest ** (1 - SLACK) * start**SLACK
    unit = 10.0 ** (math.floor(math.log10(easier)) - 1)
    return f"{CURVE} <= {math.ceil(easier / unit) * unit:.6g}"


def _fell(losses: np.ndarray) -> bool:
    """Whether a validation loss fell below where it began, and stayed there for a while."""
    longest = run = 0
    for low in losses[1:] < (1 - MIN_FALL) * losses[:1]:
        run = run + 1 if low else 0
        longest = max(longest, run)
    return longest >= max(math.ceil((losses.size - 1) / IN_A_ROW), 1)
