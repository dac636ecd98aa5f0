"""Symptom: the loss goes down in a straight, slow line."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.polynomial.legendre import legfit, legvander

from trainlab.diagnose.levels import BLOCKS, Levels
from trainlab.diagnose.trend import level_scatter
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial

LEAST = 0.01
"""Smallest fall over all of training, of the start: less cannot be seen in a plot, and did not learn."""

MOST = 0.5
"""Largest fall, of the start: who comes down by more than half has a rate that works."""

END = 3
"""Levels whose mean is the end."""

BEND = 0.08
"""Largest curvature, of the fall: the parabola through the levels then deviates from the line between its
ends by 12% of the fall. An exponential decay that does makes 38% of its fall in its second half."""

NOISE = 0.6
"""Standard errors that noise may add to that."""

ERRORS = 3.0
"""Standard errors the fall must be: fewer than 1 of 500 flat trials pass by chance."""

MISFIT, SCATTERS = 0.06, 2.0
"""Largest deviation of levels from the parabola: of the fall, beside that many times the scatter of a level
about its neighbours. A cliff between two flat parts is neither bent nor a line."""

FASTER = 10
"""The advised rate, in rates: a line means that steps could be longer, and tenfold is a safe first try."""


def find_slow_line(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    r"""Trials that came down slowly, and as fast in their second half as in their first.

    While the parameters hardly move, the gradient stays what it is at the start, and the loss falls by the
    same amount with every step, :math:`\eta |g|^2`: a line whose slope is proportional to the learning rate.
    A parabola is fitted to all levels by least squares; it must be a line, and fit.
    """
    time = np.linspace(-1, 1, BLOCKS)
    # Legendre polynomials: level, slope and curvature are then independent of each other.
    fit, shapes = legfit(time, levels.values.T, 2), legvander(time, 2)
    rest = levels.values - (shapes @ fit).T
    scatter = np.sqrt((rest**2).sum(axis=1) / (BLOCKS - 3))
    fall, bend = -2 * fit[1], np.abs(fit[2])
    fall_error, bend_error = (
        size * scatter / np.sqrt((shapes[:, n] ** 2).sum()) for size, n in ((2, 1), (1, 2))
    )
    alone = level_scatter(levels) * levels.values.mean(axis=1)
    relative = fall / levels.untrained
    seen = (
        levels.long_enough
        & (fall > ERRORS * fall_error)
        & (relative >= LEAST)
        & (levels.values[:, -END:].mean(axis=1) >= (1 - MOST) * levels.untrained)
        & (bend <= BEND * fall + NOISE * bend_error)
        & (scatter <= np.hypot(MISFIT * fall, SCATTERS * alone))
    )
    return [
        _finding(trial, levels, int(row), float(relative[row]))
        for row, trial in ((row, trials[int(levels.trials[row])]) for row in np.flatnonzero(seen))
        if trial.stopped_by != "until"
    ]


def _finding(trial: Trial, levels: Levels, row: int, fall: float) -> Finding:
    rate = trial.settings.get("learning_rate")
    last = float(levels.values[row, -1])
    steps, name = int(levels.steps[row, -1]) + 1, levels.name(row)
    if isinstance(rate, (int, float)) and rate > 0:
        advice = f"Raise learning_rate tenfold, to {short_value(float(rate * FASTER))}."
    else:
        advice = "Raise learning_rate tenfold."
    return Finding(
        symptom="slow line",
        trials=(trial.id,),
        sentence=f"trial {trial.id} is a slow line: its {name} fell by {fall:.0%} in {steps:,} "
        f"steps, to {last:.3g}, as fast at the end as at the start.",
        advice=advice,
        evidence={"curve": name.replace(" ", "_"), "fall": fall, "loss": last, "steps": steps},
    )
