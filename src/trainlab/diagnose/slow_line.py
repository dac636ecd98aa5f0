"""Symptom: the loss goes down in a straight, slow line."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import BLOCKS, Levels
from trainlab.diagnose.trend import trend
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial

LEAST = 0.01
"""Smallest fall over all of training, of the start: less cannot be seen in a plot, and did not learn."""

MOST = 0.5
"""Largest fall, of the start: who comes down by more than half in a line has a rate that works."""

HALVES = (0.36, 0.62)
"""Share of the fall that the second half of training makes. A straight line's makes a half; a curve that
flattens has less, one that begins on a plateau has more."""

ERRORS = 5.0
"""Standard errors the fall must be away from none."""

FASTER = 10
"""The advised rate, in rates: a line means that steps could be longer, and tenfold is a safe first try."""


def find_slow_line(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    r"""Trials that came down slowly, and as fast in their second half as in their first.

    While the parameters hardly move, the gradient stays what it is at the start, and the loss falls by the
    same amount with every step, :math:`\eta |g|^2`: a line whose slope is proportional to the learning rate.
    """
    end = BLOCKS // 8
    values = levels.values
    first, last = values[:, :end].mean(axis=1), values[:, -end:].mean(axis=1)
    middle = values[:, (BLOCKS - end) // 2 : (BLOCKS + end) // 2].mean(axis=1)
    fall = first - last
    with np.errstate(divide="ignore", invalid="ignore"):
        second_half = np.where(fall > 0, (middle - last) / fall, np.inf)
    # Means of blocks at the ends are an eighth of training nearer to each other than the ends are.
    relative = fall / (1 - end / BLOCKS) / levels.untrained
    line = trend(levels, 1.0)
    straight = (second_half >= HALVES[0]) & (second_half <= HALVES[1])
    slow = (relative >= LEAST) & (relative <= MOST)
    seen = levels.long_enough & straight & slow & (-line.change > ERRORS * line.noise)
    return [
        _finding(trial, levels, int(row), float(relative[row]))
        for row, trial in ((row, trials[int(levels.trials[row])]) for row in np.flatnonzero(seen))
        if trial.stopped_by != "until"
    ]


def _finding(trial: Trial, levels: Levels, row: int, fall: float) -> Finding:
    rate = trial.settings.get("learning_rate")
    last = float(levels.values[row, -1])
    steps = int(levels.steps[row, -1]) + 1
    if isinstance(rate, (int, float)) and rate > 0:
        advice = f"Raise learning_rate tenfold, to {short_value(float(rate * FASTER))}."
    else:
        advice = "Raise learning_rate tenfold."
    return Finding(
        symptom="slow line",
        trials=(trial.id,),
        sentence=f"trial {trial.id} is a slow line: its train loss fell by {fall:.0%} in {steps:,} steps, to "
        f"{last:.3g}, as fast at the end as at the start.",
        advice=advice,
        evidence={"fall": fall, "loss": last, "steps": steps},
    )
