"""Labels of losses that jump: from step to step, down after a standstill, or up and back."""

from __future__ import annotations

import math

import numpy as np

from evidence.corpus.facts import Facts, between, smooth
from evidence.corpus.families import EVALUATIONS


def jagged(trial: Facts) -> bool | None:
    """The loss jumps from step to step by 28% of all it came down; False up to 12%.

    The jumps are those of the same trial with its examples in another order, in the median quarter of
    training. Where that was not trained, or went elsewhere, and of full batches: the loss on the whole of
    train jumps about (the deviations of evaluations from the mean of their neighbours are a fifth of the
    progress); or batches of one or two examples must make it jump.
    """
    batch = trial.entry["settings"]["batch_size"]
    if trial.entry.get("jumps") is not None and batch != "full":
        return between(trial.entry["jumps"] / trial.progress, 0.12, 0.28)
    inner = trial.train[1:-1] - (trial.train[:-2] + trial.train[2:]) / 2
    quarters = np.abs(inner[: len(inner) // 4 * 4]).reshape(4, -1).mean(axis=1)
    jumps = float(np.median(quarters)) / trial.progress  # a spike spoils one quarter
    if jumps >= 0.2 or (isinstance(batch, int) and batch <= 2 and _jumps_of_batches(trial) >= 0.4):
        return True
    return False if jumps <= 0.03 and _jumps_of_batches(trial) <= 0.07 else None


def _jumps_of_batches(trial: Facts) -> float:
    """The mean jump between the losses of independent batches, against the progress, by a model.

    Losses of single examples scatter about as much as their mean (as exponential values do), those of batches
    less by the root of their size; independent Gaussian values differ by 2 / sqrt(pi) deviations.
    """
    batch = trial.entry["settings"]["batch_size"]
    if not isinstance(batch, int):
        return 0.0
    return 2 / math.sqrt(math.pi * batch) * float(np.median(trial.train)) / trial.progress


def plateau_then_drop(trial: Facts) -> bool | None:
    """Over a fifth of training the loss on train stood still within 3%, then it fell by 30%."""
    return _longest_plateau(trial.train, 0.03, 0.3) >= 0.2 or (
        False if _longest_plateau(trial.train, 0.05, 0.15) < 0.12 else None
    )


def _longest_plateau(losses: np.ndarray, change: float, drop: float) -> float:
    """Share of training of the longest standstill that a drop follows."""
    losses = smooth(losses)
    longest = 0
    for first in range(len(losses)):
        away = np.abs(losses[first:] / losses[first] - 1) > change
        last = first + (int(np.argmax(away)) if away.any() else len(away)) - 1
        if away.any() and losses[last:].min() < (1 - drop) * losses[first]:
            longest = max(longest, last - first)
    return longest / EVALUATIONS


def early_spike(trial: Facts) -> bool | None:
    """In the first 30% the loss on train rose to 2.5 times what it was, and at the end was back below that.

    None where it keeps jumping up, without a burst that was planted: that is no spike, or many.
    """
    before = np.minimum.accumulate(smooth(trial.early))  # a burst may begin with one lucky step
    height = trial.early / before
    top = int(np.argmax(height))
    high = between(float(height[top]), 1.25, 2.5)
    if high is False or not math.isfinite(height[top]):
        return high
    if trial.entry["spike_at"] is None and float(np.median(height)) > 1.2:
        return None
    back = between(trial.end / float(before[top]), 1.5, 1.0)
    return back if back is False else high and back
