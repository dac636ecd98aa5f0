"""What is not judged: trials of so few steps that most of what is looked for cannot be told from them."""

from __future__ import annotations

import numpy as np

from trainlab.counted import counted
from trainlab.diagnose.levels import FEWEST_STEPS, Levels
from trainlab.diagnose.series import FEWEST_EVALUATIONS, Series
from trainlab.record import Finding

SYMPTOM = "too few steps"


def find_too_few_steps(levels: Levels, *evaluations: Series | None) -> list[Finding]:
    """One sentence about all trials that made fewer than 40 steps: it says what was not looked for.

    Args:
        levels: of the trials that are over and did not diverge.
        evaluations: what was measured of them, with no points where there were fewer than five.
    """
    short = ~levels.long_enough & (levels.count > 0)
    if not short.any():
        return []
    followed = np.zeros(len(short), dtype=bool)
    for series in evaluations:
        followed |= series.count > 0 if series is not None else False
    ids = tuple(int(trial) for trial in levels.trials[short])
    unknown = int((short & ~followed).sum())
    sentence = (
        f"{counted(len(ids), 'trial')} made fewer than {FEWEST_STEPS} steps, too few to look for spikes, "
        f"plateaus and jags"
    )
    if unknown:
        those = "it was" if len(ids) == 1 else f"{unknown:,} of them were" if unknown > 1 else "1 of them was"
        sentence += (
            f"; {those} evaluated fewer than {FEWEST_EVALUATIONS} times, too few to tell a late fall or "
            "overfitting"
        )
    return [Finding(SYMPTOM, ids, f"{sentence}.", "", {"trials": len(ids), "not_followed": unknown})]
