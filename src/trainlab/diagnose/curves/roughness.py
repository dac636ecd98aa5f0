"""How rough a loss curve is from step to step, against how far it came down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.curves.levels import Levels, block_means, stretches

JUMPS = 0.2
"""Mean jump from one step to the next, of all that the trend came down, from which a curve is jagged: at a
quarter, whole stretches of it overlap, and a picture is a band rather than a line."""

PARTS = 4
"""Parts of training whose mean jumps are taken; their median passes over a spike."""

UNLUCKY = 3.0
"""A first loss this many jumps off the first level is not noise: the first step brought it there."""


@dataclass(frozen=True, slots=True)
class Roughness:
    """The noise of loss curves beside their trend.

    Attributes:
        jumps: (trials,) mean absolute difference between the losses of neighbouring steps, over all of them.
        start: (trials,) where the trend began: the first level; the first loss where the first step left it.
        lowest: (trials,) the lowest level.
        jagged: (trials,) whether the noise is large against the trend.
    """

    jumps: np.ndarray
    start: np.ndarray
    lowest: np.ndarray
    jagged: np.ndarray


def roughness(levels: Levels) -> Roughness:
    """Measure every trial's noise from step to step."""
    usual, mean = np.zeros(len(levels.count)), np.zeros(len(levels.count))
    for rows, losses, begin in stretches(levels.curves, np.flatnonzero(levels.long_enough)):
        each = np.abs(np.diff(losses))
        steps = (levels.count[rows] - 1)[:, None]
        usual[rows] = np.median(
            block_means(each, begin[:, None] + steps * np.arange(PARTS + 1) // PARTS), axis=1
        )
        mean[rows] = block_means(each, begin[:, None] + steps * np.arange(2))[:, 0]
    level, lowest = levels.values[:, 0], levels.values.min(axis=1)
    start = np.where(np.abs(levels.first - level) <= UNLUCKY * usual, level, levels.first)
    progress = np.maximum(start - lowest, 0)
    jagged = levels.long_enough & (usual > 0) & (usual >= JUMPS * progress)
    return Roughness(mean, start, lowest, jagged)
