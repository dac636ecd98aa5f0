"""Symptom: the loss goes down in a straight, slow line."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import BLOCKS, Levels
from trainlab.diagnose.trend import level_scatter
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial

LEAST = 0.01
"""Smallest fall over all of training, of the start: less cannot be seen in a plot, and did not learn."""

MOST = 0.5
"""Largest fall, of the start: who comes down by more than half in a line has a rate that works."""

BEND = 0.11
"""Largest deviation from the straight line between both ends, of the fall, at a quarter, half and three
quarters. An exponential decay that deviates by more makes less than 39% of its fall in its second half."""

NOISE = 0.6
"""Standard errors that noise may add to that."""

WINDOW = 5
"""Levels averaged at each of these places."""

ERRORS = 8.0
"""Standard errors of a window that the fall must be: with more noise nobody sees whether it is straight."""

FASTER = 10
"""The advised rate, in rates: a line means that steps could be longer, and tenfold is a safe first try."""


def find_slow_line(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    r"""Trials that came down slowly, and as fast in their second half as in their first.

    While the parameters hardly move, the gradient stays what it is at the start, and the loss falls by the
    same amount with every step, :math:`\eta |g|^2`: a line whose slope is proportional to the learning rate.
    """
    middles = np.linspace(0, BLOCKS - WINDOW, 5).round().astype(int)
    levels_at = np.stack([levels.values[:, at : at + WINDOW].mean(axis=1) for at in middles])
    first, last = levels_at[0], levels_at[-1]
    fall = first - last
    line = first - fall * (middles / middles[-1])[:, None]
    bend = np.abs(levels_at - line).max(axis=0)
    error = level_scatter(levels) * levels.values.mean(axis=1) / np.sqrt(WINDOW)
    # The middles of the windows are nearer to each other than the ends of training are.
    relative = fall * BLOCKS / (BLOCKS - WINDOW) / levels.untrained
    seen = (
        levels.long_enough
        & (bend <= BEND * fall + NOISE * error)
        & (relative >= LEAST)
        & (relative <= MOST)
        & (fall > ERRORS * error)
    )
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
