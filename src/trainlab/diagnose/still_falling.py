"""Symptom: training ended while the loss was still going down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import Levels, trend
from trainlab.record import Finding, Trial

SPAN = 0.25
"""The share of training that is judged: the last quarter."""

FALL = 0.05
"""Smallest fall of the loss over the span, of its level. Less is not worth the wait: twice the training would
gain about four times as much at best."""

FALL_OF_PROGRESS = 0.005
"""Smallest fall over the span, of all the loss has fallen. The cross-entropy of separable classes falls
forever like 1/t, a quarter of its level in every last quarter (Soudry et al. 2018); this ends it."""

ERRORS = 3.0
"""Standard errors the slope must be away from flat: fewer than 1 of 500 flat trials pass by chance."""


def find_still_falling(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    """Trials whose loss still fell, beyond its noise, over the last quarter."""
    end = trend(levels, SPAN)
    fall = -np.expm1(end.change)
    last = levels.values[:, -1]
    progress = np.maximum(levels.first, levels.values[:, 0]) - last
    worth = (fall >= FALL) & (last * -np.expm1(-end.change) <= -FALL_OF_PROGRESS * progress)
    seen = levels.long_enough & worth & (-end.change > ERRORS * end.noise)
    return [
        _finding(trials[int(levels.trials[row])], float(fall[row]), float(last[row]))
        for row in np.flatnonzero(seen)
    ]


def _finding(trial: Trial, fall: float, loss: float) -> Finding:
    unit = "epochs" if "epochs" in trial.settings else "steps"
    length = trial.settings.get(unit)
    longer = f" (it was {length})" if length is not None else ""
    return Finding(
        symptom="still falling",
        trials=(trial.id,),
        sentence=f"trial {trial.id} was still falling: its train loss fell by {fall:.0%} to {loss:.3g} "
        f"over the last quarter of training.",
        advice=f"Train longer: raise {unit}{longer}.",
        evidence={"fall": fall, "loss": loss},
    )
