"""What is not judged: trials with too few steps to show most of what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trainlab.counted import counted
from trainlab.diagnose.curves.levels import MIN_STEPS, Levels
from trainlab.diagnose.curves.series import MIN_EVALUATIONS, Series
from trainlab.record import Finding

SYMPTOM = "too few steps"


class TooFew(NamedTuple):
    """Trials too short to be judged in full.

    Attributes:
        trials: ids of those with too few steps.
        not_followed: how many of them have too few evaluations, too.
    """

    trials: tuple[int, ...]
    not_followed: int


def too_few_steps(levels: Levels, *evaluations: Series | None) -> TooFew:
    """Which trials made fewer than 40 steps.

    Args:
        levels: of trials that are over and did not diverge.
        evaluations: what was measured of them, with no points where there were fewer than five.
    """
    short = ~levels.long_enough & (levels.count > 0)
    followed = np.zeros(len(short), dtype=bool)
    for series in evaluations:
        followed |= series.count > 0 if series is not None else False
    return TooFew(tuple(int(trial) for trial in levels.trials[short]), int((short & ~followed).sum()))


def find_too_few_steps(found: Sequence[TooFew]) -> list[Finding]:
    """One sentence about all trials that made fewer than 40 steps: it says what was not looked for."""
    ids = tuple(sorted(id for few in found for id in few.trials))
    unknown = sum(few.not_followed for few in found)
    if not ids:
        return []
    sentence = (
        f"{counted(len(ids), 'trial')} made fewer than {MIN_STEPS} steps, too few to look for spikes, "
        f"plateaus and jags"
    )
    if unknown:
        those = "it was" if len(ids) == 1 else f"{unknown:,} of them were" if unknown > 1 else "1 of them was"
        sentence += (
            f"; {those} evaluated fewer than {MIN_EVALUATIONS} times, too few to see a late fall or "
            "overfitting"
        )
    return [Finding(SYMPTOM, ids, f"{sentence}.", "", {"trials": len(ids), "not_followed": unknown})]
